"""Calling codes that stand beside a number, in a column of their own: which column, and the whole number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from salescli.core.language.phones import fold_digits, read_phone, split_phones
from salescli.core.patterns import pattern
from salescli.importing.countries import country_code

_CODE = pattern(r"(?:\+|00)\s?(\d{1,3}(?:[ -]?\d{3})?)(?!\d)")
_BARE = pattern(r"[1-9]\d{0,2}(?:\.0)?")
_ABROAD = ("+", "00")


@lru_cache(maxsize=256)
def calling_code(cell: str) -> str:
    """+49 of +49, 0049, 49, DE, Germany, DE (+49); nothing for any other cell."""
    text = fold_digits(cell)
    if found := _CODE.search(text):
        return "+" + re.sub(r"\D", "", found[1])
    if _BARE.fullmatch(text):
        return "+" + text.removesuffix(".0")
    country = country_code(cell)
    if not country:
        return ""
    import phonenumbers

    code = phonenumbers.country_code_for_region(country)
    return f"+{code}" if code else ""


def beside(place: int, codes: Sequence[int], *, after: bool) -> int:
    """The column of codes that belongs to the number at `place`: the nearest, or -1; `after`: codes stand behind numbers."""
    return min(codes, key=lambda code: (abs(code - place), (code < place) is after), default=-1)


def with_code(cell: str, code: str, country: str) -> str:
    """The numbers of a cell with the calling code, each where that makes it a valid one and it has none; else as it is."""
    parts = [_whole(part, code, country) for part in split_phones(fold_digits(cell))] if code else []
    return "\n".join(found or part for found, part in parts) if any(found for found, _ in parts) else cell


def _whole(number: str, code: str, country: str) -> tuple[str, str]:
    """The number with its code, nothing where it has no need of it, and the number as it is."""
    if number.startswith(_ABROAD):
        return "", number
    wholes = [f"{code} {number}"]
    if number.startswith(code[1:]):  # told twice
        again = read_phone(f"+{number}", country)
        wholes.insert(0 if again.kind == "mobile" else 1, f"+{number}")
    for whole in wholes:
        found = read_phone(whole, country)
        if found.valid:
            return ("" if read_phone(number, country).e164 == found.e164 else whole), number
    return "", number
