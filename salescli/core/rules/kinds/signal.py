"""`signal`: something was heard or seen of a customer that opens a door (R3.6, R3.17, R4.5)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from salescli.core.model import SIGNALS
from salescli.core.ranking.facts import Facts, Moment
from salescli.core.ranking.window import Window, rolled
from salescli.core.ranking.wording import Near, age, how_soon
from salescli.core.rules.kind import LENGTH, RANGE, Key, Kind, Said, always
from salescli.core.rules.rule import Rule
from salescli.core.text import say

if TYPE_CHECKING:
    from salescli.core.entry import Node
    from salescli.core.rules.reader import Reader

A_DOOR_CLOSES = 2.0
"""The most urgency: news grow old."""


def window(rule: Rule, facts: Facts) -> Window | None:
    """Counted from the latest of the signals that it is about, until it was followed by a touch, or is too old."""
    heard = latest(rule, facts)
    touch = facts.pulse.last_touch
    if heard is None or (touch and touch.order > heard[1].order):
        return None
    day, (opens, due) = heard[1].day, rule.own["within"]
    found = rolled(day, opens.days_from(day), due.days_from(day), facts.calendar, A_DOOR_CLOSES)
    return found._replace(ends=rule.own["for"].add_to(day)) if rule.own["for"] else found


def latest(rule: Rule, facts: Facts) -> tuple[str, Moment] | None:
    """The signal that was heard last of those that the rule is about."""
    heard = [(kind, when) for kind in rule.own["of"] if (when := facts.event(kind))]
    return max(heard, key=lambda one: one[1], default=None)


def why(rule: Rule, facts: Facts, window: Window, day: date) -> Said:
    heard = latest(rule, facts)
    assert heard
    kind, when = heard
    told = {"kind": say(f"signal.{kind}"), "text": facts.said.get(kind, "")}
    if (day - when.day).days <= 1:
        return Said(say("why.signal.near", day=Near(min(when.day, day)), **told), how_soon(window.first, window.last))
    return Said(say("why.signal", age=age(when.day, day), **told), how_soon(window.first, window.last))


def _read(reader: Reader, entry: Node, name: str) -> tuple[str, ...]:
    return tuple(reader.one_of(item, SIGNALS, name) for item in reader.several(entry))


KIND = Kind(
    "signal",
    {"of": Key(_read, back=tuple), "within": RANGE, "for": LENGTH},
    required=("of", "within"),
    window=window,
    why=why,
    silenced_by=always("snoozed", "promised_later"),
    idle=lambda facts: not facts.said,
)
