"""`crm report customers` and `crm report contacts`: who is in the book, and with whom one is in touch (R7.2)."""

from __future__ import annotations

from collections.abc import Sequence

from salescli.core.reports.figures import Figure, Kind, Line, Rate

MONTH = 30


def _share(lines: Sequence[Line], everything: Sequence[Line]) -> Rate:
    return Rate(len(lines) / len(everything) if everything else None, len(everything))


def _sum(key: str) -> Figure:
    return Figure(key, lambda lines, _: sum(bool(line[key]) for line in lines))


CUSTOMERS = Kind(
    "customers", ("stage", "grade", "owner", "source", "region", "type", "industry", "country", "city"),
    (Figure("customers", lambda lines, _: len(lines)), Figure("share", _share), _sum("added"), _sum("touched"), _sum("never")),
    ("code", "name", "stage", "grade", "owner", "source", "added", "touched", "never"), MONTH,
)  # fmt: skip
"""`added` and `touched` are of the period; `never` are those to whom nobody has ever spoken."""

CONTACTS = Kind(
    "contacts", ("decision_role", "position_level", "department", "title", "owner"),
    (
        Figure("people", lambda lines, _: len(lines)),
        Figure("customers", lambda lines, _: len({line["code"] for line in lines})),
        _sum("reached"), _sum("with_phone"), _sum("with_email"), _sum("left"),
    ),
    ("code", "name", "contact", "title", "decision_role", "reached", "with_phone", "with_email", "left"), MONTH,
)  # fmt: skip
"""`reached` are those who were spoken to in the period."""
