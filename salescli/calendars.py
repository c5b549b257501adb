"""Days off as files have them: those that ship, kept compiled for each country, and calendar files (.ics) of the rep's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from salescli import files
from salescli.core.ranking.workdays import Calendar

SHIPPED = "holidays.json"
OWN = re.compile(r"([A-Z]{2})\.ics")
YEARS = range(2020, 2041)
"""The years for which events that come back are counted."""
LARGEST = 1024 * 1024  # bytes


class Calendars:
    """The calendar of each country; `own` is by country what the rules say of days off, `code_of` the ISO code of words."""

    def __init__(self, own: Mapping[str, Mapping[str, Any]], code_of: Callable[[str], str]) -> None:
        self._own = own
        self._code_of = code_of
        self._known: dict[str, Calendar] = {}

    def __call__(self, country: str) -> Calendar:
        if country not in self._known:
            is_code = len(country) == 2 and country.isascii() and country.isalpha()
            code = country.upper() if is_code else self._code_of(country)
            self._known[country] = self._known.get(code) or Calendar(code, shipped(code), self._own.get(code, {}))
        return self._known[country]


def shipped(country: str) -> dict[str, Any]:
    """What ships of a country's days off, or nothing."""
    if not country:
        return {}
    known = files.PACKAGE / SHIPPED
    return files.kept(f"days-{country}", [known], partial(_read, country))  # type: ignore[no-any-return]


def _read(country: str) -> dict[str, Any]:
    return files.load_json(SHIPPED).get(country, {})  # type: ignore[no-any-return]


def shipped_bytes() -> bytes:
    """All that ships, as its file has it."""
    return files.read_regular(files.PACKAGE / SHIPPED, LARGEST)


def countries() -> tuple[str, ...]:
    """Those whose days off ship."""
    return tuple(files.load_json(SHIPPED))


# ---------------------------------------------------------------- calendar files


def own_files(folder: Path) -> list[Path]:
    """The calendar files among a rep's rules, each called by its country: DE.ics."""
    return [path for path in files.files_of(folder, ".ics") if OWN.fullmatch(path.name)]


def days_off(path: Path) -> list[str]:
    """The days on which a calendar file has something that lasts a day or more, as ISO days; `CannotDo` for what is none."""
    from salescli.importing.calendar import read_whole_days

    content = files.read_regular(path, LARGEST)
    found = read_whole_days(content, path.name, date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31))
    return [day.isoformat() for day in found]
