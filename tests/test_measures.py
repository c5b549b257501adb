"""Measures: fields that are computed, wherever a field goes; and lists with columns of one's own."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import Crm

from salescli.core.records.measures import MEASURES, meets
from salescli.core.reports.rate import Rate

LANGUAGES = {"en", "zh-CN", "zh-TW"}


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Crm:
    """Three customers with people of several departments, and a lead to whom nobody spoke; nobody writes into it."""
    crm = Crm(tmp_path_factory.mktemp("measures") / "home", today="2026-01-05")
    for line in (
        "add 华星电子 --owner 张三 --grade A --set 仓库=深圳 --tag vip --mobile 13800138000 --budget 5万",
        "add 北方重工 --owner 李娜", "add 佳美 --owner 张三", "contact add c1 王建国 --department 采购部 --position-level 总监",
        "contact add c1 李工 --department 技术部 --position-level 工程师", "contact add c1 赵总 --department 采购部",
        "contact add c2 周明 --department 采购部",
    ):  # fmt: skip
        crm.ok(line)
    for day, line in (
        ("2026-01-06", "log c1 介绍产品 --with 王建国"), ("2026-01-07", "log c1 未接"),
        ("2026-02-20", "log c1 谈方案 --with 李工"),
        ("2026-03-01", "log c1 发了资料 --via email --with 赵总"), ("2026-03-02", "log c2 谈价格 --with 周明"),
        ("2026-03-05", "log c2 聊了聊"),
    ):  # fmt: skip
        crm.today = day
        crm.ok(line)
    crm.today = "2026-03-11"
    crm.ok("add 新客户")
    return crm


def column(crm: Crm, name: str, *words: str) -> dict[str, Any]:
    return {row["code"]: row[name] for row in crm.json("list", "--columns", name, *words)}


@pytest.mark.parametrize(("name", "values"), [
    ("touches", {"c1": 4, "c2": 2, "c3": 0, "c4": 0}), ("reached", {"c1": 2, "c2": 2, "c3": 0, "c4": 0}),
    ("answer_rate", {"c1": 2 / 3, "c2": 1.0, "c3": None, "c4": None}),
    ("days_since", {"c1": 10, "c2": 6, "c3": None, "c4": None}),
    ("breadth", {"c1": 4, "c2": 1, "c3": 0, "c4": 0}), ("single_tie", {"c1": False, "c2": True, "c3": None, "c4": None}),
    ("missed", {"c1": False, "c2": True, "c3": True, "c4": None}),
])  # fmt: skip
def test_what_a_measure_comes_to(firm: Crm, name: str, values: dict[str, Any]) -> None:
    assert column(firm, name) == values
    for code in values:
        assert firm.show(code)[name] == values[code]


def test_every_measure_is_tried_here() -> None:
    tried = {args[0] for args in test_what_a_measure_comes_to.pytestmark[0].args[1]}  # type: ignore[attr-defined]
    assert tried == MEASURES.keys()


@pytest.mark.parametrize(("text", "found"), [
    ("days_since>7", "c1"), ("days_since=", "c3 c4"), ("days_since!=", "c1 c2"), ("距上次联系天数<=6", "c2"),
    ("answer_rate<70%", "c1"), ("接通率>=0.7", "c2"), ("answer_rate<0.7 or days_since=", "c1 c3 c4"), ("single_tie=yes", "c2"),
    ("單線聯絡=否", "c1"), ("missed=yes", "c2 c3"), ("missed!=yes", "c1 c4"), ("breadth>1 and grade=A", "c1"),
    ("reached=2 and owner=李娜", "c2"), ("answer_rate=1", "c2"), ("stage=needs or missed=yes", "c2 c3"),
])  # fmt: skip
def test_a_measure_in_a_condition(firm: Crm, text: str, found: str) -> None:
    assert " ".join(row["code"] for row in firm.json("list", "--where", text)) == found


def test_a_measure_to_sort_by(firm: Crm) -> None:
    for typed, order in (("days_since", "c2 c1 c3 c4"), ("-days_since", "c1 c2 c3 c4"), ("接通率", "c1 c2 c3 c4")):
        assert " ".join(row["code"] for row in firm.json("list", f"--sort={typed}")) == order


def test_beside_a_rate_stands_of_how_many(firm: Crm) -> None:
    (row,) = firm.json("list", "--where", "code=c1", "--columns", "answer_rate")
    assert (row["n"], row["few"]) == (3, True)
    assert "too few to tell" in firm.ok("list --columns answer_rate").out


def test_show_says_what_there_is_to_a_measure(firm: Crm) -> None:
    shown = {one["name"]: one for one in firm.show("c1")["measures"]}
    assert shown["answer_rate"] == {"name": "answer_rate", "value": 2 / 3, "unit": "rate", "n": 3, "few": True}
    assert shown["breadth"] == {"name": "breadth", "value": 4, "unit": "count"}
    assert "too few to tell" in firm.ok("show c1").out


def test_one_tie_is_warned_of_by_whom_we_talk_to(firm: Crm) -> None:
    assert "were with 周明 alone" in firm.ok("show c2").out
    assert not firm.show("c1")["warnings"]


# --- crm measures -------------------------------------------------------------------------------------------------------


def test_all_are_listed_and_each_is_explained(firm: Crm) -> None:
    assert [row["name"] for row in firm.json("measures")] == [*MEASURES]
    told = firm.json("--lang", "zh-CN", "measures", "接通率")
    assert (told["name"], told["record"], told["unit"], told["needs"]) == ("answer_rate", "customer", "rate", ["interactions"])
    assert "未接次数" in told["formula"] and "R1.5" in told["source"]
    assert firm("measures answerrate").code == 2


@pytest.mark.parametrize("measure", MEASURES.values(), ids=[*MEASURES])
def test_a_measure_speaks_three_languages(firm: Crm, measure: Any) -> None:
    assert measure.label.keys() == measure.formula.keys() == LANGUAGES
    for language in sorted(LANGUAGES):
        shown = firm.ok("--lang", language, "measures", measure.label[language]).out
        assert measure.label[language] in shown and "unit." not in shown and "needs." not in shown and "record." not in shown


@pytest.mark.parametrize(("value", "op", "wanted", "met"), [
    (None, "=", None, True), (None, "!=", None, False), (3, "=", None, False), (3, "!=", None, True), (None, "!=", 3, True),
    (None, "=", 3, False), (None, "<", 3, False), (2, "<", 3, True), (Rate(0.5, 2), ">=", 0.5, True),
    (Rate(None, 0), "<", 1.0, False),
])  # fmt: skip
def test_what_is_empty_meets_nothing_but_that(value: Any, op: str, wanted: object, met: bool) -> None:
    assert meets(value, op, wanted) == met


# --- lists with columns of one's own ------------------------------------------------------------------------------------


def test_columns_go_by_key_label_and_own_name(firm: Crm) -> None:
    rows = firm.json("list", "--columns", "grade,距上次聯絡天數,仓库,tag,mobile,budget,联系人,next", "--where", "code=c1")
    assert [*rows[0]] == ["code", "name", "grade", "days_since", "own.仓库", "tags", "mobile", "budget", "contact", "next"]
    assert [*rows[0].values()][2:9] == ["A", 10, "深圳", ["vip"], "+8613800138000", 50000, "王建国"]
    shown = firm.ok("--lang", "zh-CN", "list", "--columns", "grade,days_since,仓库").out
    assert shown.splitlines()[0].split() == ["#", "编码", "客户", "等级", "距上次联系天数", "仓库"]


@pytest.mark.parametrize("name", [
    "code", "name", "stage", "grade", "owner", "source", "type", "do_not_contact", "phone", "email", "founded", "employees",
    "latest", "added", "changed", "contact", "title", "decision_role", "primary", "why", "aim", "urgency", "ask", "last_contact",
])  # fmt: skip
def test_any_field_is_a_column(firm: Crm, name: str) -> None:
    assert all(name in row for row in firm.json("list", "--columns", name))
    for form in ("table", "csv", "md", "html"):
        assert "column." not in firm.ok("-f", form, "list", "--columns", name).out


def test_an_unknown_column_is_named_with_what_is_near(firm: Crm) -> None:
    answer = firm("list", "--columns", "grade,answer_rat")
    assert answer.code == 2 and "answer_rate" in answer.err


def test_no_more_rows_than_asked_for(firm: Crm) -> None:
    answer = firm.ok("-f", "json", "list", "-n", "2", "--sort=-days_since")
    assert [row["code"] for row in answer.json()] == ["c1", "c2"]
    assert "2 of 4" in answer.err
    assert firm.json("list", "-n", "0") == []


@pytest.mark.parametrize("sort", ["", "name", "-grade", "owner", "-touches", "days_since", "-answer_rate", "next", "stage",
                                  "tags", "last_contact", "仓库", "-budget", "phone", "latest", "-added", "contact"])  # fmt: skip
def test_the_first_rows_are_those_of_the_whole_list(firm: Crm, sort: str) -> None:
    for where in ((), ("--where", "grade!=S"), ("--where", "next within 90d or days_since>1")):
        words = ("list", f"--sort={sort}", *where)
        assert firm.json(*words, "-n", "2") == firm.json(*words)[:2]


def test_a_view_keeps_conditions_order_and_columns(crm: Crm) -> None:
    crm.ok("add 甲 --grade A")
    crm.ok("add 乙 --grade B")
    crm.ok("list", "--where", "grade!=S", "--sort=-grade", "--columns", "grade,days_since", "--save", "mine")
    rows = crm.json("list --view mine")
    assert [(*row, row["name"]) for row in rows] == [("code", "name", "grade", "days_since", name) for name in ("乙", "甲")]
    assert [*crm.json("list --view mine --columns owner")[0]] == ["code", "name", "owner"]
    crm.ok("undo -y")
    assert len(crm.json("list --view mine")) == 1, "undo leaves the view alone"
    unknown = crm("list", "--view", "?")
    assert unknown.code == 3 and "mine" in unknown.err
    assert json.loads(crm("-f", "json", "list", "--view", "mien").err)["error"] == "view_not_found"
