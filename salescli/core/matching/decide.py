"""Which known customer and person a card is: joined by itself, doubtful, or new (CONTRACT 8). Strangers never join."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from salescli.core.language.names import compatible, is_whole
from salescli.core.language.phones import is_chinese_mobile
from salescli.core.matching.evidence import FEW_NAMESAKES, born_alike
from salescli.core.matching.firms import alike, core
from salescli.core.text import Text, say

_NOBODY_WORDS = "na n/a none no nil null nomail no-mail noemail no-email test unknown nobody noreply no-reply xxx tbd -"
_NOBODY = frozenset(_NOBODY_WORDS.split())
"""What people write for an address that isn't there, alone or before the @."""
LEAST_HANDLE = 3  # characters of a chat id
CROWD = 50
"""Of more people with one name, number or address only those are looked at who have something more in common with a card."""


def identifies(kind: str, key: str) -> bool:
    """Whether two records with this channel may be one because of it: no 无, none@none.com, 00000000000 or 400 number."""
    if kind == "email":
        local, _, domain = key.partition("@")
        return "." in domain.strip(".") and local not in _NOBODY
    if kind in ("wechat", "qq"):
        return len(key) >= LEAST_HANDLE and key.isascii() and key not in _NOBODY
    if key[-8:] == key[-1:] * len(key[-8:]):
        return False
    if kind == "mobile":
        return key.startswith("+") and (is_chinese_mobile(key) or not key.startswith("+86"))
    return True


class Person(NamedTuple):
    """A person in the book: ids, name as given, key of the firm ("" for a person without one)."""

    customer: str
    contact: str
    name: str
    firm: str


class CardKeys(NamedTuple):
    """What a card is compared by. `firm` and `name_key` are folded; channels are keys, `handles` those of chats, `lines` the
    firm's own where the card has a person.
    """

    firm: str
    name: str
    name_key: str
    mobiles: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    birthday: str = ""
    address: str = ""
    handles: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    city: str = ""


class Verdict(NamedTuple):
    """`person`: this known person; `firm`: a known firm, a new person; `new`; `maybe`: new, but much like `contact`.

    For `maybe`, `customer` is a known firm to put the new person in, or "", and `like` the customer it may be.
    """

    what: str
    customer: str = ""
    contact: str = ""
    why: Text | None = None
    like: str = ""


