"""`crm agenda`: who comes up on which day."""

from __future__ import annotations

from datetime import date

import typer

from salescli.commands.today import refresh_days
from salescli.core.rank import Action, judge, surfaces
from salescli.core.reports.day import agenda_report, last_day
from salescli.run import Run
from salescli.store import pulse

DAYS = 30


def agenda_command(ctx: typer.Context, days: int = typer.Option(DAYS, "--days", min=0, max=3660, metavar="N")) -> None:
    run: Run = ctx.obj
    book = run.book
    found: list[tuple[date, Action]] = []
    refresh_days(run, book)
    with book.reading():
        mine = run.config.name.casefold()
        for facts in pulse.coming(book, last_day(run.today, days)):
            when = surfaces(facts, run.rules, run.today)
            others = mine and facts.owner and facts.owner.casefold() != mine
            if when and when <= last_day(run.today, days) and not others:
                found.append((when, judge(facts, run.rules, when)))
    actions = [action for _, action in sorted(found, key=lambda pair: (pair[0], not pair[1].must, pair[1].order))]
    times = {a.facts.id: run.at(a.day, a.facts.promise.time) for a in actions
             if a.facts.promise and a.facts.promise.day == a.day}  # fmt: skip
    run.keep_list([action.facts.id for action in actions])
    run.show(agenda_report(actions, run.today, times))
