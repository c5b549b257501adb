"""A second, deliberately naive reading of CONTRACT 6, to hold the program's ranking against.

It shares no code with salescli: it takes what `crm show -f json` tells about each customer, its own table of the shipped
rules and stages, and works everything out by walking over plain lists, day by day where that is simplest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

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
VALUE = {"S": 15, "A": 10, "B": 5, "C": 0, "D": 0, None: 5}
RETRY_DAYS, LET_GO_TRIES, LET_GO_DAYS, RETRY_POINTS = (1, 3, 7), 5, 90, 20
PROMISE_POINTS = 150
REACHED = {"answered", "positive", "objection", "refused", "proposal", "won", "lost", "complaint", "asked"}
BOUGHT = {"onboarding", "active", "long_term"}


@dataclass
class Reason:
    rule: str
    kind: str
    points: float
    due: date | None


@dataclass
class Judged:
    """What the page says about one customer on one day."""

    customer: Customer
    stage: str
    reasons: list[Reason]
    gates: list[tuple[str, date | None]]

    @property
    def score(self) -> float:
        return round(sum(reason.points for reason in self.reasons), 1)

    @property
    def due(self) -> date:
        return min(reason.due for reason in self.reasons if reason.due)

    @property
    def must(self) -> bool:
        return any(reason.kind in ("promise", "waiting") for reason in self.reasons)


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
    touches: list[tuple[datetime, str]] = field(default_factory=list)  # oldest first

    @classmethod
    def from_show(cls, shown: dict, stage: str, since: date) -> Customer:
        """`interactions` come newest first; those of one second keep the order in which they were logged."""
        promises = [date.fromisoformat(p["day"][:10]) for p in shown["promises"] if p["state"] == "open"]
        assert len(promises) <= 1
        touches = [(datetime.fromisoformat(i["at"]), i["outcome"]) for i in reversed(shown["interactions"])]
        snoozed = shown["snoozed_until"]
        return cls(
            shown["code"], datetime.fromisoformat(shown["created_at"]), stage, since, shown["grade"], shown["owner"],
            shown["do_not_contact"], date.fromisoformat(snoozed) if snoozed else None,
            promises[0] if promises else None, sorted(touches, key=lambda touch: touch[0]),
        )  # fmt: skip

    @property
    def contacts(self) -> list[datetime]:
        return [at for at, outcome in self.touches if outcome != "no_answer"]

    @property
    def tries(self) -> list[datetime]:
        found: list[datetime] = []
        for at, outcome in self.touches:
            found = [*found, at] if outcome == "no_answer" else []
        return found

    def order(self) -> tuple[str, int]:
        return self.code[0], int(self.code[1:])


def working(day: date) -> date:
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day


def urgency(day: date, anchor: date, opens: date, due: date) -> float:
    """0 before the window opens."""
    day = max(day, anchor)
    if day < opens:
        return 0.0
    if day <= due:
        return (1 + (day - opens).days) / (1 + (due - opens).days)
    return 1 + math.log2((day - anchor).days / max(1, (due - anchor).days)) / 2


def reason(rule: str, kind: str, weight: float, day: date, anchor: date, opens: date, due: date) -> list[Reason]:
    u = urgency(day, anchor, opens, due)
    if kind == "after":
        u = min(u, 2.0)
    return [Reason(rule, kind, round(weight * u, 1), due)] if u > 0 else []


def narrowed(a: int, b: int, grade: str | None) -> tuple[int, int]:
    if grade in ("S", "A"):
        return a, a + (b - a) // 2
    if grade in ("C", "D"):
        return a + (b - a + 1) // 2, b
    return a, b


def cadence_window(customer: Customer, stage: str, contacts: list[datetime]) -> tuple[date, date, date] | None:
    """Anchor, first and last day of the stage's cadence, from the last of `contacts`."""
    if stage not in CADENCES:
        return None
    a, b = narrowed(*CADENCES[stage][1:3], customer.grade)
    anchor = contacts[-1].date() if contacts else customer.added.date()
    return anchor, working(anchor + timedelta(days=a)), working(anchor + timedelta(days=b))


def stage_on(customer: Customer, day: date) -> str:
    """The stage after the moves by time; each counts from the day on which the one before it was to be made."""
    stage, since = customer.stage, customer.since
    while stage in THEN:
        following, length = THEN[stage]
        if not left(customer, stage, since + timedelta(days=length), day):
            break
        stage, since = following, since + timedelta(days=length)
    return stage


def left(customer: Customer, stage: str, earliest: date, day: date) -> bool:
    """Walk over the days on which `stage` may be left, up to `day`, for one on which its cadence wasn't overdue."""
    looked = earliest
    while looked <= day:
        known = [at for at in customer.contacts if at.date() <= looked or looked == day]
        if looked <= cadence_window(customer, stage, known)[2]:
            return True
        looked += timedelta(days=1)
    return False


def moved(customer: Customer, stage: str, outcome: str) -> str:
    """The stage after an outcome; `customer` as it was before, in the computed `stage`."""
    if outcome == "lost":
        return "long_term" if stage in BOUGHT or any(o == "won" for _, o in customer.touches) else "lost"
    return {"proposal": "evaluation", "won": "onboarding"}.get(outcome, stage)


