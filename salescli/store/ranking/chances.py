"""How likely each customer is to answer, from how often they did, and a draw from it that is the same each time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from salescli import files
from salescli.store.records.sums import measured

if TYPE_CHECKING:
    from salescli.store.base.book import Book

WEIGHT = 4
"""Everybody's share counts as so many calls of a customer's own."""
UNKNOWN = 0.5
"""The share that answers, where nobody has been called yet; counts as WEIGHT calls."""
LARGEST = 1 << 64


class Chances(NamedTuple):
    """The share of calls that are answered: everybody's, and by code each customer's own, smoothed towards it."""

    everybody: float
    own: Mapping[str, float]

    def answers(self, code: str, day: date) -> bool:
        """Whether a customer answers on a day: drawn by both, so that the same is drawn under any rules."""
        drawn = int(files.digest(f"{code} {day}".encode())[:16], 16) / LARGEST
        return drawn < self.own.get(code, self.everybody)


def read(book: Book) -> Chances:
    """As the talks of the last year have it."""
    rates = {one: told["answer_rate"] for one, told in measured(book, ("answer_rate",)).items()}
    counted = [((rate.value or 0) * rate.n, rate.n) for rate in rates.values() if rate]
    everybody = (sum(answered for answered, _ in counted) + UNKNOWN * WEIGHT) / (sum(n for _, n in counted) + WEIGHT)
    codes = dict(book.db.execute("SELECT id, code_letter || code_number FROM customers WHERE deleted_at IS NULL").fetchall())
    own = {codes[one]: ((rate.value or 0) * rate.n + everybody * WEIGHT) / (rate.n + WEIGHT)
           for one, rate in rates.items() if rate and one in codes}  # fmt: skip
    return Chances(everybody, own)
