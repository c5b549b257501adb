"""The table a person sees in a terminal: lines of cleaned text in a few tints, never markup.

Rich's own Table can't let a second line run across the columns, break Chinese properly or begin before the last row
is measured, and takes ten times as long over a long list; its console alone takes longer to load than the list to be worked out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TextIO

from salescli.core.reports import Column, Parts, Report, Row
from salescli.render.cells import Line, Words, label, tinted, tinted_fields
from salescli.render.clean import cut
from salescli.render.clean import width as cells_of
from salescli.render.fitting import Grid, between, broken, cell, fit, long
from salescli.render.layout import GAP

CHUNK = 200
"""Rows drawn at a time, so that a long list begins to show at once."""

TINTED = 2
"""How many first cells of a late row are tinted: its number and its name."""
TINTS = {"mark": "1;31", "late": "31", "new": "32", "dim": "2", "bold": "1"}
"""How a terminal is told of each tint: bold red, red, green, dim, bold. Only those of its own colours that can be read on light
and dark alike; no meaning is in them alone."""


def draw_table(report: Report, words: Words, *, width: int, colour: bool, out: TextIO) -> None:
    """Write the report to `out`, at most `width` cells wide unless its fixed columns alone are wider."""
    for chunk in pictures(report, words, max(width, 1)):
        out.write("".join(f"{painted(line, colour)}\n" for line in chunk))


def painted(line: Line, colour: bool) -> str:
    """A line as a terminal is sent it."""
    return "".join(f"\x1b[{TINTS[tint]}m{text}\x1b[0m" if colour and tint and text else text for text, tint in stripped(line))


def stripped(line: Line) -> Line:
    """A line without spaces at its end."""
    while line and not line[-1][0].strip(" "):
        line = line[:-1]
    return [*line[:-1], (line[-1][0].rstrip(" "), line[-1][1])] if line else []


def pictures(report: Report, words: Words, width: int) -> Iterator[list[Line]]:
    """The drawing, as lists of lines; the whole of a long list is measured before its first row is drawn."""
    if report.title is not None:
        yield title_lines(report, words, width)
    if report.single:
        yield record_lines(report, words, width)
        return
    if not report.rows:
        return
    grid = fit(report, words, width)
    if grid is None:
        yield stacked_lines(report, words, width)
        return
    for start in range(0, len(report.rows), CHUNK):
        yield chunk_lines(report, grid, start, words)


def title_lines(report: Report, words: Words, width: int) -> list[Line]:
    """What stands above, with a blank line where no heads of columns follow."""
    plain = "" if isinstance(report.title, Parts) else "bold"
    lines = broken([[(text, tint or plain) for text, tint in line] for line in tinted(report.title, words)], width)
    return [*lines, *([[]] if report.rows and (report.bare or report.single) else [])]


def in_tint(line: Line, tint: str) -> Line:
    """A line whose parts without a tint have this one."""
    return [(text, own or tint) for text, own in line]


def chunk_lines(report: Report, grid: Grid, start: int, words: Words) -> list[Line]:
    """The lines of up to `CHUNK` rows, each with the lines beneath it; the head above the first."""
    rows, done = report.rows, head_lines(report, grid) if start == 0 else []
    for at in range(start, min(start + CHUNK, len(rows))):
        if rows[at].group is not None and (at == 0 or rows[at].group != rows[at - 1].group):
            done += [*([[]] if at else []), *broken(tinted(rows[at].group, words), grid.total)]
        done += row_lines(grid.bodies[at], row_tints(rows[at].style, len(grid.widths)), grid)
        done += [[(" " * grid.indent, ""), *line] for line in grid.beneath[at]]
    return done


def head_lines(report: Report, grid: Grid) -> list[Line]:
    """The heads of the columns, above a rule."""
    if report.bare:
        return []
    heads = row_lines([lines[::-1] for lines in grid.heads], ["bold"] * len(grid.heads), grid)[::-1]
    return [*heads, [("─" * grid.total, "dim")]]


def row_tints(style: str, count: int) -> list[str]:
    """How each cell of a row is tinted."""
    if style == "late":
        return ["late" if at < TINTED else "" for at in range(count)]
    return ["dim" if style == "dim" else ""] * count


def row_lines(cells: list[list[Line]], tints: Sequence[str], grid: Grid) -> list[Line]:
    """The cells' lines side by side."""
    places = list(zip(grid.widths, grid.columns, tints, strict=True))
    return [
        [part for line, place in zip(lines, places, strict=True) for part in padded(line, *place)]
        for lines in zip_longest(*cells, fillvalue=[("", "")])
    ]


def padded(line: Line, wide: int, column: Column, tint: str) -> Line:
    """A cell's line as wide as its column, and a gap; `tint` is the row's."""
    blank, tint = " " * (wide - long(line)), column.tint or tint
    if len(line) == 1 and not line[0][1]:  # nearly all cells
        return [(f"{blank}{line[0][0]}  " if column.right else f"{line[0][0]}{blank}  ", tint)]
    parts = in_tint(line, tint)
    return [(blank, ""), *parts, ("  ", "")] if column.right else [*parts, (blank + "  ", "")]


def record_lines(report: Report, words: Words, width: int) -> list[Line]:
    """A single record: label and value side by side, or one above the other on a very narrow screen."""
    shown = list(tinted_fields(on_screen(report), words))
    side = max((cells_of(name) for name, _ in shown), default=0) + GAP
    if side > width // 2:
        return [line for name, texts in shown for line in stacked_field(name, texts, width)]
    done: list[Line] = []
    once = {label(column, words) for column in on_screen(report).columns if column.cut}
    for name, texts in shown:
        left = name + " " * (side - cells_of(name))
        for line in clipped(texts, width - side) if name in once else broken(texts, width - side):
            done.append([(left, "dim"), *line])
            left = " " * side
    return done


def clipped(lines: Sequence[Line], width: int) -> list[Line]:
    """Each line on at most two, the end replaced by `…` where it is longer."""
    found: list[Line] = []
    for line in lines:
        first, *others = broken([line], width)
        rest = others[:1] if len(others) < 2 else [[*between(others[0], 0, _most(others[0], width - 1)), ("…", "dim")]]
        found += [first, *rest]
    return found


def _most(line: Line, width: int) -> int:
    """How many characters of a line there is room for."""
    text = "".join(part for part, _ in line)
    return len(text) if cells_of(text) <= width else len(cut(text, width)) - 1


def on_screen(report: Report) -> Report:
    """A single record with the fields that its layout shows, if it has one."""
    if not report.layouts or not report.rows:
        return report
    row, columns = report.rows[0], report.layouts[0].columns
    places = {column.key: at for at, column in enumerate(report.columns)}
    return report._replace(columns=columns, rows=(Row({}, tuple(cell(row, places, one.key, False) for one in columns)),))


def stacked_field(name: str, texts: Sequence[Line], width: int) -> list[Line]:
    heads = [in_tint(line, "dim") for line in broken([[(name, "")]], width)]
    return heads + [[("  ", ""), *line] for line in broken(texts, width - 2)]


def stacked_lines(report: Report, words: Words, width: int) -> list[Line]:
    """Each row as a record of its own, for a screen too narrow for columns side by side."""
    done: list[Line] = []
    for row in report.rows:
        done += [*([[]] if done else []), *record_lines(Report(report.name, report.columns, (row,)), words, width)]
    return done
