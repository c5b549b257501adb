"""`waiting`: they wait for us."""

from __future__ import annotations

from datetime import date

from salescli.core.ranking.facts import Facts
from salescli.core.ranking.window import Window, on
from salescli.core.ranking.wording import Near, age
from salescli.core.rules.kind import Kind, Said, always, one_of
from salescli.core.rules.rule import Rule
from salescli.core.text import say


def window(rule: Rule, facts: Facts) -> Window | None:
    """`asked` until any later touch but no_answer, `complaint` until they are reached later."""
    event = facts.event(rule.own["event"])
    if event is None:
        return None
    reply = facts.pulse.last_answer if rule.own["event"] == "complaint" else facts.pulse.last_contact
    return None if reply and reply.order > event.order else on(event.day)


def why(rule: Rule, facts: Facts, window: Window, day: date) -> Said:
    key = f"why.waiting.{rule.own['event']}"
    if (day - window.anchor).days <= 1:
        return Said(say(f"{key}.near", day=Near(min(window.anchor, day))))
    return Said(say(key, age=age(window.anchor, day)))


KIND = Kind(
    "waiting",
    {"event": one_of("asked", "complaint")},
    required=("event",),
    window=window,
    why=why,
    must=True,
    silenced_by=always(),
)
