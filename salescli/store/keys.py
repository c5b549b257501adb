"""Keys that names are found by: folded (width, case, traditional characters), pinyin and its initials."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

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
    return _converted("t2s", folded) if has_han(folded) else folded


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
    syllables = _syllables(key)
    if person and key[:1] in _SURNAME_READINGS:
        syllables[0] = _SURNAME_READINGS[key[0]]
    return NameKeys(key, " ".join(syllables), "".join([syllable[0] for syllable in syllables]))


def _without_accents(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


FEW_NAMES = 200
"""So many names are left to the library; for more it pays to cut them into its phrases here, and to keep those."""


def _syllables(key: str) -> list[str]:
    """One syllable a character; letters and digits stay together."""
    _loaded["names"] = _loaded.get("names", 0) + 1
    return (_by_library(key) if _loaded["names"] <= FEW_NAMES else _by_phrases(key)) or [key[:1]]


def _by_library(key: str) -> list[str]:
    if "pinyin" not in _loaded:
        from pypinyin import lazy_pinyin

        _loaded["pinyin"] = lazy_pinyin
    return [syllable for part in _loaded["pinyin"](key) for syllable in _letters(part).split()]


def _letters(text: str) -> str:
    return "".join(char if char.isalnum() else " " for char in text)


def _by_phrases(key: str) -> list[str]:
    """What the library reads: the longest phrase of its dictionary that begins at a place, then on behind it."""
    longest, phrases = _phrases()
    found, at = "", 0
    while at < len(key):
        size = longest.get(key[at : at + 2], 1)
        while size > 1 and key[at : at + size] not in phrases:
            size -= 1
        found += _sound(key[at : at + size])
        at += size
    return found.split()


@lru_cache(maxsize=1 << 15)
def _sound(phrase: str) -> str:
    """The syllables of a phrase or of one character, with spaces around them; a letter or digit stays as it is."""
    from pypinyin.constants import RE_HANS

    return f" {' '.join(_by_library(phrase))} " if RE_HANS.match(phrase) else _letters(phrase)


@cache
def _phrases() -> tuple[dict[str, int], Mapping[str, object]]:
    """How long a phrase that begins with two characters can be, and all phrases."""
    from pypinyin.constants import PHRASES_DICT

    longest: dict[str, int] = {}
    shared: dict[tuple[str, ...], list[str]] = {}
    for phrase, readings in PHRASES_DICT.items():
        if longest.get(phrase[:2], 1) < len(phrase):
            longest[phrase[:2]] = len(phrase)
        # the library keeps a list of its own for each syllable; equal ones shared give half of its memory back
        PHRASES_DICT[phrase] = [shared.setdefault(tuple(reading), reading) for reading in readings]
    return longest, PHRASES_DICT
