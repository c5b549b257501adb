"""What was typed to name somebody, and the names in the book that have it in them: what all ways to look share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from salescli.store.finding.keys import fold, has_han

if TYPE_CHECKING:
    from salescli.store.base.book import Book

LEAST_PHONE_DIGITS = 4
LEAST_INITIALS = 2
_MAY_BE_SPOKEN = r"[^\W\d_]+(?:(?:[\s'’,-]|\.\s)+[^\W\d_]+)*\.?"
"""Words of letters alone; li.na is part of an address."""

FROM = "SELECT c.id, NULL AS contact FROM customers c WHERE c.deleted_at IS NULL AND "
FROM_CONTACTS = (
    "SELECT c.id, p.id AS contact FROM contacts p JOIN customers c ON c.id = p.customer_id"
    " WHERE c.deleted_at IS NULL AND p.deleted_at IS NULL AND "
)
FROM_CHANNELS = (
    "SELECT c.id, ch.contact_id AS contact FROM channels ch JOIN customers c ON c.id = ch.customer_id"
    " LEFT JOIN contacts p ON p.id = ch.contact_id"
    " WHERE c.deleted_at IS NULL AND ch.deleted_at IS NULL AND p.deleted_at IS NULL AND "
)
# the inner scan reads no more than an index where it asks for no more than name_key
_NAMES = (
    "SELECT c.id, NULL, c.name, c.name_key, c.pinyin, c.initials, '', '' FROM customers c"
    " WHERE c.deleted_at IS NULL AND c.rowid IN (SELECT t.rowid FROM customers t WHERE {where}) ORDER BY c.code_number",
    "SELECT c.id, p.id, p.name, p.name_key, p.pinyin, p.initials, p.title, p.form_of_address FROM contacts p"
    " JOIN customers c ON c.id = p.customer_id WHERE c.deleted_at IS NULL AND p.deleted_at IS NULL"
    " AND p.rowid IN (SELECT t.rowid FROM contacts t WHERE {where}) ORDER BY c.code_number, p.id",
)
SPOKEN = "(t.pinyin LIKE ? AND instr(replace(t.pinyin, ' ', ''), ?))"
"""SQL: pinyin holds letters, spaces aside. The pattern before it costs half, and is enough for nearly all."""
_BREAKS = "(?<=.)(?=[^aeiouv])|(?<=[aeiouv])(?=[aeiouv])"


def in_syllables(letters: str) -> tuple[str, str]:
    """The values for `SPOKEN`: where syllables may break - before a consonant, between vowels - and the letters."""
    return f"%{re.sub(_BREAKS, '%', letters)}%", letters


class Found(NamedTuple):
    """A customer's id, and the id of the person by whom it was found, if any."""

    customer: str
    contact: str | None = None


class Hit(NamedTuple):
    """One way in which a customer was found; `rank` 0 is likelier than 1."""

    customer: str
    contact: str | None = None
    rank: int = 0


class Name(NamedTuple):
    """A customer's name (`contact` is None), or a person's with job and form of address as they were given."""

    customer: str
    contact: str | None
    name: str
    key: str
    sound: str
    initials: str
    title: str | None
    address: str | None

    def hit(self, rank: int = 0) -> Hit:
        """Found by this name."""
        return Hit(self.customer, self.contact, rank)


class Asked:
    """What was typed, and the names that have it in them: one look through the book for all classes that ask for names."""

    def __init__(self, book: Book, text: str, at: str = "") -> None:
        self.book = book
        self.text = text
        self.key = fold(text)
        self.at = at  # the one customer whose people are asked for

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """What may be pinyin, without spaces, in either order of its words; nothing for Chinese characters and numbers."""
        from salescli.core.language.called import orders

        if has_han(self.key) or not re.fullmatch(_MAY_BE_SPOKEN, self.key):
            return ()
        return tuple(each for each in orders(self.key) if len(each) >= LEAST_INITIALS)

    @cached_property
    def names(self) -> list[Name]:
        """Names that hold the text as it is written, or spoken from any letter on, or that have these initials."""
        tests, values = ["instr(t.name_key, ?)"], [self.key]
        for each in self.letters:
            tests.append(SPOKEN)
            values += in_syllables(each)
        if self.letters:
            tests.append("instr(t.initials, ?)")
            values.append(self.letters[0])
        return list(self.among(" OR ".join(tests), values)) if self.key else []

    def among(self, where: str, values: Sequence[object]) -> Iterator[Name]:
        """The names of customers, then of people, that meet a condition on `t`, in the order of the customers' codes."""
        for sql in _NAMES:
            rows = self.book.db.execute(sql.format(where=where), values).fetchall()
            yield from (Name(*row) for row in rows if not self.at or row[0] == self.at)
