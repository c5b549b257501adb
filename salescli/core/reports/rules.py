"""Reports on rules: the ones in force, and what is wrong in rule files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from salescli.core.quality.judging import alternatives
from salescli.core.reports import Column, Report, Row
from salescli.core.reports.day import in_language
from salescli.core.rules.kinds import KINDS
from salescli.core.rules.rule import Rule, Rules
from salescli.core.rules.standards import Standard, of
from salescli.core.text import Text, say

if TYPE_CHECKING:
    from salescli.core.rules.reader import RuleProblem


def rules_report(rules: Rules) -> Report:
    """The rules in force, as they stand."""
    columns = (Column("rule", fixed=True), Column("kind"), Column("points", right=True), Column("when"), Column("window"),
               Column("aim", drop_below=100))  # fmt: skip
    rows = [*map(_rule_row, rules.rules.values()), *map(_standard_row, of(rules).standards)]
    return Report("rules list", columns, tuple(rows))


def _standard_row(rule: Standard) -> Row:
    when = {key: list(values) for key, values in rule.when.items()}
    window = rule.life.text() if rule.life else ""
    data = {"rule": rule.name, "kind": rule.kind, "points": None, "times": None, "when": when, "window": window, "aim": None,
            "file": rule.file, "line": rule.line, "fields": list(rule.fields)}  # fmt: skip
    what = say("rules.fields", fields=tuple(say("rules.any") if name == "any" else alternatives(name) for name in rule.fields))
    return Row(data, (rule.name, say(f"rule_kind.{rule.kind}"), "", _conditions(rule.when), window, what))


def _conditions(when: Mapping[str, Iterable[str]]) -> tuple[Text, ...]:
    """When a rule holds, in words."""
    return tuple(say("rules.when", field=say(f"column.{key}" if key == "tag" else f"field.{key}"),
                     values=tuple(say(f"stage.{one}") if key == "stage" else one.upper() if key == "grade" else one
                                  for one in values)) for key, values in when.items())  # fmt: skip


def _rule_row(rule: Rule) -> Row:
    kind = KINDS[rule.kind]
    points, times = (None, rule.own["times"]) if kind.factor else (rule.points, None)
    shown = ", ".join(f"{grade} ×{number:g}" for grade, number in (times or {}).items()) or f"{rule.points:g}"
    when = {key: list(values) for key, values in rule.when.items()}
    data = {"rule": rule.name, "kind": rule.kind, "points": points, "times": times, "when": when, "window": _window(rule),
            "aim": in_language(rule.aim) if rule.aim else None, "file": rule.file, "line": rule.line}  # fmt: skip
    cells = (rule.name, say(f"rule_kind.{rule.kind}"), shown, _conditions(rule.when), _window(rule),
             in_language(rule.aim) if rule.aim else None)  # fmt: skip
    return Row(data, cells)


def _window(rule: Rule) -> str:
    """When it speaks, as it stands in its file."""
    keys = KINDS[rule.kind].keys.items()
    return next((key.shown(rule.own[name]) for name, key in keys if key.shown), "")


def problems_report(problems: Sequence[RuleProblem]) -> Report:
    """What is wrong, each with file and line."""
    rows = [
        Row({"file": p.file, "line": p.line, "problem": Text(f"error.{p.key}", p.params)},
            (p.file, p.line, Text(f"error.{p.key}", p.params)))
        for p in problems
    ]  # fmt: skip
    return Report("rules check", (Column("file"), Column("line", right=True), Column("problem")), tuple(rows))
