"""Lays the rows of a report out on a screen: which of its layouts fits, how wide the columns are, where cells break."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from salescli.core.reports import Column, Layout, Report, Row
from salescli.render.cells import Line, Words, label, tinted
from salescli.render.clean import cut
from salescli.render.clean import width as cells_of
from salescli.render.layout import GAP, LEAST, SAMPLE, longest_word, share, wrap

INDENT = 2
"""How far the line beneath a row stands in from the text above it."""

BETWEEN: Line = [(" · ", "dim")]


class Grid(NamedTuple):
    """The columns that are shown on this screen, their cells as lines already broken, and their widths in cells.

    `beneath` are the lines under each row, which stand in by `indent` cells.
    """

    columns: tuple[Column, ...]
    heads: list[list[Line]]
    bodies: list[list[list[Line]]]  # rows, cells, lines
    widths: list[int]
    beneath: list[list[Line]]
    indent: int

    @property
    def total(self) -> int:
        return sum(self.widths) + GAP * (len(self.widths) - 1)


class Cells:
    """The cells of a report as lines, each column read and measured once."""

    def __init__(self, report: Report, words: Words) -> None:
        self.report, self.words = report, words
        self._places = {column.key: at for at, column in enumerate(report.columns)}
        self._read: dict[tuple[str, bool], list[list[Line]]] = {}
        self._wide: dict[tuple[str, bool], int] = {}

    def column(self, key: str, short: bool) -> list[list[Line]]:
        """The lines of every row's cell."""
        if (key, short) not in self._read:
            values = (cell(row, self._places, key, short) for row in self.report.rows)
            self._read[key, short] = [tinted(value, self.words) for value in values]
        return self._read[key, short]

    def wide(self, key: str, short: bool) -> int:
        """Cells of the longest line of a column."""
        if (key, short) not in self._wide:
            every = (long(line) for lines in self.column(key, short) for line in lines)
            self._wide[key, short] = max(every, default=0)
        return self._wide[key, short]

    def most_need(self, key: str, short: bool) -> int:
        """Cells that three rows in four need."""
        longest = sorted(max(map(long, lines), default=0) for lines in self.column(key, short))
        return longest[-(-len(longest) * 3 // 4) - 1]

    def head(self, column: Column) -> list[Line]:
        """The heading, one empty line where there is none."""
        return [[("" if self.report.bare else label(column, self.words), "")]]

    def asked(self, column: Column, short: bool) -> int:
        """Cells that a column asks for."""
        wide = self.most_need(column.key, short) if column.loose else self.wide(column.key, short)
        return max(min(wide, column.most or wide), long(self.head(column)[0]))


def cell(row: Row, places: Mapping[str, int], key: str, short: bool) -> object:
    """What a row shows under a key."""
    if short and key in row.short:
        return row.short[key]
    return row.screen[key] if key in row.screen or key not in places else row.cells[places[key]]


def long(line: Line) -> int:
    """Cells of a line."""
    return cells_of(line[0][0]) if len(line) == 1 else cells_of("".join(text for text, _ in line))


def fit(report: Report, words: Words, width: int) -> Grid | None:
    """The grid for a screen of `width` cells, or None where even narrow columns would not fit on it."""
    cells = Cells(report, words)
    layout, widths = chosen(cells, layouts(report, width), width)
    if widths is None:
        return None
    heads = [broken(cells.head(column), size) for column, size in zip(layout.columns, widths, strict=True)]
    every = [
        [drawn(lines, size, column) for lines in cells.column(column.key, layout.short)]
        for column, size in zip(layout.columns, widths, strict=True)
    ]
    indent = indent_of(layout.columns, widths)
    beneath = [beneath_row(cells, layout, at, width - indent) for at in range(len(report.rows))]
    return Grid(layout.columns, heads, [list(row) for row in zip(*every, strict=True)], widths, beneath, indent)


def layouts(report: Report, width: int) -> list[Layout]:
    """What may be tried on this screen."""
    if not report.layouts:
        return [Layout(tuple(column for column in report.columns if width >= column.drop_below))]
    return [layout for layout in report.layouts if width >= layout.least]


def chosen(cells: Cells, layouts: Sequence[Layout], width: int) -> tuple[Layout, list[int] | None]:
    """The first layout whose columns get all that they ask for; else the last, its columns as they share the room."""
    for layout in layouts if cells.report.layouts else ():
        layout = filled(layout, cells)
        asked = [cells.asked(column, layout.short) for column in layout.columns]
        left = width - sum(asked) - GAP * (len(asked) - 1)
        if left >= 0:
            return layout, grown(asked, [cells.wide(column.key, layout.short) for column in layout.columns], left)
    last = filled(layouts[-1], cells)
    return last, shared(cells, last, width - GAP * (len(last.columns) - 1))


def filled(layout: Layout, cells: Cells) -> Layout:
    """A layout without the columns in which no row has anything."""
    if not cells.report.layouts:
        return layout
    return layout._replace(columns=tuple(one for one in layout.columns if cells.wide(one.key, layout.short)))


def grown(widths: list[int], wanted: Sequence[int], left: int) -> list[int]:
    """`widths` with the cells that are left, for columns that would take more, the last first."""
    for at in reversed(range(len(widths))):
        more = min(max(wanted[at] - widths[at], 0), left)
        widths[at] += more
        left -= more
    return widths


def shared(cells: Cells, layout: Layout, room: int) -> list[int] | None:
    """Cells of each column: fixed ones whole, the others as they share the rest; words are broken only if they must."""
    least, words, sizes = [], [], []
    for column in layout.columns:
        lines = [cells.head(column)[0], *(line for lines in cells.column(column.key, layout.short) for line in lines)]
        wide = [long(line) for line in lines]
        natural = max(wide)
        least.append(natural if column.fixed else min(natural, LEAST))
        texts = ["".join(text for text, _ in line) for line in lines[:SAMPLE]]
        words.append(least[-1] if column.fixed or column.cut else min(natural, longest_word(texts, room)))
        sizes.append(wide[:SAMPLE] if natural > least[-1] else [])
    return share(words, sizes, room) or share(least, sizes, room)


def drawn(lines: list[Line], size: int, column: Column) -> list[Line]:
    """A cell's lines in a column of `size` cells: broken, or cut where the column may be."""
    if not column.cut:
        return broken(lines, size)
    return [line if long(line) <= size else [(cut("".join(text for text, _ in line), size), line[0][1])] for line in lines]


def indent_of(columns: Sequence[Column], widths: Sequence[int]) -> int:
    """Where the line beneath a row begins: a little to the right of the first column of text."""
    starts = accumulate((size + GAP for size in widths), initial=0)
    return next((start for start, column in zip(starts, columns, strict=False) if not column.fixed), 0) + INDENT


def beneath_row(cells: Cells, layout: Layout, at: int, room: int) -> list[Line]:
    """The cells that stand beneath a row, one after the other, each on a new line where it has no room on this one."""
    found: list[Line] = []
    for key in layout.beneath:
        for line in cells.column(key, layout.short)[at]:
            if found and long(line) and long(found[-1]) + long(BETWEEN) + long(line) <= room:
                found[-1] = [*found[-1], *BETWEEN, *line]
            elif long(line):
                found += broken([line], room)
    return found


def broken(lines: Sequence[Line], width: int) -> list[Line]:
    """`lines` in pieces of at most `width` cells, each part keeping its tint."""
    return [piece for line in lines for piece in ([line] if long(line) <= width else pieces(line, max(width, 1)))]


def pieces(line: Line, width: int) -> list[Line]:
    """One long line in pieces."""
    text = "".join(part for part, _ in line)
    found, start = [], 0
    for piece in wrap(text, width):
        start = text.index(piece, start)
        found.append(between(line, start, start + len(piece)))
        start += len(piece)
    return found


def between(line: Line, start: int, end: int) -> Line:
    """The part of a line from one character to another."""
    found, at = [], 0
    for text, tint in line:
        part = text[max(start - at, 0) : max(end - at, 0)]
        found += [(part, tint)] if part else []
        at += len(text)
    return found or [("", "")]
