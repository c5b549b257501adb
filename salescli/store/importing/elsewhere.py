"""Other databases as a source of rows, only ever read: any SQLite file, or what SQLAlchemy reaches (R2.6)."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from salescli.core.errors import CannotDo, WrongUsage
from salescli.core.patterns import pattern
from salescli.core.text import say
from salescli.store.base.schema import APPLICATION_ID

if TYPE_CHECKING:
    from sqlalchemy import Engine

MAGIC = b"SQLite format 3\0"
APPLICATION_AT = 68
"""Where the header of a SQLite file has its application id, four bytes, the highest first."""
_ADDRESS = pattern(r"([a-z][a-z0-9]*)(?:\+[a-z0-9_]+)?://", re.I)
_COMMENTS = r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/|\()*"
_READS = pattern(rf"{_COMMENTS}(?:select|with|values|table)\b", re.I | re.S)
_NAME = pattern(r"[^\W\d][\w$]*(?:\.[^\W\d][\w$]*)*")
_ALLOWED = frozenset((sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE))
_REFUSED = frozenset(("load_extension", "fts3_tokenizer"))
_READ_ONLY = {
    "sqlite": "PRAGMA query_only=ON",
    "postgresql": "SET TRANSACTION READ ONLY",
    "mysql": "SET SESSION TRANSACTION READ ONLY",
    "mariadb": "SET SESSION TRANSACTION READ ONLY",
    "oracle": "SET TRANSACTION READ ONLY",
}
"""What tells each kind of database that nothing may be written; elsewhere only the rollback sees to it."""
_NOT_OPENED = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
_HELD = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
PATIENCE = 5.0  # seconds that another program may keep a file to itself
STEPS = 50_000
"""Steps of SQLite's machine between two looks at whether somebody pressed Ctrl-C."""

MOST_OF_A_VALUE = 64 << 20
"""Bytes of one text or picture; a function can make one of a gigabyte."""


class Table(NamedTuple):
    """Rows of another database. `rows` gives them anew at each call; `size` is how many there are.

    `source` is what the book may remember of it: never a password. `others` are tables that may hold contacts too.
    """

    name: str
    source: str
    header: tuple[str, ...]
    rows: Callable[[], Iterator[Sequence[Any]]]
    size: int
    others: tuple[str, ...] = ()


# --- SQLite files -------------------------------------------------------------------------------------------------------


def is_sqlite(path: Path) -> bool:
    """Whether the file begins as those of SQLite do."""
    try:
        with open(path, "rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def in_file(path: Path, query: str, known: Callable[[Sequence[str]], int], encoding: str = "") -> Table:
    """The rows of a query, of a table, or of the table with the most headers that are known to `known`.

    `encoding`, a codec's name, is that of texts that are no UTF-8.
    """
    _refuse_own(path)
    try:
        with _opened(path, encoding) as db:
            names = _tables(db)
            sql = _statement(query, names) if query else ""
            name, others = (query, ()) if sql else _likeliest(db, names, known, path)
            sql = sql or _whole(name)
            header = tuple(column[0] for column in db.execute(sql).description or ())
            count = int(db.execute(f"SELECT count(*) FROM (\n{sql.rstrip('; ')}\n)").fetchone()[0])
    except sqlite3.Error as error:
        raise _explained(error, path) from None
    return Table(name, path.name, header, lambda: _rows(path, sql, encoding), count, others)


def _refuse_own(path: Path) -> None:
    with open(path, "rb") as file:
        head = file.read(APPLICATION_AT + 4)
    if int.from_bytes(head[APPLICATION_AT:], "big") == APPLICATION_ID:
        raise CannotDo("import_own_book", file=str(path))


@contextmanager
def _opened(path: Path, encoding: str) -> Iterator[sqlite3.Connection]:
    """Read only, and nothing in the file is trusted: its views and triggers run no function that could do harm."""
    log = path.with_name(f"{path.name}-wal")
    ours = not log.exists()
    try:
        with closing(_connected(path)) as db:
            _distrust(db)
            db.text_factory = lambda raw: _decoded(raw, encoding)
            yield db
    except UnicodeDecodeError:  # SQLite's own message names what is no UTF-8 in the schema
        raise CannotDo("store_damaged", file=path.name) from None
    finally:
        if ours and log.exists():
            _tidy(path)


def _connected(path: Path) -> sqlite3.Connection:
    """A file in WAL mode in a folder that can't be written is read as it is: nobody else writes there either."""
    address = path.absolute().as_uri()
    db = sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=PATIENCE)
    try:
        db.execute("SELECT 1 FROM sqlite_master")
    except sqlite3.Error as error:
        db.close()
        if error.sqlite_errorcode & 0xFF not in _NOT_OPENED:
            raise
        return sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True)
    return db


