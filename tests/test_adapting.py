"""Windows that follow how a customer answers: `adapt` of cadence and retry (R3.7, CONTRACT 6.1)."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Crm

from salescli.core.ranking.window import adapted

RULES = """
needs: {kind: cadence, when: {stage: needs}, every: 5d..10d, adapt: %s, points: 25}
no-answer: {kind: retry, after: [2d, 4d], adapt: %s, points: 20}
no-answer-open: off
"""


@pytest.mark.parametrize(("days", "least", "strength", "chance", "found"), [
    (10, 5, 1, None, 10),  # nothing to learn from
    (10, 5, 1, 0.5, 10), (10, 5, 1, 1.0, 5), (10, 5, 1, 0.0, 20), (10, 5, 0.5, 0.0, 14), (10, 5, 0, 0.0, 10),
    (10, 8, 1, 0.9, 8),  # never before the window opens
])  # fmt: skip
def test_how_long_to_wait(days: int, least: int, strength: float, chance: float | None, found: int) -> None:
    assert adapted(days, least, strength, chance) == found


def ruled(crm: Crm, strength: float = 1) -> Crm:
    """A book in which a customer of needs waits for the outcomes of a test."""
    Path(crm.home / "data" / "rules").mkdir(parents=True, exist_ok=True)
    (crm.home / "data" / "rules" / "mine.yaml").write_text(RULES % (strength, strength), "utf-8")
    crm.today = "2026-03-02"
    crm.ok("add 华星电子 --stage needs")
    return crm


def due(crm: Crm, day: str) -> str:
    return str(crm.json(f"why c1 --today {day}")["reasons"][0]["due"])


@pytest.mark.parametrize(("outcomes", "day"), [
    ("answered answered", "2026-03-12"),  # two are too few
    ("answered answered answered", "2026-03-09"),  # 4 of 5: 6.6 days
    ("no_answer no_answer answered", "2026-03-13"),  # 2 of 5: 11.5 days
    ("answered info answered", "2026-03-12"),  # what was only sent tells nothing
])  # fmt: skip
def test_the_window_ends_by_how_they_answer(crm: Crm, outcomes: str, day: str) -> None:
    ruled(crm)
    for outcome in outcomes.split():
        crm.ok(f"log c1 x --outcome {outcome}")
    assert due(crm, "2026-03-20") == day


def test_why_says_so_in_words(crm: Crm) -> None:
    ruled(crm)
    for _ in range(3):
        crm.ok("log c1 x --outcome answered")
    told = crm.ok("why c1 --today 2026-03-20").out
    assert "every 5–7 days, as 3 of 3 tries reached them" in told
    crm.ok("log c1 x --outcome no_answer")
    assert "3 of 4 tries reached them" in crm.ok("why c1 --today 2026-03-20").out


def test_the_step_of_a_retry_follows_too(crm: Crm) -> None:
    ruled(crm)
    for _ in range(3):
        crm.ok("log c1 未接")
    assert due(crm, "2026-03-20") == "2026-03-09"  # 1 of 5: 4 days become 6, a Sunday


def test_the_list_leaves_nobody_out(crm: Crm) -> None:
    ruled(crm)
    for number in range(8):
        crm.ok(f"add 客户{number} --stage needs")
        for outcome in ("answered",) * number + ("no_answer",) * (4 - number // 2) + ("answered",):
            crm.ok(f"log 客户{number} x --outcome {outcome}")
    for day in ("2026-03-09", "2026-03-13", "2026-03-30"):
        whole, some = crm.json(f"today --all --today {day}"), crm.json(f"today -n 3 --today {day}")
        assert [row["code"] for row in some] == [row["code"] for row in whole][:3]


@pytest.mark.parametrize("wrong", ["2", "-1", "much"])
def test_a_share_is_from_0_to_1(crm: Crm, wrong: str) -> None:
    ruled(crm)
    (crm.home / "data" / "rules" / "mine.yaml").write_text(RULES % (wrong, 1), "utf-8")
    answer = crm("rules check")
    assert answer.code == 1 and wrong in answer.out + answer.err
