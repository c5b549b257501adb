"""The day that a note promises: where one stands in a clause that speaks of a next step, and not of delivery or the past."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from salescli.core.errors import WrongUsage
from salescli.core.language.clauses import Clause
from salescli.core.language.dates import read_when
from salescli.core.language.lexicon import Lexicon
from salescli.core.ranking.workdays import ANYWHERE
from salescli.core.when import When

_N = "[0-9一二两三四五六七八九十]{1,3}"
_MINUTES = "(?::[0-9]{2}|[点时](?:钟|半|[一三]刻|[0-9一二三四五十]{1,3}分?)?)"
_PART = "(?:凌晨|早上|上午|中午|下午|傍晚|晚上|朝早|下昼|晏昼|夜晚|[早晚])"
_TIME = f"{_PART}?{_N}{_MINUTES}"
_EASTERN_DAYS = (
    ("后", "大?后[天日]"), ("今明听", "[今明听][天日早晚]"), ("隔", "隔天"), ("末", "周末"),
    ("周星礼拜", "(?:下下|下|本|这|上)?个?(?:周|星期|礼拜|拜)[一二三四五六日天末1-7]|下下?个?(?:周|星期|礼拜)[初中底]?"),
    ("月", f"(?:下|本|这)个?月(?:[初中底末]|{_N}[号日])?|{_N}月份?(?:[初中底末]|{_N}[号日]?)?"),
    ("-/.", "[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|(?<![0-9.])[0-9]{1,2}[/.-][0-9]{1,2}(?![0-9%万亿千kw折米元块吨]|[/.-])"),
    ("号日", f"{_N}[号日](?![楼线厂机店库门院])"), ("过隔", f"[过隔](?:{_N}|半)个?(?:天|日|周|星期|礼拜|月)"),
    ("后内", f"(?:{_N}|半)个?(?:天|日|周|星期|礼拜|月|小时|钟头|分钟)(?:[以之]?后|内)"),
    ("月", "月[底末初中]"), ("年", "年[底前后]|(?:过完|出了)年"),
    ("节国旦一秋午", "(?:过完)?(?:春节|国庆|元旦|五一|中秋|端午|节)(?:[以之]?后|前)?"),
)  # fmt: skip
"""Characters of which every such day has one, and its pattern."""
_CLOCK_SIGNS, _PART_SIGNS = ":点时", "早晚午晨晏昼"


def _eastern(text: str) -> str:
    """The pattern of the days that may stand in a text; what can't is not worth being compiled."""
    days = "|".join(day for signs, day in _EASTERN_DAYS if any(sign in text for sign in signs))
    has_part, has_clock = (any(sign in text for sign in signs) for signs in (_PART_SIGNS, _CLOCK_SIGNS))
    time = f"{_PART}?{_N}{_MINUTES}" if has_part else _N + _MINUTES
    behind = "|".join([*([f"的?{time}"] if has_clock else ()), *([f"{_PART}(?![都点])"] if has_part else ())])
    found = [f"(?:{days})(?:{behind})?"] if days else []
    alone = [f"(?:下午|晚上|中午|傍晚|上午|早上|今晚)(?:{_N}{_MINUTES})?"] if has_part else []
    return "|".join([*found, *alone, *([time] if has_clock else ())])


