"""`crm signal`: what is heard or seen of a customer, in one line; it raises them with a play of its own (R3.6, R4.5)."""

from __future__ import annotations

import typer

from salescli.commands import asking, typed
from salescli.commands.telling import told
from salescli.core.errors import WrongUsage
from salescli.core.records.signals import HEARD
from salescli.core.reports.changes import shortened
from salescli.core.text import say
from salescli.run import Run
from salescli.store.records import declared


def signal_command(
    ctx: typer.Context,
    who: str = typer.Argument(..., metavar="WHO"),
    text: list[str] = typer.Argument(None, metavar="TEXT ..."),
    signal: str = typer.Option("", "--kind"),
    at: str = typer.Option("", "--at", metavar="DAY"),
    with_: str = typer.Option("", "--with", metavar="CONTACT"),
) -> None:
    run: Run = ctx.obj
    said = asking.spoken(text)
    if not said:
        raise WrongUsage("argument_missing", argument="TEXT", command="crm signal")
    kind = asking.choice(run, "signal", signal, "kind") if signal else None
    given = {"customer": who, "text": said, "kind": kind, "at": at or None, "contact": with_ or None}
    book = run.writable()
    values = typed.complete(run, book, HEARD, typed.values(run, book, HEARD, given), "crm signal")
    with run.writing():
        row_id = declared.add(book, HEARD, values)
    row = declared.one(book, HEARD, row_id)
    key = row.kind  # type: ignore[attr-defined]
    data = {"id": row_id, "signal": row.code, "kind": key, "text": said, "at": values["at"]}
    told(run, book, values["customer"].id, "signal", kind=say(f"signal.{key}"), text=shortened(said), data=data)
