"""Judges what is known of a customer: what is wrong, missing, without a next step or too old, and what to ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from salescli.core.model import COMPETITOR, CUSTOMER
from salescli.core.ranking.facts import Facts
from salescli.core.ranking.wording import age
from salescli.core.rules.rule import NO_GRADE, matches
from salescli.core.rules.standards import ANY, OR, PERSON, Standard, Wanted
from salescli.core.text import Text, say
from salescli.core.when import Span

PROBLEMS = ("doubtful", "invalid", "missing", "no_next_step", "stale")
"""Worst first: what keeps us from reaching them, then from working, then what is only old."""
BY_VALUE = ("S", "A", "B", NO_GRADE, "C", "D")
"""Grades, the most valuable first; no grade has a B's neutral value (CONTRACT 6.9)."""
LEFT_ALONE = ("lost",)
"""Stages in which nobody is asked anything any more; wrong data is told all the same."""
NOT_ASKED = ("owner", "source", None)
"""What the customer can't tell us."""
ONE_DAY = timedelta(days=1)
DAYS_A_YEAR = 365


class KnownValue(NamedTuple):
    """A field that holds something, and the day on which that was given or last checked. `person`: "" is the customer."""

    field: str
    checked: date
    person: str = ""


class Flaw(NamedTuple):
    """A value that is wrong in itself: doubtful (a number that is nobody's) or invalid (`reason`: phone, email, code)."""

    problem: str
    field: str
    value: str
    since: date | None
    person: str = ""
    reason: str = ""


class Sheet(NamedTuple):
    """What the book holds of one customer: what may grow old, what is wrong, the names of all wanted fields that are
    filled, and the last day on which anything was given or checked.
    """

    known: Sequence[KnownValue]
    flaws: Sequence[Flaw]
    filled: frozenset[str]
    checked: date


class Problem(NamedTuple):
    """One thing to put right. Its words are made when somebody reads them: a large book has hundreds of thousands.

    `fields`: the required ones, parted by /. `checked`, `life`, `today`: how a stale one is reckoned; `reason` is a
    flaw's, or `unchecked` where nothing at all was checked for the life.
    """

    problem: str
    field: str | None
    since: date | None
    person: str = ""
    value: str = ""
    reason: str = ""
    fields: str = ""
    checked: date = date.min
    life: Span = Span(0, "d")
    today: date = date.min

    @property
    def why(self) -> Text:
        """The whole sentence."""
        if self.problem == "missing":
            return say("quality.missing", field=alternatives(self.fields))
        if self.problem == "no_next_step":
            return say("quality.no_next_step")
        params = {"field": _label(self.field), "value": self.value, "person": self.person, "day": self.checked,
                  "age": age(self.checked, self.today), "life": length(self.life)}  # fmt: skip
        if self.problem == "stale":
            by_person = "quality.stale.person" if self.person else "quality.stale"
            return say("quality.unchecked" if self.reason == "unchecked" else by_person, **params)
        said = say(f"quality.{self.problem}.{self.reason}" if self.reason else f"quality.{self.problem}", **params)
        return say("quality.of_person", person=self.person, why=said) if self.person else said

    @property
    def short(self) -> Text:
        """What to ask, in few words, without the person."""
        if self.problem == "no_next_step":
            return say("quality.no_next_step")
        if self.problem == "stale" and self.field is None:
            return say("quality.ask.anything", age=age(self.checked, self.today))
        params = {"field": _label(self.field), "value": self.value, "age": age(self.checked, self.today)}
        return say(f"quality.ask.{self.problem}", **params)


def _label(field: str | None) -> Text | None:
    return say("quality.person" if field == PERSON else f"field.{field}") if field else None


def field_of(problem: Problem) -> Text | None:
    """What a problem is about, in words."""
    return alternatives(problem.fields) if problem.problem == "missing" else _label(problem.field)


def alternatives(fields: str) -> Text | None:
    """Fields of which one will do, as a rule names them (phone/mobile), in words."""
    first, *others = (_label(name) for name in fields.split(OR))
    return say("quality.one_of", first=first, others=tuple(others)) if others else first


