"""The bytes of a CSV, XLSX, XLS or ODS file → its rows of texts, for what is no file of contacts."""

from __future__ import annotations

from salescli.core.errors import CannotDo
from salescli.core.exchange.card import unescaped
from salescli.importing.reading import Options

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def read_grid(data: bytes, name: str, country: str) -> list[list[str]]:
    """All rows, the header first; CannotDo for an empty file."""
    rows = _of_workbook(data, name) if data.startswith(_WORKBOOKS) else _of_text(data, country)
    while rows and not any(rows[0]):
        rows.pop(0)
    if not rows:
        raise CannotDo("file_empty", file=name)
    return rows


def _of_workbook(data: bytes, name: str) -> list[list[str]]:
    from salescli.importing.sheets import plain_rows

    return plain_rows(data, Options(name))


def _of_text(data: bytes, country: str) -> list[list[str]]:
    from salescli.importing.decoding import decode
    from salescli.importing.delimited import delimiter_of, sep_line, split

    delimiter, text = sep_line(decode(data, country=country).text)
    return [[unescaped(cell) for cell in row] for row in split(text, delimiter or delimiter_of(text, len))]
