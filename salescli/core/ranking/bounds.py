"""Upper bounds of scores: which customers can be among the best, without looking at each (DESIGN 3, 5).

Customers whose score grows by the same law share a lane. In a stretch of a lane in which the same rules speak, the bound
can only fall as the anchor gets later, so that a list needs only the first few of each; whoever can't wait is in a lane
that is always read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from salescli.core.ranking.facts import Facts
from salescli.core.ranking.rank import factor_of, judge, stage_on
from salescli.core.ranking.rank import matching_windows as windows_of
from salescli.core.ranking.window import Window, urgency
from salescli.core.ranking.workdays import ANYWHERE, ONE_DAY, Calendar
from salescli.core.rules.kind import whenever
from salescli.core.rules.kinds import KINDS
from salescli.core.rules.rule import Rule, Rules

MUST, FIRST, DORMANT, BOTH, OTHER = "must", "first", "dormant", "both", "other"
FIRSTS, DORMANTS, TOUCHED, EVERYBODY = (FIRST, BOTH), (DORMANT, BOTH), (DORMANT, OTHER), (FIRST, DORMANT, BOTH, OTHER)
ALWAYS = 1_000_000  # days: no end
NEAR = 31  # days between two anchors of one customer up to which a lane tells them apart
UNKNOWN = -1
HOME, ABROAD, ODD = "home", "abroad", "odd"
"""Whose working days roll a lane's windows: those of the rep's country; of one in which Saturdays and Sundays are always off,
and maybe more days, which only makes a bound larger than what it holds for; of one in which people work on some of them. So few
lanes are enough for all the countries of a book.
"""
MOST_STAGES = 8
_PARTS = "|"


class Term(NamedTuple):
    """One rule's part of a bound: it speaks from `starts` to the day before `ends`, days from the lane's anchor.

    `shift`: days from the lane's anchor to the rule's own, from which `first` and `last` count; `UNKNOWN`: none or more.
    """

    kind: str
    weight: float
    times: float
    first: int
    last: int
    cap: float
    shift: int = 0
    starts: int = 0
    ends: int = ALWAYS
    quietly: int = 0

    def window(self, anchor: date, calendar: Calendar) -> Window:
        """The rule's window for a lane's anchor, rolled to working days where the rule's own anchor is known."""
        own = anchor + max(self.shift, 0) * ONE_DAY
        opens, due = own + self.first * ONE_DAY, own + self.last * ONE_DAY
        if self.shift != UNKNOWN:
            opens, due = (calendar.roll(one, quietly=bool(self.quietly)) for one in (opens, due))
        return Window(own, opens, due, self.first, self.last, self.cap)

    def unrolled(self, anchor: date) -> Window:
        """The same without rolling, which can only make more of it, and always makes more of an earlier anchor."""
        own = anchor + max(self.shift, 0) * ONE_DAY
        return Window(own, own + self.first * ONE_DAY, own + self.last * ONE_DAY, self.first, self.last, self.cap)


class Bound(NamedTuple):
    """No score and no urgency is more, no due day earlier."""

    score: float
    urgency: float
    due: date


class Lane(NamedTuple):
    """A law of growth: who it holds for, the terms, and whether they are all there is to know. `text` is how it is kept.

    `days` is by whose working days its windows are rolled (`CALENDARS`).
    """

    group: str
    exact: bool
    terms: tuple[Term, ...]
    text: str = ""
    days: str = ABROAD

    @property
    def opens(self) -> int:
        """Days from the anchor before which nobody of the lane is listed."""
        return min((max(term.starts, max(term.shift, 0) + term.first) for term in self.terms), default=0)

    def stretches(self) -> Iterator[tuple[Lane, int, int]]:
        """The lane as it is from so many days after the anchor to the day before so many: no term begins or ends within."""
        ends = sorted({0, *(day for term in self.terms for day in (term.starts, term.ends)), ALWAYS})
        for start, end in pairwise(ends):
            terms = tuple(term for term in self.terms if term.starts <= start and end <= term.ends)
            if terms:
                yield self._replace(terms=terms), start, end

    def bound(self, anchor: date, day: date, home: Calendar) -> Bound:
        """For those with this anchor: what they have on the day, where the lane is `exact`; `home` is the rep's calendar."""
        if self.days == ODD:
            return self.falling_bound(anchor, day)
        calendar = home if self.days == HOME else ANYWHERE
        return self._bound([(term, term.window(anchor, calendar)) for term in self.terms], day)

    def falling_bound(self, anchor: date, day: date) -> Bound:
        """For those with this anchor or any later one, within a stretch."""
        return self._replace(exact=False)._bound([(term, term.unrolled(anchor)) for term in self.terms], day)

    def _bound(self, windows: Sequence[tuple[Term, Window]], day: date) -> Bound:
        found = [
            (term.kind, round(term.weight * u * term.times, 1), window.due, u)
            for term, window in windows
            if (u := urgency(window, day)) > 0
        ]
        best: dict[str, tuple[float, date, float]] = {}
        for kind, points, due, u in sorted(found, key=lambda one: (-one[1], one[2])):
            best.setdefault(kind, (points, due, u))
        speaking = list(best.values()) if self.exact else [(points, due, u) for _, points, due, u in found]
        return Bound(
            round(sum(points for points, _, _ in best.values()), 1),
            max((u for _, _, u in speaking), default=0.0),
            min((due for _, due, _ in speaking), default=day),
        )


