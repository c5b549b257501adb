"""The tries to reach somebody, answered and not, as `salescli/core/ranking/answering.py` learns from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salescli.core.model import REACHED
from salescli.core.ranking.answering import Try
from salescli.store.ranking.pulse import COUNTS

if TYPE_CHECKING:
    from salescli.store.base.book import Book

MOST_OF_OTHERS = 2_000
"""So many of the latest tries of the whole book say what is usual."""
_ANSWERED = ", ".join(f"'{outcome}'" for outcome in REACHED)
_TRIES = f"""SELECT at, via, outcome != 'no_answer' FROM interactions
WHERE outcome IN ({_ANSWERED}, 'no_answer') AND {COUNTS}"""


def of_customer(book: Book, customer: str) -> list[Try]:
    """All of one customer's."""
    return _read(book, " AND customer_id = ?", customer)


def of_everybody(book: Book) -> list[Try]:
    """The latest of all customers'."""
    return _read(book, " ORDER BY id DESC LIMIT ?", MOST_OF_OTHERS)


def _read(book: Book, more: str, value: str | int) -> list[Try]:
    rows = book.db.execute(_TRIES + more, (value,)).fetchall()
    return [Try(book.local(at), via, bool(answered)) for at, via, answered in rows]
