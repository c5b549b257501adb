"""The pulse: what each customer's interactions come to, kept beside the customer, and the facts read from it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from salescli.core.model import CUSTOMER, KINDS
from salescli.core.ranking.bounds import lane_of
from salescli.core.ranking.facts import Ahead, Dated, Facts, Moment, Promised, Pulse, Touch, fold, moment
from salescli.core.ranking.rank import is_common, leads, steady, surfaces
from salescli.store.base.book import utc
from salescli.store.ranking import yearly

if TYPE_CHECKING:
    from salescli.core.ranking.action import Action
    from salescli.core.ranking.dated import Told
    from salescli.core.rules.rule import Rules
    from salescli.store.base.book import Book

DERIVED = ("surfaces", "lane", "anchor", "place", "owner", "awake", "kind")
"""Columns that are derived from rules, for the index, and what a list filters by. Lanes hold customers alone, no other kind."""
ONES = (CUSTOMER,)
"""The kinds that lists and counts mean unless they are told otherwise (CONTRACT 9)."""
AT_A_TIME = 500  # customers whose records are read in one query
COUNTS = """interactions.deleted_at IS NULL AND interactions.retracted = 0
  AND NOT EXISTS (SELECT 1 FROM interactions later WHERE later.replaces = interactions.id AND later.deleted_at IS NULL)"""
"""SQL: an interaction that counts - not retracted, and not replaced by a correction (CONTRACT 4)."""

FACTS = """
SELECT c.id, c.code_letter, c.code_number, c.name, c.created_at, c.stage, c.stage_since, c.grade, c.owner, c.type,
  c.source, c.country, c.source_at, c.do_not_contact, c.snoozed_until, p.last_touch, p.last_contact, p.last_answer, p.last_try,
  p.tries, p.touches, p.events, p.met, p.reached, p.missed, p.days, o.day, o.time, o.text, o.contact_id, o.every, c.kind,
  (SELECT group_concat(tag, char(31)) FROM tags WHERE tags.customer_id = c.id AND tags.deleted_at IS NULL) AS tags,
  CASE WHEN p.tries > 0 THEN EXISTS (SELECT 1 FROM channels ch WHERE ch.customer_id = c.id AND ch.deleted_at IS NULL
    AND ch.doubtful_since >= substr(p.last_try, 1, 10)) END AS dead_number
