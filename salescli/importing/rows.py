"""One row's cells → a card: every column goes where it was resolved to, nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from salescli.core.exchange.card import (
    MONTH_FIRST_COUNTRIES,
    YEARLY,
    Card,
    CardInteraction,
    CardNext,
    CardStatus,
    Rejected,
    Skipped,
    day_order,
    read_day,
    read_moment,
    unescaped,
    yearly_day,
)
from salescli.core.language.names import is_eastern
from salescli.core.language.numbers import COMMA_COUNTRIES, decimal_sign, read_number
from salescli.core.model import FIELDS
from salescli.core.patterns import pattern
from salescli.core.text import say
from salescli.importing.calling import beside, calling_code, with_code
from salescli.importing.channels import add, meaning
from salescli.importing.columns import Column
from salescli.importing.countries import country_code
from salescli.importing.drafts import PERSONAL, UUID, Draft, address_lines, finish, is_page, person_name
from salescli.importing.entities import without_entities
from salescli.importing.nested import Inner, inner_values
from salescli.importing.totals import is_footer, is_total

_NOUGHTS = (
    ("0", "0", "00"), ("0", "0", "0"), ("0", "0", "0000"), ("00", "00", "00"), ("00", "00", "0000"), ("0000", "00", "00"),
    ("1900", "01", "00"), ("1900", "1", "0"), ("1", "0", "1900"), ("1899", "12", "30"), ("30", "12", "1899"),
    ("12", "30", "1899"), ("0001", "01", "01"), ("01", "01", "0001"), ("1", "1", "0001"),
)  # fmt: skip
"""Days that programs write for an empty cell: the first that they can count to, of spreadsheets and of .NET."""
_MIDNIGHTS = ("", " 00:00", " 0:00", " 00:00:00", " 0:00:00", "T00:00:00", " 12:00:00 AM", "T00:00:00Z")
EMPTY = frozenset(("", "-", "--", "---", "—", "——", "N/A", "n/a", "#N/A", "NULL", "null", "\\N", "nan", "NaN", "1899年12月30日",
                   *(sign.join(day) + time for sign in "/-." for day in _NOUGHTS for time in _MIDNIGHTS),
                   "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"))  # fmt: skip
_DAY_FIELDS = frozenset(field.name for field in FIELDS if field.kind == "day")
NUMBER_FIELDS = frozenset(field.name for field in FIELDS if field.kind in ("int", "money"))
WHOLE = frozenset(field.name for field in FIELDS if field.kind == "int")
_TAG_SPLIT = pattern(r"\s*(?::::|[;；、|,，\n])\s*")
_SYSTEM_TAGS = frozenset(("mycontacts", "my contacts", "starred", "other", "othercontacts"))
_PREAMBLES = frozenset(("Column Labels:", "列标签：", "列标签:", "欄標籤："))
"""First cell of a header under which there are lines about the columns, whose first cells aren't empty either (ERPNext)."""
_FIRM_WORDS = frozenset(["true", "1", "yes", "y", "company", "organization", "是", "公司", "企业", "企業", "单位", "單位"])
_PERSON_WORDS = frozenset(["false", "0", "no", "n", "individual", "person", "否", "个人", "個人"])
_FORMULA_TEXT = pattern(r'="(.*)"', re.S)


FALSE = frozenset(("FALSE", "False", "false"))
"""How programs write that a field is empty which is no yes or no."""
FLAGS = frozenset(field.name for field in FIELDS if field.kind == "flag")
_WORDED = frozenset(("name", "firm", "channel", "address", "field", "tags", "label"))


def cleaned(record: Iterable[str]) -> list[str]:
    """The cells trimmed; what stands for nothing (-, N/A ...) is empty."""
    return [value if (value := cell.strip()) not in EMPTY else "" for cell in record]


def plain(cell: str) -> str:
    """A cell without what only other programs need: a formula's escape, `="00123"` around a number, HTML entities."""
    if cell[:1] == "'" or "\n" in cell:
        cell = unescaped(cell).strip()
    elif cell[:2] == '="' and (found := _FORMULA_TEXT.fullmatch(cell)):
        cell = found[1].strip()
    return without_entities(cell) if "&" in cell and ";" in cell else cell


def _in_words(cell: str, kept: bool) -> str:
    """The values of a cell that is a list, parted by commas; any other cell as it is, and one of objects that is kept."""
    found = inner_values(cell) if not (kept and "{" in cell) else None
    return cell if found is None else ", ".join(part.value for part in found)


