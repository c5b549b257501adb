"""A case like this one from the rep's own book: a customer who was won, why it is like this one, and what was said there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from salescli.core.talk.track import Track, hears
from salescli.core.text import Text, say


class Said(NamedTuple):
    """What was said one day."""

    day: date
    outcome: str
    text: str


class Won(NamedTuple):
    """A customer who was won; `story`: what was said up to then, oldest first, the last of it being the win."""

    code: str
    name: str
    industry: str
    city: str
    type: str
    story: tuple[Said, ...]

    @property
    def day(self) -> date:
        """When they were won."""
        return self.story[-1].day


class Case(NamedTuple):
    """A similar case: `because` says what it has in common, `said` what was said there."""

    won: Won
    because: tuple[Text, ...]
    said: tuple[Said, ...]


def nearest(cases: Iterable[Won], city: str, type_: str, at_hand: Sequence[Track]) -> Case | None:
    """Of cases of one industry the one with most in common: the same objection first, then kind and place, then the latest."""
    found = [_case(won, city, type_, at_hand) for won in cases]
    return max(found, key=lambda case: (_alike(case), len(case.because), case.won.day, case.won.code), default=None)


def _alike(case: Case) -> bool:
    """Whether the same objection was met there."""
    return any(text.key == "case.objection" for text in case.because)


def _case(won: Won, city: str, type_: str, at_hand: Sequence[Track]) -> Case:
    heard = ((place, hears(track, said.text)) for track in at_hand for place, said in enumerate(won.story))
    met = next((one for one in heard if one[1]), None)
    common = [say("case.industry", industry=won.industry), *([say("case.objection", text=met[1])] if met else [])]
    common += [say("case.type", type=type_)] if type_ and won.type.casefold() == type_.casefold() else []
    common += [say("case.city", city=city)] if city and won.city.casefold() == city.casefold() else []
    return Case(won, tuple(common), _told(won.story, met[0] if met else None))


def _told(story: Sequence[Said], met: int | None) -> tuple[Said, ...]:
    """The objection, what came after it, and the win; without one what came before the win, and the win."""
    last = len(story) - 1
    places = (met, met + 1, last) if met is not None else (last - 1, last)
    return tuple(story[place] for place in dict.fromkeys(places) if 0 <= place <= last)
