"""Working days of the customer's country: what ships, what a rep adds, quiet weeks, and what is said of them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import Crm

import salescli
from salescli.calendars import Calendars, countries, days_off
from salescli.core.calendar.lunar import FIRST_YEAR, LAST_YEAR, LunarDay, qingming, to_lunar, to_solar
from salescli.core.ranking.workdays import ANYWHERE, Calendar

CHINA = Calendars({}, str)("CN")
ONE_DAY = timedelta(days=1)


def days(*texts: str) -> list[date]:
    return [date.fromisoformat(text) for text in texts]


# ---------------------------------------------------------------- the lunar calendar


LUNAR = {
    # ours: lunar year, month, day, leap; published days, among them those that simple tables have wrong
    "1900-01-31": (1900, 1, 1, False),
    "1954-11-25": (1954, 11, 1, False),
    "1978-09-17": (1978, 8, 15, False),
    "2020-05-23": (2020, 4, 1, True),
    "2023-03-22": (2023, 2, 1, True),
    "2025-07-25": (2025, 6, 1, True),
    "2026-02-16": (2025, 12, 29, False),
    "2026-02-17": (2026, 1, 1, False),
    "2026-06-19": (2026, 5, 5, False),
    "2026-09-25": (2026, 8, 15, False),
    "2027-02-06": (2027, 1, 1, False),
    "2033-12-22": (2033, 11, 1, True),
    "2034-02-19": (2034, 1, 1, False),
    "2057-09-28": (2057, 8, 30, False),
    "2100-02-09": (2100, 1, 1, False),
}


@pytest.mark.parametrize("ours", LUNAR)
def test_lunar_days_are_those_published(ours: str) -> None:
    year, month, day, leap = LUNAR[ours]
    assert to_lunar(date.fromisoformat(ours)) == (year, LunarDay(month, day, leap))
    assert to_solar(year, LunarDay(month, day, leap)) == date.fromisoformat(ours)


def test_each_lunar_day_leads_back_to_its_day_and_years_join() -> None:
    day, last = date(1900, 1, 31), date(2100, 12, 31)
    while day <= last:
        found = to_lunar(day)
        assert found and to_solar(*found) == day
        day += 11 * ONE_DAY
    for year in range(FIRST_YEAR, LAST_YEAR):
        begins, ends = to_solar(year, LunarDay(1, 1)), to_solar(year + 1, LunarDay(1, 1))
        assert begins and ends and (ends - begins).days in (353, 354, 355, 383, 384, 385)


def test_every_day_is_that_of_another_library() -> None:
    lunar_python = pytest.importorskip("lunar_python", reason="an oracle that only some machines have")
    for number in range(date(1900, 1, 31).toordinal(), date(2100, 12, 31).toordinal(), 97):
        day = date.fromordinal(number)
        theirs = lunar_python.Solar.fromYmd(day.year, day.month, day.day).getLunar()
        month = theirs.getMonth()
        assert to_lunar(day) == (theirs.getYear(), LunarDay(abs(month), theirs.getDay(), month < 0)), day


def test_days_that_a_year_hasnt_are_kept_near() -> None:
    assert to_solar(2026, LunarDay(4, 1, leap=True)) == to_solar(2026, LunarDay(4, 1))
    assert to_solar(2026, LunarDay(12, 30)) == to_solar(2026, LunarDay(12, 29)) == date(2027, 2, 5)
    assert to_solar(1899, LunarDay(1, 1)) is to_solar(2101, LunarDay(1, 1)) is to_lunar(date(1900, 1, 30)) is None
    assert [qingming(year) for year in (2024, 2026, 2027)] == days("2024-04-04", "2026-04-05", "2027-04-05")


# ---------------------------------------------------------------- what ships


def test_china_of_2026_is_as_published() -> None:
    """The notice of the State Council: 33 days off, six days of weekends on which people work."""
    off = [("2026-01-01", "2026-01-03"), ("2026-02-15", "2026-02-23"), ("2026-04-04", "2026-04-06"), ("2026-05-01", "2026-05-05"),
           ("2026-06-19", "2026-06-21"), ("2026-09-25", "2026-09-27"), ("2026-10-01", "2026-10-07")]  # fmt: skip
    work = days("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10")
    day = date(2026, 1, 1)
    while day.year == 2026:
        is_off = any(first <= day.isoformat() <= last for first, last in off) or (day.weekday() >= 5 and day not in work)
        assert CHINA.is_working_day(day) != is_off, day
        day += ONE_DAY


@pytest.mark.parametrize(
    ("country", "off", "work"),
    [
        ("TW", "2026-02-27", "2026-02-26"),
        ("HK", "2026-07-01", "2026-07-02"),
        ("US", "2026-11-26", "2026-11-27"),
        ("JP", "2026-11-23", "2026-11-24"),
        ("SG", "2026-08-10", "2026-08-11"),
        ("DE", "2026-12-25", "2026-12-24"),
        ("SA", "2026-11-27", "2026-11-29"),  # Friday is off, Sunday isn't
        ("CN", "2027-05-03", "2027-05-04"),
        ("XX", "2026-11-28", "2026-12-25"),
    ],
)
def test_days_off_of_a_country(country: str, off: str, work: str) -> None:
    calendar = Calendars({}, str)(country)
    if country == "CN":
        assert not calendar.is_published(date(2027, 5, 3)) and calendar.is_working_day(date(2027, 5, 3))
        assert not calendar.is_working_day(date(2027, 2, 5)) and not calendar.is_working_day(date(2027, 10, 1))
        return
    assert not calendar.is_working_day(date.fromisoformat(off)) and calendar.is_working_day(date.fromisoformat(work))
    assert calendar.is_published(date(2030, 1, 1))


def test_what_ships_can_be_read_and_no_rest_is_endless() -> None:
    shipped = json.loads((Path(salescli.__file__).parent / "holidays.json").read_text("utf-8"))
    assert countries() == tuple(sorted(shipped)) and len(shipped) > 40
    for code, known in shipped.items():
        calendar = Calendar(code, known)
        for year, marks in known["days"].items():
            for mark in marks.split():
                day = date.fromisoformat(f"{year}-{mark.lstrip('+')[:2]}-{mark.lstrip('+')[2:]}")
                assert calendar.is_working_day(day) == mark.startswith("+"), (code, day)
    assert Calendar("ZZ", {}, {"rest": [0, 1, 2, 3, 4, 5, 6]}).roll(date(2026, 3, 2)) == date(2026, 3, 2)


def test_whose_days_are_plain_weekends() -> None:
    made = Calendars({"US": {"work": ["2026-11-28"]}}, str)
    assert [made(code).is_plain for code in ("XX", "JP", "SA", "CN", "US")] == [True, True, False, False, False]
    assert made("US").is_working_day(date(2026, 11, 28)) and ANYWHERE.roll_back(date(2026, 11, 29)) == date(2026, 11, 27)


# ---------------------------------------------------------------- on the list


@pytest.fixture
def crm(crm: Crm) -> Crm:
    crm.given("--today 2026-09-29 init -y")
    return crm


def due(crm: Crm, today: str, who: str = "c1") -> list[str]:
    reasons = crm.json(f"why {who} --today {today}")["reasons"]
    return [reason["due"] for reason in reasons if reason["kind"] != "occasion"]


@pytest.mark.parametrize(
    ("last", "country", "wanted"),
    [
        ("2026-09-28", "", "2026-10-08"),  # five days later is 3 October, in the holiday
        ("2026-09-28", "DE", "2026-10-05"),
        ("2026-10-05", "", "2026-10-10"),  # a Saturday on which China works
        ("2026-10-05", "日本", "2026-10-13"),  # 10 October is a Saturday, the 12th the day of sports
        ("2026-11-21", "US", "2026-11-27"),  # the 26th is Thanksgiving
    ],
)
def test_due_days_keep_to_the_customers_country(crm: Crm, last: str, country: str, wanted: str) -> None:
    crm.ok("--today", last, "add", "Huaxing", "--stage", "evaluation", *(["--country", country] if country else []))
    crm.ok(f"--today {last} log c1 hello")
    assert due(crm, "2026-12-20") == [wanted]


def test_quiet_weeks_move_cadences_and_first_contacts_but_nothing_else(crm: Crm) -> None:
    for name, stage in (("Huaxing", "evaluation"), ("Nova", "first_contact")):
        crm.ok("--today", "2027-01-27", "add", name, "--stage", stage)
    crm.ok("--today 2027-01-27 log c1 hello")  # three to five days later: 1 February is in the quiet weeks
    assert due(crm, "2027-02-20") == ["2027-02-15"]  # the 12th, a Friday, is their last day
    told = crm.json("why c1 --today 2027-02-16")["reasons"][0]["text"]
    assert "after the quiet weeks" in told
    crm.ok("--today 2027-01-29 log c1 offer --outcome proposal")
    assert {r["rule"]: r["due"] for r in crm.json("why c1 --today 2027-02-20")["reasons"]} == {
        "proposal-sent": "2027-02-01", "evaluation": "2027-02-15",
    }  # fmt: skip
    (crm.home / "data" / "rules" / "holidays.yaml").write_text("CN: {quiet: off}\n", "utf-8")
    assert {r["rule"]: r["due"] for r in crm.json("why c1 --today 2027-02-20")["reasons"]} == {
        "proposal-sent": "2027-02-01", "evaluation": "2027-02-03",
    }  # fmt: skip


def test_a_year_that_is_not_published_says_so(crm: Crm) -> None:
    crm.ok("--today 2026-12-28 add Huaxing --stage evaluation")
    crm.ok("--today 2026-12-28 log c1 hello")
    answer = crm("why c1 --today 2026-12-29 --lang en")
    assert "days off of 2027 in CN are not published yet" in answer.err
    crm.ok("add Nova --stage evaluation")
    assert "not published" not in crm("why c2 --lang en").err


def test_days_of_ones_own_are_kept_off_the_list_at_once(crm: Crm) -> None:
    crm.ok("--today 2026-11-02 add Huaxing --stage evaluation --country VN")
    crm.ok("--today 2026-11-02 log c1 hello")
    assert due(crm, "2026-12-01") == ["2026-11-09"]
    rules = crm.home / "data" / "rules"
    (rules / "holidays.yaml").write_text("VN: {off: 2026-11-09..2026-11-10, weekend: [sat, sun]}\n", "utf-8")
    assert due(crm, "2026-12-01") == ["2026-11-11"]
    (rules / "VN.ics").write_bytes(EVENTS)
    assert due(crm, "2026-12-01") == ["2026-11-12"]
    crm.ok("rules check")
    assert [row["due"] for row in crm.json("today --all --today 2026-12-01")] == ["2026-11-12"]


EVENTS = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//somebody//EN\r
BEGIN:VEVENT\r
UID:1\r
DTSTART;VALUE=DATE:20201111\r
RRULE:FREQ=YEARLY\r
SUMMARY:Day of everybody\r
TRANSP:TRANSPARENT\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:2\r
DTSTART:20261112T100000Z\r
SUMMARY:An hour\r
END:VEVENT\r
END:VCALENDAR\r
"""


