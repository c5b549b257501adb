"""Properties of a vCard → a card: names in their own order, numbers by their types, what says something kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from salescli.core.errors import CannotDo
from salescli.core.exchange.card import Rejected, Skipped, read_day, yearly_day
from salescli.core.language.names import full_name, is_eastern
from salescli.core.text import say
from salescli.importing.channels import add_chat, add_emails, add_phones, meaning
from salescli.importing.columns import PROFILE
from salescli.importing.decoding import BOMS, codec_named, decode, utf16_by_nuls
from salescli.importing.drafts import UUID, Draft, address_lines, finish, is_page, person_name
from salescli.importing.own import read_card
from salescli.importing.reading import Options, Reading, RowRead
from salescli.importing.vlines import CardLines, Property, read_cards

_DEGREE = re.compile(r"(?:Dr|Prof)\b")
_APPLE_LABEL = re.compile(r"_\$!<(.*)>!\$_")
_KEPT = frozenset(("NICKNAME", "ROLE", "RELATED", "GENDER", "HOBBY", "INTEREST", "EXPERTISE"))
"""Properties that are no field of ours and still say something about the person, as any with X- may."""
_BOOKKEEPING = (
    "X-IRMC", "X-AB", "X-APPLE", "X-IMAGE", "X-SHARED-PHOTO", "X-ADDRESSBOOKSERVER", "X-SALESCLI", "X-MS-OL", "X-MOZILLA",
    "X-EVOLUTION-FILE-AS", "X-EVOLUTION-LIST", "X-EVOLUTION-WEBDAV", "X-RADICALE", "X-CLASS", "X-TIMESTAMP", "X-SYNC",
    "X-PRODID", "X-REV", "X-UID", "X-LUID", "X-ACCOUNT-TYPE", "X-PHOTO", "X-CARDPICTURE",
    "X-GENERATOR", "X-GNO", "X-REDUCTION", "X-KADDRESSBOOK-CRYPTO", "X-KADDRESSBOOK-OPENPGP",
)  # fmt: skip
"""What X- properties begin with that programs write for themselves, not about the person."""
_CHATS = {
    "X-QQ": "qq", "X-TENCENT-QQ": "qq", "X-QQ-ID": "qq", "X-WECHAT": "wechat", "X-WECHAT-ID": "wechat",
    "X-WEIXIN": "wechat", "X-WX": "wechat",
}  # fmt: skip
_CHAT_URI = re.compile(r"(?:x-apple:)?(qq|wechat|weixin):(?://)?(.+)", re.I)


def read_vcards(data: bytes, options: Options) -> Reading:
    """All cards of a vCard file; an entry's row is the number of its card."""
    data = _without_utf16(data)
    forced = codec_named(options.encoding)
    cards, encoding = read_cards(data, forced, options.country)
    if not cards:
        raise CannotDo("vcard_empty", file=options.name)

    def entries() -> Iterator[RowRead]:
        for number, card in enumerate(cards, 1):
            yield read_card(card, number) or _entry(card, number, options.country)

    return Reading(entries, "vcard", encoding, rows=len(cards))


def _without_utf16(data: bytes) -> bytes:
    """UTF-16 and a byte order mark are undone before lines are looked for."""
    if any(data.startswith(mark) for mark, _ in BOMS) or utf16_by_nuls(data):
        text = decode(data).text
        return text.encode("utf-8", "replace")
    return data


def _entry(lines: CardLines, number: int, country: str) -> RowRead:
    properties = sorted(lines.properties, key=lambda item: not item.preferred)
    cells = tuple(f"{item.name}: {item.text()}" for item in lines.properties if item.value and len(item.value) < 500)
    if any(item.name.endswith("KIND") and item.value.lower() == "group" for item in properties):
        return Skipped(number, say("row.group"))
    draft = Draft()
    for line in lines.unread:
        draft.warn("row.line_unread", line=line)
    try:
        _fill(draft, properties, country)
    except (ValueError, IndexError):  # a value that no rule foresaw costs this card alone
        return Rejected(number, say("row.card_unreadable"), cells)
    return finish(draft, number, cells)


