"""The bytes of somebody's iCalendar file → the hours that are taken in it, those that come again and again included."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any, NamedTuple

from salescli.core.appointments import OURS, Busy
from salescli.core.errors import CannotDo

FREE = ("CANCELLED", "TRANSPARENT")
TOO_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")
"""Nobody's appointments; to count them would take for ever."""
MOST = 5000
"""Times of one appointment that are looked at."""
ONE_DAY, LONGEST = timedelta(days=1), timedelta(days=60)
"""A day, and the most of them that one holiday has."""


class Asked(NamedTuple):
    """The days that are looked at, and how a time without a zone is one of the rep's."""

    first: date
    last: date
    local: Callable[[date, time], datetime]


def read_busy(data: bytes, name: str, asked: Asked) -> list[Busy]:
    """What is taken on these days; CannotDo for what is no calendar."""
    if b"BEGIN:VCALENDAR" not in data[: 1 << 16].upper():
        raise CannotDo("calendar_unreadable", file=name)
    events = _events(data, name)
    moved = {key for event in events if (key := _moved(event))}
    found = [busy for event in events for busy in _times(event, moved, asked)]
    return sorted(found, key=lambda busy: (str(busy.start), busy.title))


def read_whole_days(data: bytes, name: str, first: date, last: date) -> list[date]:
    """The days on which it has something that lasts a day or more, such as a holiday, whether that takes time or not."""
    if b"BEGIN:VCALENDAR" not in data[: 1 << 16].upper():
        raise CannotDo("calendar_unreadable", file=name)
    asked = Asked(first, last, datetime.combine)
    return sorted({day for event in _events(data, name) for day in _whole_days(event, asked)})


def _whole_days(event: Any, asked: Asked) -> Iterator[date]:
    try:
        start, length = event["dtstart"].dt, min(_length(event), LONGEST)
        begins = [] if isinstance(start, datetime) else _begins(event, start, asked, length)
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError):
        return
    for at in begins:
        yield from (at.date() + each * ONE_DAY for each in range(max(length.days, 1)))


def _events(data: bytes, name: str) -> list[Any]:
    from icalendar import Calendar

    try:
        return [event for found in Calendar.from_ical(data, multiple=True) for event in found.walk("VEVENT")]
    except (ValueError, KeyError, IndexError, TypeError):
        raise CannotDo("calendar_unreadable", file=name) from None


def _moved(event: Any) -> tuple[str, datetime] | None:
    """Of one time that differs from its series: the series, and when it would have been."""
    try:
        return str(event.get("uid")), _naive(event["recurrence-id"].dt)
    except (KeyError, AttributeError, TypeError):
        return None


def _times(event: Any, moved: set[tuple[str, datetime]], asked: Asked) -> Iterator[Busy]:
    """When an event takes place on the days asked for; what can't be understood takes no time."""
    uid = str(event.get("uid", ""))
    if uid.endswith(OURS) or {str(event.get("status")), str(event.get("transp"))} & {*FREE}:
        return
    try:
        start, length = event["dtstart"].dt, _length(event)
        begins = _begins(event, start, asked, length)
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError):
        return
    for at in begins:
        if "recurrence-id" not in event and (uid, at) in moved:
            continue
        first = _placed(at, start, asked)
        last = first + length
        if _day(last) >= asked.first and _day(first) <= asked.last:
            yield Busy(first, last, str(event.get("summary", "")))


def _length(event: Any) -> timedelta:
    start = event["dtstart"].dt
    if "dtend" in event:
        return max(_naive(event["dtend"].dt) - _naive(start), timedelta())
    if "duration" in event:
        given: timedelta = event["duration"].dt
        return max(given, timedelta())
    return timedelta() if isinstance(start, datetime) else ONE_DAY


def _begins(event: Any, start: date | datetime, asked: Asked, length: timedelta) -> list[datetime]:
    """The beginnings by the clock of the event's own zone that may reach into the days asked for."""
    rules = event.get("rrule")
    first = _naive(start)
    until = datetime.combine(asked.last, time.max) + ONE_DAY  # a zone may put it a day off
    since = datetime.combine(asked.first, time()) - length - ONE_DAY
    found = {first} if rules is None else set()
    for rule in rules if isinstance(rules, list) else [rules] if rules is not None else []:
        found.update(_by_rule(rule, first, since, until))
    found.update(_naive(at) for at in _listed(event, "rdate"))
    return sorted(at for at in found - {_naive(at) for at in _listed(event, "exdate")} if since <= at <= until)


def _by_rule(rule: Any, first: datetime, since: datetime, until: datetime) -> Iterable[datetime]:
    """dateutil's times of a rule, which need not end by itself; `COUNT` is counted here, as it may never be reached."""
    from dateutil.rrule import rrule, rrulestr

    parts = dict(rule)
    counted = int(parts.pop("COUNT", [0])[0])
    ends = [_naive(at) for at in parts.pop("UNTIL", [])]
    if {str(one) for one in parts["FREQ"]} & {*TOO_OFTEN}:
        return ()
    last = min([until, *(end if end.time() != time() else end + ONE_DAY for end in ends)])
    made = rrulestr(type(rule)(parts).to_ical().decode(), dtstart=first)
    assert isinstance(made, rrule)
    made = made.replace(until=last)
    return (at for at in islice(made, counted or None) if at >= since) if counted else islice(made.xafter(since, inc=True), MOST)


def _listed(event: Any, name: str) -> Iterator[date | datetime]:
    found = event.get(name, [])
    for dates in found if isinstance(found, list) else [found]:
        for one in dates.dts:
            yield one.dt[0] if isinstance(one.dt, tuple) else one.dt


def _naive(at: date | datetime) -> datetime:
    """By the clock on the wall there."""
    return at.replace(tzinfo=None) if isinstance(at, datetime) else datetime.combine(at, time())


def _placed(at: datetime, start: date | datetime, asked: Asked) -> date | datetime:
    """A beginning in the event's zone, or in the rep's own; of whole days, a day."""
    if not isinstance(start, datetime):
        return at.date()
    zone: tzinfo | None = start.tzinfo
    return at.replace(tzinfo=zone) if zone else asked.local(at.date(), at.time())


def _day(at: date | datetime) -> date:
    return at.date() if isinstance(at, datetime) else at
