"""Who in the book is the same as, or much like, somebody about to be entered (R2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from salescli.core.names import firm_key
from salescli.store.customers import channel_key
from salescli.store.keys import fold

if TYPE_CHECKING:
    from salescli.store.book import Book

FOUND = "SELECT c.id, c.code_letter || c.code_number AS code, c.name, c.owner FROM customers c "
KINDS = ("phone", "mobile", "email", "wechat")


def of_new(book: Book, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Customers of the same name, firm, phone, e-mail or WeChat id, each once, with `why` it was found."""
    found: dict[str, dict[str, Any]] = {}
    for kind in KINDS:
        for value in values.get(kind) or ():
            rows = book.db.execute(
                FOUND + "JOIN channels ch ON ch.customer_id = c.id WHERE c.deleted_at IS NULL AND ch.deleted_at IS NULL"
                " AND ch.key = ?",
                (channel_key(book, kind, value),),
            )
            for row in rows.fetchall():
                found.setdefault(row["id"], {**dict(row), "why": kind})
    for row in _of_name(book, str(values["name"])):
        found.setdefault(row["id"], {**row, "why": "name"})
    return list(found.values())


def _of_name(book: Book, name: str) -> list[dict[str, Any]]:
    """Customers whose folded name, legal forms aside, is the same."""
    key = fold(name)
    firm = firm_key(key)
    rows = book.db.execute(
        FOUND + "WHERE c.deleted_at IS NULL AND (c.name_key = ? OR (length(?) > 1 AND instr(c.name_key, ?)))",
        (key, firm, firm[:4]),
    )
    return [dict(row) for row in rows.fetchall() if firm_key(fold(row["name"])) == firm]