_WEEKDAY = "(?:mon|tues?|wed(?:nes)?|thur?s?|fri|satur|sat|sun)(?:day)?"
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?)"
)
_COUNT = "(?:an?|a couple of|one|two|three|four|five|six|ten|[0-9]{1,3})"
_CLOCK = "(?:[0-9]{1,2}:[0-9]{2}(?: ?[ap]m)?|[0-9]{1,2} ?[ap]m|noon)"
_PARTS = "(?:morning|afternoon|evening|pm|am)"
_ORDINAL = "[0-9]{1,2}(?:st|nd|rd|th)"
_NO_DAY = (
    " (?:(?:follow[ -]up|phone|cold) )?"
    "(?:try|tries|attempt|call|time|vm|voicemail|message|msg|email|meeting|visit|order|quote|round)"
)
"""Behind an ordinal: what it counts where it is no day."""
_FAR = "(?:(?:start|beginning) of )?(?:next (?:year|quarter)|q[1-4](?! [0-9]))"
"""A year or quarter, which begins with its first working day."""
_WESTERN_DAYS = (
    ("tomorrow tonight today this", "(?:the )?day after tomorrow|tomorrow|tonight|today|this (?:afternoon|evening|week)"),
    ("eod", "eod"),
    ("next", "(?:(?:early|mid|late|end of) )?next week|(?:(?:early|end of) )?next month"),
    ("end of", "end of (?:the )?(?:week|month|day)"),
    ("mon tue wed thu fri sat sun", f"(?:(?:this|next|coming) )?{_WEEKDAY}(?: (?:next|this) week)?"),
    ("in", f"in {_COUNT} (?:days?|weeks?|months?|hours?|hrs?|mins?|minutes?)"),
    ("from later time", f"{_COUNT} (?:days?|weeks?|months?) (?:from now|time|later)"),
    ("jan feb mar apr may jun jul aug sep oct nov dec",
     rf"{_MONTH}\.? [0-9]{{1,2}}(?:st|nd|rd|th)?|[0-9]{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}"),
    ("0 1 2 3 4 5 6 7 8 9", f"(?:the )?{_ORDINAL}(?!{_NO_DAY})"), ("q1 q2 q3 q4 year quarter", _FAR),
    ("- /", "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{2,4})?"),
)  # fmt: skip
"""Texts of which every such day has one, and its pattern."""


def _western(text: str) -> str:
    """The same for a text in English."""
    days = "|".join(day for signs, day in _WESTERN_DAYS if any(sign in text for sign in signs.split(" ")))
    found = [rf"\b(?:{days})\b(?:,? (?:(?:at|@|around) ?)?(?:{_CLOCK}|{_PARTS}))?"] if days else []
    alone = [rf"\b(?:at|@|around|after) ?{_CLOCK}"] if any(sign in text for sign in ("at", "@", "around", "after")) else []
    return "|".join([*found, *alone])


_WEEK = "(下下?)个?(?:周|星期)([初中底末]?)"
_OF_WEEK = {"": "一", "初": "一", "中": "三", "底": "五", "末": "六"}


class Promised(NamedTuple):
    """A day (and time) that a note promises, and the clause that does, as it was written."""

    when: When
    text: str


def promised(said: Sequence[Clause], lexicon: Lexicon, now: datetime, country: str = "CN") -> Promised | None:
    """The first day to come of which a note says that something is to happen between them and us."""
    for place, clause in enumerate(said):
        for piece, before, behind in _pieces(clause):
            if _is_promise(clause, piece, before, behind, said[:place], lexicon) and (when := _read(piece, now, country)):
                return Promised(when, clause.original)
    return None


_ALIKE = {
    "1": "一二两三四五六七八九十", "D": "天日", "E": "初中底末", "H": "号", "K": "万亿千折米元块吨", "M": "早晚", "N": "今明听",
    "O": "月", "S": "楼线厂机店库门院", "T": "点时", "U": "都", "W": "周", "X": "过隔", "Y": "以之",
}  # fmt: skip
_SHAPES = str.maketrans({char: shape for shape, chars in _ALIKE.items() for char in chars})
"""Characters that stand for one another in the patterns, as a capital letter each: sets of these compile in a tenth of
the time that sets of Chinese characters take."""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.translate(_SHAPES))


def _pieces(clause: Clause) -> Iterator[tuple[str, str, str]]:
    """What looks like a day in a clause, with what stands before and behind it."""
    text, is_western = clause.text, clause.text.isascii()
    pattern = _western(text) if is_western else _eastern(text)
    if not pattern:
        return
    for found in _compiled(pattern).finditer(text if is_western else text.translate(_SHAPES)):
        first, last = found.span()
        yield text[first:last], text[:first], text[last:]


# ---------------------------------------------------------------- is it promised?


