"""Code lists: whether a value is on the list that is in force for its field, and what it might have meant (R1.10)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from salescli.core.rules.standards import CODED, Codes
from salescli.core.spelling import did_you_mean, nearest
from salescli.core.text import Text

Fold = Callable[[str], str]
MOST_NAMED = 12
"""Codes that a message names."""
LIKELY = 0.6
"""How much alike two sources must be for one to be suggested."""


class Unlisted(NamedTuple):
    """A value that is on no list: what is near it, and the codes that are in force."""

    field: str
    value: str
    near: Text | str
    known: str


def coded(codes: Codes, field: str, value: str, fold: Fold) -> str | Unlisted:
    """The code that a value stands for; the value itself where no list is in force."""
    listed = codes.get(field, {}) if field in CODED else {}
    if not listed:
        return value
    spellings = {fold(text): code for code, others in listed.items() for text in (*others, code)}
    if fold(value) in spellings:
        return spellings[fold(value)]
    known = ", ".join([*list(listed)[:MOST_NAMED], *(["..."] if len(listed) > MOST_NAMED else [])])
    return Unlisted(field, value, did_you_mean(value, spellings), known)


def likely(text: str, known: Mapping[str, int], listed: Iterable[str], fold: Fold) -> tuple[str, int] | None:
    """A source that was probably meant by a new one, with the number of customers who came from it."""
    spellings = {fold(name): name for name in (*known, *listed)}
    same = spellings.get(fold(text))
    if text in known or same == text:
        return None
    near = [same] if same else [spellings[key] for key in nearest(fold(text), spellings, 1, LIKELY)]
    return (near[0], known.get(near[0], 0)) if near else None
