"""Customers and their people: adding, changing, marking as deleted, with channels, tags and own fields."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from salescli.core.model import CHANNEL_KINDS, CONTACT_FIELDS, CUSTOMER_FIELDS, PHONE_KINDS, Field
from salescli.core.ranking.rank import stage_on
from salescli.store.base.rows import AMONG, delete, insert, storable, update
from salescli.store.finding.keys import name_keys
from salescli.store.ranking.pulse import facts_of
from salescli.store.records.alternatives import OWN, settle
from salescli.store.records.verified import stamp_changed

if TYPE_CHECKING:
    from salescli.store.base.book import Book

Values = Mapping[str, Any]
"""Field names with typed values; a channel field holds a list of strings; None or [] clears."""
KIND_ORDER = {kind: place for place, kind in enumerate(CHANNEL_KINDS)}
_COLUMN = {"primary": "is_primary"}
_FIELD = {column: name for name, column in _COLUMN.items()}


def channel_key(book: Book, kind: str, value: str, country: str = "") -> str:
    """What two spellings of one channel share, as `reach_key` has it: read by `country`, if one is named, else by the book's."""
    from salescli.store.finding.reach import reach_key

    return reach_key(kind, value, *dict.fromkeys(filter(None, (country, book.country))))


def _columns(fields: Sequence[Field], values: Values) -> dict[str, object]:
    return {_COLUMN.get(f.name, f.name): values[f.name] for f in fields if f.kind != "channel" and f.name in values}


def add(book: Book, values: Values, *, code: str = "") -> str:
    """A new customer with its channels; returns its id. A first stage, a code and the keys of its name come by themselves."""
    letter, number = next_code(book)
    row = _columns(CUSTOMER_FIELDS, values)
    row.update(name_keys(str(row["name"]))._asdict())
    row.setdefault("stage", "first_contact")
    row.update(code_letter=letter, code_number=number, stage_since=book.today.isoformat())
    customer = insert(book, "customers", row)
    book.touched.add(customer)
    set_channels(book, customer, None, CUSTOMER_FIELDS, values)
    return customer


def next_code(book: Book) -> tuple[str, int]:
    """A code that was never used; the counter is bookkeeping, so an undone customer's code is not given again."""
    number = int(book.meta("code_counter", "0")) + 1
    book.set_meta("code_counter", str(number))
    return book.meta("code_letter", "c"), number


def edit(book: Book, customer: str, values: Values) -> bool:
    """Change fields of a customer; a stage that changes starts today. Returns whether anything did.

    The stage it has is the one that time has brought it to: it can be put back where it was.
    """
    row = _columns(CUSTOMER_FIELDS, values)
    if "name" in row:
        row.update(name_keys(str(row["name"]))._asdict())
    if "stage" in row and stage_on(facts_of(book, customer), book.rules, book.today)[0] == row["stage"]:
        del row["stage"]
    if "stage" in row:
        row["stage_since"] = book.today.isoformat()
    book.touched.add(customer)
    changed = _change(book, "customers", customer, row)
    if "country" in changed:
        _read_again(book, customer)
    changed += set_channels(book, customer, None, CUSTOMER_FIELDS, values)
    stamp_changed(book, customer, None, (name for name in changed if values.get(name)))
    return settle(book, customer, None, values) or bool(changed)


def _change(book: Book, table: str, row_id: str, row: Mapping[str, object]) -> list[str]:
    """Change the fields of a row that differ; returns their names, as the model has them."""
    if not row:
        return []
    old = book.db.execute(f"SELECT {', '.join(row)} FROM {table} WHERE id = ?", (row_id,)).fetchone()
    update(book, table, row_id, row)
    return [_FIELD.get(name, name) for name, value in row.items() if old[name] != value]


def remove(book: Book, customer: str) -> None:
    """Mark a customer as deleted; what belongs to it stays, and comes back with `crm undo`."""
    delete(book, "customers", customer)
    book.touched.add(customer)


