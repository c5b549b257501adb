"""A table as CSV: UTF-8 with its mark, so that Excel reads it right, and no cell that Excel would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from salescli.core.exchange.card import escaped
from salescli.exporting.order import Order
from salescli.exporting.rows import headings, names_of, table_rows

PIECE = 1 << 16  # characters that are gathered before they are handed on


def table(order: Order) -> Iterator[bytes]:
    """Header and rows, lines ended as spreadsheets do."""
    names = names_of(order)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(list(map(escaped, headings(order, names))))
    yield b"\xef\xbb\xbf"
    for row in table_rows(order):
        writer.writerow([escaped(row[name]) if name in row else "" for name in names])
        if out.tell() > PIECE:
            yield _taken(out)
    yield _taken(out)


def _taken(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode()
