"""`crm merge`: two customers, or two people of one customer, become one."""

from __future__ import annotations

import typer

from salescli.commands import asking
from salescli.commands.contact import one_person
from salescli.commands.telling import told
from salescli.core.errors import CannotDo, WrongUsage
from salescli.core.likeness import Likeness
from salescli.core.reports import Value
from salescli.core.reports.likeness import field_data, merge_report, moved_data, reasons
from salescli.core.text import Text, say
from salescli.run import Run
from salescli.store import duplicates, merging, view
from salescli.store.book import Book
from salescli.store.who import Found

PERSON = "#"
"""What the end of a person's id begins with: `crm merge '#3f2a91' '#9c01d4'`."""


class _DryRun(Exception):
    """Ends the transaction of a dry run."""


def merge_command(
    ctx: typer.Context,
    keep: str = typer.Argument(..., metavar="KEEP"),
    other: str = typer.Argument(..., metavar="OTHER"),
    dry_run: bool = typer.Option(False, "--dry-run"),
) -> None:
    run: Run = ctx.obj
    book = run.writable()
    one, two = one_record(run, book, keep), one_record(run, book, other)
    _check(one, two)
    like = duplicates.of_two(book, one.customer, two.customer) if not one.contact else Likeness(0.0, ())
    gone = view.one(book, "contacts" if two.contact else "customers", two.contact or two.customer)
    code = view.code(book, two.customer)
    merged = _merged(run, one, two, dry_run)
    if run.form in ("table", "plain") and merged.fields:
        run.show(merge_report(merged.fields))
    _tell(run, book, one, (code, gone["name"]), merged, like, dry_run)


def one_record(run: Run, book: Book, text: str) -> Found:
    """A customer by code or whole name, or a person by the end of an id that begins with #."""
    if text.startswith(PERSON):
        return one_person(run, book, text)
    return Found(asking.customer(run, book, text, strict=True).customer)


def _check(one: Found, two: Found) -> None:
    if one == two:
        raise WrongUsage("same_twice", command="crm merge")
    if bool(one.contact) != bool(two.contact):
        raise WrongUsage("merge_kinds")
    if one.contact and one.customer != two.customer:
        raise CannotDo("merge_people_apart")


def _merged(run: Run, one: Found, two: Found, dry_run: bool) -> merging.Merged:
    merged = merging.Merged((), {})
    try:
        with run.writing() as book:
            if one.contact and two.contact:
                merged = merging.merge_people(book, one.customer, one.contact, two.contact)
            else:
                merged = merging.merge_customers(book, one.customer, two.customer)
            if dry_run:
                raise _DryRun
    except _DryRun:
        book.touched = set()
    return merged


def _tell(run: Run, book: Book, one: Found, gone: tuple[str, str], merged: merging.Merged, like: Likeness,
          dry_run: bool) -> None:  # fmt: skip
    code, name = gone
    fields: list[Value] = [field_data(field) for field in merged.fields]
    data: dict[str, Value] = {
        "other": code, "other_name": name, "confidence": like.confidence, "why": reasons(like.why),
        "moved": moved_data(merged.moved), "fields": fields, "dry_run": dry_run,
    }  # fmt: skip
    line = "would_merge" if dry_run else "merged"
    told(run, book, one.customer, line, gone=say("who.code", name=name, code=code), what=_moved(merged), data=data)


def _moved(merged: merging.Merged) -> tuple[Text, ...]:
    """How many rows of each kind went over."""
    found = tuple(say("changed.insert", table=say(f"table.{table}"), n=n) for table, n in merged.moved.items() if n)
    return found or (say("merge.nothing_moved"),)
