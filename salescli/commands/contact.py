"""`crm contact`: the people of a customer."""

from __future__ import annotations

from typing import Any

import typer

from salescli.commands import asking
from salescli.commands.asking import with_fields
from salescli.commands.telling import told
from salescli.core.errors import CannotDo, WrongUsage
from salescli.core.model import CONTACT_FIELDS
from salescli.core.reports.people import contact_data, contacts_report
from salescli.core.text import say
from salescli.run import Run
from salescli.store import customers, view
from salescli.store import who as whos
from salescli.store.book import Book
from salescli.store.keys import fold


@with_fields(CONTACT_FIELDS, "name")
def contact_add_command(
    ctx: typer.Context,
    who: str = typer.Argument(..., metavar="WHO"),
    name: str = typer.Argument(..., metavar="NAME"),
    **given: Any,
) -> None:
    run: Run = ctx.obj
    name = " ".join(asking.limited("name", name).split())
    if not name:
        raise WrongUsage("name_empty")
    values = {**asking.typed_fields(run, CONTACT_FIELDS, given), "name": name}
    if values.get("primary", 1) is None:
        del values["primary"]
    book = run.writable()
    hit = asking.customer(run, book, who)
    with run.writing():
        contact = customers.add_contact(book, hit.customer, values)
    _tell(run, book, hit.customer, contact, "contact_added")


def _tell(run: Run, book: Book, customer: str, contact: str, line: str) -> None:
    row = next(row for row in view.contacts(book, customer) if row["id"] == contact)
    told(run, book, customer, line, person=row["name"], data=contact_data(row))


@with_fields(CONTACT_FIELDS)
def contact_edit_command(ctx: typer.Context, who: str = typer.Argument(..., metavar="CONTACT"), **given: Any) -> None:
    run: Run = ctx.obj
    values = asking.typed_fields(run, CONTACT_FIELDS, given)
    if not values:
        raise WrongUsage("nothing_given", command="crm contact edit")
    if "name" in values and not values["name"]:
        raise WrongUsage("name_empty")
    book = run.writable()
    hit = one_person(run, book, who)
    with run.writing():
        changed = customers.edit_contact(book, hit.customer, str(hit.contact), values)
    _tell(run, book, hit.customer, str(hit.contact), "contact_edited" if changed else "contact_unchanged")


def contact_delete_command(ctx: typer.Context, who: str = typer.Argument(..., metavar="CONTACT")) -> None:
    run: Run = ctx.obj
    book = run.writable()
    hit = one_person(run, book, who)
    with run.writing():
        row = view.one(book, "contacts", str(hit.contact))
        customers.remove_contact(book, hit.customer, row["id"])
    told(run, book, hit.customer, "contact_deleted", person=row["name"], data={"id": row["id"], "name": row["name"]})


def contact_list_command(ctx: typer.Context, who: str = typer.Argument(None, metavar="[WHO]")) -> None:
    run: Run = ctx.obj
    book = run.book
    with book.reading():
        customer = asking.customer(run, book, who).customer if who else ""
        rows = view.contacts(book, customer)
    run.show(contacts_report(rows))


def one_person(run: Run, book: Book, text: str) -> whos.Found:
    """The one person meant: by the end of an id, by name or surname and title, or the only one of a customer."""
    found = whos.person_by_id(book, text) or whos.people(book, text)
    if not found:
        customer = asking.customer(run, book, text).customer
        found = [whos.Found(customer, contact) for contact in customers.contact_ids(book, customer)]
    hits = [each for hit in found for each in _each_person(book, hit, text)]
    if len(hits) == 1 == len(found):
        return hits[0]
    names = tuple(say("who.person", name=view.one(book, "contacts", str(hit.contact))["name"], id=str(hit.contact)[-6:])
                  for hit in hits)  # fmt: skip
    raise CannotDo("person_several" if hits else "person_not_found", who=text, people=names)


def _each_person(book: Book, hit: whos.Found, text: str) -> list[whos.Found]:
    """The person of a hit; where several people of one customer fit, each of them."""
    if hit.contact:
        return [hit]
    key = fold(text)
    people = customers.people(book, hit.customer)
    fitting = [row for row in people if row["name_key"] == key] or people
    return [whos.Found(hit.customer, row["id"]) for row in fitting]
