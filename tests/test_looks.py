"""What a rep sees: whole screens of the demo book at four widths, numbers, names, days and reasons as people write them.

`pytest tests/test_looks.py --update-docs` writes the screens of tests/screens/ anew; look at each before it is kept.
"""

from __future__ import annotations

import re
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from conftest import Crm
from hypothesis import given
from hypothesis import strategies as st

from salescli import run as running
from salescli.core.language.grouping import grouped
from salescli.core.language.shortnames import short_names, shorter
from salescli.core.ranking.wording import Near, how_often, how_soon, said_on
from salescli.core.text import Text, say
from salescli.render.clean import width

SCREENS = Path(__file__).parent / "screens"
TUESDAY = "2026-11-24"
WIDTHS = (60, 80, 100, 140)
COMMANDS = {"today": "today", "show": "show c1", "list": "list", "find": "find 0001", "agenda": "agenda", "why": "why c1",
            "brief": "brief c4"}  # fmt: skip


@pytest.fixture(scope="module", params=["zh-CN", "en", "zh-TW"])
def demo(request, tmp_path_factory):
    """The demo book in each language, on a Tuesday."""
    here = tmp_path_factory.mktemp("demo")
    crm = Crm(here / "mine", TUESDAY, request.param)
    zone = {"TZ": "America/New_York"} if crm.lang == "en" else {}
    made = crm.process("demo", env={"TMPDIR": str(here), "LANG": "C", **zone})
    assert made.returncode == 0, made.stderr
    crm.home = Path(re.search(r"\S*salescli-demo-\w+", made.stderr)[0].rstrip("，;"))
    if zone:
        config = crm.home / "config.yaml"
        config.write_text(config.read_text("utf-8").replace('time_zone: ""', f"time_zone: {zone['TZ']}"), "utf-8")
    return crm


class HalfPastSix(datetime):
    """A clock that stands still: the list names the time at customers who live by another one than the rep."""

    @classmethod
    def now(cls, tz=None):
        return datetime(2026, 11, 24, 18, 30, tzinfo=UTC)


def screen(crm: Crm, line: str, wide: int, monkeypatch) -> str:
    monkeypatch.setenv("COLUMNS", str(wide))
    monkeypatch.setattr(running, "datetime", HalfPastSix)
    return crm.ok(*line.split(), "-f", "table").out


@pytest.mark.parametrize("command", COMMANDS)
def test_the_screens(demo, command, monkeypatch, settle):
    made = "".join(f"=== {wide}\n{screen(demo, COMMANDS[command], wide, monkeypatch)}" for wide in WIDTHS)
    settle(SCREENS / f"{command}.{demo.lang}.txt", made)


@pytest.mark.parametrize("wide", [44, *WIDTHS, 200])
def test_no_line_is_wider_than_the_screen_and_no_number_is_cut(demo, wide, monkeypatch):
    for command in COMMANDS.values():
        shown = screen(demo, command, wide, monkeypatch)
        assert max(map(width, shown.splitlines())) <= wide, command
    shown = re.sub(r"\D", "", screen(demo, "today", wide, monkeypatch))
    for row in demo.json("today"):
        assert row["phone"][-7:] in shown


def test_a_row_a_customer_where_it_fits(demo, monkeypatch):
    rows = demo.json("today")
    shown = screen(demo, "today", 140 if demo.lang != "en" else 200, monkeypatch).splitlines()
    assert len(shown) == len(rows) + 2


def test_the_demo_book_speaks_the_reps_language(demo):
    names = " ".join(row["name"] for row in demo.json("list"))
    first = {"en": "Copperline Electric Corp.", "zh-CN": "深圳市华星电子有限公司", "zh-TW": "晶研科技股份有限公司"}
    assert first[demo.lang] in names
    assert (demo.lang == "en") == (not re.search("[\u4e00-\u9fff]", names))


