"""Random books against the oracle: what the program lists, explains and keeps is what CONTRACT 6 says, on any day."""

from __future__ import annotations

import os
import random
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import oracle
import pytest
from conftest import Crm
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from salescli import run as running
from salescli.core.model import GRADES, OUTCOMES, STAGES, VIAS
from salescli.core.ranking.bounds import MUST, lane_of, read_lane
from salescli.core.ranking.facts import Facts, Moment, Touch, fold
from salescli.core.ranking.rank import cut, day_list, judge, rank, surfaces
from salescli.core.rules.rule import Rules, by_kind
from salescli.core.when import When
from salescli.files import PACKAGE
from salescli.run import Options, Run
from salescli.store.base.book import Book
from salescli.store.base.rows import update
from salescli.store.ranking import pulse, standing
from salescli.store.records import customers, promises
from salescli.store.records import story as narrator

EXAMPLES = int(os.environ.get("ORACLE_EXAMPLES", "24"))
"""By hand: ORACLE_EXAMPLES=3000 pytest tests/test_oracle.py (from new seeds); otherwise always the same."""
BY_HAND = "ORACLE_EXAMPLES" in os.environ
PROFILE = settings(
    max_examples=EXAMPLES, derandomize=not BY_HAND, deadline=None, database=None, suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate, *([Phase.shrink] if BY_HAND else [])),
)  # fmt: skip
START = date(2026, 2, 27)
"""A Friday."""
OCCASIONS = [line.partition(":")[0] for line in (PACKAGE / "rules" / "occasions.yaml").read_text("utf-8").splitlines()
             if line[:1].isalpha()]  # fmt: skip
"""Rules of which the oracle knows nothing: tests/test_occasions.py has them."""
AHEAD = (1, 2, 5, 17, 100, 250)
"""Days after the last command; on some of them lists are compared."""


class Clock(datetime):
    """Six in the morning, and some seconds later with each look; two looks may fall into one second."""

    looks = 0
    hours = 0

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        cls.looks += 1
        return datetime(2026, 3, 11, 6, 0, 0) + timedelta(hours=cls.hours, seconds=cls.looks // 3)


@dataclass
class Known:
    """What the oracle can't read from `show`: the stored stage, and since when."""

    stage: str
    since: date


@dataclass
class Story:
    """A book that grows by random commands, and what its stages should be."""

    crm: Crm
    today: date = START
    stages: dict[str, Known] = field(default_factory=dict)
    earlier: list[dict[str, Known]] = field(default_factory=list)
    later: list[dict[str, Known]] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)  # interactions that moved no stage

    def __call__(self, *words: str) -> Any:
        """A command; None where it was refused, as the last of an empty list of promises is."""
        answer = self.crm("--today", str(self.today), "-f", "json", "-y", *words)
        assert answer.code in (0, 3), answer
        return answer.json() if answer.code == 0 else None

    def customer(self, code: str) -> oracle.Customer:
        return oracle.Customer.from_show(self("show", code), self.stages[code].stage, self.stages[code].since)

    def codes(self) -> list[str]:
        """The customers that are there, the oldest first."""
        rows = self.crm.sql("SELECT code_number FROM customers WHERE deleted_at IS NULL ORDER BY code_number")
        return [f"c{number}" for (number,) in rows]

    def customers(self) -> list[oracle.Customer]:
        return [self.customer(row["code"]) for row in self("list")]

    def newest(self) -> Any:
        """The number of the latest run that `undo` could take back."""
        return self.crm.sql("SELECT max(id) FROM runs WHERE kind != 'bookkeeping'")[0][0]

    def wrote(self, stages: dict[str, Known]) -> None:
        self.earlier.append(self.stages)
        self.later.clear()
        self.stages = stages

    def change(self, *words: str, code: str, stage: str = "", since: date | None = None) -> Any:
        """A command that writes, and the stage it should bring; one that changes nothing leaves no run to undo."""
        newest = self.newest()
        told = self(*words)
        if told is not None and self.newest() != newest:
            known = {code: Known(stage, since or self.today)} if stage else {}
            self.wrote({**self.stages, **known})
        return told


