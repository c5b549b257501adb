"""What reports count: the records behind their figures, one by one or added up; both are asked of the same rows."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from salescli.core.model import CHOICES, REACHED
from salescli.store.base.book import utc
from salescli.store.base.rows import AMONG
from salescli.store.ranking.pulse import COUNTS, ONES

if TYPE_CHECKING:
    from salescli.core.reports.figures import Sum
    from salescli.store.base.book import Book

WEEK = timedelta(7)


class Source(NamedTuple):
    """Records of a report: each column of a line as SQL, the tables and which of their rows, and the order of the lines.

    `flags` are columns that are yes or no; what is nothing is None. `:first` and `:end` are the moments at which the period
    begins and ends, in UTC as the book keeps them; a column that is a day is compared with `:first_day` and `:last_day`.
    """

    columns: Mapping[str, str]
    rows: str
    order: str
    flags: tuple[str, ...] = ()


class Asked(NamedTuple):
    """Which records: those of these days, as far as the report is about days, and of these customers (None: of all) that
    are of these kinds.
    """

    first: date
    last: date
    customers: Sequence[str] | None = None
    kinds: Sequence[str] = ONES


def _named(*names: str, of: str = "c") -> dict[str, str]:
    return {name: f"{of}.{name}" for name in names}


_CODE = "c.code_letter || c.code_number"
_SPOKEN = ", ".join(f"'{outcome}'" for outcome in REACHED)
_WHOSE = {"code": _CODE, "customer": "c.rowid"}
_IN_BOOK = f"c.deleted_at IS NULL AND (:all OR c.id {AMONG}) AND c.kind IN (SELECT value FROM json_each(:kinds))"
_IN_DAYS = f"interactions.at >= :first AND interactions.at < :end AND {COUNTS}"
_KEPT = "SELECT closed_by, count(*) AS n FROM living_promises WHERE state = 'kept' GROUP BY closed_by"

TALKS = Source(
    {
        **_WHOSE, **_named("id", "at", "via", "outcome", "text", "author", of="interactions"), **_named("name", "owner"),
        "contact": "(SELECT p.name FROM contacts p WHERE p.id = interactions.contact_id)",
        "week": "week_of(interactions.at)", "kept": "coalesce(k.n, 0)",
        "reached": f"interactions.outcome IN ({_SPOKEN})", "tried": f"interactions.outcome IN ({_SPOKEN}, 'no_answer')",
        "won": "interactions.outcome = 'won'", "lost": "interactions.outcome = 'lost'",
    },
    f"interactions JOIN customers c ON c.id = interactions.customer_id LEFT JOIN ({_KEPT}) k ON k.closed_by = interactions.id"
    f" WHERE {_IN_BOOK} AND {_IN_DAYS}",
    "interactions.at DESC, interactions.id DESC",
)  # fmt: skip
"""Every talk of the period that counts, the latest first, with whose customer it was with and the promises it kept."""

CUSTOMERS = Source(
    {
        **_WHOSE, **_named("id", "name", "grade", "owner", "source", "region", "type", "industry", "country", "city"),
        "stage": "coalesce(m.stage, c.stage)", "added": "c.created_at >= :first AND c.created_at < :end",
        "touched": "coalesce(t.n, 0)", "never": "NOT coalesce(p.touches, 0)",
        "missed": "d.missed", "lead": "d.missed IS NOT NULL",
    },
    "customers c LEFT JOIN pulse p ON p.customer_id = c.id LEFT JOIN moved_on m ON m.customer = c.rowid"
    " LEFT JOIN leads d ON d.customer = c.rowid LEFT JOIN"
    f" (SELECT customer_id, count(*) AS n FROM interactions WHERE {_IN_DAYS} GROUP BY customer_id) t ON t.customer_id = c.id"
    f" WHERE {_IN_BOOK}",
    "c.code_letter, c.code_number", ("added", "never", "lead"),
)  # fmt: skip
"""Every customer: whether it was added in the period, how often touched then, and whether never at all."""


def _reachable(kinds: str) -> str:
    return (f"EXISTS (SELECT 1 FROM living_channels ch WHERE ch.customer_id = p.customer_id AND ch.contact_id = p.id"
            f" AND ch.kind IN ({kinds}))")  # fmt: skip


PEOPLE = Source(
    {
        **_WHOSE, **_named("id", "title", "department", "position_level", "decision_role", of="p"), "owner": "c.owner",
        "name": "c.name", "contact": "p.name", "reached": "coalesce(t.n, 0)", "left": "coalesce(p.left, '') != ''",
        "with_phone": _reachable("'phone', 'mobile'"), "with_email": _reachable("'email'"),
    },
    "contacts p JOIN customers c ON c.id = p.customer_id LEFT JOIN (SELECT contact_id, count(*) AS n FROM interactions"
    f" WHERE {_IN_DAYS} AND outcome IN ({_SPOKEN}) GROUP BY contact_id) t ON t.contact_id = p.id"
    f" WHERE p.deleted_at IS NULL AND {_IN_BOOK}",
    "c.code_letter, c.code_number, p.id", ("with_phone", "with_email", "left"),
)  # fmt: skip
"""Every person: how often spoken to in the period, and by what they can be reached."""

LATE = Source(
    {
        **_WHOSE, **_named("id", "name", "grade", "owner", "source"), "stage": "l.stage", "due": "l.due",
        "last_contact": "substr(p.last_contact, 1, 10)", "never": "NOT p.touches", "missed": "d.missed",
        "days_late": "CAST(julianday(:today) - julianday(l.due) AS INTEGER)",
    },
    f"late l JOIN customers c ON c.rowid = l.customer JOIN pulse p ON p.customer_id = c.id"
    f" LEFT JOIN leads d ON d.customer = c.rowid WHERE {_IN_BOOK}",
    "l.due, c.code_letter, c.code_number", ("never",),
)  # fmt: skip
"""Who is late today, who waits longest first."""

_READ: dict[str, Callable[[Any, Book], Any]] = {
    "at": lambda at, book: book.local(at), "week": lambda day, _: date.fromisoformat(day),
    "due": lambda day, _: date.fromisoformat(day), "last_contact": lambda day, _: date.fromisoformat(day),
    "missed": lambda missed, _: bool(missed),
}  # fmt: skip
"""How what SQLite gives becomes a value of a line."""


def lines(book: Book, source: Source, asked: Asked, most: int = -1) -> Iterator[dict[str, Any]]:
    """Every record, or the first so many, all columns."""
    columns = ", ".join(f'{expression} AS "{name}"' for name, expression in source.columns.items())
    for row in _found(book, f"SELECT {columns} FROM {source.rows} ORDER BY {source.order} LIMIT {most}", asked):
        yield {name: _read_cell(book, source, name, row[name]) for name in source.columns}


def number(book: Book, source: Source, asked: Asked) -> int:
    """How many records there are."""
    return int(next(_found(book, f"SELECT count(*) FROM {source.rows}", asked))[0])


def groups(book: Book, source: Source, asked: Asked, by: str, sums: Sequence[Sum]) -> dict[Any, dict[Sum, Any]]:
    """What these sums come to in each group, None for the records without one."""
    columns = [column for one in sums for column in _added_up(one, source.columns.get(one.column, ""))]
    rows = _found(book, f"SELECT nullif({source.columns[by]}, ''), {', '.join(columns)} FROM {source.rows} GROUP BY 1", asked)
    return {_read_cell(book, source, by, row[0]): _sums(sums, row[1:]) for row in rows}


def _added_up(one: Sum, column: str) -> list[str]:
    """The SQL of a sum: one column, or one for each closed value."""
    if one.how == "each":
        return [f"sum({column} = '{value}')" for value in CHOICES[one.column]]
    whole = {"count": "count(*)", "any": f"coalesce(sum({column} != 0), 0)", "sum": f"sum({column})", "most": f"max({column})",
             "different": f"count(DISTINCT {column})"}  # fmt: skip
    return [whole[one.how]]


def _sums(sums: Sequence[Sum], row: Sequence[Any]) -> dict[Sum, Any]:
    values = iter(row)
    return {one: {value: n for value in CHOICES[one.column] if (n := next(values))} if one.how == "each" else next(values)
            for one in sums}  # fmt: skip


def _read_cell(book: Book, source: Source, name: str, value: Any) -> Any:
    if name in source.flags:
        return bool(value)
    if value is None or value == "":
        return None
    return _READ[name](value, book) if name in _READ else value


def _found(book: Book, sql: str, asked: Asked) -> Iterator[Any]:
    weeks = _weeks(book, asked)
    begins = [begin for begin, _ in weeks]
    book.db.create_function("week_of", 1, lambda at: weeks[bisect_right(begins, at) - 1][1], deterministic=True)
    only = asked.customers
    return book.db.execute(sql, {"first": start(book, asked.first), "end": start(book, asked.last + timedelta(1)),
                                 "first_day": asked.first.isoformat(), "last_day": asked.last.isoformat(),
                                 "today": book.today.isoformat(), "all": only is None, "ids": json.dumps(list(only or ())),
                                 "kinds": json.dumps(list(asked.kinds))})  # fmt: skip


def _weeks(book: Book, asked: Asked) -> list[tuple[str, str]]:
    """The weeks of the period: the moment at which each begins as the book keeps it, and its Monday."""
    monday, found = asked.first - timedelta(asked.first.weekday()), []
    while monday <= asked.last:
        found.append((start(book, monday), monday.isoformat()))
        monday += WEEK
    return found


def start(book: Book, day: date) -> str:
    """The first moment of a day in the rep's zone, as the book keeps times."""
    at = datetime.combine(day, time())
    return utc(at.replace(tzinfo=book.zone) if book.zone else at.astimezone())
