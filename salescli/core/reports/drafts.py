"""A message to be sent, as a page and for programs; and the list of templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from salescli.core.reports import Column, Report, Row, Value
from salescli.core.reports.day import in_language
from salescli.core.talk.template import Filled, Template
from salescli.core.text import Text, say


class Message(NamedTuple):
    """A message for one customer: by which template, in which language, to whom on which channel; `rooms`: what the rep is
    to fill in yet.
    """

    code: str
    customer: str
    template: Template
    via: str
    language: str
    person: str
    to: str
    filled: Filled
    rooms: tuple[str, ...] = ()


def message_data(one: Message) -> dict[str, Value]:
    """A message in JSON (CONTRACT 10)."""
    return {"code": one.code, "name": one.customer, "template": one.template.name, "via": one.via, "to": one.to or None,
            "subject": one.filled.subject or None, "text": one.filled.text, "language": one.language,
            "contact": one.person or None, "rooms": list(one.rooms), "lacking": list(one.filled.lacking)}  # fmt: skip


def message_report(one: Message) -> Report:
    """The page."""
    cells = (one.to, one.filled.subject, one.filled.text)
    columns = (Column("draft_to"), Column("draft_subject"), Column("text"))
    return Report("draft", columns, (Row(message_data(one), cells),), title=headline(one), single=True)


def headline(one: Message) -> Text:
    """致谢 · 微信 · 王建国 wjg_huaxing"""
    parts = (in_language(one.template.title), say(f"via.{one.via}"), " ".join(filter(None, (one.person or one.customer, one.to))))
    return say("draft.head", what=parts[0], via=parts[1], whom=parts[2])


def remarks(one: Message, hints: Sequence[Text]) -> list[Text]:
    """What there is to say beside the text: whom it goes to, the subject, what is to be filled in, what was left out."""
    found = [headline(one)]
    found += [say("draft.subject", subject=one.filled.subject)] if one.filled.subject else []
    found += [] if one.to else [say("draft.no_address", via=say(f"via.{one.via}"))]
    found += [say("draft.rooms", names=tuple(f"--set {name}=…" for name in one.rooms))] if one.rooms else []
    found += hints if "personal" in one.rooms else []
    return [*found, *([say("draft.left_out", names=one.filled.lacking)] if one.filled.lacking else [])]


def personal(person: Mapping[str, Value]) -> list[Text]:
    """What a personal line may be about."""
    known = tuple(say("show.about.field", field=say(f"field.{name}"), value=person[name])
                  for name in ("hobbies", "interests", "special_days", "notes") if person.get(name))  # fmt: skip
    return [say("draft.hints", known=known)] if known else []


def templates_report(templates: Sequence[Template]) -> Report:
    """All templates that there are."""
    columns = (Column("name", fixed=True), Column("talk_title"), Column("via"), Column("talk_when"))
    rows = tuple(Row({"name": one.name, "title": in_language(one.title), "via": list(one.via),
                      "when": {key: list(values) for key, values in one.when.items()}, "file": one.file, "line": one.line},
                     (one.name, in_language(one.title), tuple_of_via(one), _when(one))) for one in templates)  # fmt: skip
    return Report("draft", columns, rows)


def tuple_of_via(one: Template) -> Text:
    """The channels in words."""
    return say("as_is", text=tuple(say(f"via.{via}") for via in one.via))


def _when(one: Template) -> Text:
    named = tuple(say(f"{key}.{value}") if key in ("stage", "outcome") else value for key, values in one.when.items()
                  for value in values)  # fmt: skip
    return say("as_is", text=named)
