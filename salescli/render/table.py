"""The table a person sees in a terminal: Rich's console draws it from segments of cleaned text, never from markup.

Rich's own Table can't let a second line run across the columns, break Chinese properly or begin before the last row
is measured, and takes ten times as long over a long list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import zip_longest
from typing import TextIO

from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style

from salescli.core.reports import Column, Parts, Report, Row
from salescli.render.cells import Line, Words, tinted, tinted_fields
from salescli.render.clean import width as cells_of
from salescli.render.fitting import Grid, broken, cell, fit, long
from salescli.render.layout import GAP

Drawn = list[Segment]

CHUNK = 200
"""Rows drawn at a time, so that a long list begins to show at once."""

TINTED = 2
"""How many first cells of a late row are tinted: its number and its name."""
TINTS = {"mark": "bold red", "late": "red", "new": "green", "dim": "dim", "bold": "bold"}
"""Of the terminal's own colours only those that can be read on light and dark ones alike; no meaning is in them alone."""


def draw_table(report: Report, words: Words, *, width: int, colour: bool, out: TextIO) -> None:
    """Write the report to `out`, at most `width` cells wide unless its fixed columns alone are wider."""
    pen = console(width, colour)
    for chunk in pictures(report, words, width, pen):
        pen.print(Segments(strip(chunk), new_lines=False), end="", no_wrap=True, crop=False)
        out.write(taken(pen))


def console(width: int, colour: bool, *, record: bool = False) -> Console:
    """A console that writes into memory and looks at nothing of the environment."""
    return Console(
        file=StringIO(), width=max(width, 1), force_terminal=colour, color_system="standard" if colour else None,
        no_color=not colour, legacy_windows=False, highlight=False, markup=False, emoji=False, soft_wrap=False,
        record=record, _environ={},
    )  # fmt: skip


def taken(pen: Console) -> str:
    """What the console has drawn since it was last asked."""
    page = pen.file
    assert isinstance(page, StringIO)
    drawn = page.getvalue()
    page.seek(0)
    page.truncate()
    return drawn


def pictures(report: Report, words: Words, width: int, pen: Console) -> Iterator[list[Drawn]]:
    """The drawing, as lists of lines; the whole of a long list is measured before its first row is drawn."""
    if report.title is not None:
        yield title_lines(report, words, width, pen)
    if report.single:
        yield record_lines(report, words, width, pen)
        return
    if not report.rows:
        return
    grid = fit(report, words, width)
    if grid is None:
        yield stacked_lines(report, words, width, pen)
        return
    for start in range(0, len(report.rows), CHUNK):
        yield chunk_lines(report, grid, start, words, pen)


def title_lines(report: Report, words: Words, width: int, pen: Console) -> list[Drawn]:
    """What stands above, with a blank line where no heads of columns follow."""
    plain = "" if isinstance(report.title, Parts) else "bold"
    lines = broken([[(text, tint or plain) for text, tint in line] for line in tinted(report.title, words)], width)
    return [*(segments(line, pen) for line in lines), *([[]] if report.rows and (report.bare or report.single) else [])]


def segments(line: Line, pen: Console, style: Style | None = None) -> Drawn:
    """A line's parts in their tints; `style` is that of parts without one."""
    return [Segment(text, pen.get_style(TINTS[tint]) if tint else style) for text, tint in line]


def chunk_lines(report: Report, grid: Grid, start: int, words: Words, pen: Console) -> list[Drawn]:
    """The lines of up to `CHUNK` rows, each with the lines beneath it; the head above the first."""
    rows, done = report.rows, head_lines(report, grid, pen) if start == 0 else []
    for at in range(start, min(start + CHUNK, len(rows))):
        if rows[at].group is not None and (at == 0 or rows[at].group != rows[at - 1].group):
            done += [*([[]] if at else []), *(segments(line, pen) for line in broken(tinted(rows[at].group, words), grid.total))]
        done += row_lines(grid.bodies[at], row_styles(rows[at].style, len(grid.widths), pen), grid, pen)
        done += [[Segment(" " * grid.indent), *segments(line, pen)] for line in grid.beneath[at]]
    return done


def head_lines(report: Report, grid: Grid, pen: Console) -> list[Drawn]:
    """The heads of the columns, above a rule."""
    if report.bare:
        return []
    bold = [pen.get_style("bold")] * len(grid.heads)
    heads = row_lines([lines[::-1] for lines in grid.heads], bold, grid, pen)[::-1]
    return [*heads, [Segment("─" * grid.total, pen.get_style("dim"))]]


def row_styles(style: str, count: int, pen: Console) -> list[Style | None]:
    """How each cell of a row is tinted."""
    if style == "late":
        return [pen.get_style(TINTS["late"]) if at < TINTED else None for at in range(count)]
    return [pen.get_style("dim") if style == "dim" else None] * count


