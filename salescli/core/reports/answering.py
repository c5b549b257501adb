"""When and how a customer is best reached, in words and in JSON."""

from __future__ import annotations

from collections.abc import Sequence

from salescli.core.ranking.answering import HOURS, Best
from salescli.core.reports import Value
from salescli.core.text import Text, say


def best_text(best: Best) -> Text:
    """What stands out, with the counts that it is told from."""
    return say(f"best.{best.by}", **_named(best), answered=best.answered, tries=best.tries,
               other_answered=best.other_answered, other_tries=best.other_tries)  # fmt: skip


def _named(best: Best) -> dict[str, Value]:
    if best.by == "hour":
        first = int(best.value)
        return {"first": f"{first}:00", "last": f"{first + HOURS}:00"}
    if best.by == "weekday":
        return {"day": say(f"near.weekday.{best.value}")}
    return {"via": say(f"via.{best.value}")}


def best_data(found: Sequence[Best]) -> list[dict[str, Value]]:
    """The same as JSON."""
    return [{**one._asdict(), "text": best_text(one)} for one in found]
