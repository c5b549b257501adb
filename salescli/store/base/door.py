"""The only door to SQLite: opens the book, checks whose it is, begins and ends every write, waits for its turn."""

from __future__ import annotations

import gc
import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from salescli.core.errors import CannotDo
from salescli.core.text import Text, say
from salescli.store.base.schema import APPLICATION_ID, VERSION

DatabaseError = sqlite3.Error
PATIENCE = 30.0  # seconds that a write waits for another one
KEPT_PAGES = 8_000
"""Of 4 KiB each, 32 MB: some 15,000 cards. With more in memory a long file would take more than it may (DESIGN 5)."""
IN_MEMORY = Path(":memory:")
"""What stands for the path of a book that no file holds; nothing is left beside it."""
SLICE_MS = 100  # SQLite's own wait; short, so that Ctrl-C works
DIRECT_CODES = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)


class Unreadable(sqlite3.DatabaseError):
    """What SQLite said of a file can't be told: it names something in its schema that is no UTF-8."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


class Patient(sqlite3.Connection):
    """Its statements, reads too, wait for another program's COMMIT: in slices, then they say for whom (CONTRACT 1, exit 3)."""

    path = Path()

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """As everywhere, but a locked book is tried again for `PATIENCE` seconds."""
        try:
            return super().execute(sql, parameters)
        except UnicodeDecodeError:
            raise Unreadable from None
        except sqlite3.OperationalError as error:
            if not _is_locked(error):
                raise
        return self._try_again(sql, parameters)

    def _try_again(self, sql: str, parameters: Any) -> sqlite3.Cursor:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            time.sleep(0.01)  # SQLite returns at once where its own waiting could last for ever
            try:
                return super().execute(sql, parameters)
            except sqlite3.OperationalError as error:
                if not _is_locked(error):
                    raise
        raise locked(self.path)


def _is_locked(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def connect(path: Path) -> Patient:
    """An open connection with the pragmas of DESIGN 4; a file that isn't there is made, 0600 before SQLite sees it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    uri = f"{path.absolute().as_uri()}?mode={'rw' if os.access(path, os.W_OK) else 'ro'}"
    db = sqlite3.connect(
        uri, uri=True, timeout=SLICE_MS / 1000, isolation_level=None, cached_statements=200, factory=Patient
    )
    db.path = path
    for pragma in ("foreign_keys=ON", "secure_delete=ON", "trusted_schema=OFF", "cell_size_check=ON",
                   "journal_mode=DELETE", "synchronous=EXTRA", "fullfsync=ON"):  # fmt: skip
        db.execute(f"PRAGMA {pragma}")
    return db


def check_shape(db: sqlite3.Connection, path: Path) -> int:
    """The book's version; `CannotDo` where it is no book of ours or a newer program's."""
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    application = int(db.execute("PRAGMA application_id").fetchone()[0])
    if version > VERSION and application == APPLICATION_ID:
        raise CannotDo("book_newer", file=str(path), theirs=version, ours=VERSION)
    if (version or application) and application != APPLICATION_ID:
        raise CannotDo("book_not_ours", file=str(path))
    if not version and db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise CannotDo("book_not_ours", file=str(path))
    return version


@contextmanager
def transaction(db: sqlite3.Connection, path: Path, command: str, *, long: bool = False) -> Iterator[None]:
    """A write: BEGIN IMMEDIATE, then COMMIT, or ROLLBACK on any exception, Ctrl-C too.

    A long write keeps its first `KEPT_PAGES` in memory, so that readers go on until COMMIT or until there are more, and
    leaves a note for whoever waits.
    """
    if long:  # before BEGIN: inside a transaction SQLite takes no notice of these
        db.execute(f"PRAGMA cache_spill={KEPT_PAGES}")
        db.execute("PRAGMA temp_store=MEMORY")  # else each row with a trigger writes a file in which it could be undone
    db.execute("BEGIN IMMEDIATE")
    note = _note(path)
    if long:
        if path != IN_MEMORY:
            _leave(note, command)
        gc.disable()  # rows by the thousand, none of them in a circle: to look for circles would take a tenth of the time
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    finally:
        if long:
            gc.enable()
            _take_away(note)


@contextmanager
def unhindered(db: sqlite3.Connection) -> Iterator[None]:
    """A transaction in which SQLite doesn't look after foreign keys: the caller does, or has."""
    db.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        db.execute("PRAGMA foreign_keys=ON")


def _leave(note: Path, command: str) -> None:
    """A courtesy: where there is no room for it, or the folder can't be written, the write goes on without."""
    try:
        note.write_text(json.dumps({"pid": os.getpid(), "command": command, "since": int(time.time())}))
    except OSError:
        with suppress(OSError):
            note.unlink()


def _take_away(note: Path) -> None:
    """Unless the next writer has put its own there already."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        if json.loads(note.read_text())["pid"] == os.getpid():
            note.unlink()


def _note(path: Path) -> Path:
    return path.with_name(path.name + ".writer")


def locked(path: Path) -> CannotDo:
    """The error for a book that another program holds."""
    return CannotDo("book_locked", file=str(path), who=_writer(path))


def _writer(path: Path) -> Text:
    """Who seems to be writing, as far as a note says so."""
    try:
        note = json.loads(_note(path).read_text())
        _refuse_dead(int(note["pid"]))
        minutes = int((time.time() - note["since"]) // 60)
        return say("locked.by", command=str(note["command"]), pid=int(note["pid"]), minutes=minutes)
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return say("locked.somebody")


def _refuse_dead(pid: int) -> None:
    """ProcessLookupError where the writer of the note is no more; only here can one look without doing harm."""
    if os.name == "posix":
        with suppress(PermissionError):  # somebody else's, so it lives
            os.kill(pid, 0)


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
