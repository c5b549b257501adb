"""All that the book keeps about one customer as plain values: the form in which it leaves the book and comes back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from salescli.core.exchange.card import CardInteraction, CardNext, read_day
from salescli.core.records import TABLES
from salescli.core.text import Text

KEPT = ("code", "stage_since", "snoozed_until", "created_at", "updated_at", "source_at")
"""What a record has beside the fields of the model and may take along: days and times as the book keeps them."""

ALSO = "also"
"""What is kept beside the fields of a record, among its fields: pairs of a field and a value that it doesn't hold."""

STORY = tuple(table for table in TABLES if table.story and table.of_customer)
"""What was said and promised, found to be true, and told apart from somebody alike: tables of rows that are only added."""


class Post(NamedTuple):
    """Where a person was before: the firm's name then, its id ("" where it isn't known), until which ISO day."""

    until: str
    firm: str
    title: str = ""
    department: str = ""
    customer: str = ""


_MARKS = {"\\": "\\\\", "|": "\\p", "\n": "\\n"}
_PLAIN = {mark[1]: sign for sign, mark in _MARKS.items()}


def lines_text(lines: Iterable[Iterable[str]]) -> str:
    """Posts, or what is kept beside fields, in one cell: a line each, its parts parted by |."""
    return "\n".join("|".join(re.sub(r"[\\|\n]", lambda found: _MARKS[found[0]], part) for part in line) for line in lines)


def _lines(text: str) -> Iterator[list[str]]:
    for line in text.split("\n"):
        yield [re.sub(r"\\(.)", lambda found: _PLAIN.get(found[1], found[1]), part) for part in line.split("|")]


def posts_of(text: str) -> tuple[Post, ...]:
    """What `lines_text` has written of posts; a line that is no post is left out."""
    found = (Post(*parts[: len(Post._fields)]) for parts in _lines(text) if len(parts) > 1)
    return tuple(post._replace(until=day) for post in found if (day := read_day(post.until)) and post.firm)


def pairs_of(text: str) -> tuple[tuple[str, str], ...]:
    """What `lines_text` has written of pairs; a line that is none is left out."""
    return tuple((parts[0], parts[1]) for parts in _lines(text) if len(parts) == 2 and all(parts))


class Reach(NamedTuple):
    """A channel: `value` as given, or E.164 where only the book's own country could read it; main ones come first.

    Without `key` and `main` they are worked out from the value and the order; `doubtful_since` is an ISO day or empty.
    """

    kind: str
    label: str
    value: str
    key: str = ""
    main: bool | None = None
    doubtful_since: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A customer or a person: typed values by field (and `KEPT`) name, without those that are empty.

    A person's `was` are the `Post`s that they had before, `also` is what is kept beside the fields (`ALSO`).
    """

    id: str
    fields: dict[str, Any]
    channels: tuple[Reach, ...] = ()


@dataclass(frozen=True, slots=True)
class Dossier:
    """One customer with people, tags and own fields; from a JSON file with the story too.

    `row` counts rows or cards of the file it comes from. `story` has rows of the book's own tables (`STORY`) with their
    ids; `past` are contacts and `next` the step that a row merely tells of.
    """

    row: int
    customer: Record
    people: tuple[Record, ...] = ()
    tags: tuple[str, ...] = ()
    own: dict[str, str] = field(default_factory=dict)
    story: dict[str, tuple[dict[str, Any], ...]] = field(default_factory=dict)
    past: tuple[CardInteraction, ...] = ()
    warnings: tuple[Text, ...] = ()
    next: CardNext | None = None

    @property
    def name(self) -> str:
        """Whom it is about, as lists say it."""
        firm = str(self.customer.fields.get("name", ""))
        people = [str(person.fields.get("name", "")) for person in self.people[:1]]
        return " · ".join(filter(None, (firm, *(person for person in people if person != firm))))
