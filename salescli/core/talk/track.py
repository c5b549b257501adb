"""Talk tracks, and which of them fit a customer as things stand: by what was said last, by stage, by channel."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from salescli.core.language.script import plain
from salescli.core.ranking.facts import Facts
from salescli.core.rules.rule import NOTHING, WHEN, Conditions, matches
from salescli.core.text import Text, say

PARTS = ("say", "ask", "prepare", "method")
"""What a track is for: what to say, how to ask for a field, what to see to before, and how to talk at all."""
AS_THINGS_STAND = ("outcome", "silence", "stall", "via", "reason", "rule")
"""What a track may be for beside what a rule may (`WHEN`)."""
WEIGHTS = {"silence": 6, "stall": 6, "hears": 5, "outcome": 4, "rule": 3, "reason": 2}
"""How near to the matter at hand a condition is; any other counts 1."""
SETTLED = ("positive", "won")
"""Outcomes after which what was said before is no objection any more."""
REMEMBERED = 3  # interactions whose words are still at hand


class Track(NamedTuple):
    """One talk track. `hears`: words of the customer's that call for it; `field`: what a question of part `ask` asks for;
    `see`: tracks that go on from here. One that `presses` is left out where another that is `gentle` fits.
    """

    name: str
    part: str = "say"
    when: Conditions = NOTHING
    hears: tuple[str, ...] = ()
    field: str = ""
    title: Mapping[str, str] = NOTHING
    text: Mapping[str, str] = NOTHING
    see: tuple[str, ...] = ()
    presses: bool = False
    gentle: bool = False
    file: str = ""
    line: int = 0


class Situation(NamedTuple):
    """How things stand with a customer: `outcome`, `silence` and `stall` of the latest interaction, `reason` and `rule` of the
    strongest reason, `via` how they will be met, `heard` what they said last and what is noted of their business.
    """

    facts: Facts
    stage: str
    outcome: str = ""
    silence: str = ""
    stall: str = ""
    via: str = ""
    reason: str = ""
    rule: str = ""
    heard: tuple[str, ...] = ()


def said_last(texts: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Of (outcome, text), latest first, the texts that are still at hand: the last few since something was settled."""
    found: list[str] = []
    for outcome, text in texts:
        if outcome in SETTLED or len(found) == REMEMBERED:
            break
        if outcome != "no_answer" and text:
            found.append(text)
    return tuple(found)


def chosen(tracks: Iterable[Track], part: str, now: Situation) -> list[Track]:
    """The tracks of a part that fit, nearest to the matter first; none that presses where a gentle one fits."""
    fitting = [track for track in tracks if track.part == part and fits(track, now)]
    gently = any(track.gentle for track in fitting)
    return sorted((track for track in fitting if not (gently and track.presses)), key=weight, reverse=True)


def fits(track: Track, now: Situation) -> bool:
    """Whether all conditions of a track hold; those of one key are alternatives."""
    return holds(track.when, now) and (not track.hears or bool(heard(track, now)))


def holds(when: Conditions, now: Situation) -> bool:
    """Whether conditions of rules, and those of how things stand, hold."""
    ours = {key: values for key, values in when.items() if key in WHEN}
    stands = all(getattr(now, key).casefold() in values for key, values in when.items() if key in AS_THINGS_STAND)
    return stands and matches(ours, now.facts, now.stage)


def weight(track: Track) -> int:
    """How near to the matter at hand a track is."""
    return weight_of(track.when) + (WEIGHTS["hears"] if track.hears else 0) + 10 * track.gentle


def weight_of(when: Conditions) -> int:
    """The same of conditions alone."""
    return sum(WEIGHTS.get(key, 1) for key in when)


def heard(track: Track, now: Situation) -> str:
    """The word of the track's that the customer said, the latest first; nothing where none was."""
    return next(filter(None, (hears(track, text) for text in now.heard)), "")


def hears(track: Track, text: str) -> str:
    """The word of the track's that is in a text, or nothing."""
    folded = plain(text)
    return next((word for word in track.hears if _is_in(word, folded)), "")


def _is_in(word: str, text: str) -> bool:
    """Whether a word is in a text that is folded; one in letters as a whole word."""
    folded = plain(word)
    return bool(re.search(rf"\b{re.escape(folded)}\b", text)) if folded.isascii() else folded in text


def because(track: Track, now: Situation) -> Text | None:
    """Why a track is given, by the nearest of its conditions; None where it fits everybody."""
    if track.hears:
        return say("talk.because.heard", text=heard(track, now))
    for key in ("silence", "stall", "outcome", "stage"):
        if key in track.when:
            return say(f"talk.because.{key}", value=say(f"{key}.{getattr(now, key)}"))
    return None


def questions(tracks: Iterable[Track], now: Situation) -> dict[str, Track]:
    """For each field the question that asks for it, the one that is nearest to the matter."""
    found: dict[str, Track] = {}
    for track in chosen(tracks, "ask", now):
        found.setdefault(track.field, track)
    return found


def named(tracks: Sequence[Track], name: str) -> Track | None:
    """The track of a name, in any case."""
    return next((track for track in tracks if track.name.casefold() == name.strip().casefold()), None)
