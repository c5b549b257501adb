"""An invented book of customers and what becomes of them when they are called, or aren't: the world of `bench.year`.

Nothing here knows of rules, points or lists. Assumed is:

- A customer takes talks well in the windows of R3.1. Past them the interest in a deal halves every so many days, and a buyer is
  lost the sooner the more windows went by; before them a talk without an occasion costs interest. (How much: guesses.)
- A lead whose first try comes a day after it came in or earlier answers as others do, after three days a seventh as often
  (R3.2); each further try doubles that, up to what others do. (The doubling: a guess.)
- A deal takes some talks that lead further, each as likely as the interest is high, so that 80 % of the sales to new leads need
  five touches or more where all can be called (R3.8). Nearly half of the leads will hardly buy. (A guess.)
- A proposal wants to be confirmed within two days (R3.3), a promise kept on its day, a question answered within a day, a
  complaint within a day (R6.2); each later day costs interest, or customers. (How much: guesses.)
- 20 % of the customers have 80 % of the value (R4.3). The rep's grade is a blurred view of it, and comes with the first talk.
- Who buys already has needs by chance, tells half of them, and buys elsewhere what nobody asks about in time. (Guesses.)

Each customer draws from numbers of its own: its nth call meets the same luck whatever order the calls are made in.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

MONDAY = date(2026, 1, 5)
DAYS = 240
"""Working days of the year; five a week."""
WINDOWS = {
    "first_contact": (3, 7), "needs": (5, 10), "evaluation": (3, 5),
    "onboarding": (7, 7), "active": (30, 31), "long_term": (30, 92), "dormant": (90, 180),
}  # fmt: skip
"""R3.1: what a customer takes well, days from..to."""
BOUGHT = ("onboarding", "active", "long_term")
DEAL = ("first_contact", "needs", "evaluation")


class Traits(NamedTuple):
    """The assumptions that `bench.year --world` can change."""

    customers: int = 400
    web: float = 0.6  # leads a day from the web, by chance
    fairs: int = 4  # a year, of three days each
    cards: int = 6  # leads a day of a fair
    pareto: float = 1.16  # with this exponent 20 % of the customers have 80 % of the value (R4.3)
    blur: float = 0.5  # sigma of the logarithm by which a grade mistakes the value
    cold: float = 7.0  # so many times likelier is an answer after a first try within a day than after three (R3.2)
    halves: float = 20.0  # days of waiting beyond the upper end that halve the interest in a deal
    neglect: float = 0.002  # chance a day of losing a buyer, for each window of waiting beyond the upper end


SHARES = {  # of the book on the first day
    "first_contact": 0.08, "needs": 0.06, "evaluation": 0.04, "onboarding": 0.02, "active": 0.18, "long_term": 0.32,
    "dormant": 0.20, "lost": 0.10,
}  # fmt: skip
GRADES = ((0.04, "S"), (0.15, "A"), (0.35, "B"), (0.65, "C"), (1.0, "D"))
"""The best 4 % are S, the next 11 % A ..."""
NEEDS = {"onboarding": 0.8, "active": 1.5, "long_term": 0.8, "dormant": 0.4}  # occasions to buy again, a year
MOST_VALUE = 60.0  # times the least; without a bound one customer in a thousand would decide the year
NEED_LASTS = 45  # working days
CALLS_US = 0.5  # of the needs are told to us by a question
COMPLAINTS = 0.15  # a year and buyer
STEPS = ((2, 0.1), (3, 0.3), (4, 0.3), (5, 0.2), (6, 0.1))
"""How many talks that lead further a deal takes; with calls in vain and talks that lead nowhere 80 % need five (R3.8)."""
AGAIN = 0.3  # of a year's value is bought on one occasion by who buys already
AGAIN_INTEREST, AGAIN_STEPS = 0.7, 2
GIVES_UP = 0.15  # interest below which they have bought elsewhere
EARLY = 0.9  # what is left of the interest after a talk before the lower end without an occasion
NO_STEP = 0.95  # ... after a talk that leads nowhere
PROMISE_LATE, ANSWER_LATE, PROPOSAL_LATE = 0.85, 0.9, 0.93  # ... after each working day that it is late
LOST_BY_CHANCE, LOST_BY_COMPLAINT, LOST_BY_PROMISE, LOST_BY_QUESTION = 0.0003, 0.05, 0.01, 0.005  # a day


@cache
def workday(index: int) -> date:
    """The date of the nth working day, which may lie before the first."""
    return MONDAY + timedelta(days=index // 5 * 7 + index % 5)


class Truth(NamedTuple):
    """A customer as fate has it. Days are working days' indexes; `arrives` is below 0 for who is in the book already."""

    seed: int
    number: int
    arrives: int
    source: str  # book, web or fair
    phase: str
    contacted: int  # the last contact before the year
    value: float
    grade: str
    graded: bool
    answers: float
    interest: float
    steps: int
    patience: float
    needs: tuple[int, ...]
    questions: frozenset[int]
    complaints: frozenset[int]


