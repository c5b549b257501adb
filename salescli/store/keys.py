"""Keys that names are found by: folded (width, case, traditional characters), pinyin and its initials."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
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
    return not text.isascii() and any("㐀" <= char <= "鿿" or "\U00020000" <= char <= "\U0003ffff" for char in text)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """NFKC, casefolded, simplified characters, inner spaces collapsed: equal keys are the same name to a reader."""
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
    return NameKeys(key, " ".join(syllables), "".join(syllable[0] for syllable in syllables))


def _without_accents(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


FEW_NAMES = 200
"""So many names are read by phrase one by one; for more it pays to learn first which characters never vary."""


def _syllables(key: str) -> list[str]:
    """One syllable a character; letters and digits stay together."""
    _loaded["names"] = _loaded.get("names", 0) + 1
    if _loaded["names"] <= FEW_NAMES:
        return _by_phrases(key)
    plain = _loaded.get("plain") or _learn_plain()
    parts = [plain.get(char) for char in key]
    if any(part is None and plain.in_phrase(key, place) for place, part in enumerate(parts)):
        return _by_phrases(key)
    return "".join(plain.default(char) if part is None else part for char, part in zip(key, parts, strict=True)).split() or [
        key[:1]
    ]


def _by_phrases(key: str) -> list[str]:
    if "pinyin" not in _loaded:
        from pypinyin import lazy_pinyin

        _loaded["pinyin"] = lazy_pinyin
    found: list[str] = []
    for part in _loaded["pinyin"](key):
        found += "".join(char if char.isalnum() else " " for char in part).split()
    return found or [key[:1]]


_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0304\u030c"))


class _Plain(dict[str, "str | None"]):
    """A character's reading, with spaces around it, where no phrase changes it, else None; letters stay as they are."""

    def __init__(self, readings: Mapping[int, str], phrases: Mapping[str, object], varying: set[str]) -> None:
        super().__init__(dict.fromkeys(varying))
        self.readings = readings
        self.phrases = phrases

    def get(self, char: str) -> str | None:  # type: ignore[override]
        if char not in self:
            self[char] = self.default(char)
        return self[char]

    def default(self, char: str) -> str:
        """The character's first reading, where no phrase says otherwise."""
        reading = _toneless(self.readings.get(ord(char), "").split(",")[0])
        return f" {reading} " if reading else char if char.isalnum() else " "

    def in_phrase(self, key: str, place: int) -> bool:
        """Whether the character at `place` stands in any phrase of the dictionary."""
        return any(
            key[start : start + length] in self.phrases
            for length in range(2, LONGEST_PHRASE + 1)
            for start in range(max(0, place - length + 1), place + 1)
        )


LONGEST_PHRASE = 8  # characters; longer ones are proverbs


def _toneless(reading: str) -> str:
    return unicodedata.normalize("NFD", reading).replace("u\u0308", "v").translate(_TONES)


def _learn_plain() -> _Plain:
    """Readings of all characters but those that some phrase of the dictionary reads otherwise than by default."""
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    varying = {
        char
        for phrase, readings in PHRASES_DICT.items()
        for char, (reading, *_) in zip(phrase, readings, strict=False)
        if not PINYIN_DICT.get(ord(char), "").startswith(reading)
        and _toneless(reading) != _toneless(PINYIN_DICT.get(ord(char), "").split(",")[0])
    }
    _loaded["plain"] = _Plain(PINYIN_DICT, PHRASES_DICT, varying)
    return _loaded["plain"]  # type: ignore[no-any-return]
