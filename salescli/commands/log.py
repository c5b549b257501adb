"""`crm log`: one line after a call - what happened, what it moves, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import typer

from salescli.commands import asking, checking
from salescli.commands.telling import day_off, told
from salescli.core.dates import When
from salescli.core.errors import WrongUsage
from salescli.core.model import QUIET_VIAS, REACHED
from salescli.core.outcomes import marks_number_doubtful, read_outcome
from salescli.core.text import Text, say
from salescli.run import Run
from salescli.store import customers, story, verified, view
from salescli.store.book import Book
from salescli.store.story import Entry, Logged
from salescli.store.verified import Place

LATE_HOURS = 24  # R1.5: a visit is logged within 24 hours


def log_command(
    ctx: typer.Context,
    who: str = typer.Argument(None, metavar="WHO"),
    text: list[str] = typer.Argument(None, metavar="[TEXT ...]"),
    via: str = typer.Option("", "--via"),
    outcome: str = typer.Option("", "--outcome"),
    at: str = typer.Option("", "--at", metavar="WHEN"),
    next_: str = typer.Option("", "--next", metavar="WHEN"),
    aim: str = typer.Option("", "--aim"),
    stage: str = typer.Option("", "--stage"),
    with_: str = typer.Option("", "--with", metavar="CONTACT"),
    by: str = typer.Option("", "--by", metavar="REP"),
    found: str = typer.Option("", "--found"),
    link: list[str] = typer.Option(None, "--link"),
    verified_: list[str] = typer.Option(None, "--verified", metavar="FIELD,FIELD"),
    correct: str = typer.Option("", "--correct", metavar="ID"),
    retract: str = typer.Option("", "--retract", metavar="ID"),
) -> None:
    run: Run = ctx.obj
    checked = checking.field_names(verified_ or ())
    if retract:
        _refuse_rest(who, text)
        _retract(run, retract)
        return
    words = [who, *(text or [])] if correct and who else text
    said = asking.spoken(words)
    given = {"via": via, "outcome": outcome, "at": at, "next": next_, "stage": stage, "by": by}
    entry = _entry(run, said, given)
    entry = entry._replace(aim=aim.strip(), author=by or run.config.name, found=found.strip(), links=tuple(link or ()))
    if correct:
        if not (said or with_ or aim or found or link or checked or any(given.values())):
            raise WrongUsage("nothing_given", command="crm log")
        _correct(run, correct, entry, said, given, with_, checked)
        return
    if not who:
        who = _from_list(ctx)
        said = said or asking.said(run)
        entry = entry._replace(text=said, outcome=entry.outcome if outcome else read_outcome(said) or entry.outcome)
    book = run.writable()
    hit = asking.customer(run, book, who)
    contact = asking.person(run, book, hit.customer, with_) if with_ else hit.contact
    asked = checking.places(run, book, hit.customer, contact, checked) if checked else []
    places = [*asked, *checking.proven(book, hit.customer, contact, entry.via, entry.outcome)]
    with run.writing():
        logged = story.log(book, hit.customer, entry._replace(contact=contact))
        _doubt(book, hit.customer, contact, said)
        _check(book, hit.customer, places, entry, logged)
    _tell(run, book, hit.customer, logged, entry, asked)


def _refuse_rest(who: str | None, text: list[str] | None) -> None:
    if who or text:
        raise WrongUsage("arguments_extra", command="log --retract")


def _from_list(ctx: typer.Context) -> str:
    """Without WHO: today's list is offered in a terminal; elsewhere it is missing."""
    from salescli.commands.today import today_command

    run: Run = ctx.obj
    if asking.can_ask(run):
        today_command(ctx, None, False, "", "")
    return asking.missing(run, "crm log", "WHO")


def _entry(run: Run, said: str, given: dict[str, str]) -> Entry:
    via = asking.choice(run, "via", given["via"]) if given["via"] else "phone"
    outcome = asking.choice(run, "outcome", given["outcome"]) if given["outcome"] else read_outcome(said)
    return Entry(
        outcome=outcome or ("info" if via in QUIET_VIAS else "answered"),
        at=_time(run, asking.when(run, given["at"], "back")) if given["at"] else run.now,
        text=said,
        via=via,
        stage=asking.choice(run, "stage", given["stage"]) if given["stage"] else "",
        next=asking.when(run, given["next"], "forward") if given["next"] else None,
    )


def _time(run: Run, when: When) -> datetime:
    """A day without a time is taken at the present time of day."""
    at = run.at(when.day, f"{when.time or run.now:%H:%M}")
    assert isinstance(at, datetime)
    return at


