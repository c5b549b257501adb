"""`crm next` and `crm snooze`: the day of the next contact, promised or put off."""

from __future__ import annotations

from datetime import date

import typer

from salescli.commands import asking
from salescli.commands.telling import day_off, told
from salescli.core.errors import CannotDo
from salescli.core.reports import Value
from salescli.core.reports.changes import Change, change_lines, shortened
from salescli.core.text import say
from salescli.core.when import When
from salescli.run import Run
from salescli.store.base import rows
from salescli.store.base.book import Book
from salescli.store.records import story, view

OFF = ("off", "取消", "关", "關")


def next_command(
    ctx: typer.Context,
    who: str = typer.Argument(..., metavar="WHO"),
    when: str = typer.Argument(..., metavar="WHEN"),
    text: list[str] = typer.Argument(None, metavar="[TEXT ...]"),
    with_: str = typer.Option("", "--with", metavar="CONTACT"),
) -> None:
    run: Run = ctx.obj
    off = when.strip().casefold() in OFF
    when, rest = (when, text or []) if off else asking.longest_when(run, [when, *(text or ())])
    day = None if off else asking.when(run, when, "forward")
    said = asking.spoken(rest)
    book = run.writable()
    hit = asking.customer(run, book, who)
    contact = asking.person(run, book, hit.customer, with_) if with_ else hit.contact
    with run.writing():
        before = _promise(run, book, hit.customer)
        if day is None:
            if not story.drop_promises(book, hit.customer):
                raise CannotDo("no_promise")
        else:
            story.promise_next(book, hit.customer, day, said, contact=contact)
    _tell(run, book, hit.customer, "promise", before, _promise(run, book, hit.customer), day)


def _promise(run: Run, book: Book, customer: str) -> Value:
    """The open promise, as a reply repeats it."""
    row = next(iter(view.promises(book, customer)), None)
    if row is None:
        return None
    person = say("show.story.person", person=row["person"]) if row["person"] else ""
    when = run.at(date.fromisoformat(row["day"]), row["time"])
    return say("change.promise", day=when, text=shortened(row["text"]), person=person)


def _tell(run: Run, book: Book, customer: str, field: str, old: Value, new: Value, day: When | None) -> None:
    found = [Change(field, old, new)] if old != new else []
    told(run, book, customer, "changed" if found else "unchanged", *day_off(run, day, run.country),
         what=change_lines(found))  # fmt: skip


def snooze_command(
    ctx: typer.Context,
    who: str = typer.Argument(..., metavar="WHO"),
    words: list[str] = typer.Argument(..., metavar="WHEN"),
) -> None:
    run: Run = ctx.obj
    when = " ".join(words)
    off = when.strip().casefold() in OFF
    day = None if off else asking.when(run, when, "forward")
    book = run.writable()
    hit = asking.customer(run, book, who)
    with run.writing():
        before = _rest(book, hit.customer)
        until = day.day.isoformat() if day else None
        changed = rows.update(book, "customers", hit.customer, {"snoozed_until": until})
        if off and not changed:
            raise CannotDo("not_snoozed")
        book.touched.add(hit.customer)
    _tell(run, book, hit.customer, "snoozed_until", before, _rest(book, hit.customer), day)


def _rest(book: Book, customer: str) -> date | None:
    until = view.one(book, "customers", customer)["snoozed_until"]
    return date.fromisoformat(until) if until else None
