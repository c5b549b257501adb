"""Past contacts and next steps that a file tells of: each goes into the story once, with its own time and author."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from salescli.core.exchange.card import CardInteraction, CardNext
from salescli.core.text import Text, say
from salescli.core.when import When
from salescli.store.base.book import utc
from salescli.store.base.rows import storable
from salescli.store.ranking import pulse
from salescli.store.records import alternatives, promises, story
from salescli.store.records.story import Entry

if TYPE_CHECKING:
    from salescli.store.base.book import Book

NOON = "T12:00:00"
"""The time of day of a contact of which only the day is known."""


def add_past(
    book: Book, customer: str, contact: str | None, past: Sequence[CardInteraction], *, fixed: bool = False
) -> tuple[Text, ...] | None:
    """Log the contacts that aren't in the book yet, oldest first, and tell the move of stage; None where all are known.

    A contact older than the customer's stage moves it no more, nor does any where the file has said the stage (`fixed`).
    """
    new = _unknown(book, customer, contact, past)
    if not new:
        return None
    pulse.refresh(book, [customer])
    before = after = _stage(book, customer)
    for at, item in new:
        since = pulse.facts_of(book, customer).stage_since
        moves = not fixed and at.date() >= since
        after = story.log(book, customer, _entry(item, at, contact), moves=moves).after
        pulse.refresh(book, [customer])
    return (say("done.moved", before=say(f"stage.{before}"), after=say(f"stage.{after}")),) if after != before else ()


def has(book: Book, customer: str, contact: str | None, past: Sequence[CardInteraction], step: CardNext | None) -> bool:
    """Whether all these contacts and the next step are in the book, the step maybe beside another."""
    if _unknown(book, customer, contact, past):
        return False
    if step is None:
        return True
    words = f"{step.at} {storable(step.text)}".strip()
    return book.db.execute(
        "SELECT 1 FROM living_promises WHERE customer_id = :c AND day = :day AND text = :text UNION ALL"
        " SELECT 1 FROM alternatives WHERE customer_id = :c AND field = 'next' AND value = :words",
        {"c": customer, "day": step.at[:10], "text": storable(step.text), "words": words},
    ).fetchone() is not None  # fmt: skip


def row(
    book: Book, customer: str, contact: str | None, item: CardInteraction, stage: str, since: date
) -> dict[str, Any]:
    """The row of a past contact with a customer who has no story yet, and whose stage it doesn't move."""
    return story.interaction(customer, _entry(item, when(book, item.at), contact), stage, since)


def _entry(item: CardInteraction, at: datetime, contact: str | None) -> Entry:
    return Entry(item.outcome, at, storable(item.text), item.via, contact, storable(item.author),
                 source=storable(item.mark) or None, source_at=item.at)  # fmt: skip


def _unknown(
    book: Book, customer: str, contact: str | None, past: Sequence[CardInteraction]
) -> list[tuple[datetime, CardInteraction]]:
    """Those that aren't in the book by their time, or by how a file wrote it, which is the same in any zone.

    Of a contact of which only the day is told, another one of that day tells all; what has a mark is known by that.
    """
    sql = "SELECT at, text, coalesce(source_at, '') FROM interactions WHERE customer_id = ?"
    rows = book.db.execute(sql, (customer,)).fetchall()
    known = {(row[0], row[1]) for row in rows} | {(row[2], row[1]) for row in rows}
    days = {book.local(row[0]).date() for row in rows} if any(not item.text for item in past) else set()
    marks = _marks(book, customer, contact) if any(item.mark for item in past) else set()
    found = {}
    for item in sorted(past, key=lambda item: not item.text):
        at, text = when(book, item.at), storable(item.text)
        if item.mark and item.mark in marks:
            continue
        marks.add(item.mark)
        if (utc(at), text) in known or (item.at, text) in known or (not text and at.date() in days):
            continue
        days.add(at.date())
        found[at, text] = item._replace(text=text)
    return [(at, found[at, text]) for at, text in sorted(found)]


def _marks(book: Book, customer: str, contact: str | None) -> set[str]:
    """The marks of what is in the story of the customer, or of the person, wherever that was."""
    sql = "SELECT source FROM interactions WHERE (customer_id = ? OR contact_id = ?) AND source IS NOT NULL"
    return {row[0] for row in book.db.execute(sql, (customer, contact))}


def _stage(book: Book, customer: str) -> str:
    from salescli.core.ranking.rank import stage_on

    return stage_on(pulse.facts_of(book, customer), book.rules, book.today)[0]


def when(book: Book, at: str) -> datetime:
    """A file's ISO day or time in the rep's zone."""
    moment = datetime.fromisoformat(at if "T" in at else at + NOON)
    if moment.tzinfo:
        return moment.astimezone(book.zone)
    return moment.replace(tzinfo=book.zone) if book.zone else moment.astimezone()


OVERDUE = 31
"""Days that a next step may be late and still wait to be done; an older one was given up without anybody's saying so."""


def add_next(book: Book, customer: str, contact: str | None, step: CardNext) -> tuple[bool, tuple[Text, ...]]:
    """Promise a file's next step, once; one that is over, or beside another open promise, is kept beside.

    Returns whether anything was new, and what is to be told.
    """
    day, text = step.at[:10], storable(step.text)
    rows = book.db.execute(
        "SELECT state, day, text FROM living_promises WHERE customer_id = ?", (customer,)
    ).fetchall()
    if any((row["day"], row["text"]) == (day, text) for row in rows):
        return False, ()
    over = is_over(book.today, day, _last(book, customer))
    if over or any(row["state"] == "open" for row in rows):
        words = f"{step.at} {text}".strip()
        new = alternatives.keep(book, customer, None, "next", words)
        return new, (say("import.not_next", text=words),) if over and new else ()
    promises.promise_next(book, customer, _when(step), text, contact=contact)
    return True, ()


def promise(customer: str, contact: str | None, step: CardNext) -> dict[str, Any]:
    """The row of a next step that is promised to a customer who has no other."""
    return promises.promise(customer, _when(step), storable(step.text), contact)


def _when(step: CardNext) -> When:
    moment = datetime.fromisoformat(step.at)
    return When(moment.date(), moment.time() if "T" in step.at else None)


def is_over(today: date, day: str, last: str) -> bool:
    """Whether a next step needs no more doing: it is long past, or on its day or later there was a contact, the `last`."""
    return day < (today - timedelta(days=OVERDUE)).isoformat() or (day < today.isoformat() and last >= day)


def _last(book: Book, customer: str) -> str:
    """The day of the last contact, if there was any."""
    sql = f"SELECT max(at) FROM interactions WHERE customer_id = ? AND outcome != 'no_answer' AND {pulse.COUNTS}"
    last = book.db.execute(sql, (customer,)).fetchone()[0]
    return book.local(last).date().isoformat() if last else ""
