"""Plays a book forward day by day under some rules: who is listed, who is called, and what that leaves for the days after."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from salescli.core.model import REACHED
from salescli.core.ranking.action import Order
from salescli.core.ranking.facts import Facts, Moment, Pulse, Touch
from salescli.core.ranking.rank import (
    Heard,
    best_of,
    day_list,
    factor_of,
    gates_of,
    heard,
    matching_windows,
    rank,
    stage_on,
)
from salescli.core.ranking.workdays import ONE_DAY
from salescli.core.rules.kinds import KINDS
from salescli.core.rules.rule import Rules

CALLED_AT = "T12:00:00+00:00"
"""The time of day of what is played, in UTC."""


class Sketch(NamedTuple):
    """A customer's place on the list of one day, without the words; `rule` is the strongest reason's."""

    facts: Facts
    stage: str
    on_list: bool
    must: bool
    urgency: float
    order: Order
    rule: str


class Stretch(NamedTuple):
    """From one day to the day before `until` (None: for good) the same rules may speak for a customer, in one stage."""

    facts: Facts
    stage: str
    heard: tuple[Heard, ...]
    until: date | None

    def on(self, day: date) -> Sketch:
        """The customer on a day of the stretch, as `judge` finds it."""
        spoken = best_of(self.heard, day)
        score = round(sum((one.points for one in spoken), 0.0), 1)
        due = min((one.window.due for one in spoken), default=date.max)
        return Sketch(self.facts, self.stage, bool(spoken), any(KINDS[one.rule.kind].must for one in spoken),
                      max((one.urgency for one in spoken), default=0.0),
                      (-score, due, self.facts.pulse.tries, self.facts.code), spoken[0].rule.name if spoken else "")  # fmt: skip


def stretch_from(facts: Facts, rules: Rules, day: date) -> Stretch:
    """The stretch that begins on `day`."""
    stage, moves_on = stage_on(facts, rules, day)
    windows = list(matching_windows(facts, rules, stage, day))
    gates = tuple(gates_of(facts, windows, day))
    found = heard(facts, windows, gates, factor_of(facts, rules, stage), day)
    ahead = [moves_on, *(gate.until for gate in gates), *(when for _, window in windows for when in (window.open, window.ends))]
    if _comes_round(facts, rules):
        ahead.append(day + ONE_DAY)
    return Stretch(facts, stage, tuple(found), min((when for when in ahead if when and when > day), default=None))


def _comes_round(facts: Facts, rules: Rules) -> bool:
    """Whether a rule may speak by the calendar alone: then each day is looked at by itself."""
    kinds = ((KINDS[rule.kind], rule) for rule in rules.rules.values())
    return any(kind.on_day and kind.window and kind.window(rule, facts) for kind, rule in kinds)


def followed(pulse: Pulse, touch: Touch) -> Pulse:
    """The pulse with one more touch, the latest: what `fold` makes of all of them."""
    when, outcome = touch.when, touch.outcome
    contact = outcome != "no_answer"
    return pulse._replace(
        last_touch=when, touches=pulse.touches + 1, events={**pulse.events, outcome: when},
        last_contact=when if contact else pulse.last_contact, tries=0 if contact else pulse.tries + 1,
        last_answer=when if outcome in REACHED else pulse.last_answer, last_try=pulse.last_try if contact else when,
        reached=pulse.reached + (outcome in REACHED), missed=pulse.missed + (not contact),
    )  # fmt: skip


def called(facts: Facts, day: date, *, answers: bool) -> Facts:
    """The customer after a call: a promise that was due is kept where somebody answered."""
    touch = Touch(Moment(day, f"{day}{CALLED_AT} ~"), "answered" if answers else "no_answer")
    kept = answers and facts.promise and facts.promise.day <= day
    return facts._replace(pulse=followed(facts.pulse, touch), promise=None if kept else facts.promise)


class Load(NamedTuple):
    """What a rep can do: calls a day, those done on the first day already, and on which days they work."""

    capacity: int
    done: int
    works: Callable[[date], bool]

    def on(self, day: date, first: date) -> int:
        """Places of a day."""
        return max(self.capacity - (self.done if day == first else 0), 0) if self.works(day) else 0


class Played(NamedTuple):
    """One day: its places, who is on its list (codes), and how many are due beside them."""

    day: date
    capacity: int
    listed: tuple[str, ...]
    waiting: int


def play(
    customers: Iterable[Facts], rules: Rules, days: Sequence[date], load: Load, answers: Callable[[str, date], bool],
    tick: Callable[[], None] = lambda: None,
) -> list[Played]:  # fmt: skip
    """Each of the days: those on its list are called, from the top to the last place; nothing else happens."""
    now = {facts.code_text: stretch_from(facts, rules, days[0]) for facts in customers}
    found = []
    for day in days:
        for code, stretch in now.items():
            if stretch.until and stretch.until <= day:
                now[code] = stretch_from(stretch.facts, rules, day)
        ranked = rank(stretch.on(day) for stretch in now.values())
        places = load.on(day, days[0])
        listed = [one.facts.code_text for one in day_list(ranked, places)] if places else []
        for code in listed[:places]:
            facts = called(now[code].facts, day, answers=answers(code, day))
            now[code] = stretch_from(facts, rules, day + ONE_DAY)
        found.append(Played(day, places, tuple(listed), len(ranked) - len(listed)))
        tick()
    return found


class Moved(NamedTuple):
    """Whose first day on the list is another one; None is no day of those looked at."""

    code: str
    was: date | None
    now: date | None


def moved(before: Sequence[Played], after: Sequence[Played]) -> list[Moved]:
    """Whom other rules bring up on another day, in the order of the list."""
    was, now = _first_days(before), _first_days(after)
    return [Moved(code, was.get(code), now.get(code)) for code in dict.fromkeys((*now, *was)) if was.get(code) != now.get(code)]


def _first_days(played: Sequence[Played]) -> Mapping[str, date]:
    found: dict[str, date] = {}
    for one in played:
        for code in one.listed:
            found.setdefault(code, one.day)
    return found
