"""A form to fill in (R2.1) as XLSX, with a sheet that explains its columns, or as the header of a CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any, NamedTuple

ROWS = 1000
"""Rows that are made ready for days and choices."""


class FormColumn(NamedTuple):
    """One column of a form. `cells` is text, day, nothing, or the values that one may choose from."""

    label: str
    note: str
    width: int
    cells: str | tuple[str, ...] = ""


def form_csv(columns: Sequence[FormColumn]) -> bytes:
    """The header alone, as spreadsheets in any language open it."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([column.label for column in columns])
    return out.getvalue().encode("utf-8-sig")


def form_xlsx(columns: Sequence[FormColumn], title: str, help_title: str, help_header: tuple[str, str]) -> bytes:
    """The form: its header fixed, phone columns as text so that no 0 is lost, days as days, choices to pick from."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    book = Workbook(out)
    sheet = book.add_worksheet(title)
    head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True, "valign": "top"})
    formats = {"text": book.add_format({"num_format": "@"}), "day": book.add_format({"num_format": "yyyy-mm-dd"})}
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.label, head)
        sheet.set_column(place, place, column.width, formats.get(str(column.cells)))
        if isinstance(column.cells, tuple):
            choice = {"validate": "list", "source": list(column.cells), "error_type": "warning"}
            sheet.data_validation(1, place, ROWS, place, choice)
    sheet.freeze_panes(1, 2)
    _explain(book, columns, help_title, help_header)
    book.close()
    return out.getvalue()


def _explain(book: Any, columns: Sequence[FormColumn], title: str, header: tuple[str, str]) -> None:
    sheet = book.add_worksheet(title)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 80)
    bold = book.add_format({"bold": True})
    for place, text in enumerate(header):
        sheet.write_string(0, place, text, bold)
    for line, column in enumerate((column for column in columns if column.note), 1):
        sheet.write_string(line, 0, column.label)
        sheet.write_string(line, 1, column.note)
