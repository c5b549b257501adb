"""Reads the values of one rule file's entries, and collects what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from salescli.core.model import GRADES, KINDS, LANGUAGES, STAGES
from salescli.core.rules.rule import NO_GRADE, NOTHING, WHEN
from salescli.core.when import Span, read_span

if TYPE_CHECKING:
    from salescli.core.entry import Node

T = TypeVar("T")


class RuleProblem(NamedTuple):
    """What is wrong in a rule file: a locale key with its parameters, and where it stands."""

    file: str
    line: int
    key: str
    params: dict[str, object]


class Reader:
    """Reads one file's entries; problems are collected, so that `rules check` can list them all."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[RuleProblem] = []

    def wrong(self, entry: Node, key: str, **params: object) -> None:
        """Note a problem."""
        self.problems.append(RuleProblem(self.file, entry.line, key, params))

    def known(self, entry: Node, allowed: Iterable[str], what: str) -> dict[str, Node]:
        """The entries of a map whose keys are allowed; the others become problems."""
        allowed = tuple(allowed)
        if not isinstance(entry.value, dict):
            self.wrong(entry, "rules_not_a_map", what=what)
            return {}
        for name in entry.value:
            if name not in allowed:
                self.wrong(entry.value[name], "rules_unknown", what=what, name=name, known=", ".join(sorted(allowed)))
        return {name: item for name, item in entry.value.items() if name in allowed}

    def parsed(self, entry: Node, read: Callable[[str], T], default: T) -> T:
        """A plain value as `read` takes it; `read` raises ValueError or OverflowError for what is none."""
        if not isinstance(entry.value, str):
            self.wrong(entry, "rules_not_plain")
            return default
        try:
            return read(entry.value)
        except (ValueError, OverflowError):
            self.wrong(entry, "rules_wrong_value", value=entry.text())
            return default

    def one_of(self, entry: Node, allowed: tuple[str, ...], what: str) -> str:
        """A value of a closed list."""
        if not isinstance(entry.value, str):
            self.wrong(entry, "rules_not_plain")
        elif entry.value not in allowed:
            self.wrong(entry, "rules_unknown", what=what, name=entry.value, known=", ".join(allowed))
        return entry.text()

    def several(self, entry: Node) -> tuple[Node, ...]:
        """A plain value, or a list of them that isn't empty."""
        found = tuple(entry.value) if isinstance(entry.value, list) else (entry,)
        if found and all(isinstance(item.value, str) for item in found):
            return found
        self.wrong(entry, "rules_not_plain_or_list")
        return ()

    def words(self, entry: Node) -> dict[str, str]:
        """A string, or a map by language, as a map by language; "" stands for any language."""
        if isinstance(entry.value, dict):
            known = self.known(entry, LANGUAGES, "language").items()
            return {name: self.parsed(item, str, "") for name, item in known}
        return {"": self.parsed(entry, str, "")}

    def span(self, entry: Node) -> Span:
        """A length of time."""
        return self.parsed(entry, read_span, Span(0, "d"))

    def number(self, entry: Node) -> float:
        """Points, or a factor of them."""
        return self.parsed(entry, _points, 0.0)

    def count(self, entry: Node) -> int:
        """How many times."""
        return self.parsed(entry, _count, 0)

    def when(self, entry: Node, more: Mapping[str, tuple[str, ...]] = NOTHING) -> dict[str, tuple[str, ...]]:
        """The conditions of a rule; `more`: further ones that are known here, with the values that they may have (none: any)."""
        conditions = {}
        closed = {"stage": STAGES, "grade": (*GRADES, NO_GRADE), "kind": KINDS, **more}
        for name, item in self.known(entry, (*WHEN, *more), "when").items():
            values = self.several(item)
            conditions[name] = tuple(value.text().casefold() for value in values)
            for value in values if closed.get(name) else ():
                self.one_of(value, closed[name], name)
        return conditions


def _points(text: str) -> float:
    number = float(text)
    if not 0 <= number <= 10_000:
        raise ValueError(text)
    return number


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 1000:
        raise ValueError(text)
    return number
