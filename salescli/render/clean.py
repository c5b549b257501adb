"""The one gate between third-party text and a screen, and how many cells of a terminal a text takes."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

NEWLINE = " ⏎ "
ZWJ = "\u200d"
EMOJI_VARIANT = "\ufe0f"

_UNSAFE = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
_NONCHARACTERS = range(0xFDD0, 0xFDF0)


def clean(text: str, *, keep_lines: bool = False) -> str:
    r"""`text` with all that could steer a terminal made visible as `\u001b`; a tab becomes a space.

    A newline becomes ` ⏎ `, or stays with `keep_lines`. A joiner between two emoji stays.
    """
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\t", " ")
    if not keep_lines:
        text = text.rstrip("\n").replace("\n", NEWLINE)
    if text.isprintable():
        return text
    return "".join(_visible(text, at, char) for at, char in enumerate(text))


def _visible(text: str, at: int, char: str) -> str:
    if char == "\n" or not is_unsafe(char) or (char == ZWJ and _joins_emoji(text, at)):
        return char
    return escaped(char)


def is_unsafe(char: str) -> bool:
    """Whether `char` is control, format, bidi, surrogate, private use, a line separator or no character at all.

    Characters that this Python doesn't know yet are safe: rare names use ideographs younger than its tables.
    """
    if char.isprintable():
        return False
    code = ord(char)
    return unicodedata.category(char) in _UNSAFE or code & 0xFFFE == 0xFFFE or code in _NONCHARACTERS


def escaped(char: str) -> str:
    r"""`\u001b`, or `\U000e0001` beyond the first plane."""
    code = ord(char)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _joins_emoji(text: str, at: int) -> bool:
    before = text[max(0, at - 3) : at].rstrip(EMOJI_VARIANT)[-1:]
    after = text[at + 1 : at + 2]
    return _is_emoji(before) and _is_emoji(after)


def _is_emoji(char: str) -> bool:
    """A pictograph or a skin tone: So and Sk, from the arrows on (the signs below, such as ©, join nothing)."""
    return bool(char) and char >= "\u2190" and unicodedata.category(char) in ("So", "Sk")


class _Cells(dict[str, int]):
    """Cells of a character, looked up once each."""

    def __missing__(self, char: str) -> int:
        if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf", "Cc"):
            cells = 0
        else:
            cells = 2 if unicodedata.east_asian_width(char) in "WF" else 1
        self[char] = cells
        return cells


_cells = _Cells()


def width(text: str) -> int:
    """Cells `text` takes in a terminal: Chinese characters two, combining marks and joined emoji none."""
    if text.isascii():
        return len(text)
    if ZWJ in text or EMOJI_VARIANT in text:
        return _joined_width(text)
    return sum(map(_cells.__getitem__, text))


def _joined_width(text: str) -> int:
    total = 0
    for before, char in pairwise(" " + text):
        if before == ZWJ:
            continue
        if char == EMOJI_VARIANT:
            total += _cells[before] == 1 and _is_emoji(before)
        else:
            total += _cells[char]
    return total


def cut(text: str, cells: int) -> str:
    """`text` in at most `cells` cells, its end replaced by `…` where it is longer."""
    if width(text) <= cells:
        return text
    kept, room = "", cells - 1
    for part in clusters(text):
        room -= width(part)
        if room < 0:
            break
        kept += part
    return kept + "…" if cells > 0 else ""


def clusters(text: str) -> list[str]:
    """The parts of `text` between which it may be taken apart: a base with its marks, a joined emoji."""
    parts: list[str] = []
    for char in text:
        if parts and (char == ZWJ or parts[-1].endswith(ZWJ) or not _cells[char]):
            parts[-1] += char
        else:
            parts.append(char)
    return parts
