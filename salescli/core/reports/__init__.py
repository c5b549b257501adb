"""A report: columns and rows as plain values, ready for a table, JSON, CSV, Markdown or a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from salescli.core.text import Text

Value = object
"""What a cell may hold: None, str (third-party text, shown as it is), int, float, date, datetime, Text, or a tuple."""


class Column(NamedTuple):
    """One column of the table. `key` names its label `column.KEY` in the locales.

    `fixed` columns are never cut or wrapped (a phone, a number); `right` aligns numbers; `drop_below` leaves the column
    out on screens narrower than that many cells, when its content is folded into another cell there.
    """

    key: str
    fixed: bool = False
    right: bool = False
    drop_below: int = 0


class Row(NamedTuple):
    """`data`: the JSON keys of CONTRACT 3. `cells`: what a table shows, one a column.

    `below` maps a width to a second, dim line (a tuple: lines) that is shown on screens narrower than it; `narrow` maps
    a width to cells, by column key, that a table shows instead on screens narrower than it, such as a reason that also
    says what a dropped column said. Of several widths the smallest that is wider than the screen counts.
    """

    data: Mapping[str, Value]
    cells: tuple[Value, ...]
    below: Mapping[int, Value] | None = None
    style: str = ""  # "late", "dim" or "": how a terminal tints the row
    narrow: Mapping[int, Mapping[str, Value]] | None = None


class Report(NamedTuple):
    """A named list of rows. `single`: one record, shown as field and value lines, one JSON object.

    `remarks` are lines for stderr beneath a table; `title` stands above it.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    title: Text | None = None
    remarks: tuple[Text, ...] = ()
    single: bool = False


__all__ = ["Column", "Report", "Row", "Text", "Value"]
