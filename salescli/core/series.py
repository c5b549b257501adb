"""What comes again and again: how often, and which day is the next one."""

from __future__ import annotations

from datetime import date

from salescli.core.text import Text, say
from salescli.core.when import Span, read_span, shift


def following(every: Span, since: date, after: date) -> date:
    """The first planned day later than `after`, counted from the first of all: months end on their last day without drifting."""
    step = every.number
    months = (after.year - since.year) * 12 + after.month - since.month
    lapsed = months if every.unit == "m" else (after - since).days // (7 if every.unit == "w" else 1)
    count = max(lapsed // step - 1, 0) * step
    while (day := shift(since, count, every.unit)) <= after:
        count += step
    return day


def how_often(text: str) -> Text:
    """`1w` in words: every week."""
    every = read_span(text)
    unit, number = ("y", every.number // 12) if every.unit == "m" and not every.number % 12 else (every.unit, every.number)
    return say(f"every.{unit}", n=number)
