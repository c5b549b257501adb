"""The customer's own time: named on the list where it is another than the rep's, and when people there begin to work."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from conftest import Crm

from salescli import files
from salescli import run as running
from salescli.core.calendar.zones import there, zone_name
from salescli.core.language.grouping import may_be_abroad

TABLE = files.load_json("zones.json")
ZONES = {
    # country, province, phone: zone
    ("US", "", "+13105550100"): "America/Los_Angeles",
    ("US", "NY", "+13105550100"): "America/New_York",
    ("US", "California", ""): "America/Los_Angeles",
    ("US", "", ""): "",
    ("US", "", "+8613800138000"): "Asia/Shanghai",
    ("DE", "", ""): "Europe/Berlin",
    ("GB", "London", ""): "Europe/London",
    ("AU", "wa", ""): "Australia/Perth",
    ("CA", "", "+14165550100"): "America/Toronto",
    ("CN", "", ""): "Asia/Shanghai",
    ("XX", "", ""): "",
}


@pytest.mark.parametrize("place", ZONES)
def test_where_a_customers_clock_stands(place: tuple[str, str, str]) -> None:
    assert zone_name(TABLE, *place) == ZONES[place]


def test_every_zone_of_the_table_is_one() -> None:
    zones = {*TABLE["numbers"].values(), *TABLE["countries"].values(), *(z for s in TABLE["states"].values() for z in s.values())}
    assert all(ZoneInfo(zone) for zone in zones - {""})


def test_who_may_be_abroad_is_told_without_the_table() -> None:
    assert not may_be_abroad("CN", "+8613800138000", "CN") and not may_be_abroad("CN", "", "CN")
    assert may_be_abroad("CN", "+13105550100", "CN") and may_be_abroad("DE", "", "CN") and may_be_abroad("US", "", "US")


HOURS = {
    # the rep's time in Shanghai: what the clock says in Los Angeles, and when people there begin, here
    "2026-11-26T19:12": ("03:12", "2026-11-27T01:00"),
    "2026-11-27T02:00": ("10:00", None),
    "2026-11-27T10:30": ("18:30", "2026-11-28T01:00"),
    "2026-11-28T10:30": ("18:30", "2026-12-01T01:00"),  # a Friday evening there: Monday
}


@pytest.mark.parametrize("now", HOURS)
def test_the_hours_there(now: str) -> None:
    here = ZoneInfo("Asia/Shanghai")
    moment = datetime.fromisoformat(now).replace(tzinfo=here)
    found = there(moment, ZoneInfo("America/Los_Angeles"), lambda day: day.weekday() < 5)
    time, opens = HOURS[now]
    assert found and f"{found.now:%H:%M}" == time
    assert (found.opens.astimezone(here).strftime("%Y-%m-%dT%H:%M") if found.opens else None) == opens


def test_who_has_the_reps_time_has_none_of_its_own() -> None:
    now = datetime(2026, 11, 26, 3, 0, tzinfo=UTC).astimezone(ZoneInfo("Asia/Shanghai"))
    assert there(now, ZoneInfo("Asia/Singapore"), lambda day: True) is None


class Noon(datetime):
    """Twelve in Shanghai, in real time."""

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        return datetime(2026, 11, 26, 4, 0, tzinfo=UTC) if tz is None else datetime(2026, 11, 26, 4, 0, tzinfo=UTC).astimezone(tz)


@pytest.fixture
def crm(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> Crm:
    monkeypatch.setattr(running, "datetime", Noon)
    crm.ok("--today 2026-11-02 init -y")
    config = crm.home / "config.yaml"
    config.write_text(config.read_text("utf-8").replace('time_zone: ""', "time_zone: Asia/Shanghai"), "utf-8")
    for line in ("Huaxing --mobile 13800138000", "Acme --country US --phone +13105550100", "Bau --country DE"):
        crm.ok(f"--today 2026-11-02 add {line} --stage evaluation")
    return crm


def test_the_list_names_the_time_there_and_keeps_its_order(crm: Crm) -> None:
    rows = crm.json("today --all --today 2026-11-26")
    assert {row["name"]: row["there"] for row in rows} == {
        "Huaxing": None,
        "Acme": "20:00 there: from 09:00 there = Saturday, 01:00 here",  # their Thursday is Thanksgiving
        "Bau": "05:00 there: from 09:00 there = 16:00 here",
    }
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)
    assert "05:00 there" in crm.ok("today --all --today 2026-11-26").out
    screen = crm.ok("today --all --today 2026-11-26 -f table --lang zh-CN").out
    assert "对方时间 05:00：09:00 起可打 = 本地 16:00" in screen.replace("\n", "")
    assert date(2026, 11, 26).weekday() == 3
