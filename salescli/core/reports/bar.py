"""A share of the longest bar, which each form draws in its own way."""

from __future__ import annotations

CELLS = 20
"""Cells of the longest bar in a terminal."""
_EIGHTHS = " ▏▎▍▌▋▊▉"


class Bar:
    """`share`: 0 to 1."""

    __slots__ = ("share",)

    def __init__(self, share: float) -> None:
        self.share = share

    def text(self) -> str:
        """Blocks, the last in eighths of a cell; something of whatever is more than nothing."""
        eighths = max(round(self.share * CELLS * 8), int(self.share > 0))
        return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
