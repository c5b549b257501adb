"""Workbooks (XLSX, XLS, ODS) → the sheet that holds contacts, its cells as the text a person would have typed."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any

from salescli.core.errors import CannotDo, WrongUsage
from salescli.core.exchange.columns import TALK_ID
from salescli.core.text import say
from salescli.importing.columns import HEADER_WITHIN, SAMPLE_ROWS
from salescli.importing.decoding import nfc
from salescli.importing.extent import refuse_too_large
from salescli.importing.headers import known_headers
from salescli.importing.looks import NO_LOOKS, Looks, looks_of
from salescli.importing.merged import Merged, filled, header_place, merged_of, one_header
from salescli.importing.oldlooks import looks_of_old
from salescli.importing.opendocument import shown_of, spans_of
from salescli.importing.own import are_ours
from salescli.importing.reading import Options, Reading
from salescli.importing.tables import find_table
from salescli.importing.twoways import NUMBER_FIELDS

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, SheetMetadata

NO_DAYS = (datetime.date(1899, 12, 30), datetime.date(1899, 12, 31))
"""What programs make of a day of 0, which Excel calls 1900-01-00."""
_SPAN = re.compile(r"(-?)PT(\d{1,9})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S")
"""How OpenDocument writes a length of time."""
EXACT = 10**15  # a spreadsheet keeps 15 digits: of a larger number the last ones are made up


def read_sheets(data: bytes, options: Options) -> Reading:
    """The sheet with the most known headers, else the first that isn't empty; others with contacts are named."""
    refuse_too_large(data, options.name, options.sheet)
    form = _form(data)
    spans = spans_of(data) if form == "ods" else {}
    sheets = [_Sheet(sheet, merged_of(sheet.merged_cell_ranges or spans.get(sheet.name)))
              for sheet in _open(data, options) if sheet.height]  # fmt: skip
    sheets = sheets if options.sheet else [sheet for sheet in sheets if not sheet.is_of_talks] or sheets
    if not sheets:
        raise CannotDo("file_empty", file=options.name)
    known = [max(map(known_headers, sheet.head()[:HEADER_WITHIN]), default=0) for sheet in sheets]
    chosen = known.index(max(known))
    name = sheets[chosen].name
    looks = _LOOKS[form](data, name)
    sheet = sheets[chosen].looking(looks)
    if any(map(are_ours, sheet.head()[:1])) and not options.mapping:
        sheet = replace(sheet, merged=(), exact=True)
    table = find_table(sheet.records, sheet.head(), options, place=sheet.header_place)
    numbers = frozenset(column.place for column in table.columns if column.target.name in NUMBER_FIELDS)
    reading = replace(table, records=sheet.looking(looks._replace(plain=numbers)).records).reading()
    others = tuple(other.name for other, count in zip(sheets, known, strict=True) if count > 1 and other.name != name)
    notes = (say("row.other_sheets", sheet=name, others=", ".join(others)),) if others else ()
    return replace(reading, form=form, sheet=name, rows=sheet.sheet.total_height, notes=notes)


_LOOKS = {"ods": shown_of, "xlsx": looks_of, "xls": looks_of_old}


@dataclass(frozen=True)
class _Sheet:
    """A sheet with what the library doesn't tell of its cells. `exact`: texts to the letter, as `crm export` wrote them."""

    sheet: CalamineSheet
    merged: tuple[Merged, ...] = ()
    looks: Looks = NO_LOOKS
    exact: bool = False

    @property
    def name(self) -> str:
        return self.sheet.name

    @property
    def is_of_talks(self) -> bool:
        """Whether this is the sheet of talks of an export of ours: it is there to be read, and every talk is in the book."""
        return any(head[:1] == [TALK_ID] for head in islice(self.records(), 1))

    @property
    def header_place(self) -> int | None:
        """Where the header is, as far as merged cells tell."""
        return header_place(self.head(), self.merged) if self.merged else None

    def looking(self, looks: Looks) -> _Sheet:
        return replace(self, looks=looks)

    def head(self) -> list[list[str]]:
        return list(islice(self.records(), SAMPLE_ROWS + HEADER_WITHIN))

    def records(self) -> Iterator[list[str]]:
        """The rows, in each the values of the merged cells that go over it; as `_rows_from_first`."""
        if not self.merged:
            yield from self._rows_from_first()
            return
        head = list(islice(filled(self._rows_from_first(), self.merged), SAMPLE_ROWS + HEADER_WITHIN))
        header = header_place(head, self.merged)
        above: list[str] = []
        for place, row in enumerate(filled(self._rows_from_first(), self.merged, header)):
            yield one_header(above, row) if place == header and _is_grouped(self.merged, header) else row
            above = row

    def _rows_from_first(self) -> Iterator[list[str]]:
        """The rows from the sheet's first on, so that they count as Excel does, without the empty cells at their end."""
        indent = [""] * self.sheet.start[1] if self.sheet.start else []
        exact = self.exact
        for row, seen in zip(self.sheet.iter_rows(), self.looks.rows(), strict=False):
            while row and row[-1] == "":
                row.pop()
            if seen:
                self.looks.put(row, seen, len(indent))
            plain = [cell if type(cell) is str and (exact or _is_plain(cell)) else cell_text(cell) for cell in row]
            yield indent + plain if row else []


