"""A rate: a share of so many cases, which says where they are too few to tell."""

from __future__ import annotations

from typing import NamedTuple

from salescli.core.reports import Value
from salescli.core.text import Text, say

FEW = 10
"""Cases below which a rate says little."""


class Rate(NamedTuple):
    """A share of `n` cases; None where there are none."""

    value: float | None
    n: int

    @classmethod
    def of(cls, part: int, whole: int) -> Rate:
        """So many of so many."""
        return cls(part / whole if whole else None, whole)

    @property
    def few(self) -> bool:
        """Whether the cases are too few to tell."""
        return self.n < FEW


def rate_cell(rate: Rate) -> Value:
    """A rate as a person reads it."""
    return None if rate.value is None else say("report.few") if rate.few else percent(rate.value)


def percent(share: float, *, signed: bool = False) -> Text:
    """A fraction as whole percents."""
    return say("report.percent", n=f"{share * 100:+.0f}" if signed else f"{share * 100:.0f}")
