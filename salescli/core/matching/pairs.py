"""The pairs of many records that may be one, each with its confidence: compared two by two, and by whom both are like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from salescli.core.matching.blocking import pairs
from salescli.core.matching.evidence import (
    USUAL,
    Commonness,
    Profile,
    confidence,
    doubtful,
    needed,
    parts_of,
    repeated,
    told,
)
from salescli.core.matching.firms import alike as alike_firms
from salescli.core.text import Text, say

LARGEST_GROUP = 30
"""In a larger group likeness is not passed on: somebody in it is like everybody."""
LEAST_PASSED = 0.05
MOST_TIMES = 20
"""Times the usual share of duplicates that a book may have."""
Link = tuple[int, int]
"""Places of two profiles, the smaller first."""


class Pair(NamedTuple):
    """Two records that may be one; `why` in words, the strongest first."""

    a: Profile
    b: Profile
    confidence: float
    why: tuple[Text, ...]


def alike(profiles: Sequence[Profile], cutoff: float, apart: Set[frozenset[str]] = frozenset()) -> list[Pair]:
    """All pairs from the cutoff on, the likeliest first; `apart`: pairs of ids, or customers' ids, that are two."""
    common = Commonness(profiles)
    least = needed(LEAST_PASSED) - common.prior(USUAL * MOST_TIMES)
    bits: dict[Link, float] = {}
    doubts: set[Link] = set()
    for link in pairs(profiles):
        a, b = profiles[link[0]], profiles[link[1]]
        total = sum(part.bits for part in parts_of(a, b, common))
        if total >= least:
            bits[link] = total
        if doubtful(a, b, common):
            bits[link] = total
            doubts.add(link)
    prior = common.prior(repeated(list(bits.values()), common))
    direct = {link: confidence(one + prior) for link, one in bits.items() if not _are_apart(profiles, link, apart)}
    direct = {link: sure for link, sure in direct.items() if sure >= cutoff or link in doubts}
    found = [_compared(profiles, link, sure, common) for link, sure in direct.items()]
    for (one, other), sure, by in passed_on({link: sure for link, sure in direct.items() if sure >= cutoff}, cutoff):
        if not _are_apart(profiles, (one, other), apart) and not _other_firms(profiles[one], profiles[other]):
            found.append(Pair(profiles[one], profiles[other], sure, (say("likeness.both", name=profiles[by].name),)))
    return sorted(found, key=lambda pair: (-pair.confidence, pair.a.id, pair.b.id))


def _compared(profiles: Sequence[Profile], link: Link, sure: float, common: Commonness) -> Pair:
    a, b = profiles[link[0]], profiles[link[1]]
    return Pair(a, b, sure, told(parts_of(a, b, common)))


def _are_apart(profiles: Sequence[Profile], link: Link, apart: Set[frozenset[str]]) -> bool:
    a, b = profiles[link[0]], profiles[link[1]]
    return bool(apart) and (frozenset((a.id, b.id)) in apart or frozenset((a.customer, b.customer)) in apart)


def _other_firms(a: Profile, b: Profile) -> bool:
    """Two firms that can't be one, whatever third they are like: in Beijing and in Shanghai."""
    return bool(a.firm and b.firm and not a.words and not b.words) and alike_firms(a.firm, b.firm) in ("other", "branch")


def passed_on(direct: Mapping[Link, float], cutoff: float) -> Iterator[tuple[Link, float, int]]:
    """Pairs that are not alike by themselves, but through others: (pair, confidence, one that both are like).

    The confidence is the product along the likeliest way.
    """
    near: dict[int, dict[int, float]] = {}
    for (one, other), sure in direct.items():
        near.setdefault(one, {})[other] = sure
        near.setdefault(other, {})[one] = sure
    for start in near:
        reached = _reached(start, near, max(cutoff, LEAST_PASSED))
        for other, (sure, by) in reached.items():
            if start < other and (start, other) not in direct:
                yield (start, other), round(sure, 3), by


def _reached(start: int, near: Mapping[int, Mapping[int, float]], least: float) -> dict[int, tuple[float, int]]:
    """Whom one hangs together with, how surely, and through whom; nobody where the group is too large to mean it."""
    best: dict[int, tuple[float, int]] = {start: (1.0, start)}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        for there, sure in near[here].items():
            passed = best[here][0] * sure
            if passed >= least and passed > best.get(there, (0.0, 0))[0]:
                best[there] = (passed, here)
                waiting.append(there)
        if len(best) > LARGEST_GROUP:
            return {}
    del best[start]
    return best
