"""Merged cells of a sheet → in every row that they go over, the value they show; a header of several rows → one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from salescli.importing.columns import find_header
from salescli.importing.headers import look_up

HEADER_ROWS = 4  # over which a header's cells may be merged
MOST = 100_000  # ranges; a sheet with more is no list of customers


class Merged(NamedTuple):
    """A range of cells that show the first one's value; rows and columns from 0, the last ones belong to it."""

    top: int
    left: int
    bottom: int
    right: int


def merged_of(ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]] | None) -> tuple[Merged, ...]:
    """The ranges as calamine gives them, from the top down."""
    found = sorted(Merged(*first, *last) for first, last in ranges or ())
    return tuple(found) if len(found) <= MOST else ()


def header_place(head: Sequence[Sequence[str]], merged: Sequence[Merged]) -> int:
    """Where the header's last row is, where its cells are merged; -1 where merged cells say nothing of it."""
    place = find_header(head)
    for cells in merged:
        if cells.top == place and 0 < cells.bottom - cells.top < HEADER_ROWS and cells.bottom < len(head):
            return cells.bottom
    return place


def filled(rows: Iterable[list[str]], merged: Sequence[Merged], header: int = -1) -> Iterator[list[str]]:
    """The rows, each with what the merged cells over it show; in rows down to `header` also across columns.

    A row that has nothing of its own stays blank.
    """
    waiting = list(reversed(merged))
    open_: list[tuple[Merged, str]] = []
    for place, row in enumerate(rows):
        open_ = [(cells, value) for cells, value in open_ if cells.bottom >= place]
        if row and open_:
            for cells, value in open_:
                _put(row, cells, value, wide=place <= header)
        while waiting and waiting[-1].top <= place:
            cells = waiting.pop()
            value = row[cells.left] if cells.left < len(row) else ""
            if value:
                open_.append((cells, value))
                if place <= header:
                    _put(row, cells, value, wide=True)
        yield row


def _put(row: list[str], cells: Merged, value: str, *, wide: bool) -> None:
    last = min(cells.right, len(row) + 50) if wide else cells.left
    row += [""] * (last + 1 - len(row))
    for column in range(cells.left, last + 1):
        row[column] = row[column] or value


def one_header(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """The names of columns of which the row above says the group: Phone over Office and Mobile."""
    wide = max(len(above), len(below))
    pairs = zip([*above, *[""] * (wide - len(above))], [*below, *[""] * (wide - len(below))], strict=True)
    return [_name(group, name) for group, name in pairs]


def _name(group: str, name: str) -> str:
    if not name or not group or group == name or look_up(name):
        return name or group
    return next((both for both in (f"{group} {name}", f"{group}{name}", f"{name} {group}") if look_up(both)),
                group if look_up(group) else name)  # fmt: skip
