"""`crm next` and `crm snooze`: the day of the next contact, promised or put off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import typer

from salescli.commands import asking
from salescli.commands.telling import day_off, told
from salescli.core.errors import CannotDo, WrongUsage
from salescli.core.reports import Value
from salescli.core.reports.changes import Change, change_lines, shortened
from salescli.core.text import Text, say
from salescli.core.when import Span, When
from salescli.run import Run
from salescli.store.base import rows
from salescli.store.base.book import Book
from salescli.store.records import promises, view

OFF = ("off", "取消", "关", "關")
SKIP = ("skip", "跳过", "略過", "这次不用", "這次不用")


def next_command(
    ctx: typer.Context,
    who: str = typer.Argument(..., metavar="WHO"),
    when: str = typer.Argument(..., metavar="WHEN"),
    text: list[str] = typer.Argument(None, metavar="[TEXT ...]"),
    with_: str = typer.Option("", "--with", metavar="CONTACT"),
    every: str = typer.Option("", "--every", metavar="SPAN"),
) -> None:
    run: Run = ctx.obj
    word = when.strip().casefold()
    asked = word in OFF + SKIP
    when, rest = (when, text or []) if asked else asking.longest_when(run, [when, *(text or ())])
    day = None if asked else asking.when(run, when, "forward")
    said, often = asking.spoken(rest), _often(every, asked)
    book = run.writable()
    hit = asking.customer(run, book, who)
    contact = asking.person(run, book, hit.customer, with_) if with_ else hit.contact
    with run.writing():
        before = _promises(run, book, hit.customer)
        if word in SKIP:
            _skip(run, book, hit.customer, said)
        elif day is None:
            _drop(book, hit.customer, said)
        elif often:
            promises.repeat(book, hit.customer, day, said, often, contact=contact)
        else:
            promises.promise_next(book, hit.customer, day, said, contact=contact)
        book.touched.add(hit.customer)
    _tell(run, book, hit.customer, "promise", before, _promises(run, book, hit.customer), day)


def _often(text: str, asked: bool) -> Span | None:
    """How often a promise comes again."""
    if not text:
        return None
    from salescli.core.language.every import read_every

    if asked:
        raise WrongUsage("every_with_off")
    try:
        return read_every(text)
    except ValueError:
        raise WrongUsage("every_wrong", value=text) from None


def _drop(book: Book, customer: str, text: str) -> None:
    """All open promises, or those that TEXT names; a series ends with the one of it that is open."""
    if not promises.drop(book, customer, promises.meant(promises.open_promises(book, customer), text)):
        raise CannotDo("no_promise")


def _skip(run: Run, book: Book, customer: str, text: str) -> None:
    """This time of a series isn't kept: the next is promised."""
    series = [row for row in promises.meant(promises.open_promises(book, customer), text) if row["every"]]
    if not series:
        raise CannotDo("no_series")
    promises.drop(book, customer, series[:1])
    promises.renew(book, series[0], run.today)


def _promises(run: Run, book: Book, customer: str) -> Value:
    """The open promises, as a reply repeats them."""
    found = tuple(_promise(run, row) for row in promises.open_promises(book, customer))
    return found if len(found) > 1 else found[0] if found else None


def _promise(run: Run, row: Mapping[str, Any]) -> Text:
    person = say("show.story.person", person=row["person"]) if row["person"] else ""
    when = run.at(date.fromisoformat(row["day"]), row["time"])
    said = say("change.promise", day=when, text=shortened(row["text"]), person=person)
    if not row["every"]:
        return said
    from salescli.core.series import how_often

    return say("change.promise.every", promise=said, every=how_often(row["every"]))


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
