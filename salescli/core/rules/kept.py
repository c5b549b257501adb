"""Rules as JSON keeps them, so that files are read only after a change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from salescli.core.rules.kinds import KINDS
from salescli.core.rules.rule import NOTHING, Rule, Rules, Stage, by_kind
from salescli.core.when import Span


def to_json(rules: Rules) -> dict[str, Any]:
    """Plain values that JSON can keep; `from_json` is its inverse."""
    return {
        "rules": [_as_json(rule) for rule in rules.rules.values()],
        "stages": [_as_json(stage) for stage in rules.stages.values()],
        "wanted": dict(rules.wanted),
        "phrases": dict(rules.phrases),
        "days_off": dict(rules.days_off),
    }


def _as_json(row: Iterable[Any]) -> list[Any]:
    return [dict(value) if isinstance(value, Mapping) else value for value in row]


def from_json(kept: dict[str, Any], fingerprint: str = "") -> Rules:
    """Rules from what `to_json` made of them, after a trip through JSON (tuples come back as lists)."""
    rules = [_rule(*row) for row in kept["rules"]]
    stages = [_stage(*row) for row in kept["stages"]]
    wanted, phrases, days_off = (kept.get(name, NOTHING) for name in ("wanted", "phrases", "days_off"))
    return Rules({rule.name: rule for rule in rules}, {stage.name: stage for stage in stages}, fingerprint,
                 wanted, phrases, days_off, by_kind(rules))  # fmt: skip


def _stage(*row: Any) -> Stage:
    stage = Stage(*row)
    return stage._replace(then=(stage.then[0], Span(*stage.then[1]))) if stage.then else stage


def _rule(name: str, kind: str, points: float, when: Any, aim: Any, own: dict[str, Any], file: str, line: int) -> Rule:
    keys = KINDS[kind].keys
    for key, value in own.items():
        if value is not None and (back := keys[key].back):
            own[key] = back(value)
    return Rule(name, kind, points, {key: tuple(values) for key, values in when.items()}, aim, own, file, line)
