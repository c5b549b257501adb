"""`crm merge`: two customers, or two people of one customer, become one."""

from __future__ import annotations

import typer

from salescli.commands import asking
from salescli.commands.contact import one_person
from salescli.commands.telling import told
from salescli.core.errors import CannotDo, WrongUsage
from salescli.core.matching.evidence import Likeness
from salescli.core.reports import Value
from salescli.core.reports.belongings import parts
from salescli.core.reports.likeness import field_data, field_label, merge_report, reasons
from salescli.core.text import Text, say
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.finding.asked import Found
from salescli.store.matching import duplicates, merging
from salescli.store.records import view

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
    names = say("who.code", name=gone["name"], code=code)
    asks = asking.can_ask(run) and not dry_run
    if asks:
        _agree(run, one, names, _merged(run, one, two, dry_run=True))
    merged = _merged(run, one, two, dry_run)
    if not asks:
        _show(run, merged)
    _tell(run, book, one, (code, gone["name"]), merged, like, dry_run)


def _agree(run: Run, one: Found, gone: Text, merged: merging.Merged) -> None:
    """Field by field and all that moves is shown in a terminal before it is done."""
    _show(run, merged)
    row = view.one(run.book, "contacts" if one.contact else "customers", one.contact or one.customer)
    who = say("who.code", name=row["name"], code=view.code(run.book, one.customer))
    asking.agreed(run, say("ask.merge", gone=gone, who=who, what=_what(merged)))


def _show(run: Run, merged: merging.Merged) -> None:
    if run.for_a_person and merged.fields:
        run.show(merge_report(merged.fields))


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
    merged = None
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
    assert merged is not None
    return merged


def _tell(run: Run, book: Book, one: Found, gone: tuple[str, str], merged: merging.Merged, like: Likeness,
          dry_run: bool) -> None:  # fmt: skip
    code, name = gone
    fields: list[Value] = [field_data(field) for field in merged.fields]
    data: dict[str, Value] = {
        "other": code, "other_name": name, "confidence": like.confidence, "why": reasons(like.why),
        "moved": dict(merged.moved.counts()), "fields": fields, "dry_run": dry_run,
    }  # fmt: skip
    line = "would_merge" if dry_run else "merged"
    told(run, book, one.customer, line, gone=say("who.code", name=name, code=code), what=_what(merged), data=data)


def _what(merged: merging.Merged) -> tuple[Text, ...]:
    """What goes over, who becomes one, and which fields are filled or kept beside."""
    united = tuple(say("merge.united", other=other, name=name) for other, name in merged.united)
    fates = tuple(say(f"merge.fields.{key}", fields=labels) for key, labels in _fates(merged).items() if labels)
    return (*parts(merged.moved), *united, *fates) or (say("merge.nothing_moved"),)


def _fates(merged: merging.Merged) -> dict[str, tuple[Value, ...]]:
    """The fields that change in the record that stays, and those of which a value is kept beside."""
    found: dict[str, tuple[Value, ...]] = {"filled": (), "alternative": ()}
    for one in merged.fields:
        key = "alternative" if one.what == "alternative" else "filled"
        found[key] = tuple(dict.fromkeys((*found[key], field_label(one.field))))
    return found
