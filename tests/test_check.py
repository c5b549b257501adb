"""`crm check`: what is wrong, missing or too old, by value; the month's figures; code lists; what rides along on a call."""

from __future__ import annotations

import json
from datetime import date

import pytest

from salescli.core.quality.judging import age, percent
from salescli.core.text import say


def rules(crm, text, name="mine.yaml"):
    folder = crm.home / "data" / "rules"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, "utf-8")


def checked(crm, day="2026-03-11"):
    """(code, problem, field, since) of every problem, in the order of the answer."""
    answer = crm("-f", "json", "check", "--today", day)
    rows = answer.json()
    assert answer.code == (1 if rows else 0)
    return [(row["code"], row["problem"], row["field"], row["since"]) for row in rows]


def whole(crm, name="华星电子", *more):
    """A customer of whom nothing is missing."""
    crm.ok("add", name, "--mobile", "13800138000", "--source", "广交会", *more)


def test_nothing_to_put_right_is_silence(crm):
    whole(crm)
    answer = crm("check")
    assert (answer.code, answer.out, answer.err) == (0, "", "")
    assert crm.json("check") == []


def test_an_empty_home_is_left_alone(crm):
    answer = crm("check")
    assert (answer.code, answer.out, answer.err) == (0, "", "")
    assert not crm.home.exists()


# ---------------------------------------------------------------- stale


@pytest.mark.parametrize(("field", "value", "fresh", "since"), [
    ("mobile", "13800138000", "2027-03-11", "2027-03-12"),
    ("title", "采购经理", "2026-09-11", "2026-09-12"),
    ("wechat", "wang88", "2028-03-11", "2028-03-12"),
])  # fmt: skip
def test_a_field_lives_as_long_as_its_rule_says(crm, field, value, fresh, since):
    whole(crm)
    crm.ok("contact", "add", "c1", "王伟", f"--{field}", value)
    rules(crm, "every-quarter: off\n")
    assert ("c1", "stale", field, since) not in checked(crm, fresh)
    assert ("c1", "stale", field, since) in checked(crm, since)


def test_something_of_every_customer_is_checked_each_quarter(crm):
    whole(crm)
    assert checked(crm, "2026-06-11") == []
    assert checked(crm, "2026-06-12") == [("c1", "stale", "mobile", "2026-06-12")]
    crm.ok("verify c1 mobile --today 2026-06-12")
    assert checked(crm, "2026-09-12") == []
    assert checked(crm, "2026-09-13") == [("c1", "stale", "mobile", "2026-09-13")]


def test_one_answered_call_a_quarter_is_enough(crm):
    whole(crm)
    crm.ok("log c1 hello --today 2026-06-10")
    assert checked(crm, "2026-06-12") == []


def test_a_value_is_as_old_as_the_card_it_came_from(crm, tmp_path):
    lines = "VERSION:3.0\nFN:王伟\nORG:华星电子\nTITLE:经理\nTEL;TYPE=CELL:13800138000\nREV:20240101T000000Z"
    card = f"BEGIN:VCARD\n{lines}\nEND:VCARD\n"
    (tmp_path / "old.vcf").write_text(card, "utf-8")
    crm("import old.vcf --source 展会")
    found = checked(crm)
    assert ("c1", "stale", "title", "2024-07-02") in found and ("c1", "stale", "mobile", "2025-01-02") in found


def test_a_new_value_is_fresh(crm):
    whole(crm)
    crm.ok("contact add c1 王伟 --title 经理")
    rules(crm, "every-quarter: off\n")
    crm.ok("contact edit 王伟 --title 总监 --today 2026-09-20")
    assert checked(crm, "2026-09-21") == []
    crm.ok("undo -y")
    assert checked(crm, "2026-09-21") == [("c1", "stale", "title", "2026-09-12")]


def test_conditions_hold_for_what_is_wanted_too(crm):
    whole(crm)
    whole(crm, "乙公司", "--grade", "A")
    rules(crm, "numbers: off\nevery-quarter: off\ntop: {kind: stale, when: {grade: A}, fields: mobile, life: 30d}\n")
    assert checked(crm, "2026-04-11") == [("c2", "stale", "mobile", "2026-04-11")]


def test_nobody_asks_the_lost_or_those_who_want_no_contact(crm):
    whole(crm, "甲", "--stage", "lost")
    whole(crm, "乙", "--do-not-contact", "yes")
    crm.ok("add 丙 --mobile 123")
    crm.ok("edit c3 --stage lost")
    assert checked(crm, "2028-01-01") == [("c3", "invalid", "mobile", "2026-03-11")]


