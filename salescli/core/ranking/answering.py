"""When and how somebody answers: what they answered of the tries there were, by hour, weekday and channel (R3.17)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

HOURS = 2
"""Hours of a stretch of the day."""
EARLIEST, LATEST = 7, 20
"""The hours with which the first and the last stretch begin."""
LEAST = 6
"""Tries below which nothing is said of a customer."""
LEAST_ANSWERED = 3
CASES = 4
"""What everybody's habit weighs beside the customer's own tries: as much as so many of them."""
AHEAD = 0.2
"""By how much the best must be better than the rest to be worth saying."""


class Try(NamedTuple):
    """A talk that reached somebody, or nobody: when by the rep's clock, by which channel."""

    at: datetime
    via: str
    answered: bool


class Best(NamedTuple):
    """When or how most was answered: `by` hour (its first), weekday (0: Monday) or via; so many of so many, and of all others."""

    by: str
    value: int | str
    answered: int
    tries: int
    other_answered: int
    other_tries: int


Belongs = Callable[[Try], bool]
Groups = list[tuple[str, int | str, Belongs]]


def best(own: Sequence[Try], everybody: Sequence[Try]) -> list[Best]:
    """What stands out by hour, weekday and channel: nothing where the tries are too few or the differences too small."""
    if len(own) < LEAST:
        return []
    hours: Groups = [("hour", first, partial(_in_hours, first)) for first in range(EARLIEST, LATEST + 1)]
    weekdays: Groups = [("weekday", day, partial(_on_weekday, day)) for day in range(7)]
    vias: Groups = [("via", via, partial(_by_via, via)) for via in sorted({one.via for one in own})]
    return [found for groups in (hours, weekdays, vias) if (found := _best(own, everybody, groups))]


def _in_hours(first: int, one: Try) -> bool:
    return first <= one.at.hour < first + HOURS


def _on_weekday(day: int, one: Try) -> bool:
    return one.at.weekday() == day


def _by_via(via: str, one: Try) -> bool:
    return one.via == via


def _best(own: Sequence[Try], everybody: Sequence[Try], groups: Groups) -> Best | None:
    """The group with the best chance to be answered; of equals the one with more tries, then the earlier."""
    chances = [(_chance(own, everybody, belongs), sum(map(belongs, own)), -place)
               for place, (_, _, belongs) in enumerate(groups)]  # fmt: skip
    by, value, belongs = groups[-max(chances)[2]]
    inside, outside = [one for one in own if belongs(one)], [one for one in own if not belongs(one)]
    found = Best(by, value, _answered(inside), len(inside), _answered(outside), len(outside))
    return found if found.answered >= LEAST_ANSWERED and _stands_out(found) else None


def _chance(own: Sequence[Try], everybody: Sequence[Try], belongs: Belongs) -> float:
    """The share answered, drawn towards everybody's of the same group, and that towards everybody's of all."""
    alike = [one for one in everybody if belongs(one)]
    common = _drawn(alike, _drawn(everybody, 0.5))
    return _drawn([one for one in own if belongs(one)], common)


def _drawn(tries: Sequence[Try], towards: float) -> float:
    return (_answered(tries) + CASES * towards) / (len(tries) + CASES)


def _answered(tries: Sequence[Try]) -> int:
    return sum(one.answered for one in tries)


def _stands_out(found: Best) -> bool:
    """Whether it is better than the rest by enough, and there is a rest to tell it from."""
    if not found.other_tries:
        return False
    return found.answered / found.tries - found.other_answered / found.other_tries >= AHEAD