def _doubt(book: Book, customer: str, contact: str | None, said: str) -> None:
    """A number that is nobody's: the one that the list shows for the person who was called."""
    if marks_number_doubtful(said):
        customers.doubt_channel(book, customer, view.person_to_call(book, customer, contact or "").number)


def _check(book: Book, customer: str, places: Sequence[Place], entry: Entry, logged: Logged) -> None:
    """What was checked in this interaction, and what it proves, is true as of then."""
    verified.stamp(book, customer, places, at=entry.at, by=entry.author, made_by=logged.id)
    verified.trust(book, customer, places)


def _trust(book: Book, old: dict[str, Any]) -> None:
    if marks_number_doubtful(old["text"]):
        customers.trust_channels(book, old["customer_id"], book.local(old["created_at"]).date())


def _retract(run: Run, wanted: str) -> None:
    with run.writing() as book:
        old = story.find_interaction(book, wanted)
        _trust(book, old)
        verified.take_back(book, old["id"])
        row_id = story.retract(book, old)
    told(run, book, old["customer_id"], "retracted", at=book.local(old["at"]), data={"id": row_id, "outcome": None})


def _correct(
    run: Run, wanted: str, entry: Entry, said: str, given: dict[str, str], with_: str, checked: Sequence[str]
) -> None:
    with run.writing() as book:
        old = story.find_interaction(book, wanted)
        entry = _over(book, old, entry, said, given)
        contact = asking.person(run, book, old["customer_id"], with_) if with_ else old["contact_id"]
        _trust(book, old)
        asked = checking.places(run, book, old["customer_id"], contact, checked) if checked else []
        places = [*asked, *_still_checked(book, old, entry, contact)]
        logged = story.correct(book, old, entry._replace(contact=contact))
        _doubt(book, old["customer_id"], contact, entry.text)
        _check(book, old["customer_id"], places, entry, logged)
    _tell(run, book, old["customer_id"], logged, entry, asked, corrected=True)


def _still_checked(book: Book, old: dict[str, Any], entry: Entry, contact: str | None) -> list[Place]:
    """What the corrected interaction had checked, as far as the correction still reached them, and what it proves."""
    taken = verified.take_back(book, old["id"])
    if entry.outcome not in REACHED:
        return []
    had = checking.proven(book, old["customer_id"], old["contact_id"], old["via"], old["outcome"])
    now = checking.proven(book, old["customer_id"], contact, entry.via, entry.outcome)
    return [*(place for place in taken if place not in had), *now]


def _over(book: Book, old: dict[str, Any], entry: Entry, said: str, given: dict[str, str]) -> Entry:
    """What a correction leaves out stays as it was."""
    outcome = entry.outcome if given["outcome"] or (said and read_outcome(said)) else old["outcome"]
    return entry._replace(
        outcome=outcome,
        text=said or old["text"],
        via=entry.via if given["via"] else old["via"],
        at=entry.at if given["at"] else book.local(old["at"]),
        aim=entry.aim or old["aim"] or "",
        found=entry.found or old["found"] or "",
        links=entry.links or view.links(old),
        author=given["by"] or old["author"] or entry.author,
    )


def _tell(
    run: Run, book: Book, customer: str, logged: Logged, entry: Entry, checked: Sequence[Place], *, corrected: bool = False
) -> None:
    also: list[Text] = [say("done.checked", fields=checking.labels(checked))] if checked else []
    if logged.after != logged.before:
        also.append(say("done.moved", before=say(f"stage.{logged.before}"), after=say(f"stage.{logged.after}")))
    if logged.stays:
        when = run.at(_day(logged.stays["day"]), logged.stays["time"])
        key = "done.promise_stays" if logged.stays["text"] else "done.promise_stays.bare"
        also.append(say(key, day=when, text=logged.stays["text"]))
    late = (run.now - entry.at).total_seconds() / 3600
    if late > LATE_HOURS:
        also.append(say("done.late", at=entry.at, now=run.now))
    also += day_off(run, entry.next, run.country)
    line = "corrected" if corrected else "logged"
    data = {"id": logged.id, "outcome": entry.outcome}
    told(
        run,
        book,
        customer,
        line,
        *also,
        outcome=say(f"outcome.{entry.outcome}"),
        via=say(f"via.{entry.via}"),
        data=data,
    )


def _day(text: str) -> Any:
    from datetime import date

    return date.fromisoformat(text)
