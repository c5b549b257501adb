"""`value`: who they are multiplies what the other rules say of them (R3.16)."""

from __future__ import annotations

from salescli.core.ranking.facts import Facts
from salescli.core.rules.kind import FACTORS, Kind
from salescli.core.rules.rule import NO_GRADE, Rule


def factor(rule: Rule, facts: Facts) -> float | None:
    """The factor of the grade; None for one that the rule doesn't name."""
    found: float | None = rule.own["times"].get(facts.grade or NO_GRADE)
    return found


KIND = Kind("value", {"times": FACTORS}, required=("times",), factor=factor)
