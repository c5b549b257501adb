"""The one view of a customer as a screen shows it before a call: who, when and why next, numbers, what was said last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from salescli.core.model import CUSTOMER
from salescli.core.ranking.wording import Near
from salescli.core.reports import Column, Layout, Parts, Report, Value
from salescli.core.reports.people import branch, in_order, last_spoken, reached
from salescli.core.reports.values import closed
from salescli.core.series import how_often
from salescli.core.text import Text, say

SHOWN = ("next", "aim", "promises", "warnings", "ask", "people", "ties", "rivals", "channels", "story", "tags", "trend",
         "details", "field.needs", "field.pain_points", "field.expectations", "field.notes", "about", "own", "also",
         "checked", "measures", "since")  # fmt: skip
"""What a screen shows, what is needed on the phone first."""
PLAIN_DETAILS = ("city", "province", "address", "home_page")
DETAILS = ("owner", "source", "type", "industry", "status", *PLAIN_DETAILS, "employees", "yearly_revenue", "budget")
"""Short fields that share a line, some of them without their label; every other field has its own."""
IN_TITLE = ("stage", "grade", "kind")
Piece = tuple[Value, str]


def on_screen(report: Report, view: Mapping[str, Any]) -> Report:
    """The report of `show` with the lines of a screen; every other form keeps a field a line."""
    (row,) = report.rows
    known = dict(zip((column.key for column in report.columns), row.cells, strict=True))
    told = {*SHOWN, *(f"field.{name}" for name in (*DETAILS, *IN_TITLE))}
    others = [key for key in known if key.startswith("field.") and key not in told]
    at = SHOWN.index("about")
    behind = SHOWN.index("story") + 1
    first, then = (tuple(Column(key) for key in keys) for keys in (SHOWN[:behind], (*SHOWN[behind:at], *others, *SHOWN[at:])))
    columns = (*first, *(column for column in report.columns if column.head is not None), *then)
    promises = known["promises"] if not view["promised"] or len(view["promises"]) > 1 else None
    screen = {
        "next": _next(view), "aim": view["goal"], "promises": promises, "details": _details(known),
        "people": (*(_person(row, view["mapped"]) for row in view["contacts"]), *_former(known, len(view["contacts"]))),
        "channels": _channels(view["record"]["channels"]), "story": _story(known), "measures": _measures(known),
    }  # fmt: skip
    made = row._replace(screen=screen)
    return report._replace(title=_title(view), rows=(made,), layouts=(Layout(columns),))


def _measures(known: Mapping[str, Any]) -> Value:
    """All but the touches, which the title tells, on a line."""
    told = known["measures"][1:]
    return Parts(*(piece for at, one in enumerate(told) for piece in ((" · " if at else "", "dim"), (one, "")))) if told else None


def _title(view: Mapping[str, Any]) -> Parts:
    """深圳市华星电子有限公司（c1） · S · 方案评估 · 已联系 4 次"""
    stage = say(f"stage.{view['stage']}")
    state = say("today.state", stage=stage, n=view["touches"]) if view["touches"] else stage
    kind = view["record"]["kind"]
    told = [view["record"]["grade"], closed("kind", kind) if kind != CUSTOMER else None, state]
    named = say("who.code", name=view["name"], code=view["code"])
    return Parts((named, "bold"), *(piece for one in told if one for piece in ((" · ", ""), (one, ""))))


def _next(view: Mapping[str, Any]) -> Value:
    """The day, and the strongest reason - or, as the day says it already, what was promised."""
    if not view["next"]:
        return say("show.no_next")
    why = _promised(view["promises"][0]) if view["promised"] and view["promises"] else view["strongest"]
    parts = why.parts if isinstance(why, Parts) else ((why, ""),)
    return Parts((Near(view["next"]), "bold"), ("  ", ""), *parts)


def _promised(row: Mapping[str, Any]) -> Value:
    """What was promised, and how often it comes again."""
    return say("why.promise.every", what=row["text"], every=how_often(row["every"])) if row["every"] else row["text"]


def _person(row: Mapping[str, Any], mapped: bool) -> Parts:
    """王建国 ★ 总经理 · 139 0001 0001 · 办公电话 0755-2688 0001 · wang@huaxing.cn; in a map below whom they report to."""
    name = say("show.person.gone", name=row["name"], day=row["left"]) if row["left"] else row["name"]
    star: list[Piece] = [(" ★", "")] if row["primary"] and not row["left"] else []
    about = (row["title"], row["department"], closed("decision_role", row["decision_role"]))
    facts: list[Piece] = [(one, "dim") for one in about if one]
    below: list[Piece] = [(branch(row["level"]), "dim")] if mapped and row["level"] else []
    spoken = last_spoken(row) if mapped else None
    last: list[Piece] = [(spoken, "dim" if row["last_contact"] else "late")] if spoken else []
    return Parts(*below, (name, "dim" if row["left"] else "bold"), *star, *_spaced([*facts, *last, *_numbers(row["channels"])]))


def _numbers(channels: Iterable[Mapping[str, Any]]) -> list[Piece]:
    return [(reached(one, "read"), "") for one in in_order(list(channels))]


def _spaced(pieces: Iterable[Piece]) -> list[Piece]:
    return [part for piece in pieces for part in (("  ", ""), piece)]


def _former(known: Mapping[str, Value], people: int) -> tuple[Value, ...]:
    lines = known["people"]
    assert isinstance(lines, tuple)
    return tuple(Parts((line, "dim")) for line in lines[people:])


def _story(known: Mapping[str, Value]) -> tuple[Value, ...]:
    lines = known["story"]
    assert isinstance(lines, tuple)
    return tuple(_told(line) if line.key == "show.story" else line for line in lines)


def _told(line: Text) -> Parts:
    """A line of the story: its number and channel stand back behind the day, the outcome and what was said."""
    head = line.params["line"]
    assert isinstance(head, Text)
    told = head.params
    pieces = [(f"{told['number']:>2}", "dim"), (told["at"], ""), (told["via"], "dim"), (told["outcome"], ""),
              (say("as_is", text=line.params["more"]), "")]  # fmt: skip
    return Parts(*_spaced(pieces)[1:])


def _channels(channels: Iterable[Mapping[str, Any]]) -> Value:
    """Numbers and addresses of the firm itself, on one line."""
    own = [(reached(one, "read"), "") for one in in_order([one for one in channels if not one["contact_id"]])]
    return Parts(*_spaced(own)[1:]) if own else None


def _details(known: Mapping[str, Value]) -> Value:
    pieces: list[Piece] = []
    for name in DETAILS:
        value = known.get(f"field.{name}")
        if value not in (None, "", ()):
            label: list[Piece] = [] if name in PLAIN_DETAILS else [(say(f"field.{name}"), "dim"), (" ", "")]
            pieces += [("  ", ""), *label, (value, "")]
    return Parts(*pieces[1:]) if pieces else None