@dataclass
class InBook:
    """Who is in the book, by the keys that cards are compared by; grows while a file is read.

    A channel that one person alone has, as nearly all are, stands for that contact without a list. `also_firms` are those
    of people whose customer is not called so. `crowds` are names that very many bear, with their people by firm;
    `namesakes` the customers of a name that several bear, `branches` those by name and city.
    """

    people: dict[str, Person] = field(default_factory=dict)
    by_channel: dict[str, str | list[str]] = field(default_factory=dict)
    by_name: dict[str, list[str]] = field(default_factory=dict)
    by_firm: dict[str, str] = field(default_factory=dict)
    by_core: dict[str, str] = field(default_factory=dict)
    births: dict[str, str] = field(default_factory=dict)
    by_name_and: dict[tuple[str, str], str] = field(default_factory=dict)
    by_own_channel: dict[str, tuple[str, str]] = field(default_factory=dict)
    also_firms: set[str] = field(default_factory=set)
    crowds: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    namesakes: dict[str, dict[str, None]] = field(default_factory=dict)
    branches: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def add_firm(self, key: str, customer: str) -> None:
        """A firm; the first of a key keeps it, and of several each is known."""
        if not key:
            return
        first = self.by_firm.setdefault(key, customer)
        if first != customer:
            self.namesakes.setdefault(key, {first: None})[customer] = None
        self.by_core.setdefault(core(key), key)

    def add_branch(self, key: str, city: str, customer: str) -> None:
        """Where one of several customers of a name is."""
        if city and key in self.namesakes:
            self.branches.setdefault((key, city), []).append(customer)

    def add_person(self, person: Person, keys: CardKeys) -> None:
        """A person with the keys of its card."""
        self.put_person(person)
        self.add_name(keys.name_key, person.contact)
        for key in (*keys.mobiles, *keys.emails, *keys.phones, *keys.handles):
            self.add_channel(key, person.contact)
        if keys.birthday:
            self.births[person.contact] = keys.birthday
        for more in (keys.birthday, keys.address):
            if more and not person.firm:
                self.by_name_and.setdefault((keys.name_key, more), person.contact)

    def add_name(self, name_key: str, contact: str) -> None:
        """A name that a person has; who was put into the book first comes first."""
        if name_key in self.by_name:
            insort(self.by_name[name_key], contact)
            if name_key in self.crowds:
                insort(self.crowds[name_key].setdefault(self.people[contact].firm, []), contact)
        else:
            self.by_name[name_key] = [contact]

    def rename(self, old_key: str, name_key: str, contact: str) -> None:
        """A person has another name now, and the old one no more."""
        if contact in self.by_name.get(old_key, ()):
            self.by_name[old_key].remove(contact)
            self.crowds.pop(old_key, None)
        self.add_name(name_key, contact)

    def put_person(self, person: Person) -> None:
        """A person as it is called now, at the firm where it is known to be now."""
        before = self.people.get(person.contact, person)
        self.people[person.contact] = person
        if before.firm != person.firm:
            self._move(person.contact, before.firm, person.firm)
        if person.firm not in self.by_firm:
            self.also_firms.add(person.firm)

    def add_channel(self, key: str, contact: str) -> None:
        """One more channel of a person; of several who have it, who was put into the book first comes first."""
        holders = self.by_channel.setdefault(key, contact)
        if holders == contact:
            return
        if not isinstance(holders, list):
            self.by_channel[key] = sorted((holders, contact))
        elif not _has(holders, contact):
            insort(holders, contact)

    def add_own(self, kind: str, key: str, customer: str, name: str) -> None:
        """A customer's own channel, no person's; the first customer keeps it."""
        if key and kind != "fax" and identifies(kind, key):
            self.by_own_channel.setdefault(key, (customer, name))

    def has_any(self, card: CardKeys) -> bool:
        """Whether any of the card's channels is known, whoever has it."""
        persons, own = self.by_channel, self.by_own_channel
        for keys in (card.mobiles, card.emails, card.phones, card.handles):
            for key in keys:
                if key in persons or key in own:
                    return True
        return False

    def holders(self, keys: Iterable[str], card: CardKeys | None = None) -> list[Person]:
        """The people who have any of these channels, each once; of a crowd, the first and those who are named as the card."""
        known = self.by_channel
        found: list[str] = []
        for key in keys:
            if key in known:
                holders = known[key]
                found += self._likely(holders, card) if isinstance(holders, list) else [holders]
        return [self.people[contact] for contact in dict.fromkeys(found)]

    def _likely(self, holders: list[str], card: CardKeys | None) -> Iterable[str]:
        if len(holders) <= CROWD:
            return holders
        namesakes: Sequence[str] = self.by_name.get(card.name_key, ()) if card else ()
        if card and len(namesakes) > CROWD:
            namesakes = self.contacts_at(card.name_key, card.firm)[:CROWD]
        return [*(contact for contact in namesakes if _has(holders, contact)), *holders[:CROWD]]

    def named(self, name_key: str) -> list[Person]:
        """The people of exactly this name."""
        return [self.people[contact] for contact in self.by_name.get(name_key, ())]

    def is_named(self, name_key: str, contact: str) -> bool:
        """Whether a person has exactly this name, among others maybe."""
        return _has(self.by_name.get(name_key, ()), contact)

    def contacts_at(self, name_key: str, firm: str) -> Sequence[str]:
        """The people of exactly this name at this firm, or without a firm, by their ids.

        Most cards are of firms that are new: nobody of these is looked for among the many of a name.
        """
        if firm not in self.by_firm and firm not in self.also_firms:
            return ()
        namesakes = self.by_name.get(name_key, ())
        if len(namesakes) <= CROWD:
            return [contact for contact in namesakes if self.people[contact].firm == firm]
        return self._crowd(name_key).get(firm, ())

    def _crowd(self, name_key: str) -> dict[str, list[str]]:
        if name_key not in self.crowds:
            found = self.crowds[name_key] = {}
            for contact in self.by_name[name_key]:
                found.setdefault(self.people[contact].firm, []).append(contact)
        return self.crowds[name_key]

    def _move(self, contact: str, old: str, firm: str) -> None:
        for crowd in self.crowds.values():
            if _has(crowd.get(old, ()), contact):
                crowd[old].remove(contact)
                insort(crowd.setdefault(firm, []), contact)

    def named_at(self, name_key: str, firm: str) -> list[Person]:
        """The people of exactly this name at this firm, or without a firm; the first of a crowd."""
        return [self.people[contact] for contact in self.contacts_at(name_key, firm)[:CROWD]]


def _has(contacts: Sequence[str], contact: str) -> bool:
    """Whether ids in their order have this one among them."""
    place = bisect_left(contacts, contact)
    return place < len(contacts) and contacts[place] == contact


