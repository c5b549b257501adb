"""Measures the order of `crm today` in a simulated sales year, against two simple orders of the same reasons.

`python -m bench.year` prints the ratios. Every order sees the same customers, the same rules and the same reasons, and makes
the same number of calls a day; it only chooses which customers of those with a reason are called. docs/year.md says what is
assumed of the world (`bench.world`), and what came out.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from math import inf, isnan, nan
from statistics import mean
from typing import NamedTuple

from bench import world
from bench.world import DAYS, Relation, Said, Traits, Truth, workday
from salescli.core.model import REACHED
from salescli.core.ranking.action import Action
from salescli.core.ranking.facts import Facts, Moment, Promised, Touch, fold
from salescli.core.ranking.rank import cut, judge, rank, stage_on
from salescli.core.rules.reading import read_rules
from salescli.core.rules.rule import Rules
from salescli.files import PACKAGE, read_yaml

SEEDS = 5
CALLS = (6, 12, 20)
Choose = Callable[[list[Action], date, int], list[Action]]


# ---------------------------------------------------------------- the orders


def ours(due: list[Action], day: date, calls: int) -> list[Action]:
    """CONTRACT 6: what `crm today` lists; the rep calls from the top."""
    return cut(rank(due), calls)[:calls]


def by_date(due: list[Action], day: date, calls: int) -> list[Action]:
    """What is due first is called first."""
    return sorted(due, key=lambda action: (action.due or date.max, action.facts.code))[:calls]


def taskwarrior(due: list[Action], day: date, calls: int) -> list[Action]:
    """A task a customer, hidden until its window opens, by falling urgency."""
    return sorted(due, key=lambda action: (-urgency(action, day), action.facts.code))[:calls]


PRIORITY = {"S": 6.0, "A": 6.0, "B": 3.9, "": 3.9, "C": 1.8, "D": 0.0}
"""H, M, M for who isn't graded (as value's factor has it), L, none."""
SOME = (0.0, 0.8, 0.9, 1.0)  # none, one, two, three or more


def urgency(action: Action, day: date) -> float:
    """Task::urgency_c of Taskwarrior 2.6 and 3 with its default coefficients.

    The project is the stage; each touch is an annotation; who waits for us is tagged `next`, and a promise is scheduled.
    """
    kinds = {reason.kind for reason in action.reasons}
    waits = "waiting" in kinds
    age = (day - action.facts.added.day).days
    return (
        12.0 * ramp((day - (action.due or day)).days)
        + PRIORITY[action.facts.grade]
        + 15.0 * waits
        + 1.0 * SOME[1 if waits else 0]
        + 5.0 * ("promise" in kinds)
        + 1.0 * SOME[min(action.facts.pulse.touches, 3)]
        + 2.0 * min(age / 365, 1.0)
        + 1.0
    )


def ramp(days_overdue: int) -> float:
    """Task::urgency_due: from 0.2 two weeks ahead to 1.0 a week after."""
    return min(max((days_overdue + 14) * 0.8 / 21 + 0.2, 0.2), 1.0)


ORDERS: dict[str, Choose] = {"crm": ours, "taskwarrior": taskwarrior, "date": by_date}


# ---------------------------------------------------------------- the book


@dataclass(eq=False)
class Card:
    """A customer as the book knows it, beside what is true of it."""

    relation: Relation
    facts: Facts
    story: list[Touch] = field(default_factory=list)
    action: Action | None = None  # as it was last judged
    first_call: int | None = None

    @classmethod
    def of(cls, truth: Truth, traits: Traits) -> Card:
        """A card of a customer who comes in, or is in the book when the year begins: with one talk, and a stage since it."""
        relation = Relation.of(truth, traits)
        when = workday(relation.contacted)
        card = cls(relation, Facts(
            str(truth.number), ("c", truth.number), f"N{truth.number}", Moment(when, f"{when}T00:00"), truth.phase, when,
            truth.grade if truth.graded else "", country="CN",
        ))  # fmt: skip
        if truth.arrives < 0:
            card.note(when, "answered")
        return card

    def note(self, day: date, outcome: str) -> None:
        """One more touch of the story."""
        self.story.append(Touch(Moment(day, f"{day}T09:00 {len(self.story):05}"), outcome))
        self.facts = self.facts._replace(pulse=fold(self.story, self.facts.added.order))
        self.action = None

    def log(self, day: date, said: Said, rules: Rules) -> None:
        """What `crm log` does: the stage moves, a promise due is closed, a new one made. Who was reached gets a grade."""
        facts = self.facts
        stage, after = self._stages(day, said.outcome, rules)
        promise = facts.promise if facts.promise and (said.outcome == "no_answer" or facts.promise.day > day) else None
        self.facts = facts._replace(
            stage=after,
            stage_since=day if after != stage else facts.stage_since,
            promise=Promised(workday(said.promised)) if said.promised is not None else promise,
            grade=self.relation.truth.grade if said.outcome in REACHED else facts.grade,
        )
        if after == stage:
            self.facts = self.facts._replace(stage=facts.stage)
        self.note(day, said.outcome)

    def _stages(self, day: date, outcome: str, rules: Rules) -> tuple[str, str]:
        """Before and after; a customer who has gone for good is put to lost, as with `--stage lost`."""
        before, _ = stage_on(self.facts, rules, day)
        bought = before in world.BOUGHT or "won" in self.facts.pulse.events
        rule = rules.stages[before]
        moves = {**rule.moves, **(rule.moves_after_won if bought else {})}
        gone = outcome == "lost" and self.relation.gone
        return before, "lost" if gone else moves.get(outcome, before)

    def judged(self, rules: Rules, day: date, *, daily: bool) -> Action:
        """Judged anew where it may have changed: on the day on which it wakes, or daily while it is on the list."""
        old = self.action
        if old is None or (old.wakes and old.wakes <= day) or (daily and old.on_list):
            self.action = old = judge(self.facts, rules, day)
        return old


def shipped() -> Rules:
    """The rules that ship."""
    rules, problems = read_rules((path.name, read_yaml(path)) for path in sorted((PACKAGE / "rules").glob("*.yaml")))
    if problems:
        raise SystemExit(f"rules: {problems[0]}")
    return rules


# ---------------------------------------------------------------- the year


class Result(NamedTuple):
    """A year's end: value won, value kept of those who bought before it, shares, and the wins with five touches or more."""

    won: float
    kept: float
    prompt: float  # of the leads, touched by the end of the next working day
    web: float  # of those from the web
    fair: float  # of those of fairs
    promises: float  # of those that came due, on their day
    wins: int
    long: float  # of the deals won with new leads, with five touches or more

    @property
    def value(self) -> float:
        return self.won + self.kept


