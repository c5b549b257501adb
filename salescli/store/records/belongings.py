"""What belongs to a customer, or to one of its people: the rows that go with them when they are merged or deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from salescli.core.records import TABLES
from salescli.store.ranking.pulse import COUNTS

if TYPE_CHECKING:
    from salescli.store.base.book import Book

_OF_CUSTOMER = tuple(table.name for table in TABLES if table.told)
OF_PERSON = ("channels", "interactions", "promises")
_WHICH = {table: f"{table}.deleted_at IS NULL" for table in _OF_CUSTOMER} | {
    "promises": "promises.deleted_at IS NULL AND promises.state = 'open'", "interactions": COUNTS}  # fmt: skip
"""SQL: the rows that a rep knows of - promises that are open, talks that count."""


_ELSE = {table.name: [column for column, target in table.pointers().items() if target == "customers" and column != "customer_id"]
         for table in TABLES if table.told}  # fmt: skip
"""Columns by which a row belongs to a second customer too."""


class Belongings(NamedTuple):
    """Ids of rows by table, and the names of people and tags by id."""

    rows: Mapping[str, list[str]]
    names: Mapping[str, str]

    def counts(self) -> dict[str, int]:
        """How many rows there are of each table."""
        return {table: len(ids) for table, ids in self.rows.items()}

    def named(self, table: str) -> tuple[str, ...]:
        """The names of the people, or the tags."""
        return tuple(self.names[row_id] for row_id in self.rows.get(table, ()) if row_id in self.names)


def of_customer(book: Book, customer: str) -> Belongings:
    """Everything that is a customer's or its people's."""
    return _of(book, _OF_CUSTOMER, "customer_id", customer)


def of_person(book: Book, contact: str) -> Belongings:
    """What is one person's."""
    return _of(book, OF_PERSON, "contact_id", contact)


def _of(book: Book, tables: Iterable[str], column: str, owner: str) -> Belongings:
    rows: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for table in tables:
        name = {"contacts": "name", "tags": "tag"}.get(table, "NULL")
        either = f"? IN ({', '.join((column, *_ELSE.get(table, ())))})" if column == "customer_id" else f"{column} = ?"
        found = book.db.execute(
            f"SELECT id, {name} FROM {table} WHERE {either} AND {_WHICH[table]} ORDER BY id", (owner,)
        ).fetchall()
        rows[table] = [row[0] for row in found]
        names.update((row[0], row[1]) for row in found if row[1])
    return Belongings(rows, names)


def among(now: Belongings, before: Belongings) -> Belongings:
    """Those of `now` that were there `before`, elsewhere."""
    rows = {table: [row_id for row_id in ids if row_id in set(before.rows.get(table, ()))] for table, ids in now.rows.items()}
    return Belongings(rows, before.names)
