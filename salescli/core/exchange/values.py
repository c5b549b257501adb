"""A card's texts → values that the book's fields hold: closed values in any language, numbers, flags; the rest is kept beside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from salescli.core.exchange.card import Also, Card, CardInteraction, typed
from salescli.core.exchange.statuses import NO_WORDS, Words, plain, staged
from salescli.core.model import CHOICES, QUIET_VIAS
from salescli.core.patterns import pattern
from salescli.core.quality.codes import Fold, Unlisted, coded
from salescli.core.records.fields import FIELDS
from salescli.core.rules.standards import CODED, Codes
from salescli.core.text import Text, say

if TYPE_CHECKING:
    from salescli.core.language.lexicon import Lexicon

LARGEST = 2**63
"""A whole number that SQLite can't hold any more."""
_PLAIN = frozenset(("text", "day", "channel"))
_KINDS = {f.name: f for f in FIELDS if f.kind not in _PLAIN}
_GRADE = pattern(r"([sabcd])[级級类類等](?:客户|客戶)?|(?:grade|class|等级|等級)([sabcd])")
_GRADE_NAMED = pattern(r"([sabcd])\s*[(（][^()（）]+[)）]", re.I)
_GRADE_WORDS = {"高": "A", "中": "B", "低": "C", "high": "A", "medium": "B", "mid": "B", "low": "C"}
"""What a column that says grade has in place of letters; it is told."""
_GRADE_SIGNED = pattern(r"\s*([sabcdSABCD])\s*[+＋\-－−]+\s*(?:[级級类類等](?:客户|客戶)?)?\s*")
_TRIED = frozenset((
    "attempted", "attempting", "attemptedtocontact", "noanswer", "noresponse", "unreachable", "voicemail", "leftvoicemail",
    "leftmessage", "未接", "未接通", "未接听", "没人接", "无人接听", "無人接聽", "联系不上", "聯絡不上", "打不通",
))  # fmt: skip
"""Status words that say that nobody was reached."""
_VIAS = {
    "phone": """致电 致電 去电 去電 来电 來電 通话 通話 打电话 打電話 电话沟通 电话联系 電話聯絡 call called phonecall
        telephone""",
    "visit": """上门 上門 上门拜访 登门 面谈 面談 面访 见面 見面 会面 會面 走访 到访 来访 來訪 实地拜访 當面 当面 meeting
        inperson onsite""",
    "wechat": "企业微信 企微 weixin wx",
    "email": "邮箱 郵箱 电子邮件 電子郵件 发邮件 mail",
    "video": "视频会议 視訊會議 線上會議 线上会议 zoom teams videocall",
    "event": "展会 展會 活动现场 会展 參展 参展 会议 會議 fair tradeshow exhibition",
    "sms": "短信息 text message",
    "social": "社交 抖音 微博 小红书 linkedin facebook whatsapp line",
    "survey": "调研 調研 问卷调查 問卷調查 questionnaire",
    "other": "其它 別的",
}
"""What people write as the channel of a contact, beside the labels."""


class Spellings(NamedTuple):
    """How closed values are written: kind of choice → plain word → key. `codes` are the code lists in force (R1.10).

    `today` parts what has been from what is to come; `fields` are those whose texts are looked at; `lexicon` gives what
    notes are read by, `words` are those for a stage.
    """

    closed: Mapping[str, Mapping[str, str]]
    codes: Codes
    today: date
    fields: frozenset[str]
    lexicon: Callable[[], Lexicon]
    words: Words


def spellings(
    labels: Mapping[str, Mapping[str, Iterable[str]]], codes: Codes, today: date, lexicon: Callable[[], Lexicon],
    statuses: Words = NO_WORDS,
) -> Spellings:
    """All ways to write a closed value: its key, its labels (kind → key → in all languages) and the usual other words."""
    closed = {kind: {plain(word): key for key in CHOICES[kind] for word in (*labels.get(kind, {}).get(key, ()), key)}
              for kind in CHOICES}  # fmt: skip
    for key, words in _VIAS.items():
        closed["via"] = {**dict.fromkeys(map(plain, words.split()), key), **closed["via"]}
    stages = statuses._replace(stages={**statuses.stages, **closed["stage"], **statuses.said})
    return Spellings(closed, codes, today, frozenset((*_KINDS, *(CODED if codes else ()))), lexicon, stages)


def fitted(card: Card, known: Spellings, fold: Fold) -> Card:
    """The card with keys, codes and numbers in place of what stands for them; a text that is no value of its field is
    kept beside it and told; a stage in place of another program's status."""
    beside: list[Also] = []
    told: list[Text] = []
    contact = _fitted("p", card.contact, known, fold, beside, told)
    if card.interactions or card.next:
        card = _timely(card, known, beside, told)
    if card.statuses:
        card = staged(card, known.words, known.today)
    customer = _fitted("c", card.customer, known, fold, beside, told)
    if customer is card.customer and contact is card.contact and not (beside or told):
        return card
    return replace(card, customer=customer, contact=contact, also=(*card.also, *beside), warnings=(*card.warnings, *told))


