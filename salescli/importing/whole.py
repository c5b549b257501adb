"""The JSON that `crm export` wrote → dossiers with their story; a customer that isn't as written is a problem."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from salescli.core.card import Problem, read_time, typed
from salescli.core.dossier import ALSO, KEPT, Dossier, Post, Reach, Record
from salescli.core.errors import CannotDo
from salescli.core.model import CHANNEL_KINDS, CHOICES, CONTACT_FIELDS, CUSTOMER_FIELDS, FIELDS, OUTCOMES, STAGES, VIAS
from salescli.core.slots import is_iso
from salescli.core.text import Text, say
from salescli.importing.drafts import UUID
from salescli.importing.reading import Entry, Options, Reading

FORMAT = 1
_TYPES = {f.name: f for f in (*CUSTOMER_FIELDS, *CONTACT_FIELDS)}
_DAYS = ("stage_since", "snoozed_until", "kept_stage_since", "doubtful_since", "stage_since_before", "day", "until")
_TIMES = ("created_at", "updated_at", "deleted_at", "at")
_TEXTS: dict[str, dict[str, str | None]] = {
    "interactions": {"via": "phone", "outcome": "answered", "text": "", "author": None, "aim": None, "found": None,
                     "stage_before": None, "stage_since_before": None, "stage_after": None, "source": None, "source_at": None},
    "promises": {"day": "", "time": "", "text": "", "state": "open"},
    "verified": {"field": "", "checked_by": None}, "apart": {"one": "", "other": ""},
}  # fmt: skip
_LINKS = {"interactions": ("contact_id", "replaces"), "promises": ("contact_id", "made_by", "closed_by"),
          "verified": ("contact_id", "made_by"), "apart": ()}
STATES = ("open", "kept", "dropped", "replaced")
_ALLOWED = {"kept_stage": STAGES, "stage_before": STAGES, "stage_after": STAGES, "via": VIAS, "outcome": OUTCOMES,
            "state": STATES, "kind": CHANNEL_KINDS}  # fmt: skip
_NAMES = frozenset(f.name for f in FIELDS)


class _Unfit(ValueError):
    """A value that its field can't hold; `reason` names both and what is allowed: a Text, or the values."""

    def __init__(self, name: str, value: object, allowed: Text | tuple[str, ...]) -> None:
        super().__init__(name)
        self.reason = say("row.not_allowed", field=name, value=str(value), allowed=allowed)


def read_whole(data: bytes, options: Options) -> Reading:
    """All customers of the file. CannotDo where it is no JSON, or of a later format than this program knows."""
    try:
        book = json.loads(data.decode("utf-8-sig"), parse_float=Decimal)
    except (ValueError, RecursionError):
        raise CannotDo("json_broken", file=options.name) from None
    customers = book.get("customers")
    if not isinstance(customers, list) or not isinstance(book.get("format"), int):
        raise CannotDo("json_broken", file=options.name)
    if book["format"] > FORMAT:
        raise CannotDo("json_newer", file=options.name)

    def entries() -> Iterator[Entry]:
        for row, customer in enumerate(customers, 1):
            yield _entry(row, customer)

    return Reading(entries, "json", "utf-8", rows=len(customers))


def _entry(row: int, found: Any) -> Dossier | Problem:
    try:
        return _dossier(row, found)
    except _Unfit as error:
        return Problem(row, error.reason, _cells(found))
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError):
        return Problem(row, say("row.card_unreadable"), _cells(found))


def _cells(found: Any) -> tuple[str, ...]:
    return (json.dumps(found, ensure_ascii=False, default=str)[:500],)


def _dossier(row: int, found: dict[str, Any]) -> Dossier:
    customer = _record(found, CUSTOMER_FIELDS)
    if not customer.fields.get("name"):
        raise ValueError("name")
    return Dossier(
        row, customer, tuple(_record(person, CONTACT_FIELDS) for person in found.get("contacts", ())),
        tuple(map(_text, found.get("tags", ()))), {_text(name): _text(value) for name, value in found.get("own", {}).items()},
        {table: tuple(read(item) for item in found.get(table, ())) for table, read in _READERS.items()},
    )  # fmt: skip


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _id(value: Any, least: bool = True) -> str | None:
    """An id as the book keeps it; ValueError for any other text."""
    if value in (None, "") and not least:
        return None
    found = UUID.fullmatch(_text(value))
    if not found:
        raise ValueError(value)
    return found[1].lower()


