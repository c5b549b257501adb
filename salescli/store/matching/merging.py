"""Makes one customer, or one person, of two: fields side by side, all that belongs to the other moved (CONTRACT 3, `merge`)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from salescli.core.language.names import compatible
from salescli.core.matching.settle import Outcome, outcomes
from salescli.core.records import TABLES, Table
from salescli.core.records.belongings import ALTERNATIVES, CHANNELS
from salescli.core.records.contacts import CONTACTS
from salescli.core.records.fields import CONTACT_FIELDS, CUSTOMER_FIELDS
from salescli.store.base.rows import delete, update
from salescli.store.finding.keys import name_keys
from salescli.store.records import alternatives, belongings, customers, people, ties, view
from salescli.store.records.belongings import Belongings

if TYPE_CHECKING:
    from salescli.store.base.book import Book

_NAMES_SOMEBODY = tuple((table.name, column) for table in TABLES if table not in (CONTACTS, CHANNELS, ALTERNATIVES)
                        for column, target in table.pointers().items() if target == CONTACTS.name)  # fmt: skip
"""Columns that name a person, save those that are seen to by themselves."""


class Merged(NamedTuple):
    """What a merge came to: the fate of each field that the other one had, what moved, and which people became one.

    `united` are (who went, who stays), by name.
    """

    fields: tuple[Outcome, ...]
    moved: Belongings
    united: tuple[tuple[str, str], ...] = ()


def merge_customers(book: Book, keep: str, other: str) -> Merged:
    """Everything of `other` goes to `keep`; `other` is marked as deleted and leads to `keep` from then on."""
    kept, gone = view.one(book, "customers", keep), view.one(book, "customers", other)
    theirs = belongings.of_customer(book, other)
    fates = outcomes(CUSTOMER_FIELDS, kept, gone)
    fates += _stage_and_rest(book, kept, gone)
    twins = _same_people(book, keep, other, private=kept["name_key"], other_private=gone["name_key"])
    names = {row["id"]: row["name"] for customer in (keep, other) for row in people.people(book, customer)}
    _move_people(book, keep, other, set(twins))
    parted = [fate for gone_, ours in twins.items() for fate in _merge_person(book, keep, ours, gone_)]
    _move_channels(book, keep, other, {})
    for table in TABLES:
        _point_at(book, table, other, keep)
        if table.merge == "move" and table.of_customer:
            _move(book, table.name, _ids(book, table.name, other), {"customer_id": keep})
        elif table.merge == "union":
            _move_missing(book, table, keep, other)
    _move_own(book, keep, other)
    _write(book, keep, gone, fates)
    _move_alternatives(book, keep, other, twins)
    _point_apart(book, keep, other)
    _move_posts(book, keep, other, set(theirs.rows["contacts"]))
    for side in ("customer_id", "other_id"):
        rows = book.db.execute(f"SELECT id FROM ties WHERE {side} = ?", (other,)).fetchall()
        _move(book, "ties", [row[0] for row in rows], {side: keep})
    ties.settle(book, [keep, *twins.values()])
    update(book, "customers", other, {"deleted_at": book.now_utc, "merged_into": keep})
    book.touched.update((keep, other))
    moved = belongings.among(belongings.of_customer(book, keep), theirs)
    return Merged((*fates, *parted), moved, tuple((names[gone_], names[ours]) for gone_, ours in twins.items()))


def _stage_and_rest(book: Book, kept: Mapping[str, Any], gone: Mapping[str, Any]) -> list[Outcome]:
    """The stage of who was contacted counts, another is kept beside; the longer rest counts, if it isn't over."""
    found = []
    if kept["stage"] != gone["stage"]:
        only_other = _untouched(book, kept["id"]) and not _untouched(book, gone["id"])
        found.append(Outcome("stage", kept["stage"], gone["stage"], "touched" if only_other else "alternative"))
    until = gone["snoozed_until"] or ""
    if until > max(kept["snoozed_until"] or "", book.today.isoformat()):
        found.append(Outcome("snoozed_until", kept["snoozed_until"], until, "rests"))
    return found


def merge_people(book: Book, customer: str, keep: str, other: str) -> Merged:
    """The same of two people at one customer."""
    theirs = belongings.of_person(book, other)
    fates = _merge_person(book, customer, keep, other)
    ties.settle(book, [keep])
    book.touched.add(customer)
    return Merged(tuple(fates), belongings.among(belongings.of_person(book, keep), theirs))


