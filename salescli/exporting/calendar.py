"""Appointments → the bytes of an iCalendar file (RFC 5545) that phones subscribe to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from salescli.core.appointments import Appointment

if TYPE_CHECKING:
    from icalendar import Alarm, Event

MADE_BY = "-//salescli//crm//EN"
REFRESHED = timedelta(hours=1)
"""How often a phone should look for a newer file."""
MORNING = timedelta(hours=9)
"""When on its day one is reminded of a promise without a time."""


class Issue(NamedTuple):
    """One making of the file: its `name`, when it was made, and a number that never falls from one to the next.

    `reminder`: minutes before a promise's time; 0 reminds of nothing.
    """

    name: str
    at: datetime
    number: int
    reminder: int


def calendar_bytes(appointments: Sequence[Appointment], issue: Issue) -> bytes:
    """The whole file; times are in UTC, so that no zone need be described, lines folded and texts escaped by icalendar."""
    from icalendar import Calendar

    made = Calendar()
    for name, value in (("prodid", MADE_BY), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH"),
                        ("name", issue.name), ("x-wr-calname", issue.name)):  # fmt: skip
        made.add(name, value)
    made.add("refresh-interval", REFRESHED, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    for one in appointments:
        made.add_component(_event(one, issue))
    return bytes(made.to_ical())


def _event(one: Appointment, issue: Issue) -> Event:
    from icalendar import Event

    made = Event()
    made.add("uid", one.uid)
    made.add("dtstamp", issue.at.astimezone(UTC).replace(microsecond=0))
    made.add("sequence", issue.number)
    made.add("dtstart", _moment(one.start))
    made.add("dtend", _moment(one.end))
    made.add("summary", one.title)
    made.add("description", one.about)
    made.add("class", "PRIVATE")  # who shares a calendar shows that he is busy, not with whom
    made.add("transp", "OPAQUE" if isinstance(one.start, datetime) else "TRANSPARENT")
    if one.promised and issue.reminder:
        made.add_component(_alarm(one, issue))
    return made


def _moment(at: date | datetime) -> date | datetime:
    return at.astimezone(UTC) if isinstance(at, datetime) else at


def _alarm(one: Appointment, issue: Issue) -> Alarm:
    from icalendar import Alarm

    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("description", one.title)
    made.add("trigger", -timedelta(minutes=issue.reminder) if isinstance(one.start, datetime) else MORNING)
    return made
