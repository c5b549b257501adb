"""Very many people of one name: who of them may say all that a card says, found by what few of them have in common."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from salescli.core.exchange.card import Card
from salescli.core.matching.decide import CROWD, CardKeys, Person
from salescli.core.records.fields import CONTACT_FIELDS, CUSTOMER_FIELDS, columns
from salescli.store.base.rows import AMONG
from salescli.store.finding.keys import fold
from salescli.store.matching.index import Keyed
from salescli.store.records.alternatives import OWN

if TYPE_CHECKING:
    from salescli.store.importing.batch import Batch

Mark = tuple[str, str]
"""What a record says: a field and its value folded, a kind of channel and its key, `notes` and one of their lines."""
BARE = ("", "")
"""The mark of whoever has no channel, birthday, address or own field."""
_SKIPPED = frozenset(("name", "primary", "stage"))
_COLUMNS = {"customers": columns(CUSTOMER_FIELDS), "contacts": columns(CONTACT_FIELDS)}
_ROWS = {
    "contacts": f"SELECT id AS contact, * FROM contacts WHERE id {AMONG}",
    "customers": f"SELECT p.id AS contact, c.* FROM contacts p JOIN customers c ON c.id = p.customer_id WHERE p.id {AMONG}",
}
_CHANNELS = ("SELECT p.id, ch.kind, ch.key FROM contacts p JOIN living_channels ch ON ch.customer_id = p.customer_id"
             f" WHERE p.id {AMONG} AND (ch.contact_id IS NULL OR ch.contact_id = p.id)")  # fmt: skip
_OWN = ("SELECT p.id, own.name, own.value FROM contacts p JOIN living_own own ON own.customer_id = p.customer_id"
        f" WHERE p.id {AMONG}")  # fmt: skip
_ALSO = ("SELECT p.id, a.field, a.value FROM contacts p JOIN alternatives a ON a.customer_id = p.customer_id"
         f" AND (a.contact_id IS NULL OR a.contact_id = p.id) WHERE p.id {AMONG}")  # fmt: skip
_MORE = frozenset(("birthday", "address"))


class Namesakes:
    """For one import. A crowd is looked through once in the book; what is added later is told by `learn`."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.crowds: dict[tuple[str, str], dict[Mark, list[str]]] = {}

    def likely(self, card: Card, keys: CardKeys, channels: Keyed) -> list[Person]:
        """The people of the card's name and firm who may have all that it says, at most `CROWD`."""
        known = self.batch.known
        contacts = known.contacts_at(keys.name_key, keys.firm)
        if len(contacts) > CROWD:
            crowd = self._crowd((keys.name_key, keys.firm), contacts)
            contacts = min((crowd.get(mark, ()) for mark in self._marks(card, keys, channels)), key=len)
        return [known.people[contact] for contact in contacts[:CROWD]]

    def learn(self, card: Card, keys: CardKeys, channels: Keyed, contact: str) -> None:
        """A person, new or known, has what the card says."""
        if not self.crowds:
            return
        person = self.batch.known.people[contact]
        for place in {(keys.name_key, keys.firm), (fold(person.name), person.firm)}:
            if place in self.crowds:
                _put(self.crowds[place], contact, self._marks(card, keys, channels))

    def forget(self) -> None:
        """What is known of crowds isn't so any more: somebody else has written."""
        self.crowds.clear()

    def _crowd(self, place: tuple[str, str], contacts: Sequence[str]) -> dict[Mark, list[str]]:
        if place not in self.crowds:
            self.batch.flush()
            crowd = self.crowds[place] = {}
            for contact, marks in self._in_book(contacts).items():
                _put(crowd, contact, marks)
        return self.crowds[place]

    def _marks(self, card: Card, keys: CardKeys, channels: Keyed) -> set[Mark]:
        """What a card says; where it tells nothing else of somebody without a firm, that too."""
        typed = self.batch.typed
        found = {(ch.kind, key) for ch, key in channels}
        found.update(_of_fields(typed(card.customer)), _of_fields(typed(card.contact)))
        found.update((f"own.{name}", value) for name, value in card.own.items())
        found.update((one.field, fold(one.value)) for one in card.also)
        if not (channels or card.own or card.also or keys.birthday or keys.address):
            found.add(BARE)
        return found

    def _in_book(self, contacts: Sequence[str]) -> dict[str, set[Mark]]:
        found: dict[str, set[Mark]] = {contact: set() for contact in contacts}
        db, ids = self.batch.book.db, {"ids": json.dumps(list(contacts))}
        more: set[str] = set()
        for table, sql in _ROWS.items():
            for row in db.execute(sql, ids):
                values = {name: row[name] for name in _COLUMNS[table] if name in row.keys()}  # noqa: SIM118  rows of SQLite
                found[row["contact"]].update(_of_fields(values))
                more.update({row["contact"]} if any(map(values.get, _MORE)) else ())
        for contact, kind, key in db.execute(_CHANNELS, ids):
            found[contact].add((kind, key))
            more.add(contact)
        for contact, name, value in db.execute(_OWN, ids):
            found[contact].add((f"own.{name}", value))
            more.add(contact)
        for contact, field, value in db.execute(_ALSO, ids):
            found[contact].add((field, value if field.startswith(OWN) else fold(value)))
            more.add(contact)
        for contact in found.keys() - more:
            found[contact].add(BARE)
        return found


def _put(crowd: dict[Mark, list[str]], contact: str, marks: Iterable[Mark]) -> None:
    for mark in marks:
        holders = crowd.setdefault(mark, [])
        if not holders or holders[-1] != contact:
            holders.append(contact)


def _of_fields(values: Mapping[str, Any]) -> Iterator[Mark]:
    for name, value in values.items():
        if name == "notes":
            yield from (("notes", line) for line in str(value or "").splitlines())
        elif value not in (None, "") and name not in _SKIPPED:
            yield name, fold(str(value))