def _untouched(book: Book, customer: str) -> bool:
    return book.db.execute("SELECT 1 FROM interactions WHERE customer_id = ?", (customer,)).fetchone() is None


def _ids(book: Book, table: str, customer: str) -> list[str]:
    """All rows, those that are marked as deleted too: what was corrected goes with what corrects it."""
    return [row[0] for row in book.db.execute(f"SELECT id FROM {table} WHERE customer_id = ?", (customer,))]


def _point_at(book: Book, table: Table, other: str, keep: str) -> None:
    """Have what a noun's records name beside their own customer - to whom a deal was lost - be the one that stays."""
    for column in table.fields if table.noun else ():
        if column.points_at == "customers" and column.name != "customer_id":
            ids = [row[0] for row in book.db.execute(f"SELECT id FROM {table.name} WHERE {column.name} = ?", (other,))]
            _move(book, table.name, ids, {column.name: keep})


def _move(book: Book, table: str, ids: Iterable[str], values: Mapping[str, object]) -> int:
    return sum(update(book, table, row_id, values) for row_id in ids)


# --- fields ---------------------------------------------------------------------------------------------------------


def _write(book: Book, customer: str, gone: Mapping[str, Any], fates: Sequence[Outcome]) -> None:
    values = _values(fates)
    if "stage" in values:
        values["stage_since"] = gone["stage_since"]
    if values:
        update(book, "customers", customer, values)
    _keep_alternatives(book, customer, None, fates)


def _values(fates: Iterable[Outcome]) -> dict[str, Any]:
    """What is to be written; a name with the keys that it is found by."""
    values = {fate.field: fate.wins for fate in fates if fate.writes}
    return {**values, **name_keys(values["name"], person=True)._asdict()} if "name" in values else values


def _keep_alternatives(book: Book, customer: str, contact: str | None, fates: Iterable[Outcome]) -> None:
    """A value that didn't win stays beside its field."""
    for fate in fates:
        if fate.what == "alternative":
            alternatives.keep(book, customer, contact, fate.field, fate.other)


def _move_alternatives(book: Book, keep: str, other: str, people: Mapping[str, str]) -> None:
    """What was kept beside the fields of the one that goes, and of its people, who may have become others; settled or not."""
    rows = book.db.execute("SELECT * FROM alternatives WHERE customer_id = ? ORDER BY id", (other,)).fetchall()
    for row in rows:
        holder = people.get(row["contact_id"], row["contact_id"])
        if (keep, holder) == (other, row["contact_id"]):
            continue
        if not alternatives.has(book, keep, holder, row["field"], row["value"]):
            update(book, "alternatives", row["id"], {"customer_id": keep, "contact_id": holder})
        elif not row["deleted_at"]:
            delete(book, "alternatives", row["id"])


# --- people ---------------------------------------------------------------------------------------------------------


def _same_people(book: Book, keep: str, other: str, *, private: str, other_private: str) -> dict[str, str]:
    """The people of `other` whom `keep` has too: of the same name, or both the private person the customer is."""
    ours = people.people(book, keep)
    found: dict[str, str] = {}
    for theirs in people.people(book, other):
        free = [row for row in ours if row["id"] not in found.values()]
        same = [row for row in free if row["name_key"] == theirs["name_key"]]
        same = same or [row for row in free if row["name_key"] == private and theirs["name_key"] == other_private]
        same = same or [row for row in free if compatible(row["name"], theirs["name"])]
        if same:
            found[theirs["id"]] = same[0]["id"]
    return found


def _move_people(book: Book, keep: str, other: str, besides: set[str]) -> int:
    """People who aren't known at `keep` go there; its primary contact stays the primary one."""
    has = any(row["is_primary"] for row in _rows(book, "contacts", keep))
    moved = 0
    for row in _rows(book, "contacts", other):
        if row["id"] not in besides:
            moved += _move(book, "contacts", [row["id"]], {"customer_id": keep, "is_primary": 0 if has else row["is_primary"]})
            _move(book, "channels", [ch["id"] for ch in _rows(book, "channels", other) if ch["contact_id"] == row["id"]],
                  {"customer_id": keep})  # fmt: skip
    return moved


def _rows(book: Book, table: str, customer: str) -> list[dict[str, Any]]:
    sql = f"SELECT * FROM living_{table} WHERE customer_id = ? ORDER BY id"
    return [dict(row) for row in book.db.execute(sql, (customer,)).fetchall()]