# ---------------------------------------------------------------- missing, invalid, doubtful, no next step


@pytest.mark.parametrize(("line", "fields"), [
    ("add 甲 --source 广交会", ["phone"]),
    ("add 甲 --wechat wang88 --source 广交会", []),
    ("add 甲 --email a@b.cn", ["source"]),
    ("add 甲 --email a@b.cn --source x --stage needs", ["person"]),
    ("add 甲 --email a@b.cn --source x --stage evaluation", ["decision_role", "person"]),
])  # fmt: skip
def test_required_fields_by_stage(crm, line, fields):
    crm.ok(line)
    assert sorted(field for _, problem, field, _ in checked(crm) if problem == "missing") == fields


def test_a_person_brings_what_was_missing(crm):
    crm.ok("add 甲 --source x --stage evaluation")
    crm.ok("contact add c1 王伟 --office-phone 0755-83781234 --decision-role decider")
    assert checked(crm) == []


def test_who_is_responsible_is_asked_where_several_work(crm):
    crm.ok("init -y")
    whole(crm, "甲", "--stage", "needs")
    crm.ok("contact add c1 王伟")
    assert checked(crm) == []
    config = crm.home / "config.yaml"
    config.write_text(config.read_text("utf-8").replace('name: ""', "name: li"), "utf-8")
    assert checked(crm) == [("c1", "missing", "owner", "2026-03-11")]


@pytest.mark.parametrize(("option", "value", "wrong"), [
    ("mobile", "12345", True), ("mobile", "+8613800138000", False), ("phone", "400-820-8820", False),
    ("fax", "n/a", True), ("email", "wang@huaxing", True), ("email", "wang@huaxing.cn", False), ("email", "a b@c.cn", True),
])  # fmt: skip
def test_what_can_be_no_number_or_address(crm, option, value, wrong):
    crm.ok("add", "甲", "--wechat", "w1", "--source", "x", f"--{option}", value)
    assert checked(crm) == ([("c1", "invalid", option, "2026-03-11")] if wrong else [])


def test_a_number_that_is_nobodys(crm):
    whole(crm)
    crm.ok("log c1 空号")
    assert checked(crm) == [("c1", "doubtful", "mobile", "2026-03-11")]
    assert checked(crm, "2027-05-01")[0][1] == "doubtful"
    assert "stale" not in [row[1] for row in checked(crm, "2027-05-01")], "a wrong number isn't asked for its age"


def test_no_next_step(crm):
    whole(crm)
    rules(crm, "first-contact: off\nfirst-touch: off\n")
    assert checked(crm) == [("c1", "no_next_step", None, "2026-03-11")]
    crm.ok("next c1 2026-05-01 call")
    assert checked(crm) == []


# ---------------------------------------------------------------- order and form


def test_worst_first_and_by_value(crm):
    for name, grade in (("甲", "C"), ("乙", "S"), ("丙", ""), ("丁", "A")):
        crm.ok("add", name, "--wechat", "w", *(["--grade", grade] if grade else []))
    crm.ok("edit c3 --email nonsense")
    crm.ok("edit c1 --mobile 13800138000")
    crm.ok("log c1 空号")
    assert [(row[0], row[1]) for row in checked(crm)] == [
        ("c1", "doubtful"), ("c3", "invalid"), ("c2", "missing"), ("c4", "missing"), ("c3", "missing"), ("c1", "missing")
    ]  # fmt: skip


def test_a_row_says_what_and_why(crm):
    whole(crm)
    crm.ok("contact add c1 王伟 --title 采购经理")
    (row,) = [row for row in crm("-f json check --today 2027-05-11").json() if row["field"] == "title"]
    assert row == {
        "code": "c1", "name": "华星电子", "grade": None, "contact": "王伟", "field": "title", "problem": "stale",
        "since": "2026-09-12", "why": "Title of 王伟: last checked 11 Mar 2026, 14 months ago; it stays fresh for 6 months",
    }  # fmt: skip
    crm.lang = "zh-CN"
    (row,) = [row for row in crm("-f json check --today 2027-05-11").json() if row["field"] == "title"]
    assert row["why"] == "王伟的职务：上次核实是 2026年3月11日，14 个月前；有效期 6 个月"


