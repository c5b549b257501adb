"""Who to call, and why: reasons, gates, score, order and cut, exactly as CONTRACT 6 has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from salescli.core.ranking.facts import Facts
from salescli.core.rules import kinds
from salescli.core.rules.kinds import KINDS, Window
from salescli.core.rules.rule import Rule, Rules
from salescli.core.text import Text

MUST_KINDS = ("promise", "waiting")
FIRST_LEAST, FIRST_MOST, DORMANT_LEAST, LONGEST_LEAST = 5, 2, 10, 10  # CONTRACT 6.7: k//5, k//2, k//10, k//10
MOST_STEPS = 100  # days looked at by `surfaces`; each is one on which something changes


Order = tuple[float, date, int, tuple[str, int]]


class Reason(NamedTuple):
    """Why a customer is on the list: `points` are weight · urgency · times, `due` is the last day of its window."""

    rule: str
    kind: str
    points: float
    times: float
    due: date
    text: Text
    aim: dict[str, str]
    weight: float
    urgency: float


class Gate(NamedTuple):
    """What keeps a customer off the list on the days before `until` (None: for good)."""

    gate: str
    until: date | None
    text: Text


class Action(NamedTuple):
    """A customer on one day with its reasons: the score is their sum. `wakes`: the next day something changes."""

    facts: Facts
    day: date
    stage: str
    reasons: tuple[Reason, ...]
    gates: tuple[Gate, ...]
    wakes: date | None

    @property
    def score(self) -> float:
        """The sum of the reasons' points."""
        return round(sum((reason.points for reason in self.reasons), 0.0), 1)

    @property
    def due(self) -> date | None:
        """The earliest due day."""
        return min((reason.due for reason in self.reasons), default=None)

    @property
    def days_late(self) -> int:
        """Days since the action was due."""
        return max((self.day - self.due).days, 0) if self.due else 0

    @property
    def on_list(self) -> bool:
        """Whether a reason is left after silences and gates."""
        return bool(self.reasons)

    @property
    def must(self) -> bool:
        """Whether it is listed whatever the day's capacity."""
        return any(reason.kind in MUST_KINDS for reason in self.reasons)

    @property
    def urgency(self) -> float:
        """The highest urgency of a reason, whatever its points."""
        return max((reason.urgency for reason in self.reasons), default=0.0)

    @property
    def order(self) -> Order:
        """CONTRACT 6.6: score falling, then due, tries and code."""
        return (-self.score, self.due or date.max, self.facts.pulse.tries, self.facts.code)


def stage_on(facts: Facts, rules: Rules, day: date) -> tuple[str, date | None]:
    """The stage on `day` after moves by time, and the day of the next such move, if one is ahead.

    A move waits while a cadence of the old stage is overdue (CONTRACT 5); once made, it is not taken back by the old
    stage's cadence: what counts is whether that was overdue on the day of the move, by the latest contact.
    """
    stage, since = facts.stage, facts.stage_since
    for _ in rules.stages:
        then = rules.stages[stage].then
        if then is None:
            break
        moves_on = then[1].add_to(since)
        if day < moves_on:
            return stage, moves_on
        if any(moves_on > window.due for _, window in matching_windows(facts, rules, stage, ("cadence",))):
            break
        stage, since = then[0], moves_on
    return stage, None


def matching_windows(facts: Facts, rules: Rules, stage: str, only: tuple[str, ...] = ()) -> Iterator[tuple[Rule, Window]]:
    """The rules that hold for a customer in a stage, each with its window; `only` names the kinds that are wanted."""
    found = [rule for rule in rules.rules.values() if rule.kind in KINDS and (not only or rule.kind in only)]
    holding = [rule for rule in found if kinds.matches(rule, facts, stage)]
    tries_by = _speaks(rule for rule in holding if rule.kind == "retry")
    for rule in holding:
        window = KINDS[rule.kind](rule, facts) if rule.kind != "retry" or rule is tries_by else None
        if window is not None:
            yield rule, window


def _speaks(retries: Iterable[Rule]) -> Rule | None:
    """Of several retry rules the one with the most points in its file, of equals the first by name (CONTRACT 5)."""
    return min(retries, key=lambda rule: (-rule.points, rule.name), default=None)


def judge(facts: Facts, rules: Rules, day: date) -> Action:
    """The customer's reasons and gates on `day`."""
    stage, moves_on = stage_on(facts, rules, day)
    windows = list(matching_windows(facts, rules, stage))
    gates = tuple(_gates(facts, windows, day))
    silent = _silent(facts, windows, gates, day)
    speaking = [(rule, window) for rule, window in windows if rule.kind not in silent]
    reasons = _reasons(facts, rules, stage, speaking, day)
    ahead = [moves_on, *(gate.until for gate in gates), *(window.open for _, window in windows)]
    wakes = min((when for when in ahead if when and when > day), default=None)
    return Action(facts, day, stage, reasons, gates, wakes)


