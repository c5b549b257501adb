"""How Chinese characters are read: as the pinyin library reads them, by a table of ours that is made of its two once."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path

from salescli import files


def syllables(text: str) -> list[str]:
    """One syllable a character; letters and digits stay together."""
    found, at = "", 0
    while at < len(text):
        size, phrases = _phrases(text[at : at + 2])
        while size > 1 and text[at : at + size] not in phrases:
            size -= 1
        within = phrases[text[at : at + size]] if size > 1 else _sign(text[at])[0]
        found += within or "".join([_sign(char)[0] for char in text[at : at + size]])
        at += size
    return found.split()


@lru_cache(maxsize=1 << 15)
def _phrases(pair: str) -> tuple[int, dict[str, str]]:
    """Of the phrases that begin with two characters: how long they can be, and what each reads.

    Nothing for one whose characters are read as they are alone.
    """
    found: dict[str, str] = {}
    line = _sign(pair[0])[1] if len(pair) > 1 else ""
    at = line.find(f";{pair[1:]}")
    while at >= 0 and line:
        rest, _, reading = line[at + 1 : line.index(";", at + 1)].partition(" ")
        found[pair[0] + rest] = f" {reading} " if reading else ""
        at = line.find(f";{pair[1:]}", at + 1)
    return max(map(len, found), default=1), found


@lru_cache(maxsize=1 << 14)
def _sign(char: str) -> tuple[str, str]:
    """How a character is read alone, with spaces around its syllable, and its phrases as the table has them."""
    block = _table().get(_block(char), "")
    at = block.find(f"\n{char}")
    if at < 0:
        return f" {char} " if _is_han(char) else char if char.isalnum() else " ", ""
    alone, semicolon, phrases = block[at + 2 : block.index("\n", at + 1)].partition(";")
    return f" {alone} ", f"{semicolon}{phrases};"


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
    with _without_phrases():
        from pypinyin.constants import PINYIN_DICT, RE_HANS
    from pypinyin.contrib.tone_convert import to_normal
    from pypinyin.phrases_dict import phrases_dict

    plain = cache(to_normal)
    signs = {chr(code): plain(readings.split(",")[0]) for code, readings in PINYIN_DICT.items()}
    lines = {sign: [sign + reading] for sign, reading in sorted(signs.items()) if RE_HANS.match(sign)}
    for phrase, readings in phrases_dict.items():
        if RE_HANS.match(phrase):  # what it has with commas in it, it never finds
            reading = [plain(one[0]) for one in readings]
            known = reading == [signs[sign] for sign in phrase]
            lines[phrase[0]].append(phrase[1:] if known else f"{phrase[1:]} {' '.join(reading)}")
    return {**dict(_blocks(lines)), "han": RE_HANS.pattern}


@contextmanager
def _without_phrases() -> Iterator[None]:
    """Load the library without its phrases, of which it would first make a set of all beginnings, to cut sentences by."""
    asked = "PYPINYIN_NO_PHRASES" in os.environ
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    try:
        yield
    finally:
        if not asked:
            del os.environ["PYPINYIN_NO_PHRASES"]


def _blocks(lines: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    blocks: dict[str, list[str]] = {}
    for sign, parts in lines.items():
        blocks.setdefault(_block(sign), []).append(";".join(parts))
    for block, texts in blocks.items():
        yield block, "\n" + "\n".join(texts) + "\n"