_TODAY = ("今天", "今日", "今早", "today", "this week")
"""What is said to be today has mostly been."""


def _is_promise(
    clause: Clause, piece: str, before: str, behind: str, earlier: Sequence[Clause], lexicon: Lexicon
) -> bool:
    around = f"{before} {behind}" if clause.text.isascii() else before + behind
    if _is_far(piece) and before.endswith(_UNTIL):
        around = around.replace("budget", "")  # `no budget til q2` is a call in q2
    if _is_refused(before, behind) or clause.mark == "?" or lexicon.has(around, "if") or lexicon.asks(clause.text, behind):
        return False
    if lexicon.has(around, "agreed") and not lexicon.has(behind, "past"):
        return True
    if piece in _TODAY or lexicon.has(around, "no_promise") or _is_past(before, behind, lexicon):
        return False
    if lexicon.has(around, "step"):
        return True
    return not around.strip() and not _says_no_promise(earlier[-1:], lexicon)


_NOT = {
    "before": "(?:没有?|未|冇|唔好?|不(?:要|用|想|能|必)?|别|勿|无法)再?(?:约|定|说|讲|答应|敲|安排|同意|见|打|去|来|傾|call)?"
    "(?:定|好|到|上|成|在|过|咗|了)*$|取消了?(?:原定|原来)?的?$|(?:不是|唔系)$"
    r"|(?:n't|\b(?:not|no|never|cannot|without))(?: (?:need|available|able|want|going|agree|agreed|have|has|get|got|set))?"
    "(?: to)?(?: (?:agree|agreed|meet|meeting|call|calling|ring|set|set up|confirm|confirmed|book|booked|schedule|scheduled"
    "|commit|come|coming|see|visit|call back|appointment|appt|demo))?(?: (?:me|us|him|her|them|for|on|this|an?|the|any|in|at))*$"
    r"|\bcancel(?:led|ed|s)?(?: (?:the|our|his|her|on|for|a|call|meeting|visit|demo|appointment))*$",
    "behind": "(?:的?(?:会议?|拜访|见面|约|电话|面谈))?(?:又|都|也|他|她|客户|临时)*(?:取消|泡汤|黄了)"
    "|(?:又|都|也|他|她|客户)*(?:没有?|未|冇|无|不|唔|别)(?:再?约|约?定|说|空|时间|行|方便|得闲|得|能|可以|要打|用打|打|来了|去了|见了)"
    r"|(?:(?:call|meeting|visit|demo|appointment|appt|one) )?(?:was |is |got |has been |'s )*"
    r"(?:cancel|called off|off\b|not (?:possible|ok|good)|no good|doesn't|didn't|won't work|fell through|falls through)",
}
"""A day that was not agreed, or no longer is: 没约周五, 周五取消了, no meeting Friday."""
_NOT_SIGNS = {
    "before": ("没", "未", "冇", "唔", "不", "别", "勿", "无法", "取消", "n't", "no", "never", "without", "cancel"),
    "behind": ("取消", "泡汤", "黄了", "没", "未", "冇", "无", "不", "唔", "别", "cancel", "off", "not ", "no good", "n't",
               " through"),
}
"""One of these is in whatever those patterns find, which take longer to compile than the rest of a note to read."""


def _is_refused(before: str, behind: str) -> bool:
    """Whether the day is one on which nothing is to be; a step that follows it is one all the same (没定，周五再谈)."""
    if behind.startswith(("再", "就", "先", "还")):
        return False
    if _may_refuse("before", before) and re.search(_NOT["before"], before.strip()):
        return True
    return _may_refuse("behind", behind) and bool(re.match(_NOT["behind"], behind.strip()))


def _may_refuse(side: str, text: str) -> bool:
    return any(sign in text for sign in _NOT_SIGNS[side])


_UNTIL = ("until ", "till ", "til ")


def _is_far(piece: str) -> bool:
    return ("year" in piece or "q" in piece) and re.fullmatch(_FAR, piece) is not None


def _says_no_promise(earlier: Sequence[Clause], lexicon: Lexicon) -> bool:
    return any(lexicon.has(clause.text, "no_promise") for clause in earlier)


