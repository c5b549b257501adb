"""The records of binary workbooks: of an XLS file's one stream in its sectors, and of a part of an XLSB file."""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence

_NAMES = ("workbook", "book")
_LAST = 0xFFFFFFF9  # numbers from here on are no sectors
_SIZES = {9: 512, 12: 4096}
_SMALL = 64
_CUTOFF = 4096
"""A stream shorter than this lies in small sectors, all of them within the first stream of the folder."""
_ENTRY = 128
_END, _LOCKED, _SHEET = 0x0A, 0x2F, 0x85
_HEAD = struct.Struct("<HH")


def records(stream: bytes, place: int = 0) -> Iterator[tuple[int, int, int]]:
    """The records of an XLS file's stream from a place on, to the end of that part: kind, where the content begins, how
    long that is."""
    end, head = len(stream) - 3, _HEAD.unpack_from
    kind = -1
    while place < end and kind != _END:
        kind, size = head(stream, place)
        yield kind, place + 4, size
        place += 4 + size


def sheets_of(stream: bytes) -> dict[int, str]:
    """The names of an XLS file's sheets by where in the stream each begins; none of a locked one."""
    found = {}
    for kind, start, size in records(stream):
        if kind == _LOCKED:
            return {}
        if kind == _SHEET and size > 8:
            wide = stream[start + 7] & 1
            name = stream[start + 8 : start + 8 + stream[start + 6] * (1 + wide)]
            begins = int.from_bytes(stream[start : start + 4], "little")
            found[begins] = name.decode("utf-16-le" if wide else "latin-1", "replace")
    return found


def packed_records(pieces: Iterable[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """The records of a part of an XLSB file: kind, size, and the first bytes of the content, four at least."""
    rest, skip = b"", 0
    for piece in pieces:
        text, place = rest + piece, skip
        while place + _LONGEST_HEAD <= len(text):
            kind, size, place = text[place], text[place + 1], place + 2
            if kind > 0x7F or size > 0x7F:
                kind, place = _seven(text, place - 2, 2)
                size, place = _seven(text, place, 4)
            yield kind, size, text[place : place + 4]
            place += size
        rest, skip = text[place:], max(0, place - len(text))


_LONGEST_HEAD = 2 + 4 + 4  # bytes; no record that holds a cell is shorter


def _seven(text: bytes, place: int, most: int) -> tuple[int, int]:
    """The number that stands there by seven bits a byte, the lowest first, and where it ends."""
    number = 0
    for shift in range(0, most * 7, 7):
        byte = text[place]
        place += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
    return number, place


def stream_of(data: bytes) -> bytes:
    """The stream of an XLS file; nothing where there is none. ValueError where its sectors have no end."""
    try:
        return _found(data)
    except (struct.error, IndexError):
        return b""


def _found(data: bytes) -> bytes:
    size = _SIZES.get(struct.unpack_from("<H", data, 30)[0], 0)
    folder_at, _, _, small_at, _, further_at = struct.unpack_from("<6I", data, 48)
    if not size:
        return b""

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    order = _numbers(b"".join(map(sector, _of_order(data, further_at, sector))))
    folder = _chained(folder_at, order, sector)
    start, length = next((struct.unpack_from("<2I", folder, entry + 116) for entry in _entries(folder)), (_LAST, _CUTOFF))
    if length >= _CUTOFF:
        return _chained(start, order, sector)[:length]
    small = _chained(struct.unpack_from("<I", folder, 116)[0], order, sector)
    small_order = _numbers(_chained(small_at, order, sector))
    return _chained(start, small_order, lambda number: small[number * _SMALL : (number + 1) * _SMALL])[:length]


def _of_order(data: bytes, further: int, sector: Callable[[int], bytes]) -> Iterator[int]:
    """The sectors that tell the order of all: the first 109 stand in the header, the others in sectors of their own."""
    yield from (number for number in struct.unpack_from("<109I", data, 76) if number < _LAST)
    most = len(data)
    while further < _LAST and (most := most - 512) > 0:
        *numbers, further = _numbers(sector(further))
        yield from (number for number in numbers if number < _LAST)


def _entries(folder: bytes) -> Iterator[int]:
    """Where the entries of streams with the name of a workbook's stand in the folder, the newer form's first."""
    names = {folder[place : place + 64].decode("utf-16-le", "replace").partition("\0")[0].casefold(): place
             for place in range(0, len(folder) - _ENTRY + 1, _ENTRY)}  # fmt: skip
    return (names[name] for name in _NAMES if name in names)


def _chained(first: int, order: Sequence[int], sector: Callable[[int], bytes]) -> bytes:
    """The content of the sectors that follow one another from the first one on; ValueError where they have no end."""
    found: list[bytes] = []
    number = first
    while number < _LAST:
        found.append(sector(number))
        number = order[number]
        if len(found) > len(order):
            raise ValueError("sectors in a circle")
    return b"".join(found)


def _numbers(sectors: bytes) -> array[int]:
    found = array("I", sectors[: len(sectors) // 4 * 4])
    if sys.byteorder == "big":
        found.byteswap()
    return found