def test_a_person_sees_a_line_a_customer_and_the_sums(crm):
    for number in range(12):
        crm.ok("add", f"公司{number}", "--mobile", f"1380013800{number % 10}")
    answer = crm("check")
    assert answer.code == 1
    assert len(answer.lines) == 1 + 10 and "Source" in answer.lines[1]
    assert answer.err.splitlines() == ["Customers: 12 with something missing (10 shown)", "crm check --all shows everybody."]
    assert len(crm("check --all").lines) == 1 + 12


def test_the_rows_can_be_used_as_a_list(crm):
    crm.ok("add 甲")
    whole(crm, "乙")
    crm("check --today 2026-03-11", typed="")
    assert crm.show("c1")["name"] == "甲"
    assert "甲" in crm("log 1 ok", typed="").out


# ---------------------------------------------------------------- the month's figures


def figures(crm, day="2026-03-11"):
    return {row["indicator"]: row for row in crm("-f", "json", "check", "--report", "month", "--today", day).json()}


def test_figures(crm):
    for name in ("甲", "乙", "丙"):
        whole(crm, name)
    crm.ok("add 丁 --email nonsense")
    now = figures(crm)
    assert {name: row["value"] for name, row in now.items()} == {
        "complete": 75, "valid": 75, "verified": 100, "fresh": 100, "next_step": 100, "changed": None,
        "duplicates": 2,  # they have one mobile
        "customers": 4,
    }
    assert (now["complete"]["aim"], now["changed"]["aim"]) == (100, 30)
    later = figures(crm, "2026-07-01")
    assert (later["verified"]["value"], later["fresh"]["value"]) == (0, 25)
    assert later["complete"]["earlier"] == [{"day": "2026-03-11", "value": 75}]


def test_the_trend_has_the_last_check_of_each_month(crm):
    whole(crm)
    for day in ("2026-03-02", "2026-03-30", "2026-04-06", "2026-04-20", "2026-05-04"):
        crm("check", "--today", day)
    assert [row["day"] for row in figures(crm, "2026-05-05")["complete"]["earlier"]] == ["2026-03-30", "2026-04-20"]
    assert "30 Mar 100 %" in crm.ok("check --report month --today 2026-05-05").out
    assert [run["command"] for run in crm.json("history")] == ["add"], "a check leaves no run that undo could take back"


def test_changes_against_what_a_year_brings(crm):
    crm.today = "2025-03-11"
    for number in range(10):
        whole(crm, f"公司{number}", "--anyway")
    crm.ok("contact add c3 王建国")
    crm.ok("contact add c4 陈工 --mobile 13700137000")
    crm.today = "2026-03-10"
    crm.ok("edit c1 --city 深圳")
    assert figures(crm)["changed"]["value"] == 0, "what was blank before hasn't changed"
    crm.ok("edit c1 --city 广州")
    crm.ok("edit c2 --mobile 13900139000")
    assert figures(crm)["changed"]["value"] == 20
    crm.ok("undo -y")
    assert figures(crm)["changed"]["value"] == 10
    crm.ok("contact edit 王建国 --left 2026-02-01")
    assert figures(crm)["changed"]["value"] == 20, "who has left can't be reached there any more"
    crm.ok("contact edit 陈工 --mobile ''")
    assert figures(crm)["changed"]["value"] == 30, "nor on a number that is no more"
    crm.ok("edit c5 --stage needs --grade A")
    crm.ok("log c6 报价")
    assert figures(crm)["changed"]["value"] == 30, "a move of ours is none of theirs"
    crm.sql("UPDATE runs SET at = '2020-01-01T00:00:00.000'")  # the real clock can't be set back by the program
    assert figures(crm)["changed"]["value"] == 0


def test_duplicates_are_counted(crm):
    whole(crm, "华星电子有限公司")
    whole(crm, "华星电子", "--anyway")
    assert figures(crm)["duplicates"]["value"] == len(crm("-f json duplicates").json()) == 1


def test_a_book_that_cannot_be_written_is_checked_all_the_same(crm):
    crm.ok("add 甲")
    crm.book.chmod(0o400)
    (crm.home / "data").chmod(0o500)
    try:
        assert crm("check").code == 1
    finally:
        (crm.home / "data").chmod(0o700)


def test_an_unknown_report(crm):
    answer = crm("check --report year")
    assert (answer.code, answer.out) == (2, "") and "month" in answer.err


@pytest.mark.parametrize(("day", "text"), [
    ("2026-03-11", say("age.days", n=0)), ("2026-01-30", say("age.days", n=40)), ("2025-01-11", say("age.months", n=14)),
    ("2025-01-12", say("age.months", n=13)), ("2024-03-11", say("age.months", n=24)), ("2023-03-01", say("age.years", n=3)),
    ("2027-01-01", say("age.days", n=0)),
])  # fmt: skip
def test_age(day, text):
    assert age(date.fromisoformat(day), date(2026, 3, 11)) == text


