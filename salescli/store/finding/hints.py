"""Customers for a shell's completion: a quick look at the book that never waits, writes, migrates or complains."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple, TypeVar

from salescli.core.records import Table, noun_of
from salescli.store.base import schema
from salescli.store.finding.asked import LEAST_INITIALS, LEAST_PHONE_DIGITS
from salescli.store.finding.by_name import sounds
from salescli.store.finding.keys import fold
from salescli.store.finding.who import ROW_DIGITS

Seen = TypeVar("Seen")
MOST = 19
PATIENCE = 0.2  # seconds; a rep who presses Tab does not wait for another program's write
_ROW = "SELECT c.id, c.code_letter || c.code_number AS code, c.name, c.name_key, c.city, c.pinyin, c.initials FROM customers c "
_ALIVE = "c.deleted_at IS NULL AND "
_PEOPLE = f"{_ROW} JOIN contacts p ON p.customer_id = c.id WHERE {_ALIVE} p.deleted_at IS NULL AND"
_ORDER = " ORDER BY c.code_number LIMIT 200"


class Hint(NamedTuple):
    """A customer as completion offers it. `alone`: no other customer has the same name."""

    code: str
    name: str
    city: str
    alone: bool


def record_hints(path: Path, table: Table, typed: str) -> list[tuple[str, str]]:
    """Code and name of the records of a kind whose code begins with what was typed, or that are called so; the latest first."""
    noun = noun_of(table)
    title = f"t.{table.field(noun.title).name}"
    code = "t.code_letter || t.code_number" if noun.letter else title
    sql = (f"SELECT {code}, {title} FROM {table.name} t WHERE t.deleted_at IS NULL AND (instr({code}, ?) = 1"
           f" OR instr(lower({title}), ?)) ORDER BY t.id DESC LIMIT {MOST}")  # fmt: skip
    key = typed.strip().lower()
    return _looked(path, lambda db: [(row[0], str(row[1] or "") if noun.letter else "") for row in db.execute(sql, (key, key))])


def hints(path: Path, typed: str, last_list: Sequence[str] | None) -> list[Hint]:
    """Customers whose code, name, pinyin, person or number begins with or holds `typed`, likeliest first.

    With nothing typed they are those of the list last shown, else the ones touched last.
    """
    def look(db: sqlite3.Connection) -> list[Hint]:
        rows = _first(_matching(db, typed.strip()) if typed.strip() else _recent(db, last_list or ()))
        return [Hint(row["code"], row["name"], row["city"] or "", _alone(db, row["name_key"])) for row in rows]

    return _looked(path, look)


def _looked(path: Path, look: Callable[[sqlite3.Connection], list[Seen]]) -> list[Seen]:
    """What a look at the book finds; nothing where it can't be looked at, or isn't of this program's shape."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=PATIENCE)) as db:
            db.row_factory = sqlite3.Row
            return look(db) if _ours(db) else []
    except sqlite3.Error:
        return []


def _ours(db: sqlite3.Connection) -> bool:
    for pragma in ("query_only=ON", "trusted_schema=OFF"):
        db.execute(f"PRAGMA {pragma}")
    shape = [db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
    return shape == [schema.APPLICATION_ID, schema.VERSION]


def _first(rows: Iterator[sqlite3.Row]) -> list[sqlite3.Row]:
    """The first few, each customer once."""
    found: dict[str, sqlite3.Row] = {}
    for row in rows:
        found.setdefault(row["id"], row)
        if len(found) == MOST:
            break
    return list(found.values())


def _alone(db: sqlite3.Connection, key: str) -> bool:
    sql = "SELECT count(*) FROM customers WHERE name_key = ? AND deleted_at IS NULL"
    return bool(db.execute(sql, (key,)).fetchone()[0] == 1)


def _recent(db: sqlite3.Connection, ids: Sequence[str]) -> Iterator[sqlite3.Row]:
    for customer in ids[:MOST]:
        yield from db.execute(f"{_ROW} WHERE {_ALIVE} c.id = ?", (customer,))
    if not ids:
        yield from db.execute(f"{_ROW} JOIN pulse p ON p.customer_id = c.id WHERE {_ALIVE} p.last_touch IS NOT NULL"
                              f" ORDER BY p.last_touch DESC LIMIT {MOST}")  # fmt: skip


def _matching(db: sqlite3.Connection, typed: str) -> Iterator[sqlite3.Row]:
    code = re.fullmatch(r"([A-Za-z])(\d{1,9})", typed)
    if code:
        where = "c.code_letter = ? AND instr(c.code_number, ?) = 1 ORDER BY length(c.code_number), c.code_number LIMIT 50"
        yield from db.execute(f"{_ROW} WHERE {_ALIVE} {where}", (code[1].lower(), code[2]))
    if typed.isdecimal():
        yield from _by_number(db, typed)
        return
    key = fold(typed)
    yield from db.execute(f"{_ROW} WHERE {_ALIVE} c.name_key >= ? AND c.name_key < ? ORDER BY c.name_key LIMIT {MOST}",
                          (key, f"{key}\U0010ffff"))  # fmt: skip
    yield from db.execute(f"{_ROW} WHERE {_ALIVE} instr(c.name_key, ?) {_ORDER}", (key,))
    yield from _by_sound(db, "".join(key.split()))
    yield from db.execute(f"{_PEOPLE} instr(p.name_key, ?) {_ORDER}", (key,))
    if "@" in key or "." in key:
        address = f"{_ROW} JOIN channels ch ON ch.customer_id = c.id WHERE {_ALIVE} ch.deleted_at IS NULL AND ch.kind = 'email'"
        yield from db.execute(f"{address} AND instr(ch.key, ?) {_ORDER}", (key,))


def _by_sound(db: sqlite3.Connection, letters: str) -> Iterator[sqlite3.Row]:
    if letters.isascii() and letters.isalpha() and len(letters) >= LEAST_INITIALS:
        where = "(instr(replace({t}.pinyin, ' ', ''), ?) OR instr({t}.initials, ?) = 1)"
        rows = db.execute(f"{_ROW} WHERE {_ALIVE} {where.format(t='c')} {_ORDER}", (letters, letters))
        yield from (row for row in rows if sounds(letters, row["pinyin"], row["initials"]))
        people = f"{_PEOPLE} {where.format(t='p')} {_ORDER}".replace("c.pinyin, c.initials", "p.pinyin, p.initials", 1)
        yield from (row for row in db.execute(people, (letters, letters))
                    if sounds(letters, row["pinyin"], row["initials"]))  # fmt: skip


def _by_number(db: sqlite3.Connection, digits: str) -> Iterator[sqlite3.Row]:
    if ROW_DIGITS < LEAST_PHONE_DIGITS <= len(digits):
        where = "ch.deleted_at IS NULL AND ch.kind IN ('phone', 'mobile', 'fax') AND instr(ch.key, ?)"
        yield from db.execute(f"{_ROW} JOIN channels ch ON ch.customer_id = c.id WHERE {_ALIVE} {where} {_ORDER}", (digits,))
