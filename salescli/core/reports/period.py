"""The days that a report is about: `--from --to`, a month, a quarter or a year; and those that it is compared with."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from salescli.core.errors import WrongUsage

WEEK = 7
"""Days of a report for which nobody names any."""
_MONTH = re.compile(r"(?:(\d{4})\s*[-/.年]?\s*)?(\d{1,2})\s*月?")
_QUARTER = re.compile(r"(?:(\d{4})\s*[-/.年]?\s*)?(?:第?\s*([1-4一二三四])\s*季度?|q?\s*([1-4]))", re.I)
_YEAR = re.compile(r"(\d{4})\s*年?")
_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4}


class Asked(NamedTuple):
    """What was typed, each maybe empty."""

    first: str = ""
    last: str = ""
    month: str = ""
    quarter: str = ""
    year: str = ""


class Period(NamedTuple):
    """Days, the last one included; `months` is how many whole ones it stands for, even if the last is not over."""

    first: date
    last: date
    months: int = 0

    def before(self, how: str) -> Period:
        """The period to compare with: of the same length before (`previous`) or a `year` earlier.

        Of a month that isn't over as many days are taken of the one before.
        """
        if how == "year":
            return Period(_months_back(self.first, 12), _months_back(self.last, 12), self.months)
        if self.months:
            first = _months_back(self.first, self.months)
            return Period(first, min(first + (self.last - self.first), self.first - timedelta(1)), self.months) if (
                not self.is_whole()) else Period(first, self.first - timedelta(1), self.months)  # fmt: skip
        length = self.last - self.first + timedelta(1)
        return Period(self.first - length, self.first - timedelta(1))

    def is_whole(self) -> bool:
        """Whether the months are over."""
        return bool(self.months) and self.last.day == monthrange(self.last.year, self.last.month)[1]


def read_period(asked: Asked, today: date, read_day: Callable[[str], date], days: int = WEEK) -> Period:
    """The period that was asked for, no longer than until today; the last `days` where none was. WrongUsage for two of them."""
    named = [name for name in ("month", "quarter", "year") if getattr(asked, name)]
    if len(named) + bool(asked.first or asked.last) > 1:
        raise WrongUsage("report_two_periods")
    if named:
        found = _named(named[0], getattr(asked, named[0]).strip().casefold(), today)
        if found is None or found.first > today:
            raise WrongUsage(f"report_bad_{named[0]}", value=getattr(asked, named[0]))
        return found._replace(last=min(found.last, today))
    last = read_day(asked.last) if asked.last else today
    first = read_day(asked.first) if asked.first else last - timedelta(days - 1)
    if first > last:
        raise WrongUsage("report_backwards", first=first, last=last)
    return Period(first, last)


_THIS = frozenset(("this", "本", "这", "這", "今", "当", "當"))
_LAST = frozenset(("last", "上", "去", "前"))
_UNITS = re.compile(r"\s*(?:month|quarter|year|个?月|個?月|个?季度?|個?季度?|年)$")


def _named(unit: str, text: str, today: date) -> Period | None:
    """A month, quarter or year by its number, or `this` and `last` one: 上个月, 本季度, 去年."""
    word = _UNITS.sub("", text)
    if word not in _THIS | _LAST:
        return _READERS[unit](text, today)
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    found = _whole(today.year, (today.month - 1) // months * months + 1, months)
    return found.before("previous") if found and word in _LAST else found


def _month(text: str, today: date) -> Period | None:
    found = _MONTH.fullmatch(text)
    if not found or not 1 <= int(found[2]) <= 12:
        return None
    number = int(found[2])
    year = int(found[1]) if found[1] else today.year - (number > today.month)
    return _whole(year, number, 1)


def _quarter(text: str, today: date) -> Period | None:
    found = _QUARTER.fullmatch(text)
    if not found:
        return None
    number = _DIGITS.get(found[2] or "") or int(found[2] or found[3])
    first = 3 * number - 2
    year = int(found[1]) if found[1] else today.year - (first > today.month)
    return _whole(year, first, 3)


def _year(text: str, _: date) -> Period | None:
    found = _YEAR.fullmatch(text)
    return _whole(int(found[1]), 1, 12) if found else None


_READERS = {"month": _month, "quarter": _quarter, "year": _year}


def _whole(year: int, month: int, months: int) -> Period | None:
    if not date.min.year <= year < date.max.year:
        return None
    last = month + months - 1
    return Period(date(year, month, 1), date(year, last, monthrange(year, last)[1]), months)


def _months_back(day: date, months: int) -> date:
    """The same day so many months earlier, or the last of that month; no day before the first that there is."""
    from dateutil.relativedelta import relativedelta

    return day - relativedelta(months=months) if day.year * 12 + day.month > months + 12 else date.min
