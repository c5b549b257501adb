"""`crm brief`: one screen before a call, or while the phone rings (R3.11, R7.5); and the talk tracks behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import typer

from salescli.commands import asking, checking, closed
from salescli.commands.sayings import sayings, situation
from salescli.commands.telling import next_day
from salescli.core.errors import CannotDo, WrongUsage
from salescli.core.model import VIAS
from salescli.core.ranking.action import Action
from salescli.core.ranking.facts import Facts
from salescli.core.ranking.rank import judge
from salescli.core.reports import Report
from salescli.core.reports.brief import Briefing, brief_report, track_report, tracks_report
from salescli.core.reports.ties import people_map
from salescli.core.spelling import did_you_mean
from salescli.core.talk.asking import Ask, asks, lacking
from salescli.core.talk.similar import nearest
from salescli.core.talk.template import one_line
from salescli.core.talk.track import Situation, Track, chosen, named, questions
from salescli.core.text import Text, say
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.finding.asked import Found
from salescli.store.finding.by_number import digits_of
from salescli.store.ranking import pulse
from salescli.store.records import promises, reading, similar, story, ties, view

LAST = 10
"""Interactions that are told with --all, and to programs."""
TEL = "tel:"
LEAST_OF_A_NUMBER = 7  # digits of a phone number that rings


def brief_command(
    ctx: typer.Context,
    who: list[str] = typer.Argument(None, metavar="WHO"),
    via: str = typer.Option("", "--via"),
    talk: str = typer.Option("", "--talk", metavar="NAME"),
    everything: bool = typer.Option(False, "--all"),
    tracks: bool = typer.Option(False, "--list"),
) -> None:
    run: Run = ctx.obj
    if tracks or talk:
        run.show(_tracks(run, talk))
        return
    meant = one_line(" ".join(who or ())) or asking.missing(run, "crm brief", "WHO")
    how = asking.choice(run, "via", via) if via else ""
    book = run.book
    found = _found(run, book, meant)
    run.show(briefing(run, book, found.customer, found.contact or "", via=how, everything=everything))


def _tracks(run: Run, name: str) -> Report:
    """One talk track, or all."""
    known = sayings(run).tracks
    if not name:
        return tracks_report(known, run.language)
    track = named(known, name)
    if track is None:
        raise WrongUsage("talk_unknown", name=name, near=did_you_mean(name, [one.name for one in known]))
    return track_report(track, run.language)


def _found(run: Run, book: Book, text: str) -> Found:
    """Who is meant; a number that nobody has is said to be one. Phones copy theirs with `tel:` and marks of direction."""
    text = text[len(TEL) :] if text.casefold().startswith(TEL) else text
    try:
        return asking.customer(run, book, text)
    except CannotDo as error:
        if error.key == "who_nobody" and len(digits_of(text)) >= LEAST_OF_A_NUMBER:
            raise CannotDo("number_unknown", number=text, plain=text.replace(" ", "")) from None
        raise


def briefing(run: Run, book: Book, customer: str, contact: str = "", *, via: str = "", everything: bool = False) -> Report:
    """The page on a customer (an id), to be shown; `contact`: the person who is called or calls, else the one to call."""
    with book.reading():
        return brief_report(_gather(run, book, pulse.facts_of(book, customer), contact, via), everything=everything)


def _gather(run: Run, book: Book, facts: Facts, contact: str, via: str) -> Briefing:
    record = view.one(book, "customers", facts.id)
    action, when = judge(facts, run.rules, run.today), next_day(run, facts)
    interactions = [{**row, "local": book.local(row["at"])} for row in story.interactions(book, facts.id)]
    people, mapped = people_map(reading.contacts(book, facts.id), interactions, ties.of_customer(book, facts.id))
    person = _to_call(book, facts, contact)
    known = sayings(run).tracks
    now = situation(action, record, interactions, via or _way(people, person["id"]))
    talk = chosen(known, "say", now)
    at_hand = [track for track in talk if track.hears and not track.gentle]
    return Briefing(
        action, _then(run, facts, when), when, person, [_told(run, row) for row in interactions[:LAST]],
        [{**row, "when": run.at(date.fromisoformat(row["day"]), row["time"])} for row in promises.open_promises(book, facts.id)],
        _asks(run, book, action, person, record, people, known, now), people, mapped, now, talk, chosen(known, "prepare", now),
        nearest(similar.won_in(book, record["industry"] or "", facts.id), record["city"] or "", facts.type, at_hand),
        _warnings(facts), run.rules, run.language, run.country,
    )  # fmt: skip


def _to_call(book: Book, facts: Facts, contact: str) -> dict[str, str]:
    """The person who was named, else whom the list would have called, and the number."""
    promised = facts.promise.contact if facts.promise else ""
    person, number, extension, doubtful = view.person_to_call(book, facts.id, contact or promised)
    told = {"id": person["id"], "contact": person["name"], "title": person["title"] or ""} if person else {}
    return {"id": "", "contact": "", "title": "", **told, "phone": number, "extension": extension,
            "doubtful": "yes" if doubtful else ""}  # fmt: skip


def _way(people: Iterable[Mapping[str, Any]], person: str) -> str:
    """The channel that the person likes best, where that is said in a word; else the phone."""
    liked = next((row["preferred_channel"] or "" for row in people if row["id"] == person), "").strip().casefold()
    return liked if liked in VIAS else "phone"


def _told(run: Run, row: Mapping[str, Any]) -> dict[str, Any]:
    """`bare`: the text is no more than the outcome's own word."""
    return {**row, "bare": row["text"].strip().casefold() in closed.labels(run, "outcome", row["outcome"]) | {row["outcome"]}}


def _then(run: Run, facts: Facts, when: date | datetime | None) -> Action:
    """The customer on the day of the next contact, or today where there is none."""
    day = when.date() if isinstance(when, datetime) else when
    return judge(facts, run.rules, max(day or run.today, run.today))


def _asks(run: Run, book: Book, action: Action, person: Mapping[str, str], record: Mapping[str, Any],
          people: list[dict[str, Any]], known: Iterable[Track], now: Situation) -> list[Ask]:  # fmt: skip
    """What to ask; whoever is in difficulty only for what we can't do without."""
    problems = checking.asks(run, book, [action], {action.facts.id: person})[action.facts.id]
    gently = any(track.gentle for track in chosen(known, "say", now))
    if gently:
        return asks([one for one in problems if one.problem != "stale"], (), questions(known, now))
    return asks(problems, lacking(action.stage, record, people), questions(known, now))


def _warnings(facts: Facts) -> list[Text]:
    return [say("gate.do_not_contact")] if facts.do_not_contact else []
