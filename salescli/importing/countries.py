"""The ISO code of a country that a file names in words, by which its phone numbers are read."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache


@lru_cache(maxsize=256)
def country_code(text: str) -> str:
    """`US` for United States, USA, 美国, us or `美国/United States`; nothing where it is no country that is known."""
    if not text:
        return ""
    for word in (text, *re.split(r"[/,，;；|()（）]", text)):
        if found := _names().get(_plain(word)):
            return found
    return ""


def _plain(word: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", word).casefold())


@cache
def _names() -> dict[str, str]:
    from salescli.files import load_data

    return {_plain(name): code for code, names in load_data("headers/countries.yaml").items() for name in (*names, code)}