def lane_of(facts: Facts, rules: Rules, day: date, surfaces: date, home: Calendar = ANYWHERE) -> tuple[str, date] | None:
    """The lane of a customer and its anchor in it; None for who is never listed. Holds from `day` on, the day of the
    latest fact, until there is another fact; `surfaces` is the first day from then on which it is listed, `home` the rep's
    calendar.
    """
    if facts.do_not_contact:
        return None
    stages = _stages_ahead(facts, rules, day)
    speaking = [(rule, window, stage, since, until) for stage, since, until in stages
                for rule, window in _speaking(facts, rules, stage)]  # fmt: skip
    if not speaking:
        return None
    anchors = [window.anchor for _, window, *_ in speaking]
    musts = [window.anchor for rule, window, *_ in speaking if KINDS[rule.kind].must]
    if musts:
        return MUST, min(musts)
    anchor = min(anchors)
    sleeps = [stage == "dormant" for stage, _, _ in stages]
    changes = {since for _, since, _ in stages} | {window.ends for _, window, *_ in speaking if window.ends}
    returns = any(KINDS[rule.kind].on_day for rule, *_ in speaking)
    stays = all(judge(facts, rules, change).on_list for change in changes if change > surfaces)
    if returns or not stays or len(stages) > MOST_STAGES or len(set(sleeps)) > 1:
        return MUST, anchor
    group = (BOTH if sleeps[0] else FIRST) if not facts.pulse.touches else (DORMANT if sleeps[0] else OTHER)
    terms = {_term(rule, window, factor_of(facts, rules, stage), anchor, (since, until))
             for rule, window, stage, since, until in speaking}  # fmt: skip
    days = HOME if facts.calendar == home else ABROAD if facts.calendar.is_plain else ODD
    exact = len(stages) == 1 and days == HOME and all(term.shift != UNKNOWN for term in terms)
    return _text(Lane(group, exact, tuple(sorted(terms)), days=days)), anchor


def _stages_ahead(facts: Facts, rules: Rules, day: date) -> list[tuple[str, date, date | None]]:
    """The stage on the day and those that time alone leads to from there, each with its first day and the next one's."""
    stage, moves = stage_on(facts, rules, day)
    found: list[tuple[str, date, date | None]] = [(stage, date.min, None)]
    while moves and len(found) <= MOST_STAGES:
        day = moves
        stage, moves = stage_on(facts, rules, day)
        if stage != found[-1][0]:
            found[-1] = (*found[-1][:2], day)
            found.append((stage, day, None))
    return found


def _speaking(facts: Facts, rules: Rules, stage: str) -> list[tuple[Rule, Window]]:
    """The rules that may bring a customer in this stage onto the list (CONTRACT 6.4)."""
    found = list(windows_of(facts, rules, stage))
    kinds = {rule.kind for rule, _ in found}
    return [(rule, window) for rule, window in found
            if not any(KINDS[rule.kind].silenced_by.get(kind) is whenever for kind in kinds)]  # fmt: skip


def _term(rule: Rule, window: Window, times: float, anchor: date, stage: tuple[date, date | None]) -> Term:
    shift = (window.anchor - anchor).days
    starts, ends = _coarse((stage[0] - anchor).days, 0), _coarse((stage[1] - anchor).days, 1) if stage[1] else ALWAYS
    if shift > NEAR:
        return Term(rule.kind, rule.points, times, window.first, window.last, window.cap, UNKNOWN, starts, ends)
    ends = min(ends, (window.ends - anchor).days) if window.ends else ends
    quietly = int(window.quietly)
    starts = max(starts, (window.open - anchor).days) if window.dated else starts
    return Term(rule.kind, rule.points, times, window.first, window.last, window.cap, shift, starts, ends, quietly)


def _coarse(days: int, up: int) -> int:
    """A day on which a stage changes, in steps, so that few lanes are enough: earlier, or later where `up` is 1."""
    step = 8 if days < 64 else 64
    return max((days + up * (step - 1)) // step * step, 0)


def _text(lane: Lane) -> str:
    terms = (",".join(map(str, term)) for term in lane.terms)
    return _PARTS.join((lane.group, "=" if lane.exact else "~", lane.days, *terms))


def read_lane(text: str) -> Lane:
    """The lane that `lane_of` made into `text`."""
    if text == MUST:
        return Lane(MUST, False, (), text)
    group, exact, days, *terms = text.split(_PARTS)
    return Lane(group, exact == "=", tuple(_read_term(term) for term in terms), text, days)


def _read_term(text: str) -> Term:
    kind, weight, times, first, last, cap, *days = text.split(",")
    return Term(kind, float(weight), float(times), int(first), int(last), float(cap), *map(int, days))
