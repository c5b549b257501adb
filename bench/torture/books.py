"""Looks at a book past the program: whether it is whole, what it holds, and what a whole other one would hold."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from salescli.store.base.schema import records

State = dict[str, frozenset[tuple[object, ...]]]


def rows(path: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    db = sqlite3.connect(path)
    try:
        return db.execute(sql, values).fetchall()
    finally:
        db.close()


def state(path: Path) -> State:
    """The rows of all records."""
    return {table: frozenset(rows(path, f"SELECT * FROM {table}")) for table in records()}


def flaws(path: Path) -> list[str]:
    """What is wrong with a book that nobody is writing to: it isn't whole, or a command has left something behind."""
    db = sqlite3.connect(path)
    try:
        found = [str(row[0]) for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        return found + [f"{what}: {', '.join(map(str, row))}" for what, sql in ASTRAY.items() for row in db.execute(sql)]
    except sqlite3.Error as error:
        return [str(error)]
    finally:
        db.close()


ASTRAY = {
    "dangling": "PRAGMA foreign_key_check",
    "a context is left over": "SELECT run FROM context",
    "changes without a run": "SELECT tbl, row FROM changes WHERE run = 0",
    "a run, the changes it counts and made": """SELECT id, changes, made FROM (SELECT *,
 (SELECT count(*) FROM changes WHERE run = runs.id) AS made FROM runs) WHERE changes != made AND kind != 'bookkeeping'""",
    "a run taken back twice": """SELECT target FROM runs WHERE kind = 'undo' AND undone_by IS NULL
 GROUP BY target HAVING count(*) > 1""",
    "a number of somebody deleted": "SELECT ch.id FROM channels ch JOIN contacts p ON p.id = ch.contact_id"
    " JOIN customers c ON c.id = ch.customer_id"
    " WHERE ch.deleted_at IS NULL AND c.deleted_at IS NULL AND p.deleted_at IS NOT NULL",
    "a number at another firm than its person": "SELECT ch.id FROM channels ch JOIN contacts p ON p.id = ch.contact_id"
    " WHERE ch.deleted_at IS NULL AND p.deleted_at IS NULL AND p.customer_id != ch.customer_id",
    "a stamp at another firm than its person": "SELECT v.id FROM verified v JOIN contacts p ON p.id = v.contact_id"
    " WHERE v.deleted_at IS NULL AND p.deleted_at IS NULL AND p.customer_id != v.customer_id",
    "merged and still there": "SELECT id FROM customers WHERE merged_into IS NOT NULL AND deleted_at IS NULL"
    " UNION SELECT id FROM contacts WHERE merged_into IS NOT NULL AND deleted_at IS NULL",
    "left behind by a merge": " UNION ".join(
        f"SELECT b.id FROM {table} b JOIN customers c ON c.id = b.customer_id"
        f" WHERE c.merged_into IS NOT NULL AND b.deleted_at IS NULL{more}"
        for table, more in {"contacts": "", "interactions": "", "promises": " AND b.state = 'open'"}.items()
    ),
    "merged in a circle": """WITH RECURSIVE way(id, at, steps) AS (SELECT id, merged_into, 1 FROM customers
 UNION SELECT way.id, c.merged_into, steps + 1 FROM way JOIN customers c ON c.id = way.at WHERE steps < 99)
 SELECT id FROM way WHERE id = at""",
    "a talk corrected in another customer's story": "SELECT i.id FROM interactions i JOIN interactions old ON old.id = i.replaces"
    " WHERE old.customer_id != i.customer_id",
    "a promise made or closed in another customer's story": "SELECT o.id FROM promises o JOIN interactions i"
    " ON i.id IN (o.made_by, o.closed_by) WHERE i.customer_id != o.customer_id AND o.deleted_at IS NULL",
    "an open promise that was closed": "SELECT id FROM promises WHERE state = 'open' AND closed_by IS NOT NULL",
    "an open promise of a talk that counts no more": "SELECT o.id FROM promises o JOIN interactions i ON i.replaces = o.made_by"
    " WHERE o.state = 'open' AND o.deleted_at IS NULL AND i.deleted_at IS NULL",
    "two people to call first": "SELECT customer_id FROM contacts WHERE is_primary = 1 AND deleted_at IS NULL"
    " GROUP BY customer_id HAVING count(*) > 1",
    "not just one main number": "SELECT ch.id FROM channels ch JOIN customers c ON c.id = ch.customer_id"
    " WHERE ch.deleted_at IS NULL AND c.deleted_at IS NULL GROUP BY ch.customer_id, ch.contact_id, ch.kind HAVING sum(main) != 1",
    "a tie to itself": "SELECT id FROM ties WHERE deleted_at IS NULL"
    " AND coalesce(contact_id, customer_id) = coalesce(other_contact_id, other_id)",
    "one tie twice": "SELECT id FROM ties WHERE deleted_at IS NULL"
    " GROUP BY kind, customer_id, contact_id, other_id, other_contact_id HAVING count(*) > 1",
    "a tie at another firm than its person": "SELECT t.id FROM ties t JOIN contacts p ON p.id = t.contact_id"
    " JOIN contacts q ON q.id = t.other_contact_id WHERE t.deleted_at IS NULL AND p.deleted_at IS NULL"
    " AND q.deleted_at IS NULL AND (p.customer_id != t.customer_id OR q.customer_id != t.other_id)",
    "a tie of somebody who became another": "SELECT t.id FROM ties t JOIN customers c ON c.id IN (t.customer_id, t.other_id)"
    " WHERE c.merged_into IS NOT NULL AND t.deleted_at IS NULL",
    "one tag twice": "SELECT id FROM tags WHERE deleted_at IS NULL GROUP BY customer_id, tag HAVING count(*) > 1",
}
"""What no command may leave behind -> SQL for the rows of it."""


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
