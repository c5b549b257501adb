"""How wide the columns of a table are on a given screen, and where the lines of a cell break."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from salescli.render.clean import EMOJI_VARIANT, clusters

Measure = Callable[[str], int]
"""Cells of a text."""

GAP = 2
_WIDE = (
    "\u1100-\u115f\u2e80-\u2fff\u3005-\u3007\u3021-\u30ff\u3100-\ua4cf\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003fffd"
)
_OPEN = "（《〈「『【〔“‘［｛"
_CLOSE = "，。、；：？！）》〉」』】〕”’］｝…—～·％"
_ATOM = re.compile(
    rf"[ ]+|[{_OPEN}]*(?:[{_WIDE}][\u0300-\u036f\ufe00-\ufe0f]*|[^ {_WIDE}{_OPEN}{_CLOSE}]+)[{_CLOSE}]*"
    rf"|[{_OPEN}{_CLOSE}]+"
)
"""What stays on one line: a word with its punctuation, one Chinese character, the space between words."""

LEAST = 8
"""Cells below which a column of text isn't readable."""
WORD = 14
"""A longer word may be taken apart when the screen is narrow."""
SAMPLE = 200
"""Rows that decide how the columns share the screen; the widths of fixed columns look at all."""


def wrap(text: str, cells: int, measure: Measure) -> list[str]:
    """The lines of `text`, none wider than `cells`: Chinese breaks between characters, other text at spaces.

    No line begins with a closing or ends with an opening Chinese mark, and nothing but the spaces at breaks is lost.
    """
    if measure(text) <= cells:
        return [text]
    done: list[str] = []
    line, used = "", 0
    for atom in _ATOM.findall(text):
        size = measure(atom)
        if used + size > cells:
            if line.strip():
                done.append(line.rstrip(" "))
            *whole, atom = chop(atom, cells, measure) if size > cells else [atom]
            done += whole
            line, used = ("", 0) if atom.isspace() else (atom, measure(atom))
        else:
            line, used = line + atom, used + size
    return [*done, line.rstrip(" ")] if line.strip() or not done else done


def chop(text: str, cells: int, measure: Measure) -> list[str]:
    """`text` without a place to break, taken apart anywhere but inside a character with its marks."""
    parts, room = [""], cells
    for cluster in clusters(text):
        size = measure(cluster) + cluster.count(EMOJI_VARIANT)
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


def longest_word(texts: Sequence[str], measure: Measure) -> int:
    """Cells of the longest word, within reason."""
    longest = max((measure(word) for text in texts for word in _ATOM.findall(text)), default=0)
    return min(longest, WORD)
