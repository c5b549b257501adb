"""What a record was known by where it comes from: to which record here its id leads, whether its code is free, its times."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from salescli.core.exchange.card import read_day
from salescli.core.patterns import pattern
from salescli.core.when import COUNTABLE
from salescli.store.base.book import utc

if TYPE_CHECKING:
    from salescli.store.base.book import Book
    from salescli.store.importing.batch import Batch

_CODE = pattern(r"([a-z])(\d{1,9})")
_TIME_OF_DAY = pattern(r"(\d\d?):(\d\d)(?::(\d\d))?")


class Ids:
    """`gone` are customers that were deleted, people that were, and those of such customers; `merged` what leads elsewhere."""

    def __init__(self, book: Book) -> None:
        self.gone = {row[0] for row in book.db.execute(
            "SELECT id FROM customers WHERE deleted_at IS NOT NULL UNION SELECT p.id FROM contacts p"
            " JOIN customers c ON c.id = p.customer_id WHERE p.deleted_at IS NOT NULL OR c.deleted_at IS NOT NULL")}  # fmt: skip
        self.merged = {row[0]: row[1] for table in ("customers", "contacts") for row in book.db.execute(
            f"SELECT id, merged_into FROM {table} WHERE merged_into IS NOT NULL AND deleted_at IS NOT NULL")}  # fmt: skip

    def now(self, row_id: str) -> str:
        """The record that an id leads to: itself, or the one that it was merged into."""
        for _ in self.merged:
            if row_id not in self.merged:
                break
            row_id = self.merged[row_id]
        return row_id


class Codes:
    """`floor` is the counter of codes before the import, `counted` as far as `taken` knows of it."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.floor = self.counted = batch.next_number
        self.taken = {tuple(row) for row in batch.book.db.execute("SELECT code_letter, code_number FROM customers")}

    def of(self, text: str) -> tuple[str, int]:
        """The code that a customer had, if none of this book ever had it; else a new one."""
        batch = self.batch
        self.taken.update((batch.letter, number) for number in range(self.counted + 1, batch.next_number + 1))
        found = _CODE.fullmatch(text)
        code = (found[1], int(found[2])) if found else (batch.letter, 0)
        if code in self.taken or (code[0] == batch.letter and code[1] <= self.floor):
            code = (batch.letter, batch.next_number + 1)
        self.taken.add(code)
        if code[0] == batch.letter:
            batch.next_number = max(batch.next_number, code[1])
        self.counted = batch.next_number
        return code


def kept_time(text: str, zone: tzinfo | None) -> str:
    """A time as the book keeps it, from one of its own or from a day and a time of the rep's zone; nothing if unreadable."""
    found, day = _TIME_OF_DAY.search(text), read_day(text)
    written = f"{day}T{int(found[1]):02d}:{found[2]}:{found[3] or '00'}" if found and day else ""
    for attempt in (text, written):
        try:
            at = datetime.fromisoformat(attempt)
        except ValueError:
            continue
        if at.year in COUNTABLE:
            return utc(at if at.tzinfo else at.replace(tzinfo=zone))
    return ""
