"""The key by which two spellings of one channel are the same: of a phone, an e-mail address, a chat id."""

from __future__ import annotations

from salescli.core.model import PHONE_KINDS
from salescli.core.phones import kept_key
from salescli.store.keys import fold


def reach_key(kind: str, value: str, *countries: str) -> str:
    """E.164 (with its +) of a number that is valid when dialled from the first of `countries`, or from the next; else its
    digits, or the folded text."""
    key = ""
    for country in countries if kind in PHONE_KINDS else ():
        key = kept_key(value, country)
        if key.startswith("+"):
            return key
    return key or fold(value)
