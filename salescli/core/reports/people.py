"""People at a customer and how they are reached: `crm contact list`, and their lines in other reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from salescli.core.model import PHONE_KINDS
from salescli.core.ranking.wording import Near
from salescli.core.records.fields import CONTACT_FIELDS
from salescli.core.reports import Column, Layout, Report, Row, Value
from salescli.core.reports.day import called
from salescli.core.reports.listed import ROOMY
from salescli.core.reports.values import as_day, closed, field_value, shown_field
from salescli.core.text import Text, say


def contact_data(row: Mapping[str, Any]) -> dict[str, Value]:
    """A person in JSON."""
    named = {"id": row["id"], "code": row["code"], "customer": row["customer"]}
    fields = {f.name: field_value(f, row.get(f.name)) for f in CONTACT_FIELDS}
    changed = datetime.fromisoformat(row["updated_at"])
    was = [{"code": one["code"], "customer": one["customer"], "title": one["title"], "department": one["department"],
            "until": one["until"]} for one in row["was"]]  # fmt: skip
    return {**named, "name": row["name"], "title": row["title"], "role": row["decision_role"], **fields, "was": was,
            "channels": [channel_data(one) for one in row["channels"]], "updated_at": changed}  # fmt: skip


PEOPLE_COLUMNS = (
    Column("code", fixed=True),
    Column("customer"),
    Column("person"),
    Column("title"),
    Column("role"),
    Column("mobile", fixed=True),
    Column("email"),
    Column("primary"),
)


def contacts_report(rows: Sequence[Mapping[str, Any]]) -> Report:
    """People in rows."""
    few = tuple(column for column in PEOPLE_COLUMNS if column.key != "email")
    layouts = (*(Layout(PEOPLE_COLUMNS, (), short, ROOMY) for short in (False, True)), Layout(few, short=True))
    return Report("contact list", PEOPLE_COLUMNS, tuple(_contact_row(row) for row in rows), layouts=layouts)


def _contact_row(row: Mapping[str, Any]) -> Row:
    """A person; where there is room with every number and address, else with the first of each."""
    name = say("show.person.left", name=row["name"], day=as_day(row["left"]), parts="") if row["left"] else row["name"]
    phones = [one for one in in_order(row["channels"]) if one["kind"] in PHONE_KINDS]
    numbers = tuple(reached(one, "read") for one in phones)
    others = tuple(reached(one) for one in in_order(row["channels"]) if one["kind"] not in PHONE_KINDS)
    cells = (row["code"], row["customer"], name, row["title"], closed("decision_role", row["decision_role"]),
             tuple(map(reached, phones)), others, True if row["primary"] else None)  # fmt: skip
    first = {"mobile": numbers[:1], "email": row["email"] or others[:1]}
    return Row(contact_data(row), cells, style="dim" if row["left"] else "", short=first, screen={"mobile": numbers})


_ON_LINE = frozenset(("name", "title", "department", "decision_role", "primary", "source", "left"))
"""What a person's line says, or need not."""


def about_person(row: Mapping[str, Any]) -> list[Text]:
    """What else is known of a person: notes, birthday, hobbies ..."""
    values = ((f.name, shown_field(f, row[f.name])) for f in CONTACT_FIELDS if f.kind != "channel" and f.name not in _ON_LINE)
    return [say("show.about", name=row["name"], field=say(f"field.{name}"), value=value)
            for name, value in values if value not in (None, "")]  # fmt: skip


def branch(level: int) -> str:
    """What stands before somebody who is so far below the top."""
    return "  " * (level - 1) + "└ " if level else ""


def last_spoken(row: Mapping[str, Any]) -> Value:
    """When somebody was last talked to; who never was is marked, unless they have left."""
    if row["last_contact"]:
        return say("show.map.last", day=Near(row["last_contact"], brief=True))
    return None if row["left"] else say("show.map.never")


def on_map(row: Mapping[str, Any], line: Text, mapped: bool) -> Text:
    """A person's line in the decision map, where there is one."""
    return say("show.map", branch=branch(row["level"]), person=line, last=last_spoken(row)) if mapped else line


def person_line(row: Mapping[str, Any]) -> Text:
    """Who they are, every number and address, where they were before, and whether they have left."""
    was = (say("show.was", customer=one["customer"], title=one["title"] or "", day=as_day(one["until"])) for one in row["was"])
    parts = (row["title"], row["department"], closed("decision_role", row["decision_role"]),
             *(reached(one) for one in in_order(row["channels"])), *was)  # fmt: skip
    key = "show.person.left" if row["left"] else "show.person.primary" if row["primary"] else "show.person"
    return say(key, name=row["name"], day=as_day(row["left"]), parts=tuple(part for part in parts if part))


def former_line(row: Mapping[str, Any]) -> Text:
    """Somebody who is elsewhere now."""
    return say("show.former", name=row["name"], title=row["title"] or "", day=as_day(row["until"]),
               now=say("who.code", name=row["customer"], code=row["code"]))  # fmt: skip


_CALLED_FIRST = ("mobile", "phone", "fax", "email")


def in_order(channels: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """A person's channels, what one calls first, main ones first."""
    order = {kind: place for place, kind in enumerate(_CALLED_FIRST)}
    return sorted(channels, key=lambda one: order.get(one["kind"], len(order)))


_SPEAK_FOR_THEMSELVES = ("mobile", "email")
_PLACES = ("office", "home")
"""Labels that are part of a field's name; any other is somebody's own word, or whose it was."""


def reached(row: Mapping[str, Any], written: str = "shown") -> Value:
    """A number or address of a person: its kind where it doesn't show, its label, and whether it is in doubt.

    `written`: as for programs (shown), or in groups for people (read).
    """
    named = row["kind"] == "phone" and row["label"] in _PLACES
    plain = row["kind"] in _SPEAK_FOR_THEMSELVES or (row["kind"] == "phone" and not named)
    kind = say(f"field.{row['label']}_phone") if named else say(f"channel.{row['kind']}")
    value = _labelled(row, written)
    value = value if plain else say("show.channel", kind=kind, value=value)
    return say("show.doubtful", value=value) if row["doubtful_since"] else value


def _labelled(row: Mapping[str, Any], written: str = "shown") -> Value:
    value = called(row[written], row["extension"])
    return say("show.labelled", value=value, label=row["label"]) if row["label"] not in ("", *_PLACES) else value


def channel_line(row: Mapping[str, Any]) -> Text:
    """A number or address of the customer's own, by its kind."""
    key = "show.channel.doubtful" if row["doubtful_since"] else "show.channel"
    return say(key, kind=say(f"channel.{row['kind']}"), value=_labelled(row))


def channel_data(row: Mapping[str, Any]) -> dict[str, Value]:
    """A number or address in JSON."""
    return {"kind": row["kind"], "label": row["label"] or None, "value": row["shown"],
            "extension": row["extension"] or None, "main": bool(row["main"]), "contact": row["person"],
            "doubtful_since": row["doubtful_since"]}  # fmt: skip
