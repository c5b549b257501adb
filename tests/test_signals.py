"""Signals: what is heard of a customer raises them with a play of its own, until somebody touches them (R3.6, R4.5)."""

from __future__ import annotations

import pytest
from conftest import Crm

from salescli.core.model import SIGNALS
from salescli.core.records.signals import SIGNALS as LABELS

MON, TUE = "2026-03-02", "2026-03-03"


@pytest.fixture
def crm(crm: Crm) -> Crm:
    crm.today = MON
    crm.given("add 华星电子 --grade A --stage long_term", "contact add c1 王建国", "log c1 hello", "add Acme")
    return crm


def reasons(crm: Crm, day: str = MON, who: str = "c1") -> list[tuple[str, str, str]]:
    return [(row["rule"], row["kind"], row["text"]) for row in crm.json(f"why {who} --today {day}")["reasons"]]


def test_a_signal_is_noted_in_one_line_and_told_as_json(crm: Crm) -> None:
    assert crm.ok("signal c1 换了 采购总监 --kind staff_change").out == (
        "Noted at 华星电子 (c1): staff change, 换了 采购总监; next contact Mon 2 Mar.\n")  # fmt: skip
    told = crm.json("signal 华星 二期工厂五月投产 --with 王总")
    assert {key: told[key] for key in ("code", "name", "kind", "text", "at")} == {
        "code": "c1", "name": "华星电子", "kind": "news", "text": "二期工厂五月投产", "at": MON}  # fmt: skip
    assert told["id"] == crm.json("signal show s2")["id"] and crm.json("signal show s2")["contact"] == "王建国"


@pytest.mark.parametrize("kind", SIGNALS)
def test_each_kind_has_a_play_of_its_own(crm: Crm, kind: str) -> None:
    crm.ok(f"signal c1 x --kind {kind}")
    (row,) = (row for row in crm.json(f"today --all --today {TUE}") if row["code"] == "c1")
    (reason,) = row["reasons"]
    aims = {entry["rule"] for entry in crm.json("rules list") if entry["kind"] == "signal"}
    assert reason["kind"] == "signal" and reason["rule"] in aims and reason["points"] > 5
    assert row["aim"] != crm.json("today --all --today 2026-07-01")[0]["aim"]


def test_it_is_known_by_its_label_in_any_language(crm: Crm) -> None:
    for number, label in enumerate(LABELS["quality_trouble"], 1):
        crm.ok("signal", "c1", "x", "--kind", label)
        assert crm.json(f"signal show s{number}")["kind"] == "quality_trouble"
    assert [*LABELS] == [*SIGNALS]


def test_why_says_what_was_heard_and_when(crm: Crm) -> None:
    crm.ok("signal c1 new plant opens in May")
    assert reasons(crm) == [("news", "signal", "Signal today, news: new plant opens in May (within 3 days)")]
    assert reasons(crm, "2026-03-05")[0][2] == "Signal 3 days ago, news: new plant opens in May (within 3 days)"
    (told,) = crm.json(f"why c1 --today {TUE} --lang zh-TW")["reasons"]
    assert told["text"].startswith("昨天有動態（產業或企業動態）：new plant")


def test_a_touch_that_follows_silences_it_and_one_before_does_not(crm: Crm) -> None:
    crm.ok("signal c1 x --kind staff_change")
    assert [rule for rule, *_ in reasons(crm)] == ["staff-change"]
    crm.ok("log c1 no answer --outcome no_answer")
    assert [rule for rule, *_ in reasons(crm, TUE)] == ["no-answer-best"]
    crm.ok("signal c1 y --kind news")
    assert [kind for _, kind, _ in reasons(crm, TUE)] == ["retry", "signal"]
    crm.ok("log c1 hello")
    assert reasons(crm, TUE) == []


def test_it_grows_old_and_what_is_heard_last_is_told(crm: Crm) -> None:
    crm.ok("signal c1 first --kind opened --at 2026-02-27")
    crm.ok("log c2 hello")
    crm.ok("signal c2 first --kind opened")
    crm.ok("signal c2 then --kind visited")
    assert reasons(crm, who="c1") == []
    assert reasons(crm, who="c2") == [("looked-at-it", "signal", "Signal today, page visited: then (within 24 hours)")]
    assert "signal" in [kind for _, kind, _ in reasons(crm, "2026-03-08", "c2")]
    assert "signal" not in [kind for _, kind, _ in reasons(crm, "2026-03-09", "c2")]


def test_taken_back_or_deleted_it_says_nothing(crm: Crm) -> None:
    crm.ok("signal c1 x")
    crm.ok("undo -y")
    assert reasons(crm) == []
    crm.ok("signal c1 x")
    crm.ok("signal delete s2 -y")
    assert reasons(crm) == [] and crm.json("signal") == []


def test_the_noun_goes_on_beside_the_command(crm: Crm) -> None:
    crm.ok("signal add c2 heard --kind news")
    crm.ok("signal edit s1 --kind achievement")
    assert [(row["customer"], row["kind"]) for row in crm.json("signal")] == [("c2", "achievement")]
    assert [row["code"] for row in crm.json("signal list --where 'kind=achievement and at within 7d'")] == ["s1"]
    shown = crm.show("c2")["signals"]
    assert [row["text"] for row in shown] == ["heard"] and crm.json("show s1")["text"] == "heard"
    assert "crm signal list" in crm.ok("signal --help").out and "--kind" in crm.ok("signal --help").out


def test_one_without_words_or_of_no_kind_is_refused(crm: Crm) -> None:
    assert crm("signal c1").code == 2 and crm("signal c1 x --kind rumour").code == 2
    assert "new_product" in crm("signal c1 x --kind rumour").err


def test_gifts_are_kept_with_whom_when_and_what_for(crm: Crm) -> None:
    crm.ok("gift add c1 龙井茶 --contact 王总 --cost 300 --occasion 中秋 --hobby 品茶 --day 2026-02-20 --thanks 很喜欢")
    crm.ok("gift add c1 Cake")
    first, then = crm.json("gift list --sort day")
    wanted = {"code": "g1", "what": "龙井茶", "contact": "王建国", "cost": 300, "currency": "CNY", "occasion": "中秋",
              "hobby": "品茶", "day": "2026-02-20", "thanks": "很喜欢"}  # fmt: skip
    assert {key: first[key] for key in wanted} == wanted and then["day"] == MON
    assert [row["what"] for row in crm.show("c1")["gifts"]] == ["龙井茶", "Cake"]
    assert crm.json("find 龙井茶")[0]["code"] == "c1"
