"""Firms' names without their legal form, for a list where room is short - and never two firms alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

LEAST_EAST, LEAST_WEST = 2, 3
"""Characters of a name that must be left to tell a firm by."""


@cache
def _forms() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Legal forms at the end or the beginning of a name; compiled when the first name is shortened."""
    east = "(?:股份有限|有限责任|有限責任|股份|有限)公司|[(（][株有股][)）]|株式会社|有限会社"
    west = (
        r"incorporated|inc|corporation|corp|company|co|limited|ltd|llc|llp|lp|plc|gmbh|mbh|ag|kg|kgaa|ohg|se|sa|sas|sarl"
        r"|srl|spa|bv|nv|ab|as|oy|aps|pty|pte|pvt|sdn|bhd|l\.l\.c|s\.a|s\.p\.a|s\.r\.l|b\.v|n\.v"
    )
    end = rf"(?:{east})$|(?:[\s,，.]+(?:&\s*|and\s+)?(?:{west})\.?)+$"
    return re.compile(end, re.I), re.compile("^(?:株式会社|有限会社|[(（][株有][)）])")


def shorter(name: str) -> str:
    """宁波海川塑料有限公司 → 宁波海川塑料, Bergmann Werkzeuge GmbH & Co. KG → Bergmann Werkzeuge."""
    end, front = _forms()
    bare = front.sub("", end.sub("", name.strip())).strip(" ,，.&")
    least = LEAST_WEST if bare.isascii() else LEAST_EAST
    return bare if len(bare) >= least else name


def short_names(names: Sequence[str]) -> list[str]:
    """What to call each of these firms in one list: shorter where no other of them is called so."""
    short = [shorter(name) for name in names]
    taken = Counter(name.casefold() for one in zip(names, short, strict=True) for name in set(one))
    return [one if taken[one.casefold()] == 1 or one == name else name for name, one in zip(names, short, strict=True)]
