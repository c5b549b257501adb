"""Who to call, and why: reasons, gates, score, order and cut, exactly as CONTRACT 6 has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from salescli.core.model import COMPETITOR
from salescli.core.ranking.action import Action, Gate, Reason
from salescli.core.ranking.facts import Facts
from salescli.core.ranking.window import Window, urgency
from salescli.core.ranking.wording import reason_text
from salescli.core.ranking.workdays import ONE_DAY
from salescli.core.rules.kind import Kind
from salescli.core.rules.kinds import KINDS
from salescli.core.rules.rule import Rule, Rules, matches
from salescli.core.text import say

if TYPE_CHECKING:
    from typing import Protocol

    from salescli.core.ranking.action import Order

    class Listed(Protocol):
        """What the order of a list looks at; an `Action` is one."""

        @property
        def facts(self) -> Facts: ...
        @property
        def stage(self) -> str: ...
        @property
        def on_list(self) -> bool: ...
        @property
        def must(self) -> bool: ...
        @property
        def urgency(self) -> float: ...
        @property
        def order(self) -> Order: ...

FIRST_LEAST, FIRST_MOST, DORMANT_LEAST, LONGEST_LEAST = 5, 2, 10, 10  # CONTRACT 6.7: k//5, k//2, k//10, k//10
FOR_GOOD = "do_not_contact"
"""The gate that silences everything."""
MOST_STEPS = 100  # days looked at by `surfaces`; each is one on which something changes
Speaking = tuple[Rule, Window]
Heard = tuple[Rule, Window, float]
"""A rule that may speak, its window, and what multiplies its points."""
Row = TypeVar("Row", bound="Listed")


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
        if any(moves_on > window.due for _, window in matching_windows(facts, rules, stage, holding=True)):
            break
        stage, since = then[0], moves_on
    return stage, None


def matching_windows(
    facts: Facts, rules: Rules, stage: str, day: date | None = None, *, holding: bool = False
) -> Iterator[Speaking]:
    """The rules that hold for a customer in a stage, each with its window, that of `day` where it comes round by the calendar;
    `holding`: those that keep it in its stage.
    """
    found = [(kind, rule) for name, own in rules.by_kind.items() if (kind := KINDS[name]).window
             and (kind.holds_stage or not holding) and not (kind.idle and kind.idle(facts))
             for rule in own if matches(rule.when, facts, stage) and _concerns(kind, rule, facts)]  # fmt: skip
    alone = _alone(found)
    for kind, rule in found:
        window = _window(kind, rule, facts, day) if not kind.alone or rule is alone[kind.name] else None
        if window is not None:
            yield rule, window


def _concerns(kind: Kind, rule: Rule, facts: Facts) -> bool:
    """Nobody courts a competitor: beside what has to be, only a rule that names its kind speaks of one."""
    return facts.kind != COMPETITOR or kind.must or "kind" in rule.when


def _window(kind: Kind, rule: Rule, facts: Facts, day: date | None) -> Window | None:
    if kind.on_day and day:
        return kind.on_day(rule, facts, day)
    return kind.window(rule, facts) if kind.window else None


def _alone(holding: Iterable[tuple[Kind, Rule]]) -> dict[str, Rule]:
    """Of kinds of which one rule alone speaks, that with the most points in its file, of equals the first by name."""
    best: dict[str, Rule] = {}
    for kind, rule in holding:
        if kind.alone:
            best[kind.name] = min(best.get(kind.name, rule), rule, key=lambda one: (-one.points, one.name))
    return best


def steady(rules: Rules) -> Rules:
    """Those by which a customer stays on the list once it is on it: without occasions, which come and go by the calendar."""
    return rules._replace(rules={name: rule for name, rule in rules.rules.items() if not KINDS[rule.kind].lead})


def leads(rules: Rules) -> int:
    """The most days ahead of a day that records tell of a customer which a rule thinks of; -1 where none does."""
    found = (lead(rule) for rule in rules.rules.values() if (lead := KINDS[rule.kind].lead))
    return max(found, default=-1)


def is_common(rules: Rules, first: date, last: date) -> bool:
    """Whether between two days there is one that is everybody's, or is thought of."""
    return any(common(rule, first, last) for rule in rules.rules.values() if (common := KINDS[rule.kind].common))


def judge(facts: Facts, rules: Rules, day: date) -> Action:
    """The customer's reasons and gates on `day`."""
    stage, moves_on = stage_on(facts, rules, day)
    windows = list(matching_windows(facts, rules, stage, day))
    gates = tuple(gates_of(facts, windows, day))
    strongest = _strongest(facts, windows, gates, factor_of(facts, rules, stage), day)
    reasons = tuple(_reason(facts, day, one) for one in strongest)
    ahead = [moves_on, *(gate.until for gate in gates), *(window.open for _, window in windows)]
    wakes = min((when for when in ahead if when and when > day), default=None)
    return Action(facts, day, stage, reasons, gates, wakes)


def due_on(facts: Facts, rules: Rules, day: date) -> tuple[str, date | None]:
    """The stage and the due day that `judge` finds for `day`, without the words."""
    stage, _ = stage_on(facts, rules, day)
    windows = list(matching_windows(facts, rules, stage, day))
    strongest = _strongest(facts, windows, tuple(gates_of(facts, windows, day)), factor_of(facts, rules, stage), day)
    return stage, min((one.window.due for one in strongest), default=None)