@dataclass(eq=False)
class Year:
    """One order's year with one seed's customers."""

    order: str
    calls: int
    rules: Rules
    traits: Traits
    cards: dict[tuple[str, int], Card] = field(default_factory=dict)
    due: int = 0  # promises that came due
    on_day: int = 0

    def run(self, truths: list[Truth]) -> Result:
        """Day after day: who is new, what happens by itself, whom the order calls."""
        for day, new in world.arriving(truths):
            cards = [Card.of(truth, self.traits) for truth in new]
            self.cards.update((card.facts.code, card) for card in cards)
            self._day(day)
        return self._result()

    def _day(self, index: int) -> None:
        day = workday(index)
        for card in self.cards.values():
            said = card.relation.morning(index)
            if said:
                card.note(day, said.outcome)
        promised = [card for card in self.cards.values() if card.facts.promise and card.facts.promise.day == day]
        called = self._called(day)
        self.due += len(promised)
        self.on_day += sum(1 for card in promised if card in called)
        for card in called:
            card.first_call = index if card.first_call is None else card.first_call
            card.log(day, card.relation.call(index), self.rules)

    def _called(self, day: date) -> list[Card]:
        daily = self.order == "crm"
        judged = (card.judged(self.rules, day, daily=daily) for card in self.cards.values())
        due = [action for action in judged if action.on_list]
        return [self.cards[action.facts.code] for action in ORDERS[self.order](due, day, self.calls)]

    def _result(self) -> Result:
        relations = [card.relation for card in self.cards.values()]
        leads = [card for card in self.cards.values() if 0 <= card.relation.truth.arrives < DAYS - 1]
        wins = [touches for card in leads for touches in card.relation.wins[:1]]
        return Result(
            won=sum(relation.won for relation in relations),
            kept=sum(relation.kept for relation in relations),
            prompt=_prompt(leads),
            web=_prompt(card for card in leads if card.relation.truth.source == "web"),
            fair=_prompt(card for card in leads if card.relation.truth.source == "fair"),
            promises=self.on_day / max(self.due, 1),
            wins=sum(len(relation.wins) for relation in relations),
            long=mean(touches >= 5 for touches in wins) if wins else nan,
        )


