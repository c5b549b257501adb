"""What a migration can't say in SQL: rows of an older book in the shape of a newer one, with what the log tells of them."""

from __future__ import annotations

import re
import sqlite3
from typing import Any, NamedTuple

from salescli.core.records.fields import CONTACT_FIELDS, CUSTOMER_FIELDS

_NAMED = re.compile(r"(.+) \((.+)\)", re.S)
_BETWEEN = " | "
_OF_CUSTOMER = {f.name: f.name for f in CUSTOMER_FIELDS} | {"company": "name", "next": "next", "interaction": "interaction"}
_OF_PERSON = {f.name: f.name for f in CONTACT_FIELDS} | {"contact_name": "name"}


class _Place(NamedTuple):
    contact: str | None
    field: str


class _Value(NamedTuple):
    """A value, and the change by which it came in."""

    text: str
    seq: int


def part_alternatives(db: sqlite3.Connection) -> None:
    """Make rows of their own of what stood in own fields `FIELD (2)` or `FIELD (PERSON)`, parted by ` | `.

    A field of which the log doesn't tell that an import or a merge brought each value stays as it is: a rep wrote it.
    """
    from salescli.store.base.ids import Ids

    ids = Ids()
    db.execute("DROP TRIGGER IF EXISTS main.own_update")
    db.execute("DROP TRIGGER IF EXISTS main.own_delete")
    for own in db.execute("SELECT * FROM own WHERE deleted_at IS NULL AND name LIKE '% (%)'").fetchall():
        row = dict(zip(_columns(db), own, strict=True))
        place, values = _meant_by_name(db, row), _values(db, row)
        if place and values:
            for number, value in enumerate(values):
                _move(db, row, place, value, ids() if number else row["id"])
            db.execute("DELETE FROM changes WHERE tbl = 'own' AND row = ?", (row["id"],))
            db.execute("DELETE FROM own WHERE id = ?", (row["id"],))


def _columns(db: sqlite3.Connection) -> list[str]:
    return [column[1] for column in db.execute("PRAGMA table_info(own)")]


def _meant_by_name(db: sqlite3.Connection, row: dict[str, Any]) -> _Place | None:
    """The field, and the person whose it is, that a name with something in brackets means; None where it means none."""
    found = _NAMED.fullmatch(row["name"])
    if not found:
        return None
    name, whose = found.groups()
    people = dict(
        db.execute("SELECT name, id FROM contacts WHERE customer_id = ? AND deleted_at IS NULL", (row["customer_id"],))
    )
    if whose != "2" and whose not in people:
        return None
    only = next(iter(people.values())) if len(people) == 1 else None
    if db.execute("SELECT 1 FROM own WHERE customer_id = ? AND name = ? AND deleted_at IS NULL",
                  (row["customer_id"], name)).fetchone():  # fmt: skip
        return _Place(people.get(whose), f"own.{name}")
    if whose == "2" and name in _OF_CUSTOMER:
        return _Place(None, _OF_CUSTOMER[name])
    return _Place(people.get(whose, only), _OF_PERSON[name]) if name in _OF_PERSON else None


def _values(db: sqlite3.Connection, row: dict[str, Any]) -> list[_Value]:
    """The values, each with the change that brought it; nothing where not every change brought just one, or a rep did."""
    found: list[_Value] = []
    for seq, kind, field, old, new in db.execute(
        "SELECT ch.seq, CASE WHEN runs.command IN ('import', 'merge') THEN ch.kind END, ch.field, ch.old, ch.new FROM changes ch"
        " LEFT JOIN runs ON runs.id = ch.run WHERE ch.row = ? ORDER BY ch.seq", (row["id"],)
    ).fetchall():  # fmt: skip
        if kind == "insert" and not found:
            found.append(_Value("", seq))
        elif kind == "update" and field == "value" and found and str(new).startswith(f"{old}{_BETWEEN}"):
            found = [_Value(old, found[0].seq), *found[1:]] if len(found) == 1 else found
            found.append(_Value(new[len(old) + len(_BETWEEN) :], seq))
        elif field != "updated_at":
            return []
    if not found:
        return []
    found = [_Value(row["value"], found[0].seq)] if len(found) == 1 else found
    whole = _BETWEEN.join(value.text for value in found) == row["value"]
    return found if whole and not any(_BETWEEN in value.text for value in found) else []


def _move(db: sqlite3.Connection, row: dict[str, Any], place: _Place, value: _Value, row_id: str) -> None:
    stamps = (row["source"], row["source_at"], row["created_at"], row["updated_at"])
    db.execute("INSERT INTO alternatives(id, customer_id, contact_id, field, value, source, source_at, created_at, updated_at)"
               " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (row_id, row["customer_id"], *place, value.text, *stamps))  # fmt: skip
    db.execute("UPDATE changes SET tbl = 'alternatives', row = ?, kind = 'insert', field = NULL, old = NULL, new = NULL"
               " WHERE seq = ?", (row_id, value.seq))  # fmt: skip
