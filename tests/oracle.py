"""A second, deliberately naive reading of CONTRACT 5 and 6, to hold the program's ranking against.

It shares no code with salescli: it takes what `crm show -f json` tells about each customer and its own table of the shipped
rules and stages, and works everything out by walking over plain lists, day by day where that is simplest.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import salescli

DAY = timedelta(days=1)
CAPACITY = 12
CADENCES = {
    "first_contact": ("first-contact", 3, 7, 20),
    "needs": ("needs", 5, 10, 25),
    "evaluation": ("evaluation", 3, 5, 30),
    "onboarding": ("onboarding", 7, 7, 25),
    "active": ("active", 30, 31, 15),
    "long_term": ("long-term", 30, 92, 10),
    "dormant": ("dormant", 90, 180, 5),
}
THEN = {"onboarding": ("active", 31), "active": ("long_term", 365)}
WAITING = {"complaint": 200, "asked": 120}
TIMES = {"S": 5.0, "A": 3.0, "B": 1.3, "C": 0.5, "D": 0.25, None: 1.3}
PROMISE = 150
REACHED = {"answered", "positive", "objection", "refused", "proposal", "won", "lost", "complaint", "asked"}
BOUGHT = {"onboarding", "active", "long_term"}
LEAD_DAYS = 30
"""For so long after the first contact a new lead is asked for (R3.2)."""


@dataclass
class Retry:
    """A rule for who does not answer: the steps, after how many tries to let go and for how long."""

    name: str
    steps: tuple[int, ...]
    tries: int
    rest: int
    points: int


PLAIN = Retry("no-answer", (1, 3, 7), 5, 90, 20)
BEST = Retry("no-answer-best", (1, 1, 1, 2, 3), 9, 90, 30)
OPEN = Retry("no-answer-open", (1, 1, 1, 2, 3), 9, 90, 30)


@dataclass
class Touch:
    at: datetime
    outcome: str
    via: str


@dataclass
class Reason:
    rule: str
    kind: str
    points: float
    times: float
    due: date
    urgency: float


@dataclass
class Judged:
    """What the pages say about one customer on one day."""

    customer: Customer
    stage: str
    reasons: list[Reason]
    gates: list[tuple[str, date | None]]

    @property
    def score(self) -> float:
        return round(sum(reason.points for reason in self.reasons), 1)

    @property
    def due(self) -> date:
        return min(reason.due for reason in self.reasons)

    @property
    def urgency(self) -> float:
        return max(reason.urgency for reason in self.reasons)

    @property
    def must(self) -> bool:
        return any(reason.kind in ("promise", "waiting") for reason in self.reasons)

    @property
    def new(self) -> bool:
        return not self.customer.touches


@dataclass
class Customer:
    """One customer's facts; `stage` is the stored one, which began on `since`."""

    code: str
    added: datetime
    stage: str
    since: date
    grade: str | None = None
    owner: str | None = None
    do_not_contact: bool = False
    snoozed_until: date | None = None
    promise: date | None = None
    card: date | None = None
    touches: list[Touch] = field(default_factory=list)  # oldest first

    @classmethod
    def from_show(cls, shown: dict, stage: str, since: date) -> Customer:
        """`interactions` come newest first; those of one second keep the order in which they were logged."""
        promises = [date.fromisoformat(p["day"][:10]) for p in shown["promises"] if p["state"] == "open"]
        assert len(promises) <= 1
        touches = [Touch(datetime.fromisoformat(i["at"]), i["outcome"], i["via"]) for i in reversed(shown["interactions"])]
        snoozed, card = shown["snoozed_until"], shown["source_at"]
        return cls(
            shown["code"], datetime.fromisoformat(shown["created_at"]), stage, since, shown["grade"], shown["owner"],
            shown["do_not_contact"], date.fromisoformat(snoozed) if snoozed else None,
            promises[0] if promises else None, date.fromisoformat(card) if card else None,
            sorted(touches, key=lambda touch: touch.at),
        )  # fmt: skip

    @property
    def contacts(self) -> list[datetime]:
        return [touch.at for touch in self.touches if touch.outcome != "no_answer"]

    @property
    def tries(self) -> list[datetime]:
        """The no_answers since the last contact."""
        found: list[datetime] = []
        for touch in self.touches:
            found = [*found, touch.at] if touch.outcome == "no_answer" else []
        return found

    def order(self) -> tuple[str, int]:
        return self.code[0], int(self.code[1:])


# ---------------------------------------------------------------- 6.1, 6.2, 6.3


MARKED = json.loads((Path(salescli.__file__).parent / "holidays.json").read_text("utf-8"))["CN"]["days"]
NEW_YEARS = [date.fromisoformat(day) for day in (
    "2020-01-25", "2021-02-12", "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26",
    "2029-02-13")]  # fmt: skip
"""The first days of lunar years."""


def is_off(day: date) -> bool:
    marked = MARKED[str(day.year)].split()
    return f"+{day:%m%d}" not in marked if day.weekday() >= 5 else f"{day:%m%d}" in marked


