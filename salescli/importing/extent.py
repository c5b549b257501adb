"""How much memory a workbook will ask for, found out before anything of it is opened; too much is refused."""

from __future__ import annotations

import re
import struct
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import NamedTuple

from salescli.core.errors import CannotDo
from salescli.importing.binary import packed_records, records, sheets_of, stream_of
from salescli.importing.packed import DAMAGED, pieces, sheet_names, whole_tags

MOST_UNPACKED = 256 << 20
"""Bytes of a workbook's texts when they are unpacked: some 400,000 rows of ten columns."""
MOST_CELLS = 4_000_000
"""The reader keeps a place for every cell up to the farthest, filled or not, of some 32 bytes."""
MOST_EMPTY = 10
"""So many empty places for each cell that is filled are no table any more, but a value that lies far off."""
LONGEST_CELL = 4 << 20
"""Bytes of one cell; Excel itself has places for 32,767 characters."""
MOST_FORMATS = 100_000
"""Number formats, of each of which the reader keeps some 200 bytes; Excel has places for some 250."""
_READ = re.compile(r"\.(?:xml|bin|rels)$", re.I)
_SHEET = re.compile(r"(?:xl/(?:worksheets/[^/]+|sharedStrings)\.(?:xml|bin)|content\.xml)$", re.I)
_BETWEEN_CELLS = (b"<row", b"</c>", b"<si", b"cell>", b"cell/>", b"-row", b":row", b":c>", b":si", b"/>", b"</f")
"""What stands between the cells of a sheet or its shared texts, and between what comes behind them."""
_TAG = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^<>]*)>(?!</)")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,8})(\d{1,12})["']""")
_MAY_BE_FAR = re.compile(rb"""\sr\s*=\s*["'](?:[A-Za-z]{3}|[B-Zb-z][A-Za-z]|[A-Za-z]*\d{6})""")
"""A place beyond column AZ or row 99,999."""
_CELL_OF_TABLE = re.compile(rb"<table:(table(?=[\s>])|table-row|(?:covered-)?table-cell)([^<>]*)>")
_REPEATED = re.compile(rb"number-(?:rows|columns)-repeated\s*=\s*[\"'](\d+)")
_ROW, _PACKED_CELLS = 0, range(2, 12)
"""XLSB's records of a row and of its cells that hold something; a row's and a column's number stand first in them."""
_SEVERAL = 0xBD
_OLD_CELLS = frozenset((0x03, 0x06, 0x7E, 0xBD, 0xD6, 0xFD, 0x203, 0x204, 0x205, 0x27E))
"""XLS's records of a number, a formula, a text, a truth value: each begins with its row and column."""


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
    by a cell far off or one of megabytes; of one `sheet`, where it is named, alone."""
    if not data.startswith(b"PK"):
        _refuse_old(data, name)
        return
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            _refuse_packed(packed, name, sheet)
    except DAMAGED:
        return  # whoever opens it says so


def _refuse_packed(packed: zipfile.ZipFile, name: str, sheet: str) -> None:
    parts = [part for part in packed.infolist() if _READ.search(part.filename)]
    _refuse_size(name, sum(part.file_size for part in parts))
    names, unpacked = sheet_names(packed), _Unpacked(name)
    for part in parts:
        called = names.get(part.filename.rpartition("/")[2])
        is_sheet = called is not None or bool(_SHEET.match(part.filename))
        is_other = bool(sheet and called) and sheet.strip().casefold() != (called or "").strip().casefold()
        try:
            read = unpacked.counted(pieces(packed, part), part.filename)
            if is_sheet and not is_other:
                _refuse_far(name, called or "", _extent(part.filename, read, name))
            deque(read, maxlen=0)
        except DAMAGED:
            if is_sheet:  # of which nobody knows how large it is
                raise CannotDo("file_binary", file=name) from None


class _Unpacked:
    """How much all parts of a workbook unpack to, and how much of that is one cell."""

    def __init__(self, name: str) -> None:
        self.name, self.size = name, 0

    def counted(self, read: Iterable[bytes], part: str) -> Iterator[bytes]:
        """The pieces of a part; CannotDo where they are too many, or a cell goes over several of them."""
        in_cell, formats, is_text = 0, 0, part.lower().endswith(".xml")
        for piece in read:
            self.size += len(piece)
            _refuse_size(self.name, self.size)
            formats += piece.count(b"numFmt ") if part.lower() == "xl/styles.xml" else 0
            _refuse_formats(self.name, formats)
            in_cell = 0 if any(mark in piece for mark in _BETWEEN_CELLS) else in_cell + len(piece)
            _refuse_long(self.name, in_cell if is_text else 0)
            yield piece


def _refuse_size(name: str, size: int) -> None:
    if size > MOST_UNPACKED:
        raise CannotDo("workbook_too_large", file=name, size=-(-size >> 20), most=MOST_UNPACKED >> 20)


def _refuse_long(name: str, size: int) -> None:
    if size >= LONGEST_CELL:
        raise CannotDo("workbook_long_cell", file=name, most=LONGEST_CELL >> 20)


def _refuse_formats(name: str, formats: int) -> None:
    if formats > MOST_FORMATS:
        raise CannotDo("workbook_formats", file=name, most=MOST_FORMATS)


def _refuse_far(name: str, sheet: str, extent: Extent) -> None:
    if extent.far:
        raise CannotDo("workbook_far_cell", file=name, sheet=sheet or "1", rows=extent.rows, columns=extent.columns,
                       filled=extent.filled)  # fmt: skip


# --- extents of each form -----------------------------------------------------------------------------------------------


class _Reach:
    """How far the cells that were counted reach."""

    def __init__(self) -> None:
        self.filled = 0
        self.first_row = self.first_column = self.far_row = self.far_column = 0

    @property
    def extent(self) -> Extent:
        """As far as they have been counted."""
        rows, columns = self.far_row - self.first_row + 1, self.far_column - self.first_column + 1
        return Extent(rows, columns, self.filled) if self.filled else Extent()

    def count(self, row: int, column: int, filled: int = 1) -> None:
        """One more cell, or several at places that don't matter."""
        if not self.filled:
            self.first_row, self.first_column = row, column
        if not self.first_row <= row <= self.far_row:
            self.first_row, self.far_row = min(self.first_row, row), max(self.far_row, row)
        if not self.first_column <= column <= self.far_column:
            self.first_column, self.far_column = min(self.first_column, column), max(self.far_column, column)
        self.filled += filled


