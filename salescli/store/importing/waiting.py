"""New rows of an import on their way into the book: gathered by table and shape, and written many at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salescli.core.records import TABLES
from salescli.store.base import rows
from salescli.store.finding.keys import name_keys

if TYPE_CHECKING:
    from salescli.store.base.book import Book

ORDER = (TABLES[0].name, "pulse", *(table.name for table in TABLES[1:]))
"""Tables in the order in which rows are put in: a row before its parent would make SQLite look for it at every later one."""
FULL = 2500  # rows of all tables


class Waiting:
    """Rows that are not in the book yet. `ids` has theirs; the keys of names are made when the rows are written."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.ids: set[str] = set()
        self.count = 0
        self._named: list[tuple[str, dict[str, Any], bool]] = []
        self._values: dict[str, dict[tuple[str, ...], list[Any]]] = {table: {} for table in ORDER}

    def put(self, table: str, row: dict[str, Any], *, person: bool | None = None) -> str:
        """Take a row as its own, with an id unless it has one; returns the id.

        With `person` its name needs keys: a person's or, if False, a firm's.
        """
        row_id = row.get("id") or self.book.ids()
        row["id"] = row_id
        self.ids.add(row_id)
        if person is None:
            self.add(table, row)
        else:
            self._named.append((table, row, person))
            self.count += 1
        return str(row_id)

    def add(self, table: str, row: dict[str, Any]) -> None:
        """Take a row as it is."""
        self._values[table].setdefault(tuple(row), []).extend(row.values())
        self.count += 1

    def write(self) -> None:
        """Put all rows into the book."""
        for table, row, person in self._named:
            row["name_key"], row["pinyin"], row["initials"] = name_keys(row["name"], person=person)
            self._values[table].setdefault(tuple(row), []).extend(row.values())
        for table, shapes in self._values.items():
            for names, values in shapes.items():
                rows.insert_many(self.book, table, names, values)
            shapes.clear()
        self._named.clear()
        self.ids.clear()
        self.count = 0
