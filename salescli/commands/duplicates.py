"""`crm duplicates`: pairs that may be one, and which ones a rep told apart."""

from __future__ import annotations

import typer

from salescli.commands.merge import one_record
from salescli.core.errors import WrongUsage
from salescli.core.matching.evidence import DEFAULT_CUTOFF
from salescli.core.reports.likeness import duplicates_report
from salescli.core.text import say
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.finding.asked import Found
from salescli.store.matching import duplicates
from salescli.store.records import view

SHOWN = 30
"""Pairs that a person sees unless -n says otherwise; a program gets all."""


def duplicates_command(
    ctx: typer.Context,
    who: list[str] = typer.Argument(None, metavar="[C1 C2]"),
    number: int = typer.Option(None, "-n", "--number", min=1, metavar="N"),
    different: bool = typer.Option(False, "--different"),
) -> int:
    run: Run = ctx.obj
    if different:
        return _tell_apart(run, who or [])
    if who:
        raise WrongUsage("arguments_extra", command="crm duplicates")
    book = run.book
    with book.reading():
        pairs = duplicates.found(book, DEFAULT_CUTOFF)
    most = number or (SHOWN if run.for_a_person else len(pairs))
    shown = pairs[:most]
    cut = (say("duplicates.cut", n=len(pairs), shown=len(shown)),) if len(shown) < len(pairs) else ()
    run.keep_list([pair.customer for pair in shown])
    run.show(duplicates_report(shown, cut if shown else (say("duplicates.none"),)))
    return 1 if pairs else 0


def _tell_apart(run: Run, who: list[str]) -> int:
    if len(who) != 2:
        raise WrongUsage("two_needed", command="crm duplicates --different")
    book = run.writable()
    one, other = (one_record(run, book, text) for text in who)
    if one == other:
        raise WrongUsage("same_twice", command="crm duplicates --different")
    with run.writing():
        new = duplicates.tell_apart(book, one.customer, one.contact or one.customer, other.contact or other.customer)
    data = {"code": view.code(book, one.customer), "name": _name(book, one),
            "other": view.code(book, other.customer), "other_name": _name(book, other)}  # fmt: skip
    run.done(say("done.told_apart" if new else "done.told_apart_before", **data), data)
    return 0


def _name(book: Book, hit: Found) -> str:
    return str(view.one(book, "contacts" if hit.contact else "customers", hit.contact or hit.customer)["name"])
