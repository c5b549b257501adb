"""What a list shows of customers under any field, own field or measure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from salescli.core.records.fields import CUSTOMER_FIELDS
from salescli.core.records.measures import MEASURES
from salescli.core.when import read_iso_day
from salescli.store.base.rows import AMONG
from salescli.store.ranking.listing import CALLED, CHANNELS, LATEST, PEOPLES, make_functions
from salescli.store.records.sums import measured
from salescli.store.records.view import shown_value

if TYPE_CHECKING:
    from salescli.store.base.book import Book

_DAYS = ("changed", *(f.name for f in CUSTOMER_FIELDS if f.kind == "day"))
_FLAGS = ("primary", *(f.name for f in CUSTOMER_FIELDS if f.kind == "flag"))


def shown(book: Book, field: str, ids: Sequence[str]) -> dict[str, Any]:
    """What a list shows of these customers under a field: the main channel of a kind, of people the first one."""
    if field in MEASURES:
        return {one: told[field] for one, told in measured(book, (field,), ids).items()}
    among = {"ids": json.dumps(list(ids))}
    make_functions(book)
    if field in CHANNELS:
        rows = book.db.execute(f"SELECT * FROM living_channels WHERE kind IN ({_called(field)}) AND"
                               f" customer_id {AMONG} ORDER BY doubtful_since IS NULL, contact_id IS NULL, main, id DESC", among)
        return {row["customer_id"]: shown_value(row) for row in rows}
    return {one: _read(field, value) for one, value in book.db.execute(_shown_sql(field), {**among, "name": field[4:]})}


def _called(field: str) -> str:
    kinds = CALLED if field == "phone" else (CHANNELS[field],)
    return ", ".join(f"'{kind}'" for kind in kinds)


def _shown_sql(field: str) -> str:
    if field.startswith("own."):
        return f"SELECT customer_id, value FROM living_own WHERE name = :name AND customer_id {AMONG}"
    if field in PEOPLES:
        return (f"SELECT customer_id, {PEOPLES[field]} FROM living_contacts WHERE left IS NULL"
                f" AND customer_id {AMONG} ORDER BY is_primary, id DESC")
    column = {"latest": f"({LATEST})", "changed": "own_day(c.updated_at)"}.get(field, f"c.{field}")
    return f"SELECT c.id, {column} FROM customers c WHERE c.id {AMONG}"


def _read(field: str, value: Any) -> Any:
    """A value as a list shows it: days as days, flags as yes or no."""
    if value is None or value == "":
        return None
    if field in _DAYS:
        return read_iso_day(value) or value
    return bool(value) if field in _FLAGS else value
