"""What the clock says at customers in another time zone; loaded for lists that may have some."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from zoneinfo import ZoneInfo

from salescli import files
from salescli.core.calendar.zones import There, there, zone_name
from salescli.core.ranking.action import Action
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.records import view

People = Mapping[str, Mapping[str, str]]


def times_there(run: Run, book: Book, shown: Sequence[Action], people: People) -> dict[str, There]:
    """The time at each customer whose clock shows another than the rep's, by the state, the number to call or the country."""
    table, provinces = files.load_json("zones.json"), view.provinces(book, [one.facts.id for one in shown])
    found = {}
    for facts in (one.facts for one in shown):
        zone = zone_name(table, facts.calendar.country or facts.country, provinces[facts.id], people[facts.id]["phone"])
        with suppress(KeyError):  # a zone that this machine has never heard of
            time = there(run.now, ZoneInfo(zone), facts.calendar.is_working_day) if zone else None
            found.update({facts.id: time} if time else {})
    return found
