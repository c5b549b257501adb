"""Undo, redo and history: the change log read backwards."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

from salescli.core.errors import CannotDo
from salescli.core.records import TABLES
from salescli.store.base.door import unhindered
from salescli.store.base.rows import AMONG
from salescli.store.base.schema import literals

if TYPE_CHECKING:
    import sqlite3

    from salescli.store.base.book import Book

LIVE = "kind = 'command' AND undone_by IS NULL"
OF_CUSTOMER = {table.name: "customer_id" for table in TABLES if table.of_customer} | {"customers": "id"}


def to_undo(book: Book, run: int | None) -> sqlite3.Row:
    """The run that undo takes back: the one named, else the newest that isn't undone yet or passed over."""
    if run is None:
        found = book.db.execute(f"SELECT * FROM runs WHERE {LIVE} ORDER BY id DESC LIMIT 1").fetchone()
        if not found:
            raise CannotDo("nothing_to_undo")
        return cast("sqlite3.Row", found)
    found = book.db.execute("SELECT * FROM runs WHERE id = ?", (run,)).fetchone()
    if not found or found["kind"] == "bookkeeping":
        raise CannotDo("run_not_found", run=run)
    if found["kind"] != "command" or found["undone_by"] is not None:
        raise CannotDo("run_undone", run=run)
    return cast("sqlite3.Row", found)


def to_redo(book: Book) -> sqlite3.Row:
    """The undo that redo takes back: the newest that isn't redone yet."""
    found = book.db.execute(
        "SELECT * FROM runs WHERE kind = 'undo' AND undone_by IS NULL ORDER BY id DESC LIMIT 1"
    ).fetchone()
    if not found:
        raise CannotDo("nothing_to_redo")
    return cast("sqlite3.Row", found)


def pass_over(book: Book, target: sqlite3.Row) -> None:
    """Have undo take no more notice of a run that changed nothing: it counts as undone by itself (CONTRACT 1)."""
    with book.keeping("undo"):
        _refuse_undone(book, target)
        book.db.execute("UPDATE runs SET undone_by = id WHERE id = ?", (target["id"],))


def undo(book: Book, target: sqlite3.Row) -> None:
    """Take a command's run back, in a run of its own; refuses where a later run built on it."""
    _turn_back(book, target, "undo")


def redo(book: Book, target: sqlite3.Row) -> None:
    """Take an undo back: the command it undid counts again."""
    _turn_back(book, target, "redo")


def _turn_back(book: Book, target: sqlite3.Row, kind: str) -> None:
    # SQLite would look for children at every deleted row, slowly where they have no index; `_refuse_built_on` has before
    with unhindered(book.db), book.writing(target["command"], kind=kind, target=target["id"], long=True):
        _refuse_undone(book, target)
        _refuse_built_on(book, target)
        _invert(book, target["id"])
        book.db.execute("UPDATE runs SET undone_by = ? WHERE id = ?", (book.run, target["id"]))
        if kind == "redo":
            book.db.execute("UPDATE runs SET undone_by = NULL WHERE id = ?", (target["target"],))


_POINTERS = tuple((table.name, column) for table in TABLES for column in table.pointers())
"""Columns that name a row of another record table (or of their own)."""
_POINTS_AT_MINE = " OR ".join(
    f"(later.tbl = '{table}' AND EXISTS (SELECT 1 FROM {table} JOIN changes mine ON mine.row = {table}.{column}"
    f" WHERE {table}.id = later.row AND +mine.run = :run AND mine.kind = 'insert'))"
    for table, column in _POINTERS
)
# the + keeps SQLite from going through all of a run's changes, by their index, for each later change
_LATER = f"""
SELECT DISTINCT later.run, coalesce(runs.command, '?') AS command FROM changes later LEFT JOIN runs ON runs.id = later.run
WHERE later.run IN (SELECT 0 UNION SELECT id FROM runs WHERE {LIVE}) AND later.run != :run AND later.seq > :last AND (
  EXISTS (SELECT 1 FROM changes mine WHERE +mine.run = :run AND mine.row = later.row
          AND (mine.field IS later.field OR mine.kind != 'update' OR later.kind != 'update')
          AND coalesce(mine.field, '') != 'updated_at')
  OR {_POINTS_AT_MINE})
LIMIT 3"""


