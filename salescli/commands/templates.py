"""`crm import --template fair`: a form to fill in that `crm import` reads back (R2.1)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from salescli import files
from salescli.core.errors import CannotDo, WrongUsage
from salescli.core.spelling import did_you_mean
from salescli.core.text import say
from salescli.exporting.template import FormColumn, form_csv, form_xlsx
from salescli.run import Run

TEMPLATES = ("fair",)
FORMS = (".xlsx", ".csv")


def write_template(run: Run, file: str, name: str) -> int:
    """Write the form to FILE, by default NAME.xlsx in the current folder; a file that is there stays (exit 3)."""
    if name not in TEMPLATES:
        near = did_you_mean(name, TEMPLATES)
        raise WrongUsage("choice_unknown", option="template", value=name, known=", ".join(TEMPLATES), near=near)
    path = Path(os.path.expanduser(file or f"{name}.xlsx"))
    if path.suffix.lower() not in FORMS:
        raise WrongUsage("export_form", file=path.name, known=", ".join(FORMS))
    if path.is_dir():
        raise CannotDo("file_is_folder", file=str(path))
    if os.path.lexists(path) and not run.options.yes:
        raise CannotDo("export_exists", file=str(path))
    columns = [_column(row, run.language) for row in files.load_data(f"templates/{name}.yaml")]
    words = run.words
    titles = words(say(f"template.{name}")), words(say("template.help"))
    header = words(say("template.column")), words(say("template.note"))
    content = form_csv(columns) if path.suffix.lower() == ".csv" else form_xlsx(columns, *titles, header)
    files.hand_over(path, content)
    run.done(say("done.template", file=str(path)), {"file": str(path), "template": name})
    return 0


def _column(row: dict[str, Any], language: str) -> FormColumn:
    cells = row.get("cells", "")
    return FormColumn(
        row["label"][language], row.get("note", {}).get(language, ""), int(row["width"]),
        tuple(cells) if isinstance(cells, list) else cells,
    )  # fmt: skip
