"""What becomes of each field when two records are made one: which value wins, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from salescli.core.language.names import compatible, is_whole
from salescli.core.model import Field

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
    if kept in (None, ""):
        return "filled" if field.kind != "money" or same_money else "alternative"
    if field.name == "name" and is_whole(other) and not is_whole(kept) and compatible(kept, other):
        return "whole"
    if field.name == "notes":
        return "" if str(other) in str(kept) else "added"
    return "alternative"