def _is_past(before: str, behind: str, lexicon: Lexicon) -> bool:
    around = f"{before} {behind}" if behind.isascii() and before.isascii() else before + behind
    return lexicon.has(around.replace("过去", "").replace("过来", ""), "past")  # 发过去 is still to come


# ---------------------------------------------------------------- which day is it?


def _read(piece: str, now: datetime, country: str) -> When | None:
    """The day that a piece of text means, read as `crm next` reads it; without its time where that makes no sense."""
    if _is_far(piece):
        return When(ANYWHERE.roll(_first(piece, now.date())))
    for text in _spellings(piece):
        try:
            return read_when(text, now, "forward", country)
        except WrongUsage as error:
            if error.key == "time_past":
                return When(now.date())
    return None


def _first(piece: str, today: date) -> date:
    """The first day of the year or quarter to come; New Year's Day is nobody's working day."""
    if piece.endswith("year"):
        return date(today.year + 1, 1, 2)
    quarter = (today.month + 2) // 3 % 4 + 1 if piece.endswith("quarter") else int(piece[-1])
    day = date(today.year, 3 * quarter - 2, 2 if quarter == 1 else 1)
    return day if day > today else day.replace(year=today.year + 1)


def _spellings(piece: str) -> Iterator[str]:
    """A piece as the reader of days knows it; a bare weekday that is today's, next week's."""
    text = _usual(piece)
    yield text
    if not text.isascii() and any(mark in text for mark in "点时") and not re.search(_PART, text):
        yield re.sub(f"({_N}[点时])", r"下午\1", text)  # nobody calls at four in the morning
    day = _without_time(text)
    if day != text:
        yield day
    if text.isascii():
        yield f"{day.removeprefix('next ').removeprefix('this ')} next week"
    else:
        yield f"下{day}"


_OTHER_WORDS = {
    "听日": "明天", "听朝": "明早", "隔天": "明天", "月份": "月", "的": "", "礼拜": "星期", "拜": "星期",
    "下昼": "下午", "晏昼": "下午", "夜晚": "晚上", "朝早": "早上", "内": "后",
}  # fmt: skip
_OTHER_DAYS = {"月初": "下月初", "年底": "12月31日", "过完年": "春节后", "出了年": "春节后", "年后": "春节后", "节后": "春节后"}


def _usual(piece: str) -> str:
    """A day in the words that `crm next` takes."""
    if piece.isascii():
        return _usual_western(piece)
    text = piece
    for word, usual in _OTHER_WORDS.items():
        text = text.replace(word, usual)
    if text.startswith("下") and (found := re.fullmatch(_WEEK, text)):
        return f"{found[1]}周{_OF_WEEK[found[2]]}"
    text = text.removeprefix("过完")
    if text.startswith(("过", "隔")) and text.endswith(("天", "日", "周", "期", "月")):
        text = f"{text[1:]}后"
    return _OTHER_DAYS.get(text, _OTHER_DAYS.get(f"过完{text}", text))


_OF_NEXT = {"": "mon", "early": "mon", "mid": "wed", "late": "fri", "end of": "fri"}


def _usual_western(piece: str) -> str:
    text = piece.replace("@", "at ").replace("around", "at").replace("a couple of", "two").removeprefix("coming ")
    text = text.replace("tonight", "today 19:00").replace("hrs", "hours").removeprefix("after ").removeprefix("early ")
    text = re.sub("^(mid|late|end of|) ?next week", lambda found: f"{_OF_NEXT[found[1]]} next week", text)
    text = re.sub(rf"^next ({_WEEKDAY})\b", r"\1 next week", text)
    text = re.sub(" (?:time|from now)$", " later", text)
    return text if text.startswith("end of") else text.replace(" of ", " ")


def _without_time(text: str) -> str:
    western = rf"(?:,? (?:at )?(?:{_CLOCK}|{_PARTS}))$"
    return re.sub(western if text.isascii() else f"(?:{_TIME}|{_PART})$", "", text) or text
