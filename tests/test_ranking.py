"""CONTRACT 6 by hand: windows, urgency, silences, gates, order and cut, through the command line on fixed days.

2026-03-02 is a Monday; every figure here was worked out on paper.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from conftest import Crm

FRI_BEFORE = "2026-02-27"
MON, TUE, WED, THU, FRI, SAT, SUN = (f"2026-03-0{day}" for day in range(2, 9))
REASON_KEYS = ["rule", "kind", "points", "times", "due", "text"]
NO_FACTOR = "value: {kind: value, times: {S: 5, A: 3, B: 1, C: 0.5, D: 0.25, none: 1}}\n"
"""As it ships, save that whoever is no better and no worse than others counts once."""
TODAY_KEYS = ["rank", "code", "name", "contact", "title", "phone", "stage", "grade", "score", "due", "days_late", "touches",
              "why", "aim", "reasons"]  # fmt: skip
WHY_KEYS = ["code", "name", "on_list", "surfaces", "score", "reasons", "gates", "best"]


@pytest.fixture
def crm(crm: Crm) -> Crm:
    """With the rules that ship, save that the figures of most customers are those of the rules alone."""
    crm.today = MON
    rules(crm, NO_FACTOR, "value.yaml")
    return crm


@pytest.fixture
def shipped(crm: Crm) -> Crm:
    """With the rules that ship."""
    (crm.home / "data" / "rules" / "value.yaml").unlink()
    return crm


def rules(crm: Crm, text: str, name: str = "mine.yaml") -> None:
    folder = crm.home / "data" / "rules"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, "utf-8")


def run(crm: Crm, *lines: str) -> None:
    """Command lines, each beginning with its day or with nothing (the day before it, then)."""
    for line in lines:
        day, _, rest = line.partition(" ")
        if re.fullmatch(r"\d{4}-\d\d-\d\d", day):
            crm.today, line = day, rest
        crm.ok(line)


def working(day: date) -> date:
    """The day, or the Monday after its weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def why(crm: Crm, day: str, who: str = "c1") -> dict[str, Any]:
    return dict(crm.json(f"why {who} --today {day}"))


def reasons(crm: Crm, day: str, who: str = "c1") -> dict[str, tuple[float, str | None]]:
    """Rule -> (points, due), after checking that `why` and `today --all` say the same."""
    said = why(crm, day, who)
    listed = [row for row in crm.json(f"today --all --today {day}") if row["code"] == who]
    assert said["on_list"] == bool(listed) == bool(said["reasons"])
    assert said["score"] == round(sum(reason["points"] for reason in said["reasons"]), 1)
    for row in listed:
        assert (row["score"], row["reasons"]) == (said["score"], said["reasons"])
        assert row["due"] == min(reason["due"] for reason in row["reasons"])
    return {reason["rule"]: (reason["points"], reason["due"]) for reason in said["reasons"]}


def points(crm: Crm, day: str, who: str = "c1") -> dict[str, float]:
    return {rule: found for rule, (found, _) in reasons(crm, day, who).items()}


def surfaces(crm: Crm, day: str, who: str = "c1") -> str | None:
    found = why(crm, day, who)["surfaces"]
    return None if found is None else str(found)


def codes(crm: Crm, line: str) -> list[str]:
    return [row["code"] for row in crm.json(line)]


def gates(crm: Crm, day: str, who: str = "c1") -> list[tuple[str, str | None]]:
    return [(gate["gate"], gate["until"]) for gate in why(crm, day, who)["gates"]]


# ---------------------------------------------------------------- the worked examples of CONTRACT 6


@pytest.mark.parametrize(
    ("fields", "day", "score"),
    [
        ("--stage onboarding --grade S", "2026-03-16", 187.5),  # 25 · 1.5 · 5
        ("--stage long_term --grade C", "2026-06-23", 5.7),  # 10 · (1 + ½ log2(113/92)) · 0.5
        ("--stage first_contact", "2026-05-01", 66.3),  # 20 · (1 + ½ log2(60/7)) · 1.3
        ("--stage first_contact", "2026-03-10", 28.5),  # 20 · (1 + ½ log2(8/7)) · 1.3
    ],
)
def test_examples(shipped: Crm, fields: str, day: str, score: float) -> None:
    run(shipped, f"add Huaxing {fields}", "log c1 hello")
    assert shipped.json(f"today --today {day}")[0]["score"] == score


# ---------------------------------------------------------------- value: a factor


@pytest.mark.parametrize(("grade", "times"), [("S", 5), ("A", 3), ("B", 1.3), ("C", 0.5), ("D", 0.25), ("", 1.3)])
def test_the_grade_multiplies_all_but_promise_and_waiting(shipped: Crm, grade: str, times: float) -> None:
    run(shipped, f"add Huaxing --grade '{grade}'", "log c1 asked", f"next c1 {TUE}", f"{TUE} log c1 未接")
    said = {r["kind"]: (r["points"], r["times"]) for r in why(shipped, WED)["reasons"]}
    assert said == {"promise": (150.0, 1), "waiting": (180.0, 1), "retry": (round((30 if times > 2 else 20) * times, 1), times)}


def test_of_several_factors_the_largest_counts_and_a_factor_alone_is_no_reason(shipped: Crm) -> None:
    run(shipped, "add Huaxing --stage onboarding --grade C --tag vip", "log c1 hello")
    rules(shipped, "v: {kind: value, when: {tag: vip}, times: {C: 2}}\nw: {kind: value, times: {S: 9, none: 9}}\n")
    assert points(shipped, "2026-03-09") == {"onboarding": 50.0}
    assert points(shipped, MON) == {}
    rules(shipped, "value: off\nw: {kind: value, times: {S: 9, none: 9}}\n")
    assert why(shipped, "2026-03-09")["reasons"][0]["times"] == 1  # nobody says anything of a C
    rules(shipped, "value: {kind: value, times: {C: 0}}\n")
    assert points(shipped, "2026-03-09") == {"onboarding": 0.0}


def test_a_customer_without_a_grade_is_asked_for_one(shipped: Crm) -> None:
    run(shipped, "add One --mobile 13800138000 --source fair", "add Two --mobile 13900139000 --source fair --grade D")
    asked = {row["code"]: [(one["field"], one["problem"], one["text"]) for one in row["ask"]] for row in shipped.json("today")}
    assert asked == {"c1": [("grade", "missing", "Grade (missing)")], "c2": []}
    assert "Grade (missing)" in shipped.ok("show c1").out
    run(shipped, "edit c1 --stage lost", f"next c1 {MON}")
    assert shipped.json("today")[0]["ask"] == []


@pytest.mark.parametrize(("lang", "no_grade"), [("en", "(no grade)"), ("zh-CN", "（未评级）"), ("zh-TW", "（未評級）")])
def test_why_shows_how_points_come_about(shipped: Crm, lang: str, no_grade: str) -> None:
    run(shipped, "add Huaxing --stage onboarding --grade S", "log c1 hello", "add Other", "log c2 hello", "next c2 2026-03-09")
    out = shipped.ok(f"why c1 --today 2026-03-16 --lang {lang}").out
    assert "= 25 × 1.5 × 5" + no_grade.replace(no_grade[1:-1], "S").replace("(", " (") in out
    out = shipped.ok(f"why c2 --today 2026-03-10 --lang {lang}").out
    assert "= 150 × 1\n" in out and "= 20 × 1.096 × 1.3" + no_grade.replace("(", " (") in out


