"""`crm today`: the prioritised call list."""

from __future__ import annotations

import typer

from salescli.commands.asking import choice
from salescli.core.rank import Action, cut, judge, rank
from salescli.core.reports import Report
from salescli.core.reports.day import today_report
from salescli.core.text import Text, say
from salescli.core.workdays import is_working_day
from salescli.run import Run
from salescli.store import pulse, view
from salescli.store.book import Book


def today_command(
    ctx: typer.Context,
    n: int = typer.Option(None, "-n", "--number", min=0, metavar="N"),
    everybody: bool = typer.Option(False, "--all"),
    stage: str = typer.Option("", "--stage"),
    owner: str = typer.Option("", "--owner"),
) -> None:
    run: Run = ctx.obj
    wanted_stage = choice(run, "stage", stage) if stage else ""
    book = run.book
    refresh_days(run, book)
    with book.reading():
        if not book.db.execute("SELECT 1 FROM customers WHERE deleted_at IS NULL LIMIT 1").fetchone():
            _how_to_begin(run)
            return
        ranked = rank(_actions(run, book, wanted_stage, owner))
        places = run.config.capacity - pulse.touched_today(book) if n is None else n
        shown = ranked if everybody else cut(ranked, max(0, places))
        people = {action.facts.id: _person(book, action) for action in shown}
    run.keep_list([action.facts.id for action in shown])
    run.show(today_report(shown, people, run.rules, _remarks(run, ranked, shown)))


def _actions(run: Run, book: Book, stage: str, owner: str) -> list[Action]:
    mine = (owner or run.config.name).casefold()
    found = []
    for facts in pulse.candidates(book):
        if mine and facts.owner and facts.owner.casefold() != mine:
            continue
        action = judge(facts, run.rules, run.today)
        if not stage or action.stage == stage:
            found.append(action)
    return found


def _person(book: Book, action: Action) -> dict[str, str]:
    promised_to = action.facts.promise.contact if action.facts.promise else ""
    contact, phone = view.person_to_call(book, action.facts.id, promised_to)
    name, title = (contact["name"], contact["title"] or "") if contact else ("", "")
    return {"contact": name, "title": title, "phone": phone}


def _remarks(run: Run, ranked: list[Action], shown: list[Action]) -> tuple[Text, ...]:
    remarks = [] if is_working_day(run.today, run.config.country) else [say("today.day_off", day=run.today)]
    if not ranked:
        remarks.append(say("today.nobody"))
    waiting = len(ranked) - len(shown)
    return (*remarks, say("today.waiting", n=waiting)) if waiting else tuple(remarks)


def _how_to_begin(run: Run) -> None:
    if run.form not in ("table", "plain"):
        run.show(Report("today", (), ()))
        return
    from salescli.render import screen

    screen.say(run.words(say("today.begin")))


def refresh_days(run: Run, book: Book) -> None:
    """Bring the days that were derived from other rules up to date, with a remark; or do without, where it can't write."""
    if pulse.is_current(book) or not run.book_path.exists():
        return
    from salescli.core.errors import CannotDo

    try:
        run.writable()
        pulse.rebuild(book)
        run.remark(say("today.rebuilt"))
    except CannotDo:
        pass
