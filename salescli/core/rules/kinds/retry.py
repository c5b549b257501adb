"""`retry`: nobody answered, so try again, in steps, and let go for a while in the end."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from salescli.core.model import SILENCES
from salescli.core.ranking.action import Gate
from salescli.core.ranking.facts import Facts
from salescli.core.ranking.window import Window, adapted, rolled
from salescli.core.ranking.wording import Near, age
from salescli.core.rules.kind import COUNT, SHARE, STEPS, Key, Kind, Said, always, span_back
from salescli.core.rules.rule import Rule
from salescli.core.text import Text, say
from salescli.core.when import Span

if TYPE_CHECKING:
    from salescli.core.entry import Node
    from salescli.core.rules.reader import Reader

LetGo = tuple[int, Span]
"""After how many tries for how long."""


def window(rule: Rule, facts: Facts) -> Window | None:
    """The step that fits the number of tries, and a long wait once it is time to let go (R3.9)."""
    tries, last = facts.pulse.tries, facts.pulse.last_try
    if not tries or last is None:
        return None
    steps: tuple[Span, ...] = rule.own["after"]
    step = rule.own["let_go"][1] if lets_go(rule, facts) else steps[min(tries, len(steps)) - 1]
    days = step.days_from(last.day)
    if rule.own["adapt"] and not lets_go(rule, facts):
        days = adapted(days, 1, rule.own["adapt"], facts.pulse.chance)
    return rolled(last.day, days, days, facts.calendar)


def lets_go(rule: Rule, facts: Facts) -> bool:
    """Whether so many tries were made that the rule gives the customer a rest."""
    let_go: LetGo | None = rule.own["let_go"]
    return let_go is not None and let_go[0] <= facts.pulse.tries


def gate(rule: Rule, facts: Facts, window: Window, day: date) -> Gate | None:
    """The rest."""
    if any(reason in facts.pulse.events for reason in SILENCES):
        return None  # a play speaks in its place
    if not lets_go(rule, facts) or day >= window.open:
        return None
    return Gate("let_go", window.open, say("gate.let_go", until=window.open, tries=facts.pulse.tries))


def why(rule: Rule, facts: Facts, window: Window, day: date) -> Said:
    return Said(_phrase(rule, facts, window, day), _learnt(rule, facts), tells_aim=True)


def _phrase(rule: Rule, facts: Facts, window: Window, day: date) -> Text:
    tries = facts.pulse.tries
    if lets_go(rule, facts):
        return say("why.retry.again", age=age(window.anchor, day))
    if facts.dead_number:
        return say("why.retry.number")
    if 0 < rule.own["channel_from"] <= tries:
        return say("why.retry.channel", n=tries)
    return say("why.retry", n=tries) if tries > 1 else say("why.retry.once", day=Near(min(window.anchor, day)))


def _learnt(rule: Rule, facts: Facts) -> Text | None:
    """That the step follows how they answer, where it does."""
    pulse = facts.pulse
    if lets_go(rule, facts) or not rule.own["adapt"] or pulse.chance is None:
        return None
    return say("why.adapted.step", reached=pulse.reached, tries=pulse.tried)


def read_let_go(reader: Reader, entry: Node, name: str) -> LetGo | None:
    items = reader.known(entry, ("tries", "for"), name)
    if len(items) < 2:
        reader.wrong(entry, "rules_missing", name=name, missing="tries, for")
        return None
    return reader.count(items["tries"]), reader.span(items["for"])


LET_GO = Key(read_let_go, back=lambda kept: (kept[0], span_back(kept[1])))
"""After so many tries so long a rest."""
KIND = Kind(
    "retry",
    {
        "after": STEPS,
        "channel_from": COUNT,
        "let_go": LET_GO,
        "adapt": SHARE,
    },
    required=("after",),
    window=window,
    why=why,
    silenced_by=always("snoozed", "promised_later", "play"),
    gate=gate,
    alone=True,
)
