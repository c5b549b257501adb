"""Rows of record tables: put in, changed, marked as deleted - each with its stamps."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from salescli.store.base.schema import records

if TYPE_CHECKING:
    from salescli.store.base.book import Book


AMONG = "IN (SELECT value FROM json_each(:ids))"
"""SQL: one of any number of ids, which are given as JSON."""


def insert(book: Book, table: str, values: Mapping[str, object]) -> str:
    """A new row of a record table; returns its id, which is made here unless given."""
    row = {
        "id": values.get("id") or book.ids(),
        "created_at": book.now_utc,
        "updated_at": book.now_utc,
        **all_storable(values),
    }
    names = ", ".join(row)
    book.db.execute(f"INSERT INTO {table}({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))
    return str(row["id"])


AT_ONCE = 25
"""Rows of one statement: before each one SQLite copies the pages that it would need to take the statement back."""
STAMPS = ("created_at", "updated_at")


def insert_many(book: Book, table: str, names: tuple[str, ...], values: Sequence[object]) -> None:
    """New rows with the same columns; their values, ids among them, follow one another.

    Stamps of a record that are not among the columns are of this moment.
    """
    width, now = len(names), book.now_utc
    several = min(AT_ONCE, (book.db.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER) - 1) // width)
    step = several * width
    whole = len(values) // step * step
    for start in range(0, whole, step):
        book.db.execute(_insertion(table, names, several), (now, *values[start : start + step]))
    rest = ((now, *values[start : start + width]) for start in range(whole, len(values), width))
    book.db.executemany(_insertion(table, names, 1), rest)


@lru_cache(maxsize=256)
def _insertion(table: str, names: tuple[str, ...], rows: int) -> str:
    """SQL that puts so many rows in; parameter 1 is the time, the rows' values follow."""
    stamps = [name for name in STAMPS if name not in names] if table in records() else []
    numbers = iter(range(2, 2 + rows * len(names)))
    row = ", ".join([*["?1"] * len(stamps), *["?{}"] * len(names)])
    marks = ", ".join(f"({row})" for _ in range(rows)).format(*numbers)
    return f"INSERT INTO {table}({', '.join((*stamps, *names))}) VALUES {marks}"


def update(book: Book, table: str, row_id: str, values: Mapping[str, object]) -> bool:
    """Change fields of a row; its updated_at moves only where one of them does. Returns whether any did."""
    safe = all_storable(values)
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


def all_storable(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with every text as `storable` has it."""
    return {name: storable(value) if isinstance(value, str) else value for name, value in values.items()}


def storable(text: str) -> str:
    """Text that SQLite can hold and give back whole: no NUL, which ends a text there, and no lone surrogate."""
    if text.isprintable():
        return text
    return text.replace("\0", "␀").encode("utf-8", "backslashreplace").decode()
