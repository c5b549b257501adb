"""How likely two records are of one person or one firm, and why: evidence in bits, added up (Fellegi and Sunter).

Agreement on a value is worth the more the fewer records share it; the sum and what is known beforehand - that few pairs
are one - come to a confidence. Symmetric; reads nothing and compares no ids.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import exp, log, log2
from typing import NamedTuple

from salescli.core.exchange.card import read_day
from salescli.core.language.names import compatible, is_eastern, is_whole
from salescli.core.language.phones import is_chinese_mobile
from salescli.core.matching import closeness
from salescli.core.matching.firms import alike
from salescli.core.text import Text, say

DEFAULT_CUTOFF = 0.5
"""Confidence from which a pair is listed."""
USUAL = 0.2
"""How many others a record is the same as in a usual book; as much as `USUAL_WEIGHT` records of one's own say of it."""
USUAL_WEIGHT = 100
SLOPE, OFFSET = 0.65, 0.0
"""From bits to log odds, fitted on labelled pairs of people: evidence is never as independent as a sum takes it to be."""
UNSEEN = 1000
"""So many records elsewhere stand behind each book: what is rare in a small one need not be rare in the world."""
MOST_WHY = 4
FEW_NAMESAKES = 4
"""Where more have a name, that another one has it says nothing."""
ROUNDS, SURE = 3, 0.9


class Profile(NamedTuple):
    """What one record is compared by. All values are folded; those given more than once stand side by side.

    `firm` is the folded firm name, "" of a private person; `words` are the words of a person's name, () of a firm.
    `fields` holds places and own fields: name -> values. `people` are the folded names of a firm's people.
    """

    id: str
    customer: str
    name: str
    firm: str = ""
    words: tuple[str, ...] = ()
    sound: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    births: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = {}
    people: frozenset[str] = frozenset()


class Part(NamedTuple):
    """One piece of evidence: a key of the locales (`likeness.KEY`), bits for or against, what it is about."""

    key: str
    bits: float
    value: str = ""
    field: str = ""


class Likeness(NamedTuple):
    """How likely a pair is one, 0 to 1, and why in words, the strongest first."""

    confidence: float
    why: tuple[Text, ...]


RARE = {"word": 1 / 400, "name": 1 / 8000, "birth": 1 / 2000, "email": 2e-6, "phone": 1e-5, "handle": 1e-5,
        "firm": 1 / 20000, "address": 1 / 10000, "postcode": 1 / 600, "city": 1 / 60, "province": 1 / 8}  # fmt: skip
"""How often a value of its kind is met in the world, as long as the book itself doesn't say more."""
IDENTIFYING = ("birth", "email", "phone", "handle", "firm", "number")
"""Kinds whose values are shared by few but duplicates: that several have one makes it only a little less telling."""
PLACES = ("address", "postcode", "city", "province")
BROAD = ("postcode", "city", "province")
LONGEST_DAY = 40  # characters, with the time beside it
NOTHING = -3.0
OTHER_FIRM = -3.0


def kind_of(field: str, value: str) -> str:
    """What an own field's value is taken for: a long number is somebody's own, a short text is worth little, a day nothing."""
    if field in PLACES:
        return field
    if _is_day(value):
        return "day"
    digits = sum(map(str.isdigit, value))
    return "number" if digits >= 6 and digits * 2 > len(value) else "text"


@lru_cache(4096)
def _is_day(value: str) -> bool:
    """Whether it is a day with its year, or a month and a day in Chinese."""
    day = read_day(value) if value[:1].isalnum() and len(value) <= LONGEST_DAY else ""
    return bool(day) and ("月" in value or not day.startswith("--"))


