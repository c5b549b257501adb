"""Festivals as days to wait for: 元旦, 国庆后, 年前, `after Christmas`; and days of the lunar calendar (CONTRACT 7)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from salescli.core.ranking.workdays import ANYWHERE


class Festival(NamedTuple):
    """`day`: month and day, of the lunar calendar where `calendar` says so; `rest`: calendar days until work begins again."""

    day: tuple[int, int]
    rest: int = 1
    calendar: str = "solar"


_SPRING = Festival((1, 1), 7, "lunar")  # work begins on the eighth day, as the State Council has it in most years
_NEW_YEAR, _CHRISTMAS = Festival((1, 1)), Festival((12, 25))
_LABOUR, _NATIONAL, _DOUBLE_TENTH = Festival((5, 1), 5), Festival((10, 1), 7), Festival((10, 10))
_DRAGON, _MOON = Festival((5, 5), 1, "lunar"), Festival((8, 15), 1, "lunar")
_LANTERNS, _TOMBS = Festival((1, 15), 1, "lunar"), Festival((4, 5), 1, "term")
_NAMES = {
    "元旦": _NEW_YEAR, "春节": _SPRING, "过年": _SPRING, "过完年": _SPRING, "年": _SPRING,
    "农历年": _SPRING, "农历新年": _SPRING, "元宵": _LANTERNS, "清明": _TOMBS,
    "五一": _LABOUR, "劳动": _LABOUR, "端午": _DRAGON, "中秋": _MOON, "十一": _NATIONAL, "国庆": _NATIONAL,
    "双十": _DOUBLE_TENTH, "圣诞": _CHRISTMAS,
    "new year": _NEW_YEAR, "new years": _NEW_YEAR, "new year's": _NEW_YEAR, "the holidays": _NEW_YEAR,
    "spring festival": _SPRING, "chinese new year": _SPRING, "lunar new year": _SPRING, "cny": _SPRING,
    "christmas": _CHRISTMAS, "xmas": _CHRISTMAS, "national day": _NATIONAL, "golden week": _NATIONAL,
    "mid-autumn": _MOON, "mid-autumn festival": _MOON, "dragon boat festival": _DRAGON, "lantern festival": _LANTERNS,
}  # fmt: skip
_YEARS = {"去年": -1, "今年": 0, "明年": 1, "last year": -1, "this year": 0, "next year": 1}
_ONLY_BESIDE = ("年", "过完年", "the holidays")
"""Names that say a day only with before or after."""


def festival_days(words: str, today: date, country: str) -> tuple[date, ...]:
    """The days, of the years around this one, that a festival's name means; nothing where WORDS name none.

    By itself it is the first day; after it the first working day of the country, 年前 the day before New Year's Eve.
    """
    found = _english(words) if words.isascii() else _chinese(words)
    if not found:
        return ()
    year, name, side = found
    festival = _DOUBLE_TENTH if name in ("国庆", "national day") and country == "TW" else _NAMES[name]
    years = [today.year + _YEARS[year]] if year else range(today.year - 2, today.year + 3)
    return tuple(_beside(day, festival, side, country) for day in _first_days(festival, years))


def _chinese(words: str) -> tuple[str, str, str] | None:
    names = "|".join(sorted((name for name in _NAMES if not name.isascii()), key=len, reverse=True))
    found = re.fullmatch(rf"(去年|今年|明年)?({names})节?(?:小?长假|假期|放假)?(?:[以之]?([前后]))?", words)
    if not found or (found[2] in _ONLY_BESIDE and not found[3] and found[2] != "过完年"):
        return None
    return found[1] or "", found[2], found[3] or ("后" if found[2] == "过完年" else "")


def _english(words: str) -> tuple[str, str, str] | None:
    found = re.fullmatch(r"(?:(before|after) )?([a-z' -]+?)( this year| next year| last year)?", words)
    if not found:
        return None
    name = found[2] if found[2] in _NAMES else re.sub("^the | day$| holidays?$", "", found[2])
    if name not in _NAMES or (name in _ONLY_BESIDE and not found[1]):
        return None
    return (found[3] or "").strip(), name, {"before": "前", "after": "后"}.get(found[1], "")


def _first_days(festival: Festival, years: Iterator[int] | range | list[int]) -> Iterator[date]:
    for year in years:
        day = _first_day(festival, year)
        if day:
            yield day


def _first_day(festival: Festival, year: int) -> date | None:
    """The festival's first day in that year; None beyond what the lunar calendar is known for."""
    if festival.calendar == "solar":
        return date(year, *festival.day)
    from salescli.core.calendar.lunar import LunarDay, qingming, to_solar

    return qingming(year) if festival.calendar == "term" else to_solar(year, LunarDay(*festival.day))


def _beside(day: date, festival: Festival, side: str, country: str) -> date:
    if side == "后":
        return ANYWHERE.roll(day + timedelta(days=festival.rest))
    return day - timedelta(days=2 if festival is _SPRING else 1) if side == "前" else day


# ---------------------------------------------------------------- yearly days of the lunar calendar

_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12, **{word: each for each, word in enumerate("一二三四五六七八九十", 1)},
                 "十一": 11, "十二": 12}  # fmt: skip
_LUNAR_DIGITS = {word: each for each, word in enumerate("一二三四五六七八九十", 1)}
_TRADITIONAL = str.maketrans("農曆陰閏臘廿", "农历阴闰腊二")


def lunar_day(text: str) -> tuple[int, int, bool] | None:
    """Month, day and whether of a leap month: 农历八月十五, 陰曆閏六月初三, `lunar 8-15`; None for anything else."""
    words = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower().translate(_TRADITIONAL)
    words = re.sub("^lunar([0-9]{1,2})[-/]([0-9]{1,2})$", r"农历\1月\2", words)
    month = "[正冬腊]|[一二三四五六七八九十]{1,2}|[0-9]{1,2}"
    found = re.fullmatch(f"(?:农历|阴历|旧历)(?:每年)?(闰)?({month})月(.{{1,3}}?)[日号]?", words)
    if not found:
        return None
    number = int(found[2]) if found[2].isascii() else _LUNAR_MONTHS.get(found[2], 0)
    day = _lunar_number(found[3])
    return (number, day, bool(found[1])) if 1 <= number <= 12 and 1 <= day <= 30 else None


def _lunar_number(text: str) -> int:
    """初一, 十五, 二十, 廿三, 三十, 15; 0 where it is none."""
    if text.isascii() and text.isdecimal():
        return int(text)
    found = re.fullmatch("初?([一二三四五六七八九])|初?(十)|(十)([一二三四五六七八九])|([二三])十?([一二三四五六七八九])?", text)
    if not found:
        return 0
    if found[1]:
        return _LUNAR_DIGITS[found[1]]
    if found[2]:
        return 10
    tens = 10 if found[3] else 10 * _LUNAR_DIGITS[found[5]]
    return tens + _LUNAR_DIGITS.get(found[4] or found[6] or "", 0)
