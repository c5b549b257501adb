"""Cells that can be read two ways (03/04, 1.234): as the others of their column are, else the country's; doubt is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from salescli.core.exchange.card import MONTH_FIRST_COUNTRIES, YEARLY, day_order, read_day, read_moment, yearly_day
from salescli.core.language.numbers import COMMA_COUNTRIES, decimal_sign, read_number
from salescli.core.records.fields import FIELDS
from salescli.importing.drafts import Draft

NUMBER_FIELDS = frozenset(field.name for field in FIELDS if field.kind in ("int", "money"))
_WHOLE = frozenset(field.name for field in FIELDS if field.kind == "int")


class TwoWays:
    """`orders` says for columns of days whether day (dmy) or month (mdy) comes first, `decimals` the sign that parts decimals,
    each by place and where the column tells; `now` is what days like 昨天 count from, `sheet`: the cells are a workbook's.
    """

    def __init__(
        self, orders: Mapping[int, str], decimals: Mapping[int, str], country: str, now: datetime | None, *, sheet: bool
    ) -> None:
        self.orders, self.decimals, self.country, self.now, self.sheet = orders, decimals, country, now, sheet

    def order(self, place: int) -> str:
        """Whether day or month comes first: as the column tells, else as the country has it."""
        return self.orders.get(place, "") or ("mdy" if self.country in MONTH_FIRST_COUNTRIES else "dmy")

    def day(self, draft: Draft, place: int, field: str, value: str) -> str:
        """ISO day; doubtful where neither the column nor the country tells day from month."""
        order = self.order(place)
        if found := read_day(value, order):
            self._doubt(draft, place, value, found)
        day = yearly_day(value, order) if field in YEARLY else read_day(value, order)
        if not day:
            draft.warn("row.day_unread", field=field, value=value)
        return day

    def moment(self, draft: Draft, place: int, value: str, side: str) -> str:
        """ISO day or time, maybe without its year; nothing where it is unreadable."""
        at = read_moment(value, self.order(place), self.country)
        if not at:
            return self._said(draft, value, side)
        self._doubt(draft, place, value, at)
        return at

    def _doubt(self, draft: Draft, place: int, value: str, day: str) -> None:
        """Tell of a day that has two readings by what it was read, and of one that can't be read as the others of its column."""
        order, own = self.orders.get(place, ""), day_order(value)
        if own == "?":
            draft.warn("row.day_by_column" if order else "row.day_ambiguous", value=value, day=day[:10])
        elif order and own in ("dmy", "mdy") and own != order and "." not in value:
            draft.warn("row.day_against_column", value=value, day=day[:10])

    def _said(self, draft: Draft, value: str, side: str) -> str:
        """A day as people say it, on whichever side of now it lies; one that counts from the day of the import is told."""
        from salescli.core.language.dates import counts_from_now, said_moment

        found = said_moment(value, self.now, side, self.country) if self.now else ""
        if not found:
            draft.warn("row.day_unread", value=value)
        elif counts_from_now(value):
            draft.warn("row.day_counted", value=value, day=found[:10])
        return found

    def number(self, draft: Draft, place: int, field: str, value: str) -> str:
        """A number as every program reads it, by the decimal sign of its column, else of the country; else as it was."""
        sign = self.decimals.get(place, "")
        found = read_number(value, sign or self._decimal_sign(value))
        if found is None:
            return value
        if field in _WHOLE and found % 1:  # 12.500 people are no twelve and a half
            found = read_number(value, "," if "." in value else ".") or found
            if found % 1:
                return value
        elif not sign and found % 1 and decimal_sign(value) == "?":
            draft.warn("row.number_two_ways", value=value, number=f"{found.normalize():f}")
        return f"{found.normalize():f}"

    def _decimal_sign(self, value: str) -> str:
        """As the country has it; a sheet's own numbers have a point and no zero behind it."""
        own = self.sheet and value[-1:] != "0"
        return "," if self.country in COMMA_COUNTRIES and not own else "."
