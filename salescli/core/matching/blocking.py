"""Which pairs of records are worth comparing: those that share a key, so that nobody is compared with everybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from salescli.core.language.names import is_eastern
from salescli.core.matching.evidence import Profile, kind_of
from salescli.core.matching.firms import core

LARGEST = 40
"""A key that more records share says nothing; in such a block only neighbours in alphabetical order are compared."""
WINDOW = 2
MOST_NEIGHBOURS = 2000
ENOUGH, EACH = 60_000, 2
"""Pairs that are compared whatever it takes, and pairs a record beyond that: the more records, the rarer a key must be."""
START = 3  # letters of a word that are a key with something else
EMAIL = 5  # of an address
PLACE = 4  # of an address or the name of a place
LONG_PLACE = 12  # from so many on it is a key by itself


def pairs(profiles: Sequence[Profile]) -> Iterator[tuple[int, int]]:
    """Places in `profiles` of the pairs that share a key, each once, the smaller first."""
    blocks: dict[str, list[int]] = {}
    for place, profile in enumerate(profiles):
        for key in set(keys(profile)):
            blocks.setdefault(key, []).append(place)
    largest = _largest(blocks, ENOUGH + EACH * len(profiles))
    seen: set[int] = set()
    size = len(profiles)
    for key, block in blocks.items():
        neighbours = WINDOW if key[0] in ORDERED else 0
        for one, other in _within(block, LARGEST if key[0] in OWN else largest, neighbours, profiles):
            code = one * size + other
            if code not in seen:
                seen.add(code)
                yield one, other


def _largest(blocks: Mapping[str, list[int]], enough: int) -> int:
    """The largest block in which all are compared with all, so that there are not more than enough pairs."""
    sizes = Counter(len(block) for key, block in blocks.items() if key[0] not in OWN)
    total = 0
    for size in range(2, LARGEST + 1):
        total += sizes[size] * size * (size - 1) // 2
        if total > enough:
            return size - 1
    return LARGEST


def _within(block: list[int], largest: int, neighbours: int, profiles: Sequence[Profile]) -> Iterator[tuple[int, int]]:
    if len(block) <= largest:
        yield from combinations(block, 2)
        return
    if not neighbours or len(block) > MOST_NEIGHBOURS:
        return
    ordered = sorted(block, key=lambda place: (profiles[place].firm, profiles[place].words, place))
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 : place + 1 + neighbours]:
            yield min(one, other), max(one, other)


OWN, ORDERED = "pehnwf", "bW"
"""Kinds of keys that are somebody's own: such blocks are always looked through; and of those whose order says something."""


def keys(profile: Profile) -> Iterator[str]:
    """What a record may be found by: each key with a letter in front that tells its kind."""
    numbers = [value.partition(";")[0] for value in profile.phones]
    yield from (f"p{value}" for value in numbers)
    yield from (f"h{value}" for value in profile.handles)
    for value in profile.emails:
        yield f"e{value}"
        name, _, domain = value.partition("@")
        yield f"l{name[:EMAIL]}"
        yield f"o{domain}"
    for field, values in profile.fields.items():
        yield from (f"n{field} {value}" for value in values if kind_of(field, value) == "number")
    yield from _firm_keys(profile) if profile.firm and not profile.words else _person_keys(profile)


def _firm_keys(profile: Profile) -> Iterator[str]:
    name = core(profile.firm)
    yield f"f{name}"
    yield f"b{name[:2] if is_eastern(name) else name[:4]}"
    yield f"z{name[-4:] if is_eastern(name) else name[-6:]}"
    if profile.sound:
        yield f"s{profile.sound}"
    yield from (f"i{name}" for name in profile.people)


def _person_keys(profile: Profile) -> Iterator[str]:
    yield from (f"d{day}" for day in profile.births)
    if is_eastern("".join(profile.words)):
        yield f"W{profile.words[0]}"
        yield f"s{profile.sound}"
        yield from (f"t{profile.words[0][0]}{phone.partition(';')[0][:-1]}" for phone in profile.phones)
        return
    yield "w" + " ".join(sorted(profile.words))
    starts = sorted({word[:START] for word in profile.words})
    yield from (f"2{one} {other}" for one in starts for other in starts if one < other)
    places = [value for field in ("postcode", "city", "address") for value in profile.fields.get(field, ())]
    for start in starts:
        yield from (f"y{start} {day[:4]}" for day in profile.births)
        yield from (f"m{start} {day[4:]}" for day in profile.births)
        yield from (f"c{start} {place[:PLACE]}" for place in places)
    yield from (f"a{place}" for place in places if len(place) > LONG_PLACE)
