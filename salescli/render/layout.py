"""How wide the columns of a table are on a given screen, and where the lines of a cell break."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from unicodedata import combining

from salescli.render.clean import EMOJI_VARIANT, clusters, width

GAP = 2
_OPEN = frozenset("（《〈「『【〔“‘［｛")
_CLOSE = frozenset("，。、；：？！）》〉」』】〕”’］｝…—～·％")

LEAST = 8
"""Cells below which a column of text isn't readable."""
WORD = 12
"""A longer word may be taken apart when the screen is narrow."""
SAMPLE = 200
"""Rows that decide how the columns share the screen; the widths of fixed columns look at all."""


@cache
def _pieces() -> re.Pattern[str]:
    """Spaces, one wide character, or a run of others; compiled when the first text doesn't fit."""
    wide = "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\U00020000-\U0003fffd"
    return re.compile(rf" +|[{wide}]|[^ {wide}]+")


def atoms(text: str) -> list[str]:
    """What stays on one line: a word or a Chinese character with its punctuation and marks; the spaces between."""
    parts: list[str] = []
    for piece in _pieces().findall(text):
        if parts and parts[-1][-1] != " " and (piece[0] in _CLOSE or parts[-1][-1] in _OPEN or combining(piece[0])):
            parts[-1] += piece
        else:
            parts.append(piece)
    return parts


def wrap(text: str, cells: int) -> list[str]:
    """The lines of `text`, none wider than `cells`: Chinese breaks between characters, other text at spaces.

    No line begins with a closing or ends with an opening Chinese mark, and nothing but the spaces at breaks is lost.
    """
    if width(text) <= cells:
        return [text]
    done: list[str] = []
    line, used = "", 0
    for atom in atoms(text):
        size = width(atom)
        if used + size > cells:
            done.append(line)
            *whole, atom = chop(atom, cells) if size > cells else [atom]
            done += whole
            line, used = (atom, width(atom)) if atom[0] != " " else ("", 0)
        else:
            line, used = line + atom, used + size
    return [kept for kept in (part.rstrip(" ") for part in [*done, line]) if kept] or [""]


def chop(text: str, cells: int) -> list[str]:
    """`text` without a place to break, taken apart anywhere but inside a character with its marks."""
    parts, room = [""], cells
    for cluster in clusters(text):
        size = width(cluster) + cluster.count(EMOJI_VARIANT)
        if size > room and parts[-1]:
            parts.append("")
            room = cells
        parts[-1] += cluster
        room -= size
    return parts


def share(least: Sequence[int], sizes: Sequence[Sequence[int]], room: int) -> list[int] | None:
    """Widths of at least `least` that sum to at most `room`; None where even `least` doesn't fit.

    `sizes` are the cells of each column's texts. What is left after `least` goes, cell by cell, to the column that is
    broken into most lines, so that a short name stays whole only where a long sentence beside it isn't squeezed.
    """
    widths = list(least)
    pressures = [pressure(column, wide) for column, wide in zip(sizes, widths, strict=True)]
    for _ in range(room - sum(widths)):
        at = pressures.index(max(pressures))
        if not pressures[at]:
            break
        widths[at] += 1
        pressures[at] = pressure(sizes[at], widths[at])
    return widths if sum(widths) <= room else None


def pressure(sizes: Sequence[int], wide: int) -> int:
    """About how many lines the texts that don't fit into `wide` cells take."""
    return sum(-(-size // wide) for size in sizes if size > wide)


def longest_word(texts: Sequence[str], room: int) -> int:
    """Cells of the longest word, within what a column may ask for on a screen that has `room` for all."""
    longest = max((width(word) for text in texts for word in atoms(text)), default=0)
    return max(LEAST, min(longest, WORD, room // 5))
