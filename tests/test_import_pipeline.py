"""Import of a pipeline: statuses, last and next contacts of other programs and of people's lists, through `crm`."""

from __future__ import annotations

import json

import pytest
from conftest import Crm

from salescli.core.exchange.card import read_moment
from salescli.core.exchange.statuses import Words, furthest
from salescli.core.model import STAGES
from salescli.importing.headers import look_up, status_words

LIST = """客户名称,联系人,手机,跟进状态,上次联系,下次联系
华星电子有限公司,王建国,13800138000,已报价,2026/3/5,2026-03-20 15:00
宏达贸易,李芳,13900139000,意向客户,3月2日,
明远科技,赵明,13700137000,重点跟踪,46084,
青禾,孙青,13400134000,流失,2024-01-05,
新起点,郑新,13300133000,未跟进,,
"""


def put(crm: Crm, text: str, name: str = "a.csv") -> str:
    """A file beside the home."""
    path = crm.home.parent / name
    path.write_text(text, "utf-8")
    return str(path)


def fates(crm: Crm, file: str, *more: str) -> list[str]:
    return [row["outcome"] for row in crm("-f", "json", "import", file, *more).json()]


def stages(crm: Crm) -> list[str]:
    """The stages of all customers, by code."""
    return [row["stage"] for row in sorted(crm.json("list"), key=lambda row: int(row["code"][1:]))]


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("stage", "words"), [
    ("first_contact", "新客户 新线索 New 未跟进 待跟进 Open_-_Not_Contacted Attempted_to_Contact"
     " 潜在客户 初步接触 0新建客户 潛在客戶"),
    ("needs", "意向 有意向 意向客户 高意向客户 A类意向客户 跟进中 需求确定_(30%) B需求确认 Qualified"
     " qualifiedtobuy In_Progress 洽談中"),
    ("evaluation", "已报价 谈判中 方案 方案/报价 C方案报价 谈判审核_(80%) Proposal"
     " Proposal/Price_Quote Negotiation Quoted 待签约 議價中"),
    ("onboarding", "成交 已成交 成交客户 已签约 E成交 赢单_(100%) Closed_Won closedwon Customer Won 成单客户 已簽約"),
    ("active", "合作中 合作客户 多次成交"), ("long_term", "老客户 长期客户 长期合作 Evangelist"),
    ("dormant", "沉睡 沉睡客户 休眠 休眠客户 暂缓 Bad_Timing Recycled Contact_in_Future 休眠客戶"),
    ("lost", "流失 已流失 流失客户 无效 无效客户 Unqualified Closed_Lost Junk Junk_Lead 输单 战败 Dead 無效 丟單"),
    ("", "重点跟踪 VIP 其他 Other 未知 成交价谈不拢 被别家签了 不成交 客户 中 - 2026-03-01"),
])  # fmt: skip
def test_words_of_other_programs(stage: str, words: str) -> None:
    known = Words(status_words(), {})
    read = {word: known.stage(word.replace("_", " ")) for word in words.split()}
    assert read == dict.fromkeys(read, stage)


def test_the_lists_of_words_name_stages_only() -> None:
    assert set(status_words().values()) == set(STAGES)


@pytest.mark.parametrize(("said", "stage"), [
    (["first_contact", "needs"], "needs"), (["needs", "lost"], "lost"), (["lost", "onboarding"], "long_term"),
    (["evaluation", "onboarding"], "onboarding"), (["dormant", "needs"], "dormant"), ([], ""),
])  # fmt: skip
def test_of_several_words_the_furthest_counts(said: list[str], stage: str) -> None:
    assert furthest(said) == furthest(reversed(said)) == stage


