"""`crm rules test`: trying out rules before they are relied on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from salescli.commands import rule_files
from salescli.core.errors import CannotDo
from salescli.core.reports.rules import verdicts_data, verdicts_report
from salescli.core.rules.testing import Verdict, verdict
from salescli.core.text import say
from salescli.run import Run


def rules_test_command(ctx: typer.Context, file: str = typer.Argument("", metavar="[FILE]")) -> int:
    run: Run = ctx.obj
    if file:
        path = rule_files.given(file)
        found = _verdicts(run, rule_files.beside(run, path), [path])
        if not found:
            raise CannotDo("rules_no_tests", file=file)
    else:  # what ships is tested by itself: the rep's own rules may say otherwise
        shipped, own = rule_files.shipped(), rule_files.own(run)
        found = _verdicts(run, shipped, shipped) + _verdicts(run, [*shipped, *own], own)
    failed = [one for one in found if one.differs]
    if run.for_a_person and not failed:
        run.done(say("rules.tests_fine", n=len(found)), {})
        return 0
    run.show(verdicts_report(found) if run.for_a_person else verdicts_data(found))
    if failed:
        run.remark(say("rules.tests_failed", n=len(failed), of=len(found)))
    return 1 if failed else 0


def _verdicts(run: Run, paths: Sequence[Path], tested: Sequence[Path]) -> list[Verdict]:
    rules = rule_files.rules_of(paths)
    return [verdict(case, rules) for case in rule_files.cases_of(run, tested, rules)]
