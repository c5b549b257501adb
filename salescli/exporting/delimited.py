"""A table as CSV: UTF-8 with its mark, so that Excel reads it right, and no cell that Excel would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from salescli.core.card import escaped
from salescli.core.slots import columns, heading, rows_of
from salescli.exporting import Order

PIECE = 1 << 16  # characters that are gathered before they are handed on


def table(order: Order) -> Iterator[bytes]:
    """Header and rows, lines ended as spreadsheets do."""
    names = columns(order.shape)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([escaped(heading(name, order.language) if order.language else name) for name in names])
    yield b"\xef\xbb\xbf"
    for dossier in order.dossiers():
        for row in rows_of(dossier):
            writer.writerow([escaped(row[name]) if name in row else "" for name in names])
        if out.tell() > PIECE:
            yield _taken(out)
    yield _taken(out)


def _taken(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode()
