"""`crm calendar`: a file that other programs read as meant, that is the same entry the next time, and what clashes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from salescli.core.appointments import Appointment, Busy, Hours, nearest_free
from salescli.importing.calendar import Asked, read_busy

BEGIN = "init --yes --country CN"
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def book(crm):
    """A promise with a time, one of a whole day, a due call, and somebody who wants no calls."""
    crm.given("add 华星电子 --mobile 13800138000 --grade A", "contact add c1 王建国 --title 总经理",
              "next c1 '2026-03-19 15:00' '报价; 样品, 合同'", "add 佛山顺德", "log c2 hello --at 2026-03-09",
              "add 鼎立", "next c3 2026-03-20 寄资料", "add 静默", "next c4 2026-03-20 x",
              "edit c4 --do-not-contact yes")  # fmt: skip
    config = crm.home / "config.yaml"
    config.write_text(config.read_text("utf-8").replace('time_zone: ""', "time_zone: Asia/Shanghai"), "utf-8")
    return crm


def events(path="crm.ics"):
    return {str(event["summary"]): event for event in Calendar.from_ical(Path(path).read_bytes()).walk("VEVENT")}


def test_promises_and_due_calls_are_read_back_as_meant(book):
    answer = book.json("calendar crm.ics")
    assert (answer["written"], answer["promises"], answer["calls"], answer["clashes"]) == (3, 2, 1, [])
    found = events()
    timed = found["华星电子 (王建国): 报价; 样品, 合同"]
    assert timed["dtstart"].dt == datetime(2026, 3, 19, 15, tzinfo=SHANGHAI)
    assert timed["dtend"].dt - timed["dtstart"].dt == timedelta(minutes=30)
    assert (timed["transp"], timed["class"]) == ("OPAQUE", "PRIVATE")
    assert "+8613800138000" in timed["description"] and "crm log c1" in timed["description"]
    [alarm] = timed.walk("VALARM")
    assert alarm["trigger"].dt == -timedelta(minutes=15)
    whole = found["鼎立: 寄资料"]
    assert (whole["dtstart"].dt, whole["dtend"].dt, whole["transp"]) == (date(2026, 3, 20), date(2026, 3, 21), "TRANSPARENT")
    [call] = (event for name, event in found.items() if name.startswith("佛山顺德"))
    assert call["dtstart"].dt == date(2026, 3, 11) and not call.walk("VALARM")
    assert not [name for name in found if "静默" in name]


def test_the_second_file_changes_the_same_entries(book):
    book.ok("calendar crm.ics")
    before = {str(event["uid"]): event for event in events().values()}
    book.ok("next c1 '2026-03-20 10:00' 报价")
    book.ok("calendar crm.ics")
    after = {str(event["uid"]): event for event in events().values()}
    assert before.keys() == after.keys()
    [uid] = (uid for uid in after if after[uid]["dtstart"].dt == datetime(2026, 3, 20, 10, tzinfo=SHANGHAI))
    assert after[uid]["sequence"] > before[uid]["sequence"]


def test_the_file_is_well_formed_whatever_a_text_says(book):
    book.ok("next", "c1", "2026-03-19 15:00", "END:VEVENT\nBEGIN:VALARM\r\nURL:http://x " + "报价" * 60 + "\x07\u202e")
    book.ok("calendar crm.ics")
    content = Path("crm.ics").read_bytes()
    assert all(len(line) <= 75 for line in content.split(b"\r\n")) and b"\n" not in content.replace(b"\r\n", b"")
    assert content.count(b"\r\nBEGIN:VEVENT") == 3 and b"\r\nURL" not in content and b"\x07" not in content
    assert len(events()) == 3


def test_a_promise_that_is_over_is_a_call_of_today(book):
    book.today = "2026-03-24"
    book.ok("calendar crm.ics")
    [call] = (event for name, event in events().items() if name.startswith("华星电子"))
    assert call["dtstart"].dt == date(2026, 3, 24) and "2026" not in call["summary"]


def test_what_a_day_has_no_room_for_is_told(crm):
    crm.given("init --yes", *(f"add f{n}" for n in range(4)))
    config = crm.home / "config.yaml"
    config.write_text(config.read_text("utf-8").replace("capacity: 12", "capacity: 2"), "utf-8")
    answer = crm.ok("calendar crm.ics --days 0")
    assert "2 more find no room" in answer.err and len(events()) == 2


def test_the_language_is_the_reps(book):
    book.ok("calendar crm.ics --lang zh-TW")
    assert "華星" not in str(events()) and "华星电子（王建国）：报价; 样品, 合同" in events()


OWN = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
BEGIN:VEVENT
UID:weekly
DTSTART;TZID=Asia/Shanghai:20251204T143000
DURATION:PT1H
RRULE:FREQ=WEEKLY;BYDAY=TH
EXDATE;TZID=Asia/Shanghai:20260312T143000
SUMMARY:例会
END:VEVENT
BEGIN:VEVENT
UID:leave
DTSTART;VALUE=DATE:20260320
SUMMARY:年假
END:VEVENT
BEGIN:VEVENT
UID:free
DTSTART;TZID=Asia/Shanghai:20260319T150000
TRANSP:TRANSPARENT
SUMMARY:午休
END:VEVENT
BEGIN:VEVENT
UID:off
DTSTART;TZID=Asia/Shanghai:20260319T150000
DURATION:PT1H
STATUS:CANCELLED
SUMMARY:取消
END:VEVENT
END:VCALENDAR
"""


