"""`crm report customers` and `crm report contacts`: who is in the book, and with whom one is in touch (R7.2)."""

from __future__ import annotations

from salescli.core.reports.figures import Kind, counted, rate, share, summed

MONTH = 30

CUSTOMERS = Kind(
    "customers", ("stage", "grade", "owner", "source", "region", "type", "industry", "country", "city"),
    (
        counted("customers"), share("share"), summed("added"), summed("touched"), summed("never"),
        rate("missed", "missed", "lead"),
    ),
    ("code", "name", "stage", "grade", "owner", "source", "added", "touched", "never", "missed"), MONTH,
)  # fmt: skip
"""`added` and `touched` are of the period; `never` are those to whom nobody has ever spoken; `missed` is the
measure of that name (漏单率), of the leads of the last year whatever the period.
"""

CONTACTS = Kind(
    "contacts", ("decision_role", "position_level", "department", "title", "owner"),
    (
        counted("people"), summed("customers", "different", "customer"), summed("reached"), summed("with_phone"),
        summed("with_email"), summed("left"),
    ),
    ("code", "name", "contact", "title", "decision_role", "reached", "with_phone", "with_email", "left"), MONTH,
)  # fmt: skip
"""`reached` are those who were spoken to in the period."""
