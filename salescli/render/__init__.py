"""The one place that draws: a `Report` as table, plain text, JSON, CSV, Markdown or HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from salescli.core.reports import Report
    from salescli.render.cells import Words

FORMS = ("table", "plain", "json", "csv", "md", "html")
"""What `--format` takes, and `plain`, which a pipe gets when nothing was asked for."""


def draw(report: Report, form: str, words: Words, *, width: int, colour: bool, out: TextIO) -> None:
    """Write `report` to `out` in one of `FORMS`; `width` (cells) and `colour` matter to the table alone."""
    if form == "table":
        from salescli.render.table import draw_table

        draw_table(report, words, width=width, colour=colour, out=out)
    elif form == "plain":
        from salescli.render.plain import draw_plain

        draw_plain(report, words, out)
    elif form in ("json", "csv"):
        from salescli.render import records

        (records.draw_json if form == "json" else records.draw_csv)(report, words, out)
    elif form in ("md", "html"):
        from salescli.render import pages

        (pages.draw_md if form == "md" else pages.draw_html)(report, words, out)
    else:
        raise ValueError(form)


def svg(report: Report, words: Words, width: int, title: str) -> str:
    """The table as an SVG picture."""
    from salescli.render import picture  # Rich records it

    return picture.svg(report, words, width, title)
