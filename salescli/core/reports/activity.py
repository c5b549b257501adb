"""`crm report activity`: what was done: talks, whom they reached, what came of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from salescli.core.model import OUTCOMES, REACHED
from salescli.core.reports.figures import Figure, Kind, Line, Rate
from salescli.core.reports.period import WEEK


def _customers(lines: Sequence[Line]) -> int:
    return len({line["code"] for line in lines})


def _reached(lines: Sequence[Line]) -> int:
    return sum(line["outcome"] in REACHED for line in lines)


def answer_rate(lines: Sequence[Line]) -> Rate:
    """Of the tries that somebody could answer, those that somebody did: what is only sent counts for neither."""
    reached = _reached(lines)
    tries = reached + _with(lines, "no_answer")
    return Rate(reached / tries if tries else None, tries)


def _with(lines: Sequence[Line], outcome: str) -> int:
    return sum(line["outcome"] == outcome for line in lines)


def _outcomes(lines: Sequence[Line]) -> dict[str, int]:
    counts = Counter(line["outcome"] for line in lines)
    return {outcome: counts[outcome] for outcome in OUTCOMES if counts[outcome]}


ACTIVITY = Kind(
    "activity", ("author", "owner", "via", "outcome", "week"),
    (
        Figure("talks", lambda lines, _: len(lines)), Figure("customers", lambda lines, _: _customers(lines)),
        Figure("reached", lambda lines, _: _reached(lines)), Figure("answer_rate", lambda lines, _: answer_rate(lines)),
        Figure("won", lambda lines, _: _with(lines, "won")), Figure("lost", lambda lines, _: _with(lines, "lost")),
        Figure("promises_kept", lambda lines, _: sum(line["kept"] for line in lines)),
        Figure("outcomes", lambda lines, _: _outcomes(lines)),
    ),
    ("at", "code", "name", "contact", "via", "outcome", "text", "author", "owner"), WEEK,
)  # fmt: skip
"""Author is who logged a talk, owner whose customer it is."""