def test_a_calendar_file_gives_its_whole_days(tmp_path: Path) -> None:
    path = tmp_path / "VN.ics"
    path.write_bytes(EVENTS)
    found = days_off(path)
    assert "2026-11-11" in found and "2040-11-11" in found and "2026-11-12" not in found


def test_a_list_of_many_countries_is_that_of_everybody_looked_at(crm: Crm) -> None:
    """What the lanes leave out unseen could not have been among the best, whatever the countries."""
    with_country = ("", "US", "SA", "日本", "XX", "HK", "CN")
    for number in range(42):
        where = with_country[number % len(with_country)]
        day = date(2026, 9, 1) + timedelta(days=number % 13 * 3)
        stage = ("evaluation", "needs", "active")[number % 3]
        crm.ok("--today", str(day), "add", f"Firm {number}", "--stage", stage, *(["--country", where] if where else []))
        crm.ok(f"--today {day} log c{number + 1} hello")
    for day in ("2026-10-08", "2026-10-10", "2026-10-13"):
        everybody = [row["code"] for row in crm.json(f"today --all --today {day}")]
        assert [row["code"] for row in crm.json(f"today -n 60 --today {day}")] == everybody
        for n in (1, 3, 8):  # none is new, none sleeps: the best, but for the most urgent one of ten
            assert [row["code"] for row in crm.json(f"today -n {n} --today {day}")] == everybody[:n]
