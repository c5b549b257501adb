"""Who may be among the best today: facts by falling bound of their score, read from the index of lanes."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from datetime import date, timedelta
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

from salescli.core.bounds import DORMANT, FIRST, MUST, OTHER, Lane, read_lane
from salescli.core.facts import Facts
from salescli.core.rank import Order
from salescli.store import pulse

if TYPE_CHECKING:
    from salescli.store.book import Book

AT_A_TIME = 24  # heads of a lane that are read in one query
_HEADS = (
    "SELECT anchor, place, customer_id FROM pulse WHERE lane = ? AND anchor <= ? AND (anchor, place) > (?, ?)"
    " AND (awake IS NULL OR awake <= ?) AND (owner IS NULL OR ? = '' OR owner = ?) ORDER BY anchor, place LIMIT ?"
)
Group = Generator[Facts, "Order | None", None]


class Head(NamedTuple):
    """The first customer of a lane that is still to be looked at, best bound first."""

    key: tuple[float, date]  # falling bound, earliest possible due day
    anchor: str
    place: str
    lane: int


def groups(book: Book, owner: str, places: int) -> Iterator[Group]:
    """All who can't wait, then - where there are places left - each group that has a share in the cut."""
    lanes = [read_lane(text) for text in _lanes(book)]
    musts = [lane for lane in lanes if lane.group == MUST]
    yield _everybody(book, musts, owner)
    for name in (FIRST, DORMANT, OTHER) if places > 0 else ():
        yield _falling(book, [lane for lane in lanes if lane.group == name], owner)


def _lanes(book: Book) -> Iterator[str]:
    """The lanes in use, each found in the index by the one before it."""
    last = ""
    while row := book.db.execute("SELECT min(lane) FROM pulse WHERE lane > ?", (last,)).fetchone():
        if row[0] is None:
            return
        last = row[0]
        yield last


def _everybody(book: Book, lanes: list[Lane], owner: str) -> Group:
    for lane in lanes:
        found = book.db.execute(
            "SELECT customer_id FROM pulse WHERE lane = ? AND anchor <= ? AND (owner IS NULL OR ? = '' OR owner = ?)",
            (lane.text, book.today.isoformat(), owner, owner),
        ).fetchall()
        for start in range(0, len(found), pulse.AT_A_TIME):
            some = pulse.facts_by_id(book, [row[0] for row in found[start : start + pulse.AT_A_TIME]])
            yield from (facts for facts in some)  # a generator, as a list can't be sent what there is to beat


class _Lanes:
    """The lanes of one group, each read a few heads at a time."""

    def __init__(self, book: Book, lanes: list[Lane], owner: str) -> None:
        self.book, self.lanes, self.owner = book, lanes, owner
        self.waiting: list[list[tuple[str, str, str]]] = [[] for _ in lanes]
        self.facts: dict[str, Facts] = {}

    def next_head(self, number: int, after: tuple[str, str] = ("", "")) -> Head | None:
        """The lane's next customer after an (anchor, place)."""
        if not self.waiting[number]:
            self._read(number, after)
        if not self.waiting[number]:
            return None
        anchor, place, _ = self.waiting[number][0]
        lane, day = self.lanes[number], date.fromisoformat(anchor)
        bound = lane.bound((self.book.today - day).days)
        return Head((-bound, day + timedelta(days=lane.closes)), anchor, place, number)

    def _read(self, number: int, after: tuple[str, str]) -> None:
        today, lane = self.book.today, self.lanes[number]
        latest = (today - timedelta(days=lane.opens)).isoformat()
        values = (lane.text, latest, *after, today.isoformat(), self.owner, self.owner, AT_A_TIME)
        self.waiting[number] = [tuple(row) for row in self.book.db.execute(_HEADS, values)]

    def skip_anchor(self, head: Head) -> None:
        """Leave out all that share this head's anchor: they score the same and come after it."""
        self.waiting[head.lane] = [row for row in self.waiting[head.lane] if row[0] != head.anchor]

    def take(self, head: Head) -> Facts | None:
        """The facts of a head; those of the heads read with it come along, as they are likely to be asked for next."""
        rows = self.waiting[head.lane]
        wanted = rows.pop(0)[2]
        if wanted not in self.facts:
            self.facts = {facts.id: facts for facts in pulse.facts_by_id(self.book, [wanted, *(row[2] for row in rows[:8])])}
        return self.facts.pop(wanted, None)


def _falling(book: Book, lanes: list[Lane], owner: str) -> Group:
    reading = _Lanes(book, lanes, owner)
    heads = [head for number in range(len(lanes)) if (head := reading.next_head(number))]
    heapify(heads)
    beat: Order | None = None
    while heads:
        head = heappop(heads)
        after = (head.anchor, head.place)
        if beat and head.key > beat[:2]:
            return
        if beat and head.key == beat[:2] and head.place > _place(beat):
            reading.skip_anchor(head)
            after = (head.anchor, "~")
        elif (facts := reading.take(head)) is not None:
            beat = yield facts
        following = reading.next_head(head.lane, after)
        if following:
            heappush(heads, following)


def _place(order: Order) -> str:
    return pulse.place_of(order[2], order[3])
