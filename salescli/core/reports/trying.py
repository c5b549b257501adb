"""Reports on what other rules would do: day by day, and whom they bring earlier, later, never."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from salescli.core.ranking.forward import Moved, Played
from salescli.core.reports import Column, Layout, Report, Row, Value
from salescli.core.reports.bar import Bar
from salescli.core.text import Text, say

NAMED = 3
"""So many customers are named in a cell."""
_HOW = ("earlier", "later", "never")
_COLUMNS = (
    Column("day", fixed=True), Column("calls", right=True), Column("capacity", right=True), Column("waiting", right=True),
    Column("calls_before", right=True), Column("waiting_before", right=True), Column("earlier", most=30),
    Column("later", most=30), Column("dropped", most=30),
)  # fmt: skip
_BARS = Column("bar", fixed=True)


def simulation_report(
    before: Sequence[Played], after: Sequence[Played], moves: Iterable[Moved], names: Mapping[str, str], *, compared: bool,
    told: Sequence[Text],
) -> Report:  # fmt: skip
    """A row a day under the new rules beside those in force (`compared`), and below whom it moves on the day."""
    on: dict[tuple[date | None, str], list[Moved]] = {}
    for one in moves:
        how = how_moved(one)
        on.setdefault((one.was if how == "never" else one.now, how), []).append(one)
    most = max((max(len(day.listed), day.capacity) for day in after), default=0) or 1
    rows = []
    for old, new in zip(before, after, strict=True):
        moved = {how: on.get((new.day, how), []) for how in _HOW}
        data = {"day": new.day, "listed": len(new.listed), "capacity": new.capacity, "waiting": new.waiting,
                "listed_before": len(old.listed), "waiting_before": old.waiting,
                **{how: [_moved_data(one, names) for one in found] for how, found in moved.items()}}  # fmt: skip
        cells = (new.day, len(new.listed), new.capacity, new.waiting, len(old.listed), old.waiting,
                 *(_named(found, names) for found in moved.values()))  # fmt: skip
        rows.append(Row(data, cells, screen={"bar": Bar(len(new.listed) / most)}))
    shown = _COLUMNS if compared else _COLUMNS[:4]
    layouts = (Layout((shown[0], _BARS, *shown[1:])), Layout(shown))
    kept = tuple(row._replace(cells=row.cells[: len(shown)]) for row in rows)
    return Report("rules simulate", shown, kept, title=told[0], untitled=(told[0],), remarks=tuple(told[1:]), layouts=layouts,
                  chart="bar")  # fmt: skip


def how_moved(one: Moved) -> str:
    """Whether a customer comes earlier, later, or not at all in the days looked at."""
    if one.now is None:
        return "never"
    return "later" if one.was and one.was < one.now else "earlier"


def _moved_data(one: Moved, names: Mapping[str, str]) -> dict[str, Value]:
    return {"code": one.code, "name": names.get(one.code, ""), "was": one.was, "now": one.now}


def _named(found: Sequence[Moved], names: Mapping[str, str]) -> Value:
    shown = [say("who.code", name=names.get(one.code, ""), code=one.code) for one in found[:NAMED]]
    more = [say("simulate.more", n=len(found) - NAMED)] if len(found) > NAMED else []
    return (*shown, *more)
