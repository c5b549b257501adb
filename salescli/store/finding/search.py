"""`crm find`: every place in the book that has a text, or all of its words (CONTRACT 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from salescli.store.finding.asked import LEAST_PHONE_DIGITS, Asked
from salescli.store.finding.by_name import initialled, sounds, titled
from salescli.store.finding.by_number import as_in_keys, digits_of
from salescli.store.finding.keys import fold, has_han, traditional
from salescli.store.finding.words import places_spoken
from salescli.store.ranking.pulse import COUNTS
from salescli.store.records.alternatives import NAME

if TYPE_CHECKING:
    from salescli.core.records import Table
    from salescli.store.base.book import Book


class Match(NamedTuple):
    """A customer's id, where the text was found (a kind of place, a channel, an own field's name), and what stands there."""

    customer: str
    where: str
    what: str


def search(book: Book, text: str) -> Iterator[Match]:
    """Where the text stands as a whole; then, of customers that have all of its words, where those stand."""
    yield from _whole(book, text)
    parts = text.split()
    if len(parts) < 2 or digits_of(text):
        return
    found: dict[str, list[Match]] = {}
    for place, part in enumerate(parts):
        here: dict[str, list[Match]] = {}
        for match in _whole(book, part):
            here.setdefault(match.customer, []).append(match)
        found = {one: [*found.get(one, ()), *these] for one, these in here.items() if not place or one in found}
    for matches in found.values():
        yield from matches


def _whole(book: Book, text: str) -> Iterator[Match]:
    key = fold(text)
    texts = Needles.of(text, key, traditional(key))
    yield from _named(book, text)
    yield from _reached(book, text, key)
    for sql, where in _STORY:
        rows = book.db.execute(sql.format(test=texts.test("t.text")), texts.values).fetchall()
        yield from (Match(customer, where, what) for customer, what in rows)
    records = [_records(book, table, texts) for table in ("customers", "contacts")]
    for place in ("notes", "own", "also", "tag", "address", "city", "province"):
        for found in records if place in _KEPT else ():
            yield from found[place]
        if place in _ROWS:
            test = texts.test("t.tag" if place == "tag" else "t.value")
            yield from (Match(*row) for row in book.db.execute(_ROWS[place].format(test=test), texts.values).fetchall())
    yield from _declared(book, text, texts)
    yield from (Match(hit.customer, "city", text) for hit in places_spoken(book, Asked(book, text)))


def _declared(book: Book, text: str, texts: Needles) -> Iterator[Match]:
    """Records of the kinds that have a noun: their texts, and their codes."""
    from salescli.core.records import nouns

    for word, table in nouns().items():
        if table.of_customer:
            found = records_with(book, table, text, texts)
            yield from (Match(record.customer.id, word, what) for record, what in found)


def records_with(book: Book, table: Table, text: str, texts: Needles) -> Iterator[tuple[Any, str]]:
    """The records of a kind that have a text, each with its code and what it has there."""
    from salescli.core.records.values import written
    from salescli.store.records.declared import select

    columns = [column for column in table.fields if column.kind in ("text", "texts", "lines")]
    test = " OR ".join(texts.test(f"t.{column.name}") for column in columns)
    by_code = " OR t.code_letter || t.code_number = :code" if table.noun and table.noun.letter else ""
    for record in select(book, table, f"{test}{by_code}", {**texts.values, "code": text.strip().lower()}):
        what = (written(column, getattr(record, column.attribute)) for column in columns)
        wanted = [one for one in what if any(fold(value.strip("%")) in fold(one) for value in texts.values.values())]
        yield record, " ".join(dict.fromkeys((record.code, *(one.replace("\n", " ") for one in wanted[:1]))))


def others(book: Book, text: str) -> Iterator[tuple[Table, Any]]:
    """Records that have a text and are nobody's: they are found beside the customers."""
    from salescli.core.records import nouns

    key = fold(text)
    for table in nouns().values():
        if not table.of_customer:
            found = records_with(book, table, text, Needles.of(text, key, traditional(key)))
            yield from ((table, record) for record, _ in found)


class Needles(NamedTuple):
    """What a kept text is looked through for: SQL with {} for the column, and the values that it names."""

    sql: tuple[str, ...]
    values: dict[str, str]

    def test(self, column: str) -> str:
        """SQL: the column holds any of them."""
        return f"({' OR '.join(one.format(column) for one in self.sql)})"

    @classmethod
    def of(cls, raw: str, *keys: str) -> Needles:
        """A text as it was typed, or in capitals or not, in simplified or traditional characters: each looked for once.

        LIKE takes A for a and knows of no other letters, as SQLite's lower() does, but makes no copy of every text.
        """
        found = {key: _loosely(key) for key in keys}
        if raw.translate(_TO_LOWER) not in found:
            found[f"={raw}"] = ("instr({}, :%s)", raw)
        names = [f"n{place}" for place in range(len(found))]
        tests = tuple(sql % name for (sql, _), name in zip(found.values(), names, strict=True))
        return cls(tests, {name: value for name, (_, value) in zip(names, found.values(), strict=True)})


