"""Dossiers → the bytes of a file: the one entry to every format that customers leave the book in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from salescli.core.exchange.columns import Shape
from salescli.core.exchange.dossier import Dossier

FORMS = ("csv", "xlsx", "vcf", "json")


class Order(NamedTuple):
    """What is to be written: `dossiers` may be gone through again.

    `language` is that of the headers and `words` puts values into it; `names` are the columns that were chosen, in their
    order. `talks` are rows for a sheet of their own, by the names of their columns.
    """

    dossiers: Callable[[], Iterable[Dossier]]
    shape: Shape = Shape({})
    language: str = ""
    vcard: str = "4.0"
    now: datetime | None = None
    names: Sequence[str] = ()
    words: Callable[[object], str] | None = None
    talks: Callable[[], Iterable[Mapping[str, str]]] = tuple


def written(form: str, order: Order) -> Iterator[bytes]:
    """The file piece by piece. CannotDo where a form can't hold that much."""
    if form == "csv":
        from salescli.exporting.delimited import table

        return table(order)
    if form == "xlsx":
        from salescli.exporting.workbook import workbook

        return workbook(order)
    if form == "vcf":
        from salescli.exporting.cards import cards

        return cards(order)
    from salescli.exporting.whole import whole

    return whole(order)
