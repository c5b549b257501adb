"""`crm list` and `crm find`: customers by conditions, and by any text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import typer

from salescli.commands import asking, fields, views
from salescli.commands.judged import Judged, Wanted
from salescli.core.errors import WrongUsage
from salescli.core.language.where import Condition, Conditions, changed, leaves, parse_where
from salescli.core.model import CHOICES, CUSTOMER, KINDS
from salescli.core.ranking.facts import Facts
from salescli.core.reports import Report
from salescli.core.reports.listed import list_report
from salescli.core.reports.table import Chosen, table_report
from salescli.core.text import Text, say
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.finding.search import others, search
from salescli.store.ranking import listing, pulse
from salescli.store.records import cells, view

MOST_FOUND = 50
KINDRED = ("kind", "group")
"""Fields of conditions that ask for other kinds than customers, too."""
Rowed = dict[str, Any]


def list_command(
    ctx: typer.Context,
    stage: str = typer.Option("", "--stage"),
    grade: str = typer.Option("", "--grade"),
    tag: str = typer.Option("", "--tag"),
    owner: str = typer.Option("", "--owner"),
    source: str = typer.Option("", "--source"),
    kind: str = typer.Option("", "--kind"),
    where: str = typer.Option("", "--where", metavar="EXPR"),
    sort: str = typer.Option("", "--sort", metavar="FIELD"),
    columns: list[str] = typer.Option(None, "--columns", metavar="F,F"),
    view_name: str = typer.Option("", "--view", metavar="NAME"),
    save: str = typer.Option("", "--save", metavar="NAME"),
    n: int | None = typer.Option(None, "-n", "--number", min=0, metavar="N"),
) -> None:
    run: Run = ctx.obj
    given = {"stage": stage, "grade": grade, "tag": tag, "owner": owner, "source": source, "kind": kind, "where": where,
             "sort": sort, "columns": ",".join(columns or ())}  # fmt: skip
    if view_name:
        given = views.applied(run.book, view_name, given)
    own = listing.own_names(run.book) if given["sort"] or given["columns"] else []
    given["sort"] = fields.sort_field(run, given["sort"], own)
    chosen = fields.column_fields(run, given["columns"], own)
    given["columns"] = ",".join(chosen)
    wanted = _conditions(run, run.book, given)
    kinds = asking.kinds(run, given["kind"]) if given.get("kind") else kinds_meant(wanted)
    if save:
        views.keep(run, save, given)
    book = run.book
    with book.reading():
        shown, number = _first(run, book, wanted, kinds, Order(given["sort"], n))
        remarks = (say("done.list_cut", n=number, shown=len(shown)),) if len(shown) < number else ()
        made = _report(run, book, shown, chosen)._replace(remarks=remarks)
    run.keep_list([one.facts.id for one in shown])
    run.show(made)


class Order(NamedTuple):
    """In which order a list is to be, and how many rows of it (None: all)."""

    sort: str = ""
    most: int | None = None


def _first(run: Run, book: Book, wanted: Conditions, kinds: Sequence[str], order: Order) -> tuple[list[Judged], int]:
    """The first customers that meet the conditions, and how many do; no more of them are looked at than has to be."""
    name = order.sort.removeprefix("-")
    if order.most is None or Wanted(book, wanted).left or name in listing.COMPUTED or name in _FACTS_ALONE:
        kept = _ordered(book, kept_of(run, book, listing.facts_where(book, wanted, kinds), wanted), order.sort)
        return kept[: order.most], len(kept)
    ids = listing.ids_where(book, wanted, kinds)
    first = _in_order(ids, listing.values(book, name) if name else {}, order.sort)[: order.most]
    return [Judged(run, book, facts) for facts in pulse.facts_by_id(book, first)], len(ids)


def _report(run: Run, book: Book, shown: Sequence[Judged], names: Sequence[str]) -> Report:
    """The list with its own columns, or those that were chosen."""
    if not names:
        return list_report("list", _rows(book, shown), run.country)
    ids = [one.facts.id for one in shown]
    columns = {name: _values(book, shown, ids, name) for name in names}
    rows = [{"code": one.facts.code_text, "name": one.facts.name, **{name: columns[name].get(one.facts.id) for name in names}}
            for one in shown]  # fmt: skip
    chosen = [Chosen(name, fields.KINDS.get(name, "text"), fields.title(name)) for name in names]
    return table_report("list", chosen, rows)


def kinds_meant(conditions: Conditions) -> Sequence[str]:
    """Of which kinds a list is that doesn't say: customers, unless the conditions ask for the kind themselves."""
    return KINDS if any(leaf.field in KINDRED for leaf in leaves(conditions)) else (CUSTOMER,)


