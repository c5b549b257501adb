"""Notes that add up in an import: what was added to each record's waits, and is written once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salescli.store.base import rows

if TYPE_CHECKING:
    from salescli.store.base.book import Book

SHORT = 1 << 16
"""Characters up to which a note is looked for anywhere within another; in a longer text, line by line."""
FULL = 2_000
"""Records whose notes wait at most."""


class _Text:
    """A record's notes, in parts."""

    def __init__(self, text: str) -> None:
        self.parts = [text] if text else []
        self.size = len(text)
        self.lines = set(text.splitlines())
        self.grown = False

    def has(self, note: str) -> bool:
        if self.size <= SHORT:
            return note in "\n".join(self.parts)
        return self.lines.issuperset(note.splitlines())

    def add(self, note: str) -> None:
        self.parts.append(note)
        self.size += len(note) + 1
        self.lines.update(note.splitlines())
        self.grown = True


class Notes:
    """For one import: whoever reads or writes notes of a record that is known asks here."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.texts: dict[tuple[str, str], _Text] = {}

    def has(self, table: str, row_id: str, note: str) -> bool:
        """Whether a record's notes say it already."""
        return self._text(table, row_id).has(note)

    def add(self, table: str, row_id: str, note: str) -> bool:
        """Put a note behind those of a record, unless they say it already; whether they didn't."""
        text = self._text(table, row_id)
        if text.has(note):
            return False
        text.add(note)
        return True

    def _text(self, table: str, row_id: str) -> _Text:
        if (table, row_id) not in self.texts:
            if len(self.texts) >= FULL:
                self.write()
            kept = self.book.db.execute(f"SELECT notes FROM {table} WHERE id = ?", (row_id,)).fetchone()[0]
            self.texts[table, row_id] = _Text(kept or "")
        return self.texts[table, row_id]

    def write(self) -> None:
        """Put into the book what waits."""
        for (table, row_id), text in self.texts.items():
            if text.grown:
                rows.update(self.book, table, row_id, {"notes": "\n".join(text.parts)})
        self.texts.clear()
