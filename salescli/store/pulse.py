"""The pulse: what each customer's interactions come to, kept beside the customer, and the facts read from it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from salescli.core.facts import Facts, Moment, Promised, Pulse, fold, moment
from salescli.core.rank import surfaces

if TYPE_CHECKING:
    from salescli.store.book import Book

COUNTS = """interactions.deleted_at IS NULL AND interactions.retracted = 0
  AND NOT EXISTS (SELECT 1 FROM interactions later WHERE later.replaces = interactions.id AND later.deleted_at IS NULL)"""
"""SQL: an interaction that counts - not retracted, and not replaced by a correction (CONTRACT 4)."""

FACTS = """
SELECT c.id, c.code_letter, c.code_number, c.name, c.created_at, c.stage, c.stage_since, c.grade, c.owner, c.type,
  c.source, c.country, c.do_not_contact, c.snoozed_until, p.last_touch, p.last_contact, p.last_answer, p.last_try,
  p.tries, p.touches, p.events, o.day, o.time, o.text, o.contact_id,
  (SELECT group_concat(tag, char(31)) FROM tags WHERE tags.customer_id = c.id AND tags.deleted_at IS NULL) AS tags
FROM pulse p JOIN customers c ON c.id = p.customer_id LEFT JOIN promises o ON o.id = p.promise_id
WHERE c.deleted_at IS NULL"""


def refresh(book: Book, customers: Iterable[str]) -> None:
    """Recompute the pulses of these customers from the records, in the transaction that changed them."""
    today = book.today
    for customer in customers:
        book.db.execute("DELETE FROM pulse WHERE customer_id = ?", (customer,))
        if not book.db.execute("SELECT 1 FROM customers WHERE id = ?", (customer,)).fetchone():
            continue
        book.db.execute(
            "INSERT INTO pulse(customer_id, last_touch, last_contact, last_answer, last_try, tries, touches, events,"
            " promise_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (customer, *_columns(_folded(book, customer)), _open_promise(book, customer)),
        )
        found = next(facts(book, " AND c.id = ?", (customer,)), None)
        when = surfaces(found, book.rules, earliest(found, today)) if found else None
        book.db.execute(
            "UPDATE pulse SET surfaces = ? WHERE customer_id = ?", (when.isoformat() if when else None, customer)
        )


def earliest(found: Facts, today: date) -> date:
    """The first day from which on nothing but time changes the customer: that of the latest fact, if it is past."""
    pulse = found.pulse
    days = [when.day for when in (found.added, pulse.last_touch) if when]
    return min(today, max([*days, found.stage_since]))


def _columns(pulse: Pulse) -> tuple[object, ...]:
    moments = (pulse.last_touch, pulse.last_contact, pulse.last_answer, pulse.last_try)
    events = json.dumps({outcome: when.text() for outcome, when in sorted(pulse.events.items())})
    return (*(when.text() if when else None for when in moments), pulse.tries, pulse.touches, events)


def _folded(book: Book, customer: str) -> Pulse:
    rows = book.db.execute(f"SELECT at, id, outcome FROM interactions WHERE customer_id = ? AND {COUNTS}", (customer,))
    return fold((Moment(book.day_of(at), f"{at} {row_id}"), outcome) for at, row_id, outcome in rows)


def _open_promise(book: Book, customer: str) -> str | None:
    row = book.db.execute(
        "SELECT id FROM promises WHERE customer_id = ? AND state = 'open' AND deleted_at IS NULL"
        " ORDER BY day, time, id LIMIT 1",
        (customer,),
    ).fetchone()
    return row[0] if row else None


def facts(book: Book, where: str = "", parameters: Iterable[Any] = ()) -> Iterator[Facts]:
    """Facts of the customers that are in the book; `where` is SQL of this package on c (customers) and p (pulse)."""
    for row in book.db.execute(FACTS + where, tuple(parameters)).fetchall():
        yield _facts(book, row)


def _facts(book: Book, row: Any) -> Facts:
    (row_id, letter, number, name, created, stage, since, grade, owner, kind, source, country, stop, snoozed, touch,
     contact, answer, tried, tries, touches, events, day, time, text, person, tags) = row  # fmt: skip
    return Facts(
        id=row_id,
        code=(letter, number),
        name=name,
        added=Moment(book.day_of(created), f"{created} {row_id}"),
        stage=stage,
        stage_since=date.fromisoformat(since),
        grade=grade or "",
        owner=owner or "",
        type=kind or "",
        source=source or "",
        country=country or book.country,
        tags=frozenset(tags.split("\x1f")) if tags else frozenset(),
        do_not_contact=bool(stop),
        snoozed_until=date.fromisoformat(snoozed) if snoozed else None,
        pulse=_pulse(touch, contact, answer, tried, tries, touches, events),
        promise=Promised(date.fromisoformat(day), time, text, person or "") if day else None,
    )


def _pulse(touch: str, contact: str, answer: str, tried: str, tries: int, touches: int, events: str) -> Pulse:
    if not touches:
        return Pulse()
    known = {outcome: when for outcome, text in json.loads(events).items() if (when := moment(text))}
    return Pulse(moment(touch), moment(contact), moment(answer), moment(tried), tries, touches, known)


def facts_of(book: Book, customer: str) -> Facts:
    """The facts of one customer that is in the book."""
    return next(facts(book, " AND c.id = ?", (customer,)))


def candidates(book: Book) -> Iterator[Facts]:
    """Everybody who may be on the list today: those whose day has come, by the rules in force.

    On a day before the latest the book was written on, `surfaces` says nothing, and everybody is looked at.
    """
    return coming(book, book.today)


def coming(book: Book, until: date) -> Iterator[Facts]:
    """Everybody who may come up by `until`; today's candidates among them."""
    if not is_current(book) or book.today.isoformat() < book.meta("latest_day"):
        return facts(book)
    return facts(book, " AND p.surfaces <= ?", (until.isoformat(),))


def touched_today(book: Book) -> int:
    """How many customers were touched on the rep's day: they have used places of its capacity (CONTRACT 6.7)."""
    day = book.today.isoformat()
    return int(book.db.execute("SELECT count(*) FROM pulse p JOIN customers c ON c.id = p.customer_id"
               " WHERE c.deleted_at IS NULL AND substr(p.last_touch, 1, 10) = ?", (day,)).fetchone()[0])  # fmt: skip


def is_current(book: Book) -> bool:
    """Whether the days in the pulses were derived from the rules in force."""
    return book.meta("fingerprint", book.rules.fingerprint) == book.rules.fingerprint


def rebuild(book: Book) -> None:
    """Recompute every pulse by the rules in force."""
    with book.writing("rebuild", kind="bookkeeping"):
        book.touched = {row[0] for row in book.db.execute("SELECT id FROM customers")}
        book.set_meta("fingerprint", book.rules.fingerprint)
