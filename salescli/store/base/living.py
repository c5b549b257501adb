"""Views of what lives: of each table of records the rows that nobody has deleted, made from the records' declarations."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

PREFIX = "living_"


def renew(db: sqlite3.Connection) -> None:
    """Make the views anew, `living_customers` ...; a book has them from its last migration on."""
    from salescli.core.records import TABLES

    drop(db)
    for table in TABLES:
        db.execute(f"CREATE VIEW {PREFIX}{table.name} AS SELECT * FROM {table.name} WHERE deleted_at IS NULL")


def drop(db: sqlite3.Connection) -> None:
    """Drop the views: a table that one reads could not be made anew beside it."""
    for (name,) in db.execute(f"SELECT name FROM main.sqlite_master WHERE type = 'view' AND name GLOB '{PREFIX}*'").fetchall():
        db.execute(f"DROP VIEW main.{name}")