# ---------------------------------------------------------------- cadence


@pytest.mark.parametrize(
    ("stage", "days"),
    [
        # 3..7: Thursday to Monday
        ("first_contact", {WED: None, THU: 4.0, FRI: 8.0, "2026-03-09": 20.0, "2026-03-16": 30.0, "2026-03-30": 40.0}),
        # 5..10: Saturday opens on Monday, to Thursday
        ("needs", {SAT: None, SUN: None, "2026-03-09": 6.2, "2026-03-11": 18.8, "2026-03-12": 25.0, "2026-03-22": 37.5}),
        # 3..5: Saturday is due on Monday, the seventh day
        ("evaluation", {WED: None, THU: 6.0, SAT: 18.0, "2026-03-09": 30.0, "2026-03-10": 32.9, "2026-03-16": 45.0}),
        ("onboarding", {SUN: None, "2026-03-09": 25.0, "2026-03-10": 27.4, "2026-03-16": 37.5}),
        ("active", {"2026-03-31": None, "2026-04-01": 7.5, "2026-04-02": 15.0, "2026-05-03": 22.5}),
        ("long_term", {"2026-03-31": None, "2026-04-01": 0.2, "2026-06-02": 10.0, "2026-09-02": 15.0}),
        # 90..180: Sunday opens on Monday, Saturday is due on Monday
        ("dormant", {"2026-05-31": None, "2026-06-01": 0.1, "2026-08-31": 5.0, "2027-03-01": 7.5}),
        ("lost", {WED: None, "2026-12-31": None, "2036-03-02": None}),
    ],
)
def test_cadence_of_each_stage(crm: Crm, stage: str, days: dict[str, float | None]) -> None:
    run(crm, f"add Huaxing --stage {stage} --grade D", "log c1 hello", "edit c1 --grade B")
    for day, expected in days.items():
        found = points(crm, day)
        assert list(found.values()) == ([expected] if expected else []), day


WINDOWS = {
    # grade: first and last day after narrowing, as calendar days from Monday 2026-03-02
    ("first_contact", "S"): (3, 7),  # 3..5 ends on Saturday: Monday
    ("first_contact", "C"): (7, 7),  # 5..7 opens on Saturday: Monday
    ("first_contact", "B"): (3, 7),
    ("needs", "A"): (7, 7),  # 5..7
    ("needs", "D"): (8, 10),
    ("needs", ""): (7, 10),
    ("evaluation", "S"): (3, 4),
    ("evaluation", "C"): (4, 7),  # 4..5
    ("evaluation", "B"): (3, 7),  # 3..5
    ("onboarding", "S"): (7, 7),
    ("onboarding", "D"): (7, 7),
    ("active", "S"): (30, 30),
    ("active", "C"): (31, 31),
    ("active", ""): (30, 31),
    ("long_term", "A"): (30, 65),  # 30..61 ends on 2 May, in the holiday of 1 to 5 May
    ("long_term", "C"): (65, 92),  # 61..92
    ("dormant", "S"): (91, 135),  # 90..135
    ("dormant", "D"): (135, 182),  # 135..180
}


@pytest.mark.parametrize(("stage", "grade"), WINDOWS)
def test_a_grade_narrows_the_window(crm: Crm, stage: str, grade: str) -> None:
    opens, due = (date(2026, 3, 2) + timedelta(days=n) for n in WINDOWS[stage, grade])
    run(crm, f"add Huaxing --stage {stage} --grade '{grade}'", "log c1 hello")
    assert surfaces(crm, MON) == str(opens)
    before = str(opens - timedelta(days=1))
    assert points(crm, before) == {}
    rule = stage.replace("_", "-")
    assert reasons(crm, str(opens))[rule][1] == str(due)
    full = {"first-contact": 20, "needs": 25, "evaluation": 30, "onboarding": 25, "active": 15, "long-term": 10, "dormant": 5}
    times = {"S": 5, "A": 3, "C": 0.5, "D": 0.25}.get(grade, 1)
    assert points(crm, str(due))[rule] == round(full[rule] * times, 1)


def test_cadence_counts_from_the_day_added_until_there_is_a_contact(crm: Crm) -> None:
    run(crm, "add Huaxing --stage needs", f"{TUE} log c1 未接", f"{WED} log c1 hello")
    assert surfaces(crm, WED) == "2026-03-09"  # 5 days from Wednesday
    run(crm, "add Other --stage onboarding")
    assert reasons(crm, "2026-03-11", "c2")["onboarding"] == (25.0, "2026-03-11")


def test_a_due_day_on_a_weekend_is_rolled_and_says_so(crm: Crm) -> None:
    run(crm, "add Huaxing --stage evaluation", "log c1 hello")
    text = why(crm, THU)["reasons"][0]["text"]
    assert text == "3 days since last contact (every 3–5 days) – due day moved on to Mon 9 Mar"
    assert "late" not in why(crm, "2026-03-09")["reasons"][0]["text"]
    late = why(crm, "2026-03-10")["reasons"][0]
    assert late["text"].endswith("moved on to Mon 9 Mar")
    assert late["due"] == "2026-03-09"
    crm.lang = "zh-TW"
    assert "順延至" in why(crm, THU)["reasons"][0]["text"]


def test_a_due_day_that_was_not_rolled_says_nothing(crm: Crm) -> None:
    run(crm, "add Huaxing --stage onboarding", "log c1 hello")
    assert "moved" not in why(crm, "2026-03-09")["reasons"][0]["text"]


# ---------------------------------------------------------------- after


def test_first_touch_is_asked_for_within_a_day_and_cools(crm: Crm) -> None:
    run(crm, "add Huaxing")
    firsts = {day: reasons(crm, day)["first-touch"] for day in (MON, TUE, WED, FRI, "2026-03-31")}
    assert firsts == {MON: (20.0, TUE), TUE: (40.0, TUE), WED: (60.0, TUE), FRI: (80.0, TUE), "2026-03-31": (80.0, TUE)}
    # the cadence beside it opens on Thursday and goes on growing
    assert points(crm, FRI) == {"first-touch": 80.0, "first-contact": 8.0}
    assert points(crm, "2026-05-11")["first-contact"] == 53.2  # 70 days: 20 · (1 + ½ log2(10))


@pytest.mark.parametrize("line", ["log c1 未接", "log c1 --outcome info", "log c1 hello", "log c1 --via email sent it"])
def test_any_touch_answers_the_first_touch(crm: Crm, line: str) -> None:
    run(crm, "add Huaxing", line)
    assert "first-touch" not in points(crm, TUE)


def test_first_touch_is_for_first_contacts_alone(crm: Crm) -> None:
    run(crm, "add Huaxing --stage needs")
    assert points(crm, TUE) == {}


def test_a_new_lead_is_one_for_thirty_days(crm: Crm) -> None:
    run(crm, "add Huaxing")
    assert points(crm, "2026-03-31") == {"first-touch": 80.0, "first-contact": 40.5}
    assert set(points(crm, "2026-04-01")) == {"first-contact"}  # silent from the event + 30 days on