def _is_grouped(merged: Sequence[Merged], header: int) -> bool:
    """Whether the row above the header names groups of its columns; a title over all of them is no group."""
    groups = [cells for cells in merged if cells.top == cells.bottom == header - 1 and cells.right > cells.left]
    return len(groups) > 1 or any(cells.left > 0 for cells in groups)


def _named(names: list[str], options: Options) -> list[str]:
    found = [name for name in names if name.strip().casefold() == options.sheet.strip().casefold()]
    if not found:
        raise WrongUsage("sheet_unknown", sheet=options.sheet, file=options.name, sheets=tuple(names))
    return found


def plain_rows(data: bytes, options: Options) -> list[list[str]]:
    """The rows of the first sheet that holds any, as texts to the letter."""
    refuse_too_large(data, options.name, options.sheet)
    sheets = [_Sheet(sheet, exact=True) for sheet in _open(data, options) if sheet.height]
    return list(sheets[0].records()) if sheets else []


def _open(data: bytes, options: Options) -> list[CalamineSheet]:
    """The sheets that can be read, or the one asked for; CannotDo where the file is locked or no workbook."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    name = options.name
    try:
        with _quiet():
            book = CalamineWorkbook.from_filelike(BytesIO(data))
            names = [sheet.name for sheet in book.sheets_metadata if _is_table(sheet)]
            return [book.get_sheet_by_name(name) for name in (_named(names, options) if options.sheet else names)]
    except PasswordError:
        raise CannotDo("file_encrypted", file=name) from None
    except (CalamineError, OSError, ValueError):
        locked = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in data or _is_locked_xls(data)
        raise CannotDo("file_encrypted" if locked else "file_binary", file=name) from None
    except BaseException as error:  # what a panic of the library's Rust code becomes
        if type(error).__name__ != "PanicException":
            raise
        raise CannotDo("file_binary", file=name) from None


def _is_table(sheet: SheetMetadata) -> bool:
    from python_calamine import SheetTypeEnum

    return sheet.typ == SheetTypeEnum.WorkSheet


@contextmanager
def _quiet() -> Iterator[None]:
    """Nothing on stderr meanwhile: on a damaged workbook the library prints its own stack there before it fails."""
    try:
        kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    except OSError:  # no stderr
        yield
        return
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _is_locked_xls(data: bytes) -> bool:
    """Whether an old workbook has a FILEPASS record near its start: calamine only says that it can't read it."""
    return any(mark in data[: 1 << 16] for mark in (b"\x2f\0\x36\0\x01\0", b"\x2f\0\x04\0", b"\x2f\0\xc8\0"))


def _form(data: bytes) -> str:
    if data.startswith(b"\xd0\xcf"):
        return "xls"
    return "ods" if b"opendocument" in data[:200] else "xlsx"


def _is_plain(cell: str) -> bool:
    return cell.isascii() and "\r" not in cell and cell[-1:] != "S"


def cell_text(cell: Any) -> str:
    """What the cell shows: whole numbers without a point, days in ISO, more than 24 hours as such."""
    if isinstance(cell, str):
        lines = cell.replace("\r\n", "\n").replace("\r", "\n")
        span = _SPAN.fullmatch(cell) if cell[-1:] == "S" else None
        return _hours(*span.groups()) if span else nfc(lines).replace("\ufffd", "?").replace("\0", "")
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        return str(int(cell)) if cell == cell // 1 and abs(cell) < EXACT else f"{cell:.15g}".upper()
    return _moment_text(cell)


def _moment_text(cell: object) -> str:
    """A day, a time or both; of a day of 0 its time alone, and nothing at midnight."""
    if isinstance(cell, datetime.datetime) and cell.date() in NO_DAYS:
        cell = cell.time()
    if isinstance(cell, datetime.datetime):
        cell = _to_the_second(cell)
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, datetime.time):
        cell = datetime.datetime.combine(datetime.date.min, cell) - datetime.datetime.min
    if isinstance(cell, datetime.timedelta):
        seconds = round(abs(cell).total_seconds())
        return _hours("-" if cell.days < 0 else "", seconds // 3600, seconds // 60 % 60, seconds % 60) if seconds else ""
    return "" if cell in NO_DAYS else str(cell)


def _to_the_second(moment: datetime.datetime) -> datetime.datetime:
    """Of a time that was reckoned the last digits are made up: half past two may be a thousandth short of it."""
    near_end = moment.date() == datetime.date.max
    return moment if near_end else (moment + datetime.timedelta(seconds=0.5)).replace(microsecond=0)


def _hours(sign: str, hours: int | str, minutes: int | str, seconds: int | str) -> str:
    return f"{sign}{int(hours):02}:{int(minutes):02}:{int(seconds):02}"
