"""`crm rules test`, `crm rules simulate`: trying out rules before they are relied on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from salescli.commands import rule_files
from salescli.core.errors import CannotDo
from salescli.core.ranking.forward import Load, moved, play
from salescli.core.ranking.workdays import ONE_DAY
from salescli.core.reports.rate import percent
from salescli.core.reports.rules import verdicts_data, verdicts_report
from salescli.core.reports.trying import simulation_report
from salescli.core.rules.testing import Verdict, verdict
from salescli.core.text import say
from salescli.render import screen
from salescli.run import Run
from salescli.store.ranking import chances, pulse


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


def rules_simulate_command(
    ctx: typer.Context,
    file: str = typer.Argument("", metavar="[FILE]"),
    days: int = typer.Option(30, "--days", min=1, max=366, metavar="N"),
) -> None:
    run: Run = ctx.obj
    rules = rule_files.rules_of(rule_files.beside(run, rule_files.given(file))) if file else run.rules
    with run.book.reading():
        mine = run.config.name.casefold()
        customers = [facts for facts in pulse.facts(run.book, f" AND {pulse.of_kinds(pulse.ONES, 'c.kind')}")
                     if not mine or facts.owner.casefold() in ("", mine)]  # fmt: skip
        known = chances.read(run.book)
        done = pulse.touched_today(run.book)
    load = Load(run.config.capacity, done, run.calendar_of(run.country).is_working_day)
    ahead = [run.today + n * ONE_DAY for n in range(days)]
    with screen.progress(days * (2 if file else 1), say("progress.simulate"), run.words) as bar:
        before = play(customers, run.rules, ahead, load, known.answers, bar.advance)
        after = play(customers, rules, ahead, load, known.answers, bar.advance) if file else before
    names = {facts.code_text: facts.name for facts in customers}
    title = say("simulate.title" if file else "simulate.title.bare", n=days, first=ahead[0], file=file)
    told = (title, say("simulate.assumed", share=percent(known.everybody)))
    run.show(simulation_report(before, after, moved(before, after), names, compared=bool(file), told=told))
