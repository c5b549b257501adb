"""What was written and when, by whom for whom; what of it concerns one customer, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from salescli.core.records.fields import FIELDS
from salescli.core.reports import Column, Report, Row, Value
from salescli.core.reports.changes import Change, change_lines, shortened
from salescli.core.reports.show import also_line
from salescli.core.reports.values import closed
from salescli.core.text import Text, say

_FIELD = {f.name: f for f in FIELDS}
_NAMES = {"is_primary": "primary"}
Written = Mapping[str, Any]
"""One row that a run wrote: `table`, `kind` (insert, update, delete), `row` as it is now, with the `person` it belongs to,
and `fields`: name -> (old, new)."""


def history_report(runs: Sequence[Mapping[str, Any]]) -> Report:
    """Runs that wrote, newest first; those of one customer (with `written`) say what they did there."""
    whom = () if any("written" in run for run in runs) else (Column("customer"),)
    columns = (Column("run", fixed=True, right=True), Column("at", fixed=True), Column("by"), Column("command"), *whom,
               Column("changes"), Column("state"))  # fmt: skip
    return Report("history", columns, tuple(_run_row(run) for run in runs))


def _run_row(run: Mapping[str, Any]) -> Row:
    names, total = run.get("customers", ((), 0))
    more = say("undo.more", n=total - len(names)) if total > len(names) else ""
    whom = () if "written" in run else (say("history.whom", names=tuple(names), more=more) if names else None,)
    by = run["author"] or run["actor"]
    data = {"run": run["id"], "at": run["local"], "by": by, "command": run["command"], "changes": run["changes"],
            "kind": run["kind"], "undone": bool(run["undone_by"]), "ran_by": run["actor"]}  # fmt: skip
    changed = tuple(say(f"changed.{what}", table=_table(table), n=n) for table, what, n in run["tables"])
    if "written" in run:
        changed = tuple(line for one in _told(run) for line in words(one))
        data["what"] = list(changed)
    command = say("history.of", kind=say(f"history.{run['kind']}"), command=run["command"], run=run["target"]) if (
        run["target"]) else run["command"]  # fmt: skip
    who = say("history.by", author=by, actor=run["actor"]) if run["actor"] not in ("", by) else by
    cell = say("as_is", text=changed) if "written" in run else changed
    data |= {} if "written" in run else {"customers": list(names)}
    return Row(data, (run["id"], run["local"], who, command, *whom, cell, closed("history", _state(run))),
               style="dim" if run["undone_by"] else "")  # fmt: skip


def _state(run: Mapping[str, Any]) -> str:
    if not run["changes"]:
        return "nothing"
    return "undone" if run["undone_by"] else run["kind"] if run["kind"] != "command" else ""


def _told(run: Mapping[str, Any]) -> Iterator[Written]:
    """What was written, without the stamps that an edit leaves on what it changes."""
    return (one for one in run["written"] if one["table"] != "verified" or "edit" not in run["command"])


def words(one: Written) -> tuple[Text, ...]:
    """What became of one row, a line for each field or one for the whole."""
    return tuple(_WORDS.get(one["table"], _of_kind)(one))


def _table(name: str) -> Value:
    """What the rows of a table are called."""
    from salescli.core.records import BY_NAME
    from salescli.core.records.values import words as by_language

    table = BY_NAME.get(name)
    return by_language(table.noun.many) if table and table.noun else say(f"table.{name}")


def _of_kind(one: Written) -> Iterator[Text]:
    """A record of a kind with a noun: that it came or went, or each field that changed; nothing of other tables."""
    from salescli.core.records import BY_NAME
    from salescli.core.reports.kept import change, name

    table = BY_NAME[one["table"]]
    if not table.noun:
        return
    if one["kind"] != "update":
        yield say(f"history.{one['kind']}", what=name(table, one["row"]))
        return
    for column in table.fields:
        if column.name in one["fields"]:
            what = change(column, one["row"], *one["fields"][column.name])
            yield say("history.of_person", person=name(table, one["row"]), what=what)


def _record(one: Written) -> Iterator[Text]:
    row, person = one["row"], one["table"] == "contacts"
    if one["kind"] != "update":
        yield say(f"history.{one['table']}.{one['kind']}", name=row["name"])
        return
    fields = {_NAMES.get(name, name): pair for name, pair in one["fields"].items()}
    if "customer_id" in fields:
        yield say("history.contacts.move", name=row["name"])
    for name, (old, new) in fields.items():
        if name in _FIELD or name == "snoozed_until":
            line = change_lines([Change(name, _day(name, old), _day(name, new))])[0]
            yield say("history.of_person", person=row["name"], what=line) if person else line


def _day(name: str, value: Any) -> Value:
    return date.fromisoformat(value) if name == "snoozed_until" and value else value


def _channel(one: Written) -> Iterator[Text]:
    row, kind = one["row"], say(f"channel.{one['row']['kind']}")
    if one["kind"] == "update" and "value" in one["fields"]:
        old, new = one["fields"]["value"]
        what = say("change.line", field=kind, old=old, new=new)
    elif one["kind"] == "update":
        if "doubtful_since" not in one["fields"]:
            return
        key = "show.channel.doubtful" if one["fields"]["doubtful_since"][1] else "history.trusted"
        what = say(key, kind=kind, value=row["value"])
    else:
        what = say(f"history.{one['kind']}", what=say("show.channel", kind=kind, value=row["value"]))
    yield say("history.of_person", person=one["person"], what=what) if one["person"] else what


def _talk(one: Written) -> Iterator[Text]:
    row = one["row"]
    if one["kind"] == "insert":
        key = "history.retracted" if row["retracted"] else "history.corrected" if row["replaces"] else "history.talk"
        yield say(key, via=say(f"via.{row['via']}"), outcome=say(f"outcome.{row['outcome']}"), text=shortened(row["text"]))


def _promise(one: Written) -> Iterator[Text]:
    row = one["row"]
    state = "made" if one["kind"] == "insert" else one["fields"].get("state", ("", ""))[1]
    if state:
        yield say(f"history.promise.{state}", day=date.fromisoformat(row["day"]), text=shortened(row["text"]))


def _tag(one: Written) -> Iterator[Text]:
    yield say(f"history.{one['kind']}", what=say("history.tag", tag=one["row"]["tag"]))


def _own(one: Written) -> Iterator[Text]:
    row = one["row"]
    old, new = one["fields"].get("value", ("", row["value"]))
    yield change_lines([Change(row["name"], old, "" if one["kind"] == "delete" else new, own=True)])[0]


def _also(one: Written) -> Iterator[Text]:
    row = one["row"]
    if one["kind"] != "update":
        yield say(f"history.also.{one['kind']}", what=also_line(row["field"], row["value"], one["person"]))


def _verified(one: Written) -> Iterator[Text]:
    if one["kind"] == "insert":
        what = say("history.checked", field=say(f"field.{one['row']['field']}"))
        yield say("history.of_person", person=one["person"], what=what) if one["person"] else what


def _tie(one: Written) -> Iterator[Text]:
    tie = say(f"tied.{one['row']['kind']}", one=one["person"] or one["customer"], other=one["other"])
    yield say(f"history.{one['kind']}", what=tie) if one["kind"] != "update" else tie


_WORDS: Mapping[str, Callable[[Written], Iterator[Text]]] = {
    "customers": _record, "contacts": _record, "channels": _channel, "interactions": _talk, "promises": _promise, "tags": _tag,
    "own": _own, "alternatives": _also, "verified": _verified, "ties": _tie,
}  # fmt: skip
