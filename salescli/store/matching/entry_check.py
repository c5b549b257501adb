"""Who in the book is the same as, or much like, somebody about to be entered (R2.2, CONTRACT 2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from salescli.core.language.names import compatible, exclusive, firm_key, is_eastern, looks_like_person
from salescli.core.language.phones import is_chinese_mobile
from salescli.core.matching.decide import identifies
from salescli.core.matching.firms import alike, core
from salescli.store.finding.keys import fold
from salescli.store.records.channels import channel_key, named_country

if TYPE_CHECKING:
    from salescli.store.base.book import Book

FOUND = "SELECT c.id, c.code_letter || c.code_number AS code, c.name, c.owner FROM living_customers c "
KINDS = ("phone", "mobile", "email", "wechat")
ONE_FIRM = ("same", "place", "near", "part")
"""How firm names may differ where the number is equal: a place or a legal form left out, a slip, the short form."""
OF_HOLDERS = (
    "SELECT c.code_letter || c.code_number AS code, c.name, c.owner, p.name AS person, p.form_of_address AS address, c.name_key"
    " FROM living_channels ch JOIN living_customers c ON c.id = ch.customer_id LEFT JOIN contacts p ON p.id = ch.contact_id"
    " WHERE p.deleted_at IS NULL AND ch.kind != 'fax' AND ch.key = ?"
)
MOST_NEAR = 3
LEAST = 2
START_EAST, START_WEST = 2, 4  # characters that names which are near have in common


class Twin(NamedTuple):
    """Who has the same mobile or e-mail (`why`) under a name that may be the same; `person` is "" where it is the firm's own."""

    code: str
    name: str
    owner: str
    person: str
    why: str


def certain(book: Book, values: Mapping[str, Any], *, at: str = "") -> list[Twin]:
    """Those in the book who certainly are a new customer, or, with `at`, a new person at that customer."""
    found: dict[Twin, None] = {}
    for why, key in _certain_keys(book, values, at):
        for row in book.db.execute(OF_HOLDERS, (key,)).fetchall():
            if _is_one(str(values["name"]), row, person=bool(at)):
                found[Twin(row["code"], row["name"], row["owner"] or "", row["person"] or "", why)] = None
    return list(found)


def _certain_keys(book: Book, values: Mapping[str, Any], at: str) -> Iterator[tuple[str, str]]:
    """The mobiles and e-mail addresses that are somebody's own, by their keys; a mobile may be given as a phone."""
    country = book.country_code(str(values.get("country") or "")) or (named_country(book, at) if at else "")
    for kind in ("email", "mobile", "phone", "office_phone", "home_phone"):
        for value in values.get(kind) or ():
            key = channel_key(book, "email" if kind == "email" else "phone", value, country)
            if kind == "email" and identifies(kind, key):
                yield kind, key
            elif kind != "email" and (kind == "mobile" or is_chinese_mobile(key)) and identifies("mobile", key):
                yield "mobile", key


def _is_one(name: str, row: Any, *, person: bool) -> bool:
    """Whether the holder of a number may be called so: the person, a private customer, or - for a new customer - the firm."""
    if row["person"] and exclusive(name, row["address"] or ""):
        return False
    if compatible(fold(name), fold(row["person"] or row["name"])):
        return True
    return not person and alike(firm_key(fold(name)), firm_key(row["name_key"])) in ONE_FIRM


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
                FOUND + "JOIN living_channels ch ON ch.customer_id = c.id WHERE ch.key = ?",
                (channel_key(book, kind, value, country),),
            )
            yield from ({**dict(row), "why": kind} for row in rows.fetchall())


def _of_name(book: Book, name: str) -> list[dict[str, Any]]:
    """Customers whose folded name, legal forms aside, is the same; then a few of which it is almost the same."""
    key = fold(name)
    firm = firm_key(key)
    patterns = _patterns(core(firm))
    rows = book.db.execute(
        FOUND.replace("c.owner", "c.owner, c.name_key") + "WHERE c.name_key = ?"
        + " OR c.name_key LIKE ?" * len(patterns),
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
        FOUND + "JOIN living_contacts p ON p.customer_id = c.id WHERE p.name_key = ? LIMIT ?",
        (fold(name), MOST_NEAR),
    )
    return [{**dict(row), "why": "person"} for row in rows.fetchall()]
