"""Open promises over all customers, as a calendar wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from salescli.store.base.book import Book

_OPEN = """
SELECT o.*, c.name, c.code_letter || c.code_number AS code, c.owner, c.do_not_contact, c.snoozed_until, p.name AS person
FROM promises o JOIN customers c ON c.id = o.customer_id LEFT JOIN contacts p ON p.id = o.contact_id AND p.deleted_at IS NULL
WHERE o.state = 'open' AND o.deleted_at IS NULL AND c.deleted_at IS NULL ORDER BY o.customer_id, o.day, o.time, o.id"""


def open_ones(book: Book) -> list[dict[str, Any]]:
    """Each open promise with its customer's name, code, owner and rest, and its person's name; a customer's in their order."""
    return [dict(row) for row in book.db.execute(_OPEN).fetchall()]


def last_run(book: Book) -> int:
    """The number of the last run that wrote: it never falls."""
    return int(book.db.execute("SELECT coalesce(max(id), 0) FROM runs").fetchone()[0])
