"""The one view of a customer: all that the book knows, as `crm show` tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salescli.core.model import CUSTOMER
from salescli.core.quality.judging import short
from salescli.core.records.fields import CONTACT_FIELDS, CUSTOMER_FIELDS
from salescli.core.records.measures import MEASURES, plain
from salescli.core.records.ties import OF_PEOPLE
from salescli.core.reports import Column, Report, Row, Value
from salescli.core.reports.day import ask_data
from salescli.core.reports.people import (
    about_person,
    channel_data,
    channel_line,
    contact_data,
    former_line,
    on_map,
    person_line,
)
from salescli.core.reports.rate import Rate, rate_cell
from salescli.core.reports.ties import REPORTS_TO, rival_data, rival_line, tie_data, tie_line
from salescli.core.reports.values import field_value, money, shown_field
from salescli.core.series import how_often
from salescli.core.text import Text, say

STORY_LINES = 10
"""Interactions that the one view shows unless all are asked for."""


def show_report(view: Mapping[str, Any], everything: bool) -> Report:
    """The one view of a customer: `view` is what the command gathered from the store (keys as in CONTRACT 3)."""
    fields = {f.name: field_value(f, view["record"][f.name]) for f in CUSTOMER_FIELDS}
    data: dict[str, Value] = {
        "code": view["code"], **fields, "stage": view["stage"],
        **{name: view["record"][name] for name in ("created_at", "updated_at", "source_at", "snoozed_until")},
        "own": view["own"], "also": [_also_data(row) for row in view["also"]], "tags": view["tags"],
        "channels": [channel_data(row) for row in view["record"]["channels"]],
        "contacts": [{**contact_data(row), **{name: row[name] for name in _OF_MAP}} for row in view["contacts"]],
        "ties": [tie_data(row) for row in view["ties"]], "competitors": [rival_data(row) for row in view["rivals"]],
        "former": [{name: row[name] for name in ("id", "name", "title", "until", "code", "customer")} for row in view["former"]],
        "interactions": [_interaction_data(row) for row in view["interactions"]],
        "promises": [_promise_data(row) for row in view["promises"]],
        "last_contact": view["last_contact"], "next": view["next"], "trend": view["trend"] or None,
        **{name: plain(value) for name, value in view["measures"].items()}, "measures": _measures_data(view["measures"]),
        "warnings": view["warnings"], "ask": [ask_data(one) for one in view["ask"]],
        "verified": [_verified_data(row) for row in view["verified"]],
    }  # fmt: skip
    cells = dict(_show_cells(view, everything))
    return Report("show", tuple(Column(key) for key in cells), (Row(data, tuple(cells.values())),), single=True)


def _show_cells(view: Mapping[str, Any], everything: bool) -> list[tuple[str, Value]]:
    """(column key, value) of what a person sees, what matters first; empty ones are left out by the renderer."""
    story = view["interactions"] if everything else view["interactions"][:STORY_LINES]
    more = len(view["interactions"]) - len(story)
    hidden = (say("show.more", n=more, code=view["code"]),) if more else ()
    first: list[tuple[str, Value]] = [
        ("customer", say("who.code", name=view["name"], code=view["code"])),
        ("field.stage", say(f"stage.{view['stage']}")),
        ("next", say("show.next", day=view["next"], why=view["why"]) if view["next"] else say("show.no_next")),
        ("warnings", tuple(view["warnings"])),
        ("ask", tuple(short(one) for one in view["ask"])),
        ("people", (*(on_map(row, person_line(row), view["mapped"]) for row in view["contacts"]),
                    *(former_line(row) for row in view["former"]))),
        ("ties", tuple(tie_line(row, view["id"]) for row in told_ties(view))),
        ("rivals", tuple(map(rival_line, view["rivals"]))),
        ("channels", tuple(channel_line(row) for row in view["record"]["channels"] if not row["contact_id"])),
        ("promises", tuple(_promise_line(row) for row in view["promises"])),
        ("tags", ", ".join(view["tags"])),
        ("trend", say(f"trend.{view['trend']}") if view["trend"] else None),
        ("story", (*(_story_line(row) for row in story), *hidden)),
    ]
    skipped = {"name", "stage", *(("kind",) if view["record"]["kind"] == CUSTOMER else ())}
    fields: list[tuple[str, Value]] = [
        (f"field.{f.name}", shown_field(f, view["record"][f.name]))
        for f in CUSTOMER_FIELDS
        if f.kind != "channel" and f.name not in skipped
    ]
    checked = ("checked", tuple(_verified_line(row) for row in view["verified"][:STORY_LINES]))
    own = ("own", tuple(say("show.own", name=name, value=value) for name, value in view["own"].items()))
    also = ("also", tuple(also_line(row["field"], row["value"], row["person"]) for row in view["also"]))
    about = ("about", tuple(line for row in view["contacts"] for line in about_person(row)))
    told = (_measure_line(name, value) for name, value in view["measures"].items() if plain(value) is not None)
    measures = ("measures", tuple(told))
    since = ("since", say("show.since", added=view["added"], changed=view["changed"]))
    return [*first, *fields, about, own, also, checked, measures, since]


def _measures_data(measures: Mapping[str, Any]) -> list[dict[str, Value]]:
    """Measures in JSON with their units, and beside a rate of how many cases it is."""
    return [{"name": name, "value": plain(value), "unit": MEASURES[name].unit,
             **({"n": value.n, "few": value.few} if isinstance(value, Rate) else {})} for name, value in measures.items()]


def _measure_line(name: str, value: Any) -> Text:
    return say("show.measure", label=MEASURES[name].label, value=rate_cell(value) if isinstance(value, Rate) else value)


_OF_MAP = ("reports_to", "reports_to_id", "last_contact")


def told_ties(view: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The ties that nothing else on the page shows, those of people last: no competitor here, nobody who reports to
    somebody of the same firm.
    """
    rivals = {row["id"] for row in view["rivals"]}
    told = [row for row in view["ties"] if row["id"] not in rivals
            and not (row["kind"] == REPORTS_TO and row["customer_id"] == row["other_id"])]  # fmt: skip
    return sorted(told, key=lambda row: row["kind"] in OF_PEOPLE)


