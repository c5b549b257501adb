"""Where a customer's clock stands: its time zone, from the state, the number to call or the country, and the hours there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, NamedTuple

from salescli.core.ranking.wording import Near, clock
from salescli.core.text import Text, say

OPENS, CLOSES = time(9), time(18)
"""The hours in which people may be called."""


class There(NamedTuple):
    """The time at a customer's; outside of their hours `opens`, the moment at which these begin."""

    now: datetime
    opens: datetime | None = None


def zone_name(table: Mapping[str, Any], country: str, province: str, phone: str) -> str:
    """The name of the zone, from a table as zones.json has it; nothing where that isn't known."""
    state = table["states"].get(country, {}).get(province.strip().casefold())
    if state:
        return str(state)
    numbers = table["numbers"]
    if phone.startswith("+"):
        digits = phone[1:]
        found = (numbers[digits[:length]] for length in range(len(digits), 0, -1) if digits[:length] in numbers)
        if zone := next(found, ""):
            return str(zone)
    return str(table["countries"].get(country, ""))


def there(now: datetime, zone: tzinfo, works: Callable[[date], bool]) -> There | None:
    """The time in a zone, and when people there begin to work; None where the clocks show the same as the rep's."""
    local = now.astimezone(zone)
    if local.utcoffset() == now.utcoffset():
        return None
    if OPENS <= local.time() < CLOSES and works(local.date()):
        return There(local)
    day = local.date() + timedelta(days=local.time() >= CLOSES)
    opens = next((one for one in (day + timedelta(days=each) for each in range(15)) if works(one)), day)
    return There(local, datetime.combine(opens, OPENS, zone))


def in_words(there: There, now: datetime) -> Text:
    """14:20 there; or 03:12 there: from 09:00 there = 00:00 here."""
    if there.opens is None:
        return say("today.there", time=clock(there.now))
    here = there.opens.astimezone(now.tzinfo)
    when = clock(here) if here.date() == now.date() else Near(here)
    return say("today.there.closed", time=clock(there.now), opens=clock(there.opens), here=when)
