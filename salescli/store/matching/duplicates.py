"""Finds the pairs of customers and of people in the book that may be one, and keeps which ones a rep told apart (R2.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from salescli.core.language.names import firm_key, looks_like_person, name_words
from salescli.core.language.phones import line_of
from salescli.core.matching.decide import identifies
from salescli.core.matching.evidence import Commonness, Likeness, Profile, likeness
from salescli.core.matching.firms import alike as firms_alike
from salescli.core.matching.pairs import LEAST_PASSED, Pair, alike
from salescli.core.model import PHONE_KINDS
from salescli.core.text import Text, say
from salescli.store.base.rows import insert
from salescli.store.finding.keys import fold
from salescli.store.records.alternatives import NAME

if TYPE_CHECKING:
    from salescli.store.base.book import Book

KINDS = ("phone", "email", "handle")
PLACED = ("address", "postcode", "city", "province")
_FIELDS = "p.id, p.customer_id, p.name, p.name_key, p.pinyin, p.birthday, p.address, p.postcode, p.city, p.province"
_PEOPLE = f"SELECT {_FIELDS} FROM living_contacts p JOIN living_customers c ON c.id = p.customer_id WHERE 1"
_CUSTOMERS = "SELECT id, name, name_key, pinyin, birthday, address, postcode, city, province FROM living_customers c WHERE 1"


class Twins(NamedTuple):
    """Two customers, or two people, that may be one; of a person `id` is the contact's. The first is the one to keep."""

    customer: str
    code: str
    name: str
    other: str
    other_name: str
    confidence: float
    why: tuple[Text, ...]
    id: str = ""
    other_id: str = ""


def found(book: Book, cutoff: float) -> list[Twins]:
    """All pairs that may be one, the likeliest first; those told apart left out."""
    every, apart = everybody(book), told_apart(book)
    best: dict[frozenset[str], Pair] = {}
    for pair in (*alike(every.firms, cutoff, apart), *alike(every.people, cutoff, apart)):
        place = frozenset((pair.a.id, pair.b.id) if _are_people(pair.a, pair.b) else (pair.a.customer, pair.b.customer))
        if place not in best or pair.confidence > best[place].confidence:
            best[place] = pair
    firms = {place for place, pair in best.items() if not _are_people(pair.a, pair.b)}
    best.update(_reached_alike((*every.firms, *every.people), best.values(), apart))
    shown = [pair for place, pair in best.items() if not _follows(place, pair, firms)]
    return sorted(_named(book, shown), key=lambda twins: -twins.confidence)


def _reached_alike(
    profiles: Iterable[Profile], known: Iterable[Pair], apart: set[frozenset[str]]
) -> dict[frozenset[str], Pair]:
    """Customers whom nothing has compared, and who are reached the same way: an import has said `maybe` of the later one."""
    listed = {frozenset((pair.a.customer, pair.b.customer)) for pair in known} | apart
    first: dict[tuple[str, str], Profile] = {}
    found = {}
    for profile in sorted(profiles, key=lambda one: (one.customer, one.id)):
        mobiles = (phone for phone in profile.phones if identifies("mobile", phone))
        for kind, values in (("phone", mobiles), ("email", profile.emails), ("handle", profile.handles)):
            for value in values:
                other = first.setdefault((kind, value), profile)
                place = frozenset((other.customer, profile.customer))
                if len(place) == 2 and place not in listed:
                    listed.add(place)
                    found[place] = Pair(other, profile, LEAST_PASSED, (say(f"likeness.{kind}", value=value),))
    return found


def _follows(place: frozenset[str], pair: Pair, firms: set[frozenset[str]]) -> bool:
    """Whether two people will meet anyway when their customers, which are a pair too, are merged."""
    customers = frozenset((pair.a.customer, pair.b.customer))
    return place != customers and customers in firms


def _named(book: Book, pairs: Iterable[Pair]) -> list[Twins]:
    """Pairs with codes; the first is the one that was touched more, else the older one."""
    known = {row["id"]: row for row in book.db.execute(
        "SELECT c.id, c.code_letter || c.code_number AS code, c.name, -coalesce(p.touches, 0) AS touched, c.code_letter,"
        " c.code_number FROM living_customers c LEFT JOIN pulse p ON p.customer_id = c.id")}  # fmt: skip
    made = []
    for pair in pairs:
        a, b = sorted((pair.a, pair.b), key=lambda one: (*tuple(known[one.customer])[3:], one.id))
        first, second = known[a.customer], known[b.customer]
        people = _are_people(a, b)
        names = (a.name, b.name) if people else (first["name"], second["name"])
        ids = (a.id, b.id) if people else ("", "")
        made.append(Twins(first["id"], first["code"], names[0], second["code"], names[1], pair.confidence, pair.why, *ids))
    return made


def _are_people(a: Profile, b: Profile) -> bool:
    """Whether a pair is one of people at firms. Private persons are customers, and firms of like names meet as such."""
    if a.customer == b.customer:
        return True
    return bool(a.words and b.words and a.firm and b.firm) and firms_alike(a.firm, b.firm) in ("other", "branch")


def of_two(book: Book, keep: str, other: str) -> Likeness:
    """How likely two customers are one, without reading all the book: what they share is taken to be rare."""
    every = everybody(book, (keep, other))
    total = book.db.execute("SELECT count(*) FROM living_customers").fetchone()[0]
    found = []
    for profiles in every:
        common = Commonness(profiles)
        common.total = max(common.total, total)
        found += [likeness(a, b, common) for a in profiles for b in profiles if (a.customer, b.customer) == (keep, other)]
    return max(found, key=lambda one: one.confidence, default=Likeness(0.0, ()))