def _first_of(columns: Iterable[Column]) -> dict[str, int]:
    """Place by part; of two columns for one part the first counts."""
    found: dict[str, int] = {}
    for column in columns:
        found.setdefault(column.target.name, column.place)
    return found


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

    `orders` says for columns of days whether day (dmy) or month (mdy) comes first, where the column tells; `escapes`
    whether cells may carry a spreadsheet's or HTML's escapes, `now` what days like 昨天 count from, `decimals` the sign
    that parts decimals, where the column tells it; `sheet`: the cells are a workbook's.
    """

    def __init__(
        self, columns: Sequence[Column], orders: dict[int, str], country: str, escapes: bool = True,
        now: datetime | None = None, decimals: Mapping[int, str] = MappingProxyType({}),
        sheet: bool = False,
    ) -> None:  # fmt: skip
        self.country, self.orders, self.escapes, self.now, self.decimals = country, orders, escapes, now, decimals
        self.sheet = sheet
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
        talks = [c for c in parts.get("history", ()) if c.target.name != "last"]
        self.lasts = [(c.place, c.target.label) for c in parts.get("history", ()) if c.target.name == "last"]
        self.history = _first_of(talks)
        self.next = _first_of(parts.get("next", ()))
        self.via = next((c.target.label for c in talks if c.target.label), "")
        self.others = [(c.place, c.target.part) for c in columns if c.target.part in _OTHERS]
        told = {*self.history.values(), *self.next.values()}
        again = (c.place for c in (*talks, *parts.get("next", ())) if c.place not in told)
        self.kept = {column.place for column in parts.get("keep", ())}
        self.worded = {c.place for c in columns if c.target.part in _WORDED and c.target.name not in FLAGS}
        self.own = sorted((*(column.place for column in parts.get("keep", ())), *again))

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
        cells = cleaned(record)
        for place in self.worded:
            if cells[place] in FALSE:
                cells[place] = ""
        if self.escapes:
            cells = [plain(cell) for cell in cells]
        cells = [cell if cell[:1] not in ("[", "{") or place in self.reaching else _in_words(cell, place in self.kept)
                 for place, cell in enumerate(cells)]  # fmt: skip
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
                value = self._number(draft, place, field, value) if field in NUMBER_FIELDS else value
                record = draft.record(whose)
                if place in self.further and field in record:
                    record[field] += f" {value}"
                else:
                    draft.put(record, field, value, self.header[place])
        for place, field, whose in self.days:
            if value := cells[place]:
                if day := self._day(draft, place, field, value):
                    draft.record(whose)[field] = day
                else:
                    draft.keep(self.header[place], value)
        if self.birthday:
            self._birthday(draft, cells)
        if self.history or self.lasts or self.next:
            self._history(draft, cells)
            self._next(draft, cells)

    def _pair(self, draft: Draft, place: int, value: str, label: str) -> None:
        """A value that another cell names: the id of a chat program, an anniversary, else a field of the user's own."""
        kind = meaning(label)[0] if label else ""
        if kind in ("wechat", "qq"):
            add(draft, value, kind, "", "", self.header[place], self.country)
        elif label.casefold() == "anniversary":
            draft.put(draft.either, "special_days", read_day(value) or value, label)
        else:
            draft.keep(label or self.header[place], value)

    def _day(self, draft: Draft, place: int, field: str, value: str) -> str:
        """ISO day; doubtful where neither the column nor the country tells day from month."""
        order = self._order(place)
        if found := read_day(value, order):
            self._doubt(draft, place, value, found)
        day = yearly_day(value, order) if field in YEARLY else read_day(value, order)
        if not day:
            draft.warn("row.day_unread", field=field, value=value)
        return day

    def _number(self, draft: Draft, place: int, field: str, value: str) -> str:
        """A number as every program reads it, by the decimal sign of its column, else of the country; else as it was."""
        sign = self.decimals.get(place, "")
        found = read_number(value, sign or self._decimal_sign(value))
        if found is None:
            return value
        if field in WHOLE and found % 1:  # 12.500 people are no twelve and a half
            found = read_number(value, "," if "." in value else ".") or found
            if found % 1:
                return value
        elif not sign and found % 1 and decimal_sign(value) == "?":
            draft.warn("row.number_two_ways", value=value, number=f"{found.normalize():f}")
        return f"{found.normalize():f}"

    def _decimal_sign(self, value: str) -> str:
        """As the country has it; a sheet's own numbers have a point and no zero behind it."""
        own = self.sheet and value[-1:] != "0"
        return "," if self.country in COMMA_COUNTRIES and not own else "."

    def _birthday(self, draft: Draft, cells: list[str]) -> None:
        """A birthday in three columns; without a year it is --MM-DD."""
        year, month, day = (cells[self.birthday[p]] if p in self.birthday else "" for p in ("year", "month", "day"))
        if month and day:
            found = read_day(f"{year}-{month}-{day}") if year else read_day(f"{month}-{day}")
            if found:
                draft.either["birthday"] = found

    def _history(self, draft: Draft, cells: list[str]) -> None:
        """A past contact where the row has its day and its text, and one on each day of a last contact; one of the two
        alone is kept as it is."""
        said = {part: cells[place] for part, place in self.history.items() if cells[place]}
        last = self._lasts(draft, cells)
        at = self._moment(draft, self.history.get("at", -1), said.get("at", ""), "back") if said else ""
        if "at" not in said and "text" in said and last:
            at = max(last)
        via, outcome, author = (said.get(part, "") for part in ("via", "outcome", "author"))
        if at and "text" in said:
            draft.interactions.append(CardInteraction(at, said["text"], via or self.via or last.get(at, ""), outcome, author))
            said = {}
        elif last:
            at = max(last)
            draft.interactions.append(CardInteraction(at, "", via or last[at], outcome, author))
            said = {part: said[part] for part in said if part in ("at", "text")}
        draft.interactions += [CardInteraction(day, "", how) for day, how in last.items() if day[:10] != at[:10]]
        for part, value in said.items():
            draft.keep(self.header[self.history[part]], value)

    def _lasts(self, draft: Draft, cells: list[str]) -> dict[str, str]:
        """The days on which there was a contact of which no more is said, each with its channel as far as it is known."""
        found: dict[str, str] = {}
        for place, via in self.lasts:
            if value := cells[place]:
                if at := self._moment(draft, place, value, "back"):
                    found.setdefault(at, via)
                else:
                    draft.keep(self.header[place], value)
        return found

    def _next(self, draft: Draft, cells: list[str]) -> None:
        """The next step where the row has its day; what is to be done without a day is kept as it is."""
        said = {part: cells[place] for part, place in self.next.items() if cells[place]}
        if said and (at := self._moment(draft, self.next.get("at", -1), said.get("at", ""), "forward")):
            draft.next = CardNext(at, said.get("text", ""))
            return
        for part, value in said.items():
            draft.keep(self.header[self.next[part]], value)

    def _moment(self, draft: Draft, place: int, value: str, side: str) -> str:
        """ISO day or time, maybe without its year; nothing where it is unreadable."""
        order = self._order(place)
        at = read_moment(value, order, self.country) if value else ""
        if value and not at:
            at = self._said(draft, value, side)
        elif self.via and not value:  # a form that asks for it
            draft.warn("row.without_day")
        else:
            self._doubt(draft, place, value, at)
        return at

    def _doubt(self, draft: Draft, place: int, value: str, day: str) -> None:
        """Tell of a day that has two readings by what it was read, and of one that can't be read as the others of its column."""
        order, own = self.orders.get(place, ""), day_order(value) if value else ""
        if own == "?":
            draft.warn("row.day_by_column" if order else "row.day_ambiguous", value=value, day=day[:10])
        elif order and own in ("dmy", "mdy") and own != order and "." not in value:
            draft.warn("row.day_against_column", value=value, day=day[:10])

    def _said(self, draft: Draft, value: str, side: str) -> str:
        """A day as people say it, on whichever side of now it lies; one that counts from the day of the import is told."""
        from salescli.core.language.dates import counts_from_now, said_moment

        found = said_moment(value, self.now, side, self.country) if self.now else ""
        if not found:
            draft.warn("row.day_unread", value=value)
        elif counts_from_now(value):
            draft.warn("row.day_counted", value=value, day=found[:10])
        return found

    def _order(self, place: int) -> str:
        """Whether day or month comes first: as the column tells, else as the country has it."""
        return self.orders.get(place, "") or ("mdy" if self.country in MONTH_FIRST_COUNTRIES else "dmy")

    def _tags(self, draft: Draft, place: int, value: str) -> None:
        for tag in _TAG_SPLIT.split(value):
            tag = tag.strip("* ")
            if tag and tag.casefold() not in _SYSTEM_TAGS and tag not in draft.tags:
                draft.tags.append(tag)

    def _dealt(self, draft: Draft, place: int, value: str) -> None:
        """The day of the deal, by which a customer is told from a new one; it stays as it is written, too."""
        day = read_moment(value, self._order(place), self.country)[:10]
        draft.dealt = draft.dealt or ("" if day.startswith("--") else day)
        draft.keep(self.header[place], value)

    def _dated(self, draft: Draft, place: int, value: str) -> None:
        draft.dated = read_day(value, self.orders.get(place, ""))
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
