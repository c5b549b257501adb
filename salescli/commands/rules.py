"""`crm rules`: which rules are in force, and whether the rule files are right."""

from __future__ import annotations

import typer

from salescli import files
from salescli.core.errors import CannotDo
from salescli.core.reports.rules import problems_report, rules_report
from salescli.core.text import say
from salescli.run import Run
from salescli.settings import load_rules


def rules_list_command(ctx: typer.Context) -> None:
    run: Run = ctx.obj
    run.show(rules_report(run.rules))


def rules_check_command(ctx: typer.Context, file: str = typer.Argument("", metavar="[FILE]")) -> int:
    run: Run = ctx.obj
    path = files.given(file)
    if file and not path.is_file():
        raise CannotDo("file_not_plain" if path.exists() and not path.is_dir() else "file_missing", file=file)
    shipped = files.yaml_files(files.PACKAGE / "rules")
    own = [path] if file else files.yaml_files(run.data / "rules")
    rules, problems = load_rules([*shipped, *own])
    if run.for_a_person and not problems:
        run.done(say("rules.fine", n=len(rules.rules) + len(rules.wanted["standards"])), {})
        return 0
    run.show(problems_report(problems))
    return 1 if problems else 0
