"""Rows of texts under their headers → the bytes of a CSV or XLSX file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from salescli.core.exchange.card import escaped

FORMS = ("csv", "xlsx")
Rows = Sequence[Sequence[str]]


def grid(form: str, rows: Rows, title: str) -> bytes:
    """The file; the first row is the header."""
    return _workbook(rows, title) if form == "xlsx" else _delimited(rows)


def _delimited(rows: Rows) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([list(map(escaped, row)) for row in rows])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _workbook(rows: Rows, title: str) -> bytes:
    from xlsxwriter import Workbook

    from salescli.core.exchange.lossless import on_sheet

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 0)
    for line, row in enumerate(rows):
        for place, text in enumerate(row):
            sheet.write_string(line, place, on_sheet(text))
    book.close()
    return out.getvalue()
