"""`crm show`: the one view of a customer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from itertools import chain
from typing import Any

import typer

from salescli.commands import asking, checking, closed, noun
from salescli.commands.group import show_group
from salescli.commands.telling import next_day
from salescli.core.language.grouping import grouped
from salescli.core.model import REACHED
from salescli.core.quality.judging import Judge, Problem, to_ask
from salescli.core.ranking.action import Action
from salescli.core.ranking.facts import Facts
from salescli.core.ranking.rank import judge, stage_on
from salescli.core.ranking.trend import trend
from salescli.core.records.measures import MEASURES
from salescli.core.reports.day import goal, why_parts, why_text
from salescli.core.reports.one_view import on_screen
from salescli.core.reports.records import with_records
from salescli.core.reports.show import show_report
from salescli.core.reports.ties import is_here, people_map
from salescli.core.rules.kinds import KINDS
from salescli.core.text import Text, say
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.ranking import pulse
from salescli.store.records import (
    alternatives,
    customers,
    declared,
    promises,
    quality,
    reading,
    story,
    sums,
    ties,
    verified,
    view,
)


def show_command(
    ctx: typer.Context,
    who: str = typer.Argument(..., metavar="WHO"),
    everything: bool = typer.Option(False, "--all"),
    together: bool = typer.Option(False, "--group"),
) -> None:
    run: Run = ctx.obj
    book = run.book
    if not together and (meant := declared.by_code(book, who)):
        noun.shown(run, book, meant)
        return
    customer = asking.customer(run, book, who).customer
    if together:
        show_group(run, book, customer)
        return
    with book.reading():
        gathered = _gather(run, book, pulse.facts_of(book, customer))
        theirs = list(declared.of_customer(book, customer))
    run.show(on_screen(with_records(show_report(gathered, everything), theirs), gathered))


def _gather(run: Run, book: Book, facts: Facts) -> dict[str, Any]:
    """All that the view shows, times in the rep's zone."""
    record = reading.record(book, facts.id)
    record["channels"] = [{**row, "shown": view.shown_value(row), "extension": view.extension(row)}
                          for row in record["channels"]]
    numbers = story.numbered(book, facts.id)
    interactions = [_interaction(run, book, row, numbers[row["id"]]) for row in story.interactions(book, facts.id)]
    tied = ties.of_customer(book, facts.id)
    contacts, mapped = people_map(reading.contacts(book, facts.id), interactions, tied)
    for row in (*record["channels"], *(one for person in contacts for one in person["channels"])):
        row["read"] = grouped(row["shown"], run.country)
    when = next_day(run, facts)
    then = _then(run, facts, when)
    measures = sums.measured(book, [*MEASURES], [facts.id])[facts.id]
    for name in ("created_at", "updated_at"):
        record[name] = book.local(record[name])
    return {
        "id": facts.id, "code": facts.code_text, "name": facts.name, "record": record,
        "stage": stage_on(facts, run.rules, run.today)[0],
        "own": customers.own_fields(book, facts.id), "also": alternatives.of_customer(book, facts.id),
        "tags": customers.tags(book, facts.id), "contacts": contacts,
        "former": reading.moved_on(book, facts.id), "ties": tied, "mapped": mapped,
        "rivals": [{**row, **view.one(book, "customers", row["other_id"]), **row} for row in tied
                   if row["kind"] == "rival" and is_here(row, facts.id)],
        "interactions": interactions, "promises": [_promise(run, row) for row in promises.open_promises(book, facts.id)],
        "last_contact": facts.pulse.last_contact.day if facts.pulse.last_contact else None,
        "next": when, "why": say("as_is", text=why_text(then.reasons)) if when else None,
        "strongest": why_parts(then) if then.reasons else None,
        "promised": bool(then.reasons) and KINDS[then.reasons[0].kind].promised,
        "goal": goal(then, run.rules) if then.reasons else None, "touches": facts.pulse.touches,
        "trend": trend([row["outcome"] for row in reversed(interactions)]), "measures": measures,
        "warnings": _warnings(facts, _only_tie(facts, measures, interactions, contacts)),
        "added": facts.added.day, "changed": record["updated_at"].date(),
        "ask": _ask(run, book, facts),
        "verified": [{**row, "at": book.local(row["at"])} for row in verified.latest(book, facts.id)],
    }  # fmt: skip


def _ask(run: Run, book: Book, facts: Facts) -> list[Problem]:
    """What to ask on the next call, of anybody there."""
    what = checking.wanted(run)
    stage, _ = stage_on(facts, run.rules, run.today)
    problems = Judge(what, run.today).problems(facts, stage, quality.sheets(book, what, [facts.id])[facts.id])
    return to_ask(problems, facts, stage)


def _interaction(run: Run, book: Book, row: dict[str, Any], number: int) -> dict[str, Any]:
    """`by` is whose it is, where it isn't the rep's own; `bare`: the text is no more than the outcome's own word."""
    return {
        **row,
        "number": number,
        "bare": row["text"].strip().casefold() in closed.labels(run, "outcome", row["outcome"]) | {row["outcome"]},
        "local": book.local(row["at"]),
        "logged": book.local(row["created_at"]),
        "link_list": view.links(row),
        "by": row["author"] if row["author"] != run.config.name else "",
    }


def _promise(run: Run, row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "when": run.at(date.fromisoformat(row["day"]), row["time"])}


def _then(run: Run, facts: Facts, when: date | None) -> Action:
    """The customer on the day of the next contact, or today where there is none."""
    day = when.date() if isinstance(when, datetime) else when
    return judge(facts, run.rules, max(day or run.today, run.today))


def _only_tie(
    facts: Facts, measures: Mapping[str, Any], interactions: list[dict[str, Any]], contacts: list[dict[str, Any]]
) -> str:
    """Who is the only tie to a firm, by whom we talk to (R1.4); nothing where there are more, or nobody knows."""
    reached = (row["person"] for row in interactions if row["outcome"] in REACHED and row["person"])
    there = (row["name"] for row in contacts if not row["left"])
    name = str(next(chain(reached, there), "")) if measures["single_tie"] else ""
    return name if name != facts.name else ""


def _warnings(facts: Facts, only_tie: str) -> list[Text]:
    """What stands in the way, and that one person is the only tie to the customer."""
    found = [say("gate.do_not_contact")] if facts.do_not_contact else []
    return [*found, say("show.only_tie", name=only_tie)] if only_tie else found
