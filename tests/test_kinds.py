"""Kinds of rules: one declared here alone does all that a kind does, and what all of them declare holds together."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest
from conftest import Crm

import salescli
from salescli.core.ranking.action import Gate
from salescli.core.ranking.facts import Facts
from salescli.core.ranking.window import Window
from salescli.core.rules.kind import COUNT, RANGE, Kind, Said, always, one_of
from salescli.core.rules.kinds import KINDS, NAMES, names
from salescli.core.rules.rule import Rule
from salescli.core.text import say

MON, THU = "2026-03-02", "2026-03-05"
RULE = "x: {kind: named, within: 1d..3d, ends: a, points: 10}\n"


def window(rule: Rule, facts: Facts) -> Window | None:
    """For whose name ends so; from the day added."""
    if not facts.name.endswith(rule.own["ends"]):
        return None
    first, last = (span.days_from(facts.added.day) for span in rule.own["within"])
    opens, due = (date.fromordinal(facts.added.day.toordinal() + days) for days in (first, last))
    return Window(facts.added.day, opens, due, first, last)


def why(rule: Rule, facts: Facts, window: Window, day: date) -> Said:
    return Said(say("as_is", text=f"{facts.name} ends in {rule.own['ends']}"), say("within.days", n=rule.own["times"]))


def gate(rule: Rule, facts: Facts, window: Window, day: date) -> Gate | None:
    return Gate("too_early", window.open, say("as_is", text="too early")) if day < window.open else None


def _season(facts: Facts, day: date) -> Window:
    """April of the day's year, or of the next one, that had no touch; silent from 1 May on."""
    touch, year = facts.pulse.last_touch, day.year + (day.month > 4)
    if touch and touch.day >= date(year, 4, 1):
        year += 1
    april = date(year, 4, 1)
    return Window(april, april, date(year, 4, 30), 0, 29, ends=date(year, 5, 1), dated=True)


SEASON = Kind(
    "april", {}, window=lambda rule, facts: _season(facts, facts.added.day), on_day=lambda rule, facts, day: _season(facts, day),
    why=lambda rule, facts, window, day: Said(say("as_is", text="April")),
)  # fmt: skip
"""One that comes round by the calendar, without anything having happened."""

OURS = Kind(
    "named",
    {"within": RANGE, "ends": one_of("a", "o", default="a"), "times": COUNT},
    required=("within", "ends"),
    window=window,
    why=why,
    gate=gate,
    silenced_by=always("snoozed", "retry"),
)


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, OURS.name, OURS)
    monkeypatch.setitem(KINDS, SEASON.name, SEASON)


@pytest.fixture
def crm(crm: Crm) -> Crm:
    """With our rule alone."""
    crm.today = MON
    crm.ok("init -y")
    shipped = crm.json("rules list")
    write(crm, "".join(f"{row['rule']}: off\n" for row in shipped if row["kind"] not in ("retry", "stale", "required")), "0.yaml")
    write(crm, RULE)
    crm.ok("add Nina")
    crm.ok("add Otto")
    return crm


def write(crm: Crm, text: str, name: str = "mine.yaml") -> None:
    (crm.home / "data" / "rules" / name).write_text(text, "utf-8")


def test_its_rules_are_read_and_listed(crm: Crm) -> None:
    (row,) = (row for row in crm.json("rules list") if row["rule"] == "x")
    assert (row["kind"], row["points"], row["window"], row["times"]) == ("named", 10.0, "1d..3d", None)
    assert "no problem found" in crm.ok("rules check").out


def test_who_it_speaks_for_is_ranked_and_told_why(crm: Crm) -> None:
    assert [(row["name"], row["score"], row["due"]) for row in crm.json(f"today --all --today {THU}")] == [("Nina", 10.0, THU)]
    assert crm.json("today --all") == []
    told = crm.json(f"why c1 --today {THU}")
    assert [(r["rule"], r["kind"], r["points"], r["text"]) for r in told["reasons"]] == [
        ("x", "named", 10.0, "Nina ends in a (within 0 days)")
    ]
    assert [row["code"] for row in crm.json(f"agenda --days 9 --today {MON}")] == ["c1"]