def _refuse_undone(book: Book, target: sqlite3.Row) -> None:
    """Another program may have been quicker since the run was looked up."""
    now = book.db.execute("SELECT undone_by FROM runs WHERE id = ?", (target["id"],)).fetchone()
    if now is None or now[0] is not None:
        raise CannotDo("run_undone", run=target["id"]) if target["kind"] == "command" else CannotDo("nothing_to_redo")


def _refuse_built_on(book: Book, target: sqlite3.Row) -> None:
    last = book.db.execute("SELECT max(seq) FROM changes WHERE run = ?", (target["id"],)).fetchone()[0]
    later = book.db.execute(_LATER, {"run": target["id"], "last": last}).fetchall()
    if later:
        runs = ", ".join(f"{row['run']} ({row['command']})" if row["run"] else "0" for row in later)
        raise CannotDo("undo_built_on", run=target["target"] or target["id"], runs=runs, last=later[-1]["run"])


def _invert(book: Book, run: int) -> None:
    """Apply the opposite of each change of a run, last first."""
    columns = {table.name: {row[1] for row in book.db.execute(f"PRAGMA table_info({table.name})")} for table in TABLES}
    rows = book.db.execute(
        "SELECT tbl, row, kind, field, old, new, kept FROM changes WHERE run = ? ORDER BY seq DESC", (run,)
    ).fetchall()
    for table, row_id, kind, field, old, new, kept in rows:
        if table not in columns or (field and field not in columns[table]):
            raise CannotDo("undo_impossible", run=run)
        if kind == "delete":
            _put_back(book, table, literals(old), columns[table])
        _touch(book, table, row_id)
        if kind == "update":
            # the time of a later change to other fields of the row is still the latest
            unless = " AND updated_at IS :new" if field == "updated_at" else ""
            value = ":old" if kept is None else f"substr({field}, 1, :kept) || :old"
            book.db.execute(f"UPDATE {table} SET {field} = {value} WHERE id = :id{unless}",
                            {"old": old, "id": row_id, "new": new, "kept": kept})  # fmt: skip
        elif kind == "insert":
            book.db.execute(f"DELETE FROM {table} WHERE id = ?", (row_id,))


def _put_back(book: Book, table: str, row: dict[str, Any], columns: set[str]) -> None:
    names = [name for name in row if name in columns]
    marks = ", ".join("?" * len(names))
    book.db.execute(f"INSERT INTO {table}({', '.join(names)}) VALUES ({marks})", [row[name] for name in names])


def _touch(book: Book, table: str, row_id: str) -> None:
    if table not in OF_CUSTOMER:
        return
    owner = book.db.execute(f"SELECT {OF_CUSTOMER[table]} FROM {table} WHERE id = ?", (row_id,)).fetchone()
    if owner and owner[0]:
        book.touched.add(owner[0])


_ALSO_OF = [(table.name, column) for table in TABLES if table.name != "customers"
            for column, target in table.pointers().items() if target == "customers" and column != "customer_id"]  # fmt: skip
"""Columns by which a row is another customer's, too."""
_HERS = " UNION ".join(f"SELECT id FROM {table} WHERE {column} = :who" for table, column in (*OF_CUSTOMER.items(), *_ALSO_OF)) + (
    " UNION SELECT row FROM changes WHERE field = 'customer_id' AND old = :who")
"""SQL: the ids of all rows that belong to a customer, or did before they moved on."""


def history(book: Book, customer: str = "", limit: int = 50) -> list[dict[str, Any]]:
    """The runs that wrote, newest first, with how often each table was changed.

    Of one customer, where named, with the rows that were `written` there, and `changes` counting these alone; else with
    the first names of the `customers` that each changed, and how many these are.
    """
    where = f"AND id IN (SELECT run FROM changes WHERE row IN ({_HERS}))" if customer else ""
    rows = book.db.execute(
        f"SELECT * FROM runs WHERE kind != 'bookkeeping' {where} ORDER BY id DESC LIMIT :limit",
        {"who": customer, "limit": limit},
    ).fetchall()
    tables = _tables(book, [row["id"] for row in rows])
    runs = [{**dict(row), "tables": tables[row["id"]]} for row in rows]
    if not customer:
        named = customers_of(book, [run["id"] for run in runs])
        return [{**run, "customers": named[run["id"]]} for run in runs]
    written = _written(book, [run["id"] for run in runs], customer)
    return [{**run, **written.get(run["id"], {})} for run in runs]


