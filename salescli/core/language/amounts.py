"""Numbers in digits or characters, and lengths of time: 三个月后, `in two weeks`, 过两天."""

from __future__ import annotations

import re
from typing import NamedTuple

N = "[0-9]{1,4}|[零〇一二两三四五六七八九十]{1,4}"
"""A small number, as a part of a pattern."""
_NUMERALS = "零〇一二两三四五六七八九十"
_BESIDE_TEN = frozenset(("", *"一二三四五六七八九"))

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_COUNT_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "couple": 2, "a couple": 2, "couple of": 2, "a couple of": 2,
}  # fmt: skip
_UNITS = {
    "天": "d", "日": "d", "周": "w", "星期": "w", "礼拜": "w", "月": "m", "年": "y",
    "小时": "h", "钟头": "h", "分钟": "min",
}  # fmt: skip
_SIDES = {"后": 1, "前": -1, "内": 0}
_HALVES = {"年": (6, "m"), "月": (15, "d"), "小时": (30, "min"), "钟头": (30, "min")}
_ENGLISH_UNIT = (
    r"(d|w|m|y|h|min|days?|weeks?|wks?|months?|mths?|years?|yrs?|hours?|hrs?|minutes?|mins?)(?:'? time)?"
)


class Amount(NamedTuple):
    """So many d, w, m, y, h or min. `sign` is -1 for "ago", 1 for "in", 0 where neither was said."""

    many: int
    unit: str
    sign: int = 0

    def towards(self, direction: str) -> int:
        """The signed count; where no side was said the direction gives it."""
        return self.many * (self.sign or (-1 if direction == "back" else 1))


def number(text: str) -> int:
    """15, 十五, 二十, 二〇二六; ValueError for what only looks like a number."""
    if text.isascii():
        return int(text)
    if "十" not in text:
        return int("".join(str(_DIGITS[digit]) for digit in text))
    tens, _, ones = text.partition("十")
    if not {tens, ones} <= _BESIDE_TEN:
        raise ValueError
    return 10 * _DIGITS[tens or "一"] + _DIGITS[ones or "零"]


def is_number(text: str) -> bool:
    """Whether all of a text looks like a small number, as `N` has it."""
    if not 0 < len(text) <= len("9999"):
        return False
    return text.isdigit() if text.isascii() else all(char in _NUMERALS for char in text)


def amount(words: str) -> Amount | None:
    """The length of time that WORDS (lower case, simplified characters) are, None where they are none."""
    return _english(words) if words.isascii() else _chinese(words)


_FIRST_WORDS = frozenset(("half", *(words.split()[0] for words in _COUNT_WORDS)))


def _english(words: str) -> Amount | None:
    first = words.removeprefix("in ")
    if not first[:1].isdigit() and first.partition(" ")[0] not in _FIRST_WORDS:
        return None
    if re.fullmatch("(in )?half an hour", words):
        return Amount(30, "min", int(words.startswith("in ")))
    found = re.fullmatch(
        rf"(in )?(?:([0-9]{{1,4}}) ?|([a-z ]+) ){_ENGLISH_UNIT}( ago| later| from now)?", words
    )
    if not found or (found[1] and found[5]) or (found[3] and found[3] not in _COUNT_WORDS):
        return None
    count = int(found[2]) if found[2] else _COUNT_WORDS[found[3]]
    unit = "min" if found[4].startswith("min") else found[4][0]
    return Amount(count, unit, -1 if found[5] == " ago" else int(bool(found[1] or found[5])))


def _chinese(words: str) -> Amount | None:
    """三个月后, 过两天 and 3天; but 3日 alone is a day of the month, and 三月后 might be after March."""
    ahead = next((said for said in ("再过", "过") if words.startswith(said)), "")
    length, side = _beside(words.removeprefix(ahead))
    unit = next((unit for unit in _UNITS if length.endswith(unit)), "")
    count = length.removesuffix(unit).removesuffix("个")
    if not unit or (count != "半" and not is_number(count)) or (ahead and side not in ("", "后")):
        return None
    if (unit == "月" and "个" not in length) or (unit == "日" and not side):
        return None
    sign = 1 if ahead else _SIDES.get(side, 0)
    if count == "半":
        return Amount(*_HALVES[unit], sign) if unit in _HALVES else None
    return Amount(number(count), _UNITS[unit], sign)


def _beside(words: str) -> tuple[str, str]:
    """A length and the side that is said behind it, if any: 三天以后 → (三天, 后)."""
    side = words[-1:] if words[-1:] in _SIDES else ""
    before = words.removesuffix(side)
    return (before[:-1] if side and before[-1:] in ("以", "之") else before), side