def test_the_demo_book_is_a_good_day(demo):
    rows = demo.json("today")
    assert len(rows) == 12
    assert {reason["kind"] for row in rows for reason in row["reasons"]} == {"promise", "waiting", "after", "retry", "cadence"}
    assert max(row["days_late"] for row in rows) <= 7
    assert sum(row["touches"] == 0 for row in rows) >= 3
    stages = {row["stage"] for row in demo.json("today --all")}
    assert {"first_contact", "needs", "evaluation", "onboarding", "active", "long_term", "dormant"} == stages


@pytest.mark.parametrize("day", ["2026-11-22", "2026-11-23", "2026-11-26", "2026-11-28", "2027-02-28"])
def test_the_demo_book_is_good_on_other_days_too(crm, day, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    crm.today = day
    rows = crm.ok("demo", "-f", "json").json()
    kinds = {reason["kind"] for row in rows for reason in row["reasons"]}
    assert kinds == {"promise", "waiting", "after", "retry", "cadence"}
    assert max(row["days_late"] for row in rows) <= 9


def test_the_head_says_what_remarks_say_elsewhere(demo, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    table, plain = demo.ok("today -f table"), demo.ok("today")
    head = {"en": "Tue, Nov 24 · 12 today · 0 done · ", "zh-CN": "周二 11月24日 · 今天 12 位 · 已联系 0 · 另有 ",
            "zh-TW": "週二 11月24日 · 今天 12 位 · 已聯絡 0 · 另有 "}[demo.lang]  # fmt: skip
    assert table.out.startswith(head) and table.err == ""
    assert head[:6] not in plain.out and len(plain.err.splitlines()) == 2


def test_the_head_counts_those_who_were_called(crm, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    for n in range(5):
        crm.ok(f"add Firm{n}")
    crm.ok("log c1 hello")
    assert crm.ok("today -f table").out.startswith("Wed 11 Mar · 5 today · 1 done\n")
    assert crm.ok("today -f table -n 2").out.startswith("Wed 11 Mar · 2 today · 1 done · 2 more waiting\n")


# ---------------------------------------------------------------- never two alike


def test_two_firms_are_never_shown_alike(crm, monkeypatch):
    for name in ("华星电子有限公司", "华星电子股份有限公司", "Acme Ltd.", "Acme Inc.", "海川塑料有限公司", "同名", "同名"):
        crm.ok("add", name)
    for wide in WIDTHS:
        for command in ("today", "list", "agenda"):
            shown = screen(crm, command, wide, monkeypatch)
            for name in ("华星电子有限公司", "华星电子股份有限公司", "Acme Ltd.", "Acme Inc.", "同名 (c6)", "同名 (c7)"):
                assert shown.count(name) == 1, (wide, command, name, shown)
            assert "海川塑料" in shown


CORES, MORE = ("华星", "海川塑料", "Acme", "Texas Co"), ("", "电子", " & Sons")
FORMS = ("", "有限公司", "股份有限公司", "（集团）有限公司", " Ltd.", ", Inc.", " GmbH", " Co., Ltd.", " co ltd")
FIRM = st.builds("{}{}{}".format, st.sampled_from(CORES), st.sampled_from(MORE), st.sampled_from(FORMS))
FIRMS = st.lists(FIRM, unique_by=str.casefold, max_size=12)


@given(FIRMS)
def test_different_names_stay_different(names):
    short = short_names(names)
    assert len({name.casefold() for name in short}) == len(names)
    assert all(name.strip() for name in short)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("宁波海川塑料有限公司", "宁波海川塑料"), ("台灣晶研科技股份有限公司", "台灣晶研科技"),
        ("东莞市锐进五金制品厂", "东莞市锐进五金制品厂"),
        ("某某有限责任公司", "某某"), ("有限公司", "有限公司"), ("華有限公司", "華有限公司"), ("株式会社トヨタ", "トヨタ"),
        ("Thornbury & Hale Ltd.", "Thornbury & Hale"), ("Bergmann Werkzeuge GmbH & Co. KG", "Bergmann Werkzeuge"),
        ("Sierra Drone Works, Inc.", "Sierra Drone Works"), ("Jingyan Technology Co., Ltd.", "Jingyan Technology"),
        ("Costco", "Costco"), ("Inc", "Inc"), ("AB Ltd", "AB Ltd"), ("王建国", "王建国"), ("Acme S.A.", "Acme"),
    ],
)  # fmt: skip
def test_legal_forms_go_where_room_is_short(name, expected):
    assert shorter(name) == expected


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("number", "country", "expected"),
    [
        ("+8613900010001", "CN", "139 0001 0001"), ("+8613900010001", "US", "+86 139 0001 0001"),
        ("+861082345678", "CN", "010-8234 5678"), ("+8675526880001", "CN", "0755-2688 0001"),
        ("+865925550012", "CN", "0592-555 0012"), ("+861082345678", "TW", "+86 10 8234 5678"),
        ("+864008881234", "CN", "400-888-1234"), ("+447700900123", "CN", "+44 7700 900123"),
        ("+447700900123", "GB", "07700 900123"), ("+442079460123", "US", "+44 20 7946 0123"),
        ("+441632960123", "GB", "01632 960123"), ("+441614960123", "CN", "+44 161 496 0123"),
        ("+13125550142", "US", "(312) 555-0142"), ("+13125550142", "CA", "(312) 555-0142"),
        ("+13125550142", "CN", "+1 312-555-0142"), ("+886912000178", "TW", "0912-000-178"),
        ("+886912000178", "CN", "+886 912 000 178"), ("+886223456789", "TW", "02-2345-6789"),
        ("+886223456789", "CN", "+886 2 2345 6789"), ("+85291234567", "HK", "9123 4567"),
        ("+85291234567", "CN", "+852 9123 4567"), ("+4915123456789", "CN", "+49 1512 3456789"),
        ("+498912345678", "DE", "089 12345678"), ("+33612345678", "CN", "+33 6 12 34 56 78"),
        ("+819012345678", "JP", "090-1234-5678"), ("+6581234567", "CN", "+65 8123 4567"),
        ("+5511987654321", "CN", "+55 119 8765 4321"), ("+61412345678", "AU", "0412 345 678"),
        ("0755-268", "CN", "0755-268"), ("+86", "CN", "+86"), ("", "CN", ""), ("+86138", "CN", "+86138"),
    ],
)  # fmt: skip
def test_numbers_are_grouped_as_people_read_them(number, country, expected):
    assert grouped(number, country) == expected


