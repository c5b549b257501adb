"""What was checked and found to be still true: stamps on fields, one row each, only ever added or marked as deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from salescli.core.model import PHONE_KINDS
from salescli.store.base.book import utc
from salescli.store.base.rows import delete, insert, update

if TYPE_CHECKING:
    from salescli.store.base.book import Book

_OFFICE, _HOME = "office_phone", "home_phone"
NUMBERS = ("phone", _OFFICE, _HOME)
"""What a rep may mean by "phone": a customer's, or a person's."""


class Place(NamedTuple):
    """A field with a value: of a person, or (contact None) of the customer itself."""

    contact: str | None
    field: str


def channel_field(kind: str, label: str, contact: str | None) -> str:
    """The name of the field that a channel row holds."""
    if kind != "phone" or contact is None:
        return kind
    return _HOME if label == "home" else _OFFICE


def stamp(
    book: Book, customer: str, places: Iterable[Place], *, at: datetime | None = None, by: str = "", made_by: str | None = None
) -> None:
    """These fields were found to be true, at a time (now) by somebody (the rep), maybe in an interaction."""
    for place in dict.fromkeys(places):
        insert(book, "verified", {"customer_id": customer, "contact_id": place.contact, "field": place.field,
                                  "at": utc(at or book.now), "checked_by": by or book.actor, "made_by": made_by})  # fmt: skip


def stamp_changed(book: Book, customer: str, contact: str | None, changed: Iterable[str], *, day: str = "") -> None:
    """Fields that were just given a value are as fresh as that value: of now, or of the ISO `day` of a card."""
    from salescli.core.rules.standards import OUR_OWN

    at = datetime.fromisoformat(day[:10]).replace(tzinfo=book.now.tzinfo) if day else None
    stamp(book, customer, (Place(contact, field) for field in changed if field not in OUR_OWN), at=at)


def known(book: Book, customer: str) -> list[Place]:
    """Every field that holds something and can be checked: the customer's own first, then people's, first added first."""
    from salescli.core.records.fields import CONTACT_FIELDS, CUSTOMER_FIELDS, columns
    from salescli.core.rules.standards import OUR_OWN

    own, persons = ([name for name in columns(fields) if name not in OUR_OWN] for fields in (CUSTOMER_FIELDS, CONTACT_FIELDS))
    row = book.db.execute("SELECT * FROM customers WHERE id = ?", (customer,)).fetchone()
    found = _filled(None, row, own)
    people = book.db.execute(
        "SELECT * FROM living_contacts WHERE customer_id = ? AND left IS NULL ORDER BY is_primary DESC, id",
        (customer,),
    ).fetchall()
    channels = [_place_of_channel(row) for row in _channels(book, customer)]
    found += [place for place in channels if place.contact is None]
    for person in people:
        found += _filled(person["id"], person, persons)
        found += [place for place in channels if place.contact == person["id"]]
    return list(dict.fromkeys(found))


def _filled(contact: str | None, row: Mapping[str, Any], names: Iterable[str]) -> list[Place]:
    return [Place(contact, name) for name in names if row[name] not in (None, "")]


def _channels(book: Book, customer: str) -> list[Any]:
    return book.db.execute(
        "SELECT id, contact_id, kind, label, value, key, doubtful_since FROM living_channels WHERE customer_id = ?"
        " ORDER BY main DESC, id", (customer,)
    ).fetchall()  # fmt: skip


def _place_of_channel(channel: Mapping[str, Any]) -> Place:
    contact = channel["contact_id"]
    return Place(contact, channel_field(channel["kind"], channel["label"], contact))


def find(places: Sequence[Place], field: str, persons: Sequence[str | None]) -> Place | None:
    """Where a field is meant that a rep names: at the first of `persons` who has one, else wherever there is one."""
    names = NUMBERS if field == "phone" else (field,)
    fitting = [place for place in places if place.field in names]
    for person in persons:
        for place in fitting:
            if place.contact == person:
                return place
    return next(iter(fitting), None)


def reached_at(book: Book, customer: str, via: str, number: str, contact: str | None) -> Place | None:
    """The channel that has just proved itself: the number that was called, or their main e-mail or WeChat id."""
    for row in _channels(book, customer):
        if via == "phone":
            if row["kind"] in PHONE_KINDS and number and number in (row["key"], row["value"]):
                return _place_of_channel(row)
        elif row["kind"] == via and row["contact_id"] == contact:
            return Place(contact, via)
    return None


def trust(book: Book, customer: str, places: Iterable[Place]) -> None:
    """What was checked is no longer doubtful, and what else was said of it counts no more."""
    from salescli.store.records.alternatives import settle

    checked = set(places)
    for place in checked:
        settle(book, customer, place.contact, (place.field,))
    for row in _channels(book, customer):
        if row["doubtful_since"] and _place_of_channel(row) in checked:
            update(book, "channels", row["id"], {"doubtful_since": None})


def take_back(book: Book, interaction: str) -> list[Place]:
    """Let the stamps of an interaction count no more; returns what they were on."""
    rows = book.db.execute(
        "SELECT id, contact_id, field FROM living_verified WHERE made_by = ?", (interaction,)
    ).fetchall()
    for row in rows:
        delete(book, "verified", row["id"])
    return [Place(row["contact_id"], row["field"]) for row in rows]


def latest(book: Book, customer: str) -> list[dict[str, Any]]:
    """The last stamp on each field of a customer: field, person (None: its own), at, checked_by; the latest first."""
    rows = book.db.execute(
        "SELECT v.field, p.name AS person, max(v.at) AS at, v.checked_by FROM living_verified v LEFT JOIN contacts p"
        " ON p.id = v.contact_id WHERE v.customer_id = ? AND p.deleted_at IS NULL"
        " GROUP BY v.contact_id, v.field ORDER BY max(v.at) DESC, v.field", (customer,)
    ).fetchall()  # fmt: skip
    return [dict(row) for row in rows]
