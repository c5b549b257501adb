"""What the cells and labels of a report say: cleaned lines of text in the rep's language, for every form of drawing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from salescli.core.reports import Column, Parts, Report, Row
from salescli.core.reports.bar import Bar
from salescli.core.text import Text
from salescli.render.clean import clean

Words = Callable[[object], str]
"""Turns a value (Text, date, number, None, tuple) into words of the rep's language; a str passes unchanged."""


def label(column: Column, words: Words) -> str:
    """The column's heading: its own, else `column.KEY`, or KEY itself where it is a whole message key such as `field.notes`."""
    if column.head is not None:
        return clean(words(column.head))
    return clean(words(Text(column.key if "." in column.key else f"column.{column.key}")))


Line = list[tuple[str, str]]
"""A line of text in parts, each with its tint."""


def lines(value: object, words: Words, *, keep_lines: bool = False) -> list[str]:
    """The lines of a cell: one for each member of a tuple; with `keep_lines` also one for each line of a text."""
    if isinstance(value, tuple):
        return [line for part in value for line in lines(part, words, keep_lines=keep_lines)]
    if isinstance(value, Parts):
        return ["".join(text for text, _ in line) for line in tinted(value, words)]
    if isinstance(value, Bar):
        return [value.text()]
    text = clean(value if isinstance(value, str) else words(value), keep_lines=keep_lines)
    return text.split("\n") if keep_lines else [text]


def tinted(value: object, words: Words, *, keep_lines: bool = False) -> list[Line]:
    """The lines of a cell as a terminal shows them."""
    if isinstance(value, tuple):
        return [line for part in value for line in tinted(part, words, keep_lines=keep_lines)]
    if isinstance(value, Parts):
        return [[(" ".join(lines(part, words)), tint) for part, tint in value.parts]]
    return [[(text, "")] for text in lines(value, words, keep_lines=keep_lines)]


def one_line(value: object, words: Words) -> str:
    """The cell on a single line, its lines parted by a space."""
    return " ".join(filter(None, lines(value, words)))


NUMBERS = ("phone",)
"""Columns that a page shows as a screen does: in groups, where a program gets the bare digits."""


def on_page(row: Row, columns: Sequence[Column]) -> list[object]:
    """The cells of a row for a page that people read."""
    cells = zip(columns, row.cells, strict=True)
    return [row.screen.get(column.key, value) if column.key in NUMBERS else value for column, value in cells]


def is_empty(value: object) -> bool:
    """Whether a field of a single record has nothing to show; 0 and False are something."""
    return value is None or value in ("", ())


def fields(report: Report, words: Words, *, keep_lines: bool = True) -> Iterator[tuple[str, list[str]]]:
    """Label and lines of each field of a single record that has something to show."""
    for name, shown in tinted_fields(report, words, keep_lines=keep_lines):
        yield name, ["".join(text for text, _ in line) for line in shown]


def tinted_fields(report: Report, words: Words, *, keep_lines: bool = True) -> Iterator[tuple[str, list[Line]]]:
    """The same, as a terminal shows them."""
    for row in report.rows:
        for column, value in zip(report.columns, row.cells, strict=True):
            shown = [] if is_empty(value) else tinted(value, words, keep_lines=keep_lines)
            if any(text for line in shown for text, _ in line):
                yield label(column, words), shown
