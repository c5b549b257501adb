"""Puts cards into the book: each row's fate, filling of blanks, alternatives kept, in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from salescli.core.card import Card, CardChannel, typed
from salescli.core.dossier import Dossier
from salescli.core.facts import Facts, Moment
from salescli.core.match import CardKeys, Known, Person, Verdict, decide
from salescli.core.model import CONTACT_FIELDS, CUSTOMER_FIELDS, PHONE_KINDS
from salescli.core.names import firm_key, is_whole, name_words
from salescli.core.phones import is_chinese_mobile
from salescli.core.text import Text, say
from salescli.store import customers, filling, past, pulse, rows, verified
from salescli.store.keys import fold, name_keys
from salescli.store.returning import Returning, as_dossier

if TYPE_CHECKING:
    from salescli.store.book import Book

ORDER = ("customers", "pulse", "contacts", "channels", "interactions", "promises", "verified", "apart")
"""Tables in the order in which rows are put in: a row before its parent would make SQLite look for it at every later one."""
NAMELESS = """SELECT name_key, id FROM customers c WHERE deleted_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM contacts p WHERE p.customer_id = c.id AND p.deleted_at IS NULL)"""
"""Customers without people: those named after a number or an e-mail address among them."""
OWN_CHANNELS = """SELECT ch.key, c.id, c.name FROM channels ch JOIN customers c ON c.id = ch.customer_id
  WHERE ch.contact_id IS NULL AND ch.deleted_at IS NULL AND c.deleted_at IS NULL AND ch.kind != 'fax' ORDER BY ch.id"""
BATCH = 2000  # rows that are put in at a time
TOLD = ("stage", "grade", "owner", "type", "source", "country", "do_not_contact")
"""Fields that a rule may look at in a customer nobody has touched yet, tags aside."""
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
    """One import: `place(card)` decides and writes; `finish()` writes what is still waiting."""

    book: Book
    source: str = ""
    country: str = "CN"
    on_match: str = "join"
    known: Known = field(default_factory=Known)
    codes: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    pending: set[str] = field(default_factory=set)
    led: dict[str, bool | None] = field(default_factory=dict)
    days: dict[tuple[Any, ...], dict[str, Any]] = field(default_factory=dict)
    next_number: int = 0
    stamp: str = ""
    today: str = ""
    nameless: dict[str, str] = field(default_factory=dict)
    letter: str = "c"
    moves: tuple[Text, ...] = ()
    aside: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.letter = self.book.meta("code_letter", "c")
        self.stamp = self.book.now_utc
        self.today = self.book.today.isoformat()
        self.next_number = int(self.book.meta("code_counter", "0"))
        for person, keys in _people(self.book):
            self.known.add_person(person, keys)
        for row in self.book.db.execute(
            "SELECT id, name_key, code_letter || code_number FROM customers WHERE deleted_at IS NULL"
        ):
            self.codes[row[0]] = row[2]
            self.known.add_firm(firm_key(row[1]), row[0])
        for row in self.book.db.execute(OWN_CHANNELS):
            self.known.add_own(*row)
        self.nameless = dict(self.book.db.execute(NAMELESS).fetchall())
        self.aside = filling.put_aside(self.book.db)

    def place(self, card: Card | Dossier) -> Fate:
        """Put one card, or the dossier of an earlier export, where it belongs."""
        self.moves = ()
        if not isinstance(card, Card) or card.id or card.person_id:
            return self._return(card)
        keys, channels = self._keys(card)
        verdict = self._identical(card, keys) or decide(keys, self.known)
        if verdict.what in ("person", "firm"):
            if self.on_match == "skip":
                return Fate(
                    card.row, "skipped", self.codes[verdict.customer], _name(card), (verdict.why or say("match.firm"),)
                )
            return self._join(card, keys, channels, verdict)
        customer = self._new(card, keys, channels, verdict)
        outcome = "maybe" if verdict.what == "maybe" else "new"
        why = (verdict.why, *self._whose(verdict.like)) if verdict.why else ()
        return Fate(card.row, outcome, self.codes[customer], _name(card), (*why, *self.moves, *card.warnings))

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
        name = _name(card) if isinstance(card, Card) else dossier.name
        if self.on_match == "skip" and (known := self.returning.known(dossier)):
            return Fate(card.row, "skipped", self.codes[known], name, (say("match.id"),))
        outcome, customer, notes = self.returning.place(dossier)
        return Fate(card.row, outcome, self.codes[customer], name, notes)

    @cached_property
    def returning(self) -> Returning:
        """Who puts records with ids back."""
        return Returning(self)

    # what a card is compared by

    def _keys(self, card: Card) -> tuple[CardKeys, list[tuple[CardChannel, str]]]:
        channels = [(ch, self._channel_key(card, ch)) for ch in card.channels]
        name = card.contact.get("name", "")
        own = [(ch.kind, key) for ch, key in channels if ch.record == "p" or not name]
        firm = firm_key(fold(card.customer["name"])) if card.customer.get("name") else ""
        address = "" if firm else fold(card.contact.get("address") or card.customer.get("address") or "")
        return CardKeys(firm, name, fold(name), *_numbers(own), card.contact.get("birthday", ""), address,
                        _handles(own)), channels  # fmt: skip

    def _channel_key(self, card: Card, ch: CardChannel) -> str:
        """By the country that the card is in, where that makes it a number, else by the file's."""
        if card.country not in ("", self.country) and ch.kind in PHONE_KINDS:
            key = customers.channel_key(self.book, ch.kind, ch.value, card.country)
            if key.startswith("+"):
                return key
        return customers.channel_key(self.book, ch.kind, ch.value, self.country)

    def _identical(self, card: Card, keys: CardKeys) -> Verdict | None:
        """A row equal in all fields to what is known is the same, even where likeness alone would not join it."""
        if not (keys.name or keys.firm):  # named after its number or address: what bears that name is the same
            customer = self.nameless.get(fold(_name(card)))
            return Verdict("firm", customer, why=say("match.same")) if customer else None
        for person in self.known.named(keys.name_key):
            known = (person.customer, person.contact)
            if person.firm == keys.firm and not (self._differences(card, *known) or self._is_bare(card, keys, *known)):
                return Verdict("person", person.customer, person.contact, say("match.same"))
        return None

    # a known person or firm

    def _join(self, card: Card, keys: CardKeys, channels: list[tuple[CardChannel, str]], verdict: Verdict) -> Fate:
        self.flush_if(verdict.customer, verdict.contact)
        before = self.book.db.total_changes
        contact = verdict.contact
        added = False
        if not contact and keys.name:
            contact = self._new_contact(card, keys, verdict.customer)
            added = True
        named = self._names(card, keys, verdict.customer, contact)
        notes = (*named, *self._fill(card, verdict.customer, "" if added else contact))
        for ch, key in channels:
            added = self._add_channel(ch, key, verdict.customer, contact) or added
            if contact and ch.record == "p":
                self.known.add_channel(key, contact)
        added = self._extras(card, verdict.customer, contact) or added
        changed = added or self.book.db.total_changes > before
        self.book.touched.update({verdict.customer} if changed else ())
        why = (verdict.why,) if verdict.why and verdict.why.key != "match.same" and changed else ()
        outcome = "joined" if changed else "same"
        return Fate(card.row, outcome, self.codes[verdict.customer], _name(card), (*why, *notes, *self.moves, *card.warnings))

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
            self.known.people[person.contact] = person._replace(firm=key)
        elif self.alternative(customer, "company", firm):
            yield say("import.differs", field=say("target.firm"), kept=kept["name"], other=firm)

    def _person_name(self, person: Person, name: str) -> Iterator[Text]:
        if _is_fuller(name, person.name):
            values = {"name": name, **name_keys(name, person=True)._asdict()}
            rows.update(self.book, "contacts", person.contact, values)
            if not person.firm:
                rows.update(self.book, "customers", person.customer, values)
            self.known.people[person.contact] = person._replace(name=name)
            self.known.by_name.setdefault(fold(name), []).append(person.contact)
        elif not _is_fuller(person.name, name) and self.alternative(person.customer, "contact_name", name):
            yield say("import.differs", field=say("target.name.full"), kept=person.name, other=name)

    def _fill(self, card: Card, customer: str, contact: str) -> tuple[Text, ...]:
        """Blanks are filled; newer wins only by a later card date; else a differing value is kept beside (CONTRACT 8)."""
        notes: list[Text] = []
        for table, row_id, given in (("customers", customer, card.customer), ("contacts", contact, card.contact)):
            if not row_id:
                continue
            kept = dict(self.book.db.execute(f"SELECT * FROM {table} WHERE id = ?", (row_id,)).fetchone())
            values = {"source": self.source} if self.source and not kept["source"] else {}
            newer = bool(card.dated and card.dated > (kept["source_at"] or ""))
            for name, value in self.typed(given).items():
                old = kept.get(name)
                if name == "name" or _same(old, value):
                    continue
                if name == "notes" and old:
                    values.update({"notes": f"{old}\n{value}"} if str(value) not in str(old) else {})
                elif old in (None, "") or newer:
                    values[name] = value
                elif self.alternative(customer, name, value, _whose(card) if table == "contacts" else "2"):
                    notes.append(say("import.differs", field=say(f"field.{name}"), kept=old, other=value))
            if values and newer:
                values["source_at"] = card.dated
            if values:
                rows.update(self.book, table, row_id, values)
                verified.stamp_changed(self.book, customer, contact if table == "contacts" else None, values, day=card.dated)
        return tuple(notes)

    def alternative(self, customer: str, name: str, value: object, whose: str = "2") -> bool:
        """Keep a value that differs from what is known, as an own field; False where it is kept already.

        `whose`: at a firm, the person of whom it is said.
        """
        label = f"{name} ({whose})"
        row = self.book.db.execute(
            "SELECT value FROM own WHERE customer_id = ? AND name = ? AND deleted_at IS NULL", (customer, label)
        ).fetchone()
        have = row[0].split(" | ") if row else []
        if str(value) in have:
            return False
        customers.set_own(self.book, customer, {label: " | ".join([*have, str(value)])})
        return True

    def _add_channel(self, ch: CardChannel, key: str, customer: str, contact: str) -> bool:
        holder = contact if ch.record == "p" and contact else None
        known = self.book.db.execute(
            "SELECT 1 FROM channels WHERE customer_id = ? AND deleted_at IS NULL AND kind = ? AND key = ?"
            " AND (contact_id IS ? OR contact_id IS NULL)",
            (customer, ch.kind, key, holder),
        ).fetchone()
        if known:
            return False
        self.flush_if(customer, contact)
        customers.add_channel(self.book, customer, holder, ch.kind, ch.label, ch.value, key=key)
        return True

    def _differences(self, card: Card, customer: str, contact: str) -> bool:
        """Whether the card says anything that isn't in the book about this person and firm."""
        self.flush_if(customer, contact)
        for table, row_id, given in (("customers", customer, card.customer), ("contacts", contact, card.contact)):
            kept = self.book.db.execute(f"SELECT * FROM {table} WHERE id = ?", (row_id,)).fetchone()
            for name, value in self.typed(given).items():
                if name == "notes" and kept["notes"] and str(value) in kept["notes"]:
                    continue
                if name != "name" and not _same(kept[name], value):
                    return True
        have = {(row[0], row[1]) for row in self.book.db.execute(
            "SELECT kind, key FROM channels WHERE customer_id = ? AND deleted_at IS NULL", (customer,))}  # fmt: skip
        return self._own_differ(card, customer) or any(
            (ch.kind, self._channel_key(card, ch)) not in have for ch in card.channels
        )

    def _own_differ(self, card: Card, customer: str) -> bool:
        """Whether a column that is no field of ours says something new."""
        have = dict(self.book.db.execute("SELECT name, value FROM own WHERE customer_id = ? AND deleted_at IS NULL",
                                         (customer,)).fetchall()) if card.own else {}  # fmt: skip
        return any(value not in (have.get(name), *have.get(f"{name} ({_whose(card)})", "").split(" | "))
                   for name, value in card.own.items())  # fmt: skip

    def _is_bare(self, card: Card, keys: CardKeys, customer: str, contact: str) -> bool:
        """Whether a card has little more than a name that somebody has of whom more is known: it may be another's."""
        if any((keys.firm, keys.mobiles, keys.emails, keys.phones, keys.handles, keys.birthday, keys.address)):
            return False
        more = self.book.db.execute(
            "SELECT 1 FROM contacts WHERE id = :p AND coalesce(birthday, address) IS NOT NULL UNION ALL"
            " SELECT 1 FROM customers WHERE id = :c AND coalesce(birthday, address) IS NOT NULL UNION ALL"
            " SELECT 1 FROM channels WHERE customer_id = :c AND deleted_at IS NULL",
            {"p": contact, "c": customer},
        ).fetchone()
        own = self.book.db.execute("SELECT name FROM own WHERE customer_id = ? AND deleted_at IS NULL", (customer,))
        return bool(more) or any(row[0].removesuffix(" (2)") not in card.own for row in own)

    # somebody new

    def _new(self, card: Card, keys: CardKeys, channels: list[tuple[CardChannel, str]], verdict: Verdict) -> str:
        customer = verdict.customer or self._new_customer(card, keys)
        self.book.touched.update({customer} if verdict.customer else ())
        contact = self._new_contact(card, keys, customer) if keys.name else ""
        mains: set[tuple[str, str]] = set()
        for ch, key in channels:
            holder = contact if ch.record == "p" and contact else None
            main = (holder or "", ch.kind) not in mains
            mains.add((holder or "", ch.kind))
            self.put("channels", {"customer_id": customer, "contact_id": holder, "kind": ch.kind, "label": ch.label,
                                   "value": rows.storable(ch.value), "key": key, "main": int(main)})  # fmt: skip
            if not holder:
                self.known.add_own(key, customer, card.customer.get("name", ""))
        if card.interactions and not verdict.customer and self._put_past(card, customer, contact):
            card = replace(card, interactions=())
        self._extras(card, customer, contact)
        return customer

    def _new_customer(self, card: Card, keys: CardKeys) -> str:
        self.next_number += 1
        # what is said of a person without a name is the customer's, as far as it has such a field
        theirs = {} if keys.name else {name: text for name, text in card.contact.items() if name in _OF_CUSTOMERS}
        values = self.typed({**theirs, **card.customer})
        name = card.customer.get("name") or keys.name or next((ch.value for ch in card.channels), "?")
        stage = values.pop("stage", None) or "first_contact"
        row = {
            **values, "name": name, **name_keys(name, person=not card.customer.get("name"))._asdict(),
            "code_letter": self.letter, "code_number": self.next_number, "stage": stage,
            "stage_since": self._since(card), "source": values.get("source") or self.source or None,
            "source_at": card.dated or None,
        }  # fmt: skip
        customer = self.put("customers", row)
        self.codes[customer] = f"{self.letter}{self.next_number}"
        if keys.firm:
            self.known.add_firm(keys.firm, customer)
        elif not keys.name:
            self.nameless[row["name_key"]] = customer
        self._put_pulse(customer, row, card)
        return customer

    def _put_pulse(self, customer: str, row: Mapping[str, Any], card: Card) -> None:
        """A new customer's pulse: no touches, and days that depend on little, so they are worked out once for all."""
        if card.tags or card.interactions or card.next:
            self.book.touched.add(customer)
            return
        told = tuple(row.get(name) or "" for name in TOLD)
        if told not in self.days:
            values: dict[str, Any] = dict(zip(TOLD, told, strict=True))
            values["country"] = values["country"] or self.book.country
            values["do_not_contact"] = bool(values["do_not_contact"])
            facts = Facts(customer, (self.letter, 0), "", Moment(self.book.today, ""), stage_since=self.book.today, **values)
            self.days[told] = dict(zip(pulse.DERIVED, pulse.derived(self.book, facts), strict=True))
        place = pulse.place_of((self.letter, row["code_number"]))
        fresh = {"customer_id": customer, "tries": 0, "touches": 0, "events": "{}"}
        self.waiting.setdefault("pulse", []).append({**fresh, **self.days[told], "place": place})

    def _new_contact(self, card: Card, keys: CardKeys, customer: str) -> str:
        values = {
            ("is_primary" if name == "primary" else name): value for name, value in self.typed(card.contact).items()
        }
        values["is_primary"] = self.leads(customer, values.get("is_primary"))
        contact = self.put("contacts", {
            **values, "customer_id": customer, "name": keys.name, **name_keys(keys.name, person=True)._asdict(),
            "source": self.source or None, "source_at": card.dated or None})  # fmt: skip
        self.known.add_person(Person(customer, contact, keys.name, keys.firm), keys)
        return contact

    def leads(self, customer: str, given: Any = None, *, gone: bool = False) -> int:
        """Whether a new person is the primary contact: as the file says, save that a customer keeps the one it has.

        The first person is one by itself; a deleted one (`gone`) doesn't count, one that waits to be written does.
        """
        if customer not in self.led:
            have = [] if customer in self.pending else [row[0] for row in self.book.db.execute(
                "SELECT is_primary FROM contacts WHERE customer_id = ? AND deleted_at IS NULL", (customer,))]  # fmt: skip
            self.led[customer] = any(have) if have else None
        led = self.led[customer]
        primary = int(led is None) if given is None else int(bool(given) and not led)
        if not gone:
            self.led[customer] = bool(led or primary)
        return primary

    def _extras(self, card: Card, customer: str, contact: str) -> bool:
        """Tags, columns that are no field of ours, past contacts. Returns whether anything was added."""
        if not (card.tags or card.own or card.interactions or card.next):
            return False
        self.flush()
        self.book.touched.add(customer)
        changed = customers.tag(self.book, customer, card.tags, ())
        have = dict(self.book.db.execute("SELECT name, value FROM own WHERE customer_id = ? AND deleted_at IS NULL",
                                         (customer,)).fetchall())  # fmt: skip
        blank = {name: value for name, value in card.own.items() if name not in have}
        changed = customers.set_own(self.book, customer, blank) or changed
        for name, value in card.own.items():
            if name in have and have[name] != value:
                changed = self.alternative(customer, name, value, _whose(card)) or changed
        told = past.add_past(self.book, customer, contact or None, card.interactions, fixed="stage" in card.customer)
        self.moves += told or ()
        if card.next:
            changed = past.add_next(self.book, customer, contact or None, card.next) or changed
        return changed or told is not None

    def _since(self, card: Card) -> str:
        """Since when a new customer is in its stage: without a word of that in the file, since the first talk told of."""
        days = [item.at[:10] for item in card.interactions] if "stage" not in card.customer else []
        return min([*days, self.today])

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

    def put(self, table: str, row: dict[str, Any]) -> str:
        row = {"id": row.get("id") or self.book.ids(), "created_at": self.stamp, "updated_at": self.stamp, **row}
        self.waiting.setdefault(table, []).append(row)
        self.pending.add(row["id"])
        if len(self.waiting[table]) >= BATCH:
            self.flush()
        return str(row["id"])

    def flush_if(self, *ids: str) -> None:
        if not self.pending.isdisjoint(ids):
            self.flush()

    def flush(self) -> None:
        """Write the rows that are waiting."""
        for table in ORDER:
            waiting = self.waiting.get(table, ())
            shapes: dict[tuple[str, ...], list[Any]] = {}
            for row in waiting:
                shapes.setdefault(tuple(row), []).extend(row.values())
            for names, values in shapes.items():
                rows.insert_many(self.book, table, names, values)
        self.waiting.clear()
        self.pending.clear()
        self.led.clear()

    def finish(self) -> None:
        """Write what is waiting, the indexes of a book that was empty, and the counter of codes."""
        self.flush()
        self.known = Known()  # its memory is needed for the indexes
        filling.put_back(self.book.db, self.aside)
        self.book.set_meta("code_counter", str(max(self.next_number, int(self.book.meta("code_counter", "0")))))


