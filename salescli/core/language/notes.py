"""What a note says beside its outcome and could be put into the book: a day, a sum, a number, somebody new (CONTRACT 4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from salescli.core.language.clauses import Clause, clauses
from salescli.core.language.lexicon import Lexicon
from salescli.core.language.outcomes import Heard, hear_clauses
from salescli.core.language.script import plain

if TYPE_CHECKING:
    from salescli.core.language.people import Change
    from salescli.core.language.sums import Amount
    from salescli.core.when import When


class Note(NamedTuple):
    """All that was read in `text`: the outcome, `when` a day is promised and `step` what for, and what may be noted."""

    text: str
    heard: Heard
    when: When | None = None
    step: str = ""
    amount: Amount | None = None
    phone: str = ""
    changes: tuple[Change, ...] = ()
    no_contact: bool = False
    """They want no more calls."""

    @property
    def offers(self) -> bool:
        """Whether there is anything in it to take."""
        return bool(self.heard.likely or self.when or self.amount or self.phone or self.changes or self.no_contact)


# most notes name no day, sum or person: what looks for these is loaded for those that may
_DAY_SIGNS = frozenset("天日周期拜月号后年早晚午点时节末/.-隔:")
_WESTERN_DAY_SIGNS = (
    "day", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "tomorrow", "tonight", "week", "next", "end of",
    "eod", "in ", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
    "dec", "th", "st", "nd", "year", "quarter", "q1", "q2", "q3", "q4", "/", "-", "am", "pm", "later", ":",
)  # fmt: skip
_SUM_SIGNS = frozenset("0123456789万亿千百")
_MONEY_SIGNS = ("万", "亿", "千", "百", "元", "圆", "块", "刀", "币", "美金", "¥", "￥", "$", "€", "£",
                "usd", "ntd", "hkd", "eur", "gbp", "rmb", "cny", "grand", "dollar", "bucks")  # fmt: skip
_PERSON_SIGNS = (
    "离", "辞", "调", "退休", "跳槽", "不干", "不做", "走", "裁", "现在", "换", "改", "由", "新", "接手", "接任", "接替",
    "以后找", "负责", "入职", "上任", "联系人", "left", "quit", "resign", "retire", "moved on", "fired", "leaving", "gone",
    "laid off", "no longer", "talk to", "speak to", "replace", "took over", "takes over", "taken over",
    "taking over", "new ", "now ", "joined",
)  # fmt: skip
_STOP = (
    "(?:别|不要|勿|唔好|不用)再(?:打|联系|联络|骚扰|打扰|来电)(?:电话)?(?:来|过来|给)?(?:我们?|他们?|她)?了?$"
    "|(?:别|不要|勿)(?:打|联系|联络|骚扰|打扰)(?:电话)?(?:我们?|他们?|她)?了?$|拉黑|封锁了?我"
    r"|\b(?:do not|don't|stop|never) (?:call|calling|contact|contacting|phone|phoning)(?: (?:me|us|him|her|them))?"
    r"(?: (?:again|any ?more|ever))?$|\bdnc\b|\bblocked (?:me|us|my number)\b"
)
"""They want no more calls."""
_STOP_SIGNS = ("别", "不要", "勿", "唔好", "不用再", "拉黑", "封锁", "not ", "n't ", "stop ", "never ", "dnc", "blocked")
_PHONE = r"(?<![0-9a-z.¥$,])\+?(?:\([0-9]{2,4}\)[ -]?)?[0-9](?:[ -]?[0-9]){6,13}(?![0-9a-z%])"


def read_note(text: str, lexicon: Lexicon, now: datetime, country: str = "CN") -> Note:
    """What TEXT says on the rep's day `now`; `country`: whose order of day and month it has."""
    said = clauses(text, lexicon.spellings)
    phone = next(_phones(text), "")
    note = Note(text, hear_clauses(said, lexicon), phone=phone, amount=_sum(text, phone, said, lexicon))
    note = note._replace(changes=_changes(text, lexicon), no_contact=any(_says_stop(each.text) for each in said))
    if not any(_may_name_a_day(clause.text) for clause in said):
        return note
    from salescli.core.language.promised import promised

    day = promised(said, lexicon, now, country)
    return note._replace(when=day.when, step=day.text) if day else note


def _says_stop(text: str) -> bool:
    return any(sign in text for sign in _STOP_SIGNS) and bool(re.search(_STOP, text))


_WRITTEN = {
    "wechat": "微信(?:上)?(?:给[他她]|给客户|跟他|跟她)?(?:发|推|转|传|聊|问|沟通|联系|加)了|(?:wechat'?e?d|wechatted) ",
    "email": "邮件(?:上)?(?:给[他她]|给客户)?(?:发|回|转)了|(?:emailed|e-mailed) ",
    "sms": "短信(?:给[他她]|给客户)?发了|texted ",
}


_WRITTEN_SIGNS = ("微信", "邮件", "短信", "wechat", "email", "e-mail", "texted")


def written_by(text: str) -> str:
    """The way by which the rep wrote, where the note begins with it: 微信发了报价单, emailed brochure."""
    folded = plain(text).lstrip()
    if not folded.startswith(_WRITTEN_SIGNS):
        return ""
    return next((via for via, words in _WRITTEN.items() if re.match(words, folded)), "")


def _may_name_a_day(text: str) -> bool:
    if text.isascii():
        return any(sign in text for sign in _WESTERN_DAY_SIGNS)
    return not _DAY_SIGNS.isdisjoint(text)


def _changes(text: str, lexicon: Lexicon) -> tuple[Change, ...]:
    folded = plain(text)
    if not any(sign in folded for sign in _PERSON_SIGNS):
        return ()
    from salescli.core.language.people import changes

    return tuple(changes(text, lexicon))


def _phones(text: str) -> Iterator[str]:
    """What is written like a phone number; whether it is one, its country tells."""
    folded = plain(text)
    if sum(map(str.isdigit, folded)) < 7:
        return
    for found in re.finditer(_PHONE, folded):
        digits = re.sub(r"\D", "", found[0])
        if _is_date(found[0]) or not 7 <= len(digits) <= 14 or (len(digits) == 7 and found[0].isdigit()):
            continue
        yield text[found.start() : found.end()].strip()


def _is_date(text: str) -> bool:
    return bool(re.fullmatch("(?:19|20)[0-9]{2}[- ]?[01][0-9][- ]?[0-3][0-9]", text))


def _may_name_a_sum(text: str) -> bool:
    """Whether there are digits of a sum with a word or sign of money, or as many as a bare sum has."""
    if _SUM_SIGNS.isdisjoint(text):
        return False
    return any(sign in text for sign in _MONEY_SIGNS) or bool(re.search("[0-9] ?[kwm]|[0-9],?[0-9],?[0-9]", text))


def _sum(text: str, phone: str, said: list[Clause], lexicon: Lexicon) -> Amount | None:
    """The first sum, unless it is somebody else's."""
    if not _may_name_a_sum(plain(text)):
        return None
    from salescli.core.language.sums import amounts

    for clause in said:
        if not lexicon.has(clause.text, "others"):
            found = next(amounts(clause.original.replace(phone, "") if phone else clause.original), None)
            if found:
                return found
    return None
