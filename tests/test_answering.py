"""When and how somebody is best reached, learnt from the tries that were answered and those that were not (R3.17)."""

from __future__ import annotations

from datetime import datetime

import pytest
from conftest import Crm

from salescli.core.ranking.answering import Best, Try, best


def tries(*given: tuple[str, int], via: str = "phone") -> list[Try]:
    """Tries in January 2026: `5T09` is the 5th at nine, with 1 if it was answered."""
    return [Try(datetime.fromisoformat(f"2026-01-{day:0>2}T{hour}:30"), via, bool(answered))
            for when, answered in given for day, _, hour in (when.partition("T"),)]  # fmt: skip


TEN = [("5T10", 1), ("6T11", 1), ("7T10", 1), ("8T10", 0), ("9T15", 0), ("12T16", 0), ("13T09", 0), ("14T17", 1)]


@pytest.mark.parametrize(("own", "found"), [
    (TEN, Best("hour", 10, 3, 4, 1, 4)),
    (TEN[:5], None),  # too few
    ([("5T10", 1), ("6T11", 1), *TEN[3:]], None),  # answered too seldom to tell
    ([(when, 1) for when, _ in TEN], None),  # whenever they are called
    ([("5T10", 1)] * 7, None),  # nothing to tell it from
])  # fmt: skip
def test_the_hours_that_stand_out(own: list[tuple[str, int]], found: Best | None) -> None:
    assert next((one for one in best(tries(*own), []) if one.by == "hour"), None) == found


def test_what_is_usual_decides_where_own_tries_leave_it_open() -> None:
    own = tries(("5T09", 1), ("6T09", 1), ("7T09", 1), ("5T14", 1), ("6T14", 1), ("7T14", 1), ("5T18", 0), ("6T18", 0))
    early, late = tries(*[("5T09", 1)] * 20, *[("5T14", 0)] * 20), tries(*[("5T09", 0)] * 20, *[("5T14", 1)] * 20)
    assert [best(own, everybody)[0].value for everybody in (early, late)] == [8, 13]


def test_the_weekday_and_the_channel() -> None:
    on_mondays = tries(("5T09", 1), ("12T14", 1), ("19T17", 1), ("6T09", 0), ("7T14", 0), ("8T17", 0))
    assert best(on_mondays, []) == [Best("weekday", 0, 3, 3, 0, 3)]
    by_chat = tries(*[(f"{day}T10", 1) for day in range(5, 9)], via="wechat") + tries(*[(f"{day}T10", 0) for day in range(5, 9)])
    assert best(by_chat, []) == [Best("via", "wechat", 4, 4, 0, 4)]


@pytest.mark.parametrize(("lang", "says"), [
    ("en", "10:00–12:00: 3 of 4 answered, at other hours 1 of 4"),
    ("zh-CN", "10:00–12:00：4 次中接通 3 次，其他时段 4 次中接通 1 次"),
    ("zh-TW", "10:00–12:00：4 次中接通 3 次，其他時段 4 次中接通 1 次"),
])  # fmt: skip
def test_why_tells_it(crm: Crm, lang: str, says: str) -> None:
    crm.given("add 华星电子 --today 2026-01-02", *(
        f"log c1 {'聊了聊' if answered else '未接'} --at '2026-01-{when.partition('T')[0]:0>2} {when.partition('T')[2]}:30'"
        for when, answered in TEN))  # fmt: skip
    crm.lang = lang
    assert says in crm.ok("why c1").out
    assert crm.json("why c1")["best"][0] == {
        "by": "hour", "value": 10, "answered": 3, "tries": 4, "other_answered": 1, "other_tries": 4, "text": says}  # fmt: skip


def test_nothing_is_told_where_the_tries_are_too_few(crm: Crm) -> None:
    crm.given("add 华星电子", "log c1 聊了聊", "log c1 未接")
    assert crm.json("why c1")["best"] == []
    assert "reached" not in crm.ok("why c1").out.lower()
