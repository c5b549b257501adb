"""WHO: which customer (and which person there) a rep means by a few letters (CONTRACT 2)."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from salescli.core.errors import CannotDo
from salescli.store.finding.asked import FROM, FROM_CONTACTS, LEAST_PHONE_DIGITS, Asked, Found, Hit
from salescli.store.finding.by_name import by_familiar, by_part, by_person, by_sound, by_whole_name, called_so
from salescli.store.finding.by_number import by_address, by_code, by_phone, by_record
from salescli.store.finding.words import by_words

if TYPE_CHECKING:
    from salescli.store.base.book import Book

ROW_DIGITS = 3  # a number of up to so many digits is a row of the list last shown
WHOLE_ID = 36  # characters
MOST_SHOWN = 20
MOST_ORDERED = 500  # hits that are worth being put in the order of their codes
RANK_OF_LEFT = 10  # behind all ranks of those who are there
CLASSES: tuple[Callable[[Asked], Iterable[Hit]], ...] = (
    by_code, by_record, by_whole_name, by_phone, by_person, by_sound, by_part, by_address, by_words, by_familiar,
)  # fmt: skip
"""In this order: the first with a hit decides (CONTRACT 2)."""


def find(book: Book, text: str, last_list: Sequence[str] | None) -> list[Found]:
    """The hits of the first class that has any; `last_list` are ids of the list last shown, None if there is none."""
    text = unicodedata.normalize("NFKC", text).strip()
    if text.isascii() and text.isdigit() and len(text) <= ROW_DIGITS:
        return _by_row(book, text, last_list)
    asked = Asked(book, text)
    for look in CLASSES:
        hits = list(look(asked))
        if hits:
            return _merged(book, _there_first(asked, hits, by_name=look in (by_whole_name, by_person)))
    return []


def _there_first(asked: Asked, hits: Sequence[Hit], *, by_name: bool) -> list[Hit]:
    """Who has left comes last; by a name that is more than a family name, only where nobody who is there bears it."""
    people = [hit.contact for hit in hits if hit.contact]
    sql = "SELECT id FROM contacts WHERE left IS NOT NULL AND id IN (SELECT value FROM json_each(?))"
    left = {row[0] for row in asked.book.db.execute(sql, (json.dumps(people),))} if people else ()
    if not left:
        return list(hits)
    from salescli.core.language.called import is_bare

    there = [hit for hit in hits if hit.contact not in left]
    if by_name and not is_bare(asked.key) and any(hit.contact for hit in there):
        return there
    return there + [hit._replace(rank=hit.rank + RANK_OF_LEFT) for hit in hits if hit.contact in left]


def whole(book: Book, text: str) -> list[Found]:
    """Hits by code or whole name of a customer alone: what `delete`, `merge` and `forget` take (CONTRACT 2)."""
    asked = Asked(book, unicodedata.normalize("NFKC", text).strip())
    return [Found(hit.customer) for hit in (*by_code(asked),) or (*called_so(asked),)]


def people(book: Book, text: str, at: str = "") -> list[Found]:
    """Everybody who may be meant, at a customer or anywhere: by name, surname, title, sound or part of the name."""
    asked = Asked(book, unicodedata.normalize("NFKC", text).strip(), at)
    for look in (by_person, by_sound, by_part, by_familiar):
        found = [Found(hit.customer, hit.contact) for hit in look(asked) if hit.contact and at in ("", hit.customer)]
        if found:
            return list(dict.fromkeys(found))
    return []


def person_by_id(book: Book, text: str) -> list[Found]:
    """The people whose id ends with what follows # (4 characters or more of it), or whose whole id the text is.

    Without # the end of an id may be a name: Dade, Fabe.
    """
    typed = unicodedata.normalize("NFKC", text).strip().lower()
    tail = typed.removeprefix("#")
    if len(tail) < (LEAST_PHONE_DIGITS if tail != typed else WHOLE_ID) or not all(char in "0123456789abcdef-" for char in tail):
        return []
    rows = book.db.execute(FROM_CONTACTS + "substr(p.id, -length(?)) = ?", (tail, tail))
    return [Found(*row) for row in rows.fetchall()]


def is_there(book: Book, person: Found) -> bool:
    """Whether a person is at the customer where they were found."""
    return book.db.execute(FROM_CONTACTS + "c.id = ? AND p.id = ?", person).fetchone() is not None


def _merged(book: Book, hits: Iterable[Hit]) -> list[Found]:
    """One of each customer, likeliest first, then by code; the person stays named only where it is one."""
    ranks: dict[str, int] = {}
    contacts: dict[str, set[str | None]] = {}
    for customer, contact, rank in hits:
        ranks[customer] = min(rank, ranks.get(customer, rank))
        contacts.setdefault(customer, set()).add(contact)
    found = [Found(customer, next(iter(who)) if len(who) == 1 else None) for customer, who in contacts.items()]
    numbers = _numbers(book, ranks) if 1 < len(found) <= MOST_ORDERED else {}
    return sorted(found, key=lambda each: (ranks[each.customer], numbers.get(each.customer, 0)))


def _numbers(book: Book, customers: Iterable[str]) -> dict[str, int]:
    """The numbers of the customers' codes."""
    ids = tuple(customers)
    sql = "SELECT id, code_number FROM customers WHERE id IN "
    return dict(book.db.execute(f"{sql}({','.join('?' * len(ids))})", ids).fetchall())


def _owner(book: Book, row_id: str) -> str:
    """The customer of a row of the list last shown: the row itself, or whose record it is."""
    if book.db.execute("SELECT 1 FROM customers WHERE id = ?", (row_id,)).fetchone():
        return row_id
    from salescli.store.records import declared

    meant = declared.by_id(book, row_id)
    return meant.customer if meant else row_id


def _by_row(book: Book, text: str, last_list: Sequence[str] | None) -> list[Found]:
    place = int(text)
    if last_list is not None and 1 <= place <= len(last_list):
        customer = _owner(book, last_list[place - 1])
        if not book.db.execute(FROM + "c.id = ?", (customer,)).fetchone():
            raise CannotDo("row_gone", row=place)
        return [Found(customer)]
    hits = list(by_whole_name(Asked(book, text)))
    if hits:
        return _merged(book, hits)
    raise CannotDo("row_no_list" if last_list is None else "row_not_there", row=place, n=len(last_list or ()))