def remember_file(book: Book, name: str, digest: str, rows: int) -> None:
    """Keep in the bookkeeping that a file was imported in this run."""
    book.db.execute(
        "INSERT INTO imports(run, at, file, digest, rows) VALUES (?, ?, ?, ?, ?)", (book.run, book.now_utc, name, digest, rows)
    )


def _whose(card: Card) -> str:
    """Whose a value is that differs from what is known at a firm: another person's maybe."""
    person, firm = card.contact.get("name", ""), card.customer.get("name", "")
    return person if person and firm else "2"


def _name(card: Card) -> str:
    person, firm = card.contact.get("name", ""), card.customer.get("name", "")
    return f"{firm} · {person}" if firm and person else firm or person or next((ch.value for ch in card.channels), "")


def _is_fuller(name: str, other: str) -> bool:
    """Whether a name says more of the same person: 王建国 than 王总, Ann Lee than A. Lee."""
    if is_whole(name) != is_whole(other):
        return is_whole(name)
    return sum(map(len, name_words(name))) > sum(map(len, name_words(other)))


def _same(old: object, value: object) -> bool:
    return fold(str(old)) == fold(str(value)) if isinstance(old, str) and isinstance(value, str) else old == value


def _numbers(own: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Somebody's keys as mobile numbers, e-mail addresses and other phones, of (kind, key) pairs."""
    mobiles, emails, phones = [], [], []
    for kind, key in own:
        if kind == "email":
            emails.append(key)
        elif kind == "mobile" or (kind == "phone" and is_chinese_mobile(key)):
            mobiles.append(key)
        elif kind == "phone":
            phones.append(key)
    return tuple(mobiles), tuple(emails), tuple(key for key in phones if key not in mobiles)


def _handles(own: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(key for kind, key in own if kind in ("wechat", "qq"))


def _people(book: Book) -> Iterator[tuple[Person, CardKeys]]:
    """Everybody in the book with the keys of what is known of them."""
    channels: dict[str, list[tuple[str, str]]] = {}
    for contact, kind, key in book.db.execute(
        "SELECT contact_id, kind, key FROM channels WHERE deleted_at IS NULL AND contact_id IS NOT NULL"
    ):
        channels.setdefault(contact, []).append((kind, key))
    for row in book.db.execute(
        "SELECT p.id, p.name, p.name_key, p.birthday, p.address, c.id AS customer, c.name AS firm, c.name_key AS firm_key,"
        " c.address AS firm_address FROM contacts p JOIN customers c ON c.id = p.customer_id"
        " WHERE p.deleted_at IS NULL AND c.deleted_at IS NULL"
    ).fetchall():
        # a customer that is named after its one person is no firm
        firm = "" if row["firm_key"] == row["name_key"] else firm_key(row["firm_key"])
        address = "" if firm else fold(row["address"] or row["firm_address"] or "")
        yield Person(row["customer"], row["id"], row["name"], firm), CardKeys(
            firm, row["name"], row["name_key"], *_numbers(channels.get(row["id"], ())), row["birthday"] or "", address,
            _handles(channels.get(row["id"], ())),
        )  # fmt: skip
