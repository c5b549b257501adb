"""Reads all rule files into the rules in force."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from salescli.core.language.phrases import PHRASES_FILE, Phrase, laid_out, read_phrases
from salescli.core.model import STAGES
from salescli.core.rules.holidays import CALENDAR_FILE, HOLIDAYS_FILE, read_holidays
from salescli.core.rules.kinds import KINDS, names
from salescli.core.rules.reader import Reader, RuleProblem
from salescli.core.rules.rule import Rule, Rules, Stage, by_kind
from salescli.core.rules.stages import STAGES_FILE, read_stages
from salescli.core.rules.standards import CODES_FILE, plain, read_codes

if TYPE_CHECKING:
    from salescli.core.entry import Node
    from salescli.core.rules.kind import Kind

TESTS = "tests"
"""What stands under this name in a file of rules is no rule (`cases`)."""
_COMMON: dict[str, Callable[[Reader, Node], Any]] = {"points": Reader.number, "when": Reader.when, "aim": Reader.words}


def read_rules(files: Iterable[tuple[str, Node]]) -> tuple[Rules, list[RuleProblem]]:
    """All files (name, entries) in order, a later rule replacing an earlier one of its name; `NAME: off` removes it."""
    rules: dict[str, Rule] = {}
    stages: dict[str, Stage] = {name: Stage(name) for name in STAGES}
    codes: dict[str, Any] = {}
    phrases: list[Phrase] = []
    days_off: dict[str, dict[str, Any]] = {}
    problems: list[RuleProblem] = []
    for file, entry in files:
        reader = Reader(file)
        name = file.replace("\\", "/").rpartition("/")[2]
        if name == STAGES_FILE:
            read_stages(reader, entry, stages)
        elif name == CODES_FILE:
            codes.update(read_codes(reader, entry))
        elif name == HOLIDAYS_FILE or name.endswith(CALENDAR_FILE):
            read_holidays(reader, entry, days_off)
        elif name == PHRASES_FILE:
            phrases += read_phrases(reader, entry)
        else:
            _read_file(reader, entry, rules)
        problems += reader.problems
    standards = [rule for rule in rules.values() if KINDS[rule.kind].is_standard]
    ranked = {name: rule for name, rule in rules.items() if not KINDS[rule.kind].is_standard}
    return Rules(ranked, stages, "", plain(standards, codes), laid_out(phrases), days_off, by_kind(ranked.values())), problems


def _read_file(reader: Reader, entry: Node, rules: dict[str, Rule]) -> None:
    if not isinstance(entry.value, dict):
        reader.wrong(entry, "rules_not_a_map", what="file")
        return
    for name, item in entry.value.items():
        if name == TESTS:
            continue
        if item.text() == "off":
            rules.pop(name, None)
        elif rule := _read_rule(reader, name, item):
            rules[name] = rule


def _read_rule(reader: Reader, name: str, entry: Node) -> Rule | None:
    items = entry.items()
    named = items["kind"].text() if "kind" in items else ""
    if named not in names():
        reader.wrong(items.get("kind", entry), "rules_unknown", what="kind", name=named, known=", ".join(names()))
        return None
    kind = KINDS[named]
    items = reader.known(entry, kind.allowed, f"{name} ({named})")
    missing = [key for key in kind.required if key not in items]
    if missing:
        reader.wrong(entry, "rules_missing", name=name, missing=", ".join(missing))
        return None
    rule = _with_values(reader, kind, Rule(name, named, file=reader.file, line=entry.line), items)
    if kind.check:
        kind.check(reader, rule, items)
    return rule


def _with_values(reader: Reader, kind: Kind, rule: Rule, items: dict[str, Node]) -> Rule:
    values: dict[str, Any] = {}
    own = {key: declared.default for key, declared in kind.keys.items()}
    for key, item in items.items():
        if key in own:
            own[key] = kind.keys[key].read(reader, item, key)
        elif key in _COMMON:
            values[key] = _COMMON[key](reader, item)
    return rule._replace(own=own, **values)
