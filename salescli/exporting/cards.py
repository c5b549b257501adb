"""vCards 4.0 or 3.0, one a person: what address books know as their properties, all the rest as our own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from salescli.core.exchange.cells import join_tags, rows_of, split_tags
from salescli.core.exchange.columns import CONTACT, CONTACT_ID, CUSTOMER_ID, EXACT, TAGS, Slot, numbered, slot_of
from salescli.core.exchange.lossless import on_card, packed
from salescli.core.language.names import is_eastern, surname
from salescli.exporting.order import Order

WIDTH = 75  # octets of a line (RFC 6350)
OF_CUSTOMER = ";X-OF=customer"
_PLACE = ("address", "city", "province", "postcode", "country")
_TEXTS = {"title": "TITLE", "notes": "NOTE", "home_page": "URL"}
_TYPES = {"phone": "voice", "mobile": "cell", "fax": "fax"}
_PLACES = {"office": "work", "home": "home"}
_DAY = re.compile(r"(\d{4}-|--)(\d\d)-(\d\d)")
Line = tuple[str, str]


def cards(order: Order) -> Iterator[bytes]:
    """All cards, each as it is made."""
    for dossier in order.dossiers():
        for row in rows_of(dossier):
            yield b"".join(map(_folded, card(row, order.vcard)))


def card(row: dict[str, str], version: str) -> Iterator[str]:
    """The lines of one card; a customer without people is a card of kind org with the customer's own id."""
    shown = {name: text for name, value in row.items() if on_card(name) == name and (text := _shown(name, value))}
    exact = packed({name: value for name, value in row.items() if shown.get(name) != value})
    yield from ("BEGIN:VCARD", f"VERSION:{version}", "PRODID:-//salescli//salescli//EN")
    person = shown.get(CONTACT_ID, "")
    uid = person or shown.get(CUSTOMER_ID, "")
    yield f"UID:urn:uuid:{uid}" if version == "4.0" else f"UID:{uid}"
    if version == "4.0" and not person:
        yield "KIND:org"
    yield f"X-SALESCLI-CUSTOMER:{shown.get(CUSTOMER_ID, '')}"
    rest = dict(shown)
    for property_, value in (*_names(rest, bool(person)), *_known(rest, version), *_reach(rest)):
        yield f"{property_}:{value}"
    for name, value in rest.items():
        yield f"X-SALESCLI:{_escaped(name)};{_escaped(value)}"
    if exact:
        yield f"X-SALESCLI-{EXACT.upper()}:{exact}"
    yield "END:VCARD"


def _shown(name: str, value: str) -> str:
    """What a card can show of a value; of a channel never nothing, or the next one would take its place."""
    if value == "-" and name in ("name", CONTACT + "name"):  # stands for no name at all
        return ""
    if name == TAGS:
        return join_tags(filter(None, map(on_card, split_tags(value))))
    return on_card(value) or ("-" if _channel(name) else "")


def _names(rest: dict[str, str], person: bool) -> Iterator[Line]:
    """FN, N and ORG; what they say is taken out of `rest`."""
    firm = rest.pop("name", "")
    name = rest.pop(CONTACT + "name", "") if person else firm
    rest.pop(CUSTOMER_ID, None), rest.pop(CONTACT_ID, None)
    yield "FN", _escaped(name) or "-"
    yield "N", ";".join(map(_escaped, _parts(name))) + ";;;" if person else f"{_escaped(name)};;;;"
    department = rest.pop(CONTACT + "department", "")
    yield "ORG", _escaped(firm) + (f";{_escaped(department)}" if department else "")


def _parts(name: str) -> tuple[str, str]:
    """Family and given name, as far as they can be told apart."""
    if is_eastern(name):
        family = surname(name)
        return (family, name[len(family) :].strip()) if family and name.startswith(family) else (name, "")
    given, _, family = name.rpartition(" ")
    return family, given


def _known(rest: dict[str, str], version: str) -> Iterator[Line]:
    """Properties that any address book knows; what they say is taken out of `rest`."""
    for prefix, whose in ((CONTACT, ""), ("", OF_CUSTOMER)):
        for field, property_ in _TEXTS.items():
            if prefix + field in rest:
                yield property_ + whose, _escaped(rest.pop(prefix + field))
        place = [rest.pop(prefix + field, "") for field in _PLACE]
        if any(place):
            yield f"ADR;TYPE={'work' if whose else 'home'}{whose}", ";;" + ";".join(map(_escaped, place))
    if _DAY.fullmatch(rest.get(CONTACT + "birthday", "")):
        yield _birthday(rest.pop(CONTACT + "birthday"), version)
    if _DAY.fullmatch(rest.get(CONTACT + "source_at", "")):
        yield "REV", rest.pop(CONTACT + "source_at").replace("-", "") + "T000000Z"
    if tags := split_tags(rest.pop(TAGS, "")):
        yield "CATEGORIES", ",".join(_escaped(text) for tag in tags if (text := on_card(tag)))


def _birthday(day: str, version: str) -> Line:
    """4.0 writes 19850412 and --0412, 3.0 1985-04-12 and, as Apple does, the year 1604 for none."""
    if version == "4.0":
        return "BDAY", day[:2] + day[2:].replace("-", "") if day[:2] == "--" else day.replace("-", "")
    return ("BDAY;X-APPLE-OMIT-YEAR=1604", "1604" + day[1:]) if day[:2] == "--" else ("BDAY", day)


def _reach(rest: dict[str, str]) -> Iterator[Line]:
    """Phones, e-mails and chat ids in their order, with their labels; what they say is taken out of `rest`."""
    reached = [slot for name in rest if (slot := _channel(name))]
    for group, slot in enumerate(reached, 1):
        name = (CONTACT if slot.record == "p" else "") + numbered(slot.name, slot.number)
        label = rest.pop(f"{name} label", "")
        types = [kind for kind in (_TYPES.get(slot.name, ""), _PLACES.get(label, "")) if kind]
        property_ = {"email": "EMAIL", "wechat": "X-WECHAT", "qq": "X-QQ"}.get(slot.name, "TEL")
        property_ += "".join(f";TYPE={kind}" for kind in types) + (OF_CUSTOMER if slot.record == "c" else "")
        own_label = bool(label) and label not in _PLACES
        yield (f"item{group}." if own_label else "") + property_, _escaped(rest.pop(name))
        if own_label:
            yield f"item{group}.X-ABLabel", _escaped(label)


def _channel(name: str) -> Slot | None:
    slot = slot_of(name)
    return slot if slot and slot.part == "channel" else None


def _escaped(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, "\\" + sign)
    return text.replace("\n", "\\n")


def _folded(line: str) -> bytes:
    r"""The line in UTF-8, broken after at most 75 octets, never inside a character, and ended."""
    octets = line.encode()
    if len(octets) <= WIDTH:
        return octets + b"\r\n"
    pieces, start = [], 0
    while start < len(octets):
        end = start + WIDTH - bool(start)
        while end < len(octets) and octets[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(octets[start:end])
        start = end
    return b"\r\n ".join(pieces) + b"\r\n"
