"""Moments and lengths of calendar time as values: a day with maybe a time, and the spans of rule windows (CONTRACT 5)."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from salescli.core.text import Text

COUNTABLE = range(1000, 9000)
"""Years with four digits, and room to count from any day of theirs in both directions."""


class When(NamedTuple):
    """A day and, where one was said, a time of day in the rep's zone."""

    day: date
    time: time | None = None
    remarks: tuple[Text, ...] = ()
    """What the person should be told about the reading."""


class Span(NamedTuple):
    """A length of calendar time: a number of h, d, w or m."""

    number: int
    unit: str

    def add_to(self, day: date) -> date:
        """The day that much later: hours round up to whole days, months clip to the month's end.

        Past the calendar's end it is the calendar's last day, so that no rule can stop a list.
        """
        try:
            if self.unit == "h":
                return day + timedelta(days=-(-self.number // 24))
            return shift(day, self.number, self.unit)
        except (OverflowError, ValueError):
            return date.max

    def days_from(self, day: date) -> int:
        """So many days from `day`."""
        return (self.add_to(day) - day).days

    def text(self) -> str:
        """As it stands in a rule file: 3d."""
        return f"{self.number}{self.unit}"


def shift(day: date, count: int, unit: str) -> date:
    """COUNT d, w or m later (earlier when negative); months clip to the month's end."""
    if unit != "m":
        return day + timedelta(days=count * (7 if unit == "w" else 1))
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, month_length(year, month + 1)))


def month_length(year: int, month: int) -> int:
    """The days of a month."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def read_iso_day(text: str) -> date | None:
    """The day that a text such as 2026-11-26 is and nothing else; a shorter way to most days than reading words."""
    if len(text) != len("2026-11-26") or (text[4], text[7]) != ("-", "-"):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in COUNTABLE else None


def read_span(text: str) -> Span:
    """`3d`, `24h`, `2w`, `1m`; else ValueError without words (the rules reader names file and line)."""
    number, unit = text.strip()[:-1], text.strip()[-1:]
    if not (number.isascii() and number.isdigit() and len(number) <= len("9999")) or unit not in ("h", "d", "w", "m"):
        raise ValueError
    return Span(int(number), unit)


def read_length(text: str) -> Span:
    """A span that is longer than nothing; ValueError without words for any other text."""
    span = read_span(text)
    if span.number <= 0:
        raise ValueError
    return span


def read_range(text: str) -> tuple[Span, Span]:
    """`3d..7d`; ValueError without words where it is none, or where some day would close it before it opens."""
    first, dots, last = text.partition("..")
    if not dots:
        raise ValueError
    opens, closes = read_span(first), read_span(last)
    if _may_close_early(opens, closes):
        raise ValueError
    return opens, closes


def _may_close_early(opens: Span, closes: Span) -> bool:
    """Whether a window counted from some day would close before it opens: 1m..30d does, from 1 January."""
    if "m" not in (opens.unit, closes.unit):
        start = date(2000, 1, 1)
        return closes.add_to(start) < opens.add_to(start)
    if opens.unit == closes.unit:
        return closes.number < opens.number
    days = (date(2027, 1, 1) + timedelta(days=each) for each in range(4 * 365 + 1))
    return any(closes.add_to(day) < opens.add_to(day) for day in days)
