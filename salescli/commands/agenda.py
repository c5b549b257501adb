"""`crm agenda`: who comes up on which day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import typer

from salescli.commands import asking
from salescli.commands.call_list import refresh_days
from salescli.core.ranking.action import Action
from salescli.core.ranking.agenda import Load, Planned, spread
from salescli.core.ranking.rank import judge, surfaces
from salescli.core.reports.day import agenda_report, last_day
from salescli.core.text import say
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.ranking import pulse

DAYS = 30


def agenda_command(
    ctx: typer.Context,
    days: int = typer.Option(DAYS, "--days", min=0, max=3660, metavar="N"),
    kind: str = typer.Option("", "--kind"),
) -> None:
    run: Run = ctx.obj
    kinds = asking.kinds(run, kind)
    book = run.book
    refresh_days(run, book)
    last = last_day(run.today, days)
    with book.reading():
        planned, left, load = upcoming(run, book, last, kinds)
    times = {one.action.facts.id: run.at(one.day, one.action.facts.promise.time) for one in planned
             if one.action.facts.promise and one.action.facts.promise.day == one.day}  # fmt: skip
    run.keep_list([one.action.facts.id for one in planned])
    moved = sum(one.day != one.first for one in planned)
    remarks = [say("agenda.spread", n=moved, capacity=load.capacity)] if moved else []
    remarks += [say("agenda.left", n=left, day=last)] if left else []
    run.show(agenda_report(planned, run.today, times, remarks))


def upcoming(run: Run, book: Book, last: date, kinds: Sequence[str] = pulse.ONES) -> tuple[list[Planned], int, Load]:
    """Who comes up on which day until the last, how many find no room, and what a day holds."""
    load = Load(run.config.capacity, pulse.touched_today(book, kinds), run.calendar_of(run.country))
    planned, left = spread(_coming(run, book, last, kinds), run.today, last, load)
    return [_on_its_day(run, one) for one in planned], left, load


def _coming(run: Run, book: Book, last: date, kinds: Sequence[str]) -> Iterator[Action]:
    """Everybody of the rep's who comes up by then, judged on the day they do."""
    mine = run.config.name.casefold()
    for facts in pulse.coming(book, last, kinds):
        when = surfaces(facts, run.rules, run.today)
        others = mine and facts.owner and facts.owner.casefold() != mine
        if when and when <= last and not others:
            yield judge(facts, run.rules, when)


def _on_its_day(run: Run, one: Planned) -> Planned:
    """With the reasons of the day on which there is room."""
    if one.day == one.first:
        return one
    then = judge(one.action.facts, run.rules, one.day)
    return one._replace(action=then) if then.on_list else one