@pytest.mark.parametrize(
    ("lines", "first", "answered"),
    [
        # the day of the first contact; None where it has been answered
        (["add Huaxing"], MON, False),
        (["add Huaxing", "log c1 hello"], None, True),
        (["add Huaxing", "log c1 未接"], None, True),  # a touch of any kind
        (["add Huaxing", "log c1 met at the fair --via event"], MON, False),  # entered and logged after the fair
        (["add Huaxing", "log c1 met --via visit", "log c1 hello"], None, True),
        (["add Huaxing", "log c1 met --via visit", "log c1 met again --via visit"], None, True),
        (["add Huaxing", "log c1 hello --at 2026-02-26"], "2026-02-26", False),
        (["add Huaxing", "log c1 hello --at 2026-02-26", "log c1 sent it --via email"], None, True),
        (["add Huaxing", "log c1 hello --at 2026-02-26", "log c1 hello --at 2026-02-20"], None, True),
        (["add Huaxing", "log c1 hello", "log c1 met --via visit --at 2026-02-20"], None, True),
    ],
)
def test_first_contact_is_the_earliest_of_card_entry_and_meeting(
    crm: Crm, lines: list[str], first: str | None, answered: bool
) -> None:
    run(crm, *lines)
    found = reasons(crm, FRI).get("first-touch")
    assert (found is None) == answered
    if first:
        last = working(date.fromisoformat(first) + timedelta(days=1))
        assert found and found[1] == str(last)


def test_a_visit_is_no_first_contact_more_than_an_hour_after_the_entry(crm: Crm) -> None:
    run(crm, "add Huaxing", "log c1 met --via visit")
    (entered,) = crm.sql("SELECT created_at FROM customers")[0]
    for hours, speaks in ((1, True), (2, False)):
        crm.sql("UPDATE interactions SET at = strftime('%Y-%m-%dT%H:%M:%SZ', ?, ?)", entered, f"+{hours} hours")
        run(crm, f"edit c1 --grade {'AB'[hours - 1]}")  # which works the pulse out anew
        assert ("first-touch" in points(crm, WED)) == speaks


def test_the_card_s_day_is_the_first_contact(crm: Crm) -> None:
    cards = crm.home.parent / "cards.csv"
    cards.write_text("Company,Name,Mobile,Card date\nAlpha Ltd,Ann Lee,13800138000,2026-02-26\n"
                     "Beta Ltd,Bob Ray,13900139000,2026-01-20\nGamma Ltd,Cy Poe,13700137000,\n", "utf-8")  # fmt: skip
    run(crm, f"import {cards}")
    assert [crm.show(code)["source_at"] for code in ("c1", "c2", "c3")] == ["2026-02-26", "2026-01-20", None]
    assert reasons(crm, MON, "c1") == {"first-touch": (80.0, FRI_BEFORE)}  # Thursday: due on Friday
    assert reasons(crm, MON, "c2") == {}  # a card of six weeks ago: the cadence alone, from the day it was entered
    assert reasons(crm, MON, "c3") == {"first-touch": (20.0, TUE)}
    assert codes(crm, "today -n 2") == codes(crm, "today --all") == ["c1", "c3"]
    run(crm, "log c1 hello")
    assert reasons(crm, MON, "c1") == {}


def test_who_is_added_on_a_weekend_is_called_on_monday(crm: Crm) -> None:
    run(crm, f"{SAT} add Huaxing")
    assert surfaces(crm, SAT) == "2026-03-09"
    assert reasons(crm, "2026-03-09")["first-touch"] == (40.0, "2026-03-09")
    assert reasons(crm, "2026-03-11")["first-touch"] == (60.0, "2026-03-09")  # 4 days, of an interval of 2


def test_a_proposal_is_followed_up_until_they_are_reached(crm: Crm) -> None:
    run(crm, "add Huaxing", "log c1 已报价", f"{TUE} log c1 --via email sent the papers")
    expected = {MON: None, TUE: 22.5, WED: 45.0, FRI: 67.5, "2026-03-10": 90.0, "2026-03-30": 90.0}
    assert {day: points(crm, day).get("proposal-sent") for day in expected} == expected
    run(crm, f"{WED} log c1 未接", f"{THU} log c1 talked")
    assert "proposal-sent" not in points(crm, THU)
    run(crm, "log c1 已報價")
    assert reasons(crm, FRI)["proposal-sent"] == (11.2, "2026-03-09")  # 1..2 from Thursday: the first of Friday to Monday


def test_of_two_proposals_the_later_counts(crm: Crm) -> None:
    run(crm, "add Huaxing", "log c1 已报价", f"{WED} log c1 已报价")
    assert "proposal-sent" not in points(crm, WED)
    assert reasons(crm, THU)["proposal-sent"] == (22.5, FRI)


def test_one_reason_of_a_kind_the_weightier(crm: Crm) -> None:
    run(crm, "add Huaxing", "log c1 已报价 --at yesterday", "edit c1 --stage first_contact")
    # proposal-sent: Sunday 1 March, 1..2 days: Monday to Tuesday; first-touch: that Sunday's talk, due on Monday
    assert points(crm, MON) == {"first-touch": 40.0}
    assert points(crm, TUE) == {"first-touch": 60.0}  # the proposal alone has 45


# ---------------------------------------------------------------- retry and letting go


def test_retry_steps_and_letting_go(crm: Crm) -> None:
    run(crm, "add Huaxing --stage active", "log c1 hello")
    steps = [(TUE, WED), (WED, "2026-03-09"), ("2026-03-09", "2026-03-16"), ("2026-03-16", "2026-03-23")]
    for tried, again in steps:  # 1 d, 3 d (Saturday: Monday), 7 d, 7 d
        run(crm, f"{tried} log c1 未接")
        assert surfaces(crm, tried) == again
        assert reasons(crm, again) == {"no-answer": (20.0, again)}
        assert gates(crm, tried) == []
    run(crm, "2026-03-23 log c1 未接")
    assert surfaces(crm, "2026-03-23") == "2026-06-22"  # 90 d is Sunday 21 June
    assert gates(crm, "2026-03-23") == gates(crm, "2026-06-21") == [("let_go", "2026-06-22")]
    assert gates(crm, "2026-06-22") == []
    assert points(crm, "2026-06-22") == {"no-answer": 20.0}
    run(crm, "2026-06-22 log c1 未接")
    assert surfaces(crm, "2026-06-22") == "2026-09-20"  # a Sunday on which China works


def test_retry_grows_with_the_wait_and_ends_with_a_contact(crm: Crm) -> None:
    run(crm, "add Huaxing --stage evaluation", f"{TUE} log c1 未接")
    assert points(crm, THU) == {"no-answer-open": 45.0}
    assert points(crm, "2026-03-11") == {"no-answer-open": 75.0}  # 8 days, of an interval of 1; cadence is silent
    run(crm, f"{THU} log c1 --via email sent it")
    assert points(crm, "2026-03-11") == {"evaluation": 33.9}  # a day after the fifth
    run(crm, "2026-03-11 log c1 未接")
    assert reasons(crm, "2026-03-12")["no-answer-open"] == (30.0, "2026-03-12")  # the first try since that contact


@pytest.mark.parametrize(("tries", "says"), [(2, "try again"), (3, "another channel"), (4, "another channel"), (5, "Let go")])
def test_from_the_third_try_on_another_channel_is_suggested(crm: Crm, tries: int, says: str) -> None:
    run(crm, "add Huaxing --stage active", *["log c1 未接"] * tries)
    day = surfaces(crm, MON)
    assert day and says in why(crm, day)["reasons"][0]["text"]


