"""`play`: they said, or we guess, why they are silent or put off deciding, and that chooses the next move (R3.9, R3.10)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from salescli.core.model import SILENCES, STALLS
from salescli.core.ranking.action import Gate
from salescli.core.ranking.facts import Facts, Moment
from salescli.core.ranking.window import Window, rolled
from salescli.core.ranking.wording import how_soon
from salescli.core.rules.kind import RANGE, Key, Kind, Said, always, one_of
from salescli.core.rules.kinds import retry
from salescli.core.rules.rule import Rule
from salescli.core.text import say

if TYPE_CHECKING:
    from salescli.core.entry import Node
    from salescli.core.rules.reader import Reader

_REASONS = frozenset((*SILENCES, *STALLS))
MOVES = ("channel", "person", "value", "step", "wait")
"""The next move: another channel, another person at the firm, something new of value, one clear small step, or to wait."""


def window(rule: Rule, facts: Facts) -> Window | None:
    """Counted from the last touch while a reason of the rule's holds; a rest once there were tries enough."""
    given = reason(rule, facts)
    if given is None:
        return None
    day = max(given[1].day, facts.pulse.last_touch.day if facts.pulse.last_touch else given[1].day)
    if rule.own["let_go"] and retry.lets_go(rule, facts):
        days = rule.own["let_go"][1].days_from(day)
        return rolled(day, days, days, facts.calendar)
    opens, due = rule.own["within"]
    return rolled(day, opens.days_from(day), due.days_from(day), facts.calendar)


def reason(rule: Rule, facts: Facts) -> tuple[str, Moment] | None:
    """The reason that holds, of those that the rule is about, and since when."""
    return next(((name, when) for name in rule.own["of"] if (when := facts.pulse.events.get(name))), None)


def gate(rule: Rule, facts: Facts, window: Window, day: date) -> Gate | None:
    """The rest."""
    if not rule.own["let_go"] or not retry.lets_go(rule, facts) or day >= window.open:
        return None
    return Gate("let_go", window.open, say("gate.let_go", until=window.open, tries=facts.pulse.tries))


def why(rule: Rule, facts: Facts, window: Window, day: date) -> Said:
    given = reason(rule, facts)
    assert given
    sort = "silence" if given[0] in SILENCES else "stall"
    phrase = say(f"why.play.{sort}", reason=say(f"{sort}.{given[0]}"))
    return Said(phrase, how_soon(window.first, window.last), move=rule.own["move"])


def _read(reader: Reader, entry: Node, name: str) -> tuple[str, ...]:
    return tuple(reader.one_of(item, (*SILENCES, *STALLS), name) for item in reader.several(entry))


KIND = Kind(
    "play",
    {"of": Key(_read, back=tuple), "within": RANGE, "move": one_of(*MOVES), "let_go": retry.LET_GO},
    required=("of", "within"),
    window=window,
    why=why,
    silenced_by=always("snoozed", "promised_later"),
    gate=gate,
    idle=lambda facts: _REASONS.isdisjoint(facts.pulse.events),
)
