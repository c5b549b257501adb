"""A note in clauses: where they end, and what of each is compared and what was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from salescli.core.language.script import joined, plain

LONGEST_NOTE = 600
"""Characters of a note that are read; nobody announces an outcome later than that."""
_BREAKS = frozenset(',;。!?、\n()[]【】「」『』“”"—–…~・|>')
_TITLES = ("mr", "mrs", "ms", "dr", "st", "inc", "co", "ltd", "approx")


class Clause(NamedTuple):
    """`text` is plain, with usual spellings and without spaces beside Chinese; `original` as written; `mark` ended it."""

    text: str
    original: str
    mark: str = ""


def clauses(note: str, spellings: Mapping[str, str]) -> list[Clause]:
    """The clauses of a note that say anything."""
    note = note[:LONGEST_NOTE]
    folded = plain(note)
    found = []
    for first, last, mark in _cuts(folded):
        text = spelt(folded[first:last], spellings)
        if text:
            found.append(Clause(text, note[first:last].strip(), mark))
    return found


def _cuts(folded: str) -> Iterator[tuple[int, int, str]]:
    start = 0
    for place, char in enumerate(folded):
        if _breaks(folded, place, char):
            yield start, place, char
            start = place + 1
    yield start, len(folded), ""


def _breaks(folded: str, place: int, char: str) -> bool:
    if char in _BREAKS:
        return not (char == "," and _between_digits(folded, place))
    if char not in ".:-":
        return False
    before, after = folded[place - 1 : place], folded[place + 1 : place + 2]
    if char == "-":
        return before in (" ", "") and after in (" ", "-", "")
    if _between_digits(folded, place):
        return False
    if char == ".":
        return (not after or after in " \n." or not after.isascii()) and folded[:place].rpartition(" ")[2] not in _TITLES
    return True


def _between_digits(folded: str, place: int) -> bool:
    return folded[place - 1 : place].isdigit() and folded[place + 1 : place + 2].isdigit()


def spelt(text: str, spellings: Mapping[str, str]) -> str:
    """Text in usual spellings (abt: about), without spaces beside Chinese."""
    words = text.replace("’", "'").replace("w/", "with ").replace("‘", "'").split()
    if not words:
        return ""
    text = " ".join(spellings.get(word, word) for word in words) if spellings else " ".join(words)
    if text.isascii() or " " not in text:
        return text.strip("*_#=+ '")
    return joined(text).strip("*_#=+ '")
