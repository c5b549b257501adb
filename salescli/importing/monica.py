"""The JSON in which Monica exports an account → a card for each of its contacts, with calls, activities and conversations."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from salescli.core.errors import CannotDo
from salescli.core.exchange.card import CardInteraction, CardNext, Rejected, Skipped, read_day, read_time
from salescli.core.text import say
from salescli.importing.channels import add, meaning
from salescli.importing.drafts import UUID, Draft, finish, person_name
from salescli.importing.reading import Options, Reading, RowRead

Found = Mapping[str, Any]
_KEPT = {"nickname": "Nickname", "food_preferences": "Food preferences", "first_met_where": "First met: where",
         "first_met_additional_info": "First met: how"}  # fmt: skip
_PLACE = {"street": "address", "city": "city", "province": "province", "postal_code": "postcode", "country": "country"}
_BLOCKS = {"home": "home", "office": "work"}
_SAID = ("initial_date", "happened_at", "title", "name", "body", "comment", "description", "note", "reason", "amount",
         "currency", "status")  # fmt: skip
"""What of a reminder, a gift, a debt is kept, in this order."""


class _Account(NamedTuple):
    """What contacts point at, by its id: kinds of fields, activities, names of contacts; and who is what to whom."""

    kinds: Mapping[str, Found]
    activities: Mapping[str, Found]
    names: Mapping[str, str]
    relations: Mapping[str, list[tuple[str, str]]]


def read_monica(data: bytes, options: Options) -> Reading:
    """All contacts of the account. CannotDo where the file is damaged."""
    try:
        account = json.loads(data.decode("utf-8-sig"), parse_float=Decimal)["account"]
        contacts = _listed(account, "contact")
        known = _account(account, contacts)
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        raise CannotDo("monica_broken", file=options.name) from None

    def entries() -> Iterator[RowRead]:
        for row, contact in enumerate(contacts, 1):
            yield _entry(contact, row, known, options.country)

    return Reading(entries, "json", "utf-8", rows=len(contacts))


def _account(account: Found, contacts: list[Found]) -> _Account:
    relations: dict[str, list[tuple[str, str]]] = {}
    names = {_text(contact, "uuid"): _name(_said(contact)) for contact in contacts if isinstance(contact, dict)}
    for found in map(_said, _listed(account, "relationship")):
        if other := names.get(_text(found, "contact_is"), ""):
            relations.setdefault(_text(found, "of_contact"), []).append((_text(found, "type"), other))
    kinds = {_text(kind, "uuid"): _said(kind) for kind in account.get("instance", {}).get("contact_field_types", ())}
    activities = {_text(activity, "uuid"): _said(activity) for activity in _listed(account, "activity")}
    return _Account(kinds, activities, names, relations)


def _listed(found: Found, kind: str) -> list[Any]:
    """The things of one kind that belong to an account or a contact."""
    groups = found.get("data") or ()
    return [value for group in groups if group.get("type") == kind for value in group.get("values") or ()]


def _said(found: Found) -> Found:
    said = found.get("properties")
    return said if isinstance(said, dict) else {}


def _text(found: Found, name: str) -> str:
    value = found.get(name)
    return "" if value is None or isinstance(value, (dict, list)) else str(value).strip()


def _at(text: str) -> str:
    """A day, or a time that isn't midnight, as which Monica writes a day."""
    found = read_time(text)
    return found[:10] if found[10:16] == "T00:00" else found


def _name(said: Found) -> str:
    parts = {"given": _text(said, "first_name"), "middle": _text(said, "middle_name"), "family": _text(said, "last_name")}
    return person_name(parts)


def _entry(contact: Any, row: int, known: _Account, country: str) -> RowRead:
    try:
        said = _said(contact)
        if said.get("is_partial") is True:
            return Skipped(row, say("row.only_related"))
        draft = Draft()
        _fill(draft, contact, said, known)
        _reach(draft, contact, known, country)
        _talks(draft, contact, said, known)
    except (ValueError, LookupError, TypeError, AttributeError):  # a value that no rule foresaw costs this contact alone
        return Rejected(row, say("row.card_unreadable"), ())
    return finish(draft, row, (draft.name, draft.firm))


