"""`--word WORD=STAGE`: what the status words of a file mean, as it is said now or was for files with the same header."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping

from salescli.core.errors import WrongUsage
from salescli.core.exchange.card import Card
from salescli.core.exchange.statuses import NO_STAGE, Words, plain
from salescli.core.reports.imports import Meaning
from salescli.importing import Reading, header_key
from salescli.importing.headers import status_words
from salescli.run import Run
from salescli.store.base.book import Book

MOST_COUNTED = 500
"""Different words that are counted: a column of whole sentences is no list of statuses."""


def said(run: Run, pairs: Iterable[str]) -> dict[str, str]:
    """Stage by word; `-` for a word that is no stage, an empty one forgets what was remembered. WrongUsage: no such stage."""
    found = {}
    for pair in pairs:
        word, equals, stage = pair.rpartition("=")
        if not equals or not plain(word):
            raise WrongUsage("word_wrong", value=pair)
        found[word.strip()] = _stage(run, stage.strip())
    return found


def _stage(run: Run, text: str) -> str:
    if text in ("", NO_STAGE):
        return text
    known = Words(status_words(), {}).stage(text)
    if known:
        return known
    from salescli.commands import asking

    return asking.choice(run, "stage", text, "word")


def in_force(run: Run, reading: Reading, now: Mapping[str, str]) -> Words:
    """What a word means: as it is said now, as it was said before of this header, as the lists of other programs have it."""
    kept = remembered(run.book, reading)
    told = {word: stage for word, stage in {**kept, **_by_plain_word(now)}.items() if stage}
    return Words(status_words(), run.rules.stages, told)


def _by_plain_word(now: Mapping[str, str]) -> dict[str, str]:
    return {plain(word): stage for word, stage in now.items()}


def _key(reading: Reading) -> str:
    return f"words:{header_key(reading.header)}"


def remembered(book: Book, reading: Reading) -> dict[str, str]:
    """Stage by plain word, as it was said of files with this header."""
    found: dict[str, str] = json.loads(book.meta(_key(reading), "{}")) if reading.header else {}
    return found


def remember(book: Book, reading: Reading, now: Mapping[str, str]) -> None:
    """Keep what was said for files with the same header."""
    if now and reading.header:
        kept = {**remembered(book, reading), **_by_plain_word(now)}
        book.set_meta(_key(reading), json.dumps({word: stage for word, stage in kept.items() if stage}, ensure_ascii=False))


class Counted:
    """How often each status word of a file meant which stage; our own `labels` need no telling."""

    def __init__(self, known: Words, labels: Mapping[str, str]) -> None:
        self.known = known
        self.labels = labels
        self.rows: Counter[tuple[str, str, str]] = Counter()

    def add(self, card: Card) -> None:
        """The words of one card that has its stage: who bought long ago is no new customer."""
        for status in card.statuses:
            stage = self.known.stage(status.word)
            place = (status.header, status.word, card.customer["stage"] if stage == "onboarding" else stage)
            if place in self.rows or len(self.rows) < MOST_COUNTED:
                self.rows[place] += 1

    def meanings(self, kept: Mapping[str, str], now: Mapping[str, str]) -> tuple[Meaning, ...]:
        """Each word with what it means and how that is known, the commonest first."""
        told = {word: "remembered" for word in kept} | {word: "word" for word, stage in _by_plain_word(now).items() if stage}
        return tuple(Meaning(*place, rows, told.get(plain(place[1]), "")) for place, rows in self.rows.most_common()
                     if plain(place[1]) not in self.labels or plain(place[1]) in told)  # fmt: skip
