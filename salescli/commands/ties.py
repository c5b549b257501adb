"""`crm tie`: what customers, and people, are to each other (CONTRACT 9)."""

from __future__ import annotations

from typing import Any

import typer

from salescli.commands import asking
from salescli.commands.asking import read_past
from salescli.commands.contact import one_person
from salescli.commands.telling import told
from salescli.core.errors import CannotDo, WrongUsage
from salescli.core.reports.ties import said, tie_data, ties_report
from salescli.core.text import say
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.finding import who as whos
from salescli.store.records import ties
from salescli.store.records.ties import End

ALL = 100  # percent


def tie_command(
    ctx: typer.Context,
    one: str = typer.Argument(..., metavar="WHO"),
    kind: str = typer.Argument(..., metavar="KIND"),
    other: str = typer.Argument(..., metavar="WHOM"),
    share: str = typer.Option("", "--share", metavar="%"),
    place: str = typer.Option("", "--place"),
    since: str = typer.Option("", "--since", metavar="DAY"),
    note: str = typer.Option("", "--note"),
) -> None:
    run: Run = ctx.obj
    key = asking.choice(run, "tie", kind, "KIND")
    more = _said(run, share, place, since, note)
    book = run.writable()
    begins, ends = _ends(run, book, one, key, other)
    if begins.id == ends.id:
        raise CannotDo("tie_itself", name=ties.named(book, begins))
    with run.writing():
        row_id, changed = ties.tie(book, begins, key, ends, more)
    row = ties.one(book, row_id)
    words = say("as_is", text=(sentence(row), *said(row)))
    told(run, book, begins.customer, "tied" if changed else "unchanged", what=words, data=tie_data(row))


def _said(run: Run, share: str, place: str, since: str, note: str) -> dict[str, Any]:
    """What is said of the tie beside its kind."""
    found: dict[str, Any] = {}
    if share:
        found["share"] = _share(share)
    if place:
        found["place"] = asking.choice(run, "tie_place", place, "place")
    if since:
        found["since"] = read_past(run, since).isoformat()
    if note.strip():
        found["note"] = asking.limited("note", note.strip())
    return found


def _share(text: str) -> int:
    """A whole number of percent."""
    digits = text.strip().removesuffix("%").removesuffix("％").strip()
    if not (digits.isascii() and digits.isdigit() and int(digits[:4]) <= ALL):
        raise WrongUsage("share_wrong", value=text)
    return int(digits)


def _ends(run: Run, book: Book, one: str, kind: str, other: str) -> tuple[End, End]:
    if not ties.between_people(kind):
        return End(asking.customer(run, book, one).customer), End(asking.customer(run, book, other).customer)
    begins = one_person(run, book, one)
    here = whos.people(book, other, begins.customer)
    ends = here[0] if len(here) == 1 else one_person(run, book, other)  # most know, and report to, somebody of their own firm
    return End(begins.customer, begins.contact), End(ends.customer, ends.contact)


def sentence(row: dict[str, Any]) -> Any:
    """A tie in words, from no side."""
    return say(f"tied.{row['kind']}", one=row["contact"] or row["customer_name"], other=row["other_contact"] or row["other_name"])


def tie_list_command(ctx: typer.Context, who: str = typer.Argument(None, metavar="[WHO]")) -> None:
    run: Run = ctx.obj
    book = run.book
    with book.reading():
        customer = asking.customer(run, book, who).customer if who else ""
        rows = ties.of_customer(book, customer)
    run.show(ties_report(rows))


def tie_delete_command(ctx: typer.Context, tie: str = typer.Argument(..., metavar="ID")) -> None:
    run: Run = ctx.obj
    book = run.writable()
    row = ties.find(book, tie)
    with run.writing():
        ties.untie(book, row["id"])
    told(run, book, row["customer_id"], "untied", what=sentence(row), data={"id": row["id"], "kind": row["kind"]})
