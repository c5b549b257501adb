"""A customer on one day: the reasons to call, what keeps them off the list, and what that comes to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from salescli.core.ranking.facts import Facts
from salescli.core.text import Text

Order = tuple[float, date, int, tuple[str, int]]


class Reason(NamedTuple):
    """Why a customer is on the list: `points` are weight · urgency · times, `due` is the last day of its window.

    `aim`: what to go for, by language or as somebody wrote it; `tells_aim`: the text says so already. `must`: it is no
    reason that can wait. `move`: what to do another way than before.
    """

    rule: str
    kind: str
    points: float
    times: float
    due: date
    text: Text
    aim: Mapping[str, str] | str
    weight: float
    urgency: float
    must: bool = False
    tells_aim: bool = False
    move: str = ""


class Gate(NamedTuple):
    """What keeps a customer off the list on the days before `until` (None: for good)."""

    gate: str
    until: date | None
    text: Text


class Action(NamedTuple):
    """A customer on one day with its reasons: the score is their sum. `wakes`: the next day something changes."""

    facts: Facts
    day: date
    stage: str
    reasons: tuple[Reason, ...]
    gates: tuple[Gate, ...]
    wakes: date | None

    @property
    def score(self) -> float:
        """The sum of the reasons' points."""
        return round(sum((reason.points for reason in self.reasons), 0.0), 1)

    @property
    def due(self) -> date | None:
        """The earliest due day."""
        return min((reason.due for reason in self.reasons), default=None)

    @property
    def days_late(self) -> int:
        """Days since the action was due."""
        return max((self.day - self.due).days, 0) if self.due else 0

    @property
    def on_list(self) -> bool:
        """Whether a reason is left after silences and gates."""
        return bool(self.reasons)

    @property
    def must(self) -> bool:
        """Whether it is listed whatever the day's capacity."""
        return any(reason.must for reason in self.reasons)

    @property
    def urgency(self) -> float:
        """The highest urgency of a reason, whatever its points."""
        return max((reason.urgency for reason in self.reasons), default=0.0)

    @property
    def order(self) -> Order:
        """CONTRACT 6.6: score falling, then due, tries and code."""
        return (-self.score, self.due or date.max, self.facts.pulse.tries, self.facts.code)
