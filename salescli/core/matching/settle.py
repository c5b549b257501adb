"""What becomes of each field when a record meets another, or a card, that says more of the same: which value wins, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from salescli.core.language.names import compatible, is_whole
from salescli.core.records.fields import Field


def fate(old: Any, value: Any, *, newer: bool = False) -> str:
    """The one rule of all: a blank is filled, what is newer wins, what differs otherwise is kept beside (CONTRACT 8).

    `filled`, `newer` or `alternative`; nothing where the other says nothing of it.
    """
    if value in (None, ""):
        return ""
    if old in (None, ""):
        return "filled"
    return "newer" if newer else "alternative"


class Beside(NamedTuple):
    """A value that is kept beside a field, and the one that stays in it."""

    field: str
    stays: Any
    other: Any


class Settled(NamedTuple):
    """What is written into a record, and what is kept beside it."""

    values: dict[str, Any]
    beside: list[Beside]


def settled(kept: Mapping[str, Any], given: Mapping[str, Any], same: Callable[[str, Any, Any], bool], *, newer: bool) -> Settled:
    """What a card of the same makes of a record; `same` says of a field whether the two values say the same."""
    found = Settled({}, [])
    for name, value in given.items():
        old = kept.get(name)
        what = "" if same(name, old, value) else fate(old, value, newer=newer)
        if what in ("filled", "newer"):
            found.values[name] = value
        if what in ("newer", "alternative"):
            found.beside.append(Beside(name, value, old) if newer else Beside(name, old, value))
    return found


NEVER = ("stage", "primary")
"""Fields that are not simply one's or the other's."""


class Outcome(NamedTuple):
    """The fate of one field. `what`: filled, whole (a name), added (notes), alternative (kept beside), safer, touched, rests."""

    field: str
    kept: Any
    other: Any
    what: str

    @property
    def wins(self) -> Any:
        """The value that the record that stays has afterwards."""
        if self.what == "added":
            return f"{self.kept}\n{self.other}"
        return self.kept if self.what == "alternative" else self.other

    @property
    def writes(self) -> bool:
        """Whether the record that stays is changed by it."""
        return self.what != "alternative"


def outcomes(fields: Iterable[Field], kept: Mapping[str, Any], gone: Mapping[str, Any]) -> list[Outcome]:
    """The fate of every field in which the one that goes has a value of its own, in the model's order."""
    money = not kept["currency"] or not gone["currency"] or kept["currency"] == gone["currency"] if "currency" in kept else True
    found = []
    for f in fields:
        if f.kind == "channel" or f.name in NEVER or gone[f.name] in (None, ""):
            continue
        what = _what(f, kept[f.name], gone[f.name], money)
        if what:
            found.append(Outcome(f.name, kept[f.name], gone[f.name], what))
    return found


def _what(field: Field, kept: Any, other: Any, same_money: bool) -> str:
    if field.kind == "flag":  # do not contact: a wish of either counts
        return "safer" if other and not kept else ""
    if kept == other:
        return ""
    if fate(kept, other) == "filled":
        return "filled" if field.kind != "money" or same_money else "alternative"
    if field.name == "name" and is_whole(other) and not is_whole(kept) and compatible(kept, other):
        return "whole"
    if field.name == "notes":
        return "" if str(other) in str(kept) else "added"
    return fate(kept, other)