def first_due(facts: Facts, rules: Rules) -> date | None:
    """The day by which a lead to whom nobody has spoken should be: the earliest due day of the rules that hold for it."""
    return min((window.due for _, window in matching_windows(facts, rules, facts.stage)), default=None)


def gates_of(facts: Facts, windows: list[Speaking], day: date) -> Iterator[Gate]:
    if facts.do_not_contact:
        yield Gate(FOR_GOOD, None, say("gate.do_not_contact"))
    if facts.snoozed_until and day < facts.snoozed_until:
        yield Gate("snoozed", facts.snoozed_until, say("gate.snoozed", until=facts.snoozed_until))
    promise = facts.promise
    if promise and day < promise.day:
        key = "gate.promised_later" if promise.text else "gate.promised_later.bare"
        yield Gate("promised_later", promise.day, say(key, until=promise.when, what=promise.text))
    for rule, window in windows:
        raised = KINDS[rule.kind].gate
        if raised and (gate := raised(rule, facts, window, day)):
            yield gate


def _holds(gates: Iterable[Gate], windows: list[Speaking]) -> dict[str, date | None]:
    """What may silence a kind, and until when: the gates, and the kinds that have a window."""
    opens: dict[str, date | None] = {gate.gate: gate.until for gate in gates}
    for rule, window in windows:
        opens[rule.kind] = min(window.open, opens.get(rule.kind) or window.open)
    return opens


def _is_silent(kind: Kind, holds: Mapping[str, date | None], facts: Facts, day: date) -> bool:
    """CONTRACT 6.4 and 6.5: whether a kind may not speak on this day."""
    if FOR_GOOD in holds:
        return True
    return any(name in holds and silences(facts, day, holds[name]) for name, silences in kind.silenced_by.items())


class _Spoken(NamedTuple):
    """A rule that speaks, and what that comes to."""

    rule: Rule
    window: Window
    points: float
    times: float
    urgency: float

    @property
    def order(self) -> tuple[float, date]:
        return -self.points, self.window.due


def _strongest(facts: Facts, windows: list[Speaking], gates: Iterable[Gate], times: float, day: date) -> list[_Spoken]:
    """Of each kind that may speak the rule with the most points, the strongest kind first."""
    return best_of(heard(facts, windows, gates, times, day), day)


def heard(facts: Facts, windows: list[Speaking], gates: Iterable[Gate], times: float, day: date) -> list[Heard]:
    """The rules that may speak on the day, be their windows open yet or not, each with what multiplies its points."""
    holds = _holds(gates, windows)
    return [(rule, window, 1.0 if KINDS[rule.kind].must else times) for rule, window in windows
            if not _is_silent(KINDS[rule.kind], holds, facts, day)]  # fmt: skip


def best_of(heard: Iterable[Heard], day: date) -> list[_Spoken]:
    """Of each kind the one with the most points on the day, the strongest kind first."""
    best: dict[str, _Spoken] = {}
    for rule, window, factor in heard:
        u = urgency(window, day)
        if u <= 0:
            continue
        spoken = _Spoken(rule, window, round(rule.points * u * factor, 1), factor, u)
        best[rule.kind] = min(best.get(rule.kind, spoken), spoken, key=lambda one: one.order)
    return sorted(best.values(), key=lambda one: one.order)


def _reason(facts: Facts, day: date, spoken: _Spoken) -> Reason:
    """The reason in words."""
    rule, window, points, times, u = spoken
    kind = KINDS[rule.kind]
    assert kind.why
    said = kind.why(rule, facts, window, day)
    quietly = window.quietly and facts.calendar.is_quiet(window.anchor + window.last * ONE_DAY)
    text = reason_text(said.phrase, said.aside, window.due, day, rolled=window.rolled, quietly=quietly)
    return Reason(rule.name, rule.kind, points, times, window.due, text, said.aim or rule.aim, rule.points, u, kind.must,
                  said.tells_aim, said.move)  # fmt: skip


def factor_of(facts: Facts, rules: Rules, stage: str) -> float:
    """The largest factor of the rules that hold and have one; 1 where none says anything (R3.16)."""
    found = [factor(rule, facts) for name, own in rules.by_kind.items() if (factor := KINDS[name].factor)
             for rule in own if matches(rule.when, facts, stage)]  # fmt: skip
    return max((factor for factor in found if factor is not None), default=1.0)


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


def rank(actions: Iterable[Row]) -> list[Row]:
    """Everybody with a reason: first who can't wait, then the others, each in the order of CONTRACT 6.6."""
    return sorted((action for action in actions if action.on_list), key=lambda action: (not action.must, action.order))


def day_list(ranked: list[Row], places: int) -> list[Row]:
    """CONTRACT 6.7 where the capacity gives the places: all who can't wait, then the places left."""
    musts = [action for action in ranked if action.must]
    others = [action for action in ranked if not action.must]
    chosen = _chosen(others, max(0, places - len(musts)))
    return musts + [action for action in others if id(action) in chosen]


def cut(ranked: list[Action], number: int) -> list[Action]:
    """CONTRACT 6.7 where a number is asked for: so many rows and no more, as far as there are such rows."""
    return day_list(ranked, number)[:number]


def _chosen(others: list[Row], k: int) -> set[int]:
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
