"""Enough of the ranked list for a cut: whoever can't wait, and as many of each share as can have places."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Generator, Iterable, Sequence
from typing import Any, Protocol

from salescli.core.ranking.action import Action
from salescli.core.ranking.bounds import DORMANTS, EVERYBODY, FIRSTS, TOUCHED
from salescli.core.ranking.facts import Facts
from salescli.core.ranking.rank import DORMANT_LEAST, FIRST_MOST, LONGEST_LEAST

Key = tuple[Any, ...]
"""An `Order`, or one with the urgency, falling, before it."""


class Candidates(Protocol):
    """Facts of who may be listed, as the store hands them over."""

    def musts(self) -> Iterable[Facts]:
        """Everybody who may not be able to wait."""

    def falling(self, groups: Sequence[str], by_urgency: bool) -> Generator[Facts, Key | None, None]:
        """The others of these groups by falling bound; it is sent the key of the last that has a place by now."""


class _Shortlist:
    def __init__(self, candidates: Candidates, judged: Callable[[Facts], Action]) -> None:
        self.candidates, self.judged = candidates, judged
        self.found = {facts.id: judged(facts) for facts in candidates.musts()}

    def take(self, groups: Sequence[str], places: int, *, by_urgency: bool = False) -> int:
        """Look at the best of these groups, so many as have places; returns how many of those there are."""
        key = _by_urgency if by_urgency else _by_score
        best: list[Action] = []
        group = self.candidates.falling(groups, by_urgency)
        facts = next(group, None) if places else None
        while facts is not None:
            action = self.found.get(facts.id) or self.judged(facts)
            self.found[facts.id] = action
            if action.on_list:
                insort(best, action, key=key)
            try:
                facts = group.send(key(best[places - 1]) if len(best) >= places else None)
            except StopIteration:
                break
        return len(best)


def _by_score(action: Action) -> Key:
    return action.order


def _by_urgency(action: Action) -> Key:
    return (-action.urgency, *action.order)


def shortlist(candidates: Candidates, judged: Callable[[Facts], Action], places: int) -> list[Action]:
    """Of so many places: everybody who can't wait, and of each share of CONTRACT 6.7 as many as can have places."""
    short = _Shortlist(candidates, judged)
    k = places - sum(action.must for action in short.found.values())
    if k > 0:
        touched = short.take(TOUCHED, k)
        short.take(FIRSTS, max(k // FIRST_MOST, k - touched))
        short.take(DORMANTS, k // DORMANT_LEAST)
        short.take(EVERYBODY, k // LONGEST_LEAST, by_urgency=True)
    return list(short.found.values())
