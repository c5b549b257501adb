"""Who may be among the best today: facts by falling bound of their score or urgency, read from the index of lanes."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from datetime import date, timedelta
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

from salescli.core.ranking.bounds import MUST, Bound, Lane, read_lane
from salescli.core.ranking.facts import Facts
from salescli.core.ranking.rank import leads
from salescli.core.ranking.shortlist import Key
from salescli.store.ranking import pulse, yearly

if TYPE_CHECKING:
    from salescli.store.base.book import Book

AT_A_TIME = 8  # heads of a lane that are read in one query
TOGETHER = 8  # facts that are read in one query, as those that come next are likely to be asked for next
AFTER_ALL = "~"  # after every place
_MINE = "(owner IS NULL OR ? = '' OR owner = ?)"
_HEADS = (
    "SELECT anchor, place, customer_id FROM pulse WHERE lane = ? AND anchor <= ? AND (anchor, place) > (?, ?)"
    f" AND (awake IS NULL OR awake <= ?) AND {_MINE} ORDER BY anchor, place LIMIT ?"
)
_EVERYBODY = f"SELECT customer_id FROM pulse WHERE lane = ? AND anchor <= ? AND {_MINE}"
Row = tuple[str, str, str]  # anchor, place in the lane, customer


class Stretch(NamedTuple):
    """A stretch of a lane, and the days between which its anchors are: after the first, up to the last."""

    lane: Lane
    after: str
    until: str


class Head(NamedTuple):
    """Customers that are still to be looked at, none of whom comes before `key`: those of one anchor, or of all to come.

    `rows` are the first of them; `more`: whether there may be others that are not read yet.
    """

    key: tuple[object, ...]
    number: int
    one_anchor: bool
    stretch: Stretch
    rows: list[Row]
    more: bool


class Candidates:
    """The index of lanes on one day, for one owner's list ("" for everybody's)."""

    def __init__(self, book: Book, owner: str) -> None:
        self.book, self.owner, self.today = book, owner, book.today
        self.home = book.calendar_of(book.country)
        self.lanes = [read_lane(text) for text in _lanes(book)]
        self.facts: dict[str, Facts] = {}
        self.rows: dict[tuple[object, ...], list[Row]] = {}

    def musts(self) -> Iterator[Facts]:
        """Everybody who may not be able to wait, and whose day is near."""
        found: dict[str, None] = {}
        for lane in self.lanes:
            if lane.group == MUST:
                values = (lane.text, self.today.isoformat(), self.owner, self.owner)
                found.update((row[0], None) for row in self.book.db.execute(_EVERYBODY, values).fetchall())
        found.update(dict.fromkeys(yearly.today(self.book, leads(self.book.rules), _MINE, (self.owner, self.owner))))
        wanted = list(found)
        for start in range(0, len(wanted), pulse.AT_A_TIME):
            yield from pulse.facts_by_id(self.book, wanted[start : start + pulse.AT_A_TIME])

    def falling(self, groups: Sequence[str], by_urgency: bool) -> Generator[Facts, Key | None, None]:
        """The others of these groups by falling bound; ends when nobody left could come before what it is sent."""
        found = (head for stretch in self._stretches(groups) if (head := self._next(stretch, stretch.after, by_urgency)))
        heads = [head._replace(number=number) for number, head in enumerate(found)]
        heapify(heads)
        number, beat = len(heads), None
        while heads:
            head = heappop(heads)
            if beat and head.key > beat:
                return
            if head.one_anchor:
                facts = self._first(head)
                following = [self._rest(head)]
                if facts is not None:
                    sent = yield facts
                    beat = (*sent[:-2], pulse.place_of(sent[-2], sent[-1])) if sent else None
            else:
                following = self._opened(head, by_urgency)
            for one in following:
                if one:
                    number += 1
                    heappush(heads, one._replace(number=number))

    def _stretches(self, groups: Sequence[str]) -> Iterator[Stretch]:
        for lane in self.lanes:
            for part, start, end in lane.stretches() if lane.group in groups else ():
                oldest, youngest = self._day(end), self._day(max(start, part.opens))
                if oldest < youngest:
                    yield Stretch(part, oldest, youngest)

    def _day(self, ago: int) -> str:
        return (self.today - timedelta(days=ago)).isoformat() if ago < self.today.toordinal() else ""

    def _read(self, stretch: Stretch, anchor: str, place: str, until: str) -> tuple[list[Row], bool]:
        today = self.today.isoformat()
        values = (stretch.lane.text, until, anchor, place, today, self.owner, self.owner, AT_A_TIME)
        if values not in self.rows:  # the same are asked for by score and by urgency
            self.rows[values] = [tuple(row) for row in self.book.db.execute(_HEADS, values)]
        rows = self.rows[values]
        return rows, len(rows) == AT_A_TIME

    def _next(self, stretch: Stretch, anchor: str, by_urgency: bool) -> Head | None:
        """All that come after an anchor."""
        return self._all(stretch, *self._read(stretch, anchor, AFTER_ALL, stretch.until), by_urgency)

    def _all(self, stretch: Stretch, rows: list[Row], more: bool, by_urgency: bool) -> Head | None:
        if not rows:
            return None
        bound = stretch.lane.falling_bound(date.fromisoformat(rows[0][0]), self.today)
        return Head(_key(bound, "", by_urgency), 0, False, stretch, rows, more)

    def _opened(self, head: Head, by_urgency: bool) -> list[Head | None]:
        """Those of the first anchor, and all after them."""
        anchor = head.rows[0][0]
        same = [row for row in head.rows if row[0] == anchor]
        others = head.rows[len(same) :]
        key = _key(head.stretch.lane.bound(date.fromisoformat(anchor), self.today, self.home), same[0][1], by_urgency)
        first = Head(key, 0, True, head.stretch, same, head.more and not others)
        if others:
            return [first, self._all(head.stretch, others, head.more, by_urgency)]
        return [first, self._next(head.stretch, anchor, by_urgency) if head.more else None]

    def _first(self, head: Head) -> Facts | None:
        wanted = head.rows[0][2]
        if wanted not in self.facts:
            some = [row[2] for row in head.rows[:TOGETHER] if row[2] not in self.facts]
            self.facts.update((facts.id, facts) for facts in pulse.facts_by_id(self.book, some))
        return self.facts.get(wanted)

    def _rest(self, head: Head) -> Head | None:
        """Those of the same anchor after the first."""
        rows, more = head.rows[1:], head.more
        if not rows and more:
            anchor, place, _ = head.rows[0]
            rows, more = self._read(head.stretch, anchor, place, anchor)
        return head._replace(key=(*head.key[:-1], rows[0][1]), rows=rows, more=more) if rows else None


def _key(bound: Bound, place: str, by_urgency: bool) -> tuple[object, ...]:
    key = (-bound.score, bound.due, place)
    return (-bound.urgency, *key) if by_urgency else key


def _lanes(book: Book) -> Iterator[str]:
    """The lanes in use, each found in the index by the one before it."""
    last = ""
    while row := book.db.execute("SELECT min(lane) FROM pulse WHERE lane > ?", (last,)).fetchone():
        if row[0] is None:
            return
        last = row[0]
        yield last