def cadence(customer: Customer, stage: str, day: date) -> list[Reason]:
    window = cadence_window(customer, stage, customer.contacts)
    if window is None:
        return []
    rule, _, _, weight = CADENCES[stage]
    return reason(rule, "cadence", weight, day, *window)


def after(customer: Customer, stage: str, day: date) -> list[Reason]:
    found: list[Reason] = []
    if stage == "first_contact" and not any(at >= customer.added for at, _ in customer.touches):
        anchor = customer.added.date()
        found += reason("first-touch", "after", 40, day, anchor, working(anchor), working(anchor + timedelta(days=1)))
    answered = True
    for at, outcome in customer.touches:
        if outcome == "proposal":
            anchor, answered = at.date(), False
        elif outcome in REACHED:
            answered = True
    if not answered:
        opens, due = working(anchor + timedelta(days=1)), working(anchor + timedelta(days=2))
        found += reason("proposal-sent", "after", 45, day, anchor, opens, due)
    return found


def waiting(customer: Customer, day: date) -> list[Reason]:
    found: dict[str, date] = {}
    for at, outcome in customer.touches:
        if outcome != "no_answer":
            found.pop("asked", None)
        if outcome in REACHED:
            found.pop("complaint", None)
        if outcome in WAITING:
            found[outcome] = at.date()
    return [r for event, since in found.items() for r in reason(event, "waiting", WAITING[event], day, *[since] * 3)]


def retry_day(customer: Customer) -> date | None:
    """The day of the next try, after the latest one."""
    tries = customer.tries
    if not tries:
        return None
    step = RETRY_DAYS[min(len(tries), len(RETRY_DAYS)) - 1] if len(tries) < LET_GO_TRIES else LET_GO_DAYS
    return working(tries[-1].date() + timedelta(days=step))


def retry(customer: Customer, day: date) -> list[Reason]:
    due = retry_day(customer)
    return reason("no-answer", "retry", RETRY_POINTS, day, customer.tries[-1].date(), due, due) if due else []


def promise(customer: Customer, day: date) -> list[Reason]:
    due = customer.promise
    if due is None or day < due:
        return []
    again = retry_day(customer)
    if again and customer.tries[-1].date() >= due and day < again:
        return []
    return reason("promise", "promise", PROMISE_POINTS, day, due, due, due)


def gates(customer: Customer, day: date) -> list[tuple[str, date | None]]:
    found: list[tuple[str, date | None]] = []
    if customer.do_not_contact:
        found.append(("do_not_contact", None))
    if customer.snoozed_until and day < customer.snoozed_until:
        found.append(("snoozed", customer.snoozed_until))
    if customer.promise and day < customer.promise:
        found.append(("promised_later", customer.promise))
    if len(customer.tries) >= LET_GO_TRIES and day < retry_day(customer):
        found.append(("let_go", retry_day(customer)))
    return found


def judge(customer: Customer, day: date) -> Judged:
    stage = stage_on(customer, day)
    held = gates(customer, day)
    names = {name for name, _ in held}
    speaking = {"waiting": waiting(customer, day), "promise": promise(customer, day)}
    if "promised_later" not in names:
        if customer.tries:
            speaking["retry"] = retry(customer, day)
        else:
            speaking["cadence"] = cadence(customer, stage, day)
            speaking["after"] = after(customer, stage, day)
    if "do_not_contact" in names:
        speaking = {}
    if "snoozed" in names:
        speaking = {"waiting": speaking["waiting"]} if speaking else {}
    best = [min(found, key=lambda r: (-r.points, r.due)) for found in speaking.values() if found]
    if best and VALUE[customer.grade]:
        best.append(Reason("value", "value", float(VALUE[customer.grade]), None))
    return Judged(customer, stage, best, held)


def ranked(customers: list[Customer], day: date, owner: str | None = None) -> list[Judged]:
    """`today --all` of a rep called `owner`: who can't wait comes first."""
    mine = [c for c in customers if not owner or not c.owner or c.owner == owner]
    listed = [found for found in (judge(c, day) for c in mine) if found.reasons]
    return sorted(listed, key=lambda j: (not j.must, -j.score, j.due, len(j.customer.tries), j.customer.order()))


def cut(rows: list[Judged], n: int) -> list[Judged]:
    """The rows of a list of `n` places, most urgent first."""
    musts = [row for row in rows if row.must]
    rest = [row for row in rows if not row.must]
    k = max(0, n - len(musts))
    firsts = [row for row in rest if not row.customer.touches]
    dormant = [row for row in rest if row.stage == "dormant"]
    chosen = firsts[: k // 5]
    for row in dormant:
        if sum(r.stage == "dormant" for r in chosen) < k // 10 and row not in chosen:
            chosen.append(row)
    for row in rest:
        first_places = sum(not r.customer.touches for r in chosen) < k // 2
        if len(chosen) < k and row not in chosen and (row.customer.touches or first_places):
            chosen.append(row)
    for row in rest:
        if len(chosen) < k and row not in chosen:
            chosen.append(row)
    return musts + [row for row in rest if row in chosen]


def surfaces(customer: Customer, day: date, horizon: int = 400) -> date | None:
    """The first day from `day` on which there is a reason; None where there is none within `horizon` days."""
    for ahead in range(horizon + 1):
        if judge(customer, day + timedelta(days=ahead)).reasons:
            return day + timedelta(days=ahead)
    return None
