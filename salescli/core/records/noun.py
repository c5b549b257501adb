"""How a kind of record with a noun of its own is declared: a frozen dataclass whose fields say what they are.

    @dataclass(frozen=True, kw_only=True)
    class Machine(Record):
        customer: Linked = customer()
        serial: str = text("Serial number", "序列号", "序號", needed=True)
        price: int | None = money("Price", "价格", "價格")
        currency: str | None = currency()

    MACHINES = declared(Machine, "machines", Noun("machine", "k", ...))

Nothing else names a kind: table, options, help, completion, lists, conditions, JSON and all that undo, merge and export do
follow from this; its migration alone is written by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, NamedTuple

from salescli.core.records.declaring import (
    CONTACT,
    CUSTOMER,
    REQUIRED,
    STAMPS,
    Attribute,
    Labels,
    Noun,
    Only,
    Table,
    Tells,
)

CODE = (Attribute("code_letter"), Attribute("code_number", "number"))


class Linked(NamedTuple):
    """What a record points at: its id, its code where it has one, and what it is called."""

    id: str
    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Record:
    """A record as it is read. Text that is missing is None, and so is a day, number, amount (whole minor units) or choice;
    a list is a tuple, what it points at a `Linked`.
    """

    id: str
    code: str
    source: str | None
    created_at: str
    updated_at: str


def _declared(label: tuple[str, ...], kind: str, **more: Any) -> Any:
    """A dataclass's field that carries its column, which is named after it."""
    en, zh_cn, zh_tw = label
    needed, name = more.pop("needed", False), more.pop("name", "")
    column = Attribute(name, kind, label=(en, zh_cn, zh_tw), **{"default": REQUIRED if needed else None, **more})
    return field(metadata={"column": column})


def text(*label: str, needed: bool = False, aliases: tuple[str, ...] = (), tells: Tells | None = None) -> Any:
    """A text; `aliases` are other names of its option."""
    return _declared(label, "text", needed=needed, aliases=aliases, tells=tells)


def number(*label: str, needed: bool = False) -> Any:
    """A whole number."""
    return _declared(label, "number", needed=needed)


def flag(*label: str, column: str = "") -> Any:
    """Yes or no; `column` is what SQL calls it where it can't have its name: is_primary."""
    return _declared(label, "flag", name=column)


def day(*label: str, needed: bool = False, ahead: bool = False, tells: Tells | None = None) -> Any:
    """A day; `ahead`: one to come, as in 3d and Friday; `tells`: what it says to the rules (`happened`, `comes`, `yearly`)."""
    return _declared(label, "day", needed=needed, ahead=ahead, tells=tells)


def rough_day(*label: str, tells: Tells | None = None) -> Any:
    """A day of which only the year may be known, or all but the year."""
    return _declared(label, "rough_day", tells=tells)


def money(*label: str, needed: bool = False, aliases: tuple[str, ...] = ()) -> Any:
    """An amount of the record's currency, which it must have a field for."""
    return _declared(label, "money", needed=needed, aliases=aliases)


def currency() -> Any:
    """The currency of all amounts of the record: the one that is typed, else the customer's, else the rep's."""
    return _declared(("Currency", "币种", "幣別"), "currency")


def choice(*label: str, values: Mapping[str, Labels] | tuple[str, ...], default: str | None = None, needed: bool = False) -> Any:
    """One of a fixed list; `default` is what a record has of which nothing is said.

    `values` without labels are closed values of the model: the locales have what they are called, `grade.S`.
    """
    allowed, labels = tuple(values), () if isinstance(values, tuple) else tuple(values.values())
    return _declared(label, "choice", allowed=allowed, values=labels, needed=needed, **({"default": default} if default else {}))


def texts(*label: str) -> Any:
    """A list of texts."""
    return _declared(label, "texts")


def lines(of: type[Any], form: str, *label: str) -> Any:
    """A list of lines, each a dataclass of its own fields, typed as `form` says: `{part}:{quantity}[@{price}]`."""
    return _declared(label, "lines", of=of, form=form)


def channel(kind: str, *label: str, place: str = "") -> Any:
    """A way to reach somebody, the main one of its kind; `place` is the label of its row where one person has several: home."""
    return _declared(label, "channel", channel=(kind, place))


def as_in(record: type[Any], name: str, *, only: Only = MappingProxyType({})) -> Any:
    """A field that another kind of record has as well; what its day tells, it tells `only` as long as the record is so."""
    column: Attribute = record.__dataclass_fields__[name].metadata["column"]
    tells = column.tells and column.tells._replace(only=tuple(only.items()))
    return field(metadata={"column": column._replace(tells=tells)})


def pointer(table: str, *label: str, needed: bool = False) -> Any:
    """Another record, by WHO, its code, or its number in the customer's story."""
    return _declared(label, "record", points_at=table, needed=needed)


def customer() -> Any:
    """The customer that the record belongs to."""
    return field(metadata={"column": CUSTOMER._replace(label=("Customer", "客户", "客戶"))})


def contact() -> Any:
    """A person of that customer."""
    return field(metadata={"column": CONTACT._replace(label=("Contact", "联系人", "聯絡人"))})


def attributes(record: type[Any]) -> tuple[Attribute, ...]:
    """All that a dataclass declares, in the order of its fields."""
    named = ((one.name, one.metadata["column"]) for one in fields(record) if "column" in one.metadata)
    return tuple(column._replace(name=column.name or (f"{name}_id" if column.kind == "record" else name))
                 for name, column in named)  # fmt: skip


def columns(record: type[Any]) -> tuple[Attribute, ...]:
    """The columns of its table: all but the channels."""
    return tuple(one for one in attributes(record) if one.kind != "channel")


def own_columns(record: type[Any]) -> tuple[Attribute, ...]:
    """Those that not every table has: a rep types where customers and people come from, which for others is told by itself."""
    return tuple(one for one in columns(record) if one.name not in RESERVED)


RESERVED = ("id", "code", *(one.name for one in STAMPS))
"""What every record has, and no declaration names again."""
TAKEN = "c"
"""The letter of customers."""


def _flaws(found: tuple[Attribute, ...], noun: Noun) -> Iterator[str]:
    """What is wrong with a declaration, which would else only be seen when somebody uses it."""
    names, kinds = [column.field for column in found], [column.kind for column in found]
    if "money" in kinds and "currency" not in kinds:
        yield "amounts need a currency"
    yield from (f"every record has {name} already" for name in names if name in RESERVED)
    yield from (f"no field {name}" for name in (*noun.first, *noun.shown, noun.title) if name not in (*names, *RESERVED))
    if noun.letter == TAKEN:
        yield f"the letter {noun.letter} is taken"


def declared(record: type[Any], name: str, noun: Noun, *, merge: str = "move", union: tuple[str, ...] = ()) -> Table:
    """The kind of record that a dataclass is: its rows leave with the whole book, and go where their customer goes."""
    found = columns(record)
    for flaw in _flaws(found, noun):
        raise ValueError(f"{name}: {flaw}")
    of_customer = "customer_id" in (column.name for column in found)
    return Table(name, (*(CODE if noun.letter else ()), *found), merge, union, story=True,
                 told=of_customer, noun=noun, record=record)  # fmt: skip
