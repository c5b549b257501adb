"""`cadence`: keep in touch, every so many days since the last contact."""

from __future__ import annotations

from datetime import date

from salescli.core.ranking.facts import Facts
from salescli.core.ranking.window import Window, adapted, rolled
from salescli.core.ranking.wording import age, how_often
from salescli.core.rules.kind import RANGE, SHARE, Kind, Said, always
from salescli.core.rules.rule import Rule
from salescli.core.text import say

HIGH_GRADES = ("S", "A")
LOW_GRADES = ("C", "D")


def window(rule: Rule, facts: Facts) -> Window | None:
    """Counted from the last contact, else the day added; the grade narrows the window, answers move its end (CONTRACT 6.1)."""
    anchor = (facts.pulse.last_contact or facts.added).day
    first, last = _days(rule, facts, anchor)
    if rule.own["adapt"]:
        last = adapted(last, first, rule.own["adapt"], facts.pulse.chance)
    return rolled(anchor, first, last, facts.calendar, quietly=True)


def _days(rule: Rule, facts: Facts, anchor: date) -> tuple[int, int]:
    first, last = (span.days_from(anchor) for span in rule.own["every"])
    if facts.grade in HIGH_GRADES:
        last = first + (last - first) // 2
    elif facts.grade in LOW_GRADES:
        first += (last - first + 1) // 2
    return first, last


def why(rule: Rule, facts: Facts, window: Window, day: date) -> Said:
    key = "why.cadence" if facts.pulse.last_contact else "why.cadence.new"
    often, pulse = how_often(window.first, window.last), facts.pulse
    if rule.own["adapt"] and pulse.chance is not None:
        often = say("why.adapted", often=often, reached=pulse.reached, tries=pulse.tried)
    return Said(say(key, age=age(window.anchor, day)), often)


KIND = Kind(
    "cadence",
    {"every": RANGE, "adapt": SHARE},
    required=("every",),
    window=window,
    why=why,
    silenced_by=always("snoozed", "promised_later", "retry", "play"),
    holds_stage=True,
)
