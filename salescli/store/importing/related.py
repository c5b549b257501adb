"""Whom a file says that people report to and know, as ties, where its text names somebody of the same firm for sure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from salescli.core.errors import CannotDo
from salescli.store.finding.keys import fold
from salescli.store.records import ties
from salescli.store.records.ties import End

if TYPE_CHECKING:
    from salescli.store.base.book import Book

_TOLD = {"reporting_line": "reports_to", "ties": "knows"}
"""The texts of a person, and the kind of tie that each may tell of."""
_APART = re.compile(r"[、,，;；/\n]|\band\b|和")
_BEFORE = re.compile(r"^(?:认识|認識|knows|熟识|熟識)\s*[:：]?\s*", re.I)


def tie_related(book: Book) -> None:
    """Of people whose texts came in with this run; a tie that a rep has taken out does not come back."""
    for row in _told_of(book):
        for name, kind in _TOLD.items():
            for other in _named(book, row, row[name] or ""):
                _tie(book, row, kind, other)


def _told_of(book: Book) -> list[dict[str, Any]]:
    fields = ", ".join(f"'{name}'" for name in _TOLD)
    rows = book.db.execute(
        f"SELECT id, customer_id, {', '.join(_TOLD)} FROM living_contacts p WHERE coalesce({', '.join(_TOLD)}) != ''"
        " AND EXISTS (SELECT 1 FROM changes ch WHERE ch.row = p.id AND ch.run = ?"
        f" AND (ch.kind = 'insert' OR ch.field IN ({fields}))) ORDER BY id", (book.run,))  # fmt: skip
    return [dict(row) for row in rows.fetchall()]


def _named(book: Book, row: dict[str, Any], text: str) -> Iterator[str]:
    """The others at the firm whose whole names the text consists of."""
    from salescli.store.records import people

    for part in _APART.split(text):
        key = fold(_BEFORE.sub("", part.strip()))
        hits = [one["id"] for one in people.people(book, row["customer_id"]) if one["name_key"] == key] if key else []
        if len(hits) == 1 and hits[0] != row["id"]:
            yield hits[0]


def _tie(book: Book, row: dict[str, Any], kind: str, other: str) -> None:
    known = book.db.execute("SELECT 1 FROM ties WHERE kind = ? AND (contact_id, other_contact_id) IN ((?, ?), (?, ?))",
                            (kind, row["id"], other, other, row["id"])).fetchone()  # fmt: skip
    if known:
        return
    with suppress(CannotDo):  # it would lead round in a circle: the text still says it
        ties.tie(book, End(row["customer_id"], row["id"]), kind, End(row["customer_id"], other), {})
