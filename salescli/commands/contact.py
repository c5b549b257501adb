"""`crm contact`: the people of a customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import typer

from salescli.commands import asking, changed, entering
from salescli.commands.asking import read_past
from salescli.commands.options import with_fields
from salescli.commands.telling import told
from salescli.core.errors import CannotDo, WrongUsage
from salescli.core.records.fields import CONTACT_FIELDS
from salescli.core.reports.belongings import parts
from salescli.core.reports.changes import change_data, change_lines
from salescli.core.reports.people import contact_data, contacts_report
from salescli.core.text import Text, say
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.finding import who as whos
from salescli.store.finding.asked import Found
from salescli.store.finding.keys import fold
from salescli.store.records import belongings, moving, people, reading, view


@with_fields(CONTACT_FIELDS, "name")
def contact_add_command(
    ctx: typer.Context,
    who: str = typer.Argument(..., metavar="WHO"),
    name: str = typer.Argument(..., metavar="NAME"),
    anyway: bool = typer.Option(False, "--anyway"),
    **given: Any,
) -> None:
    run: Run = ctx.obj
    name = asking.name_typed(name)
    values = {**asking.typed_fields(run, CONTACT_FIELDS, given), "name": name}
    if values.get("primary", 1) is None:
        del values["primary"]
    book = run.writable()
    hit = asking.customer(run, book, who)
    remarks = entering.ask_about(run, entering.twins_of(book, values, at=hit.customer, anyway=anyway))
    with run.writing():
        contact = people.add_contact(book, hit.customer, values)
    _tell(run, book, hit.customer, contact, "contact_added", *remarks)


def _tell(run: Run, book: Book, customer: str, contact: str, line: str, *also: Text, **params: Any) -> None:
    row = next(row for row in reading.contacts(book, customer) if row["id"] == contact)
    data = {**contact_data(row), **params.pop("data", {})}
    told(run, book, customer, line, *also, person=row["name"], data=data, **params)


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
    customer, contact = hit.customer, str(hit.contact)
    with run.writing():
        before = changed.of_person(book, customer, contact)
        if values.get("primary") and values.get("left", before.fields["left"]):
            raise CannotDo("person_left", name=before.fields["name"])
        people.edit_contact(book, customer, contact, values)
        heir = _heir(book, customer, contact) if before.fields["primary"] else ""
    found = changed.changes(before, changed.of_person(book, customer, contact))
    also = (say("done.called_instead", person=heir, who=_named(book, customer)),) if heir else ()
    line = "contact_edited" if found else "contact_unchanged"
    _tell(run, book, customer, contact, line, *also, what=change_lines(found), data={"changed": change_data(found)})


def _heir(book: Book, customer: str, contact: str) -> str:
    """Who is the primary contact in place of this one."""
    return next((row["name"] for row in people.staying(book, customer) if row["is_primary"] and row["id"] != contact), "")


def _named(book: Book, customer: str) -> Text:
    return say("who.code", name=view.one(book, "customers", customer)["name"], code=view.code(book, customer))


def contact_move_command(
    ctx: typer.Context,
    person: str = typer.Argument(..., metavar="CONTACT"),
    who: str = typer.Argument(..., metavar="WHO"),
    on: str = typer.Option("", "--on", metavar="DAY"),
) -> None:
    run: Run = ctx.obj
    day = read_past(run, on) if on else None
    book = run.writable()
    hit = one_person(run, book, person)
    customer = _firm(run, book, who)
    row = view.one(book, "contacts", str(hit.contact))
    if customer == hit.customer:
        raise CannotDo("move_nowhere", person=row["name"], who=_named(book, customer))
    left = date.fromisoformat(row["left"]) if (row["left"] or "-")[0].isdigit() else run.today
    with run.writing():
        moved = moving.move(book, row["id"], customer, day or left)
    old = _named(book, moved.old)
    _tell(run, book, customer, row["id"], "contact_moved", *_stays(run, moved, old, row["name"], customer), old=old,
          data={"from": view.code(book, moved.old)})  # fmt: skip


def _firm(run: Run, book: Book, text: str) -> str:
    """The customer somebody goes to; one that isn't in the book has to be entered first."""
    try:
        return asking.customer(run, book, text).customer
    except CannotDo as error:
        if error.key != "who_nobody":
            raise
        raise CannotDo("move_to_nobody", **error.params) from None


