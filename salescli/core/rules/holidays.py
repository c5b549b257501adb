"""Reads what holidays.yaml says of the days off of countries, and of the times in which nobody likes to be called."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from salescli.core.calendar.lunar import LunarDay, to_solar
from salescli.core.when import read_iso_day

if TYPE_CHECKING:
    from salescli.core.entry import Node
    from salescli.core.rules.reader import Reader

HOLIDAYS_FILE, CALENDAR_FILE = "holidays.yaml", ".ics"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
QUIET_YEARS = range(2020, 2041)
LONGEST = 60  # days of one holiday
SPRING = LunarDay(1, 1)


def read_holidays(reader: Reader, entry: Node, found: dict[str, dict[str, Any]]) -> None:
    """Put what one file says of countries over what is there; a country's days add up."""
    for code, item in entry.items().items():
        if not re.fullmatch("[A-Z]{2}", code):
            reader.wrong(item, "rules_no_country", name=code)
            continue
        said = _country(reader, code, item)
        known = found.setdefault(code, {})
        for key in ("off", "work"):
            if key in said:
                said[key] = sorted({*known.get(key, ()), *said[key]})
        known.update(said)


def _country(reader: Reader, code: str, entry: Node) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name, item in reader.known(entry, _KEYS, code).items():
        said[name] = _KEYS[name](reader, item)
    if "weekend" in said:
        said["rest"] = said.pop("weekend")
    return said


def _weekend(reader: Reader, entry: Node) -> list[int]:
    names = [reader.one_of(item, WEEKDAYS, "weekend") for item in reader.several(entry)]
    return [WEEKDAYS.index(name) for name in names if name in WEEKDAYS]


def _days(reader: Reader, entry: Node) -> list[str]:
    nothing: list[str] = []
    return [day for item in reader.several(entry) for day in reader.parsed(item, _read_days, nothing)]


def _read_days(text: str) -> list[str]:
    """2026-12-24, or 2026-12-24..2026-12-31; ValueError for anything else."""
    first, _, last = text.replace(" ", "").partition("..")
    begins, ends = read_iso_day(first), read_iso_day(last or first)
    if not begins or not ends or not 0 <= (ends - begins).days < LONGEST:
        raise ValueError
    return [(begins + timedelta(days=each)).isoformat() for each in range((ends - begins).days + 1)]


def _quiet(reader: Reader, entry: Node) -> list[list[str]]:
    return reader.parsed(entry, _read_quiet, [])


def _read_quiet(text: str) -> list[list[str]]:
    """-7..6: from seven days before the first day of the lunar year to six after it, each year; or off."""
    if text == "off":
        return []
    first, _, last = text.partition("..")
    begins, ends = int(first), int(last)
    if not -LONGEST < begins <= ends < LONGEST:
        raise ValueError
    days = (day for year in QUIET_YEARS if (day := to_solar(year, SPRING)))
    return [[_shifted(day, begins), _shifted(day, ends)] for day in days]


def _shifted(day: date, by: int) -> str:
    return (day + timedelta(days=by)).isoformat()


_KEYS: Mapping[str, Callable[[Reader, Node], Any]] = {"weekend": _weekend, "off": _days, "work": _days, "quiet": _quiet}
