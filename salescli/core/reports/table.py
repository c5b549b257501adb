"""A list of records with the columns that somebody chose: any fields, own ones and measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from salescli.core.model import CHOICES
from salescli.core.reports import Column, Report, Row, Value
from salescli.core.reports.figures import figures_data
from salescli.core.reports.rate import Rate, rate_cell
from salescli.core.reports.values import closed, money

NUMBERS = ("int", "money", "rate")


class Chosen(NamedTuple):
    """A column: the field's name, which is its key in JSON and in a row; the kind of its values; how it is headed."""

    name: str
    kind: str
    head: Value


def table_report(name: str, chosen: Sequence[Chosen], rows: Sequence[Mapping[str, Any]]) -> Report:
    """Records in rows, each with its number, code and name, then the columns."""
    others = [one for one in chosen if one.name not in ("code", "name")]
    columns = (Column("number", fixed=True, right=True), Column("code", fixed=True), Column("customer", most=44),
               *(Column(one.name, right=one.kind in NUMBERS, head=one.head) for one in others))  # fmt: skip
    made = (_row(number, row, others) for number, row in enumerate(rows, 1))
    return Report(name, columns, tuple(made))


def _row(number: int, row: Mapping[str, Any], chosen: Sequence[Chosen]) -> Row:
    data = {"code": row["code"], "name": row["name"], **figures_data({one.name: _data(one, row[one.name]) for one in chosen})}
    return Row(data, (number, row["code"], row["name"], *(_cell(one, row[one.name]) for one in chosen)))


def _data(chosen: Chosen, value: Any) -> Value:
    return money(value) if chosen.kind == "money" else value


def _cell(chosen: Chosen, value: Any) -> Value:
    if isinstance(value, Rate):
        return rate_cell(value)
    if isinstance(value, list):
        return ", ".join(value)
    if chosen.name in CHOICES:
        return closed(chosen.name, value)
    if chosen.kind == "money" and value is not None:
        return f"{money(value):,}"
    found: Value = value
    return found
