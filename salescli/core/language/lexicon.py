"""The phrases of outcomes.yaml as a note meets them: which may begin at a place, and how far each of them reaches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

SURE = "sure"
LINE, CELL = "¶", "§"
"""What parts the rows of a list and the cells of a row; a kept text without escapes is read in one go."""


class Lexicon:
    """The phrases as a note uses them; made of what `laid_out` gives, and taken apart where a note needs it."""

    def __init__(self, kept: Mapping[str, str]) -> None:
        self._kept = kept
        self._rows = kept.get("phrases", "").split(LINE)
        self._index = dict(line.split(CELL) for line in kept.get("index", "").split(LINE) if line)
        self._words: dict[str, frozenset[str]] = {}
        self._scripts: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._read: dict[str, tuple[Found, ...]] = {}
        self.spellings = dict(pair.split("=") for pair in kept.get("spellings", "").split(LINE) if pair)

    def words(self, name: str) -> frozenset[str]:
        """One of the lists of words."""
        if name not in self._words:
            self._words[name] = frozenset(filter(None, self._kept.get(name, "").split(LINE)))
        return self._words[name]

    def at(self, text: str, place: int) -> tuple[Found, ...]:
        """The phrases that may begin at this place of a text."""
        begin = head(text[place : place + 2])
        if begin not in self._read:
            numbers = self._index.get(begin, "").split()
            self._read[begin] = tuple(_found(self._rows[int(number)]) for number in numbers)
        return self._read[begin]

    def has(self, text: str, name: str) -> bool:
        """Whether a word of the list stands anywhere in a text."""
        if name not in self._scripts:
            words = self.words(name)
            self._scripts[name] = (
                tuple(f" {word} " for word in words if word.isascii()),
                tuple(word for word in words if not word.isascii()),
            )
        western, eastern = self._scripts[name]
        if text.isascii():
            return _holds(f" {text} ", western)
        return _holds(text, eastern) or _holds(f" {text} ", western)

    def starts(self, text: str, name: str) -> bool:
        """Whether a text begins with a word of the list."""
        return any(text.startswith(word) and is_edge(text, len(word)) for word in self.words(name))

    def negated(self, before: str) -> bool:
        """Whether what stands right before a phrase says that it isn't so."""
        near = before[-4:] if before[-1:] > "\u3400" else " ".join(before.split()[-3:])
        return bool(near) and self.has(near, "not")

    def undone(self, behind: str) -> bool:
        """Whether what stands behind a phrase makes something else of it: 成交价, 投诉已解决. Short words right behind it."""
        return any(behind.startswith(word) if len(word) == 1 else stands(word, behind) for word in self.words("behind"))

    def asks(self, text: str, behind: str) -> bool:
        """Whether a clause is a question: short words at its end, longer ones anywhere."""
        return any(
            behind.endswith(word) if len(word) < 3 and word > "\u3400" else stands(word, text)
            for word in self.words("question")
        )


class Found(NamedTuple):
    """A phrase taken apart."""

    outcome: str
    sure: bool
    groups: tuple[tuple[str, ...], ...]
    open: bool


def _found(row: str) -> Found:
    outcome, weight, pattern, more = row.split(CELL)
    return Found(outcome, weight == SURE, tuple(groups(pattern)), bool(more))


def ends(found: Found, text: str, place: int) -> int:
    """Where the longest reading of a phrase that begins at `place` ends; -1 where it doesn't fit."""
    places = {place}
    for group in found.groups:
        places = {end for at in places for part in group if (end := _after(text, at, part)) >= 0}
        if not places:
            return -1
    return max((end for end in places if is_edge(text, end)), default=-1)


def _after(text: str, at: int, part: str) -> int:
    """Where `part` ends that begins at a place; a space in it may be missing where an empty alternative stood."""
    if part[:1] == " " and (at == 0 or text[at - 1 : at] == " "):
        part = part[1:]
    if text.startswith(part, at):
        return at + len(part)
    if part[-1:] == " " and text.startswith(part[:-1], at) and len(text) == at + len(part) - 1:
        return len(text)
    return -1


def is_edge(text: str, place: int) -> bool:
    """Whether no word of an alphabet is cut at this place."""
    if not 0 < place < len(text):
        return True
    return not (_is_letter(text[place - 1]) and _is_letter(text[place]))


def _holds(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)


def stands(word: str, text: str) -> bool:
    """Whether a word stands in a text, whole where it is of an alphabet."""
    return f" {word} " in f" {text} " if word.isascii() else word in text


def _is_letter(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char == "'")


def head(text: str) -> str:
    """That of a text by which phrases are found: its first character, or two of an alphabet."""
    return text[:2].strip() if text[:1] < "\u0100" else text[:1]


def groups(pattern: str) -> list[tuple[str, ...]]:
    """A pattern as alternatives in a row: `签(了|约)` is 签, then 了 or 约."""
    first, *others = pattern.split("(")
    found: list[tuple[str, ...]] = [(first,)] if first else []
    for part in others:
        alternatives, _, rest = part.partition(")")
        found += [tuple(alternatives.split("|")), *([(rest,)] if rest else [])]
    return found
