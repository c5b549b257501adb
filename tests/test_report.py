"""`crm report`: figures in groups, the records behind them, periods and what they are compared with."""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from conftest import Crm

from salescli.commands.report import READS
from salescli.core.errors import WrongUsage
from salescli.core.model import DECISION_ROLES, OUTCOMES, STAGES, VIAS
from salescli.core.reports.figures import Sum
from salescli.core.reports.period import Asked, Period, read_period
from salescli.core.when import When
from salescli.run import Options, Run
from salescli.store.records import customers, figures, people, story, view

TODAY = date(2026, 3, 11)
REPORTS = tuple(READS)


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Crm:
    """Two reps with four customers, some talks in February and March; nobody writes into it."""
    crm = Crm(tmp_path_factory.mktemp("report") / "home", today="2026-02-02")
    crm.ok("add 华星电子 --owner 张三 --grade A --source 广交会 --mobile 13800138000")
    crm.ok("contact add c1 王建国 --title 经理 --decision-role decider --mobile 13900139000")
    crm.ok("add 北方重工 --owner 李娜 --grade S --source 转介绍")
    crm.ok("add 佳美 --owner 张三 --source 广交会")
    for day, words in (
        ("2026-02-10", "log c1 介绍产品 --with 王建国 --by 张三"), ("2026-02-11", "log c2 未接 --by 李娜"),
        ("2026-03-05", "log c1 已报价 --by 张三 --next 2026-03-09"), ("2026-03-09", "log c1 成交了 --by 李娜"),
        ("2026-03-09", "log c2 未接 --by 李娜"), ("2026-03-10", "log c2 谈得不错 --outcome positive --by 李娜"),
        ("2026-03-11", "log c2 发了资料 --via email --by 李娜"),
    ):  # fmt: skip
        crm.today = day
        crm.ok(words)
    crm.ok("add 新客户")
    return crm


def groups(rows: list[dict[str, Any]], *keys: str) -> dict[Any, list[Any]]:
    return {row["group"]: [row[key] for key in keys] for row in rows}


def test_without_a_name_all_are_listed(firm: Crm) -> None:
    told = firm.json("report")
    assert [row["name"] for row in told] == [*REPORTS]
    assert not [row for row in told if "report." in str(row)]


@pytest.mark.parametrize(("by", "found"), [
    ("author", {"李娜": [4, 2, 2, 1, 0], "张三": [1, 1, 1, 0, 0]}), ("owner", {"李娜": [3, 1, 1, 0, 0], "张三": [2, 1, 2, 1, 0]}),
    ("via", {"phone": [4, 2, 3, 1, 0], "email": [1, 1, 0, 0, 0]}),
    ("week", {"2026-03-02": [1, 1, 1, 0, 0], "2026-03-09": [4, 2, 2, 1, 0]}),
    ("outcome", {"positive": [1, 1, 1, 0, 0], "proposal": [1, 1, 1, 0, 0], "won": [1, 1, 1, 1, 0], "no_answer": [1, 1, 0, 0, 0],
                 "info": [1, 1, 0, 0, 0]}),
])  # fmt: skip
def test_a_week_of_two_reps(firm: Crm, by: str, found: dict[str, list[int]]) -> None:
    rows = firm.json("report", "activity", "--by", by)
    assert groups(rows, "talks", "customers", "reached", "won", "lost") == found


def test_a_rate_says_of_how_many_and_whether_that_is_too_few(firm: Crm) -> None:
    (row,) = firm.json("report", "activity", "--by", "author", "--owner", "李娜")
    assert (row["answer_rate"], row["n"], row["few"]) == (0.5, 2, True)
    assert "too few to tell" in firm.ok("report", "activity").out


def test_a_promise_is_kept_by_who_kept_it(firm: Crm) -> None:
    assert groups(firm.json("report", "activity"), "promises_kept") == {"李娜": [1], "张三": [0]}


@pytest.mark.parametrize("name", REPORTS)
def test_the_figures_are_those_of_the_lines(firm: Crm, name: str) -> None:
    words = ["report", name, "--by", "owner", *([] if name == "neglected" else ["--year", "2026"])]
    rows, lines = firm.json(*words), firm.json(*words, "--lines")
    counted = {row["group"]: sum(line["owner"] == row["group"] for line in lines) for row in rows}
    first = next(key for key in rows[0] if key != "group")
    assert groups(rows, first) == {group: [n] for group, n in counted.items()}


