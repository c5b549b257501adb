"""Amounts of money as text: a whole number of minor units, never a float, which can't hold cents."""

from __future__ import annotations


def amount(minor: int) -> str:
    """Minor units as whole ones, with cents only where there are any: 1200, -0.50."""
    return _written(minor, "")


def grouped(minor: int) -> str:
    """The same as a person reads it: 1,234.50."""
    return _written(minor, ",")


def _written(minor: int, comma: str) -> str:
    sign, (whole, cents) = "-" * (minor < 0), divmod(abs(minor), 100)
    return f"{sign}{whole:{comma}}" + (f".{cents:02d}" if cents else "")
