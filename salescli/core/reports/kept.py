"""Rows of the kinds that have a noun as the change log has them: what one is called, and what a field held and holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salescli.core.records import Attribute, Table, noun_of
from salescli.core.records.values import as_read, shown, words
from salescli.core.reports import Value
from salescli.core.reports.changes import shortened
from salescli.core.reports.records import head
from salescli.core.text import Text, say


def name(table: Table, row: Mapping[str, Any]) -> Text:
    """What a row's record is called: machine k1 (A1)."""
    noun = noun_of(table)
    title = row[table.field(noun.title).name] if not table.field(noun.title).points_at else ""
    code = f"{row['code_letter']}{row['code_number']}" if noun.letter else title
    key = "record.named" if title and title != code else "record.called"
    return say(key, noun=words(noun.one), code=code, name=shortened(str(title)))


def change(column: Attribute, row: Mapping[str, Any], old: Any, new: Any) -> Text:
    """A piece of a sentence on a field that changed; of what it points at only that it does."""
    return say("change.line", field=head(column), old=_cell(column, row, old), new=_cell(column, row, new))


def _cell(column: Attribute, row: Mapping[str, Any], kept: Any) -> Value:
    if kept in (None, ""):
        return say("change.nothing")
    if column.kind == "record":
        return "…"
    found: Value = shown(column, as_read(column, kept), row.get("currency"))
    return shortened(found) if isinstance(found, str) else found
