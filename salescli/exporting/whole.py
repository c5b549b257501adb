"""The whole book as JSON: one customer a line with people, channels, story, tags and own fields."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from salescli import __version__
from salescli.core.exchange.columns import WAS
from salescli.core.exchange.dossier import ALSO, Dossier, Reach, Record
from salescli.core.money import amount
from salescli.core.records.fields import FIELDS
from salescli.exporting.order import Order

FORMAT = 1
_TYPES = {f.name: f.kind for f in FIELDS}


def whole(order: Order) -> Iterator[bytes]:
    """One object; `format` grows when what is written changes its meaning."""
    at = order.now.isoformat(timespec="seconds") if order.now else None
    head = json.dumps({"salescli": __version__, "format": FORMAT, "exported_at": at})
    yield head[:-1].encode()
    for table, rows in order.records().items():
        yield f', "{table}": {json.dumps(list(rows), ensure_ascii=False)}'.encode()
    yield b', "customers": ['
    before = "\n"
    for dossier in order.dossiers():
        yield f"{before}{encoded(plain(dossier))}".encode()
        before = ",\n"
    yield b"\n]}\n"


def plain(dossier: Dossier) -> dict[str, Any]:
    """The dossier in JSON's own types, under the names of the fields."""
    return {
        **_record(dossier.customer), "tags": list(dossier.tags), "own": dossier.own,
        "contacts": [_record(person) for person in dossier.people],
        **{table: list(rows) for table, rows in dossier.story.items()},
    }  # fmt: skip


def _record(record: Record) -> dict[str, Any]:
    fields = {name: _json_value(name, value) for name, value in record.fields.items()}
    return {"id": record.id, **fields, "channels": [_channel(reach) for reach in record.channels]}


def _json_value(name: str, value: Any) -> Any:
    if name == WAS:
        return [{part: text for part, text in post._asdict().items() if text} for post in value]
    if name == ALSO:
        return [{"field": field, "value": text} for field, text in value]
    kind = _TYPES.get(name)
    if kind == "money":
        return int(amount(value)) if value % 100 == 0 else amount(value)  # cents as text: no float holds them
    return bool(value) if kind == "flag" else value


def _channel(reach: Reach) -> dict[str, Any]:
    """`value` is E.164 where it is a valid phone, `given` then what was given (CONTRACT 1)."""
    shown = reach.key if reach.key.startswith("+") and reach.kind in ("phone", "mobile", "fax") else reach.value
    found: dict[str, Any] = {"kind": reach.kind, "label": reach.label or None, "value": shown, "main": bool(reach.main)}
    if shown != reach.value:
        found["given"] = reach.value
    if reach.doubtful_since:
        found["doubtful_since"] = reach.doubtful_since
    return found


def encoded(value: Mapping[str, Any]) -> str:
    r"""JSON in which only control, format and bidi characters are written as `\uXXXX`."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else "".join(char if char.isprintable() else _marked(char) for char in text)


def _marked(char: str) -> str:
    return json.dumps(char)[1:-1] if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp", "Cs", "Cn", "Co") else char
