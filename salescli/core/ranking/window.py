"""The days in which a rule wants a customer contacted, and how urgent that is on one of them."""

from __future__ import annotations

from datetime import date
from math import inf, log2
from typing import NamedTuple

from salescli.core.ranking.workdays import ONE_DAY, Calendar


class Window(NamedTuple):
    """Nothing before `open`, late after `due`.

    `first` and `last` are the days from the anchor as the rule and the grade give them, before rolling. From `ends` on
    the rule is silent (None: never). No urgency is more than `cap`. `dated`: the anchor is a day of the calendar, which may
    be ahead, and no fact. `quietly`: its days were moved out of times in which nobody likes to be called.
    """

    anchor: date
    open: date
    due: date
    first: int
    last: int
    cap: float = inf
    ends: date | None = None
    dated: bool = False
    quietly: bool = False

    @property
    def rolled(self) -> bool:
        """Whether the due day was moved to a working day."""
        return (self.due - self.anchor).days != self.last


def on(day: date) -> Window:
    """A window of one day, whatever day that is."""
    return Window(day, day, day, 0, 0)


def rolled(anchor: date, first: int, last: int, calendar: Calendar, cap: float = inf, *, quietly: bool = False) -> Window:
    """A window from the first to the last day after the anchor, both moved on to working days; `quietly`: and out of times in
    which nobody likes to be called.
    """
    opens, due = anchor + first * ONE_DAY, anchor + last * ONE_DAY
    opens, due = calendar.roll(opens, quietly=quietly), calendar.roll(due, quietly=quietly)
    return Window(anchor, opens, due, first, last, cap, quietly=quietly)


def adapted(days: int, least: int, strength: float, chance: float | None) -> int:
    """The days to wait for somebody by how they answer (R3.7): of full strength half as long for whom each try reaches, twice
    as long for whom none does; not less than `least`.
    """
    return days if chance is None else min(max(round(days * 2 ** (strength * (1 - 2 * chance))), least), 2 * days)


def urgency(window: Window, day: date) -> float:
    """CONTRACT 6.2: 0 before the window and from its end on, up to 1 inside, after it half a point more with each
    doubling of the wait.
    """
    day = day if window.dated else max(day, window.anchor)  # a day before a stored fact counts as no wait
    if day < window.open or (window.ends and day >= window.ends):
        return 0.0
    if day <= window.due:
        return (1 + (day - window.open).days) / (1 + (window.due - window.open).days)
    interval = max((window.due - window.anchor).days, 1)
    return min(1 + log2((day - window.anchor).days / interval) / 2, window.cap)
