"""Conditions on records of the kinds that have a noun, as SQL on their rows; those on their customers are others' affair."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from salescli.core.language.where import Condition, Conditions, Either
from salescli.core.records import Attribute, Table, noun_of
from salescli.store.ranking.listing import compared, joined, make_functions
from salescli.store.records.declared import called, select

if TYPE_CHECKING:
    from salescli.core.records.noun import Record
    from salescli.store.base.book import Book

CustomersMeeting = Callable[[Condition], Collection[str]]
"""The customers that meet a condition on a field of theirs."""


def meeting(book: Book, table: Table, conditions: Conditions, customers: CustomersMeeting) -> list[Record]:
    """The records that meet conditions on their own fields and on those of their `customers`."""
    make_functions(book)
    sql, values = _all(book, table, conditions, customers)
    return select(book, table, sql, values)


def _all(book: Book, table: Table, conditions: Conditions, customers: CustomersMeeting) -> tuple[str, list[Any]]:
    return joined(" AND ", [
        joined(" OR ", [_all(book, table, way, customers) for way in one.ways]) if isinstance(one, Either)
        else _sql(book, table, one, customers)
        for one in conditions
    ])  # fmt: skip


def _sql(book: Book, table: Table, condition: Condition, customers: CustomersMeeting) -> tuple[str, list[Any]]:
    column = next((one for one in table.fields if one.field == condition.field), None)
    if column is None and condition.field in OWN:
        return compared(book, condition, _own(table, condition.field))
    if column is None:
        return "t.customer_id IN (SELECT value FROM json_each(?))", [json.dumps(list(customers(condition)))]
    if column.kind == "record":
        return _linked(book, column, condition)
    if column.kind in ("texts", "lines"):
        return _within(book, f"t.{column.name}", condition)
    return compared(book, condition, f"t.{column.name}")


OWN = {"code": "t.code_letter || t.code_number", "added": "own_day(t.created_at)", "changed": "own_day(t.updated_at)"}
"""What every record can be asked for beside its fields."""


def _own(table: Table, field: str) -> str:
    noun = noun_of(table)
    return OWN[field] if field != "code" or noun.letter else f"t.{table.field(noun.title).name}"


def _linked(book: Book, column: Attribute, condition: Condition) -> tuple[str, list[Any]]:
    """Met where the code or the name of what it points at does."""
    there = f"SELECT 1 FROM living_{column.points_at} p WHERE p.id = t.{column.name}"
    if condition.value is None:
        return f"{'' if condition.op == '!=' else 'NOT '}EXISTS ({there})", []
    positive = condition._replace(op="=" if condition.op == "!=" else condition.op)
    sql, values = joined(" OR ", [compared(book, positive, expression) for expression in called(column, "p")])
    return f"{'NOT ' if condition.op == '!=' else ''}EXISTS ({there} AND {sql})", values


def _within(book: Book, expression: str, condition: Condition) -> tuple[str, list[Any]]:
    """Met where any text or number in a list does."""
    if condition.value is None:
        return compared(book, condition, expression)
    positive = condition._replace(op="=" if condition.op == "!=" else condition.op)
    sql, values = compared(book, positive, "CAST(j.atom AS TEXT)")
    found = f"EXISTS (SELECT 1 FROM json_tree({expression}) j WHERE j.atom IS NOT NULL AND {sql})"
    return f"{'NOT ' if condition.op == '!=' else ''}{found}", values
