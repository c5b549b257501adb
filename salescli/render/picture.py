"""The table as an SVG picture, by Rich's recording console."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import StringIO

from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style

from salescli.core.reports import Report
from salescli.render.cells import Line, Words
from salescli.render.clean import width as cells_of
from salescli.render.table import pictures, stripped

STYLES = {"mark": "bold red", "late": "red", "new": "green", "dim": "dim", "bold": "bold"}
"""The tints of `render.table.TINTS` as Rich names them."""


def _console(width: int) -> Console:
    """A console that records, and looks at nothing of the environment."""
    return Console(
        file=StringIO(), width=max(width, 1), force_terminal=True, color_system="standard", legacy_windows=False,
        highlight=False, markup=False, emoji=False, soft_wrap=False, record=True, _environ={},
    )  # fmt: skip


def _segments(lines: Iterable[Line]) -> Iterator[Segment]:
    for line in lines:
        for text, tint in stripped(line):
            yield Segment(text, Style.parse(STYLES[tint]) if tint else None)
        yield Segment.line()


def svg(report: Report, words: Words, width: int, title: str) -> str:
    """The table as an SVG picture titled `title`."""
    from rich.terminal_theme import TerminalTheme

    pen = _console(width)
    for chunk in pictures(report, words, width):
        pen.print(Segments(_segments(chunk), new_lines=False), end="", no_wrap=True, crop=False)
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
