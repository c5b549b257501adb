"""Rule files (CONTRACT 5): what they may say, what is wrong in them and where, and that the list follows them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import Crm
from hypothesis import given, settings
from hypothesis import strategies as st

from salescli import files
from salescli.core.errors import CannotDo
from salescli.core.model import LANGUAGES, OUTCOMES, STAGES
from salescli.core.rules.kept import from_json, to_json
from salescli.core.rules.reading import read_rules
from salescli.core.rules.rule import Rules
from salescli.core.text import by_language
from salescli.core.when import Span

MON = "2026-03-02"


@pytest.fixture
def crm(crm: Crm) -> Crm:
    crm.today = MON
    crm.given("init -y")
    write(crm, "value: off\n", "0.yaml")  # so that points are those of the rules alone
    return crm


def write(crm: Crm, text: str, name: str = "mine.yaml") -> Path:
    path = crm.home / "data" / "rules" / name
    path.write_text(text, "utf-8")
    return path


def listed(crm: Crm, day: str) -> list[tuple[str, float]]:
    return [(row["code"], row["score"]) for row in crm.json(f"today --all --today {day}")]


def reasons(crm: Crm, day: str, who: str = "c1") -> dict[str, tuple[float, str | None]]:
    return {r["rule"]: (r["points"], r["due"]) for r in crm.json(f"why {who} --today {day}")["reasons"]}


def shipped() -> Rules:
    paths = sorted((files.PACKAGE / "rules").glob("*.yaml"))
    rules, problems = read_rules((str(path), files.read_yaml(path)) for path in paths)
    assert not problems
    return rules


# ---------------------------------------------------------------- what ships (CONTRACT 5)


WEIGHTS = {
    "complaint": 200, "promise": 150, "asked": 120, "proposal-sent": 45, "first-touch": 40, "no-answer": 20,
    "no-answer-best": 30, "no-answer-open": 30, "after-sale-7": 35, "after-sale-30": 35, "after-sale-90": 35,
    "first-contact": 20, "needs": 25, "evaluation": 30, "onboarding": 25, "active": 15, "long-term": 10, "dormant": 5,
}  # fmt: skip
EVERY = {"first-contact": (3, 7), "needs": (5, 10), "evaluation": (3, 5), "onboarding": (7, 7), "active": (30, 31),
         "long-term": (30, 92), "dormant": (90, 180)}  # fmt: skip


def spans(values: Iterable[Any]) -> Iterator[Span]:
    """All lengths of time in these values, however deep."""
    for value in values:
        if isinstance(value, Span):
            yield value
        elif isinstance(value, (dict, tuple)):
            yield from spans(value.values() if isinstance(value, dict) else value)


def test_the_shipped_rules_have_the_figures_of_the_contract() -> None:
    rules = shipped().rules
    apart = ("value", "signal", "play", "occasion")
    assert {name: rule.points for name, rule in rules.items() if rule.kind not in apart} == WEIGHTS
    days = {name: tuple(span.number for span in rule.own["every"]) for name, rule in rules.items() if rule.kind == "cadence"}
    assert days == EVERY
    assert {span.unit for span in spans(rule.own for rule in rules.values())} == {"d"}
    assert rules["value"].own["times"] == {"S": 5, "A": 3, "B": 1.3, "C": 0.5, "D": 0.25, "none": 1.3}
    for name, when, steps, tries in (
        ("no-answer", {}, (1, 3, 7), 5),
        ("no-answer-best", {"grade": ("s", "a")}, (1, 1, 1, 2, 3), 9),
        ("no-answer-open", {"stage": ("needs", "evaluation")}, (1, 1, 1, 2, 3), 9),
    ):
        retry = rules[name]
        assert (retry.when, retry.own["channel_from"]) == (when, 3)
        assert retry.own["after"] == tuple(Span(days, "d") for days in steps)
        assert retry.own["let_go"] == (tries, Span(90, "d"))
    assert rules["first-touch"].own == {
        "event": "first_contact", "until": "touch", "since": "event", "within": (Span(0, "d"), Span(1, "d")), "for": Span(30, "d")
    }  # fmt: skip
    assert rules["proposal-sent"].own == {
        "event": "proposal", "until": "reached", "since": "event", "within": (Span(1, "d"), Span(2, "d")), "for": None
    }  # fmt: skip


def test_stages_have_words_in_every_language_and_cadences_name_them() -> None:
    rules = shipped()
    for name, stage in rules.stages.items():
        assert set(stage.label) == set(LANGUAGES) and (name == "lost" or set(stage.aim) == set(LANGUAGES))
        assert stage.moves["proposal"] == "evaluation" and stage.moves["won"] == "onboarding"
    of_stage = {stage for rule in rules.rules.values() if rule.kind == "cadence" for stage in rule.when["stage"]}
    assert of_stage == set(STAGES) - {"lost"}
    assert {name: stage.then for name, stage in rules.stages.items() if stage.then} == {
        "onboarding": ("active", Span(31, "d")), "active": ("long_term", Span(365, "d"))
    }  # fmt: skip


def test_rules_list(crm: Crm) -> None:
    (crm.home / "data" / "rules" / "0.yaml").unlink()
    rows = crm.json("rules list")
    apart = ("stale", "required", "signal", "play", "occasion")
    assert {row["rule"] for row in rows if row["kind"] not in apart} == {*WEIGHTS, "value"}
    assert "first-touch" in crm.ok("rules list").out and "S ×5" in crm.ok("rules list").out
    (value,) = (row for row in rows if row["rule"] == "value")
    assert (value["points"], value["times"]) == (None, {"S": 5, "A": 3, "B": 1.3, "C": 0.5, "D": 0.25, "none": 1.3})
    write(crm, "extra: {kind: cadence, when: {tag: [vip, key account]}, every: 2w..1m, points: 12.5}\nneeds: off\n")
    rows = {row["rule"]: row for row in crm.json("rules list")}
    assert "needs" not in rows
    assert (rows["extra"]["points"], rows["extra"]["window"]) == (12.5, "2w..1m")
    assert rows["extra"]["file"].endswith("mine.yaml") and rows["extra"]["line"] == 1


# ---------------------------------------------------------------- the list follows the rules


def test_a_replaced_rule_changes_the_list_and_says_that_days_were_worked_out_anew(crm: Crm) -> None:
    crm.ok("add Huaxing --stage needs")
    assert listed(crm, "2026-03-05") == []
    write(crm, "needs: {kind: cadence, when: {stage: needs}, every: 1d..3d, points: 50}\n")
    answer = crm.ok("today --today 2026-03-05")
    assert "Huaxing" in answer.out and "worked out anew" in answer.err
    assert "anew" not in crm.ok("today --today 2026-03-05").err
    assert reasons(crm, "2026-03-05") == {"needs": (50.0, "2026-03-05")}
    (crm.home / "data" / "rules" / "mine.yaml").unlink()
    assert "anew" in crm.ok("agenda --today 2026-03-05").err
    assert listed(crm, "2026-03-05") == []


@pytest.mark.parametrize("line", ["why c1", "show c1", "list", "log c1 hello"])
def test_after_a_change_of_rules_every_command_goes_by_the_new_ones(crm: Crm, line: str) -> None:
    crm.ok("add Huaxing --stage needs")
    write(crm, "needs: {kind: cadence, when: {stage: needs}, every: 2d..2d, points: 50}\n")
    answer = crm.json(line)
    told = answer[0] if isinstance(answer, list) else answer
    assert told.get("surfaces", told.get("next")) == "2026-03-04"
    assert listed(crm, "2026-03-04") == [("c1", 50.0)]


def test_off_removes_a_rule(crm: Crm) -> None:
    crm.ok("add Huaxing")
    write(crm, "first-touch: off\nvalue: off\n")
    assert listed(crm, MON) == []
    assert reasons(crm, "2026-03-09") == {"first-contact": (20.0, "2026-03-09")}


def test_a_retry_rule_that_is_off_silences_nothing(crm: Crm) -> None:
    crm.ok("add Huaxing --stage onboarding")
    crm.ok("log c1 未接")
    write(crm, "no-answer: off\n")
    assert reasons(crm, "2026-03-09") == {"onboarding": (25.0, "2026-03-09")}


def test_files_are_read_in_the_order_of_their_names(crm: Crm) -> None:
    crm.ok("add Huaxing --stage lost")
    rule = "extra: {{kind: cadence, when: {{stage: lost}}, every: 0d..0d, points: {}}}\n"
    write(crm, rule.format(10), "b.yaml")
    write(crm, rule.format(20), "a.yaml")
    assert reasons(crm, MON)["extra"] == (10.0, MON)


def test_a_year_and_the_end_of_months(crm: Crm) -> None:
    """Months clip: a month after 31 January is 28 February, a Saturday, which rolls to Monday in America."""
    crm.ok("add Huaxing --stage lost --country US --today 2026-01-31")
    write(crm, "monthly: {kind: cadence, when: {stage: lost}, every: 1m..2m, points: 10}\n")
    assert crm.json("why c1 --today 2026-02-01")["surfaces"] == "2026-03-02"
    assert reasons(crm, "2026-03-31")["monthly"] == (10.0, "2026-03-31")
    assert reasons(crm, "2026-03-02")["monthly"][0] == 0.3  # one of thirty days
    crm.ok("edit c1 --grade S")  # 28..59 days: 28 + 31//2 = 43, Sunday 15 March, rolls to Monday
    assert reasons(crm, "2026-03-16")["monthly"] == (10.0, "2026-03-16")
    crm.ok("edit c1 --grade D")  # 28 + (31 + 1)//2 = 44, Monday 16 March
    assert crm.json("why c1 --today 2026-02-01")["surfaces"] == "2026-03-16"


@pytest.mark.parametrize(
    ("every", "opens", "due"),
    [("2w..3w", "2026-03-16", "2026-03-23"), ("24h..49h", "2026-03-03", "2026-03-05"), ("0d..1m", MON, "2026-04-02")],
)
def test_units(crm: Crm, every: str, opens: str, due: str) -> None:
    write(crm, f"extra: {{kind: cadence, when: {{stage: lost}}, every: {every}, points: 10}}\n")
    crm.ok("add Huaxing --stage lost")
    assert crm.json("why c1")["surfaces"] == opens
    assert reasons(crm, due)["extra"] == (10.0, due)


@pytest.mark.parametrize(
    ("when", "fits"),
    [
        ("{grade: S}", ["c1"]),
        ("{grade: [S, none]}", ["c1", "c3"]),
        ("{tag: VIP}", ["c1", "c2"]),
        ("{tag: [vip, old]}", ["c1", "c2", "c3"]),
        ("{owner: li, tag: vip}", ["c1"]),
        ("{source: 广交会}", ["c2"]),
        ("{country: [US, TW]}", ["c3"]),
        ("{country: cn}", ["c1", "c2"]),  # the book's own country where a customer has none
        ("{type: dealer, stage: lost}", ["c2"]),
        ("{type: dealer, stage: [needs, active]}", []),
        ("{}", ["c1", "c2", "c3"]),
    ],
)
def test_conditions(crm: Crm, when: str, fits: list[str]) -> None:
    write(crm, f"extra: {{kind: cadence, when: {when}, every: 0d..0d, points: 10}}\nvalue: off\n")
    crm.ok("add One --stage lost --grade S --owner Li --tag vip")
    crm.ok("add Two --stage lost --grade A --owner Wang --tag VIP --source 广交会 --type Dealer")
    crm.ok("add Three --stage lost --country TW --tag old")
    assert sorted(code for code, _ in listed(crm, MON)) == fits


def test_until_and_since_of_after(crm: Crm) -> None:
    """`until: touch` ends with any later touch; `since: open` counts only what comes in the window or after it."""
    rule = "{{kind: after, event: won, within: 7d..9d, until: {}, since: {}, points: 10}}"
    lines = [f"{until}-{since}: {rule.format(until, since)}" for until in ("touch", "reached") for since in ("event", "open")]
    write(crm, "\n".join(lines))
    for line in lines:  # four rules of one kind: one speaks, and the others would in its place
        name = line.partition(":")[0]
        home = crm.home.with_name(name)
        other = Crm(home, today=MON)
        other.ok("init -y")
        write(other, f"{line}\nafter-sale-7: off\n")
        other.ok("add Huaxing")
        other.ok("log c1 --outcome won")

        def speaks(day: str, other: Crm = other, name: str = name) -> bool:
            return name in reasons(other, day)

        assert (speaks("2026-03-08"), speaks("2026-03-09")) == (False, True)
        until, since = name.split("-")
        crm_log = other.json("log c1 --outcome info --today 2026-03-04")  # before the window
        assert speaks("2026-03-11") == (until == "reached" or since == "open"), name
        other.ok("log c1 hello --today 2026-03-05")
        assert speaks("2026-03-11") == (since == "open"), name
        other.ok(f"log --retract {crm_log['id']} --today 2026-03-05")
        other.ok("log c1 --outcome info --today 2026-03-09")  # on the window's first day
        assert speaks("2026-03-11") == (since == "open" and until == "reached"), name
        other.ok("log c1 hello --today 2026-03-10")
        assert not speaks("2026-03-11"), name


def test_steps_of_a_retry_of_ones_own(crm: Crm) -> None:
    write(crm, "no-answer: {kind: retry, after: [2d, 1w], points: 30}\n")  # no letting go, no other channel
    crm.ok("add Huaxing --stage lost")
    days = [MON, "2026-03-04", "2026-03-11", "2026-03-18", "2026-03-25", "2026-04-01", "2026-04-08"]
    for day, following in pairwise(days):
        crm.ok(f"log c1 未接 --today {day}")
        said = crm.json(f"why c1 --today {day}")
        assert (said["surfaces"], said["gates"]) == (following, [])
        assert "channel" not in crm.json(f"why c1 --today {following}")["reasons"][0]["text"]


def test_of_two_rules_of_a_kind_the_weightier_speaks(crm: Crm) -> None:
    crm.ok("add Huaxing --stage lost")
    write(crm, "a: {kind: cadence, every: 0d..9d, points: 100}\nb: {kind: cadence, every: 0d..0d, points: 30}\n"
               "v: {kind: value, when: {stage: lost}, times: {none: 2}}\n"
               "w: {kind: value, times: {none: 0.5, S: 50}}\n")  # fmt: skip
    assert reasons(crm, MON) == {"b": (60.0, MON)}
    # 3 days: b has 30 · (1 + ½ log2(3)) = 53.8, a 40; 6 days: 68.8 and 70
    assert [*reasons(crm, "2026-03-05"), *reasons(crm, "2026-03-08")] == ["b", "a"]


def test_of_equal_points_the_earlier_due_day_speaks(crm: Crm) -> None:
    crm.ok("add Huaxing --stage lost")
    write(crm, "late: {kind: cadence, every: 1d..2d, points: 20}\nsoon: {kind: cadence, every: 1d..1d, points: 10}\n")
    assert list(reasons(crm, "2026-03-03")) == ["soon"]  # ½ of 20 and all of 10


def test_of_equal_score_and_due_day_the_first_code_has_the_place_whatever_the_rules(crm: Crm) -> None:
    write(crm, "extra: {kind: cadence, when: {stage: lost}, every: 4d..4d, points: 25}\n")
    crm.ok("add Lately --stage lost")
    crm.ok("add Longer --stage onboarding")
    crm.ok("log c2 hello")
    crm.ok("log c1 hello --today 2026-03-05")
    assert listed(crm, "2026-03-09") == [("c1", 25.0), ("c2", 25.0)]
    assert [row["code"] for row in crm.json("today -n 1 --today 2026-03-09")] == ["c1"]


def test_value_alone_lists_nobody(crm: Crm) -> None:
    crm.ok("add Huaxing --stage lost --grade S")
    write(crm, "value: {kind: value, times: {S: 500}}\n")
    assert listed(crm, MON) == []
    assert crm.json("why c1")["surfaces"] is None


def test_stages_of_ones_own(crm: Crm) -> None:
    write(crm, "needs:\n  label: {en: Discovery, zh-CN: 摸底}\n  moves: {positive: evaluation}\n  then: {dormant: 1w}\n",
          "stages.yaml")  # fmt: skip
    write(crm, "needs: off\n")
    crm.ok("add Huaxing --stage needs")
    assert "Discovery" in crm.ok("show c1").out and "摸底" in crm.ok("show c1 --lang zh-CN").out
    assert crm.json("show c1 --today 2026-03-09")["stage"] == "dormant"
    assert crm.json("log c1 --outcome positive")["stage"] == "evaluation"
    assert crm.json("edit c1 --stage needs")["stage"] == "needs"
    assert crm.json("log c1 --outcome proposal")["stage"] == "needs"  # `moves` are given whole
    crm.ok("next c1 2026-03-02")
    assert crm.json("today")[0]["aim"] == "Offer solutions, answer doubts"  # as it ships


def test_text_may_be_one_for_all_or_one_a_language(crm: Crm) -> None:
    crm.ok("add Huaxing --stage lost")
    for aim, texts in (
        ("Send the price list", ("Send the price list",) * 3),
        ("{en: Prices, zh-CN: 报价单, zh-TW: 報價單}", ("Prices", "报价单", "報價單")),
        ("{zh-CN: 报价单}", ("报价单",) * 3),
        ("{en: Prices, zh-TW: 報價單}", ("Prices", "Prices", "報價單")),
    ):
        write(crm, f"extra: {{kind: cadence, every: 0d..0d, points: 10, aim: {aim}}}\n")
        assert tuple(crm.json(f"today --lang {lang}")[0]["aim"] for lang in LANGUAGES) == texts


def test_texts_of_rules_can_not_draw_on_the_screen(crm: Crm) -> None:
    crm.ok("add Huaxing --stage lost")
    write(crm, 'extra: {kind: cadence, every: 0d..0d, points: 10, aim: "a\\e[31mb [red]c"}\n')
    out = crm.ok("today -f table").out
    assert "\x1b[31mb" not in out and "[red]c" in out


# ---------------------------------------------------------------- what is wrong


GOOD = "kind: cadence, every: 3d..7d, points: 20"
WRONG = [
    # (file, line that is named, words of the message)
    ("x: {kind: cadence, every: 3d..7d, points: 20, color: red}\n", 1, "“color” is not known; use one of: adapt, aim, every"),
    ("# a remark\n\nx:\n  kind: cadence\n  every: 3d..7d\n  points: 20\n  evrey: 1d\n", 7, "“evrey” is not known"),
    ("x: {kind: rhythm, every: 3d..7d, points: 20}\n", 1, "“rhythm” is not known; use one of: cadence, after, retry"),
    ("x: {every: 3d..7d, points: 20}\n", 1, "kind"),
    (f"x: {{{GOOD}}}\ny:\n  {{kind: cadence, points: 20}}\n", 3, "every is missing"),
    ("x: {kind: retry, points: 20}\n", 1, "after is missing"),
    ("x: {kind: waiting, points: 20}\n", 1, "event is missing"),
    (f"x: {{{GOOD}}}\nx: {{{GOOD}}}\n", 2, "“x”"),
    (f"x: {{{GOOD}, points: 30}}\n", 1, "“points”"),
    (f"x: {{{GOOD}, when: {{stage: needs, stage: active}}}}\n", 1, "“stage”"),
    (f"x: {{{GOOD}, when: {{stage: need}}}}\n", 1, "“need” is not known; use one of: first_contact, needs"),
    (f"x: {{{GOOD}, when: {{stage: [needs, lots]}}}}\n", 1, "“lots” is not known"),
    (f"x: {{{GOOD}, when: {{grade: E}}}}\n", 1, "“E” is not known; use one of: S, A, B, C, D, none"),
    (f"x: {{{GOOD}, when: {{colour: red}}}}\n", 1, "“colour” is not known; use one of: country, grade"),
    (f"x: {{{GOOD}, when: needs}}\n", 1, "a map"),
    (f"x: {{{GOOD}, when: {{tag: {{a: b}}}}}}\n", 1, "a list of values"),
    (f"x: {{{GOOD}, when: {{tag: []}}}}\n", 1, "a list of values"),
    (f"x: {{{GOOD}, when: {{tag: [[a]]}}}}\n", 1, "a list of values"),
    ("x: &a {kind: promise, points: 20}\n", 1, "anchor"),
    ("x: {kind: promise, points: 20}\ny: *a\n", 2, "alias"),
    ("x: {kind: cadence, every: 5d..3d, points: 20}\n", 1, "5d..3d"),
    ("x: {kind: cadence, every: 1m..30d, points: 20}\n", 1, "1m..30d"),  # January has 31 days
    ("x: {kind: cadence, every: 3..7, points: 20}\n", 1, "“3..7”"),
    ("x: {kind: cadence, every: 7d, points: 20}\n", 1, "“7d”"),
    ("x: {kind: cadence, every: 3d..7y, points: 20}\n", 1, "“3d..7y”"),
    ("x: {kind: cadence, every: -3d..7d, points: 20}\n", 1, "“-3d..7d”"),
    ("x: {kind: cadence, every: [3d, 7d], points: 20}\n", 1, "one plain value"),
    ("x: {kind: cadence, every: 3d..7d, points: many}\n", 1, "“many”"),
    ("x: {kind: cadence, every: 3d..7d, points: -5}\n", 1, "“-5”"),
    ("x: {kind: cadence, every: 3d..7d, points: nan}\n", 1, "“nan”"),
    ("x: {kind: cadence, every: 3d..7d, points: 1e9}\n", 1, "“1e9”"),
    ("x: {kind: cadence, every: 3d..7d, points: [20]}\n", 1, "one plain value"),
    ("x: {kind: cadence, every: 3d..7d, points: {S: 20}}\n", 1, "one plain value"),
    ("x: {kind: after, event: lunch, within: 0d..1d, points: 20}\n", 1, "use one of: first_contact, added, answered"),
    ("x: {kind: after, event: won, within: 0d..1d, points: 20, until: never}\n", 1, "use one of: touch, reached"),
    ("x: {kind: after, event: won, within: 0d..1d, points: 20, since: ever}\n", 1, "use one of: event, open"),
    ("x: {kind: waiting, event: won, points: 20}\n", 1, "use one of: asked, complaint"),
    ("x: {kind: retry, after: [1d, soon], points: 20}\n", 1, "“soon”"),
    ("x: {kind: retry, after: [], points: 20}\n", 1, "a list of values"),
    ("x: {kind: retry, after: {a: 1d}, points: 20}\n", 1, "a list of values"),
    ("x: {kind: retry, after: 1d, points: 20, channel_from: 0}\n", 1, "“0”"),
    ("x: {kind: retry, after: 1d, points: 20, let_go: {tries: 5}}\n", 1, "for"),
    ("x: {kind: retry, after: 1d, points: 20, let_go: {tries: many, for: 90d}}\n", 1, "“many”"),
    ("x: {kind: retry, after: 1d, points: 20, let_go: 5}\n", 1, "let_go"),
    ("x: {kind: value, times: 5}\n", 1, "a map"),
    ("x: {kind: value, times: {S: 5, E: 1}}\n", 1, "“E”"),
    ("x: {kind: value, times: {S: lots}}\n", 1, "“lots”"),
    ("x: {kind: value, times: {S: -1}}\n", 1, "“-1”"),
    ("x: {kind: value}\n", 1, "times is missing"),
    ("x: {kind: value, times: {S: 5}, points: 5}\n", 1, "“points” is not known; use one of: kind, times, when"),
    (f"x: {{{GOOD}, times: {{S: 5}}}}\n", 1, "“times” is not known"),
    (f"x: {{{GOOD}, for: 30d}}\n", 1, "“for” is not known"),
    ("x: {kind: after, event: won, within: 0d..1d, points: 20, for: soon}\n", 1, "“soon”"),
    ("x: {kind: after, event: won, within: 0d..1d, points: 20, for: 0d}\n", 1, "“0d”"),
    ("x:\n  {kind: after, event: won, within: 30d..40d, points: 20, for: 30d}\n", 2, "make for longer"),
    (f"x: {{{GOOD}, aim: {{de: Preise}}}}\n", 1, "“de” is not known; use one of: en, zh-CN, zh-TW"),
    (f"x: {{{GOOD}, aim: [a, b]}}\n", 1, "one plain value"),
    (f"x: {{{GOOD}, aim: {{en: [a]}}}}\n", 1, "one plain value"),
    (f"x: {{{GOOD}, within: 1d..2d}}\n", 1, "“within” is not known"),
    ("x: cadence\n", 1, "kind"),
    ("x:\n", 1, "kind"),
    ("- x\n", 1, "a map"),
    ("just words\n", 1, "a map"),
    ("x: {kind: cadence\n", 2, ""),
    ("x: [1, 2\ny: 3\n", 2, ""),
    ("x: {kind: [cadence], every: 3d..7d, points: 20}\n", 1, "kind"),
    ("? [a, b]\n: {kind: promise, points: 1}\n", 1, ""),
]


@pytest.mark.parametrize(("text", "line", "words"), WRONG)
def test_what_is_wrong_is_told_with_file_line_and_remedy(crm: Crm, text: str, line: int, words: str) -> None:
    path = write(crm, text)
    answer = crm("rules check -f json")
    assert answer.code == 1
    first = answer.json()[0]
    assert (first["file"], first["line"]) == (str(path), line)
    assert words in first["problem"], first
    assert not re.search(r"rules_|yaml_|error\.|\{", first["problem"].replace("{a: b}", ""))
    assert crm("rules", "check", str(path), "-f", "json").json() == answer.json()


@pytest.mark.parametrize("line", ["today", "agenda", "why c1", "log c1 hello", "add Other", "list", "show c1", "rules list"])
def test_with_broken_rules_every_other_command_says_so_and_changes_nothing(crm: Crm, line: str) -> None:
    crm.ok("add Huaxing")
    path = write(crm, f"x: {{{GOOD}}}\ny: {{kind: rhythm}}\n")
    before = crm.sql("SELECT count(*), max(seq) FROM changes")
    answer = crm(line)
    assert (answer.code, answer.out) == (3, "")
    assert f"{path}, line 2" in answer.err and "rhythm" in answer.err and "crm rules check" in answer.err
    assert crm.sql("SELECT count(*), max(seq) FROM changes") == before
    told = crm(f"-f json {line}")
    assert told.code == 3 and told.error["error"] == "rules_broken" and told.error["hint"]
    path.unlink()
    crm.ok(line)


STAGES_WRONG = [
    ("needz: {label: x}\n", 1, "“needz” is not known; use one of: active, dormant"),
    ("needs: {colour: red}\n", 1, "“colour” is not known"),
    ("needs:\n  moves: {proposal: closing}\n", 2, "“closing” is not known"),
    ("needs:\n  moves: {proposed: evaluation}\n", 2, "“proposed” is not known"),
    ("needs:\n  then: {active: soon}\n", 2, "“soon”"),
    ("needs:\n  then: {closing: 5d}\n", 2, "“closing” is not known"),
    ("needs:\n  then: {active: 5d, dormant: 9d}\n", 2, "then"),
    ("needs:\n  label: [a]\n", 2, "one plain value"),
    ("needs: off\n", 1, "a map"),
]


@pytest.mark.parametrize(("text", "line", "words"), STAGES_WRONG)
def test_what_is_wrong_with_stages(crm: Crm, text: str, line: int, words: str) -> None:
    path = write(crm, text, "stages.yaml")
    answer = crm("rules check -f json")
    assert (answer.code, answer.json()[0]["file"], answer.json()[0]["line"]) == (1, str(path), line)
    assert words in answer.json()[0]["problem"]
    assert crm("today").code == 3


def test_only_a_file_called_stages_is_about_stages(crm: Crm) -> None:
    write(crm, f"x: {{{GOOD}}}\n", "my-stages.yaml")
    assert crm("rules check").code == 0
    assert "x" in {row["rule"] for row in crm.json("rules list")}


def test_all_problems_are_listed_at_once_and_in_order(crm: Crm) -> None:
    one = write(crm, "x: {kind: a}\ny: {kind: b}\nz: {kind: cadence, every: 1, points: x, q: 1}\n", "one.yaml")
    two = write(crm, "x: {kind: c}\n", "two.yaml")
    rows = crm("rules check -f json").json()
    assert [(row["file"], row["line"]) for row in rows] == [(str(one), 1), (str(one), 2), *[(str(one), 3)] * 3, (str(two), 1)]
    assert crm("rules check").out.count("one.yaml") == 5
    for lang in LANGUAGES:
        assert crm(f"rules check --lang {lang}").code == 1


def test_check_says_when_all_is_well(crm: Crm) -> None:
    (crm.home / "data" / "rules" / "0.yaml").unlink()
    answer = crm.ok("rules check")
    assert f"{len(crm.json('rules list'))} rules, no problem found" in answer.out
    assert crm.json("rules check") == []
    path = write(crm, f"x: {{{GOOD}}}\n")
    assert f"{len(crm.json('rules list'))} rules" in crm.ok("rules check", str(path)).out
    assert crm("rules check missing.yaml").code == 3
    assert crm("rules check one two").code == 2


@pytest.mark.parametrize("content", [b"\xff\xfe\x00x", b"x: \x00\x01\n", b"x: !!python/object/apply:os.system [ls]\n"])
def test_files_that_are_no_rules_at_all(crm: Crm, content: bytes) -> None:
    (crm.home / "data" / "rules" / "mine.yaml").write_bytes(content)
    answer = crm("rules check -f json")
    assert answer.code == 1 and answer.json()[0]["file"].endswith("mine.yaml")
    assert crm("today").code == 3


def test_a_bomb_is_not_read(crm: Crm) -> None:
    write(crm, "x: " + "[" * 3000 + "\n", "deep.yaml")
    write(crm, "# " + "x" * 300_000 + "\n", "large.yaml")
    rows = crm("rules check -f json").json()
    assert [Path(row["file"]).name for row in rows] == ["deep.yaml", "large.yaml"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names as POSIX has them")
@pytest.mark.parametrize("make", [getattr(os, "mkfifo", None), lambda path: path.symlink_to("/dev/zero")], ids=["pipe", "device"])
def test_what_would_never_end_is_not_read(crm: Crm, make: Callable[[Path], None]) -> None:
    """Neither as rules, nor as settings, nor as what is kept compiled, which is done without."""
    crm.ok("init -y")
    for place, code in (("data/rules/own.yaml", 3), ("config.yaml", 3), ("data/.compiled.json", 0)):
        target = crm.home / place
        kept = target.read_bytes() if target.exists() else b""
        target.unlink(missing_ok=True)
        make(target)
        answer = crm("today")
        assert (answer.code, f"{target} is no ordinary file" in answer.err) == (code, code == 3), answer
        target.unlink()
        if kept:
            target.write_bytes(kept)


def test_an_empty_file_is_fine(crm: Crm) -> None:
    write(crm, "")
    write(crm, "# nothing yet\n", "other.yaml")
    assert crm("rules check").code == 0


# ---------------------------------------------------------------- rules as values


def test_rules_come_back_from_their_compiled_form() -> None:
    rules = shipped()
    assert from_json(json.loads(json.dumps(to_json(rules)))) == rules


TEXT = st.text(max_size=300) | st.lists(
    st.sampled_from([*"{}[]:,-&*!|>'\"\n #", "x", "kind", "cadence", ": ", "every", "3d..7d", "points", "20", "\n  "]),
    max_size=60,
).map("".join)


@settings(deadline=None, max_examples=300)
@given(TEXT)
def test_any_text_is_read_or_refused_with_a_line(text: str) -> None:
    try:
        entry = files.parse_yaml(text, "x.yaml")
    except CannotDo as error:
        assert error.key.startswith("yaml_") and int(str(error.params["line"])) >= 1
        return
    for name in ("x.yaml", "stages.yaml"):
        _, problems = read_rules([(name, entry)])
        assert all(problem.line >= 1 for problem in problems)


@pytest.mark.parametrize(("words", "expected"), [
    ({"en": "a", "zh-CN": "b"}, "b"), ({"": "a"}, "a"), ({"en": "a"}, "a"), ({"zh-TW": "c"}, "c"), ({}, ""),
])  # fmt: skip
def test_by_language(words: dict[str, str], expected: str) -> None:
    assert by_language(words, "zh-CN") == expected


def test_every_outcome_has_a_word_as_an_event(crm: Crm) -> None:
    """The reason of kind `after` names its event."""
    for outcome in OUTCOMES:
        home = Crm(crm.home.with_name(outcome), today=MON)
        home.ok("init -y")
        write(home, f"x: {{kind: after, event: {outcome}, within: 0d..0d, until: reached, points: 400}}\nno-answer: off\n"
                    "proposal-sent: off\n")  # fmt: skip
        home.ok("add Huaxing")
        home.ok(f"log c1 --outcome {outcome}")
        (reason,) = [r for r in home.json("why c1")["reasons"] if r["rule"] == "x"]
        assert "event." not in reason["text"]


def test_the_rules_are_listed_in_the_reps_language(crm):
    lines = {line.split()[0]: line for line in crm.ok("rules list --lang zh-CN").lines}
    assert "阶段：需求确认；方案评估" in lines["no-answer-open"] and "等级：S；A" in lines["no-answer-best"]
    assert "所有字段" in lines["every-quarter"] and "职务；部门" in lines["jobs"]
    assert not any("field." in line or "stage" in line for line in lines.values())
