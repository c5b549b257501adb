"""The table a person sees in a terminal: Rich's console draws it from segments of cleaned text, never from markup.

Rich's own Table can't let a second line run across the columns, break Chinese properly or begin before the last row
is measured, and takes ten times as long over a long list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import zip_longest
from typing import TextIO, TypeVar

from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style

from salescli.core.reports import Column, Report, Row
from salescli.render.cells import Words, fields, label, lines
from salescli.render.clean import width as cells_of
from salescli.render.layout import GAP, LEAST, SAMPLE, longest_word, share, wrap

Line = list[Segment]
T = TypeVar("T")

CHUNK = 200
"""Rows drawn at a time, so that a long list begins to show at once."""

TINTED = 2
"""How many first cells of a late row are tinted: its number and its name."""
LATE = "red"
INDENT = 4
"""The most a second line stands in from the left."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns that are shown on this screen, their cells as lines already broken, and their widths in cells."""

    columns: tuple[Column, ...]
    heads: list[list[str]]
    bodies: list[list[list[str]]]  # rows, cells, lines
    widths: list[int]

    @property
    def total(self) -> int:
        return sum(self.widths) + GAP * (len(self.widths) - 1)

    @property
    def indent(self) -> int:
        return min(INDENT, self.widths[0] + GAP) if self.columns[0].fixed else INDENT


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


def pictures(report: Report, words: Words, width: int, pen: Console) -> Iterator[list[Line]]:
    """The drawing, as lists of lines; the whole of a long list is measured before its first row is drawn."""
    if report.title is not None:
        yield [[Segment(line, pen.get_style("bold"))] for line in broken(lines(report.title, words), width)]
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
        yield chunk_lines(report.rows, grid, start, words, width, pen)


def broken(texts: Sequence[str], width: int) -> list[str]:
    """`texts` as lines of at most `width` cells."""
    return [line for text in texts for line in wrap(text, max(width, 1))]


def fit(report: Report, words: Words, width: int) -> Grid | None:
    """The grid for a screen of `width` cells, or None where even narrow columns would not fit on it."""
    shown = [i for i, column in enumerate(report.columns) if width >= column.drop_below]
    columns = tuple(report.columns[i] for i in shown)
    keys = [column.key for column in report.columns]
    heads = [[label(column, words)] for column in columns]
    bodies = [[lines(cells[i], words) for i in shown] for cells in (folded(row, keys, width) for row in report.rows)]
    widths = column_widths(columns, [heads, *bodies], width - GAP * (len(columns) - 1))
    if widths is None:
        return None
    fitted = [[broken(cell, size) for cell, size in zip(cells, widths, strict=True)] for cells in [heads, *bodies]]
    return Grid(columns, fitted[0], fitted[1:], widths)


def folded(row: Row, keys: Sequence[str], width: int) -> Sequence[object]:
    """The row's cells on a screen of `width` cells: some say more where a column was left out."""
    instead = chosen(row.narrow, width)
    return [instead.get(key, cell) for key, cell in zip(keys, row.cells, strict=True)] if instead else row.cells


def chosen(by_width: Mapping[int, T] | None, width: int) -> T | None:
    """Of what is meant for screens narrower than a width, the one for the narrowest that still is wider than ours."""
    limit = min((limit for limit in by_width or () if width < limit), default=None)
    return by_width[limit] if by_width and limit is not None else None


def column_widths(columns: tuple[Column, ...], grid: list[list[list[str]]], room: int) -> list[int] | None:
    """Cells of each column: fixed ones whole, the others as they share the rest; words are broken only if they must."""
    least, words, sizes = [], [], []
    for column, cells in zip(columns, zip(*grid, strict=True), strict=True):
        texts = [line for cell in cells for line in cell]
        wide = list(map(cells_of, texts))
        natural = max(wide)
        least.append(natural if column.fixed else min(natural, LEAST))
        words.append(natural if column.fixed else min(natural, longest_word(texts[:SAMPLE], room)))
        sizes.append(wide[:SAMPLE] if natural > least[-1] else [])
    return share(words, sizes, room) or share(least, sizes, room)


