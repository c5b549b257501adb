"""The story of a customer: interactions, which are only ever added, promises, and the moves of stage they cause."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from salescli.core.dates import When
from salescli.core.errors import CannotDo, WrongUsage
from salescli.core.facts import Facts
from salescli.core.rank import stage_on
from salescli.store.book import utc
from salescli.store.pulse import COUNTS, facts_of
from salescli.store.rows import insert, update

if TYPE_CHECKING:
    from salescli.store.book import Book

HAD_WON = ("onboarding", "active", "long_term")
"""Stages of customers who have bought, whether or not a `won` is in the book (CONTRACT 5)."""
SHORTEST_ID = 4  # characters of an interaction's id that are enough to name it


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to log. `at` is the rep's time; `stage` moves the customer there whatever the outcome says."""

    outcome: str
    at: datetime
    text: str = ""
    via: str = "phone"
    contact: str | None = None
    author: str = ""
    aim: str = ""
    found: str = ""
    links: Sequence[str] = ()
    stage: str = ""
    next: When | None = None
    replaces: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Logged:
    """What a log did: the interaction's id, the stages before and after, and the later promise that stays, if any."""

    id: str
    before: str
    after: str
    stays: dict[str, Any] | None = None


def log(book: Book, customer: str, entry: Entry) -> Logged:
    """Write an interaction, move the stage, close or make promises: CONTRACT 4, in the caller's transaction."""
    facts = facts_of(book, customer)
    before, _ = stage_on(facts, book.rules, book.today)
    after = entry.stage or moved(book, facts, before, entry.outcome)
    row_id = insert(book, "interactions", {
        "customer_id": customer, "contact_id": entry.contact, "at": utc(entry.at), "via": entry.via,
        "outcome": entry.outcome, "text": entry.text, "author": entry.author or None, "aim": entry.aim or None,
        "found": entry.found or None, "links": json.dumps(list(entry.links), ensure_ascii=False) if entry.links else None,
        "stage_before": facts.stage if after != before else None,
        "stage_since_before": facts.stage_since.isoformat() if after != before else None,
        "stage_after": after if after != before else None,
        "replaces": entry.replaces, "retracted": 0, "source": entry.source,
    })  # fmt: skip
    if after != before:
        day = min(entry.at.date(), book.today)
        update(book, "customers", customer, {"stage": after, "stage_since": day.isoformat()})
    stays = _settle_promises(book, customer, entry, row_id)
    book.touched.add(customer)
    return Logged(row_id, before, after, stays)


def moved(book: Book, facts: Facts, stage: str, outcome: str) -> str:
    """The stage that an outcome leads to from `stage`; the same one where it moves nothing."""
    rule = book.rules.stages[stage]
    bought = "won" in facts.pulse.events or stage in HAD_WON
    moves = {**rule.moves, **(rule.moves_after_won if bought else {})}
    return moves.get(outcome, stage)


def open_promises(book: Book, customer: str) -> list[dict[str, Any]]:
    """Open promises, earliest first."""
    rows = book.db.execute(
        "SELECT * FROM promises WHERE customer_id = ? AND state = 'open' AND deleted_at IS NULL ORDER BY day, time, id",
        (customer,),
    )
    return [dict(row) for row in rows.fetchall()]


def _settle_promises(book: Book, customer: str, entry: Entry, interaction: str) -> dict[str, Any] | None:
    """Close what the interaction has kept, put `--next` in place of what stays; returns a later promise that stays."""
    left = []
    for promise in open_promises(book, customer):
        if entry.outcome != "no_answer" and promise["day"] <= entry.at.date().isoformat():
            update(book, "promises", promise["id"], {"state": "kept", "closed_by": interaction})
        else:
            left.append(promise)
    if entry.next is None:
        return left[0] if left else None
    promise_next(book, customer, entry.next, entry.aim, contact=entry.contact, interaction=interaction)
    return None


def promise_next(
    book: Book, customer: str, when: When, text: str, *, contact: str | None = None, interaction: str | None = None
) -> str:
    """Promise a next contact in place of all open ones; returns the promise's id."""
    drop_promises(book, customer, "replaced", interaction)
    time = when.time.strftime("%H:%M") if when.time else ""
    row = {"customer_id": customer, "contact_id": contact, "day": when.day.isoformat(), "time": time, "text": text}
    return insert(book, "promises", {**row, "made_by": interaction, "state": "open"})