def _timely(card: Card, known: Spellings, beside: list[Also], told: list[Text]) -> Card:
    """The card with the years of its days, and what hasn't been yet kept beside its past contacts."""
    today = known.today.isoformat()
    dated = [item._replace(at=_with_year(item.at, known.today, back=True)) for item in card.interactions]
    last = max((item.at for item in dated if item.at[:10] <= today), default="")
    tried = any(_says_tried(status.word, known) for status in card.statuses)
    past = tuple(_past(item, known, tried and item.at == last) for item in dated if item.at[:10] <= today)
    future = [f"{item.at} {item.text}" for item in dated if item.at[:10] > today]
    step = card.next and card.next._replace(at=_with_year(card.next.at, known.today, back=False))
    if future:
        beside.append(Also("c", "interaction", "\n".join(future)))
        told.append(say("import.not_past", text=future[0]))
    return replace(card, interactions=past, next=step)


def _with_year(at: str, today: date, *, back: bool) -> str:
    """`--11-20` as the nearest such day in that direction, today included (CONTRACT 7)."""
    if not at.startswith("--"):
        return at
    years = (today.year - n if back else today.year + n for n in range(9))  # a leap day may be eight years off
    days = (f"{year}-{at[2:]}" for year in years)
    return next(day for day in days if _is_day(day[:10]) and ((day[:10] <= today.isoformat()) if back
                                                              else day[:10] >= today.isoformat()))  # fmt: skip


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _fitted(
    whose: str, record: dict[str, str], known: Spellings, fold: Fold, beside: list[Also], told: list[Text]
) -> dict[str, str]:
    """The record, itself where nothing had to change; what is kept beside it and what is told are put to the lists."""
    changed: dict[str, str] = {}
    unfit: set[str] = set()
    if known.fields.isdisjoint(record):
        return record
    for field, text in record.items():
        found = _accepted(field, text, known, fold)
        if isinstance(found, Text):
            unfit.add(field)
            beside.append(Also(whose, field, text))
            told.append(found)
        elif found != text:
            changed[field] = found
            if field == "grade" and _is_rough(text):
                told.append(say("row.grade_taken", value=text, grade=found))
    if not (changed or unfit):
        return record
    return {field: changed.get(field, text) for field, text in record.items() if field not in unfit}


def _accepted(field: str, text: str, known: Spellings, fold: Fold) -> str | Text:
    """The text as the field takes it: a key, a code, or itself; a Text says why it is no value."""
    if field in CODED and known.codes:
        code = coded(known.codes, field, text, fold)
        if isinstance(code, Unlisted):
            return say("import.unlisted", field=say(f"field.{field}"), value=text, near=code.near)
        return code
    entry = _KINDS.get(field)
    if entry is None:
        return text
    if entry.kind == "choice":
        found = closed(known, field, text)
    else:
        value = typed(entry, text)
        found = "" if isinstance(value, Text) or (isinstance(value, int) and abs(value) >= LARGEST) else text
    return found or say("import.no_value", field=say(f"field.{field}"), value=text)


def closed(known: Spellings, kind: str, text: str) -> str:
    """The key of a closed value that is written as `text`, or nothing."""
    if kind == "grade" and _GRADE_SIGNED.fullmatch(text):
        return _grade(text)
    word = plain(text)
    if key := known.closed[kind].get(word):
        return key
    if kind == "grade":
        return _grade(text)
    return _sure_outcome(text, known) or "" if kind == "outcome" else ""


def _sure_outcome(text: str, known: Spellings) -> str | None:
    from salescli.core.language.outcomes import sure_outcome

    return sure_outcome(text, known.lexicon())


def _says_tried(word: str, known: Spellings) -> bool:
    return plain(word) in _TRIED or _sure_outcome(word, known) == "no_answer"


def _grade(text: str) -> str:
    """A级, Class C, A+, A(重点客户) and 高 as a grade; nothing for other words."""
    word = plain(text)
    if found := _GRADE.fullmatch(word):
        return (found[1] or found[2]).upper()
    found = _GRADE_SIGNED.fullmatch(text) or _GRADE_NAMED.fullmatch(text)
    return found[1].upper() if found else _GRADE_WORDS.get(word, "")


def _is_rough(text: str) -> bool:
    """Whether a grade lost something on its way: a sign, or that it was a word."""
    return bool(_GRADE_SIGNED.fullmatch(text)) or plain(text) in _GRADE_WORDS


def _past(item: CardInteraction, known: Spellings, tried: bool = False) -> CardInteraction:
    """A past contact with its channel and outcome as keys; a word of either that is none of ours stays in its text.

    `tried`: the status says that nobody was reached, which goes for a contact of which no more is known than its day.
    """
    via = closed(known, "via", item.via) if item.via else "phone"
    outcome = closed(known, "outcome", item.outcome) if item.outcome else _sure_outcome(item.text, known)
    words = [item.outcome if not outcome else "", item.via if not via else ""]
    text = " · ".join(filter(None, (item.text, *words)))
    unsaid = "no_answer" if tried and not text else "info" if via in QUIET_VIAS else "answered"
    return item._replace(text=text, via=via or "other", outcome=outcome or unsaid)