def test_a_period_beside_the_one_before(firm: Crm) -> None:
    rows = firm.json("report", "activity", "--month", "3", "--compare", "previous")
    assert groups(rows, "talks", "previous", "change") == {"李娜": [4, 1, 3.0], "张三": [1, 1, 0.0]}
    rows = firm.json("report", "activity", "--month", "3", "--compare", "year")
    assert groups(rows, "previous", "change") == {"李娜": [0, None], "张三": [0, None]}


def test_only_whom_a_condition_or_an_owner_leaves(firm: Crm) -> None:
    assert [row["talks"] for row in firm.json("report", "activity", "--where", "grade=S or source=nobody")] == [3]
    assert [row["group"] for row in firm.json("report", "customers", "--by", "owner", "--owner", "张三")] == ["张三"]
    assert firm.json("report", "activity", "--where", "next within 0d and grade=D") == []


def test_who_is_neglected(firm: Crm) -> None:
    rows = {row["name"]: row for row in firm.json("report", "neglected")}
    assert rows["佳美"]["never"] and rows["佳美"]["days_late"] >= 30 and "新客户" not in rows
    assert next(iter(rows)) == "佳美", "who waits longest stands first"
    assert groups(firm.json("report", "neglected", "--by", "owner"), "customers", "never")["张三"] == [1, 1]


