"""What a card adds to a customer and a person who are known: blanks filled, names, channels, tags, own fields, the story."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from salescli.core.exchange.card import Card, CardChannel
from salescli.core.exchange.statuses import BOUGHT
from salescli.core.language.names import firm_key, is_whole, name_words, titled
from salescli.core.matching.decide import CROWD, CardKeys, InBook, Person, Verdict, identifies
from salescli.core.matching.settle import Beside, settled
from salescli.core.text import Text, say
from salescli.store.base import rows
from salescli.store.finding.keys import fold, name_keys
from salescli.store.finding.reach import reach_key
from salescli.store.importing import past
from salescli.store.importing.adding import Notes
from salescli.store.importing.namesakes import Namesakes
from salescli.store.matching.index import Keyed, card_key, lined
from salescli.store.records import alternatives, customers, verified
from salescli.store.records.channels import add_channel, named_country

if TYPE_CHECKING:
    from salescli.store.base.book import Book
    from salescli.store.importing.batch import Batch


def called(card: Card) -> str:
    """How a card is named in reports: firm and person, or what reaches them."""
    person, firm = card.contact.get("name", ""), card.customer.get("name", "")
    return f"{firm} · {person}" if firm and person else firm or person or next((ch.value for ch in card.channels), "")


class Joining:
    """One import's cards of those who are known. `moves` are the moves of stage that the last card has told of."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.book = batch.book
        self.moves: tuple[Text, ...] = ()
        self.notes = Notes(self.book)
        self.grown = False

    @property
    def known(self) -> InBook:
        """Who is in the book."""
        return self.batch.known

    @cached_property
    def namesakes(self) -> Namesakes:
        """Those of whom very many have one name."""
        return Namesakes(self.batch)

    def identical(self, card: Card, keys: CardKeys, channels: Keyed) -> Verdict | None:
        """A row equal in all fields to what is known is the same, even where likeness alone would not join it."""
        if not (keys.name or keys.firm):  # named after its number or address: what bears that name is the same
            customer = self.batch.nameless.get(fold(called(card)))
            return Verdict("firm", customer, why=say("match.same")) if customer else None
        if keys.firm in self.known.namesakes:
            return self._of_namesakes(card, keys)
        for person in self.namesakes.likely(card, keys, channels):
            known = (person.customer, person.contact)
            if not (self._differences(card, *known) or self._is_bare(card, keys, *known)):
                return Verdict("person", person.customer, person.contact, say("match.same"))
        return None

    def _of_namesakes(self, card: Card, keys: CardKeys) -> Verdict | None:
        """Of several customers of one name, the one that has all that the card says, its talks and next step too."""
        at = {person.customer: person.contact for person in self.known.named_at(keys.name_key, keys.firm)} if keys.name else {}
        for customer in islice(self.known.namesakes[keys.firm], CROWD):
            contact = at.get(customer, "")
            if (contact or not keys.name) and self._has_all(card, keys, customer, contact):
                return Verdict("person" if contact else "firm", customer, contact, say("match.same"))
        return None

    def _has_all(self, card: Card, keys: CardKeys, customer: str, contact: str) -> bool:
        if self._differences(card, customer, contact) or self._is_bare(card, keys._replace(firm=""), customer, contact):
            return False
        return past.has(self.book, customer, contact or None, card.interactions, card.next)

    def join(self, card: Card, keys: CardKeys, channels: Keyed, verdict: Verdict) -> tuple[bool, tuple[Text, ...]]:
        """Add what the card says of the known firm or person; whether anything was new, and what is to be told."""
        self.moves = ()
        if verdict.contact and verdict.why and verdict.why.key == "match.same" and not self._may_add(card):
            return False, ()
        self.batch.flush_if(verdict.customer, verdict.contact)
        before, self.grown = self.book.db.total_changes, False
        contact = verdict.contact
        channels = self._read_there(card, channels, verdict.customer, contact)
        added = False
        if not contact and keys.name:
            contact = self.batch.new_contact(card, self._without_own(keys, verdict.customer), verdict.customer)
            channels = self._put_channels(channels, verdict.customer, contact)
            added = True
        named = self._names(card, keys, verdict.customer, contact)
        notes = (*named, *self.fill(card, verdict.customer, "" if added else contact))
        for ch, key in channels:
            if self._add_channel(ch, key, verdict.customer, contact):
                added = True
                self._now_known(card, ch, key, verdict.customer, contact)
        added = self.extras(card, verdict.customer, contact) or added
        if contact:
            self.namesakes.learn(card, keys, channels, contact)
        changed = added or self.grown or self.book.db.total_changes > before
        self.book.touched.update({verdict.customer} if changed else ())
        why = (verdict.why,) if verdict.why and verdict.why.key != "match.same" and changed else ()
        return changed, (*why, *notes, *self.moves)

    def _put_channels(self, channels: Keyed, customer: str, contact: str) -> Keyed:
        """Put in, in a batch, what a new person at a known firm is reached by; the channels that are left to look at."""
        kinds: set[str] = set()
        left: Keyed = []
        for ch, key in channels:
            if ch.record != "p" or self._has_channel(ch.kind, key, customer, None):
                left.append((ch, key))
                continue
            self.batch.put_channel(ch, key, customer, contact, main=ch.kind not in kinds)
            kinds.add(ch.kind)
        return left

    def _without_own(self, keys: CardKeys, customer: str) -> CardKeys:
        """A card's keys without the firm's own channels, which are not put down at its people again."""
        own = self.known.by_own_channel

        def theirs(held: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(key for key in held if own.get(key, ("",))[0] != customer)

        return keys._replace(mobiles=theirs(keys.mobiles), emails=theirs(keys.emails), phones=theirs(keys.phones),
                             handles=theirs(keys.handles))  # fmt: skip

    def _read_there(self, card: Card, channels: Keyed, customer: str, contact: str) -> Keyed:
        """The channels with the keys that their numbers have where the known firm or person is, if the card doesn't say."""
        where = named_country(self.book, customer, contact or None) if not card.country else ""
        if where in ("", self.batch.country):
            return channels
        return [(ch, reach_key(ch.kind, ch.value, where, self.batch.country)) for ch, _ in channels]

    def _now_known(self, card: Card, ch: CardChannel, key: str, customer: str, contact: str) -> None:
        key = lined(ch.kind, key, ch.value)
        if not contact or ch.record != "p":
            self.known.add_own(ch.kind, key, customer, card.customer.get("name", ""))
        elif identifies(ch.kind, key):
            self.known.add_channel(key, contact)

    def _may_add(self, card: Card) -> bool:
        """Whether a card without differences may have something new all the same: what is compared nowhere."""
        return bool(self.batch.source or card.dated or card.tags or card.interactions or card.next)

    def _names(self, card: Card, keys: CardKeys, customer: str, contact: str) -> Iterator[Text]:
        """What a card says of names: a firm where none was known, a whole name for 王总; any other is kept beside."""
        person = self.known.people.get(contact)
        if keys.firm and self.known.by_firm.get(keys.firm) != customer:
            yield from self._firm_name(card.customer["name"], keys.firm, customer, person)
            person = self.known.people.get(contact)
        if person and keys.name != person.name and set(name_words(person.name)) != set(name_words(keys.name)):
            yield from self._person_name(person, keys.name)

    def _firm_name(self, firm: str, key: str, customer: str, person: Person | None) -> Iterator[Text]:
        kept = self.book.db.execute("SELECT name, name_key FROM customers WHERE id = ?", (customer,)).fetchone()
        if key == firm_key(kept["name_key"]):
            return
        if person and fold(person.name) == kept["name_key"] and key not in self.known.by_firm:
            rows.update(self.book, "customers", customer, {"name": firm, **name_keys(firm)._asdict()})
            self.known.add_firm(key, customer)
            self.known.put_person(person._replace(firm=key))
        elif alternatives.keep(self.book, customer, None, "name", firm):
            yield say("import.differs", field=say("target.firm"), kept=kept["name"], other=firm)

    def _person_name(self, person: Person, name: str) -> Iterator[Text]:
        if _is_fuller(name, person.name):
            values = {"name": name, **name_keys(name, person=True)._asdict()}
            rows.update(self.book, "contacts", person.contact, values)
            if not person.firm:
                rows.update(self.book, "customers", person.customer, values)
            self.known.put_person(person._replace(name=name))
            self.known.rename(fold(person.name), fold(name), person.contact)
            self._is_called(person.contact, person.name)
        elif _is_fuller(person.name, name):
            self._is_called(person.contact, name)
        elif alternatives.keep(self.book, person.customer, person.contact, "name", name):
            yield say("import.differs", field=say("target.name.full"), kept=person.name, other=name)

    def _is_called(self, contact: str, name: str) -> None:
        """Keep 王总 as the form of address of 王建国, if there is none."""
        if titled(name) and not self.book.db.execute(
            "SELECT form_of_address FROM contacts WHERE id = ?", (contact,)
        ).fetchone()[0]:
            rows.update(self.book, "contacts", contact, {"form_of_address": name})
            if not self.known.is_named(fold(name), contact):
                self.known.add_name(fold(name), contact)

    def fill(self, card: Card, customer: str, contact: str) -> tuple[Text, ...]:
        """Blanks are filled; newer wins only by a later card date; else a differing value is kept beside (CONTRACT 8)."""
        notes: list[Text] = []
        for table, row_id, given in (("customers", customer, card.customer), ("contacts", contact, card.contact)):
            if not row_id:
                continue
            given_here = self._values(given)
            kept = self._kept(table, row_id, (*given_here, "source", "source_at"))
            values = {"source": self.batch.source} if self.batch.source and not kept["source"] else {}
            newer = bool(card.dated and card.dated > (kept["source_at"] or ""))
            grown = self.notes.add(table, row_id, str(given_here.pop("notes"))) if given_here.get("notes") else False
            self.grown |= grown
            found = settled(kept, given_here, partial(_says_the_same, card), newer=newer)
            values |= found.values
            if newer and "stage" in found.values:
                values["stage_since"] = card.since or card.dated
            notes += beside_told(self.book, customer, contact if table == "contacts" else None, found.beside)
            if (values or grown) and newer:
                values["source_at"] = card.dated
            if values:
                rows.update(self.book, table, row_id, values)
                verified.stamp_changed(self.book, customer, contact if table == "contacts" else None, values, day=card.dated)
        return tuple(notes)

    def _kept(self, table: str, row_id: str, names: Iterable[str]) -> dict[str, Any]:
        """These fields of a record, but for its notes, which may be long."""
        columns = ", ".join(dict.fromkeys(name for name in names if name != "notes")) or "id"
        return dict(self.book.db.execute(f"SELECT {columns} FROM {table} WHERE id = ?", (row_id,)).fetchone())

    def _add_channel(self, ch: CardChannel, key: str, customer: str, contact: str) -> bool:
        holder = contact if ch.record == "p" and contact else None
        if self._has_channel(ch.kind, key, customer, holder) or (holder and self._has_channel(ch.kind, key, customer, None)):
            return False
        self.batch.flush_if(customer, contact)
        add_channel(self.book, customer, holder, ch.kind, ch.label, ch.value, key=key)
        return True

    def _has_channel(self, kind: str, key: str, customer: str, contact: str | None) -> bool:
        """Whether a person of a customer, or without one the customer itself, has a channel."""
        return self.book.db.execute(
            "SELECT 1 FROM living_channels WHERE customer_id = ? AND contact_id IS ? AND key = ? AND kind = ?",
            (customer, contact, key, kind),
        ).fetchone() is not None  # fmt: skip

    def _is_reached(self, ch: CardChannel, key: str, customer: str, contact: str) -> bool:
        """Whether the person, the customer itself or a colleague has the channel."""
        if self._has_channel(ch.kind, key, customer, contact) or self._has_channel(ch.kind, key, customer, None):
            return True
        return any(person.customer == customer for person in self.known.holders((lined(ch.kind, key, ch.value),)))

    def _differences(self, card: Card, customer: str, contact: str) -> bool:
        """Whether the card says anything that isn't in the book about this person and firm."""
        self.batch.flush_if(customer, contact)
        for table, row_id, given in (("customers", customer, card.customer), ("contacts", contact, card.contact)):
            if not row_id:
                continue
            values = self._values(given)
            kept = self._kept(table, row_id, values)
            holder = contact if table == "contacts" else None
            for name, value in values.items():
                if name == "notes" and value:
                    if self.notes.has(table, row_id, str(value)):
                        continue
                    return True
                if _says_the_same(card, name, kept.get(name), value):
                    continue
                if not alternatives.has(self.book, customer, holder, name, value):
                    return True
        return self._own_differ(card, customer, contact or None) or not all(
            self._is_reached(ch, card_key(card, ch, self.batch.country), customer, contact) for ch in card.channels
        )

    def _values(self, given: dict[str, str]) -> dict[str, Any]:
        """What a card says of a record's columns: names are compared by themselves, and who is primary is settled."""
        return {name: value for name, value in self.batch.typed(given).items() if name not in ("name", "primary")}

    def _own_differ(self, card: Card, customer: str, contact: str | None) -> bool:
        """Whether a column that is no field of ours, or a text that is no value of its field, says something new."""
        have = customers.own_fields(self.book, customer) if card.own else {}
        given = [(contact, f"{alternatives.OWN}{name}", value) for name, value in card.own.items() if have.get(name) != value]
        given += [(contact if one.record == "p" else None, one.field, one.value) for one in card.also]
        return not all(alternatives.has(self.book, customer, *one) for one in given)

    def _is_bare(self, card: Card, keys: CardKeys, customer: str, contact: str) -> bool:
        """Whether a card has little more than a name that somebody has of whom more is known: it may be another's."""
        if any((keys.firm, card.channels, keys.birthday, keys.address)):
            return False
        more = self.book.db.execute(
            "SELECT 1 FROM contacts WHERE id = :p AND coalesce(birthday, address) IS NOT NULL UNION ALL"
            " SELECT 1 FROM customers WHERE id = :c AND coalesce(birthday, address) IS NOT NULL UNION ALL"
            " SELECT 1 FROM living_channels WHERE customer_id = :c",
            {"p": contact, "c": customer},
        ).fetchone()
        kept = self.book.db.execute(
            "SELECT 'own.' || name FROM living_own own WHERE customer_id = :c UNION ALL"
            " SELECT field FROM living_alternatives WHERE customer_id = :c", {"c": customer}
        )  # fmt: skip
        said = {*(f"{alternatives.OWN}{name}" for name in card.own), *(one.field for one in card.also)}
        return bool(more) or any(row[0] not in said for row in kept)

    def extras(self, card: Card, customer: str, contact: str) -> bool:
        """Tags, columns that are no field of ours, past contacts. Returns whether anything was added."""
        self.moves = ()
        if not (card.tags or card.own or card.also or card.interactions or card.next):
            return False
        self.batch.flush()
        self.book.touched.add(customer)
        changed = customers.tag(self.book, customer, card.tags, ())
        changed = add_own(self.book, customer, contact or None, card.own) or changed
        for one in card.also:
            holder = contact if one.record == "p" and contact else None
            changed = alternatives.keep(self.book, customer, holder, one.field, one.value) or changed
        told = past.add_past(self.book, customer, contact or None, card.interactions, fixed="stage" in card.customer)
        self.moves = told or ()
        if card.next:
            new, also = past.add_next(self.book, customer, contact or None, card.next)
            changed, self.moves = new or changed, (*self.moves, *also)
        return changed or told is not None


def _says_the_same(card: Card, name: str, old: object, value: object) -> bool:
    return _same(old, value) or (name == "stage" and _is_later(card, old, value))


def beside_told(book: Book, customer: str, contact: str | None, beside: Iterable[Beside]) -> list[Text]:
    """Keep values beside a record's fields; what there is to tell of those that weren't yet."""
    return [say("import.differs", field=say(f"field.{one.field}"), kept=one.stays, other=one.other)
            for one in beside if alternatives.keep(book, customer, contact, one.field, one.other)]  # fmt: skip


def _is_later(card: Card, kept: object, stage: object) -> bool:
    """Whether the two stages are of who has bought, sooner and later, and only a status word says so: time parts them."""
    return bool(card.statuses) and kept in BOUGHT and stage in BOUGHT


def add_own(book: Book, customer: str, contact: str | None, given: Mapping[str, str]) -> bool:
    """Columns that are no field of ours: a new one is put in, a value that differs is kept beside. Whether any was new."""
    have = customers.own_fields(book, customer)
    changed = customers.set_own(book, customer, {name: value for name, value in given.items() if name not in have})
    for name, value in given.items():
        if have.get(name, value) != value:
            changed = alternatives.keep(book, customer, contact, f"{alternatives.OWN}{name}", value) or changed
    return changed


def _is_fuller(name: str, other: str) -> bool:
    """Whether a name says more of the same person: 王建国 than 王总, Ann Lee than A. Lee."""
    if is_whole(name) != is_whole(other):
        return is_whole(name)
    return sum(map(len, name_words(name))) > sum(map(len, name_words(other)))


def _same(old: object, value: object) -> bool:
    return old == value or (isinstance(old, str) and isinstance(value, str) and fold(old) == fold(value))
