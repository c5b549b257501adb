"""Numbers as people write them: which sign parts thousands and which decimals, by the number, its column or the country."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from salescli.core.patterns import pattern

_COMMA = """AD AL AM AO AR AT AZ BA BE BG BO BR BY CL CM CO CR CU CY CZ DE DK DZ EC EE ES FI FO FR GE GL GR HR HU ID IS IT
    KG KZ LB LT LU LV MA MC MD ME MK MZ NL NO PL PT PY RO RS RU SE SI SK SM TN TR UA UY UZ VE VN XK"""
COMMA_COUNTRIES = frozenset(_COMMA.split())
"""Where 12,5 is twelve and a half and 12.500 twelve thousand five hundred."""
CURRENCY = (
    r"(?:US\$|NT\$|HK\$|R\$|[¥￥$€£₩₹₽]|(?:USD|EUR|CHF|GBP|CNY|RMB|JPY|TWD|HKD|SEK|NOK|DKK|PLN|CZK|INR|BRL|KRW|Fr)"
    r"(?![a-z])\.?)"
)
"""A currency beside a number."""
_NUMBER = pattern(
    rf"(?:{CURRENCY}\s*)?([-−]?)(?:{CURRENCY}\s*)?(\d(?:[\d.,'’_ ]*\d)?)(?:[.,][-–—]+)?\s*(万|萬|亿|億|k|m|千)?"
    rf"\s*(?:{CURRENCY}|元|人|名|个|個|people)?",
    re.I,
)
_TIMES = {"千": 1000, "k": 1000, "万": 10_000, "萬": 10_000, "m": 1_000_000, "亿": 100_000_000, "億": 100_000_000}
_THOUSANDS = r"[1-9]\d{0,2}(?:%s\d{3})+"
_LAKHS = r"[1-9]\d?(?:%s\d\d)+%s\d{3}"
_GROUPS = tuple(pattern("|".join((_THOUSANDS % sign, (_LAKHS % (sign, sign))))) for sign in (",", r"\.", "[ '’_]"))
_SIGNS = {",": _GROUPS[0], ".": _GROUPS[1]}
LONGEST = 60  # characters; what is longer is a text
LARGEST = 2**63 - 1  # what a column of whole numbers holds
EXACT = 26  # digits that are reckoned with to the last one


def read_number(text: str, decimal: str = "") -> Decimal | None:
    """The number of a text, with its 万 or k: 1.050,00 and 1,050.00, 1’050.00, 1 050,00, 10,5万. None where it isn't one number.

    `decimal` (comma or point) parts the decimals where the text itself leaves two readings, as 12.500 does; else a point.
    """
    found = _matched(text)
    if not found:
        return None
    plain = _with_point(found[2], decimal or ".")
    if plain is None or len(plain) > EXACT:
        return None
    value = Decimal(plain) * _TIMES.get((found[3] or "").casefold(), 1)
    return -value if found[1] else value


def in_units(text: str, unit: int) -> int | None:
    """A whole number of `unit`ths: `1,200`, `3.5万`, `US$500`; None where it isn't one number, or can't be kept as that."""
    found = read_number(text)
    whole = int(found * unit) if found is not None else 0
    return whole if found is not None and whole == found * unit and -LARGEST - 1 <= whole <= LARGEST else None


def decimal_sign(text: str) -> str:
    """The sign that parts decimals, where the number tells it: `,` or `.`; `?` where it has two readings, else nothing."""
    found = _matched(text)
    digits = found[2] if found else ""
    readings = {sign: _with_point(digits, sign) for sign in ",."} if "," in digits or "." in digits else {}
    if not readings or len({*readings.values()}) == 2:
        return "?" if readings else ""
    last = max(digits.rfind(","), digits.rfind("."))
    grouping = digits.count(digits[last]) > 1
    return "" if None in readings.values() else (",." if grouping else ".,")[digits[last] == ","]


def _matched(text: str) -> re.Match[str] | None:
    text = text.strip()
    if not text or len(text) > LONGEST:
        return None
    spaced = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _NUMBER.fullmatch(spaced.strip())


def _with_point(digits: str, decimal: str) -> str | None:
    """The digits with a point before their decimals; None where the signs between them are no number's."""
    signs = [sign for sign in ",." if sign in digits]
    last = max(signs, key=digits.rfind, default="")
    if last and _parts_decimals(digits, last, decimal, len(signs) > 1):
        whole, _, decimals = digits.rpartition(last)
    else:
        whole, decimals = digits, ""
    if not decimals.isdecimal() and decimals:
        return None
    grouped = any(pattern.fullmatch(whole) for pattern in _GROUPS)
    if not (whole.isdecimal() or grouped):
        return None
    return re.sub(r"\D", "", whole) + ("." + decimals if decimals else "")


def _parts_decimals(digits: str, sign: str, decimal: str, both: bool) -> bool:
    """Whether the last sign of a number parts decimals: of two different ones it does, one that comes again never."""
    if digits.count(sign) > 1:
        return False
    return both or sign == decimal or not _SIGNS[sign].fullmatch(digits)
