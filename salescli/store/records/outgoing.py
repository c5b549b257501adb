"""Customers on their way out of the book: dossiers in batches, and what the columns of a table depend on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from salescli.core.exchange.columns import CONTACT, CONTACT_ID, CUSTOMER_ID, TAGS, TALK_ID, WAS, Shape
from salescli.core.exchange.dossier import ALSO, KEPT, STORY, Dossier, Post, Reach, Record
from salescli.core.language.phones import extension_of
from salescli.core.model import CHANNEL_KINDS, CUSTOMER, PHONE_KINDS
from salescli.core.records import TABLES, nouns
from salescli.core.records.fields import CONTACT_FIELDS, CUSTOMER_FIELDS, columns
from salescli.core.records.values import whole
from salescli.store.base.rows import AMONG
from salescli.store.ranking.pulse import COUNTS
from salescli.store.records.channels import channel_key

if TYPE_CHECKING:
    from salescli.store.base.book import Book

BATCH = 500  # customers that are read at a time; SQLite takes many more parameters
_CUSTOMER = (*columns(CUSTOMER_FIELDS), *KEPT)
_CONTACT = (*columns(CONTACT_FIELDS), "source_at")
_STORY = {table.name: ("id", *(column.name for column in table.columns if column.name != "customer_id"), "source", "source_at",
                       "created_at") for table in STORY}  # fmt: skip
_WHOLE = {table.name: {column.name: column for column in table.columns if column.kind in ("texts", "lines", "money")}
          for table in TABLES}  # fmt: skip
"""Columns whose values the book keeps otherwise than JSON has them."""
_COLUMN = {"primary": "is_primary"}
_PLAIN = re.compile(r"[\d() -]+")
_USUAL = {"kind": CUSTOMER}
"""What a column holds where nothing else was said: a column of nothing but that is left out."""
Rows = dict[str, list[dict[str, Any]]]


class Chosen(NamedTuple):
    """A customer to take along, with the stage that time has brought it to and its first day (ISO).

    `told` is what only a reader is told: the last contact and the next one.
    """

    id: str
    stage: str
    since: str
    told: Mapping[str, str] = MappingProxyType({})


def shape(book: Book, chosen: Sequence[Chosen]) -> Shape:
    """How many channels of each kind these customers and their people have at most, and the names of own fields."""
    wanted = {one.id for one in chosen}
    held = {CUSTOMER_ID, "code", "name", "stage", "stage_since", *(name for one in chosen for name in one.told)}
    held |= _held(book, "customers", "id", _CUSTOMER, chosen)
    people = _held(book, "contacts", "customer_id", (*_CONTACT, "name"), chosen)
    held |= {CONTACT + name for name in people} | ({CONTACT_ID} if people else set())
    held |= {CONTACT + WAS} if _any(book, "posts JOIN contacts p ON p.id = posts.contact_id", "p.customer_id", chosen) else set()
    held |= {ALSO} if _any(book, "alternatives", "contact_id IS NULL AND customer_id", chosen) else set()
    held |= {CONTACT + ALSO} if _any(book, "alternatives", "contact_id IS NOT NULL AND customer_id", chosen) else set()
    held |= {TAGS} if _any(book, "tags", "customer_id", chosen) else set()
    counts: dict[tuple[str, str], int] = {}
    channels: dict[tuple[str, str], tuple[int, set[int]]] = {}
    doubted: set[tuple[str, str, int]] = set()
    for customer, contact, kind, label, doubtful in book.db.execute(
        "SELECT ch.customer_id, ch.contact_id, ch.kind, ch.label, ch.doubtful_since FROM living_channels ch"
        " ORDER BY ch.customer_id, ch.main DESC, ch.id"
    ):
        if customer in wanted:
            holder = (contact or customer, kind)
            number = counts[holder] = counts.get(holder, 0) + 1
            most, labelled = channels.setdefault(("p" if contact else "c", kind), (0, set()))
            labelled.update({number} if label else ())
            doubted.update({("p" if contact else "c", kind, number)} if doubtful else ())
            channels["p" if contact else "c", kind] = (max(most, number), labelled)
    own = sorted({name for customer, name in book.db.execute("SELECT customer_id, name FROM living_own")
                  if customer in wanted})  # fmt: skip
    return Shape({kind: (most, frozenset(labelled)) for kind, (most, labelled) in channels.items()}, own, doubted, held)


def _held(book: Book, table: str, key: str, names: Iterable[str], chosen: Sequence[Chosen]) -> set[str]:
    """Which of these fields hold something in any of the rows."""
    columns = {name: _COLUMN.get(name, name) for name in names if name != "code"}
    filled = ", ".join(f"max({column} IS NOT NULL AND {column} != '{_USUAL.get(column, '')}')" for column in columns.values())
    row = book.db.execute(f"SELECT {filled} FROM living_{table} WHERE {key} {AMONG}", _ids(chosen)).fetchone()
    return {name for name, holds in zip(columns, row, strict=True) if holds}


def _any(book: Book, tables: str, key: str, chosen: Sequence[Chosen]) -> bool:
    table = tables.partition(" ")[0]
    sql = f"SELECT 1 FROM {tables} WHERE {table}.deleted_at IS NULL AND {key} {AMONG} LIMIT 1"
    return book.db.execute(sql, _ids(chosen)).fetchone() is not None


def _ids(chosen: Iterable[Chosen]) -> dict[str, str]:
    return {"ids": json.dumps([one.id for one in chosen])}


def talks(book: Book, chosen: Sequence[Chosen]) -> Iterator[dict[str, str]]:
    """The talks with these customers, the latest first, times in the rep's zone."""
    for row in book.db.execute(
        "SELECT interactions.*, c.name AS customer, c.code_letter || c.code_number AS code, p.name AS person FROM interactions"
        " JOIN customers c ON c.id = interactions.customer_id LEFT JOIN contacts p ON p.id = interactions.contact_id"
        f" WHERE {COUNTS} AND interactions.customer_id {AMONG} ORDER BY interactions.at DESC, interactions.id DESC",
        _ids(chosen),
    ):
        at = book.local(row["at"])
        texts = {name: row[name] or "" for name in ("customer", "code", "person", "via", "outcome", "text", "found", "author")}
        yield {TALK_ID: row["id"], "day": f"{at:%Y-%m-%d}", "time": f"{at:%H:%M}", **texts}


