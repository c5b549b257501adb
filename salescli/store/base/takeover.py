"""Takes the rows of another book over into a schema of our own; its triggers, views, constraints and other tables stay behind."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from salescli.core.errors import CannotDo
from salescli.core.records import STAMPS, TABLES
from salescli.core.when import COUNTABLE
from salescli.store.base import door, schema

if TYPE_CHECKING:
    from salescli.store.base.book import Book

_MOST_CODES = 1_000_000_000
NUMBERS = {"clock_ms": 200_000_000_000_000, "code_counter": _MOST_CODES} | {
    f"code_counter.{table.noun.letter}": _MOST_CODES for table in TABLES if table.noun and table.noun.letter}  # fmt: skip
"""Keys of `meta` that are counted on, and what is far beyond any."""
_NUMBER = " OR ".join(f"(key = '{key}' AND (CAST(CAST(value AS INTEGER) AS TEXT) != value OR CAST(value AS INTEGER) > {most}))"
                      for key, most in NUMBERS.items())  # fmt: skip
_COUNTED = "NOT BETWEEN 1 AND 1000000000000"
WRONG = {
    ("meta", "value"): f"({_NUMBER})",
    ("lists", "options"): "NOT json_valid(options)",
    ("runs", "at"): "strftime('%Y-%m-%dT%H:%M:%f+00:00', at) IS NOT at",
    ("runs", "id"): f"id {_COUNTED}",
    ("runs", "kind"): "kind NOT IN ('command', 'undo', 'redo', 'bookkeeping')",
    ("changes", "seq"): f"seq {_COUNTED}",
    ("changes", "kind"): "kind NOT IN ('insert', 'update', 'delete')",
}
"""SQL that holds where a value of the bookkeeping is none that a book of ours could hold."""
_YEARS = f"NOT BETWEEN '{COUNTABLE.start}' AND '{COUNTABLE.stop}'"
DERIVED = ("pulse", "yearly", "context", "_sqlite_migrations")
"""Tables that are made anew."""


_COLUMNS = {table.name: {column.name: column for column in (*table.columns, *STAMPS)} for table in TABLES}
_WRITTEN = {"day": "date({})", "clock": "strftime('%H:%M', {})", "moment": "strftime('%Y-%m-%dT%H:%M:%SZ', {})"}
"""SQL: how a value of a kind is written, whatever it was."""


@contextmanager
def attached(db: sqlite3.Connection, source: Path) -> Iterator[None]:
    """The book in `source` beside ours, for reading, as `theirs`; outside any transaction."""
    db.execute("ATTACH ? AS theirs", (f"{source.absolute().as_uri()}?mode=ro",))
    try:
        yield
    except door.Unreadable:  # a name in its schema, or what SQLite says of it
        raise CannotDo("backup_damaged", file=str(source)) from None
    finally:
        db.execute("DETACH theirs")


def take_over(book: Book, source: Path, version: int) -> None:
    """Put the rows of `theirs`, a book of that version, in place of all that is in ours, in the caller's transaction.

    CannotDo names the table, field and value that no book of ours could hold; foreign keys must not be looked at meanwhile.
    """
    db = book.db
    _empty(db)
    schema.migrate(db, version, logged=False)
    for table in _tables(db):
        _copy(db, table, source)
    for table in _tables(db):
        _refuse_unreadable(db, table, source)
        _refuse_wrong(db, table, source)
    _refuse_dangling(db, source)
    schema.migrate(db)
    book.set_meta("fingerprint", book.rules.fingerprint)
    book.derive({row[0] for row in db.execute("SELECT id FROM customers")})


def _empty(db: sqlite3.Connection) -> None:
    for kind in ("trigger", "view", "table"):
        for name in _names(db, "main", kind):
            db.execute(f"DROP {kind} {_quoted(name)}")
    db.execute("PRAGMA user_version = 0")


def _names(db: sqlite3.Connection, database: str, kind: str) -> list[str]:
    rows = db.execute(
        f"SELECT name FROM {database}.sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        " AND coalesce(sql, '') NOT LIKE 'CREATE VIRTUAL%'", (kind,)
    )  # fmt: skip
    return [row[0] for row in rows.fetchall()]


def _tables(db: sqlite3.Connection) -> list[str]:
    return [name for name in _names(db, "main", "table") if name not in DERIVED]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _columns(db: sqlite3.Connection, database: str, table: str) -> dict[str, str]:
    """Name and declared type of the columns that hold what was put in, not what is computed."""
    return {row[1]: row[2] for row in db.execute(f"PRAGMA {database}.table_xinfo({table})") if not row[6]}


def _copy(db: sqlite3.Connection, table: str, source: Path) -> None:
    if table not in _names(db, "theirs", "table"):
        return
    theirs = _columns(db, "theirs", table)
    names = ", ".join(name for name in _columns(db, "main", table) if name in theirs)
    try:
        db.execute(f"INSERT INTO main.{table}({names}) SELECT {names} FROM theirs.{table}")
    except sqlite3.IntegrityError as error:  # "NOT NULL constraint failed: customers.name"
        field = str(error).rpartition(": ")[2].removeprefix(f"{table}.")
        raise CannotDo("backup_bad_value", file=str(source), table=table, field=field, value="") from None


def _refuse_unreadable(db: sqlite3.Connection, table: str, source: Path) -> None:
    """A text that isn't UTF-8 would come in without a word and stop every command that reads it later."""
    texts = [name for name, declared in _columns(db, "main", table).items() if declared == "TEXT"]
    bytes_of = ", ".join(f"CASE typeof({name}) WHEN 'text' THEN CAST({name} AS BLOB) END" for name in texts)
    for row in db.execute(f"SELECT {bytes_of} FROM main.{table}") if texts else ():
        for name, value in zip(texts, row, strict=True):
            shown = value.decode("utf-8", "backslashreplace") if value else ""
            if value and shown.encode() != value:
                raise CannotDo("backup_bad_value", file=str(source), table=table, field=name, value=_shown(shown))