@pytest.mark.parametrize(("headers", "becomes"), [
    ("跟进状态 客户状态 Status 状态 客戶狀態", "customer.stage/status"),
    ("客户阶段 客户跟进阶段 销售阶段 商机阶段 Lead_Status Deal_Stage Lifecycle_Stage Pipeline_Stage Opportunity_Stage Stage"
     " Deal_-_Stage Lead_Stage 客戶階段 线索阶段", "customer.stage"),
    ("上次联系 最近跟进时间 最后联系时间 客户最后跟进时间 Last_Contacted Last_Activity Last_Activity_Date 上次聯絡"
     " Person_-_Last_activity_date", "history.last"),
    ("下次联系 下次跟进时间 客户下次跟进时间 Next_Activity Next_Step_Date Next_Activity_Date 下次聯絡"
     " Deal_-_Next_activity_date", "next.at"),
    ("成交日期 签约时间 Close_Date Deal_-_Won_time Became_a_customer_date 簽約日期", "deal.at"),
])  # fmt: skip
def test_headers_of_other_programs(headers: str, becomes: str) -> None:
    found = {header: look_up(header.replace("_", " ")) for header in headers.split()}
    assert {header: known and str(known.targets[0]) for header, known in found.items()} == dict.fromkeys(found, becomes)


# --- through the command line -----------------------------------------------------------------------------------------


def test_a_list_comes_in_with_its_stages_and_days(crm: Crm) -> None:
    file = put(crm, LIST)
    answer = crm("--lang", "zh-CN", "import", file)
    assert answer.out.splitlines() == ["共 5 行：新增 5", "按 csv、utf-8 读取。", "crm undo 可以全部撤销。"]
    assert answer.err.splitlines()[:2] == [
        "状态词：已报价 → 方案评估（1）；意向客户 → 需求确认（1）；流失 → 已流失（1）；未跟进 → 初次接触（1）。",
        "未识别的状态词，已原样保留：重点跟踪（1）。可这样指定：--map 跟进状态=stage --word 重点跟踪=needs",
    ]
    assert stages(crm) == ["evaluation", "needs", "first_contact", "lost", "first_contact"]
    days = [crm.show(f"c{n}")["last_contact"] for n in range(1, 6)]
    assert days == ["2026-03-05", "2026-03-02", "2026-03-03", "2024-01-05", None]
    assert crm.show("c1")["promises"][0]["day"][:16] == "2026-03-20T15:00"
    assert (crm.show("c3")["status"], crm.show("c1")["status"], crm.show("c1")["own"]) == ("重点跟踪", None, {})


def test_a_second_import_adds_nothing_also_later(crm: Crm) -> None:
    file = put(crm, LIST + "老友,冯友,13200132000,成交客户,2026-02-20,\n")
    crm("import", file)
    for day in ("2026-03-11", "2026-04-20", "2026-12-01"):
        again = crm("--today", day, "-f", "json", "import", file).json()
        assert [row["outcome"] for row in again] == ["same"] * 6, day
    assert [len(crm.show(f"c{n}")["interactions"]) for n in range(1, 7)] == [1, 1, 1, 1, 0, 1]


def test_the_call_list_follows_stage_and_last_contact(crm: Crm) -> None:
    crm("import", put(crm, LIST))
    rows = {row["name"]: row for row in crm.json("today", "--all")}
    assert "青禾" not in rows and "华星电子有限公司" not in rows, "lost, and promised for a later day"
    assert rows["宏达贸易"]["reasons"][0]["rule"] == "needs"


@pytest.mark.parametrize(("columns", "stage", "since"), [
    ({"成交日期": "2026-03-01"}, "onboarding", "2026-03-01"), ({"成交日期": "2026-01-05"}, "active", "2026-02-05"),
    ({"成交日期": "2023/1/5"}, "long_term", "2024-02-05"), ({"上次联系": "2026-03-01"}, "onboarding", "2026-03-01"),
    ({"上次联系": "2025-11-01"}, "active", "2025-12-02"), ({"上次联系": "2024-06-01"}, "long_term", "2025-07-02"),
    ({"成交日期": "2024-06-01", "上次联系": "2026-03-10"}, "long_term", "2025-07-02"),
    ({"成交日期": "2027-01-01"}, "onboarding", "2026-03-11"), ({}, "onboarding", "2026-03-11"),
])  # fmt: skip
def test_who_bought_long_ago_is_no_new_customer(crm: Crm, columns: dict[str, str], stage: str, since: str) -> None:
    file = put(crm, ",".join(("客户名称", "客户状态", *columns)) + "\n" + ",".join(("华星", "已成交", *columns.values())) + "\n")
    assert fates(crm, file) == ["new"]
    assert crm.sql("SELECT stage, stage_since FROM customers") == [(stage, since)]
    assert fates(crm, file) == ["same"]