def _fill(draft: Draft, properties: list[Property], country: str) -> None:
    labels = {item.group: _label(item) for item in properties if item.name == "X-ABLABEL" and item.group}
    values: dict[str, list[str]] = {}
    for item in properties:
        if item.name in ("FN", "NICKNAME", "ORG", "LABEL"):
            values.setdefault(item.name, []).append(item.text())
        _property(draft, item, labels.get(item.group, "") if item.group else "", country)
        if item.preferred:
            draft.preferred = len(draft.channels)
    structured = next((item.parts() for item in properties if item.name == "N" and item.value.strip("; ")), [])
    full, *others = [*dict.fromkeys(filter(None, values.get("FN", ()))), ""]
    _name(draft, structured, full)
    for other in filter(None, others):
        draft.keep("FN", other)
    if not draft.name and not draft.firm:
        draft.name = next(filter(None, values.get("NICKNAME", ())), "")
    if not draft.places and (label := next(filter(None, values.get("LABEL", ())), "")):
        draft.places["work"] = {"address": label}


def _label(item: Property) -> str:
    found = _APPLE_LABEL.fullmatch(item.text())
    return found[1] if found else item.text()


def _property(draft: Draft, item: Property, label: str, country: str) -> None:
    if not item.value.strip():
        return
    name = item.name
    if name in ("TEL", "X-MS-TEL"):
        _phone(draft, item, label, country)
    elif name == "EMAIL":
        add_emails(draft, item.text().removeprefix("mailto:"), meaning(label)[1] or _home_or_office(item), "")
    elif name == "ADR":
        _address(draft, item)
    elif name in _TEXTS:
        _TEXTS[name](draft, item)
    elif name in _CHATS:
        add_chat(draft, item.text(), _CHATS[name], "", "")
    elif name in _LABELLED:
        _LABELLED[name](draft, item, label)
    elif name in _KEPT or (name.startswith("X-") and not name.startswith(_BOOKKEEPING) and not _is_binary(item)):
        draft.keep(name.removeprefix("X-KADDRESSBOOK-").removeprefix("X-").capitalize(), item.text())


def _is_binary(item: Property) -> bool:
    return item.params.get("ENCODING", [""])[0].upper() in ("B", "BASE64")


def _home_or_office(item: Property) -> str:
    return "home" if "home" in item.types else "office" if "work" in item.types else ""


def _phone(draft: Draft, item: Property, label: str, country: str) -> None:
    value = item.text().removeprefix("tel:").replace(";ext=", " ext. ")
    if value.startswith("sip:") or "@" in value:
        draft.keep("SIP" if value.startswith("sip:") else "Pager", value)
        return
    said, called = meaning(label)
    types = item.types
    kind = "fax" if "fax" in types else "mobile" if {"cell", "iphone", "mobile"} & set(types) else said or "phone"
    place = _home_or_office(item) or next((word for word in ("pager", "car", "other") if word in types), "")
    add_phones(draft, value, kind, called or place, "", item.name, country)


def _address(draft: Draft, item: Property) -> None:
    parts = [part.replace(",", ", ") if "\\" not in item.value and ", " not in part and part.isascii() else part
             for part in item.parts()] + [""] * 7  # fmt: skip
    box, extended, street, city, province, postcode, country = parts[:7]
    place = {"address": address_lines((street, extended, box)), "city": city, "province": province,
             "postcode": postcode, "country": country}  # fmt: skip
    place = {field: value for field, value in place.items() if value}
    block = {"office": "work"}.get(_home_or_office(item), _home_or_office(item))
    if place:
        draft.places[block if block not in draft.places else f"{block or 'other'} {len(draft.places) + 1}"] = place


def _name(draft: Draft, structured: list[str], full: str) -> None:
    """FN as it stands, save that an Eastern name written given name first is turned; without FN the parts of N."""
    family, given, middle, prefix, suffix = (*(part.replace(",", " ") for part in structured), "", "", "", "", "")[:5]
    parts = {"given": " ".join(given.split()), "family": " ".join(family.split()), "middle": " ".join(middle.split()),
             "suffix": " ".join(suffix.split())}  # fmt: skip
    name = full
    if not full or (full == draft.firm and (given or family) and full_name(family, given) != full):
        name = person_name(parts, draft.firm)
        name = f"{prefix} {name}" if _DEGREE.match(prefix) and name else name
    elif is_eastern(full) and family and "".join(full.split()) == given + middle + family:
        name = full_name(family, given, middle)
    draft.name = name
    address = prefix or (suffix if is_eastern(suffix) else "")
    if address and name:
        draft.contact["form_of_address"] = address


