"""`crm verify`: fields were checked and are still true (R2.4)."""

from __future__ import annotations

import typer

from salescli.commands import asking, checking
from salescli.commands.telling import told
from salescli.run import Run
from salescli.store.records import verified


def verify_command(
    ctx: typer.Context,
    who: str = typer.Argument(..., metavar="WHO"),
    field: list[str] = typer.Argument(None, metavar="[FIELD ...]"),
    with_: str = typer.Option("", "--with", metavar="CONTACT"),
) -> None:
    run: Run = ctx.obj
    names = checking.field_names(field or ())
    book = run.writable()
    hit = asking.customer(run, book, who)
    contact = asking.person(run, book, hit.customer, with_) if with_ else hit.contact
    places = checking.places(run, book, hit.customer, contact, names)
    with run.writing():
        verified.stamp(book, hit.customer, places)
        verified.trust(book, hit.customer, places)
    fields = list(dict.fromkeys(place.field for place in places))
    told(run, book, hit.customer, "verified", fields=checking.labels(places), data={"field": fields})