def test_touches_of_one_second_count_in_the_order_they_were_logged(crm: Crm) -> None:
    run(crm, *["add Huaxing --stage needs", "log c1 未接", "log c1 hello", "log c1 未接", "log c1 未接"])
    assert why(crm, THU)["reasons"][0]["text"].startswith("No answer 2 times")


@pytest.mark.parametrize(("fields", "rule"), [
    ("--stage active", "no-answer"), ("--grade B", "no-answer"), ("--stage needs", "no-answer-open"),
    ("--stage evaluation --grade C", "no-answer-open"), ("--stage active --grade S", "no-answer-best"),
    ("--stage needs --grade A", "no-answer-best"),  # as many points: the first by name
])  # fmt: skip
def test_who_is_tried_more_often(crm: Crm, fields: str, rule: str) -> None:
    waits = [1, 3, 7, 7] if rule == "no-answer" else [1, 1, 1, 2, 3, 3, 3, 3]
    run(crm, f"add Huaxing {fields}")
    day = date.fromisoformat(MON)
    for wait in waits:
        run(crm, f"{day} log c1 未接")
        day = working(day + timedelta(days=wait))
        assert (surfaces(crm, crm.today), gates(crm, crm.today)) == (str(day), [])
        assert set(points(crm, str(day))) == {rule}
    run(crm, f"{day} log c1 未接")
    rests = str(working(day + timedelta(days=90)))
    assert (surfaces(crm, str(day)), gates(crm, str(day))) == (rests, [("let_go", rests)])


def test_of_several_retry_rules_one_speaks_with_its_own_let_go(crm: Crm) -> None:
    """In the list, the gates and why alike."""
    run(crm, "add Huaxing --stage active", *["log c1 未接"] * 2)
    rules(crm, "weak: {kind: retry, after: 1d, let_go: {tries: 2, for: 60d}, points: 5}\n"
               "strong: {kind: retry, after: 2d, let_go: {tries: 3, for: 9d}, points: 80}\n"
               "strung: {kind: retry, after: 1d, let_go: {tries: 1, for: 30d}, points: 80}\n")  # fmt: skip
    assert (gates(crm, TUE), surfaces(crm, TUE), points(crm, TUE)) == ([], WED, {})
    assert reasons(crm, WED) == {"strong": (80.0, WED)}
    assert codes(crm, f"today -n 1 --today {WED}") == ["c1"]
    run(crm, f"{WED} log c1 未接")
    assert gates(crm, WED) == [("let_go", "2026-03-13")] and codes(crm, "today --all") == []
    assert points(crm, "2026-03-13") == {"strong": 80.0}


def test_without_a_retry_rule_tries_silence_nothing(crm: Crm) -> None:
    run(crm, "add Huaxing --stage onboarding", *["log c1 未接"] * 5)
    rules(crm, "no-answer: off\nno-answer-best: off\nother: {kind: retry, when: {tag: x}, after: 1d, points: 9}\n")
    assert (points(crm, "2026-03-09"), gates(crm, MON)) == ({"onboarding": 25.0}, [])


# ---------------------------------------------------------------- promises


@pytest.mark.parametrize("line", ["log c1 hello --next {day}", "next c1 {day} call back"])
def test_a_promise_silences_until_its_day_and_then_speaks(crm: Crm, line: str) -> None:
    run(crm, "add Huaxing", "log c1 已报价", line.format(day="2026-03-14"))  # a Saturday: never rolled
    assert gates(crm, "2026-03-13") == [("promised_later", "2026-03-14")]
    assert reasons(crm, "2026-03-13") == {}
    assert surfaces(crm, MON) == "2026-03-14"
    assert reasons(crm, "2026-03-14")["promise"] == (150.0, "2026-03-14")
    assert gates(crm, "2026-03-14") == []
    grown = [points(crm, day)["promise"] for day in ("2026-03-15", "2026-03-16", "2026-03-18", "2026-03-22")]
    assert grown == [150.0, 225.0, 300.0, 375.0]


def test_a_promise_for_a_later_day_silences_a_retry_too(crm: Crm) -> None:
    run(crm, "add Huaxing", f"{TUE} log c1 未接 --next {FRI}")
    assert points(crm, WED) == points(crm, THU) == {}
    assert points(crm, FRI) == {"promise": 150.0, "no-answer": 35.8}  # tried 3 days ago, interval 1


def test_a_promise_tried_on_its_day_is_silent_until_the_next_try(crm: Crm) -> None:
    run(crm, "add Huaxing --stage active", f"next c1 {WED}", f"{WED} log c1 未接")
    assert crm.show("c1")["promises"][0]["day"] == WED  # it stays open
    assert points(crm, WED) == {}
    assert surfaces(crm, WED) == THU
    assert points(crm, THU) == {"promise": 150.0, "no-answer": 20.0}


def test_a_promise_tried_after_its_day_is_silent_until_the_next_try(crm: Crm) -> None:
    run(crm, "add Huaxing --stage active", f"next c1 {TUE}", f"{THU} log c1 未接")
    assert (points(crm, THU), surfaces(crm, THU)) == ({}, FRI)
    assert points(crm, FRI) == {"promise": 268.9, "no-answer": 20.0}  # 150 · (1 + ½ log2(3))


def test_a_try_before_the_promised_day_does_not_silence_it(crm: Crm) -> None:
    run(crm, "add Huaxing --stage active", f"next c1 {WED}", f"{TUE} log c1 未接")
    assert points(crm, TUE) == {}
    assert points(crm, WED) == {"promise": 150.0, "no-answer": 20.0}


def test_letting_go_holds_a_tried_promise_as_well(crm: Crm) -> None:
    run(crm, "add Huaxing --stage active", f"next c1 {WED}", *[f"{WED} log c1 未接"] * 5)
    assert surfaces(crm, WED) == "2026-06-02"  # Wednesday and 90 days
    assert gates(crm, THU) == [("let_go", "2026-06-02")]


def test_a_promise_during_let_go_speaks_on_its_day(crm: Crm) -> None:
    run(crm, "add Huaxing --stage active", *[f"{MON} log c1 未接"] * 5, f"next c1 {FRI}")
    assert gates(crm, THU) == [("promised_later", FRI), ("let_go", "2026-06-01")]
    assert points(crm, FRI) == {"promise": 150.0}


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("log c1 hello", []),
        ("log c1 --outcome info", []),
        ("log c1 未接", [WED]),
        (f"log c1 hello --at {TUE}", [WED]),  # the promise is for a later day
        (f"log c1 hello --next {FRI}", [FRI]),
        (f"log c1 未接 --next {FRI}", [FRI]),
        (f"log c1 hello --at {TUE} --next {FRI}", [FRI]),
        (f"next c1 {FRI}", [FRI]),
        ("next c1 off", []),
    ],
)
def test_what_closes_a_promise(crm: Crm, line: str, left: list[str]) -> None:
    run(crm, "add Huaxing", f"next c1 {WED}", f"{WED} {line}")
    assert [promise["day"] for promise in crm.show("c1")["promises"] if promise["state"] == "open"] == left
    waits = (left and left != [WED]) or "--at" in line  # one that was tried in vain today waits for the next try
    assert crm.show("c1")["next"] == (left[0] if waits else surfaces(crm, WED))