def is_quiet(day: date) -> bool:
    return any(-7 <= (day - new).days <= 6 for new in NEW_YEARS)


def working(day: date, *, quietly: bool = False) -> date:
    """In China, where the tests' machine is; `quietly`: out of the two weeks around the spring festival."""
    while is_off(day) or (quietly and is_quiet(day)):
        day += DAY
    return day


def urgency(day: date, anchor: date, opens: date, due: date) -> float:
    """0 before the window opens."""
    day = max(day, anchor)
    if day < opens:
        return 0.0
    if day <= due:
        return (1 + (day - opens).days) / (1 + (due - opens).days)
    return 1 + math.log2((day - anchor).days / max(1, (due - anchor).days)) / 2


def reasons(rule: str, kind: str, weight: float, times: float, day: date, anchor: date, opens: date, due: date) -> list[Reason]:
    """One reason, or none before the window opens."""
    u = urgency(day, anchor, opens, due)
    if kind == "after":
        u = min(u, 2.0)
    return [Reason(rule, kind, round(weight * u * times, 1), times, due, u)] if u > 0 else []


def narrowed(a: int, b: int, grade: str | None) -> tuple[int, int]:
    if grade in ("S", "A"):
        return a, a + (b - a) // 2
    if grade in ("C", "D"):
        return a + (b - a + 1) // 2, b
    return a, b


# ---------------------------------------------------------------- stages


def cadence_window(customer: Customer, stage: str, contacts: list[datetime]) -> tuple[date, date, date] | None:
    """Anchor, first and last day of the stage's cadence, from the last of `contacts`."""
    if stage not in CADENCES:
        return None
    a, b = narrowed(*CADENCES[stage][1:3], customer.grade)
    anchor = contacts[-1].date() if contacts else customer.added.date()
    return anchor, working(anchor + a * DAY, quietly=True), working(anchor + b * DAY, quietly=True)


def stage_on(customer: Customer, day: date) -> str:
    """The stage after the moves by time; each counts from the day on which the one before it was to be made."""
    stage, since = customer.stage, customer.since
    while stage in THEN:
        following, length = THEN[stage]
        if not left(customer, stage, since + length * DAY, day):
            break
        stage, since = following, since + length * DAY
    return stage


def left(customer: Customer, stage: str, earliest: date, day: date) -> bool:
    """Walk over the days on which `stage` may be left, up to `day`, for one on which its cadence wasn't overdue."""
    looked = earliest
    while looked <= day:
        known = [at for at in customer.contacts if at.date() <= looked or looked == day]
        if looked <= cadence_window(customer, stage, known)[2]:
            return True
        looked += DAY
    return False


def moved(customer: Customer, stage: str, outcome: str) -> str:
    """The stage after an outcome; `customer` as it was before, in the computed `stage`."""
    if outcome == "lost":
        return "long_term" if stage in BOUGHT or any(t.outcome == "won" for t in customer.touches) else "lost"
    if outcome == "positive":
        return "needs" if stage == "first_contact" else stage
    return {"proposal": "evaluation", "won": "onboarding"}.get(outcome, stage)


# ---------------------------------------------------------------- 5: the kinds


def first_contact(customer: Customer) -> tuple[date, bool]:
    """The day of the first contact, and whether a later touch has answered it."""
    entered = customer.added
    known = [entered.date(), *([customer.card] if customer.card else [])]
    for place, touch in enumerate(customer.touches):
        met = touch.via in ("visit", "event") and touch.at <= entered + timedelta(hours=1)
        if touch.at < entered or met:
            if touch.at.date() <= min(known):
                return touch.at.date(), len(customer.touches) > place + 1
            break
    return min(known), bool(customer.touches)


def cadence(customer: Customer, stage: str, day: date) -> list[Reason]:
    window = cadence_window(customer, stage, customer.contacts)
    if window is None:
        return []
    rule, _, _, weight = CADENCES[stage]
    return reasons(rule, "cadence", weight, TIMES[customer.grade], day, *window)


def after(customer: Customer, stage: str, day: date) -> list[Reason]:
    found, times = [], TIMES[customer.grade]
    met, answered = first_contact(customer)
    if stage == "first_contact" and not answered and day < met + LEAD_DAYS * DAY:
        opens, due = working(met, quietly=True), working(met + DAY, quietly=True)
        found += reasons("first-touch", "after", 40, times, day, met, opens, due)
    sent = None
    for touch in customer.touches:
        if touch.outcome == "proposal":
            sent = touch.at.date()
        elif touch.outcome in REACHED:
            sent = None
    if sent:
        found += reasons("proposal-sent", "after", 45, times, day, sent, working(sent + DAY), working(sent + 2 * DAY))
    return found


def waiting(customer: Customer, day: date) -> list[Reason]:
    found: dict[str, date] = {}
    for touch in customer.touches:
        if touch.outcome != "no_answer":
            found.pop("asked", None)
        if touch.outcome in REACHED:
            found.pop("complaint", None)
        if touch.outcome in WAITING:
            found[touch.outcome] = touch.at.date()
    return [r for event, since in found.items() for r in reasons(event, "waiting", WAITING[event], 1, day, *[since] * 3)]