def chunk_lines(rows: Sequence[Row], grid: Grid, start: int, words: Words, width: int, pen: Console) -> list[Line]:
    """The lines of up to `CHUNK` rows, each with its second line; the head above the first."""
    done: list[Line] = []
    if start == 0:
        done += row_lines([cell[::-1] for cell in grid.heads], [pen.get_style("bold")] * len(grid.heads), grid)[::-1]
        done.append([Segment("─" * grid.total, pen.get_style("dim"))])
    for at in range(start, min(start + CHUNK, len(rows))):
        done += row_lines(grid.bodies[at], row_styles(rows[at].style, len(grid.widths), pen), grid)
        done += below_lines(rows[at], grid.indent, words, width, pen)
    return done


def row_styles(style: str, count: int, pen: Console) -> list[Style | None]:
    """How each cell of a row is tinted."""
    if style == "late":
        return [pen.get_style(LATE) if at < TINTED else None for at in range(count)]
    return [pen.get_style("dim") if style == "dim" else None] * count


def row_lines(cells: list[list[str]], styles: Sequence[Style | None], grid: Grid) -> list[Line]:
    """The cells' lines side by side."""
    places = list(zip(grid.widths, grid.columns, styles, strict=True))
    return [
        [Segment(padded(text, wide, column), style) for text, (wide, column, style) in zip(texts, places, strict=True)]
        for texts in zip_longest(*cells, fillvalue="")
    ]


def padded(text: str, wide: int, column: Column) -> str:
    blank = " " * (wide - cells_of(text))
    return f"{blank}{text}  " if column.right else f"{text}{blank}  "


def below_lines(row: Row, indent: int, words: Words, width: int, pen: Console) -> list[Line]:
    """The dim lines under a row on a screen of this width."""
    texts = [text for text in lines(chosen(row.below, width) or (), words) if text]
    return [[Segment(" " * indent + line, pen.get_style("dim"))] for line in broken(texts, width - indent)]


def record_lines(report: Report, words: Words, width: int, pen: Console) -> list[Line]:
    """A single record: label and value side by side, or one above the other on a very narrow screen."""
    shown = list(fields(report, words))
    side = max((cells_of(name) for name, _ in shown), default=0) + GAP
    if side > width // 2:
        return [line for name, texts in shown for line in stacked_field(name, texts, width, pen)]
    done: list[Line] = []
    for name, texts in shown:
        left = name + " " * (side - cells_of(name))
        for line in broken(texts, width - side):
            done.append([Segment(left, pen.get_style("dim")), Segment(line)])
            left = " " * side
    return done


def stacked_field(name: str, texts: Sequence[str], width: int, pen: Console) -> list[Line]:
    heads = [[Segment(line, pen.get_style("dim"))] for line in broken([name], width)]
    return heads + [[Segment("  " + line)] for line in broken(texts, width - 2)]


def stacked_lines(report: Report, words: Words, width: int, pen: Console) -> list[Line]:
    """Each row as a record of its own, for a screen too narrow for columns side by side."""
    done: list[Line] = []
    for row in report.rows:
        done += [*([[]] if done else []), *record_lines(Report(report.name, report.columns, (row,)), words, width, pen)]
    return done


def strip(drawn: list[Line]) -> Iterator[Segment]:
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
    """Text lengths counted in cells: Rich counts characters, which squeezes Chinese to half its width."""
    import re
    from html import unescape

    def length(found: re.Match[str]) -> str:
        cells = cells_of(unescape(found[3]).replace("\xa0", " "))
        return f'{found[1]}textLength="{cells * SVG_CELL:g}"{found[2]}>{found[3]}</text>'

    return re.sub(r'(<text [^>]*)textLength="[^"]*"([^>]*)>([^<]*)</text>', length, picture)


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
