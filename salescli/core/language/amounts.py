"""Numbers in digits or characters, and lengths of time: 三个月后, `in two weeks`, 过两天."""

from __future__ import annotations

import re
from typing import NamedTuple

N = "[0-9]{1,4}|[零〇一二两三四五六七八九十]{1,4}"
"""A small number, as a part of a pattern."""

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_COUNT_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "couple": 2, "a couple": 2, "couple of": 2, "a couple of": 2,
}  # fmt: skip
_UNITS = {
    "天": "d", "日": "d", "周": "w", "星期": "w", "礼拜": "w", "月": "m", "年": "y",
    "小时": "h", "钟头": "h", "分钟": "min",
}  # fmt: skip
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
    found = re.fullmatch("([一二三四五六七八九])?十([一二三四五六七八九])?", text)
    if not found:
        raise ValueError
    return 10 * _DIGITS[found[1] or "一"] + _DIGITS[found[2] or "零"]


def amount(words: str) -> Amount | None:
    """The length of time that WORDS (lower case, simplified characters) are, None where they are none."""
    return _english(words) if words.isascii() else _chinese(words)


def _english(words: str) -> Amount | None:
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
    found = re.fullmatch(rf"(再?过)?(半|{N})(个?)({'|'.join(_UNITS)})(?:[以之]?([后前内]))?", words)
    if not found or (found[1] and found[5] not in (None, "后")):
        return None
    ahead, count, measure, unit, side = found.groups()
    if (unit == "月" and not measure) or (unit == "日" and not side):
        return None
    sign = 1 if ahead else {"后": 1, "前": -1}.get(side, 0)
    if count == "半":
        return Amount(*_HALVES[unit], sign) if unit in _HALVES else None
    return Amount(number(count), _UNITS[unit], sign)
