"""Files customers by the days that records tell of them, so that those whose day is near are found without looking at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from salescli.core.ranking.facts import Dated, Facts

if TYPE_CHECKING:
    from salescli.store.base.book import Book

WHOLE_YEAR = 400  # days ahead in which everybody's day comes


def file(book: Book, marks: str, wanted: Sequence[str], known: Iterable[Facts]) -> None:
    """Put down anew the days of these customers."""
    book.db.execute(f"DELETE FROM yearly WHERE customer_id IN {marks}", wanted)
    rows = {(key, facts.id) for facts in known if facts.days or facts.ahead for key in _keys(facts)}
    if rows:
        book.db.executemany("INSERT INTO yearly(key, customer_id) VALUES (?, ?)", sorted(rows))


def _keys(facts: Facts) -> set[str]:
    return {one.day.isoformat() for one in facts.ahead}.union(*map(_keys_of, facts.days))


def _keys_of(told: Dated) -> set[str]:
    from salescli.core.calendar.feasts import keys_of, of_lunar_text, read_yearly

    return keys_of(of_lunar_text(told.day) if told.lunar else read_yearly(told.day))


def among(book: Book, until: date, lead: int) -> tuple[str, Sequence[str]]:
    """SQL on p (pulse), and its parameters: whose days come up to `lead` days after `until`, from today on."""
    if lead < 0 or not book.db.execute("SELECT 1 FROM yearly LIMIT 1").fetchone():
        return "0", ()
    if (until - book.today).days > WHOLE_YEAR:
        return "p.customer_id IN (SELECT customer_id FROM yearly)", ()
    from salescli.core.calendar.feasts import keys_between

    keys = sorted(keys_between(book.today, until + timedelta(days=lead)))
    return f"p.customer_id IN (SELECT customer_id FROM yearly WHERE key IN ({','.join('?' * len(keys))}))", keys


def today(book: Book, lead: int, mine: str, values: Sequence[str]) -> list[str]:
    """The customers of an owner's list whose days are near; `mine` is SQL on the pulse, `values` its parameters."""
    sql, keys = among(book, book.today, lead)
    if sql == "0":
        return []
    where = f"{sql} AND p.place IS NOT NULL AND p.kind = 'customer' AND {mine}"
    return [row[0] for row in book.db.execute(f"SELECT customer_id FROM pulse p WHERE {where}", (*keys, *values))]
