"""The ISO code of a country that a file names in words, by which its phone numbers are read."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from salescli import files

NAMES = "headers/countries.yaml"


@lru_cache(maxsize=256)
def country_code(text: str) -> str:
    """`US` for United States, USA, 美国, us or `美国/United States`; nothing where it is no country that is known."""
    if not text:
        return ""
    for word in (text, *re.split(r"[/,，;；|()（）]", text)):
        if found := _names().get(_name_key(word)):
            return found
    return ""


def _name_key(word: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", word).casefold())


@cache
def _names() -> dict[str, str]:
    return files.kept("countries", [files.PACKAGE / NAMES, Path(__file__)], _compiled)  # type: ignore[no-any-return]


def _compiled() -> dict[str, str]:
    return {_name_key(name): code for code, names in files.load_data(NAMES).items() for name in (*names, code)}
