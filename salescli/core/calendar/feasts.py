"""Festivals by name, and the day on which a day of each year falls, by our calendar or the lunar one."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from salescli.core.calendar.lunar import LunarDay, to_lunar, to_solar
from salescli.core.when import month_length

SOLAR, LUNAR = "solar", "lunar"


class Yearly(NamedTuple):
    """A day of each year: month and day, of the lunar calendar where `lunar` says so; `year`: when it was first."""

    month: int
    day: int
    lunar: bool = False
    leap: bool = False
    year: int = 0

    def on(self, year: int) -> date | None:
        """The day in a year, of the lunar calendar in a lunar year; 29 February is kept on the 28th where there is none."""
        if self.lunar:
            return to_solar(year, LunarDay(self.month, self.day, self.leap))
        return date(year, self.month, min(self.day, month_length(year, self.month)))

    def coming(self, day: date) -> date | None:
        """The first from that day on, after the year in which it was first."""
        return _coming(self, day)

    def first_from(self, day: date) -> date | None:
        """The same, worked out."""
        years = (day.year - 1, day.year, day.year + 1, day.year + 2) if self.lunar else (day.year, day.year + 1)
        found = (one for year in years if year > self.year and (one := self.on(year)))
        return next((one for one in found if one >= day), None)


@lru_cache(maxsize=512)
def _coming(yearly: Yearly, day: date) -> date | None:
    """A list asks for the same few days for each of its customers."""
    return yearly.first_from(day)


FEASTS = {
    "spring_festival": Yearly(1, 1, lunar=True),
    "lantern_festival": Yearly(1, 15, lunar=True),
    "dragon_boat": Yearly(5, 5, lunar=True),
    "mid_autumn": Yearly(8, 15, lunar=True),
    "double_ninth": Yearly(9, 9, lunar=True),
    "new_year": Yearly(1, 1),
    "womens_day": Yearly(3, 8),
    "labour_day": Yearly(5, 1),
    "teachers_day": Yearly(9, 10),
    "teachers_day_tw": Yearly(9, 28),
    "national_day": Yearly(10, 1),
    "double_tenth": Yearly(10, 10),
    "christmas": Yearly(12, 25),
}
"""Those that rules know by name."""


def read_yearly(text: str, *, lunar: bool = False) -> Yearly:
    """1980-06-18 or --06-18 as the book keeps days, or 06-18; ValueError for any other text."""
    parts = [int(part) for part in text.removeprefix("--").split("-")]
    if not 2 <= len(parts) <= 3:
        raise ValueError
    month, day = parts[-2:]
    if not 1 <= month <= 12 or not 1 <= day <= (30 if lunar else month_length(2000, month)):
        raise ValueError
    return Yearly(month, day, lunar, year=parts[0] if len(parts) == 3 else 0)


def of_lunar_text(text: str) -> Yearly:
    """A lunar day as it was typed: 农历八月十五, `lunar 8-15`."""
    from salescli.core.language.festivals import lunar_day

    return Yearly(*(found[:2] if (found := lunar_day(text)) else (1, 1)), True, bool(found and found[2]))


def as_lunar(day: Yearly) -> Yearly:
    """The same day by the lunar calendar, where its year is known: as many in China keep their birthdays."""
    found = to_lunar(date(day.year, day.month, day.day)) if day.year else None
    return Yearly(found[1].month, found[1].day, True, found[1].leap, found[0]) if found else day


# ---------------------------------------------------------------- keys, by which days are found


def keys_of(day: Yearly) -> set[str]:
    """What a day is filed under: 06-18, and by the lunar calendar L05-06."""
    lunar = as_lunar(day)
    return {_key(one.month, one.day, lunar=one.lunar) for one in (day, lunar)}


def keys_between(first: date, last: date) -> set[str]:
    """All that may fall on one of these days."""
    found: set[str] = set()
    for number in range(first.toordinal(), last.toordinal() + 1):
        found |= _keys_on(date.fromordinal(number))
    return found


def _keys_on(day: date) -> set[str]:
    found = {_key(day.month, day.day), day.isoformat()}
    if (day.month, day.day) == (2, 28):
        found.add(_key(2, 29))
    if lunar := to_lunar(day):
        month, of_month = lunar[1].month, lunar[1].day
        found |= {_key(month, one, lunar=True) for one in (of_month, 30 if of_month == 29 else of_month)}
    return found


def _key(month: int, day: int, *, lunar: bool = False) -> str:
    return f"{'L' if lunar else ''}{month:02}-{day:02}"
