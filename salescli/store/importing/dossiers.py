"""Puts records back that carry ids: a known id is that record, an unknown one becomes the new record's own (CONTRACT 8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from salescli.core.exchange.card import Card
from salescli.core.exchange.dossier import ALSO, KEPT, Dossier, Post, Reach, Record
from salescli.core.language.names import firm_key
from salescli.core.matching.decide import CardKeys, Person
from salescli.core.matching.settle import settled
from salescli.core.ranking.rank import stage_on
from salescli.core.records.fields import CONTACT_FIELDS, CUSTOMER_FIELDS, columns
from salescli.core.text import Text
from salescli.store.base import rows
from salescli.store.finding.keys import fold, name_keys
from salescli.store.importing import past
from salescli.store.importing.identities import Codes, Ids, kept_time
from salescli.store.importing.joining import add_own, beside_told
from salescli.store.importing.stories import Stories
from salescli.store.ranking import pulse
from salescli.store.records import alternatives, customers
from salescli.store.records.channels import add_channel, channel_key

if TYPE_CHECKING:
    from salescli.store.importing.batch import Batch

_COLUMNS = {"customers": frozenset(columns(CUSTOMER_FIELDS)), "contacts": frozenset(columns(CONTACT_FIELDS))}
_SETTLED = frozenset((*KEPT, "kept_stage", "kept_stage_since", "deleted_at", "primary"))
"""What a file never changes in a record that is known: the book's own bookkeeping, and who of several is called first."""


def as_dossier(batch: Batch, card: Card) -> Dossier:
    """A card with an id of any file as a dossier, its values typed as columns hold them."""
    sides: dict[str, list[Reach]] = {"c": [], "p": []}
    for ch in card.channels:
        sides[ch.record if card.contact.get("name") else "c"].append(Reach(ch.kind, ch.label, ch.value))
    dated = {"source_at": card.dated} if card.dated else {}
    beside = {whose: {ALSO: tuple(one[1:] for one in card.also if one.record == whose)} for whose in sides}
    customer = Record(card.id, {**batch.typed(card.customer), **dated, **beside["c"]}, tuple(sides["c"]))
    person = Record(card.person_id, {**batch.typed(card.contact), **dated, **beside["p"]}, tuple(sides["p"]))
    people = (person,) if card.contact.get("name") else ()
    return Dossier(card.row, customer, people, card.tags, card.own, past=card.interactions,
                   warnings=card.warnings, next=card.next)  # fmt: skip


