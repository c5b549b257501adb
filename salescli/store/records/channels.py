"""What reaches customers and their people: numbers, addresses, chat ids, each kind with its main one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from salescli.core.model import CHANNEL_KINDS, PHONE_KINDS
from salescli.store.base.rows import AMONG, delete, insert, update
from salescli.store.records.fields import Values

if TYPE_CHECKING:
    from salescli.core.records.fields import Field
    from salescli.store.base.book import Book

KIND_ORDER = {kind: place for place, kind in enumerate(CHANNEL_KINDS)}


def channel_key(book: Book, kind: str, value: str, country: str = "") -> str:
    """What two spellings of one channel share, as `reach_key` has it: read by `country`, if one is named, else by the book's."""
    from salescli.store.finding.reach import reach_key

    return reach_key(kind, value, *dict.fromkeys(filter(None, (country, book.country))))


def set_channels(book: Book, customer: str, contact: str | None, fields: Iterable[Field], values: Values) -> list[str]:
    """Channels as `values` names them: [] clears a kind, one value replaces the main one, several replace all.

    Returns the fields that changed.
    """
    given = (f for f in fields if f.kind == "channel" and values.get(f.name) is not None)
    return [f.name for f in given if _set_kind(book, customer, contact, f.channel, values[f.name])]


def _set_kind(book: Book, customer: str, contact: str | None, channel: tuple[str, str], wanted: Sequence[str]) -> bool:
    kind, label = channel
    # a customer's phone is any of its phones; a person's office and home phones are told apart by their label
    label_too = " AND label = ?" if contact and label else ""
    kept = book.db.execute(
        "SELECT id, value, key FROM living_channels WHERE customer_id = ? AND contact_id IS ? AND kind = ?"
        f"{label_too} ORDER BY main DESC, id",
        (customer, contact, kind, *([label] if label_too else [])),
    ).fetchall()
    if [row["value"] for row in kept] == list(wanted):
        return False
    if len(wanted) == 1 and kept:
        key = channel_key(book, kind, wanted[0], country_of(book, customer, contact))
        values = {"value": wanted[0], "key": key, "doubtful_since": None}
        for row in kept[1:]:
            if row["key"] == values["key"]:
                delete(book, "channels", row["id"])
        return update(book, "channels", kept[0]["id"], values)
    for row in kept:
        delete(book, "channels", row["id"])
    for value in wanted:
        add_channel(book, customer, contact, kind, label, value)
    keep_a_main(book, customer, contact, kind)
    return True


def country_of(book: Book, customer: str, contact: str | None = None) -> str:
    """The ISO code of the country by which numbers are read: the person's, else the customer's, else the rep's."""
    return named_country(book, customer, contact) or book.country


def named_country(book: Book, customer: str, contact: str | None = None) -> str:
    """The ISO code of the person's country, else the customer's; nothing where none is known."""
    row = book.db.execute(
        "SELECT p.country, c.country FROM customers c LEFT JOIN contacts p ON p.id = ? WHERE c.id = ?", (contact, customer)
    ).fetchone()
    return next(filter(None, (book.country_code(text) for text in row if text)), "")


def read_again(book: Book, customer: str) -> None:
    """Read all numbers by the country that is known now; one that is none stays as it is."""
    rows = book.db.execute(
        "SELECT id, contact_id, kind, value FROM living_channels WHERE customer_id = ?", (customer,)
    ).fetchall()
    for row in rows:
        if row["kind"] in PHONE_KINDS:
            key = channel_key(book, row["kind"], row["value"], country_of(book, customer, row["contact_id"]))
            if key.startswith("+"):
                update(book, "channels", row["id"], {"key": key})


def keep_a_main(book: Book, customer: str, contact: str | None, kind: str) -> None:
    """When the main channel of a kind has gone, the first that is left takes its place."""
    left = book.db.execute(
        "SELECT id, main FROM living_channels WHERE customer_id = ? AND contact_id IS ? AND kind = ?"
        " ORDER BY main DESC, id LIMIT 1",
        (customer, contact, kind),
    ).fetchone()
    if left and not left["main"]:
        update(book, "channels", left["id"], {"main": 1})


def add_channel(
    book: Book, customer: str, contact: str | None, kind: str, label: str, value: str, *, key: str | None = None
) -> str:
    """One more channel; the first of its kind is the main one. Returns its id."""
    first = not book.db.execute(
        "SELECT 1 FROM living_channels WHERE customer_id = ? AND contact_id IS ? AND kind = ?",
        (customer, contact, kind),
    ).fetchone()
    if key is None:
        where = named_country(book, customer, contact)
        key = channel_key(book, kind, value, where)
        book.read_at_home |= kind in PHONE_KINDS and not where and not value.startswith("+") and any(map(str.isdigit, value))
    row = {
        "customer_id": customer,
        "contact_id": contact,
        "kind": kind,
        "label": label,
        "value": value,
        "key": key,
        "main": int(first),
    }
    book.touched.add(customer)
    return insert(book, "channels", row)


def channels_at(book: Book, customer: str) -> list[dict[str, Any]]:
    """All channels of a customer and its people: its own, the people's, those of who left; kinds in order, main ones first."""
    return channels_of(book, (customer,))[customer]


def channels_of(book: Book, ids: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """The same of several customers, by their ids."""
    found: dict[str, list[dict[str, Any]]] = {customer: [] for customer in ids}
    for row in book.db.execute(
        "SELECT ch.*, p.name AS person, p.left FROM living_channels ch LEFT JOIN contacts p ON p.id = ch.contact_id"
        f" WHERE ch.customer_id {AMONG} AND (p.id IS NULL OR p.deleted_at IS NULL)",
        {"ids": json.dumps(list(found))},
    ):
        found[row["customer_id"]].append(dict(row))
    for theirs in found.values():
        theirs.sort(key=lambda row: (row["left"] is not None, row["contact_id"] is not None, KIND_ORDER.get(row["kind"], 9),
                                     -row["main"], row["id"]))  # fmt: skip
    return found


def doubt_channel(book: Book, customer: str, number: str) -> None:
    """Mark a number of the customer or its people, as it is shown, as doubtful (CONTRACT 4)."""
    for row in channels_at(book, customer):
        if row["kind"] in PHONE_KINDS and number in (row["key"], row["value"]):
            update(book, "channels", row["id"], {"doubtful_since": book.today.isoformat()})
            return


def trust_channels(book: Book, customer: str, since: date) -> None:
    """Take back the doubts that came up on a day."""
    for row in channels_at(book, customer):
        if row["doubtful_since"] == since.isoformat():
            update(book, "channels", row["id"], {"doubtful_since": None})
