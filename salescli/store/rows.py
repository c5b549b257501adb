"""Rows of record tables: put in, changed, marked as deleted - each with its stamps."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from salescli.store.book import Book


def insert(book: Book, table: str, values: Mapping[str, object]) -> str:
    """A new row of a record table; returns its id, which is made here unless given."""
    row = {
        "id": values.get("id") or book.ids(),
        "created_at": book.now_utc,
        "updated_at": book.now_utc,
        **_safe(values),
    }
    names = ", ".join(row)
    book.db.execute(f"INSERT INTO {table}({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))
    return str(row["id"])


AT_ONCE = 25
"""Rows of one statement: before each one SQLite copies the pages that it would need to take the statement back."""


def insert_many(book: Book, table: str, names: Sequence[str], values: Sequence[object]) -> None:
    """New rows with the same columns; their values, ids and stamps among them, follow one another."""
    width = len(names)
    step = width * min(AT_ONCE, book.db.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER) // width)
    whole = len(values) // step * step
    into, row = f"INSERT INTO {table}({', '.join(names)}) VALUES ", f"({', '.join('?' * width)})"
    several = into + ", ".join([row] * (step // width))
    for start in range(0, whole, step):
        book.db.execute(several, values[start : start + step])
    book.db.executemany(into + row, (values[start : start + width] for start in range(whole, len(values), width)))


def update(book: Book, table: str, row_id: str, values: Mapping[str, object]) -> bool:
    """Change fields of a row; its updated_at moves only where one of them does. Returns whether any did."""
    safe = _safe(values)
    differs = " OR ".join(f"{name} IS NOT ?" for name in safe)
    sets = ", ".join(f"{name} = ?" for name in safe)
    cursor = book.db.execute(
        f"UPDATE {table} SET {sets}, updated_at = ? WHERE id = ? AND ({differs})",
        (*safe.values(), book.now_utc, row_id, *safe.values()),
    )
    return cursor.rowcount > 0


def delete(book: Book, table: str, row_id: str) -> bool:
    """Mark a row as deleted."""
    return update(book, table, row_id, {"deleted_at": book.now_utc})


def _safe(values: Mapping[str, object]) -> dict[str, object]:
    return {name: storable(value) if isinstance(value, str) else value for name, value in values.items()}


def storable(text: str) -> str:
    """Text that SQLite can hold and give back whole: no NUL, which ends a text there, and no lone surrogate."""
    if text.isprintable():
        return text
    return text.replace("\0", "␀").encode("utf-8", "backslashreplace").decode()
