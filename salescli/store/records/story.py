"""The story of a customer: interactions, which are only ever added, promises, and the moves of stage they cause."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, NamedTuple

from salescli.core.errors import CannotDo, WrongUsage
from salescli.core.ranking.facts import Facts
from salescli.core.ranking.rank import stage_on
from salescli.core.when import When
from salescli.store.base.book import utc
from salescli.store.base.rows import insert, update
from salescli.store.ranking.pulse import COUNTS, facts_of
from salescli.store.records import promises
from salescli.store.records.promises import open_promises

if TYPE_CHECKING:
    from salescli.store.base.book import Book

SHORTEST_ID = 4  # characters of an interaction's id that are enough to name it


class Entry(NamedTuple):
    """One thing to log. `at` is the rep's time, `source_at` how a file wrote it; `silence` and those below are `SPENT`.

    `stage` moves the customer there whatever the outcome says.
    """

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
    source_at: str | None = None
    silence: str | None = None
    stall: str | None = None
    cost: int | None = None
    currency: str | None = None
    minutes: int | None = None


SPENT = ("silence", "stall", "cost", "currency", "minutes")
"""Why they are silent or stall, and what a talk cost: in minor units of the currency, and in minutes."""


class Logged(NamedTuple):
    """What a log did: the interaction's id, the stages before and after, the later promise that stays, and the next of a
    series, if there is any.
    """

    id: str
    before: str
    after: str
    stays: dict[str, Any] | None = None
    again: dict[str, Any] | None = None


def log(book: Book, customer: str, entry: Entry, *, moves: bool = True) -> Logged:
    """Write an interaction, move the stage, close or make promises: CONTRACT 4, in the caller's transaction.

    `moves`: whether the outcome may move the stage; `entry.stage` always does.
    """
    facts = facts_of(book, customer)
    before, _ = stage_on(facts, book.rules, book.today)
    after = entry.stage or (moved(book, facts, before, entry.outcome, besides=entry.replaces) if moves else before)
    row = interaction(customer, entry, facts.stage, facts.stage_since)
    if entry.source_at is None:  # else a file says who it was
        book.author = entry.author
    row_id = insert(book, "interactions", {**row, "stage_after": after if after != before else None})
    if after != before:
        day = min(entry.at.date(), book.today)
        update(book, "customers", customer, {"stage": after, "stage_since": day.isoformat()})
    stays, again = _settle_promises(book, customer, entry, row_id)
    book.touched.add(customer)
    return Logged(row_id, before, after, stays, again)


def interaction(customer: str, entry: Entry, stage: str, since: date) -> dict[str, Any]:
    """The row of an interaction with a customer who is in `stage` since then; `stage_after` is the caller's to set."""
    return {
        "customer_id": customer, "contact_id": entry.contact, "at": utc(entry.at), "via": entry.via,
        "outcome": entry.outcome, "text": entry.text, "author": entry.author or None, "aim": entry.aim or None,
        "found": entry.found or None, "links": json.dumps(list(entry.links), ensure_ascii=False) if entry.links else None,
        "stage_before": stage, "stage_since_before": since.isoformat(), "replaces": entry.replaces, "retracted": 0,
        "source": entry.source, "source_at": entry.source_at, **{name: getattr(entry, name) for name in SPENT},
    }  # fmt: skip


def moved(book: Book, facts: Facts, stage: str, outcome: str, *, besides: str | None = None) -> str:
    """The stage that an outcome leads to from `stage`; the same one where it moves nothing.

    `besides`: an interaction that is about to be replaced, and says nothing any more.
    """
    won = "won" in facts.pulse.events and _has_won(book, facts.id, besides)
    return book.rules.stages[stage].moved(outcome, won=won)


def _has_won(book: Book, customer: str, besides: str | None) -> bool:
    sql = f"SELECT 1 FROM interactions WHERE customer_id = ? AND outcome = 'won' AND id IS NOT ? AND {COUNTS}"
    return bool(book.db.execute(sql, (customer, besides)).fetchone())


