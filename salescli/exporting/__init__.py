"""Dossiers → the bytes of a file: the one entry to every format that customers leave the book in."""

from __future__ import annotations

from collections.abc import Iterator

from salescli.exporting.order import Order

FORMS = ("csv", "xlsx", "vcf", "json")


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