def _record(found: dict[str, Any], known: tuple[Any, ...]) -> Record:
    fields = {f.name: _value(f.name, found[f.name]) for f in known
              if f.kind != "channel" and found.get(f.name) not in (None, "")}  # fmt: skip
    for name in (*KEPT, "kept_stage", "kept_stage_since", "deleted_at"):
        if found.get(name):
            fields[name] = _checked(name, _text(found[name]))
    if found.get("was"):
        fields["was"] = tuple(map(_post, found["was"]))
    if found.get(ALSO):
        fields[ALSO] = tuple((_text(pair["field"]), _text(pair["value"])) for pair in found[ALSO])
    return Record(_id(found.get("id"), least=False) or "", fields, tuple(map(_reach, found.get("channels", ()))))


def _post(found: dict[str, Any]) -> Post:
    texts = {name: _text(found.get(name, "")) for name in Post._fields if name != "customer"}
    return Post(**{**texts, "until": _checked("until", texts["until"])}, customer=_id(found.get("customer"), least=False) or "")


def _value(name: str, value: Any) -> Any:
    """The typed value: whole units become minor ones; _Unfit for what is none."""
    kind = _TYPES[name].kind
    if kind == "text":
        return _text(value)
    if kind == "day" and is_iso(str(value)):
        return value
    read = typed(_TYPES[name], str(value))
    if isinstance(read, Text) or (isinstance(read, int) and not -(2**63) <= read < 2**63):
        raise _Unfit(name, value, CHOICES.get(name) or say(f"kind.{kind}"))
    return int(read) if kind == "flag" else read


def _flag(name: str, found: dict[str, Any]) -> bool:
    """A flag that may be missing; _Unfit for what is none."""
    value = found.get(name)
    read = False if value in (None, "") else typed("primary", str(value))
    if isinstance(read, Text):
        raise _Unfit(name, value, say("kind.flag"))
    return bool(read)


def _checked(name: str, text: str) -> str:
    """A day, time or closed value as the book keeps it, any other text as it is; _Unfit for what is none."""
    allowed = _ALLOWED.get(name)
    if allowed and text not in allowed:
        raise _Unfit(name, text, allowed)
    if name == "field" and text not in _NAMES:
        raise _Unfit(name, text, say("kind.field"))
    if name == "source_at" and not read_time(text):
        raise _Unfit(name, text, say("kind.day"))
    try:
        return _moment(name, text)
    except ValueError:
        raise _Unfit(name, text, say("kind.day" if name in _DAYS else "kind.moment")) from None


def _moment(name: str, text: str) -> str:
    if name in _DAYS:
        return date.fromisoformat(text).isoformat()
    if name in _TIMES:
        return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return datetime.strptime(text, "%H:%M").strftime("%H:%M") if name == "time" and text else text


def _reach(found: dict[str, Any]) -> Reach:
    kind = _checked("kind", _text(found["kind"]))
    value, given = _text(found["value"]), found.get("given")
    doubtful = _checked("doubtful_since", found["doubtful_since"]) if found.get("doubtful_since") else ""
    return Reach(kind, _text(found.get("label") or ""), _text(given) if given else value, value if given else "",
                 _flag("main", found), doubtful)  # fmt: skip


def _row(table: str, found: dict[str, Any]) -> dict[str, Any]:
    """What interactions and promises have alike: id, texts, and the ids of what they hang on."""
    row = {name: _checked(name, _text(found.get(name) or default)) if found.get(name) or default is not None else None
           for name, default in _TEXTS[table].items()}  # fmt: skip
    row.update({name: _id(found.get(name), least=False) for name in _LINKS[table]})
    row["id"] = _id(found["id"])
    if found.get("created_at"):
        row["created_at"] = _checked("created_at", found["created_at"])
    return row


def _interaction(found: dict[str, Any]) -> dict[str, Any]:
    row = _row("interactions", found)
    links = [_text(link) for link in found.get("links") or ()]
    row.update(at=_checked("at", found["at"]), retracted=int(_flag("retracted", found)),
               links=json.dumps(links, ensure_ascii=False) if links else None)  # fmt: skip
    return row


def _verified(found: dict[str, Any]) -> dict[str, Any]:
    return {**_row("verified", found), "at": _checked("at", found["at"])}


def _apart(found: dict[str, Any]) -> dict[str, Any]:
    return {**_row("apart", found), "one": _id(found["one"]), "other": _id(found["other"])}


_READERS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "interactions": _interaction, "promises": partial(_row, "promises"), "verified": _verified, "apart": _apart,
}  # fmt: skip