def _extent(part: str, read: Iterator[bytes], name: str) -> Extent:
    if part == "content.xml":
        return _of_table(whole_tags(read))
    return _of_packed(read, name) if part.lower().endswith(".bin") else _of_sheet(whole_tags(read))


def _of_sheet(texts: Iterable[bytes]) -> Extent:
    """Rows and cells stand where they say, else behind the one before them; a cell that only has a look is empty."""
    reach, row, column = _Reach(), 0, 0
    for text in texts:
        if _is_near(text):
            if filled := text.count(b"<v>") + text.count(b"<is>"):
                reach.count(1, 1, filled)
            continue
        for tag, more in _TAG.findall(text):
            place = _PLACE.search(more)
            if tag == b"row":
                row, column = int(place[2]) if place else row + 1, 0
                continue
            column = _number(place[1]) if place else column + 1
            if not more.endswith(b"/"):
                reach.count(int(place[2]) if place else row, column)
    return reach.extent


def _is_near(text: bytes) -> bool:
    """Whether all cells say where they are, and none is far off."""
    if _MAY_BE_FAR.search(text) or text.count(b"<c ") != text.count(b'<c r="'):
        return False
    return not any(mark in text for mark in (b"<c>", b"<c\n", b"<c\r", b"<c\t", b":c ", b":c>"))


def _number(letters: bytes) -> int:
    """The number of a column: A is 1, XFD 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _of_table(texts: Iterable[bytes]) -> Extent:
    """OpenDocument says how often a cell and a row repeat: each of them is a place of its own."""
    reach, row, column = _Reach(), 0, 0
    for text in texts:
        for tag, more in _CELL_OF_TABLE.findall(text):
            found = _REPEATED.search(more)
            times = int(found[1]) if found else 1
            if tag == b"table":
                row = column = 0
            elif tag == b"table-row":
                row, column = row + times, 0
            else:
                column += times
                if not more.endswith(b"/"):
                    reach.count(row, column)
    return reach.extent


def _of_packed(read: Iterable[bytes], name: str) -> Extent:
    """An XLSB file's rows and cells, each with its number."""
    reach, row = _Reach(), 0
    for kind, size, content in packed_records(read):
        if kind == _ROW:
            row = int.from_bytes(content, "little")
        elif kind in _PACKED_CELLS:
            reach.count(row, int.from_bytes(content, "little"))
        if size >= LONGEST_CELL:
            _refuse_long(name, size)
    return reach.extent


def _refuse_old(data: bytes, name: str) -> None:
    """CannotDo for an XLS file of which a sheet reaches too far, or of which nobody would find the end."""
    try:
        stream = stream_of(data)
    except ValueError:
        raise CannotDo("file_binary", file=name) from None
    for place, sheet in sheets_of(stream).items():
        _refuse_far(name, sheet, _of_old(stream, place))


def _of_old(stream: bytes, place: int) -> Extent:
    """An XLS file's cells, each with its row and column; several numbers are one record, in which the last column stands."""
    reach, places = _Reach(), struct.Struct("<HH").unpack_from
    for kind, start, size in records(stream, place):
        if kind in _OLD_CELLS and 4 <= size <= len(stream) - start:
            row, column = places(stream, start)
            reach.count(row, places(stream, start + size - 4)[1] if kind == _SEVERAL else column)
    return reach.extent