def test_of_very_many_only_the_first_are_shown_unless_all_are_asked_for(firm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = firm.json("report", "neglected", "--lines", "--today", "2027-03-11")
    monkeypatch.setattr("salescli.commands.report.MOST", 2)
    answer = firm.ok("-f", "json", "report", "neglected", "--today", "2027-03-11")
    assert answer.json() == everybody[:2] and len(everybody) > 2
    assert f"--lines lists all {len(everybody)}" in answer.err and f"{len(everybody)} in all" in answer.err


def test_leads_that_were_missed_are_a_share_of_those_due(firm: Crm) -> None:
    rows = firm.json("report", "customers", "--by", "owner")
    assert groups(rows, "missed", "missed_n", "missed_few")["张三"] == [0.5, 2, True]
    lines = firm.json("report", "customers", "--lines")
    assert {line["name"]: line["missed"] for line in lines} == {"华星电子": False, "北方重工": True, "佳美": True, "新客户": None}
    assert groups(firm.json("report", "neglected", "--by", "owner"), "missed_leads")["张三"] == [1]
    assert {row["name"] for row in firm.json("list", "--where", "missed=yes and owner=张三")} == {"佳美"}


def test_who_is_in_the_book(firm: Crm) -> None:
    rows = firm.json("report", "customers", "--by", "source", "--month", "3")
    assert groups(rows, "customers", "added", "touched", "never") == {
        "广交会": [2, 0, 1, 1], "转介绍": [1, 0, 1, 0], None: [1, 1, 0, 1]}  # fmt: skip
    assert [row["group"] for row in firm.json("report", "customers")] == ["first_contact", "needs", "onboarding"]
    rows = firm.json("report", "contacts", "--month", "2")
    assert groups(rows, "people", "customers", "reached", "with_phone", "with_email") == {"decider": [1, 1, 1, 1, 0]}


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("lang", ["en", "zh-CN", "zh-TW"])
def test_every_form_shows_it_in_every_language(firm: Crm, name: str, lang: str) -> None:
    for form in ("table", "csv", "md", "html", "json"):
        shown = firm.ok("--lang", lang, "-f", form, "report", name, "--by", "owner").out
        assert "张三" in shown and "report." not in shown and "column." not in shown and "Bar(" not in shown
    rows = list(csv.reader(StringIO(firm.ok("-f", "csv", "report", name, "--by", "owner").out)))
    assert len({len(row) for row in rows}) == 1


@pytest.mark.parametrize("name", REPORTS)
def test_an_empty_book_gives_an_empty_table(crm: Crm, name: str) -> None:
    assert crm.json("report", name) == []
    for form in ("table", "html"):
        assert crm.ok("-f", form, "report", name).out


def test_a_page_has_its_chart_and_nothing_that_runs(crm: Crm) -> None:
    crm.ok("add", "甲", "--owner", "<script>alert(1)</script>&\x1b[31m")
    crm.ok("log", "c1", "hello")
    page = crm.ok("-f", "html", "report", "activity", "--by", "owner").out
    assert "<svg" in page and "<rect" in page and "&lt;script&gt;" in page
    assert "<script" not in page and "\x1b" not in page and "://" not in page.replace("http://www.w3.org/2000/svg", "")


def test_a_terminal_draws_bars_where_there_is_room(firm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    for columns, drawn in (("120", True), ("60", False)):
        monkeypatch.setenv("COLUMNS", columns)
        shown = firm.ok("-f", "table", "report", "activity").out
        assert ("█" in shown) == drawn and "Activity, " in shown


@pytest.mark.parametrize(("name", "by", "key"), [
    ("activity", "负责人", "owner"), ("activity", "周", "week"), ("activity", "記錄人", "author"),
    ("customers", "等级", "grade"), ("客户", "Owner", "owner"), ("People", "决策角色", "decision_role"),
    ("被冷落的客戶", "STAGE", "stage"),
])  # fmt: skip
def test_reports_and_groups_go_by_their_labels(firm: Crm, name: str, by: str, key: str) -> None:
    plain = {"客户": "customers", "People": "contacts", "被冷落的客戶": "neglected"}.get(name, name)
    assert firm.json("report", name, "--by", by) == firm.json("report", plain, "--by", key)


def test_what_a_report_cannot_be_grouped_by_is_said_with_what_it_can(firm: Crm) -> None:
    answer = firm("--lang", "zh-CN", "report", "neglected", "--by", "月")
    assert answer.code == 2 and "负责人" in answer.err and "--by" in answer.err
    assert "客户" in firm("--lang", "zh-CN", "report", "nothing").err


def test_a_title_says_period_filter_and_day(firm: Crm) -> None:
    title = "Activity, Thu 5 Mar to Wed 11 Mar, beside Thu 26 Feb to Wed 4 Mar; grade!=C; Owner 李娜: 3 in all, as of Wed 11 Mar"
    words = ("report", "activity", "--compare", "previous", "--where", "grade!=C", "--owner", "李娜")
    assert f"<h1>{title}</h1>" in firm.ok("-f", "html", *words).out
    assert firm.ok(*words).err.strip() == title, "in a pipe it is a remark"
    assert firm.ok("-f", "md", "report", "neglected").out.startswith("## Neglected customers: 1 in all, as of Wed 11 Mar")


# --- what is added up -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def random_book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Customers of some owners and their people, with talks, corrections, retractions and promises of four months."""
    dice, crm = random.Random(5), Crm(tmp_path_factory.mktemp("sums") / "home", today="2026-03-11")
    crm.ok("init", "-y")
    run = Run(Options(home=str(crm.home), today=crm.today), "fill")
    with run.writing() as book:
        firms = [customers.add(book, {"name": f"甲{n}", "owner": dice.choice(("张三", "李娜", "")), "grade": dice.choice("SAB"),
                                      "source": dice.choice(("fair", "")), "stage": dice.choice(STAGES)})
                 for n in range(40)]  # fmt: skip
        at = {firm: [people.add_contact(book, firm, {"name": f"乙{n}", "decision_role": dice.choice(DECISION_ROLES),
                                                     "title": dice.choice(("经理", ""))}) for n in range(dice.randrange(3))]
              for firm in firms}  # fmt: skip
    with run.writing() as book:
        for firm in dice.choices(firms[:30], k=200):
            moment = datetime(2026, 3, 11, 3, tzinfo=UTC) - timedelta(hours=dice.randrange(24 * 120))
            when = When(moment.date() + timedelta(days=dice.randrange(9))) if dice.random() < 0.4 else None
            entry = story.Entry(dice.choice(OUTCOMES), moment, via=dice.choice(VIAS), contact=dice.choice((*at[firm], None)),
                                author=dice.choice(("张三", "李娜")), next=when)  # fmt: skip
            kept = story.log(book, firm, entry)
            if dice.random() < 0.1:
                story.correct(book, view.one(book, "interactions", kept.id), entry._replace(outcome="won"))
    yield run
    run.close()


ADDED_UP: dict[str, Any] = {
    "count": len, "any": lambda values: sum(map(bool, values)), "sum": sum, "most": max,
    "different": lambda values: len(set(values)), "each": lambda values: dict(Counter(values)),
}  # fmt: skip


def added_up(one: Sum, lines: list[Any]) -> Any:
    """The same in Python."""
    return ADDED_UP[one.how]([line[one.column] for line in lines] if one.column else lines)


@pytest.mark.parametrize("name", REPORTS)
def test_every_sum_is_that_of_the_lines(random_book: Run, name: str) -> None:
    kind, source, before = READS[name]
    asked = figures.Asked(date(2026, 1, 3), date(2026, 3, 11))
    for find in before:
        find(random_book.book)
    lines = list(figures.lines(random_book.book, source, asked))
    for by in filter(None, kind.by):
        groups = {group: [line for line in lines if line[by] == group] for group in {line[by] for line in lines}}
        assert lines and figures.groups(random_book.book, source, asked, by, kind.sums) == {
            group: {one: added_up(one, of) for one in kind.sums} for group, of in groups.items()}  # fmt: skip


# --- periods ------------------------------------------------------------------------------------------------------------


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(("asked", "first", "last"), [
    (Asked(), "2026-03-05", "2026-03-11"), (Asked("2026-01-05"), "2026-01-05", "2026-03-11"),
    (Asked(last="2026-02-07"), "2026-02-01", "2026-02-07"), (Asked("2026-01-05", "2026-01-09"), "2026-01-05", "2026-01-09"),
    (Asked(month="2"), "2026-02-01", "2026-02-28"), (Asked(month="3月"), "2026-03-01", "2026-03-11"),
    (Asked(month="12"), "2025-12-01", "2025-12-31"), (Asked(month="2024-02"), "2024-02-01", "2024-02-29"),
    (Asked(month="2024年2月"), "2024-02-01", "2024-02-29"), (Asked(quarter="Q4"), "2025-10-01", "2025-12-31"),
    (Asked(quarter="1"), "2026-01-01", "2026-03-11"), (Asked(quarter="2025Q2"), "2025-04-01", "2025-06-30"),
    (Asked(quarter="2025年第三季度"), "2025-07-01", "2025-09-30"), (Asked(year="2025"), "2025-01-01", "2025-12-31"),
    (Asked(year="2026年"), "2026-01-01", "2026-03-11"), (Asked(month="last"), "2026-02-01", "2026-02-28"),
    (Asked(month="上个月"), "2026-02-01", "2026-02-28"), (Asked(month="本月"), "2026-03-01", "2026-03-11"),
    (Asked(month="this month"), "2026-03-01", "2026-03-11"), (Asked(quarter="上季度"), "2025-10-01", "2025-12-31"),
    (Asked(quarter="this"), "2026-01-01", "2026-03-11"), (Asked(year="去年"), "2025-01-01", "2025-12-31"),
    (Asked(year="last year"), "2025-01-01", "2025-12-31"),
])  # fmt: skip
def test_a_period_ends_today_at_the_latest(asked: Asked, first: str, last: str) -> None:
    assert read_period(asked, TODAY, day)[:2] == (day(first), day(last))


@pytest.mark.parametrize(("asked", "key"), [
    (Asked(month="13"), "report_bad_month"), (Asked(month="2026-04"), "report_bad_month"),
    (Asked(month="May"), "report_bad_month"), (Asked(month="0000-01"), "report_bad_month"),
    (Asked(quarter="5"), "report_bad_quarter"), (Asked(quarter="2026Q2"), "report_bad_quarter"),
    (Asked(year="0"), "report_bad_year"), (Asked(year="2027"), "report_bad_year"),
    (Asked("2026-03-02", month="3"), "report_two_periods"), (Asked(quarter="1", year="2026"), "report_two_periods"),
    (Asked("2026-03-02", "2026-03-01"), "report_backwards"),
])  # fmt: skip
def test_what_is_no_period_is_named(asked: Asked, key: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        read_period(asked, TODAY, day)
    assert caught.value.key == key


@pytest.mark.parametrize(("asked", "previous", "year"), [
    (Asked(), ("2026-02-26", "2026-03-04"), ("2025-03-05", "2025-03-11")),
    (Asked(month="2"), ("2026-01-01", "2026-01-31"), ("2025-02-01", "2025-02-28")),
    (Asked(month="3"), ("2026-02-01", "2026-02-11"), ("2025-03-01", "2025-03-11")),
    (Asked(month="2024-03"), ("2024-02-01", "2024-02-29"), ("2023-03-01", "2023-03-31")),
    (Asked(quarter="2025Q1"), ("2024-10-01", "2024-12-31"), ("2024-01-01", "2024-03-31")),
    (Asked(year="2025"), ("2024-01-01", "2024-12-31"), ("2024-01-01", "2024-12-31")),
])  # fmt: skip
def test_what_it_is_compared_with(asked: Asked, previous: tuple[str, str], year: tuple[str, str]) -> None:
    found = read_period(asked, TODAY, day)
    assert found.before("previous")[:2] == tuple(map(day, previous))
    assert found.before("year")[:2] == tuple(map(day, year))


def test_a_long_month_that_is_not_over_is_compared_with_no_more_than_there_is() -> None:
    assert Period(date(2026, 3, 1), date(2026, 3, 30), 1).before("previous")[:2] == (date(2026, 2, 1), date(2026, 2, 28))
