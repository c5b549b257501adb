"""The result of reading a file: its cards and problems one after the other, and how they were found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from salescli.core.exchange.card import Card, Rejected, Skipped
from salescli.core.exchange.cells import NO_LABELS, Closed
from salescli.core.exchange.dossier import Dossier
from salescli.core.text import Text
from salescli.importing.columns import Column

RowRead = Card | Dossier | Rejected | Skipped


Remembered = Callable[[Sequence[str]], Mapping[int, str]]
"""What was said before of columns under this header: field by place from 0."""


def nothing_remembered(header: Sequence[str]) -> Mapping[int, str]:
    """For a file that nobody has seen before."""
    return {}


class Options(NamedTuple):
    """What the user said about the file, now (`mapping`) and before of files with the same header.

    `sheet` is the name of the sheet of a workbook; without it the one with contacts is found. `closed` are the labels of
    closed values that an export of ours may have in place of their keys; `now` is what 昨天 and 下周一 count from.
    """

    name: str
    encoding: str = ""
    mapping: dict[str, str] = {}  # noqa: RUF012  never changed
    country: str = "CN"
    remembered: Remembered = nothing_remembered
    sheet: str = ""
    closed: Closed = NO_LABELS
    now: datetime | None = None


@dataclass(frozen=True)
class Reading:
    """A file that was read. `entries()` goes through it row by row, again on each call, without holding the cards.

    A file that `crm export` wrote has dossiers in place of cards. `cards`, `problems` and `skipped` hold them all.
    `form` is csv, xlsx, xls, ods, vcard, mecard or json; `header` is empty where the file has none; `rows` estimates how
    many entries there are, for a progress bar; `notes` are remarks about the whole file, `records` by their tables
    those of a whole book that belong to no customer.
    """

    source: Callable[[], Iterator[RowRead]] = field(repr=False)
    form: str = "csv"
    encoding: str = ""
    delimiter: str = ""
    header: tuple[str, ...] = ()
    header_row: int = 0
    columns: tuple[Column, ...] = ()
    sheet: str = ""
    rows: int = 0
    notes: tuple[Text, ...] = ()
    records: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)

    def entries(self) -> Iterator[RowRead]:
        """Cards, problems and skipped rows in the order of the file."""
        return self.source()

    @cached_property
    def _all(self) -> list[RowRead]:
        return list(self.source())

    @property
    def cards(self) -> tuple[Card, ...]:
        """All cards."""
        return tuple(entry for entry in self._all if isinstance(entry, Card))

    @property
    def problems(self) -> tuple[Rejected, ...]:
        """All rows that can't become a card."""
        return tuple(entry for entry in self._all if isinstance(entry, Rejected))

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """All rows that hold no card: blank, totals, lines before the header."""
        return tuple(entry for entry in self._all if isinstance(entry, Skipped))
