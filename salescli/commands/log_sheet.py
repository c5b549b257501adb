"""`crm log --from SHEET`: a call sheet that was filled in, each row one interaction; what fails is written beside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from salescli import files
from salescli.commands import asking, sources
from salescli.commands.importing import write_rejected
from salescli.commands.telling import next_day
from salescli.core.errors import CannotDo, CrmError
from salescli.core.exchange.card import Rejected
from salescli.core.language.dates import read_when
from salescli.core.language.notes import Note, read_note, written_by
from salescli.core.model import QUIET_VIAS
from salescli.core.ranking.rank import stage_on
from salescli.core.reports import Column, Report, Row
from salescli.core.reports.sheet import columns_of
from salescli.core.text import Text, say
from salescli.core.when import read_iso_day
from salescli.importing.grid import read_grid
from salescli.importing.reading import Reading
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.ranking import pulse
from salescli.store.records import channels, promises, story, view
from salescli.store.records.story import Entry

MARK = "sheet"
"""The source of interactions that a sheet told of."""
FILLED = ("outcome", "note", "next")
COLUMNS = (Column("row", fixed=True, right=True), Column("fate"), Column("code", fixed=True), Column("customer"),
           Column("outcome"), Column("next"), Column("why"))  # fmt: skip


class Filled(NamedTuple):
    """A row that can be logged: whose it is, and the entry; `note` is what its text was read as."""

    row: int
    customer: str
    contact: str | None
    entry: Entry
    note: Note


class Done(NamedTuple):
    """What became of a row: `fate` is new, same or rejected."""

    row: int
    fate: str
    customer: str = ""
    outcome: str = ""
    id: str = ""
    why: Text | None = None


def read(run: Run, word: str) -> int:
    """Log what a sheet says, all in one run; the exit code."""
    path = files.given(word)
    rows = read_grid(sources.content(path), path.name, run.country)
    names = columns_of(rows[0])
    if not {"code", "name"} & {*names} or not {*FILLED} & {*names}:
        raise CannotDo("sheet_no_columns", file=path.name, columns=" | ".join(rows[0]))
    book = run.writable()
    read_rows = [(place, row, _row(run, book, place, _cells(names, row))) for place, row in enumerate(rows[1:], 2) if any(row)]
    problems = [Rejected(place, got, tuple(row)) for place, row, got in read_rows if isinstance(got, Text)]
    with run.writing():
        done = [Done(place, "rejected", why=got) if isinstance(got, Text) else _logged(book, got)
                for place, _, got in read_rows if got is not None]  # fmt: skip
        reading = Reading(lambda: iter(()), header=tuple(rows[0]))
        beside = write_rejected(run, path, reading, problems) if problems else ""
    _tell(run, book, done, len(read_rows) - len(done), beside)
    return 1 if problems else 0


def _cells(names: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    return {name: cell.strip() for name, cell in zip(names, row, strict=False) if name and cell.strip()}


def _row(run: Run, book: Book, place: int, cells: Mapping[str, str]) -> Filled | Text | None:
    """What a row says: an entry, what is wrong with it, or nothing where it was left blank."""
    if not {*FILLED} & cells.keys():
        return None
    try:
        return _filled(run, book, place, cells)
    except CrmError as error:
        return Text(f"error.{error.key}", error.params)


def _filled(run: Run, book: Book, place: int, cells: Mapping[str, str]) -> Filled:
    who = cells.get("code") or cells.get("name")
    if not who:
        raise CannotDo("sheet_whose")
    hit = asking.customer(run, book, who, strict=True)
    day = _day(run, cells.get("day", ""))
    now = run.now if day == run.today else run.real(day, run.now.time().replace(tzinfo=None))
    note = read_note(asking.limited("note", cells.get("note", "")), run.lexicon, now, run.country)
    return Filled(place, hit.customer, hit.contact, _entry(run, cells, note, now), note)


def _day(run: Run, text: str) -> date:
    """The day of the sheet; a spreadsheet may have written it in its own way."""
    if not text:
        return run.today
    return read_iso_day(text) or read_when(text, run.now, "back", run.country).day


def _entry(run: Run, cells: Mapping[str, str], note: Note, now: datetime) -> Entry:
    via = asking.choice(run, "via", cells["via"]) if "via" in cells else written_by(note.text) or "phone"
    outcome = asking.choice(run, "outcome", cells["outcome"]) if "outcome" in cells else note.heard.outcome
    return Entry(
        outcome=outcome or ("info" if via in QUIET_VIAS else "answered"), at=now, text=note.text, via=via, author=run.config.name,
        next=read_when(cells["next"], now, "forward", run.country) if "next" in cells else None,
        source=MARK, source_at=now.date().isoformat(),
    )  # fmt: skip


def _logged(book: Book, row: Filled) -> Done:
    """A row once: what the same sheet told before, also in a copy of it, is the same."""
    entry = row.entry
    if promises.told_before(book, row.customer, MARK, entry.source_at or "", entry.outcome, entry.text):
        return Done(row.row, "same", row.customer, entry.outcome)
    logged = story.log(book, row.customer, entry._replace(contact=row.contact))
    number = view.person_to_call(book, row.customer, row.contact or "").number if row.note.heard.wrong_number else ""
    if number:
        channels.doubt_channel(book, row.customer, number)
    pulse.refresh(book, [row.customer])
    return Done(row.row, "new", row.customer, entry.outcome, logged.id)


def _tell(run: Run, book: Book, done: Sequence[Done], blank: int, beside: str) -> None:
    """A person is told the sums, and the rows to look at; a program all rows."""
    counts = Counter(one.fate for one in done)
    shown = [one for one in done if not run.for_a_person or one.fate == "rejected"]
    if shown or not run.for_a_person:
        run.show(Report("log", COLUMNS, tuple(_shown(run, book, one) for one in shown)))
    line = say("done.sheet", new=counts["new"], same=counts["same"], rejected=counts["rejected"], blank=blank)
    if run.for_a_person:
        run.done(line, {})
    else:
        run.remark(line)
    if beside:
        run.remark(say("done.sheet.rejected", file=beside))


def _shown(run: Run, book: Book, one: Done) -> Row:
    data: dict[str, Any] = {"row": one.row, "fate": one.fate, "id": one.id or None, "code": None, "name": None, "stage": None,
                            "outcome": one.outcome or None, "next": None, "why": one.why}  # fmt: skip
    if one.customer:
        facts = pulse.facts_of(book, one.customer)
        stage, _ = stage_on(facts, run.rules, run.today)
        data.update(code=facts.code_text, name=facts.name, stage=stage, next=next_day(run, facts))
    outcome = say(f"outcome.{one.outcome}") if one.outcome else None
    return Row(data, (one.row, say(f"fate.{one.fate}"), data["code"], data["name"], outcome, data["next"], one.why))
