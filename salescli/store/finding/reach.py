"""The key by which two spellings of one channel are the same: of a phone, an e-mail address, a chat id."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from salescli import files
from salescli.core.language import phones
from salescli.core.language.phones import kept_key
from salescli.core.model import PHONE_KINDS
from salescli.store.finding.keys import fold


def reach_key(kind: str, value: str, *countries: str) -> str:
    """E.164 (with its +) of a number that is valid when dialled from the first of `countries`, or from the next; else its
    digits, or the folded text."""
    key = ""
    for country in countries if kind in PHONE_KINDS else ():
        key = kept_key(value, country)
        if key.startswith("+"):
            return key
    return key or fold(value)


def _plan(country: str) -> Any:
    """The numbering plan of a country, kept compiled: the library takes longer to load than all numbers of a fair to read."""
    if not (len(country) == 2 and country.isalpha() and country.isascii()):
        return phones.library_plan(country)
    sources = [files.library("phonenumbers") / name for name in ("__init__.py", f"data/region_{country}.py")]
    return files.kept(f"phones-{country}", [*sources, Path(phones.__file__)], lambda: phones.library_plan(country))


phones.plans_from(_plan)
