"""A report: columns and rows as plain values, ready for a table, JSON, CSV, Markdown or a page."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from salescli.core.text import Text

NOTHING: Mapping[str, Value] = MappingProxyType({})
Value = object
"""What a cell may hold: None, str (third-party text, shown as it is), int, float, date, datetime, Text, Parts, or a tuple."""


class Parts:
    """A line of a cell, put together from pairs of a value and how a terminal tints it (a key of `render.table.TINTS`)."""

    __slots__ = ("parts",)

    def __init__(self, *parts: tuple[Value, str]) -> None:
        self.parts = parts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Parts) and self.parts == other.parts

    def __hash__(self) -> int:
        return hash(self.parts)

    def __repr__(self) -> str:
        return f"Parts{self.parts!r}"


class Column(NamedTuple):
    """One column of the table. `key` names its label `column.KEY` in the locales, unless it brings its own `head`.

    `fixed` columns are never cut or wrapped (a phone, a number); `right` aligns numbers; `drop_below` leaves the column
    out on screens narrower than that many cells. In a `Layout` a text column asks for `most` cells (0: for its longest
    text) before it wraps, or, where it may be `cut`, ends in `…`; `loose`: for what three rows in four need; `tint` is
    how a terminal shows it.
    """

    key: str
    fixed: bool = False
    right: bool = False
    drop_below: int = 0
    most: int = 0
    cut: bool = False
    loose: bool = False
    tint: str = ""
    head: Value = None


class Layout(NamedTuple):
    """One way to lay rows out on a screen of at least `least` cells: `columns` side by side, and under them a line with
    the cells of the keys `beneath`. `short`: with the rows' short forms.
    """

    columns: tuple[Column, ...]
    beneath: tuple[str, ...] = ()
    short: bool = False
    least: int = 0


class Row(NamedTuple):
    """`data`: the JSON keys of CONTRACT 3. `cells`: what is shown, one a column.

    `screen` holds cells by key that the layouts of a terminal show besides or instead, `short` shorter forms of them;
    `group` stands above the first row of those that share it.
    """

    data: Mapping[str, Value]
    cells: tuple[Value, ...]
    style: str = ""  # "late", "dim" or "": how a terminal tints the row
    screen: Mapping[str, Value] = NOTHING
    short: Mapping[str, Value] = NOTHING
    group: Value = None


class Report(NamedTuple):
    """A named list of rows. `single`: one record, shown as field and value lines, one JSON object.

    `title` stands above a table or page; `remarks` are lines for stderr, `untitled` those that a title says already.
    `layouts` are tried on a terminal from the first on: the first that fits without breaking a cell is taken, else the
    last. `bare`: a terminal shows no heads of columns. `chart` names the cell of the rows' `screen` that a page draws as bars.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    title: Value = None
    remarks: tuple[Text, ...] = ()
    single: bool = False
    untitled: tuple[Text, ...] = ()
    layouts: tuple[Layout, ...] = ()
    bare: bool = False
    chart: str = ""


__all__ = ["Column", "Layout", "Parts", "Report", "Row", "Text", "Value"]