def _settle_promises(book: Book, customer: str, entry: Entry, interaction: str) -> tuple[dict[str, Any] | None, ...]:
    """Close what the interaction has kept, put `--next` in place of what stays; what comes again is promised anew.

    Returns a later promise that stays, and the next of a series, where there is one.
    """
    left, kept = [], []
    for row in open_promises(book, customer):
        if entry.outcome != "no_answer" and row["day"] <= entry.at.date().isoformat():
            update(book, "promises", row["id"], {"state": "kept", "closed_by": interaction})
            kept.append(row)
        else:
            left.append(row)
    again = [row for row in kept if row["every"] and entry.outcome != "lost"]
    moved = [None if number else entry.next for number in range(len(again))]  # --next is meant for the first of them
    made = [promises.renew(book, row, entry.at.date(), when=when, interaction=interaction)
            for row, when in zip(again, moved, strict=True)]  # fmt: skip
    if entry.next is None or made:
        return (left[0] if left else None, made[0] if made else None)
    promises.promise_next(book, customer, entry.next, entry.aim, contact=entry.contact, interaction=interaction, moves=not kept)
    return None, None


def find_interaction(book: Book, text: str) -> dict[str, Any]:
    """The interaction that counts and whose id ends with `text`; `CannotDo` when there is none or more than one."""
    tail = text.strip().lower().lstrip("#")
    if len(tail) < SHORTEST_ID:
        raise WrongUsage("interaction_id_short", id=text, least=SHORTEST_ID)
    rows = book.db.execute(
        f"SELECT * FROM interactions WHERE substr(id, -length(?)) = ? AND {COUNTS} AND EXISTS (SELECT 1 FROM living_customers c"
        " WHERE c.id = interactions.customer_id) LIMIT 2",
        (tail, tail),
    ).fetchall()
    if len(rows) != 1:
        raise CannotDo("interaction_not_found" if not rows else "interaction_several", id=text)
    return dict(rows[0])


def numbered(book: Book, customer: str) -> dict[str, int]:
    """The number of each interaction in the customer's story, the first that was logged being 1.

    A correction has the number of what it corrects, and a retraction leaves a gap: a number never means another one.
    """
    rows = book.db.execute("SELECT id, replaces FROM interactions WHERE customer_id = ? ORDER BY id", (customer,))
    found: dict[str, int] = {}
    count = 0
    for row_id, replaces in rows.fetchall():
        if replaces not in found:
            count += 1
        found[row_id] = found.get(replaces, count)
    return found


def by_number(book: Book, customer: str, number: int | None) -> dict[str, Any]:
    """The interaction that counts and has this number in the customer's story; None: the last one."""
    numbers = numbered(book, customer)
    counting = {numbers[row["id"]]: row for row in interactions(book, customer)}
    if not counting:
        raise CannotDo("story_empty")
    row = counting.get(max(counting) if number is None else number)
    if row is None:
        raise CannotDo("story_number", number=number, last=max(counting))
    return row


_MINE = (
    "SELECT i.* FROM changes ch JOIN interactions i ON i.id = ch.row JOIN living_customers c ON c.id = i.customer_id"
    " WHERE ch.tbl = 'interactions' AND ch.kind = 'insert' AND ch.run IN (SELECT id FROM runs"
    " WHERE command = 'log' AND kind = 'command' AND undone_by IS NULL AND actor = ?)"
)


def last_logged(book: Book) -> dict[str, Any]:
    """The interaction that this rep logged last, of those that count."""
    counts = COUNTS.replace("interactions.", "i.")
    row = book.db.execute(f"{_MINE} AND {counts} ORDER BY ch.seq DESC LIMIT 1", (book.actor,)).fetchone()
    if row is None:
        raise CannotDo("story_none_yours")
    return dict(row)


def first_entered(book: Book, row: dict[str, Any]) -> datetime:
    """When what an interaction tells was first logged: before its corrections."""
    while row["replaces"]:
        row = dict(book.db.execute("SELECT * FROM interactions WHERE id = ?", (row["replaces"],)).fetchone())
    return book.local(row["created_at"])


def retract(book: Book, old: dict[str, Any]) -> str:
    """Let an interaction count no more: what it did to stage and promises is taken back too. Returns the new row's id."""
    _take_back(book, old)
    kept = ("customer_id", "contact_id", "at", "via", "outcome", "author")
    row = {**{name: old[name] for name in kept}, "text": "", "replaces": old["id"], "retracted": 1}
    book.touched.add(old["customer_id"])
    return insert(book, "interactions", row)


def correct(book: Book, old: dict[str, Any], entry: Entry) -> Logged:
    """Write the interaction anew in place of `old`, as if it had been logged so; what `entry` leaves out stays."""
    from salescli.store.ranking import pulse

    moved_on, made = _take_back(book, old)
    pulse.refresh(book, [old["customer_id"]])
    stage = entry.stage or _stage_kept(book, old, moved_on)
    when = entry.next or _when(made)
    return log(book, old["customer_id"], entry._replace(replaces=old["id"], stage=stage, next=when))


