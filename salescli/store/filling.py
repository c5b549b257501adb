"""Fills a book that was never written to without the indexes that nobody asks for meanwhile: they are made at the end."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

ASIDE = (
    "customers_by_name", "contacts_by_name", "channels_by_key", "changes_by_run", "changes_by_row", "pulse_by_day",
    "pulse_by_touch", "pulse_by_lane",
)  # fmt: skip
"""Indexes that would be written to in no order, row by row; those by which an import looks customers up are not among them."""


def put_aside(db: sqlite3.Connection) -> list[str]:
    """Take the indexes of an empty book away until `put_back`; returns their SQL. A rollback brings them back as well."""
    if db.execute("SELECT 1 FROM changes LIMIT 1").fetchone():
        return []
    made = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index'").fetchall()
    aside = {name: sql for name, sql in made if name in ASIDE}
    for name in aside:
        db.execute(f"DROP INDEX {name}")
    return list(aside.values())


def put_back(db: sqlite3.Connection, aside: Iterable[str]) -> None:
    """Make the indexes again, in the same transaction."""
    for sql in aside:
        db.execute(sql)