class Commonness:
    """How many records share each value: (kind or field, value) -> count."""

    def __init__(self, profiles: Iterable[Profile]) -> None:
        self.total = 0
        self.counts: Counter[tuple[str, str]] = Counter()
        for profile in profiles:
            self.total += 1
            self.counts.update(set(_values(profile)))

    def bits(self, kind: str, value: str, field: str = "") -> float:
        """What agreement on the value is worth; the two that agree are not counted."""
        others = max(self.counts[field or kind, value] - 2, 0)
        expected = RARE.get(kind) or (1e-5 if kind == "number" else 1 / 50 if len(value) < 4 else 1 / 200)
        share = (others * (0.1 if kind in IDENTIFYING else 1) + UNSEEN * expected) / (self.total + UNSEEN)
        return -log2(min(share, 1))

    def prior(self, each: float = USUAL) -> float:
        """Bits that speak against any pair beforehand, where a record is the same as `each` others."""
        return log2(each / (self.total + UNSEEN))


def _values(profile: Profile) -> Iterator[tuple[str, str]]:
    for kind, values in (("word", profile.words), ("email", profile.emails), ("phone", profile.phones),
                         ("handle", profile.handles), ("birth", profile.births), ("firm", (profile.firm,))):  # fmt: skip
        yield from ((kind, value) for value in values if value)
    for field, values in profile.fields.items():
        yield from ((field, value) for value in values)


def likeness(a: Profile, b: Profile, common: Commonness, each: float = USUAL) -> Likeness:
    """How likely `a` and `b` are one: both people, or both firms."""
    parts = parts_of(a, b, common)
    return Likeness(confidence(sum(part.bits for part in parts) + common.prior(each)), told(parts))


def confidence(bits: float) -> float:
    """0 to 1 of all bits together, prior included; never quite 1."""
    return min(0.999, round(1 / (1 + exp(-max(-500.0, min(500.0, SLOPE * bits + OFFSET)))), 3))


def needed(sure: float) -> float:
    """The bits that a confidence needs, prior included."""
    return (log(sure / (1 - sure)) - OFFSET) / SLOPE


def repeated(bits: Sequence[float], common: Commonness) -> float:
    """How many others a record of this book is the same as, learned from the pairs that are sure."""
    each = USUAL
    for _ in range(ROUNDS):
        least = needed(SURE) - common.prior(each)
        ones = sum(one >= least for one in bits)
        each = (2 * ones + USUAL * USUAL_WEIGHT) / (common.total + USUAL_WEIGHT)
    return each


def doubtful(a: Profile, b: Profile, common: Commonness) -> bool:
    """Whether an import would say `maybe` of the two, however unlikely it is (CONTRACT 8)."""
    if not a.words and not b.words:
        return bool(a.firm and b.firm) and alike(a.firm, b.firm) == "place"
    if any(email in b.emails for email in a.emails) or any(handle in b.handles for handle in a.handles):
        return True
    shared = [phone for phone in a.phones if phone in b.phones and (a.customer != b.customer or is_chinese_mobile(phone))]
    if shared:
        return compatible(a.name, b.name) or min(common.counts["phone", phone] for phone in shared) <= FEW_NAMESAKES
    return a.customer != b.customer and _are_namesakes(a, b, common) and born_alike(a.births, b.births)


def _are_namesakes(a: Profile, b: Profile, common: Commonness) -> bool:
    """Two private people of one whole name that few have."""
    if a.firm or b.firm or a.words != b.words or not is_whole(a.name):
        return False
    return min(common.counts["word", word] for word in a.words) <= FEW_NAMESAKES


