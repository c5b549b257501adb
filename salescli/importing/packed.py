"""The parts of a zipped workbook, read piece by piece, so that none of them need fit into memory."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import islice

PIECE = 1 << 20
LONGEST_TAG = 4096  # bytes that a tag may be long before it is no tag
DAMAGED = (zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
"""What reading a zipped file raises where it is damaged, locked, or lacks a part."""
_OF_NAMES = 4  # pieces; a sheet that is named further on has no name here


def pieces(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """What a part unpacks to, to its end: a directory that says less than there is isn't believed."""
    part.file_size = 1 << 62
    with packed.open(part) as file:
        while piece := file.read(PIECE):
            yield piece


def whole_tags(read: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces that break no tag."""
    rest = b""
    for piece in read:
        text = rest + piece
        cut = text.rfind(b"<")
        rest = text[cut:] if cut >= 0 and len(text) - cut < LONGEST_TAG else b""
        yield text[: len(text) - len(rest)]
    yield rest


def sheet_names(packed: zipfile.ZipFile) -> dict[str, str]:
    """The names of an XLSX file's sheets by the file each is in."""
    listed = {part.filename.lower(): part for part in packed.infolist()}
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= set(listed):
        return {}
    book, links = (b"".join(islice(pieces(packed, listed[name]), _OF_NAMES)).decode("utf-8", "replace")
                   for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"))  # fmt: skip
    targets = {}
    for link in re.findall(r"<Relationship\b[^>]*>", links):
        found = dict(re.findall(r'(\w+)="([^"]*)"', link))
        targets[found.get("Id", "")] = found.get("Target", "").rpartition("/")[2]
    sheets = [dict(re.findall(r'([\w:]+)="([^"]*)"', sheet)) for sheet in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book)]
    return {targets.get(sheet.get("r:id", ""), ""): unescape(sheet.get("name", "")) for sheet in sheets}