def _written(book: Book, runs: Sequence[int], customer: str) -> dict[int, dict[str, Any]]:
    """By run, how many changes it made to rows of the customer, and what it wrote there."""
    changes = book.db.execute(
        f"SELECT run, tbl, row, kind, field, old, new, kept FROM changes WHERE run {AMONG} AND row IN ({_HERS}) ORDER BY seq",
        {"ids": json.dumps(runs), "who": customer},
    ).fetchall()
    found: dict[tuple[int, str, str], dict[str, Any]] = {}
    counts = dict.fromkeys(runs, 0)
    for run, table, row_id, kind, field, old, new, begins in changes:
        counts[run] += 1
        one = found.setdefault((run, table, row_id), {"table": table, "kind": kind, "fields": {}})
        if field == "deleted_at" and new and one["kind"] == "update":
            one["kind"] = "delete"
        elif field:
            one["fields"][field] = (old, new) if begins is None else (f"…{old}", f"…{new}")
    present = _present(book, {key[1:] for key in found})
    kept: dict[int, list[dict[str, Any]]] = {run: [] for run in runs}
    for (run, *place), one in found.items():
        if row := present.get(tuple(place)):
            kept[run].append({**one, **row})
    return {run: {"changes": counts[run], "written": kept[run]} for run in runs}


def _present(book: Book, places: Iterable[tuple[str, str]]) -> dict[tuple[str, ...], dict[str, Any]]:
    """Rows as they are now, by table and id, without those that were taken back, and whose each of them is."""
    ids: dict[str, list[str]] = {}
    for table, row_id in places:
        ids.setdefault(table, []).append(row_id)
    rows = {(table, row["id"]): dict(row) for table, some in ids.items()
            for row in book.db.execute(f"SELECT * FROM {table} WHERE id {AMONG}", {"ids": json.dumps(some)})}  # fmt: skip
    named = [row[side] for row in rows.values() for side in _SIDES if row.get(side)]
    names = dict(book.db.execute(
        f"SELECT id, name FROM contacts WHERE id {AMONG} UNION SELECT id, name FROM customers WHERE id {AMONG}",
        {"ids": json.dumps(named)}).fetchall())  # fmt: skip
    return {place: {"row": row, "person": names.get(row.get("contact_id")), "customer": names.get(row.get("customer_id")),
                    "other": names.get(row.get("other_contact_id") or row.get("other_id"))} for place, row in rows.items()}


_SIDES = ("customer_id", "contact_id", "other_id", "other_contact_id")


def _tables(book: Book, runs: Sequence[int]) -> dict[int, list[tuple[str, str, int]]]:
    """(table, kind, rows) by run: what it put in, changed and took out."""
    rows = book.db.execute(
        "SELECT run, tbl, CASE WHEN kind = 'update' AND max(field = 'deleted_at' AND new IS NOT NULL) THEN 'delete' ELSE kind"
        f" END AS what, row FROM changes WHERE run {AMONG} GROUP BY run, tbl, row",
        {"ids": json.dumps(runs)},
    )
    counts: dict[int, dict[tuple[str, str], int]] = {run: {} for run in runs}
    for run, table, what, _ in rows:
        counts[run][table, what] = counts[run].get((table, what), 0) + 1
    return {run: [(table, what, count) for (table, what), count in sorted(found.items())] for run, found in counts.items()}


def size(book: Book, run: int) -> int:
    """How many changes a run made."""
    return int(book.db.execute("SELECT changes FROM runs WHERE id = ?", (run,)).fetchone()[0])


def customers_of(book: Book, runs: Sequence[int], limit: int = 3) -> dict[int, tuple[list[str], int]]:
    """By run, the names of customers that it changed, as far as `limit`, and how many there are in all."""
    ids = " UNION ".join(
        f"SELECT ch.run, t.{column} AS id FROM changes ch JOIN {table} t ON t.id = ch.row WHERE ch.run {AMONG}"
        f" AND ch.tbl = '{table}'"
        for table, column in OF_CUSTOMER.items()
    )
    placed = ("SELECT changed.run, c.name, row_number() OVER (PARTITION BY changed.run ORDER BY c.id) AS place,"
              f" count(*) OVER (PARTITION BY changed.run) AS total FROM ({ids}) changed"
              " JOIN customers c ON c.id = changed.id")  # fmt: skip
    found: dict[int, tuple[list[str], int]] = {run: ([], 0) for run in runs}
    for run, name, total in book.db.execute(
        f"SELECT run, name, total FROM ({placed}) WHERE place <= :n ORDER BY run, place",
        {"ids": json.dumps(list(runs)), "n": limit},
    ):
        found[run] = ([*found[run][0], name], total)
    return found
