"""Ties between customers and between people: put in, looked up from either end, never in a circle, followed through a group."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from salescli.core.errors import CannotDo, WrongUsage
from salescli.core.model import REACHED
from salescli.core.records.ties import BOTH_WAYS, KINDRED, OF_PEOPLE, ONE_WAY
from salescli.store.base.rows import AMONG, delete, insert, update
from salescli.store.ranking.pulse import COUNTS

if TYPE_CHECKING:
    from salescli.store.base.book import Book

SHORTEST_ID = 4
SAID = ("share", "place", "since", "note")
"""What is said of a tie beside its kind."""
_LIVING = (
    "SELECT t.*, a.name AS customer_name, a.code_letter || a.code_number AS customer, a.kind AS customer_kind,"
    " b.name AS other_name, b.code_letter || b.code_number AS other, b.kind AS other_kind, p.name AS contact,"
    " q.name AS other_contact FROM living_ties t JOIN living_customers a ON a.id = t.customer_id"
    " JOIN living_customers b ON b.id = t.other_id"
    " LEFT JOIN contacts p ON p.id = t.contact_id LEFT JOIN contacts q ON q.id = t.other_contact_id"
    " WHERE p.deleted_at IS NULL AND q.deleted_at IS NULL"
)
"""SQL: ties of which both ends are in the book, with their names and codes; one of them deleted takes its ties along."""


class End(NamedTuple):
    """One end of a tie: a customer, or a person at one."""

    customer: str
    contact: str | None = None

    @property
    def id(self) -> str:
        """Of whom the tie tells."""
        return self.contact or self.customer


def begins(row: Mapping[str, Any]) -> End:
    """Where a tie begins."""
    return End(row["customer_id"], row["contact_id"])


def ends(row: Mapping[str, Any]) -> End:
    """Where a tie leads."""
    return End(row["other_id"], row["other_contact_id"])


def tie(book: Book, one: End, kind: str, other: End, said: Mapping[str, Any]) -> tuple[str, bool]:
    """Tie two together; a tie that is there already is told more of. Returns its id, and whether anything changed."""
    found = _same(book, one, kind, other)
    if found:
        return found, update(book, "ties", found, said) if said else False
    way = path(book, other, kind, one.id) if kind in ONE_WAY else []
    if way:
        raise CannotDo("tie_circle", way=" → ".join(named(book, end) for end in (one, *way)))
    book.touched.add(one.customer)
    return _insert(book, one, kind, other, said), True


def _insert(book: Book, one: End, kind: str, other: End, said: Mapping[str, Any]) -> str:
    row = {"customer_id": one.customer, "contact_id": one.contact, "kind": kind, "other_id": other.customer,
           "other_contact_id": other.contact}  # fmt: skip
    return insert(book, "ties", {**row, **said})


def _same(book: Book, one: End, kind: str, other: End) -> str:
    ways = [(one, other), (other, one)] if kind in BOTH_WAYS else [(one, other)]
    return next((str(row["id"]) for a, b in ways for row in _of(book, a, kind) if ends(row).id == b.id), "")


def _of(book: Book, one: End, kind: str) -> list[dict[str, Any]]:
    """The ties of a kind that begin with somebody."""
    column = "contact_id" if one.contact else "customer_id"
    rows = book.db.execute(f"{_LIVING} AND t.{column} = ? AND t.kind = ? ORDER BY t.id", (one.id, kind))
    return [dict(row) for row in rows.fetchall()]


def path(book: Book, start: End, kind: str, goal: str) -> list[End]:
    """From somebody along ties of a kind to whom `goal` is the id of, both ends among them; nothing where none leads there."""
    seen, ways = {start.id}, [[start]]
    for way in ways:
        if way[-1].id == goal:
            return way
        for row in _of(book, way[-1], kind):
            if ends(row).id not in seen:
                seen.add(ends(row).id)
                ways.append([*way, ends(row)])
    return []


def named(book: Book, end: End) -> str:
    """The name of an end."""
    table = "contacts" if end.contact else "customers"
    return str(book.db.execute(f"SELECT name FROM {table} WHERE id = ?", (end.id,)).fetchone()[0])


def one(book: Book, row_id: str) -> dict[str, Any]:
    """A tie with the names of its ends."""
    return dict(book.db.execute(f"{_LIVING} AND t.id = ?", (row_id,)).fetchone())


def find(book: Book, text: str) -> dict[str, Any]:
    """The tie whose id ends with `text`; `CannotDo` where there is none or more than one."""
    tail = text.strip().lower().lstrip("#")
    if len(tail) < SHORTEST_ID:
        raise WrongUsage("tie_id_short", id=text, least=SHORTEST_ID)
    rows = book.db.execute(f"{_LIVING} AND substr(t.id, -length(?)) = ? LIMIT 2", (tail, tail)).fetchall()
    if len(rows) != 1:
        raise CannotDo("tie_not_found" if not rows else "tie_several", id=text)
    return dict(rows[0])


def of_customer(book: Book, customer: str = "") -> list[dict[str, Any]]:
    """All ties of a customer and its people, from either end; without one, those of the whole book."""
    which, values = (" AND ? IN (t.customer_id, t.other_id)", (customer,)) if customer else ("", ())
    rows = book.db.execute(f"{_LIVING}{which} ORDER BY a.code_letter, a.code_number, t.id", values)
    return [dict(row) for row in rows.fetchall()]


def untie(book: Book, row_id: str) -> None:
    """Take a tie out."""
    delete(book, "ties", row_id)


# --- groups -----------------------------------------------------------------------------------------------------------


def group(book: Book, customer: str) -> list[tuple[str, int]]:
    """Everybody who is one with a customer, from the top down: ids with how far below the top they are.

    Up to whom nobody is above, and from there to all below: firms by `parent`, people by `household` and `account_of`.
    """
    found: dict[str, int] = {}
    for top in _tops(book, customer):
        _descend(book, top, found)
    return list(found.items())


def _tops(book: Book, customer: str) -> list[str]:
    seen, tops = [customer], []
    for at in seen:
        above = [row["other_id"] for row in _kindred(book, "t.customer_id", at)]
        seen += [row_id for row_id in dict.fromkeys(above) if row_id not in seen]
        tops += [] if above else [at]
    return tops or [customer]


def _descend(book: Book, top: str, found: dict[str, int]) -> None:
    left = [(top, 0)]
    while left:
        at, level = left.pop()
        if at not in found:
            found[at] = level
            below = [row["customer_id"] for row in _kindred(book, "t.other_id", at)]
            left += [(row_id, level + 1) for row_id in reversed(below)]


def _kindred(book: Book, column: str, customer: str) -> list[dict[str, Any]]:
    kinds = ", ".join(f"'{kind}'" for kind in KINDRED)
    rows = book.db.execute(f"{_LIVING} AND {column} = ? AND t.kind IN ({kinds}) ORDER BY a.code_letter, a.code_number, t.id",
                           (customer,))  # fmt: skip
    return [dict(row) for row in rows.fetchall()]


def alone(book: Book) -> list[str]:
    """Whoever is in one group with nobody else."""
    kinds = ", ".join(f"'{kind}'" for kind in KINDRED)
    both = " UNION ".join(f"SELECT {side} FROM ({_LIVING} AND t.kind IN ({kinds}))" for side in ("customer_id", "other_id"))
    rows = book.db.execute(f"SELECT id FROM living_customers WHERE id NOT IN ({both})")
    return [row[0] for row in rows.fetchall()]


def counted(book: Book, customers: Sequence[str]) -> dict[str, tuple[int, int]]:
    """By customer, the talks that reached somebody, and the promises that are open."""
    reached = ", ".join(f"'{outcome}'" for outcome in REACHED)
    rows = book.db.execute(
        f"SELECT c.id, (SELECT count(*) FROM interactions WHERE customer_id = c.id AND outcome IN ({reached}) AND {COUNTS}),"
        " (SELECT count(*) FROM living_promises o WHERE o.customer_id = c.id AND o.state = 'open')"
        f" FROM customers c WHERE c.id {AMONG}", {"ids": json.dumps(list(customers))})  # fmt: skip
    return {row[0]: (row[1], row[2]) for row in rows.fetchall()}


# --- what becomes of ties ---------------------------------------------------------------------------------------------


def follow(book: Book, contact: str, customer: str) -> None:
    """Somebody goes to another firm: whom they know goes along, whom they reported to and who reported to them does not."""
    rows = book.db.execute("SELECT * FROM ties WHERE ? IN (contact_id, other_contact_id)", (contact,)).fetchall()
    for row in rows:
        if row["kind"] not in BOTH_WAYS and not row["deleted_at"]:
            delete(book, "ties", row["id"])
        update(book, "ties", row["id"], {side: customer for side, who in (("customer_id", "contact_id"),
                                         ("other_id", "other_contact_id")) if row[who] == contact})  # fmt: skip


def settle(book: Book, merged: Sequence[str]) -> None:
    """After customers or people have become one: no tie to itself, none twice, none in a circle; told more is kept."""
    rows = list(_with(book, merged))
    for row in rows:
        if begins(row).id == ends(row).id or (row["kind"] in ONE_WAY and _leads_back(book, row)):
            delete(book, "ties", row["id"])
    _unite(book, list(_with(book, merged)))


def _with(book: Book, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The ties of these customers and people, last made first, wherever the other end is."""
    marks = ", ".join("?" * len(ids))
    sides = " OR ".join(f"{side} IN ({marks})" for side in ("customer_id", "other_id", "contact_id", "other_contact_id"))
    rows = book.db.execute(f"SELECT * FROM living_ties WHERE ({sides}) ORDER BY id DESC", [*ids] * 4)
    yield from map(dict, rows.fetchall())


def _leads_back(book: Book, row: Mapping[str, Any]) -> bool:
    there = book.db.execute("SELECT deleted_at FROM ties WHERE id = ?", (row["id"],)).fetchone()[0]
    return not there and bool(path(book, ends(row), row["kind"], begins(row).id))


def _unite(book: Book, rows: Sequence[Mapping[str, Any]]) -> None:
    """Of ties that say the same the first one is left, with what only a later one told."""
    first: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    for row in reversed(rows):
        pair = (begins(row).id, ends(row).id)
        key = (row["kind"], *(sorted(pair) if row["kind"] in BOTH_WAYS else pair))
        kept = first.setdefault(key, row)
        if kept is not row:
            more = {name: row[name] for name in SAID if kept[name] is None and row[name] is not None}
            if more:
                update(book, "ties", kept["id"], more)
                first[key] = {**kept, **more}
            delete(book, "ties", row["id"])


def between_people(kind: str) -> bool:
    """Whether a kind of tie is one between people."""
    return kind in OF_PEOPLE
