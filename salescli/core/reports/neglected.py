"""`crm report neglected`: customers whose window is over, and leads to whom nobody has spoken."""

from __future__ import annotations

from salescli.core.reports.figures import Kind, counted, summed

NEGLECTED = Kind(
    "neglected", ("", "owner", "stage", "grade", "source"),
    (counted("customers"), summed("never"), summed("missed_leads", "any", "missed"), summed("days_late", "most")),
    ("code", "name", "stage", "grade", "owner", "last_contact", "due", "days_late", "never", "missed"),
)  # fmt: skip
"""The share of leads that were missed is a figure of `customers`: those that were not are no lines of this report."""
