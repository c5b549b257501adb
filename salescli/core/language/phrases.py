"""The phrases of outcomes.yaml as plain values: read with their lines, and laid out so that a note finds its own at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from salescli.core.language.script import plain
from salescli.core.model import LANGUAGES, OUTCOMES

if TYPE_CHECKING:
    from salescli.core.entry import Entry
    from salescli.core.rules import _Reader

PHRASES_FILE = "outcomes.yaml"
SURE, LIKELY = "sure", "likely"
LISTS = (
    "spellings", "wrong_number", "before", "after", "reason", "but", "titles", "surnames", "not", "others", "plan", "if",
    "question", "behind", "agreed", "step", "no_promise", "past",
)  # fmt: skip
"""Lists of words beside the outcomes; docs/log.md says what each is for."""
MORE = "…"
"""At the end of a phrase: what it is about may follow."""
_FOUND_BY_PLACE = ("before", "wrong_number")
"""Lists whose phrases are looked for where a clause begins, as those of the outcomes are."""
_LONGEST = 2000  # characters of a phrase, all alternatives together
_GROUP = re.compile(r"\(([^()]*)\)")


class Phrase(NamedTuple):
    """One phrase: the outcome (or list) it stands for, sure or likely, and its pattern, which is a text with (a|b|) in it."""

    outcome: str
    weight: str
    pattern: str
    open: bool = False


def read_phrases(reader: _Reader, entry: Entry) -> list[Phrase]:
    """The phrases of one file: OUTCOME: {sure: .., likely: ..}, each a list or lists by language; a list alone is sure."""
    found: list[Phrase] = []
    for name, item in reader.known(entry, (*OUTCOMES, *LISTS), PHRASES_FILE).items():
        parts = {SURE: item}
        if name in OUTCOMES and {SURE, LIKELY} & item.items().keys():
            parts = reader.known(item, (SURE, LIKELY), name)
        for weight, part in parts.items():
            found += (made for text in _texts(reader, part) if (made := _phrase(reader, name, weight, text)))
    return found


def _texts(reader: _Reader, entry: Entry) -> Iterator[Entry]:
    if isinstance(entry.value, dict):
        for part in reader.known(entry, LANGUAGES, "language").values():
            yield from reader.several(part)
    else:
        yield from reader.several(entry)


def _phrase(reader: _Reader, name: str, weight: str, entry: Entry) -> Phrase | None:
    text = " ".join(plain(entry.text()).split())
    pattern = text.removesuffix(MORE).strip()
    rest = _GROUP.sub("", pattern)
    if len(text) > _LONGEST or "(" in rest or ")" in rest or "|" in rest or not _begins(pattern):
        reader.wrong(entry, "outcomes_phrase", phrase=entry.text())
        return None
    return Phrase(name, weight, pattern, text != pattern)


def _begins(pattern: str) -> set[str]:
    """All that a text may begin with that the pattern fits: one character, or two of an alphabet; empty: anything."""
    found = {""}
    for group in groups(pattern):
        short = {each for each in found if _is_short(each)}
        if not short:
            break
        found = (found - short) | {(each + part).lstrip()[:2] for each in short for part in group}
    return set() if "" in found else {head(each) for each in found}


def _is_short(text: str) -> bool:
    return not text or (text[0] < "\u0100" and len(text) < 2)


def head(text: str) -> str:
    """That of a text by which phrases are found: its first character, or two of an alphabet."""
    return text[:2].strip() if text[:1] < "\u0100" else text[:1]


def groups(pattern: str) -> list[tuple[str, ...]]:
    """A pattern as alternatives in a row: `签(了|约)` is 签, then 了 or 约."""
    parts = _GROUP.split(pattern)
    return [tuple(part.split("|")) if place % 2 else (part,) for place, part in enumerate(parts) if part or place % 2]


def laid_out(phrases: Iterable[Phrase]) -> dict[str, str]:
    """What JSON keeps: one text a list, and an index, so that nothing is taken apart before a note asks for it.

    A later sure phrase takes the place of an earlier one that is spelt alike.
    """
    kept: dict[tuple[str, str, str], Phrase] = {}
    words: dict[str, list[str]] = {}
    for phrase in phrases:
        if phrase.outcome in LISTS and phrase.outcome not in _FOUND_BY_PLACE:
            words.setdefault(phrase.outcome, []).extend(_all(phrase.pattern))
        else:
            same = "" if phrase.weight == SURE and phrase.outcome not in LISTS else phrase.outcome
            kept[same, phrase.weight, phrase.pattern] = phrase
    rows = [*kept.values()]
    index: dict[str, list[str]] = {}
    for number, row in enumerate(rows):
        for begin in sorted(_begins(row.pattern)):
            index.setdefault(begin, []).append(str(number))
    lists = {name: "\n".join(dict.fromkeys(found)) for name, found in words.items()}
    return {
        **lists,
        "phrases": "\n".join(_row(row) for row in rows),
        "index": "\n".join(f"{begin}\t{' '.join(numbers)}" for begin, numbers in index.items()),
    }


def _row(phrase: Phrase) -> str:
    return f"{phrase.outcome}\t{phrase.weight}\t{phrase.pattern}\t{MORE if phrase.open else ''}"


def _all(pattern: str) -> list[str]:
    found = [""]
    for group in groups(pattern):
        found = [each + alternative for each in found for alternative in group]
    return [" ".join(each.split()) for each in found]


class Lexicon:
    """The phrases as a note uses them; made of what `laid_out` gives, and taken apart where a note needs it."""

    def __init__(self, kept: Mapping[str, str]) -> None:
        self._kept = kept
        self._rows = kept.get("phrases", "").split("\n")
        self._index = dict(line.split("\t") for line in kept.get("index", "").split("\n") if line)
        self._words: dict[str, frozenset[str]] = {}
        self._scripts: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._read: dict[str, tuple[Found, ...]] = {}
        self.spellings = dict(pair.split("=") for pair in kept.get("spellings", "").split("\n") if pair)

    def words(self, name: str) -> frozenset[str]:
        """One of the lists of words."""
        if name not in self._words:
            self._words[name] = frozenset(filter(None, self._kept.get(name, "").split("\n")))
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
    outcome, weight, pattern, more = row.split("\t")
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
