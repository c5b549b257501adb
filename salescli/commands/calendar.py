"""`crm calendar`: promises and due calls as a calendar that phones subscribe to, and what clashes with the rep's own (R3.13)."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import typer

from salescli import files
from salescli.commands import agenda, sources
from salescli.commands.call_list import people_called, refresh_days
from salescli.core.appointments import OURS, Appointment, Busy, Clash, Hours, clashes
from salescli.core.errors import CannotDo, WrongUsage
from salescli.core.i18n import Words
from salescli.core.ranking.action import Action
from salescli.core.ranking.agenda import Planned
from salescli.core.ranking.workdays import ONE_DAY
from salescli.core.reports.day import aim, called, last_day
from salescli.core.text import Text, say
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.records import promises, view

ENDING = ".ics"
DAYS = 28
"""Due calls of so many days ahead; promises are in it whenever they are due."""
LARGEST = 32 << 20  # bytes of an own calendar; many years of a busy one are some megabytes


def calendar_command(
    ctx: typer.Context,
    file: str = typer.Argument(..., metavar="FILE"),
    own: str = typer.Option("", "--with", metavar="OWN.ics"),
    days: int = typer.Option(DAYS, "--days", min=0, max=366, metavar="N"),
) -> None:
    run: Run = ctx.obj
    path = _checked(run, file)
    book = run.book
    refresh_days(run, book)
    last = last_day(run.today, days)
    with book.reading():
        planned, left, _ = agenda.upcoming(run, book, last)
        given = [*_promises(run, book)]
        made = [*given, *_calls(run, book, planned, {one.uid for one in given})]
        number = promises.last_run(book)
    found = [*clashes(made, _busy(run, own, made, last), _hours(run))] if own else []
    _write(run, path, made, number)
    _tell(run, path, made, found, say("agenda.left", n=left, day=last) if left else None)


def _checked(run: Run, file: str) -> Path:
    """The file to write; one that is there must be ours, or the rep's own calendar might be lost."""
    path = files.given(file)
    if path.suffix.lower() != ENDING:
        raise WrongUsage("calendar_form", file=path.name)
    if path.is_dir():
        raise CannotDo("file_is_folder", file=str(path))
    if os.path.lexists(path) and not run.options.yes:
        from salescli.exporting.calendar import MADE_BY

        if MADE_BY.encode() not in sources.content(path)[:1024]:
            raise CannotDo("calendar_not_ours", file=str(path))
    return path


# ---------------------------------------------------------------- what stands in it


def _promises(run: Run, book: Book) -> Iterator[Appointment]:
    """Open promises from today on, each customer's in their order; one that is over is among the calls of today."""
    found = [row for row in promises.open_ones(book) if _is_mine(run, row) and row["day"] >= run.today.isoformat()]
    people = view.people_to_call(book, {row["customer_id"]: row["contact_id"] or "" for row in reversed(found)})
    counted: Counter[str] = Counter()
    for row in found:
        who = row["customer_id"]
        counted[who] += 1
        number = f"-{counted[who]}" if counted[who] > 1 else ""
        start = run.at(date.fromisoformat(row["day"]), row["time"])
        what = row["text"] or say("calendar.contact")
        person = row["person"] or (people[who].person or {}).get("name", "")
        about = _about(run.words, row["code"], [called(people[who].number, people[who].extension)])
        yield Appointment(f"promise-{who}{number}{OURS}", row["code"], row["name"], row["text"], start,
                          run.config.appointment, _title(run.words, row["name"], person, what), about)  # fmt: skip


def _is_mine(run: Run, row: Mapping[str, Any]) -> bool:
    """A promise of the rep's own to somebody who neither rests then nor wants to be left alone."""
    mine, owner = run.config.name.casefold(), (row["owner"] or "").casefold()
    return not (mine and owner and owner != mine) and not row["do_not_contact"] and (row["snoozed_until"] or "") <= row["day"]


def _title(words: Words, name: str, person: str, what: object) -> str:
    key = "calendar.title.person" if person and person != name else "calendar.title"
    return _clean(words, say(key, name=name, person=person, what=what))


