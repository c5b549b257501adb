"""The lunar calendar of 1900 to 2100, as published: months, leap months, and the days of ours that they are."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = 1900, 2100
_NEW_YEAR_1900 = date(1900, 1, 31)
_TABLE = (
    "116d2 00752 00ea5 0b64a 0064b 00a9b 09556 0056a 00b59 05752 00752 0db25 00b25 00a4b 0b4ab 002ad 0056b 04b69 00da9 0fd92 "
    "00e92 00d25 0ba4d 00a56 002b6 095b5 006d4 00ea9 05e92 00e92 0cd26 0052b 00a57 0b2b6 00b5a 006d4 06ec9 00749 0f693 00a93 "
    "0052b 0ca5b 00aad 0056a 09b55 00ba4 00b49 05a93 00a95 0f52d 00536 00aad 0b5aa 005b2 00da5 07d4a 00d4a 10a95 00a97 00556 "
    "0cab5 00ad5 006d2 08ea5 00ea5 0064a 06c97 00a9b 0f55a 0056a 00b69 0b752 00b52 00b25 0964b 00a4b 114ab 002ad 0056d 0cb69 "
    "00da9 00d92 09d25 00d25 15a4d 00a56 002b6 0c5b5 006d5 00ea9 0be92 00e92 00d26 06a56 00a57 114d6 0035a 006d5 0b6c9 00749 "
    "00693 0952b 0052b 00a5b 0555a 0056a 0fb55 00ba4 00b49 0ba93 00a95 0052d 08aad 00ab5 135aa 005d2 00da5 0dd4a 00d4a 00c95 "
    "0952e 00556 00ab5 055b2 006d2 0cea5 00725 0064b 0ac97 00cab 0055a 06ad6 00b69 17752 00b52 00b25 0da4b 00a4b 004ab 0a55b "
    "005ad 00b6a 05b52 00d92 0fd25 00d25 00a55 0b4ad 004b6 005b5 06daa 00ec9 11e92 00e92 00d26 0ca56 00a57 004d6 086d5 00755 "
    "00749 06e93 00693 0f52b 0052b 00a5b 0b55a 0056a 00b65 0974a 00b4a 11a95 00a95 0052d 0caad 00ab5 005aa 08ba5 00da5 00d4a "
    "07c95 00c96 0f94e 00556 00ab5 0b5b2 006d2 00ea5 08e4a 0068b 10c97 004ab 0055b 0cad6 00b6a 00752 09725 00b45 00a8b 0549b "
    "004ab"
)
"""For each year, in hexadecimal: the leap month (0: none) times 2^13, and a bit for each month in its order, the first one
lowest: 1 where it has 30 days, 0 where it has 29."""
_BITS, _SHORT = 13, 29


class LunarDay(NamedTuple):
    """A day of a lunar month; `leap`: of the second month of its number."""

    month: int
    day: int
    leap: bool = False


class _Year(NamedTuple):
    new_year: date
    leap: int
    months: tuple[int, ...]  # days, in their order

    def place(self, month: int, leap: bool) -> int:
        """Which of the months it is; of a leap month that the year hasn't, the month of its number."""
        before = bool(self.leap) and (month > self.leap or (month == self.leap and leap))
        return month - 1 + before


@cache
def _years() -> tuple[_Year, ...]:
    found, begins = [], _NEW_YEAR_1900
    for code in (int(each, 16) for each in _TABLE.split()):
        leap = code >> _BITS
        months = tuple(_SHORT + (code >> place & 1) for place in range(12 + bool(leap)))
        found.append(_Year(begins, leap, months))
        begins += timedelta(days=sum(months))
    return tuple(found)


def to_solar(year: int, day: LunarDay) -> date | None:
    """The day of ours on which a lunar day falls in a lunar year; None for a year that isn't known.

    In a year without that leap month it is kept in the month of its number, a 30th of a month of 29 days on the 29th.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    known = _years()[year - FIRST_YEAR]
    place = known.place(day.month, day.leap)
    return known.new_year + timedelta(days=sum(known.months[:place]) + min(day.day, known.months[place]) - 1)


def to_lunar(day: date) -> tuple[int, LunarDay] | None:
    """The lunar year and day of a day of ours; None beyond what is known."""
    year = day.year - (FIRST_YEAR <= day.year <= LAST_YEAR and day < _years()[day.year - FIRST_YEAR].new_year)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    known = _years()[year - FIRST_YEAR]
    left = (day - known.new_year).days
    for place, length in enumerate(known.months):
        if left < length:
            after = bool(known.leap) and place >= known.leap
            return year, LunarDay(place + 1 - after, left + 1, bool(known.leap) and place == known.leap)
        left -= length
    return None


def qingming(year: int) -> date | None:
    """清明, the day on which the sun stands at 15 degrees; None for a year that isn't known."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    century, place = divmod(year, 100)
    day = int(place * 0.2422 + (5.59 if century < 20 else 4.81)) - place // 4
    return date(year, 4, day + (year == LAST_YEAR))
