"""Markdown and HTML pages of a report, with their own escaping on top of the gate."""

from __future__ import annotations

import re
from html import escape
from typing import TextIO

from salescli.core.reports import Column, Report, Row
from salescli.core.reports.bar import Bar
from salescli.core.text import Text
from salescli.render.cells import Words, fields, label, lines, on_page
from salescli.render.clean import clean
from salescli.render.clean import width as cells

_MARKS = re.compile(r"([\\`*_\[\]<>&|~])")


def draw_md(report: Report, words: Words, out: TextIO) -> None:
    """A GitHub table, or a list of fields for a single record."""
    if report.title is not None:
        out.write(f"## {md_cell(report.title, words)}\n\n")
    if report.single:
        out.writelines(f"- **{md(name)}**: {'<br>'.join(map(md, texts))}\n" for name, texts in fields(report, words))
        return
    out.write(md_row([md(label(column, words)) for column in report.columns]))
    out.write(md_row(["---:" if column.right else "---" for column in report.columns]))
    out.writelines(md_row([md_cell(value, words) for value in on_page(row, report.columns)]) for row in report.rows)


def md_row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def md_cell(value: object, words: Words) -> str:
    return "<br>".join(map(md, lines(value, words, keep_lines=True)))


def md(text: str) -> str:
    """One line of text that Markdown shows as it is."""
    return _MARKS.sub(r"\\\1", text)


PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 1.5rem; }}
h1 {{ font-size: 1.2rem; }}
table {{ border-collapse: collapse; }}
th, td {{ text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #8886; }}
th {{ white-space: nowrap; }}
.blank {{ min-width: 6em; }}
td:not(.right, :empty) {{ min-width: 4em; }}  /* Chinese breaks anywhere: a stage never stands one sign a line */
.right {{ text-align: right; }}
.fixed {{ white-space: nowrap; }}
.late td:nth-child(-n+2) {{ font-weight: bold; }}
.dim {{ opacity: .65; }}
svg text {{ dominant-baseline: middle; }}
svg {{ font: 13px system-ui, sans-serif; fill: currentColor; max-width: 100%; height: auto; }}
rect {{ fill: #4a7fb5; }}
thead {{ display: table-header-group; }}
tr {{ break-inside: avoid; }}
@media print {{
  @page {{ margin: 12mm; }}
  :root {{ color-scheme: light; }}
  body {{ font-size: 10pt; margin: 0; }}
  table {{ width: 100%; }}
}}
</style>
</head>
<body>
<h1>{title}</h1>
{chart}<table>
"""


def draw_html(report: Report, words: Words, out: TextIO) -> None:
    """One complete page without scripts or anything to fetch, readable on light and dark screens."""
    title = f"crm {report.name}" if report.title is None else " ".join(lines(report.title, words))
    out.write(PAGE.format(title=html(title), language=html(words(Text("page.language"))), chart=chart(report, words)))
    if report.single:
        for name, texts in fields(report, words):
            out.write(f"<tr><th>{html(name)}</th><td>{'<br>'.join(map(html, texts))}</td></tr>\n")
    else:
        heads = "".join(f"<th{css(column)}>{html(label(column, words))}</th>" for column in report.columns)
        out.write(f"<thead><tr>{heads}</tr></thead>\n")
        out.writelines(html_row(row, report.columns, words) for row in report.rows)
    out.write("</table>\n</body>\n</html>\n")


_LINE, _NAMES, _BARS, _NAME_CELLS = 24, 200, 420, 26
"""Of a chart: the height of a line, the widths of names and bars, and how many cells of a terminal fit into a name's width."""
_BAR = (
    '<text x="{names}" y="{middle}" text-anchor="end">{name}</text>'
    '<rect x="{left}" y="{top}" width="{width}" height="{high}" rx="2"/><text x="{right}" y="{middle}">{figure}</text>'
)


def chart(report: Report, words: Words) -> str:
    """The bars of a report as a drawing of our own: it needs no script, prints, and is read out as what the table says."""
    if not (report.chart and report.rows):
        return ""
    bars = "".join(_bar(place, row, report.chart, words) for place, row in enumerate(report.rows))
    size = f'viewBox="0 0 {_NAMES + _BARS + 80} {len(report.rows) * _LINE + 8}" width="{_NAMES + _BARS + 80}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-hidden="true">{bars}</svg>\n'


def _bar(place: int, row: Row, key: str, words: Words) -> str:
    bar, name, figure = row.screen[key], words(row.cells[0]), words(row.cells[1])
    share = bar.share if isinstance(bar, Bar) else 0
    width = max(round(share * _BARS), int(share > 0))
    top = place * _LINE + 4
    name = clean(name)
    while cells(name) > _NAME_CELLS:
        name = name.removesuffix("…")[:-1] + "…"
    return _BAR.format(names=_NAMES - 8, left=_NAMES, top=top, middle=top + _LINE // 2 - 2, width=width, high=_LINE - 6,
                       right=_NAMES + width + 6, name=html(name), figure=html(clean(figure)))  # fmt: skip


def html_row(row: Row, columns: tuple[Column, ...], words: Words) -> str:
    style = f' class="{html(row.style)}"' if row.style else ""
    cells = zip(on_page(row, columns), columns, strict=True)
    return f"<tr{style}>{''.join(html_cell(value, column, words) for value, column in cells)}</tr>\n"


def html_cell(value: object, column: Column, words: Words) -> str:
    return f"<td{css(column)}>{'<br>'.join(map(html, lines(value, words, keep_lines=True)))}</td>"


def css(column: Column) -> str:
    names = [name for name in ("right", "fixed") if getattr(column, name)] + ["blank"] * (column.tint == "blank")
    return f' class="{" ".join(names)}"' if names else ""


def html(text: str) -> str:
    return escape(text, quote=True)
