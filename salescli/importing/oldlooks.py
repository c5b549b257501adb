"""How the cells of an XLS sheet look where their number format shows more than their value."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import repeat

from salescli.importing.binary import records, sheets_of, stream_of
from salescli.importing.formats import Look, look_of
from salescli.importing.looks import MOST_FORMATS, MOST_STYLES, NO_LOOKS, Looks, Rows, Shows

_FORMAT, _STYLE, _SEVERAL = 0x41E, 0xE0, 0xBD
_CELLS = frozenset((0x06, 0xD6, 0xFD, 0x203, 0x204, 0x27E))
"""A formula, a text, a number: each begins with its row, its column and its style."""
_PLACE = struct.Struct("<3H").unpack_from


def looks_of_old(data: bytes, sheet: str) -> Looks:
    """Those of the sheet with this name; none where no format shows more than the value."""
    try:
        stream = stream_of(data)
        place = next((place for place, name in sheets_of(stream).items() if name == sheet), None)
        styles = _styles(stream)
    except (ValueError, struct.error):
        return NO_LOOKS  # whoever opens the workbook says so
    return Looks(partial(_rows, stream, place, styles)) if styles and place is not None else NO_LOOKS


def _styles(stream: bytes) -> dict[int, Look]:
    """The looks that show more than the value, by their number."""
    formats: dict[int, Look] = {}
    styles: list[int] = []
    for kind, start, size in records(stream):
        if kind == _FORMAT and size > 5 and len(formats) < MOST_FORMATS:
            number, length, wide = struct.unpack_from("<HHB", stream, start)
            code = stream[start + 5 : start + min(size, 5 + length * (1 + (wide & 1)))]
            if look := look_of(code.decode("utf-16-le" if wide & 1 else "latin-1", "replace")):
                formats[number] = look
        elif kind == _STYLE and size >= 4 and len(styles) < MOST_STYLES:
            styles.append(struct.unpack_from("<2H", stream, start)[1])
    return {place: formats[number] for place, number in enumerate(styles) if number in formats}


def _rows(stream: bytes, place: int, styles: Mapping[int, Look]) -> Rows:
    done = above = 0
    found: dict[int, Shows] = {}
    for row, column, style in _cells(stream, place):
        if style not in styles or row < above:
            continue
        if found and row > above:
            yield from repeat({}, above - done)
            yield found
            done, found = above + 1, {}
        above = row
        found[column] = styles[style]
    yield from repeat({}, above - done)
    yield found


def _cells(stream: bytes, place: int) -> Iterator[tuple[int, int, int]]:
    """Row, column and style of each cell; several numbers of one row are one record."""
    for kind, start, size in records(stream, place):
        if kind in _CELLS and 6 <= size <= len(stream) - start:
            yield _PLACE(stream, start)
        elif kind == _SEVERAL and 12 <= size <= len(stream) - start:
            row, first, _ = _PLACE(stream, start)
            for number in range((size - 6) // 6):
                yield row, first + number, int.from_bytes(stream[start + 4 + number * 6 : start + 6 + number * 6], "little")
