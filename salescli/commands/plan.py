"""`crm next` and `crm snooze`: the day of the next contact, promised or put off."""

from __future__ import annotations

import typer

from salescli.commands import asking
from salescli.commands.telling import day_off, told
from salescli.core.dates import read_when
from salescli.core.errors import CannotDo
from salescli.run import Run
from salescli.store import rows, story

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
    day = None if off else read_when(when, run.now, "forward")
    said = asking.spoken(text)
    book = run.writable()
    hit = asking.customer(run, book, who)
    contact = asking.person(run, book, hit.customer, with_) if with_ else hit.contact
    with run.writing():
        if day is None:
            if not story.drop_promises(book, hit.customer):
                raise CannotDo("no_promise")
        else:
            story.promise_next(book, hit.customer, day, said, contact=contact)
    told(run, book, hit.customer, "promise_dropped" if off else "promised", *day_off(run, day, run.config.country))


def snooze_command(
    ctx: typer.Context,
    who: str = typer.Argument(..., metavar="WHO"),
    when: str = typer.Argument(..., metavar="WHEN"),
) -> None:
    run: Run = ctx.obj
    off = when.strip().casefold() in OFF
    day = None if off else read_when(when, run.now, "forward")
    book = run.writable()
    hit = asking.customer(run, book, who)
    with run.writing():
        until = day.day.isoformat() if day else None
        changed = rows.update(book, "customers", hit.customer, {"snoozed_until": until})
        if off and not changed:
            raise CannotDo("not_snoozed")
        book.touched.add(hit.customer)
    told(run, book, hit.customer, "awake" if off else "snoozed", *day_off(run, day, run.config.country),
         until=day.day if day else None)  # fmt: skip
