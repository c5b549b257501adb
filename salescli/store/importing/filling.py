"""Fills an empty book without what takes less time for all rows together, at the end.

Those are the indexes that nobody asks for meanwhile, and the change log's rows of what is put in.
"""

from __future__ import annotations

import sqlite3

from salescli.core.records import TABLES

_RECORDS = tuple(table.name for table in TABLES)
INDEXES = (
    "customers_by_name", "contacts_by_name", "channels_by_key", "changes_by_run", "changes_by_row", "pulse_by_day",
    "pulse_by_touch", "pulse_by_lane",
)  # fmt: skip
"""Indexes that would be written to in no order, row by row; those by which an import looks customers up are not among them."""
ASIDE = (*INDEXES, *(f"{table}_insert" for table in _RECORDS))


def put_aside(db: sqlite3.Connection) -> list[str]:
    """Take the indexes and the insert triggers of an empty book away; returns the SQL that makes good for them at the end.

    A rollback brings them back as well.
    """
    if any(db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in ("changes", *_RECORDS)):
        return []
    made = db.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    aside = [(kind, name, sql) for kind, name, sql in made if name in ASIDE]
    for kind, name, _ in aside:
        db.execute(f"DROP {kind} {name}")
    logs = (
        f"INSERT INTO changes(run, tbl, row, kind) SELECT context.run, '{table}', id, 'insert' FROM {table}, context"
        f" ORDER BY {table}.rowid"
        for table in _RECORDS
    )
    return [*logs, *(sql for _, _, sql in aside)]


def put_back(db: sqlite3.Connection, aside: list[str]) -> None:
    """Log all rows as put in by this run, then make the indexes and triggers again, in the same transaction."""
    for sql in aside:
        db.execute(sql)