def test_a_promise_for_a_later_day_stays_and_is_named(crm: Crm) -> None:
    run(crm, "add Huaxing", f"next c1 {FRI}")
    answer = crm.ok("log c1 hello")
    assert "The promise for Fri 6 Mar stays.\n" in answer.out + answer.err
    run(crm, f"next c1 '{FRI} 15:00' send prices")
    answer = crm.ok("log c1 hello")
    assert "The promise for Fri 6 Mar 15:00 stays: send prices\n" in answer.out + answer.err
    assert "stays" not in crm.ok(f"log c1 hello --next {THU}").err


def test_a_promise_with_a_time_is_told_with_it(crm: Crm) -> None:
    run(crm, "add Huaxing")
    told = crm.json("next", "c1", f"{WED} 15:00", "prices")
    assert re.fullmatch(WED + r"T15:00:00[+-]\d\d:\d\d", told["next"])
    assert reasons(crm, WED)["promise"] == (150.0, WED)
    assert "15:00" in why(crm, WED)["reasons"][0]["text"] and "prices" in why(crm, WED)["reasons"][0]["text"]
    assert crm.json(f"today --today {WED}")[0]["aim"] == "prices"


# ---------------------------------------------------------------- waiting


@pytest.mark.parametrize(
    ("event", "after", "left"),
    [
        ("asked", "log c1 未接", 180.0),
        ("asked", "log c1 --outcome info", None),
        ("asked", "log c1 hello", None),
        ("asked", "log c1 --via wechat sent it", None),
        ("complaint", "log c1 未接", 300.0),
        ("complaint", "log c1 --outcome info", 300.0),
        ("complaint", "log c1 --via email sent it", 300.0),
        ("complaint", "log c1 hello", None),
        ("complaint", "log c1 待回复", None),
    ],
)
def test_what_ends_waiting(crm: Crm, event: str, after: str, left: float | None) -> None:
    run(crm, "add Huaxing --stage lost", f"log c1 --outcome {event}", f"{TUE} {after}")
    assert points(crm, WED).get(event) == left


def test_waiting_grows_from_its_day_also_on_a_weekend(crm: Crm) -> None:
    run(crm, f"{SAT} add Huaxing --stage lost", "log c1 待回复: prices")
    grown = {day: points(crm, day)["asked"] for day in (SAT, SUN, "2026-03-09", "2026-03-11", "2026-03-15")}
    assert grown == {SAT: 120.0, SUN: 120.0, "2026-03-09": 180.0, "2026-03-11": 240.0, "2026-03-15": 300.0}
    assert {due for _, due in reasons(crm, "2026-03-15").values()} == {SAT}


def test_asked_again_counts_from_the_later_day(crm: Crm) -> None:
    run(crm, "add Huaxing --stage lost", "log c1 待回复", f"{WED} log c1 待回覆")
    assert reasons(crm, THU)["asked"] == (120.0, WED)


def test_a_question_during_a_complaint_takes_its_place(crm: Crm) -> None:
    run(crm, "add Huaxing --stage lost", "log c1 投诉", f"{TUE} log c1 asked")
    assert set(points(crm, WED)) == {"asked"}


def test_a_try_beside_waiting_silences_only_cadence_and_after(crm: Crm) -> None:
    run(crm, "add Huaxing", "log c1 待回复", f"{TUE} log c1 未接")
    assert points(crm, "2026-03-09") == {"asked": 288.4, "no-answer": 45.8}


# ---------------------------------------------------------------- gates and owners


def test_a_snooze_silences_all_but_waiting_on_the_days_before_its_end(crm: Crm) -> None:
    run(crm, "add Huaxing --stage needs", f"next c1 {TUE}", "snooze c1 2026-03-20")
    run(crm, "add Asker", "log c2 待回复", f"snooze c2 {FRI}")
    assert gates(crm, "2026-03-19") == [("snoozed", "2026-03-20")]
    assert points(crm, "2026-03-19") == {}
    assert surfaces(crm, TUE) == "2026-03-20"
    assert set(points(crm, "2026-03-20")) == {"promise", "needs"}
    assert gates(crm, "2026-03-20") == []
    assert points(crm, THU, "c2") == {"asked": 215.1}
    run(crm, f"{WED} snooze c1 off")
    assert surfaces(crm, WED) == WED


def test_do_not_contact_silences_all_for_good(crm: Crm) -> None:
    run(crm, "add Huaxing", "log c1 投诉", f"next c1 {TUE}", "edit c1 --do-not-contact yes")
    assert gates(crm, TUE) == [("do_not_contact", None)]
    assert (points(crm, TUE), surfaces(crm, TUE)) == ({}, None)
    assert crm.json(f"today --all --today {TUE}") == crm.json(f"agenda --today {TUE} --days 400") == []
    run(crm, "edit c1 --do-not-contact no")
    assert set(points(crm, TUE)) == {"complaint", "promise"}


def test_gates_are_told_together(crm: Crm) -> None:
    run(crm, "add Huaxing", *["log c1 未接"] * 5, f"next c1 {FRI}", "snooze c1 2026-03-20", "edit c1 --do-not-contact yes")
    assert gates(crm, TUE) == [("do_not_contact", None), ("snoozed", "2026-03-20"), ("promised_later", FRI),
                               ("let_go", "2026-06-01")]  # fmt: skip


def test_other_owners_are_filtered(crm: Crm) -> None:
    run(crm, "add Mine --owner Li", "add Nobodys", "add Theirs --owner Wang")
    assert codes(crm, "today --all") == ["c1", "c2", "c3"]  # no name is set: everybody
    assert codes(crm, "today --all --owner wang") == ["c2", "c3"]
    config = crm.home / "config.yaml"
    config.write_text(config.read_text("utf-8").replace('name: ""', 'name: "Li"'), "utf-8")
    assert codes(crm, "today --all") == codes(crm, "agenda") == ["c1", "c2"]
    assert codes(crm, "today --all --owner Wang") == ["c2", "c3"]
    said = why(crm, MON, "c3")
    assert [(gate["gate"], gate["until"]) for gate in said["gates"]] == [("other_owner", None)]
    assert (said["on_list"], said["surfaces"]) == (False, None)
    assert gates(crm, MON, "c1") == []


# ---------------------------------------------------------------- stages


MOVES = {
    ("needs", "proposal"): "evaluation", ("needs", "won"): "onboarding", ("needs", "lost"): "lost",
    ("needs", "answered"): "needs", ("needs", "refused"): "needs", ("first_contact", "positive"): "needs",
    ("needs", "positive"): "needs", ("first_contact", "answered"): "first_contact",
    ("evaluation", "proposal"): "evaluation", ("active", "lost"): "long_term", ("onboarding", "lost"): "long_term",
    ("long_term", "lost"): "long_term", ("dormant", "lost"): "lost", ("lost", "won"): "onboarding",
    ("lost", "proposal"): "evaluation",
}  # fmt: skip


@pytest.mark.parametrize(("before", "outcome"), MOVES)
def test_outcomes_move_the_stage(crm: Crm, before: str, outcome: str) -> None:
    run(crm, f"add Huaxing --stage {before}")
    assert crm.json(f"log c1 --outcome {outcome}")["stage"] == crm.show("c1")["stage"] == MOVES[before, outcome]


def test_a_stage_given_with_the_log_outweighs_the_outcome(crm: Crm) -> None:
    run(crm, "add Huaxing")
    assert crm.json("log c1 --outcome won --stage needs")["stage"] == "needs"


def test_who_ever_bought_is_not_lost_but_long_term(crm: Crm) -> None:
    run(crm, "add Huaxing", "log c1 --outcome won", "edit c1 --stage needs")
    assert crm.json("log c1 --outcome lost")["stage"] == "long_term"


