"""Rows whose first part is blank, as programs export a record's further numbers and people → what belongs to the row above."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from salescli.core.exchange.card import Card, Skipped
from salescli.core.patterns import pattern
from salescli.core.text import say
from salescli.importing.channels import LABELS
from salescli.importing.columns import Column
from salescli.importing.headers import normalised
from salescli.importing.reading import RowRead
from salescli.importing.rows import RowReader

_SLASHED = pattern(r"([^/()]{2,40}?)\s*/\s*[^/]+")
_IN_BRACKETS = pattern(r"[^()]+\(([^()]{2,40})\)")
_NUMBERED = frozenset(map(normalised, (
    "ID", "No", "Nr", "No.", "Number", "Record ID", "External ID", "Customer ID", "Customer No", "Account ID", "序号", "编号",
    "客户编号", "客户编码", "序號", "編號", "客戶編號", "N°", "Kundennummer", "番号", "顧客番号", "번호",
)))  # fmt: skip
_WHO = ("firm", "name", "is_firm", "address")


class Child(NamedTuple):
    """A row that says more of the card above it, read with the names of that one."""

    row: int
    card: Card


class Family:
    """Which columns are the record's own and which those of what it has several of; `read` is a RowReader's.

    Columns in groups tell it, `Child Contacts/Name` or `Number (Contact Numbers)`; so does a number of the record that is
    blank where the firm is, too.
    """

    def __init__(self, columns: Sequence[Column], reader: RowReader) -> None:
        self.reader = reader
        self.above: Sequence[str] = ()
        grouped = {place for places in _groups(columns).values() for place in places}
        firms = [c.place for c in columns if c.target.part == "firm"]
        numbers = [c.place for c in columns[:2] if normalised(c.header) in _NUMBERED]
        self.own = [c.place for c in columns if c.place not in grouped] if grouped else [*numbers, *firms]
        if not any(columns[place].target.part in _WHO[:2] for place in self.own) or not (grouped or (numbers and firms)):
            self.own = []
        self.theirs = [c.place for c in columns if c.place not in self.own]
        self.people = [place for place in self.theirs if columns[place].target.part == "name"]
        self.who = [c.place for c in columns if c.place not in self.people and c.target.part in _WHO]

    def read(self, row: int, record: Sequence[str]) -> RowRead | Child:
        """The row as a card of its own, or as what it adds to the card above."""
        if not self._is_child(record):
            self.above = record
            return self.reader.read(row, record)
        cells = list(record)
        named = any(cells[place].strip() for place in self.people)
        for place in self.who if named else {*self.who, *self.people}:
            cells[place] = cells[place] or self.above[place]
        entry = self.reader.read(row, cells)
        return entry if named or not isinstance(entry, Card) else Child(row, entry)

    def _is_child(self, record: Sequence[str]) -> bool:
        if not self.above or any(record[place].strip() for place in self.own):
            return False
        return any(record[place].strip() for place in self.theirs)


def _groups(columns: Sequence[Column]) -> Mapping[str, list[int]]:
    """Places of columns by what stands before the slash, or behind in brackets, where several share it."""
    found: dict[str, list[int]] = {}
    for column in columns:
        match = _SLASHED.fullmatch(column.header) or _IN_BRACKETS.fullmatch(column.header)
        if match and normalised(match[1]) not in LABELS:
            found.setdefault(normalised(match[1]), []).append(column.place)
    return {group: places for group, places in found.items() if len(places) > 1}


def together(entries: Iterable[RowRead | Child]) -> Iterator[RowRead]:
    """The entries, each card with what the rows below it add; these are skipped."""
    held: list[RowRead] = []
    for entry in entries:
        if isinstance(entry, Child) and held and isinstance(held[0], Card):
            held.append(Skipped(entry.row, say("row.belongs_above", row=held[0].row)))
            held[0] = with_child(held[0], entry.card)
            continue
        yield from held
        held = [entry.card if isinstance(entry, Child) else entry]
    yield from held


def with_child(card: Card, child: Card) -> Card:
    """The card with the channels, fields, tags and talks of a row below it; what it has itself stays, the rest is kept."""
    own = dict(card.own)
    differing = [(name, value) for given, has in ((child.customer, card.customer), (child.contact, card.contact))
                 for name, value in given.items() if has.get(name, value) != value]  # fmt: skip
    for name, value in (*differing, *child.own.items()):
        _keep(own, name, value)
    return replace(
        card, customer={**child.customer, **card.customer}, contact={**child.contact, **card.contact}, own=own,
        channels=tuple(dict.fromkeys((*card.channels, *child.channels))), tags=tuple(dict.fromkeys((*card.tags, *child.tags))),
        interactions=(*card.interactions, *child.interactions), next=card.next or child.next,
        warnings=(*card.warnings, *child.warnings),
    )  # fmt: skip


def _keep(own: dict[str, str], name: str, value: str) -> None:
    label, count = name, 1
    while own.get(label, value) != value:
        count += 1
        label = f"{name} {count}"
    own[label] = value