def born_alike(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether two people may be born on one day: father and son have name and address in common."""
    return not a or not b or any(closeness.day(one, other) in ("same", "near", "far") for one in a for other in b)


def told(parts: Iterable[Part]) -> tuple[Text, ...]:
    """The evidence in words: the strongest for, then the strongest against."""
    ordered = sorted(parts, key=lambda part: -part.bits)
    shown = [part for part in ordered if part.bits >= 1][:MOST_WHY]
    against = [part for part in reversed(ordered) if part.bits <= -2][:1]
    return tuple(say(f"likeness.{part.key}", value=part.value, field=part.field) for part in (*shown, *against))


def parts_of(a: Profile, b: Profile, common: Commonness) -> list[Part]:
    """All the evidence; of two that have neither name nor anything of their own in common, only that."""
    names = _firms(a, b, common) if a.firm and b.firm and not (a.words and b.words) else _names(a, b, common)
    elsewhere = _workplaces(a, b)
    if names and (elsewhere or sum(part.bits for part in names) < 0) and not _share(a, b):
        return [*names, *elsewhere, Part("nothing", NOTHING)]
    return [*names, *elsewhere, *_channels(a, b, common), *_births(a, b, common), *_fields(a, b, common)]


def _workplaces(a: Profile, b: Profile) -> list[Part]:
    """People of different firms are seldom one, though they change."""
    return [Part("workplace_other", OTHER_FIRM)] if a.words and b.words and a.firm and b.firm and a.firm != b.firm else []


def _share(a: Profile, b: Profile) -> bool:
    """Whether a channel, a birthday or an own field is equal, which is soon seen."""
    lists = ((a.phones, b.phones), (a.emails, b.emails), (a.handles, b.handles), (a.births, b.births))
    if any(value in right for left, right in lists for value in left):
        return True
    return any(value in b.fields.get(field, ()) and kind_of(field, value) != "day"
               for field, values in a.fields.items() if field not in BROAD for value in values)  # fmt: skip


# --- names of people ------------------------------------------------------------------------------------------------

SAME_SHARE = 0.85  # first and family names go together more often than chance has it
NEAR_LOSS = 2.5  # bits that a word is worth less when it is mistyped
FAR_SHARE = 0.3  # of its worth when it is an initial or a short form
OTHER_WORD = -5.0
LONE_WORD = -2.0  # of each name only one word is known: one may be a first name, the other a family name


def _names(a: Profile, b: Profile, common: Commonness) -> list[Part]:
    if not a.words or not b.words:
        return []
    if is_eastern("".join(a.words)) and is_eastern("".join(b.words)):
        return [_eastern(a, b, common)]
    found = closeness.words(a.words, b.words)
    bits = SAME_SHARE * sum(common.bits("word", text) for text in found.same)
    for one, other in found.near:
        worth = min(common.bits("word", one), common.bits("word", other))
        near = closeness.word(one, other) == "near"
        bits += max(worth - NEAR_LOSS, 0) if near else worth * FAR_SHARE
    bits += found.differing * (OTHER_WORD if max(len(a.words), len(b.words)) > 1 else LONE_WORD)
    if _glued(a, b):
        return [Part("name_near", max(bits, 6.0))]
    whole = not found.near and not found.differing and len(a.words) == len(b.words)
    key = "name" if whole else "name_other" if bits < 0 else "name_part" if found.same and not found.near else "name_near"
    return [Part(key, bits, b.name)]


def _glued(a: Profile, b: Profile) -> bool:
    """Names that differ only in where the spaces are."""
    return a.words != b.words and "".join(a.words) == "".join(b.words)


def _eastern(a: Profile, b: Profile, common: Commonness) -> Part:
    one, other = "".join(a.words), "".join(b.words)
    if one == other:
        return Part("name", SAME_SHARE * common.bits("name", one, "word"), b.name)
    if compatible(a.name, b.name):
        return Part("name_title", 3.5, b.name)
    if one[0] == other[0] and a.sound and a.sound == b.sound:
        return Part("name_sound", 5.0, b.name)
    if len(one) == len(other) > 2 and closeness.edits(one, other) == 1 and one[0] == other[0]:
        return Part("name_near", 2.0, b.name)
    return Part("name_other", -9.0, b.name)


# --- names of firms -------------------------------------------------------------------------------------------------


def _firms(a: Profile, b: Profile, common: Commonness) -> list[Part]:
    level = alike(a.firm, b.firm)
    worth = common.bits("firm", a.firm)
    bits = {"same": worth, "place": worth - 2, "near": worth - 6, "part": worth - 9}.get(level, -6.0)
    if level == "branch":
        bits = -4.0
    people = [common.bits("name", name) for name in a.people & b.people]
    same = [Part("people", min(sum(people), 9.0), ", ".join(sorted(a.people & b.people)))] if people else []
    return [Part(f"firm_{level}", bits, b.name), *same]


# --- what reaches them ----------------------------------------------------------------------------------------------

OTHER_CHANNEL = -1.5  # people have several addresses and change them


def _channels(a: Profile, b: Profile, common: Commonness) -> Iterator[Part]:
    yield from _best(("phone", a.phones, b.phones), closeness.line, {"near": -9.0, "line": -9.0}, common)
    yield from _best(("email", a.emails, b.emails), closeness.email, {"near": -7.0, "far": -16.0}, common)
    yield from _best(("handle", a.handles, b.handles), lambda x, y: "same" if x == y else "other", {}, common)


def _best(given: tuple[str, tuple[str, ...], tuple[str, ...]], compare: object, losses: Mapping[str, float],
          common: Commonness) -> Iterator[Part]:  # fmt: skip
    """The best agreement of several values on either side; all the others say nothing."""
    kind, left, right = given
    if not left or not right:
        return
    found = []
    for one in left:
        for other in right:
            level = compare(one, other)  # type: ignore[operator]
            if level == "same" or level in losses:
                worth = min(common.bits(kind, one), common.bits(kind, other)) + losses.get(level, 0)
                key = kind if level == "same" else f"{kind}_{level}" if level == "line" else f"{kind}_near"
                found.append(Part(key, worth, other.replace(";", "-")))
    yield max(found, key=lambda part: part.bits) if found else Part(f"{kind}_other", OTHER_CHANNEL)


BIRTH = {"near": -5.5, "far": -8.5, "year": -13.0}
OTHER_BIRTH = -4.5


def _births(a: Profile, b: Profile, common: Commonness) -> Iterator[Part]:
    for part in _best(("birth", a.births, b.births), closeness.day, BIRTH, common):
        yield part._replace(bits=OTHER_BIRTH) if part.key == "birth_other" else part


# --- places and own fields ------------------------------------------------------------------------------------------

PLACE_LOSS = {"near": -2.0, "far": -5.0}
MOST_PLACE, LEAST_PLACE = 10.0, -4.0
"""Bounds of what all places say together: families live at one address, and people move."""
OTHER_NUMBER = -6.0
OTHER_FIELD = -1.8
LEAST_OWN = -4.0


def _fields(a: Profile, b: Profile, common: Commonness) -> list[Part]:
    parts = [part for field in sorted(a.fields.keys() & b.fields.keys())
             for part in _field(field, a.fields[field], b.fields[field], common)]  # fmt: skip
    numbers = [part for part in parts if part.key.startswith("number") and part.bits > 0]
    others = [part for part in parts if part not in numbers]
    total = sum(part.bits for part in others)
    bound = max(min(total, MOST_PLACE), LEAST_PLACE + LEAST_OWN)
    return [*numbers, *(part._replace(bits=part.bits * bound / total) for part in others if total)]


def _field(field: str, left: tuple[str, ...], right: tuple[str, ...], common: Commonness) -> Iterator[Part]:
    """The best agreement on one field of places or of one's own."""
    found = []
    for one in left:
        for other in right:
            kind = kind_of(field, one)
            if kind == "day":
                return
            level = closeness.number(one, other) if kind in ("number", "postcode") else closeness.place(one, other)
            worth = min(common.bits(kind, one, field), common.bits(kind, other, field))
            if level == "same":
                found.append(Part("number" if kind == "number" else "field", worth, other, field))
            elif level != "other":
                loss = PLACE_LOSS[level] - (4.0 if kind == "number" else 0)
                found.append(Part("field_near", max(worth + loss, 0), other, field))
    if found:
        yield max(found, key=lambda part: part.bits)
    else:
        own = kind_of(field, left[0]) == "number"
        yield Part("number_other" if own else "field_other", OTHER_NUMBER if own else OTHER_FIELD, "", field)
