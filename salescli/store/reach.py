"""The key by which two spellings of one channel are the same: of a phone, an e-mail address, a chat id."""

from __future__ import annotations

from salescli.core.model import PHONE_KINDS
from salescli.core.phones import kept_key
from salescli.store.keys import fold


def reach_key(kind: str, value: str, country: str) -> str:
    """E.164 (with its +) of a valid number that is dialled from `country`, its digits, or the folded text."""
    return (kind in PHONE_KINDS and kept_key(value, country)) or fold(value)
