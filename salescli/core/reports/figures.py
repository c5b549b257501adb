"""A report of figures: records in groups, and what is counted in each; the figures are those of the lines behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from salescli.core.model import CHOICES
from salescli.core.reports import Column, Layout, Report, Row, Value
from salescli.core.reports.bar import Bar
from salescli.core.reports.period import Period
from salescli.core.reports.rate import Rate, percent, rate_cell
from salescli.core.reports.values import closed
from salescli.core.text import Text, say

FIRST = 4
"""Columns that a narrow screen shows."""
Line = Mapping[str, Any]
"""A record behind the figures: the values to group by and to show, by name."""


class Sum(NamedTuple):
    """What is added up over the lines of a group, which the store does.

    `how`: how many lines there are (`count`), in how many the column isn't nothing (`any`), its numbers added (`sum`), the
    largest of them (`most`), how many different values it has (`different`), how many have each of its closed values (`each`).
    """

    how: str
    column: str = ""


class Figure(NamedTuple):
    """What is told of a group: a number or a `Rate`, from its sums and the number of all lines of the report."""

    key: str
    sums: tuple[Sum, ...]
    of: Callable[[Sequence[Any], int], Any] = lambda sums, _: sums[0]


def counted(key: str) -> Figure:
    """How many lines there are."""
    return Figure(key, (Sum("count"),))


def summed(key: str, how: str = "any", column: str = "") -> Figure:
    """A sum of the column that has the figure's name, or of another."""
    return Figure(key, (Sum(how, column or key),))


def rate(key: str, part: str, whole: str) -> Figure:
    """Lines with something in the one column, of those with something in the other."""
    return Figure(key, (Sum("any", part), Sum("any", whole)), lambda sums, _: Rate.of(*sums))


def share(key: str) -> Figure:
    """The group's lines of all lines."""
    return Figure(key, (Sum("count"),), lambda sums, everything: Rate.of(sums[0], everything))


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

    @property
    def sums(self) -> tuple[Sum, ...]:
        """All that has to be added up, the number of lines first."""
        return tuple(dict.fromkeys((Sum("count"), *(one for figure in self.figures for one in figure.sums))))


Groups = Mapping[Any, Mapping[Sum, Any]]
"""The sums of each group by its name, None for the lines without one."""


class Made(NamedTuple):
    """What a report's title tells: the day it is of, the period, the one it is compared with, and the filters."""

    day: date
    period: Period | None = None
    before: Period | None = None
    filters: tuple[Value, ...] = ()


def figures_report(kind: Kind, by: str, groups: Groups, before: Groups | None, made: Made) -> Report:
    """A row a group, the largest first, or where groups follow each other in time by that; `before`: what it is compared with."""
    names = sorted({*groups, *(before or ())}, key=lambda name: _sort_key(by, name, _size(groups.get(name, {}))))
    everything = sum(map(_size, groups.values()))
    told = {name: _told(kind, groups.get(name, {}), everything) for name in names}
    first = kind.figures[0].key
    most = max((figures[first] for figures in told.values()), default=0)
    rows = tuple(
        _row(by, name, told[name], Bar(told[name][first] / most if most else 0),
             None if before is None else _told(kind, before.get(name, {}), 0)[first])
        for name in names
    )  # fmt: skip
    columns = [Column(heading(by)), *(Column(figure.key, right=figure.key not in _LISTS) for figure in kind.figures)]
    compared = [Column("previous", right=True), Column("change", right=True)] if before is not None else []
    short = [column for column in columns if column.key not in _LISTS]
    laid = ((columns[0], _BARS, *columns[1:], *compared), (short[0], _BARS, *short[1:], *compared), (*short, *compared),
            (*short[:FIRST], *compared))  # fmt: skip
    above = title(kind, made, everything)
    return Report(f"report {kind.name}", (*columns, *compared), rows, title=above, untitled=(above,), chart="bar",
                  layouts=tuple(map(Layout, laid)))  # fmt: skip