def _gates(facts: Facts, windows: list[tuple[Rule, Window]], day: date) -> Iterator[Gate]:
    if facts.do_not_contact:
        yield Gate("do_not_contact", None, Text("gate.do_not_contact"))
    if facts.snoozed_until and day < facts.snoozed_until:
        yield Gate("snoozed", facts.snoozed_until, Text("gate.snoozed", {"until": facts.snoozed_until}))
    if facts.promise and day < facts.promise.day:
        key = "gate.promised_later" if facts.promise.text else "gate.promised_later.bare"
        yield Gate(
            "promised_later", facts.promise.day, Text(key, {"until": facts.promise.when, "what": facts.promise.text})
        )
    resting = [window.open for rule, window in windows if rule.kind == "retry" and kinds.lets_go(rule, facts)]
    if resting and day < min(resting):
        params = {"until": min(resting), "tries": facts.pulse.tries}
        yield Gate("let_go", min(resting), Text("gate.let_go", params))


def _silent(facts: Facts, windows: list[tuple[Rule, Window]], gates: tuple[Gate, ...], day: date) -> set[str]:
    """CONTRACT 6.4 and 6.5: the kinds that may not speak on this day."""
    held = {gate.gate for gate in gates}
    steps = [window.open for rule, window in windows if rule.kind == "retry"]
    tried, promised = facts.pulse.last_try, facts.promise
    silent: set[str] = set()
    if steps:
        silent |= {"cadence", "after"}
        if promised and tried and tried.day >= promised.day and day < min(steps):
            silent.add("promise")
    if "promised_later" in held:
        silent |= {"cadence", "after", "retry", "promise"}
    if "snoozed" in held:
        silent |= KINDS.keys() - {"waiting"}
    return silent | (KINDS.keys() if "do_not_contact" in held else set())


def _reasons(
    facts: Facts, rules: Rules, stage: str, speaking: list[tuple[Rule, Window]], day: date
) -> tuple[Reason, ...]:
    best: dict[str, Reason] = {}
    times = factor_of(facts, rules, stage)
    for rule, window in speaking:
        urgency = kinds.urgency(window, day)
        if urgency <= 0:
            continue
        factor = 1.0 if rule.kind in MUST_KINDS else times
        points = round(rule.points * urgency * factor, 1)
        kept = best.get(rule.kind)
        if kept is None or (-points, window.due) < (-kept.points, kept.due):
            text = kinds.why(rule, facts, window, day)
            best[rule.kind] = Reason(
                rule.name, rule.kind, points, factor, window.due, text, dict(rule.aim), rule.points, urgency
            )
    return tuple(sorted(best.values(), key=lambda reason: (-reason.points, reason.due)))


def factor_of(facts: Facts, rules: Rules, stage: str) -> float:
    """The largest factor of the rules of kind value that hold; 1 where none says anything (R3.16)."""
    holding = (rule for rule in rules.rules.values() if rule.kind == "value" and kinds.matches(rule, facts, stage))
    return max((factor for rule in holding if (factor := kinds.factor(rule, facts)) is not None), default=1.0)


def surfaces(facts: Facts, rules: Rules, day: date) -> date | None:
    """The first day from `day` on which the customer is on the list if nothing is logged; None if never."""
    look: date | None = day
    for _ in range(MOST_STEPS):
        if look is None:
            return None
        action = judge(facts, rules, look)
        if action.on_list:
            return look
        look = action.wakes
    return None


def rank(actions: Iterable[Action]) -> list[Action]:
    """Everybody with a reason: first who can't wait, then the others, each in the order of CONTRACT 6.6."""
    return sorted((action for action in actions if action.on_list), key=lambda action: (not action.must, action.order))


def day_list(ranked: list[Action], places: int) -> list[Action]:
    """CONTRACT 6.7 where the capacity gives the places: all who can't wait, then the places left."""
    musts = [action for action in ranked if action.must]
    others = [action for action in ranked if not action.must]
    chosen = _chosen(others, max(0, places - len(musts)))
    return musts + [action for action in others if id(action) in chosen]


def cut(ranked: list[Action], number: int) -> list[Action]:
    """CONTRACT 6.7 where a number is asked for: so many rows and no more, as far as there are such rows."""
    return day_list(ranked, number)[:number]


def _chosen(others: list[Action], k: int) -> set[int]:
    """Who gets the k places: shares for first contacts, dormant customers and the longest waiting, the rest by score."""
    firsts = {id(action) for action in others if not action.facts.pulse.touches}
    dormant = [id(action) for action in others if action.stage == "dormant"]
    longest = [id(action) for action in sorted(others, key=lambda action: -action.urgency)]
    listed = [id(action) for action in others]
    chosen = {*[one for one in listed if one in firsts][: k // FIRST_LEAST], *dormant[: k // DORMANT_LEAST],
              *longest[: k // LONGEST_LEAST]}  # fmt: skip
    for most in (k // FIRST_MOST, k):  # places that nobody else wants go to first contacts as well
        for one in listed:
            if len(chosen) < k and (one not in firsts or len(chosen & firsts) < most):
                chosen.add(one)
    return chosen
