"""What stands in a calendar, as values: our own appointments, the hours that are taken, where these meet, and what is free."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from salescli.core.ranking.workdays import ONE_DAY

OURS = "@salescli"
"""What the ids of our own appointments end with."""
OPENS, CLOSES = time(9), time(18)
"""Between which a free time is looked for."""
STEP = timedelta(minutes=15)
DAYS_AHEAD = 14
"""How far a free time is looked for beyond the day that was wanted."""


class Appointment(NamedTuple):
    """A customer's entry of our calendar. `start` is a day, or a time with its zone; `minutes` how long it takes then.

    `text`: what was promised, or nothing. `promised`: a word was given, so that it is reminded of, and may clash.
    """

    uid: str
    code: str
    name: str
    text: str
    start: date | datetime
    minutes: int
    title: str
    about: str
    promised: bool = True

    @property
    def end(self) -> date | datetime:
        """The end, which isn't part of it."""
        if isinstance(self.start, datetime):
            return self.start + timedelta(minutes=self.minutes)
        return self.start + ONE_DAY


class Busy(NamedTuple):
    """Hours that are taken in the rep's own calendar; whole days are days."""

    start: date | datetime
    end: date | datetime
    title: str


class Clash(NamedTuple):
    """A promise that something else stands in the way of, and the nearest time that is free for it."""

    appointment: Appointment
    busy: Busy
    free: date | datetime | None


class Hours(NamedTuple):
    """The rep's time: now, a day's time in their zone, and which days are working days."""

    now: datetime
    at: Callable[[date, time], datetime]
    works: Callable[[date], bool]

    def moment(self, start: date | datetime) -> datetime:
        """A time, or the beginning of a day."""
        return start if isinstance(start, datetime) else self.at(start, time())

    def overlap(self, one: tuple[date | datetime, date | datetime], other: Busy) -> bool:
        """Whether what begins and ends so has a moment, or its day, in common with what is taken."""
        first, last = map(self.moment, one)
        begins, ends = self.moment(other.start), self.moment(other.end)
        return first < max(ends, begins + timedelta(seconds=1)) and begins < last


def clashes(appointments: Sequence[Appointment], busy: Sequence[Busy], hours: Hours) -> Iterator[Clash]:
    """The promises to come that the rep's own calendar stands in the way of; a promise of a whole day, only a whole day."""
    for one in appointments:
        timed = isinstance(one.start, datetime)
        if not one.promised or hours.moment(one.end) <= hours.now:
            continue
        in_the_way = [other for other in busy if timed or not isinstance(other.start, datetime)]
        meets = [other for other in in_the_way if hours.overlap((one.start, one.end), other)]
        if meets:
            others = [Busy(mine.start, mine.end, "") for mine in appointments
                      if timed and mine is not one and isinstance(mine.start, datetime)]  # fmt: skip
            free = nearest_free(one, [*in_the_way, *others], hours)
            yield from (Clash(one, other, free) for other in meets)


def nearest_free(one: Appointment, taken: Sequence[Busy], hours: Hours) -> date | datetime | None:
    """The free time of its length nearest to the one wanted: on its day, else on the next working day that has one."""
    wanted = one.start.date() if isinstance(one.start, datetime) else one.start
    for ahead in range(DAYS_AHEAD + 1):
        day = wanted + ahead * ONE_DAY
        if ahead and not hours.works(day):
            continue
        free = [start for start in _starts(one, day, hours)
                if not any(hours.overlap((start, _end(one, start)), other) for other in taken)]  # fmt: skip
        if free:
            like = hours.at(day, hours.moment(one.start).time())
            return min(free, key=lambda start: (abs(hours.moment(start) - like), hours.moment(start)))
    return None


def _starts(one: Appointment, day: date, hours: Hours) -> Iterator[date | datetime]:
    """When it might begin on a day, from now on."""
    if not isinstance(one.start, datetime):
        yield day
        return
    start, close = hours.at(day, OPENS), hours.at(day, CLOSES)
    while start + timedelta(minutes=one.minutes) <= close:
        if start >= hours.now:
            yield start
        start += STEP


def _end(one: Appointment, start: date | datetime) -> date | datetime:
    return one._replace(start=start).end