def test_clashes_are_shown_with_the_nearest_free_time(book):
    Path("own.ics").write_text(OWN, "utf-8")
    timed, whole = book.json("calendar crm.ics --with own.ics")["clashes"]
    assert (timed["code"], timed["with"], timed["at"]) == ("c1", "例会", "2026-03-19T15:00:00+08:00")
    assert (timed["with_at"], timed["free"]) == ("2026-03-19T14:30:00+08:00", "2026-03-19T15:30:00+08:00")
    assert (whole["code"], whole["with"], whole["free"]) == ("c3", "年假", "2026-03-23")
    answer = book.ok("calendar crm.ics --with own.ics")
    assert "crm next c1 '2026-03-19 15:30' '报价; 样品, 合同'" in answer.err


def test_the_reps_own_calendar_is_never_overwritten(book):
    Path("own.ics").write_text(OWN, "utf-8")
    assert book("calendar own.ics").code == 3
    assert Path("own.ics").read_text("utf-8") == OWN
    book.ok("calendar crm.ics")
    assert not book.json("calendar crm.ics --with crm.ics")["clashes"]  # ours is nothing that is in our way


# ---------------------------------------------------------------- what an own calendar says


def local(day, time):
    return datetime.combine(day, time, SHANGHAI)


def busy(*lines, first=date(2026, 3, 1), last=date(2026, 4, 30)):
    text = "\r\n".join(("BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:1", *lines, "END:VEVENT", "END:VCALENDAR"))
    return [one.start for one in read_busy(text.encode(), "own.ics", Asked(first, last, local))]


@pytest.mark.parametrize(("lines", "days"), [
    (["DTSTART:20260310T090000"], [(3, 10, 9)]),
    (["DTSTART:20260310T010000Z"], [(3, 10, 9)]),
    (["DTSTART;TZID=China Standard Time:20260310T090000"], [(3, 10, 9)]),
    (["DTSTART:20260101T090000", "RRULE:FREQ=MONTHLY;BYMONTHDAY=31"], [(3, 31, 9)]),
    (["DTSTART:20260302T090000", "RRULE:FREQ=DAILY;COUNT=2"], [(3, 2, 9), (3, 3, 9)]),
    (["DTSTART:20260301T090000", "RRULE:FREQ=DAILY;UNTIL=20260302"], [(3, 1, 9), (3, 2, 9)]),
    (["DTSTART:20250228T090000", "RRULE:FREQ=WEEKLY;COUNT=3"], []),
    (["DTSTART:20260310T090000", "RDATE:20260320T090000"], [(3, 10, 9), (3, 20, 9)]),
    (["DTSTART:20200101T090000", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=1"], []),
    (["DTSTART:19700101T000000", "RRULE:FREQ=SECONDLY"], []),
    (["DTSTART:20260310T090000", "RRULE:FREQ=NEVER"], []),
    (["SUMMARY:nowhere"], []),
])  # fmt: skip
def test_an_event_takes_place_when_it_does(lines, days):
    assert busy(*lines) == [datetime(2026, month, day, hour, tzinfo=SHANGHAI) for month, day, hour in days]


def test_one_time_that_was_moved_is_where_it_went():
    text = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:1
DTSTART:20260302T090000
RRULE:FREQ=WEEKLY;COUNT=2
END:VEVENT
BEGIN:VEVENT
UID:1
RECURRENCE-ID:20260309T090000
DTSTART:20260310T110000
END:VEVENT
END:VCALENDAR"""
    found = read_busy(text.encode(), "own.ics", Asked(date(2026, 3, 1), date(2026, 4, 1), local))
    assert [one.start for one in found] == [datetime(2026, 3, day, hour, tzinfo=SHANGHAI) for day, hour in ((2, 9), (10, 11))]


def test_a_free_time_is_found_on_a_working_day():
    friday = date(2026, 3, 13)
    at = datetime.combine(friday, datetime(2026, 3, 1, 15).time(), SHANGHAI)
    one = Appointment("u", "c1", "n", "", at, 60, "", "")
    hours = Hours(at - timedelta(hours=4), local, lambda day: day.weekday() < 5)
    full = Busy(friday, friday + timedelta(days=1), "leave")
    assert nearest_free(one, [full], hours) == local(date(2026, 3, 16), at.time())
    assert nearest_free(one, [Busy(at, at + timedelta(minutes=30), "x")], hours) == at + timedelta(minutes=30)
    assert nearest_free(one, [Busy(friday, friday + timedelta(days=30), "away")], hours) is None
