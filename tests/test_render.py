"""Drawing: whole outputs of each form, and what holds for any name however naughty."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salescli.core.reports import Column, Layout, Parts, Report, Row
from salescli.core.text import Text, say
from salescli.render import draw, screen, svg
from salescli.render.clean import clean, cut, is_unsafe, width
from salescli.render.layout import wrap

WORDS = {
    "column.rank": "#", "column.customer": "客户", "column.person": "联系人", "column.phone": "电话",
    "column.stage": "阶段", "column.why": "原因", "column.aim": "目标", "column.touches": "接触",
    "field.notes": "备注", "page.language": "zh-CN", "day": "12月1日，周二", "late": "逾期 7 天",
}  # fmt: skip
COLUMNS = (
    Column("rank", fixed=True, right=True), Column("customer"), Column("person"), Column("phone", fixed=True),
    Column("stage", drop_below=100), Column("why"), Column("aim", drop_below=120),
    Column("touches", fixed=True, right=True, drop_below=100),
)  # fmt: skip
PHONES = ("138 0013 8000", "+886 2 2345 6789", "+49 30 901820")
NAUGHTY = (
    "[/foo]", "[red]x[/red]", ":smile:", "\x1b[31mred\x1b[0m", "\x1b]52;c;QUJD\x07", "abc\u202egpj.exe", "two\nlines",
    "\ud800", "=1+1", "\x9b31m", "a\rb", "\u2028", "\ue000", "\U000e0041", "a|b", "`x`", "<script>alert(1)</script>",
    "\u2066x\u2069", "\ufeff", "\x00", "*b* _i_ \\", "{name}", "%s", "\x7f", "王\u200b总", '"quoted", and comma',
)  # fmt: skip
SGR = re.compile(r"\x1b\[[0-9;]*m")


def words(value: object) -> str:
    if isinstance(value, Text):
        return WORDS.get(value.key, value.key)
    return "" if value is None else str(value)


def action(rank: int, name: str, person: str, phone: str, why: object, style: str = "") -> Row:
    data = {"rank": rank, "name": name, "contact": person, "phone": phone, "why": why, "due": date(2026, 11, 24)}
    cells = (rank, name, person, phone, "方案评估", why, "确认预算", 4)
    return Row(data, cells, style)


TODAY = Report(
    "today",
    COLUMNS,
    (
        action(1, "深圳市华星电子科技有限公司", "王建国 采购总监", PHONES[0], say("late"), "late"),
        action(2, "台灣積體電路", "林小姐", PHONES[1], "今天到期"),
        action(3, "[/foo]\x1b[2J", "Mr Wang", PHONES[2], "They wait for our answer since Monday", "dim"),
    ),
    title=say("day"),
)
ONE = Report(
    "show",
    (Column("customer"), Column("field.notes"), Column("aim"), Column("touches")),
    (Row({"name": "王总", "when": datetime(2026, 12, 1, 9, tzinfo=UTC)}, ("王总", "两行\n备注", None, ("一", "二"))),),
    single=True,
)
EMPTY = Report("today", COLUMNS, ())


def drawn(report: Report, form: str, wide: int = 80, colour: bool = False) -> str:
    out = io.StringIO()
    draw(report, form, words, width=wide, colour=colour, out=out)
    return out.getvalue()


def named(name: str) -> Report:
    return Report("today", COLUMNS, (action(1, name, name, PHONES[0], name), action(2, "王总", "", PHONES[1], None)))


TABLE_120 = """\
12月1日，周二
#  客户                        联系人           电话              阶段      原因                          目标      接触
────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
1  深圳市华星电子科技有限公司  王建国 采购总监  138 0013 8000     方案评估  逾期 7 天                     确认预算     4
2  台灣積體電路                林小姐           +886 2 2345 6789  方案评估  今天到期                      确认预算     4
3  [/foo]\\u001b[2J             Mr Wang          +49 30 901820     方案评估  They wait for our answer      确认预算     4
                                                                            since Monday
"""
TABLE_60 = """\
12月1日，周二
#  客户             联系人    电话              原因
────────────────────────────────────────────────────────────
1  深圳市华星电子   王建国    138 0013 8000     逾期 7 天
   科技有限公司     采购总监
2  台灣積體電路     林小姐    +886 2 2345 6789  今天到期
3  [/foo]\\u001b[2J  Mr Wang   +49 30 901820     They wait
                                                for our
                                                answer since
                                                Monday
"""
PLAIN = """\
#  客户                        联系人           电话              阶段      原因                                   目标      接触
1  深圳市华星电子科技有限公司  王建国 采购总监  138 0013 8000     方案评估  逾期 7 天                              确认预算     4
2  台灣積體電路                林小姐           +886 2 2345 6789  方案评估  今天到期                               确认预算     4
3  [/foo]\\u001b[2J             Mr Wang          +49 30 901820     方案评估  They wait for our answer since Monday  确认预算     4
"""
CSV = """\
rank,name,contact,phone,why,due
1,深圳市华星电子科技有限公司,王建国 采购总监,138 0013 8000,逾期 7 天,2026-11-24
2,台灣積體電路,林小姐,+886 2 2345 6789,今天到期,2026-11-24
3,[/foo]\x1b[2J,Mr Wang,+49 30 901820,They wait for our answer since Monday,2026-11-24
"""
MD = """\
## 12月1日，周二

| # | 客户 | 联系人 | 电话 | 阶段 | 原因 | 目标 | 接触 |
| ---: | --- | --- | --- | --- | --- | --- | ---: |
| 1 | 深圳市华星电子科技有限公司 | 王建国 采购总监 | 138 0013 8000 | 方案评估 | 逾期 7 天 | 确认预算 | 4 |
| 2 | 台灣積體電路 | 林小姐 | +886 2 2345 6789 | 方案评估 | 今天到期 | 确认预算 | 4 |
| 3 | \\[/foo\\]\\\\u001b\\[2J | Mr Wang | +49 30 901820 | 方案评估 | They wait for our answer since Monday | 确认预算 | 4 |
"""


@pytest.mark.parametrize(
    ("report", "form", "wide", "expected"),
    [
        (TODAY, "table", 120, TABLE_120),
        (TODAY, "table", 60, TABLE_60),
        (TODAY, "plain", 60, PLAIN),
        (TODAY, "csv", 60, CSV),
        (TODAY, "md", 60, MD),
        (ONE, "table", 80, "客户  王总\n备注  两行\n      备注\n接触  一\n      二\n"),
        (ONE, "table", 10, "客户\n  王总\n备注\n  两行\n  备注\n接触\n  一\n  二\n"),
        (ONE, "plain", 80, "客户: 王总\n备注: 两行 ⏎ 备注\n接触: 一\n接触: 二\n"),
        (ONE, "json", 80, '{\n  "name": "王总",\n  "when": "2026-12-01T09:00:00+00:00"\n}\n'),
        (ONE, "md", 80, "- **客户**: 王总\n- **备注**: 两行<br>备注\n- **接触**: 一<br>二\n"),
        (EMPTY, "table", 80, ""),
        (EMPTY, "json", 80, "[]\n"),
        (EMPTY, "csv", 80, ""),
        (EMPTY, "plain", 200, "#  客户  联系人  电话  阶段  原因  目标  接触\n"),
    ],
)
def test_whole_output(report: Report, form: str, wide: int, expected: str) -> None:
    assert drawn(report, form, wide) == expected


def test_html_is_a_whole_page_with_everything_escaped() -> None:
    page = drawn(named("<script>alert(1)</script>\x1b"), "html")
    assert page.startswith('<!doctype html>\n<html lang="zh-CN">\n')
    assert "<script" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;\\u001b" in page
    assert page.endswith("</table>\n</body>\n</html>\n")


def test_colour_is_only_bold_dim_and_a_tint_and_changes_no_letter() -> None:
    coloured = drawn(TODAY, "table", 100, colour=True)
    assert set(SGR.findall(coloured)) == {"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m"}
    assert "\x1b[31m1  \x1b[0m\x1b[31m深圳市华星" in coloured
    assert SGR.sub("", coloured) == drawn(TODAY, "table", 100)


FIRM, PERSON, PHONE = Column("customer", most=30), Column("person", cut=True, loose=True), Column("phone", fixed=True)
PLACE, WHY, GOAL = Column("rank", fixed=True), Column("why", most=40), Column("aim", most=40)
LAYOUTS = (
    Layout((PLACE, FIRM, PERSON, PHONE, WHY, GOAL), (), False, 90),
    Layout((PLACE, FIRM, PERSON, PHONE, WHY), ("aim",), True),
    Layout((PLACE, FIRM, PHONE), ("person", "why", "aim"), True),
)


def laid(rank: int, name: str, short: str, person: str, why: object, goal: str) -> Row:
    place = Parts(("● ", "mark"), (str(rank), "")) if rank == 1 else f"  {rank}"
    cells = (rank, name, person, PHONES[0], "", "", goal, 0)
    return Row({}, cells, screen={"rank": place, "why": why}, short={"customer": short})


LATE = Parts(("约定周一：发报价单", ""), ("（迟 3 天）", "late"))
LAID = Report(
    "today",
    COLUMNS,
    (
        laid(1, "宁波海川塑料有限公司", "宁波海川塑料", "郑海 老板", LATE, "确认预算"),
        laid(2, "Northwind Ltd.", "Northwind", "Emma Clarke, Procurement Manager", "今天到期", ""),
        laid(3, "甲", "甲", "王", "今天到期", ""),
        laid(4, "乙", "乙", "王", "今天到期", ""),
    ),
    title=say("day"),
    bare=True,
    layouts=LAYOUTS,
)
LAID_100 = """\
12月1日，周二

● 1  宁波海川塑料有限公司  郑海 老板          138 0013 8000  约定周一：发报价单（迟 3 天）  确认预算
  2  Northwind Ltd.        Emma Clarke, Pro…  138 0013 8000  今天到期
  3  甲                    王                 138 0013 8000  今天到期
  4  乙                    王                 138 0013 8000  今天到期
"""
LAID_75 = """\
12月1日，周二

● 1  宁波海川塑料  郑海 老板   138 0013 8000  约定周一：发报价单（迟 3 天）
       确认预算
  2  Northwind     Emma Clar…  138 0013 8000  今天到期
  3  甲            王          138 0013 8000  今天到期
  4  乙            王          138 0013 8000  今天到期
"""
LAID_40 = """\
12月1日，周二

● 1  宁波海川塑料  138 0013 8000
       郑海 老板
       约定周一：发报价单（迟 3 天）
       确认预算
  2  Northwind     138 0013 8000
       Emma Clarke, Procurement Manager
       今天到期
  3  甲            138 0013 8000
       王 · 今天到期
  4  乙            138 0013 8000
       王 · 今天到期
"""


@pytest.mark.parametrize(("wide", "expected"), [(100, LAID_100), (75, LAID_75), (40, LAID_40)])
def test_the_richest_layout_that_fits_is_taken(wide: int, expected: str) -> None:
    assert drawn(LAID, "table", wide) == expected


def test_only_the_mark_and_the_lateness_are_coloured() -> None:
    coloured = drawn(LAID, "table", 40, colour=True)
    assert "\x1b[1;31m● \x1b[0m1" in coloured
    assert "约定周一：发报价单\x1b[31m（迟 3 天）\x1b[0m" in coloured
    assert coloured.count("\x1b[31m") == 1
    assert SGR.sub("", coloured) == LAID_40


@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=40)), min_size=1, max_size=4), st.integers(30, 200))
def test_no_layout_is_wider_than_the_screen(rows: list[tuple[str, str]], wide: int) -> None:
    made = tuple(laid(2, name, name[:9], person, Parts((name, ""), (person, "late")), person) for name, person in rows)
    for line in drawn(LAID._replace(rows=made), "table", wide).splitlines():
        assert width(line) <= wide


EASY_TO_BREAK = st.text("王总ห้องe\u0301👩\u200d👧❤\ufe0fß -（）", min_size=1, max_size=30)


@given(EASY_TO_BREAK, EASY_TO_BREAK, st.integers(30, 120))
def test_no_name_of_any_script_widens_a_line(name: str, person: str, wide: int) -> None:
    row = laid(1, name * 3, name, person, Parts((name, ""), (person, "late")), person)
    shown = drawn(LAID._replace(rows=(row,)), "table", wide)
    assert max(map(width, shown.splitlines())) <= wide
    assert PHONES[0] in shown


@pytest.mark.parametrize("wide", [60, 80, 100, 120, 200])
@pytest.mark.parametrize("name", NAUGHTY)
def test_table_fits_is_safe_and_keeps_phones_whole(name: str, wide: int) -> None:
    coloured = drawn(named(name * 5), "table", wide, colour=True)
    plain = SGR.sub("", coloured)
    assert not [char for char in plain if char != "\n" and is_unsafe(char)]
    assert max(map(width, plain.splitlines())) <= wide
    assert PHONES[0] in plain and PHONES[1] in plain


@given(st.text(max_size=60), st.integers(1, 220))
def test_any_name_at_any_width(name: str, wide: int) -> None:
    for line in drawn(named(name), "table", wide).splitlines():
        assert "\x1b" not in line
        assert width(line) <= max(wide, 20)


@pytest.mark.parametrize("form", ["plain", "md", "html", "json"])
@pytest.mark.parametrize("name", NAUGHTY)
def test_text_forms_let_nothing_through(form: str, name: str) -> None:
    assert not [char for char in drawn(named(name), form) if char != "\n" and is_unsafe(char)]


@pytest.mark.parametrize("name", NAUGHTY)
def test_plain_is_one_line_a_row(name: str) -> None:
    assert len(drawn(named(name), "plain").splitlines()) == 3


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.text(min_size=1, max_size=5), VALUES, max_size=4), max_size=3))
def test_json_parses_back(rows: list[dict[str, object]]) -> None:
    text = drawn(Report("x", (), tuple(Row(row, ()) for row in rows)), "json")
    assert json.loads(text) == rows
    assert not [char for char in text if char != "\n" and is_unsafe(char)]


def test_json_values() -> None:
    east = timezone(timedelta(hours=8))
    data = {
        "score": 52.5, "due": date(2026, 12, 1), "at": datetime(2026, 12, 1, 9, 30, tzinfo=east), "why": say("late"),
        "reasons": ({"points": 37.5, "text": say("late")},), "tags": (), "next": None, "tag": "\U000e0041\u202e\ud800",
    }  # fmt: skip
    assert drawn(Report("x", (), (Row(data, ()),), single=True), "json") == (
        '{\n  "score": 52.5,\n  "due": "2026-12-01",\n  "at": "2026-12-01T09:30:00+08:00",\n  "why": "逾期 7 天",\n'
        '  "reasons": [\n    {\n      "points": 37.5,\n      "text": "逾期 7 天"\n    }\n  ],\n  "tags": [],\n'
        '  "next": null,\n  "tag": "\\udb40\\udc41\\u202e\\ud800"\n}\n'
    )


@given(st.lists(st.text(st.characters(exclude_characters="\r\0"), min_size=1), min_size=1, max_size=5))
def test_csv_is_lossless(names: list[str]) -> None:
    report = Report("x", (), tuple(Row({"name": name, "tags": (name,)}, ()) for name in names))
    back = list(csv.DictReader(io.StringIO(drawn(report, "csv"), newline="")))
    assert [row["name"] for row in back] == names
    assert [json.loads(row["tags"]) for row in back] == [[name] for name in names]


def test_csv_on_a_terminal_is_cleaned() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out = Terminal()
    draw(TODAY, "csv", words, width=80, colour=False, out=out)
    assert "\x1b" not in out.getvalue() and "\\u001b[2J" in out.getvalue()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("王总 Wang", "王总 Wang"), ("a\tb", "a b"), ("a\nb\n", "a ⏎ b"), ("a\r\nb", "a ⏎ b"), ("a\rb", "a\\u000db"),
        ("\x1b[1m", "\\u001b[1m"), ("\x9b", "\\u009b"), ("\u202e", "\\u202e"), ("\ud800", "\\ud800"),
        ("\ue000", "\\ue000"), ("\U000e0041", "\\U000e0041"), ("\u2028", "\\u2028"), ("\u00a0\u3000", "\u00a0\u3000"),
        ("👩\u200d👧", "👩\u200d👧"), ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"), ("a\u200db", "a\\u200db"),
        ("👩\u200d", "👩\\u200d"), ("\uffff", "\\uffff"), ("\U00031350", "\U00031350"),
    ],
)  # fmt: skip
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_clean_keeps_lines_where_asked() -> None:
    assert clean("a\r\nb\x1b\n", keep_lines=True) == "a\nb\\u001b\n"


@given(st.text())
def test_clean_twice_is_clean_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("abc", 3),
        ("王总", 4),
        ("ｶ", 1),
        ("Ａ", 2),
        ("e\u0301", 1),
        ("👩\u200d👧", 2),
        ("❤\ufe0f", 2),
        ("", 0),
        ("é", 1),
    ],
)
def test_width(text: str, cells: int) -> None:
    assert width(text) == cells


@pytest.mark.parametrize(
    ("text", "cells", "expected"),
    [
        ("华星电子", 8, "华星电子"),
        ("华星电子", 7, "华星电…"),
        ("华星电子", 6, "华星…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
    ],
)
def test_cut(text: str, cells: int, expected: str) -> None:
    assert cut(text, cells) == expected


@given(st.text(), st.integers(0, 30))
def test_cut_fits(text: str, cells: int) -> None:
    assert width(cut(clean(text), cells)) <= cells


@pytest.mark.parametrize(
    ("text", "cells", "expected"),
    [
        ("答应周二回电，逾期", 12, ["答应周二回", "电，逾期"]),
        ("报价（含税）", 6, ["报价", "（含", "税）"]),
        ("call Mr Wang again", 8, ["call Mr", "Wang", "again"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("   ", 2, [""]),
    ],
)
def test_wrap(text: str, cells: int, expected: list[str]) -> None:
    assert wrap(text, cells) == expected


@given(st.text("王总，（“” ab.e\u0301👩\u200d❤\ufe0f"), st.integers(2, 20))
def test_wrap_loses_nothing_and_fits(text: str, cells: int) -> None:
    broken = wrap(text, cells)
    assert "".join(broken).replace(" ", "") == text.replace(" ", "")
    assert all(width(line) <= cells for line in broken)


def test_picture_is_the_table_and_always_the_same() -> None:
    picture = svg(TODAY, words, 100, "crm today")
    assert picture == svg(TODAY, words, 100, "crm today")
    assert (
        picture.startswith("<svg")
        and "台灣積體電路" in picture
        and "http" not in picture.replace("www.w3.org", "")[60:]
    )
    assert not [char for char in picture if unicodedata.category(char) == "Cc" and char != "\n"]


def test_pipes_and_programs_do_not_load_rich() -> None:
    code = (
        "import sys, io; from salescli.render import draw, screen; from salescli.core.reports import *;"
        "r = Report('x', (Column('name'),), (Row({'name': 'a'}, ('a',)),));"
        "[draw(r, f, str, width=80, colour=False, out=io.StringIO()) for f in ('plain', 'json', 'csv', 'md', 'html')];"
        "print([m for m in sys.modules if m.split('.')[0] in ('rich', 'typer')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_answers_are_utf8_whatever_the_locale() -> None:
    code = "from salescli.render import screen; screen.prepare(); screen.write('王总\\ud800\\n')"
    env = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=env, check=True)
    assert done.stdout == "王总\\ud800\n".encode()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def at_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A person at a terminal; what is written to stdout and stderr."""
    seen = Terminal()
    for name in ("NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stdout", seen)
    monkeypatch.setattr(sys, "stderr", seen)
    return seen


@pytest.mark.parametrize(
    ("name", "value", "expected"), [("NO_COLOR", "1", False), ("NO_COLOR", "", True), ("TERM", "dumb", False)]
)
def test_colour(monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: bool) -> None:
    at_terminal(monkeypatch)
    assert screen.colour()
    monkeypatch.setenv(name, value)
    assert screen.colour() is expected


def test_a_pipe_has_no_colour_and_a_width_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    monkeypatch.setenv("COLUMNS", "132")
    assert not screen.colour()
    assert screen.width() == 132


def test_missing_and_closed_streams_are_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = io.StringIO()
    closed.close()
    for stream in (None, closed):
        monkeypatch.setattr(sys, "stdout", stream)
        monkeypatch.setattr(sys, "stderr", stream)
        monkeypatch.setattr(sys, "stdin", stream)
        screen.prepare()
        screen.write("x")
        screen.remark("x")
        assert not screen.colour() and not screen.can_ask()


def typed(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    waiting = iter(answers)

    def answer(prompt: str = "") -> str:
        try:
            return next(waiting)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", answer)


def test_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = at_terminal(monkeypatch)
    typed(monkeypatch, "", " 王总 ", "是", "Y", "", "nein", "0", "4", "2")
    assert screen.ask("名称", "华星") == "华星"
    assert screen.ask("名称") == "王总"
    assert [screen.confirm("?") for _ in range(4)] == [True, True, False, False]
    assert screen.choose("哪一个", ["c1 王总", "c2 \x1b[2J", "c3"]) == 1
    assert terminal.getvalue() == "  1  c1 王总\n  2  c2 \\u001b[2J\n  3  c3\n"


def test_end_of_input_interrupts(monkeypatch: pytest.MonkeyPatch) -> None:
    at_terminal(monkeypatch)
    typed(monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        screen.ask("名称")


def test_progress_is_silent_in_a_pipe_and_for_a_short_job(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = at_terminal(monkeypatch)
    with screen.progress(3, say("late"), words) as bar:
        bar.advance(3)
    assert terminal.getvalue() == ""
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with screen.progress(3, say("late"), words) as bar:
        bar.advance()
    assert sys.stderr.getvalue() == ""  # type: ignore[attr-defined]


def test_progress_shows_pace_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = at_terminal(monkeypatch)
    monkeypatch.setattr("salescli.render.bar.PATIENCE", 0)
    monkeypatch.setattr("salescli.render.bar.STEP", 0)
    with screen.progress(4, "[/foo] 导入", words) as bar:
        for _ in range(4):
            bar.advance()
    assert "[/foo] 导入" in terminal.getvalue() and "progress." in terminal.getvalue()
