"""Several customers that are one - a group of firms, a household - from the top down, and what they come to together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from salescli.core.ranking.wording import Near
from salescli.core.reports import Column, Layout, Report, Row, Value
from salescli.core.reports.people import branch
from salescli.core.reports.values import closed
from salescli.core.text import say

COLUMNS = (
    Column("code", fixed=True), Column("customer"), Column("field.kind"), Column("stage"), Column("last_contact"), Column("next"),
    Column("touches", right=True), Column("reached", right=True), Column("promises", right=True),
)  # fmt: skip
_FEWER = (
    "code customer field.kind stage last_contact next touches reached promises",
    "code customer stage last_contact next touches reached", "code customer last_contact next touches",
    "code customer next touches",
)  # fmt: skip
ADDED_UP = ("touches", "reached", "promises")
Member = Mapping[str, Any]


def group_data(members: Sequence[Member]) -> Report:
    """One object for a program: the top's code and name, the members, and their totals."""
    told = ("code", "name", "kind", "level", "stage", "last_contact", "next", *ADDED_UP)
    data = {"code": members[0]["code"], "name": members[0]["name"],
            "members": [{name: one[name] for name in told} for one in members], "totals": _totals(members)}  # fmt: skip
    return Report("show", (), (Row(data, ()),), single=True)


def _totals(members: Sequence[Member]) -> dict[str, Value]:
    return {"members": len(members), **{name: sum(one[name] for one in members) for name in ADDED_UP}}


def group_report(members: Sequence[Member], *, summed: bool) -> Report:
    """The members in rows, each below whom it belongs to; `summed`: with the totals in a last one."""
    known = {column.key: column for column in COLUMNS}
    layouts = tuple(Layout(tuple(known[key] for key in keys.split())) for keys in _FEWER)
    title = say("group.title", who=say("who.code", name=members[0]["name"], code=members[0]["code"]), n=len(members))
    totals = _totals(members)
    last = Row({"code": None, **totals}, (None, say("group.total"), None, None, None, None, *(totals[name] for name in ADDED_UP)))
    rows = (*map(_row, members), *((last,) if summed else ()))
    return Report("group", COLUMNS, rows, title=title, layouts=layouts)


def _row(one: Member) -> Row:
    name = say("group.member", branch=branch(one["level"]), name=one["name"])
    days = {key: Near(one[key], brief=True) if one[key] else None for key in ("last_contact", "next")}
    cells = (one["code"], name, closed("kind", one["kind"]), closed("stage", one["stage"]), one["last_contact"], one["next"],
             *(one[key] for key in ADDED_UP))  # fmt: skip
    return Row({key: one[key] for key in ("code", "name", "kind", "level", "stage", "last_contact", "next", *ADDED_UP)}, cells,
               screen=days)  # fmt: skip
