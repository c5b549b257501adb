"""`crm list` and `crm find`: customers by conditions, and by any text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

import typer

from salescli.commands import asking, fields
from salescli.commands.judged import Judged, Wanted
from salescli.core.errors import CannotDo, WrongUsage
from salescli.core.language.where import Condition, Conditions, changed, parse_where
from salescli.core.model import CHOICES
from salescli.core.ranking.facts import Facts
from salescli.core.reports.people import LIST_KEYS, list_report
from salescli.core.spelling import did_you_mean
from salescli.core.text import say
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.finding.search import search
from salescli.store.ranking import listing, pulse
from salescli.store.records import view

MOST_FOUND = 50
Rowed = dict[str, Any]


def list_command(
    ctx: typer.Context,
    stage: str = typer.Option("", "--stage"),
    grade: str = typer.Option("", "--grade"),
    tag: str = typer.Option("", "--tag"),
    owner: str = typer.Option("", "--owner"),
    source: str = typer.Option("", "--source"),
    where: str = typer.Option("", "--where", metavar="EXPR"),
    sort: str = typer.Option("", "--sort", metavar="FIELD"),
    view_name: str = typer.Option("", "--view", metavar="NAME"),
    save: str = typer.Option("", "--save", metavar="NAME"),
) -> None:
    run: Run = ctx.obj
    given = {"stage": stage, "grade": grade, "tag": tag, "owner": owner, "source": source, "where": where, "sort": sort}
    if view_name:
        given = {**_view(run.book, view_name), **{key: value for key, value in given.items() if value}}
    given["sort"] = fields.sort_field(run, given["sort"], listing.own_names(run.book) if given["sort"] else ())
    wanted = _conditions(run, run.book, given)
    if save:
        _save(run, save, given)
    book = run.book
    with book.reading():
        rows = rows_of(run, book, (facts for facts in listing.facts_where(book, wanted)), wanted)
        rows = _ordered(book, rows, given["sort"])
    run.keep_list([row["id"] for row in rows])
    run.show(list_report("list", rows, run.country))


def _view(book: Book, name: str) -> dict[str, str]:
    views = dict(listing.saved(book))
    if name not in views:
        raise CannotDo("view_not_found", name=name, known=tuple(views), near=did_you_mean(name, tuple(views)))
    return dict(json.loads(views[name]))


def _save(run: Run, name: str, given: dict[str, str]) -> None:
    book = run.writable()
    with book.keeping(run.command):
        listing.save(book, name, json.dumps(given, ensure_ascii=False))
    run.remark(say("done.view_saved", name=name))


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


def rows_of(run: Run, book: Book, every: Iterable[Facts], wanted: Conditions) -> list[Rowed]:
    """List rows of customers that meet the conditions on computed fields too."""
    conditions = Wanted(book, wanted)
    kept = [one for one in (Judged(run, book, facts) for facts in every) if one.meets(conditions)]
    extras = view.extras(book, [one.facts.id for one in kept])
    return [_row(one, extras[one.facts.id]) for one in kept]


def _row(judged: Judged, extra: dict[str, Any]) -> Rowed:
    facts = judged.facts
    contacted = facts.pulse.last_contact
    return {
        "judged": judged,
        "id": facts.id, "code": facts.code_text, "name": facts.name, "stage": judged.stage, "grade": facts.grade or None,
        "phone": extra["phone"] or None, "owner": facts.owner or None, "source": facts.source or None,
        "tags": sorted(facts.tags), "last_contact": contacted.day if contacted else None, "next": judged.next,
        "touches": facts.pulse.touches, "latest": extra["latest"], "outcome": extra.get("outcome"),
    }  # fmt: skip


def _ordered(book: Book, rows: list[Rowed], field: str) -> list[Rowed]:
    """Rows by a field, downwards where `-` stands before it; those without a value last, equal ones by their codes."""
    name = field.removeprefix("-")
    if not name:
        return rows
    kept = _sort_values(book, rows, name)
    values = {row["id"]: _sort_value(name, kept.get(row["id"])) for row in rows}
    found = sorted((row for row in rows if values[row["id"]] is not None), key=lambda row: values[row["id"]],
                   reverse=field.startswith("-"))  # fmt: skip
    return found + [row for row in rows if values[row["id"]] is None]


def _sort_values(book: Book, rows: list[Rowed], name: str) -> dict[str, Any]:
    if name in LIST_KEYS and name != "name":
        return {row["id"]: row[name] for row in rows}
    if name in listing.COMPUTED:
        return {row["id"]: row["judged"].value(name) for row in rows}
    return listing.values(book, name)


def _sort_value(name: str, value: Any) -> Any:
    if value in (None, "", []):
        return None
    if name in CHOICES:
        return CHOICES[name].index(value)
    if name == "code":
        return value[0], int(value[1:])
    return value.isoformat() if isinstance(value, date) else value


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
        rows = rows_of(run, book, pulse.facts_by_id(book, shown), ())
    for row in rows:
        row["matched"] = matched[row["id"]]
    run.keep_list([row["id"] for row in rows])
    cut = (say("find.cut", n=len(matched), shown=len(shown)),) if len(matched) > len(shown) else ()
    nothing = () if matched else (say("find.nothing", text=wanted),)
    run.show(list_report("find", rows, run.country, (*cut, *nothing)))
    return 0 if matched else 1