def people(book: Book, chosen: Sequence[Chosen]) -> int:
    """How many people these customers have."""
    wanted = {one.id for one in chosen}
    return sum(row[0] in wanted for row in book.db.execute("SELECT customer_id FROM living_contacts"))


def dossiers(book: Book, chosen: Iterable[Chosen], *, whole: bool = False) -> Iterator[Dossier]:
    """Each customer as a dossier; `whole` with its story, exact channels, and people who only the story still names."""
    left, row = iter(chosen), 0
    while batch := list(islice(left, BATCH)):
        gathered = _gathered(book, [one.id for one in batch], whole)
        for one in batch:
            row += 1
            yield _dossier(book, one, row, gathered, whole)


class _Gathered(NamedTuple):
    """The rows of one batch: customers by id, all else by the customer's id."""

    customers: dict[str, dict[str, Any]]
    contacts: Rows
    channels: Rows
    tags: Rows
    own: Rows
    posts: Rows
    beside: Rows
    story: dict[str, Rows]


def _gathered(book: Book, ids: Sequence[str], whole: bool) -> _Gathered:
    def rows(table: str, order: str, living: bool = True) -> Rows:
        marks = ", ".join("?" * len(ids))
        found: Rows = {}
        for row in book.db.execute(
            f"SELECT * FROM {'living_' if living else ''}{table} WHERE customer_id IN ({marks}) ORDER BY {order}", ids
        ):
            found.setdefault(row["customer_id"], []).append(dict(row))
        return found

    marks = ", ".join("?" * len(ids))
    customers = book.db.execute(
        f"SELECT *, code_letter || code_number AS code FROM customers WHERE id IN ({marks})", ids)  # fmt: skip
    return _Gathered(
        {row["id"]: dict(row) for row in customers}, rows("contacts", "id", living=not whole),
        rows("channels", "main DESC, id"), rows("tags", "id"), rows("own", "name"),
        _posts(book, ids), rows("alternatives", "id"),
        {table: rows(table, "id") for table in _STORY} if whole else {},
    )  # fmt: skip


def _posts(book: Book, ids: Sequence[str]) -> Rows:
    """Where the people of these customers were before, by the person's id, the first post first."""
    found: Rows = {}
    marks = ", ".join("?" * len(ids))
    for row in book.db.execute(
        f"SELECT posts.* FROM living_posts posts JOIN contacts p ON p.id = posts.contact_id WHERE p.customer_id IN ({marks})"
        " ORDER BY posts.id", ids,
    ):  # fmt: skip
        found.setdefault(row["contact_id"], []).append(dict(row))
    return found