def _merge_person(book: Book, customer: str, keep: str, other: str) -> list[Outcome]:
    """One person of two: fields, channels, and whom interactions and promises were with."""
    kept, gone = view.one(book, "contacts", keep), view.one(book, "contacts", other)
    fates = outcomes(CONTACT_FIELDS, kept, gone)
    values = _values(fates)
    if values:
        update(book, "contacts", keep, values)
    _keep_alternatives(book, customer, keep, fates)
    if gone["customer_id"] == customer:
        _move_alternatives(book, customer, customer, {other: keep})
    _move_channels(book, customer, gone["customer_id"], {other: keep})
    for table, column in _NAMES_SOMEBODY:
        ids = [row[0] for row in book.db.execute(f"SELECT id FROM {table} WHERE {column} = ?", (other,))]
        _move(book, table, ids, {column: keep})
    if gone["is_primary"] and gone["customer_id"] == customer:
        update(book, "contacts", keep, {"is_primary": 1})
    update(book, "contacts", other, {"deleted_at": book.now_utc, "merged_into": keep})
    return fates


# --- what reaches them, tags, own fields ----------------------------------------------------------------------------


def _move_channels(book: Book, keep: str, other: str, people: Mapping[str, str]) -> int:
    """The customer's own channels, or those of the `people` that become others; what is there already stays behind."""
    ours = _rows(book, "channels", keep)
    moved = 0
    for row in _rows(book, "channels", other):
        if (row["contact_id"] not in people) if people else row["contact_id"] is not None:
            continue
        holder = people.get(row["contact_id"]) if row["contact_id"] else None
        if any(_equal(one, row, holder) for one in ours):
            if keep == other:
                delete(book, "channels", row["id"])
            continue
        first = not any(one["kind"] == row["kind"] and one["contact_id"] == holder for one in ours)
        values = {"customer_id": keep, "contact_id": holder, "main": int(first)}
        moved += _move(book, "channels", [row["id"]], values)
        ours.append({**row, **values})
    return moved


def _equal(ours: Mapping[str, Any], theirs: Mapping[str, Any], holder: str | None) -> bool:
    if (ours["kind"], ours["key"]) != (theirs["kind"], theirs["key"]):
        return False
    return ours["id"] != theirs["id"] and (holder is None or ours["contact_id"] in (holder, None))


def _move_missing(book: Book, table: Table, keep: str, other: str) -> int:
    """Rows like none that `keep` has, by the columns that tell."""
    have = {tuple(row[name] for name in table.union) for row in _rows(book, table.name, keep)}
    new = [row["id"] for row in _rows(book, table.name, other) if tuple(row[name] for name in table.union) not in have]
    return _move(book, table.name, new, {"customer_id": keep})


def _move_own(book: Book, keep: str, other: str) -> int:
    """Own fields that `keep` hasn't; what differs is kept beside its own."""
    have = customers.own_fields(book, keep)
    moved = 0
    for row in _rows(book, "own", other):
        name, value = row["name"], row["value"]
        if name not in have:
            have[name] = value
            moved += _move(book, "own", [row["id"]], {"customer_id": keep})
        elif have[name] != value:
            alternatives.keep(book, keep, None, f"{alternatives.OWN}{name}", value)
    return moved


def _move_posts(book: Book, keep: str, other: str, theirs: Container[str]) -> None:
    """Who was at the one that goes was at the one that stays; whoever went from one to the other has not moved at all.

    `theirs`: the people who were at the one that goes.
    """
    for row in (*_rows(book, "posts", other), *_rows(book, "posts", keep)):
        there = view.one(book, "contacts", row["contact_id"])["customer_id"] == keep
        if there and (row["contact_id"] in theirs) == (row["customer_id"] == keep):
            delete(book, "posts", row["id"])
        elif row["customer_id"] == other:
            update(book, "posts", row["id"], {"customer_id": keep})


def _point_apart(book: Book, keep: str, other: str) -> None:
    """Who was told apart from the one that goes is so from the one that stays."""
    for row in book.db.execute("SELECT * FROM living_apart WHERE ? IN (one, other)", (other,)).fetchall():
        values = {name: keep if row[name] == other else row[name] for name in ("customer_id", "one", "other")}
        if values["one"] == values["other"]:
            delete(book, "apart", row["id"])
        else:
            update(book, "apart", row["id"], values)
