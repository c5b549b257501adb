"""Looks at a book past the program: whether it is whole, what it holds, and what a whole other one would hold."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from salescli.store.schema import RECORDS

State = dict[str, frozenset[tuple[object, ...]]]


def rows(path: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    db = sqlite3.connect(path)
    try:
        return db.execute(sql, values).fetchall()
    finally:
        db.close()


def state(path: Path) -> State:
    """The rows of all records."""
    return {table: frozenset(rows(path, f"SELECT * FROM {table}")) for table in RECORDS}


def flaws(path: Path) -> list[str]:
    """What is wrong with a book that nobody is writing to: it isn't whole, or something is left over from a write."""
    try:
        return _flaws(path)
    except sqlite3.Error as error:
        return [str(error)]


def _flaws(path: Path) -> list[str]:
    found = [str(row[0]) for row in rows(path, "PRAGMA integrity_check") if row[0] != "ok"]
    found += [f"dangling: {row}" for row in rows(path, "PRAGMA foreign_key_check")]
    if rows(path, "SELECT count(*) FROM context") != [(0,)]:
        found.append("a context is left over")
    if rows(path, "SELECT count(*) FROM changes WHERE run = 0") != [(0,)]:
        found.append("changes without a run")
    found += [f"run {row[0]} counts {row[1]} changes of {row[2]}" for row in rows(path, _MISCOUNTED)]
    found += [f"run {row[0]} was taken back twice" for row in rows(path, _TWICE)]
    return found


_MISCOUNTED = """SELECT id, changes, (SELECT count(*) FROM changes WHERE run = runs.id) AS made FROM runs
 WHERE changes != made AND kind != 'bookkeeping'"""
_TWICE = """SELECT target FROM runs WHERE kind IN ('undo', 'redo') AND undone_by IS NULL AND kind = 'undo'
 GROUP BY target HAVING count(*) > 1"""


def count(path: Path, table: str) -> int:
    """How many rows of a table there are, marked as deleted or not."""
    return int(str(rows(path, f"SELECT count(*) FROM {table}")[0][0]))


def runs(path: Path, command: str, kind: str = "command") -> int:
    """How many runs of a command there are."""
    return int(str(rows(path, "SELECT count(*) FROM runs WHERE command = ? AND kind = ?", command, kind)[0][0]))


def holds(path: Path, text: str) -> bool:
    """Whether a text is in a talk, or in what undo keeps of one."""
    sql = (
        "SELECT EXISTS (SELECT 1 FROM interactions WHERE text = :1) OR EXISTS (SELECT 1 FROM changes WHERE"
        " tbl = 'interactions' AND kind = 'delete' AND instr(old, :1))"
    )
    return rows(path, sql.replace(":1", "?1"), text) == [(1,)]


def copies(home: Path) -> list[Path]:
    """The copies of a book."""
    return sorted((home / "data" / "backups").glob("*.db"))


def undos(path: Path) -> int:
    """How many runs are undos."""
    return int(str(rows(path, "SELECT count(*) FROM runs WHERE kind = 'undo'")[0][0]))