def add_contact(book: Book, customer: str, values: Values) -> str:
    """A new person at a customer; the first one is the primary contact unless told otherwise. Returns the id."""
    row = _columns(CONTACT_FIELDS, values)
    row.update(name_keys(str(row["name"]), person=True)._asdict(), customer_id=customer)
    if row.get("left"):
        row["is_primary"] = 0
    elif "is_primary" not in row:
        row["is_primary"] = int(not staying(book, customer))
    if row["is_primary"]:
        _only_primary(book, customer)
    contact = insert(book, "contacts", row)
    book.touched.add(customer)
    set_channels(book, customer, contact, CONTACT_FIELDS, values)
    return contact


def edit_contact(book: Book, customer: str, contact: str, values: Values) -> bool:
    """Change fields of a person; one who has left is the primary contact no more. Returns whether anything changed."""
    row = _columns(CONTACT_FIELDS, values)
    if "name" in row:
        row.update(name_keys(str(row["name"]), person=True)._asdict())
    if row.get("is_primary"):
        _only_primary(book, customer, besides=contact)
    book.touched.add(customer)
    changed = _change(book, "contacts", contact, row)
    if "left" in changed:
        from salescli.store.records import moving

        moving.settle_primary(book, customer, contact)
    if "country" in changed:
        _read_again(book, customer)
    changed += set_channels(book, customer, contact, CONTACT_FIELDS, values)
    stamp_changed(book, customer, contact, (name for name in changed if values.get(name)))
    return settle(book, customer, contact, values) or bool(changed)


def remove_contact(book: Book, customer: str, contact: str) -> None:
    """Mark a person as deleted, with the channels that were theirs."""
    delete(book, "contacts", contact)
    for (channel,) in book.db.execute(
        "SELECT id FROM channels WHERE contact_id = ? AND deleted_at IS NULL", (contact,)
    ).fetchall():
        delete(book, "channels", channel)
    book.touched.add(customer)


def contact_ids(book: Book, customer: str) -> list[str]:
    """The people of a customer, first added first."""
    rows = book.db.execute(
        "SELECT id FROM contacts WHERE customer_id = ? AND deleted_at IS NULL ORDER BY id", (customer,)
    )
    return [row[0] for row in rows]


def people(book: Book, customer: str) -> list[dict[str, Any]]:
    """The people of a customer with their names and the keys of these, first added first."""
    rows = book.db.execute(
        "SELECT id, name, name_key FROM contacts WHERE customer_id = ? AND deleted_at IS NULL ORDER BY id", (customer,)
    )
    return [dict(row) for row in rows]


def staying(book: Book, customer: str) -> list[dict[str, Any]]:
    """The people who haven't left the customer, first added first: id, name and whether they are the primary contact."""
    rows = book.db.execute(
        "SELECT id, name, is_primary FROM contacts WHERE customer_id = ? AND deleted_at IS NULL AND left IS NULL ORDER BY id",
        (customer,),
    )
    return [dict(row) for row in rows]


def _only_primary(book: Book, customer: str, besides: str = "") -> None:
    for contact in contact_ids(book, customer):
        if contact != besides:
            update(book, "contacts", contact, {"is_primary": 0})


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
        "SELECT id, value, key FROM channels WHERE customer_id = ? AND contact_id IS ? AND kind = ? AND deleted_at IS NULL"
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


def _read_again(book: Book, customer: str) -> None:
    """Read all numbers by the country that is known now; one that is none stays as it is."""
    rows = book.db.execute(
        "SELECT id, contact_id, kind, value FROM channels WHERE customer_id = ? AND deleted_at IS NULL", (customer,)
    ).fetchall()
    for row in rows:
        if row["kind"] in PHONE_KINDS:
            key = channel_key(book, row["kind"], row["value"], country_of(book, customer, row["contact_id"]))
            if key.startswith("+"):
                update(book, "channels", row["id"], {"key": key})


