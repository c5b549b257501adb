"""How the cells of an XLSX sheet look where their number format shows more than their value: 00123, K-007."""

from __future__ import annotations

import re
import zipfile
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache, partial
from html import unescape
from io import BytesIO
from itertools import chain, repeat
from typing import Any, NamedTuple, Protocol

from salescli.importing.formats import Look, look_of
from salescli.importing.packed import DAMAGED, pieces, sheet_names, whole_tags

MOST_FORMATS = 1000  # of a workbook that show more than their values; Excel itself has places for some 250
MOST_STYLES = 1 << 16  # looks of cells; Excel has places for 65,490
_STYLE = re.compile(rb"<(/?)(?:\w+:)?(numFmts|numFmt|cellXfs|xf)(?=[\s/>])([^<]*)")
_ID = re.compile(rb"""\bnumFmtId=["'](\d{1,9})["']""")
_CODE = re.compile(rb"""\bformatCode=(?:"([^"]*)"|'([^']*)')""")
_CELL = re.compile(rb"""<(?:\w+:)?(row|c)(?=[\s/>])(?: r="([A-Z]{0,3})(\d{1,7})")?(?: s="(\d{1,5})")?([^<>]*)""")
"""A row or a cell; what stands first in it, as most programs have it, is taken apart at once."""
_PLACE = re.compile(rb"""\br=["']([A-Za-z]{0,3})(\d{1,7})["']""")
_LOOK = re.compile(rb"""\bs=["'](\d{1,5})["']""")


class Shows(Protocol):
    """How one cell looks."""

    @property
    def scales(self) -> bool:
        """Whether a number is another one for it, as 10万 is."""

    def shown(self, value: object) -> str | None:
        """The text that is seen; None where the value itself says as much."""


Rows = Iterator[Mapping[int, Shows]]
"""For each row of a sheet, from its first on, the looks of its columns, from 0."""


class Looks(NamedTuple):
    """The cells of one sheet that look otherwise than their value; in `plain` columns a number counts as it is, unless
    its look makes another one of it."""

    source: Callable[[], Rows] | None = None
    plain: Collection[int] = ()

    def rows(self) -> Rows:
        """Row by row, without end."""
        return chain(self.source(), repeat({})) if self.source else repeat({})

    def put(self, row: list[Any], looks: Mapping[int, Shows], first: int) -> None:
        """What is seen in place of the values of a row that begins at column `first`."""
        for column, look in looks.items():
            place = column - first
            if 0 <= place < len(row) and (look.scales or column not in self.plain):
                shown = look.shown(row[place])
                row[place] = row[place] if shown is None else shown


NO_LOOKS = Looks()


def looks_of(data: bytes, sheet: str) -> Looks:
    """Those of an XLSX workbook's sheet with this name; none where no format shows more than the value."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            styles = _styles(packed)
            part = _part(packed, sheet) if styles else ""
    except DAMAGED:
        return NO_LOOKS  # whoever opens the workbook says so
    return Looks(partial(_rows, data, part, styles)) if part else NO_LOOKS


def _rows(data: bytes, part: str, styles: Mapping[int, Look]) -> Rows:
    above = 0
    with suppress(*DAMAGED), zipfile.ZipFile(BytesIO(data)) as packed:
        for row, found in _cells(whole_tags(pieces(packed, packed.getinfo(part))), styles):
            if row > above:
                yield from repeat({}, row - above - 1)
                yield found
                above = row


def _part(packed: zipfile.ZipFile, sheet: str) -> str:
    files = [file for file, name in sheet_names(packed).items() if name == sheet]
    parts = (part for part in packed.namelist() if "/worksheets/" in part and part.rpartition("/")[2] in files)
    return next(parts, "")


def _styles(packed: zipfile.ZipFile) -> dict[int, Look]:
    """The looks that show more than the value, by their number."""
    part = next((part for part in packed.infolist() if part.filename.lower() == "xl/styles.xml"), None)
    formats: dict[int, Look] = {}
    styles = array("L")
    within = b""
    for text in whole_tags(pieces(packed, part)) if part else ():
        for closes, tag, more in _STYLE.findall(text):
            if tag in (b"numFmts", b"cellXfs"):
                within = b"" if closes else tag
            elif closes:
                continue
            elif tag == b"numFmt" and within == b"numFmts" and len(formats) < MOST_FORMATS:
                _add_format(formats, more)
            elif tag == b"xf" and within == b"cellXfs" and len(styles) < MOST_STYLES:
                number = _ID.search(more)
                styles.append(int(number[1]) if number else 0)
    return {place: formats[number] for place, number in enumerate(styles) if number in formats} if formats else {}


def _add_format(formats: dict[int, Look], attributes: bytes) -> None:
    number, code = _ID.search(attributes), _CODE.search(attributes)
    if number and code and (look := look_of(unescape((code[1] or code[2] or b"").decode("utf-8", "replace")))):
        formats[int(number[1])] = look


def _cells(texts: Iterable[bytes], styles: Mapping[int, Look]) -> Iterator[tuple[int, dict[int, Shows]]]:
    """Rows, counted from 1, with the looks of their cells by column; rows and cells stand where they say, else behind
    the one before them."""
    row = column = 0
    found: dict[int, Shows] = {}
    for text in texts:
        for tag, letters, place, style, more in _CELL.findall(text):
            if (not place and b"r=" in more) or (not style and b"s=" in more):
                letters, place, style = _searched(more, letters, place, style)
            if tag == b"row":
                if found:
                    yield row, found
                    found = {}
                row, column = int(place) if place else row + 1, 0
                continue
            column = column_number(letters) if place else column + 1
            if style and (look := styles.get(int(style))):
                found[column - 1] = look
    if found:
        yield row, found


def _searched(attributes: bytes, *known: bytes) -> tuple[bytes, bytes, bytes]:
    """Letters and number of a place, and a style, wherever among the attributes they stand."""
    place, style = _PLACE.search(attributes), _LOOK.search(attributes)
    found = (place[1] if place else b"", place[2] if place else b"", style[1] if style else b"")
    letters, number, look = (one or other for one, other in zip(known, found, strict=True))
    return letters, number, look


@lru_cache(1 << 14)
def column_number(letters: bytes) -> int:
    """The number of a column: A is 1, XFD 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