def _values(book: Book, shown: Sequence[Judged], ids: Sequence[str], name: str) -> Mapping[str, Any]:
    """What a column shows, by customer."""
    if name in _OF_FACTS:
        return {one.facts.id: _OF_FACTS[name](one) for one in shown}
    if name in listing.COMPUTED:
        return {one.facts.id: one.value(name) for one in shown}
    return cells.shown(book, name, ids)


def parse(run: Run, book: Book, text: str) -> Conditions:
    """The conditions of an EXPR, fields by their English names, closed values by their keys."""
    names, own = fields.names(), {f"own.{name}": "text" for name in listing.own_names(book)}
    while True:
        try:
            return _parsed(run, text, names, own)
        except WrongUsage as error:
            typed = str(error.params.get("field", ""))
            meant = fields.of_headers(typed) if error.key in ("where_unknown_field", "where_no_such_field") else ""
            if not meant or typed in names:
                raise
            names[typed] = meant


def _parsed(run: Run, text: str, names: dict[str, str], own: dict[str, str]) -> Conditions:
    kinds = {**{word: fields.KINDS[name] for word, name in names.items()}, **own}

    def choice(field: str, value: str) -> str:
        return asking.choice(run, names[field], value, field)

    found = parse_where(text, kinds, run.now, choice, run.country)
    return changed(found, lambda condition: of_field(condition, names.get(condition.field, condition.field)))


def of_field(condition: Condition, name: str) -> Condition:
    """By its English name; days that are asked of the latest talk are those of the last contact."""
    return condition._replace(field="last_contact" if name == "latest" and isinstance(condition.value, date) else name)


def _conditions(run: Run, book: Book, given: dict[str, str]) -> Conditions:
    found = parse(run, book, given["where"]) if given["where"] else ()
    closed = ((name, asking.choice(run, name, given[name])) for name in ("stage", "grade") if given[name])
    others = ((name, given[name]) for name in ("tag", "owner", "source") if given[name])
    return (*found, *(Condition(name, "=", value) for name, value in (*closed, *others)))


def rows_of(run: Run, book: Book, every: Iterable[Facts]) -> list[Rowed]:
    """List rows of customers."""
    return _rows(book, [Judged(run, book, facts) for facts in every])


def kept_of(run: Run, book: Book, every: Iterable[Facts], wanted: Conditions) -> list[Judged]:
    """Customers that meet the conditions on computed fields too."""
    conditions = Wanted(book, wanted)
    return [one for one in (Judged(run, book, facts) for facts in every) if one.meets(conditions)]


def _rows(book: Book, kept: Sequence[Judged]) -> list[Rowed]:
    extras = view.extras(book, [one.facts.id for one in kept])
    return [_row(one, extras[one.facts.id]) for one in kept]


def _row(judged: Judged, extra: dict[str, Any]) -> Rowed:
    told = {name: of(judged) for name, of in _OF_FACTS.items()}
    return {**told, "id": judged.facts.id, "next": judged.next, "phone": extra["phone"] or None, "latest": extra["latest"],
            "outcome": extra.get("outcome")}  # fmt: skip