def retry_rule(customer: Customer, stage: str) -> Retry:
    """Of those that match the one with the most points; of equals the first by name."""
    if customer.grade in ("S", "A"):
        return BEST
    return OPEN if stage in ("needs", "evaluation") else PLAIN


def retry_day(customer: Customer, stage: str) -> date | None:
    """The day of the next try, after the latest one."""
    tries, rule = len(customer.tries), retry_rule(customer, stage)
    if not tries:
        return None
    step = rule.rest if tries >= rule.tries else rule.steps[min(tries, len(rule.steps)) - 1]
    return working(customer.tries[-1].date() + step * DAY)


def retry(customer: Customer, stage: str, day: date) -> list[Reason]:
    due, rule = retry_day(customer, stage), retry_rule(customer, stage)
    if due is None:
        return []
    return reasons(rule.name, "retry", rule.points, TIMES[customer.grade], day, customer.tries[-1].date(), due, due)


def promise(customer: Customer, stage: str, day: date) -> list[Reason]:
    due = customer.promise
    if due is None or day < due:
        return []
    again = retry_day(customer, stage)
    if again and customer.tries[-1].date() >= due and day < again:
        return []
    return reasons("promise", "promise", PROMISE, 1, day, due, due, due)


# ---------------------------------------------------------------- 6.4, 6.5


def gates(customer: Customer, stage: str, day: date) -> list[tuple[str, date | None]]:
    found: list[tuple[str, date | None]] = []
    if customer.do_not_contact:
        found.append(("do_not_contact", None))
    if customer.snoozed_until and day < customer.snoozed_until:
        found.append(("snoozed", customer.snoozed_until))
    if customer.promise and day < customer.promise:
        found.append(("promised_later", customer.promise))
    if len(customer.tries) >= retry_rule(customer, stage).tries and day < retry_day(customer, stage):
        found.append(("let_go", retry_day(customer, stage)))
    return found


def judge(customer: Customer, day: date) -> Judged:
    stage = stage_on(customer, day)
    held = gates(customer, stage, day)
    names = {name for name, _ in held}
    speaking = {"waiting": waiting(customer, day), "promise": promise(customer, stage, day)}
    if "promised_later" not in names:
        if customer.tries:
            speaking["retry"] = retry(customer, stage, day)
        else:
            speaking["cadence"] = cadence(customer, stage, day)
            speaking["after"] = after(customer, stage, day)
    if "do_not_contact" in names:
        speaking = {}
    if "snoozed" in names:
        speaking = {"waiting": speaking["waiting"]} if speaking else {}
    best = [min(found, key=lambda r: (-r.points, r.due)) for found in speaking.values() if found]
    return Judged(customer, stage, best, held)


# ---------------------------------------------------------------- 6.6, 6.7


def ranked(customers: list[Customer], day: date, owner: str | None = None) -> list[Judged]:
    """`today --all` of a rep called `owner`: who can't wait comes first."""
    mine = [c for c in customers if not owner or not c.owner or c.owner == owner]
    listed = [found for found in (judge(c, day) for c in mine) if found.reasons]
    return sorted(listed, key=lambda j: (not j.must, -j.score, j.due, len(j.customer.tries), j.customer.order()))


def done(customers: list[Customer], day: date) -> int:
    """How many customers were touched on a day."""
    return sum(any(touch.at.date() == day for touch in customer.touches) for customer in customers)


def cut(rows: list[Judged], n: int) -> list[Judged]:
    """`today -n N`: exactly N of the rows of `ranked`, as far as there are so many."""
    return day_list(rows, n)[:n]


def day_list(rows: list[Judged], n: int) -> list[Judged]:
    """`today` where the capacity leaves n places: whoever can't wait stands on the list all the same."""
    musts = [row for row in rows if row.must]
    rest = [row for row in rows if not row.must]
    k = max(0, n - len(musts))
    firsts = [row for row in rest if row.new]
    dormant = [row for row in rest if row.stage == "dormant"]
    longest = sorted(rest, key=lambda row: -row.urgency)  # of equals the one that stands first
    taken: list[Judged] = []

    def take(row: Judged) -> None:
        if row not in taken and len(taken) < k:
            taken.append(row)

    for row in firsts[: k // 5] + dormant[: k // 10] + longest[: k // 10]:
        take(row)
    for row in rest:
        if not row.new or sum(other.new for other in taken) < k // 2:
            take(row)
    for row in rest:
        take(row)
    return musts + [row for row in rest if row in taken]


# ---------------------------------------------------------------- 6.9


def surfaces(customer: Customer, day: date, horizon: int = 400) -> date | None:
    """The first day from `day` on which there is a reason; None where there is none within `horizon` days."""
    for ahead in range(horizon + 1):
        if judge(customer, day + ahead * DAY).reasons:
            return day + ahead * DAY
    return None