def _prompt(leads: Iterable[Card]) -> float:
    """The share of those called by the end of the working day after the one on which they came in (R3.2)."""
    prompt = [card.first_call is not None and card.first_call - card.relation.truth.arrives <= 1 for card in leads]
    return mean(prompt) if prompt else nan


def years(calls: int, seeds: Sequence[int], traits: Traits, orders: Iterable[str] = ORDERS) -> dict[str, list[Result]]:
    """For each order the results of all seeds, in turn."""
    rules = shipped()
    books = [world.people(seed, traits) for seed in seeds]
    return {order: [Year(order, calls, rules, traits).run(book) for book in books] for order in orders}


# ---------------------------------------------------------------- the table


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """Of the sums over all seeds, and the least and the largest of a single seed."""
    each = sorted(a / b if b else inf for a, b in zip(ours, theirs, strict=True))
    whole = sum(ours) / sum(theirs) if sum(theirs) else inf
    return f"{whole:.2f} ({each[0]:.2f}-{each[-1]:.2f})"


def compared(found: dict[str, list[Result]]) -> list[str]:
    """The ratios of one setting: value to each rival's, then what was won alone, then the two shares."""
    mine, rivals = found["crm"], [found["taskwarrior"], found["date"]]
    values = [ratio([one.value for one in mine], [one.value for one in other]) for other in rivals]
    won = [ratio([one.won for one in mine], [one.won for one in other]) for other in rivals]
    shares = (
        mean(values) for values in zip(*((one.prompt, one.web, one.fair, one.promises) for one in mine), strict=True)
    )
    return [*values, *won, *(f"{share:.2f}" for share in shares)]


def row(cells: Iterable[object]) -> str:
    """A line of a Markdown table."""
    return f"| {' | '.join(map(str, cells))} |"


def show(calls: Sequence[int], seeds: Sequence[int], traits: Traits) -> None:
    """Print the ratios, and below them what each order came to, as means over the seeds."""
    found = {many: years(many, seeds, traits) for many in calls}
    print(row(("calls a day", "value to Taskwarrior's", "value to date's", "won to Taskwarrior's", "won to date's",
               "new leads in 24 h", "of the web", "of fairs", "promises on their day")))  # fmt: skip
    print(row(["---:"] * 9))
    print(row(("aim", 1.12, 1.5, "", "", 0.8, "", "", 0.97)))
    for many in calls:
        print(row((many, *compared(found[many]))))
    print()
    print(row(("calls a day", "order", *Result._fields)))
    print(row(["---:", "---", *["---:"] * len(Result._fields)]))
    for many, order in product(calls, ORDERS):
        means = (mean(values) for values in zip(*found[many][order], strict=True))
        print(row((many, order, *("" if isnan(value) else f"{value:.3g}" for value in means))))


def main() -> None:
    """Read the command line and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.year", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--calls", type=int, nargs="+", default=CALLS, help="calls a day (default: 6 12 20)")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="so many books, from seed 1 on (default: 5)")
    parser.add_argument("--world", nargs="+", default=[], metavar="NAME=NUMBER",
                        help="another assumption: " + ", ".join(Traits._fields))  # fmt: skip
    given = parser.parse_args()
    show(given.calls, range(1, given.seeds + 1), traits_of(given.world))


def traits_of(words: Sequence[str]) -> Traits:
    """The usual assumptions with those changed that `NAME=NUMBER` says."""
    changed = dict(word.split("=") for word in words)
    return Traits(**{name: type(getattr(Traits(), name))(number) for name, number in changed.items()})


if __name__ == "__main__":
    main()