_OF_FACTS: dict[str, Callable[[Judged], Any]] = {
    "code": lambda one: one.facts.code_text, "name": lambda one: one.facts.name, "stage": lambda one: one.stage,
    "kind": lambda one: one.facts.kind,
    "grade": lambda one: one.facts.grade or None, "owner": lambda one: one.facts.owner or None,
    "source": lambda one: one.facts.source or None, "tags": lambda one: sorted(one.facts.tags),
    "last_contact": lambda one: one.facts.pulse.last_contact.day if one.facts.pulse.last_contact else None,
    "touches": lambda one: one.facts.pulse.touches, "added": lambda one: one.facts.added.day,
}  # fmt: skip
"""Columns that the facts tell."""


_FACTS_ALONE = ("phone", *(name for name in _OF_FACTS if name not in ("name", "grade", "owner", "source", "touches", "added")))
"""Columns by which the book alone can't sort."""


def _ordered(book: Book, kept: list[Judged], field: str) -> list[Judged]:
    """Customers by a field, downwards where `-` stands before it; those without a value last, equal ones by their codes."""
    by_id = {one.facts.id: one for one in kept}
    values = _sort_values(book, kept, field.removeprefix("-")) if field else {}
    return [by_id[one] for one in _in_order([*by_id], values, field)]


def _in_order(ids: list[str], found: Mapping[str, Any], field: str) -> list[str]:
    """Ids by the values of a field."""
    if not field:
        return ids
    values = {one: _sort_value(field.removeprefix("-"), found.get(one)) for one in ids}
    there = sorted((one for one in ids if values[one] is not None), key=lambda one: values[one], reverse=field.startswith("-"))
    return there + [one for one in ids if values[one] is None]


def _sort_values(book: Book, kept: list[Judged], name: str) -> Mapping[str, Any]:
    if name == "phone":
        return {customer: extra["phone"] for customer, extra in view.extras(book, [one.facts.id for one in kept]).items()}
    if name in _OF_FACTS and name not in ("name", "added"):
        return {one.facts.id: _OF_FACTS[name](one) for one in kept}
    if name in listing.COMPUTED:
        return {one.facts.id: one.value(name) for one in kept}
    return listing.values(book, name)


def _sort_value(name: str, value: Any) -> Any:
    if value in (None, "", []):
        return None
    if name in CHOICES:
        return CHOICES[name].index(value)
    if name == "code":
        return value[0], int(value[1:])
    return value.isoformat() if isinstance(value, date) else value


def _besides(book: Book, wanted: str) -> tuple[Text, ...]:
    """What there is to say of records that have the text and belong to no customer."""
    from salescli.core.reports.records import record_line

    return tuple(say("find.besides", line=record_line(table, record))
                 for table, record in others(book, wanted))  # fmt: skip


def find_command(ctx: typer.Context, text: list[str] = typer.Argument(..., metavar="TEXT")) -> int:
    run: Run = ctx.obj
    wanted = " ".join(text).strip()
    if not wanted:
        raise WrongUsage("argument_missing", argument="TEXT", command="crm find")
    book = run.book
    with book.reading():
        matched: dict[str, list[tuple[str, str]]] = {}
        for customer, where, what in search(book, wanted):
            hits = matched.setdefault(customer, [])
            if (where, what) not in hits:
                hits.append((where, what))
        shown = list(matched)[:MOST_FOUND]
        rows = rows_of(run, book, pulse.facts_by_id(book, shown))
        besides = _besides(book, wanted)
    for row in rows:
        row["matched"] = matched[row["id"]]
    run.keep_list([row["id"] for row in rows])
    cut = (say("find.cut", n=len(matched), shown=len(shown)),) if len(matched) > len(shown) else ()
    nothing = () if matched or besides else (say("find.nothing", text=wanted),)
    run.show(list_report("find", rows, run.country, (*cut, *besides, *nothing)))
    return 0 if matched or besides else 1
