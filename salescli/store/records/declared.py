"""Records of the kinds that have a noun: put in, changed, marked as deleted and read, all from their declarations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from salescli.core.records import BY_NAME, Attribute, Table, noun_of, nouns
from salescli.core.records.noun import Linked, Record
from salescli.core.records.values import as_read, kept
from salescli.store.base.rows import delete, insert, update

if TYPE_CHECKING:
    from salescli.store.base.book import Book

_CODE = re.compile(r"([A-Za-z])(\d{1,9})")
MOST_CODES = 1_000_000_000
_CALLED = {
    "customers": ("{t}.code_letter || {t}.code_number", "{t}.name"), "contacts": ("''", "{t}.name"),
    "interactions": ("''", "{t}.text"), "promises": ("''", "{t}.text"),
}  # fmt: skip
"""SQL: the code and the name of what a record may point at, beside the kinds that have a noun."""


class Meant(NamedTuple):
    """A record that was named: its kind, its id, and whose it is, if anybody's."""

    table: Table
    id: str
    customer: str = ""


# written


def add(book: Book, table: Table, values: Mapping[str, Any], *, row_id: str = "") -> str:
    """A new record of these fields, with the next code of its kind; returns its id, which is made here unless given."""
    defaults = {column.name: 0 if column.kind == "flag" else column.default for column in table.fields
                if column.kind in ("flag", "choice")}  # fmt: skip
    row = {**defaults, **_kept(table, values)}
    if noun_of(table).letter:
        row["code_letter"], row["code_number"] = next_code(book, table)
    _touch(book, values)
    return insert(book, table.name, {**row, "id": row_id} if row_id else row)


def next_code(book: Book, table: Table) -> tuple[str, int]:
    """A code that was never used; its counter is bookkeeping, as that of customers is."""
    letter = noun_of(table).letter
    number = int(book.meta(_counter(table), "0")) + 1
    book.set_meta(_counter(table), str(number))
    return letter + book.meta("code_letter", "c")[1:], number


def with_code(book: Book, table: Table, row: Mapping[str, Any], given: set[tuple[str, int]]) -> dict[str, Any]:
    """A row from a file with a code of its own: the one it brings, unless that is another record's. `given`: codes of rows
    that are still to be put in."""
    if not table.noun or not table.noun.letter:
        return dict(row)
    code = (str(row.get("code_letter") or ""), int(row.get("code_number") or 0))
    if code in given or not _fits(table, *code) or _is_taken(book, table, code):
        code = next_code(book, table)
    elif code[1] > int(book.meta(_counter(table), "0")):
        book.set_meta(_counter(table), str(code[1]))
    given.add(code)
    return {**row, "code_letter": code[0], "code_number": code[1]}


def _fits(table: Table, letter: str, number: int) -> bool:
    return letter[:1] == noun_of(table).letter and 0 < number < MOST_CODES


def _is_taken(book: Book, table: Table, code: tuple[str, int]) -> bool:
    sql = f"SELECT 1 FROM {table.name} WHERE code_letter = ? AND code_number = ?"
    return book.db.execute(sql, code).fetchone() is not None


def put_in(book: Book, found: Mapping[str, Sequence[Mapping[str, Any]]]) -> int:
    """Put in the records of a whole book that are nobody's, those that are there already aside; returns how many came."""
    count, given = 0, set[tuple[str, int]]()
    for name, rows in found.items():
        for row in rows:
            if not book.db.execute(f"SELECT 1 FROM {name} WHERE id = ?", (row["id"],)).fetchone():
                held = {column: value for column, value in row.items() if column not in BY_NAME[name].pointers()
                        or book.db.execute(f"SELECT 1 FROM {BY_NAME[name].pointers()[column]} WHERE id = ?", (value,)).fetchone()}
                insert(book, name, with_code(book, BY_NAME[name], held, given))
                count += 1
    return count


def _counter(table: Table) -> str:
    return f"code_counter.{noun_of(table).letter}"


def edit(book: Book, table: Table, record: Record, values: Mapping[str, Any]) -> bool:
    """Change fields of a record; returns whether anything changed."""
    _touch(book, values)
    _touch(book, {"customer": getattr(record, "customer", None)})
    found = _kept(table, values)
    return bool(found) and update(book, table.name, record.id, found)


def remove(book: Book, table: Table, record: Record) -> None:
    """Mark a record as deleted."""
    _touch(book, {"customer": getattr(record, "customer", None)})
    delete(book, table.name, record.id)