E164, FROM = st.from_regex(r"\+[1-9][0-9]{0,14}", fullmatch=True), st.sampled_from(("CN", "US", "TW", "GB", "DE", "JP", "FR"))


@given(E164, FROM)
def test_no_digit_of_a_number_is_lost(number, country):
    digits = re.sub(r"\D", "", grouped(number, country))
    assert number[1:].endswith(digits) or number[1:].endswith(digits.removeprefix("0"))
    assert len(digits) >= len(number) - 4


# ---------------------------------------------------------------- days and reasons


def test_americans_write_their_days_and_times(crm, monkeypatch):
    crm.ok("add Acme")
    crm.ok("next", "c1", "2026-03-20 15:00", "call")
    assert "Fri 20 Mar 15:00" in crm.ok("show c1").out
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert "Fri, Mar 20, 3:00 PM" in crm.ok("show c1").out
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert "Fri 20 Mar 15:00" in crm.ok("show c1").out
    monkeypatch.setenv("LANG", "C.UTF-8")
    (crm.home / "config.yaml").write_text("country: US\n", encoding="utf-8")
    assert "Fri, Mar 20, 3:00 PM" in crm.ok("show c1").out
    assert "3月20日 周五 15:00" in crm.ok("show c1 --lang zh-CN").out


