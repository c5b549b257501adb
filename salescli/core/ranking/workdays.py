"""Which days are working days in a customer's country."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

SATURDAY, SUNDAY = 5, 6
ONE_DAY = timedelta(days=1)
LONGEST_REST = 60  # days in a row that nobody has off: what says so is no calendar to wait for
NOTHING: Mapping[str, Any] = MappingProxyType({})


class Calendar:
    """The working days of a country; of one that isn't known, Monday to Friday.

    It is made from plain values as JSON keeps them. `rest`: the days of the week that are off. `days`: by year the days off
    that are no weekend as MMDD, and with a + those of a weekend on which people work. `until`: the last year that was
    published; later ones have the days that the law names. `off` and `work`: days that the rep has added, as ISO days. `quiet`:
    first and last days of times in which nobody likes to be called.
    """

    __slots__ = ("_days", "_off", "_quiet", "_rest", "_work", "_years", "country", "until")

    def __init__(self, country: str = "", shipped: Mapping[str, Any] = NOTHING, own: Mapping[str, Any] = NOTHING) -> None:
        self.country = country
        self.until: int | None = shipped.get("until")
        self._days: Mapping[str, str] = shipped.get("days", NOTHING)
        self._rest = frozenset(own.get("rest") or shipped.get("rest") or (SATURDAY, SUNDAY))
        self._off, self._work = frozenset(own.get("off", ())), frozenset(own.get("work", ()))
        self._quiet = tuple(tuple(each) for each in own.get("quiet", ()))
        self._years: dict[int, frozenset[str]] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calendar) and self.country == other.country

    def __hash__(self) -> int:
        return hash(self.country)

    @property
    def is_plain(self) -> bool:
        """Whether no Saturday and no Sunday is a working day: what holds for most countries."""
        return self._rest >= {SATURDAY, SUNDAY} and not self._work and not any("+" in days for days in self._days.values())

    def is_working_day(self, day: date) -> bool:
        """Whether people work on it."""
        marks = self._years.get(day.year)
        if marks is None:
            marks = self._years[day.year] = frozenset(self._days.get(str(day.year), "").split())
        if self._off or self._work:
            iso = day.isoformat()
            if iso in self._off or iso in self._work:
                return iso in self._work
        if not marks:
            return day.weekday() not in self._rest
        mark = f"{day.month:02}{day.day:02}"
        return f"+{mark}" in marks if day.weekday() in self._rest else mark not in marks

    def is_quiet(self, day: date) -> bool:
        """Whether it is in one of the quiet times."""
        return bool(self.quiet_until(day))

    def quiet_until(self, day: date) -> str:
        """The last day of the quiet time that it is in, or nothing."""
        iso = day.isoformat()
        return next((last for first, last in self._quiet if first <= iso <= last), "")

    def is_published(self, day: date) -> bool:
        """Whether the days off of its year are known, and not only those that the law names."""
        return self.until is None or day.year <= self.until

    def roll(self, day: date, *, quietly: bool = False) -> date:
        """The day itself, or the next working day after it; `quietly`: that is in no quiet time."""
        if quietly and self._quiet and (last := self.quiet_until(day)):
            day = date.fromisoformat(last) + ONE_DAY
        return self._next(day, ONE_DAY)

    def roll_back(self, day: date) -> date:
        """The day itself, or the last working day before it."""
        return self._next(day, -ONE_DAY)

    def _next(self, day: date, step: timedelta) -> date:
        found = day
        for _ in range(LONGEST_REST):
            if self.is_working_day(found):
                return found
            found += step
        return day


ANYWHERE = Calendar()
"""Monday to Friday."""
