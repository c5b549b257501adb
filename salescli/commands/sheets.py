"""`crm today --sheet FILE`: today's list as a table to fill in, which `crm log --from FILE` reads back."""

from __future__ import annotations

import os

from salescli import files
from salescli.core.errors import CannotDo, WrongUsage
from salescli.core.reports import Report
from salescli.core.reports.sheet import header, lines
from salescli.core.text import say
from salescli.exporting.grid import FORMS, grid
from salescli.run import Run


def write(run: Run, report: Report, file: str) -> None:
    """The sheet; one that is there is never replaced unasked, it may be filled in."""
    path = files.given(file)
    form = path.suffix.lower().removeprefix(".")
    if form not in FORMS:
        raise WrongUsage("sheet_form", file=path.name)
    if os.path.lexists(path) and not run.options.yes:
        raise CannotDo("export_exists", file=str(path))
    content = grid(form, [header(run.language), *lines(report, run.today, run.words)], "crm")
    try:
        with files.in_place_of(path) as out:
            out.write(content)
    except OSError as error:
        raise CannotDo("export_failed", file=str(path), reason=os.strerror(error.errno or 0)) from None
    run.done(say("done.sheet.written", file=str(path), n=len(report.rows)), {"file": str(path), "rows": len(report.rows)})
