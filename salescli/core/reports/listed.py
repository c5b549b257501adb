"""Customers in rows: the list, and what `crm find` found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from salescli.core.language.grouping import grouped
from salescli.core.model import CUSTOMER
from salescli.core.ranking.wording import Near
from salescli.core.records.fields import CONTACT_FIELDS, CUSTOMER_FIELDS
from salescli.core.reports import Column, Layout, Report, Row, Value
from salescli.core.reports.day import names_in_list
from salescli.core.reports.values import closed
from salescli.core.text import Text, say

LIST_KEYS = ("code", "name", "stage", "grade", "phone", "owner", "source", "tags", "last_contact", "next", "touches")
LIST_COLUMNS = (
    Column("number", fixed=True, right=True),
    Column("code", fixed=True),
    Column("customer"),
    Column("stage"),
    Column("grade"),
    Column("phone", fixed=True),
    Column("tags"),
    Column("last_contact"),
    Column("latest"),
    Column("next"),
)
_SHOWN = {column.key: column for column in LIST_COLUMNS} | {
    "customer": Column("customer", most=44),
    "latest": Column("latest", most=40, cut=True, loose=True),
    "tags": Column("tags", most=24, cut=True),
    "matched": Column("matched", most=48),
}
_FEWER = (
    "number code customer grade stage phone tags last_contact next latest",
    "number code customer grade stage phone last_contact next latest",
    "number code customer grade stage phone last_contact next",
    "number code customer grade stage phone next",
    "number code customer phone next",
)
"""The columns of the list, from wide screens to narrow ones."""


def _list_layouts(found: bool) -> tuple[Layout, ...]:
    """For `find`, where it was found comes before all that is left out, beneath the row where it has no room beside."""
    rows = [tuple(_SHOWN[key] for key in keys.split()) for keys in _FEWER]
    if not found:
        return tuple(Layout(columns, (), short) for columns in rows for short in (False, True))
    beside = tuple(Layout((*columns, _SHOWN["matched"]), (), short) for columns in rows[3:4] for short in (False, True))
    return (*beside, *(Layout(columns, ("matched",), True) for columns in rows[3:]))


ROOMY = 100
"""Cells of a screen from which on a list of people shows every number and address."""


def list_report(name: str, rows: Sequence[Mapping[str, Any]], country: str, remarks: tuple[Text, ...] = ()) -> Report:
    """Customers in rows; with `matched` (where, what) in each for `find`. `country`: where the rep calls from."""
    found, mixed = any("matched" in row for row in rows), any(row["kind"] != CUSTOMER for row in rows)
    listed = _with_kind(LIST_COLUMNS) if mixed else LIST_COLUMNS
    columns = (*listed, Column("matched")) if found else listed
    names = names_in_list([(row["name"], row["code"]) for row in rows])
    made = []
    for number, (row, (whole, brief)) in enumerate(zip(rows, names, strict=True), 1):
        shown = _list_row(number, row, found, mixed, country)
        made.append(shown._replace(screen={**shown.screen, "customer": whole}, short={"customer": brief}))
    layouts = _list_layouts(found)
    layouts = tuple(one._replace(columns=_with_kind(one.columns)) for one in layouts) if mixed else layouts
    return Report(name, columns, tuple(made), remarks=remarks, layouts=layouts)


def _with_kind(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """What each is to us, behind the name: where a list has others than customers."""
    at = [column.key for column in columns].index("customer") + 1
    return (*columns[:at], Column("field.kind"), *columns[at:])


def _list_row(number: int, row: Mapping[str, Any], found: bool, mixed: bool, country: str) -> Row:
    data = {**{key: row[key] for key in LIST_KEYS}, "kind": row["kind"]}
    if found:
        data["matched"] = [{"where": where, "text": what} for where, what in row["matched"]]
    cells = (
        number, row["code"], row["name"], *([closed("kind", row["kind"])] if mixed else []),
        closed("stage", row["stage"]), row["grade"], row["phone"], ", ".join(row["tags"]),
        row["last_contact"], row["latest"] or closed("outcome", row.get("outcome")), row["next"],
    )  # fmt: skip
    matched = tuple(say("find.matched", where=place(where), text=what) for where, what in row.get("matched", ()))
    days = {key: _briefly(row[key]) for key in ("last_contact", "next")}
    screen = {"phone": grouped(row["phone"] or "", country), **days}
    return Row(data, (*cells, matched) if found else cells, "dim" if row["stage"] == "lost" else "", screen)


def _briefly(day: date | None) -> Value:
    return Near(day, brief=True) if day else None


def place(where: str) -> Value:
    """Where `find` found something: a field or a part of the record, or the name of an own field."""
    known = {f.name for f in (*CUSTOMER_FIELDS, *CONTACT_FIELDS)} | {
        "contact",
        "interaction",
        "next",
        "promise",
        "pinyin",
        "tag",
    }
    return say(f"column.{where}") if where in known else _noun(where)


def _noun(where: str) -> Value:
    """What a kind of record with a noun is called; any other word is an own field."""
    from salescli.core.records import nouns
    from salescli.core.records.values import words

    table = nouns().get(where)
    return words(table.noun.one) if table and table.noun else where
