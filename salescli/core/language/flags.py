"""Yes or no, as people write it in three languages and in the columns of files."""

from __future__ import annotations

import unicodedata

_YES = frozenset(["yes", "y", "true", "1", "x", "on", "是", "对", "對", "√", "✓", "v", "有", "主", "oui", "ja", "si", "sí"])
_NO = frozenset(["no", "n", "false", "0", "off", "否", "不", "无", "無", "×", "non", "nein"])


def read_flag(text: str) -> bool | None:
    """Whether a text says yes; None where it says neither."""
    word = unicodedata.normalize("NFKC", text).strip().casefold()
    return True if word in _YES else False if word in _NO else None
