"""Talk tracks and templates as commands get at them: those in force, how things stand with a customer, and whom to name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from salescli.core.errors import CannotDo
from salescli.core.model import REACHED
from salescli.core.ranking.action import Action
from salescli.core.talk.kept import Sayings, from_json
from salescli.core.talk.track import Situation, said_last
from salescli.run import Run
from salescli.settings import problem_text
from salescli.settings import sayings as kept_sayings


def sayings(run: Run) -> Sayings:
    """The talk tracks and templates in force; `CannotDo` names the first thing that is wrong with them."""
    kept = kept_sayings(run.data)
    for row in kept["problems"]:
        raise CannotDo("rules_broken", problem=problem_text(*row))
    return from_json(kept)


def situation(action: Action, record: Mapping[str, Any], interactions: Sequence[Mapping[str, Any]], via: str) -> Situation:
    """How things stand: today's strongest reason, what was said last (`interactions`, newest first) and what is noted of them."""
    latest: Mapping[str, Any] = interactions[0] if interactions else {}
    strongest = action.reasons[0] if action.reasons else None
    texts = [(row["outcome"], "  ".join(filter(None, (row["text"], row["found"])))) for row in interactions]
    noted = (record["state_of_business"] or "", *sorted(action.facts.tags))
    return Situation(
        action.facts, action.stage, latest.get("outcome", ""), told_since(interactions, "silence"),
        told_since(interactions, "stall"), via, strongest.kind if strongest else "", strongest.rule if strongest else "",
        (*said_last(texts), *filter(None, noted)),
    )  # fmt: skip


def told_since(interactions: Sequence[Mapping[str, Any]], sort: str) -> str:
    """The reason of a silence or of stalling that was given last, unless they were reached since."""
    for row in interactions:
        if row.get(sort) or row["outcome"] in REACHED:
            return row.get(sort) or ""
    return ""
