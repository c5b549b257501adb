"""Reports on customers and people: the list, the one view, contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from salescli.core.language.grouping import grouped
from salescli.core.model import CUSTOMER, PHONE_KINDS
from salescli.core.quality.judging import short
from salescli.core.ranking.wording import Near
from salescli.core.records.fields import CONTACT_FIELDS, CUSTOMER_FIELDS, Field
from salescli.core.records.measures import MEASURES, plain
from salescli.core.records.ties import OF_PEOPLE
from salescli.core.reports import Column, Layout, Report, Row, Value
from salescli.core.reports.day import ask_data, called, names_in_list
from salescli.core.reports.rate import Rate, rate_cell
from salescli.core.reports.ties import REPORTS_TO, rival_data, rival_line, tie_data, tie_line
from salescli.core.series import how_often
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
STORY_LINES = 10
"""Interactions that the one view shows unless all are asked for."""


def closed(kind: str, value: str | None) -> Value:
    """The label of a closed value, or nothing."""
    return say(f"{kind}.{value}") if value else None


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


def money(minor: int | None) -> Value:
    """An amount in whole units of its currency, with cents only where there are any."""
    if minor is None:
        return None
    return minor // 100 if minor % 100 == 0 else minor / 100


def field_value(f: Field, value: Any) -> Value:
    """A field's value in JSON: money in whole units, flags as true and false."""
    if f.kind == "money":
        return money(value)
    return bool(value) if f.kind == "flag" else value


def shown_field(f: Field, value: Any) -> Value:
    """A field's value as a person reads it."""
    if f.kind == "choice":
        return closed(f.name, value)
    if f.kind == "flag":
        return True if value else None
    if f.name == "left":
        return _day(value)
    if f.kind == "money" and value is not None:
        whole = money(value)
        return f"{whole:,}" if isinstance(whole, (int, float)) else None
    return value


def contact_data(row: Mapping[str, Any]) -> dict[str, Value]:
    """A person in JSON."""
    named = {"id": row["id"], "code": row["code"], "customer": row["customer"]}
    fields = {f.name: field_value(f, row.get(f.name)) for f in CONTACT_FIELDS}
    changed = datetime.fromisoformat(row["updated_at"])
    was = [{"code": one["code"], "customer": one["customer"], "title": one["title"], "department": one["department"],
            "until": one["until"]} for one in row["was"]]  # fmt: skip
    return {**named, "name": row["name"], "title": row["title"], "role": row["decision_role"], **fields, "was": was,
            "channels": [_channel_data(one) for one in row["channels"]], "updated_at": changed}  # fmt: skip


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
    name = say("show.person.left", name=row["name"], day=_day(row["left"]), parts="") if row["left"] else row["name"]
    phones = [one for one in in_order(row["channels"]) if one["kind"] in PHONE_KINDS]
    numbers = tuple(reached(one, "read") for one in phones)
    others = tuple(reached(one) for one in in_order(row["channels"]) if one["kind"] not in PHONE_KINDS)
    cells = (row["code"], row["customer"], name, row["title"], closed("decision_role", row["decision_role"]),
             tuple(map(reached, phones)), others, True if row["primary"] else None)  # fmt: skip
    first = {"mobile": numbers[:1], "email": row["email"] or others[:1]}
    return Row(contact_data(row), cells, style="dim" if row["left"] else "", short=first, screen={"mobile": numbers})