def decide(card: CardKeys, known: InBook) -> Verdict:
    """CONTRACT 8: what a card is, and why."""
    firm = _firm(card, known) if card.firm else ""
    reached = known.has_any(card)
    joined = ((reached and _by_channel(card, known)) or _by_name(card, known, firm)) if card.name else None
    if joined:
        return joined
    doubt = ((reached and _other_name(card, known)) or _namesake(card, known)) if card.name else None
    if doubt:
        return Verdict("maybe", firm, doubt[0].contact, doubt[1], doubt[0].customer)
    if firm:
        return Verdict("firm", firm, why=say("match.firm"))
    if card.firm in known.namesakes:
        return Verdict("maybe", why=say("match.namesakes"), like=known.by_firm[card.firm])
    if reached and (like := _reached((*card.emails, *card.mobiles, *card.handles), known)):
        return Verdict("maybe", why=say("match.reached"), like=like)
    if near := _near_firm(card.firm, known):
        return Verdict("maybe", why=say("match.near_firm"), like=near)
    line = _reached(card.phones, known) if reached else ""
    return Verdict("new", why=say("match.line") if line else None, like=line)


def _firm(card: CardKeys, known: InBook) -> str:
    """The known firm of the card's name; of several the one that has its number or address, else that of its city."""
    same = known.namesakes.get(card.firm)
    if not same:
        return known.by_firm.get(card.firm, "")
    reached = {customer for key in (*card.emails, *card.mobiles, *card.phones, *card.handles, *card.lines)
               for customer in _customers(key, known) if customer in same}  # fmt: skip
    there = [*reached] or known.branches.get((card.firm, card.city), [])
    return there[0] if len(there) == 1 else ""


def _customers(key: str, known: InBook) -> Iterable[str]:
    """The customers whom a channel reaches, of a crowd some."""
    own = known.by_own_channel.get(key)
    return (*((own[0],) if own else ()), *(person.customer for person in known.holders((key,))))


def _reached(keys: Iterable[str], known: InBook) -> str:
    """The customer, if any, who is reached by one of these channels, alone or through a person."""
    for key in keys:
        if found := known.by_own_channel.get(key):
            return found[0]
        if key in known.by_channel:
            return known.holders((key,))[0].customer
    return ""


def _near_firm(firm: str, known: InBook) -> str:
    """A known firm of which only the place is written otherwise: 华星电子 for 深圳市华星电子有限公司."""
    key = known.by_core.get(core(firm), "") if firm else ""
    return known.by_firm[key] if key and alike(firm, key) == "place" else ""


def _by_channel(card: CardKeys, known: InBook) -> Verdict | None:
    for keys, why in ((card.emails, "email"), (card.mobiles, "mobile")):
        same = [person for person in known.holders(keys, card) if compatible(person.name, card.name)]
        if same:
            best = next((person for person in same if person.firm == card.firm), same[0])
            return Verdict("person", best.customer, best.contact, say(f"match.{why}"))
        for customer, name in filter(None, map(known.by_own_channel.get, keys)):
            if compatible(name, card.name):
                return Verdict("firm", customer, why=say(f"match.{why}"))
    return None


def _by_name(card: CardKeys, known: InBook, firm: str) -> Verdict | None:
    people = known.named_at(card.name_key, card.firm) if card.firm else []
    if card.firm in known.namesakes:  # where more than one is called so, the one at the firm that is meant
        people = [person for person in people if person.customer == firm] if firm or len(people) > 1 else people
    for person in people:
        return Verdict("person", person.customer, person.contact, say("match.firm_name"))
    if not (card.firm or card.mobiles or card.phones or card.emails) and is_whole(card.name):
        for more in (card.birthday, card.address):
            contact = known.by_name_and.get((card.name_key, more)) if more else None
            if contact and _born_alike(card, contact, known):
                found = known.people[contact]
                return Verdict("person", found.customer, found.contact, say("match.name_and"))
    return None


def _other_name(card: CardKeys, known: InBook) -> tuple[Person, Text] | None:
    """Somebody with a number or address of the card's who is called otherwise, and why it may be the same."""
    for person in known.holders((*card.emails, *card.mobiles, *card.handles), card):
        return person, say("match.other_name", name=person.name)
    for person in known.holders(card.phones, card):
        if compatible(person.name, card.name):
            return person, say("match.phone_name", name=person.name)
    return None


def _namesake(card: CardKeys, known: InBook) -> tuple[Person, Text] | None:
    """Somebody of the same name, where neither has a firm."""
    several = len(known.by_name.get(card.name_key, ())) if not card.firm else 0
    for person in known.named(card.name_key) if 0 < several < FEW_NAMESAKES and is_whole(card.name) else ():
        if not person.firm and _born_alike(card, person.contact, known):
            return person, say("match.name_only", name=person.name)
    return None


def _born_alike(card: CardKeys, contact: str, known: InBook) -> bool:
    birthday = known.births.get(contact, "")
    return born_alike((card.birthday,) if card.birthday else (), (birthday,) if birthday else ())
