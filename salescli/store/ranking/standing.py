"""Where time alone has brought customers to: their stage by now, who is late, who was missed; as tables that queries join."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from salescli.core.ranking.bounds import MUST, UNKNOWN, read_lane
from salescli.core.ranking.facts import Facts
from salescli.core.ranking.rank import due_on, stage_on, steady
from salescli.core.rules.rule import Rules, Stage
from salescli.store.ranking import pulse
from salescli.store.records.sums import leads

if TYPE_CHECKING:
    from salescli.store.base.book import Book

LEAST_MONTH = 28
Row = tuple[str, ...]


def find_moved_on(book: Book) -> None:
    """Make the table `moved_on`: customers who are by now in another stage than when something was last written of them."""
    stages = ((name, _latest(book, stage)) for name, stage in book.rules.stages.items() if stage.then)
    found = []
    for name, since in stages:
        for facts in pulse.facts(book, " AND c.stage = ? AND c.stage_since <= ?", (name, since)):
            stage, _ = stage_on(facts, book.rules, book.today)
            found += [(facts.id, stage)] if stage != name else []
    rows = dict(book.db.execute("SELECT id, rowid FROM customers").fetchall()) if found else {}
    _table(book, "moved_on", "stage", [(rows[one], stage) for one, stage in found])


def _latest(book: Book, stage: Stage) -> str:
    """The latest day since when somebody in this stage may have been moved on by today."""
    assert stage.then
    _, span = stage.then
    days = {"h": span.number // 24, "w": span.number * 7, "m": span.number * LEAST_MONTH}.get(span.unit, span.number)
    return (book.today - timedelta(days)).isoformat() if days < book.today.toordinal() else ""


def find_late(book: Book) -> None:
    """Make the table `late`: customers whose window is over, with the day on which it was, and their stage of today.

    Whom the same rules count from the same day is late by as much: one of them is looked at, as far as the days kept hold.
    """
    rules = steady(book.rules)  # nobody is late for a festival
    if pulse.may_skip(book):
        alike = _alike(book)
        verdicts = ((alike[facts.id], _verdict(book, facts, rules)) for facts in _first_of(book, alike))
        found = [(row, *verdict) for rows, verdict in verdicts if verdict for row in rows]
    else:
        rowids = dict(book.db.execute("SELECT id, rowid FROM customers").fetchall())
        found = [(rowids[facts.id], *verdict) for facts in pulse.facts(book) if (verdict := _verdict(book, facts, rules))]
    _table(book, "late", "due, stage", found)


def find_leads(book: Book) -> None:
    """Make the table `leads`: those of the year whose first contact was due, and whether they were missed."""
    _table(book, "leads", "missed", ((row, int(missed)) for _, row, missed in leads(book)))


def _verdict(book: Book, facts: Facts, rules: Rules) -> tuple[str, str] | None:
    stage, due = due_on(facts, rules, book.today)
    return (due.isoformat(), stage) if due and due < book.today else None


def _first_of(book: Book, alike: Mapping[str, object]) -> Iterator[Facts]:
    wanted = list(alike)
    for start in range(0, len(wanted), pulse.AT_A_TIME):
        yield from pulse.facts_by_id(book, wanted[start : start + pulse.AT_A_TIME])


def _alike(book: Book) -> dict[str, list[int]]:
    """Who has come up by today, in sets of which all have the same rules, days and stage: one id of each, and the rows of all."""
    is_law, moved, today = _is_law(), _may_have_moved(book), book.today.isoformat()
    sets: dict[Row, str] = {}
    found: dict[str, list[int]] = {}
    for one, row, lane, anchor, stage, since, country, snoozed in book.db.execute(
        "SELECT c.id, c.rowid, p.lane, p.anchor, c.stage, c.stage_since, c.country, c.snoozed_until FROM pulse p"
        " JOIN customers c ON c.id = p.customer_id WHERE c.deleted_at IS NULL AND p.surfaces <= ?", (today,)
    ):  # fmt: skip
        alone = lane is None or not is_law(lane) or (snoozed and today < snoozed)  # only customers are in lanes
        key = (one,) if alone else (lane, anchor, stage, since if moved(stage, since) else "", country or "")
        found.setdefault(sets.setdefault(key, one), []).append(row)
    return found


def _is_law() -> Callable[[str], bool]:
    @cache
    def is_law(text: str) -> bool:
        """Whether the lane and its anchor say all of a customer's windows."""
        lane = read_lane(text)
        return lane.group != MUST and all(term.shift != UNKNOWN for term in lane.terms)

    return is_law


def _may_have_moved(book: Book) -> Callable[[str, str], bool]:
    @cache
    def moved(stage: str, since: str) -> bool:
        """Whether time may have moved a customer on who is in the stage since then."""
        then = book.rules.stages[stage].then
        return then is not None and then[1].add_to(date.fromisoformat(since)) <= book.today

    return moved


def _table(book: Book, name: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """A table of this connection alone, which is gone with it; `customer` is the number of the customer's row."""
    book.db.execute(f"DROP TABLE IF EXISTS temp.{name}")
    book.db.execute(f"CREATE TEMP TABLE {name} (customer INTEGER PRIMARY KEY, {columns})")
    marks = ", ".join("?" * (2 + columns.count(",")))
    book.db.executemany(f"INSERT INTO temp.{name} VALUES ({marks})", sorted(rows))