def _loosely(key: str) -> tuple[str, str]:
    if not re.search("[a-z]", key):
        return "instr({}, :%s)", key
    if len(key) > LONGEST_PATTERN:
        return "instr(lower({}), :%s)", key
    return "{} LIKE :%s ESCAPE '\\'", "%" + re.sub(r"([\\%_])", r"\\\1", key) + "%"


def _reached(book: Book, text: str, key: str) -> Iterator[Match]:
    digits = digits_of(text)
    forms = as_in_keys(book, text, digits) if len(digits) >= LEAST_PHONE_DIGITS else ()
    values = {"raw": text, **{f"k{place}": form for place, form in enumerate(dict.fromkeys((key, *forms)))}}
    keys = " OR ".join(f"instr(t.key, :{name})" for name in values if name != "raw")
    sql = (f"SELECT c.id, t.kind, t.value FROM channels t JOIN customers c ON c.id = t.customer_id WHERE {_ALIVE}"
           f" AND t.deleted_at IS NULL AND t.rowid IN (SELECT t.rowid FROM channels t WHERE {keys} OR instr(t.value, :raw))")
    yield from (Match(*row) for row in book.db.execute(sql, values).fetchall())


def _records(book: Book, table: str, texts: Needles) -> dict[str, list[Match]]:
    """Customers or people by the place where their own row has it: one look at each row for all places."""
    tests = {place: texts.test(f"t.{place}") for place in _KEPT}
    shown = ", ".join(f"CASE WHEN {test} THEN t.{place} END" for place, test in tests.items())
    owner = "t.id" if table == "customers" else "t.customer_id"
    sql = (f"SELECT c.id, {shown} FROM {table} t JOIN customers c ON c.id = {owner} WHERE {_ALIVE} AND t.deleted_at IS NULL"
           f" AND t.rowid IN (SELECT t.rowid FROM {table} t WHERE {' OR '.join(tests.values())})")  # fmt: skip
    found: dict[str, list[Match]] = {place: [] for place in _KEPT}
    for customer, *whats in book.db.execute(sql, texts.values).fetchall():
        for place, what in zip(_KEPT, whats, strict=True):
            found[place] += [Match(customer, place, what)] if what is not None else []
    return found


def _named(book: Book, text: str) -> Iterator[Match]:
    """Names that have the text, as they are written or as they sound, in either order, and whom a title means."""
    asked = Asked(book, text)
    for name in asked.names:
        where = "contact" if name.contact else "name"
        if asked.key in name.key or (not has_han(name.key) and any(sounds(each, name.sound, "") for each in asked.letters)):
            yield Match(name.customer, where, name.name)
        elif initialled(name, asked) or (
            has_han(name.key) and any(sounds(each, name.sound, name.initials) for each in asked.letters)
        ):
            yield Match(name.customer, "pinyin", text)
    for hit in titled(asked):
        yield Match(hit.customer, "contact", text)


LONGEST_PATTERN = 1000
"""Characters; SQLite refuses patterns of very many."""
_TO_LOWER = str.maketrans({chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)})
_ALIVE = "c.deleted_at IS NULL"
_KEPT = ("notes", "address", "city", "province")
_OF = "JOIN customers c ON c.id = t.customer_id WHERE c.deleted_at IS NULL AND t.deleted_at IS NULL"
# the inner scans test the text alone, before anything else of a row is looked at
_STORY = (
    (f"SELECT c.id, text FROM interactions JOIN customers c ON c.id = customer_id WHERE {_ALIVE} AND {COUNTS}"
     " AND interactions.rowid IN (SELECT t.rowid FROM interactions t WHERE {test})", "interaction"),
    (f"SELECT c.id, t.text FROM promises t {_OF} AND t.state = 'open' AND {{test}}", "promise"),
)  # fmt: skip
_ROWS = {
    "own": f"SELECT c.id, t.name, t.value FROM own t {_OF} AND {{test}}",
    "also": f"SELECT c.id, {NAME}, t.value FROM alternatives t {_OF} AND {{test}}",
    "tag": f"SELECT c.id, 'tag', t.tag FROM tags t {_OF} AND {{test}}",
}
