"""Compares what the list says of a test's customer with what the test expects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from salescli.core.ranking.action import Action
from salescli.core.ranking.rank import judge, surfaces
from salescli.core.rules.cases import Case
from salescli.core.rules.rule import Rule, Rules


class Difference(NamedTuple):
    """What one line of a test expects, and what came instead; None is nothing."""

    key: str
    line: int
    expected: Any
    came: Any


class Verdict(NamedTuple):
    """A test, where it differs, what keeps the customer off the list or brings it there, and the rule that may be mended."""

    case: Case
    differs: tuple[Difference, ...]
    action: Action
    rule: Rule | None


def verdict(case: Case, rules: Rules) -> Verdict:
    """Whether these rules say what the test expects."""
    action = judge(case.facts, rules, case.day)
    differs = tuple(
        Difference(key, expected.line, expected.value, came)
        for key, expected in case.expect.items()
        if not _agree(expected.value, came := _CAME[key](action, rules))
    )
    return Verdict(case, differs, action, _meant(case, action, rules))


def _agree(expected: Any, came: Any) -> bool:
    if isinstance(came, frozenset):  # gates: one of them is asked for
        return expected in came
    return set(expected) == set(came) if isinstance(came, tuple) else bool(expected == came)


def _meant(case: Case, action: Action, rules: Rules) -> Rule | None:
    """The rule that the test is about: the one that it names, else the one that spoke."""
    named = case.expect.get("reason")
    name = named.value if named and named.value in rules.rules else next((one.rule for one in action.reasons), "")
    return rules.rules.get(name)


def _surfaces(action: Action, rules: Rules) -> date | None:
    return surfaces(action.facts, rules, action.day)


_CAME: Mapping[str, Callable[[Action, Rules], Any]] = {
    "listed": lambda action, _: action.on_list,
    "reason": lambda action, _: next((reason.rule for reason in action.reasons), None),
    "reasons": lambda action, _: tuple(reason.rule for reason in action.reasons),
    "due": lambda action, _: action.due,
    "score": lambda action, _: action.score,
    "stage": lambda action, _: action.stage,
    "gate": lambda action, _: frozenset(gate.gate for gate in action.gates),
    "until": lambda action, _: next((gate.until for gate in action.gates), None),
    "surfaces": _surfaces,
}
"""What the list says, by the names that a test uses."""
