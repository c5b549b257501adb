"""Rules and stages as values, and all that are in force: data for the named functions of `kinds`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from salescli.core.when import Span

if TYPE_CHECKING:
    from salescli.core.ranking.facts import Facts

WHEN = ("stage", "grade", "tag", "type", "source", "owner", "country", "kind")
NO_GRADE = "none"
NOTHING: Mapping[str, Any] = MappingProxyType({})
HAD_WON = ("onboarding", "active", "long_term")
"""Stages of customers who have bought, whether or not a `won` is in the book (CONTRACT 5)."""
Conditions = Mapping[str, tuple[str, ...]]
"""The values, casefolded, of which a customer has one: keys are AND, their values OR (CONTRACT 5)."""


class Rule(NamedTuple):
    """One rule of a rule file. `own` has a value for each key of its kind: what was given, else the key's default."""

    name: str
    kind: str
    points: float = 0.0
    when: Conditions = NOTHING
    aim: Mapping[str, str] = NOTHING
    own: Mapping[str, Any] = NOTHING
    file: str = ""
    line: int = 0


class Stage(NamedTuple):
    """What stages.yaml says of one stage: label and aim by language, where outcomes and time move a customer."""

    name: str
    label: Mapping[str, str] = NOTHING
    aim: Mapping[str, str] = NOTHING
    moves: Mapping[str, str] = NOTHING
    moves_after_won: Mapping[str, str] = NOTHING
    then: tuple[str, Span] | None = None

    def over(self, old: Stage) -> Stage:
        """This stage, with what it leaves out taken from the old one."""
        return Stage._make(mine or its for mine, its in zip(self, old, strict=True))

    def moved(self, outcome: str, *, won: bool) -> str:
        """The stage that an outcome leads to from this one, itself where it moves nothing; `won`: they have ever bought."""
        moves = {**self.moves, **(self.moves_after_won if won or self.name in HAD_WON else {})}
        return moves.get(outcome, self.name)


class Rules(NamedTuple):
    """All rules in force by name, and the stages; `fingerprint` changes when any of them does.

    `wanted` is what we want to know of customers, as plain values that `standards.of` reads, `phrases` what is read in a
    note, for a `Lexicon`: the call list has no use for either, and is not to wait for them. `days_off` is by country what a
    `Calendar` takes as its own. `by_kind`: the same rules, as every customer is judged by them.
    """

    rules: Mapping[str, Rule]
    stages: Mapping[str, Stage]
    fingerprint: str = ""
    wanted: Mapping[str, Any] = NOTHING
    phrases: Mapping[str, str] = NOTHING
    days_off: Mapping[str, Mapping[str, Any]] = NOTHING
    by_kind: Mapping[str, Sequence[Rule]] = NOTHING


def by_kind(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    """Rules by their kinds, in their order."""
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        found.setdefault(rule.kind, []).append(rule)
    return found


def matches(when: Conditions, facts: Facts, stage: str) -> bool:
    """Whether the conditions of a rule hold; most rules are of a stage, and one of another is no further looked at."""
    if stage not in when.get("stage", (stage,)):
        return False
    return all(_holds(key, values, facts) for key, values in when.items() if key != "stage")


def _holds(key: str, values: tuple[str, ...], facts: Facts) -> bool:
    if key == "tag":
        return any(tag.casefold() in values for tag in facts.tags)
    if key == "grade":
        return (facts.grade or NO_GRADE).casefold() in values
    return str(getattr(facts, key)).casefold() in values
