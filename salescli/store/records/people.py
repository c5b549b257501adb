"""A customer's people: adding, changing, marking as deleted, and who of them is called first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salescli.core.records.fields import CONTACT_FIELDS
from salescli.store.base.rows import delete, insert, update
from salescli.store.finding.keys import name_keys
from salescli.store.records import story, view
from salescli.store.records.alternatives import settle
from salescli.store.records.channels import read_again, set_channels
from salescli.store.records.fields import Values, change, columns
from salescli.store.records.verified import stamp_changed

if TYPE_CHECKING:
    from salescli.store.base.book import Book



def add_contact(book: Book, customer: str, values: Values) -> str:
    """A new person at a customer; the first one is the primary contact unless told otherwise. Returns the id."""
    row = columns(CONTACT_FIELDS, values)
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
    row = columns(CONTACT_FIELDS, values)
    if "name" in row:
        row.update(name_keys(str(row["name"]), person=True)._asdict())
    if row.get("is_primary"):
        _only_primary(book, customer, besides=contact)
    book.touched.add(customer)
    changed = change(book, "contacts", contact, row)
    if "left" in changed:
        settle_primary(book, customer, contact)
    if "country" in changed:
        read_again(book, customer)
    changed += set_channels(book, customer, contact, CONTACT_FIELDS, values)
    stamp_changed(book, customer, contact, (name for name in changed if values.get(name)))
    return settle(book, customer, contact, values) or bool(changed)


def remove_contact(book: Book, customer: str, contact: str) -> None:
    """Mark a person as deleted, with the channels that were theirs."""
    delete(book, "contacts", contact)
    for (channel,) in book.db.execute(
        "SELECT id FROM living_channels WHERE contact_id = ?", (contact,)
    ).fetchall():
        delete(book, "channels", channel)
    book.touched.add(customer)


def contact_ids(book: Book, customer: str) -> list[str]:
    """The people of a customer, first added first."""
    rows = book.db.execute(
        "SELECT id FROM living_contacts WHERE customer_id = ? ORDER BY id", (customer,)
    )
    return [row[0] for row in rows]


def people(book: Book, customer: str) -> list[dict[str, Any]]:
    """The people of a customer with their names and the keys of these, first added first."""
    rows = book.db.execute(
        "SELECT id, name, name_key FROM living_contacts WHERE customer_id = ? ORDER BY id", (customer,)
    )
    return [dict(row) for row in rows]


def staying(book: Book, customer: str) -> list[dict[str, Any]]:
    """The people who haven't left the customer, first added first: id, name and whether they are the primary contact."""
    rows = book.db.execute(
        "SELECT id, name, is_primary FROM living_contacts WHERE customer_id = ? AND left IS NULL ORDER BY id",
        (customer,),
    )
    return [dict(row) for row in rows]


def _only_primary(book: Book, customer: str, besides: str = "") -> None:
    for contact in contact_ids(book, customer):
        if contact != besides:
            update(book, "contacts", contact, {"is_primary": 0})


def pass_on(book: Book, customer: str) -> str:
    """Make another the primary contact: the last spoken to, else the first added; returns the name, "" for nobody."""
    people: dict[str, str] = {row["id"]: row["name"] for row in staying(book, customer)}
    spoken = (row["contact_id"] for row in story.interactions(book, customer) if row["contact_id"] in people)
    heir = next(spoken, next(iter(people), ""))
    if heir:
        update(book, "contacts", heir, {"is_primary": 1})
    return people.get(heir, "")


def settle_primary(book: Book, customer: str, contact: str) -> str:
    """After somebody has left, or is there again after all: who is primary instead, "" where that has not changed."""
    row = view.one(book, "contacts", contact)
    if row["left"] and row["is_primary"]:
        update(book, "contacts", contact, {"is_primary": 0})
        return pass_on(book, customer)
    if not row["left"] and not any(one["is_primary"] for one in staying(book, customer)):
        update(book, "contacts", contact, {"is_primary": 1})
    return ""
