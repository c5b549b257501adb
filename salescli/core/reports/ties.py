"""Ties in words: a list of them, what one customer's say from its side, and who reports to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from salescli.core.records.ties import OF_PEOPLE
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


# --- the ties of one customer, from its side --------------------------------------------------------------------------


def is_here(row: Tie, customer: str) -> bool:
    """Whether a tie begins with this customer (an id), rather than leads to it."""
    return bool(row["customer_id"] == customer)


def tie_line(row: Tie, customer: str) -> Text:
    """A tie as it is seen from one of its ends: 母公司：华星集团（c2）, or, between people, in a sentence."""
    if row["kind"] in OF_PEOPLE:
        return say("show.tie.people", tie=say(f"tied.{row['kind']}", **{side: _person(row, side, customer) for side in SIDES}),
                   said=said(row))  # fmt: skip
    here = is_here(row, customer)
    side = "other" if here else "customer"
    kind = say(f"tie.{row['kind']}" if here else f"tie.{row['kind']}.back")
    return say("show.tie", kind=kind, who=say("who.code", name=row[f"{side}_name"], code=row[side]), said=said(row))


SIDES = ("one", "other")


def _person(row: Tie, side: str, customer: str) -> Value:
    """A person at the end of a tie; with the firm, where that is another one."""
    at, code, name, person = _COLUMNS_OF[side]
    return row[person] if row[at] == customer else say("who.at", person=row[person], name=row[name], code=row[code])


_COLUMNS_OF = {"one": ("customer_id", "customer", "customer_name", "contact"),
               "other": ("other_id", "other", "other_name", "other_contact")}  # fmt: skip


def rival_line(rival: Mapping[str, Any]) -> Text:
    """A competitor at a customer: its share and place there, what it sells at what prices."""
    about = tuple(say("show.about.field", field=say(f"field.{name}"), value=rival[name]) for name in RIVAL_FIELDS if rival[name])
    return say("show.rival", who=say("who.code", name=rival["other_name"], code=rival["other"]), said=(*said(rival), *about))


RIVAL_FIELDS = ("products", "prices", "position")


def rival_data(rival: Mapping[str, Any]) -> dict[str, Value]:
    """The same in JSON."""
    return {"code": rival["other"], "name": rival["other_name"], **{name: rival[name] for name in ("share", "place", "note")},
            "since": _day(rival), **{name: rival[name] for name in RIVAL_FIELDS}}  # fmt: skip


def under_whom(people: Sequence[Mapping[str, Any]], ties: Sequence[Tie]) -> dict[str, str]:
    """Of people at one firm, whom each reports to there, by their ids."""
    there = {row["id"] for row in people}
    return {row["contact_id"]: row["other_contact_id"] for row in reversed(ties)
            if row["kind"] == REPORTS_TO and {row["contact_id"], row["other_contact_id"]} <= there}  # fmt: skip


REPORTS_TO = "reports_to"


def decision_map(people: Sequence[Mapping[str, Any]], bosses: Mapping[str, str]) -> list[tuple[Mapping[str, Any], int]]:
    """People with how far below the top each is: first those who are tied, from the top down; behind them all others."""
    tied = {*bosses, *bosses.values()}
    tops = [row for row in people if row["id"] in tied and row["id"] not in bosses]
    left = [(row, 0) for row in reversed(tops)]
    found: dict[str, tuple[Mapping[str, Any], int]] = {}
    while left:
        row, level = left.pop()
        if row["id"] not in found:
            found[row["id"]] = (row, level)
            left += [(one, level + 1) for one in reversed(people) if bosses.get(one["id"]) == row["id"]]
    return [*found.values(), *((row, 0) for row in people if row["id"] not in found)]


def people_map(people: Sequence[Mapping[str, Any]], interactions: Sequence[Mapping[str, Any]], ties: Sequence[Tie]
               ) -> tuple[list[dict[str, Any]], bool]:  # fmt: skip
    """The decision map (R1.4): people from the top down with their level, whom they report to and when they were last talked
    to; and whether anything is known of who reports to whom. `interactions`: the newest first, `local` being their time.
    """
    bosses, names = under_whom(people, ties), {row["id"]: row["name"] for row in people}
    last = {row["contact_id"]: row["local"] for row in reversed(interactions) if row["outcome"] != "no_answer"}
    found = [{**row, "level": level, "reports_to_id": bosses.get(row["id"]), "reports_to": names.get(bosses.get(row["id"], "")),
              "last_contact": last[row["id"]].date() if row["id"] in last else None}
             for row, level in decision_map(people, bosses)]  # fmt: skip
    return found, bool(bosses)
