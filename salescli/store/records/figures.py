"""What reports count: talks, customers and people with what was said to them in a period."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from salescli.core.model import REACHED
from salescli.store.base.book import utc
from salescli.store.base.rows import AMONG
from salescli.store.ranking.pulse import COUNTS

if TYPE_CHECKING:
    from salescli.store.base.book import Book

_CODE = "c.code_letter || c.code_number AS code"
_SPOKEN = ", ".join(f"'{outcome}'" for outcome in REACHED)


def talks(book: Book, first: date, last: date, customers: Sequence[str] | None) -> Iterator[dict[str, Any]]:
    """Every talk of these days that counts, the latest first, with whose customer it was with and the promises it kept."""
    of_kept = "SELECT closed_by, count(*) AS kept FROM promises WHERE state = 'kept' AND deleted_at IS NULL GROUP BY closed_by"
    fields = ("id", "code", "name", "contact", "via", "outcome", "text", "author", "owner")
    for row in book.db.execute(
        f"SELECT interactions.*, {_CODE}, c.name, c.owner, p.name AS contact, coalesce(k.kept, 0) AS kept FROM interactions"
        " JOIN customers c ON c.id = interactions.customer_id LEFT JOIN contacts p ON p.id = interactions.contact_id"
        f" LEFT JOIN ({of_kept}) k ON k.closed_by = interactions.id"
        f" WHERE c.deleted_at IS NULL AND interactions.at >= :first AND interactions.at < :end AND {COUNTS}"
        f" AND {_among('c.id', customers)} ORDER BY interactions.at DESC, interactions.id DESC",
        {**_bounds(book, first, last), **_ids(customers)},
    ):
        at = book.local(row["at"])
        week = at.date() - timedelta(at.weekday())
        yield {**{name: row[name] or None for name in fields}, "at": at, "week": week, "kept": row["kept"]}


def customers(book: Book, first: date, last: date, only: Sequence[str] | None) -> Iterator[dict[str, Any]]:
    """Every customer: whether it was added in the period, how often touched then, and whether never at all."""
    touched = _counted(book, "customer_id", first, last, f"{COUNTS}")
    bounds = _bounds(book, first, last)
    for row in book.db.execute(
        f"SELECT c.*, {_CODE}, p.touches FROM customers c LEFT JOIN pulse p ON p.customer_id = c.id WHERE c.deleted_at IS NULL"
        f" AND {_among('c.id', only)} ORDER BY c.code_letter, c.code_number", _ids(only)
    ):  # fmt: skip
        fields = ("id", "code", "name", "stage", "grade", "owner", "source", "region", "type", "industry", "country", "city")
        yield {**{name: row[name] or None for name in fields}, "added": bounds["first"] <= row["created_at"] < bounds["end"],
               "touched": touched.get(row["id"], 0), "never": not row["touches"]}  # fmt: skip


def people(book: Book, first: date, last: date, customers: Sequence[str] | None) -> Iterator[dict[str, Any]]:
    """Every person: how often spoken to in the period, and by what they can be reached."""
    reached = _counted(book, "contact_id", first, last, f"{COUNTS} AND outcome IN ({_SPOKEN})")
    kinds: dict[str, set[str]] = {}
    for contact, kind in book.db.execute(
        "SELECT DISTINCT contact_id, kind FROM channels WHERE contact_id IS NOT NULL AND deleted_at IS NULL"
    ):
        kinds.setdefault(contact, set()).add(kind)
    for row in book.db.execute(
        f"SELECT p.*, {_CODE}, c.name AS customer, c.owner FROM contacts p JOIN customers c ON c.id = p.customer_id"
        f" WHERE p.deleted_at IS NULL AND c.deleted_at IS NULL AND {_among('c.id', customers)}"
        " ORDER BY c.code_letter, c.code_number, p.id", _ids(customers)
    ):  # fmt: skip
        theirs = kinds.get(row["id"], set())
        fields = ("id", "code", "title", "department", "position_level", "decision_role", "owner")
        yield {**{name: row[name] or None for name in fields}, "name": row["customer"], "contact": row["name"],
               "reached": reached.get(row["id"], 0), "with_phone": bool(theirs & {"phone", "mobile"}),
               "with_email": "email" in theirs, "left": bool(row["left"])}  # fmt: skip


def _counted(book: Book, column: str, first: date, last: date, which: str) -> dict[str, int]:
    """How many talks of these days there are, by a column of theirs."""
    return dict(book.db.execute(
        f"SELECT {column}, count(*) FROM interactions WHERE at >= :first AND at < :end AND {which} GROUP BY {column}",
        _bounds(book, first, last),
    ).fetchall())  # fmt: skip


def _bounds(book: Book, first: date, last: date) -> dict[str, str]:
    """The first moment of these days in the rep's zone, and the first one after them, as the book keeps times."""
    return {"first": _start(book, first), "end": _start(book, last + timedelta(1))}


def _start(book: Book, day: date) -> str:
    at = datetime.combine(day, time())
    return utc(at.replace(tzinfo=book.zone) if book.zone else at.astimezone())


def _among(column: str, ids: Sequence[str] | None) -> str:
    return "1" if ids is None else f"{column} {AMONG}"


def _ids(ids: Sequence[str] | None) -> dict[str, str]:
    return {} if ids is None else {"ids": json.dumps(list(ids))}
