"""`crm rules simulate`: the book played forward under other rules."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from conftest import TODAY, Crm

from salescli import files
from salescli.core.model import OUTCOMES
from salescli.core.ranking.facts import Facts, Moment, Promised, Touch, fold
from salescli.core.ranking.forward import Load, followed, play, stretch_from
from salescli.core.ranking.rank import judge
from salescli.core.rules.reading import read_rules
from salescli.core.rules.rule import Rules

FIRST = date(2026, 3, 2)
SLOW = "first-touch: off\nfirst-contact: {kind: cadence, when: {stage: first_contact}, every: 10d..20d, points: 20}\n"


def shipped() -> Rules:
    return read_rules((str(path), files.read_yaml(path)) for path in sorted((files.PACKAGE / "rules").glob("*.yaml")))[0]


def touches(outcomes: tuple[str, ...]) -> list[Touch]:
    return [Touch(Moment(day := FIRST + timedelta(3 * n), f"{day}T09:00 {n}"), outcome) for n, outcome in enumerate(outcomes)]


STORIES = (
    (), ("no_answer",), ("answered", "no_answer", "no_answer"), ("positive", "proposal"), ("won",), ("complaint", "no_answer"),
    ("no_answer",) * 6, ("asked", "info"), ("answered", "lost"),
)  # fmt: skip


@pytest.mark.parametrize("outcomes", STORIES)
def test_a_stretch_says_of_each_day_what_the_list_does(outcomes: tuple[str, ...]) -> None:
    rules, pulse = shipped(), fold(touches(outcomes), f"{FIRST}T08:00")
    for number, stage in enumerate(rules.stages):
        promise = Promised(FIRST + timedelta(25)) if number % 2 else None
        facts = Facts("x", ("c", 1), "x", Moment(FIRST, f"{FIRST}T08:00"), stage, FIRST, "S" * (number % 3 == 0), pulse=pulse,
                      promise=promise, snoozed_until=FIRST + timedelta(40) if number % 5 == 1 else None)  # fmt: skip
        day = FIRST + timedelta(20)
        stretch = stretch_from(facts, rules, day)
        for _ in range(120):
            if stretch.until and stretch.until <= day:
                stretch = stretch_from(facts, rules, day)
            action, sketch = judge(facts, rules, day), stretch.on(day)
            assert (sketch.on_list, sketch.must, sketch.stage) == (action.on_list, action.must, action.stage)
            assert (sketch.urgency, sketch.order) == (action.urgency, action.order)
            assert sketch.rule == (action.reasons[0].rule if action.reasons else "")
            day += timedelta(1)


def test_one_more_touch_makes_of_a_pulse_what_folding_all_does() -> None:
    for outcomes in STORIES:
        for more in OUTCOMES:
            *before, last = touches((*outcomes, more))
            assert followed(fold(before, "2020"), last) == fold([*before, last], "2020")


def test_who_is_called_and_answers_is_due_again_by_the_rules() -> None:
    facts = [Facts(str(n), ("c", n), str(n), Moment(FIRST, f"{FIRST}T08:00"), stage_since=FIRST) for n in range(1, 5)]
    days = [FIRST + timedelta(n) for n in range(5)]
    played = play(facts, shipped(), days, Load(3, 1, lambda day: day.weekday() < 5), lambda code, day: code != "c1")
    assert [one.capacity for one in played] == [2, 3, 3, 3, 3]
    assert [set(one.listed) for one in played] == [{"c1", "c2"}, {"c1", "c3", "c4"}, set(), {"c2"}, {"c1", "c3", "c4"}]
    assert played[0].waiting == 2


@pytest.fixture
def crm(crm: Crm) -> Crm:
    crm.given("init -y", *(f"add Firm{n} --grade B" for n in range(1, 5)), "log Firm1 hello", "log Firm2 no answer")
    return crm


def test_the_days_ahead_under_the_rules_in_force(crm: Crm) -> None:
    rows = crm.json("rules simulate --days 10")
    assert [row["day"] for row in rows][:2] == [TODAY, "2026-03-12"] and len(rows) == 10
    assert rows[0]["capacity"] == 10 and rows[0]["listed"] == 2  # two of twelve were called today
    assert [row["capacity"] for row in rows if row["day"] in ("2026-03-14", "2026-03-15")] == [0, 0]  # a weekend
    assert all(row["earlier"] == row["later"] == row["never"] == [] for row in rows)
    assert rows == crm.json("rules simulate --days 10")
    assert len(crm.json("rules simulate")) == 30


def test_whom_other_rules_move(crm: Crm) -> None:
    (crm.home / "slow.yaml").write_text(SLOW)
    before = crm.tables()
    rows = crm.json("rules", "simulate", str(crm.home / "slow.yaml"), "--days", "20")
    assert [(one["code"], one["was"], one["now"]) for one in rows[0]["never"]] == []
    later = [one for row in rows for one in row["later"]]
    assert {one["code"] for one in later} >= {"c3", "c4"} and {one["was"] for one in later} >= {TODAY}
    assert crm.tables() == before
    short = crm.json("rules", "simulate", str(crm.home / "slow.yaml"), "--days", "5")
    assert {one["code"] for one in short[0]["never"]} == {"c3", "c4"}
    back = crm("rules", "simulate", str(crm.home / "slow.yaml"), "--days", "5", "-f", "table")
    assert "Firm3 (c3)" in back.out and "no new leads" in back.err


def test_bad_rules_are_named(crm: Crm) -> None:
    (crm.home / "bad.yaml").write_text("x: {kind: y}\n")
    assert crm("rules", "simulate", str(crm.home / "bad.yaml")).code == 3
    assert crm("rules simulate nowhere.yaml").code == 3
    assert crm("rules simulate --days 0").code == 2
