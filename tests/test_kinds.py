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


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("{kind: named, points: 10}", "within, ends"),
        ("{kind: named, within: 1d..3d, ends: a}", "points is missing"),
        ("{kind: named, within: 1d..3d, ends: e, points: 10}", "use one of: a, o"),
        ("{kind: named, within: 3d..1d, ends: a, points: 10}", "“3d..1d”"),
        ("{kind: named, within: 1d..3d, ends: a, points: 10, every: 1d..2d}", "aim, ends, kind, points, times, when, within"),
        ("{kind: nomed}", ", required, named"),
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
    assert names() == (*NAMES, OURS.name)


ROOMS = ("core/ranking/*.py", "core/rules/*.py", "core/reports/day.py", "store/ranking/candidates.py", "store/ranking/pulse.py")
"""Whoever has to do with rules."""


@pytest.mark.parametrize("room", ROOMS)
def test_nobody_else_knows_a_kind_by_its_name(room: str) -> None:
    paths = list(Path(salescli.__file__).parent.glob(room))
    trees = [ast.parse(path.read_text("utf-8")) for path in paths]
    words = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert paths and not words & {kind.name for kind in SHIPPED if not kind.is_standard}
