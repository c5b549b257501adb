"""`crm report activity`: what was done: talks, whom they reached, what came of them."""

from __future__ import annotations

from salescli.core.reports.figures import Kind, counted, rate, summed
from salescli.core.reports.period import WEEK

ACTIVITY = Kind(
    "activity", ("author", "owner", "via", "outcome", "week"),
    (
        counted("talks"), summed("customers", "different", "customer"), summed("reached"),
        rate("answer_rate", "reached", "tried"), summed("won"), summed("lost"), summed("promises_kept", "sum", "kept"),
        summed("outcomes", "each", "outcome"),
    ),
    ("at", "code", "name", "contact", "via", "outcome", "text", "author", "owner"), WEEK,
)  # fmt: skip
"""Author is who logged a talk, owner whose customer it is. `tried` are talks that somebody could answer: what is only sent
counts neither for nor against the answer rate.
"""
