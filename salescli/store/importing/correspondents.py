"""Whose an e-mail address is in the book, and which firm writes from a domain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from salescli.store.finding.reach import reach_key

if TYPE_CHECKING:
    from salescli.store.base.book import Book

OWNERS = """SELECT DISTINCT coalesce(p.name, ''), c.name FROM living_channels ch JOIN living_customers c ON c.id = ch.customer_id
  LEFT JOIN contacts p ON p.id = ch.contact_id WHERE ch.kind = 'email' AND ch.key = ?
  AND (p.id IS NULL OR p.deleted_at IS NULL) LIMIT 2"""
DOMAINS = """SELECT DISTINCT ch.key, ch.customer_id, c.name FROM living_channels ch
  JOIN living_customers c ON c.id = ch.customer_id WHERE ch.kind = 'email'"""
PAGES = "SELECT home_page, id, name FROM living_customers WHERE home_page IS NOT NULL"
_PAGE = re.compile(r"(?:https?://)?(?:www\.)?([^/:?#\s]+)", re.I)


def owner(book: Book, address: str) -> tuple[str, str] | None:
    """The name of the person (nothing: the customer's own address) and of the customer, if it is one's alone."""
    found = book.db.execute(OWNERS, (reach_key("email", address, book.country),)).fetchall()
    return (found[0][0], found[0][1]) if len(found) == 1 else None


def firms_by_domain(book: Book) -> dict[str, str]:
    """The customer of each domain that only one of them has, by e-mail addresses and home pages."""
    found: dict[str, dict[str, str]] = {}
    for key, customer, name in book.db.execute(DOMAINS):
        found.setdefault(key.rpartition("@")[2], {})[customer] = name
    for page, customer, name in book.db.execute(PAGES):
        if domain := _PAGE.match(page.strip()):
            found.setdefault(domain[1].lower(), {})[customer] = name
    return {domain: next(iter(names.values())) for domain, names in found.items() if len(names) == 1}
