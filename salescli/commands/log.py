"""`crm log`: one line after a call - what happened, what it moves, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from salescli.commands import asking, checking
from salescli.commands.telling import day_off, told
from salescli.core.errors import WrongUsage
from salescli.core.language.notes import Note, read_note, written_by
from salescli.core.language.outcomes import hear
from salescli.core.model import QUIET_VIAS, REACHED
from salescli.core.text import Text, say
from salescli.core.when import When
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.records import channels, story, verified, view
from salescli.store.records.story import Entry, Logged
from salescli.store.records.verified import Place

if TYPE_CHECKING:
    from salescli.commands.suggesting import Offer

LAST = ("last", "最后", "最後", "上一条", "上一筆")
"""How the last interaction is named."""
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
    correct: str = typer.Option("", "--correct", metavar="last|N|ID"),
    silence: str = typer.Option("", "--silence", metavar="REASON"),
    stall: str = typer.Option("", "--stall", metavar="REASON"),
    cost: str = typer.Option("", "--cost", metavar="AMOUNT"),
    minutes: str = typer.Option("", "--minutes", metavar="N"),
    retract: str = typer.Option("", "--retract", metavar="last|N|ID"),
    from_: str = typer.Option("", "--from", metavar="SHEET"),
) -> int:
    run: Run = ctx.obj
    if from_:
        return _from_sheet(run, who, from_)
    checked = checking.field_names(verified_ or ())
    given = {"via": via, "outcome": outcome, "at": at, "next": next_, "stage": stage, "by": by}
    details = {"aim": aim.strip(), "author": by or run.config.name, "found": found.strip(), "links": tuple(link or ())}
    spent = {"silence": silence, "stall": stall, "cost": cost, "minutes": minutes}
    if any(spent.values()):
        from salescli.commands import effort

        details.update(effort.read(run, **spent))
    if retract:
        _retract(run, who, text, retract)
    elif correct:
        options = bool(with_ or aim or found or link or checked or any((*given.values(), *spent.values())))
        whose, words = _whose(run, who, text, correct, options)
        said = _said(run, words, given, details)
        if not (said.entry.text or options):
            raise WrongUsage("nothing_given", command="crm log")
        _correct(ctx, _meant(run, whose, correct), said, with_, checked)
    else:
        _log(ctx, who, _said(run, text, given, details), with_, checked)
    return 0


def _from_sheet(run: Run, who: str | None, file: str) -> int:
    if who:
        raise WrongUsage("arguments_extra", command="log --from")
    from salescli.commands import log_sheet

    return log_sheet.read(run, file)


def _whose(
    run: Run, who: str | None, text: list[str] | None, correct: str, options: bool
) -> tuple[str | None, list[str]]:
    """WHO and TEXT of a correction: an id needs no WHO, nor does `last`, where what was typed can only be TEXT."""
    words = list(text or ())
    if not who:
        return None, words
    if not _is_place(correct):
        return None, [who, *words]
    if correct.strip().casefold() in LAST and not options and asking.is_nobody(run, run.writable(), who):
        return None, [who, *words]
    return who, words


class _Said(NamedTuple):
    """What the command line says of an interaction: the entry to be, the options as given, and what was read in TEXT."""

    entry: Entry
    given: dict[str, str]
    note: Note

    @property
    def is_read(self) -> bool:
        """Whether TEXT, and no option, says the outcome."""
        return not self.given["outcome"] and self.note.heard.outcome is not None


def _said(run: Run, words: list[str] | None, given: dict[str, str], details: dict[str, Any]) -> _Said:
    return _read(run, asking.spoken(words), given, details)


def _read(run: Run, text: str, given: dict[str, str], details: dict[str, Any]) -> _Said:
    note = read_note(text, run.lexicon, run.now, run.country)
    return _Said(_entry(run, note, given)._replace(**details), given, note)


def _log(ctx: typer.Context, who: str | None, said: _Said, with_: str, checked: Sequence[str]) -> None:
    run: Run = ctx.obj
    who = who or _from_list(run)
    book = run.writable()
    hit = asking.customer(run, book, who)
    said = _asked(run, said)
    entry = said.entry
    contact = asking.person(run, book, hit.customer, with_) if with_ else hit.contact
    asked = checking.places(run, book, hit.customer, contact, checked) if checked else []
    places = [*asked, *checking.proven(book, hit.customer, contact, entry.via, entry.outcome)]
    with run.writing():
        logged = story.log(book, hit.customer, entry._replace(contact=contact))
        doubted = _doubt(book, hit.customer, contact, said.note)
        _check(book, hit.customer, places, entry, logged)
    remarks = [*_checked(asked), *_heard(said), *_other_way(book, hit.customer, doubted)]
    _tell(run, hit.customer, logged, said, remarks)


def _asked(run: Run, said: _Said) -> _Said:
    """What happened, asked by one key where nothing was said, or at least what there is to note."""
    if said.note.text or not asking.can_ask(run):
        return said
    details = {name: getattr(said.entry, name) for name in ("aim", "author", "found", "links", *story.SPENT)}
    if said.given["outcome"]:
        return _read(run, asking.said(run), said.given, details)
    key, text = asking.outcome(run, said.entry.outcome)
    return _read(run, text, {**said.given, "outcome": key}, details)


def _is_place(wanted: str) -> bool:
    """Whether an interaction is named by its place in a story: `last`, or the number that `show` prints before it."""
    return wanted.strip().casefold() in LAST or (wanted.strip().isdecimal() and len(wanted.strip()) < story.SHORTEST_ID)


def _meant(run: Run, who: str | None, wanted: str) -> dict[str, Any]:
    """The interaction that `--correct` or `--retract` names: by id, or by its place in the story of WHO."""
    found = _looked_up(run, who, wanted)
    run.book.rely(wanted, lambda: _looked_up(run, who, wanted)["id"] == found["id"])
    return found


def _looked_up(run: Run, who: str | None, wanted: str) -> dict[str, Any]:
    book, place = run.writable(), wanted.strip().casefold()
    if not _is_place(wanted):
        if not place.lstrip("#").replace("-", "").isalnum() or not place.isascii():
            raise WrongUsage("correct_what", value=wanted)
        return story.find_interaction(book, wanted)
    if who:
        return story.by_number(book, asking.customer(run, book, who).customer, None if place in LAST else int(place))
    if place in LAST:
        return story.last_logged(book)
    raise WrongUsage("story_whose", number=place)


def _from_list(run: Run) -> str:
    """Without WHO: today's list is offered in a terminal; elsewhere it is missing."""
    from salescli.commands.call_list import show_list

    if asking.can_ask(run):
        show_list(run)
    return asking.missing(run, "crm log", "WHO")