def stage(crm: Crm, day: str) -> str:
    """The stage as show, list and the rules see it on a day."""
    shown = crm.json(f"show c1 --today {day}")["stage"]
    assert [row["stage"] for row in crm.json(f"list --today {day}")] == [shown]
    assert [row["code"] for row in crm.json(f"list --stage {shown} --today {day}")] == ["c1"]
    return str(shown)


NO_CALLS_AFTER = "".join(f"after-sale-{days}: off\n" for days in (7, 30, 90))


def test_onboarding_becomes_active_after_a_month(crm: Crm) -> None:
    rules(crm, NO_CALLS_AFTER)
    run(crm, "add Huaxing", "log c1 --outcome won", "2026-03-31 log c1 hello")
    assert [stage(crm, day) for day in ("2026-04-01", "2026-04-02")] == ["onboarding", "active"]
    assert stage(crm, "2026-04-20") == "active"  # the old cadence (a week) has no more say
    assert surfaces(crm, "2026-04-02") == "2026-04-30"
    assert stage(crm, "2027-04-02") == "active"  # a year is over, and a call is overdue
    run(crm, "2027-04-05 log c1 hello")
    assert stage(crm, "2027-04-05") == "long_term"
    assert surfaces(crm, "2027-04-05") == "2027-05-05"


def test_a_move_by_time_waits_while_a_call_of_the_old_stage_is_overdue(crm: Crm) -> None:
    rules(crm, NO_CALLS_AFTER)
    run(crm, "add Huaxing", "log c1 --outcome won", "2026-03-20 log c1 hello")
    # due on 27 March: overdue on 2 April, when the month is over
    assert stage(crm, "2026-04-02") == stage(crm, "2026-06-30") == "onboarding"
    assert set(points(crm, "2026-06-30")) == {"onboarding"}
    run(crm, "2026-04-10 log c1 hello")
    assert stage(crm, "2026-04-10") == stage(crm, "2026-05-30") == "active"
    assert points(crm, "2026-04-20") == {}


def test_a_move_by_time_does_not_wait_where_nothing_is_overdue(crm: Crm) -> None:
    run(crm, "add Huaxing --stage active", "2027-02-15 log c1 hello")
    # a year of active ends on 2 March 2027; the next call is due by 18 March
    assert [stage(crm, day) for day in ("2027-03-01", "2027-03-02", "2027-03-19")] == ["active", "long_term", "long_term"]
    assert surfaces(crm, "2027-03-19") == "2027-03-19"


@pytest.mark.parametrize("line", ["edit c1 --stage onboarding", "log c1 --outcome won", "log c1 hello --stage onboarding"])
def test_who_has_left_a_stage_by_time_can_be_put_back(crm: Crm, line: str) -> None:
    run(crm, "add Huaxing --stage onboarding", "2026-03-31 log c1 hello")
    assert stage(crm, "2026-04-02") == "active"
    run(crm, f"2026-04-02 {line}")
    assert stage(crm, "2026-04-02") == stage(crm, "2026-04-08") == "onboarding"


def test_a_stage_that_is_already_so_by_time_is_not_begun_anew(crm: Crm) -> None:
    run(crm, "add Huaxing --stage active", "2027-02-26 log c1 hello", "2027-03-10 edit c1 --stage long_term")
    assert stage(crm, "2027-03-10") == "long_term"
    assert crm.sql("SELECT stage FROM customers") == [("active",)]


# ---------------------------------------------------------------- order, cut, list


def test_order_by_score_due_tries_and_code(crm: Crm) -> None:
    run(crm, *(f"add N{n} --stage lost" for n in range(1, 12)))
    run(crm, *(f"next c{n} {WED}" for n in (3, 11, 10, 2)), f"next c5 {TUE}", "edit c3 --stage active", f"next c9 {FRI}")
    rules(crm, "extra: {kind: cadence, when: {stage: active}, every: 0d..2d, points: 3}\n")
    # c5 is a day late, which adds nothing yet: its due day is earlier
    assert codes(crm, f"today --all --today {WED}") == ["c3", "c5", "c2", "c10", "c11"]


def test_of_equal_score_and_due_fewer_tries_come_first(crm: Crm) -> None:
    run(crm, "add Tried --stage lost", "add New --stage lost", f"{TUE} log c1 未接", f"next c1 {WED}", f"next c2 {WED}")
    tried, new = points(crm, WED), points(crm, WED, "c2")
    assert tried == {"promise": 150.0, "no-answer": 20.0} and new == {"promise": 150.0}
    rules(crm, "extra: {kind: cadence, when: {stage: lost}, every: 2d..2d, points: 20}\n")
    assert [row["score"] for row in crm.json(f"today --all --today {WED}")] == [170.0, 170.0]
    for line in ("--all", "-n 2", ""):
        assert codes(crm, f"today {line} --today {WED}") == ["c2", "c1"]
    assert codes(crm, f"today -n 1 --today {WED}") == ["c2"]


def test_fewer_tries_come_first_wherever_the_list_is_cut(shipped: Crm) -> None:
    """An equal score and due day, and the earlier code has been tried in vain."""
    run(shipped, "2026-02-20 add Alpha --grade B", "add Beta --grade B", "2026-02-23 log c1 未接", "2026-02-24 log c1 未接",
        "2026-02-25 log c1 未接", "log c2 hello")  # fmt: skip
    rows = shipped.json("today --all --today 2026-03-17")
    assert [(row["code"], row["score"], row["due"]) for row in rows] == [("c2", 45.7, "2026-03-04"), ("c1", 45.7, "2026-03-04")]
    assert codes(shipped, "today -n 1 --today 2026-03-17") == ["c2"]


def book_of(crm: Crm, **counts: int) -> None:
    """`late` are called two weeks after evaluation began; `new` are untouched; `sleeping` are dormant since long."""
    run(crm, *(f"2025-01-06 add S{n} --stage dormant" for n in range(counts.get("sleeping", 0))))
    codes_of = [row["code"] for row in crm.json("list")] if counts.get("sleeping") else []
    run(crm, *(f"log {code} hello" for code in codes_of))
    start = len(codes_of)
    run(crm, *(f"2026-03-02 add L{n} --stage evaluation" for n in range(counts.get("late", 0))))
    run(crm, *(f"log c{start + n + 1} hello" for n in range(counts.get("late", 0))))
    run(crm, *(f"2026-03-16 add N{n}" for n in range(counts.get("new", 0))))
    crm.today = "2026-03-17"


def cut(crm: Crm, line: str) -> str:
    """The initials of those who are listed: L, N, S."""
    return "".join(row["name"][0] for row in crm.json(line))


