"""Tables and vCards that `crm export` wrote → dossiers: read column by column as written, nothing guessed (CONTRACT 8)."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from salescli.core.exchange.card import Card, Rejected, Skipped, read_day, unescaped
from salescli.core.exchange.cells import NO_LABELS, Closed, dossier_of, join_tags
from salescli.core.exchange.columns import (
    CONTACT,
    CONTACT_ID,
    CUSTOMER_ID,
    EXACT,
    OWN,
    TAGS,
    Slot,
    are_ours,
    numbered,
    slot_of,
)
from salescli.core.exchange.dossier import Dossier
from salescli.core.exchange.lossless import restored
from salescli.core.patterns import pattern
from salescli.core.text import say
from salescli.importing.columns import Column
from salescli.importing.decoding import Decoded
from salescli.importing.drafts import UUID
from salescli.importing.headers import DROP, FIRM, KEEP, Target, target
from salescli.importing.rows import RowReader

if TYPE_CHECKING:
    from salescli.importing.vlines import CardLines, Property

__all__ = ["OwnRows", "are_ours", "as_written", "read_card"]

_HEADED = pattern(codecs.BOM_UTF8 + rb'(?:[^\r\n]*[,;\t])?"?salescli[ _]id"?[,;\t\r\n]', re.I)


def as_written(data: bytes) -> Decoded | None:
    """The text of a CSV of ours that no other program has saved since, to the letter; None for any other."""
    if not _HEADED.match(data):
        return None
    try:
        text = data.decode("utf-8-sig")
        head = text.partition("\n")[0]
        return Decoded(text.replace(f"\n\ufeff{head}", f"\n{head}"), "utf-8")  # files of ours one behind the other
    except UnicodeDecodeError:
        return None


class OwnRows:
    """Rows of a table of ours; one that somebody added, without an id, is read as any other program's would be."""

    def __init__(
        self, header: Sequence[str], columns: Sequence[Column], country: str, *, sheet: bool, closed: Closed = NO_LABELS
    ) -> None:
        self.closed = closed
        self.sheet = sheet
        self.header = header
        self.names = [cell if slot_of(cell) else f"{OWN}{cell.strip() or column.letter}"
                      for cell, column in zip(header, columns, strict=True)]  # fmt: skip
        self.exact = [place for place, name in enumerate(self.names) if name == EXACT]
        self.slots = {name: slot_of(name) for name in self.names}
        self.others = RowReader([_column(column, self.slots[name], name)
                                 for column, name in zip(columns, self.names, strict=True)], {}, country)  # fmt: skip

    def read(self, row: int, record: Sequence[str]) -> Dossier | Card | Rejected | Skipped:
        """The row as a dossier, or what any row may become."""
        cells = list(record) if self.sheet else [unescaped(cell) if cell else cell for cell in record]
        if tuple(record) == tuple(self.header):
            return Skipped(row, say("row.header_again"))
        texts = {name: cell for name, cell in zip(self.names, cells, strict=True) if cell}
        if self.exact:
            packed = "".join(cells[place] for place in self.exact)
            texts = _with_exact(texts, packed)
            self.slots.update({name: slot_of(name) for name in texts.keys() - self.slots.keys()})
        found = [(slot, text) for name, text in texts.items() if (slot := self.slots[name])]
        if not _has_ids(found):
            return self.others.read(row, record)
        dossier = dossier_of(row, found, self.closed)
        named = dossier.customer.fields.get("name") or dossier.people or dossier.customer.channels
        return dossier if named else Rejected(row, say("row.nobody"), tuple(record))


def _with_exact(texts: dict[str, str], packed: str) -> dict[str, str]:
    texts.pop(EXACT, None)
    return restored({**texts, EXACT: packed}) if packed else texts


def _has_ids(found: Sequence[tuple[Slot, str]]) -> bool:
    """Whether the row names a record; ids that are none of ours don't count."""
    ids = [text for slot, text in found if slot.part == "id"]
    return bool(ids) and all(UUID.fullmatch(text) for text in ids)


def _column(column: Column, slot: Slot | None, name: str) -> Column:
    """A column of ours as one of any table: for rows that somebody has added."""
    if slot is None:
        return column._replace(target=KEEP)
    header = slot.name if slot.part == "own" else name
    return column._replace(header=header, target=_target(slot), number=slot.number, how="header")


def _target(slot: Slot) -> Target:
    whose = "customer." if slot.record == "c" else "contact."
    if slot.part == "own":
        return KEEP
    if slot.part == "tags":
        return target("tags")
    if slot.part == "channel":
        return target(whose + slot.name)
    if slot.part == "field" and slot.name == "name":
        return FIRM if slot.record == "c" else target("full")
    try:
        return target(whose + slot.name) if slot.part == "field" else DROP
    except KeyError:  # bookkeeping of records that were in a book
        return DROP