def people(seed: int, traits: Traits) -> list[Truth]:
    """Everybody of the year: the book of its first morning, then the leads in order of arrival."""
    known = [stage for stage, share in SHARES.items() for _ in range(round(traits.customers * share))]
    coming = _arrivals(random.Random(f"{seed}/arrivals"), traits)
    met = [*((-1, "book", stage) for stage in known), *((*lead, "first_contact") for lead in coming)]
    return [_truth(seed, number, *one, traits) for number, one in enumerate(met, 1)]


def _arrivals(dice: random.Random, traits: Traits) -> list[tuple[int, str]]:
    """The day and the source of each lead."""
    web = [(day, "web") for day in range(DAYS) for _ in range(_poisson(dice, traits.web))]
    starts = [round((number + 0.5) * DAYS / traits.fairs) for number in range(traits.fairs)]
    return sorted([*web, *((start + day, "fair") for start in starts for day in range(3) for _ in range(traits.cards))])


def _poisson(dice: random.Random, mean: float) -> int:
    count, left = 0, dice.expovariate(1.0)
    while left < mean:
        count, left = count + 1, left + dice.expovariate(1.0)
    return count


def _truth(seed: int, number: int, arrives: int, source: str, phase: str, traits: Traits) -> Truth:
    dice = random.Random(f"{seed}/{number}")
    value = min(dice.paretovariate(traits.pareto), MOST_VALUE)
    needs = tuple(day for day in range(DAYS) if dice.random() < NEEDS.get(phase, 0.0) / DAYS)
    steps = dice.choices([few for few, _ in STEPS], [share for _, share in STEPS])[0]
    behind = {"needs": 1, "evaluation": steps - 2}.get(phase, 0)
    return Truth(
        seed, number, arrives, source, phase,
        contacted=-1 - round(dice.random() * WINDOWS.get(phase, (1, 1))[1] / 7 * 5),
        value=value,
        grade=_grade(value * dice.lognormvariate(0, traits.blur), traits.pareto),
        graded=dice.random() < (0.8 if arrives < 0 else 0.3),
        answers=dice.uniform(0.3, 0.7),
        interest=dice.uniform(0.05, 0.35) if dice.random() < 0.45 else dice.uniform(0.4, 0.95),
        steps=max(1, steps - behind),
        patience=dice.expovariate(1.0),
        needs=needs,
        questions=frozenset(day for day in needs if dice.random() < CALLS_US),
        complaints=frozenset(day for day in range(DAYS) if phase in BOUGHT and dice.random() < COMPLAINTS / DAYS),
    )  # fmt: skip


def _grade(value: float, exponent: float) -> str:
    share = min(1.0, value**-exponent)  # of the customers, who are worth as much
    return next(grade for most, grade in GRADES if share <= most)


class Said(NamedTuple):
    """What a contact came to: the outcome, and the working day for which a next one was promised, if it was."""

    outcome: str
    promised: int | None = None


