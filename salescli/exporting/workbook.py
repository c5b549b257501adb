"""A table as an XLSX workbook: every cell a text, so that codes, phones and days stay as they are."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from salescli.core.errors import CannotDo
from salescli.core.exchange.columns import EXACT, TALK_ID
from salescli.core.exchange.lossless import on_sheet, packed
from salescli.core.text import say
from salescli.exporting.labels import day
from salescli.exporting.order import Order
from salescli.exporting.rows import headings, names_of, table_rows

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
IN_CELL = 32_000
"""Characters that a cell takes; what a cell can't hold stands packed in hidden cells at the row's end."""
WIDTHS = {"name": 28, "contact_name": 16, "notes": 30, "contact_notes": 30, "address": 30}

TALKS = {TALK_ID: 14, "day": 14, "time": 8, "code": 8, "customer": 28, "person": 16, "via": 10, "outcome": 12, "text": 60,
         "found": 30, "author": 14}  # fmt: skip
"""The columns of the sheet of talks, with their widths."""


def workbook(order: Order) -> Iterator[bytes]:
    """The workbook: customers and their people, the header fixed, the columns that must not be lost hidden; then talks."""
    from xlsxwriter import Workbook

    names = [name for name in names_of(order) if on_sheet(name) == name]
    rows, hidden = _measured(order)
    if rows >= MOST_ROWS or len(names) + hidden > MOST_COLUMNS:
        raise CannotDo("export_too_large", rows=rows, columns=len(names) + hidden)
    out = io.BytesIO()
    book = Workbook(out, {"constant_memory": True})
    book.set_properties({"created": order.now.replace(tzinfo=None) if order.now else None})
    sheet = book.add_worksheet(_title(order, "customers"))
    _dress(book, sheet, [*headings(order, names), *[EXACT] * hidden], rows)
    _fill(sheet, order, names)
    _lay_out(sheet, names, hidden)
    _tell_talks(book, order)
    book.close()
    yield out.getvalue()


def _title(order: Order, name: str) -> str:
    return order.words(say(f"export.sheet.{name}")) if order.words else name


def _measured(order: Order) -> tuple[int, int]:
    """How many rows there are, and how many hidden cells the fullest of them needs."""
    rows = most = 0
    for row in table_rows(order):
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
    for line, row in enumerate(table_rows(order), 1):
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


def _tell_talks(book: Any, order: Order) -> None:
    """The second sheet: one talk a row, the latest first."""
    sheet = book.add_worksheet(_title(order, "talks"))
    headers = [name if name == TALK_ID else _talk_heading(order, name) for name in TALKS]
    _dress(book, sheet, headers, MOST_ROWS - 1)
    for line, talk in enumerate(order.talks(), 1):
        if line >= MOST_ROWS:
            raise CannotDo("export_too_large", rows=line, columns=len(TALKS))
        for place, name in enumerate(TALKS):
            if talk[name]:
                sheet.write_string(line, place, on_sheet(_talk_text(order, name, talk[name])))
    for place, (name, width) in enumerate(TALKS.items()):
        sheet.set_column(place, place, width, None, {"hidden": name == TALK_ID})


def _talk_heading(order: Order, name: str) -> str:
    return order.words(say(f"export.talk.{name}")) if order.words else name


def _talk_text(order: Order, name: str, text: str) -> str:
    if not order.words:
        return text
    return day(text, order.words) if name == "day" else order.words(say(f"{name}.{text}")) if name in ("via", "outcome") else text