class Judge:
    """Holds every customer against what is wanted, on one day; what depends on conditions alone is worked out once."""

    def __init__(self, wanted: Wanted, today: date) -> None:
        self.today = today
        self._standards = wanted.standards
        self._keys = sorted({key for standard in wanted.standards for key in standard.when})
        self._holding: dict[object, tuple[Mapping[str, Span], tuple[str, ...]]] = {}
        self._ends: dict[tuple[Span, date], date] = {}

    def problems(self, facts: Facts, stage: str, sheet: Sheet, *, comes_up: bool = True) -> list[Problem]:
        """All that is to be put right with a customer; `comes_up`: it will be on the list some day, or is promised."""
        found = [_flawed(flaw) for flaw in sheet.flaws]
        if stage in LEFT_ALONE or facts.do_not_contact or facts.kind == COMPETITOR:
            return found
        lives, required = self._of(facts, stage)
        found += [_missing(fields, facts) for fields in required if not _is_filled(fields, sheet)]
        if not comes_up:
            found.append(Problem("no_next_step", None, _last(facts)))
        return found + list(self._stale(sheet, lives))

    def _of(self, facts: Facts, stage: str) -> tuple[Mapping[str, Span], tuple[str, ...]]:
        """The life of each field, and the required fields, of customers such as this one."""
        key = (stage, *(getattr(facts, "tags" if name == "tag" else name) for name in self._keys if name != "stage"))
        if key not in self._holding:
            holding = [standard for standard in self._standards if matches(standard.when, facts, stage)]
            required = dict.fromkeys(field for one in holding if not one.life for field in one.fields)
            self._holding[key] = _lives(holding), tuple(required)
        return self._holding[key]

    def _stale(self, sheet: Sheet, lives: Mapping[str, Span]) -> Iterator[Problem]:
        wrong = {(flaw.field, flaw.person) for flaw in sheet.flaws}  # that is to be mended, not asked for its age
        ageing = [known for known in sheet.known if known.field in lives and (known.field, known.person) not in wrong]
        old = [known for known in ageing if self.today > self._end(lives[known.field], known.checked)]
        for known in old:
            yield self._too_old(known, lives[known.field])
        if old or ANY not in lives or self.today <= self._end(lives[ANY], sheet.checked):
            return
        oldest = min(ageing, key=lambda known: self._end(lives[known.field], known.checked), default=None)
        if oldest or not wrong:
            yield self._unchecked(sheet, oldest, lives[ANY])

    def _too_old(self, known: KnownValue, life: Span) -> Problem:
        since = self._end(life, known.checked) + ONE_DAY
        return Problem("stale", known.field, since, known.person, checked=known.checked, life=life, today=self.today)

    def _unchecked(self, sheet: Sheet, oldest: KnownValue | None, life: Span) -> Problem:
        """Nothing of the customer was checked for too long: the field to begin with is the one that ends first."""
        since = self._end(life, sheet.checked) + ONE_DAY
        field, person = (oldest.field, oldest.person) if oldest else (None, "")
        return Problem("stale", field, since, person, reason="unchecked", checked=sheet.checked, life=life, today=self.today)

    def _end(self, life: Span, checked: date) -> date:
        """The last day on which something is fresh."""
        key = (life, checked)
        if key not in self._ends:
            self._ends[key] = life.add_to(checked)
        return self._ends[key]


def _lives(holding: Iterable[Standard]) -> dict[str, Span]:
    """Of several lives of one field the shortest holds."""
    lives: dict[str, Span] = {}
    for standard in holding:
        if (life := standard.life) is None:
            continue
        for field in standard.fields:
            if field not in lives or life.add_to(date(2001, 1, 1)) < lives[field].add_to(date(2001, 1, 1)):
                lives[field] = life
    return lives


def _is_filled(fields: str, sheet: Sheet) -> bool:
    return any(field in sheet.filled for field in fields.split(OR))


def _missing(fields: str, facts: Facts) -> Problem:
    return Problem("missing", fields.split(OR)[0], max(facts.stage_since, facts.added.day), fields=fields)


def _flawed(flaw: Flaw) -> Problem:
    checked = flaw.since or date.min
    return Problem(flaw.problem, flaw.field, flaw.since, flaw.person, flaw.value, flaw.reason, checked=checked)


def _last(facts: Facts) -> date:
    touch = facts.pulse.last_touch
    return touch.day if touch else facts.added.day


