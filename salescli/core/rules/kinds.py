"""The named functions that rules are data for: each turns one rule and one customer's facts into a window of days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import inf, log2
from typing import TYPE_CHECKING, NamedTuple

from salescli.core import wording
from salescli.core.ranking.facts import Facts, Moment
from salescli.core.ranking.workdays import ONE_DAY, roll
from salescli.core.rules.rule import NO_GRADE, Rule
from salescli.core.text import Text
from salescli.core.when import Span

if TYPE_CHECKING:
    from salescli.core.rules.standards import Standard

HIGH_GRADES = ("S", "A")
LOW_GRADES = ("C", "D")
LEAD_COOLS = 2.0  # CONTRACT 6.2: the most urgency of kind `after`


class Window(NamedTuple):
    """The days in which a rule wants a customer contacted: nothing before `open`, late after `due`.

    `first` and `last` are the days from the anchor as the rule and the grade give them, before rolling. From `ends` on
    the rule is silent (None: never).
    """

    anchor: date
    open: date
    due: date
    first: int
    last: int
    cap: float = inf
    ends: date | None = None

    @property
    def rolled(self) -> bool:
        """Whether the due day was moved to a working day."""
        return (self.due - self.anchor).days != self.last


def urgency(window: Window, day: date) -> float:
    """CONTRACT 6.2: 0 before the window and from its end on, up to 1 inside, after it half a point more with each
    doubling of the wait.
    """
    day = max(day, window.anchor)  # a day before a stored fact counts as no wait
    if day < window.open or (window.ends and day >= window.ends):
        return 0.0
    if day <= window.due:
        return (1 + (day - window.open).days) / (1 + (window.due - window.open).days)
    interval = max((window.due - window.anchor).days, 1)
    return min(1 + log2((day - window.anchor).days / interval) / 2, window.cap)


def matches(rule: Rule | Standard, facts: Facts, stage: str) -> bool:
    """Whether the rule's conditions hold: keys are AND, their values OR (CONTRACT 5)."""
    return all(_holds(key, values, facts, stage) for key, values in rule.when.items())


def _holds(key: str, values: tuple[str, ...], facts: Facts, stage: str) -> bool:
    if key == "stage":
        return stage in values
    if key == "tag":
        return any(tag.casefold() in values for tag in facts.tags)
    if key == "grade":
        return (facts.grade or NO_GRADE).casefold() in values
    return str(getattr(facts, key)).casefold() in values


def _days(span: Span, anchor: date) -> int:
    return (span.add_to(anchor) - anchor).days


def _rolled(rule: Rule, anchor: date, first: int, last: int, country: str, cap: float = inf) -> Window:
    opens, due = anchor + first * ONE_DAY, anchor + last * ONE_DAY
    return Window(anchor, roll(opens, country), roll(due, country), first, last, cap)


def cadence(rule: Rule, facts: Facts) -> Window | None:
    """Counted from the last contact, else the day added; the grade narrows the window (CONTRACT 6.1)."""
    anchor = (facts.pulse.last_contact or facts.added).day
    first, last = (_days(span, anchor) for span in rule.window)
    if facts.grade in HIGH_GRADES:
        last = first + (last - first) // 2
    elif facts.grade in LOW_GRADES:
        first += (last - first + 1) // 2
    return _rolled(rule, anchor, first, last, facts.country)


def after(rule: Rule, facts: Facts) -> Window | None:
    """Counted from an event, until a later touch, or until they are reached later (CONTRACT 5)."""
    event = facts.event(rule.event)
    if event is None:
        return None
    first, last = (_days(span, event.day) for span in rule.window)
    window = _rolled(rule, event.day, first, last, facts.country, LEAD_COOLS)
    window = window._replace(ends=rule.lasts.add_to(event.day)) if rule.lasts else window
    reply = facts.pulse.last_answer if rule.until == "reached" else facts.pulse.last_touch
    return None if reply and _answers(reply, event, window, rule) else window


def _answers(reply: Moment, event: Moment, window: Window, rule: Rule) -> bool:
    if rule.since == "open" and reply.day < window.open:
        return False
    return reply.order > event.order


def retry(rule: Rule, facts: Facts) -> Window | None:
    """After no answer: the step that fits the number of tries, and a long wait once it is time to let go (R3.9)."""
    if not facts.pulse.tries or facts.pulse.last_try is None:
        return None
    step = rule.steps[min(facts.pulse.tries, len(rule.steps)) - 1]
    if lets_go(rule, facts):
        step = rule.let_go_for
    anchor = facts.pulse.last_try.day
    days = _days(step, anchor)
    return _rolled(rule, anchor, days, days, facts.country)


def lets_go(rule: Rule, facts: Facts) -> bool:
    """Whether so many tries were made that the rule gives the customer a rest."""
    return 0 < rule.let_go_tries <= facts.pulse.tries


def waiting(rule: Rule, facts: Facts) -> Window | None:
    """They wait for us: `asked` until any later touch but no_answer, `complaint` until they are reached later."""
    event = facts.pulse.events.get(rule.event)
    if event is None:
        return None
    reply = facts.pulse.last_answer if rule.event == "complaint" else facts.pulse.last_contact
    if reply and reply.order > event.order:
        return None
    return Window(event.day, event.day, event.day, 0, 0)


def promise(rule: Rule, facts: Facts) -> Window | None:
    """An open promise, from its day on; never rolled."""
    if facts.promise is None:
        return None
    day = facts.promise.day
    return Window(day, day, day, 0, 0)


def factor(rule: Rule, facts: Facts) -> float | None:
    """What a rule of kind value multiplies the points of others by (R3.16); None for a grade that it doesn't name."""
    return rule.times.get(facts.grade or NO_GRADE)


KINDS: dict[str, Callable[[Rule, Facts], Window | None]] = {
    "cadence": cadence, "after": after, "retry": retry, "waiting": waiting, "promise": promise,
}  # fmt: skip


def why(rule: Rule, facts: Facts, window: Window, day: date) -> Text:
    """The reason in words."""
    return wording.why(rule, facts, window, day, rule.kind == "retry" and lets_go(rule, facts))