def _refuse_wrong(db: sqlite3.Connection, table: str, source: Path) -> None:
    columns = _columns(db, "main", table)
    wrong = {name: test for name, declared in columns.items() if (test := _test(table, name, declared))}
    cases = " ".join(f"WHEN {test} THEN '{name}'" for name, test in wrong.items())
    key = "id" if "id" in columns else next(iter(columns))
    found = db.execute(f"SELECT {key}, CASE {cases} END AS wrong_ FROM main.{table} WHERE wrong_ IS NOT NULL LIMIT 1").fetchone()
    if found:
        value = db.execute(f"SELECT {found[1]} FROM main.{table} WHERE {key} IS ?", (found[0],)).fetchone()[0]
        raise CannotDo("backup_bad_value", file=str(source), table=table, field=found[1], value=_shown(value))


def _shown(value: object) -> str:
    return value[:60] if isinstance(value, str) else repr(value)[:60]


def _test(table: str, name: str, declared: str) -> str:
    """SQL that holds where a value of the column is none that a book of ours could hold; "" where any may stand."""
    tests = []
    if declared in ("TEXT", "INTEGER"):
        tests.append(f"typeof({name}) NOT IN ('{declared.lower()}', 'null')")
    if name == "id":
        tests.append(f"{name} IS NULL")
    column = _COLUMNS.get(table, {}).get(name)
    if column and column.allowed:
        tests.append(f"{name} NOT IN ({_listed(('', *column.allowed))})")
    if column and column.kind in _WRITTEN:
        told = "IS NOT NULL" if column.kind == "moment" else "!= ''"
        far = f" OR {name} {_YEARS}" if column.kind in ("day", "moment") else ""
        tests.append(f"({name} {told} AND ({_WRITTEN[column.kind].format(name)} IS NOT {name}{far}))")
    if column and column.kind in ("texts", "lines"):
        tests.append(f"({name} != '' AND NOT json_valid({name}))")
    if (table, name) in WRONG:
        tests.append(WRONG[table, name])
    return f"({' OR '.join(tests)})" if tests else ""


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _refuse_dangling(db: sqlite3.Connection, source: Path) -> None:
    found = db.execute("PRAGMA main.foreign_key_check").fetchone()
    if found:
        table, row, parent, number = found
        field = next(key[3] for key in db.execute(f"PRAGMA main.foreign_key_list({table})").fetchall() if key[0] == number)
        value = db.execute(f"SELECT {field} FROM main.{table} WHERE rowid = ?", (row,)).fetchone()[0]
        raise CannotDo("backup_dangling", file=str(source), table=table, field=field, value=_shown(value), parent=parent)