def test_several_statuses_and_a_stage_of_ours(crm: Crm) -> None:
    text = "Company,Lifecycle Stage,Lead Status\nAcme,customer,Bad timing\nBeta,lead,IN_PROGRESS\nGamma,other,\n"
    crm("import", put(crm, text))
    assert stages(crm) == ["onboarding", "needs", "first_contact"]
    assert crm.show("c3")["own"] == {"Lifecycle Stage": "other"}
    crm("import", put(crm, "客户名称,阶段,客户状态\n华星,方案评估,意向客户\n", "b.csv"))
    assert (crm.show("华星")["stage"], crm.show("华星")["status"]) == ("evaluation", "意向客户")


def test_a_later_stage_is_not_moved_back_by_an_older_card(crm: Crm) -> None:
    crm.ok("add 华星 --mobile 13800138000")
    crm.ok("log c1 已报价")
    (row,) = crm("-f", "json", "import", put(crm, "客户名称,手机,跟进状态\n华星,13800138000,意向\n")).json()
    assert (row["outcome"], crm.show("c1")["stage"]) == ("joined", "evaluation") and "needs" in row["why"]


def test_a_newer_card_moves_the_stage_as_of_its_day(crm: Crm) -> None:
    crm("import", put(crm, "客户名称,手机,跟进状态,更新时间\n华星,13800138000,意向,2026-01-02\n"))
    crm("import", put(crm, "客户名称,手机,跟进状态,更新时间\n华星,13800138000,已报价,2026-03-02\n"))
    assert crm.sql("SELECT stage, stage_since FROM customers") == [("evaluation", "2026-03-02")]


# --- --word -----------------------------------------------------------------------------------------------------------


def test_a_word_is_said_and_remembered_and_forgotten(crm: Crm) -> None:
    file = put(crm, "客户名称,进展\n华星,重点\n宏达,VIP\n")
    answer = crm("import", file, "--map", "进展=stage", "--word", "重点=needs", "--word", "VIP=-")
    assert answer.code == 0 and stages(crm) == ["needs", "first_contact"]
    assert "Status words: 重点 → Needs (1)." in answer.err and "--word is remembered" in answer.err
    assert "VIP" not in answer.err and crm.show("c2")["own"] == {"进展": "VIP"}
    other = put(crm, "客户名称, 进展\n明远,重点\n安达,VIP\n", "b.csv")
    answer = crm("import", other)
    assert "As you said before for this header: 重点 → Needs (1); --word WORD= forgets it." in answer.err
    assert stages(crm) == ["needs", "first_contact", "needs", "first_contact"]
    third = put(crm, "客户名称,进展\n百盛,重点\n", "c.csv")
    answer = crm("import", third, "--word", "重点=")
    assert stages(crm)[-1] == "first_contact" and "--map 进展=stage --word 重点=needs" in answer.err
    assert "remembered" not in answer.err


def test_what_is_said_goes_over_what_is_known_and_takes_labels(crm: Crm) -> None:
    file = put(crm, "客户名称,跟进状态\n华星,意向\n宏达,Hot Lead\n")
    crm("import", file, "--word", "意向=方案评估", "--word", "hot lead=报价")
    assert stages(crm) == ["evaluation", "evaluation"]