# --- vCards -----------------------------------------------------------------------------------------------------------

_PLACE = ("address", "city", "province", "postcode", "country")
_KINDS = {"fax": "fax", "cell": "mobile"}
_TEXTS = {"TITLE": "title", "NOTE": "notes", "URL": "home_page"}
_REACH = {"EMAIL": "email", "X-WECHAT": "wechat", "X-QQ": "qq"}


def read_card(lines: CardLines, number: int) -> Dossier | None:
    """The dossier of a card of ours; None where the card is anybody else's."""
    customer = next((item.text() for item in lines.properties if item.name == "X-SALESCLI-CUSTOMER"), "")
    if not UUID.fullmatch(customer):
        return None
    row = _Row(lines.properties)
    texts = restored(row.texts)
    return dossier_of(number, ((slot, text) for name, text in texts.items() if text and (slot := slot_of(name))))


class _Row:
    """The properties of a card as the row of a table, by column name."""

    def __init__(self, properties: Sequence[Property]) -> None:
        self.texts: dict[str, str] = {}
        self.labels = {item.group: item.text() for item in properties if item.name == "X-ABLABEL" and item.group}
        self.counts: dict[str, int] = {}
        first = {item.name: item for item in reversed(properties)}
        self.is_person = not any(item.name == "KIND" and item.text().lower() == "org" for item in properties)
        uid = UUID.fullmatch(first["UID"].text()) if "UID" in first else None
        customer = UUID.fullmatch(first["X-SALESCLI-CUSTOMER"].text())
        self.texts[CUSTOMER_ID] = customer[1] if customer else ""
        if uid and uid[1].lower() == self.texts[CUSTOMER_ID].lower():
            self.is_person = False
        if uid and self.is_person:
            self.texts[CONTACT_ID] = uid[1]
        for item in properties:
            self._take(item)

    def _take(self, item: Property) -> None:
        prefix = "" if item.params.get("X-OF") or not self.is_person else CONTACT
        if item.name in _TEXTS:
            self.texts[prefix + _TEXTS[item.name]] = item.text()
        elif item.name == "TEL" or item.name in _REACH:
            self._reach(prefix, item)
        elif item.name == "ADR":
            parts = [*item.parts(), *[""] * 7][2:7]
            self.texts.update({prefix + field: text for field, text in zip(_PLACE, parts, strict=True)})
        elif item.name in _OTHERS:
            _OTHERS[item.name](self, item)

    def _reach(self, prefix: str, item: Property) -> None:
        kind = _REACH.get(item.name) or next((_KINDS[word] for word in item.types if word in _KINDS), "phone")
        count = self.counts[prefix + kind] = self.counts.get(prefix + kind, 0) + 1
        name = prefix + numbered(kind, count)
        self.texts[name] = item.text().removeprefix("tel:")
        label = "office" if "work" in item.types else "home" if "home" in item.types else ""
        if label := self.labels.get(item.group, "") if item.group in self.labels else label:
            self.texts[f"{name} label"] = label

    def _name(self, item: Property) -> None:
        if self.is_person and item.text() != "-":
            self.texts[CONTACT + "name"] = item.text()
        elif not self.is_person and item.text() != "-":
            self.texts.setdefault("name", item.text())

    def _firm(self, item: Property) -> None:
        parts = item.parts()
        if parts[0]:
            self.texts["name"] = parts[0]
        if parts[1:]:
            self.texts[CONTACT + "department"] = parts[1]

    def _birthday(self, item: Property) -> None:
        self.texts[CONTACT + "birthday"] = read_day(item.text().split("T")[0])

    def _revised(self, item: Property) -> None:
        self.texts[(CONTACT if self.is_person else "") + "source_at"] = read_day(item.text().split("T")[0])

    def _tags(self, item: Property) -> None:
        self.texts[TAGS] = join_tags(tag for tag in item.parts(",") if tag)

    def _ours(self, item: Property) -> None:
        name, *texts = item.parts()
        if slot_of(name):
            self.texts[name] = ";".join(texts)

    def _exact(self, item: Property) -> None:
        self.texts[EXACT] = item.text()


_OTHERS = {
    "FN": _Row._name, "ORG": _Row._firm, "BDAY": _Row._birthday, "REV": _Row._revised, "CATEGORIES": _Row._tags,
    "X-SALESCLI": _Row._ours, "X-SALESCLI-EXACT": _Row._exact,
}  # fmt: skip
