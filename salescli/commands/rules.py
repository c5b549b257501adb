"""`crm rules`: which rules are in force, and whether the rule files are right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from salescli import files
from salescli.calendars import own_files
from salescli.commands import rule_files
from salescli.core.reports.rules import problems_report, rules_report
from salescli.core.text import say
from salescli.run import Run
from salescli.settings import TALK, TEMPLATES, load_rules, load_templates, load_tracks, shipped

if TYPE_CHECKING:
    from salescli.core.rules.reader import RuleProblem
    from salescli.core.rules.rule import Rules

KINDS = ("rules", TALK, TEMPLATES)
"""Folders of what a rep may write."""


def rules_list_command(ctx: typer.Context) -> None:
    run: Run = ctx.obj
    run.show(rules_report(run.rules))


def rules_check_command(ctx: typer.Context, file: str = typer.Argument("", metavar="[FILE]")) -> int:
    run: Run = ctx.obj
    rules, problems = _checked(run, rule_files.given(file) if file else None)
    if run.for_a_person and not problems:
        run.done(say("rules.fine", n=len(rules.rules) + len(rules.wanted["standards"])), {})
        return 0
    run.show(problems_report(problems))
    return 1 if problems else 0


def _checked(run: Run, path: Path | None) -> tuple[Rules, list[RuleProblem]]:
    """The rules, and what is wrong with them and with talk tracks and templates; with one file beside what ships, of the
    kind that its folder is for.
    """
    folder = path.absolute().parent.name if path else ""
    kind = folder if folder in (TALK, TEMPLATES) else "rules"
    own = {one: files.yaml_files(run.data / one) if path is None else [path] if one == kind else [] for one in KINDS}
    events = own_files(run.data / "rules") if path is None else []
    rules, problems = load_rules([*rule_files.shipped(), *own["rules"], *events])
    wrong_tests = rule_files.read_tests(run, own["rules"], rules)[1]
    _, wrong = load_tracks([*shipped(TALK), *own[TALK]])
    _, wrong_too = load_templates([*shipped(TEMPLATES), *own[TEMPLATES]])
    return rules, [*problems, *wrong_tests, *wrong, *wrong_too]
