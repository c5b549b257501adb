"""One row's cells → a card: every column goes where it was resolved to, nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from salescli.core.exchange.card import Card, CardStatus, Rejected, Skipped, read_day, read_moment
from salescli.core.language.names import is_eastern
from salescli.core.patterns import pattern
from salescli.core.records.fields import FIELDS
from salescli.core.text import say
from salescli.importing.calling import beside, calling_code, with_code
from salescli.importing.cells import FALSE, cleaned, in_words, plain
from salescli.importing.channels import add, meaning
from salescli.importing.columns import Column
from salescli.importing.countries import country_code
from salescli.importing.drafts import PERSONAL, UUID, Draft, address_lines, finish, is_page, person_name
from salescli.importing.nested import Inner, inner_values
from salescli.importing.talks import Talks
from salescli.importing.totals import is_footer, is_total
from salescli.importing.twoways import NUMBER_FIELDS, TwoWays

_DAY_FIELDS = frozenset(field.name for field in FIELDS if field.kind == "day")
_TAG_SPLIT = pattern(r"\s*(?::::|[;；、|,，\n])\s*")
_SYSTEM_TAGS = frozenset(("mycontacts", "my contacts", "starred", "other", "othercontacts"))
_PREAMBLES = frozenset(("Column Labels:", "列标签：", "列标签:", "欄標籤："))
"""First cell of a header under which there are lines about the columns, whose first cells aren't empty either (ERPNext)."""
_FIRM_WORDS = frozenset(["true", "1", "yes", "y", "company", "organization", "是", "公司", "企业", "企業", "单位", "單位"])
_PERSON_WORDS = frozenset(["false", "0", "no", "n", "individual", "person", "否", "个人", "個人"])
_FLAGS = frozenset(field.name for field in FIELDS if field.kind == "flag")
_WORDED = frozenset(("name", "firm", "channel", "address", "field", "tags", "label"))


class _ChannelColumn(NamedTuple):
    place: int
    kind: str
    label: str
    record: str
    labelled: int  # the column that says what kind of number it is (Google), or -1
    header: str
    code: int = -1  # the column of its calling code, or -1


NUMBERS = ("phone", "mobile", "fax")


