"""Facts: all that a rule may look at about one customer, and the pulse, which is folded from the interactions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import NamedTuple

from salescli.core.model import CUSTOMER, REACHED
from salescli.core.ranking.workdays import ANYWHERE, Calendar

MEETINGS = ("visit", "event")
ENTERED_WITHIN = timedelta(hours=1)
LEAST_TRIES = 3


class Moment(NamedTuple):
    """When something happened: the rep's day, and a text (UTC time and id) that puts moments of a day in order."""

    day: date
    order: str

    def text(self) -> str:
        """As a pulse keeps it."""
        return f"{self.day} {self.order}"


def moment(text: str | None) -> Moment | None:
    """The moment that `Moment.text` made into `text`."""
    return Moment(date.fromisoformat(text[:10]), text[11:]) if text else None


class Touch(NamedTuple):
    """An interaction that counts, as far as the pulse looks at it. `silence`, `stall`: why they don't answer, or don't decide."""

    when: Moment
    outcome: str
    via: str = "phone"
    silence: str | None = None
    stall: str | None = None


class Pulse(NamedTuple):
    """What a customer's interactions come to (CONTRACT 6): a touch is any of them, a contact all but no_answer, an
    answer one that reached them; `tries` are the no_answers since the last contact; `events` the latest of each outcome, and
    of each event that another record tells of; the reason why they are silent or stall, as long as it holds, is one as well.

    `met`: the earliest that tells of the time before the customer was entered, None where none does. `reached` and `missed`:
    how many talks reached them, and how many tries did not.
    """

    last_touch: Moment | None = None
    last_contact: Moment | None = None
    last_answer: Moment | None = None
    last_try: Moment | None = None
    tries: int = 0
    touches: int = 0
    events: Mapping[str, Moment] = MappingProxyType({})
    met: Moment | None = None
    reached: int = 0
    missed: int = 0

    @property
    def tried(self) -> int:
        """How often it was tried to reach them."""
        return self.reached + self.missed

    @property
    def chance(self) -> float | None:
        """How likely a try reaches them; None where there are too few to learn from (CONTRACT 6.1). Drawn towards a half, as
        nobody answers always, or never, after three of them.
        """
        return (self.reached + 1) / (self.tried + 2) if self.tried >= LEAST_TRIES else None


def fold(touches: Iterable[Touch], entered: str, happened: Mapping[str, Moment] = MappingProxyType({})) -> Pulse:
    """The pulse of interactions that count, in any order, with a customer who was `entered` then (UTC, as in the book);
    `happened`: the events that other records tell of.
    """
    ordered = sorted(touches, key=lambda touch: touch.when.order)
    events = {touch.outcome: touch.when for touch in ordered}
    contacts = [touch.when for touch in ordered if touch.outcome != "no_answer"]
    answers = [touch.when for touch in ordered if touch.outcome in REACHED]
    since = contacts[-1].order if contacts else ""
    return Pulse(
        last_touch=ordered[-1].when if ordered else None,
        last_contact=contacts[-1] if contacts else None,
        last_answer=answers[-1] if answers else None,
        last_try=events.get("no_answer"),
        tries=sum(1 for touch in ordered if touch.outcome == "no_answer" and touch.when.order > since),
        touches=len(ordered),
        events={**events, **_reasons(ordered, answers[-1].order if answers else ""), **happened},
        met=next((touch.when for touch in ordered if _tells_of_before(touch, entered)), None),
        reached=len(answers),
        missed=len(ordered) - len(contacts),
    )


def _reasons(ordered: Sequence[Touch], answered: str) -> dict[str, Moment]:
    """The latest reason of a silence, and that of stalling, each until they are reached again (last, `answered`)."""
    silent = [(touch.silence, touch.when) for touch in ordered if touch.silence]
    stalled = [(touch.stall, touch.when) for touch in ordered if touch.stall]
    return {reason: when for given in (silent, stalled) for reason, when in given[-1:] if when.order >= answered}


