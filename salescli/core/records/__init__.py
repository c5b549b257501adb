"""The kinds of record that the book keeps, each declared once: log, undo, merge, export and restore are made from it."""

from __future__ import annotations

from salescli.core.records.belongings import ALTERNATIVES, APART, CHANNELS, OWN, POSTS, TAGS
from salescli.core.records.contacts import CONTACTS
from salescli.core.records.customers import CUSTOMERS
from salescli.core.records.declaring import HAPPENED, STAMPS, Attribute, Labels, Noun, Table
from salescli.core.records.gifts import GIFTS
from salescli.core.records.signals import HEARD
from salescli.core.records.story import INTERACTIONS, PROMISES, VERIFIED
from salescli.core.records.ties import TIED

TABLES: tuple[Table, ...] = (
    CUSTOMERS, CONTACTS, CHANNELS, INTERACTIONS, PROMISES, TAGS, OWN, ALTERNATIVES, VERIFIED, APART, POSTS, TIED,
    HEARD, GIFTS,
)  # fmt: skip
"""All kinds, each behind those that it points at: so rows are put in."""
BY_NAME = {table.name: table for table in TABLES}


def nouns() -> dict[str, Table]:
    """The kinds that have a noun of their own, by that word."""
    return {table.noun.word: table for table in TABLES if table.noun}


def events() -> dict[str, Labels]:
    """What may happen to a customer by its records, and what that is called."""
    found: dict[str, Labels] = {}
    for table in TABLES:
        for column in (one for one in table.columns if one.tells and one.tells.sort == HAPPENED):
            assert column.tells
            by = next((one for one in table.columns if one.name == column.tells.by), None)
            named = zip(by.allowed, by.values, strict=True) if by else ((column.tells.name, column.tells.label or ("",) * 3),)
            found.update(named)
    return found


def noun_of(table: Table) -> Noun:
    """What a kind is called that has a noun of its own."""
    assert table.noun
    return table.noun


__all__ = ("BY_NAME", "STAMPS", "TABLES", "Attribute", "Noun", "Table", "events", "noun_of", "nouns")
