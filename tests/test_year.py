"""The simulated year of bench/: the same numbers from the same seed, and the same world for every order."""

from __future__ import annotations

from datetime import date

import pytest

from bench import world, year
from bench.world import Relation, Traits
from salescli.core.ranking.action import Action, Reason
from salescli.core.ranking.facts import Facts, Moment
from salescli.core.text import Text

SMALL = Traits(customers=40, web=0.1, fairs=1, cards=3)  # at 3 calls a day as short of them as the usual book at 12
MONDAY = date(2026, 3, 9)


def test_a_seed_always_brings_the_same_year_and_another_seed_another_one() -> None:
    first, again = (year.years(3, [1], SMALL, ["crm"])["crm"] for _ in range(2))
    assert first == again != year.years(3, [2], SMALL, ["crm"])["crm"]


def test_a_customers_luck_does_not_depend_on_whom_else_is_called() -> None:
    truths = world.people(1, SMALL)

    def said(order: int) -> dict[int, list[world.Said]]:
        relations = [Relation.of(truth, SMALL) for truth in truths if truth.arrives < 0][::order]
        return {relation.truth.number: [relation.call(day) for day in (0, 4, 20)] for relation in relations}

    assert said(1) == said(-1)


def test_where_everybody_can_be_called_the_order_hardly_counts() -> None:
    found = year.years(1000, [1], SMALL)
    assert {(round(result.prompt, 2), round(result.promises, 2)) for [result] in found.values()} == {(1.0, 1.0)}
    assert len({round(result.value, 6) for [result] in found.values()}) == 1


@pytest.mark.parametrize(
    ("grade", "due", "kind", "expected"),
    [
        ("A", date(2026, 3, 9), "cadence", 8.8 + 6.0 + 1.0),
        ("A", date(2026, 2, 1), "cadence", 12.0 + 6.0 + 1.0),
        ("D", date(2026, 4, 30), "cadence", 2.4 + 0.0 + 1.0),
        ("", date(2026, 3, 9), "promise", 8.8 + 3.9 + 5.0 + 1.0),
        ("C", date(2026, 3, 9), "waiting", 8.8 + 1.8 + 15.0 + 0.8 + 1.0),
    ],
)
def test_urgency_is_taskwarriors(grade: str, due: date, kind: str, expected: float) -> None:
    facts = Facts("1", ("c", 1), "N", Moment(MONDAY, ""), grade=grade)
    reason = Reason("rule", kind, 1.0, 1.0, due, Text("x"), {}, 1.0, 1.0)
    assert year.urgency(Action(facts, MONDAY, "needs", (reason,), (), None), MONDAY) == pytest.approx(expected)
