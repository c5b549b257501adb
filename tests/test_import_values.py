"""Import, values and story: closed values in any language, what fits no field, past contacts and next steps, through `crm`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import Crm

from salescli.core.exchange.values import closed, spellings
from salescli.core.language.lexicon import Lexicon
from salescli.core.model import CHOICES

HISTORY = """客户名称,联系人,手机,沟通时间,沟通方式,沟通内容,沟通结果,沟通人
华星电子有限公司,王建国,13800138000,2026-01-05 14:30,电话,聊了报价,有意向,小李
华星电子有限公司,王建国,13800138000,2026-02-05,微信,发了样册,已发资料,小李
华星电子有限公司,王建国,13800138000,2026-03-05,上门拜访,他们签了,成交,小王
宏达贸易,李娜,13900139000,2026-03-06,飞鸽,没人在,说不清,小王
"""


def put(crm: Crm, text: str, name: str = "a.csv") -> str:
    """A file beside the home."""
    path = crm.home.parent / name
    path.write_text(text, "utf-8")
    return str(path)


def fates(crm: Crm, file: str, *more: str) -> list[str]:
    return [row["outcome"] for row in crm("-f", "json", "import", file, *more).json()]


def told(crm: Crm, who: str) -> list[tuple[str, str, str, str, str]]:
    """Day, channel, outcome, text, author of the interactions, oldest first."""
    found = crm.show(who)["interactions"]
    return [(row["at"][:10], row["via"], row["outcome"], row["text"], row["author"]) for row in reversed(found)]


# --- values -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("header", "cell", "field", "value"), [
    ("阶段", "需求确认", "stage", "needs"), ("階段", "需求確認", "stage", "needs"), ("Stage", "long-term", "stage", "long_term"),
    ("客户等级", "A级", "grade", "A"), ("客户等级", "b类客户", "grade", "B"), ("Grade", "Class C", "grade", "C"),
    ("年收入", "300万", "yearly_revenue", 3_000_000), ("员工数", "1,200人", "employees", 1200),
    ("请勿联系", "是", "do_not_contact", True),
])  # fmt: skip
def test_values_are_taken_however_they_are_written(crm: Crm, header: str, cell: str, field: str, value: object) -> None:
    (row,) = crm("-f", "json", "import", put(crm, f'客户名称,{header}\n华星,"{cell}"\n')).json()
    assert (row["outcome"], row["why"]) == ("new", None)
    shown = crm.show("c1")
    assert (shown[field], shown["own"]) == (value, {})


@pytest.mark.parametrize(("header", "cell", "field", "empty"), [
    ("客户等级", "重要", "grade", None),
    ("年收入", "很多", "yearly_revenue", None), ("员工数", "约200人", "employees", None),
    ("员工数", "9" * 30, "employees", None), ("请勿联系", "不知道", "do_not_contact", False),
])  # fmt: skip
def test_what_is_no_value_of_its_field_is_kept_and_told(crm: Crm, header: str, cell: str, field: str, empty: object) -> None:
    file = put(crm, f"客户名称,{header}\n华星,{cell}\n")
    (row,) = crm("-f", "json", "import", file).json()
    assert row["outcome"] == "new" and cell in row["why"]
    shown = crm.show("c1")
    assert (shown[field], shown["own"], crm.also("c1")) == (empty, {}, {field: [cell]})
    assert fates(crm, file) == ["same"]


def test_every_key_is_a_spelling_of_itself(crm: Crm) -> None:
    from datetime import date

    known = spellings({}, {}, date(2026, 3, 11), lambda: Lexicon({}))
    assert all(closed(known, kind, key) == key for kind, keys in CHOICES.items() for key in keys)


# --- past contacts ------------------------------------------------------------------------------------------------------


def test_history_becomes_interactions_with_their_own_time_author_and_outcome(crm: Crm) -> None:
    file = put(crm, HISTORY)
    assert fates(crm, file) == ["new", "joined", "joined", "new"]
    assert told(crm, "c1") == [
        ("2026-01-05", "phone", "positive", "聊了报价", "小李"),
        ("2026-02-05", "wechat", "info", "发了样册", "小李"),
        ("2026-03-05", "visit", "won", "他们签了", "小王"),
    ]
    assert told(crm, "c2") == [("2026-03-06", "other", "answered", "没人在 · 说不清 · 飞鸽", "小王")]
    shown = crm.show("c1")
    assert (shown["stage"], shown["last_contact"], shown["touches"]) == ("onboarding", "2026-03-05", 3)
    assert "小王" in crm("show", "c1").out


def test_history_comes_in_once_and_goes_at_one_undo(crm: Crm) -> None:
    file = put(crm, HISTORY)
    crm("import", file)
    assert fates(crm, file) == ["same"] * 4
    assert len(told(crm, "c1")) == 3
    assert crm("undo", "--yes").code == 0, "the second run, which changed nothing"
    assert crm("undo", "--yes").code == 0
    assert crm.json("list") == []


@pytest.mark.parametrize("order", [1, -1])
def test_moves_of_stage_follow_the_calendar_not_the_file(crm: Crm, order: int) -> None:
    head, *rows = HISTORY.splitlines()[:4]
    extra = "华星电子有限公司,王建国,13800138000,2026-02-20,电话,报了价,已报价,小李"
    put(crm, "\n".join([head, *[rows[0], rows[1], extra, rows[2]][::order]]) + "\n")
    crm("import", str(crm.home.parent / "a.csv"))
    assert crm.show("c1")["stage"] == "onboarding"


def test_a_stage_that_the_file_says_is_not_moved_by_its_history(crm: Crm) -> None:
    crm("import", put(crm, "客户名称,阶段,沟通时间,沟通内容,沟通结果\n华星,合作中,2026-02-20,签了,成交\n"))
    assert crm.show("c1")["stage"] == "active"


def test_history_of_a_known_customer_moves_a_stage_only_forward(crm: Crm) -> None:
    crm.ok("add 华星 --mobile 13800138000")
    crm.ok("log c1 已报价")
    put(crm, "客户名称,沟通时间,沟通内容,沟通结果\n华星,2025-02-20,签了,成交\n")
    assert fates(crm, str(crm.home.parent / "a.csv")) == ["joined"]
    shown = crm.show("c1")
    assert (shown["stage"], shown["last_contact"], shown["touches"]) == ("evaluation", "2026-03-11", 2)


def test_a_past_contact_keeps_a_promise_that_was_due_by_then(crm: Crm) -> None:
    crm.ok("add 华星 --mobile 13800138000")
    crm("--today", "2026-03-01", "next", "c1", "2026-03-04", "发报价")
    assert crm.show("c1")["promises"]
    crm("import", put(crm, "客户名称,沟通时间,沟通内容\n华星,2026-03-05,报价聊过了\n"))
    assert crm.show("c1")["promises"] == []


@pytest.mark.parametrize(("when", "own", "also"), [
    ("2027-01-01", {}, {"interaction": ["2027-01-01 聊了"]}), ("改天", {"沟通时间": "改天", "沟通内容": "聊了"}, {}),
    ("", {"沟通内容": "聊了"}, {}),
])  # fmt: skip
def test_a_talk_of_no_day_that_has_been_is_kept_as_it_is(crm: Crm, when: str, own: Any, also: Any) -> None:
    (row,) = crm("-f", "json", "import", put(crm, f"客户名称,沟通时间,沟通内容\n华星,{when},聊了\n")).json()
    assert bool(row["why"]) == bool(when)
    shown = crm.show("c1")
    assert (shown["interactions"], shown["own"], crm.also("c1")) == ([], own, also)


def test_a_day_without_its_year_is_the_nearest(crm: Crm) -> None:
    crm("import", put(crm, "客户名称,沟通时间,沟通内容,下次跟进时间\n华星,5月3日,聊了,5月3日\n宏达,3月11日,聊了,3月11日\n"))
    assert [told(crm, who)[0][0] for who in ("c1", "c2")] == ["2025-05-03", "2026-03-11"]
    assert [crm.show(who)["promises"][0]["day"] for who in ("c1", "c2")] == ["2026-05-03", "2026-03-11"]


@pytest.mark.parametrize("when", ["2026-03-03T14:30:00Z", "2026-03-03 14:30 UTC", "2026-03-03T15:30:00+01:00",
                                  "2026-03-03 09:30 -0500"])  # fmt: skip
def test_a_time_with_its_offset_is_that_moment(crm: Crm, when: str) -> None:
    crm("import", put(crm, f"客户名称,沟通时间,沟通内容\n华星,{when},聊了\n"))
    assert crm.sql("SELECT at FROM interactions") == [("2026-03-03T14:30:00Z",)]


@pytest.mark.parametrize("when", ["2026-03-03 14:30", "2026-03-03"])
def test_history_comes_in_once_in_any_zone(crm: Crm, when: str) -> None:
    file = put(crm, f"客户名称,沟通时间,沟通内容\n华星,{when},聊了\n")
    for zone in ("Asia/Shanghai", "America/New_York", "Europe/Berlin"):
        assert crm.process("import", file, env={"TZ": zone}).returncode == 0
    assert len(told(crm, "c1")) == 1


def test_a_next_step_that_was_promised_is_the_same_when_its_day_is_over(crm: Crm) -> None:
    file = put(crm, "客户名称,下次跟进时间,下一步\n华星,2026-03-20,发报价\n")
    assert fates(crm, file) == ["new"]
    assert [row["outcome"] for row in crm("--today", "2026-04-20", "-f", "json", "import", file).json()] == ["same"]
    assert crm.show("c1")["own"] == {}


def test_the_fair_form_tells_of_what_has_no_day(crm: Crm) -> None:
    (row,) = crm("-f", "json", "import", put(crm, "公司名称,姓名,展会洽谈,洽谈日期\n华星,王建国,要报价,\n")).json()
    assert "without its day" in row["why"]


def test_who_follows_up_is_the_author_of_a_talk_and_else_the_owner(crm: Crm) -> None:
    crm("import", put(crm, "客户名称,跟进人,跟进时间,跟进内容\n华星,李娜,2026-02-01,聊了\n"))
    crm("import", put(crm, "客户名称,跟进人\n宏达,李娜\n"))
    assert (told(crm, "c1")[0][-1], crm.show("c1")["owner"], crm.show("c2")["owner"]) == ("李娜", None, "李娜")


def test_a_second_column_of_talks_is_kept(crm: Crm) -> None:
    crm("import", put(crm, "客户名称,沟通时间,沟通内容,跟进时间,跟进记录\n华星,2026-02-01,聊了,2026-02-05,又聊了\n"))
    shown = crm.show("c1")
    assert [row["text"] for row in shown["interactions"]] == ["聊了"]
    assert shown["own"] == {"跟进时间": "2026-02-05", "跟进记录": "又聊了"}


def test_english_history_in_another_zone_and_spelling(crm: Crm) -> None:
    text = "Company,Date,Summary,Contact Channel,Call Outcome,Contacted By\nAcme,03/05/2026 3:15 PM,Signed!,Meeting,Won,Ann\n"
    crm("import", put(crm, text), "--country", "US")
    assert told(crm, "c1") == [("2026-03-05", "visit", "won", "Signed!", "Ann")]
    assert "15:15" in crm("show", "c1").out


# --- next steps ---------------------------------------------------------------------------------------------------------

NEXT = "客户名称,下次跟进时间,下一步\n华星,2026-03-20 15:00,发报价\n宏达,2025-01-01,回访\n明远,,回访\n"


def test_a_next_step_is_promised_once(crm: Crm) -> None:
    file = put(crm, NEXT)
    first, second, third = crm("-f", "json", "import", file).json()
    assert (first["why"], third["why"]) == (None, None) and "2025-01-01" in second["why"]
    (promise,) = crm.show("c1")["promises"]
    assert (promise["day"][:16], promise["text"]) == ("2026-03-20T15:00", "发报价")
    assert [crm.show(who)["own"] for who in ("c1", "c2", "c3")] == [{}, {}, {"下一步": "回访"}]
    assert crm.also("c2") == {"next": ["2025-01-01 回访"]}
    assert fates(crm, file) == ["same"] * 3
    crm.ok("next c1 off")
    assert fates(crm, file) == ["same"] * 3, "what was dropped is not promised again"


def test_an_open_promise_is_not_replaced(crm: Crm) -> None:
    crm.ok("add 华星")
    crm.ok("next c1 2026-03-15 样品")
    crm("import", put(crm, NEXT))
    assert [(row["text"], row["state"]) for row in crm.show("c1")["promises"]] == [("样品", "open")]


def test_a_move_of_stage_is_told(crm: Crm) -> None:
    answer = crm("import", put(crm, HISTORY))
    assert answer.code == 0 and "4 rows: 2 new; 2 joined" in answer.out
    assert "First contact → Needs" in answer.out and "Needs → First month" in answer.out


# --- no firm ------------------------------------------------------------------------------------------------------------


def test_words_that_say_there_is_no_firm_make_no_customer_and_join_nobody(crm: Crm) -> None:
    words = ("个人", "自由职业", "无", "無", "暂无", "self-employed", "Freelance", "none", "n/a", "False", "0", "?",
             "selbständig")  # fmt: skip
    rows = [f"P{number},{word},1380013800{number:02}"[:30] for number, word in enumerate(words)]
    firms = ["Li Lei,None Such Ltd,13900139000", "王明,个人护理用品厂,13900139001"]
    file = put(crm, "\n".join(["name,company,mobile", *rows, *firms]))
    assert fates(crm, file) == ["new"] * (len(words) + 2)
    names = [row["name"] for row in crm.json("list")]
    assert names == [*(f"P{number}" for number in range(len(words))), "None Such Ltd", "个人护理用品厂"]
    assert "自由职业" in str(crm.show("c2")["contacts"][0]["notes"])
    assert fates(crm, file) == ["same"] * (len(words) + 2)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-09T20:30:00-05:00", "2026-03-10"),
        ("2026-03-09T23:30:00+08:00", "2026-03-09"),
        ("2026-03-09T20:30:00Z", "2026-03-10"),
        ("2026-03-09 20:30", "2026-03-09"),
    ],
)
def test_a_stage_begins_on_the_reps_day_wherever_its_file_was_written(crm, tmp_path, text, day):
    crm.ok("init --yes")
    (crm.home / "config.yaml").write_text("time_zone: Asia/Shanghai\n", encoding="utf-8")
    (tmp_path / "a.csv").write_text(f"Company,Contact,Last Contacted\nAcme,Bob,{text}\n", encoding="utf-8")
    crm.ok("import a.csv")
    assert crm.show("c1")["last_contact"] == day
    crm.ok("export whole.json")
    book = json.loads((tmp_path / "whole.json").read_text("utf-8"))
    assert book["customers"][0]["stage_since"] == day
