"""Promises: made, moved, dropped; those that come again and again make the next of their series; all that are open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from salescli.core.when import Span, When, read_span
from salescli.store.base.rows import insert, storable, update

if TYPE_CHECKING:
    from salescli.store.base.book import Book

def open_promises(book: Book, customer: str) -> list[dict[str, Any]]:
    """Open promises of a customer with the name of the person there to whom they were made, earliest first."""
    rows = book.db.execute(
        "SELECT o.*, p.name AS person FROM living_promises o LEFT JOIN contacts p ON p.id = o.contact_id AND p.deleted_at IS NULL"
        " AND p.customer_id = o.customer_id WHERE o.customer_id = ? AND o.state = 'open'"
        " ORDER BY o.day, o.time, o.id",
        (customer,),
    )
    return [dict(row) for row in rows.fetchall()]


def promise(customer: str, when: When, text: str, contact: str | None) -> dict[str, Any]:
    """The row of an open promise."""
    time = when.time.strftime("%H:%M") if when.time else ""
    return {"customer_id": customer, "contact_id": contact, "day": when.day.isoformat(), "time": time, "text": text,
            "state": "open"}  # fmt: skip


def promise_next(
    book: Book, customer: str, when: When, text: str, *, contact: str | None = None, interaction: str | None = None,
    moves: bool = True,
) -> str:  # fmt: skip
    """Promise a next contact in place of the open ones; returns the promise's id.

    What comes again stays. Where nothing else is open, and it `moves`, it is the next of that which is meant (R1.11).
    """
    found = open_promises(book, customer)
    once, series = [row for row in found if not row["every"]], [row for row in found if row["every"]]
    if moves and series and not once:
        return move(book, series[0], when, text, contact=contact, interaction=interaction)
    drop(book, customer, once, "replaced", interaction)
    return insert(book, "promises", {**promise(customer, when, text, contact), "made_by": interaction})


def drop(book: Book, customer: str, promises: Sequence[dict[str, Any]], state: str = "dropped", interaction: str | None = None
         ) -> bool:  # fmt: skip
    """Close these promises without keeping them. Returns whether there were any."""
    for row in promises:
        update(book, "promises", row["id"], {"state": state, "closed_by": interaction})
    book.touched.add(customer)
    return bool(promises)


# ---------------------------------------------------------------- what comes again and again


def repeat(book: Book, customer: str, when: When, text: str, every: Span, *, contact: str | None = None) -> str:
    """Promise something again and again from this day on, in place of an open series of the same service."""
    same = [row for row in open_promises(book, customer) if row["every"] and _folded(row["service"]) == _folded(text)]
    drop(book, customer, same, "replaced")
    day = when.day.isoformat()
    plan = {"every": every.text(), "since": day, "planned": day, "service": text}
    return insert(book, "promises", {**promise(customer, when, text, contact), **plan})


def move(
    book: Book, row: dict[str, Any], when: When, text: str, *, contact: str | None = None, interaction: str | None = None
) -> str:
    """Move this time of a series alone: the plan stays, and a text is a word on this time."""
    drop(book, row["customer_id"], [row], "replaced", interaction)
    said = f"{row['service']} · {text}" if text and row["service"] and _folded(text) != _folded(row["service"]) else text
    made = promise(row["customer_id"], when, said or row["text"], contact or row["contact_id"])
    return insert(book, "promises", {**made, **_plan(row), "made_by": interaction})


def renew(
    book: Book, row: dict[str, Any], closed: date, *, when: When | None = None, interaction: str | None = None
) -> dict[str, Any]:
    """The next of a series, one of which is over: on its next planned day later than that, or `when`."""
    from salescli.core.series import following

    plan = date.fromisoformat(row["planned"])
    planned = following(read_span(row["every"]), date.fromisoformat(row["since"]), max(plan, closed))
    clock = row["time"] if row["day"] == row["planned"] else ""
    made = promise(row["customer_id"], when or When(planned), row["service"] or "", row["contact_id"])
    made = {**made, **_plan(row), "planned": planned.isoformat(), "made_by": interaction}
    made["time"] = made["time"] if when else clock
    return {**made, "id": insert(book, "promises", made)}


def _plan(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("every", "since", "planned", "service")}


def _folded(text: str | None) -> str:
    return " ".join((text or "").split()).casefold()


def meant(promises: Sequence[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    """Those that a text names; all where it is empty."""
    wanted = _folded(text)
    return [row for row in promises if wanted in _folded(row["text"]) or wanted in _folded(row["service"])]


_OPEN = """
SELECT o.*, c.name, c.code_letter || c.code_number AS code, c.owner, c.do_not_contact, c.snoozed_until, p.name AS person
FROM living_promises o JOIN living_customers c ON c.id = o.customer_id
LEFT JOIN contacts p ON p.id = o.contact_id AND p.deleted_at IS NULL
WHERE o.state = 'open' ORDER BY o.customer_id, o.day, o.time, o.id"""


def open_ones(book: Book) -> list[dict[str, Any]]:
    """Each open promise with its customer's name, code, owner and rest, and its person's name; a customer's in their order."""
    return [dict(row) for row in book.db.execute(_OPEN).fetchall()]


def told_before(book: Book, customer: str, mark: str, day: str, outcome: str, text: str) -> bool:
    """Whether a source has told of this interaction before, be it that it was corrected since."""
    sql = "SELECT 1 FROM interactions WHERE customer_id = ? AND source = ? AND source_at = ? AND outcome = ? AND text = ?"
    return book.db.execute(sql, (customer, mark, day, outcome, storable(text))).fetchone() is not None


def last_run(book: Book) -> int:
    """The number of the last run that wrote: it never falls."""
    return int(book.db.execute("SELECT coalesce(max(id), 0) FROM runs").fetchone()[0])
