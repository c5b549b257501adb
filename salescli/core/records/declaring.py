"""How a kind of record is declared: its table, columns and what they point at, what a merge and an export do with its rows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

REQUIRED = "\0"
"""The default of what no file may leave out."""
Labels = tuple[str, str, str]
"""What something is called in English, in simplified and in traditional characters."""


class Tells(NamedTuple):
    """What a day of a record says of its customer to the rules: that something `happened`, that a day `comes`, or that one
    comes round each year, `yearly`.

    It goes by `name`, or by the value of the choice in the column `by`. `only`: it says so as long as these columns hold one
    of these values, as the book keeps them, "" where they hold nothing. `label`: what an event is called within a sentence.
    `text`: the column that says more of it.
    """

    sort: str
    name: str = ""
    by: str = ""
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()
    label: Labels | None = None
    text: str = ""


HAPPENED, COMES, YEARLY = "happened", "comes", "yearly"
Only = Mapping[str, tuple[str, ...]]


def happened(name: str = "", *label: str, by: str = "", text: str = "", only: Only = MappingProxyType({})) -> Tells:
    """An event: a rule of kind `after` can name it; of several of a name the latest counts. It is called as the label says,
    in three languages, or as the value of `by` is.
    """
    en, zh_cn, zh_tw = label or (name, name, name)
    return Tells(HAPPENED, name, by, tuple(only.items()), (en, zh_cn, zh_tw), text)


def comes(name: str = "", *, by: str = "", only: Only = MappingProxyType({})) -> Tells:
    """A day that is due, or an end: it stays open as long as the record says so."""
    return Tells(COMES, name, by, tuple(only.items()))


def yearly(name: str = "", *, by: str = "", only: Only = MappingProxyType({})) -> Tells:
    """A birthday, or any other day that is kept each year."""
    return Tells(YEARLY, name, by, tuple(only.items()))


class Attribute(NamedTuple):
    """One column of a record's table.

    `kind` is text, day (ISO), rough_day (one that may lack its year, or all but that), clock (HH:MM or ""), moment (UTC), number,
    flag, texts (a JSON list), field (a name of `salescli.core.records.fields`) or record (an id); `points_at` names the table
    that an id is of; `allowed` are the values of a closed one. `default` is what a file means that leaves it out: a value, None
    for nothing, or `REQUIRED`.

    What a rep types by a noun of its own (`salescli/core/records/noun.py`) has a `label`, and may be money (minor units),
    currency, choice (`values` are the labels of what is `allowed`) or lines, a JSON list of objects: `of` is the dataclass of
    one, `form` how it is typed. `ahead`: a bare weekday or month is one to come. `tells`: what a day says to the rules.
    `aliases` are other names of its option.

    A way to reach somebody is of kind channel and no column: its values are rows of their own, of `channel` (kind and label).
    """

    name: str
    kind: str = "text"
    points_at: str = ""
    allowed: tuple[str, ...] = ()
    default: str | None = None
    label: Labels | None = None
    values: tuple[Labels, ...] = ()
    ahead: bool = False
    of: type[Any] | None = None
    form: str = ""
    tells: Tells | None = None
    aliases: tuple[str, ...] = ()
    channel: tuple[str, str] = ("", "")

    @property
    def attribute(self) -> str:
        """The name in the dataclass: `contact` of the column `contact_id`, `primary` of `is_primary`."""
        if self.kind == "flag":
            return self.name.removeprefix("is_")
        return self.name.removesuffix("_id") if self.kind == "record" else self.name

    @property
    def field(self) -> str:
        """The name that a rep knows: `from` of the attribute `from_`, which Python keeps for itself."""
        return self.attribute.rstrip("_")

    @property
    def option(self) -> str:
        """The option of the field: `--told-in`; of a list the one for each member: `--part`."""
        name = self.field.replace("_", "-")
        return f"--{name.removesuffix('s') if self.kind in ('texts', 'lines') else name}"


def needed(name: str, kind: str = "text") -> Attribute:
    """A column that always holds something."""
    return Attribute(name, kind, default=REQUIRED)


class Noun(NamedTuple):
    """The word by which `crm WORD add|edit|show|list|delete` is about a kind of record, and what is said of it.

    `letter`: that of its codes, k of k7; without one a record goes by its `title`. `one`, `many` and `about` are what one is
    called, several are, and what they are. `first`: the fields that `add` takes without a dash, in their order; `shown`:
    the columns of the list beside the code; `title`: the field that a record is called by. `example`: the words of an `add`.
    """

    word: str
    letter: str
    one: Labels
    many: Labels
    about: Labels
    first: tuple[str, ...]
    shown: tuple[str, ...]
    title: str
    example: str = ""


class Table(NamedTuple):
    """A kind of record: the table's name, and its columns without the id and the stamps that all have.

    `merge` says what happens to the rows of a customer or a person that becomes another: they `move`, those the other hasn't
    do (`union`: by these columns), or `store/matching/merging.py` sees to them by itself (`own`). `story`: its rows leave
    with the whole book as they are, and are only ever added when they come back. `told`: a rep is told how many of them go along.
    `record`: the frozen dataclass that holds one as it is read.
    """

    name: str
    columns: tuple[Attribute, ...]
    merge: str = "own"
    union: tuple[str, ...] = ()
    story: bool = False
    told: bool = False
    noun: Noun | None = None
    record: type[Any] | None = None

    def pointers(self) -> dict[str, str]:
        """The columns that hold ids of records: name -> table."""
        return {column.name: column.points_at for column in self.columns if column.points_at}

    @property
    def of_customer(self) -> bool:
        """Whether each of its rows belongs to a customer."""
        return "customer_id" in (column.name for column in self.columns)

    @property
    def fields(self) -> tuple[Attribute, ...]:
        """The columns that a rep types and sees."""
        return tuple(column for column in self.columns if column.label)

    def field(self, name: str) -> Attribute:
        """The column that a rep knows by this name."""
        return next(column for column in self.columns if column.field == name)


STAMPS = (
    Attribute("source"), Attribute("source_at"), Attribute("created_at", "moment"), Attribute("updated_at", "moment"),
    Attribute("deleted_at", "moment"),
)  # fmt: skip
"""What every row has beside its columns: where it comes from, and when it was put in, changed and deleted."""
CUSTOMER = Attribute("customer_id", "record", "customers", default=REQUIRED)
CONTACT = Attribute("contact_id", "record", "contacts")
