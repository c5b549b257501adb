"""Reports on rules: the ones in force, and what is wrong in rule files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from salescli.core.quality.judging import alternatives
from salescli.core.reports import Column, Report, Row, Value
from salescli.core.reports.day import in_language
from salescli.core.rules.kinds import KINDS
from salescli.core.rules.rule import Rule, Rules
from salescli.core.rules.standards import Standard, of
from salescli.core.text import Text, say

if TYPE_CHECKING:
    from salescli.core.rules.reader import RuleProblem
    from salescli.core.rules.testing import Verdict


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


def verdicts_report(verdicts: Sequence[Verdict]) -> Report:
    """Where tests of rules differ: what was expected, what came, and what to change; a program gets all tests."""
    columns = (Column("file", most=30), Column("line", right=True), Column("test", most=40), Column("what"), Column("expected"),
               Column("came", most=40), Column("mend", most=40))  # fmt: skip
    return Report("rules test", columns, tuple(row for one in verdicts for row in _verdict_rows(one)))


def verdicts_data(verdicts: Sequence[Verdict]) -> Report:
    """The same for a program: an object a test, passed or not."""
    return Report("rules test", (), tuple(Row(_verdict_data(one), ()) for one in verdicts))


def _verdict_data(one: Verdict) -> dict[str, Value]:
    differs = [{"what": each.key, "line": each.line, "expected": _plain(each.expected), "came": _plain(each.came)}
               for each in one.differs]  # fmt: skip
    rule = {"rule": one.rule.name, "rule_file": one.rule.file, "rule_line": one.rule.line} if one.rule else {"rule": None}
    return {"file": one.case.file, "line": one.case.line, "test": one.case.name, "passed": not one.differs, "differs": differs,
            **rule}  # fmt: skip


def _plain(value: Value) -> Value:
    return sorted(value) if isinstance(value, frozenset) else list(value) if isinstance(value, tuple) else value


def _verdict_rows(one: Verdict) -> Iterator[Row]:
    for each in one.differs:
        came = _off(one) if each.key == "listed" and not each.came else _said(each.came)
        cells = (_name(one.case.file), each.line, one.case.name, each.key, _said(each.expected), came, _mend(one))
        yield Row({}, cells)


def _said(value: Value) -> Value:
    if value is None or value in (frozenset(), ()):
        return say("rules.nothing")
    if isinstance(value, bool):
        return say("word.yes" if value else "word.no")
    return tuple(sorted(value)) if isinstance(value, frozenset) else value


def _off(one: Verdict) -> Value:
    """Not on the list, and why."""
    whys = [gate.text for gate in one.action.gates] or [say("rules.until", day=one.action.wakes)] * bool(one.action.wakes)
    return say("rules.off_list", why=whys[0]) if whys else say("word.no")


def _mend(one: Verdict) -> Text:
    if one.rule is None:
        return say("rules.mend.bare")
    return say("rules.mend", rule=one.rule.name, file=_name(one.rule.file), line=one.rule.line)


def _name(file: str) -> str:
    """A file without its folder, which takes a whole line."""
    return file.replace("\\", "/").rpartition("/")[2]
