"""Puts in whoever is new: the customer and the person of a card, with all that it says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from salescli.core.exchange.card import Card
from salescli.core.matching.decide import CardKeys, Verdict
from salescli.core.model import CUSTOMER
from salescli.core.ranking.facts import Facts, Moment
from salescli.core.records.contacts import CONTACTS
from salescli.core.records.customers import CUSTOMERS
from salescli.core.records.fields import CUSTOMER_FIELDS
from salescli.store.base import rows
from salescli.store.finding.keys import fold
from salescli.store.importing import past
from salescli.store.importing.batch import Batch
from salescli.store.importing.joining import Joining
from salescli.store.matching.index import Keyed, lined
from salescli.store.ranking import pulse

TOLD = ("stage", "grade", "owner", "type", "source", "country", "do_not_contact", "source_at", "kind")
"""What a rule may look at in a customer nobody has touched yet, tags aside."""
_DAYS = frozenset(one.name for table in (CUSTOMERS, CONTACTS) for one in table.columns if one.tells)
"""Fields that tell the rules of a day."""
_OF_CUSTOMERS = frozenset(f.name for f in CUSTOMER_FIELDS)


class Newcomers:
    """One import's new customers and people. `fresh` are the customers; `days` what the pulses of many have in common."""

    def __init__(self, batch: Batch, joining: Joining) -> None:
        self.batch = batch
        self.book = batch.book
        self.joining = joining
        self.today = batch.book.today.isoformat()
        self.days: dict[tuple[Any, ...], dict[str, Any]] = {}
        self.fresh: set[str] = set()

    def put(self, card: Card, keys: CardKeys, channels: Keyed, verdict: Verdict) -> str:
        """Put a card in of somebody new, at the customer of the verdict if there is one; returns the customer."""
        customer = verdict.customer or self._new_customer(card, keys)
        self.book.touched.update({customer} if verdict.customer else ())
        contact = self.batch.new_contact(card, keys, customer) if keys.name else ""
        mains: set[tuple[str, str]] = set()
        for ch, key in channels:
            holder = contact if ch.record == "p" and contact else None
            main = (holder or "", ch.kind) not in mains
            mains.add((holder or "", ch.kind))
            self.batch.put_channel(ch, key, customer, holder, main=main)
            if not holder:
                self.batch.known.add_own(ch.kind, lined(ch.kind, key, ch.value), customer, card.customer.get("name", ""))
        if contact:
            self.joining.namesakes.learn(card, keys, channels, contact)
        self.joining.extras(card if verdict.customer else self._at_once(card, customer, contact), customer, contact)
        return customer

    def _at_once(self, card: Card, customer: str, contact: str) -> Card:
        """Put in, in a batch, what a new customer's card says beside the fields; the card with what has to be looked at."""
        if not (card.own or card.also or card.interactions or card.next):
            return card
        for name, value in card.own.items():
            self.batch.put("own", {"customer_id": customer, "name": rows.storable(name), "value": rows.storable(value)})
        for one in card.also:
            holder = contact if one.record == "p" and contact else None
            self.batch.put("alternatives", {"customer_id": customer, "contact_id": holder, "field": one.field,
                                            "value": rows.storable(one.value)})  # fmt: skip
        card = replace(card, own={}, also=())
        if card.interactions and not self._put_past(card, customer, contact):
            return card
        last = max((item.at for item in card.interactions if item.outcome != "no_answer"), default="")
        if card.next and not past.is_over(self.book.today, card.next.at[:10], last[:10]):
            self.batch.put("promises", past.promise(customer, contact or None, card.next))
            card = replace(card, next=None)
        return replace(card, interactions=())

    def _new_customer(self, card: Card, keys: CardKeys) -> str:
        self.batch.next_number += 1
        # what is said of a person without a name is the customer's, as far as it has such a field
        theirs = {} if keys.name else {name: text for name, text in card.contact.items() if name in _OF_CUSTOMERS}
        row = self.batch.typed({**theirs, **card.customer} if theirs else card.customer)
        name = card.customer.get("name") or keys.name or next((ch.value for ch in card.channels), "?")
        row.update(name=name, code_letter=self.batch.letter, code_number=self.batch.next_number,
                   stage=row.get("stage") or "first_contact", stage_since=self._since(card))  # fmt: skip
        self.batch.add_source(row, card)
        customer = self.batch.put("customers", row, person=not card.customer.get("name"))
        self.fresh.add(customer)
        self.batch.codes[customer] = f"{self.batch.letter}{self.batch.next_number}"
        if keys.firm:
            self.batch.known.add_firm(keys.firm, customer)
        elif not keys.name:
            self.batch.nameless[fold(name)] = customer
        self._put_pulse(customer, row, card)
        return customer

    def _put_pulse(self, customer: str, row: Mapping[str, Any], card: Card) -> None:
        """A new customer's pulse: no touches, and days that depend on little, so they are worked out once for all."""
        if card.tags or card.interactions or card.next or not _DAYS.isdisjoint((*card.customer, *card.contact)):
            self.book.touched.add(customer)
            return
        told = tuple(map(row.get, TOLD))
        if told not in self.days:
            values: dict[str, Any] = {name: value or "" for name, value in zip(TOLD, told, strict=True)}
            values["country"] = values["country"] or self.book.country
            values["kind"] = values["kind"] or CUSTOMER
            values["do_not_contact"] = bool(values["do_not_contact"])
            values["carded"] = pulse.card_day(values.pop("source_at"))
            code, today = (self.batch.letter, 0), self.book.today
            facts = Facts(customer, code, "", Moment(today, ""), stage_since=today, **values)
            derived = dict(zip(pulse.DERIVED, pulse.derived(self.book, facts), strict=True))
            self.days[told] = {"tries": 0, "touches": 0, "events": "{}", **derived}
        place = pulse.place_of(0, (self.batch.letter, row["code_number"]))
        self.batch.waiting.add("pulse", {**self.days[told], "customer_id": customer, "place": place})

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
            self.batch.put("interactions", past.row(self.book, customer, contact or None, item, stage, since))
        return True