def _kept(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    return {column.name: kept(column, values[column.field]) for column in table.fields if column.field in values}


def _touch(book: Book, values: Mapping[str, Any]) -> None:
    customer = values.get("customer")
    book.touched.update({customer.id} if isinstance(customer, Linked) else ())


# read


def select(book: Book, table: Table, where: str = "1", params: Sequence[Any] | Mapping[str, Any] = ()) -> list[Record]:
    """The records that meet a condition on `t`, in the order in which they were put in; none of a deleted customer."""
    pointers = [column for column in table.columns if column.points_at]
    joins = "".join(f" LEFT JOIN {one.points_at} p{n} ON p{n}.id = t.{one.name} AND p{n}.deleted_at IS NULL"
                    for n, one in enumerate(pointers))  # fmt: skip
    named = "".join(f", {called(one, f'p{n}')[0]} AS code_{n}, {called(one, f'p{n}')[1]} AS name_{n}"
                    for n, one in enumerate(pointers))  # fmt: skip
    rows = book.db.execute(f"SELECT t.*{named} FROM {table.name} t{joins} WHERE {living(table)} AND ({where}) ORDER BY t.id",
                           params).fetchall()  # fmt: skip
    return [_record(table, pointers, dict(row)) for row in rows]


def living(table: Table) -> str:
    """SQL: a row `t` that isn't deleted, nor its customer."""
    theirs = " AND t.customer_id IN (SELECT id FROM living_customers)" if table.of_customer else ""
    return f"t.deleted_at IS NULL{theirs}"


def called(column: Attribute, alias: str) -> tuple[str, str]:
    """SQL: the code and the name of what a column points at."""
    code, name = _CALLED.get(column.points_at) or _of_noun(BY_NAME[column.points_at])
    return code.format(t=alias), name.format(t=alias)


def _of_noun(table: Table) -> tuple[str, str]:
    noun = noun_of(table)
    title = f"{{t}}.{table.field(noun.title).name}"
    return ("{t}.code_letter || {t}.code_number" if noun.letter else title), title


def _record(table: Table, pointers: Sequence[Attribute], row: dict[str, Any]) -> Record:
    assert table.record
    noun = noun_of(table)
    code = f"{row['code_letter']}{row['code_number']}" if noun.letter else str(row[table.field(noun.title).name])
    linked = {one.attribute: _linked(row, n, one.name) for n, one in enumerate(pointers)}
    values = {one.attribute: as_read(one, row[one.name]) for one in table.fields if not one.points_at}
    stamps = {name: row[name] for name in ("id", "source", "created_at", "updated_at")}
    return table.record(code=code, **stamps, **values, **linked)  # type: ignore[no-any-return]


def _linked(row: Mapping[str, Any], place: int, column: str) -> Linked | None:
    name, code = row[f"name_{place}"], row[f"code_{place}"]
    return None if name is None and code is None else Linked(row[column], code or "", name or "")


def one(book: Book, table: Table, row_id: str) -> Record:
    """The record of an id."""
    return select(book, table, "t.id = ?", (row_id,))[0]


def of_customer(book: Book, customer: str) -> Iterator[tuple[Table, list[Record]]]:
    """The records of a customer, by their kinds, of which there are any."""
    for table in nouns().values():
        if table.of_customer and (found := select(book, table, "t.customer_id = ?", (customer,))):
            yield table, found


# named


def by_code(book: Book, text: str) -> Meant | None:
    """The record that has this code, of whatever kind."""
    code = _CODE.fullmatch(text.strip())
    for table in nouns().values():
        if code and noun_of(table).letter == code[1].lower():
            return _first(book, table, "t.code_letter = ? AND t.code_number = ?", (code[1].lower(), int(code[2])))
    return None


def by_id(book: Book, row_id: str) -> Meant | None:
    """The record of this id, of whatever kind."""
    found = (_first(book, table, "t.id = ?", (row_id,)) for table in nouns().values())
    return next(filter(None, found), None)


def _first(book: Book, table: Table, where: str, params: Sequence[Any]) -> Meant | None:
    owner = "t.customer_id" if table.of_customer else "''"
    row = book.db.execute(f"SELECT t.id, {owner} FROM {table.name} t WHERE {living(table)} AND {where}", params).fetchone()
    return Meant(table, row[0], row[1]) if row else None


def named(book: Book, table: Table, title: str) -> Iterator[tuple[str, Meant]]:
    """All records of a kind with what the column `title` says of them."""
    owner = "t.customer_id" if table.of_customer else "''"
    for row in book.db.execute(f"SELECT t.id, t.{title}, {owner} FROM {table.name} t WHERE {living(table)} ORDER BY t.id"):
        yield str(row[1] or ""), Meant(table, row[0], row[2])