# ---------------------------------------------------------------- random commands


def add(story: Story, stage: str, grade: str, owner: str) -> None:
    given = [word for name, value in (("stage", stage), ("grade", grade), ("owner", owner)) if value
             for word in (f"--{name}", value)]  # fmt: skip
    told = story("add", f"N{len(story.earlier)}{len(story.stages)}", *given)
    story.wrote({**story.stages, told["code"]: Known(stage or "first_contact", story.today)})


def log(story: Story, code: str, outcome: str, back: int, ahead: int | None, stage: str, via: str) -> None:
    customer = story.customer(code)
    before = oracle.stage_on(customer, story.today)
    after = stage or oracle.moved(customer, before, outcome)
    at = story.today - timedelta(days=back)
    words = ["log", code, "said", "--outcome", outcome, "--via", via, *(["--at", str(at)] if back else []),
             *(["--next", str(story.today + timedelta(days=ahead))] if ahead is not None else []),
             *(["--stage", stage] if stage else [])]  # fmt: skip
    told = story.change(*words, code=code, stage=after if after != before else "", since=at)
    assert told["stage"] == oracle.stage_on(story.customer(code), story.today)
    if after == before:
        story.plain.append(told["id"])


def edit(story: Story, code: str, name: str, value: str) -> None:
    stage = value if name == "stage" and value != oracle.stage_on(story.customer(code), story.today) else ""
    story.change("edit", code, f"--{name}", value, code=code, stage=stage)


def put_off(story: Story, code: str, command: str, ahead: int) -> None:
    day = "off" if ahead == 0 else str(story.today + timedelta(days=ahead))
    story.change(command, code, day, code=code)


def retract(story: Story, code: str) -> None:
    if story.plain:
        story.change("log", "--retract", story.plain.pop(), code=code)


def correct(story: Story, code: str, outcome: str) -> None:
    if story.plain:
        told = story.change("log", "--correct", story.plain.pop(), "--outcome", outcome, code=code)
        story.plain += [told["id"]] if told else []


def delete(story: Story, code: str) -> None:
    story.change("delete", code, code=code)


def undo(story: Story) -> None:
    if story("undo") is not None:
        story.later.append(story.stages)
        story.stages = story.earlier.pop()


def redo(story: Story) -> None:
    if story.later and story("redo") is not None:
        story.earlier.append(story.stages)
        story.stages = story.later.pop()