def _entry(run: Run, note: Note, given: dict[str, str]) -> Entry:
    via = asking.choice(run, "via", given["via"]) if given["via"] else written_by(note.text) or "phone"
    outcome = asking.choice(run, "outcome", given["outcome"]) if given["outcome"] else note.heard.outcome
    return Entry(
        outcome=outcome or ("info" if via in QUIET_VIAS else "answered"),
        at=_time(run, asking.when(run, given["at"], "back")) if given["at"] else run.now,
        text=note.text,
        via=via,
        stage=asking.choice(run, "stage", given["stage"]) if given["stage"] else "",
        next=asking.when(run, given["next"], "forward") if given["next"] else None,
    )


def _time(run: Run, when: When) -> datetime:
    """A day without a time is taken at the present time of day."""
    at = run.at(when.day, f"{when.time or run.now:%H:%M}")
    assert isinstance(at, datetime)
    return at


def _doubt(book: Book, customer: str, contact: str | None, note: Note) -> str:
    """A number that is nobody's is marked: the one that the list shows for the person who was called. Returns it."""
    number = view.person_to_call(book, customer, contact or "").number if note.heard.wrong_number else ""
    if number:
        channels.doubt_channel(book, customer, number)
    return number


def _check(book: Book, customer: str, places: Sequence[Place], entry: Entry, logged: Logged) -> None:
    """What was checked in this interaction, and what it proves, is true as of then."""
    verified.stamp(book, customer, places, at=entry.at, by=entry.author, made_by=logged.id)
    verified.trust(book, customer, places)


def _trust(run: Run, book: Book, old: dict[str, Any]) -> None:
    if hear(old["text"], run.lexicon).wrong_number:
        channels.trust_channels(book, old["customer_id"], book.local(old["created_at"]).date())


def _retract(run: Run, who: str | None, text: list[str] | None, wanted: str) -> None:
    if text or (who and not _is_place(wanted)):
        raise WrongUsage("arguments_extra", command="log --retract")
    old = _meant(run, who, wanted)
    with run.writing() as book:
        _trust(run, book, old)
        verified.take_back(book, old["id"])
        row_id = story.retract(book, old)
    told(run, book, old["customer_id"], "retracted", at=book.local(old["at"]), data={"id": row_id, "outcome": None})


def _correct(ctx: typer.Context, old: dict[str, Any], said: _Said, with_: str, checked: Sequence[str]) -> None:
    run: Run = ctx.obj
    customer = old["customer_id"]
    stage = view.one(run.writable(), "customers", customer)["stage"]
    with run.writing() as book:
        entry = _over(book, old, said)
        contact = asking.person(run, book, customer, with_) if with_ else old["contact_id"]
        _trust(run, book, old)
        asked = checking.places(run, book, customer, contact, checked) if checked else []
        places = [*asked, *_still_checked(book, old, entry, contact)]
        logged = story.correct(book, old, entry._replace(contact=contact))._replace(before=stage)
        note = said.note if said.note.text else read_note(entry.text, run.lexicon, run.now, run.country)
        doubted = _doubt(book, customer, contact, note) if entry.outcome == "no_answer" else ""
        _check(book, customer, places, entry, logged)
        first = story.first_entered(book, old)
    remarks = [*_checked(asked), *(_heard(said) if said.is_read else ()), *_other_way(book, customer, doubted)]
    _tell(run, customer, logged, said._replace(entry=entry), remarks, line="corrected", entered=first)