FROM pulse p JOIN customers c ON c.id = p.customer_id LEFT JOIN promises o ON o.id = p.promise_id
WHERE c.deleted_at IS NULL"""


def derive(book: Book, customers: Iterable[str]) -> None:
    """What a run that touched these customers leaves derived: their pulses, and by which rules and for which day."""
    refresh(book, customers)
    book.db.execute("INSERT OR IGNORE INTO meta VALUES ('fingerprint', ?)", (book.rules.fingerprint,))
    book.set_meta("latest_day", max(book.today.isoformat(), book.meta("latest_day")))


def refresh(book: Book, customers: Iterable[str]) -> None:
    """Recompute the pulses of these customers from the records, in the transaction that changed them."""
    wanted = list(customers)
    for start in range(0, len(wanted), AT_A_TIME):
        _refresh_some(book, wanted[start : start + AT_A_TIME])


def _refresh_some(book: Book, wanted: list[str]) -> None:
    marks = f"({','.join('?' * len(wanted))})"
    book.db.execute(f"DELETE FROM pulse WHERE customer_id IN {marks}", wanted)
    entered = dict(book.db.execute(f"SELECT id, created_at FROM customers WHERE id IN {marks}", wanted).fetchall())
    touches, promises = _touches(book, marks, wanted), _open_promises(book, marks, wanted)
    told = _told(book, marks, wanted, touches)
    book.db.executemany(
        "INSERT INTO pulse(customer_id, last_touch, last_contact, last_answer, last_try, tries, touches, events,"
        " met, reached, missed, days, promise_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(one, *_columns(touches.get(one, ()), made, told.get(one, ())), promises.get(one)) for one, made in entered.items()],
    )
    known, rules = facts_by_id(book, [*entered]), steady(book.rules)
    book.db.executemany(
        f"UPDATE pulse SET {' = ?, '.join(DERIVED)} = ? WHERE customer_id = ?",
        [(*derived(book, found, rules), found.id) for found in known],
    )
    yearly.file(book, marks, wanted, known)


def _touches(book: Book, marks: str, wanted: list[str]) -> dict[str, list[Touch]]:
    found: dict[str, list[Touch]] = {}
    for customer, at, row_id, *said in book.db.execute(
        "SELECT customer_id, at, id, outcome, via, silence, stall FROM interactions"
        f" WHERE customer_id IN {marks} AND {COUNTS}", wanted
    ):  # fmt: skip
        found.setdefault(customer, []).append(Touch(Moment(book.day_of(at), f"{at} {row_id}"), *said))
    return found


def _told(book: Book, marks: str, wanted: list[str], touches: Mapping[str, list[Touch]]) -> dict[str, list[Told]]:
    """What other records tell of each customer, and the day of the first deal; most tell nothing, and load nothing for it."""
    rows = book.db.execute(f"SELECT * FROM dated WHERE customer_id IN {marks}", wanted).fetchall()
    won = [(one, min(touch.when.day for touch in theirs if touch.outcome == "won"))
           for one, theirs in touches.items() if any(touch.outcome == "won" for touch in theirs)]  # fmt: skip
    if not rows and not won:
        return {}
    from salescli.core.ranking.dated import FIRST_DEAL, Told

    found: dict[str, list[Told]] = {}
    names = _names(book, {row["whose"] for row in rows if row["whose"]})
    for customer, sort, kind, day, whose, row_id, made, text in rows:
        when = _when(book, day, made, row_id) if sort == "happened" else None
        found.setdefault(customer, []).append(Told(sort, kind, day, when, whose, row_id, text, names.get(whose, "")))
    for customer, first in won:
        found.setdefault(customer, []).append(Told("yearly", FIRST_DEAL, first.isoformat(), None, "", ""))
    return found


def _names(book: Book, people: Collection[str]) -> dict[str, str]:
    """What people are called, by their ids."""
    if not people:
        return {}
    asked = f"SELECT id, name FROM contacts WHERE id IN ({','.join('?' * len(people))})"
    return dict(book.db.execute(asked, tuple(people)).fetchall())


def _when(book: Book, day: str, made: str, row_id: str) -> Moment:
    """When an event was: a day is that of its record where it was put in on it, else from its beginning on."""
    if "T" in day:
        return Moment(book.day_of(day), f"{day} {row_id}")
    on = date.fromisoformat(day)
    begins = datetime.combine(on, time.min, book.zone)
    return Moment(on, f"{made if book.day_of(made) == on else utc(begins)} {row_id}")


def _open_promises(book: Book, marks: str, wanted: list[str]) -> dict[str, str]:
    """The earliest open promise of each customer that has one."""
    rows = book.db.execute(
        f"SELECT customer_id, id FROM promises WHERE customer_id IN {marks} AND state = 'open' AND deleted_at IS NULL"
        " ORDER BY day DESC, time DESC, id DESC",
        wanted,
    )
    return dict(rows.fetchall())


def derived(book: Book, found: Facts, rules: Rules | None = None) -> tuple[object, ...]:
    """The values of `DERIVED`: first day on the list, lane, anchor in it, place in it, owner, end of a snooze, kind; by the
    `steady` rules.
    """
    rules, day = rules or steady(book.rules), latest_fact(found)
    when = surfaces(found, rules, day)
    lane = lane_of(found, rules, day, when, book.calendar_of(book.country)) if when and found.kind == CUSTOMER else None
    awake = found.snoozed_until.isoformat() if found.snoozed_until else None
    text, anchor = (lane[0], lane[1].isoformat()) if lane else (None, None)
    place = place_of(found.pulse.tries, found.code)
    return when and when.isoformat(), text, anchor, place, found.owner.casefold() or None, awake, found.kind


def place_of(tries: int, code: tuple[str, int]) -> str:
    """Tries and code in a form that sorts as CONTRACT 6.6 puts rows of equal score and due day: letter, then number."""
    return f"{tries:06}{code[0]}{code[1]:010}"


def latest_fact(found: Facts) -> date:
    """The day from which on nothing but time changes the customer."""
    touch = found.pulse.last_touch
    return max(found.added.day, found.stage_since, touch.day if touch else date.min)


def _columns(touches: Sequence[Touch], entered: str, told: Sequence[Told]) -> tuple[object, ...]:
    if not told:
        return (*_folded(fold(touches, entered)), None)
    from salescli.core.ranking import dated

    return (*_folded(fold(touches, entered, dated.events(told))), dated.kept(told))


def _folded(pulse: Pulse) -> tuple[object, ...]:
    moments = (pulse.last_touch, pulse.last_contact, pulse.last_answer, pulse.last_try)
    events = json.dumps({outcome: when.text() for outcome, when in sorted(pulse.events.items())})
    return (*(when.text() if when else None for when in moments), pulse.tries, pulse.touches, events,
            pulse.met.order if pulse.met else None, pulse.reached, pulse.missed)  # fmt: skip


def facts(book: Book, where: str = "", parameters: Iterable[Any] = ()) -> Iterator[Facts]:
    """Facts of the customers that are in the book; `where` is SQL of this package on c (customers) and p (pulse)."""
    for row in book.db.execute(FACTS + where, tuple(parameters)).fetchall():
        yield _facts(book, row)


def _facts(book: Book, row: Any) -> Facts:
    (row_id, letter, number, name, created, stage, since, grade, owner, type_, source, country, carded, stop, snoozed,
     touch, contact, answer, tried, tries, touches, events, met, reached, missed, days, day, clock, text, person, every,
     kind, tags, dead) = row  # fmt: skip
    yearly, open_, said = _days(days)
    return Facts(
        id=row_id,
        code=(letter, number),
        name=name,
        added=Moment(book.day_of(created), f"{created} {row_id}"),
        stage=stage,
        stage_since=date.fromisoformat(since),
        grade=grade or "",
        owner=owner or "",
        type=type_ or "",
        source=source or "",
        country=country or book.country,
        tags=frozenset(tags.split("\x1f")) if tags else frozenset(),
        do_not_contact=bool(stop),
        snoozed_until=date.fromisoformat(snoozed) if snoozed else None,
        pulse=_pulse(touch, contact, answer, tried, tries, touches, events, met and Moment(book.day_of(met.split()[0]), met),
                     reached, missed),
        promise=Promised(date.fromisoformat(day), clock, text, person or "", every or "") if day else None,
        carded=card_day(carded),
        dead_number=bool(dead),
        kind=kind,
        days=yearly,
        calendar=book.calendar_of(country or book.country),
        ahead=open_,
        said=said,
    )


def _days(text: str | None) -> tuple[tuple[Dated, ...], tuple[Ahead, ...], Mapping[str, str]]:
    """The days of each year, those to come, and what is said of events, as `dated.kept` put them down."""
    if not text:
        return (), (), {}
    ahead, yearly, said = json.loads(text)
    return (tuple(Dated(*one) for one in yearly),
            tuple(Ahead(kind, date.fromisoformat(day), *more) for kind, day, *more in ahead), said)  # fmt: skip


def card_day(text: str | None) -> date | None:
    """The day of a card, which may be no whole one."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def _pulse(touch: str, contact: str, answer: str, tried: str, tries: int, touches: int, events: str, met: Moment | None,
           reached: int, missed: int) -> Pulse:  # fmt: skip
    if not touches and events == "{}":
        return Pulse()
    known = {outcome: when for outcome, text in json.loads(events).items() if (when := moment(text))}
    return Pulse(moment(touch), moment(contact), moment(answer), moment(tried), tries, touches, known, met, reached, missed)