@pytest.mark.parametrize(
    ("when", "brief", "expected"),
    [
        (date(2026, 11, 24), False, say("near.0")), (date(2026, 11, 23), False, say("near.-1")),
        (date(2026, 11, 25), True, say("near.1")), (date(2026, 11, 20), False, say("near.weekday.4")),
        (date(2026, 11, 30), False, say("near.weekday.0")), (date(2026, 12, 1), False, date(2026, 12, 1)),
        (date(2025, 11, 20), True, date(2025, 11, 20)),
    ],
)  # fmt: skip
def test_days_that_are_near_go_by_what_people_call_them(when, brief, expected):
    assert said_on(Near(when, brief=brief), date(2026, 11, 24)) == expected


def test_a_day_that_is_past_is_no_weekday_in_a_list():
    found = said_on(Near(date(2026, 11, 20), brief=True), date(2026, 11, 24))
    assert isinstance(found, Text) and found.key == "date.bare"


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (7, 7, say("every.week")), (30, 31, say("every.month")), (30, 30, say("every.month")),
        (5, 10, say("every.range", first=5, last=10)), (9, 9, say("every.days", n=9)),
        (30, 92, say("every.range.months", first=1, last=3)),
        (61, 92, say("every.range.months", first=2, last=3)), (90, 180, say("every.range.months", first=3, last=6)),
        (60, 61, say("every.months", n=2)), (30, 45, say("every.range", first=30, last=45)),
    ],
)  # fmt: skip
def test_cadences_in_words(first, last, expected):
    assert how_often(first, last) == expected


@pytest.mark.parametrize(("first", "last", "key"), [(0, 1, "within.day"), (1, 2, "within.range"), (7, 7, "within.days")])
def test_deadlines_in_words(first, last, key):
    assert how_soon(first, last).key == key


REASONS = (
    ("add 甲 --stage needs", "log c1 hello", "2026-03-23", "12 days since last contact (every 5–10 days)",
     "12 天没联系了（每 5–10 天）"),
    ("add 甲", "", "2026-03-11", "New lead: first follow-up within 24 hours",
     "新线索，24 小时内首次跟进"),
    ("add 甲", "", "2026-03-13", "New lead, 2 days without follow-up (within 24 hours)",
     "新线索 2 天了，还没跟进（24 小时内）"),
    ("add 甲", "log c1 已报价", "2026-03-12", "Quoted yesterday: confirm they have it (1–2 days)",
     "昨天报的价，该确认收到（1–2 天）"),
    ("add 甲", "log c1 已报价", "2026-03-15", "Quoted 4 days ago: confirm they have it (1–2 days)",
     "报价 4 天了，该确认收到（1–2 天）"),
    ("add 甲", "log c1 投诉", "2026-03-11", "Complaint today, not solved yet", "今天投诉，还没处理完"),
    ("add 甲", "log c1 投诉", "2026-03-13", "Complaint unsolved for 2 days", "投诉 2 天未处理完"),
    ("add 甲", "log c1 --outcome asked 要报告", "2026-03-17", "Waiting 6 days for our answer", "等我方答复 6 天了"),
    ("add 甲", "next c1 2026-03-16 发正式报价单", "2026-03-19", "Promised for Monday: 发正式报价单 (3 days late)",
     "约定周一：发正式报价单（迟 3 天）"),
    ("add 甲", "next c1 2026-03-16", "2026-03-16", "Contact promised for today", "约定联系：今天"),
    ("add 甲", "log c1 未接", "2026-03-12", "No answer yesterday: try again at another time", "昨天未接，换个时间再试"),
)  # fmt: skip


@pytest.mark.parametrize(("added", "done", "day", "en", "zh"), REASONS)
def test_reasons_in_plain_words(crm, added, done, day, en, zh):
    crm.ok(added)
    if done:
        crm.ok(done)
    crm.today = day
    for lang, expected in (("en", en), ("zh-CN", zh)):
        (row,) = crm.json("today", "--lang", lang)
        assert row["reasons"][0]["text"].partition(" – due day moved")[0].partition("，遇休息日")[0] == expected


