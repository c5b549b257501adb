"""Copies of the book: backup, restore, the automatic copy of the day."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from salescli.core.errors import CannotDo
from salescli.store import door

if TYPE_CHECKING:
    from salescli.store.book import Book

DAILY = "daily-"
DAY_SECONDS = 86_400


def copy(book: Book, target: Path) -> Path:
    """A verified copy of the book at `target`, 0600, in place at once or not at all."""
    beside = target.with_name(f"{target.name}.{os.getpid()}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with _plain(beside) as into:
            book.db.backup(into, progress=_within_patience(book.path))
            verify(into, target)
        _settle(beside)
        beside.replace(target)
    except OSError as error:
        raise CannotDo("backup_failed", file=str(target), reason=os.strerror(error.errno or 0)) from None
    finally:
        beside.unlink(missing_ok=True)
    return target


class _plain:
    """A bare connection that is closed on leaving."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)

    def __enter__(self) -> sqlite3.Connection:
        return self.db

    def __exit__(self, *_: object) -> None:
        self.db.close()


def _settle(path: Path) -> None:
    """Have the file on the disk, not only in memory, before its name is."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def verify(db: sqlite3.Connection, path: Path) -> None:
    """`CannotDo` unless this is a whole book of ours, no newer than the program."""
    if not door.check_shape(db, path) or db.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        raise CannotDo("backup_damaged", file=str(path))


def free_name(folder: Path, stem: str, now: datetime) -> Path:
    """A file name with the time in it that isn't taken yet."""
    base = f"{stem}{now:%Y%m%d-%H%M%S}"
    names = (folder / f"{base}{f'-{count}' if count else ''}.db" for count in range(10_000))
    return next(name for name in names if not name.exists())


def automatic(book: Book, why: str) -> Path:
    """A copy in HOME/data/backups before something that changes much."""
    return copy(book, free_name(book.path.parent / "backups", f"{why}-", book.now))


def daily(book: Book, keep: int) -> None:
    """The first write of a real day copies the book as it was; the newest `keep` such copies stay (DESIGN 4)."""
    folder = book.path.parent / "backups"
    target = folder / f"{DAILY}{datetime.now():%Y%m%d}.db"
    if target.exists() or not book.db.execute("SELECT 1 FROM runs LIMIT 1").fetchone():
        return
    copy(book, target)
    for old in sorted(folder.glob(f"{DAILY}*.db"))[:-keep]:
        old.unlink(missing_ok=True)
    _sweep(folder)


def _sweep(folder: Path) -> None:
    """Take away copies whose making was cut short, by a power cut or a kill, a day ago or longer."""
    for left in (*folder.glob("*.db.*.new"), *folder.glob("*.db.*.new-journal")):
        if left.stat().st_mtime < time.time() - DAY_SECONDS:
            left.unlink(missing_ok=True)


def restore(book: Book, source: Path) -> Path:
    """Put the book in `source` in place of this one, after a look at it; returns where this one was kept."""
    if not source.is_file():
        raise CannotDo("file_missing", file=str(source))
    if source.samefile(book.path):
        raise CannotDo("restore_itself", file=str(source))
    try:
        with _plain_reader(source) as theirs:
            verify(theirs, source)
            kept = automatic(book, "before-restore")
            book.db.execute("BEGIN IMMEDIATE")
            book.db.execute("ROLLBACK")
            theirs.backup(book.db, progress=_within_patience(book.path))
    except sqlite3.DatabaseError as error:
        raise CannotDo("backup_damaged", file=str(source)) from error
    return kept


def _within_patience(path: Path) -> Callable[[int, int, int], None]:
    """For SQLite's copying, which would wait for a locked book for ever: give up as every write does."""
    until = time.monotonic() + door.PATIENCE

    def progress(status: int, remaining: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
            raise door.locked(path)

    return progress


class _plain_reader(_plain):
    """A bare connection that can't write."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