@pytest.mark.parametrize(
    ("counts", "lists"),
    [
        # on 17 March L scores 46.3 + 5, N 40 + 5, S about 6.1 + 5: shares of ten places are 2..5 new, 1 or more dormant
        (
            {"late": 12, "new": 6, "sleeping": 2},
            {
                "today -n 10": "LLLLLLLNNS",
                "today -n 9": "LLLLLLLLN",  # 9//5 new, 9//10 dormant
                "today -n 4": "LLLL",
                "today -n 0": "",
                "today -n 40": "L" * 12 + "N" * 6 + "SS",
                "today --all": "L" * 12 + "N" * 6 + "SS",
                "today": "LLLLLLLLLNNS",  # a capacity of 12
                "today --all --stage dormant": "SS",
                "today -n 3 --stage first_contact": "NNN",
            },
        ),
        ({"late": 12, "new": 1, "sleeping": 2}, {"today -n 10": "LLLLLLLLNS"}),
        ({"late": 12, "new": 6}, {"today -n 10": "LLLLLLLLNN"}),
        ({"late": 3, "new": 8, "sleeping": 2}, {"today -n 10": "LLLNNNNNSS"}),
        ({"late": 2, "new": 9, "sleeping": 1}, {"today -n 10": "LLNNNNNNNS"}),  # places nobody else wants
        ({"new": 6}, {"today -n 4": "NNNN"}),
    ],
)
def test_the_cut_keeps_shares_for_the_new_and_the_dormant(
    crm: Crm, counts: dict[str, int], lists: dict[str, str]
) -> None:
    book_of(crm, **counts)
    for line, expected in lists.items():
        rows = crm.json(line)
        assert "".join(row["name"][0] for row in rows) == expected, line
        assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))


def test_the_dormant_have_a_share_though_all_others_wait_longer(crm: Crm) -> None:
    """The share of those who wait longest is another one, so these two are just due."""
    run(crm, "2025-12-10 add S0 --stage dormant", "add S1 --stage dormant", "log c1 hello", "log c2 hello",
        *(f"2026-02-02 add L{n} --stage evaluation" for n in range(12)), *(f"log c{n + 3} hello" for n in range(12)))  # fmt: skip
    crm.today = "2026-03-17"
    assert crm.json("why c1")["score"] < crm.json("why c3")["score"]
    assert [cut(crm, f"today -n {n}") for n in (9, 10, 12)] == ["L" * 9, "L" * 9 + "S", "L" * 11 + "S"]


def test_new_ones_take_at_most_half_even_where_they_score_most(crm: Crm) -> None:
    book_of(crm, late=12, new=8)
    crm.today = "2026-03-19"  # N: 40 · (1 + ½ log2(3)) + 4 + 5 = 80.7; L: 30 · (1 + ½ log2(17/7)) + 5 = 54.2
    assert cut(crm, "today -n 10") == "NNNNNLLLLL"
    assert cut(crm, "today -n 5") == "NNLLL"
    assert cut(crm, "today -n 1") == "L"


def test_who_can_not_wait_is_listed_first_and_cut_like_others_by_n(crm: Crm) -> None:
    book_of(crm, late=4, new=4)
    run(crm, "next c1 2026-03-18", "log c5 asked", "2026-03-18 next c8 2026-03-19", "next c2 2026-03-18")
    crm.today = "2026-03-19"
    musts = ["c8", "c1", "c2", "c5"]  # c8 has a new lead's points besides
    for n, listed in ((0, []), (1, musts[:1]), (3, musts[:3]), (6, [*musts, "c6", "c3"])):
        assert codes(crm, f"today -n {n}") == listed
    told = crm.ok("today -n 1").err
    assert "7 more wait" in told and "3 of them can't wait" in told and "done today" not in told
    assert "can't wait" not in crm.ok("today -n 4").err
    run(crm, "log c3 hello", "log c4 hello")
    config = crm.home / "config.yaml"
    config.write_text(re.sub(r"(?m)^capacity: .*", "capacity: 4", config.read_text("utf-8")), "utf-8")
    answer = crm.ok("-f json today")  # 2 places are left, and all who can't wait are there
    assert [row["code"] for row in answer.json()] == musts
    assert "2 of 4 done today" in answer.err and "2 more wait" in answer.err and "can't wait" not in answer.err
    assert codes(crm, "today --all")[:4] == musts
    assert codes(crm, "today --all -n 2") == musts[:2]


@pytest.mark.parametrize(("lang", "line"), [("en", "1 of 12 done today."), ("zh-CN", "今天 12 位，已联系 1 位。"),
                                            ("zh-TW", "今天 12 位，已聯絡 1 位。")])  # fmt: skip
def test_one_line_says_how_much_of_the_day_is_done(crm: Crm, lang: str, line: str) -> None:
    book_of(crm, late=2)
    run(crm, "log c1 hello")
    assert line in crm.ok(f"today --lang {lang}").err
    assert line not in crm.ok(f"today --all --lang {lang}").err + crm.ok(f"today -n 5 --lang {lang}").err


def test_the_longest_waiting_have_places_whatever_their_points(crm: Crm) -> None:
    """Nobody is forgotten: k//10 places for those with the highest urgency."""
    run(crm, "2024-03-04 add Old --stage long_term --grade D", "log c1 hello")
    run(crm, "2024-03-04 add Older --stage long_term --grade D", "log c2 hello --at 2024-02-26")
    run(crm, *(f"2026-03-02 add L{n} --stage evaluation" for n in range(25)), *(f"log c{n} hello" for n in range(3, 28)))
    crm.today = "2026-03-17"  # L: 46.3, 1.54 urgent; Old: 6.1 · 0.25 points, 2.5 urgent
    late = [f"c{n}" for n in range(3, 28)]
    assert codes(crm, "today -n 9") == late[:9]
    assert codes(crm, "today -n 10") == [*late[:9], "c2"]
    assert codes(crm, "today -n 20") == [*late[:18], "c2", "c1"]
    assert codes(crm, "today") == [*late[:11], "c2"]


def test_a_promise_that_is_silent_has_no_right_to_a_place(crm: Crm) -> None:
    book_of(crm, late=2)
    run(crm, "next c1 2026-03-18", "2026-03-18 log c1 未接", *(f"log c2 hello --at {day}" for day in ("2026-03-17",)))
    config = crm.home / "config.yaml"
    config.write_text(re.sub(r"(?m)^capacity: .*", "capacity: 1", config.read_text("utf-8")), "utf-8")
    assert codes(crm, "today --today 2026-03-18") == []
    assert codes(crm, "today --today 2026-03-19") == ["c1"]


def test_who_was_touched_today_has_used_a_place(crm: Crm) -> None:
    book_of(crm, late=14)
    assert len(crm.json("today")) == 12
    run(crm, "log c1 hello", "log c1 hello again", "log c2 未接", "log c3 hello --at yesterday", "log c2 hello --at yesterday")
    assert len(crm.json("today")) == 10  # c1 and c2
    assert len(crm.json("today -n 11")) == 11
    assert len(crm.json("today --today 2026-03-18")) == 12
    assert len(crm.json("today --today 2026-03-16")) == 10  # c2 and c3: who was touched later as well is counted too
    run(crm, *(f"log c{n} hello" for n in range(4, 15)))
    assert crm.json("today") == []


def test_a_day_off_still_shows_what_is_due_and_says_so(crm: Crm) -> None:
    run(crm, "add Huaxing")
    answer = crm.ok(f"today --today {SAT}")
    assert "Huaxing" in answer.out and "Sat 7 Mar is a day off" in answer.err
    assert "day off" not in crm.ok(f"today --today {FRI}").err


def test_the_list_names_the_person_to_call(crm: Crm) -> None:
    run(crm, "add Huaxing --phone 010-62345678", "log c1 hello", "next c1 2026-03-09")
    row = crm.json("today --today 2026-03-09")[0]
    assert (row["contact"], row["title"], row["phone"]) == (None, None, "+861062345678")
    run(crm, "contact add c1 'Wang Li' --mobile 13800138000 --title CEO", "contact add c1 'Zhao Min' --mobile 13900139000")
    row = crm.json("today --today 2026-03-09")[0]
    assert (row["contact"], row["title"], row["phone"]) == ("Wang Li", "CEO", "+8613800138000")
    run(crm, "next c1 2026-03-09 prices --with 'Zhao Min'")
    row = crm.json("today --today 2026-03-09")[0]
    assert (row["contact"], row["title"], row["phone"]) == ("Zhao Min", None, "+8613900139000")


