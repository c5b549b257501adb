"""What a write has changed, field by field, in words: `Owner: – → 张三`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from salescli.core.records.fields import FIELDS
from salescli.core.reports import Value
from salescli.core.reports.values import field_value, shown_field
from salescli.core.text import Text, say

LONGEST = 40
"""Characters of a value that a reply repeats."""
_FIELD = {f.name: f for f in FIELDS}
_OTHERS = {"also": "column.also", "tags": "column.tags", "snoozed_until": "field.snoozed_until", "promise": "column.promise"}


class Change(NamedTuple):
    """A field with what it held and holds: a value, a tuple of several, or None. `field` is a name or an own field's."""

    field: str
    old: Any
    new: Any
    own: bool = False


def differences(before: Mapping[str, Any], after: Mapping[str, Any], *, own: bool = False) -> list[Change]:
    """Every field whose value is not the same in both, in the order of `after`; one that is missing holds nothing."""
    names = dict.fromkeys((*after, *before))
    pairs = ((name, before.get(name) or None, after.get(name) or None) for name in names)
    return [Change(name, old, new, own) for name, old, new in pairs if old != new]


def change_lines(changes: Iterable[Change]) -> tuple[Text, ...]:
    """One piece of a sentence for each change."""
    return tuple(say("change.line", field=label(one), old=_shown(one, one.old), new=_shown(one, one.new)) for one in changes)


def change_data(changes: Sequence[Change]) -> list[Value]:
    """The changes in JSON."""
    return [{"field": one.field, "old": _in_json(one, one.old), "new": _in_json(one, one.new)} for one in changes]


def label(one: Change) -> Value:
    """What the field is called; an own field by its name."""
    if one.own:
        return one.field
    return say(_OTHERS.get(one.field) or f"field.{one.field}")


def shortened(text: str) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _shown(one: Change, value: Any) -> Value:
    if value in (None, "", ()):
        return say("change.nothing")
    if isinstance(value, tuple):
        return say("as_is", text=shortened(", ".join(map(str, value))))
    field = _FIELD.get(one.field) if not one.own else None
    cell = shown_field(field, value) if field else value
    return shortened(cell) if isinstance(cell, str) else cell


def _in_json(one: Change, value: Any) -> Value:
    field = _FIELD.get(one.field) if not one.own else None
    return field_value(field, value) if field and field.kind != "channel" and value is not None else value