# ---------------------------------------------------------------- one thing to ask


def test_only_what_is_missing_or_wrong_is_asked_for(crm, monkeypatch):
    crm.ok("add 甲 --grade A --mobile 13800138000 --source 广交会")
    crm.ok("contact add c1 王建国 --title 总经理")
    crm.today = "2027-01-20"
    assert "核实" not in screen(crm, "today --lang zh-CN", 100, monkeypatch)  # all is old, but that can wait
    crm.ok("add 乙 --mobile 138001 --grade A")
    assert screen(crm, "today --lang zh-CN", 100, monkeypatch).count("核对：手机 138001") == 1


# ---------------------------------------------------------------- the agenda's load


def test_a_full_day_moves_the_less_urgent_on_and_says_so(crm, monkeypatch):
    for n in range(1, 8):
        crm.ok(f"add Firm{n} --grade {'SABCDAB'[n - 1]}")
    crm.ok("next c7 2026-03-12 call")  # who can't wait keeps the day
    (crm.home / "config.yaml").write_text("capacity: 3\n", encoding="utf-8")
    answer = crm.ok("agenda -f json")
    rows = [(row["day"], row["code"]) for row in answer.json()]
    assert [row for row in rows if row[0] == "2026-03-11"] == [("2026-03-11", code) for code in ("c1", "c2", "c6")]
    assert [row for row in rows if row[0] == "2026-03-12"] == [("2026-03-12", code) for code in ("c7", "c3", "c4")]
    assert [row for row in rows if row[0] == "2026-03-13"] == [("2026-03-13", "c5")]
    assert "3 calls a day" in answer.err
    moved = {row["code"]: row["why"] for row in answer.json()}
    assert moved["c5"].endswith("moved from today") and "moved" not in moved["c1"]
    assert "3 more find no room until" in crm.ok("agenda --days 0 -f json").err
    shown = screen(crm, "agenda", 100, monkeypatch)
    assert shown.splitlines()[0] == "Wed 11 Mar · 3" and "Thu 12 Mar · 3" in shown


def test_the_agenda_moves_nobody_to_a_day_off(crm):
    crm.today = "2026-03-13"
    for n in range(4):
        crm.ok(f"add Firm{n}")
    (crm.home / "config.yaml").write_text("capacity: 3\n", encoding="utf-8")
    assert [row["day"] for row in crm.json("agenda")] == ["2026-03-13"] * 3 + ["2026-03-16"]


def test_overdue_ones_come_first_in_a_day(crm):
    crm.ok("add Late --stage needs --grade D")
    crm.ok("log c1 hello")
    crm.today = "2026-04-20"
    crm.ok("add New --grade S")
    rows = crm.json("agenda")
    assert [(row["code"], row["urgency"]) for row in rows] == [("c1", "week"), ("c2", "week")]


# ---------------------------------------------------------------- the one view


def test_show_has_numbers_in_groups_on_a_screen_and_whole_elsewhere(crm, monkeypatch):
    crm.ok("add 华星 --phone 0755-26880001 --stage evaluation --grade A --industry 电子 --city 深圳 --notes 大客户")
    crm.ok("contact add c1 王建国 --title 总经理 --mobile 13800138000 --email w@hx.cn")
    crm.ok("next", "c1", "2026-03-13 15:00", "送样品")
    assert screen(crm, "show c1 --lang zh-CN", 80, monkeypatch).startswith(
        "华星（c1） · A · 方案评估\n\n"
        "下次联系  周五 15:00  送样品\n"
    )
    shown = screen(crm, "show c1 --lang zh-CN", 80, monkeypatch)
    assert "王建国 ★  总经理  138 0013 8000  w@hx.cn\n" in shown
    assert "0755-2688 0001" in shown and "基本资料  行业 电子  深圳\n" in shown
    plain = crm.ok("show c1 --lang zh-CN").out
    assert "+8613800138000" in plain and "客户: 华星（c1）\n" in plain
