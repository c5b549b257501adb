"""Fields of a record as its row has them: as columns, and changed where they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from salescli.store.base.rows import update

if TYPE_CHECKING:
    from salescli.core.records.fields import Field
    from salescli.store.base.book import Book

Values = Mapping[str, Any]
"""Field names with typed values; a channel field holds a list of strings; None or [] clears."""
_COLUMN = {"primary": "is_primary"}
_FIELD = {column: name for name, column in _COLUMN.items()}


def columns(fields: Sequence[Field], values: Values) -> dict[str, object]:
    return {_COLUMN.get(f.name, f.name): values[f.name] for f in fields if f.kind != "channel" and f.name in values}


def change(book: Book, table: str, row_id: str, row: Mapping[str, object]) -> list[str]:
    """Change the fields of a row that differ; returns their names, as the model has them."""
    if not row:
        return []
    old = book.db.execute(f"SELECT {', '.join(row)} FROM {table} WHERE id = ?", (row_id,)).fetchone()
    update(book, table, row_id, row)
    return [_FIELD.get(name, name) for name, value in row.items() if old[name] != value]
