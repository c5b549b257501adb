"""What measures are worked out from: sums of each customer's records by name, read in one query for all that share one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from salescli.core.model import CUSTOMER, REACHED
from salescli.core.ranking.facts import Facts, Moment
from salescli.core.ranking.rank import first_due
from salescli.core.records.measures import HALF, MEASURES, YEAR
from salescli.store.base.rows import AMONG
from salescli.store.finding.keys import fold
from salescli.store.ranking import pulse
from salescli.store.records.figures import start

if TYPE_CHECKING:
    from salescli.store.base.book import Book

GRACE = timedelta(7)
"""How long after a lead was due it is missed."""
Values = dict[str, dict[str, Any]]
"""By customer, by sum."""
_SPOKEN = f"interactions.outcome IN ({', '.join(repr(outcome) for outcome in REACHED)})"


class Query(NamedTuple):
    """Sums that are read together: SQL by name, and where from; `nothing` is what a customer has who isn't found there."""

    sums: Mapping[str, str]
    sql: str
    nothing: object = 0


def _different(column: str) -> str:
    return f"count(DISTINCT nullif(fold(c.{column}), ''))"


PULSE = Query(
    {"touches": "p.touches", "last_contact": "substr(p.last_contact, 1, 10)"},
    "SELECT p.customer_id, {sums} FROM pulse p WHERE p.customer_id {among}", None,
)  # fmt: skip
TALKS = Query(
    {"reached": f"sum({_SPOKEN})", "tried": f"sum({_SPOKEN} OR interactions.outcome = 'no_answer')"},
    f"SELECT interactions.customer_id, {{sums}} FROM interactions WHERE interactions.at >= :year AND interactions.at < :end AND"
    f" {pulse.COUNTS} AND interactions.customer_id {{among}} GROUP BY 1",
)  # fmt: skip
_ONLY = ("(SELECT max(id) FROM living_contacts WHERE customer_id = interactions.customer_id AND left IS NULL"
         " HAVING count(*) = 1)")  # fmt: skip
PEOPLE = Query(
    {"people": "count(DISTINCT c.id)", "departments": _different("department"), "levels": _different("position_level")},
    "SELECT interactions.customer_id, {sums} FROM interactions"
    f" JOIN contacts c ON c.id = coalesce(interactions.contact_id, {_ONLY})"
    f" WHERE interactions.at >= :half AND interactions.at < :end AND {pulse.COUNTS} AND {_SPOKEN}"
    " AND interactions.customer_id {among} GROUP BY 1",
)  # fmt: skip
"""A talk that names nobody was with the only person who is there, where there is but one."""
QUERIES = (PULSE, TALKS, PEOPLE)


def measured(book: Book, names: Sequence[str], ids: Sequence[str] | None = None) -> dict[str, dict[str, Any]]:
    """The values of these measures by customer; `ids`: of whom (None: of everybody)."""
    wanted = [MEASURES[name] for name in names]
    sums = _sums(book, {one for measure in wanted for one in measure.sums}, ids)
    return {one: {measure.name: measure.of(known, book.today) for measure in wanted} for one, known in sums.items()}


def _sums(book: Book, names: Iterable[str], ids: Sequence[str] | None) -> Values:
    names = set(names)
    found: Values = {one: {} for one in (_everybody(book) if ids is None else ids)}
    for query in QUERIES:
        if asked := [name for name in query.sums if name in names]:
            _read(book, query, asked, ids, found)
    for name in names & READERS.keys():
        told = READERS[name](book, ids)
        for one, known in found.items():
            known[name] = told.get(one)
    return found


def _everybody(book: Book) -> list[str]:
    return [row[0] for row in book.db.execute("SELECT id FROM customers WHERE deleted_at IS NULL ORDER BY rowid")]


def _read(book: Book, query: Query, asked: Sequence[str], ids: Sequence[str] | None, found: Values) -> None:
    """Put the sums of a query into `found`."""
    book.db.create_function("fold", 1, lambda text: fold(text) if text else "", deterministic=True)
    sql = query.sql.format(sums=", ".join(query.sums[name] for name in asked), among="IS NOT NULL" if ids is None else AMONG)
    moments = {"year": start(book, book.today - timedelta(YEAR - 1)), "half": start(book, book.today - timedelta(HALF - 1)),
               "end": start(book, book.today + timedelta(1)), "ids": json.dumps(list(ids or ()))}  # fmt: skip
    nothing = dict.fromkeys(asked, query.nothing)
    for known in found.values():
        known.update(nothing)
    for one, *values in book.db.execute(sql, moments):
        if one in found:
            found[one].update(zip(asked, values, strict=True))


def leads(book: Book, ids: Sequence[str] | None = None) -> Iterator[tuple[str, int, bool]]:
    """Leads added within the year and due by today, by id and row; whether nobody touched them until a week later."""
    dues: dict[tuple[Any, ...], date | None] = {}
    for row in book.db.execute(_LEADS.format(among="IS NOT NULL" if ids is None else AMONG), {
        "year": start(book, book.today - timedelta(YEAR - 1)), "end": start(book, book.today + timedelta(1)),
        "ids": json.dumps(list(ids or ())),
    }):  # fmt: skip
        one, number, first, created, *about = row
        key = (book.day_of(created), *about)
        if key not in dues:
            dues[key] = first_due(_as_entered(book, key), book.rules)
        due, touched = dues[key], book.day_of(first) if first else book.today
        if due and due <= book.today:
            yield one, number, touched > due + GRACE


_LEADS = f"""
SELECT c.id, c.rowid, (SELECT min(at) FROM interactions WHERE customer_id = c.id AND {pulse.COUNTS}),
  c.created_at, c.source_at, c.grade, c.owner, c.type, c.source, c.country,
  (SELECT group_concat(tag, char(31)) FROM tags WHERE tags.customer_id = c.id AND tags.deleted_at IS NULL)
FROM customers c WHERE c.deleted_at IS NULL AND c.kind = '{CUSTOMER}' AND c.created_at >= :year AND c.created_at < :end
  AND c.id {{among}} AND NOT coalesce(c.do_not_contact, 0)
  AND coalesce((SELECT stage_before FROM interactions WHERE customer_id = c.id AND {pulse.COUNTS} ORDER BY at LIMIT 1), c.stage)
    = 'first_contact'"""


def _as_entered(book: Book, key: tuple[Any, ...]) -> Facts:
    """A lead as it was when nobody had spoken to it yet."""
    day, carded, grade, owner, kind, source, country, tags = key
    return Facts(
        "", ("", 0), "", Moment(day, day.isoformat()), grade=grade or "", owner=owner or "", type=kind or "", source=source or "",
        country=country or book.country, tags=frozenset(tags.split("\x1f")) if tags else frozenset(),
        carded=pulse.card_day(carded),
    )  # fmt: skip


READERS: Mapping[str, Callable[[Book, Sequence[str] | None], Mapping[str, Any]]] = {
    "missed": lambda book, ids: {one: missed for one, _, missed in leads(book, ids)},
}
"""Sums that rules have a say in."""
