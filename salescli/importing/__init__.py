"""Files → cards and problems: the one entry to every format that holds contacts (CONTRACT 8)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from salescli.core.errors import CannotDo, WrongUsage
from salescli.core.exchange.card import Card, Rejected, Skipped
from salescli.core.exchange.cells import NO_LABELS, Closed
from salescli.core.patterns import pattern
from salescli.importing.columns import Column, header_key, named
from salescli.importing.reading import Options, Reading, Remembered, RowRead, nothing_remembered

__all__ = ["Card", "Column", "Reading", "Rejected", "RowRead", "Skipped", "header_key", "named", "read_file"]

_MECARD = pattern(rb"[^A-Za-z]{0,4}(?:MECARD|BIZCARD):", re.I)
_BOOK = pattern(rb'(?:\xef\xbb\xbf)?\s*\{\s*"salescli"\s*:')
_MONICA = (b'"app_version"', b'"exported_by"', b'"account"')
"""What stands near the beginning of Monica's JSON."""
_SQL = pattern(rb"^(?:\xef\xbb\xbf)?[^\S\n]*(?:INSERT (?:IGNORE )?INTO|CREATE TABLE|COPY \S+ \([^)\n]*\) FROM stdin)\b",
               re.I | re.M)  # fmt: skip
_BEFORE_SQL = pattern(rb"(?:\xef\xbb\xbf)?\s*(?:--|#|/\*|(?:SET|BEGIN|PRAGMA|CREATE|DROP|USE|INSERT)\b)", re.I)
_OWN_TABLE = pattern(rb'\xef\xbb\xbf"?salescli[ _]id"?[,;\t]', re.I)
_MAGIC = (
    (b"PK\x03\x04", "sheet"), (b"\xd0\xcf\x11\xe0", "sheet"), (b"%PDF", ""), (b"\x89PNG", ""), (b"\xff\xd8\xff", ""),
    (b"GIF8", ""), (b"\x1f\x8b", ""), (b"SQLite format 3", ""), (b"Rar!", ""), (b"7z\xbc\xaf", ""), (b"\x7fELF", ""),
    (b"MZ\x90", ""),
)  # fmt: skip


def read_file(
    data: bytes,
    name: str,
    *,
    encoding: str = "",
    mapping: Mapping[str, str] = MappingProxyType({}),
    country: str = "CN",
    remembered: Remembered = nothing_remembered,
    sheet: str = "",
    closed: Closed = NO_LABELS,
    now: datetime | None = None,
) -> Reading:
    """What a file of contacts says. `name` is used in messages alone: the form is found in the bytes.

    `mapping` is `--map` (column by header, letter or number → field, `-` ignores, nothing forgets what was remembered);
    `now`, aware, what days like 昨天 count from.
    CannotDo: empty, binary of no known form, no column that is a name, firm, phone or e-mail. WrongUsage: unknown
    encoding, column or field.
    """
    options = Options(name, encoding, dict(mapping), country or "CN", remembered, sheet, closed, now)
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise CannotDo("file_empty", file=name)
    form = next((form for magic, form in _MAGIC if data.startswith(magic)), "text")
    if form == "sheet":
        from salescli.importing.sheets import read_sheets

        return read_sheets(data, options)
    if sheet:
        raise WrongUsage("query_of_no_database", file=name)
    if not form or _is_binary(data):
        raise CannotDo("file_binary", file=name)
    return _read_text(data, options)


def _is_binary(data: bytes) -> bool:
    """Whether control characters are more than an accident; UTF-16 is told by its pattern, not by its NULs."""
    from salescli.importing.decoding import BOMS, utf16_by_nuls

    head = data[: 1 << 16]
    if any(data.startswith(mark) for mark, _ in BOMS) or utf16_by_nuls(data):
        return False
    controls = len(head) - len(head.translate(None, bytes([*range(9), *range(14, 27), *range(28, 32)])))
    return controls > max(8, len(head) // 20)


def _read_text(data: bytes, options: Options) -> Reading:
    from salescli.importing.tables import read_delimited

    if _BOOK.match(data):
        from salescli.importing.whole import read_whole

        return read_whole(data, options)
    if data[:64].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") and all(mark in data[:4096] for mark in _MONICA):
        from salescli.importing.monica import read_monica

        return read_monica(data, options)
    if _BEFORE_SQL.match(data) and _SQL.search(data[: 1 << 16]):
        raise CannotDo("file_sql", file=options.name)
    if _OWN_TABLE.match(data):
        return read_delimited(data, options)
    if b"BEGIN:VCARD" in data[: 1 << 16].replace(b"\0", b"").upper():
        from salescli.importing.vcards import read_vcards

        return read_vcards(data, options)
    if _MECARD.match(data[:64].replace(b"\0", b"")):
        from salescli.importing.mecards import read_mecards

        return read_mecards(data, options)
    return read_delimited(data, options)
