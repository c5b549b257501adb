"""Who is in the book, by the keys that cards are compared by, and the keys of a card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from salescli.core.exchange.card import Card, CardChannel
from salescli.core.language.names import firm_key, titled
from salescli.core.language.phones import is_chinese_mobile, line_of
from salescli.core.matching.decide import CardKeys, InBook, Person, identifies
from salescli.store.finding.keys import fold
from salescli.store.finding.reach import reach_key

if TYPE_CHECKING:
    from salescli.store.base.book import Book

Keyed = list[tuple[CardChannel, str]]
"""The channels of a card, each with its key."""
OWN_CHANNELS = """SELECT ch.kind, ch.key, ch.value, c.id, c.name FROM living_channels ch
  JOIN living_customers c ON c.id = ch.customer_id WHERE ch.contact_id IS NULL ORDER BY ch.id"""
CITIES = "SELECT id, name_key, city FROM living_customers WHERE city IS NOT NULL ORDER BY id"
CALLED = "SELECT id, form_of_address FROM living_contacts WHERE form_of_address IS NOT NULL"


def everybody(book: Book) -> tuple[InBook, dict[str, str]]:
    """All customers and people, and the customers' codes by id."""
    known, codes = InBook(), {}
    for row in book.db.execute("SELECT id, name_key, code_letter || code_number FROM living_customers"):
        codes[row[0]] = row[2]
        known.add_firm(firm_key(row[1]), row[0])
    if known.namesakes:
        for customer, key, city in book.db.execute(CITIES):
            known.add_branch(firm_key(key), fold(city), customer)
    for person, keys in _people(book):
        known.add_person(person, keys)
    for contact, called in book.db.execute(CALLED):
        if contact in known.people and titled(called):  # 王建国 was 王总 before his name was known
            known.add_name(fold(called), contact)
    for kind, key, value, customer, name in book.db.execute(OWN_CHANNELS):
        known.add_own(kind, lined(kind, key, value), customer, name)
    return known, codes


def keys_of(card: Card, country: str) -> tuple[CardKeys, Keyed]:
    """What a card is compared by; its numbers are read as of the country it names, else of `country`."""
    channels = [(ch, card_key(card, ch, country)) for ch in card.channels]
    name = card.contact.get("name", "")
    own = [(ch.kind, lined(ch.kind, key, ch.value)) for ch, key in channels if ch.record == "p" or not name]
    firm = firm_key(fold(card.customer["name"])) if card.customer.get("name") else ""
    address = "" if firm else fold(card.contact.get("address") or card.customer.get("address") or "")
    lines = tuple(lined(ch.kind, key, ch.value) for ch, key in channels if name and ch.record == "c" and identifies(ch.kind, key))
    city = fold(card.customer.get("city", "")) if firm else ""
    return CardKeys(firm, name, fold(name), *_numbers(own), card.contact.get("birthday", ""), address, _handles(own),
                    lines, city), channels  # fmt: skip


def card_key(card: Card, ch: CardChannel, country: str) -> str:
    """A channel's key by the country that the card is in, where that makes it a number, else by the file's."""
    countries = (country,) if card.country in ("", country) else (card.country, country)
    return reach_key(ch.kind, ch.value, *countries)


def lined(kind: str, key: str, value: str) -> str:
    """The key by which a channel is compared: of a phone with its extension."""
    return line_of(key, value) if kind == "phone" else key


def _numbers(own: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Somebody's keys as mobile numbers, e-mail addresses and other phones, of (kind, key) pairs; none that is nobody's."""
    mobiles: list[str] = []
    emails: list[str] = []
    phones: list[str] = []
    for kind, key in own:
        if kind == "email":
            emails += [key] if identifies(kind, key) else []
        elif kind in ("mobile", "phone"):
            mobile = (kind == "mobile" or is_chinese_mobile(key)) and identifies("mobile", key)
            (mobiles if mobile else phones).append(key)
    return tuple(mobiles), tuple(emails), tuple(key for key in phones if key not in mobiles and identifies("phone", key))


def _handles(own: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(key for kind, key in own if kind in ("wechat", "qq") and identifies(kind, key))


def _people(book: Book) -> Iterator[tuple[Person, CardKeys]]:
    """Everybody in the book with the keys of what is known of them."""
    channels: dict[str, list[tuple[str, str]]] = {}
    for contact, kind, key, value in book.db.execute(
        "SELECT contact_id, kind, key, value FROM living_channels WHERE contact_id IS NOT NULL"
    ):
        channels.setdefault(contact, []).append((kind, lined(kind, key, value)))
    for row in book.db.execute(
        "SELECT p.id, p.name, p.name_key, p.birthday, p.address, c.id AS customer, c.name AS firm, c.name_key AS firm_key,"
        " c.address AS firm_address FROM living_contacts p JOIN living_customers c ON c.id = p.customer_id ORDER BY p.id"
    ):
        # a customer that is named after its one person is no firm
        firm = "" if row["firm_key"] == row["name_key"] else firm_key(row["firm_key"])
        address = "" if firm else fold(row["address"] or row["firm_address"] or "")
        yield Person(row["customer"], row["id"], row["name"], firm), CardKeys(
            firm, row["name"], row["name_key"], *_numbers(channels.get(row["id"], ())), row["birthday"] or "", address,
            _handles(channels.get(row["id"], ())),
        )  # fmt: skip
