"""Puts cards into the book, in batches: what becomes of each row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from salescli.core.exchange.card import Card
from salescli.core.exchange.dossier import Dossier
from salescli.core.matching.decide import CardKeys, decide
from salescli.core.text import Text, say
from salescli.store.importing.batch import Batch
from salescli.store.importing.dossiers import Returning, as_dossier
from salescli.store.importing.joining import Joining, called
from salescli.store.importing.newcomers import Newcomers
from salescli.store.importing.related import tie_related
from salescli.store.matching.index import Keyed, keys_of

if TYPE_CHECKING:
    from salescli.store.base.book import Book


class Fate(NamedTuple):
    """What became of one row (CONTRACT 3, `import`)."""

    row: int
    outcome: str
    code: str = ""
    name: str = ""
    why: tuple[Text, ...] = ()


class Importer:
    """One import: `place(cards)` decides and writes; `finish()` writes what is still waiting.

    What is done to every card is done to many at a time, for a processor that does one thing after the other to the same
    card forgets its instructions between two cards: it takes half as long again.
    """

    def __init__(self, book: Book, source: str = "", country: str = "CN", on_match: str = "join") -> None:
        self.batch = Batch(book, source, country)
        self.skips = on_match == "skip"
        self.joining = Joining(self.batch)
        self.newcomers = Newcomers(self.batch, self.joining)

    def place(self, cards: Iterable[Card | Dossier]) -> list[Fate]:
        """Put cards, or the dossiers of an earlier export, where they belong; their fates in the same order."""
        country = self.batch.country
        keyed = [(card, keys_of(card, country) if isinstance(card, Card) and not card.has_id else None) for card in cards]
        return [self._match(card, *keys) if keys and isinstance(card, Card) else self._return(card) for card, keys in keyed]

    def _match(self, card: Card, keys: CardKeys, channels: Keyed) -> Fate:
        verdict = self.joining.identical(card, keys, channels) or decide(keys, self.batch.known)
        codes = self.batch.codes
        if verdict.what in ("person", "firm"):
            if self.skips and verdict.customer not in self.newcomers.fresh:
                skipped = verdict.why or say("match.firm")
                return Fate(card.row, "skipped", codes[verdict.customer], called(card), (skipped,))
            changed, told = self.joining.join(card, keys, channels, verdict)
            outcome = "joined" if changed else "same"
            return Fate(card.row, outcome, codes[verdict.customer], called(card), (*told, *card.warnings))
        customer = self.newcomers.put(card, keys, channels, verdict)
        outcome = "maybe" if verdict.what == "maybe" else "new"
        why = (verdict.why, *self._whose(verdict.like)) if verdict.why else ()
        if verdict.customer:  # a new person at a firm that is known
            self.batch.flush_if(customer)
            why = (*why, *self.joining.fill(card, customer, ""))
        return Fate(card.row, outcome, codes[customer], called(card), (*why, *self.joining.moves, *card.warnings))

    def _whose(self, customer: str) -> tuple[Text, ...]:
        """Which customer a new one is much like, and whose that is (R2.2)."""
        if not customer:
            return ()
        self.batch.flush_if(customer)
        sql = "SELECT name, owner FROM customers WHERE id = ?"
        name, owner = self.batch.book.db.execute(sql, (customer,)).fetchone()
        code = self.batch.codes[customer]
        return (say("match.whose" if owner else "match.which", name=name, code=code, owner=owner or ""),)

    def _return(self, card: Card | Dossier) -> Fate:
        """What carries ids goes by these alone; with --on-match skip a known record is left as it is."""
        dossier = as_dossier(self.batch, card) if isinstance(card, Card) else card
        name = called(card) if isinstance(card, Card) else dossier.name
        if self.skips and (known := self.returning.known(dossier)):
            return Fate(card.row, "skipped", self.batch.codes[known], name, (say("match.id"),))
        self.joining.notes.write()
        outcome, customer, notes = self.returning.place(dossier)
        self.joining.namesakes.forget()
        return Fate(card.row, outcome, self.batch.codes[customer], name, notes)

    @cached_property
    def returning(self) -> Returning:
        """Who puts records with ids back."""
        return Returning(self.batch)

    def flush(self) -> None:
        """Write the rows that are waiting."""
        self.batch.flush()

    def finish(self) -> None:
        """Write what is waiting, and what had to wait for the end."""
        self.flush()
        self.joining.notes.write()
        if "returning" in self.__dict__:
            self.returning.finish()
        self.batch.close()
        tie_related(self.batch.book)


def remember_file(book: Book, name: str, digest: str, rows: int) -> None:
    """Keep in the bookkeeping that a file was imported in this run."""
    book.db.execute(
        "INSERT INTO imports(run, at, file, digest, rows) VALUES (?, ?, ?, ?, ?)", (book.run, book.now_utc, name, digest, rows)
    )


def first_read(book: Book, digest: str) -> datetime | None:
    """When a file of these bytes was first imported, in the rep's zone: its 昨天 stays the same day ever after."""
    at = book.db.execute("SELECT min(at) FROM imports WHERE digest = ?", (digest,)).fetchone()[0]
    return book.local(at) if at else None
