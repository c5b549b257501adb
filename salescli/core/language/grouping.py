"""Writes an E.164 number in groups of digits as people of its country read it; the country code only where it's abroad."""

from __future__ import annotations

from collections.abc import Callable

CALLING = {"CN": "86", "TW": "886", "HK": "852", "MO": "853", "SG": "65", "US": "1", "CA": "1", "GB": "44", "IE": "353",
           "DE": "49", "AT": "43", "CH": "41", "FR": "33", "IT": "39", "ES": "34", "NL": "31", "JP": "81", "KR": "82",
           "AU": "61", "NZ": "64", "IN": "91", "MY": "60", "TH": "66", "VN": "84", "ID": "62", "PH": "63", "RU": "7"}  # fmt: skip
"""Calling codes of the countries that a rep is likely to live in; numbers of all others are grouped as foreign ones."""
THREE_DIGITS = ("21", "22", "23", "24", "25", "26", "28", "29", "35", "37", "38", "42", "50", "59", "67", "68", "69", "80", "85",
                "87", "88", "89", "96", "97", "99")  # fmt: skip
"""How calling codes of three digits begin; 1 and 7 stand alone, all others have two."""
SHORTEST = 8  # characters, the + included; what is shorter has no groups
NO_TRUNK = frozenset(("1", "852", "853", "65", "39", "34"))
"""Calling codes of countries that put no 0 in front of a number dialled inside them."""
GERMAN_CITIES = ("30", "40", "69", "89")
BRITISH_CITIES = ("20", "23", "24", "28", "29")
"""Area codes of two digits; so are 11x and 1x1, of three, and all others of four."""


def grouped(e164: str, country: str = "") -> str:
    """An E.164 number as it is dialled from a country: 139 0001 0009 in China, +86 139 0001 0009 from elsewhere.

    What isn't E.164 is given back as it is.
    """
    if not e164.startswith("+") or not e164[1:].isdecimal() or len(e164) < SHORTEST:
        return e164
    code = calling_code(e164[1:])
    rest, home = e164[1 + len(code) :], CALLING.get(country) == code
    return _OWN.get(code, _other)(rest, code, home)


SEVERAL = frozenset(("US", "CA", "AU", "RU", "BR", "MX", "ID", "KZ", "MN", "CD"))
"""Countries in which the time is not the same everywhere."""


def may_be_abroad(country: str, e164: str, home: str) -> bool:
    """Whether somebody's clock may show another time than one's own at home, by their country and number: hardly anybody's."""
    if home in SEVERAL or country.casefold() != home.casefold():
        return True
    return e164[1:].isdecimal() and calling_code(e164[1:]) != CALLING.get(home, calling_code(e164[1:]))


def calling_code(digits: str) -> str:
    """The calling code that a number begins with."""
    return digits[:1] if digits[0] in "17" else digits[:3] if digits.startswith(THREE_DIGITS) else digits[:2]


def split(digits: str, *sizes: int) -> list[str]:
    """Digits in groups of these sizes; what is left is the last group."""
    groups, at = [], 0
    for size in (max(size, 0) for size in sizes):
        groups.append(digits[at : at + size])
        at += size
    return [group for group in (*groups, digits[at:]) if group]


def even(digits: str) -> list[str]:
    """Digits in groups of three and four, the last of four where they don't part into threes."""
    if len(digits) % 3 == 2:
        return split(digits, len(digits) % 4, *[4] * (len(digits) // 4)) if len(digits) > 5 else [digits]
    threes = (len(digits) - 4) // 3 if len(digits) % 3 else len(digits) // 3
    return split(digits, *[3] * threes)


def _spaced(groups: list[str], code: str, home: bool) -> str:
    """Groups parted by spaces, with the calling code abroad and a 0 at home."""
    if not home:
        return " ".join((f"+{code}", *groups))
    trunk = "" if code in NO_TRUNK else "0"
    return trunk + " ".join(groups)


def _other(rest: str, code: str, home: bool) -> str:
    return _spaced(even(rest), code, home)


def _chinese(rest: str, code: str, home: bool) -> str:
    if len(rest) == 11 and rest[0] == "1":
        return " ".join(split(rest, 3, 4)) if home else _spaced(split(rest, 3, 4), code, home)
    if len(rest) == 10 and rest[:3] in ("400", "800"):
        return "-".join(split(rest, 3, 3)) if home else _spaced(split(rest, 3, 3), code, home)
    area = 2 if rest[:2] == "10" or rest[0] == "2" else 3
    return _with_area(rest, area, code, home)


def _with_area(rest: str, area: int, code: str, home: bool) -> str:
    """A fixed number whose area code people part from it by a dash: 010-8234 5678."""
    local = split(rest[area:], len(rest) - area - 4)
    return f"0{rest[:area]}-{' '.join(local)}" if home else _spaced([rest[:area], *local], code, home)


def _taiwanese(rest: str, code: str, home: bool) -> str:
    if len(rest) == 9 and rest[0] == "9":
        return "-".join(split("0" + rest, 4, 3)) if home else _spaced(split(rest, 3, 3), code, home)
    area = 2 if rest[:2] in ("37", "49", "82", "89") else 1
    local = split(rest[area:], len(rest) - area - 4)
    return f"0{rest[:area]}-{'-'.join(local)}" if home else _spaced([rest[:area], *local], code, home)


def _american(rest: str, code: str, home: bool) -> str:
    if len(rest) != 10:
        return _other(rest, code, home)
    return f"({rest[:3]}) {rest[3:6]}-{rest[6:]}" if home else f"+1 {rest[:3]}-{rest[3:6]}-{rest[6:]}"


def _british(rest: str, code: str, home: bool) -> str:
    if rest[0] == "7":
        groups = split(rest, 4)
    elif rest[:2] in BRITISH_CITIES:
        groups = split(rest, 2, 4)
    else:
        groups = split(rest, 3, 3) if rest[1:2] == "1" or rest[2:3] == "1" or rest[0] in "38" else split(rest, 4)
    return _spaced(groups, code, home)


def _german(rest: str, code: str, home: bool) -> str:
    area = 2 if rest[:2] in GERMAN_CITIES else 4 if rest[:3] in ("151", "152", "155", "157", "159") else 3
    return _spaced(split(rest, area), code, home)


def _japanese(rest: str, code: str, home: bool) -> str:
    first = 2 if len(rest) == 10 else 1 if rest[0] in "36" else 2
    groups = split(rest, first, len(rest) - first - 4)
    return "0" + "-".join(groups) if home else _spaced(groups, code, home)


def _french(rest: str, code: str, home: bool) -> str:
    return _spaced(split(rest, 1, 2, 2, 2), code, home)


def _australian(rest: str, code: str, home: bool) -> str:
    return _spaced(split(rest, 3, 3) if rest[0] == "4" else split(rest, 1, 4), code, home)


_OWN: dict[str, Callable[[str, str, bool], str]] = {
    "86": _chinese, "886": _taiwanese, "1": _american, "44": _british, "49": _german, "81": _japanese, "82": _japanese,
    "33": _french, "61": _australian,
}  # fmt: skip
