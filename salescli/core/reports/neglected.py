"""`crm report neglected`: customers whose window is over, and leads to whom nobody has spoken."""

from __future__ import annotations

from datetime import date

from salescli.core.ranking.action import Action
from salescli.core.reports.figures import Figure, Kind, Line

NEGLECTED = Kind(
    "neglected", ("", "owner", "stage", "grade", "source"),
    (
        Figure("customers", lambda lines, _: len(lines)), Figure("never", lambda lines, _: sum(line["never"] for line in lines)),
        Figure("days_late", lambda lines, _: max((line["days_late"] for line in lines), default=0)),
    ),
    ("code", "name", "stage", "grade", "owner", "last_contact", "due", "days_late", "never"),
)  # fmt: skip


def neglected(action: Action) -> Line | None:
    """The line of a customer who waits longer than a window; None for who doesn't."""
    due = action.due
    if due is None or due >= action.day:
        return None
    facts = action.facts
    contacted: date | None = facts.pulse.last_contact.day if facts.pulse.last_contact else None
    return {"id": facts.id, "code": facts.code_text, "name": facts.name, "stage": action.stage, "grade": facts.grade or None,
            "owner": facts.owner or None, "source": facts.source or None, "last_contact": contacted, "due": due,
            "days_late": (action.day - due).days, "never": not facts.pulse.touches}  # fmt: skip