def _interaction_data(row: Mapping[str, Any]) -> dict[str, Value]:
    return {"id": row["id"], "number": row["number"], "at": row["local"], "via": row["via"], "outcome": row["outcome"],
            "text": row["text"] or None, "contact": row["person"], "author": row["author"], "found": row["found"],
            "links": row["link_list"], "logged_at": row["logged"], "silence": row["silence"], "stall": row["stall"],
            "cost": money(row["cost"]), "currency": row["currency"], "minutes": row["minutes"]}  # fmt: skip


def _also_data(row: Mapping[str, Any]) -> dict[str, Value]:
    return {"field": row["field"], "value": _kept_value(row["field"], row["value"]), "contact": row["person"]}


def also_line(name: str, text: str, person: str | None) -> Text:
    """A value that is kept beside a field: of a person, or of the customer itself."""
    value = _kept_value(name, text)
    if person:
        return say("show.about", name=person, field=_beside_what(name), value=value)
    return say("show.own", name=_beside_what(name), value=value)


_OWN = "own."
_STEPS = ("next", "interaction")
_FIELDS = {f.name: f for f in (*CONTACT_FIELDS, *CUSTOMER_FIELDS)}


def _beside_what(name: str) -> Value:
    if name.startswith(_OWN):
        return name.removeprefix(_OWN)
    return say(f"column.{name}" if name in _STEPS else f"field.{name}")


def _kept_value(name: str, text: str) -> Value:
    """The value as its field has it; what is none of the field's is as it was written."""
    field = _FIELDS.get(name)
    return money(int(text)) if field and field.kind == "money" and text.lstrip("-").isdecimal() else text


def _verified_data(row: Mapping[str, Any]) -> dict[str, Value]:
    return {"field": row["field"], "contact": row["person"], "at": row["at"], "by": row["checked_by"] or None}


def _verified_line(row: Mapping[str, Any]) -> Text:
    what = say("quality.of_person", person=row["person"], why=say(f"field.{row['field']}")) if row["person"] else (
        say(f"field.{row['field']}"))  # fmt: skip
    return say("show.checked", what=what, day=row["at"].date(), by=row["checked_by"] or "")


def _story_line(row: Mapping[str, Any]) -> Text:
    params = {"number": row["number"], "at": row["local"], "via": say(f"via.{row['via']}"),
              "outcome": say(f"outcome.{row['outcome']}"), "text": row["text"], "person": row["person"] or "",
              "by": row["by"] or "", "id": row["id"][-6:], "found": row["found"] or "",
              "links": tuple(row["link_list"]), "minutes": row["minutes"] or "",
              "cost": f"{money(row['cost'])} {row['currency'] or ''}".rstrip() if row["cost"] else "",
              **{name: say(f"{name}.{row[name]}") if row[name] else "" for name in ("silence", "stall")}}  # fmt: skip
    if row["bare"]:
        params["text"] = ""  # it says no more than the outcome does
    extra = [key for key in ("text", "silence", "stall", "person", "by", "found", "cost", "minutes", "links") if params[key]]
    return say(
        "show.story",
        line=say("show.story.head", **params),
        more=tuple(say(f"show.story.{key}", **params) for key in extra),
    )


def _promise_data(row: Mapping[str, Any]) -> dict[str, Value]:
    series = {"every": row["every"], "planned": row["planned"]} if row["every"] else {}
    return {"day": row["when"], "text": row["text"] or None, "state": row["state"], "contact": row["person"], **series}


def _promise_line(row: Mapping[str, Any]) -> Text:
    if not row["every"]:
        return say("show.promise", day=row["when"], text=row["text"])
    return say("show.promise.every", day=row["when"], text=row["text"], every=how_often(row["every"]))