class Returning:
    """One import's dossiers. `posts` are put in at its end: the firm of a former post may come after whoever has it."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.book = batch.book
        self.ids = Ids(batch.book)
        self.codes = Codes(batch)
        self.stories = Stories(batch, self.ids)
        self.latest: tuple[Any, ...] = ()
        self.posts: list[tuple[str, Post]] = []

    def known(self, dossier: Dossier) -> str:
        """The customer in the book whom the dossier, or somebody in it, is by its id; nothing if there is none."""
        people = (self.batch.known.people.get(self.ids.now(person.id)) for person in dossier.people)
        found = (self.ids.now(dossier.customer.id), *(person.customer for person in people if person))
        return next((customer for customer in found if customer in self.batch.codes), "")

    def place(self, dossier: Dossier) -> tuple[str, str, tuple[Text, ...]]:
        """Put one dossier where it belongs; returns the fate, the customer's id and what there is to tell."""
        fates: set[str] = set()
        notes: list[Text] = []
        customer = self._customer(dossier, fates, notes)
        people = [self._person(customer, person, fates, notes) for person in dossier.people]
        self._extras(customer, people[0] if people else "", dossier, fates)
        if fates:
            self.book.touched.add(customer)
        fate = "new" if "new" in fates else "joined" if fates else "same"
        return fate, customer, (*notes, *dossier.warnings)

    # the customer

    def _customer(self, dossier: Dossier, fates: set[str], notes: list[Text]) -> str:
        record = dossier.customer
        customer = self.ids.now(record.id) or self._holder(dossier)
        if self.latest == (customer, record, dossier.tags, dossier.own):  # as the row before has said already
            return customer
        if customer in self.batch.codes or customer in self.ids.gone:
            self._revive("customers", customer, fates)
            self._fill("customers", customer, customer, record, fates, notes)
        else:
            customer = self._new_customer(dossier)
            fates.add("new")
        self.latest = (customer, record, dossier.tags, dossier.own) if record.id else ()
        return customer

    def _holder(self, dossier: Dossier) -> str:
        """The known customer of a row that names none by id: its person's, else the firm of that name."""
        person = dossier.people[0] if dossier.people else None
        known = self.batch.known.people.get(self.ids.now(person.id)) if person else None
        if known:
            return known.customer
        name = dossier.customer.fields.get("name")
        return self.batch.known.by_firm.get(firm_key(fold(name)), "") if name else ""

    def _new_customer(self, dossier: Dossier) -> str:
        batch, record = self.batch, dossier.customer
        fields = record.fields
        person = dossier.people[0].fields.get("name", "") if dossier.people else ""
        name = fields.get("name") or person or next((reach.value for reach in record.channels), "?")
        stage = fields.get("kept_stage") or fields.get("stage") or "first_contact"
        since = fields.get("kept_stage_since") or fields.get("stage_since") or self.book.today.isoformat()
        letter, number = self.codes.of(str(fields.get("code", "")))
        row = {
            **_columns("customers", fields), "name": name, "code_letter": letter, "code_number": number,
            "stage": stage, "stage_since": since, "source": fields.get("source") or batch.source or None,
            **{key: fields.get(key) for key in ("source_at", "snoozed_until")}, **self._identity(record),
        }  # fmt: skip
        customer = batch.put("customers", row, person=not fields.get("name"))
        batch.codes[customer] = f"{letter}{number}"
        if fields.get("name"):
            batch.known.add_firm(firm_key(fold(name)), customer)
        self.book.touched.add(customer)
        self._put_channels(customer, None, record.channels)
        self._put_beside(customer, None, record)
        return customer

    def _identity(self, record: Record) -> dict[str, Any]:
        """Its own id, and the times at which it was added and changed, where it has them."""
        times = {name: kept_time(str(record.fields.get(name) or ""), self.book.zone) for name in ("created_at", "updated_at")}
        return {name: value for name, value in {"id": record.id, **times}.items() if value}

    # its people

    def _person(self, customer: str, record: Record, fates: set[str], notes: list[Text]) -> str:
        batch = self.batch
        contact = self.ids.now(record.id) or self._namesake(customer, record)
        known = batch.known.people.get(contact)
        if known or (contact and contact in self.ids.gone):
            if not record.fields.get("deleted_at"):
                self._revive("contacts", contact, fates)
                self._fill("contacts", contact, known.customer if known else customer, record, fates, notes)
            self._was(contact, known.customer if known else customer, record, fates)
            return contact
        fates.add("new")
        contact = self._new_contact(customer, record)
        self._was(contact, customer, record, fates)
        return contact

    def _was(self, contact: str, customer: str, record: Record, fates: set[str]) -> None:
        """The posts that the person had before, as far as the book doesn't have them; none where they are now."""
        if "was" not in record.fields:
            return
        known = {tuple(row) for row in self.book.db.execute(
            "SELECT until, firm FROM living_posts WHERE contact_id = ?", (contact,))}  # fmt: skip
        known |= {(post.until, post.firm) for who, post in self.posts if who == contact}
        for post in map(_storable_post, record.fields.get("was", ())):
            if (post.until, post.firm) not in known and self.ids.now(post.customer) != customer:
                self.posts.append((contact, post))
                fates.add("joined")

    def finish(self) -> None:
        """Write what had to wait for the whole file; everything else is in the book by now."""
        for contact, post in self.posts:
            customer = self.ids.now(post.customer)
            there = self.book.db.execute("SELECT id FROM customers WHERE id = ?", (customer,)).fetchone()
            rows.insert(self.book, "posts", {
                "customer_id": customer if there else None, "contact_id": contact, "firm": post.firm,
                "title": post.title or None, "department": post.department or None, "until": post.until})  # fmt: skip
        self.stories.finish()

    def _namesake(self, customer: str, record: Record) -> str:
        """The person of exactly this name whom the customer has already, for a row that names none by id."""
        people = self.batch.known.named(fold(record.fields.get("name", "")))
        return next((person.contact for person in people if person.customer == customer), "")

    def _new_contact(self, customer: str, record: Record) -> str:
        batch, fields = self.batch, record.fields
        name = fields.get("name") or "?"
        gone = bool(fields.get("deleted_at") or fields.get("left"))
        row = {
            **_columns("contacts", fields), "customer_id": customer, "name": name,
            "source": fields.get("source") or batch.source or None,
            "source_at": fields.get("source_at"), "deleted_at": fields.get("deleted_at"),
            "is_primary": 0 if fields.get("left") else batch.leads(customer, fields.get("primary"), gone=gone),
            **self._identity(record),
        }  # fmt: skip
        contact = batch.put("contacts", row, person=True)
        if fields.get("deleted_at"):
            self.ids.gone.add(contact)
            return contact
        firm = firm_key(fold(name))
        batch.known.add_person(Person(customer, contact, name, firm), CardKeys(firm, name, fold(name)))
        self._put_channels(customer, contact, record.channels)
        self._put_beside(customer, contact, record)
        return contact

    # known records

    def _revive(self, table: str, row_id: str, fates: set[str]) -> None:
        """A record that was deleted and comes in again is there again."""
        if row_id in self.ids.gone:
            self.batch.flush_if(row_id)
            rows.update(self.book, table, row_id, {"deleted_at": None})
            self.ids.gone.discard(row_id)
            fates.add("new")
            if table == "customers":
                row = self.book.db.execute("SELECT code_letter || code_number FROM customers WHERE id = ?", (row_id,)).fetchone()
                self.batch.codes[row_id] = row[0]
        if table == "contacts" and row_id not in self.batch.known.people:
            row = self.book.db.execute("SELECT customer_id, name FROM contacts WHERE id = ?", (row_id,)).fetchone()
            key = fold(row["name"])
            person = Person(row["customer_id"], row_id, row["name"], firm_key(key))
            self.batch.known.add_person(person, CardKeys(firm_key(key), row["name"], key))

    def _fill(self, table: str, row_id: str, customer: str, record: Record, fates: set[str], notes: list[Text]) -> None:
        """Blanks are filled; newer wins only by a later card date; else a differing value is kept beside (CONTRACT 8)."""
        self.batch.flush_if(row_id, customer)
        kept = dict(self.book.db.execute(f"SELECT * FROM {table} WHERE id = ?", (row_id,)).fetchone())
        dated = str(record.fields.get("source_at") or "")
        newer = bool(dated and dated > (kept["source_at"] or ""))
        given = {name: value for name, value in _columns(table, record.fields).items() if name not in _SETTLED}
        added = str(given.pop("notes") or "") if kept.get("notes") and "notes" in given else ""
        values, beside = settled(kept, given, partial(self._same, customer), newer=newer)
        if added and added not in kept["notes"]:
            values["notes"] = f"{kept['notes']}\n{added}"
        told = beside_told(self.book, customer, row_id if table == "contacts" else None, beside)
        notes += told
        fates.update({"joined"} if told else ())
        if values:
            self._write(table, row_id, {**values, **({"source_at": dated} if newer else {})})
            fates.add("joined")
        holder = row_id if table == "contacts" else None
        if any([self._add_channels(customer, holder, record.channels), self._keep_beside(customer, holder, record)]):
            fates.add("joined")

    def _keep_beside(self, customer: str, contact: str | None, record: Record) -> bool:
        """What the record had beside its fields; whether any of it was new."""
        return any([alternatives.keep(self.book, customer, contact, *pair) for pair in record.fields.get(ALSO, ())])

    def _put_beside(self, customer: str, contact: str | None, record: Record) -> None:
        for field, value in record.fields.get(ALSO, ()):
            self.batch.put("alternatives", {"customer_id": customer, "contact_id": contact, "field": rows.storable(field),
                                               "value": rows.storable(value)})  # fmt: skip

    def _same(self, customer: str, name: str, old: Any, value: Any) -> bool:
        if isinstance(old, str) and isinstance(value, str) and fold(old) == fold(value):
            return True
        if name == "stage" and old != value:  # a file has the stage that time had brought the customer to
            return bool(value == stage_on(pulse.facts_of(self.book, customer), self.book.rules, self.book.today)[0])
        return bool(old == value) or (value == 0 and old is None)

    def _write(self, table: str, row_id: str, values: dict[str, Any]) -> None:
        if "name" in values:
            values.update(name_keys(values["name"], person=table == "contacts")._asdict())
        if "stage" in values:
            values["stage_since"] = self.book.today.isoformat()
        rows.update(self.book, table, row_id, values)

    # channels

    def _put_channels(self, customer: str, contact: str | None, channels: Iterable[Reach]) -> None:
        kinds: set[str] = set()
        for reach in channels:
            main = reach.kind not in kinds if reach.main is None else reach.main
            kinds.add(reach.kind)
            self.batch.put("channels", {
                "customer_id": customer, "contact_id": contact, "kind": reach.kind, "label": rows.storable(reach.label),
                "value": rows.storable(reach.value), "key": self._key(reach), "main": int(main),
                "doubtful_since": reach.doubtful_since or None})  # fmt: skip

    def _add_channels(self, customer: str, contact: str | None, channels: Iterable[Reach]) -> bool:
        have = {tuple(row) for row in self.book.db.execute(
            "SELECT kind, key FROM living_channels WHERE customer_id = ? AND contact_id IS ?",
            (customer, contact))}  # fmt: skip
        new = [reach for reach in channels if (reach.kind, self._key(reach)) not in have]
        for reach in new:
            add_channel(self.book, customer, contact, reach.kind, rows.storable(reach.label), reach.value,
                                  key=self._key(reach))  # fmt: skip
        return bool(new)

    def _key(self, reach: Reach) -> str:
        return reach.key or channel_key(self.book, reach.kind, reach.value, self.batch.country)

    # tags, own fields, the story

    def _extras(self, customer: str, contact: str, dossier: Dossier, fates: set[str]) -> None:
        if dossier.tags or dossier.own or dossier.past or dossier.next:
            self.batch.flush_if(customer, contact)
            changed = customers.tag(self.book, customer, dossier.tags, ())
            own = {rows.storable(name): rows.storable(value) for name, value in dossier.own.items()}
            changed = add_own(self.book, customer, contact or None, own) or changed
            changed = past.add_past(self.book, customer, contact or None, dossier.past) is not None or changed
            if dossier.next:
                changed = past.add_next(self.book, customer, contact or None, dossier.next)[0] or changed
            fates.update({"joined"} if changed else ())
        if any([self.stories.add(table, customer, given) for table, given in dossier.story.items()]):
            fates.add("joined")


def _columns(table: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    return rows.all_storable({name: value for name, value in fields.items() if name in _COLUMNS[table] and name != "primary"})


def _storable_post(post: Post) -> Post:
    return Post(*map(rows.storable, post))