def told_apart(book: Book) -> set[frozenset[str]]:
    """Pairs of ids, of customers or people, that a rep has said are two."""
    return {frozenset(row) for row in book.db.execute("SELECT one, other FROM living_apart")}


def tell_apart(book: Book, customer: str, one: str, other: str) -> bool:
    """Keep that two records are two. Returns whether that is new."""
    if frozenset((one, other)) in told_apart(book):
        return False
    insert(book, "apart", {"customer_id": customer, "one": one, "other": other})
    return True


class Everybody(NamedTuple):
    """The whole book as profiles: private persons and firms' people by contact id, firms by customer id."""

    people: list[Profile]
    firms: list[Profile]


class Around(NamedTuple):
    """What stands in rows of their own, by customer and by contact."""

    channels: Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]]
    own: Mapping[str, Mapping[str, tuple[str, ...]]]


def everybody(book: Book, only: tuple[str, ...] = ()) -> Everybody:
    """All profiles, or only those of some customers, in the order of their ids."""
    where = f" AND customer_id IN ({','.join('?' * len(only))})" if only else ""
    around = Around(_channels(book, where, only), _own(book, where, only))
    rows: dict[str, list[Any]] = {}
    for row in book.db.execute(f"{_PEOPLE}{where} ORDER BY p.id", only):
        rows.setdefault(row["customer_id"], []).append(row)
    people, firms = [], []
    for customer in book.db.execute(f"{_CUSTOMERS}{where.replace('customer_id', 'c.id')} ORDER BY c.id", only):
        theirs = rows.get(customer["id"], [])
        # a customer that is named after one of its people is that private person
        private = next((row for row in theirs if row["name_key"] == customer["name_key"]), None)
        firm = "" if private else firm_key(customer["name_key"])
        if not private and not _is_nameless(customer, around):
            firms.append(_firm(customer, theirs, around, firm))
        if not theirs and (looks_like_person(customer["name"]) or _is_nameless(customer, around)):
            people.append(_alone(customer, around))
        people += [_person(row, customer if row is private else None, around, firm) for row in theirs]
    return Everybody(people, firms)


def _firm(row: Any, people: Sequence[Any], around: Around, firm: str) -> Profile:
    """A firm, with what its people are reached by: a card of the same firm has the same person."""
    own = around.own.get(row["id"], {})
    reach = [around.channels.get((row["id"], holder), {}) for holder in ("", *(one["id"] for one in people))]
    phones, emails, handles = (_all(kind, reach) for kind in KINDS)
    return Profile(row["id"], row["id"], row["name"], firm, (), row["pinyin"], phones, emails, handles, _days([row], own),
                   _fields(own, row), frozenset(one["name_key"] for one in people))  # fmt: skip


def _is_nameless(customer: Any, around: Around) -> bool:
    """Whether nothing is known of the customer but what it is reached by, after which it is called."""
    reach = around.channels.get((customer["id"], ""), {})
    return any(customer["name_key"].lstrip("+") == value.lstrip("+") for values in reach.values() for value in values)


def _alone(customer: Any, around: Around) -> Profile:
    """A customer without people that may itself be a person."""
    known = _person(customer, customer, around, "")
    return known._replace(words=()) if _is_nameless(customer, around) else known


def _person(row: Any, customer: Any, around: Around, firm: str) -> Profile:
    """A person; where it is a private one, with all that is known of the `customer` that bears the name."""
    of = customer["id"] if customer is not None else row["customer_id"]
    own = around.own.get(of, {}) if customer is not None else {}
    reach = [around.channels.get((of, row["id"]), {}), around.channels.get((of, ""), {}) if customer is not None else {}]
    phones, emails, handles = (_all(kind, reach) for kind in KINDS)
    rows = [row] if customer is None else [row, customer]
    return Profile(row["id"], of, row["name"], firm, name_words(row["name_key"]), row["pinyin"], phones, emails, handles,
                   _days(rows, own), _fields(own, *rows))  # fmt: skip


def _all(kind: str, reach: Iterable[Mapping[str, tuple[str, ...]]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for one in reach for value in one.get(kind, ())))


def _days(rows: Iterable[Any], own: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (*(row["birthday"] for row in rows), *own.get("birthday", ())))))


def _fields(own: Mapping[str, tuple[str, ...]], *rows: Any) -> dict[str, tuple[str, ...]]:
    """Places and own fields, folded, with the alternatives that were kept beside them."""
    found = {name: tuple(map(fold, values)) for name, values in own.items() if name != "birthday"}
    for name in PLACED:
        given = [fold(row[name]) for row in rows if row[name]]
        if given:
            found[name] = tuple(dict.fromkeys((*given, *found.get(name, ()))))
    return found


def _channels(book: Book, where: str, only: tuple[str, ...]) -> dict[tuple[str, str], dict[str, tuple[str, ...]]]:
    found: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}
    for customer, contact, kind, key, value in book.db.execute(
        "SELECT customer_id, coalesce(contact_id, ''), kind, key, value FROM living_channels WHERE kind != 'fax'"
        + where,
        only,
    ):
        group = "phone" if kind in PHONE_KINDS else "email" if kind == "email" else "handle"
        if not identifies("phone" if group == "phone" else kind, key):
            continue
        theirs = found.setdefault((customer, contact), {})
        theirs[group] = (*theirs.get(group, ()), line_of(key, value) if kind == "phone" else key)
    return found


def _own(book: Book, where: str, only: tuple[str, ...]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Own fields by customer, and what is kept beside any field."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for names in ("name, value FROM own", f"{NAME}, value FROM alternatives"):
        for customer, field, value in book.db.execute(
            f"SELECT customer_id, {names} WHERE deleted_at IS NULL{where}", only
        ):
            theirs = found.setdefault(customer, {})
            theirs[field] = (*theirs.get(field, ()), value)
    return found