@dataclass(eq=False)
class Relation:
    """One customer in the course of one year, under one order of calls. `won` and `kept` are the value that came of it."""

    truth: Truth
    traits: Traits
    phase: str
    interest: float
    first_interest: float  # to which a talk that leads further brings it back
    steps: int
    since: int  # in this phase
    contacted: int  # the last contact
    calls: int = 0
    touches: int = 0
    met: bool = True  # whether they were ever reached
    warmth: float = 1.0
    wear: float = 0.0  # how much of their patience is used up
    served: int = -1  # the latest need that became a deal
    gone: bool = False
    bought: bool = False
    promised: int | None = None
    asked: int | None = None
    complained: int | None = None
    proposed: int | None = None
    won: float = 0.0
    kept: float = 0.0
    wins: list[int] = field(default_factory=list)  # the touches that each took

    @classmethod
    def of(cls, truth: Truth, traits: Traits) -> Relation:
        """As it stands when the year begins, or when they come in."""
        new = truth.arrives >= 0
        day = truth.arrives if new else truth.contacted
        gone = truth.phase == "lost"
        return cls(truth, traits, truth.phase, truth.interest, truth.interest, truth.steps, day, day, met=not new, gone=gone,
                   bought=truth.phase in BOUGHT)  # fmt: skip

    # what happens by itself

    def morning(self, day: int) -> Said | None:
        """What the customer does before the first call of the day; a day goes by for who buys from us."""
        if self.gone:
            return None
        if self.bought:
            self._wear(day)
        if self.gone:
            return None
        if day in self.truth.complaints and self.bought:
            self.complained = day
            return Said("complaint")
        if day in self.truth.questions and self.phase not in DEAL:
            self.asked = day
            return Said("asked")
        return None

    def _wear(self, day: int) -> None:
        old = {"onboarding": ("active", 31), "active": ("long_term", 365)}.get(self.phase)
        if old and (workday(day) - workday(self.since)).days >= old[1]:
            self.phase, self.since = old[0], day
        neglect = self.traits.neglect * self._beyond(day) if self.phase in BOUGHT else 0.0
        self.wear += (
            LOST_BY_CHANCE
            + neglect
            + LOST_BY_COMPLAINT * _late(self.complained, day, 1)
            + LOST_BY_PROMISE * _late(self.promised, day, 0)
            + LOST_BY_QUESTION * _late(self.asked, day, 1)
        )
        self.gone = self.wear > self.truth.patience
        if not self.gone and self.truth.phase in BOUGHT:
            self.kept += self.truth.value / DAYS

    def _beyond(self, day: int) -> float:
        """Windows of waiting beyond the upper end."""
        last = WINDOWS[self.phase][1]
        return max(0.0, (workday(day) - workday(self.contacted)).days / last - 1)

    # what a call brings

    def call(self, day: int) -> Said:
        """One call of ours: the customer changes by it, and says something."""
        if not self.touches and not self.met:
            self.warmth = self.traits.cold ** -(min(max(day - self.truth.arrives - 1, 0), 2) / 2)
        dice = random.Random(f"{self.truth.seed}/{self.truth.number}/{self.calls}")
        self.calls += 1
        self.touches += 1
        answers = self.truth.answers * self.warmth
        self.warmth = min(1.0, self.warmth * 2)
        if dice.random() >= answers:
            return self._in_vain(day)
        return self._talk(day, dice)

    def _in_vain(self, day: int) -> Said:
        """Nobody there: an answer that they wait for can be sent all the same."""
        if self.asked is None:
            return Said("no_answer")
        self._cool(day)
        self._heard(day)
        return Said("info")

    def _heard(self, day: int) -> None:
        """They have heard from us: questions are answered, promises due are kept, a later one stays."""
        self.contacted, self.asked = day, None
        self.promised = None if self.promised is None or self.promised <= day else self.promised

    def _talk(self, day: int, dice: random.Random) -> Said:
        self._cool(day)
        self._heard(day)
        self.met, self.complained = True, None
        step, more, chance, ahead = dice.random(), dice.random(), dice.random(), dice.randint(2, 8)
        outcome = "lost" if self.gone else self._deal(day, step, more) if self.phase in DEAL else self._visit(day)
        if outcome not in ("lost", "won") and chance < (0.35 if self.phase in DEAL else 0.05):
            self.promised = day + ahead
        return Said(outcome, self.promised)

    def _visit(self, day: int) -> str:
        """A talk with who buys from us, or did: a need that is open becomes a deal."""
        need = next((need for need in self.truth.needs if self.served < need <= day <= need + NEED_LASTS), None)
        if need is None:
            return "answered"
        self.served = need
        self.interest = self.first_interest = AGAIN_INTEREST
        self.proposed, self.steps = day, AGAIN_STEPS
        return self._move("evaluation", day, "proposal")

    def _cool(self, day: int) -> None:
        """What waiting, or too much haste, did to the interest of somebody with a deal, or with a question."""
        if self.phase in DEAL:
            self.interest *= 0.5 ** (self._beyond(day) * WINDOWS[self.phase][1] / self.traits.halves)
            if self._haste(day):
                self.interest *= EARLY
        self.interest *= PROMISE_LATE ** _late(self.promised, day, 0)
        self.interest *= ANSWER_LATE ** _late(self.asked, day, 1)
        self.interest *= PROPOSAL_LATE ** _late(self.proposed, day, 2)
        self.proposed = None

    def _haste(self, day: int) -> bool:
        occasion = not self.met or self.promised is not None or self.asked is not None or self.proposed is not None
        return not occasion and (workday(day) - workday(self.contacted)).days < WINDOWS[self.phase][0]

    def _deal(self, day: int, step: float, more: float) -> str:
        if self.interest < GIVES_UP:
            return self._lose(day)
        if step >= self.interest:
            self.interest *= NO_STEP
            return self._stays(day, more)
        self.steps, self.interest = self.steps - 1, max(self.interest, self.first_interest)
        if self.steps <= 0:
            return self._win(day)
        if self.phase == "first_contact":
            return self._move("needs", day, "positive")
        if self.phase == "needs" and self.steps <= 2:
            self.proposed = day
            return self._move("evaluation", day, "proposal")
        return "answered"

    def _stays(self, day: int, more: float) -> str:
        if more < 0.2:
            self.asked = day
            return "asked"
        return "objection" if more < 0.5 else "answered"

    def _lose(self, day: int) -> str:
        if self.bought:
            self._move("long_term", day)
        else:
            self.gone = True
        return "lost"

    def _win(self, day: int) -> str:
        self.won += self.truth.value * (AGAIN if self.bought else 1.0)
        self.wins.append(self.touches)
        self.touches, self.bought = 0, True
        return self._move("onboarding", day, "won")

    def _move(self, phase: str, day: int, outcome: str = "") -> str:
        self.phase, self.since = phase, day
        return outcome


def _late(since: int | None, day: int, allowed: int) -> int:
    """Working days beyond those that are allowed."""
    return 0 if since is None else max(0, day - since - allowed)


def arriving(truths: list[Truth]) -> Iterator[tuple[int, list[Truth]]]:
    """For each working day the customers who are new on its morning; the book itself comes with the first."""
    for day in range(DAYS):
        yield day, [truth for truth in truths if truth.arrives == day or (day == 0 and truth.arrives < 0)]
