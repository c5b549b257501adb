"""A report of figures: records in groups, and what is counted in each; the figures are those of the lines behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from salescli.core.model import CHOICES
from salescli.core.reports import Column, Layout, Report, Row, Value
from salescli.core.reports.bar import Bar
from salescli.core.reports.people import closed
from salescli.core.reports.period import Period
from salescli.core.text import Text, say

FIRST = 4
"""Columns that a narrow screen shows."""
FEW = 10
"""Cases below which a rate says little (MEASURES)."""
Line = Mapping[str, Any]
"""A record behind the figures: the values to group by and to show, by name."""


class Rate(NamedTuple):
    """A share of `n` cases; None where there are none."""

    value: float | None
    n: int

    @property
    def few(self) -> bool:
        """Whether the cases are too few to tell."""
        return self.n < FEW


class Figure(NamedTuple):
    """What is told of a group: a number, a day or a `Rate`, from its lines and all lines."""

    key: str
    of: Callable[[Sequence[Line], Sequence[Line]], Any]


class Kind(NamedTuple):
    """A report: what it may be grouped `by` (the first unless one is named; "" for the lines themselves), its figures, the
    first of which is drawn and compared, and what of a line is told. `days`: how many it is about where no period is named,
    0 for a report that is about today alone.
    """

    name: str
    by: tuple[str, ...]
    figures: tuple[Figure, ...]
    line: tuple[str, ...]
    days: int = 0


class Made(NamedTuple):
    """What a report is made of: its lines, those of the period that it is compared with (None: none), and its title's parts."""

    lines: Sequence[Line]
    before: Sequence[Line] | None = None
    period: Period | None = None
    filters: tuple[str, ...] = ()


def figures_report(kind: Kind, by: str, made: Made) -> Report:
    """A row a group, the largest first, or where groups follow each other in time by that."""
    groups = grouped(made.lines, by)
    before = grouped(made.before, by) if made.before is not None else None
    names = sorted({*groups, *(before or ())}, key=lambda name: _place(by, name, len(groups.get(name, ()))))
    first = kind.figures[0]
    most = max((first.of(groups.get(name, ()), made.lines) for name in names), default=0)
    rows = []
    for name in names:
        lines = groups.get(name, ())
        told = {figure.key: figure.of(lines, made.lines) for figure in kind.figures}
        data = {"group": name, **_data(told)}
        cells = [_group_cell(by, name), *map(_cell, told.values())]
        if before is not None:
            old = first.of(before.get(name, ()), made.before or ())
            change = (told[first.key] - old) / old if old else None
            data.update(previous=old, change=change)
            cells += [old, None if change is None else percent(change, signed=True)]
        rows.append(Row(data, tuple(cells), screen={"bar": Bar(told[first.key] / most if most else 0)}))
    columns = [Column(_heading(by)), *(Column(figure.key, right=figure.key not in _LISTS) for figure in kind.figures)]
    compared = [Column("previous", right=True), Column("change", right=True)] if before is not None else []
    short = [column for column in columns if column.key not in _LISTS]
    laid = ((columns[0], _BARS, *columns[1:], *compared), (short[0], _BARS, *short[1:], *compared), (*short, *compared),
            (*short[:FIRST], *compared))  # fmt: skip
    columns += compared
    return Report(f"report {kind.name}", tuple(columns), tuple(rows), title=title(kind, made), chart="bar",
                  layouts=tuple(map(Layout, laid)))  # fmt: skip


_LISTS = ("outcomes",)
"""Figures that are several."""
_BARS = Column("bar", fixed=True)


def lines_report(kind: Kind, by: str, made: Made) -> Report:
    """The records behind the figures, in the order of the groups."""
    shown = (*((by,) if by and by not in kind.line else ()), *kind.line)
    order = {name: place for place, name in enumerate(grouped(made.lines, by))} if by else {}
    lines = sorted(made.lines, key=lambda line: order.get(line[by], 0)) if by else made.lines
    rows = tuple(Row({key: line[key] for key in shown}, tuple(line_cell(key, line[key]) for key in shown)) for line in lines)
    columns = tuple(Column(_heading(key), fixed=key in ("code", "at"), cut=key == "text", most=40) for key in shown)
    return Report(f"report {kind.name}", columns, rows, title=title(kind, made))


def grouped(lines: Sequence[Line] | None, by: str) -> dict[Any, list[Line]]:
    """Lines by their group, None for those without; the groups in the order in which they come."""
    found: dict[Any, list[Line]] = {}
    for line in lines or ():
        found.setdefault(line[by] or None, []).append(line)
    return found


def title(kind: Kind, made: Made) -> Text:
    """What the report is about: its name, days and filter, and how many records are behind it."""
    about = say(f"report.{kind.name}")
    if made.period:
        about = say("report.days", name=about, first=made.period.first, last=made.period.last)
    for text in made.filters:
        about = say("report.where", name=about, text=text)
    return say("report.total", about=about, n=len(made.lines))


def _heading(by: str) -> str:
    """The key of a column's words: a field's label, or the column's own."""
    return f"field.{by}" if by in _FIELDS else by


_FIELDS = ("stage", "grade", "owner", "source", "region", "type", "industry", "country", "city", "department",
           "position_level", "decision_role", "title")  # fmt: skip


def _place(by: str, name: Any, size: int) -> tuple[Any, ...]:
    """Groups in the order of time or of a closed list, else by size; without a name last."""
    if by == "week":
        return (name is None, name)
    if by in CHOICES and name in CHOICES[by]:
        return (False, CHOICES[by].index(name), "")
    return (name is None, -size, str(name))


def _group_cell(by: str, name: Any) -> Value:
    if name is None:
        return say("report.none")
    return closed(by, name) if by in CHOICES else name


def line_cell(key: str, value: Any) -> Value:
    """A value of a line as a person reads it."""
    return closed(key, value) if key in CHOICES and value else value


def _data(told: Mapping[str, Any]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key, value in told.items():
        if isinstance(value, Rate):
            found.update({key: value.value, "n": value.n, "few": value.few})
        else:
            found[key] = value
    return found


def _cell(value: Any) -> Value:
    if isinstance(value, Rate):
        return None if value.value is None else say("report.few") if value.few else percent(value.value)
    if isinstance(value, Mapping):
        return tuple(say("report.counted", what=closed("outcome", name), n=n) for name, n in value.items())
    found: Value = value
    return found


def percent(share: float, *, signed: bool = False) -> Text:
    """A fraction as whole percents."""
    return say("report.percent", n=f"{share * 100:+.0f}" if signed else f"{share * 100:.0f}")
