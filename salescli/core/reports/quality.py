"""Reports on the book's data: what is to be put right, and the month's figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from salescli.core.quality.judging import AIM, BY_VALUE, CHANGES_A_YEAR, INDICATORS, PROBLEMS, Figures, Problem, short
from salescli.core.records.fields import CUSTOMER_FIELDS
from salescli.core.reports import Column, Report, Row, Value
from salescli.core.rules.rule import NO_GRADE
from salescli.core.text import say

MOST_IN_GROUP = 10
"""Customers of one kind of problem that are shown unless all are asked for."""
CHECK_COLUMNS = (
    Column("number", fixed=True, right=True),
    Column("problem"),
    Column("code", fixed=True),
    Column("customer"),
    Column("grade", drop_below=80),
    Column("what"),
    Column("open_since", drop_below=80),
)


class Finding(NamedTuple):
    """A problem of a customer."""

    id: str
    code: tuple[str, int]
    name: str
    grade: str
    problem: Problem


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """By kind of problem, worst first; inside it by the customer's value, then code; a customer's own oldest first."""
    return sorted(findings, key=lambda one: (
        PROBLEMS.index(one.problem.problem), BY_VALUE.index(one.grade or NO_GRADE), one.code,
        one.problem.since or date.min))  # fmt: skip


def check_data(findings: Iterable[Finding]) -> Report:
    """Every problem, for a program."""
    columns = ("code", "name", "field", "problem", "since", "why")
    rows = [Row(data, tuple(data[name] for name in columns)) for data in map(finding_data, findings)]
    return Report("check", tuple(Column(name) for name in columns), tuple(rows))


def finding_data(one: Finding) -> dict[str, Value]:
    """A problem in JSON (CONTRACT 3)."""
    return {"code": f"{one.code[0]}{one.code[1]}", "name": one.name, "grade": one.grade or None,
            "contact": one.problem.person or None, **problem_data(one.problem)}  # fmt: skip


def problem_data(problem: Problem) -> dict[str, Value]:
    """What is wrong, in JSON."""
    return {"field": problem.field, "problem": problem.problem, "since": problem.since, "why": problem.why}


def check_report(findings: Sequence[Finding], everything: bool) -> tuple[Report, list[str]]:
    """For a person: a line for each customer and kind of problem, and the ids of these lines.

    What hardly anybody has is told once, where it would hide something else.
    """
    common = {} if everything else _common(findings)
    wanted = [one for one in findings if not _is_common(one, common)]
    common, wanted = (common, wanted) if wanted else ({}, list(findings))
    rows, ids, remarks = [], [], []
    for problem, group in groupby(wanted, key=lambda one: one.problem.problem):
        customers = [list(own) for _, own in groupby(group, key=lambda one: one.id)]
        shown = customers if everything else customers[:MOST_IN_GROUP]
        for own in shown:
            ids.append(own[0].id)
            rows.append(_customer_row(len(ids), own))
        count = say(f"check.count.{problem}", n=len(customers))
        remarks.append(say("check.count.shown", count=count, shown=len(shown)) if len(shown) < len(customers) else count)
    told = [say("check.common", field=say(f"field.{field}"), name=field, n=n) for field, n in common.items()]
    more = [say("check.more")] if len(ids) < len({(one.problem.problem, one.id) for one in findings}) else []
    sums = [say("check.sums", sums=tuple(remarks))] if remarks else []
    return Report("check", CHECK_COLUMNS, tuple(rows), remarks=(*sums, *told, *more)), ids


def _common(findings: Sequence[Finding]) -> dict[str, int]:
    """Fields, ways to reach somebody aside, that most customers with something missing lack, and how many these are."""
    lacking = {(one.id, one.problem.field) for one in findings if one.problem.problem == "missing" and not one.problem.person}
    most = max(len({who for who, _ in lacking}) / 2, MOST_IN_GROUP)
    counts = Counter(field for _, field in lacking if field in _PLAIN)
    return {field: n for field, n in counts.items() if n >= most}


def _is_common(one: Finding, common: Mapping[str, int]) -> bool:
    return one.problem.problem == "missing" and not one.problem.person and one.problem.field in common


_PLAIN = frozenset(f.name for f in CUSTOMER_FIELDS if f.kind != "channel")


def _customer_row(number: int, own: Sequence[Finding]) -> Row:
    first = own[0]
    since = min((one.problem.since for one in own if one.problem.since), default=None)
    what = tuple(short(one.problem) for one in own)
    code = f"{first.code[0]}{first.code[1]}"
    cells = (number, say(f"problem.{first.problem.problem}"), code, first.name, first.grade, what, since)
    return Row(finding_data(first), cells, style="late" if first.problem.problem in PROBLEMS[:2] else "")


def month_report(
    now: Figures,
    changed: int | None,
    duplicates: int,
    before: Sequence[tuple[date, Figures]],
    pairs: Sequence[tuple[date, int]],
) -> Report:
    """The indicators with their aims, and what earlier checks have found; `pairs` are duplicates of earlier reports."""
    rows = [_indicator(name, getattr(now, name), AIM, [(day, getattr(old, name)) for day, old in before]) for name in INDICATORS]
    rows.append(_indicator("changed", changed, CHANGES_A_YEAR, []))
    rows.append(_indicator("duplicates", duplicates, 0, pairs, unit="number"))
    rows.append(_indicator("customers", now.customers, None, [(day, old.customers) for day, old in before], unit="number"))
    columns = (Column("indicator"), Column("value", fixed=True, right=True), Column("target", fixed=True, right=True),
               Column("trend"))  # fmt: skip
    return Report("check", columns, tuple(rows))


def _indicator(
    name: str, value: int | None, aim: int | None, before: Sequence[tuple[date, int | None]], unit: str = "percent"
) -> Row:
    earlier = [{"day": day, "value": old} for day, old in before]
    data: Mapping[str, Value] = {"indicator": name, "value": value, "aim": aim, "unit": unit, "earlier": earlier}
    trend = tuple(say("check.earlier", day=day, value=_shown(old, unit)) for day, old in before)
    return Row(data, (say(f"indicator.{name}"), _shown(value, unit), _shown(aim, unit) if aim is not None else None, trend))


def _shown(value: int | None, unit: str) -> Value:
    if value is None:
        return say("check.unknown")
    return say("check.percent", value=value) if unit == "percent" else value
