"""The view of all days that records tell the rules of their customers, made from the records' declarations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from salescli.core.records import Attribute, Table

VIEW = "dated"


def renew(db: sqlite3.Connection) -> None:
    """Make the view anew; a book has it from its last migration on."""
    from salescli.core.records import TABLES

    db.execute(f"DROP VIEW IF EXISTS main.{VIEW}")
    parts = [part for table in TABLES for part in _parts(table)]
    db.execute(f"CREATE VIEW {VIEW}(customer_id, sort, kind, day, whose, id, made, text) AS {' UNION ALL '.join(parts)}")


def _parts(table: Table) -> Iterator[str]:
    return (_part(table, column) for column in table.columns if column.tells)


def _part(table: Table, column: Attribute) -> str:
    tells, names = column.tells, {one.name for one in table.columns}
    assert tells
    owner = "customer_id" if table.of_customer else "id"
    whose = "id" if table.name == "contacts" else "coalesce(contact_id, '')" if "contact_id" in names else "''"
    text = tells.text or "''"
    only = "".join(f" AND CAST(coalesce({name}, '') AS TEXT) IN ({', '.join(map(_quoted, values))})"
                   for name, values in tells.only)  # fmt: skip
    return (f"SELECT {owner}, '{tells.sort}', {tells.by or _quoted(tells.name)}, {column.name}, {whose}, id, created_at, {text}"
            f" FROM {table.name} WHERE deleted_at IS NULL AND {column.name} != ''{only}")  # fmt: skip


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
