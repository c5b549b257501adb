"""`after`: something happened, and is to be followed up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from salescli.core.model import OUTCOMES
from salescli.core.ranking.facts import EVENTS, Facts, Moment
from salescli.core.ranking.window import Window, rolled
from salescli.core.ranking.wording import Near, age, how_soon
from salescli.core.rules.kind import LENGTH, RANGE, Key, Kind, Said, always, one_of
from salescli.core.rules.rule import Rule
from salescli.core.text import say

if TYPE_CHECKING:
    from salescli.core.entry import Node
    from salescli.core.rules.reader import Reader

LEAD_COOLS = 2.0  # CONTRACT 6.2: the most urgency
SOME_DAY = date(2001, 1, 1)
"""From which lengths of time are compared."""


def window(rule: Rule, facts: Facts) -> Window | None:
    """Counted from an event, until a later touch, or until they are reached later (CONTRACT 5)."""
    event = facts.event(rule.own["event"])
    if event is None:
        return None
    first, last = (span.days_from(event.day) for span in rule.own["within"])
    window = rolled(event.day, first, last, facts.calendar, LEAD_COOLS, quietly=rule.own["event"] in EVENTS)
    window = window._replace(ends=rule.own["for"].add_to(event.day)) if rule.own["for"] else window
    reply = facts.pulse.last_answer if rule.own["until"] == "reached" else facts.pulse.last_touch
    return None if reply and _answers(reply, event, window, rule) else window


def _answers(reply: Moment, event: Moment, window: Window, rule: Rule) -> bool:
    if rule.own["since"] == "open" and reply.day < window.open:
        return False
    return reply.order > event.order


def why(rule: Rule, facts: Facts, window: Window, day: date) -> Said:
    event, aside = rule.own["event"], how_soon(window.first, window.last)
    if event in EVENTS:
        return _new(facts, window, day)
    proposal, named = event == "proposal", say(f"event.{event}") if event in OUTCOMES else _called(event)
    if (day - window.anchor).days <= 1:
        key = "why.after.proposal.near" if proposal else "why.after.near"
        phrase = say(key, event=named, day=Near(min(window.anchor, day)))
    else:
        phrase = say("why.after.proposal" if proposal else "why.after", event=named, age=age(window.anchor, day))
    return Said(phrase, aside, tells_aim=proposal)


def _called(event: str) -> Mapping[str, str]:
    """An event that a record tells of, by the name that its declaration gives it."""
    from salescli.core.records import events
    from salescli.core.records.values import words

    return words(events()[event])


def _new(facts: Facts, window: Window, day: date) -> Said:
    """Of a customer who is new to us."""
    aside = how_soon(window.first, window.last)
    if day <= window.due:
        return Said(say("why.after.new", within=aside))
    key = "why.after.first.late" if facts.pulse.touches else "why.after.new.late"
    return Said(say(key, age=age(window.anchor, day)), aside)


def _event(reader: Reader, entry: Node, name: str) -> str:
    """An outcome, or what else happens to a customer by what its records tell."""
    from salescli.core.records import events

    return reader.one_of(entry, (*EVENTS, *OUTCOMES, *events()), name)


def check(reader: Reader, rule: Rule, items: Mapping[str, Node]) -> None:
    """It must not end before it opens."""
    lasts, (opens, _) = rule.own["for"], rule.own["within"]
    if lasts and lasts.add_to(SOME_DAY) <= opens.add_to(SOME_DAY):
        reader.wrong(items["for"], "rules_for_short", name=rule.name, value=items["for"].text())


KIND = Kind(
    "after",
    {
        "event": Key(_event),
        "within": RANGE,
        "until": one_of("touch", "reached", default="touch"),
        "since": one_of("event", "open", default="event"),
        "for": LENGTH,
    },
    required=("event", "within"),
    window=window,
    why=why,
    silenced_by=always("snoozed", "promised_later", "retry", "play"),
    check=check,
)
