"""Puts in what happened at customers that come with ids: interactions, promises, ties ... that the book doesn't have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from salescli.core.records import BY_NAME
from salescli.core.records.declaring import REQUIRED
from salescli.store.base import rows
from salescli.store.records import declared, ties

if TYPE_CHECKING:
    from salescli.store.importing.batch import Batch
    from salescli.store.importing.identities import Ids


class Stories:
    """One import's. `put` are the ids of what it brought; `later` are (table, row, person) where the person may come further
    down in the file, `waiting` (table, row) where whom a tie leads to may.
    """

    def __init__(self, batch: Batch, ids: Ids) -> None:
        self.batch, self.book, self.ids = batch, batch.book, ids
        self.put: set[str] = set()
        self.codes: set[tuple[str, int]] = set()
        self.later: list[tuple[str, str, str]] = []
        self.waiting: list[tuple[str, dict[str, Any]]] = []

    def add(self, table: str, customer: str, given: Iterable[Mapping[str, Any]]) -> bool:
        """Whether any of these rows was new; they are only ever added, and move nothing."""
        before = len(self.put)
        for row in given:
            if not self._is_known(table, row["id"]):
                self._add(table, customer, row, given)
                self.put.add(row["id"])
        return len(self.put) > before

    def _add(self, table: str, customer: str, row: Mapping[str, Any], given: Iterable[Mapping[str, Any]]) -> None:
        if _leads_elsewhere(table):
            self.waiting.append((table, {**row, "customer_id": customer}))
            return
        links = BY_NAME[table].pointers()
        held = {name: value if value and self._is_there(links[name], value, given) else None
                for name, value in row.items() if name in links}  # fmt: skip
        made = {**rows.all_storable(row), **held, "customer_id": customer}
        self.batch.put(table, declared.with_code(self.book, BY_NAME[table], made, self.codes))
        if row.get("contact_id") and not held["contact_id"]:
            self.later.append((table, row["id"], row["contact_id"]))

    def finish(self) -> None:
        """Write what had to wait for the whole file."""
        self._put_waiting()
        for table, row_id, contact in self.later:
            if self._is_there("contacts", contact, ()):
                rows.update(self.book, table, row_id, {"contact_id": contact})

    def _put_waiting(self) -> None:
        """Of the rows that lead elsewhere those that lead to somebody who is there; ties that came in are settled."""
        ids: list[str] = []
        for table, row in self.waiting:
            links = BY_NAME[table].pointers()
            held = {name: self.ids.now(row[name]) for name in links if row.get(name)}
            if all(self.book.db.execute(f"SELECT 1 FROM {links[name]} WHERE id = ?", (there,)).fetchone()
                   for name, there in held.items()):  # fmt: skip
                rows.insert(self.book, table, {**rows.all_storable(row), **held})
                ids += held.values()
        if ids:
            ties.settle(self.book, list(dict.fromkeys(ids)))

    def _is_known(self, table: str, row_id: str) -> bool:
        found = self.book.db.execute(f"SELECT 1 FROM {table} WHERE id = ?", (row_id,)).fetchone()
        return row_id in self.put or found is not None

    def _is_there(self, table: str, row_id: str, given: Iterable[Mapping[str, Any]]) -> bool:
        if table == "contacts":
            return row_id in self.batch.known.people or row_id in self.ids.gone
        return self._is_known(table, row_id) or any(row["id"] == row_id for row in given)


def _leads_elsewhere(table: str) -> bool:
    """Whether its rows always point at a second customer, who may come further down in the file."""
    return any(one.points_at == "customers" and one.default == REQUIRED and one.name != "customer_id"
               for one in BY_NAME[table].columns)  # fmt: skip