def _tidy(path: Path) -> None:
    """Take away the empty log that reading made: SQLite does so itself when the last one who may write closes."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as db:
        db.execute("SELECT 1 FROM sqlite_master")


def _decoded(raw: bytes, encoding: str) -> str:
    """A text of the file; old programs put there what their code page was."""
    for codec in ("utf-8", encoding, "gb18030"):
        with suppress(UnicodeError):
            if codec:
                return raw.decode(codec)
    return raw.decode("utf-8", "backslashreplace")


def _distrust(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA trusted_schema=OFF")
    db.execute("PRAGMA query_only=ON")
    db.set_authorizer(_authorise)
    db.set_progress_handler(lambda: 0, STEPS)
    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_OF_A_VALUE)


def _authorise(action: int, _one: str | None, two: str | None, _database: str | None, _inner: str | None) -> int:
    if action in _ALLOWED and not (action == sqlite3.SQLITE_FUNCTION and two in _REFUSED):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _tables(db: sqlite3.Connection) -> list[str]:
    sql = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND substr(name, 1, 7) != 'sqlite_' ORDER BY name"
    return [row[0] for row in db.execute(sql)]


def _whole(table: str) -> str:
    return 'SELECT * FROM "' + table.replace('"', '""') + '"'


def _statement(query: str, names: Sequence[str]) -> str:
    """A table's name as the query of all its rows; anything else is SQL."""
    return next((_whole(name) for name in names if name.casefold() == query.strip().casefold()), query)


def _likeliest(
    db: sqlite3.Connection, names: Sequence[str], known: Callable[[Sequence[str]], int], path: Path
) -> tuple[str, tuple[str, ...]]:
    scores = {}
    for name in names:
        try:
            scores[name] = known([column[0] for column in db.execute(f"{_whole(name)} LIMIT 1").description])
        except sqlite3.Error as error:  # a table of an extension that isn't here
            if (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF == sqlite3.SQLITE_INTERRUPT:
                raise
    best = max(scores, key=lambda name: scores[name], default="")
    if not best or not scores[best]:
        raise CannotDo("store_without_contacts", file=path.name, tables=tuple(names) or say("word.none"))
    return best, tuple(name for name in scores if scores[name] > 1 and name != best)


def _rows(path: Path, sql: str, encoding: str) -> Iterator[Sequence[Any]]:
    try:
        with _opened(path, encoding) as db:
            yield from db.execute(sql)
    except sqlite3.Error as error:
        raise _explained(error, path) from None


def _explained(error: sqlite3.Error, path: Path) -> CannotDo | KeyboardInterrupt:
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code == sqlite3.SQLITE_INTERRUPT:
        return KeyboardInterrupt()
    if code == sqlite3.SQLITE_AUTH:
        return CannotDo("query_reads_only")
    if code in _HELD:
        return CannotDo("store_busy", file=path.name)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return CannotDo("store_damaged", file=path.name)
    return CannotDo("query_failed", reason=str(error))


# --- databases by address -----------------------------------------------------------------------------------------------


def is_address(word: str) -> bool:
    """Whether FILE is the address of a database, as in postgresql://host/name."""
    return bool(_ADDRESS.match(word))


def by_address(address: str, query: str) -> Table:
    """The rows of a query, or of a whole table, of any database that SQLAlchemy and a driver reach."""
    if not query:
        raise WrongUsage("query_missing")
    if not _READS.match(query) and not _NAME.fullmatch(query.strip()):
        raise CannotDo("query_reads_only")
    engine = _engine(address)
    source = engine.url.render_as_string(hide_password=True)
    header, rows = _fetched(engine, query.strip(), source)
    return Table(query if _NAME.fullmatch(query.strip()) else "", source, header, lambda: iter(rows), len(rows))


def _engine(address: str) -> Engine:
    try:
        from sqlalchemy import create_engine
        from sqlalchemy.exc import ArgumentError, NoSuchModuleError
        from sqlalchemy.pool import NullPool
    except ModuleNotFoundError:
        raise CannotDo("database_extra") from None
    try:
        return create_engine(address, poolclass=NullPool)
    except ModuleNotFoundError as error:
        raise CannotDo("database_driver", driver=error.name or "?", kind=_kind(address)) from None
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise CannotDo("database_unknown", kind=_kind(address)) from None


def _kind(address: str) -> str:
    found = _ADDRESS.match(address)
    return found[1] if found else ""


def _fetched(engine: Engine, query: str, source: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Header and rows; whatever the query did is rolled back."""
    from sqlalchemy.exc import SQLAlchemyError

    if _NAME.fullmatch(query):
        quote = engine.dialect.identifier_preparer.quote
        query = "SELECT * FROM " + ".".join(map(quote, query.split(".")))
    try:
        with engine.connect().execution_options(no_parameters=True) as connection:
            if first := _READ_ONLY.get(engine.dialect.name):
                connection.exec_driver_sql(first)
            found = connection.exec_driver_sql(query)
            header, rows = tuple(map(str, found.keys())), [tuple(row) for row in found]
            connection.rollback()
    except SQLAlchemyError as error:
        said = str(getattr(error, "orig", None) or error).strip().splitlines()
        raise CannotDo("database_failed", database=source, reason=said[0] if said else "?") from None
    return header, rows
