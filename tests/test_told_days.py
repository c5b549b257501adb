"""What records tell the rules of their customers: events, days to come and days of each year, by declaration alone."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from typing import Any

import machines
import pytest
from conftest import Crm

from salescli.core import records
from salescli.core.language.anniversaries import named_days
from salescli.core.model import OUTCOMES
from salescli.core.ranking.facts import EVENTS, Ahead, Dated, Facts
from salescli.core.ranking.window import Window
from salescli.core.records.declaring import HAPPENED, YEARLY
from salescli.core.rules.kind import LENGTH, Kind, Said
from salescli.core.rules.kinds import KINDS
from salescli.core.rules.rule import Rule
from salescli.core.text import say
from salescli.run import Options, Run
from salescli.store.ranking import pulse

MON, TUE, FRI = "2026-03-02", "2026-03-03", "2026-03-06"


def window(rule: Rule, facts: Facts) -> Window | None:
    """From so long before a day that is open, until that day."""
    day = facts.opens("service")
    if day is None:
        return None
    first = day - timedelta(rule.own["lead"].number)
    return Window(first, first, day, 0, rule.own["lead"].number, dated=True)


COMING = Kind("coming", {"lead": LENGTH}, ("lead",), window=window,
              why=lambda rule, facts, window, day: Said(say("as_is", text=f"service on {window.due}")))  # fmt: skip
RULES = """
sold: {kind: after, event: machine_sold, within: 1d..3d, until: touch, points: 30}
service: {kind: coming, lead: 7d, points: 20}
"""


@pytest.fixture
def crm(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> Crm:
    """A rep whose program knows machines, and whose rules speak of them alone."""
    machines.declare_within(monkeypatch)
    monkeypatch.setitem(KINDS, COMING.name, COMING)
    crm.today = MON
    crm.ok("init -y")
    off = "".join(f"{row['rule']}: off\n" for row in crm.json("rules list") if row["kind"] not in ("stale", "required"))
    (crm.home / "data" / "rules" / "mine.yaml").write_text(off + RULES, "utf-8")
    crm.ok("add 甲")
    crm.ok("add 乙")
    return crm


def facts(crm: Crm, code: str = "c1") -> Facts:
    """What the rules see of a customer; the pulse as it is kept is what it comes to from scratch."""
    kept = crm.tables()["pulse"]
    with closing(Run(Options(home=str(crm.home), today=crm.today))) as run:
        found = {one.code_text: one for one in pulse.facts(run.book)}
        pulse.rebuild(run.writable())
    assert crm.tables()["pulse"] == kept
    return found[code]


def listed(crm: Crm, day: str) -> list[tuple[str, list[str]]]:
    """Who is on the list, and why; the first five are those of the whole list."""
    rows = crm.json(f"today --all --today {day}")
    assert crm.json(f"today -n 5 --today {day}") == rows[:5]
    return [(row["code"], [reason["rule"] for reason in row["reasons"]]) for row in rows]


def test_what_happened_to_a_record_is_followed_up(crm: Crm) -> None:
    crm.ok(f"machine add c1 A1 --sold {MON}")
    assert facts(crm).event("machine_sold").day == date(2026, 3, 2)
    assert listed(crm, MON) == [] and listed(crm, TUE) == [("c1", ["sold"])]
    (reason,) = crm.json(f"why c1 --today {FRI}")["reasons"]
    assert reason["text"] == "4 days since the sale: follow up (1–3 days)"
    crm.ok("log c1 hello")
    assert listed(crm, TUE) == []


def test_of_several_the_latest_counts_and_none_that_is_taken_back(crm: Crm) -> None:
    crm.ok(f"machine add c1 A1 --sold {MON}")
    crm.ok("machine add c1 A2 --sold 2026-02-01")
    assert facts(crm).event("machine_sold").day == date(2026, 3, 2)
    crm.ok("machine delete k1 -y")
    assert facts(crm).event("machine_sold").day == date(2026, 2, 1)
    crm.ok("machine edit k2 --sold ''")
    assert facts(crm).event("machine_sold") is None


def test_a_day_of_a_record_is_later_than_a_talk_before_it_was_put_in(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    """And one of a day in the past is older than any talk of that day."""
    crm.ok("log c1 hello")
    crm.ok(f"machine add c1 A1 --sold {MON}")
    assert [code for code, _ in listed(crm, TUE)] == ["c1"]
    crm.ok("log c2 hello --at 2026-03-01T08:00")
    crm.ok("machine add c2 A2 --sold 2026-03-01")
    assert [code for code, _ in listed(crm, TUE)] == ["c1"]


def test_a_day_to_come_is_open_as_long_as_the_record_says_so(crm: Crm) -> None:
    crm.ok("machine add c1 A1 --due 2026-03-20")
    crm.ok("machine add c1 A2 --due 2026-03-27")
    first, then = facts(crm).ahead
    assert first == Ahead("service", date(2026, 3, 20), "", first.record) and then.day == date(2026, 3, 27)
    assert listed(crm, "2026-03-12") == [] and listed(crm, "2026-03-13") == [("c1", ["service"])]
    crm.ok("machine edit k1 --state used")
    assert listed(crm, "2026-03-13") == [] and listed(crm, "2026-03-20") == [("c1", ["service"])]
    assert facts(crm).opens("service") == date(2026, 3, 27)


def test_the_list_asks_the_book_no_more_for_it(crm: Crm) -> None:
    crm.ok(f"machine add c1 A1 --sold {MON} --due 2026-03-06")
    with closing(Run(Options(home=str(crm.home), today=FRI))) as run:
        asked: list[str] = []
        book = run.book
        book.db.set_trace_callback(asked.append)
        assert pulse.facts_of(book, book.db.execute("SELECT id FROM customers").fetchone()[0]).ahead
    assert len([sql for sql in asked if "pulse" in sql or "dated" in sql]) == 1


def test_days_of_each_year_are_the_customers_and_its_peoples(crm: Crm) -> None:
    crm.ok("edit c1 --founded 1999-05-04")
    crm.ok("contact add c1 王建国 --birthday 农历八月十五 --special-days '结婚纪念日 6月18日；入职 2015-03-01'")
    crm.ok("log c1 x --outcome won --at 2026-02-03")
    crm.ok("log c1 x --outcome won")
    (person,) = crm.json("contact list c1")
    his = person["id"]
    assert facts(crm).days == (
        Dated("birthday", "农历八月十五", his, True, name="王建国"), Dated("first_deal", "2026-02-03"),
        Dated("founded", "1999-05-04"), Dated("special_day", "2015-03-01", his, text="入职", name="王建国"),
        Dated("wedding", "--06-18", his, text="结婚纪念日", name="王建国"),
    )  # fmt: skip
    crm.ok("contact edit 王建国 --left 2026-03-01")
    assert [one.kind for one in facts(crm).days] == ["first_deal", "founded"]
    crm.ok("undo -y")
    crm.ok("contact move 王建国 c2")
    assert len(facts(crm).days) == 2 and len(facts(crm, "c2").days) == 3


def test_a_file_brings_them_too(crm: Crm) -> None:
    file = crm.home.parent / "cards.csv"
    file.write_text("公司,姓名,生日,成立日期\n丙,李一,1980-06-18,\n丁,李二,,2001-01-02\n甲,李三,1981-07-19,\n", "utf-8")
    crm.ok("import", str(file))
    found = {code: [one[:2] for one in facts(crm, code).days] for code in ("c1", "c3", "c4")}
    assert found == {"c1": [("birthday", "1981-07-19")], "c3": [("birthday", "1980-06-18")], "c4": [("founded", "2001-01-02")]}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("结婚纪念日 6月18日", [("结婚纪念日", "--06-18", True)]),
        ("2015-06-18", [("", "2015-06-18", False)]),
        ("wedding: 18 June, joined 2015-03-01", [("wedding", "--06-18", True), ("joined", "2015-03-01", False)]),
        ("June 18 (wedding)", [("wedding", "--06-18", True)]),
        ("結婚 農曆八月十五、小孩生日 2018/3/4", [("結婚", "農曆八月十五", True), ("小孩生日", "2018-03-04", False)]),
        ("--06-18", [("", "--06-18", False)]),
        ("喜欢钓鱼", []), ("房号 1302", []), ("13月40日", []), ("", []),
    ],
)  # fmt: skip
def test_days_are_found_in_what_people_note(text: str, days: list[Any]) -> None:
    assert list(named_days(text)) == days


def test_what_tells_of_something_has_a_name_of_its_own() -> None:
    told = [one.tells for table in records.TABLES for one in table.columns if one.tells]
    assert {(one.sort, one.name) for one in told if one.sort == YEARLY} == {
        (YEARLY, name) for name in ("birthday", "founded", "special_day")}  # fmt: skip
    assert not {*records.events()} & {*OUTCOMES, *EVENTS}
    assert len(records.events()) == sum(
        len(next(one.allowed for one in table.columns if one.name == column.tells.by)) if column.tells.by else 1
        for table in records.TABLES for column in table.columns if column.tells and column.tells.sort == HAPPENED)  # fmt: skip
