"""Services that repeat (R1.11): one that is over promises the next, a word of the customer moves one alone, off ends it."""

from __future__ import annotations

from datetime import date

import pytest

from salescli.core.language.every import read_every
from salescli.core.series import following


@pytest.fixture
def crm(crm):
    """Cleaning each Wednesday, from today on."""
    crm.given("add 陈太太 --kind person --mobile 13800138000", "next c1 2026-03-18 上门保洁 --every 1w")
    return crm


def open_ones(crm, who="c1"):
    return [(row["day"], row["text"], row.get("every")) for row in crm.show(who)["promises"]]


def test_it_is_promised_and_shown_with_how_often(crm):
    assert open_ones(crm) == [("2026-03-18", "上门保洁", "1w")]
    assert "上门保洁 (every week)" in crm.ok("show c1").out
    crm.today = "2026-03-18"
    assert "上门保洁（每周）" in crm.ok("today --kind person --lang zh-CN").out
    assert "(every week)" in crm.json("today --kind all")[0]["reasons"][0]["text"]


def test_keeping_one_promises_the_next(crm):
    crm.today = "2026-03-18"
    answer = crm.ok("log c1 done")
    assert "every week: 上门保洁, next Wed 25 Mar" in answer.err and "next contact Wed 25 Mar" in answer.out
    crm.today = "2026-04-09"  # two were left out
    assert crm.json("log c1 done")["next"] == "2026-04-15"
    crm.ok("undo -y")
    assert open_ones(crm) == [("2026-03-25", "上门保洁", "1w")]
    crm.ok("undo -y")
    assert open_ones(crm) == [("2026-03-18", "上门保洁", "1w")]
    crm.ok("redo -y")
    assert open_ones(crm) == [("2026-03-25", "上门保洁", "1w")]


def test_nobody_there_keeps_nothing(crm):
    crm.today = "2026-03-18"
    crm.ok("log c1 no answer")
    assert open_ones(crm) == [("2026-03-18", "上门保洁", "1w")]


@pytest.mark.parametrize(("lines", "text"), [
    (["next c1 2026-03-20"], "上门保洁"),
    (["next c1 2026-03-20 客户出差"], "上门保洁 · 客户出差"),
    (["log c1 客户出差 --at 2026-03-11 --next 2026-03-20"], "上门保洁"),
])  # fmt: skip
def test_a_word_of_the_customer_moves_the_next_one_alone(crm, lines, text):
    for line in lines:
        crm.ok(line)
    assert open_ones(crm) == [("2026-03-20", text, "1w")]
    crm.today = "2026-03-20"
    crm.ok("log c1 done")
    assert open_ones(crm) == [("2026-03-25", "上门保洁", "1w")]


def test_the_log_that_keeps_one_may_move_the_next(crm):
    crm.today = "2026-03-18"
    crm.ok("log c1 下周二来 --next 2026-03-24")
    assert open_ones(crm) == [("2026-03-24", "上门保洁", "1w")]
    crm.ok("log c1 --correct last --outcome info")
    assert open_ones(crm) == [("2026-03-24", "上门保洁", "1w")]
    crm.ok("log c1 --retract last")
    assert open_ones(crm) == [("2026-03-18", "上门保洁", "1w")]


def test_a_correction_to_no_answer_opens_the_kept_one_again(crm):
    crm.today = "2026-03-18"
    crm.ok("log c1 done")
    crm.ok("log c1 --correct last --outcome no_answer")
    assert open_ones(crm) == [("2026-03-18", "上门保洁", "1w")]


def test_a_promise_of_another_sort_stands_beside_it(crm):
    crm.ok("next c1 2026-03-12 滤网更换 --every 3m")
    crm.today = "2026-03-12"
    crm.ok("log c1 换好了")
    assert open_ones(crm) == [("2026-03-18", "上门保洁", "1w"), ("2026-06-12", "滤网更换", "3m")]
    crm.ok("next c1 2026-03-19 上门保洁 --every 2w")  # how often is said anew
    assert open_ones(crm) == [("2026-03-19", "上门保洁", "2w"), ("2026-06-12", "滤网更换", "3m")]
    crm.ok("next c1 off 滤网")
    assert open_ones(crm) == [("2026-03-19", "上门保洁", "2w")]


