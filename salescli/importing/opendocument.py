"""What an OpenDocument table tells beyond the values of its cells: which are merged, and how numbers look."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from functools import partial
from html import unescape
from io import BytesIO
from itertools import repeat
from typing import NamedTuple

from salescli.core.language.numbers import read_number
from salescli.importing.formats import LONGEST, is_said
from salescli.importing.looks import NO_LOOKS, Looks, Rows, Shows
from salescli.importing.merged import MOST
from salescli.importing.packed import DAMAGED, pieces, whole_tags

CONTENT = "content.xml"
MOST_COLUMNS = 1 << 14
_TAG = re.compile(
    rb"<(/?)(table:table(?=[\s>])|table:table-row|table:(?:covered-)?table-cell|text:\w+|office:annotation(?=[\s>]))"
    rb"([^<>]*)>([^<]*)"
)
_NAME = re.compile(rb"""\stable:name=(?:"([^"]*)"|'([^']*)')""")
_ROWS = re.compile(rb"""\stable:number-rows-repeated=["'](\d{1,7})""")
_COLUMNS = re.compile(rb"""\stable:number-columns-repeated=["'](\d{1,7})""")
_SPANNED = re.compile(rb"""\stable:number-(columns|rows)-spanned=["'](\d{1,7})""")
_FLOAT = re.compile(rb"""\soffice:value-type=["']float["']""")
_VALUE = re.compile(rb"""\soffice:value=["']([^"']{1,40})["']""")
_STYLE = re.compile(rb"<(/?)number:(number-style|number|text)(?=[\s/>])([^<>]*)>([^<]*)")
_DIGITS = re.compile(rb"""\snumber:min-integer-digits=["'](?:[2-9]|\d\d)""")
_ZEROS = re.compile(r"-?0\d+(?:[\s-]\d+)*")
_AROUND_NUMBER = re.compile(r"[\d\s.,'’()\-−–]+")
_OTHER_FORM = re.compile(r"#|Err:|.*\d(?:E[+-]?\d|[.,'’]\d{3}(?!\d)|\s*/\s*\d)", re.I | re.S)
"""An error, a power of ten, thousands, a fraction."""
Range = tuple[tuple[int, int], tuple[int, int]]


class Cell(NamedTuple):
    """Where a cell stands, from 0, how often it and its row repeat, its attributes and its text."""

    row: int
    column: int
    times: int
    rows: int
    attributes: bytes
    text: bytes


class Shown(NamedTuple):
    """How a number looks; `scales` where it is another one for it."""

    text: str
    scales: bool

    def shown(self, value: object) -> str | None:
        """The text, whatever the value."""
        return self.text


def spans_of(data: bytes) -> dict[str, list[Range]]:
    """The merged cells of each table by its name: first and last row and column."""
    found: dict[str, list[Range]] = {}
    if not _has(data, b"-spanned="):
        return found
    for name, cell in _cells(data, _SPANNED):
        sizes = {kind: int(count) for kind, count in _SPANNED.findall(cell.attributes)}
        last = cell.row + sizes.get(b"rows", 1) - 1, cell.column + sizes.get(b"columns", 1) - 1
        ranges = found.setdefault(name, [])
        if last != cell[:2] and len(ranges) <= MOST:
            ranges.append((cell[:2], last))
    return found


def shown_of(data: bytes, sheet: str) -> Looks:
    """The looks of a table's numbers; none where no format of the document's own has leading zeros or text."""
    return Looks(partial(_shown_rows, data, sheet)) if _has_formats(data) else NO_LOOKS


def _shown_rows(data: bytes, sheet: str) -> Rows:
    done = row = rows = 0
    found: dict[int, Shows] = {}
    for name, cell in _cells(data, _FLOAT):
        if name != sheet or not (look := _look(cell)):
            continue
        if found and cell.row != row:
            yield from repeat({}, row - done)
            yield from repeat(found, rows)
            done, found = row + rows, {}
        row, rows = cell.row, cell.rows
        found.update(dict.fromkeys(range(cell.column, min(cell.column + cell.times, MOST_COLUMNS)), look))
    yield from repeat({}, row - done)
    yield from repeat(found, rows)


def _look(cell: Cell) -> Shown | None:
    text = unescape(cell.text.decode("utf-8", "replace")).strip()
    value = _VALUE.search(cell.attributes)
    if not value or not tells(text):
        return None
    found = read_number(text)
    return Shown(text, found is not None and f"{found:f}" != value[1].decode("ascii", "replace"))


def tells(text: str) -> bool:
    """Whether a number that looks like this shows more than itself: leading zeros, or a text that is no currency."""
    if not text or _OTHER_FORM.match(text):
        return False
    return bool(_ZEROS.fullmatch(text)) or is_said(_AROUND_NUMBER.sub(" ", text)) or bool(re.search(r"\d-\d", text))


def _has(data: bytes, mark: bytes) -> bool:
    return any(mark in text for text in _texts(data, CONTENT))


def _has_formats(data: bytes) -> bool:
    return any(_has_format(text) for part in ("styles.xml", CONTENT) for text in _styles(data, part))


def _styles(data: bytes, part: str) -> Iterator[bytes]:
    """What stands before the tables."""
    for text in _texts(data, part):
        before, body, _ = text.partition(b"<office:body")
        yield before
        if body:
            return


def _has_format(text: bytes) -> bool:
    within = False
    for closes, tag, more, said in _STYLE.findall(text):
        if tag == b"number-style":
            within = not closes
        elif within and (_DIGITS.search(more) if tag == b"number" else is_said(unescape(said.decode("utf-8", "replace")))):
            return True
    return False


def _texts(data: bytes, part: str) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            yield from whole_tags(pieces(packed, packed.getinfo(part)))
    except DAMAGED:
        return  # whoever opens the document says so


def _cells(data: bytes, wanted: re.Pattern[bytes]) -> Iterator[tuple[str, Cell]]:
    """The tables' cells with `wanted` attributes, each with the name of its table; a covered cell is a place, too."""
    name, row, rows, column, place = "", 0, 0, 0, 0
    attributes = said = b""
    noted = False
    for text in _texts(data, CONTENT):
        for closes, tag, more, words in _TAG.findall(text):
            if tag.startswith(b"text:"):
                said += words if attributes and not noted and len(said) < LONGEST else b""
            elif tag == b"office:annotation":
                noted = not closes
            elif tag.endswith(b"table-cell"):
                if not closes:
                    place, column = column, column + _times(_COLUMNS, more)
                    attributes, said = more if wanted.search(more) else b"", b""
                if attributes and (closes or more.endswith(b"/")):
                    yield name, Cell(row, place, column - place, rows, attributes, said)
                    attributes = b""
            elif tag == b"table:table-row" and not closes:
                row, rows, column = row + rows, _times(_ROWS, more), 0
            elif tag == b"table:table" and not closes:
                named = _NAME.search(more)
                name, row, rows = unescape((named[1] or named[2] or b"").decode("utf-8", "replace")) if named else "", 0, 0


def _times(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes) if b"-repeated=" in attributes else None
    return int(found[1]) if found else 1
