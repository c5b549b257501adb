"""`crm report`: figures of what was done and of who is in the book, in groups, and the records behind them (CONTRACT 9)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import typer

from salescli.commands import asking, listing
from salescli.commands.judged import Judged, Wanted
from salescli.commands.today import refresh_days
from salescli.core.errors import WrongUsage
from salescli.core.ranking.rank import judge, stage_on
from salescli.core.reports import Column, Report, Row
from salescli.core.reports.activity import ACTIVITY
from salescli.core.reports.book import CONTACTS, CUSTOMERS
from salescli.core.reports.figures import Kind, Line, Made, figures_report, lines_report
from salescli.core.reports.neglected import NEGLECTED, neglected
from salescli.core.reports.period import Asked, Period, read_period
from salescli.core.spelling import did_you_mean
from salescli.core.text import say
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.ranking import listing as store_listing
from salescli.store.ranking import pulse
from salescli.store.records import figures

KINDS = {kind.name: kind for kind in (ACTIVITY, NEGLECTED, CUSTOMERS, CONTACTS)}
COMPARED = ("previous", "year")
Ids = Sequence[str] | None
"""Whom a report is about; None for everybody."""


def report_command(
    ctx: typer.Context,
    name: str = typer.Argument("", metavar="[NAME]"),
    first: str = typer.Option("", "--from", metavar="DAY"),
    last: str = typer.Option("", "--to", metavar="DAY"),
    month: str = typer.Option("", "--month"),
    quarter: str = typer.Option("", "--quarter"),
    year: str = typer.Option("", "--year"),
    by: str = typer.Option("", "--by", metavar="FIELD"),
    compare: str = typer.Option("", "--compare", metavar="previous|year"),
    where: str = typer.Option("", "--where", metavar="EXPR"),
    owner: str = typer.Option("", "--owner"),
    lines: bool = typer.Option(False, "--lines"),
) -> None:
    run: Run = ctx.obj
    if not name:
        run.show(_all_reports(run))
        return
    kind = KINDS[_named("report", name, tuple(KINDS))]
    group = _named("by", by, kind.by) if by else kind.by[0]
    asked = Asked(first, last, month, quarter, year)
    if not kind.days and (any(asked) or compare):
        raise WrongUsage("report_no_period", name=kind.name)
    compared = _named("compare", compare, COMPARED) if compare else ""
    period = read_period(asked, run.today, lambda text: asking.when(run, text, "back").day, kind.days) if kind.days else None
    book = run.book
    refresh_days(run, book, quiet=True)
    with book.reading():
        ids = _whom(run, book, where, owner)
        found = _lines(run, book, kind, period, ids)
        before = _lines(run, book, kind, period.before(compared), ids) if compared and period else None
    made = Made(found, before, period, tuple(filter(None, (where, owner))))
    run.show(lines_report(kind, group, made) if lines or not group else figures_report(kind, group, made))


def _named(option: str, word: str, known: tuple[str, ...]) -> str:
    """One of the words that an option takes."""
    if word not in known or not word:
        names = tuple(filter(None, known))
        raise WrongUsage("choice_unknown", option=option, value=word, known=", ".join(names), near=did_you_mean(word, names))
    return word


def _all_reports(run: Run) -> Report:
    rows = tuple(Row({"name": name, "about": run.words(say(f"report.{name}.about"))}, (name, say(f"report.{name}.about")))
                 for name in KINDS)  # fmt: skip
    return Report("report", (Column("name", fixed=True), Column("tells")), rows)


def _whom(run: Run, book: Book, where: str, owner: str) -> Ids:
    """The customers that a filter leaves."""
    if not (where or owner):
        return None
    conditions = listing.parse(run, book, where) if where else ()
    wanted = Wanted(book, conditions)
    return [facts.id for facts in store_listing.facts_where(book, conditions)
            if (not owner or facts.owner.casefold() == owner.casefold()) and Judged(run, book, facts).meets(wanted)]  # fmt: skip


def _lines(run: Run, book: Book, kind: Kind, period: Period | None, ids: Ids) -> list[Line]:
    if period is None:
        return _neglected(run, book, ids)
    read: Callable[[Book, date, date, Ids], Sequence[Line]] = _READ[kind.name]
    found = list(read(book, period.first, period.last, ids))
    return _staged(run, book, found) if kind is CUSTOMERS else found


_READ: dict[str, Callable[..., Sequence[Line]]] = {
    "activity": figures.talks, "customers": figures.customers, "contacts": figures.people}  # type: ignore[dict-item]


def _staged(run: Run, book: Book, found: list[Line]) -> list[Line]:
    """With the stages that time has brought customers to."""
    stages = {facts.id: stage_on(facts, run.rules, run.today)[0] for facts in pulse.facts(book)}
    return [{**line, "stage": stages[line["id"]]} for line in found]


def _neglected(run: Run, book: Book, ids: Ids) -> list[Line]:
    """Who waits longest first."""
    wanted = None if ids is None else set(ids)
    coming = (facts for facts in pulse.coming(book, run.today) if wanted is None or facts.id in wanted)
    lines = (neglected(judge(facts, run.rules, run.today)) for facts in coming)
    return sorted(filter(None, lines), key=lambda line: -line["days_late"])