def test_what_is_promised_once_leaves_the_series_alone(crm):
    crm.ok("add 华星电子")
    crm.ok("next c2 2026-03-12 报价")
    crm.ok("next c2 2026-03-18 巡检 --every 1m")
    crm.today = "2026-03-12"
    crm.ok("log c2 报价谈过了 --next 2026-03-16 --aim 签约")
    assert open_ones(crm, "c2") == [("2026-03-16", "签约", None), ("2026-03-18", "巡检", "1m")]


def test_off_ends_it_and_skip_leaves_one_out(crm):
    crm.ok("next c1 skip")
    assert open_ones(crm) == [("2026-03-25", "上门保洁", "1w")]
    answer = crm.ok("next c1 off")
    assert "上门保洁" in answer.out and open_ones(crm) == []
    assert crm("next c1 skip").code == 3


def test_who_is_lost_gets_no_more(crm):
    crm.today = "2026-03-18"
    crm.ok("log c1 --outcome lost")
    assert open_ones(crm) == []


def test_it_leaves_and_comes_back_with_the_whole_book_and_a_merge(crm, tmp_path):
    before = crm.sql("SELECT day, every, since, planned, service FROM promises WHERE state = 'open'")
    crm.ok("export all.json")
    other = type(crm)(tmp_path / "other")
    other.ok("import all.json")
    assert other.sql("SELECT day, every, since, planned, service FROM promises WHERE state = 'open'") == before
    crm.ok("add 陈女士")
    crm.ok("merge c2 c1 -y")
    assert open_ones(crm, "c2") == [("2026-03-18", "上门保洁", "1w")]


def test_the_time_of_day_comes_again_too(crm):
    crm.ok("next c1 '2026-03-12 15:00' 量血压 --every 1d")
    crm.today = "2026-03-12"
    crm.ok("log c1 量过")
    assert ("2026-03-13T15:00:00" in crm.json("next c1 2026-03-20 x --every 1y")["next"]) is True


DAYS = [
    ("1w", "2026-03-18", "2026-03-18", "2026-03-25"),
    ("2w", "2026-03-18", "2026-04-01", "2026-04-15"),
    ("1d", "2026-03-18", "2026-03-30", "2026-03-31"),
    ("1m", "2026-01-31", "2026-01-31", "2026-02-28"),
    ("1m", "2026-01-31", "2026-02-28", "2026-03-31"),
    ("3m", "2025-11-30", "2026-02-27", "2026-02-28"),
    ("3m", "2025-11-30", "2026-02-28", "2026-05-30"),
    ("12m", "2024-02-29", "2026-03-01", "2027-02-28"),
    ("12m", "2024-02-29", "2027-03-01", "2028-02-29"),
]


@pytest.mark.parametrize(("every", "since", "after", "day"), DAYS)
def test_months_end_on_their_last_day_and_never_drift(every, since, after, day):
    assert following(read_every(every), date.fromisoformat(since), date.fromisoformat(after)) == date.fromisoformat(day)


SPANS = {
    "1w": "1w", "weekly": "1w", "every week": "1w", "every 2 weeks": "2w", "two weeks": "2w", "1y": "12m", "monthly": "1m",
    "quarterly": "3m", "每周": "1w", "每兩週": "2w", "每月": "1m", "每个月": "1m", "每三个月": "3m", "每季度": "3m",
    "每半年": "6m", "每年": "12m", "10d": "10d",
}  # fmt: skip


@pytest.mark.parametrize(("text", "span"), SPANS.items())
def test_how_often_is_typed_in_many_ways(text, span):
    assert read_every(text).text() == span


@pytest.mark.parametrize("text", ["", "0w", "h", "3h", "often", "周三", "1w ago", "in 2 weeks", "-1w"])
def test_what_says_no_length_is_none(text):
    with pytest.raises(ValueError):
        read_every(text)