def _fill(draft: Draft, contact: Found, said: Found, known: _Account) -> None:
    """Who it is, and all that is no way to reach them and no talk."""
    draft.name, draft.firm = _name(said), _text(said, "company")
    if mark := UUID.fullmatch(_text(contact, "uuid")):
        draft.person_id = mark[1].lower()
    draft.dated = read_day(_text(contact, "updated_at").split("T")[0])
    draft.tags += [str(tag) for tag in said.get("tags") or ()]
    if title := _text(said, "job"):
        draft.contact["title"] = title
    for note in (_text(said, "description"), *(_text(_said(note), "body") for note in _listed(contact, "note"))):
        if note:
            draft.put(draft.either, "notes", note, "notes")
    _days(draft, said)
    for name, header in _KEPT.items():
        if value := _text(said, name):
            draft.keep(header, value)
    for kind, other in known.relations.get(_text(contact, "uuid"), ()):
        draft.keep(kind.capitalize(), other)
    for kind in ("reminder", "task", "gift", "debt", "pet", "life_event"):
        for found in map(_said, _listed(contact, kind)):
            draft.keep(kind.replace("_", " ").capitalize(), " · ".join(filter(None, (_shown(found, name) for name in _SAID))))


def _shown(found: Found, name: str) -> str:
    value = _text(found, name)
    return _at(value) if name in ("initial_date", "happened_at") else value


def _days(draft: Draft, said: Found) -> None:
    """The birthday, as far as it is known, and the day of the death: nobody is called after it."""
    born = said.get("birthdate") or {}
    if day := read_day(_text(born, "date").split("T")[0]):
        if born.get("is_age_based"):
            draft.keep("Birth year", day[:4])
        else:
            draft.either["birthday"] = f"--{day[5:]}" if born.get("is_year_unknown") else day
    if said.get("is_dead") is True:
        draft.customer["do_not_contact"] = "yes"
        draft.keep("Deceased", read_day(_text(said.get("deceased_date") or {}, "date").split("T")[0]) or "yes")
    if met := read_day(_text(said.get("first_met_date") or {}, "date").split("T")[0]):
        draft.keep("First met", met)
    if said.get("is_active") is False:
        draft.keep("Archived", "yes")


def _reach(draft: Draft, contact: Found, known: _Account, country: str) -> None:
    for found in map(_said, _listed(contact, "contact_field")):
        kind = known.kinds.get(_text(found, "type"), {})
        name, value = _text(kind, "name"), _text(found, "data")
        said = _text(kind, "type") or {"mailto:": "email", "tel:": "phone"}.get(_text(kind, "protocol"), meaning(name)[0])
        if said in ("email", "phone", "mobile", "fax", "wechat", "qq") and value:
            add(draft, value, said, "", "", name, country)
        elif value:
            draft.keep(name or "Contact", value)
    for number, found in enumerate(map(_said, _listed(contact, "address")), 1):
        block = _BLOCKS.get(meaning(_text(found, "name"))[1], str(number))
        draft.places[block] = {part: value for name, part in _PLACE.items() if (value := _text(found, name))}


def _talks(draft: Draft, contact: Found, said: Found, known: _Account) -> None:
    """Calls, activities and conversations; the day of the last talk where none of them tells it; when to talk again."""
    talks = [_call(found) for found in map(_said, _listed(contact, "call"))]
    talks += [_activity(known.activities[mark]) for mark in map(str, _listed(contact, "activity")) if mark in known.activities]
    talks += [_conversation(found, draft.name, known) for found in map(_said, _listed(contact, "conversation"))]
    if (last := _at(_text(said, "last_talked_to"))) and last[:10] not in {talk.at[:10] for talk in talks}:
        talks.append(CardInteraction(last[:10], ""))
    draft.interactions += sorted(talk for talk in talks if talk.at)
    if again := _at(_text(said, "stay_in_touch_trigger_date")):
        draft.next = CardNext(again[:10])


def _call(said: Found) -> CardInteraction:
    return CardInteraction(_at(_text(said, "called_at")), _text(said, "content"), "phone", "answered")


def _activity(said: Found) -> CardInteraction:
    words = dict.fromkeys(filter(None, (_text(said, "summary"), _text(said, "description"))))
    return CardInteraction(_at(_text(said, "happened_at")), "\n".join(words), "visit")


def _conversation(said: Found, name: str, known: _Account) -> CardInteraction:
    """The messages below one another, theirs with their name."""
    messages = [_said(message) or message for message in said.get("messages") or ()]
    lines = [_text(one, "content") if one.get("written_by_me") else f"{name}: {_text(one, 'content')}" for one in messages]
    is_mail = _text(known.kinds.get(_text(said, "contact_field_type"), {}), "protocol") == "mailto:"
    outcome = "info" if all(one.get("written_by_me") for one in messages) else "answered"
    return CardInteraction(_at(_text(said, "happened_at")), "\n".join(lines), "email" if is_mail else "chat", outcome)
