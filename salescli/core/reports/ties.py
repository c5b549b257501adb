"""Ties in words: a list of them, what one customer's say from its side, and who reports to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from salescli.core.reports import Column, Layout, Report, Row, Value
from salescli.core.text import Text, say

Tie = Mapping[str, Any]
"""A tie with the codes and names of its ends."""
ID_SHOWN = 6  # characters of an id that tell ties apart
COLUMNS = (Column("tie_id", fixed=True), Column("code", fixed=True), Column("customer"), Column("tie"),
           Column("other", fixed=True), Column("tied_to"), Column("tie_says"))  # fmt: skip
_FEWER = ("tie_id code customer tie other tied_to tie_says", "tie_id customer tie tied_to tie_says",
          "tie_id customer tie tied_to")  # fmt: skip


def tie_data(row: Tie) -> dict[str, Value]:
    """A tie in JSON (CONTRACT 9): who it is of, and to whom it leads."""
    names = ("id", "kind", "customer", "customer_name", "contact", "other", "other_name", "other_contact", "share", "place",
             "note")  # fmt: skip
    return {**{name: row[name] for name in names}, "since": _day(row)}


def _day(row: Tie) -> date | None:
    return date.fromisoformat(row["since"]) if row["since"] else None


def said(row: Tie) -> tuple[Text, ...]:
    """What is known of a tie beside its kind: 份额 30%，主要供应."""
    params = {"share": {"n": row["share"]}, "place": {"place": say(f"tie_place.{row['place']}")}, "since": {"day": _day(row)},
              "note": {"text": row["note"]}}  # fmt: skip
    return tuple(say(f"tie.said.{name}", **given) for name, given in params.items() if row[name] not in (None, ""))


def ties_report(rows: Sequence[Tie]) -> Report:
    """Ties in rows, as they were made."""
    known = {column.key: column for column in COLUMNS}
    layouts = tuple(Layout(tuple(known[key] for key in keys.split())) for keys in _FEWER)
    return Report("tie list", COLUMNS, tuple(map(_row, rows)), layouts=layouts)


def _row(row: Tie) -> Row:
    cells = (f"#{row['id'][-ID_SHOWN:]}", row["customer"], row["contact"] or row["customer_name"], say(f"tie.{row['kind']}"),
             row["other"], row["other_contact"] or row["other_name"], say("as_is", text=said(row)))  # fmt: skip
    return Row(tie_data(row), cells)
