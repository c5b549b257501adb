"""Whether the text of a log begins with a known outcome word, and which outcome it is (CONTRACT 4)."""

from __future__ import annotations

import re
import unicodedata

WORDS: dict[str, tuple[str, ...]] = {
    "answered": ("answered", "已接通", "接通了", "已接听", "已接聽", "已通话", "已通話"),
    "positive": ("positive", "有意向", "有意願", "有意愿", "有兴趣", "有興趣", "感兴趣", "感興趣"),
    "objection": ("objection", "有异议", "有異議", "有疑虑", "有疑慮"),
    "refused": (
        "refused", "已拒绝", "已拒絕", "拒绝", "拒絕", "婉拒", "已婉拒", "没兴趣", "沒興趣", "无意向", "無意願",
    ),
    "proposal": ("proposal", "已报价", "已報價"),
    "won": ("won", "成交", "已成交"),
    "lost": ("lost", "丢单", "丟單", "未成交"),
    "complaint": ("complaint", "投诉", "投訴", "客诉", "客訴"),
    "asked": ("asked", "待回复", "待回覆", "待我方回复", "待我方回覆"),
    "no_answer": (
        "no_answer", "no answer", "未接", "没接", "沒接", "没人接", "沒人接", "无人接", "無人接",
        "无人接听", "無人接聽", "没人接听", "沒人接聽", "未接听", "未接聽", "未接通", "没接通", "沒接通",
        "没接电话", "沒接電話", "无法接通", "無法接通", "打不通", "没打通", "沒打通",
        "占线", "占線", "佔線", "忙线", "忙線", "关机", "關機", "拒接", "停机", "停機",
        "语音信箱", "語音信箱", "转语音信箱", "轉語音信箱", "空号", "空號",
    ),
    "info": ("info", "已发资料", "已發資料", "已寄资料", "已寄資料", "已发送资料", "已發送資料"),
}  # fmt: skip
"""Outcome -> the words that stand for it at the beginning of a log's text."""

WHOLE_ONLY = ("won", "lost")
"""Outcomes too weighty to be taken from the beginning of a sentence: their words count only alone."""

DEAD_NUMBER = ("空号", "空號")
"""Words that also say that the number dialled belongs to nobody."""

_NO_SEPARATOR = "'’@&/\\_%#*"
"""Punctuation inside English words, addresses and names: `info@huaxing.com`, `proposal's`."""


def read_outcome(text: str) -> str | None:
    """The outcome whose word is all of TEXT or begins it followed by punctuation, None for an ordinary note."""
    found = _begin(text)
    return found[0] if found else None


def marks_number_doubtful(text: str) -> bool:
    """Whether TEXT says that nobody has the number any more (空号)."""
    found = _begin(text)
    return found is not None and found[1] in DEAD_NUMBER


def _begin(text: str) -> tuple[str, str] | None:
    """The outcome and word that TEXT begins with; the longest word that fits decides (已拒绝 before 拒绝)."""
    folded = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text[:200]).casefold()).strip()
    fitting = [(outcome, word) for outcome, words in WORDS.items() for word in words if folded.startswith(word)]
    if not fitting:
        return None
    outcome, word = max(fitting, key=lambda found: len(found[1]))
    return (outcome, word) if _ends(outcome, word, folded[len(word) :]) else None


def _ends(outcome: str, word: str, rest: str) -> bool:
    if not rest:
        return True
    if outcome in WHOLE_ONLY:
        return False
    if rest[0] == " ":
        return outcome == "no_answer" or not word.isascii()
    return _separates_english(rest) if word.isascii() else _is_punctuation(rest[0])


def _is_punctuation(char: str) -> bool:
    return char == "~" or unicodedata.category(char).startswith("P")


def _separates_english(rest: str) -> bool:
    """`proposal.pdf` and `positive-minded` are words of their own; `proposal, sent` and `proposal.` are not."""
    if rest[0] in ".-" and rest[1:2].isalnum():
        return False
    return rest[0] not in _NO_SEPARATOR and _is_punctuation(rest[0])