def test_without_a_primary_contact_the_one_last_spoken_to_is_called(crm: Crm) -> None:
    """Who was spoken to last, not whom was only tried, added or retracted; else who was added first."""
    run(crm, "add Huaxing", "next c1 2026-03-02 --today 2026-02-20", "contact add c1 Wang --primary no",
        "contact add c1 Zhao --primary no", "contact add c1 Qian --primary no")  # fmt: skip
    talks = (("", "Wang"), ("log c1 a --with Zhao --at 2026-02-18", "Zhao"), ("log c1 b --with Qian --at 2026-02-17", "Zhao"),
             ("log c1 c --with Qian --at 2026-02-19", "Qian"), ("log c1 --retract last", "Zhao"))  # fmt: skip
    for words, person in talks:
        run(crm, *filter(None, [words]))
        assert crm.json("today --all --today 2026-03-09")[0]["contact"] == person, words


# ---------------------------------------------------------------- why, agenda, JSON


def test_json_of_today(crm: Crm) -> None:
    run(crm, "add 华星电子 --grade A", "contact add c1 王丽 --title 经理 --mobile 13800138000")
    (row,) = crm.json(f"today --today {THU}")
    assert list(row)[: len(TODAY_KEYS)] == TODAY_KEYS  # more may follow; these stay
    assert [list(reason) for reason in row["reasons"]] == [REASON_KEYS] * 2
    assert {**{key: row[key] for key in TODAY_KEYS}, "why": "", "aim": "", "reasons": []} == {
        "rank": 1, "code": "c1", "name": "华星电子", "contact": "王丽", "title": "经理", "phone": "+8613800138000",
        "stage": "first_contact", "grade": "A", "score": 227.1, "due": TUE, "days_late": 2, "touches": 0, "why": "",
        "aim": "", "reasons": [],
    }  # fmt: skip
    assert row["aim"] == "Thank them, send what they asked for"
    assert [(r["rule"], r["kind"], r["points"], r["times"], r["due"]) for r in row["reasons"]] == [
        ("first-touch", "after", 215.1, 3.0, TUE), ("first-contact", "cadence", 12.0, 3.0, "2026-03-09")
    ]  # fmt: skip
    assert all(reason["text"] for reason in row["reasons"]) and row["why"].startswith(row["reasons"][0]["text"])
    assert type(row["score"]) is float and type(row["rank"]) is type(row["days_late"]) is type(row["touches"]) is int


def test_json_of_why(crm: Crm) -> None:
    run(crm, "add Huaxing", f"next c1 {FRI}")
    said = why(crm, MON)
    assert list(said) == WHY_KEYS
    assert {**said, "gates": []} == {"code": "c1", "name": "Huaxing", "on_list": False, "surfaces": FRI, "score": 0.0,
                                     "reasons": [], "gates": [], "best": []}  # fmt: skip
    assert [list(gate) for gate in said["gates"]] == [["gate", "until", "text"]]
    assert [list(reason) for reason in why(crm, FRI)["reasons"]] == [REASON_KEYS] * 3


def test_json_of_an_empty_list(crm: Crm) -> None:
    assert crm.json("today") == crm.json("agenda") == []
    run(crm, "add Huaxing --stage lost")
    assert crm.json("today") == crm.json("agenda") == []


def test_agenda(crm: Crm) -> None:
    run(crm, "add Now", "add Soon --stage needs", "add Month --stage active", "add Promised", "add Far --stage dormant",
        "next c4 2026-03-09 15:00", "add Lost --stage lost", "add Snoozed", "snooze c7 2026-06-10")  # fmt: skip
    rows = crm.json("agenda --days 150")
    assert all(list(row) == ["day", "code", "name", "kind", "why", "urgency"] for row in rows)
    assert [(row["day"], row["code"], row["kind"], row["urgency"]) for row in rows] == [
        (MON, "c1", "after", "week"),
        ("2026-03-09", "c4", "promise", "week"),  # who can't wait comes first
        ("2026-03-09", "c2", "cadence", "month"),  # due on the 12th: there are ten days to do it
        ("2026-04-01", "c3", "cadence", "month"),
        ("2026-06-01", "c5", "cadence", "later"),  # due on the 31st of August
        ("2026-06-10", "c7", "cadence", "later"),  # a lead is one for 30 days
    ]
    assert [row["code"] for row in crm.json("agenda --days 7")] == ["c1", "c4", "c2"]
    assert [row["code"] for row in crm.json("agenda --days 0")] == ["c1"]
    assert [row["code"] for row in crm.json("agenda")] == ["c1", "c4", "c2", "c3"]


def test_writes_tell_the_next_day(crm: Crm) -> None:
    assert crm.json("add Huaxing")["next"] == MON
    assert crm.json("log c1 hello")["next"] == THU
    assert crm.json(f"snooze c1 {FRI}")["next"] == FRI
    assert crm.json("snooze c1 off")["next"] == THU
    assert crm.json("edit c1 --stage lost")["next"] is None
    for line in ("next c1 2026-03-20", "next c1 off", f"snooze c1 {FRI}", "snooze c1 off"):
        assert {"code", "name", "next"} <= crm.json(line).keys()
    assert {"id", "code", "name", "stage", "outcome", "next"} <= crm.json("log c1 hello").keys()


def test_a_day_before_the_facts_counts_as_no_wait(crm: Crm) -> None:
    run(crm, "add Huaxing --stage needs", "log c1 asked", "add Other --stage lost", f"next c2 {FRI}")
    assert points(crm, "2026-02-20") == {"asked": 120.0}
    assert surfaces(crm, "2026-02-20", "c2") == FRI
    (row,) = crm.json("today --all --today 2026-02-20")
    assert (row["days_late"], row["due"]) == (0, MON)


def test_retracting_and_correcting_change_the_reasons(crm: Crm) -> None:
    run(crm, "add Huaxing --stage needs", "log c1 hello")
    logged = crm.json(f"log c1 --outcome complaint --today {TUE}")["id"]
    assert set(points(crm, WED)) == {"complaint"}
    crm.ok(f"log --correct {logged} --outcome no_answer --today {WED}")
    assert points(crm, WED) == {"no-answer-open": 30.0}
    corrected = crm.show("c1")["interactions"][0]
    assert (corrected["outcome"], corrected["at"][:10]) == ("no_answer", TUE)
    crm.ok(f"log --retract {corrected['id']} --today {WED}")
    assert (points(crm, WED), surfaces(crm, WED)) == ({}, "2026-03-09")
    assert crm.show("c1")["touches"] == 1


def test_who_and_reasons_are_told_in_the_rep_s_language(crm: Crm) -> None:
    run(crm, "add 华星电子", "log c1 投诉")
    texts = {lang: crm.json(f"why c1 --lang {lang}")["reasons"][0]["text"] for lang in ("en", "zh-CN", "zh-TW")}
    assert texts["en"] == "Complaint today, not solved yet" and "投诉" in texts["zh-CN"] and "客訴" in texts["zh-TW"]
