"""The rows of a table as they were ordered: with all columns that hold something or those chosen, maybe in the rep's words."""

from __future__ import annotations

from collections.abc import Iterator

from salescli.core.exchange.cells import rows_of
from salescli.core.exchange.columns import CONTACT, CONTACT_ID, CUSTOMER_ID, columns, for_people, heading
from salescli.core.exchange.dossier import Dossier
from salescli.exporting.labels import labelled
from salescli.exporting.order import Order

Texts = dict[str, str]
REACHED = {"phone": ("phone", "mobile"), "mobile": ("mobile",), "email": ("email",), "wechat": ("wechat",),
           "notes": ("notes",)}  # fmt: skip
"""A customer's column that stands for its person's where only the customer was asked for, and what it then shows."""


def names_of(order: Order) -> list[str]:
    """The columns, by name."""
    return list(order.names) or (for_people if order.language else list)(columns(order.shape))


def headings(order: Order, names: list[str]) -> list[str]:
    """What stands above them."""
    return [heading(name, order.language) if order.language else name for name in names]


def table_rows(order: Order) -> Iterator[Texts]:
    """The rows, texts by column name, without the empty ones."""
    for dossier in order.dossiers():
        for row in _chosen(dossier, order) if order.names else rows_of(dossier):
            yield {name: labelled(name, text, order) for name, text in row.items()} if order.words else row


def _chosen(dossier: Dossier, order: Order) -> Iterator[Texts]:
    """The chosen columns: a row a person where one of them is a person's, else a row a customer."""
    rows = sorted(rows_of(dossier), key=lambda row: row.get(CONTACT + "primary") != "yes")
    people = any(name == CONTACT_ID or name.startswith(CONTACT) for name in order.names)
    for row in rows if people else rows[:1]:
        full = row if people or CUSTOMER_ID in order.names else _reached(row)
        yield {name: full[name] for name in order.names if name in full}


def _reached(row: Texts) -> Texts:
    """The row with its person's numbers and notes where the customer has none of its own."""
    theirs = {name: next((row[CONTACT + kind] for kind in kinds if CONTACT + kind in row), "") for name, kinds in REACHED.items()}
    return {**{name: text for name, text in theirs.items() if text}, **row}