def show_report(view: Mapping[str, Any], everything: bool) -> Report:
    """The one view of a customer: `view` is what the command gathered from the store (keys as in CONTRACT 3)."""
    fields = {f.name: field_value(f, view["record"][f.name]) for f in CUSTOMER_FIELDS}
    data: dict[str, Value] = {
        "code": view["code"], **fields, "stage": view["stage"],
        **{name: view["record"][name] for name in ("created_at", "updated_at", "source_at", "snoozed_until")},
        "own": view["own"], "also": [_also_data(row) for row in view["also"]], "tags": view["tags"],
        "channels": [_channel_data(row) for row in view["record"]["channels"]],
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
        ("people", (*(_mapped(row, _person_line(row), view["mapped"]) for row in view["contacts"]),
                    *(_former_line(row) for row in view["former"]))),
        ("ties", tuple(tie_line(row, view["id"]) for row in told_ties(view))),
        ("rivals", tuple(map(rival_line, view["rivals"]))),
        ("channels", tuple(_channel_line(row) for row in view["record"]["channels"] if not row["contact_id"])),
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
    about = ("about", tuple(line for row in view["contacts"] for line in _about(row)))
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


_ON_LINE = frozenset(("name", "title", "department", "decision_role", "primary", "source", "left"))
"""What a person's line says, or need not."""


def _about(row: Mapping[str, Any]) -> list[Text]:
    """What else is known of a person: notes, birthday, hobbies ..."""
    values = ((f.name, shown_field(f, row[f.name])) for f in CONTACT_FIELDS if f.kind != "channel" and f.name not in _ON_LINE)
    return [say("show.about", name=row["name"], field=say(f"field.{name}"), value=value)
            for name, value in values if value not in (None, "")]  # fmt: skip


_OF_MAP = ("reports_to", "reports_to_id", "last_contact")


def told_ties(view: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The ties that nothing else on the page shows, those of people last: no competitor here, nobody who reports to
    somebody of the same firm.
    """
    rivals = {row["id"] for row in view["rivals"]}
    told = [row for row in view["ties"] if row["id"] not in rivals
            and not (row["kind"] == REPORTS_TO and row["customer_id"] == row["other_id"])]  # fmt: skip
    return sorted(told, key=lambda row: row["kind"] in OF_PEOPLE)


def branch(level: int) -> str:
    """What stands before somebody who is so far below the top."""
    return "  " * (level - 1) + "└ " if level else ""


def last_spoken(row: Mapping[str, Any]) -> Value:
    """When somebody was last talked to; who never was is marked, unless they have left."""
    if row["last_contact"]:
        return say("show.map.last", day=Near(row["last_contact"], brief=True))
    return None if row["left"] else say("show.map.never")


def _mapped(row: Mapping[str, Any], line: Text, mapped: bool) -> Text:
    """A person's line in the decision map, where there is one."""
    return say("show.map", branch=branch(row["level"]), person=line, last=last_spoken(row)) if mapped else line


def _person_line(row: Mapping[str, Any]) -> Text:
    """Who they are, every number and address, where they were before, and whether they have left."""
    was = (say("show.was", customer=one["customer"], title=one["title"] or "", day=_day(one["until"])) for one in row["was"])
    parts = (row["title"], row["department"], closed("decision_role", row["decision_role"]),
             *(reached(one) for one in in_order(row["channels"])), *was)  # fmt: skip
    key = "show.person.left" if row["left"] else "show.person.primary" if row["primary"] else "show.person"
    return say(key, name=row["name"], day=_day(row["left"]), parts=tuple(part for part in parts if part))


def _former_line(row: Mapping[str, Any]) -> Text:
    """Somebody who is elsewhere now."""
    return say("show.former", name=row["name"], title=row["title"] or "", day=_day(row["until"]),
               now=say("who.code", name=row["customer"], code=row["code"]))  # fmt: skip


def _day(text: str | None) -> Value:
    """A day in words; one without its year, as a file may have it, as it is."""
    return date.fromisoformat(text) if text and text[0].isdigit() else text


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


def _channel_line(row: Mapping[str, Any]) -> Text:
    key = "show.channel.doubtful" if row["doubtful_since"] else "show.channel"
    return say(key, kind=say(f"channel.{row['kind']}"), value=_labelled(row))


def _channel_data(row: Mapping[str, Any]) -> dict[str, Value]:
    return {"kind": row["kind"], "label": row["label"] or None, "value": row["shown"],
            "extension": row["extension"] or None, "main": bool(row["main"]), "contact": row["person"],
            "doubtful_since": row["doubtful_since"]}  # fmt: skip


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
