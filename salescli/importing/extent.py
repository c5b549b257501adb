"""How much memory a workbook will ask for, found out before anything of it is opened; too much is refused."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import NamedTuple

from salescli.core.errors import CannotDo
from salescli.importing.packed import DAMAGED, LONGEST_TAG, pieces, sheet_names

MOST_UNPACKED = 256 << 20
"""Bytes of a workbook's texts when they are unpacked: some 400,000 rows of ten columns."""
MOST_CELLS = 4_000_000
"""The reader keeps a place for every cell up to the farthest, filled or not, of some 32 bytes."""
MOST_EMPTY = 10
"""So many empty places for each cell that is filled are no table any more, but a value that lies far off."""
_READ = re.compile(r"\.(?:xml|bin|rels)$", re.I)
_SHEET = re.compile(r"(?:xl/worksheets/[^/]+\.(?:xml|bin)|content\.xml)$", re.I)
_TAG = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^>]*)>(?!</)")
_PLACE = re.compile(rb"""\sr=["']([A-Za-z]*)(\d+)["']""")
_CELL_OF_TABLE = re.compile(rb"<table:(table(?=[\s>])|table-row|(?:covered-)?table-cell)([^>]*)>")
_REPEATED = re.compile(rb"number-(?:rows|columns)-repeated=[\"'](\d+)")
_BINARY_SIZE = re.compile(rb"\x94\x01\x10(.{16})", re.S)
"""XLSB's record of a sheet's first and last row and column."""
_OLD_CELL = re.compile(
    rb"(?:\xfd\x00\x0a\x00|\x7e\x02\x0a\x00|\x03\x02\x0e\x00|\x05\x02\x08\x00|\x04\x02.[\x00-\x20])(..)(..)", re.S
)
"""XLS's records of a text, a number, a truth value: each begins with its row and column."""
_MAY_BE_FAR = re.compile(rb"""\sr=["'](?:[A-Za-z]{3}|[B-Zb-z][A-Za-z]|[A-Za-z]*\d{6})""")
"""A place beyond column AZ or row 99,999."""


class Extent(NamedTuple):
    """How far a sheet reaches, counted from its first row and column, and how many of its cells hold something."""

    rows: int = 0
    columns: int = 0
    filled: int = 0

    @property
    def far(self) -> bool:
        """Whether it is mostly empty, and too much of it."""
        return self.rows * self.columns > max(MOST_CELLS, MOST_EMPTY * self.filled)


def refuse_too_large(data: bytes, name: str, sheet: str = "") -> None:
    """CannotDo for a workbook that takes gigabytes: by what its directory says it unpacks to, by what it does unpack to,
    or by a cell far off; of one `sheet`, where it is named, alone."""
    if not data.startswith(b"PK"):
        _refuse_far(name, "", _of_old(data))
        return
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            _refuse_packed(packed, name, sheet)
    except DAMAGED:
        return  # damaged or locked: whoever opens it says so


def _refuse_packed(packed: zipfile.ZipFile, name: str, sheet: str) -> None:
    parts = [part for part in packed.infolist() if _READ.search(part.filename)]
    _refuse_size(name, sum(part.file_size for part in parts))
    names = sheet_names(packed)
    unpacked = 0
    for part in parts:
        called = names.get(part.filename.rpartition("/")[2], "")
        is_sheet = bool(_SHEET.match(part.filename)) and (not sheet or sheet.strip().casefold() == called.strip().casefold())
        extent = _Measured(part.filename) if is_sheet else None
        for piece in pieces(packed, part):
            unpacked += len(piece)
            _refuse_size(name, unpacked)
            if extent:
                extent.read(piece)
        if extent:
            _refuse_far(name, called, extent.extent)


def _refuse_size(name: str, size: int) -> None:
    if size > MOST_UNPACKED:
        raise CannotDo("workbook_too_large", file=name, size=-(-size >> 20), most=MOST_UNPACKED >> 20)


def _refuse_far(name: str, sheet: str, extent: Extent) -> None:
    if extent.far:
        raise CannotDo("workbook_far_cell", file=name, sheet=sheet or "1", rows=extent.rows, columns=extent.columns,
                       filled=extent.filled)  # fmt: skip


class _Measured:
    """The extent of one sheet, read piece by piece."""

    def __init__(self, part: str) -> None:
        self.rest = b""
        self.row = self.column = self.filled = 0
        self.first_row = self.first_column = 0
        self.far_row = self.far_column = 0
        self.repeat = 1
        self._look = self._binary if part.lower().endswith(".bin") else self._table if part == "content.xml" else self._sheet

    @property
    def extent(self) -> Extent:
        """As far as it has been read."""
        rows, columns = self.far_row - self.first_row + 1, self.far_column - self.first_column + 1
        return Extent(rows, columns, self.filled) if self.filled else Extent()

    def read(self, piece: bytes) -> None:
        """One more piece; a tag that it breaks off waits for the next."""
        text = self.rest + piece
        cut = text.rfind(b"<")
        self.rest = text[cut:] if cut >= 0 and len(text) - cut < LONGEST_TAG else b""
        self._look(text[: len(text) - len(self.rest)])

    def _reach(self, row: int, column: int) -> None:
        if not self.filled:
            self.first_row, self.first_column = row, column
        self.first_row, self.far_row = min(self.first_row, row), max(self.far_row, row)
        self.first_column, self.far_column = min(self.first_column, column), max(self.far_column, column)

    def _sheet(self, text: bytes) -> None:
        """Rows and cells stand where they say, else behind the one before them; a cell that only has a look is empty."""
        if not _MAY_BE_FAR.search(text) and text.count(b"<c ") == text.count(b'<c r="') and b"<c>" not in text:
            filled = text.count(b"<v>") + text.count(b"<is>")
            self._reach(1, 1) if filled else None
            self.filled += filled
            return
        for tag, more in _TAG.findall(text):
            place = _PLACE.search(more)
            if tag == b"row":
                self.row, self.column = int(place[2]) if place else self.row + 1, 0
                continue
            self.column = _number(place[1]) if place else self.column + 1
            row = int(place[2]) if place else self.row
            if not more.endswith(b"/"):
                self._reach(row, self.column)
                self.filled += 1

    def _table(self, text: bytes) -> None:
        """OpenDocument says how often a cell and a row repeat: each of them is a place of its own."""
        for tag, more in _CELL_OF_TABLE.findall(text):
            found = _REPEATED.search(more)
            times = int(found[1]) if found else 1
            if tag == b"table":
                self.row = self.column = 0
            elif tag == b"table-row":
                self.row, self.column, self.repeat = self.row + times, 0, times
            else:
                self.column += times
                if not more.endswith(b"/"):
                    self._reach(self.row, self.column)
                    self.filled += 1

    def _binary(self, text: bytes) -> None:
        """XLSB tells the extent near its beginning; a cell takes some 16 bytes."""
        found = None if self.filled else _BINARY_SIZE.search(text[:LONGEST_TAG])
        if found:
            first, last, left, right = (int.from_bytes(found[1][at : at + 4], "little") for at in range(0, 16, 4))
            self._reach(first, left)
            self.filled = 1
            self._reach(last, right)
        self.filled += len(text) // 16


def _of_old(data: bytes) -> Extent:
    """The extent of all sheets of an XLS file together."""
    rows = columns = filled = 0
    for row, column in _OLD_CELL.findall(data):
        rows, columns = max(rows, int.from_bytes(row, "little")), max(columns, column[0])
        filled += 1
    return Extent(rows + 1, columns + 1, filled)


def _number(letters: bytes) -> int:
    """The number of a column: A is 1, XFD 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
