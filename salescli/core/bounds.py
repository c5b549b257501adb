"""Upper bounds of scores: which customers can be among the best, without looking at each (DESIGN 3, 5).

Customers whose score grows by the same law share a lane. In a lane the score can only fall as the anchor gets later, so
that a list needs only the first few of each lane; whoever can't wait is in a lane that is always read.
"""

from __future__ import annotations

from datetime import date
from math import log2
from typing import NamedTuple

from salescli.core.facts import Facts
from salescli.core.rank import MUST_KINDS, factor_of, stage_on
from salescli.core.rank import matching_windows as windows_of
from salescli.core.rules import Rules

MUST, FIRST, DORMANT, OTHER = "must", "first", "dormant", "other"
_PARTS = "|"


class Term(NamedTuple):
    """One rule's part of a bound: weight, factor, days from the anchor to the window's ends, the most urgency."""

    kind: str
    weight: float
    times: float
    first: int
    last: int
    cap: float


class Lane(NamedTuple):
    """A law of growth: who it holds for, the terms. `text` is how it is kept."""

    group: str
    terms: tuple[Term, ...]
    text: str = ""

    @property
    def opens(self) -> int:
        """Days from the anchor before which nobody of the lane is listed."""
        return min((term.first for term in self.terms), default=0)

    @property
    def closes(self) -> int:
        """Days from the anchor that the earliest due day can't be before."""
        return min((term.last for term in self.terms), default=0)

    def bound(self, wait: int) -> float:
        """No score in the lane is more, so many days after the anchor; rounded as scores are."""
        best: dict[str, float] = {}
        for term in self.terms:
            best[term.kind] = max(best.get(term.kind, 0.0), round(term.weight * _urgency(term, wait) * term.times, 1))
        return round(sum(best.values()), 1)


def _urgency(term: Term, wait: int) -> float:
    """CONTRACT 6.2 before days are rolled to working days, which only makes it less."""
    if wait < term.first:
        return 0.0
    if wait <= term.last:
        return (1 + wait - term.first) / (1 + term.last - term.first)
    return min(1 + log2(wait / max(term.last, 1)) / 2, term.cap)


def lane_of(facts: Facts, rules: Rules, day: date) -> tuple[str, date] | None:
    """The lane of a customer and its anchor in it; None for who is never listed. Holds from `day` on, the day of the
    latest fact, until there is another fact."""
    if facts.do_not_contact:
        return None
    stages = _stages_ahead(facts, rules, day)
    found = {rule.name: (rule, window) for stage in stages for rule, window in windows_of(facts, rules, stage)}
    speaking = list(found.values())
    musts = [window.anchor for rule, window in speaking if rule.kind in MUST_KINDS]
    if musts:
        return MUST, min(musts)
    if any(rule.kind == "retry" for rule, _ in speaking):
        speaking = [(rule, window) for rule, window in speaking if rule.kind not in ("cadence", "after")]
    if not speaking:
        return None
    times = max(factor_of(facts, rules, stage) for stage in stages)
    terms = {Term(rule.kind, rule.points, times, window.first, window.last, window.cap) for rule, window in speaking}
    lane = Lane(_group(facts, stages), tuple(sorted(terms)))
    return _text(lane), min(window.anchor for _, window in speaking)


def _stages_ahead(facts: Facts, rules: Rules, day: date) -> list[str]:
    """The stage on the day and those that time alone may lead to from there."""
    stages = [stage_on(facts, rules, day)[0]]
    while (then := rules.stages[stages[-1]].then) and then[0] not in stages:
        stages.append(then[0])
    return stages


def _group(facts: Facts, stages: list[str]) -> str:
    """Who shares places in the cut: first contacts and dormant customers have places of their own (CONTRACT 6.7)."""
    if "dormant" in stages:
        return DORMANT if len(stages) == 1 and facts.pulse.touches else MUST
    return OTHER if facts.pulse.touches else FIRST


def _text(lane: Lane) -> str:
    terms = (f"{t.kind},{t.weight!r},{t.times!r},{t.first},{t.last},{t.cap:g}" for t in lane.terms)
    return _PARTS.join((lane.group, *terms))


def read_lane(text: str) -> Lane:
    """The lane that `lane_of` made into `text`."""
    if text == MUST:
        return Lane(MUST, (), text)
    group, *terms = text.split(_PARTS)
    return Lane(group, tuple(_term(term) for term in terms), text)


def _term(text: str) -> Term:
    kind, weight, times, first, last, cap = text.split(",")
    return Term(kind, float(weight), float(times), int(first), int(last), float(cap))