def facts_of(book: Book, customer: str) -> Facts:
    """The facts of one customer that is in the book."""
    return next(facts(book, " AND c.id = ?", (customer,)))


def facts_by_id(book: Book, ids: Sequence[str]) -> list[Facts]:
    """Facts of these customers, as far as they are in the book, in this order."""
    found = {one.id: one for one in facts(book, f" AND c.id IN ({','.join('?' * len(ids))})", ids)}
    return [found[row_id] for row_id in ids if row_id in found]


def may_skip(book: Book) -> bool:
    """Whether what the pulses say of days and lanes holds today: the rules are the same, and no fact is later."""
    return is_current(book) and book.today.isoformat() >= book.meta("latest_day")


def coming(book: Book, until: date, kinds: Sequence[str] = ONES) -> Iterator[Facts]:
    """Everybody of these kinds who may come up by `until`, or simply everybody where the days kept don't hold today."""
    among = of_kinds(kinds, "p.kind")
    if not may_skip(book) or is_common(book.rules, book.today, until):
        return facts(book, f" AND {among}")
    thought_of, keys = yearly.among(book, until, leads(book.rules))
    return facts(book, f" AND (p.surfaces <= ? OR {thought_of}) AND {among}", (until.isoformat(), *keys))


def of_kinds(kinds: Sequence[str], column: str) -> str:
    """SQL: those of these kinds alone."""
    return "1" if {*kinds} == {*KINDS} else f"{column} IN ({', '.join(repr(kind) for kind in kinds if kind in KINDS)})"


