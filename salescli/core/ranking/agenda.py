"""Spreads who comes up over the days, so that no day holds more than a rep can call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from heapq import heappop, heappush
from typing import NamedTuple

from salescli.core.ranking.action import Action, Order
from salescli.core.ranking.rank import day_list, rank
from salescli.core.ranking.workdays import ANYWHERE, ONE_DAY, Calendar

Queue = list[tuple[date, Order, Action]]


class Planned(NamedTuple):
    """An action and the day on which there is room for it; `first` is the one on which it comes up."""

    day: date
    first: date
    action: Action

    @property
    def overdue(self) -> bool:
        """Whether its due day has gone by."""
        return self.action.due is not None and self.action.due < self.day

    @property
    def wanted(self) -> date:
        """The last day on which it is in time: its due day, but none before it comes up."""
        return max(self.action.due or self.first, self.first)


class Load(NamedTuple):
    """What a rep can do: calls a day, those done today, and the rep's working days."""

    capacity: int
    done: int = 0
    calendar: Calendar = ANYWHERE


def spread(actions: Iterable[Action], today: date, last: date, load: Load) -> tuple[list[Planned], int]:
    """The agenda up to `last`, and how many found no room in it.

    Each action is given as judged on the day it comes up. Who can't wait keeps their day. Of the others a full day
    takes the most urgent - today, those of the call list - and leaves the rest to the working days after it.
    """
    coming: dict[date, list[Action]] = defaultdict(list)
    for action in actions:
        coming[action.day].append(action)
    planned: list[Planned] = []
    waiting: Queue = []
    day = today
    while day <= last and (coming or waiting):
        planned += _on(day, coming.pop(day, []), waiting, load, today)
        day += ONE_DAY
    return planned, len(waiting)


def _on(day: date, new: list[Action], waiting: Queue, load: Load, today: date) -> list[Planned]:
    """The rows of one day, overdue ones first; what it has no room for is put among those who wait."""
    places = load.capacity - (load.done if day == today else 0)
    chosen = day_list(rank(new), max(places, 0)) if day == today else [action for action in new if action.must]
    kept = {action.facts.id for action in chosen}
    for action in new:
        if action.facts.id not in kept:
            heappush(waiting, (action.due or day, action.order, action))
    works = load.calendar.is_working_day(day)
    while day != today and waiting and len(chosen) < places and (works or waiting[0][2].day == day):
        chosen.append(heappop(waiting)[2])
    rows = [Planned(day, action.day, action) for action in chosen]
    return sorted(rows, key=lambda row: (not row.overdue, not row.action.must, row.action.due or day, row.action.order))
