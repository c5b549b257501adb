"""Occasions: birthdays, anniversaries and festivals, a few days ahead, by our calendar and the lunar one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from conftest import Crm

from salescli.core.calendar.feasts import FEASTS, Yearly, as_lunar, keys_between, keys_of, read_yearly

FESTIVALS = {
    # by the calendars of the years as published
    ("spring_festival", 2026): "2026-02-17", ("spring_festival", 2027): "2027-02-06", ("dragon_boat", 2026): "2026-06-19",
    ("mid_autumn", 2026): "2026-09-25", ("mid_autumn", 2025): "2025-10-06", ("lantern_festival", 2026): "2026-03-03",
    ("double_ninth", 2026): "2026-10-18", ("teachers_day", 2026): "2026-09-10", ("christmas", 2026): "2026-12-25",
}  # fmt: skip
TOLD = {
    # day as the book keeps it, a day to look from: the next one
    ("1980-06-18", "2026-06-01"): "2026-06-18",
    ("1980-06-18", "2026-06-19"): "2027-06-18",
    ("2026-06-18", "2026-06-01"): "2027-06-18",  # the day itself is no anniversary
    ("--02-29", "2026-02-01"): "2026-02-28",
    ("--02-29", "2028-02-01"): "2028-02-29",
    ("2024-02-29", "2027-03-01"): "2028-02-29",
}


@pytest.mark.parametrize(("name", "year"), FESTIVALS)
def test_festivals_are_on_their_days(name: str, year: int) -> None:
    assert str(FEASTS[name].coming(date(year, 1, 1))) == FESTIVALS[name, year]


@pytest.mark.parametrize(("told", "since"), TOLD)
def test_days_come_round(told: str, since: str) -> None:
    assert str(read_yearly(told).coming(date.fromisoformat(since))) == TOLD[told, since]


def test_lunar_days_come_round_by_the_lunar_year() -> None:
    leap = Yearly(6, 3, True, leap=True)
    assert str(leap.coming(date(2025, 7, 1))) == "2025-07-27" and str(leap.coming(date(2026, 7, 1))) == "2026-07-16"
    assert str(Yearly(12, 30, True).coming(date(2027, 1, 1))) == "2027-02-05"  # the year's last month has 29 days
    assert as_lunar(read_yearly("1980-06-18")) == Yearly(5, 6, True, False, 1980)
    assert as_lunar(read_yearly("--06-18")) == read_yearly("--06-18")


@pytest.mark.parametrize("day", ["1980-06-18", "--02-29", "2000-02-29", "1990-12-31"])
def test_a_day_is_found_by_the_keys_of_the_day_on_which_it_is(day: str) -> None:
    for one in (read_yearly(day), as_lunar(read_yearly(day)), Yearly(8, 30, True), Yearly(6, 3, True, leap=True)):
        for year in range(2020, 2036):
            on = one.coming(date(year, 1, 1))
            assert on and keys_of(one) & keys_between(on, on), (one, on)


# ---------------------------------------------------------------- on the list


@pytest.fixture
def crm(crm: Crm) -> Crm:
    crm.given(
        "--today 2026-03-02 init -y", "--today 2026-03-02 add Huaxing --stage dormant", "--today 2026-03-02 log c1 hello",
        "--today 2026-03-02 contact add c1 王伟 --birthday 1980-06-18",
    )  # fmt: skip
    return crm


def occasion(crm: Crm, day: str, who: str = "c1") -> dict[str, Any] | None:
    found = [one for one in crm.json(f"why {who} --today {day}")["reasons"] if one["kind"] == "occasion"]
    assert len(found) <= 1
    return found[0] if found else None


def test_a_birthday_is_thought_of_in_time_and_forgotten_after(crm: Crm) -> None:
    days = ["2026-06-14", "2026-06-15", "2026-06-18", "2026-06-19"]
    assert [bool(occasion(crm, day)) for day in days] == [False, True, True, False]
    found = occasion(crm, "2026-06-15")
    assert found and (found["due"], found["text"], found["rule"]) == ("2026-06-18", "Birthday of 王伟: Thursday", "birthday")
    crm.ok("log c1 wished him well --today 2026-06-16")
    assert occasion(crm, "2026-06-17") is None and occasion(crm, "2027-06-17")


def test_its_last_day_rolls_back_to_a_working_day(crm: Crm) -> None:
    """18 June 2028 is a Sunday; the Friday before it is the last working day, and the day itself is still in time."""
    found = occasion(crm, "2028-06-16")
    assert found and found["due"] == "2028-06-16" and found["points"] == 32.5
    assert occasion(crm, "2028-06-18") and not occasion(crm, "2028-06-19")


@pytest.mark.parametrize(
    ("line", "day", "text"),
    [
        ("edit c1 --birthday 农历八月十五", "2026-09-23", "Birthday: Friday (农历八月十五)"),
        ("edit c1 --birthday 'lunar 8-15'", "2026-09-23", "Birthday: Friday (lunar8-15)"),
        ("edit c1 --founded 2016-04-10", "2026-04-07", "Founding day: Friday (10 years)"),
        ("edit c1 --special-days '结婚纪念日 4月10日'", "2026-04-08", "结婚纪念日: Friday"),
        ("log c1 yes --outcome won --at 2025-04-10", "2026-04-08", "First deal together: Friday (1 year)"),
    ],
)
def test_whose_and_which_day_is_told(crm: Crm, line: str, day: str, text: str) -> None:
    crm.ok("--today 2026-03-03 " + line)
    found = occasion(crm, day)
    assert found and found["text"] == text


def test_festivals_are_for_whom_they_fit(crm: Crm) -> None:
    for name, country, stage in (("A", "", "active"), ("B", "DE", "active"), ("C", "", "first_contact")):
        crm.ok("--today", "2026-09-01", "add", name, "--stage", stage, *(["--country", country] if country else []))
    rules = {code: {day: occasion(crm, day, code) for day in ("2026-09-23", "2026-12-22")} for code in ("c2", "c3", "c4")}
    assert {code: [one and one["rule"] for one in days.values()] for code, days in rules.items()} == {
        "c2": ["mid-autumn", None], "c3": [None, "christmas"], "c4": [None, None],
    }  # fmt: skip
    assert crm.json("why c2 --today 2026-09-23")["surfaces"] == "2026-09-23"


def test_letting_go_and_a_snooze_silence_it_and_a_promise_does_not(crm: Crm) -> None:
    crm.ok("next c1 2026-06-25 call --today 2026-06-10")
    assert occasion(crm, "2026-06-17")
    crm.ok("snooze c1 2026-06-18 --today 2026-06-10")
    assert occasion(crm, "2026-06-17") is None and occasion(crm, "2026-06-18")
    crm.ok("snooze c1 off --today 2026-06-10")
    crm.ok("next c1 off --today 2026-06-10")
    for day in (1, 2, 3, 4, 5):
        crm.ok(f"log c1 未接 --today 2026-06-0{day}")
    assert occasion(crm, "2026-06-17") is None


def test_a_birthday_by_the_lunar_calendar_where_the_rule_counts_so(crm: Crm) -> None:
    write(crm, "birthday: {kind: occasion, what: birthday, calendar: lunar, lead: 2d, points: 9}\n")
    assert occasion(crm, "2026-06-17") is None  # the sixth of the fifth month is 20 June in 2026
    found = occasion(crm, "2026-06-20")
    assert found and found["due"] == "2026-06-18"  # the 19th to the 21st are the days of the dragon boats


def test_a_day_of_ones_own_and_what_is_wrong_with_a_rule(crm: Crm) -> None:
    write(crm, "sale: {kind: occasion, what: 05-20, lead: 1d, points: 9}\n"
               "moon: {kind: occasion, what: 7-7, calendar: lunar, points: 9}\n")  # fmt: skip
    assert [bool(occasion(crm, day)) for day in ("2026-05-18", "2026-05-19", "2026-05-20")] == [False, True, True]
    assert occasion(crm, "2026-08-17") and not occasion(crm, "2026-08-20")  # 19 August is the seventh of the seventh
    for text in ("{kind: occasion, what: brithday, points: 1}", "{kind: occasion, what: 13-40, points: 1}",
                 "{kind: occasion, what: birthday, lead: 90d, points: 1}", "{kind: occasion, points: 1}"):  # fmt: skip
        write(crm, f"x: {text}\n")
        assert crm("rules check").code == 1


def write(crm: Crm, text: str) -> None:
    (crm.home / "data" / "rules" / "mine.yaml").write_text(text, "utf-8")


@pytest.fixture
def full(crm: Crm) -> Crm:
    """A book of many, some of whom have a birthday."""
    for line in _lines():
        crm.ok(line)
    return crm


def _lines() -> Iterator[str]:
    for number in range(24):
        stage = ("active", "long_term", "dormant", "lost", "evaluation", "first_contact")[number % 6]
        grade, added = "SABCD"[number % 5], f"2025-{number % 12 + 1:02}-05"
        born = ("--birthday 1980-06-18", "--birthday 农历八月十五", "--birthday 2000-02-29", "")[number % 4]
        yield f"--today {added} add F{number} --stage {stage} --grade {grade} {born}"
        if number % 3:
            yield f"--today {added} log F{number} hello"


def test_the_list_is_that_of_everybody_looked_at(full: Crm) -> None:
    """On days of birthdays, of festivals and of neither; the number of those who wait is the same, too."""
    for day in ("2026-03-05", "2026-06-15", "2026-06-18", "2026-09-24", "2026-12-24"):
        codes = [row["code"] for row in full.json(f"today --all --today {day}")]
        assert [row["code"] for row in full.json(f"today -n 100 --today {day}")] == codes
        for n in (1, 4, 9):
            answer = full(f"today -n {n} --today {day} --lang en -f json")
            assert answer.json()[0]["code"] == codes[0] and {row["code"] for row in answer.json()} <= {*codes}
            assert len(codes) <= n or f"{len(codes) - n} more wait" in answer.err, answer.err
        coming = {row["code"]: row["day"] for row in full.json(f"agenda --days 20 --today {day}")}
        assert {*codes} == {code for code, when in coming.items() if full.json(f"why {code} --today {day}")["on_list"]}
