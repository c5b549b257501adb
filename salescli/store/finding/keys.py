"""Keys that names are found by: folded (width, case, traditional characters), pinyin and its initials."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from salescli import files
from salescli.store.finding import pinyin

_SURNAME_READINGS = {"单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "任": "ren",
                     "盖": "ge", "朴": "piao", "尉": "wei", "乐": "yue", "华": "hua", "翟": "zhai", "覃": "qin"}  # fmt: skip
_loaded: dict[str, Any] = {}


class NameKeys(NamedTuple):
    """What is stored beside a name: `pinyin` has a space between syllables, `initials` their first letters."""

    name_key: str
    pinyin: str
    initials: str


def has_han(text: str) -> bool:
    """Whether there is a Chinese character in the text."""
    if text.isascii():
        return False
    return any("\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff" for char in text)


@lru_cache(maxsize=8192)  # both names of all cards that an import reads before it writes
def fold(text: str) -> str:
    """NFKC, casefolded, simplified characters, inner spaces collapsed: equal keys are the same name to a reader."""
    if text.isascii():
        return " ".join(text.lower().split())
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return _converted("t2s", folded) if has_han(folded) and not _signs().isdisjoint(folded) else folded


_IDEOGRAPHS = ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x34000))
_WITHIN = "沈藉覆瞭甦坏哩衹像"
"""Characters that OpenCC changes in some words alone (沈香, but not 沈 as a name): the library is asked about them too."""


@cache
def _signs() -> frozenset[str]:
    """Characters without which a text is in simplified ones already, so that the library needn't be loaded for it."""
    folder = files.library("opencc")
    names = ("t2s.json", "TSPhrases.ocd2", "TSCharacters.ocd2")
    sources = [folder / "__init__.py", *(folder / "clib" / "share" / "opencc" / name for name in names), Path(__file__)]
    return frozenset(files.kept("simplified", sources, _changed))


def _changed() -> str:
    every = [chr(code) for start, end in _IDEOGRAPHS for code in range(start, end)]
    lines = "\n".join(every)
    found = _converted("t2s", lines).split("\n")
    return "".join(sign for sign, other in zip(every, found, strict=True) if sign != other) + _WITHIN


def traditional(text: str) -> str:
    """The text in traditional characters, as Taiwan writes them; of several readings the likeliest."""
    return _converted("s2tw", text) if has_han(text) else text


def _converted(way: str, text: str) -> str:
    if way not in _loaded:
        from opencc import OpenCC

        _loaded[way] = OpenCC(way)
    return str(_loaded[way].convert(text))


def name_keys(name: str, *, person: bool = False) -> NameKeys:
    """The keys of a customer's or, with a surname's own reading, a person's name."""
    key = fold(name)
    if not has_han(key):
        letters = "".join(char if char.isalnum() else " " for char in _without_accents(key)).split()
        return NameKeys(key, " ".join(letters), "".join(word[0] for word in letters))
    syllables = pinyin.syllables(key) or [key[:1]]
    if person and key[:1] in _SURNAME_READINGS:
        syllables[0] = _SURNAME_READINGS[key[0]]
    return NameKeys(key, " ".join(syllables), "".join([syllable[0] for syllable in syllables]))


def _without_accents(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
