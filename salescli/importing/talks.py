"""What a row tells of talks: past contacts with their day, and the next step (CONTRACT 8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from salescli.core.exchange.card import CardInteraction, CardNext
from salescli.importing.columns import Column
from salescli.importing.drafts import Draft
from salescli.importing.twoways import TwoWays


class Talks:
    """The columns of past contacts and of the next step; `again` are the places of those whose part another one has."""

    def __init__(self, past: Sequence[Column], ahead: Sequence[Column], header: Sequence[str], ways: TwoWays) -> None:
        self.header, self.ways = header, ways
        talks = [column for column in past if column.target.name != "last"]
        self.lasts = [(column.place, column.target.label) for column in past if column.target.name == "last"]
        self.history = _first_of(talks)
        self.next = _first_of(ahead)
        self.via = next((column.target.label for column in talks if column.target.label), "")
        told = {*self.history.values(), *self.next.values()}
        self.again = [column.place for column in (*talks, *ahead) if column.place not in told]

    def read(self, draft: Draft, cells: Sequence[str]) -> None:
        """What the row tells, into the draft."""
        if self.history or self.lasts:
            self._history(draft, cells)
        if self.next:
            self._next(draft, cells)

    def _history(self, draft: Draft, cells: Sequence[str]) -> None:
        """A past contact where the row has its day and its text, and one on each day of a last contact; one of the two
        alone is kept as it is."""
        said = {part: cells[place] for part, place in self.history.items() if cells[place]}
        last = self._lasts(draft, cells)
        at = self._moment(draft, self.history.get("at", -1), said.get("at", ""), "back") if said else ""
        if "at" not in said and "text" in said and last:
            at = max(last)
        via, outcome, author = (said.get(part, "") for part in ("via", "outcome", "author"))
        if at and "text" in said:
            draft.interactions.append(CardInteraction(at, said["text"], via or self.via or last.get(at, ""), outcome, author))
            said = {}
        elif last:
            at = max(last)
            draft.interactions.append(CardInteraction(at, "", via or last[at], outcome, author))
            said = {part: said[part] for part in said if part in ("at", "text")}
        draft.interactions += [CardInteraction(day, "", how) for day, how in last.items() if day[:10] != at[:10]]
        for part, value in said.items():
            draft.keep(self.header[self.history[part]], value)

    def _lasts(self, draft: Draft, cells: Sequence[str]) -> dict[str, str]:
        """The days on which there was a contact of which no more is said, each with its channel as far as it is known."""
        found: dict[str, str] = {}
        for place, via in self.lasts:
            if value := cells[place]:
                if at := self.ways.moment(draft, place, value, "back"):
                    found.setdefault(at, via)
                else:
                    draft.keep(self.header[place], value)
        return found

    def _next(self, draft: Draft, cells: Sequence[str]) -> None:
        """The next step where the row has its day; what is to be done without a day is kept as it is."""
        said = {part: cells[place] for part, place in self.next.items() if cells[place]}
        if said and (at := self._moment(draft, self.next.get("at", -1), said.get("at", ""), "forward")):
            draft.next = CardNext(at, said.get("text", ""))
            return
        for part, value in said.items():
            draft.keep(self.header[self.next[part]], value)

    def _moment(self, draft: Draft, place: int, value: str, side: str) -> str:
        """ISO day or time; nothing where there is none, which is told of a form that asks for it."""
        if not value and self.via:
            draft.warn("row.without_day")
        return self.ways.moment(draft, place, value, side) if value else ""


def _first_of(columns: Iterable[Column]) -> dict[str, int]:
    """Place by part; of two columns for one part the first counts."""
    found: dict[str, int] = {}
    for column in columns:
        found.setdefault(column.target.name, column.place)
    return found
