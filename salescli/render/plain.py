"""Plain aligned text for pipes: no colour, no box lines, nothing cut, one line a row."""

from __future__ import annotations

from typing import TextIO

from salescli.core.reports import Column, Report
from salescli.render.cells import Words, fields, label, one_line
from salescli.render.clean import width

GAP = "  "


def draw_plain(report: Report, words: Words, out: TextIO) -> None:
    """Write the header and a line a row; a single record as `Label: value` lines."""
    if report.single:
        every = fields(report, words, keep_lines=False)
        out.writelines(f"{name}: {text}\n" for name, texts in every for text in texts)  # a line each, as grep likes it
        return
    grid = [[label(column, words) for column in report.columns]]
    grid += [[one_line(value, words) for value in row.cells] for row in report.rows]
    sizes = [max(map(width, column)) for column in zip(*grid, strict=True)]
    out.writelines(aligned(cells, report.columns, sizes) for cells in grid)


def aligned(cells: list[str], columns: tuple[Column, ...], sizes: list[int]) -> str:
    parts = []
    for text, column, size in zip(cells, columns, sizes, strict=True):
        blank = " " * (size - width(text))
        parts.append(blank + text if column.right else text + blank)
    return GAP.join(parts).rstrip(" ") + "\n"
