"""The trend of a relationship, read from its log (R1.5)."""

from __future__ import annotations

from collections.abc import Sequence

MOOD = {"won": 2, "proposal": 1, "positive": 1, "answered": 0.5, "asked": 0.5, "info": 0, "objection": -0.5,
        "no_answer": -0.5, "refused": -1, "complaint": -2, "lost": -2}  # fmt: skip
LATELY = 3  # interactions that are compared with as many before them
LEAST = 4  # fewer say nothing
CLEAR = 0.5  # difference of the means from which we speak of a trend


def trend(outcomes: Sequence[str]) -> str:
    """up, down or steady from outcomes, oldest first; "" where there are too few."""
    if len(outcomes) < LEAST:
        return ""
    lately, before = outcomes[-LATELY:], outcomes[-2 * LATELY : -LATELY]
    difference = _mean(lately) - _mean(before)
    return "up" if difference >= CLEAR else "down" if difference <= -CLEAR else "steady"


def _mean(outcomes: Sequence[str]) -> float:
    return sum(MOOD[outcome] for outcome in outcomes) / len(outcomes)
