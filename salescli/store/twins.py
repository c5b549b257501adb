"""Who in the book is the same as, or much like, somebody about to be entered (R2.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from salescli.core.firms import alike, core
from salescli.core.names import firm_key, is_eastern, looks_like_person
from salescli.store.customers import channel_key
from salescli.store.keys import fold

if TYPE_CHECKING:
    from salescli.store.book import Book

FOUND = "SELECT c.id, c.code_letter || c.code_number AS code, c.name, c.owner FROM customers c "
KINDS = ("phone", "mobile", "email", "wechat")
MOST_NEAR = 3
LEAST = 2
START_EAST, START_WEST = 2, 4  # characters that names which are near have in common


def of_new(book: Book, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Customers of the same or almost the same name or channel, each once, with `why` it was found: surest first."""
    found: dict[str, dict[str, Any]] = {}
    for row in (*_of_channels(book, values), *_of_name(book, str(values["name"])), *_of_person(book, str(values["name"]))):
        found.setdefault(row["id"], row)
    return list(found.values())


def _of_channels(book: Book, values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    country = book.country_code(str(values.get("country") or ""))
    for kind in KINDS:
        for value in values.get(kind) or ():
            rows = book.db.execute(
                FOUND + "JOIN channels ch ON ch.customer_id = c.id WHERE c.deleted_at IS NULL AND ch.deleted_at IS NULL"
                " AND ch.key = ?",
                (channel_key(book, kind, value, country),),
            )
            yield from ({**dict(row), "why": kind} for row in rows.fetchall())


def _of_name(book: Book, name: str) -> list[dict[str, Any]]:
    """Customers whose folded name, legal forms aside, is the same; then a few of which it is almost the same."""
    key = fold(name)
    firm = firm_key(key)
    patterns = _patterns(core(firm))
    rows = book.db.execute(
        FOUND.replace("c.owner", "c.owner, c.name_key") + "WHERE c.deleted_at IS NULL AND (c.name_key = ?"
        + " OR c.name_key LIKE ?" * len(patterns) + ")",
        (key, *patterns),
    ).fetchall()
    same, near = [], []
    for row in rows:
        level = alike(firm, firm_key(row["name_key"]))
        shown = {name: row[name] for name in ("id", "code", "name", "owner")}
        if level == "same" or row["name_key"] == key:
            same.append({**shown, "why": "name"})
        elif level in ("place", "near"):
            near.append({**shown, "why": "near"})
    return same + near[:MOST_NEAR]


def _patterns(name: str) -> list[str]:
    """What the beginning of a near name looks like: the same, or with any one letter in place of one."""
    most = START_EAST if is_eastern(name) else START_WEST
    if len(name) < LEAST:
        return []
    changed = [f"{name[:place]}_{name[place + 1 : most + 1]}" for place in range(most)]
    return [f"%{start}%" for start in (name[:most], *changed)]


def _of_person(book: Book, name: str) -> list[dict[str, Any]]:
    """Customers where somebody of this name works, if it is a person's."""
    if not looks_like_person(name):
        return []
    rows = book.db.execute(
        FOUND + "JOIN contacts p ON p.customer_id = c.id WHERE c.deleted_at IS NULL AND p.deleted_at IS NULL"
        " AND p.name_key = ? LIMIT ?",
        (fold(name), MOST_NEAR),
    )
    return [{**dict(row), "why": "person"} for row in rows.fetchall()]
