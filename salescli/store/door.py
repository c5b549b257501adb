"""The only door to SQLite: opens the book, checks whose it is, begins and ends every write, waits for its turn."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from salescli.core.errors import CannotDo
from salescli.store.schema import APPLICATION_ID, VERSION

DatabaseError = sqlite3.Error
PATIENCE = 30.0  # seconds that a write waits for another one
SLICE_MS = 100  # SQLite's own wait; short, so that Ctrl-C works
DIRECT_CODES = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)


def connect(path: Path) -> sqlite3.Connection:
    """An open connection with the pragmas of DESIGN 4; a file that isn't there is made, 0600 before SQLite sees it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    uri = f"{path.absolute().as_uri()}?mode={'rw' if os.access(path, os.W_OK) else 'ro'}"
    db = sqlite3.connect(uri, uri=True, timeout=SLICE_MS / 1000, isolation_level=None, cached_statements=200)
    for pragma in ("foreign_keys=ON", "secure_delete=ON", "trusted_schema=OFF", "cell_size_check=ON"):
        db.execute(f"PRAGMA {pragma}")
    for pragma in ("journal_mode=DELETE", "synchronous=EXTRA", "fullfsync=ON"):
        patiently(db, f"PRAGMA {pragma}", path)
    return db


def check_shape(db: sqlite3.Connection, path: Path) -> int:
    """The book's version; `CannotDo` where it is no book of ours or a newer program's."""
    version = int(patiently(db, "PRAGMA user_version", path).fetchone()[0])
    application = int(db.execute("PRAGMA application_id").fetchone()[0])
    if version > VERSION and application == APPLICATION_ID:
        raise CannotDo("book_newer", file=str(path), theirs=version, ours=VERSION)
    if (version or application) and application != APPLICATION_ID:
        raise CannotDo("book_not_ours", file=str(path))
    if not version and db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise CannotDo("book_not_ours", file=str(path))
    return version


def patiently(db: sqlite3.Connection, statement: str, path: Path) -> sqlite3.Cursor:
    """Execute a statement that may find the book locked: wait in slices, then say for whom (CONTRACT 1, exit 3)."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return db.execute(statement)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise
            if time.monotonic() > until:
                raise locked(path) from None


@contextmanager
def transaction(db: sqlite3.Connection, path: Path, command: str, *, long: bool = False) -> Iterator[None]:
    """A write: BEGIN IMMEDIATE, then COMMIT, or ROLLBACK on any exception, Ctrl-C too.

    A long write keeps its pages in memory, so that readers go on until COMMIT, and leaves a note for whoever waits.
    """
    patiently(db, "BEGIN IMMEDIATE", path)
    note = _note(path)
    if long:
        db.execute("PRAGMA cache_spill=OFF")
        note.write_text(json.dumps({"pid": os.getpid(), "command": command, "since": int(time.time())}))
    try:
        yield
        patiently(db, "COMMIT", path)
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    finally:
        if long:
            note.unlink(missing_ok=True)


def _note(path: Path) -> Path:
    return path.with_name(path.name + ".writer")


def locked(path: Path) -> CannotDo:
    """The error for a book that another program holds."""
    return CannotDo("book_locked", **_writer(path))


def _writer(path: Path) -> dict[str, object]:
    """Who seems to be writing: what the note says, or question marks."""
    try:
        note = json.loads(_note(path).read_text())
        minutes = int((time.time() - note["since"]) // 60)
        return {"file": str(path), "command": str(note["command"]), "pid": int(note["pid"]), "minutes": minutes}
    except (OSError, ValueError, KeyError, TypeError):
        return {"file": str(path), "command": "?", "pid": "?", "minutes": 0}


def explained(error: sqlite3.Error, path: Path) -> CannotDo:
    """A kind error for what SQLite reports of the book."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code in DIRECT_CODES:
        return CannotDo("book_not_writable", file=str(path))
    if code == sqlite3.SQLITE_FULL:
        return CannotDo("disk_full", file=str(path))
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return CannotDo("book_damaged", file=str(path))
    return CannotDo("book_error", file=str(path), reason=str(error))
