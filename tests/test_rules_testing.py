"""`crm rules test`: tests that stand beside rules, those that ship among them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import Crm

GOOD = """
vip: {kind: cadence, when: {tag: vip}, every: 7d..14d, points: 50}
tests:
  a vip after two weeks:
    {stage: active, tags: vip, grade: B, talks: 2026-03-02 visit answered, day: 2026-03-16,
     expect: {reason: vip, due: 2026-03-16, score: 65, listed: yes}}
"""


@pytest.fixture
def crm(crm: Crm) -> Crm:
    crm.given("init -y")
    return crm


def write(crm: Crm, text: str, *, own: bool = False) -> Path:
    path = (crm.home / "data" / "rules" if own else crm.home) / "mine.yaml"
    path.write_text(text, "utf-8")
    return path


def verdicts(crm: Crm, text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = crm("rules", "test", str(write(crm, text)), "-f", "json").json()
    return found


def differs(crm: Crm, facts: str, expect: str, rules: str = "") -> dict[str, tuple[Any, Any]]:
    [one] = verdicts(crm, f"{rules}\ntests:\n  one: {{{facts}, expect: {{{expect}}}}}\n")
    return {each["what"]: (each["expected"], each["came"]) for each in one["differs"]}


def test_the_shipped_rules_have_tests_and_pass_them(crm: Crm) -> None:
    answer = crm.ok("rules test")
    assert int(answer.out.split()[0]) >= 40 and "passed" in answer.out
    tested = {one["rule"] for one in crm.json("rules test")}
    assert tested >= {"first-touch", "proposal-sent", "no-answer", "first-contact", "needs", "evaluation", "onboarding", "active",
                      "long-term", "dormant", "complaint", "promise", "asked"}  # fmt: skip


def test_own_rules_may_say_otherwise_than_those_that_ship(crm: Crm) -> None:
    write(crm, "needs: {kind: cadence, when: {stage: needs}, every: 1d..2d, points: 1}\n", own=True)
    crm.ok("rules test")


def test_a_test_that_holds(crm: Crm) -> None:
    answer = crm.ok("rules", "test", str(write(crm, GOOD)))
    assert answer.out == "1 test, passed.\n"
    write(crm, GOOD, own=True)
    assert len(crm.json("rules test")) == len([one for one in crm.json("rules test") if one["passed"]]) > 40


def test_a_test_that_fails_says_where_what_came_and_what_to_change(crm: Crm) -> None:
    path = write(crm, GOOD.replace("score: 65", "score: 66").replace("due: 2026-03-16", "due: 2026-03-15"))
    answer = crm("rules", "test", str(path), "-f", "csv")
    assert answer.code == 1
    [one] = crm("rules", "test", str(path), "-f", "json").json()
    assert (one["file"], one["line"], one["test"], one["passed"]) == (str(path), 5, "a vip after two weeks", False)
    assert (one["rule"], one["rule_line"]) == ("vip", 2)
    assert one["differs"] == [{"what": "due", "line": 6, "expected": "2026-03-15", "came": "2026-03-16"},
                              {"what": "score", "line": 6, "expected": 66.0, "came": 65.0}]  # fmt: skip
    told = crm("rules", "test", str(path))
    assert told.code == 1 and "65" in told.out and "vip (mine.yaml, line 2)" in " ".join(told.out.split())
    assert told.err == "1 of 1 tests failed.\n"


@pytest.mark.parametrize(
    ("facts", "expect", "came"),
    [
        ("day: 2026-03-02", "reason: needs", {"reason": ("needs", "first-touch")}),
        ("day: 2026-03-02", "reasons: [needs, first-touch]", {"reasons": (["needs", "first-touch"], ["first-touch"])}),
        ("day: 2026-03-02", "listed: no", {"listed": (False, True)}),
        ("stage: lost, added: 2026-02-02, day: 2026-03-02", "listed: yes, due: 2026-03-02, reason: x, surfaces: never",
         {"listed": (True, False), "due": ("2026-03-02", None), "reason": ("x", None)}),
        ("talks: 2026-03-02 won, day: 2026-03-03", "stage: needs", {"stage": ("needs", "onboarding")}),
        ("snoozed_until: 2026-03-09, day: 2026-03-02", "gate: let_go, until: 2026-03-10",
         {"gate": ("let_go", ["snoozed"]), "until": ("2026-03-10", "2026-03-09")}),
        ("talks: [2026-03-01 won, 2026-03-02 lost], day: 2026-03-03", "stage: long_term", {}),
        ("promised: 2026-03-09 15:00 call, day: 2026-03-02", "gate: promised_later, until: 2026-03-09", {}),
        ("kind: competitor, day: 2026-03-02", "listed: no", {}),
        ("added: 2026-03-02, card: 2026-02-26, country: CN, owner: li, type: maker, source: fair, day: 2026-03-02",
         "reason: first-touch", {}),
    ],
)  # fmt: skip
def test_what_a_test_may_say(crm: Crm, facts: str, expect: str, came: dict[str, Any]) -> None:
    assert differs(crm, facts, expect) == came


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("tests: none", 1, "tests"),
        ("tests:\n  one: {day: 2026-03-02}", 2, "expect"),
        ("tests:\n  one:\n    day: tomorrow\n    expect: {listed: no}", 3, "tomorrow"),
        ("tests:\n  one: {day: 2026-03-02, stge: needs, expect: {listed: no}}", 2, "stge"),
        ("tests:\n  one: {day: 2026-03-02, stage: need, expect: {listed: no}}", 2, "need"),
        ("tests:\n  one: {day: 2026-03-02, talks: 2026-03-02 shouted, expect: {listed: no}}", 2, "shouted"),
        ("tests:\n  one: {day: 2026-03-02, talks: 2026-03-02 25:00 answered, expect: {listed: no}}", 2, "25:00"),
        ("tests:\n  one: {day: 2026-03-02, expect: {listed: perhaps}}", 2, "perhaps"),
        ("tests:\n  one: {day: 2026-03-02, expect: {score: lots}}", 2, "lots"),
        ("tests:\n  one: {day: 2026-03-02, promised: soon, expect: {score: 1}}", 2, "soon"),
    ],
)
def test_a_test_that_cannot_be_read_is_a_mistake_of_the_file(crm: Crm, text: str, line: int, said: str) -> None:
    path = write(crm, text)
    checked = crm("rules", "check", str(path), "-f", "json")
    assert checked.code == 1
    assert [(one["file"], one["line"]) for one in checked.json()] == [(str(path), line)]
    assert said in checked.json()[0]["problem"]
    run = crm("rules", "test", str(path), "-f", "json")
    assert run.code == 3 and run.out == "" and said in run.error["message"]


def test_a_file_without_tests(crm: Crm) -> None:
    answer = crm("rules", "test", str(write(crm, "needs: off")))
    assert answer.code == 3 and "tests:" in answer.err
    assert crm("rules test nowhere.yaml").code == 3


def test_a_file_of_tests_alone_is_about_the_rules_in_force(crm: Crm) -> None:
    write(crm, "needs: {kind: cadence, when: {stage: needs}, every: 1d..2d, points: 1}\n", own=True)
    assert differs(crm, "stage: needs, talks: 2026-03-02 answered, day: 2026-03-04", "due: 2026-03-04, reason: needs") == {}