def _calls(run: Run, book: Book, planned: Sequence[Planned], promised: set[str]) -> Iterator[Appointment]:
    """The day on which each customer comes up, for whatever reason but a promise that stands in the calendar itself."""
    people = people_called(book, [one.action for one in planned])
    for one in planned:
        facts = one.action.facts
        if facts.promise and one.day == facts.promise.day and f"promise-{facts.id}{OURS}" in promised:
            continue
        person = people[facts.id]
        words = run.words.on(one.day)  # a sentence that says today means the entry's own day
        title = _title(words, facts.name, person["contact"], one.action.reasons[0].text)
        about = _about(words, facts.code_text, [called(person["phone"], person["extension"]), *_reasons(run, one.action)])
        yield Appointment(f"call-{facts.id}{OURS}", facts.code_text, facts.name, "", one.day, 0, title, about,
                          promised=False)  # fmt: skip


def _reasons(run: Run, action: Action) -> Iterator[object]:
    yield from (reason.text for reason in action.reasons)
    yield say("calendar.aim", aim=aim(action, run.rules))


def _about(words: Words, code: str, lines: Sequence[object]) -> str:
    """What the rep needs on the phone: the number, why, and how to log it."""
    return "\n".join(_clean(words, line) for line in (*lines, f"crm log {code}") if line)


def _clean(words: Words, value: object) -> str:
    from salescli.render.clean import clean

    return clean(words(value))


# ---------------------------------------------------------------- what clashes


def _hours(run: Run) -> Hours:
    return Hours(run.now, run.real, run.calendar_of(run.country).is_working_day)


def _busy(run: Run, own: str, made: Sequence[Appointment], last: date) -> list[Busy]:
    """What is taken in the rep's own calendar, as far as our last promise and the days that may be free behind it."""
    from salescli.importing.calendar import Asked, read_busy

    path = files.given(own)
    data = sources.content(path)
    if len(data) > LARGEST:
        raise CannotDo("calendar_unreadable", file=str(path))
    ends = max([last, *(one.start.date() if isinstance(one.start, datetime) else one.start for one in made)])
    return read_busy(data, str(path), Asked(run.today, last_day(ends, 14), run.real))


def _clash_data(clash: Clash) -> dict[str, object]:
    one, busy = clash.appointment, clash.busy
    return {"code": one.code, "name": one.name, "text": one.text or None, "at": one.start, "until": one.end, "with": busy.title,
            "with_at": busy.start, "with_until": busy.end, "free": clash.free}  # fmt: skip


def _clash_text(clash: Clash) -> Text:
    one, busy = clash.appointment, clash.busy
    key = "done.clash" if clash.free else "done.clash.full"
    ends = busy.end if isinstance(busy.end, datetime) else busy.end - ONE_DAY
    return say(key, name=one.name, at=one.start, title=busy.title, begins=_beside(one.start, busy.start),
               ends=_beside(busy.start, ends), free=clash.free, command=_move(one, clash.free))  # fmt: skip


def _beside(first: date | datetime, at: date | datetime) -> object:
    """A time as it is said after another one: of the same day its clock alone."""
    if isinstance(first, datetime) and isinstance(at, datetime) and first.date() == at.date():
        return f"{at:%H:%M}"
    return at


def _move(one: Appointment, free: date | datetime | None) -> str:
    import shlex

    when = f"{free:%Y-%m-%d %H:%M}" if isinstance(free, datetime) else str(free)
    return f"crm {shlex.join(['next', one.code, when, *([one.text] if one.text else [])])}"


# ---------------------------------------------------------------- writing and telling


def _write(run: Run, path: Path, made: Sequence[Appointment], number: int) -> None:
    from salescli.exporting.calendar import Issue, calendar_bytes

    content = calendar_bytes(made, Issue(run.words(say("calendar.name")), run.now, number, run.config.reminder))
    files.hand_over(path, content)


def _tell(run: Run, path: Path, made: Sequence[Appointment], found: Sequence[Clash], left: Text | None) -> None:
    given = sum(one.promised for one in made)
    data = {"file": str(path), "written": len(made), "promises": given, "calls": len(made) - given,
            "clashes": [_clash_data(clash) for clash in found]}  # fmt: skip
    line = say("done.calendar", file=str(path), promises=say("calendar.promises", n=given),
               calls=say("calendar.calls", n=len(made) - given))  # fmt: skip
    run.done(line, data, *map(_clash_text, found), *([left] if left else []))
