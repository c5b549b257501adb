"""How Chinese characters are read: as the pinyin library reads them, by a table of ours that is made of its two once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from salescli import files


def syllables(text: str) -> list[str]:
    """One syllable a character; letters and digits stay together."""
    found, at = "", 0
    while at < len(text):
        sign = _sign(text[at])
        size = sign.longest.get(text[at + 1 : at + 2], 1)
        while size > 1 and text[at + 1 : at + size] not in sign.phrases:
            size -= 1
        within = sign.phrases[text[at + 1 : at + size]] if size > 1 else sign.alone
        found += within or "".join([_sign(char).alone for char in text[at : at + size]])
        at += size
    return found.split()


class _Sign(NamedTuple):
    """A character: how it is read alone, and the phrases that begin with it, each by what comes behind it.

    Readings have spaces around their syllables; a phrase whose characters are read as they are alone has none. `longest`
    says how long a phrase can be that goes on with a certain character.
    """

    alone: str
    phrases: dict[str, str]
    longest: dict[str, int]


@lru_cache(maxsize=1 << 14)
def _sign(char: str) -> _Sign:
    block = _table().get(_block(char), "")
    at = block.find(f"\n{char}")
    if at < 0:
        return _Sign(f" {char} " if _is_han(char) else char if char.isalnum() else " ", {}, {})
    alone, *entries = block[at + 2 : block.index("\n", at + 1)].split(";")
    phrases: dict[str, str] = {}
    longest: dict[str, int] = {}
    for rest, _, reading in (entry.partition(" ") for entry in entries):
        phrases[rest] = f" {reading} " if reading else ""
        longest[rest[0]] = max(longest.get(rest[0], 1), len(rest) + 1)
    return _Sign(f" {alone} ", phrases, longest)


def _is_han(char: str) -> bool:
    """Whether the library takes a character that it can't read for a Chinese one: such a one stands alone."""
    return not char.isascii() and bool(re.match(_table()["han"], char))


def _block(char: str) -> str:
    return str(ord(char) >> 8)


# --- the table --------------------------------------------------------------------------------------------------------


@cache
def _table() -> dict[str, str]:
    """A text for each 256 characters: a line for each that can be read, such as `行xing;业 hang ye;为`.

    Behind the character stand its reading and the phrases that begin with it, without it; those of which some character
    is read otherwise than alone have their reading behind them. Under `han` is the library's pattern of Chinese characters.
    """
    sources = [files.library("pypinyin") / name for name in ("__init__.py", "pinyin_dict.py", "phrases_dict.py")]
    return files.kept("pinyin", [*sources, Path(__file__)], _compiled)  # type: ignore[no-any-return]


def _compiled() -> dict[str, str]:
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT, RE_HANS
    from pypinyin.contrib.tone_convert import to_normal

    plain = cache(to_normal)
    signs = {chr(code): plain(readings.split(",")[0]) for code, readings in PINYIN_DICT.items()}
    lines = {sign: [sign + reading] for sign, reading in sorted(signs.items()) if RE_HANS.match(sign)}
    for phrase, readings in PHRASES_DICT.items():
        if RE_HANS.match(phrase):  # what it has with commas in it, it never finds
            reading = [plain(one[0]) for one in readings]
            known = reading == [signs[sign] for sign in phrase]
            lines[phrase[0]].append(phrase[1:] if known else f"{phrase[1:]} {' '.join(reading)}")
    return {**dict(_blocks(lines)), "han": RE_HANS.pattern}


def _blocks(lines: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    blocks: dict[str, list[str]] = {}
    for sign, parts in lines.items():
        blocks.setdefault(_block(sign), []).append(";".join(parts))
    for block, texts in blocks.items():
        yield block, "\n" + "\n".join(texts) + "\n"