def test_its_gate_and_what_silences_it_hold(crm: Crm) -> None:
    assert crm.json("why c1")["gates"] == [{"gate": "too_early", "until": "2026-03-03", "text": "too early"}]
    assert crm.json("why c1")["surfaces"] == "2026-03-03"
    crm.ok("log c1 --outcome no_answer")
    assert [r["kind"] for r in crm.json(f"why c1 --today {THU}")["reasons"]] == ["retry"]
    assert crm.json("why c2")["surfaces"] is None


def test_one_that_comes_round_by_the_calendar_speaks_again(crm: Crm) -> None:
    """On the list on its days alone, each year, until they are touched in it; the list is that of everybody looked at."""
    write(crm, "x: {kind: april, points: 10}\n")
    for n in range(20):
        crm.ok("add", f"Firm {n}")
    days = ("2026-03-31", "2026-04-01", "2026-04-30", "2026-05-01", "2027-04-15")
    assert [len(crm.json(f"today --all --today {day}")) for day in days] == [0, 22, 22, 0, 22]
    assert crm.json("why c1")["surfaces"] == "2026-04-01"
    crm.ok("log c1 hello --today 2026-04-02")
    for day in ("2026-04-03", "2027-04-15"):
        everybody = [row["code"] for row in crm.json(f"today --all --today {day}")]
        assert ("c1" in everybody) == (day > "2027")
        assert [row["code"] for row in crm.json(f"today -n 5 --today {day}")] == everybody[:5]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("{kind: named, points: 10}", "within, ends"),
        ("{kind: named, within: 1d..3d, ends: a}", "points is missing"),
        ("{kind: named, within: 1d..3d, ends: e, points: 10}", "use one of: a, o"),
        ("{kind: named, within: 3d..1d, ends: a, points: 10}", "“3d..1d”"),
        ("{kind: named, within: 1d..3d, ends: a, points: 10, every: 1d..2d}", "aim, ends, kind, points, times, when, within"),
        ("{kind: nomed}", ", required, named, april"),
    ],
)
def test_what_is_wrong_with_its_rules_is_told(crm: Crm, rule: str, words: str) -> None:
    write(crm, f"x: {rule}\n")
    (problem,) = crm("rules check -f json").json()
    assert words in problem["problem"]


# ---------------------------------------------------------------- what ships


SHIPPED = [KINDS[name] for name in NAMES]
GATES = {"snoozed", "promised_later", "let_go"}


@pytest.mark.parametrize("kind", SHIPPED, ids=lambda kind: kind.name)
def test_a_declaration_holds_together(kind: Kind) -> None:
    assert kind.name == kind.window.__module__.rpartition(".")[2] if kind.window else kind.name in NAMES
    assert {*kind.required} <= {*kind.keys, "points"}
    assert bool(kind.window) == bool(kind.why) and not (kind.window and kind.factor)
    assert kind.silenced_by.keys() <= {*NAMES, *GATES} - {kind.name}


def test_every_kind_has_a_module_and_every_module_is_a_kind() -> None:
    folder = Path(salescli.__file__).parent / "core" / "rules" / "kinds"
    assert {path.stem for path in folder.glob("*.py")} - {"__init__"} == set(NAMES)
    assert names() == (*NAMES, OURS.name, SEASON.name)


ROOMS = ("core/ranking/*.py", "core/rules/*.py", "core/reports/day.py", "store/ranking/candidates.py", "store/ranking/pulse.py")
"""Whoever has to do with rules."""


@pytest.mark.parametrize("room", ROOMS)
def test_nobody_else_knows_a_kind_by_its_name(room: str) -> None:
    paths = list(Path(salescli.__file__).parent.glob(room))
    trees = [ast.parse(path.read_text("utf-8")) for path in paths]
    words = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert paths and not words & {kind.name for kind in SHIPPED if not kind.is_standard}