def _stays(run: Run, moved: moving.Moved, old: Text, name: str, customer: str) -> list[Text]:
    """What didn't go along: the firm's own numbers, promises, the first place; and a namesake at the new firm."""
    book, found = run.book, []
    if moved.stayed:
        found.append(say("done.channels_stay", who=old, channels=tuple(view.shown_value(row) for row in moved.stayed)))
    found += [say("done.promise_stays_there", who=old, day=date.fromisoformat(day)) for day in moved.promises]
    if moved.heir:
        found.append(say("done.called_instead", person=moved.heir, who=old))
    if moved.namesake:
        ids = tuple(f"'#{row['id'][-6:]}'" for row in people.people(book, customer) if row["name"] == moved.namesake)
        found.append(say("done.namesake", name=name, who=_named(book, customer), one=ids[0], other=ids[-1]))
    return found


def contact_delete_command(ctx: typer.Context, who: str = typer.Argument(..., metavar="CONTACT")) -> None:
    run: Run = ctx.obj
    book = run.writable()
    hit = one_person(run, book, who)
    row, theirs = view.one(book, "contacts", str(hit.contact)), belongings.of_person(book, str(hit.contact))
    numbers = parts(belongings.Belongings({"channels": theirs.rows["channels"]}, {}))
    book.rely(who, lambda: belongings.of_person(book, str(hit.contact)) == theirs)
    if asking.can_ask(run):
        asking.agreed(run, say("ask.contact_delete", person=row["name"], who=_named(book, hit.customer), what=numbers))
    with run.writing():
        people.remove_contact(book, hit.customer, row["id"])
    told(run, book, hit.customer, "contact_deleted_with" if numbers else "contact_deleted", person=row["name"], what=numbers,
         data={"id": row["id"], "name": row["name"]})  # fmt: skip


def contact_list_command(ctx: typer.Context, who: str = typer.Argument(None, metavar="[WHO]")) -> None:
    run: Run = ctx.obj
    book = run.book
    with book.reading():
        customer = asking.customer(run, book, who).customer if who else ""
        rows = [_in_groups(run, row) for row in reading.contacts(book, customer)]
    run.show(contacts_report(rows))


def _in_groups(run: Run, row: Mapping[str, Any]) -> dict[str, Any]:
    """A person whose numbers are also written in groups, for people."""
    from salescli.core.language.grouping import grouped

    channels = [{**one, "read": grouped(one["shown"], run.country)} for one in row["channels"]]
    return {**row, "channels": channels}


def one_person(run: Run, book: Book, text: str) -> Found:
    """The one person meant: by # and the end of an id, by name or surname and title, or the only one of a customer."""
    hit = _one_person(run, book, text)
    book.rely(text, lambda: whos.is_there(book, hit))
    return hit


def _one_person(run: Run, book: Book, text: str) -> Found:
    found = whos.person_by_id(book, text) or whos.people(book, text)
    if not found:
        customer = asking.customer(run, book, text).customer
        found = [Found(customer, contact) for contact in people.contact_ids(book, customer)]
        if not found:
            raise CannotDo("person_none", who=text, code=view.code(book, customer))
    hits = [each for hit in found for each in _each_person(book, hit, text)]
    if len(hits) == 1 == len(found):
        return hits[0]
    names = tuple(say("who.person", name=view.one(book, "contacts", str(hit.contact))["name"], id=str(hit.contact)[-6:])
                  for hit in hits)  # fmt: skip
    if len(hits) > 1 and asking.can_ask(run):
        return hits[_chosen(run, book, text, hits)]
    raise CannotDo("person_several", who=text, people=names)


def _chosen(run: Run, book: Book, text: str, hits: Sequence[Found]) -> int:
    rows = [view.one(book, "contacts", str(hit.contact)) for hit in hits]
    lines = [say("who.person_at", name=row["name"], title=row["title"] or "", who=_named(book, row["customer_id"]))
             for row in rows]  # fmt: skip
    return asking.picked(run, text, list(map(run.words, lines)))


def _each_person(book: Book, hit: Found, text: str) -> list[Found]:
    """The person of a hit; where several people of one customer fit, each of them."""
    if hit.contact:
        return [hit]
    key = fold(text)
    theirs = people.people(book, hit.customer)
    fitting = [row for row in theirs if row["name_key"] == key] or theirs
    return [Found(hit.customer, row["id"]) for row in fitting]
