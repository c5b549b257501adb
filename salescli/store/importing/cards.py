"""Puts cards into the book: each row's fate, and what is new, in batches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from salescli.core.exchange.card import Card, CardChannel, typed
from salescli.core.exchange.dossier import Dossier
from salescli.core.matching.decide import CardKeys, Known, Person, Verdict, decide
from salescli.core.model import CONTACT_FIELDS, CUSTOMER_FIELDS
from salescli.core.ranking.facts import Facts, Moment
from salescli.core.text import Text, say
from salescli.store.base import rows
from salescli.store.finding.keys import fold
from salescli.store.importing import filling, past
from salescli.store.importing.dossiers import Returning, as_dossier
from salescli.store.importing.joining import Joining, called
from salescli.store.importing.waiting import FULL, Waiting
from salescli.store.matching.index import Keyed, everybody, keys_of, lined
from salescli.store.ranking import pulse

if TYPE_CHECKING:
    from salescli.store.base.book import Book

NAMELESS = """SELECT name_key, id FROM customers c WHERE deleted_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM contacts p WHERE p.customer_id = c.id AND p.deleted_at IS NULL)"""
"""Customers without people: those named after a number or an e-mail address among them."""
TOLD = ("stage", "grade", "owner", "type", "source", "country", "do_not_contact", "source_at")
"""What a rule may look at in a customer nobody has touched yet, tags aside."""
_TYPES = {f.name: f for f in (*CUSTOMER_FIELDS, *CONTACT_FIELDS)}
_TEXTS = frozenset(name for name, field in _TYPES.items() if field.kind == "text")
_OF_CUSTOMERS = frozenset(f.name for f in CUSTOMER_FIELDS)


class Fate(NamedTuple):
    """What became of one row (CONTRACT 3, `import`)."""

    row: int
    outcome: str
    code: str = ""
    name: str = ""
    why: tuple[Text, ...] = ()


@dataclass
class Importer:
    """One import: `place(cards)` decides and writes; `finish()` writes what is still waiting.

    What is done to every card is done to many at a time, for a processor that does one thing after the other to the same
    card forgets its instructions between two cards: it takes half as long again.
    """

    book: Book
    source: str = ""
    country: str = "CN"
    on_match: str = "join"
    known: Known = field(default_factory=Known)
    codes: dict[str, str] = field(default_factory=dict)
    waiting: Waiting = field(init=False)
    led: dict[str, bool | None] = field(default_factory=dict)
    days: dict[tuple[Any, ...], dict[str, Any]] = field(default_factory=dict)
    next_number: int = 0
    today: str = ""
    nameless: dict[str, str] = field(default_factory=dict)
    letter: str = "c"
    aside: list[str] = field(default_factory=list)
    fresh: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.letter = self.book.meta("code_letter", "c")
        self.waiting = Waiting(self.book)
        self.today = self.book.today.isoformat()
        self.next_number = int(self.book.meta("code_counter", "0"))
        self.known, self.codes = everybody(self.book)
        self.nameless = dict(self.book.db.execute(NAMELESS).fetchall())
        self.aside = filling.put_aside(self.book.db)

    def place(self, cards: Iterable[Card | Dossier]) -> list[Fate]:
        """Put cards, or the dossiers of an earlier export, where they belong; their fates in the same order."""
        keyed = [
            (card, keys_of(card, self.country) if isinstance(card, Card) and not card.has_id else None)
            for card in cards
        ]
        return [self._place(card, *keys) if keys and isinstance(card, Card) else self._return(card) for card, keys in keyed]

    def _place(self, card: Card, keys: CardKeys, channels: Keyed) -> Fate:
        verdict = self.joining.identical(card, keys, channels) or decide(keys, self.known)
        if verdict.what in ("person", "firm"):
            if self.on_match == "skip" and verdict.customer not in self.fresh:
                skipped = verdict.why or say("match.firm")
                return Fate(card.row, "skipped", self.codes[verdict.customer], called(card), (skipped,))
            changed, told = self.joining.join(card, keys, channels, verdict)
            outcome = "joined" if changed else "same"
            return Fate(card.row, outcome, self.codes[verdict.customer], called(card), (*told, *card.warnings))
        customer = self._new(card, keys, channels, verdict)
        outcome = "maybe" if verdict.what == "maybe" else "new"
        why = (verdict.why, *self._whose(verdict.like)) if verdict.why else ()
        if verdict.customer:  # a new person at a firm that is known
            self.flush_if(customer)
            why = (*why, *self.joining.fill(card, customer, ""))
        return Fate(card.row, outcome, self.codes[customer], called(card), (*why, *self.joining.moves, *card.warnings))

    def _whose(self, customer: str) -> tuple[Text, ...]:
        """Which customer a new one is much like, and whose that is (R2.2)."""
        if not customer:
            return ()
        self.flush_if(customer)
        name, owner = self.book.db.execute("SELECT name, owner FROM customers WHERE id = ?", (customer,)).fetchone()
        return (say("match.whose" if owner else "match.which", name=name, code=self.codes[customer], owner=owner or ""),)

    def _return(self, card: Card | Dossier) -> Fate:
        """What carries ids goes by these alone; with --on-match skip a known record is left as it is."""
        dossier = as_dossier(self, card) if isinstance(card, Card) else card
        name = called(card) if isinstance(card, Card) else dossier.name
        if self.on_match == "skip" and (known := self.returning.known(dossier)):
            return Fate(card.row, "skipped", self.codes[known], name, (say("match.id"),))
        self.joining.notes.write()
        outcome, customer, notes = self.returning.place(dossier)
        self.joining.namesakes.forget()
        return Fate(card.row, outcome, self.codes[customer], name, notes)

    @cached_property
    def returning(self) -> Returning:
        """Who puts records with ids back."""
        return Returning(self)

    @cached_property
    def joining(self) -> Joining:
        """Who adds what a card says to those who are known."""
        return Joining(self)

    # somebody new

    def _new(self, card: Card, keys: CardKeys, channels: Keyed, verdict: Verdict) -> str:
        customer = verdict.customer or self._new_customer(card, keys)
        self.book.touched.update({customer} if verdict.customer else ())
        contact = self.new_contact(card, keys, customer) if keys.name else ""
        mains: set[tuple[str, str]] = set()
        for ch, key in channels:
            holder = contact if ch.record == "p" and contact else None
            main = (holder or "", ch.kind) not in mains
            mains.add((holder or "", ch.kind))
            self.put_channel(ch, key, customer, holder, main=main)
            if not holder:
                self.known.add_own(ch.kind, lined(ch.kind, key, ch.value), customer, card.customer.get("name", ""))
        if contact:
            self.joining.namesakes.learn(card, keys, channels, contact)
        self.joining.extras(card if verdict.customer else self._at_once(card, customer, contact), customer, contact)
        return customer

    def put_channel(self, ch: CardChannel, key: str, customer: str, holder: str | None, *, main: bool) -> None:
        """Put a channel in, a person's or without a `holder` the customer's own, that isn't there yet."""
        self.put("channels", {"customer_id": customer, "contact_id": holder, "kind": ch.kind, "label": ch.label,
                              "value": rows.storable(ch.value), "key": key, "main": int(main)})  # fmt: skip

    def _at_once(self, card: Card, customer: str, contact: str) -> Card:
        """Put in, in a batch, what a new customer's card says beside the fields; the card with what has to be looked at."""
        if not (card.own or card.also or card.interactions or card.next):
            return card
        for name, value in card.own.items():
            self.put("own", {"customer_id": customer, "name": rows.storable(name), "value": rows.storable(value)})
        for one in card.also:
            self.put("alternatives", {"customer_id": customer, "contact_id": contact if one.record == "p" and contact else None,
                                      "field": one.field, "value": rows.storable(one.value)})  # fmt: skip
        card = replace(card, own={}, also=())
        if card.interactions and not self._put_past(card, customer, contact):
            return card
        last = max((item.at for item in card.interactions if item.outcome != "no_answer"), default="")
        if card.next and not past.is_over(self.book.today, card.next.at[:10], last[:10]):
            self.put("promises", past.promise(customer, contact or None, card.next))
            card = replace(card, next=None)
        return replace(card, interactions=())

    def _new_customer(self, card: Card, keys: CardKeys) -> str:
        self.next_number += 1
        # what is said of a person without a name is the customer's, as far as it has such a field
        theirs = {} if keys.name else {name: text for name, text in card.contact.items() if name in _OF_CUSTOMERS}
        row = self.typed({**theirs, **card.customer} if theirs else card.customer)
        name = card.customer.get("name") or keys.name or next((ch.value for ch in card.channels), "?")
        row.update(name=name, code_letter=self.letter, code_number=self.next_number,
                   stage=row.get("stage") or "first_contact", stage_since=self._since(card))  # fmt: skip
        self._add_source(row, card)
        customer = self.put("customers", row, person=not card.customer.get("name"))
        if self.on_match == "skip":
            self.fresh.add(customer)
        self.codes[customer] = f"{self.letter}{self.next_number}"
        if keys.firm:
            self.known.add_firm(keys.firm, customer)
        elif not keys.name:
            self.nameless[fold(name)] = customer
        self._put_pulse(customer, row, card)
        return customer

    def _add_source(self, row: dict[str, Any], card: Card) -> None:
        """Where a new row comes from: what the file says, else --source; and the day of the card, if it has one."""
        if self.source and not row.get("source"):
            row["source"] = self.source
        if card.dated:
            row["source_at"] = card.dated

    def _put_pulse(self, customer: str, row: Mapping[str, Any], card: Card) -> None:
        """A new customer's pulse: no touches, and days that depend on little, so they are worked out once for all."""
        if card.tags or card.interactions or card.next:
            self.book.touched.add(customer)
            return
        told = tuple(map(row.get, TOLD))
        if told not in self.days:
            values: dict[str, Any] = {name: value or "" for name, value in zip(TOLD, told, strict=True)}
            values["country"] = values["country"] or self.book.country
            values["do_not_contact"] = bool(values["do_not_contact"])
            values["carded"] = pulse.card_day(values.pop("source_at"))
            facts = Facts(customer, (self.letter, 0), "", Moment(self.book.today, ""), stage_since=self.book.today, **values)
            derived = dict(zip(pulse.DERIVED, pulse.derived(self.book, facts), strict=True))
            self.days[told] = {"tries": 0, "touches": 0, "events": "{}", **derived}
        place = pulse.place_of(0, (self.letter, row["code_number"]))
        self.waiting.add("pulse", {**self.days[told], "customer_id": customer, "place": place})

    def new_contact(self, card: Card, keys: CardKeys, customer: str) -> str:
        """Put a person in; returns the id."""
        values = self.typed(card.contact)
        gone, given = bool(values.get("left")), values.pop("primary", None)
        values["is_primary"] = 0 if gone else self.leads(customer, given)
        values.update(customer_id=customer, name=keys.name)
        self._add_source(values, card)
        contact = self.put("contacts", values, person=True)
        self.known.add_person(Person(customer, contact, keys.name, keys.firm), keys)
        return contact

    def leads(self, customer: str, given: Any = None, *, gone: bool = False) -> int:
        """Whether a new person is the primary contact: as the file says, save that a customer keeps the one it has.

        The first person is one by itself; a deleted one (`gone`) doesn't count, one that waits to be written does.
        """
        if customer not in self.led:
            have = [] if customer in self.waiting.ids else [row[0] for row in self.book.db.execute(
                "SELECT is_primary FROM contacts WHERE customer_id = ? AND deleted_at IS NULL AND left IS NULL",
                (customer,))]  # fmt: skip
            self.led[customer] = any(have) if have else None
        led = self.led[customer]
        primary = int(led is None) if given is None else int(bool(given) and not led)
        if not gone:
            self.led[customer] = bool(led or primary)
        return primary

    def _since(self, card: Card) -> str:
        """Since when a new customer is in its stage: as the card tells, else, where it says no stage, since the first talk."""
        if card.since:
            return card.since
        if not card.interactions or "stage" in card.customer:
            return self.today
        return min(self.today, *(past.when(self.book, item.at).date().isoformat() for item in card.interactions))

    def _put_past(self, card: Card, customer: str, contact: str) -> bool:
        """The past contacts of a new customer, in a batch, where none of them moves a stage; False where one may."""
        stage = card.customer.get("stage", "first_contact")
        moving = self.book.rules.stages[stage].moves
        if "stage" not in card.customer and any(item.outcome in moving for item in card.interactions):
            return False
        since = date.fromisoformat(self._since(card))
        for item in dict.fromkeys(card.interactions):
            self.put("interactions", past.row(self.book, customer, contact or None, item, stage, since))
        return True

    # writing in batches

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

    def finish(self) -> None:
        """Write what is waiting, the indexes of a book that was empty, and the counter of codes."""
        self.flush()
        self.joining.notes.write()
        if "returning" in self.__dict__:
            self.returning.finish()
        self.known = Known()  # its memory is needed for the indexes
        filling.put_back(self.book.db, self.aside)
        self.book.set_meta("code_counter", str(max(self.next_number, int(self.book.meta("code_counter", "0")))))


def remember_file(book: Book, name: str, digest: str, rows: int) -> None:
    """Keep in the bookkeeping that a file was imported in this run."""
    book.db.execute(
        "INSERT INTO imports(run, at, file, digest, rows) VALUES (?, ?, ?, ?, ?)", (book.run, book.now_utc, name, digest, rows)
    )


def first_read(book: Book, digest: str) -> datetime | None:
    """When a file of these bytes was first imported, in the rep's zone: its 昨天 stays the same day ever after."""
    at = book.db.execute("SELECT min(at) FROM imports WHERE digest = ?", (digest,)).fetchone()[0]
    return book.local(at) if at else None
