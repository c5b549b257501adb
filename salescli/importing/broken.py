"""Rows of a text table that lines don't show: pieces of one that a stray line end broke, whole ones within one record."""

from __future__ import annotations

from collections.abc import Sequence

from salescli.importing.columns import Column

_MOST_PIECES = 3
_DIGITS = 3  # of a number
_WHOLE_NUMBER = 7  # digits that are hardly an amount


def broken(run: Sequence[Sequence[str]], columns: Sequence[Column]) -> set[int]:
    """Which of the short rows, one below the other, may be pieces of one row.

    They are where their cells add up to a row, one cell being cut in two, and numbers and addresses would stand in their
    columns again, while the later piece alone has none where it belongs.
    """
    found: set[int] = set()
    for count in range(2, _MOST_PIECES + 1):
        for start in range(len(run) - count + 1):
            pieces = run[start : start + count]
            if sum(map(len, pieces)) == len(columns) + count - 1 and _is_one(pieces, columns):
                found.update(range(start, start + count))
    return found


def is_row(cells: Sequence[str], columns: Sequence[Column]) -> bool:
    """Whether these are a row beyond doubt: a cell for each column, whole numbers and addresses where they belong."""
    return len(cells) == len(columns) and _in_place(cells, columns, _WHOLE_NUMBER) is True


def _is_one(pieces: Sequence[Sequence[str]], columns: Sequence[Column]) -> bool:
    joined: list[str] = []
    for piece in pieces:
        joined = [*joined[:-1], "\n".join((*joined[-1:], piece[0])), *piece[1:]]
    return _in_place(joined, columns) is not False and not all(_in_place(piece, columns) for piece in pieces[1:])


def _in_place(cells: Sequence[str], columns: Sequence[Column], digits: int = _DIGITS) -> bool | None:
    """Whether numbers and addresses stand in their columns; None where there are none to tell by."""
    told = None
    for cell, column in zip(cells, columns, strict=False):
        part, kind = column.target[:2]
        if part == "channel" and cell.strip() and kind not in ("wechat", "qq"):
            if ("@" in cell) != (kind == "email") or (kind != "email" and sum(map(str.isdigit, cell)) < digits):
                return False
            told = True
    return told
