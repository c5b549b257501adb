"""A table as an XLSX workbook: every cell a text, so that codes, phones and days stay as they are."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from salescli.core.errors import CannotDo
from salescli.core.slots import EXACT, columns, heading, on_sheet, packed, rows_of
from salescli.exporting import Order

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
IN_CELL = 32_000
"""Characters that a cell takes; what a cell can't hold stands packed in hidden cells at the row's end."""
WIDTHS = {"name": 28, "contact_name": 16, "notes": 30, "contact_notes": 30, "address": 30}


def workbook(order: Order) -> Iterator[bytes]:
    """The workbook with one sheet, its header fixed, the columns that must not be lost hidden."""
    from xlsxwriter import Workbook

    names = [name for name in columns(order.shape) if on_sheet(name) == name]
    rows, hidden = _measured(order)
    if rows >= MOST_ROWS or len(names) + hidden > MOST_COLUMNS:
        raise CannotDo("export_too_large", rows=rows, columns=len(names) + hidden)
    out = io.BytesIO()
    book = Workbook(out, {"constant_memory": True})
    book.set_properties({"created": order.now.replace(tzinfo=None) if order.now else None})
    sheet = book.add_worksheet("customers")
    headers = [heading(name, order.language) if order.language else name for name in names]
    _dress(book, sheet, [*headers, *[EXACT] * hidden], rows)
    _fill(sheet, order, names)
    _lay_out(sheet, names, hidden)
    book.close()
    yield out.getvalue()


def _measured(order: Order) -> tuple[int, int]:
    """How many rows there are, and how many hidden cells the fullest of them needs."""
    rows = most = 0
    for dossier in order.dossiers():
        for row in rows_of(dossier):
            rows += 1
            most = max(most, -(-len(_exact(row)) // IN_CELL))
    return rows, most


def _exact(row: dict[str, str]) -> str:
    return packed({name: text for name, text in row.items() if on_sheet(text) != text or on_sheet(name) != name})


def _dress(book: Any, sheet: Worksheet, headers: list[str], rows: int) -> None:
    """The header, kept in sight; numbers are texts here, of which Excel need not warn."""
    bold = book.add_format({"bold": True})
    for place, header in enumerate(headers):
        sheet.write_string(0, place, header, bold)
    sheet.freeze_panes(1, 0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{rows + 1}"})


def _fill(sheet: Worksheet, order: Order, names: list[str]) -> None:
    line = 0
    for dossier in order.dossiers():
        for row in rows_of(dossier):
            line += 1
            for place, name in enumerate(names):
                if name in row:
                    sheet.write_string(line, place, on_sheet(row[name]))
            exact = _exact(row)
            for number in range(-(-len(exact) // IN_CELL)):
                sheet.write_string(line, len(names) + number, exact[number * IN_CELL : (number + 1) * IN_CELL])


def _lay_out(sheet: Worksheet, names: list[str], hidden: int) -> None:
    for place, name in enumerate(names):
        sheet.set_column(place, place, WIDTHS.get(name, 14), None, {"hidden": name in ("salescli_id", "contact_id")})
    if hidden:
        sheet.set_column(len(names), len(names) + hidden - 1, 10, None, {"hidden": True})
