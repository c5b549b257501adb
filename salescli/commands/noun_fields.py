"""Lists of records of the kinds that have a noun: which of them, in which order, with which columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from salescli.commands import asking, fields, listing, typed
from salescli.commands.fields import fold
from salescli.core.errors import WrongUsage
from salescli.core.language.where import Condition, changed, parse_where
from salescli.core.records import Attribute, Table, noun_of
from salescli.core.records import values as of
from salescli.core.records.noun import Linked, Record
from salescli.core.reports.records import value
from salescli.core.spelling import did_you_mean
from salescli.core.text import say
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.ranking import listing as customers
from salescli.store.records import conditions

_KINDS = {"number": "int", "texts": "text", "lines": "text", "record": "text", "currency": "text"}
_STAMPS = {"code": "text", "added": "past_day", "changed": "past_day"}


def names(table: Table) -> dict[str, str]:
    """Field of the records by each of its folded names in any language."""
    found = {fold(word): column.field for column in table.fields for word in (column.field, *(column.label or ()))}
    return {**found, **{name: name for name in _STAMPS if name not in found}}


def _kind(table: Table, name: str) -> str:
    if name in _STAMPS:
        return _STAMPS[name]
    column = table.field(name)
    if column.kind == "day":
        return "future_day" if column.ahead else "past_day"
    return _KINDS.get(column.kind, column.kind)


# which of them


def records(run: Run, book: Book, table: Table, where: str) -> list[Record]:
    """The records that meet an EXPR over their own fields, and over those of their customers."""
    if not where:
        return conditions.meeting(book, table, (), _nobody)
    own = names(table)
    theirs = _of_customers(book) if table.of_customer else {}
    kinds = {**{word: kind for word, (_, kind) in theirs.items() if fold(word) not in own},
             **{word: _kind(table, name) for word, name in own.items()}}  # fmt: skip

    def choice(word: str, text: str) -> str:
        if fold(word) in own:
            return str(of.typed(table.field(own[fold(word)]), text, typed.how(run)))
        return asking.choice(run, theirs[word][0], text, word)

    def by_name(condition: Condition) -> Condition:
        name = own.get(fold(condition.field)) or theirs.get(condition.field, (condition.field, ""))[0]
        return condition._replace(field=name)

    found = changed(parse_where(where, kinds, run.now, choice, run.country), by_name)
    return conditions.meeting(book, table, found, _meeting(run, book))


def _nobody(_: Condition) -> Collection[str]:
    return ()


def _of_customers(book: Book) -> dict[str, tuple[str, str]]:
    """Field of customers and its kind, by each of its names."""
    known = {word: (name, fields.KINDS[name]) for word, name in fields.names().items()}
    return {**known, **{f"own.{name}": (f"own.{name}", "text") for name in customers.own_names(book)}}


def _meeting(run: Run, book: Book) -> Callable[[Condition], Collection[str]]:
    """The customers that meet a condition, worked out where the book alone can't tell."""
    def meeting(condition: Condition) -> Collection[str]:
        condition = listing.of_field(condition, condition.field)
        if condition.field not in customers.COMPUTED:
            return customers.meeting(book, condition)
        return [one.facts.id for one in listing.kept_of(run, book, customers.facts_where(book, (condition,)), (condition,))]

    return meeting


# in which order, with which columns


def sort_field(run: Run, table: Table, text: str) -> str:
    """The field to sort by, `-` in front of it kept; nothing where nothing was typed."""
    if not text:
        return ""
    name = names(table).get(fold(text.removeprefix("-")))
    if not name:
        known = _called(run, table)
        raise WrongUsage("sort_unknown", value=text, near=did_you_mean(fold(text), known),
                         known=run.words(say("word.listed")).join(known.values()))  # fmt: skip
    return f"-{name}" if text.startswith("-") else name


def _called(run: Run, table: Table) -> Mapping[str, str]:
    """What a rep would type for each field, by what else it may be called, folded."""
    shown = {one.field: one.field if run.language == "en" or not one.label else of.words(one.label)[run.language]
             for one in table.fields}  # fmt: skip
    return {fold(word): word for word in shown.values()}


def ordered(table: Table, found: Sequence[Record], field: str) -> list[Record]:
    """Records by a field, downwards where `-` stands before it; those without a value last."""
    name = field.removeprefix("-")
    if not name:
        return list(found)
    keys = {record.id: _key(table, record, name) for record in found}
    there = sorted((record for record in found if keys[record.id] is not None), key=lambda record: keys[record.id],
                   reverse=field.startswith("-"))  # fmt: skip
    return there + [record for record in found if keys[record.id] is None]


def _key(table: Table, record: Record, name: str) -> Any:
    if name in _STAMPS:
        digits = re.fullmatch(r"([a-z]+)(\d+)", record.code)
        code = (digits[1], int(digits[2])) if digits else (record.code, 0)
        return {"code": code, "added": record.created_at, "changed": record.updated_at}[name]
    column = table.field(name)
    found = value(column, record)
    if found in (None, "", ()):
        return None
    if column.kind == "choice":
        return column.allowed.index(found)
    return fold(found.name) if isinstance(found, Linked) else str(found) if isinstance(found, tuple) else found


def columns(run: Run, table: Table, texts: Sequence[str]) -> tuple[Attribute, ...]:
    """The columns of the list: those that are named, else those that the declaration shows."""
    words = [word.strip() for text in texts for word in re.split(r"[,，、;；]", text) if word.strip()]
    if not words:
        return tuple(table.field(name) for name in noun_of(table).shown)
    return tuple(_column(run, table, word) for word in words if fold(word) != "code")


def _column(run: Run, table: Table, word: str) -> Attribute:
    name = names(table).get(fold(word), "")
    found = next((one for one in table.fields if one.field == name), None)
    if found is None:
        known = _called(run, table)
        raise WrongUsage("export_column_unknown", column=word, near=did_you_mean(fold(word), known), known=tuple(known.values()))
    return found
