"""Copies of the book: backup, restore, the automatic copy of the day."""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from salescli.core.errors import CannotDo
from salescli.store.base import door

if TYPE_CHECKING:
    from salescli.store.base.book import Book

DAILY = "daily-"
DAY_SECONDS = 86_400


def copy(book: Book, target: Path, *, reader: sqlite3.Connection | None = None) -> Path:
    """A verified copy of the book at `target`, 0600, in place at once or not at all.

    While the book's own connection is writing, SQLite copies only by another `reader`.
    """
    beside = target.with_name(f"{target.name}.{os.getpid()}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with _plain(beside) as into:
            (reader or book.db).backup(into, progress=_within_patience(book.path))
            _refuse_damaged(into, book.path)
        _settle(beside)
        beside.replace(target)
        _settle_names(target.parent)
    except OSError as error:
        raise _failed(error, target) from None
    except sqlite3.Error as error:
        full = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
        raise door.explained(error, target if full else book.path) from None
    finally:
        with suppress(OSError):
            beside.unlink()
    return target


def _failed(error: OSError, target: Path) -> CannotDo:
    if error.errno == errno.ENOSPC:
        return CannotDo("disk_full", file=str(target))
    return CannotDo("backup_failed", file=str(target), reason=os.strerror(error.errno or 0))


def _refuse_damaged(copied: sqlite3.Connection, path: Path) -> None:
    """A copy that isn't whole shows that the book isn't."""
    try:
        verify(copied, path)
    except CannotDo:
        raise CannotDo("book_damaged", file=str(path)) from None


class _plain:
    """A bare connection that is closed on leaving."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)

    def __enter__(self) -> sqlite3.Connection:
        return self.db

    def __exit__(self, *_: object) -> None:
        self.db.close()


def _settle_names(folder: Path) -> None:
    """Have the names in a folder on the disk too, where there is a way: not on Windows, nor on some network drives."""
    with suppress(OSError):
        _settle(folder)


def _settle(path: Path) -> None:
    """Have a file on the disk, not only in memory, before its name is."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def verify(db: sqlite3.Connection, path: Path) -> int:
    """The version of a whole book of ours, no newer than the program; else `CannotDo`."""
    version = door.check_shape(db, path)
    if not version or db.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        raise CannotDo("backup_damaged", file=str(path))
    return version


def free_name(folder: Path, stem: str, now: datetime) -> Path:
    """A file name with the time in it that isn't taken yet."""
    base = f"{stem}{now:%Y%m%d-%H%M%S}"
    names = (folder / f"{base}{f'-{count}' if count else ''}.db" for count in range(10_000))
    return next(name for name in names if not name.exists())


def automatic(book: Book, why: str) -> Path:
    """A copy in HOME/data/backups before something that changes much."""
    return copy(book, _kept(book, why))


def _kept(book: Book, why: str) -> Path:
    return free_name(book.path.parent / "backups", f"{why}-", book.now)


def daily(book: Book, keep: int) -> None:
    """The first write of a real day copies the book as it was; the newest `keep` such copies stay (DESIGN 4)."""
    folder = book.path.parent / "backups"
    target = folder / f"{DAILY}{datetime.now():%Y%m%d}.db"
    if os.access(target, os.F_OK) or not book.db.execute("SELECT 1 FROM runs LIMIT 1").fetchone():
        return
    copy(book, target)
    for old in sorted(set(folder.glob(f"{DAILY}*.db")) - {target}, key=_newness)[: 1 - keep or None]:
        with suppress(OSError):  # the next day's copy takes it away
            old.unlink()
    _sweep(folder)


def listed(folder: Path) -> list[Path]:
    """The copies in a folder, the newest first."""
    return sorted(folder.glob("*.db"), key=_newness, reverse=True)


def _newness(copied: Path) -> tuple[int, str]:
    """What puts copies in order: the clock in the book, which never goes back, as that of the machine may."""
    with suppress(sqlite3.Error, TypeError, ValueError), _plain_reader(copied) as db:
        return int(db.execute("SELECT value FROM meta WHERE key = 'clock_ms'").fetchone()[0]), copied.name
    return 0, copied.name


def _sweep(folder: Path) -> None:
    """Take away copies whose making was cut short, by a power cut or a kill, a day ago or longer."""
    for left in (*folder.glob("*.db.*.new"), *folder.glob("*.db.*.new-journal")):
        with suppress(OSError):  # another program may be quicker
            if left.stat().st_mtime < time.time() - DAY_SECONDS:
                left.unlink()


def restore(book: Book, source: Path) -> Path:
    """Put the rows of the book in `source` in place of this one's, which is kept; returns where.

    One lock is held from the copy that is kept to the rows that take its place, so that nobody's write falls between.
    """
    from salescli.store.base import takeover

    version = sound(source)
    kept: Path | None = None
    with takeover.attached(book.db, source), door.unhindered(book.db):
        try:
            with door.transaction(book.db, book.path, "restore", long=True):
                with _plain_reader(book.path) as reader:
                    kept = copy(book, _kept(book, "before-restore"), reader=reader)
                takeover.take_over(book, source, version)
        except BaseException:
            if kept:
                kept.unlink(missing_ok=True)
            raise
    return kept


def sound(path: Path) -> int:
    """The version of the book in a file; `CannotDo` where it is none, or not whole."""
    if not path.is_file():
        raise CannotDo("file_missing", file=str(path))
    try:
        with _plain_reader(path) as db:
            return verify(db, path)
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        raise CannotDo("backup_damaged", file=str(path)) from None


def restore_damaged(path: Path, source: Path, opened: Callable[[Path], Book]) -> Path:
    """Put a new book with the rows of `source` where one stands that can't be read; returns where that one was moved."""
    from salescli.store.base import takeover

    version = sound(source)
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        book = opened(beside)
        with takeover.attached(book.db, source), door.unhindered(book.db), door.transaction(book.db, beside, "restore"):
            takeover.take_over(book, source, version)
        book.close()
        aside = _swap(path, beside, book.now)
    except OSError as error:
        raise _failed(error, path) from None
    finally:
        beside.unlink(missing_ok=True)
    return aside


def _swap(path: Path, new: Path, now: datetime) -> Path:
    """Put `new` at `path`, and what was there away; returns where. Where that can't be done, all is as it was."""
    folder = path.parent / "backups"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = free_name(folder, "damaged-", now)
    try:
        _move(path, aside)
        _settle_names(folder)
        new.replace(path)
    except OSError:
        _move(aside, path)
        raise
    _settle_names(path.parent)
    return aside


def _move(path: Path, to: Path) -> None:
    """Move a book byte for byte, with what SQLite keeps beside it."""
    for end in ("-journal", "-wal", "-shm", ""):
        beside = path.with_name(path.name + end)
        if beside.exists():
            beside.replace(to.with_name(to.name + end))


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