def test_a_hundred_percent_is_everything():
    assert (percent(999, 1000), percent(1000, 1000), percent(0, 0)) == (99, 100, None)


# ---------------------------------------------------------------- what rides along on the next call


def test_today_and_show_carry_what_to_ask(crm):
    whole(crm, "华星电子", "--grade", "B")
    crm.ok("contact add c1 王伟 --title 采购经理 --mobile 13900139000")
    day = "2027-05-11"
    (row,) = crm.json(f"today --today {day}")
    assert [(one["field"], one["text"]) for one in row["ask"]] == [
        ("title", "王伟: Title (14 months)"), ("mobile", "Mobile (14 months)"), ("mobile", "王伟: Mobile (14 months)")
    ]  # fmt: skip
    assert row["aim"] == "Build trust, learn what they need"
    assert "Title" not in crm.ok(f"today --today {day}").out  # what is only old can wait until one looks at them
    assert [one["field"] for one in crm.json(f"show c1 --today {day}")["ask"]] == ["title", "mobile", "mobile"]
    crm.ok(f"log c1 ok --verified title,mobile --today {day}")
    assert [one["text"] for one in crm.json(f"show c1 --today {day}")["ask"]] == ["Mobile (14 months)"]


def test_nothing_to_ask(crm):
    whole(crm, "华星电子", "--grade", "B")
    (row,) = crm.json("today")
    assert row["ask"] == []


def test_only_the_person_to_call_is_asked(crm):
    whole(crm, "华星电子", "--grade", "B")
    crm.ok("contact add c1 王伟 --title 经理")
    crm.ok("contact add c1 李明 --title 总监")
    (row,) = crm.json("today --today 2026-10-01")
    assert [one["text"] for one in row["ask"]] == ["王伟: Title (6 months)"]
    assert len(crm.json("show c1 --today 2026-10-01")["ask"]) == 2


# ---------------------------------------------------------------- rules of what is wanted


@pytest.mark.parametrize(("text", "line", "word"), [
    ("a: {kind: stale, fields: title}", 1, "life"),
    ("a: {kind: stale, fields: titel, life: 6m}", 1, "titel"),
    ("a: {kind: stale, fields: [title, stage], life: 6m}", 1, "stage"),
    ("a: {kind: stale, fields: title, life: 0d}", 1, "0d"),
    ("a: {kind: stale, fields: title, life: soon}", 1, "soon"),
    ("a: {kind: stale, fields: title, life: 6m, points: 5}", 1, "points"),
    ("x: off\na: {kind: required}", 2, "fields"),
    ("a:\n  kind: required\n  fields: [phone/mobil]", 3, "mobil"),
    ("a: {kind: required, fields: any}", 1, "any"),
    ("a: {kind: required, fields: title, when: {stage: needed}}", 1, "needed"),
    ("a: {kind: requird, fields: title}", 1, "required"),
])  # fmt: skip
def test_wrong_rules_are_named_with_file_and_line(crm, text, line, word):
    crm.given("init -y")
    rules(crm, text)
    answer = crm("-f json rules check")
    (row,) = answer.json()
    assert (answer.code, row["line"]) == (1, line) and word in row["problem"] and row["file"].endswith("mine.yaml")


def test_what_is_wanted_is_no_reason_to_work_out_days_anew(crm):
    whole(crm)
    crm.ok("today")
    rules(crm, "jobs: {kind: stale, fields: title, life: 1m}\n")
    assert "anew" not in crm.ok("today").err


# ---------------------------------------------------------------- code lists (R1.10)


CODES = """
type: [制造商, Trader]
industry: {电子: [electronics, 电子行业], 机械: }
source: [广交会]
"""


def test_without_a_list_everything_goes(crm):
    crm.ok("add 甲 --type whatever --industry x --status y --region z")
    assert crm.show("c1")["type"] == "whatever"


@pytest.mark.parametrize(("field", "value", "stored"), [
    ("type", "trader", "Trader"), ("type", "製造商", "制造商"), ("industry", "Electronics", "电子"),
    ("industry", "电子行业", "电子"), ("industry", "机械", "机械"), ("status", "free", "free"), ("type", "", None),
])  # fmt: skip
def test_a_list_in_force_brings_spellings_together(crm, field, value, stored):
    crm.given("init -y")
    rules(crm, CODES, "codes.yaml")
    crm.ok("add 甲 --mobile 13800138000 --type Trader")
    crm.ok("edit", "c1", f"--{field}", value)
    assert crm.show("c1")[field] == stored
    crm.ok("add", "乙", f"--{field}", value)
    assert crm.show("c2")[field] == stored


