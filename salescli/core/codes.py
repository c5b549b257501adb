"""Code lists: whether a value is on the list that is in force for its field, and what it might have meant (R1.10)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from salescli.core.card import Card
from salescli.core.near import did_you_mean
from salescli.core.standards import CODED, Codes
from salescli.core.text import Text, say

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


def settled(card: Card, codes: Codes, fold: Fold) -> Card:
    """The card with codes in place of what stands for them; what is on no list is kept beside, as an own field."""
    from dataclasses import replace

    found = {field: coded(codes, field, card.customer[field], fold) for field in CODED if card.customer.get(field)}
    wrong = [one for one in found.values() if isinstance(one, Unlisted)]
    right = {field: one for field, one in found.items() if isinstance(one, str)}
    customer = {name: text for name, text in card.customer.items() if name not in found} | right
    beside = {f"{one.field} (2)": one.value for one in wrong}
    told = tuple(say("import.unlisted", field=say(f"field.{one.field}"), value=one.value, near=one.near) for one in wrong)
    return replace(card, customer=customer, own={**card.own, **beside}, warnings=(*card.warnings, *told))


def likely(text: str, known: Mapping[str, int], listed: Iterable[str], fold: Fold) -> tuple[str, int] | None:
    """A source that was probably meant by a new one, with the number of customers who came from it."""
    from difflib import get_close_matches

    spellings = {fold(name): name for name in (*known, *listed)}
    same = spellings.get(fold(text))
    if text in known or same == text:
        return None
    near = [same] if same else [spellings[key] for key in get_close_matches(fold(text), spellings, n=1, cutoff=LIKELY)]
    return (near[0], known.get(near[0], 0)) if near else None