def length(life: Span) -> Text:
    """A life in words."""
    if life.unit == "m":
        return say("age.months", n=life.number)
    return say("age.days", n=(life.add_to(date(2001, 1, 1)) - date(2001, 1, 1)).days)


def to_ask(problems: Iterable[Problem], facts: Facts, stage: str, persons: Sequence[str] = ()) -> list[Problem]:
    """What to ask on the next call: of the customer itself and these persons (none named: of all); and the rep, what a
    customer without a grade is worth (CONTRACT 6.9).
    """
    wanted = [one for one in problems if one.problem != "no_next_step" and one.field not in NOT_ASKED]
    here = [one for one in wanted if not one.person or not persons or one.person in persons]
    graded = facts.grade or facts.kind != CUSTOMER or any(one.field == "grade" for one in here)
    if not (graded or stage in LEFT_ALONE or facts.do_not_contact):
        here.append(_missing("grade", facts))
    return sorted(here, key=lambda one: PROBLEMS.index(one.problem))


def short(problem: Problem) -> Text:
    """What is wrong in few words, with the person where it is about one."""
    if not problem.person:
        return problem.short
    return say("quality.of_person", person=problem.person, why=problem.short)


def looks_like_email(text: str) -> bool:
    """Whether a text has the form of an address: something, an @, and a domain with a dot."""
    local, at, domain = text.rpartition("@")
    return bool(local and at) and "." in domain.strip(".") and not any(char.isspace() for char in text)


# ---------------------------------------------------------------- figures (R2.5)


class Figures(NamedTuple):
    """How good the book's data is: whole percents, None where there is nothing to measure.

    Of the customers that are worked on: `complete` lack no required field; `valid` have no wrong phone or e-mail; of
    `verified` ones something was given or checked in the last quarter; `fresh`: nothing is past its life; `next_step`:
    somebody is going to call.
    """

    customers: int
    complete: int | None
    valid: int | None
    verified: int | None
    fresh: int | None
    next_step: int | None


INDICATORS = ("complete", "valid", "verified", "fresh", "next_step")
AIM = 100
"""Percent that R2.3 and R2.4 ask of every indicator but the changes."""
CHANGES_A_YEAR = 30
"""Percent of firms whose data change in a year (R2.4): a book that saw fewer changes has missed some."""
QUARTER = 92  # days


class Tally:
    """Counts customers as they are judged, for the figures."""

    def __init__(self, today: date) -> None:
        self._quarter = today - timedelta(days=QUARTER)
        self.seen = 0
        self._worked = 0
        self._good = dict.fromkeys(INDICATORS, 0)

    def add(self, facts: Facts, stage: str, sheet: Sheet, problems: Sequence[Problem]) -> None:
        """Count one customer; those who are left alone only in their number."""
        self.seen += 1
        if stage in LEFT_ALONE or facts.do_not_contact:
            return
        kinds = {one.problem for one in problems}
        self._worked += 1
        self._good["complete"] += "missing" not in kinds
        self._good["valid"] += not kinds & {"invalid", "doubtful"}
        self._good["verified"] += sheet.checked >= self._quarter
        self._good["fresh"] += "stale" not in kinds
        self._good["next_step"] += "no_next_step" not in kinds

    def figures(self) -> Figures:
        """The figures of all that were counted."""
        return Figures(self.seen, *(percent(self._good[name], self._worked) for name in INDICATORS))


def percent(part: float, whole: float) -> int | None:
    """Whole percents, rounded down: 100 is only what is complete."""
    return int(100 * part / whole) if whole else None


def earlier(checks: Mapping[str, Sequence[int | None]], today: date) -> list[tuple[date, Figures]]:
    """The last check of each of the months before this one that had any, oldest first."""
    return [(date.fromisoformat(day), Figures(checks[day][0] or 0, *checks[day][1:])) for day in last_of_months(checks, today)]


def last_of_months(days: Iterable[str], today: date, months: int = 6) -> list[str]:
    """The last ISO day of each of the months before this one that has any, oldest first."""
    last: dict[str, str] = {}
    for day in sorted(days):
        if day[:7] < today.isoformat()[:7]:
            last[day[:7]] = day
    return [last[month] for month in sorted(last)[-months:]]


