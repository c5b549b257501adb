"""A dossier as the texts of a table's cells, and back again: what each column says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from salescli.core.exchange.card import read_day, typed
from salescli.core.exchange.columns import (
    CONTACT,
    CONTACT_ID,
    CUSTOMER_ID,
    DOUBT,
    LABEL,
    OWN,
    TAGS,
    TYPES,
    WAS,
    Slot,
    numbered,
)  # fmt: skip
from salescli.core.exchange.dossier import ALSO, Dossier, Reach, Record, lines_text, pairs_of, posts_of
from salescli.core.money import amount
from salescli.core.patterns import pattern
from salescli.core.text import Text, say


def rows_of(dossier: Dossier) -> Iterator[dict[str, str]]:
    """One row a person, or one for a customer without people: texts by column name, without the empty ones."""
    common = {CUSTOMER_ID: dossier.customer.id, **_texts(dossier.customer, "")}
    if dossier.tags:
        common[TAGS] = join_tags(dossier.tags)
    common.update({OWN + name: value for name, value in dossier.own.items()})
    if not dossier.people:
        yield common
    for person in dossier.people:
        yield {**common, CONTACT_ID: person.id, **_texts(person, CONTACT)}


def _texts(record: Record, prefix: str) -> dict[str, str]:
    found = {prefix + name: _text(name, value) for name, value in record.fields.items()}
    counts: dict[str, int] = {}
    for reach in record.channels:
        counts[reach.kind] = counts.get(reach.kind, 0) + 1
        name = prefix + numbered(reach.kind, counts[reach.kind])
        found[name] = reach.value
        if reach.label:
            found[f"{name} {LABEL}"] = reach.label
        if reach.doubtful_since:
            found[f"{name} {DOUBT}"] = reach.doubtful_since
    return found


def _text(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if name in (WAS, ALSO):
        return lines_text(value)
    kind = TYPES[name].kind
    if kind == "flag":
        return "yes" if value else "no"
    return amount(value) if kind == "money" else str(value)


_SEPARATOR = ";；,，、|\n"
_MARKED = pattern(rf"[\\{_SEPARATOR}]|^\s|\s$")
_TAG = pattern(rf"(?:\\.|[^\\{_SEPARATOR}])+", re.S)


def join_tags(tags: Iterable[str]) -> str:
    r"""Tags in one cell, parted by `; `; a separator or outer space inside a tag is marked by a backslash."""
    return "; ".join(_MARKED.sub(lambda found: "\\" + found[0], tag) for tag in tags)


def split_tags(cell: str) -> list[str]:
    """The tags of a cell, parted by any of the usual separators; each once."""
    found = []
    for part in _TAG.findall(cell):
        part = part.lstrip()
        marked_end = re.search(r"\\\s$", part)
        part = part if marked_end else part.rstrip()
        found.append(re.sub(r"\\(.)", r"\1", part, flags=re.S))
    return [tag for tag in dict.fromkeys(found) if tag]


Closed = Mapping[str, Mapping[str, str]]
"""Field -> label in any language, casefolded -> key."""
NO_LABELS: Closed = MappingProxyType({})


class _Half:
    """The customer or the person of a row in the making."""

    def __init__(self) -> None:
        self.id = ""
        self.fields: dict[str, Any] = {}
        self.values: dict[tuple[str, int], str] = {}
        self.labels: dict[tuple[str, int], str] = {}
        self.doubts: dict[tuple[str, int], str] = {}

    def take(self, name: str, text: str, value: Any) -> None:
        """A field's value; a Text says that the text is none, which is kept beside then."""
        also = ((name, text),) if isinstance(value, Text) else value if name == ALSO else ()
        if also:
            self.fields[ALSO] = (*self.fields.get(ALSO, ()), *also)
        elif name != ALSO:
            self.fields[name] = value

    def record(self) -> Record:
        """The record, its channels in the order of their columns."""
        reach = (Reach(kind, self.labels.get((kind, number), ""), value, doubtful_since=self.doubts.get((kind, number), ""))
                 for (kind, number), value in sorted(self.values.items(), key=lambda item: item[0][1]))  # fmt: skip
        return Record(self.id, self.fields, tuple(reach))


def dossier_of(row: int, cells: Iterable[tuple[Slot, str]], closed: Closed = NO_LABELS) -> Dossier:
    """The customer, and the person if there is one, of a row of ours; a value that can't be read is kept and told.

    `closed`: the labels of closed values.
    """
    halves = {"c": _Half(), "p": _Half()}
    own: dict[str, str] = {}
    tags: list[str] = []
    warnings: list[Text] = []
    for slot, text in cells:
        half = halves[slot.record]
        if slot.part == "field":
            value = _value_of_text(slot.name, closed.get(slot.name, {}).get(text.strip().casefold(), text))
            half.take(slot.name, text, value)
            warnings += [value] if isinstance(value, Text) else []
        elif slot.part == "channel":
            half.values[slot.name, slot.number] = text
        elif slot.part == LABEL:
            half.labels[slot.name, slot.number] = closed.get(LABEL, {}).get(text.strip().casefold(), text)
        elif slot.part == DOUBT:
            half.doubts[slot.name, slot.number] = read_day(text)
        elif slot.part == "id":
            half.id = text.lower()
        elif slot.part == "own":
            own[slot.name] = text
        elif slot.part == "tags":
            tags = split_tags(text)
    customer, person = halves["c"].record(), halves["p"].record()
    people = (person,) if person.id or person.fields.get("name") else ()
    return Dossier(row, customer, people, tuple(tags), own, warnings=tuple(warnings))


def _value_of_text(name: str, text: str) -> Any:
    """The typed value of a field's text; a Text says why there is none. Spreadsheets rewrite days, so these are read."""
    if name in ("stage_since", "snoozed_until", "source_at"):
        value: Any = typed("founded", text)
        return "" if isinstance(value, Text) else value
    if name in (WAS, ALSO):
        return posts_of(text) if name == WAS else pairs_of(text)
    if name not in TYPES or (TYPES[name].kind == "day" and is_iso(text)):
        return text
    value = typed(TYPES[name], text)
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return say("row.not_a_value", field=name, kind=TYPES[name].kind, value=text)
    return int(value) if isinstance(value, bool) else value


def is_iso(text: str) -> bool:
    """Whether the day is as we wrote it: then 1604 is a year, not Apple's word for none."""
    try:
        return len(text) == len("2026-01-01") and bool(date.fromisoformat(text))
    except ValueError:
        return False