def test_the_preview_shows_what_each_word_becomes_and_remembers_nothing(crm: Crm) -> None:
    answer = crm("import", put(crm, LIST + "老友,,,已成交,2025-12-01,\n"), "--dry-run", "--word", "重点跟踪=needs")
    rows = [line.split() for line in answer.lines]
    assert ["D", "跟进状态", "Stage", "by", "its", "header", "已报价"] in rows
    assert ["跟进状态", "已报价", "Evaluation", "1"] in rows and ["跟进状态", "重点跟踪", "Needs", "1"] in rows
    assert ["跟进状态", "已成交", "Active", "1"] in rows, "by the date of the row"
    assert "Status words" not in answer.err and "remembered" not in answer.err
    assert "重点跟踪" in crm("import", put(crm, LIST)).err and crm.json("list")[0]["code"]


def test_a_word_that_no_row_has_and_a_quoted_one(crm: Crm) -> None:
    answer = crm("import", put(crm, "Company,Lead Status\nAcme,Very hot!\n"), "--word", "warmish=needs")
    assert "No row has the status word warmish." in answer.err
    assert "--map 'Lead Status'=stage --word 'Very hot!'=needs" in answer.err


def test_unknown_words_are_named_for_programs_too(crm: Crm) -> None:
    answer = crm("-f", "json", "import", put(crm, LIST))
    assert [row["why"] for row in answer.json()] == [None] * 5
    assert "重点跟踪" in answer.err and json.loads(answer.out)


# --- days -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "country", "read"), [
    ("2026-11-03 14:30", "CN", "2026-11-03T14:30"), ("2026/11/3", "CN", "2026-11-03"), ("2026.11.3", "CN", "2026-11-03"),
    ("2026年11月3日 星期二", "CN", "2026-11-03"), ("11月3日 下午3:05", "CN", "--11-03T15:05"), ("11/3", "CN", "--11-03"),
    ("20261103", "CN", "2026-11-03"), ("46329", "CN", "2026-11-03"), ("46329.604166666664", "CN", "2026-11-03T14:30"),
    ("26-11-03", "CN", "2026-11-03"), ("26/11/3", "CN", "2026-11-03"), ("26年11月3日", "CN", "2026-11-03"),
    ("11/3/26", "US", "2026-11-03"), ("3/11/26", "GB", "2026-11-03"), ("3.11.26", "DE", "2026-11-03"),
    ("03/11/2026", "GB", "2026-11-03"), ("11/03/2026 2:05 PM", "US", "2026-11-03T14:05"), ("115/11/03", "TW", "2026-11-03"),
    ("民國115年11月3日", "TW", "2026-11-03"), ("Tue, 3 Nov 2026", "GB", "2026-11-03"), ("Nov 3, 2026", "US", "2026-11-03"),
    ("3-Nov-2026", "GB", "2026-11-03"), ("12345", "CN", ""), ("改天", "CN", ""), ("2026-02-30", "CN", ""),
    ("13800138000", "CN", ""),
])  # fmt: skip
def test_days_as_spreadsheets_and_people_write_them(text: str, country: str, read: str) -> None:
    order = "mdy" if country in ("CN", "US", "TW") else "dmy"
    assert read_moment(text, order, country) == read


@pytest.mark.parametrize(("country", "day"), [("GB", "2026-03-05"), ("CN", "2026-05-03"), ("US", "2026-05-03")])
def test_a_day_that_reads_two_ways_goes_by_the_country_and_is_told(crm: Crm, country: str, day: str) -> None:
    file = put(crm, "Company,Next Step Date\nAcme,05/03/2026\n")
    (row,) = crm("-f", "json", "--today", "2026-03-01", "import", file, "--country", country).json()
    assert crm.show("c1")["promises"][0]["day"] == day and "05/03/2026 could be two days" in row["why"]


@pytest.mark.parametrize(("last", "following", "promised"), [
    ("2026-03-01", "2026-03-05", "2026-03-05"), ("", "2026-02-20", "2026-02-20"), ("2026-03-06", "2026-03-05", ""),
    ("2026-03-05", "2026-03-05", ""), ("", "2026-01-05", ""), ("", "2026-03-11", "2026-03-11"),
])  # fmt: skip
def test_a_next_contact_that_is_late_waits_to_be_done(crm: Crm, last: str, following: str, promised: str) -> None:
    file = put(crm, f"客户名称,上次联系,下次联系\n华星,{last},{following}\n")
    crm("import", file)
    shown = crm.show("c1")
    assert [promise["day"] for promise in shown["promises"]] == ([promised] if promised else [])
    assert crm.also("c1") == ({} if promised else {"next": [following]})
    assert fates(crm, file) == ["same"]


