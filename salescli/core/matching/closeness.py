"""How near two single values are to each other: names word by word, days, e-mail addresses, places, numbers.

Each function answers with a level - "same", "near", "far" or "other" - or "" where one of the two is missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

LEVELS = ("same", "near", "far", "year", "other", "")
"""From equal to different; the last one: nothing to compare."""
MONTH = 31
SHORT_NAME = 3  # letters of a name that may stand for the whole: Rob for Robert


class Words(NamedTuple):
    """Two names put side by side: words that are equal, words that are near (both spellings), words that differ."""

    same: tuple[str, ...]
    near: tuple[tuple[str, str], ...]
    differing: int


def edits(a: str, b: str) -> int:
    """Letters to change, add, leave out or swap with their neighbour to make one of the other."""
    from rapidfuzz.distance import OSA

    return int(OSA.distance(a, b))


def ratio(a: str, b: str) -> float:
    """0 to 1: the share of letters that stay."""
    from rapidfuzz.distance import OSA

    return float(OSA.normalized_similarity(a, b))


def best(levels: Iterable[str]) -> str:
    """The nearest of several levels."""
    return min(levels, key=LEVELS.index, default="")


def word(a: str, b: str) -> str:
    """Two words of a name: a slip of the pen is near; an initial, a short form or several slips far."""
    if a == b:
        return "same"
    short, long = sorted((a, b), key=len)
    if len(short) >= SHORT_NAME and edits(a, b) <= (1 if len(long) < 6 else 2):
        return "near"
    if len(short) == 1 or len(short) >= SHORT_NAME:
        return "far" if long.startswith(short) or (len(short) > SHORT_NAME and ratio(a, b) >= 0.55) else "other"
    return "other"


def words(a: tuple[str, ...], b: tuple[str, ...]) -> Words:
    """Two names word by word, whatever their order; words that only one of them has don't count."""
    left, right = list(a), list(b)
    same = [text for text in a if text in right and not right.remove(text)]  # type: ignore[func-returns-value]
    for text in same:
        left.remove(text)
    near = []
    for level in ("near", "far"):
        for text in list(left):
            other = next((one for one in right if word(text, one) == level), None)
            if other is not None:
                left.remove(text)
                right.remove(other)
                near.append((text, other))
    return Words(tuple(same), tuple(near), min(len(left), len(right)))


def day(a: str, b: str) -> str:
    """Two days, ISO or `--MM-DD`: a figure mistyped or day and month swapped is near; a month off, far; else year."""
    if a == b:
        return "same"
    if a.startswith("--") or b.startswith("--"):
        return "near" if a[-5:] == b[-5:] else "other"
    first, second = a.replace("-", ""), b.replace("-", "")
    if edits(first, second) <= 1 or (a[:4] == b[:4] and (a[5:7], a[8:]) == (b[8:], b[5:7])):
        return "near"
    parts = sum(x == y for x, y in zip(a.split("-"), b.split("-"), strict=False))
    if parts >= 2 or edits(first, second) == 2 or _apart(a, b) <= MONTH:
        return "far"
    return "year" if a[:4] == b[:4] else "other"


def _apart(a: str, b: str) -> int:
    """Days between two days, as far as they are any."""
    try:
        return abs((date.fromisoformat(a) - date.fromisoformat(b)).days)
    except ValueError:
        return MONTH + 1


def email(a: str, b: str) -> str:
    """Two addresses: mistyped is near, the same name at another domain far. Other figures are another person's."""
    if a == b:
        return "same"
    (name_a, _, domain_a), (name_b, _, domain_b) = a.partition("@"), b.partition("@")
    if len(name_a) > SHORT_NAME and name_a == name_b:
        return "near" if ratio(domain_a, domain_b) >= 0.7 else "far"
    if min(ratio(name_a, name_b), ratio(domain_a, domain_b)) < 0.7:
        return "near" if ratio(a, b) >= 0.9 else "other"
    return "near" if _letters(name_a) != _letters(name_b) else "far"


def _letters(text: str) -> str:
    return "".join(char for char in text if not char.isdigit())


def number(a: str, b: str) -> str:
    """Two numbers: one figure mistyped, left out or swapped with its neighbour is near."""
    if a == b:
        return "same"
    return "near" if min(len(a), len(b)) > SHORT_NAME and edits(a, b) <= 1 else "other"


def line(a: str, b: str) -> str:
    """Two phone numbers, maybe with an extension: one switchboard is a line where only one names an extension, nothing where
    each names another."""
    (number_a, _, extension_a), (number_b, _, extension_b) = a.partition(";"), b.partition(";")
    if extension_a == extension_b:
        return number(number_a, number_b)
    return "line" if number_a == number_b and not (extension_a and extension_b) else "other"


def place(a: str, b: str) -> str:
    """Two addresses or names of places: lines in any order, or mistyped, are near; one line in common is far."""
    if a == b:
        return "same"
    if sorted(a.split()) == sorted(b.split()):
        return "near"
    whole = ratio(a, b)
    if whole >= 0.8:
        return "near"
    from rapidfuzz.fuzz import token_set_ratio, token_sort_ratio

    if token_sort_ratio(a, b) >= 82:
        return "near"
    return "far" if whole >= 0.65 or token_set_ratio(a, b) >= 85 else "other"
