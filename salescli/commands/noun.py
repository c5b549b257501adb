"""`crm NOUN add|edit|show|list|delete`, built from the declaration of the kind of record that the noun means."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import typer

from salescli.commands import asking, typed
from salescli.commands.fields import fold
from salescli.commands.telling import next_day
from salescli.core.errors import WrongUsage
from salescli.core.records import Attribute, Table, noun_of, nouns
from salescli.core.records.noun import Linked, Record
from salescli.core.records.values import asked, words
from salescli.core.reports.records import (
    called,
    change_data,
    change_lines,
    record_data,
    record_report,
    records_report,
)
from salescli.core.text import say
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.ranking import pulse
from salescli.store.records import declared

Function = Callable[..., Any]


def function_of(name: str) -> Function:
    """The function of `NOUN VERB`, with a parameter for each field."""
    word, _, verb = name.rpartition(" ")
    table = nouns()[word]
    function = _VERBS[verb](table)
    function.labels = {fold(text): column.field for column in table.fields  # type: ignore[attr-defined]
                       for text in (column.field, *(column.label or ()))}  # fmt: skip
    return function


# the command line


def _shaped(function: Function, parameters: Sequence[inspect.Parameter]) -> Function:
    context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    function.__signature__ = inspect.Signature([context, *parameters])  # type: ignore[attr-defined]
    return function


def _argument(name: str, metavar: str) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=typer.Argument(..., metavar=metavar),
                             annotation=str)  # fmt: skip


def _option(column: Attribute) -> inspect.Parameter:
    several = column.kind in ("texts", "lines")
    names = dict.fromkeys((column.option, f"--{column.field.replace('_', '-')}"))
    metavar = asked(column) if column.kind == "lines" else column.field.upper().replace("_", "-")
    return inspect.Parameter(column.attribute, inspect.Parameter.KEYWORD_ONLY, annotation=list[str] if several else str,
                             default=typer.Option(None, *names, metavar=metavar))  # fmt: skip


def _first(table: Table) -> list[inspect.Parameter]:
    """What comes without a dash."""
    found = [table.field(name) for name in noun_of(table).first]
    return [_argument(one.attribute, "WHO" if one.field == "customer" else one.field.upper()) for one in found]


def _options(table: Table, *taken: str) -> list[inspect.Parameter]:
    return [_option(column) for column in table.fields if column.field not in taken]


# the verbs


def _add(table: Table) -> Function:
    command = f"crm {noun_of(table).word} add"

    def add(ctx: typer.Context, **given: Any) -> None:
        run: Run = ctx.obj
        book = run.writable()
        values = typed.complete(run, book, table, typed.values(run, book, table, given), command)
        with run.writing():
            row_id = declared.add(book, table, values)
        _tell(run, book, table, declared.one(book, table, row_id), "added")

    return _shaped(add, [*_first(table), *_options(table, *noun_of(table).first)])


def _edit(table: Table) -> Function:
    command = f"crm {noun_of(table).word} edit"

    def edit(ctx: typer.Context, record_: str, **given: Any) -> None:
        run: Run = ctx.obj
        book = run.writable()
        if all(value in (None, []) for value in given.values()):
            raise WrongUsage("nothing_given", command=command)
        meant = typed.record(run, book, table, record_)
        values = typed.values(run, book, table, given, meant.customer)
        typed.kept(table, values, command)
        with run.writing():
            before = declared.one(book, table, meant.id)
            declared.edit(book, table, before, values)
        after = declared.one(book, table, meant.id)
        lines = change_lines(table, before, after)
        _tell(run, book, table, after, "edited" if lines else "unchanged", what=lines,
              data={"changed": change_data(table, before, after)})  # fmt: skip

    return _shaped(edit, [_argument("record_", "CODE"), *_options(table)])


def _show(table: Table) -> Function:
    def show(ctx: typer.Context, record_: str) -> None:
        run: Run = ctx.obj
        shown(run, run.book, typed.record(run, run.book, table, record_))

    return _shaped(show, [_argument("record_", "CODE")])


def shown(run: Run, book: Book, meant: declared.Meant) -> None:
    """Show one record with every field."""
    with book.reading():
        record = declared.one(book, meant.table, meant.id)
    run.show(record_report(meant.table, record))


def _delete(table: Table) -> Function:
    def delete(ctx: typer.Context, record_: str) -> None:
        run: Run = ctx.obj
        book = run.writable()
        meant = typed.record(run, book, table, record_, strict=not asking.can_ask(run))
        record = declared.one(book, table, meant.id)
        if asking.can_ask(run):
            asking.agreed(run, say("ask.record_delete", record=called(table, record)))
        with run.writing():
            declared.remove(book, table, record)
        _tell(run, book, table, record, "deleted")

    return _shaped(delete, [_argument("record_", "CODE")])


def _list(table: Table) -> Function:
    def list_(
        ctx: typer.Context,
        where: str = typer.Option("", "--where", metavar="EXPR"),
        sort: str = typer.Option("", "--sort", metavar="FIELD"),
        columns: list[str] = typer.Option(None, "--columns", metavar="F,F"),
        view_name: str = typer.Option("", "--view", metavar="NAME"),
        save: str = typer.Option("", "--save", metavar="NAME"),
        most: int = typer.Option(0, "-n", metavar="N"),
    ) -> None:
        from salescli.commands import noun_fields, views

        run: Run = ctx.obj
        given = {"where": where, "sort": sort, "columns": ",".join(columns or ())}
        if view_name:
            given = views.applied(run.book, view_name, given, noun_of(table).word)
        shown = noun_fields.columns(run, table, (given["columns"],))
        order = noun_fields.sort_field(run, table, given["sort"])
        book = run.book
        with book.reading():
            found = noun_fields.records(run, book, table, given["where"])
        if save:
            views.keep(run, save, given, noun_of(table).word)
        found = noun_fields.ordered(table, found, order)
        found = found[:most] if most > 0 else found
        run.keep_list([record.id for record in found])
        run.show(records_report(table, found, shown))

    list_.__annotations__ = {"ctx": typer.Context, "where": str, "sort": str, "columns": list[str], "view_name": str, "save": str,
                             "most": int}  # fmt: skip
    return list_


_VERBS: dict[str, Callable[[Table], Function]] = {
    "add": _add, "edit": _edit, "show": _show, "list": _list, "delete": _delete,
}  # fmt: skip


def _tell(run: Run, book: Book, table: Table, record: Record, line: str, **more: Any) -> None:
    """One line on what was done to a record, and whose it is with their next contact; or its JSON."""
    data = {**record_data(table, record), **more.pop("data", {})}
    params = {"record": called(table, record), "noun": words(noun_of(table).one), **more}
    customer = getattr(record, "customer", None)
    if not isinstance(customer, Linked):
        run.done(say(f"done.record_{line}", **params), data)
        return
    when = next_day(run, pulse.facts_of(book, customer.id))
    then = say("done.next", day=when) if when else say("done.no_next")
    who = say("who.code", name=customer.name, code=customer.code)
    run.done(say(f"done.record_{line}_at", who=who, next=then, **params), {**data, "next": when})