def _stage_kept(book: Book, old: dict[str, Any], moved_on: bool) -> str:
    """The stage that a correction must not touch: one of a later day, or one that was given with --stage."""
    facts = facts_of(book, old["customer_id"])
    before, _ = stage_on(facts, book.rules, book.today)
    if moved_on:
        return before
    by_outcome = moved(book, facts, before, old["outcome"], besides=old["id"])
    return old["stage_after"] if old["stage_after"] and old["stage_after"] != by_outcome else ""


def _when(promise: dict[str, Any] | None) -> When | None:
    if promise is None:
        return None
    return When(date.fromisoformat(promise["day"]), time.fromisoformat(promise["time"]) if promise["time"] else None)


def _take_back(book: Book, old: dict[str, Any]) -> tuple[bool, dict[str, Any] | None]:
    """Undo what an interaction did to stage and promises, as far as nothing later has built on it.

    Returns whether the stage has moved on since, and the promise that it made, if that was still open and its day was chosen.
    """
    later = _later(book, old)
    return _take_back_stage(book, old, later), _take_back_promises(book, old, later)


def _later(book: Book, old: dict[str, Any]) -> list[dict[str, Any]]:
    """The interactions that were logged after `old` and count; a correction has the place of what it corrects."""
    rows = book.db.execute("SELECT * FROM interactions WHERE customer_id = ? ORDER BY id", (old["customer_id"],)).fetchall()
    place: dict[str, str] = {}
    for row in rows:
        place[row["id"]] = place.get(row["replaces"], row["id"])
    gone = {row["replaces"] for row in rows}
    counting = [dict(row) for row in rows if not row["retracted"] and row["id"] not in gone]
    return sorted((row for row in counting if place[row["id"]] > place[old["id"]]), key=lambda row: place[row["id"]])


def _take_back_stage(book: Book, old: dict[str, Any], later: Sequence[dict[str, Any]]) -> bool:
    """Lead the stage back to where it was, or the next move back to where this one began."""
    customer, back = old["customer_id"], {"stage_before": old["stage_before"], "stage_since_before": old["stage_since_before"]}
    now = book.db.execute("SELECT stage FROM customers WHERE id = ?", (customer,)).fetchone()[0]
    moves = [row for row in later if row["stage_after"]]
    moved_on = bool(moves) or now != (old["stage_after"] or old["stage_before"])
    if old["stage_after"] and not moved_on:
        update(book, "customers", customer, {"stage": back["stage_before"], "stage_since": back["stage_since_before"]})
    elif old["stage_after"] and moves and moves[0]["stage_before"] == old["stage_after"]:
        update(book, "interactions", moves[0]["id"], back)
    return moved_on


def _take_back_promises(book: Book, old: dict[str, Any], later: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Drop the promise it made, open again what it closed - unless a later interaction has kept that as well."""
    sql = "SELECT * FROM living_promises WHERE "
    made = book.db.execute(sql + "made_by = ? AND state = 'open' ORDER BY id", (old["id"],)).fetchall()
    for row in made:
        update(book, "promises", row["id"], {"state": "dropped"})
    closed = book.db.execute(sql + "closed_by = ? AND state != 'open'", (old["id"],)).fetchall()
    others = [row for row in open_promises(book, old["customer_id"]) if not row["every"]]
    for promise in closed if made or not others else ():
        kept = (row["id"] for row in later if row["outcome"] != "no_answer"
                and book.day_of(row["at"]).isoformat() >= promise["day"])  # fmt: skip
        by = next(kept, None)
        update(book, "promises", promise["id"], {"state": "kept" if by else "open", "closed_by": by})
    chosen = (dict(row) for row in made if not row["every"] or row["day"] != row["planned"])
    return next(chosen, None)


def interactions(book: Book, customer: str) -> list[dict[str, Any]]:
    """The interactions that count, newest first, each with its person's name."""
    rows = book.db.execute(
        f"SELECT interactions.*, p.name AS person FROM interactions LEFT JOIN contacts p ON p.id = interactions.contact_id"
        f" WHERE interactions.customer_id = ? AND {COUNTS} ORDER BY at DESC, interactions.id DESC",
        (customer,),
    )
    return [dict(row) for row in rows.fetchall()]