# --- single properties ------------------------------------------------------------------------------------------------


def _organisation(draft: Draft, item: Property) -> None:
    parts = [part for part in item.parts() if part]
    if not parts:
        return
    if draft.firm:
        draft.keep("ORG", " / ".join(parts))
        return
    draft.firm = parts[0]
    if parts[1:]:
        draft.contact.setdefault("department", " / ".join(parts[1:]))


def _birthday(draft: Draft, item: Property) -> None:
    text = item.text()
    if day := yearly_day(text.split("T")[0]):
        draft.either["birthday"] = day
    else:
        draft.keep("BDAY", text)
        draft.warn("row.day_unread", field="birthday", value=text)


def _anniversary(draft: Draft, item: Property) -> None:
    text = item.text()
    draft.put(draft.either, "special_days", read_day(text.split("T")[0]) or text, item.name)


def _categories(draft: Draft, item: Property) -> None:
    draft.tags += [tag for tag in item.parts(",") if tag and tag not in draft.tags]


def _page(draft: Draft, item: Property) -> None:
    if is_page(item.text()):
        record = draft.contact if PROFILE.fullmatch(item.text()) else draft.customer
        draft.put(record, "home_page", item.text(), "URL")


def _uid(draft: Draft, item: Property) -> None:
    if found := UUID.fullmatch(item.text()):
        draft.person_id = found[1].lower()


def _customer_id(draft: Draft, item: Property) -> None:
    if found := UUID.fullmatch(item.text()):
        draft.id = found[1].lower()


def _revision(draft: Draft, item: Property) -> None:
    draft.dated = read_day(item.text().split("T")[0])


def _dated(draft: Draft, item: Property, label: str) -> None:
    """Apple's day of any name."""
    if label.lower() == "anniversary":
        _anniversary(draft, item)
    else:
        draft.keep(label or "Date", read_day(item.text().split("T")[0]) or item.text())


def _related(draft: Draft, item: Property, label: str) -> None:
    draft.keep(label or "Related", item.text())


def _profile(draft: Draft, item: Property, label: str) -> None:
    """An id of a chat program or a page of a network; phones put the program's name beside the id, or before it."""
    text = item.text()
    service = next(iter(item.params.get("X-SERVICE-TYPE", item.types if item.name == "X-SOCIALPROFILE" else ())), "")
    found = _CHAT_URI.fullmatch(text)
    chat = meaning(found[1] if found else service or label)[0]
    value = (found[2] if found else text.removeprefix("x-apple:")).strip()
    if chat in ("wechat", "qq") and "/" not in value:
        add_chat(draft, _unquoted(value), chat, "", "")
    else:
        draft.keep((service or item.name.removeprefix("X-")).capitalize(), _unquoted(value))


def _unquoted(value: str) -> str:
    if "%" not in value or "://" in value:
        return value
    from urllib.parse import unquote

    return unquote(value)


def _android(draft: Draft, item: Property) -> None:
    """Android's own rows of a contact: what it is, the value, the number of its kind."""
    kind, value, number, *_ = [*item.parts(), "", "", ""]
    kind = kind.rpartition("/")[2]
    if kind == "contact_event" and number == "1":
        draft.put(draft.either, "special_days", read_day(value) or value, "Event")
    elif value:
        draft.keep({"contact_event": "Event"}.get(kind, kind).capitalize(), value)


_LABELLED = {"X-ABDATE": _dated, "X-ABRELATEDNAMES": _related, "IMPP": _profile, "X-SOCIALPROFILE": _profile}
"""Properties that a label of their own may name."""
_TEXTS = {
    "ORG": _organisation,
    "TITLE": lambda draft, item: draft.put(draft.contact, "title", item.text(), "TITLE"),
    "NOTE": lambda draft, item: draft.put(draft.either, "notes", item.text(), "NOTE"),
    "URL": _page,
    "BDAY": _birthday,
    "ANNIVERSARY": _anniversary, "X-ANNIVERSARY": _anniversary, "X-MS-ANNIVERSARY": _anniversary,
    "X-KADDRESSBOOK-X-ANNIVERSARY": _anniversary, "X-EVOLUTION-ANNIVERSARY": _anniversary,
    "CATEGORIES": _categories,
    "UID": _uid, "X-SALESCLI-CUSTOMER": _customer_id,
    "REV": _revision,
    "X-ANDROID-CUSTOM": _android,
}  # fmt: skip
