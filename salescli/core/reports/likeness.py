"""Reports on pairs that may be one, and on what became of two that were made one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from salescli.core.matching.settle import Outcome
from salescli.core.records.fields import FIELDS
from salescli.core.reports import Column, Report, Row, Value
from salescli.core.text import Text, say

SHORT_ID = 6  # characters of a person's id that are shown
_FIELD = {f.name: f for f in FIELDS}


class Twins(Protocol):
    """A pair that may be one."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def other(self) -> str: ...
    @property
    def other_name(self) -> str: ...
    @property
    def confidence(self) -> float: ...
    @property
    def why(self) -> tuple[Text, ...]: ...
    @property
    def id(self) -> str: ...
    @property
    def other_id(self) -> str: ...


def duplicates_report(pairs: Sequence[Twins], remarks: tuple[Text, ...] = ()) -> Report:
    """Pairs in rows, the likeliest first."""
    columns = (Column("number", fixed=True, right=True), Column("confidence", fixed=True, right=True),
               Column("code", fixed=True), Column("name"), Column("other", fixed=True), Column("other_name"),
               Column("why"))  # fmt: skip
    return Report("duplicates", columns, tuple(_row(n, pair) for n, pair in enumerate(pairs, 1)), remarks=remarks)


def reasons(why: Sequence[Text]) -> Value:
    """Several reasons as one text, or nothing."""
    return say("as_is", text=tuple(map(worded, why))) if why else None


def worded(why: Text) -> Text:
    """A reason on a field with the field's label, which for an own field is its name."""
    field = str(why.params.get("field", ""))
    label = say(f"field.{field}") if field in _FIELD else field
    return say(why.key, **{**why.params, "field": label})


def _row(number: int, pair: Twins) -> Row:
    why = reasons(pair.why)
    data = {"code": pair.code, "name": pair.name, "other": pair.other, "other_name": pair.other_name,
            "confidence": pair.confidence, "why": why, "id": pair.id or None, "other_id": pair.other_id or None}  # fmt: skip
    sure = say("likeness.percent", n=max(1, round(pair.confidence * 100)))
    here, there = _coded(pair.code, pair.id), _coded(pair.other, pair.other_id)
    return Row(data, (number, sure, here, pair.name, there, pair.other_name, why))


def _coded(code: str, person: str) -> str:
    return f"{code} #{person[-SHORT_ID:]}" if person else code


def merge_report(fields: Sequence[Outcome]) -> Report:
    """Field by field: what was there, what the other one had, what wins and why."""
    columns = (Column("field"), Column("kept"), Column("other_value"), Column("outcome"))
    rows = tuple(
        Row(field_data(one), (field_label(one.field), _shown(one, one.kept), _shown(one, one.other), say(f"merge.{one.what}")))
        for one in fields
    )
    return Report("merge", columns, rows)


def field_data(one: Outcome) -> dict[str, Value]:
    """A field's fate in JSON."""
    return {"field": one.field, "kept": one.kept, "other": one.other, "outcome": one.what}


def field_label(name: str) -> Value:
    """What a field is called."""
    return say(f"field.{name}") if name in _FIELD or name == "snoozed_until" else name


def _shown(one: Outcome, value: Any) -> Value:
    field = _FIELD.get(one.field)
    if value in (None, "") or field is None:
        return value or None
    if field.kind == "choice":
        return say(f"{field.name}.{value}")
    return value / 100 if field.kind == "money" else bool(value) if field.kind == "flag" else value
