"""Opens the book: made where there is none, migrated where it is older, with a copy before that (DESIGN 4)."""

from __future__ import annotations

from pathlib import Path

from salescli.store.base import door, schema
from salescli.store.base.book import Book
from salescli.store.base.ids import Ids


def open_book(path: Path | None, **needs: object) -> Book:
    """The book at `path`, made or migrated where necessary, with a backup before a migration (DESIGN 4).

    Without a path it is an empty book in memory, for reading in a home that has none.
    """
    book = Book(path, **needs)  # type: ignore[arg-type]
    if book.version < schema.VERSION:
        if book.version:
            from salescli.store.base import copies

            copies.automatic(book, "before-migration")
        with door.transaction(book.db, book.path, "migrate"):
            if door.check_shape(book.db, book.path) < schema.VERSION:
                schema.migrate(book.db)
                book.derive({row[0] for row in book.db.execute("SELECT DISTINCT customer_id FROM dated")})
                book.db.execute("INSERT OR IGNORE INTO meta VALUES ('device', ?), ('code_letter', 'c')", (Ids()(),))
        book.version = schema.VERSION
    return book
