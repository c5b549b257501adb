"""Workbooks of the binary forms as small bytes: XLS (BIFF8 in its file of sectors) and XLSB."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping

Place = tuple[int, int]
SECTOR = 512
END, FREE, OF_FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def xls(
    cells: Mapping[Place, str | float | list[int]], days: Iterable[Place] = (), code: str = "yyyy-mm-dd",
    first_1904: bool = False,
) -> bytes:  # fmt: skip
    """An XLS file with one sheet S; cells by row and column from 0, those of `days` in the format `code`.

    A list of numbers is one record of several cells.
    """
    formats = _record(0x41E, struct.pack("<H", 164) + _long(code))
    looks = b"".join(_record(0xE0, struct.pack("<HH", 0, number) + bytes(16)) for number in (0, 164))
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for (row, column), value in cells.items():
        place = struct.pack("<HHH", row, column, int((row, column) in days))
        if isinstance(value, list):
            style = place[4:]
            numbers = b"".join(style + struct.pack("<I", number << 2 | 2) for number in value)
            sheet += _record(0xBD, place[:4] + numbers + struct.pack("<H", column + len(value) - 1))
        else:
            is_text = isinstance(value, str)
            sheet += _record(0x204, place + _long(value)) if is_text else _record(0x203, place + struct.pack("<d", value))
    sheet += _record(0x0A)
    start = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + _record(0x42, struct.pack("<H", 1200))
    start += _record(0x22, struct.pack("<H", first_1904)) + formats + looks
    named = len(start) + 4 + 9 + 4  # the record of the sheet's name, and the end
    start += _record(0x85, struct.pack("<IBBBB", named, 0, 0, 1, 0) + b"S")
    return _sectors(start + _record(0x0A) + sheet)


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _long(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def _sectors(stream: bytes) -> bytes:
    """A compound file that holds one stream, Workbook."""
    stream = stream.ljust(4096, b"\0")
    count = -(-len(stream) // SECTOR)
    chain = [OF_FAT, END, *range(3, count + 2), END]
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0) + struct.pack("<I", 0)
    folder = _entry("Root Entry", 5, child=1) + _entry("Workbook", 2, start=2, size=len(stream))
    return header.ljust(SECTOR, b"\xff") + fat + folder.ljust(SECTOR, b"\0") + stream.ljust(count * SECTOR, b"\0")


def _entry(name: str, kind: int, child: int = FREE, start: int = END, size: int = 0) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    links = struct.pack("<HBBIII", len(text), kind, 1, FREE, FREE, child)
    return text.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)


def xlsb(cells: Mapping[Place, str | float], size: tuple[int, int, int, int] = (0, 1, 0, 1)) -> bytes:
    """An XLSB file with one sheet S; cells by row and column from 0; `size` is what it says of its rows and columns."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    sheet = _binary(129) + _binary(148, struct.pack("<4I", *size)) + _binary(145)
    row = -1
    for (below, column), value in sorted(cells.items()):
        sheet += b"" if below == row else _binary(0, struct.pack("<I", below) + bytes(21))
        row, place = below, struct.pack("<II", column, 0)
        is_text = isinstance(value, str)
        sheet += _binary(6, place + _wide(value)) if is_text else _binary(5, place + struct.pack("<d", value))
    book = _binary(131) + _binary(143) + _binary(156, struct.pack("<II", 0, 1) + _wide("r1") + _wide("S")) + _binary(144)
    link = (f'<Relationships xmlns="{packages}/relationships"><Relationship Id="r1" Type="{relations}/%s" Target="%s"/>'
            "</Relationships>")  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", f'<Types xmlns="{packages}/content-types"/>')
        packed.writestr("_rels/.rels", link % ("officeDocument", "xl/workbook.bin"))
        packed.writestr("xl/workbook.bin", book + _binary(132))
        packed.writestr("xl/_rels/workbook.bin.rels", link % ("worksheet", "worksheets/sheet1.bin"))
        packed.writestr("xl/worksheets/sheet1.bin", sheet + _binary(146) + _binary(130))
    return out.getvalue()


def _binary(kind: int, data: bytes = b"") -> bytes:
    return _seven(kind) + _seven(len(data)) + data


def _seven(number: int) -> bytes:
    """A number by seven bits a byte, the lowest first."""
    found = b""
    while number > 0x7F:
        found, number = found + bytes([number & 0x7F | 0x80]), number >> 7
    return found + bytes([number])


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")