class RowReader:
    """The columns of one table, sorted by what they become, so that a row costs few steps.

    `escapes` says whether cells may carry a spreadsheet's or HTML's escapes; `orders`, `decimals`, `now`, `sheet` as in
    `TwoWays`.
    """

    def __init__(
        self, columns: Sequence[Column], orders: dict[int, str], country: str, escapes: bool = True,
        now: datetime | None = None, decimals: Mapping[int, str] = MappingProxyType({}),
        sheet: bool = False,
    ) -> None:  # fmt: skip
        self.country, self.escapes = country, escapes
        self.ways = TwoWays(orders, decimals, country, now, sheet=sheet)
        self.header = [column.header.replace("\ufffd", "?") or column.letter for column in columns]
        parts: dict[str, list[Column]] = {}
        for column in columns:
            parts.setdefault(column.target.part, []).append(column)
        self.names = [(column.target.name, column.place) for column in parts.get("name", ())]
        self.firm = [column.place for column in parts.get("firm", ())]
        self.is_firm = [column.place for column in parts.get("is_firm", ())]
        fields = [(c.place, c.target.name, c.target.record or ("e" if c.target.name in PERSONAL else "c"))
                  for c in parts.get("field", ())]  # fmt: skip
        self.statuses = [(c.place, c.target.label == "status") for c in parts.get("field", ()) if c.target.name == "stage"]
        self.texts = [field for field in fields if field[1] not in _DAY_FIELDS and field[1] != "stage"]
        self.further = {c.place for c in parts.get("field", ()) if c.target.label == "+"}
        self.days = [field for field in fields if field[1] in _DAY_FIELDS]
        labels = {(c.target.name, c.number): c.place for c in parts.get("label", ())}
        self.channels = [self._channel_column(column, labels) for column in parts.get("channel", ())]
        if codes := [c.place for c in parts.get("field", ()) if c.target.name == "dialling_code"]:
            first = min((c.place for c in self.channels if c.kind in NUMBERS), default=0)
            self.channels = [c._replace(code=beside(c.place, codes, after=codes[0] > first)) if c.kind in NUMBERS else c
                             for c in self.channels]  # fmt: skip
        self.reaching = {column.place for column in self.channels}
        self.numbers = [column.place for column in self.channels if column.kind not in ("email", "wechat", "qq")]
        self.pairs = [(c.place, labels.get((c.target.name, c.number), -1)) for c in parts.get("pair", ())]
        self.places = sorted(self._address_column(column) for column in parts.get("address", ()))
        self.countries = [place for _, _, place, part in self.places if part == "country"]
        self.birthday = {column.target.name: column.place for column in parts.get("birthday", ())}
        self.talks = Talks(parts.get("history", ()), parts.get("next", ()), self.header, self.ways)
        self.others = [(c.place, c.target.part) for c in columns if c.target.part in _OTHERS]
        self.kept = {column.place for column in parts.get("keep", ())}
        self.worded = {c.place for c in columns if c.target.part in _WORDED and c.target.name not in _FLAGS}
        self.own = sorted((*(column.place for column in parts.get("keep", ())), *self.talks.again))

    def _channel_column(self, column: Column, labels: dict[tuple[str, int], int]) -> _ChannelColumn:
        _, kind, record, label = column.target
        labelled = labels.get((kind if kind == "email" else "phone", column.number), -1)
        label, labelled = ("", labelled) if label == "#" else (label, -1 if label else labelled)
        return _ChannelColumn(column.place, kind, label, record, labelled, self.header[column.place])

    def _address_column(self, column: Column) -> tuple[str, int, int, str]:
        """Block, line's number, place, part: sorted so that the lines of a street keep their order."""
        block = column.target.label
        if block == "#":
            return str(column.number or 1), 0, column.place, column.target.name
        return block, column.number, column.place, column.target.name

    def read(self, row: int, record: Sequence[str]) -> Card | Rejected | Skipped:
        """The row as a card, a problem, or skipped where it is a total or the header again."""
        cells = self._texts(record)
        if is_total(cells, self.numbers):
            return Skipped(row, say("row.total"))
        if is_footer(cells):
            return Skipped(row, say("row.footer"))
        if cells == self.header or (cells[0] and self.header[0] in _PREAMBLES):
            return Skipped(row, say("row.header_again"))
        draft = Draft()
        self._who(draft, cells)
        self._reach(draft, cells)
        self._fields(draft, cells)
        self._rest(draft, cells)
        entry = finish(draft, row, record)
        return Skipped(row, say("row.blank")) if isinstance(entry, Rejected) and not any(cells) else entry

    def _texts(self, record: Sequence[str]) -> list[str]:
        """What the cells say."""
        cells = cleaned(record)
        for place in self.worded:
            if cells[place] in FALSE:
                cells[place] = ""
        if self.escapes:
            cells = [plain(cell) for cell in cells]
        return [cell if cell[:1] not in ("[", "{") or place in self.reaching else in_words(cell, place in self.kept)
                for place, cell in enumerate(cells)]  # fmt: skip

    def _rest(self, draft: Draft, cells: list[str]) -> None:
        """What is no field of ours, or not alone."""
        for place, also_status in self.statuses:
            if value := cells[place]:
                draft.statuses.append(CardStatus(self.header[place], value, also_status))
        for place, part in self.others:
            if value := cells[place]:
                _OTHERS[part](self, draft, place, value)
        for place, labelled in self.pairs:
            if value := cells[place]:
                self._pair(draft, place, value, cells[labelled] if labelled >= 0 else "")
        for place in self.own:
            if value := cells[place]:
                draft.keep(self.header[place], value)

    def _who(self, draft: Draft, cells: list[str]) -> None:
        """Firm and person; a second firm or name of the row is kept."""
        for place in self.firm:
            if value := cells[place]:
                if not draft.firm:
                    draft.firm = value
                elif value != draft.firm:
                    draft.keep(self.header[place], value)
        parts: dict[str, str] = {}
        for part, place in self.names:
            if (value := cells[place]) and parts.setdefault(part, value) != value:
                if part == "prefix":
                    parts[part] += f" {value}"
                else:
                    draft.keep(self.header[place], value)
        draft.name = person_name(parts, draft.firm) if len(parts) > 1 or "full" not in parts else parts["full"]
        self._by_its_kind(draft, cells)
        suffix = parts.get("suffix", "")
        if address := parts.get("prefix") or (suffix if is_eastern(suffix) else ""):
            draft.contact["form_of_address"] = address

    def _by_its_kind(self, draft: Draft, cells: list[str]) -> None:
        """The name is the firm's, or the firm's is a person's, where the row says so; `Firm, Person` is the person."""
        if draft.firm and draft.name.startswith(f"{draft.firm}, "):
            draft.name = draft.name[len(draft.firm) + 2 :]
        kind = next((cells[place].casefold() for place in self.is_firm if cells[place]), "")
        if kind in _FIRM_WORDS and draft.name:
            if draft.firm and draft.firm != draft.name:
                draft.keep("parent", draft.firm)
            draft.firm, draft.name = draft.name, ""
        elif kind in _PERSON_WORDS and draft.firm and not draft.name:
            draft.firm, draft.name = "", draft.firm

    def _reach(self, draft: Draft, cells: list[str]) -> None:
        country = self._country(cells) if self.countries else self.country
        for column in self.channels:
            if value := cells[column.place]:
                labelled = cells[column.labelled] if column.labelled >= 0 else ""
                inner = inner_values(value) if value[0] in "[{" else None
                for part in (Inner(value, labelled.split(":::")[0]),) if inner is None else inner:
                    code = part.code or (cells[column.code] if column.code >= 0 else "")
                    self._channel(draft, column, part._replace(code=code), country)
        if self.places:
            self._addresses(draft, cells)

    def _channel(self, draft: Draft, column: _ChannelColumn, part: Inner, country: str) -> None:
        """One value of a cell, by what a label says of it, with the calling code that stands beside it."""
        said, called = meaning(part.label) if part.label else ("", "")
        kind, label = said if said and column.kind != "email" else column.kind, called or column.label
        value = with_code(part.value, calling_code(part.code), country) if part.code and kind in NUMBERS else part.value
        add(draft, value, kind, label, column.record, column.header, country)

    def _country(self, cells: list[str]) -> str:
        """The row's own country, by which its numbers are read, else the file's."""
        return next((code for place in self.countries if (code := country_code(cells[place]))), self.country)

    def _addresses(self, draft: Draft, cells: list[str]) -> None:
        """Addresses by block: street lines in their order; a formatted one only where there is no street."""
        for block, _, place, part in self.places:
            if value := cells[place]:
                found = draft.places.setdefault(block, {})
                line = "street" if part in ("extended", "box") else part
                if line in ("street", "address"):
                    found[line] = address_lines((found[line], value)) if line in found else value
                elif found.setdefault(part, value) != value:
                    draft.keep(self.header[place], value)
        for found in draft.places.values():
            if street := found.pop("street", ""):
                found["address"] = street

    def _fields(self, draft: Draft, cells: list[str]) -> None:
        for place, field, whose in self.texts:
            if (value := cells[place]) and (field != "home_page" or is_page(value)):
                value = self.ways.number(draft, place, field, value) if field in NUMBER_FIELDS else value
                record = draft.record(whose)
                if place in self.further and field in record:
                    record[field] += f" {value}"
                else:
                    draft.put(record, field, value, self.header[place])
        for place, field, whose in self.days:
            if value := cells[place]:
                if day := self.ways.day(draft, place, field, value):
                    draft.record(whose)[field] = day
                else:
                    draft.keep(self.header[place], value)
        if self.birthday:
            self._birthday(draft, cells)
        self.talks.read(draft, cells)

    def _birthday(self, draft: Draft, cells: list[str]) -> None:
        """A birthday in three columns; without a year it is --MM-DD."""
        year, month, day = (cells[self.birthday[p]] if p in self.birthday else "" for p in ("year", "month", "day"))
        if month and day:
            found = read_day(f"{year}-{month}-{day}") if year else read_day(f"{month}-{day}")
            if found:
                draft.either["birthday"] = found

    def _pair(self, draft: Draft, place: int, value: str, label: str) -> None:
        """A value that another cell names: the id of a chat program, an anniversary, else a field of the user's own."""
        kind = meaning(label)[0] if label else ""
        if kind in ("wechat", "qq"):
            add(draft, value, kind, "", "", self.header[place], self.country)
        elif label.casefold() == "anniversary":
            draft.put(draft.either, "special_days", read_day(value) or value, label)
        else:
            draft.keep(label or self.header[place], value)

    def _tags(self, draft: Draft, place: int, value: str) -> None:
        for tag in _TAG_SPLIT.split(value):
            tag = tag.strip("* ")
            if tag and tag.casefold() not in _SYSTEM_TAGS and tag not in draft.tags:
                draft.tags.append(tag)

    def _dealt(self, draft: Draft, place: int, value: str) -> None:
        """The day of the deal, by which a customer is told from a new one; it stays as it is written, too."""
        day = read_moment(value, self.ways.order(place), self.country)[:10]
        draft.dealt = draft.dealt or ("" if day.startswith("--") else day)
        draft.keep(self.header[place], value)

    def _dated(self, draft: Draft, place: int, value: str) -> None:
        draft.dated = read_day(value, self.ways.orders.get(place, ""))
        if not draft.dated:
            draft.keep(self.header[place], value)

    def _id(self, draft: Draft, place: int, value: str) -> None:
        if found := UUID.fullmatch(value):
            draft.id = found[1].lower()
        else:  # another program's number
            draft.keep(self.header[place], value)

    def _person_id(self, draft: Draft, place: int, value: str) -> None:
        if found := UUID.fullmatch(value):
            draft.person_id = found[1].lower()
        else:
            draft.keep(self.header[place], value)


_OTHERS = {
    "tags": RowReader._tags,
    "dated": RowReader._dated,
    "deal": RowReader._dealt,
    "id": RowReader._id,
    "person_id": RowReader._person_id,
}
