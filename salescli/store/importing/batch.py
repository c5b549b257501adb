"""The state of one import that all of its parts share: who is known, rows that wait to be written, codes and counters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from salescli.core.exchange.card import Card, CardChannel, typed
from salescli.core.matching.decide import CardKeys, InBook, Person
from salescli.core.records.fields import CONTACT_FIELDS, CUSTOMER_FIELDS
from salescli.core.text import Text
from salescli.store.base import rows
from salescli.store.importing import filling
from salescli.store.importing.waiting import FULL, Waiting
from salescli.store.matching.index import everybody

if TYPE_CHECKING:
    from salescli.store.base.book import Book

NAMELESS = """SELECT name_key, id FROM living_customers c
  WHERE NOT EXISTS (SELECT 1 FROM living_contacts p WHERE p.customer_id = c.id)"""
"""Customers without people: those named after a number or an e-mail address among them."""
_TYPES = {f.name: f for f in (*CUSTOMER_FIELDS, *CONTACT_FIELDS)}
_TEXTS = frozenset(name for name, field in _TYPES.items() if field.kind == "text")


@dataclass
class Batch:
    """One import's state. `source` and `country` are what a card means that doesn't say them; `led`: whether the customers
    have a primary contact; `aside` are the indexes that a book without customers is filled without.
    """

    book: Book
    source: str = ""
    country: str = "CN"
    known: InBook = field(default_factory=InBook)
    codes: dict[str, str] = field(default_factory=dict)
    waiting: Waiting = field(init=False)
    led: dict[str, bool | None] = field(default_factory=dict)
    next_number: int = 0
    nameless: dict[str, str] = field(default_factory=dict)
    letter: str = "c"
    aside: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.letter = self.book.meta("code_letter", "c")
        self.waiting = Waiting(self.book)
        self.next_number = int(self.book.meta("code_counter", "0"))
        self.known, self.codes = everybody(self.book)
        self.nameless = dict(self.book.db.execute(NAMELESS).fetchall())
        self.aside = filling.put_aside(self.book.db)

    def typed(self, given: Mapping[str, str]) -> dict[str, Any]:
        """Values as columns hold them; what can't be read as its type is left as text where the column is text."""
        found: dict[str, Any] = {}
        for name, text in given.items():
            if name in _TEXTS:
                found[name] = rows.storable(text)
                continue
            value = typed(_TYPES[name], text)
            if isinstance(value, Text) or (isinstance(value, int) and abs(value) >= 2**63):
                continue
            found[name] = (
                int(value) if isinstance(value, bool) else rows.storable(value) if isinstance(value, str) else value
            )
        return found

    def put(self, table: str, row: dict[str, Any], *, person: bool | None = None) -> str:
        """A new row, as `Waiting.put` takes it."""
        if self.waiting.count >= FULL:
            self.flush()
        return self.waiting.put(table, row, person=person)

    def flush_if(self, *ids: str) -> None:
        """Write the rows that are waiting if these are among them."""
        if not self.waiting.ids.isdisjoint(ids):
            self.flush()

    def flush(self) -> None:
        """Write the rows that are waiting."""
        self.waiting.write()
        self.led.clear()

    def close(self) -> None:
        """Write what is waiting, the indexes of a book that was empty, and the counter of codes."""
        self.known = InBook()  # its memory is needed for the indexes
        filling.put_back(self.book.db, self.aside)
        self.book.set_meta("code_counter", str(max(self.next_number, int(self.book.meta("code_counter", "0")))))

    def put_channel(self, ch: CardChannel, key: str, customer: str, holder: str | None, *, main: bool) -> None:
        """Put a channel in, a person's or without a `holder` the customer's own, that isn't there yet."""
        self.put("channels", {"customer_id": customer, "contact_id": holder, "kind": ch.kind, "label": ch.label,
                              "value": rows.storable(ch.value), "key": key, "main": int(main)})  # fmt: skip

    def add_source(self, row: dict[str, Any], card: Card) -> None:
        """Where a new row comes from: what the file says, else --source; and the day of the card, if it has one."""
        if self.source and not row.get("source"):
            row["source"] = self.source
        if card.dated:
            row["source_at"] = card.dated

    def new_contact(self, card: Card, keys: CardKeys, customer: str) -> str:
        """Put a person in; returns the id."""
        values = self.typed(card.contact)
        gone, given = bool(values.get("left")), values.pop("primary", None)
        values["is_primary"] = 0 if gone else self.leads(customer, given)
        values.update(customer_id=customer, name=keys.name)
        self.add_source(values, card)
        contact = self.put("contacts", values, person=True)
        self.known.add_person(Person(customer, contact, keys.name, keys.firm), keys)
        return contact

    def leads(self, customer: str, given: Any = None, *, gone: bool = False) -> int:
        """Whether a new person is the primary contact: as the file says, save that a customer keeps the one it has.

        The first person is one by itself; a deleted one (`gone`) doesn't count, one that waits to be written does.
        """
        if customer not in self.led:
            have = [] if customer in self.waiting.ids else [row[0] for row in self.book.db.execute(
                "SELECT is_primary FROM living_contacts WHERE customer_id = ? AND left IS NULL",
                (customer,))]  # fmt: skip
            self.led[customer] = any(have) if have else None
        led = self.led[customer]
        primary = int(led is None) if given is None else int(bool(given) and not led)
        if not gone:
            self.led[customer] = bool(led or primary)
        return primary