def row_lines(cells: list[list[Line]], styles: Sequence[Style | None], grid: Grid, pen: Console) -> list[Drawn]:
    """The cells' lines side by side."""
    places = list(zip(grid.widths, grid.columns, styles, strict=True))
    return [
        [part for line, place in zip(lines, places, strict=True) for part in padded(line, *place, pen)]
        for lines in zip_longest(*cells, fillvalue=[("", "")])
    ]


def padded(line: Line, wide: int, column: Column, style: Style | None, pen: Console) -> Drawn:
    blank = " " * (wide - long(line))
    style = pen.get_style(TINTS[column.tint]) if column.tint else style
    if len(line) == 1 and not line[0][1]:  # nearly all cells
        return [Segment(f"{blank}{line[0][0]}  " if column.right else f"{line[0][0]}{blank}  ", style)]
    parts = segments(line, pen, style)
    return [Segment(blank), *parts, Segment("  ")] if column.right else [*parts, Segment(blank + "  ")]


def record_lines(report: Report, words: Words, width: int, pen: Console) -> list[Drawn]:
    """A single record: label and value side by side, or one above the other on a very narrow screen."""
    shown = list(tinted_fields(on_screen(report), words))
    side = max((cells_of(name) for name, _ in shown), default=0) + GAP
    if side > width // 2:
        return [line for name, texts in shown for line in stacked_field(name, texts, width, pen)]
    done: list[Drawn] = []
    for name, texts in shown:
        left = name + " " * (side - cells_of(name))
        for line in broken(texts, width - side):
            done.append([Segment(left, pen.get_style("dim")), *segments(line, pen)])
            left = " " * side
    return done


def on_screen(report: Report) -> Report:
    """A single record with the fields that its layout shows, if it has one."""
    if not report.layouts or not report.rows:
        return report
    row, columns = report.rows[0], report.layouts[0].columns
    places = {column.key: at for at, column in enumerate(report.columns)}
    return report._replace(columns=columns, rows=(Row({}, tuple(cell(row, places, one.key, False) for one in columns)),))


def stacked_field(name: str, texts: Sequence[Line], width: int, pen: Console) -> list[Drawn]:
    heads = [segments(line, pen, pen.get_style("dim")) for line in broken([[(name, "")]], width)]
    return heads + [[Segment("  "), *segments(line, pen)] for line in broken(texts, width - 2)]


def stacked_lines(report: Report, words: Words, width: int, pen: Console) -> list[Drawn]:
    """Each row as a record of its own, for a screen too narrow for columns side by side."""
    done: list[Drawn] = []
    for row in report.rows:
        done += [*([[]] if done else []), *record_lines(Report(report.name, report.columns, (row,)), words, width, pen)]
    return done


def strip(drawn: list[Drawn]) -> Iterator[Segment]:
    """The segments of all lines, without spaces at their ends."""
    for line in drawn:
        while line and not line[-1].text.strip(" "):
            line.pop()
        if line:
            line[-1] = Segment(line[-1].text.rstrip(" "), line[-1].style)
        yield from line
        yield Segment.line()


def svg(report: Report, words: Words, width: int, title: str) -> str:
    """The table as an SVG picture titled `title`."""
    from rich.terminal_theme import TerminalTheme

    pen = console(width, True, record=True)
    for chunk in pictures(report, words, width, pen):
        pen.print(Segments(strip(chunk), new_lines=False), end="", no_wrap=True, crop=False)
    neutral = TerminalTheme(
        (250, 250, 250), (40, 40, 40),
        [(40, 40, 40), (178, 34, 34), (34, 120, 60), (150, 100, 0), (40, 80, 160), (130, 60, 130), (0, 110, 120),
         (110, 110, 110)],
    )  # fmt: skip
    return _widened(pen.export_svg(title=title, theme=neutral, code_format=SVG_PAGE, unique_id="crm"))


SVG_CELL = 12.2
"""Rich's width of a cell in its SVG."""


def _widened(picture: str) -> str:
    """Every character on its cell: Rich counts characters, which squeezes Chinese to half its width."""
    import re
    from html import unescape

    def placed(found: re.Match[str]) -> str:
        before, start, after, text = found.groups()
        places, at = [], float(start)
        for char in unescape(text):
            places.append(f"{at:g}")
            at += cells_of(char) * SVG_CELL
        return f'{before}x="{" ".join(places)}"{after}>{text}</text>'

    if not picture.isascii() and re.search("[\u4e00-\u9fff]", picture):  # fonts with Chinese are narrower for their size
        picture = picture.replace("font-size: 20px", "font-size: 22px")
    return re.sub(r'(<text class="crm-r[^>]*?)x="([^"]*)"([^>]*?) textLength="[^"]*"[^>]*>([^<]*)</text>', placed, picture)


SVG_PAGE = """<svg xmlns="http://www.w3.org/2000/svg" class="rich-terminal" viewBox="0 0 {width} {height}">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "Noto Sans Mono CJK SC", "PingFang SC",
  "Microsoft YaHei", monospace; font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-family: system-ui, sans-serif; font-size: 18px; font-weight: bold; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
