"""`crm find`: every place in the book that has a text, or all of its words (CONTRACT 3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from salescli.store import who
from salescli.store.keys import fold, has_han, traditional
from salescli.store.pulse import COUNTS

if TYPE_CHECKING:
    from salescli.store.book import Book


class Match(NamedTuple):
    """A customer's id, where the text was found (a kind of place, a channel, an own field's name), and what stands there."""

    customer: str
    where: str
    what: str


def search(book: Book, text: str) -> Iterator[Match]:
    """Where the text stands as a whole; then, of customers that have all of its words, where those stand."""
    yield from _whole(book, text)
    parts = text.split()
    if len(parts) < 2 or who.digits_of(text):
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
    digits = who.digits_of(text)
    forms = dict(zip(("digits", "short", "whole"), who.as_in_keys(book, text, digits), strict=True))
    wanted = {"key": key, "raw": text, "traditional": traditional(key), **forms}
    yield from _named(book, text)
    for sql, where in _PLACES:
        for row in book.db.execute(sql, wanted).fetchall():
            yield Match(row[0], where or row[2], row[1])


def _named(book: Book, text: str) -> Iterator[Match]:
    """Names that have the text, as they are written or as they sound, in either order, and whom a title means."""
    asked = who.Asked(book, text)
    for name in asked.names:
        where = "contact" if name.contact else "name"
        if asked.key in name.key or (not has_han(name.key) and any(who.sounds(each, name.sound, "") for each in asked.letters)):
            yield Match(name.customer, where, name.name)
        elif who.initialled(name, asked) or (
            has_han(name.key) and any(who.sounds(each, name.sound, name.initials) for each in asked.letters)
        ):
            yield Match(name.customer, "pinyin", text)
    for hit in who.titled(asked):
        yield Match(hit.customer, "contact", text)


def _in(text: str) -> str:
    """SQL: a text that is kept as it was typed holds what is looked for, in simplified or traditional characters."""
    return f"(instr({text}, :raw) OR instr(lower({text}), :key) OR instr(lower({text}), :traditional))"


_ALIVE = "c.deleted_at IS NULL"
_OF = "JOIN customers c ON c.id = t.customer_id WHERE c.deleted_at IS NULL AND t.deleted_at IS NULL"
_PLACES = (
    (f"SELECT c.id, t.value, t.kind FROM channels t {_OF} AND (instr(t.key, :key) OR (length(:digits) >= 4 AND"
     " (instr(t.key, :digits) OR instr(t.key, :short) OR instr(t.key, :whole))) OR instr(t.value, :raw))", ""),
    (f"SELECT c.id, text FROM interactions JOIN customers c ON c.id = customer_id WHERE {_ALIVE} AND {COUNTS} AND"
     f" {_in('text')}", "interaction"),
    (f"SELECT c.id, t.text FROM promises t {_OF} AND t.state = 'open' AND {_in('t.text')}", "promise"),
    (f"SELECT c.id, c.notes FROM customers c WHERE {_ALIVE} AND {_in('c.notes')}", "notes"),
    (f"SELECT c.id, t.notes FROM contacts t {_OF} AND {_in('t.notes')}", "notes"),
    (f"SELECT c.id, t.value, t.name FROM own t {_OF} AND {_in('t.value')}", ""),
    (f"SELECT c.id, t.tag FROM tags t {_OF} AND {_in('t.tag')}", "tag"),
    (f"SELECT c.id, c.address FROM customers c WHERE {_ALIVE} AND {_in('c.address')}", "address"),
)  # fmt: skip
