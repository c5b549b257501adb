"""How a kind of record is declared: its table, columns and what they point at, what a merge and an export do with its rows."""

from __future__ import annotations

from typing import NamedTuple

REQUIRED = "\0"
"""The default of what no file may leave out."""


class Attribute(NamedTuple):
    """One column of a record's table.

    `kind` is text, day (ISO), clock (HH:MM or ""), moment (UTC), number, flag, texts (a JSON list), field (a name of the model's)
    or record (an id); `points_at` names the table that an id is of; `allowed` are the values of a closed one. `default` is what
    a file means that leaves it out: a value, None for nothing, or `REQUIRED`.
    """

    name: str
    kind: str = "text"
    points_at: str = ""
    allowed: tuple[str, ...] = ()
    default: str | None = None


def needed(name: str, kind: str = "text") -> Attribute:
    """A column that always holds something."""
    return Attribute(name, kind, default=REQUIRED)


class Table(NamedTuple):
    """A kind of record: the table's name, and its columns without the id and the stamps that all have.

    `merge` says what happens to the rows of a customer or a person that becomes another: they `move`, those the other hasn't
    do (`union`: by these columns), or `store/matching/merging.py` sees to them by itself (`own`). `story`: its rows leave
    with the whole book as they are, and are only ever added when they come back. `told`: a rep is told how many of them go along.
    """

    name: str
    columns: tuple[Attribute, ...]
    merge: str = "own"
    union: tuple[str, ...] = ()
    story: bool = False
    told: bool = False

    def pointers(self) -> dict[str, str]:
        """The columns that hold ids of records: name -> table."""
        return {column.name: column.points_at for column in self.columns if column.points_at}


STAMPS = (
    Attribute("source"), Attribute("source_at"), Attribute("created_at", "moment"), Attribute("updated_at", "moment"),
    Attribute("deleted_at", "moment"),
)  # fmt: skip
"""What every row has beside its columns: where it comes from, and when it was put in, changed and deleted."""
CUSTOMER = Attribute("customer_id", "record", "customers", default=REQUIRED)
CONTACT = Attribute("contact_id", "record", "contacts")
