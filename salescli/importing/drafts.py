"""A card in the making: what every format gathers, and the rules by which it becomes a card (CONTRACT 8)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from salescli.core.exchange.card import Card, CardChannel, CardInteraction, CardNext, CardStatus, Rejected
from salescli.core.language.names import full_name, is_eastern
from salescli.core.language.phones import country_of_script
from salescli.core.patterns import pattern
from salescli.core.text import Text, say
from salescli.importing.countries import country_code
from salescli.importing.nofirm import is_no_firm

PERSONAL = frozenset((
    "birthday", "special_days", "hobbies", "personality", "decision_style", "interests", "communication_style",
    "preferred_channel", "notes",
))  # fmt: skip
"""Fields of both records that are the person's where the card has one."""
UUID = pattern(r"(?:urn:uuid:)?([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})", re.I)
_PLACE = ("address", "city", "province", "postcode", "country")
_BLOCKS = {"work": 0, "": 1, "1": 2, "person": 7, "other": 8, "home": 9}
_NUMBERS = frozenset(("phone", "mobile", "fax"))
_REACH = _NUMBERS | {"email"}
_LOCAL_NUMBER = pattern(r"[2-9][\d -]{2,9}")
_AREA_CODE = pattern(r"\(?0?\d{2,5}\)?")
_SPACED = pattern("[\u4e00-\u9fff]{1,3}[ \u3000]+[\u4e00-\u9fff]{1,4}")
_SPACES = pattern("[ \u3000]+")
_UNSAFE_PAGES = ("javascript:", "vbscript:", "data:", "file:")


_Channel = tuple[str, str, str, str]


class Draft:
    """What was found on one card; `either` holds fields that are the person's or, without one, the customer's.

    A channel is (kind, label, value, record), the first `preferred` of them as the card itself puts them; `places` are
    addresses by block (work, home, other, a number).
    """

    __slots__ = ("channels", "contact", "customer", "dated", "dealt", "either", "firm", "id", "interactions", "name",
                 "next", "own", "person_id", "places", "preferred", "statuses", "tags", "warnings")  # fmt: skip

    def __init__(self) -> None:
        self.name = self.firm = self.id = self.person_id = self.dated = self.dealt = ""
        self.customer: dict[str, str] = {}
        self.contact: dict[str, str] = {}
        self.either: dict[str, str] = {}
        self.own: dict[str, str] = {}
        self.channels: list[_Channel] = []
        self.places: dict[str, dict[str, str]] = {}
        self.tags: list[str] = []
        self.interactions: list[CardInteraction] = []
        self.next: CardNext | None = None
        self.statuses: list[CardStatus] = []
        self.preferred = 0
        self.warnings: list[Text] = []

    def record(self, whose: str) -> dict[str, str]:
        """The fields of the customer (c), the person (p) or whom the card is about (e)."""
        return self.customer if whose == "c" else self.contact if whose == "p" else self.either

    def put(self, record: dict[str, str], field: str, value: str, header: str) -> None:
        """A field's value; a second one joins the notes, or is kept under the header it came from."""
        known = record.setdefault(field, value)
        if known == value:
            return
        if field == "notes":
            record[field] = f"{known}\n{value}"
        else:
            self.keep(header, value)

    def keep(self, header: str, value: str) -> None:
        """A value that is no field of ours, under its header; a repeated header gets a number."""
        name, count = header, 1
        while self.own.get(name, value) != value:
            count += 1
            name = f"{header} {count}"
        self.own[name] = value

    def warn(self, key: str, **params: object) -> None:
        """Something about the card that its owner should look at."""
        self.warnings.append(say(key, **params))


def finish(draft: Draft, row: int, cells: Sequence[str]) -> Card | Rejected:
    """The card, or the problem that it names nobody and reaches nobody."""
    firm, customer, contact = _one_line(draft.firm), draft.customer, draft.contact
    name = "" if draft.name == draft.firm else _person(draft.name)
    if firm and is_no_firm(firm):
        draft.put(draft.either, "notes", firm, "notes")
        firm = ""
    if not (name or firm) and not any(channel[0] in _REACH for channel in draft.channels):
        return Rejected(row, say("row.nobody"), tuple(cells))
    if not name and contact:  # a title of nobody
        for field, value in contact.items():
            draft.keep(field, value)
        contact.clear()
    if draft.places:
        _settle_addresses(draft, bool(firm), bool(name))
    if firm:
        customer["name"] = firm
    if name:
        contact["name"] = name
    for field, value in draft.either.items():
        draft.put(contact if name else customer, field, value, field)
    place = customer.get("country") or contact.get("country")
    return Card(
        row, customer, contact, _channels(draft, bool(firm), bool(name)), tuple(draft.interactions), tuple(draft.tags),
        draft.own, draft.id, draft.person_id, draft.dated, tuple(draft.warnings), draft.next,
        country_code(place) if place else country_of_script("".join((name, firm, *draft.own.values()))),
        tuple(draft.statuses), draft.dealt,
    )  # fmt: skip


