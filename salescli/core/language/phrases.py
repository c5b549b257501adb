"""The phrases of outcomes.yaml as plain values: read with their lines, and laid out so that a note finds its own at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from salescli.core.language.lexicon import CELL, LINE, SURE, groups, head
from salescli.core.language.script import plain
from salescli.core.model import LANGUAGES, OUTCOMES

if TYPE_CHECKING:
    from salescli.core.entry import Node
    from salescli.core.rules.reader import Reader

PHRASES_FILE = "outcomes.yaml"
LIKELY = "likely"
LISTS = (
    "spellings", "wrong_number", "before", "after", "reason", "but", "titles", "surnames", "not", "others", "plan", "if",
    "question", "behind", "agreed", "step", "no_promise", "past", "still", "us", "whole",
)  # fmt: skip
"""Lists of words beside the outcomes; docs/log.md says what each is for."""
MORE = "…"
"""At the end of a phrase: what it is about may follow."""
_FOUND_BY_PLACE = ("before", "wrong_number")
"""Lists whose phrases are looked for where a clause begins, as those of the outcomes are."""
_LONGEST = 2000  # characters of a phrase, all alternatives together
_MANY = 1 << 13  # phrases, twice as many as ship: what each begins with is asked for twice


class Phrase(NamedTuple):
    """One phrase: the outcome (or list) it stands for, sure or likely, and its pattern, which is a text with (a|b|) in it."""

    outcome: str
    weight: str
    pattern: str
    open: bool = False


def read_phrases(reader: Reader, entry: Node) -> list[Phrase]:
    """The phrases of one file: OUTCOME: {sure: .., likely: ..}, each a list or lists by language; a list alone is sure."""
    found: list[Phrase] = []
    for name, item in reader.known(entry, (*OUTCOMES, *LISTS), PHRASES_FILE).items():
        parts = {SURE: item}
        if name in OUTCOMES and {SURE, LIKELY} & item.items().keys():
            parts = reader.known(item, (SURE, LIKELY), name)
        for weight, part in parts.items():
            found += (made for text in _texts(reader, part) if (made := _phrase(reader, name, weight, text)))
    return found


def _texts(reader: Reader, entry: Node) -> Iterator[Node]:
    if isinstance(entry.value, dict):
        for part in reader.known(entry, LANGUAGES, "language").values():
            yield from reader.several(part)
    else:
        yield from reader.several(entry)


def _phrase(reader: Reader, name: str, weight: str, entry: Node) -> Phrase | None:
    pattern, is_open = _pattern(entry.text())
    if not pattern:
        reader.wrong(entry, "outcomes_phrase", phrase=entry.text())
        return None
    return Phrase(name, weight, pattern, is_open)


@lru_cache(maxsize=_MANY)
def _pattern(given: str) -> tuple[str, bool]:
    """What a phrase is looked for by, and whether more may follow; nothing where it can't be looked for."""
    text = " ".join(plain(given).split())
    pattern = text.removesuffix(MORE).strip()
    fits = len(text) <= _LONGEST and _is_balanced(pattern) and _begins(pattern)
    return (pattern if fits else "", text != pattern)


def _is_balanced(pattern: str) -> bool:
    """Whether alternatives stand in parentheses, and these not in others."""
    outside = re.sub(r"\([^()]*\)", "", pattern)
    return not any(sign in outside for sign in ("(", "|", ")")) and not any(sign in pattern for sign in (LINE, CELL))


@lru_cache(maxsize=_MANY)
def _begins(pattern: str) -> frozenset[str]:
    """All that a text may begin with that the pattern fits: one character, or two of an alphabet; empty: anything."""
    found = {""}
    for group in groups(pattern):
        short = {each for each in found if _is_short(each)}
        if not short:
            break
        found = (found - short) | {(each + part).lstrip()[:2] for each in short for part in group}
    return frozenset() if "" in found else frozenset(head(each) for each in found)


def _is_short(text: str) -> bool:
    return not text or (text[0] < "\u0100" and len(text) < 2)


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
    lists = {name: LINE.join(dict.fromkeys(found)) for name, found in words.items()}
    return {
        **lists,
        "phrases": LINE.join(_row(row) for row in rows),
        "index": LINE.join(f"{begin}{CELL}{' '.join(numbers)}" for begin, numbers in index.items()),
    }


def _row(phrase: Phrase) -> str:
    return CELL.join((phrase.outcome, phrase.weight, phrase.pattern, MORE if phrase.open else ""))


def _all(pattern: str) -> list[str]:
    found = [""]
    for group in groups(pattern):
        found = [each + alternative for each in found for alternative in group]
    return [" ".join(each.split()) for each in found]
