"""What a rep types for records of the kinds that have a noun: which record is meant, and the values of its fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from salescli.commands import asking
from salescli.core.errors import CannotDo, WrongUsage
from salescli.core.records import Attribute, Table, noun_of
from salescli.core.records.declaring import REQUIRED
from salescli.core.records.noun import Linked
from salescli.core.records.values import Typed, typed, words
from salescli.core.reports.records import record_line
from salescli.core.text import say
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.finding.keys import fold
from salescli.store.finding.who import MOST_SHOWN
from salescli.store.records import declared, story, view
from salescli.store.records.declared import Meant

Given = Mapping[str, Any]
LAST = ("last", "最近", "最后", "最後")


def how(run: Run) -> Typed:
    """By what typed texts are read."""
    return Typed(run.now, run.country, run.language)


# which record


def record(run: Run, book: Book, table: Table, text: str, *, strict: bool = False) -> Meant:
    """The record that is meant: by its code, its row of the list last shown, or what it is called; `strict`: not by a part."""
    found = _meant(run, book, table, text, strict)
    if not found:
        noun = noun_of(table)
        raise CannotDo("record_unknown", noun=words(noun.one), who=text, command=f"crm {noun.word} list")
    hit = found[0] if len(found) == 1 else _chosen(run, book, text, found)
    book.rely(text, lambda: declared.by_id(book, hit.id) is not None)
    return hit


def _meant(run: Run, book: Book, table: Table, text: str, strict: bool) -> list[Meant]:
    by_code = declared.by_code(book, text)
    if by_code and by_code.table.name == table.name:
        return [by_code]
    rows = run.last_list() or []
    if text.isdecimal() and 1 <= int(text) <= len(rows):
        row = declared.by_id(book, rows[int(text) - 1])
        return [row] if row and row.table.name == table.name else []
    title = table.field(noun_of(table).title).name
    named = list(declared.named(book, table, title))
    whole = [meant for name, meant in named if fold(name) == fold(text)]
    return whole or ([] if strict else [meant for name, meant in named if fold(text) and fold(text) in fold(name)])


def _chosen(run: Run, book: Book, text: str, found: Sequence[Meant]) -> Meant:
    lines = [run.words(record_line(one.table, declared.one(book, one.table, one.id))) for one in found[: MOST_SHOWN]]
    if asking.can_ask(run):
        return found[asking.picked(run, text, lines)]
    raise CannotDo("record_several", who=text, hits="\n".join(lines))


# which values


def values(run: Run, book: Book, table: Table, given: Given, customer: str = "") -> dict[str, Any]:
    """The fields that were given, typed, by their names; None where '' clears one. `customer`: whose the record is by now."""
    found = {column.field: _read_option(run, column, given[column.attribute]) for column in table.fields
             if column.kind != "record" and given.get(column.attribute) not in (None, [])}  # fmt: skip
    for column in _pointers(table):
        text = given.get(column.attribute)
        if text is not None:
            owner = found["customer"].id if found.get("customer") else customer
            found.update(_pointed(run, book, table, column, text.strip(), owner, found))
    found.update(_currency(table, given))
    return found


def _pointers(table: Table) -> Iterator[Attribute]:
    """The customer first: whose person and talk they are hangs on it; then other records, which may be somebody's."""
    places = {"customers": 0, "contacts": 2, "interactions": 2, "promises": 2}
    return iter(sorted((one for one in table.fields if one.kind == "record"), key=lambda one: places.get(one.points_at, 1)))


def _read_option(run: Run, column: Attribute, text: str | list[str]) -> Any:
    if isinstance(text, list):
        given = [part.strip() for part in text if part.strip()]
        return tuple(typed(column, asking.limited(column.field, part), how(run)) for part in given)
    text = asking.limited(column.field, text.strip())
    return typed(column, text, how(run)) if text else None


def _pointed(
    run: Run, book: Book, table: Table, column: Attribute, text: str, owner: str, found: Mapping[str, Any]
) -> dict[str, Any]:
    """What a pointer leads to; with it whose the record is, where nothing else has said that."""
    if not text:
        return {column.field: None}
    if column.points_at == "customers":
        return _customer(run, book, table, column, text)
    if column.points_at == "contacts":
        return {column.field: Linked(asking.person(run, book, owner, text), "", text)}
    if column.points_at == "interactions":
        return {column.field: Linked(_talk(book, owner, column, text), "", text)}
    meant = record(run, book, _table(column), text)
    link = {column.field: Linked(meant.id, "", text)}
    if not owner and meant.customer and table.of_customer and "customer" not in found:
        link["customer"] = Linked(meant.customer, view.code(book, meant.customer), "")
    return link


def _table(column: Attribute) -> Table:
    from salescli.core.records import BY_NAME

    return BY_NAME[column.points_at]


def _customer(run: Run, book: Book, table: Table, column: Attribute, text: str) -> dict[str, Any]:
    """The customer, and the person by whom they were found."""
    hit = asking.customer(run, book, text)
    found = {column.field: Linked(hit.customer, view.code(book, hit.customer), "")}
    if hit.contact and column.field == "customer" and any(one.name == "contact_id" for one in table.fields):
        found["contact"] = Linked(hit.contact, "", text)
    return found


def _talk(book: Book, owner: str, column: Attribute, text: str) -> str:
    """An interaction by its number in the story of the customer, `last`, or its id."""
    if text.casefold() in LAST:
        return str(story.by_number(book, owner, None)["id"])
    if text.isdecimal():
        return str(story.by_number(book, owner, int(text))["id"])
    if text not in story.numbered(book, owner):
        raise WrongUsage("field_wrong", option=column.option.lstrip("-"), value=text, kind=say("value_kind.interactions"))
    return text


def _currency(table: Table, given: Given) -> dict[str, str]:
    """The currency that the amounts are typed in, where they name one and nothing else does."""
    from salescli.core.language.sums import currency_of

    amounts = [(one, given.get(one.attribute) or "") for one in table.fields if one.kind == "money"]
    found = {code: (one, text) for one, text in amounts if (code := currency_of(text))}
    if len(found) > 1:
        column, text = list(found.values())[-1]
        wanted = say("value_kind.money.one_currency")
        raise WrongUsage("field_wrong", option=column.option.lstrip("-"), value=text, kind=wanted)
    return dict.fromkeys(("currency",), next(iter(found))) if found and not given.get("currency") else {}


def complete(run: Run, book: Book, table: Table, found: dict[str, Any], command: str) -> dict[str, Any]:
    """The values of a new record: what is needed must be there, a day being today's unless it comes; its currency is the
    customer's, else the rep's.
    """
    for column in table.fields:
        if column.kind == "day" and column.default == REQUIRED and not column.ahead and not found.get(column.field):
            found[column.field] = run.today
        if column.default == REQUIRED and found.get(column.field) in (None, ""):
            raise WrongUsage("argument_missing", argument=column.option, command=command)
    if any(column.kind == "currency" for column in table.fields) and not found.get("currency"):
        theirs = view.one(book, "customers", found["customer"].id)["currency"] if found.get("customer") else ""
        found["currency"] = theirs or run.config.currency
    return found


def kept(table: Table, found: Mapping[str, Any], command: str) -> None:
    """Refuse to clear what a record must have."""
    for column in table.fields:
        if column.default == REQUIRED and column.field in found and found[column.field] in (None, ""):
            raise WrongUsage("argument_missing", argument=column.option, command=command)