def _size(sums: Mapping[Sum, Any]) -> int:
    return int(sums.get(Sum("count"), 0))


def _told(kind: Kind, sums: Mapping[Sum, Any], everything: int) -> dict[str, Any]:
    """The figures of a group; of one without lines they are nought."""
    return {figure.key: figure.of([sums.get(one, {} if one.how == "each" else 0) for one in figure.sums], everything)
            for figure in kind.figures}  # fmt: skip


def _row(by: str, name: Any, told: Mapping[str, Any], bar: Bar, old: Any) -> Row:
    data = {"group": name, **figures_data(told)}
    cells = [_group_cell(by, name), *map(_cell, told.values())]
    if old is not None:
        now = next(iter(told.values()))
        change = (now - old) / old if old else None
        data.update(previous=old, change=change)
        cells += [old, None if change is None else percent(change, signed=True)]
    return Row(data, tuple(cells), screen={"bar": bar})


_LISTS = ("outcomes",)
"""Figures that are several."""
_LINES = {"missed": "missed_leads"}
"""Columns of lines that are headed by another word than the figure of that name."""
_BARS = Column("bar", fixed=True)


def lines_report(kind: Kind, by: str, lines: Sequence[Line], number: int, made: Made) -> Report:
    """The records behind the figures, in the order of the groups; `number`: how many there are, shown or not."""
    shown = (*((by,) if by and by not in kind.line else ()), *kind.line)
    sizes: dict[Any, int] = {}
    for line in lines if by else ():
        sizes[line[by]] = sizes.get(line[by], 0) + 1
    ordered = sorted(lines, key=lambda line: _sort_key(by, line[by], sizes[line[by]])) if by else lines
    rows = tuple(Row({key: line[key] for key in shown}, tuple(line_cell(key, line[key]) for key in shown)) for line in ordered)
    heads = {key: _LINES.get(key) or heading(key) for key in shown}
    columns = tuple(Column(head, fixed=key in ("code", "at"), cut=key == "text", most=40) for key, head in heads.items())
    above = title(kind, made, number)
    cut = (say("report.first", n=len(lines), of=number),) if len(lines) < number else ()
    return Report(f"report {kind.name}", columns, rows, title=above, untitled=(above,), remarks=cut)


def title(kind: Kind, made: Made, number: int) -> Text:
    """What the report is about: its name, days and filter, and how many records are behind it."""
    about = say(f"report.{kind.name}")
    if made.period:
        about = say("report.days", name=about, first=made.period.first, last=made.period.last)
    if made.before:
        about = say("report.compared", name=about, first=made.before.first, last=made.before.last)
    for text in made.filters:
        about = say("report.where", name=about, text=text)
    return say("report.total", about=about, n=number, day=made.day)


def heading(by: str) -> str:
    """The key of a column's words: a field's label, or the column's own."""
    return f"field.{by}" if by in _FIELDS else by


_FIELDS = ("stage", "grade", "owner", "source", "region", "type", "industry", "country", "city", "department",
           "position_level", "decision_role", "title")  # fmt: skip


def _sort_key(by: str, name: Any, size: int) -> tuple[Any, ...]:
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


def figures_data(told: Mapping[str, Any]) -> dict[str, Value]:
    """Figures in JSON: beside the first rate stand `n` and `few`, beside further ones `NAME_n` and `NAME_few`."""
    found: dict[str, Value] = {}
    for key, value in told.items():
        if isinstance(value, Rate):
            before = f"{key}_" if "n" in found else ""
            found.update({key: value.value, f"{before}n": value.n, f"{before}few": value.few})
        else:
            found[key] = value
    return found


def _cell(value: Any) -> Value:
    if isinstance(value, Rate):
        return rate_cell(value)
    if isinstance(value, Mapping):
        return tuple(say("report.counted", what=closed("outcome", name), n=n) for name, n in value.items())
    found: Value = value
    return found
