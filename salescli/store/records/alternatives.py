"""Values that differ from what a record holds, kept beside it until somebody settles which is right (CONTRACT 8)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from salescli.store.base.rows import delete, insert, storable

if TYPE_CHECKING:
    from salescli.store.base.book import Book

OWN = "own."
"""What stands before the name of a field of one's own."""
NAME = f"CASE WHEN field LIKE '{OWN}%' THEN substr(field, {len(OWN) + 1}) ELSE field END"
"""SQL: the field's name, of one's own or not."""


def keep(book: Book, customer: str, contact: str | None, field: str, value: object) -> bool:
    """Keep a value of a field of the person, or without one of the customer; False where it was kept once before.

    One that was settled stays so when the same file comes in again.
    """
    if has(book, customer, contact, field, value):
        return False
    insert(book, "alternatives", {"customer_id": customer, "contact_id": contact, "field": field, "value": str(value)})
    book.touched.add(customer)
    return True


def has(book: Book, customer: str, contact: str | None, field: str, value: object) -> bool:
    """Whether a value is or was kept beside a field."""
    return book.db.execute(
        "SELECT 1 FROM alternatives WHERE customer_id = ? AND contact_id IS ? AND field = ? AND value = ?",
        (customer, contact, field, storable(str(value))),
    ).fetchone() is not None  # fmt: skip


def of_customer(book: Book, customer: str) -> list[dict[str, Any]]:
    """What is kept beside the fields of a customer and its people, with the `person`'s name; the customer's own first."""
    rows = book.db.execute(
        "SELECT a.*, p.name AS person FROM living_alternatives a LEFT JOIN contacts p ON p.id = a.contact_id"
        " WHERE a.customer_id = ? AND (p.id IS NULL OR p.deleted_at IS NULL) ORDER BY a.contact_id, a.id", (customer,)
    ).fetchall()  # fmt: skip
    return [dict(row) for row in rows]


def settle(book: Book, customer: str, contact: str | None, fields: Iterable[str]) -> bool:
    """Somebody has said or checked what these fields hold: other values count no more. Returns whether there were any.

    What anybody has said of a field of one's own goes with it: that is always the customer's.
    """
    wanted = set(fields)
    rows = book.db.execute(
        "SELECT id, field FROM living_alternatives WHERE customer_id = ?"
        f" AND (contact_id IS ? OR field LIKE '{OWN}%')", (customer, contact)
    ).fetchall()  # fmt: skip
    return any([delete(book, "alternatives", row["id"]) for row in rows if row["field"] in wanted])
