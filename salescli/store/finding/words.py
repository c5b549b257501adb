"""Several words of which a customer, or somebody there, must have every one: 佛山 顺德, Chen Foshan, 华星 王总."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from salescli.store.finding.asked import Asked, Hit
from salescli.store.finding.by_name import by_part, by_person, by_sound
from salescli.store.finding.by_number import by_address, by_phone
from salescli.store.finding.keys import fold, has_han, name_keys, traditional

if TYPE_CHECKING:
    from salescli.store.base.book import Book

_BETWEEN = re.compile(r"[\s,;，、；/·|]+")
_KINDS_OF_PLACE = ("", "shi", "sheng", "xian", "qu")
"""What may stand behind a place's name that people leave out: 市, 省, 县, 区."""
_PLACES = "country province city address"


_OF_CUSTOMER = f"{_PLACES} region industry type source business_scope"
_OF_PERSON = f"{_PLACES} title department form_of_address"
_ELSEWHERE = (
    ("SELECT t.id, NULL FROM customers t WHERE t.deleted_at IS NULL AND ", _OF_CUSTOMER),
    ("SELECT t.customer_id, t.id FROM contacts t WHERE t.deleted_at IS NULL AND ", _OF_PERSON),
    ("SELECT t.customer_id, NULL FROM tags t WHERE t.deleted_at IS NULL AND ", "tag"),
)  # fmt: skip

BY_WORD = (by_phone, by_person, by_sound, by_part, by_address)
"""What one of several words may find, all of it."""


def by_words(asked: Asked) -> list[Hit]:
    """Several words, all of which the customer or its people have, in names, places, titles, tags, numbers, addresses."""
    if "." in asked.key and " " not in asked.key:  # wang.jianguo, where it is no address
        return by_sound(Asked(asked.book, asked.key.replace(".", " ")))
    parts = split(asked.key)
    return with_all(asked.book, parts) if len(parts) > 1 else []


def split(key: str) -> list[str]:
    """The words of a folded text; 华星王总 is 华星 and 王总."""
    parts = [part for part in _BETWEEN.split(key) if part]
    return _firm_and_person(key) if len(parts) == 1 else parts


def _firm_and_person(key: str) -> list[str]:
    from salescli.core.language.called import called
    from salescli.core.language.names import COMPOUND_SURNAMES, is_eastern

    meant = called(key)
    if not meant or not is_eastern(meant.name):
        return [key]
    size = 2 if meant.name[-2:] in COMPOUND_SURNAMES else 1
    at = len(meant.name) - size
    return [key[:at], key[at:]] if at > 1 else [key]


def with_all(book: Book, parts: Sequence[str]) -> list[Hit]:
    """The customers that every word finds; with the person whom all words that find a person find there."""
    first, *others = sorted(parts, key=len, reverse=True)
    found = _people_of(_of_word(book, first))
    for part in others:
        hits = _people_of(_of_word(book, part))
        found = {customer: _same(people, hits[customer]) for customer, people in found.items() if customer in hits}
    return [Hit(customer, contact) for customer, people in found.items() for contact in people or (None,)]


def _people_of(hits: Iterable[Hit]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for hit in hits:
        found.setdefault(hit.customer, set()).update((hit.contact,) if hit.contact else ())
    return found


def _same(before: set[str], now: set[str]) -> set[str]:
    """Who was found by both words, as far as both found people."""
    return before & now if before and now else before | now


def _of_word(book: Book, part: str) -> Iterator[Hit]:
    asked = Asked(book, part)
    for look in BY_WORD:
        yield from look(asked)
    spellings = tuple(dict.fromkeys((part, traditional(part))))
    for sql, columns in _ELSEWHERE:
        test = " OR ".join(f"instr(t.{name}, ?{n})" if has_han(part) else f"instr(lower(t.{name}), ?{n})"
                           for name in columns.split() for n in range(1, len(spellings) + 1))  # fmt: skip
        yield from (Hit(*row) for row in book.db.execute(f"{sql}({test})", spellings).fetchall())
    yield from places_spoken(book, asked)


def places_spoken(book: Book, asked: Asked) -> Iterator[Hit]:
    """Customers in 佛山, for foshan."""
    if not asked.letters or not asked.key.isascii():
        return
    for column in ("city", "province"):
        known = book.db.execute(f"SELECT DISTINCT {column} FROM customers WHERE {column} IS NOT NULL").fetchall()
        spoken = [row[0] for row in known if _sounds_so(row[0], asked.letters[0])]
        marks = ",".join("?" * len(spoken))
        sql = f"SELECT id, NULL FROM customers WHERE deleted_at IS NULL AND {column} IN ({marks})"
        yield from (Hit(*row) for row in book.db.execute(sql, spoken).fetchall())


def _sounds_so(place: str, letters: str) -> bool:
    key = fold(place)
    return not key.isascii() and name_keys(key).pinyin.replace(" ", "") in [letters + kind for kind in _KINDS_OF_PLACE]