def test_a_last_contact_tells_nothing_beside_a_talk_of_that_day(crm: Crm) -> None:
    crm.ok("add 华星 --mobile 13800138000")
    crm("--today", "2026-03-05", "log", "c1", "聊了报价")
    file = put(crm, "客户名称,手机,最近跟进时间\n华星,13800138000,2026-03-05 09:00\n")
    assert fates(crm, file) == ["same"]
    crm("import", put(crm, "客户名称,手机,最近跟进时间,最近跟进记录\n华星,13800138000,2026-03-08,要样品\n", "b.csv"))
    assert [row["text"] for row in crm.show("c1")["interactions"]] == ["要样品", "聊了报价"]


def test_several_last_contacts_are_several(crm: Crm) -> None:
    crm("import", put(crm, "Company,Last Contacted,Last Visit,Last Activity Date\nAcme,2026-03-02,2026-02-01,2026-03-02\n"))
    rows = crm.show("c1")["interactions"]
    assert [(row["at"][:10], row["via"]) for row in rows] == [("2026-03-02", "phone"), ("2026-02-01", "visit")]


def test_a_last_contact_that_is_no_day_or_has_not_been_is_kept(crm: Crm) -> None:
    crm("import", put(crm, "客户名称,上次联系\n华星,有空再说\n宏达,2027-01-01\n"))
    assert (crm.show("c1")["own"], crm.also("c2")) == ({"上次联系": "有空再说"}, {"interaction": ["2027-01-01 "]})


def test_undo_takes_the_whole_pipeline_back(crm: Crm) -> None:
    crm("import", put(crm, LIST))
    assert crm("undo", "--yes").code == 0 and crm.json("list") == []
    assert crm.sql("SELECT count(*) FROM promises WHERE deleted_at IS NULL") == [(0,)]


def test_stages_of_ours_need_no_telling(crm: Crm) -> None:
    answer = crm("import", put(crm, "客户名称,阶段\n华星,方案评估\n宏达,needs\n"))
    assert "Status words" not in answer.err and stages(crm) == ["evaluation", "needs"]


# --- days, grades and words as people write them ----------------------------------------------------------------------


@pytest.mark.parametrize(("written", "day"), [
    ("11.26", "2026-11-26"), ("12.3", "2026-12-03"), ("12月1号", "2026-12-01"), ("明天", "2026-11-27"),
    ("周五", "2026-11-27"), ("下周一", "2026-11-30"), ("明年3月", "2027-03-01"), ("周二下午3点", "2026-12-01T15:00"),
    ("Nov 30", "2026-11-30"), ("30 Nov", "2026-11-30"),
])  # fmt: skip
def test_a_next_contact_as_people_say_it_is_a_promise(crm: Crm, written: str, day: str) -> None:
    file = put(crm, f"客户名称,下次联系\n华星电子,{written}\n")
    crm("--today", "2026-11-26", "import", file)
    shown = crm("--today", "2026-11-26", "-f", "json", "show", "c1").json()
    assert ([one["day"][: len(day)] for one in shown["promises"]], shown["own"]) == ([day], {})


@pytest.mark.parametrize(("written", "day"), [("11.20", "2026-11-20"), ("昨天", "2026-11-25"), ("周五", "2026-11-20"),
                                              ("Nov 30", "2025-11-30")])  # fmt: skip
def test_a_last_contact_as_people_say_it_is_a_past_one(crm: Crm, written: str, day: str) -> None:
    crm("--today", "2026-11-26", "import", put(crm, f"客户名称,上次联系\n华星电子,{written}\n"))
    assert crm("--today", "2026-11-26", "-f", "json", "show", "c1").json()["last_contact"] == day