def _tells_of_before(touch: Touch, entered: str) -> bool:
    """Dated before the customer was entered; or of a visit or a fair, after which people sit down to enter it (CONTRACT 5)."""
    if touch.when.order < entered:
        return True
    if touch.via not in MEETINGS:
        return False
    return datetime.fromisoformat(touch.when.order.split()[0]) <= datetime.fromisoformat(entered) + ENTERED_WITHIN


class Promised(NamedTuple):
    """The earliest open promise: its day, time of day as HH:MM or "", what was promised, to whom (a contact's id), and how often
    it comes again, `1w`, or "".
    """

    day: date
    time: str = ""
    text: str = ""
    contact: str = ""
    every: str = ""

    @property
    def when(self) -> date | datetime:
        """The day, with the time of day where there is one (without a zone: the rep's own)."""
        return datetime.combine(self.day, time.fromisoformat(self.time)) if self.time else self.day


class Dated(NamedTuple):
    """A day of the customer's, or of one of its people (`whose`: a contact's id), that comes round each year.

    `kind` is what the record calls it: birthday, founded, wedding, special_day, first_deal ... `day` as it is kept:
    1980-06-18, --06-18 without a year, or of the `lunar` calendar as it was written, 农历八月十五. `text`: what the rep calls it,
    `name`: the person whose it is.
    """

    kind: str
    day: str
    whose: str = ""
    lunar: bool = False
    text: str = ""
    name: str = ""


class Ahead(NamedTuple):
    """A day that comes and is open: what the record calls it, whose (a contact's id) and which record's (its id) it is."""

    kind: str
    day: date
    whose: str = ""
    record: str = ""


class Facts(NamedTuple):
    """One customer as the rules see it. `code` is (letter, number); conditions are compared casefolded; `carded` is the
    day of the card. `days` come round each year; those `ahead` are open, the earliest first. `said`: of an event, what its
    record says.
    """

    id: str
    code: tuple[str, int]
    name: str
    added: Moment
    stage: str = "first_contact"
    stage_since: date = date.min
    grade: str = ""
    owner: str = ""
    type: str = ""
    source: str = ""
    country: str = ""
    tags: frozenset[str] = frozenset()
    do_not_contact: bool = False
    snoozed_until: date | None = None
    pulse: Pulse = Pulse()
    promise: Promised | None = None
    carded: date | None = None
    dead_number: bool = False
    kind: str = CUSTOMER
    days: tuple[Dated, ...] = ()
    ahead: tuple[Ahead, ...] = ()
    calendar: Calendar = ANYWHERE
    said: Mapping[str, str] = MappingProxyType({})

    @property
    def first_contact(self) -> Moment:
        """CONTRACT 5, R3.2: the card's day, the day added, or an earlier interaction, whichever was first.

        Of one day the interaction is the first contact: the card was handed over in it.
        """
        met, day = self.pulse.met, min(self.carded or self.added.day, self.added.day)
        if met and met.day <= day:
            return met
        return self.added if day == self.added.day else Moment(day, day.isoformat())

    def event(self, name: str) -> Moment | None:
        """When something that rules follow up on happened last: one of `EVENTS`, an outcome, or what a record tells."""
        return EVENTS[name](self) if name in EVENTS else self.pulse.events.get(name)

    def opens(self, kind: str) -> date | None:
        """The earliest day of a kind that is open."""
        return next((one.day for one in self.ahead if one.kind == kind), None)

    @property
    def code_text(self) -> str:
        """The code as people type it: c17."""
        return f"{self.code[0]}{self.code[1]}"


EVENTS: Mapping[str, Callable[[Facts], Moment | None]] = {
    "first_contact": lambda facts: facts.first_contact,
    "added": lambda facts: facts.added,
}
"""What happens to a customer beside the outcomes of interactions, and when it did."""
