"""The JSON that `crm export` wrote → dossiers with their story; a customer that isn't as written is a problem."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from salescli.core.errors import CannotDo
from salescli.core.exchange.card import Rejected, read_time, typed
from salescli.core.exchange.cells import is_iso
from salescli.core.exchange.dossier import ALSO, KEPT, STORY, Dossier, Post, Reach, Record
from salescli.core.model import CHOICES, STAGES
from salescli.core.records import STAMPS, TABLES, Attribute, Table, nouns
from salescli.core.records.belongings import CHANNELS
from salescli.core.records.declaring import REQUIRED
from salescli.core.records.fields import CONTACT_FIELDS, CUSTOMER_FIELDS, FIELDS
from salescli.core.records.values import of_plain
from salescli.core.text import Text, say
from salescli.core.when import COUNTABLE
from salescli.importing.drafts import UUID
from salescli.importing.reading import Options, Reading, RowRead

FORMAT = 1
_TYPES = {f.name: f for f in (*CUSTOMER_FIELDS, *CONTACT_FIELDS)}
_KINDS = {column.name: column for table in TABLES for column in (*table.columns, *STAMPS)} | {
    "kept_stage": Attribute("kept_stage", allowed=STAGES), "kept_stage_since": Attribute("kept_stage_since", "day")}  # fmt: skip
"""How each column is written that records have beside their fields; what tables call alike is written alike, but for kinds."""
_CHANNEL_KIND = next(column for column in CHANNELS.columns if column.name == "kind")
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

    def entries() -> Iterator[RowRead]:
        for row, customer in enumerate(customers, 1):
            yield _entry(row, customer)

    return Reading(entries, "json", "utf-8", rows=len(customers), records=_records(book, options.name))


def _records(book: dict[str, Any], file: str) -> dict[str, tuple[dict[str, Any], ...]]:
    """The records that are nobody's, by their tables."""
    try:
        return {table.name: tuple(_row(table, item) for item in book.get(table.name, ()))
                for table in nouns().values() if not table.of_customer}  # fmt: skip
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError):
        raise CannotDo("json_broken", file=file) from None


def _entry(row: int, found: Any) -> Dossier | Rejected:
    try:
        return _dossier(row, found)
    except _Unfit as error:
        return Rejected(row, error.reason, _cells(found))
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError):
        return Rejected(row, say("row.card_unreadable"), _cells(found))


def _cells(found: Any) -> tuple[str, ...]:
    return (json.dumps(found, ensure_ascii=False, default=str)[:500],)


def _dossier(row: int, found: dict[str, Any]) -> Dossier:
    customer = _record(found, CUSTOMER_FIELDS)
    if not customer.fields.get("name"):
        raise ValueError("name")
    return Dossier(
        row, customer, tuple(_record(person, CONTACT_FIELDS) for person in found.get("contacts", ())),
        tuple(map(_text, found.get("tags", ()))), {_text(name): _text(value) for name, value in found.get("own", {}).items()},
        {table.name: tuple(_row(table, item) for item in found.get(table.name, ())) for table in STORY},
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
    fields = {f.name: _typed_value(f.name, found[f.name]) for f in known
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


def _typed_value(name: str, value: Any) -> Any:
    """The typed value: whole units become minor ones; _Unfit for what is none."""
    kind = _TYPES[name].kind
    if kind == "text":
        return _text(value)
    if kind == "day" and is_iso(str(value)):
        return value
    read = typed(_TYPES[name], str(value))
    if isinstance(read, Text) or (isinstance(read, int) and not -(2**63) <= read < 2**63):
        raise _Unfit(name, value, CHOICES.get(name) or say(f"value_kind.{kind}"))
    return int(read) if kind == "flag" else read


def _number(name: str, value: Any) -> int:
    """A whole number that the book can hold; _Unfit for anything else."""
    if not isinstance(value, int) or isinstance(value, bool) or not -(2**63) <= value < 2**63:
        raise _Unfit(name, value, say("value_kind.int"))
    return value


def _flag(name: str, found: dict[str, Any]) -> bool:
    """A flag that may be missing; _Unfit for what is none."""
    value = found.get(name)
    read = False if value in (None, "") else typed("primary", str(value))
    if isinstance(read, Text):
        raise _Unfit(name, value, say("value_kind.flag"))
    return bool(read)


def _checked(name: str, text: str, column: Attribute | None = None) -> str:
    """A day, time or closed value as the book keeps it, any other text as it is; _Unfit for what is none."""
    column = column or _KINDS.get(name, Attribute(name))
    if column.allowed and text not in column.allowed:
        raise _Unfit(name, text, column.allowed)
    if column.kind == "field" and text not in _NAMES:
        raise _Unfit(name, text, say("value_kind.field"))
    if name == "source_at" and not read_time(text):
        raise _Unfit(name, text, say("value_kind.day"))
    try:
        return _moment(column.kind, text)
    except (ValueError, OverflowError):
        raise _Unfit(name, text, say("value_kind.day" if column.kind == "day" else "value_kind.moment")) from None


def _moment(kind: str, text: str) -> str:
    if kind == "day":
        return _countable(date.fromisoformat(text).isoformat())
    if kind == "moment":
        return _countable(datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    return datetime.strptime(text, "%H:%M").strftime("%H:%M") if kind == "clock" and text else text


def _countable(iso: str) -> str:
    if not f"{COUNTABLE.start:04}" <= iso < f"{COUNTABLE.stop:04}":
        raise ValueError
    return iso


def _reach(found: dict[str, Any]) -> Reach:
    kind = _checked("kind", _text(found["kind"]), _CHANNEL_KIND)
    value, given = _text(found["value"]), found.get("given")
    doubtful = _checked("doubtful_since", found["doubtful_since"]) if found.get("doubtful_since") else ""
    return Reach(kind, _text(found.get("label") or ""), _text(given) if given else value, value if given else "",
                 _flag("main", found), doubtful)  # fmt: skip


def _row(table: Table, found: dict[str, Any]) -> dict[str, Any]:
    """A row of the story, with its id and the ids of what it hangs on, its values as the book keeps them."""
    row = {column.name: _cell(column, found) for column in table.columns if column.name != "customer_id"}
    row.update({name: _checked(name, _text(found[name])) for name in ("source", "source_at", "created_at") if found.get(name)})
    return {**row, "id": _id(found["id"])}


def _cell(column: Attribute, found: dict[str, Any]) -> Any:
    """The value of a column; ValueError where none is given and there has to be one, _Unfit for what is none."""
    value = found.get(column.name)
    if column.kind == "record":
        return _id(value, least=column.default == REQUIRED)
    if column.kind == "flag":
        return int(_flag(column.name, found))
    if value in (None, "", []):
        if column.default == REQUIRED:
            raise ValueError(column.name)
        return column.default
    if column.kind in ("money", "lines"):
        return of_plain(column, value)
    if column.kind == "number":
        return _number(column.name, value)
    if column.kind == "texts":
        return json.dumps([_text(one) for one in value], ensure_ascii=False)
    return _checked(column.name, _text(value), column)