def _one_line(name: str) -> str:
    return " ".join(name.split()) if "\n" in name or "\r" in name else name


def _person(name: str) -> str:
    """A person's name in one line; 王 小明, as phones write it, is 王小明."""
    name = _one_line(name)
    spaced = (" " in name or "\u3000" in name) and not name.isascii() and _SPACED.fullmatch(name)
    return _SPACES.sub("", name) if spaced else name


def _channels(draft: Draft, firm: bool, person: bool) -> tuple[CardChannel, ...]:
    """Each channel at whom it reaches: the person, else the customer; the firm's own number stays the firm's."""
    area = draft.customer.get("area_code", "")
    mobiles = {value for kind, _, value, _ in draft.channels if kind == "mobile"}
    found: dict[CardChannel, None] = {}
    for kind, label, value, record in _ordered(draft.channels, draft.preferred):
        if kind == "phone" and not label and value in mobiles:  # told twice
            continue
        whose = "p" if person and (record != "c" or not firm) else "c"
        if area and kind in ("phone", "fax"):
            value = _with_area_code(area, value)
        found[CardChannel(whose, kind, label, value)] = None
    return tuple(found)


_LATER = {"home": 1, "other": 2, "callback": 2, "isdn": 3, "car": 4, "radio": 5, "pager": 6, "assistant": 7}
"""Numbers that are not the first to call: the later, the less they reach the person at work."""


def _ordered(channels: list[_Channel], preferred: int) -> list[_Channel]:
    """Numbers at work before all others, whichever stands first in the file, for the first becomes the main one."""
    if len(channels) - preferred < 2 or not any(channel[1] in _LATER for channel in channels):
        return channels
    rest = channels[preferred:]
    numbers = iter(sorted((c for c in rest if c[0] in _NUMBERS), key=lambda c: _LATER.get(c[1], 0)))
    return [*channels[:preferred], *(next(numbers) if c[0] in _NUMBERS else c for c in rest)]


def _with_area_code(area: str, number: str) -> str:
    if _AREA_CODE.fullmatch(area) and _LOCAL_NUMBER.fullmatch(number):
        return f"{area.strip('()')}-{number}"
    return number


def _settle_addresses(draft: Draft, firm: bool, person: bool) -> None:
    """The first address, work before home, is the customer's, a home one beside it the person's, others are kept."""
    blocks = sorted(draft.places, key=lambda block: (_BLOCKS.get(block, 5), block))
    for block in blocks:
        beside = firm or "address" in draft.customer
        record = draft.contact if block in ("home", "person") and person and beside else draft.customer
        _fill(draft, record, draft.places[block], block)


def _fill(draft: Draft, record: dict[str, str], place: Mapping[str, str], block: str) -> None:
    taken = any(field in record for field in _PLACE)
    for field, value in place.items():
        if not taken or record.get(field) == value:
            record[field] = value
        else:
            draft.keep(f"{block or 'other'} {field}", value)


def person_name(parts: Mapping[str, str], firm: str = "") -> str:
    """The whole name from full, given, middle, family and suffix.

    A full name that is only one of the parts, or the firm's, gives way to the parts; `Name` beside a given name alone
    is the family name (German lists), beside a family name alone the given name (Spanish ones).
    """
    full, given, family = parts.get("full", ""), parts.get("given", ""), parts.get("family", "")
    if not (given or family):
        return full
    if full and full not in (given, family, firm):
        return _joined(full, given, family)
    if full and not family and full != firm:
        return full
    name = full_name(family, given, parts.get("middle", ""))
    suffix = parts.get("suffix", "")
    return f"{name} {suffix}" if suffix and not is_eastern(suffix) and suffix not in name else name


def _joined(full: str, given: str, family: str) -> str:
    if given and not family and given not in full:
        return full_name(full, given)
    if family and not given and family not in full:
        return full_name(family, full)
    return full


def is_page(value: str) -> bool:
    """Whether a home page may be kept: not a script in the place of an address."""
    return not value.lower().replace(" ", "").startswith(_UNSAFE_PAGES)


def address_lines(lines: Sequence[str]) -> str:
    """An address from its lines, each once."""
    return "\n".join(dict.fromkeys(line for line in lines if line))