def drop_promises(book: Book, customer: str, state: str = "dropped", interaction: str | None = None) -> bool:
    """Close all open promises without keeping them. Returns whether there were any."""
    promises = open_promises(book, customer)
    for promise in promises:
        update(book, "promises", promise["id"], {"state": state, "closed_by": interaction})
    book.touched.add(customer)
    return bool(promises)


def find_interaction(book: Book, text: str) -> dict[str, Any]:
    """The interaction that counts and whose id ends with `text`; `CannotDo` when there is none or more than one."""
    tail = text.strip().lower().lstrip("#")
    if len(tail) < SHORTEST_ID:
        raise WrongUsage("interaction_id_short", id=text, least=SHORTEST_ID)
    rows = book.db.execute(
        f"SELECT * FROM interactions WHERE substr(id, -length(?)) = ? AND {COUNTS} LIMIT 2", (tail, tail)
    ).fetchall()
    if len(rows) != 1:
        raise CannotDo("interaction_not_found" if not rows else "interaction_several", id=text)
    return dict(rows[0])


def retract(book: Book, old: dict[str, Any]) -> str:
    """Let an interaction count no more: what it did to stage and promises is taken back too. Returns the new row's id."""
    _take_back(book, old)
    kept = ("customer_id", "contact_id", "at", "via", "outcome", "author")
    row = {**{name: old[name] for name in kept}, "text": "", "replaces": old["id"], "retracted": 1}
    book.touched.add(old["customer_id"])
    return insert(book, "interactions", row)


def correct(book: Book, old: dict[str, Any], entry: Entry) -> Logged:
    """Write the interaction anew in place of `old`, as if it had been logged so."""
    _take_back(book, old)
    from salescli.store import pulse

    pulse.refresh(book, [old["customer_id"]])
    return log(book, old["customer_id"], replace(entry, replaces=old["id"]))


def _take_back(book: Book, old: dict[str, Any]) -> None:
    customer = old["customer_id"]
    now = book.db.execute("SELECT stage FROM customers WHERE id = ?", (customer,)).fetchone()[0]
    if old["stage_after"] and now == old["stage_after"]:
        stage = {"stage": old["stage_before"], "stage_since": old["stage_since_before"]}
        update(book, "customers", customer, stage)
    made = book.db.execute(
        "SELECT id FROM promises WHERE made_by = ? AND state = 'open' AND deleted_at IS NULL", (old["id"],)
    ).fetchall()
    for (promise,) in made:
        update(book, "promises", promise, {"state": "dropped"})
    closed = book.db.execute("SELECT id FROM promises WHERE closed_by = ? AND state != 'open'", (old["id"],)).fetchall()
    for (promise,) in closed if made or not open_promises(book, customer) else ():
        update(book, "promises", promise, {"state": "open", "closed_by": None})


def interactions(book: Book, customer: str) -> list[dict[str, Any]]:
    """The interactions that count, newest first, each with its person's name."""
    rows = book.db.execute(
        f"SELECT interactions.*, p.name AS person FROM interactions LEFT JOIN contacts p ON p.id = interactions.contact_id"
        f" WHERE interactions.customer_id = ? AND {COUNTS} ORDER BY at DESC, interactions.id DESC",
        (customer,),
    )
    return [dict(row) for row in rows.fetchall()]


def add_past(book: Book, customer: str, contact: str | None, past: Sequence[Any]) -> bool:
    """Past contacts that a file tells of, each with its own time and author; those in the book already are left out."""
    from salescli.core.outcomes import read_outcome

    added = False
    for item in past:
        at = item.at if "T" in item.at else f"{item.at}T12:00:00"
        moment = datetime.fromisoformat(at)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=book.zone) if book.zone else moment.astimezone()
        known = book.db.execute(
            "SELECT 1 FROM interactions WHERE customer_id = ? AND at = ? AND text = ?",
            (customer, utc(moment), item.text),
        ).fetchone()
        if known:
            continue
        outcome = item.outcome or read_outcome(item.text) or "answered"
        log(book, customer, Entry(outcome, moment, item.text, item.via or "phone", contact, item.author))
        added = True
    return added