def keep_a_main(book: Book, customer: str, contact: str | None, kind: str) -> None:
    """When the main channel of a kind has gone, the first that is left takes its place."""
    left = book.db.execute(
        "SELECT id, main FROM channels WHERE customer_id = ? AND contact_id IS ? AND kind = ? AND deleted_at IS NULL"
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
        "SELECT 1 FROM channels WHERE customer_id = ? AND contact_id IS ? AND kind = ? AND deleted_at IS NULL",
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


def channels(book: Book, customer: str) -> list[dict[str, Any]]:
    """All channels of a customer and its people: its own, the people's, those of who left; kinds in order, main ones first."""
    return channels_of(book, (customer,))[customer]


def channels_of(book: Book, ids: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """The same of several customers, by their ids."""
    found: dict[str, list[dict[str, Any]]] = {customer: [] for customer in ids}
    for row in book.db.execute(
        "SELECT ch.*, p.name AS person, p.left FROM channels ch LEFT JOIN contacts p ON p.id = ch.contact_id"
        f" WHERE ch.customer_id {AMONG} AND ch.deleted_at IS NULL AND (p.id IS NULL OR p.deleted_at IS NULL)",
        {"ids": json.dumps(list(found))},
    ):
        found[row["customer_id"]].append(dict(row))
    for theirs in found.values():
        theirs.sort(key=lambda row: (row["left"] is not None, row["contact_id"] is not None, KIND_ORDER.get(row["kind"], 9),
                                     -row["main"], row["id"]))  # fmt: skip
    return found


def doubt_channel(book: Book, customer: str, number: str) -> None:
    """Mark a number of the customer or its people, as it is shown, as doubtful (CONTRACT 4)."""
    for row in channels(book, customer):
        if row["kind"] in PHONE_KINDS and number in (row["key"], row["value"]):
            update(book, "channels", row["id"], {"doubtful_since": book.today.isoformat()})
            return


def trust_channels(book: Book, customer: str, since: date) -> None:
    """Take back the doubts that came up on a day."""
    for row in channels(book, customer):
        if row["doubtful_since"] == since.isoformat():
            update(book, "channels", row["id"], {"doubtful_since": None})


def tag(book: Book, customer: str, wanted: Iterable[str], unwanted: Iterable[str]) -> bool:
    """Put tags on a customer and take others off. Returns whether anything changed."""
    have = {row[1]: row[0] for row in book.db.execute(
        "SELECT id, tag FROM tags WHERE customer_id = ? AND deleted_at IS NULL", (customer,))}  # fmt: skip
    new = [text for text in dict.fromkeys(map(storable, wanted)) if text not in have]
    gone = [have[text] for text in dict.fromkeys(unwanted) if text in have]
    for text in new:
        insert(book, "tags", {"customer_id": customer, "tag": text})
    for row_id in gone:
        delete(book, "tags", row_id)
    book.touched.add(customer)
    return bool(new or gone)


def tags(book: Book, customer: str) -> list[str]:
    """A customer's tags in the order in which they were put on."""
    rows = book.db.execute("SELECT tag FROM tags WHERE customer_id = ? AND deleted_at IS NULL ORDER BY id", (customer,))
    return [row[0] for row in rows]


def own_fields(book: Book, customer: str) -> dict[str, str]:
    """Fields of one's own by name."""
    rows = book.db.execute(
        "SELECT name, value FROM own WHERE customer_id = ? AND deleted_at IS NULL ORDER BY name", (customer,)
    )
    return dict(rows.fetchall())


def set_own(book: Book, customer: str, values: Mapping[str, str]) -> bool:
    """Fields of one's own (R1.7): an empty value clears. Returns whether anything changed."""
    changed = False
    for name, value in values.items():
        row = book.db.execute(
            "SELECT id FROM own WHERE customer_id = ? AND name = ? AND deleted_at IS NULL", (customer, name)
        ).fetchone()
        if row:
            done = update(book, "own", row[0], {"value": value}) if value else delete(book, "own", row[0])
            done = settle(book, customer, None, (f"{OWN}{name}",)) or done
        elif value:
            done = bool(insert(book, "own", {"customer_id": customer, "name": name, "value": value}))
        else:
            done = False
        changed = changed or done
    book.touched.add(customer)
    return changed
