"""The fields of customers and people as everybody but SQL knows them, taken from where the records are declared.

Options, JSON keys, the import dictionary, export columns, labels and help are made from these lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from salescli.core.model import LANGUAGES
from salescli.core.records.contacts import Contact
from salescli.core.records.customers import Customer
from salescli.core.records.declaring import Attribute, Labels
from salescli.core.records.noun import attributes


class Field(NamedTuple):
    """One field of a customer, of people, or of both.

    `kind` is text, int, money (whole minor units of the customer's currency), day, flag, choice (see `CHOICES`) or
    channel (a row of its own, see `channel`). `records` says where it lives: c customer, p contact (a person), cp both.
    """

    name: str
    kind: str
    labels: Labels
    records: str
    aliases: tuple[str, ...] = ()
    channel: tuple[str, str] = ("", "")  # kind and label of the channel row

    def label(self, language: str) -> str:
        """The field's name as people of `language` write it."""
        return self.labels[LANGUAGES.index(language)]


_KINDS = {"number": "int", "currency": "text", "rough_day": "day"}


def _fields(record: type[Any], whose: str, other: type[Any]) -> tuple[Field, ...]:
    shared = {column.field for column in attributes(other)}
    return tuple(_field(column, "cp" if column.field in shared else whose) for column in attributes(record))


def _field(column: Attribute, records: str) -> Field:
    assert column.label
    return Field(column.field, _KINDS.get(column.kind, column.kind), column.label, records, column.aliases, column.channel)


def _together(customers: Sequence[Field], people: Sequence[Field]) -> Iterator[Field]:
    """Both as one list: in front of a field that both have stands what customers, and then people, alone have before it."""
    theirs = iter(people)
    for field in customers:
        while field.records == "cp" and (other := next(theirs)).name != field.name:
            yield other
        yield field


CUSTOMER_FIELDS = _fields(Customer, "c", Contact)
CONTACT_FIELDS = _fields(Contact, "p", Customer)
FIELDS = tuple(_together(CUSTOMER_FIELDS, CONTACT_FIELDS))


def columns(fields: Sequence[Field]) -> tuple[str, ...]:
    """The fields that are columns of the record's own table: all but the channels."""
    return tuple(f.name for f in fields if f.kind != "channel")