def test_days_that_count_from_the_import_are_told_and_count_so_ever_after(crm: Crm) -> None:
    file = put(crm, "客户名称,上次联系,下次联系\n华星电子,昨天,下周一\n宏达,11.20,next Tuesday\n")
    rows = crm("--today", "2026-11-26", "--lang", "zh-CN", "-f", "json", "import", file).json()
    assert [row["why"] for row in rows] == [
        "“昨天”从导入当天算起，按 2026-11-25 处理；“下周一”从导入当天算起，按 2026-11-30 处理",
        "“next Tuesday”不是日期，已存为自定义字段",
    ]
    assert crm("--today", "2026-11-26", "-f", "json", "show", "c2").json()["own"] == {"下次联系": "next Tuesday"}
    again = crm("--today", "2026-11-29", "-f", "json", "import", file).json()
    assert [row["outcome"] for row in again] == ["same", "same"]


@pytest.mark.parametrize(("header", "written", "grade", "told"), [
    ("意向等级", "A+", "A", True), ("客户级别", "高", "A", True), ("客户等级", "中", "B", True),
    ("意向等级", "低", "C", True), ("意向等级", "B", "B", False), ("意向等級", "高", "A", True), ("意向等级", "重要", None, True),
])  # fmt: skip
def test_grades_of_lists(crm: Crm, header: str, written: str, grade: str | None, told: bool) -> None:
    (row,) = crm("-f", "json", "import", put(crm, f"客户名称,{header}\n华星电子,{written}\n")).json()
    assert (crm.show("c1")["grade"], bool(row["why"])) == (grade, told)


@pytest.mark.parametrize(("stage", "words"), [
    ("evaluation", "报过价"), ("lost", "跟丢"), ("needs", "约见 拜访过 考虑中 重点跟进 暖 热"), ("onboarding", "催款"),
    ("dormant", "冷"), ("first_contact", "未接 Left_voicemail No_answer"),
])  # fmt: skip
def test_words_of_reps(stage: str, words: str) -> None:
    known = Words(status_words(), {})
    read = {word: known.stage(word.replace("_", " ")) for word in words.split()}
    assert read == dict.fromkeys(read, stage)


@pytest.mark.parametrize(("status", "outcome"), [
    ("Attempted to Contact", "no_answer"), ("No answer", "no_answer"), ("未接", "no_answer"), ("Left voicemail", "no_answer"),
    ("已报价", "answered"),
])  # fmt: skip
def test_a_last_contact_that_reached_nobody_is_no_talk(crm: Crm, status: str, outcome: str) -> None:
    crm("import", put(crm, f"客户名称,跟进状态,上次联系\n华星电子,{status},2026-03-05\n"))
    assert [item["outcome"] for item in crm.show("c1")["interactions"]] == [outcome]


@pytest.mark.parametrize(("lang", "why"), [
    ("zh-CN", "首次接触 10 天前，还没有后续跟进"), ("zh-TW", "首次接觸 10 天前，還沒有後續跟進"),
    ("en", "First contact 10 days ago, no follow-up since"),
])  # fmt: skip
def test_an_imported_first_contact_is_no_lead_without_any(crm: Crm, lang: str, why: str) -> None:
    crm("import", put(crm, "客户名称,上次联系\n华星电子,2026-03-01\n"))
    (row,) = crm("--lang", lang, "-f", "json", "today", "--all").json()
    assert any(reason["text"].startswith(why) for reason in row["reasons"])


def test_days_are_read_as_most_of_their_column_and_what_is_not_is_told(crm: Crm) -> None:
    rows = ("11/20/2026", "11/21/2026", "10/02/2026", "13/11/2026")
    file = put(crm, "客户名称,上次联系\n" + "".join(f"客户{n}厂,{day}\n" for n, day in enumerate(rows)))
    told = crm("--today", "2026-11-26", "--lang", "en", "-f", "json", "import", file, "--country", "DE").json()
    assert [row["why"] for row in told] == [
        None, None, "10/02/2026 read as 2026-10-02, like the other days of its column",
        "13/11/2026 can only be 2026-11-13, unlike the other days of its column",
    ]