def often(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


STEPS = st.one_of(
    st.tuples(st.just(add), often("", "", *STAGES), often("", *GRADES), often("", "", "Li", "Wang")),
    *[st.tuples(st.just(log), st.integers(0, 9), often("no_answer", "no_answer", *OUTCOMES), often(0, 0, 0, 1, 3, 40),
                often(None, None, None, 0, 1, 4, 30), often("", "", "", *STAGES),
                often("phone", "phone", "phone", "visit", "event"))] * 4,
    st.tuples(st.just(edit), st.integers(0, 9), st.just("stage"), st.sampled_from(STAGES)),
    st.tuples(st.just(edit), st.integers(0, 9), st.just("grade"), often("", *GRADES)),
    st.tuples(st.just(edit), st.integers(0, 9), st.just("do-not-contact"), often("yes", "no", "no")),
    st.tuples(st.just(put_off), st.integers(0, 9), often("next", "snooze"), often(0, 1, 2, 6, 45)),
    st.tuples(st.just(retract), st.integers(0, 9)),
    st.tuples(st.just(correct), st.integers(0, 9), often("answered", "no_answer", "info", "asked", "complaint")),
    st.tuples(st.just(delete), st.integers(0, 9)),
    st.tuples(st.just(undo)),
    st.tuples(st.just(redo)),
)  # fmt: skip
HISTORIES = st.lists(st.tuples(STEPS, often(0, 0, 0, 1, 2, 3, 8, 35, 95), often(0, 0, 0, 1, 2)), min_size=4, max_size=30)
History = list[tuple[Any, int, int]]
LATEST = 16  # hours after six


def pass_time(story: Story, days: int, hours: int) -> None:
    story.today += timedelta(days=days)
    Clock.hours = hours if days else min(Clock.hours + hours, LATEST)


def play(story: Story, history: History) -> None:
    """`history`: commands with numbers for customers, each with the days and hours that pass after it."""
    add(story, "", "", "")
    for (step, *values), days, hours in history:
        if values and isinstance(values[0], int):
            codes = story.codes()
            if not codes:
                continue
            values[0] = codes[values[0] % len(codes)]
        step(story, *values)
        pass_time(story, days, hours)


@contextmanager
def told(history: History, *, started: bool = True) -> Iterator[Story]:
    """The book of a history, in a home that goes away."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        Clock.looks = Clock.hours = 0
        patch.setattr(running, "datetime", Clock)
        story = Story(Crm(Path(folder) / "home"))
        rules = story.crm.home / "data" / "rules"
        rules.mkdir(parents=True)
        (rules / "occasions.yaml").write_text("".join(f"{name}: off\n" for name in OCCASIONS), "utf-8")
        if started:
            play(story, history)
        yield story


@contextmanager
def opened(story: Story, day: date | None = None) -> Iterator[Run]:
    run = Run(Options(home=str(story.crm.home), today=str(day or story.today)), "test")
    try:
        yield run
    finally:
        run.close()


# ---------------------------------------------------------------- the lists


def said(row: oracle.Judged, day: date) -> dict[str, Any]:
    """A row of the oracle in the form of `today -f json`."""
    return {
        "code": row.customer.code, "stage": row.stage, "grade": row.customer.grade, "score": row.score,
        "due": str(row.due), "days_late": max(0, (day - row.due).days), "touches": len(row.customer.touches),
        "reasons": sorted((r.rule, r.kind, r.points, r.times, str(r.due)) for r in row.reasons),
    }  # fmt: skip


def heard(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same of what the program said."""
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    kept = ("code", "stage", "grade", "score", "due", "days_late", "touches")
    return [
        {**{name: row[name] for name in kept},
         "reasons": sorted((r["rule"], r["kind"], r["points"], r["times"], r["due"]) for r in row["reasons"])}
        for row in rows
    ]  # fmt: skip


def lists_agree(story: Story, customers: list[oracle.Customer], day: date) -> None:
    ranked = oracle.ranked(customers, day)
    on = ("--today", str(day))
    assert heard(story("today", "--all", *on)) == [said(row, day) for row in ranked], day
    for n in (0, 1, 2, 5, 20):
        listed = [row["code"] for row in story("today", "-n", str(n), *on)]
        assert listed == [row.customer.code for row in oracle.cut(ranked, n)], (day, n)
    mine = [row.customer.code for row in oracle.ranked(customers, day, "Li")]
    assert [row["code"] for row in story("today", "--all", "--owner", "Li", *on)] == mine
    told = story.crm("today", "-n", "1", *on).err
    left = len(ranked) - len(oracle.cut(ranked, 1))
    beyond = max(0, sum(row.must for row in ranked) - 1)
    assert re.findall(r"(\d+) more wait", told) == ([str(left)] if left else []), day
    assert re.findall(r"(\d+) of them can.t wait", told) == ([str(beyond)] if beyond else []), day
    done = oracle.done(customers, day)
    plain = story.crm("-f", "json", "today", *on)
    assert [row["code"] for row in plain.json()] == [
        row.customer.code for row in oracle.day_list(ranked, max(0, oracle.CAPACITY - done))
    ]
    assert not customers or f"{done} of {oracle.CAPACITY} done today" in plain.err


def why_agrees(story: Story, customer: oracle.Customer, day: date) -> None:
    found = story("why", customer.code, "--today", str(day))
    expected = oracle.judge(customer, day)
    day_of = oracle.surfaces(customer, day)
    told_day = found["surfaces"] and date.fromisoformat(found["surfaces"])
    if day_of is not None or (told_day and told_day <= day + timedelta(days=400)):
        assert told_day == day_of
    assert found["on_list"] == (day_of == day) == bool(found["reasons"])
    assert found["score"] == expected.score
    said = sorted((r["rule"], r["points"], r["times"]) for r in found["reasons"])
    assert said == sorted((r.rule, r.points, r.times) for r in expected.reasons)
    assert [(g["gate"], g["until"]) for g in found["gates"]] == [(g, u and str(u)) for g, u in expected.gates]


def agenda_agrees(story: Story, customers: list[oracle.Customer], days: int) -> None:
    last = story.today + timedelta(days=days)
    found = {c.code: oracle.surfaces(c, story.today, days) for c in customers}
    rows = story("agenda", "--days", str(days))
    assert {row["code"]: row["day"] for row in rows} == {code: str(day) for code, day in found.items() if day}
    assert all(row["day"] <= str(last) for row in rows)
    order = [(row["day"], [row["code"] for row in rows].index(row["code"])) for row in rows]
    assert order == sorted(order)


@PROFILE
@given(HISTORIES, st.sets(often(*AHEAD), min_size=2, max_size=2), st.integers(1, 120))
def test_lists_reasons_and_agenda_are_as_the_oracle_says(history: History, later: set[int], back: int) -> None:
    """On the same day, on some to come, and on one before the latest facts."""
    with told(history) as story:
        everybody = story.customers()
        for ahead in (0, *sorted(later), -back):
            lists_agree(story, everybody, story.today + timedelta(days=ahead))
        for customer in everybody:
            for ahead in (0, 4, 45):
                why_agrees(story, customer, story.today + timedelta(days=ahead))
        agenda_agrees(story, everybody, 30)
        agenda_agrees(story, everybody, 200)


# ---------------------------------------------------------------- many rows


TALKS = often("answered", "answered", "answered", "no_answer", "info", "asked")
VIA = often("phone", "phone", "visit", "event")
ANYBODY = st.tuples(
    often("first_contact", "first_contact", "needs", "evaluation", "evaluation", "active", "dormant", "dormant", "lost"),
    often(None, None, *GRADES),
    st.integers(0, 230),  # days ago it was added
    st.lists(st.tuples(TALKS, st.integers(0, 200), VIA), max_size=4),
    often(None, None, None, None, -20, 0, 3),  # the day of a promise, from today
    often(None, None, 0, 2, 3, 45),  # the card's day, before it was added
)
PRESSING = st.tuples(
    often("first_contact", "evaluation"), often("S", "A"), st.integers(2, 20),
    st.lists(st.tuples(often("answered"), st.integers(2, 20), VIA), max_size=1), often(None), often(None),
)  # fmt: skip
FORGOTTEN = st.tuples(
    often("dormant", "long_term", "active"), often("C", "D"), st.integers(300, 1500),
    st.lists(st.tuples(often("answered"), st.integers(200, 1500), VIA), max_size=1), often(None), often(None),
)  # fmt: skip
MANY = st.one_of(
    st.lists(ANYBODY, min_size=25, max_size=70),
    st.tuples(st.lists(PRESSING, min_size=20, max_size=50), st.lists(FORGOTTEN, max_size=8)).map(lambda two: [*two[0], *two[1]]),
)


def fill(story: Story, rows: list[tuple[Any, ...]]) -> None:
    """Many customers at once, straight through the store; `stages` as they are written."""
    for days in sorted({row[2] for row in rows}, reverse=True):
        with opened(story, START - timedelta(days=days)) as run, run.writing() as book:
            for row in (row for row in rows if row[2] == days):
                _put(story, book, *row)


def _put(
    story: Story, book: Book, stage: str, grade: str | None, days: int, touches: list[tuple[str, int, str]],
    promise: int | None, card: int | None,
) -> None:  # fmt: skip
    number = len(story.stages) + 1
    story.stages[f"c{number}"] = Known(stage, book.today)
    customer = customers.add(book, {"name": f"N{number}", "stage": stage, "grade": grade})
    if card is not None:
        update(book, "customers", customer, {"source_at": str(START - timedelta(days=days + card))})
    pulse.refresh(book, [customer])
    for outcome, ago, via in touches:
        narrator.log(book, customer, narrator.Entry(outcome, book.now - timedelta(days=ago), via=via), moves=False)
    if promise is not None:
        promises.promise_next(book, customer, When(START + timedelta(days=promise)), "")


@settings(PROFILE, max_examples=max(6, EXAMPLES // 8))
@given(MANY, st.integers(0, 40))
def test_many_rows_are_cut_as_the_oracle_says(rows: list[tuple[Any, ...]], ahead: int) -> None:
    with told([], started=False) as story:
        fill(story, rows)
        found, day = [story.customer(code) for code in story.stages], START + timedelta(days=ahead)
        ranked = oracle.ranked(found, day)
        listed = story("today", "--all", "--today", str(day))
        assert heard(listed) == [said(row, day) for row in ranked]
        for n in (1, 2, 3, 5, 7, 10, 12, 15, 20, 30, 50):
            cut = [row["code"] for row in story("today", "-n", str(n), "--today", str(day))]
            assert cut == [row.customer.code for row in oracle.cut(ranked, n)], n


# ---------------------------------------------------------------- rules of one's own


def days(most: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(0, most), st.integers(0, most)).map(lambda pair: (min(pair), max(pair)))


WHEN = often("", "", ", when: {stage: [first_contact, needs]}", ", when: {stage: active}", ", when: {grade: [S, none]}")
POINTS = often(5, 20, 40, 45)
OWN_RULES = st.one_of(
    st.builds(lambda w, when, p: f"{{kind: cadence, every: {w[0]}d..{w[1]}d, points: {p}{when}}}", days(60), WHEN, POINTS),
    st.builds(
        lambda event, w, lasts, until, since, when, p: f"{{kind: after, event: {event}, within: {w[0]}d..{w[1]}d, until: {until},"
        f" since: {since}, points: {p}{when}" + (f", for: {w[0] + lasts}d}}" if lasts else "}"),
        often("first_contact", "first_contact", "added", "answered", "info"), days(40), often(0, 0, 1, 9, 30),
        often("touch", "reached"), often("event", "open"), WHEN, POINTS,
    ),
    st.builds(
        lambda a, b, tries, rest, when, p: f"{{kind: retry, after: [{a}d, {b}d], let_go: {{tries: {tries}, for: {rest}d}},"
        f" points: {p}{when}}}",
        st.integers(0, 5), st.integers(1, 9), st.integers(1, 3), st.integers(1, 60), WHEN, POINTS,
    ),
    st.builds(lambda best, none, when: f"{{kind: value, times: {{S: {best}, none: {none}}}{when}}}", often(0, 2, 9),
              often(0.5, 3), WHEN),
)  # fmt: skip
NAMES = ("first-touch", "first-contact", "needs", "active", "value", "no-answer", "no-answer-open", "one", "two", "three")
STAGE_RULES = often("", "", "needs: {then: {dormant: 20d}}\n",
                    "first_contact: {then: {lost: 9d}}\nactive: {then: {needs: 15d}}\n")  # fmt: skip


def late(run: Run) -> list[tuple[str, str, str]]:
    """Who is late as reports find it, looking at one of each set that is alike."""
    standing.find_late(run.book)
    found = run.book.db.execute("SELECT c.id, l.due, l.stage FROM late l JOIN customers c ON c.rowid = l.customer")
    return sorted(tuple(row) for row in found)


def who_is_late(run: Run) -> list[tuple[str, str, str]]:
    actions = (judge(facts, run.rules, run.today) for facts in pulse.facts(run.book))
    return sorted((one.facts.id, one.due.isoformat(), one.stage) for one in actions if one.due and one.due < run.today)


STAGES_AHEAD: tuple[Any, ...] = (
    ("first_contact", "S", 13, [("answered", 13, "event")], None, None), ("first_contact", "S", 9, [], None, None),
    ("evaluation", "A", 17, [], None, None), ("first_contact", "A", 12, [("answered", 12, "phone")], None, None),
    ("evaluation", "S", 13, [("answered", 12, "visit")], None, None), ("evaluation", "A", 8, [], None, None),
    ("first_contact", "S", 13, [("answered", 4, "phone")], None, None), ("first_contact", "S", 20, [], None, None),
    ("first_contact", "S", 9, [], None, None), ("first_contact", "S", 13, [], None, None),
    ("evaluation", "A", 16, [], None, None), ("first_contact", "S", 7, [("answered", 2, "visit")], None, None),
    ("first_contact", "A", 16, [("answered", 4, "event")], None, None),
    ("first_contact", "A", 4, [("answered", 19, "visit")], None, None), ("first_contact", "A", 16, [], None, None),
    ("first_contact", "A", 4, [("answered", 12, "event")], None, None), ("first_contact", "A", 5, [], None, None),
    ("first_contact", "A", 7, [], None, None), ("first_contact", "S", 13, [("answered", 12, "event")], None, None),
    ("evaluation", "A", 11, [("answered", 5, "phone")], None, None),
    ("evaluation", "A", 20, [("answered", 12, "event")], None, None), ("first_contact", "A", 3, [], None, None),
    ("first_contact", "A", 12, [("answered", 2, "event")], None, None),
    ("long_term", "D", 1322, [("answered", 210, "event")], None, None),
    ("long_term", "C", 616, [("answered", 220, "event")], None, None),
    ("active", "C", 317, [("answered", 1300, "phone")], None, None), ("long_term", "D", 973, [], None, None),
    ("dormant", "C", 702, [("answered", 215, "event")], None, None),
    ("dormant", "C", 837, [("answered", 260, "event")], None, None),
    ("dormant", "D", 560, [("answered", 511, "phone")], None, None), ("active", "C", 1100, [], None, None),
)  # fmt: skip
"""Customers of whom some come into another stage before the day that is looked at, by a rule of the rep's own."""


@settings(PROFILE, max_examples=max(16, EXAMPLES * 2 // 3))
@example([*STAGES_AHEAD], {"one": "{kind: cadence, every: 24d..47d, points: 5, when: {stage: [first_contact, needs]}}"},
         "first_contact: {then: {lost: 9d}}\nactive: {then: {needs: 15d}}\n", [37])
@given(MANY, st.dictionaries(st.sampled_from(NAMES), st.one_of(OWN_RULES, st.just("off")), max_size=6), STAGE_RULES,
       st.lists(st.integers(0, 80), min_size=1, max_size=3))  # fmt: skip
def test_the_cut_is_that_of_ranking_everybody_whatever_the_rules(
    rows: list[tuple[Any, ...]], own: dict[str, str], stages: str, ahead: list[int]
) -> None:
    with told([], started=False) as story:
        folder = story.crm.home / "data" / "rules"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "mine.yaml").write_text("".join(f"{name}: {rule}\n" for name, rule in own.items()), "utf-8")
        (folder / "stages.yaml").write_text(stages, "utf-8") if stages else None
        fill(story, rows)
        with opened(story) as run:
            for place, facts in enumerate(pulse.facts(run.book)):  # of each every third day, by turns
                bounds_hold(facts, run.rules, max(START, pulse.latest_fact(facts)), range(place % 3, 90, 3))
        for day in (START + timedelta(days=days) for days in ahead):
            with opened(story, day) as run:
                ranked = rank(judge(facts, run.rules, day) for facts in pulse.facts(run.book))
                done = pulse.touched_today(run.book)
                assert late(run) == who_is_late(run)
            for n in (1, 2, 3, 5, 10, 12, 20, 30):
                answer = story.crm("-f", "json", "today", "-n", str(n), "--today", str(day))
                listed = cut(ranked, n)
                assert [row["code"] for row in answer.json()] == [action.facts.code_text for action in listed], (day, n)
                left = len(ranked) - len(listed)
                assert re.findall(r"(\d+) more wait", answer.err) == ([str(left)] if left else [])
            plain = [row["code"] for row in story("today", "--today", str(day))]
            assert plain == [action.facts.code_text for action in day_list(ranked, 12 - done)]


# ---------------------------------------------------------------- the pulse


def pulses(run: Run) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in run.book.db.execute("SELECT * FROM pulse ORDER BY customer_id")]


@PROFILE
@given(HISTORIES, st.randoms(use_true_random=False))
def test_a_rebuilt_pulse_equals_the_stored_one_and_any_order_ranks_alike(
    history: History, chance: random.Random
) -> None:
    with told(history) as story, opened(story) as run:
        kept = pulses(run)
        pulse.rebuild(run.writable())
        assert pulses(run) == kept
        day, everybody = story.today + timedelta(days=chance.randrange(60)), list(pulse.facts(run.book))
        first = rank(judge(facts, run.rules, day) for facts in everybody)
        chance.shuffle(everybody)
        assert rank(judge(facts, run.rules, day) for facts in everybody) == first
        rules = list(run.rules.rules.items())
        chance.shuffle(rules)
        shuffled = run.rules._replace(rules=dict(rules), by_kind=by_kind(rule for _, rule in rules))
        assert rank(judge(facts, shuffled, day) for facts in everybody) == first


def bounds_hold(facts: Facts, rules: Rules, latest: date, ahead: Iterable[int]) -> None:
    """No score and no urgency is more than the lane says, no due day earlier; and later anchors have no more."""
    first = surfaces(facts, rules, latest)
    found = lane_of(facts, rules, latest, first, facts.calendar) if first else None
    for day in (latest + timedelta(days=days) for days in ahead):
        action = judge(facts, rules, day)
        if found is None or found[0] == MUST:
            assert found or not action.on_list
            continue
        lane, anchor = read_lane(found[0]), found[1]
        wait = (day - anchor).days
        part = [part for part, start, end in lane.stretches() if start <= wait < end and wait >= part.opens]
        assert len(part) <= 1 and (part or not action.on_list)
        if action.on_list:
            assert not action.must and action.due
            bound, falling = part[0].bound(anchor, day, facts.calendar), part[0].falling_bound(anchor, day)
            said = (-action.score, -action.urgency, action.due)
            assert (-bound.score, bound.due) <= (-action.score, action.due)
            assert (-bound.urgency, -bound.score, bound.due) <= (-action.urgency, -action.score, action.due)
            assert falling.score >= bound.score and falling.urgency >= bound.urgency and falling.due <= bound.due, said
            if lane.exact:
                assert (bound.score, bound.urgency, bound.due) == (action.score, action.urgency, action.due)


@PROFILE
@given(HISTORIES)
def test_no_score_is_above_its_lane_s_bound(history: History) -> None:
    """What ranking leaves out unseen could not have been among the best (DESIGN 3)."""
    with told(history) as story, opened(story) as run:
        for facts in pulse.facts(run.book):
            bounds_hold(facts, run.rules, story.today, (*range(12), 20, 29, 30, 31, 33, 47, 95, 130, 200, 370, 500))


MOMENTS = st.tuples(st.integers(0, 5), st.integers(0, 10**6), st.sampled_from(OUTCOMES), st.sampled_from(VIAS))


@given(st.lists(MOMENTS, unique_by=lambda touch: touch[1]), st.randoms(use_true_random=False))
def test_a_pulse_is_folded_alike_from_any_order(touches: list[tuple[int, int, str, str]], chance: random.Random) -> None:
    entered = f"{START + timedelta(days=2)}T05:30:00Z"
    found = [Touch(Moment(START + timedelta(days=n), f"{START + timedelta(days=n)}T06:00:00Z {order:07}"), outcome, via)
             for n, order, outcome, via in touches]  # fmt: skip
    folded = fold(found, entered)
    chance.shuffle(found)
    assert fold(found, entered) == folded