def _still_checked(book: Book, old: dict[str, Any], entry: Entry, contact: str | None) -> list[Place]:
    """What the corrected interaction had checked, as far as the correction still reached them, and what it proves."""
    taken = verified.take_back(book, old["id"])
    if entry.outcome not in REACHED:
        return []
    had = checking.proven(book, old["customer_id"], old["contact_id"], old["via"], old["outcome"])
    now = checking.proven(book, old["customer_id"], contact, entry.via, entry.outcome)
    return [*(place for place in taken if place not in had), *now]


def _over(book: Book, old: dict[str, Any], said: _Said) -> Entry:
    """What a correction leaves out stays as it was."""
    entry, given = said.entry, said.given
    return entry._replace(
        outcome=entry.outcome if given["outcome"] or said.is_read else old["outcome"],
        text=entry.text or old["text"],
        via=entry.via if given["via"] else old["via"],
        at=entry.at if given["at"] else book.local(old["at"]),
        aim=entry.aim or old["aim"] or "",
        found=entry.found or old["found"] or "",
        links=entry.links or view.links(old),
        author=given["by"] or old["author"] or entry.author,
        **{name: getattr(entry, name) or old[name] for name in story.SPENT},
    )


# ---------------------------------------------------------------- what is told


def _tell(
    run: Run, customer: str, logged: Logged, said: _Said, remarks: Sequence[Text], *,
    line: str = "logged", entered: datetime | None = None,
) -> None:  # fmt: skip
    """`entered`: when it was first logged, where that isn't now."""
    entry, offered, more = said.entry, _offered(run, customer, logged, said), []
    if offered:
        from salescli.commands import suggesting

        more = suggesting.remarks(run, offered)
    data = {"id": logged.id, "outcome": entry.outcome, "suggests": [one.data for one in offered]}
    told(run, run.book, customer, line, *remarks, *_moves(run, logged, entry, entered or run.now), *more,
         outcome=say(f"outcome.{entry.outcome}"), via=say(f"via.{entry.via}"), data=data)  # fmt: skip
    if offered:
        suggesting.ask(run, offered)


def _offered(run: Run, customer: str, logged: Logged, said: _Said) -> list[Offer]:
    """What TEXT offers beside its outcome; most texts offer nothing."""
    if not said.note.offers or run.config.suggest == "off":
        return []
    from salescli.commands import suggesting

    contact = view.one(run.book, "interactions", logged.id)["contact_id"]
    return suggesting.offers(run, run.book, customer, contact, said.note, outcome=not said.given["outcome"],
                             day=said.entry.next is None)  # fmt: skip


def _checked(places: Sequence[Place]) -> list[Text]:
    return [say("done.checked", fields=checking.labels(places))] if places else []


def _heard(said: _Said) -> list[Text]:
    """What TEXT was read as, or that nothing was read in it."""
    if said.given["outcome"] or not said.note.text or said.note.heard.outcome == "answered":
        return []
    outcome = say(f"outcome.{said.entry.outcome}")
    return [say("done.read_as" if said.is_read else "done.not_read", outcome=outcome)]


def _other_way(book: Book, customer: str, doubted: str) -> list[Text]:
    """A number was marked as doubtful: what else there is to try."""
    if not doubted:
        return []
    ways = tuple(say("show.channel", kind=say(f"channel.{row['kind']}"), value=view.shown_value(row))
                 for row in view.other_ways(book, customer))  # fmt: skip
    if ways:
        return [say("done.doubted", number=doubted, ways=ways)]
    return [say("done.doubted.none", number=doubted, code=view.code(book, customer))]


def _again(run: Run, row: dict[str, Any]) -> Text:
    """The next of a series, one of which was kept."""
    from salescli.core.series import how_often

    when = run.at(date.fromisoformat(row["day"]), row["time"])
    return say("done.again", every=how_often(row["every"]), text=row["service"] or row["text"], day=when)


def _moves(run: Run, logged: Logged, entry: Entry, entered: datetime) -> list[Text]:
    """What the log has moved, what stays, and what is odd about its times."""
    also: list[Text] = []
    if logged.after != logged.before:
        also.append(say("done.moved", before=say(f"stage.{logged.before}"), after=say(f"stage.{logged.after}")))
    if logged.stays:
        when = run.at(date.fromisoformat(logged.stays["day"]), logged.stays["time"])
        key = "done.promise_stays" if logged.stays["text"] else "done.promise_stays.bare"
        also.append(say(key, day=when, text=logged.stays["text"]))
    if logged.again:
        also.append(_again(run, logged.again))
    if (entered - entry.at).total_seconds() / 3600 > LATE_HOURS:
        also.append(say("done.late", at=entry.at, now=entered))
    return [*also, *day_off(run, entry.next, run.country)]