def _dossier(book: Book, one: Chosen, row: int, gathered: _Gathered, whole: bool) -> Dossier:
    kept = gathered.customers[one.id]
    fields = {**_filled(kept, _CUSTOMER), "stage": one.stage, "stage_since": one.since, **one.told}
    if whole and (kept["stage"], kept["stage_since"]) != (one.stage, one.since):
        fields.update(kept_stage=kept["stage"], kept_stage_since=kept["stage_since"])
    channels, beside = _by_person(gathered.channels.get(one.id, ())), _by_person(gathered.beside.get(one.id, ()))
    fields |= _beside(beside.get("", ()))
    story = {table: tuple(_as_told(table, _filled(found, _STORY[table])) for found in rows.get(one.id, ()))
             for table, rows in gathered.story.items()}  # fmt: skip
    named = {found.get("contact_id") for rows in story.values() for found in rows}
    people = tuple(_person(book, person, channels.get(person["id"], ()), gathered.posts.get(person["id"], ()),
                           _beside(beside.get(person["id"], ())), whole)
                   for person in gathered.contacts.get(one.id, ())
                   if not person["deleted_at"] or person["id"] in named or person["id"] in gathered.posts)  # fmt: skip
    return Dossier(
        row, Record(one.id, fields, _reaches(book, channels.get("", ()), whole)), people,
        tuple(tag["tag"] for tag in gathered.tags.get(one.id, ())),
        {own["name"]: own["value"] for own in gathered.own.get(one.id, ())},
        story,
    )  # fmt: skip


def _by_person(rows: Iterable[dict[str, Any]]) -> Rows:
    """Rows by the person they belong to, "" for the customer's own."""
    found: Rows = {}
    for row in rows:
        found.setdefault(row["contact_id"] or "", []).append(row)
    return found


def _beside(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    pairs = tuple((row["field"], row["value"]) for row in rows)
    return {ALSO: pairs} if pairs else {}


def _filled(row: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: row[name] for name in names if row.get(name) not in (None, "")}


def _as_told(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row of the story in types of JSON: lists are texts in the book, amounts whole minor units."""
    return {**row, **{name: whole(column, row[name]) for name, column in _WHOLE[table].items() if name in row}}


def records(book: Book) -> dict[str, list[dict[str, Any]]]:
    """The records that are nobody's, by their tables, as the JSON of the whole book has them."""
    found = {}
    for table in nouns().values():
        if not table.of_customer:
            names = ("id", *(column.name for column in table.columns), "source", "source_at", "created_at")
            rows = book.db.execute(f"SELECT * FROM living_{table.name} ORDER BY id").fetchall()
            found[table.name] = [_as_told(table.name, _filled(dict(row), names)) for row in rows]
    return {name: rows for name, rows in found.items() if rows}


def _person(
    book: Book, row: dict[str, Any], channels: Sequence[dict[str, Any]], posts: Sequence[dict[str, Any]],
    beside: dict[str, Any], whole: bool,
) -> Record:  # fmt: skip
    if row["deleted_at"]:
        return Record(row["id"], {"name": row["name"], "deleted_at": row["deleted_at"]})
    fields = _filled({**row, "primary": row["is_primary"]}, (*_CONTACT, *(("created_at", "updated_at") if whole else ())))
    was = tuple(Post(one["until"], one["firm"], one["title"] or "", one["department"] or "", one["customer_id"] or "")
                for one in posts)  # fmt: skip
    return Record(row["id"], {**fields, **({"was": was} if was else {}), **beside}, _reaches(book, channels, whole))


_KINDS = {kind: place for place, kind in enumerate(CHANNEL_KINDS)}


def _reaches(book: Book, rows: Sequence[dict[str, Any]], whole: bool) -> tuple[Reach, ...]:
    if whole:
        return tuple(Reach(row["kind"], row["label"], row["value"], row["key"], bool(row["main"]), row["doubtful_since"] or "")
                     for row in rows)  # fmt: skip
    by_kind = sorted(rows, key=lambda row: _KINDS.get(row["kind"], 9))
    return tuple(Reach(row["kind"], row["label"], _readable(book, row), doubtful_since=row["doubtful_since"] or "")
                 for row in by_kind)  # fmt: skip


def _readable(book: Book, row: dict[str, Any]) -> str:
    """A channel's value as given; E.164 where a number of abroad would not be read as the same from it again."""
    key, value = str(row["key"]), str(row["value"])
    if row["kind"] not in PHONE_KINDS or not key.startswith("+") or value == key:
        return value
    if book.country == "CN" and key[:3] == "+86" and _PLAIN.fullmatch(value) and _national(value) == key[3:]:
        return value  # most of all there are
    if channel_key(book, row["kind"], value) == key:
        return value
    more = extension_of(value)
    return f"{key} ext. {more}" if more else key


def _national(value: str) -> str:
    """The digits of a number as they are dialled inside China, without the 0 of long distance."""
    return re.sub(r"\D", "", value).removeprefix("0")