def test_what_is_not_on_the_list_is_refused_with_a_suggestion(crm):
    crm.ok("init -y")
    rules(crm, CODES, "codes.yaml")
    for line in ("add 乙 --type Tradr", "edit c1 --type Tradr"):
        crm("add 甲") if line.startswith("edit") else None
        answer = crm(line)
        assert (answer.code, answer.out) == (2, "")
        assert "Tradr" in answer.err and "Trader" in answer.err and "codes.yaml" in answer.err
    assert [row["name"] for row in crm.json("list")] == ["甲"]


def test_an_import_keeps_what_is_not_on_the_list_beside(crm, tmp_path):
    crm.ok("init -y")
    rules(crm, CODES, "codes.yaml")
    (tmp_path / "a.csv").write_text("公司,手机,行业\n甲公司,13800138000,Electronics\n乙公司,13900139000,电孑\n", "utf-8")
    first, second = crm("-f json import a.csv").json()
    assert not first["why"] and "电孑" in json.dumps(second["why"], ensure_ascii=False)
    assert "电子" in json.dumps(second["why"], ensure_ascii=False), "with what was probably meant"
    assert crm.show("c1")["industry"] == "电子"
    shown = crm.show("c2")
    assert (shown["industry"], crm.also("c2")) == (None, {"industry": ["电孑"]})
    assert {row["outcome"] for row in crm("-f json import a.csv").json()} == {"same"}


def test_old_values_are_told_once_a_list_is_in_force(crm):
    whole(crm, "甲", "--type", "whatever")
    whole(crm, "乙", "--type", "TRADER")
    rules(crm, CODES, "codes.yaml")
    assert checked(crm) == [("c1", "invalid", "type", None)]


@pytest.mark.parametrize(("text", "word"), [
    ("typ: [a]", "typ"), ("type: [a, {b: c}]", "list"), ("type: [a, A]", "a"), ("type: {a: [x], b: [x]}", "x"),
    ("- a", "codes.yaml"),
])  # fmt: skip
def test_wrong_lists_are_named(crm, text, word):
    crm.given("init -y")
    rules(crm, text, "codes.yaml")
    rows = crm("-f json rules check").json()
    assert rows and word in rows[0]["problem"]
    assert crm("add 甲").code == 3


def test_a_source_is_free_text_with_a_suggestion(crm):
    crm.ok("add 甲 --source 广交会")
    assert crm.ok("add 乙 --source 广交会").err.count("广交会") == 0
    assert "广交会" in crm.ok("add 丙 --source 广交汇").err
    assert crm.show("c3")["source"] == "广交汇"
    assert "广交会" in crm.ok("edit c1 --source 廣交會").err
    assert crm.ok("add 丁 --source 朋友介绍").err == ""


def test_the_report_remembers_how_many_pairs_there_were(crm):
    for _ in range(2):
        crm.ok("add 华星电子 --mobile 13800138000 --anyway")
    crm("--today 2026-02-10 check --report month")
    crm.ok("merge c1 c2")
    (row,) = [one for one in crm("-f json check --report month").json() if one["indicator"] == "duplicates"]
    assert (row["value"], row["earlier"]) == (0, [{"day": "2026-02-10", "value": 1}])


def test_the_table_of_a_check_names_codes(crm):
    crm.ok("add 华星电子")
    assert "c1" in crm("check").out


def test_what_nearly_everybody_lacks_is_told_once_and_hides_nothing(crm, tmp_path):
    rows = "".join(f"公司{n:02d},138000{n:05d}\n" for n in range(1, 21))
    (tmp_path / "pipeline.csv").write_text(f"公司,手机\n{rows}没号码的公司,\n", "utf-8")
    crm.ok("import pipeline.csv")
    answer = crm("check --lang zh-CN")
    assert answer.code == 1
    assert [line.split()[3:5] for line in answer.lines[1:]] == [["没号码的公司", "电话（缺）"]]
    assert "其中 21 位都缺来源：crm list --where source= 可查看" in answer.err
    assert len(crm.json("list --where source=")) == 21
    assert len(crm("check --all").lines) == 1 + 21
    assert sum(row["field"] == "source" for row in crm("check -f json").json()) == 21
