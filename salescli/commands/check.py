"""`crm check`: what in the book is wrong, missing or too old, and the month's figures (R2.3, R2.4, R2.5)."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

import typer

from salescli.commands import asking
from salescli.commands.call_list import refresh_days
from salescli.commands.checking import wanted
from salescli.core.errors import WrongUsage
from salescli.core.quality.judging import Judge, Tally, earlier, last_of_months
from salescli.core.ranking.rank import stage_on
from salescli.core.reports.quality import Finding, check_data, check_report, in_order, month_report
from salescli.core.spelling import did_you_mean
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.records import quality

REPORTS = ("month",)


def check_command(
    ctx: typer.Context,
    report: str = typer.Option("", "--report", metavar="month"),
    everything: bool = typer.Option(False, "--all"),
    kind: str = typer.Option("", "--kind"),
) -> int:
    run: Run = ctx.obj
    if report and report not in REPORTS:
        near = did_you_mean(report, REPORTS)
        raise WrongUsage("choice_unknown", option="report", value=report, known=", ".join(REPORTS), near=near)
    kinds = asking.kinds(run, kind)
    book = run.book
    refresh_days(run, book, quiet=True)
    with book.reading(), _uncollected():
        findings, tally = _judged(run, book, kinds)
        before = earlier(quality.checks(book), run.today)
        changed, twins = (quality.changed_a_year(book), _twins(book)) if report else (None, 0)
        counted = quality.pairs(book)
        pairs = [(date.fromisoformat(day), counted[day]) for day in last_of_months(counted, run.today)]
    kept = run.book_path.exists() and tally.seen and not kind
    if kept:
        quality.remember(book, tally.figures())
    if report:
        if kept:
            quality.remember_pairs(book, twins)
        run.show(month_report(tally.figures(), changed, twins, before, pairs))
    elif not run.for_a_person:
        run.show(check_data(in_order(findings)))
    elif findings:
        shown, ids = check_report(in_order(findings), everything)
        run.keep_list(ids)
        run.show(shown)
    return 1 if findings else 0


def _twins(book: Book) -> int:
    """How many pairs `crm duplicates` would list."""
    from salescli.core.matching.evidence import DEFAULT_CUTOFF
    from salescli.store.matching import duplicates

    return len(duplicates.found(book, DEFAULT_CUTOFF))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing here makes cycles, and to look for them again and again in a large book takes as long as the judging."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _judged(run: Run, book: Book, kinds: Sequence[str]) -> tuple[list[Finding], Tally]:
    what = wanted(run)
    judge, tally = Judge(what, run.today), Tally(run.today)
    findings: list[Finding] = []
    for facts, sheet, comes_up in quality.everybody(book, what, kinds):
        stage, _ = stage_on(facts, run.rules, run.today)
        problems = judge.problems(facts, stage, sheet, comes_up=comes_up)
        tally.add(facts, stage, sheet, problems)
        findings += [Finding(facts.id, facts.code, facts.name, facts.grade, problem) for problem in problems]
    return findings, tally