def touched_today(book: Book, kinds: Sequence[str] = ONES) -> int:
    """How many of these kinds were touched on the rep's day: they have used places of its capacity (CONTRACT 6.7)."""
    day = book.today.isoformat()
    if day >= book.meta("latest_day"):
        there = f"place IS NOT NULL AND {of_kinds(kinds, 'kind')}"
        return _count(book, f"last_touch >= ? AND last_touch < ? AND {there}", (day, day + "~"))
    rows = book.db.execute(
        f"SELECT at, customer_id FROM interactions JOIN customers c ON c.id = customer_id"
        f" WHERE c.deleted_at IS NULL AND {COUNTS} AND {of_kinds(kinds, 'c.kind')}"
    )
    return len({customer for at, customer in rows if book.day_of(at) == book.today})


def due_today(book: Book, owner: str, looked_at: Iterable[Action]) -> int:
    """How many customers have come up by today, of this owner or nobody's, and are listed: of those looked at, who is on the
    list; of the others, who has come up.
    """
    where, values = f"{_DUE} AND {of_kinds(ONES, 'kind')}", (book.today.isoformat(), owner, owner)
    due = _count(book, where, values)
    sides: dict[bool, list[str]] = {True: [], False: []}
    for action in looked_at:
        sides[action.on_list].append(action.facts.id)
    gone, here = sides[False], sides[True]
    due -= _count(book, f"{where} AND customer_id IN ({','.join('?' * len(gone))})", (*values, *gone)) if gone else 0
    come = f"customer_id IN ({','.join('?' * len(here))}) AND (surfaces IS NULL OR surfaces > ?)"
    return due + (_count(book, come, (*here, book.today.isoformat())) if here else 0)


def is_feast(book: Book) -> bool:
    """Whether today is a day on which everybody is thought of, come up or not."""
    return is_common(book.rules, book.today, book.today)


def others_due(book: Book, owner: str) -> int:
    """How many have come up by today that are no customers: partners, private persons ... of this owner or nobody's."""
    return _count(book, f"{_DUE} AND kind != '{CUSTOMER}'", (book.today.isoformat(), owner, owner), "INDEXED BY pulse_of_others")


_DUE = "surfaces <= ? AND (owner IS NULL OR ? = '' OR owner = ?)"


def _count(book: Book, where: str, values: tuple[str, ...], by: str = "") -> int:
    return int(book.db.execute(f"SELECT count(*) FROM pulse {by} WHERE {where}", values).fetchone()[0])


def is_empty(book: Book) -> bool:
    """Whether there is no customer in the book."""
    return book.db.execute("SELECT 1 FROM customers WHERE deleted_at IS NULL LIMIT 1").fetchone() is None


def is_current(book: Book) -> bool:
    """Whether the days in the pulses were derived from the rules in force."""
    return book.meta("fingerprint", book.rules.fingerprint) == book.rules.fingerprint


def rebuild(book: Book) -> None:
    """Recompute every pulse by the rules in force."""
    with book.writing("rebuild", kind="bookkeeping"):
        book.touched = {row[0] for row in book.db.execute("SELECT id FROM customers")}
        book.set_meta("fingerprint", book.rules.fingerprint)
