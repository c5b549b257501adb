"""What many commands look up of a record: one row, whom to call and on which number, what a row of a list shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from salescli.core.model import CHANNEL_KINDS, DECISION_ROLES, PHONE_KINDS
from salescli.store.base.rows import AMONG
from salescli.store.ranking.pulse import COUNTS
from salescli.store.records.channels import channels_at, channels_of

if TYPE_CHECKING:
    from salescli.store.base.book import Book

CALLED = ("mobile", "phone")
"""Kinds of channel that a rep calls, the first choice first."""
_NO_EXTENSION = r"[+(]?[\d() ]*-?[\d() ]*|[\d+]+-\d{3}-\d{4}"
"""What most numbers look like: nothing stands behind them, so they need not be taken apart."""


def one(book: Book, table: str, row_id: str) -> dict[str, Any]:
    """A row of a record table."""
    return dict(book.db.execute(f"SELECT * FROM {table} WHERE id = ?", (row_id,)).fetchone())


def code(book: Book, customer: str) -> str:
    """A customer's code."""
    row = book.db.execute("SELECT code_letter || code_number FROM customers WHERE id = ?", (customer,)).fetchone()
    return str(row[0])


def shown_value(channel: Mapping[str, Any]) -> str:
    """A channel's value: E.164 where it is a valid phone, as given where not (CONTRACT 1)."""
    is_valid = channel["kind"] in PHONE_KINDS and channel["key"].startswith("+")
    return str(channel["key"] if is_valid else channel["value"])


def extension(channel: Mapping[str, Any]) -> str:
    """The extension that stands behind a number whose E.164 form is shown instead of what was given."""
    value = channel["value"]
    if channel["kind"] not in PHONE_KINDS or not channel["key"].startswith("+") or re.fullmatch(_NO_EXTENSION, value):
        return ""
    from salescli.core.language.phones import extension_of

    return extension_of(value)


class ToCall(NamedTuple):
    """Whom to call: the person's row, or None, the number and its extension, each maybe empty; whether that is in doubt."""

    person: dict[str, Any] | None
    number: str
    extension: str
    doubtful: bool = False


def person_to_call(book: Book, customer: str, promised_to: str = "") -> ToCall:
    """Whom to call at one customer, as `people_to_call` has it."""
    return people_to_call(book, {customer: promised_to})[customer]


def provinces(book: Book, customers: Sequence[str]) -> dict[str, str]:
    """The province or state of each of these customers, maybe nothing."""
    rows = book.db.execute(f"SELECT id, province FROM customers WHERE id {AMONG}", {"ids": json.dumps([*customers])})
    return {row["id"]: row["province"] or "" for row in rows}


def people_to_call(book: Book, promised: Mapping[str, str], others: Sequence[str] = ()) -> dict[str, ToCall]:
    """CONTRACT 6.8: the promise's person, else the primary, else the last spoken to, else the first added; their number.

    By customer, of those in `promised`, which names the promise's person or nothing. Nobody who has left. The number is
    theirs, a mobile first; else the customer's own. At the `others` it is somebody else than was talked to or tried last, the
    one who decides most (R3.9), if there is one.
    """
    ids = {"ids": json.dumps(list(promised))}
    people: dict[str, dict[str, dict[str, Any]]] = {customer: {} for customer in promised}
    for row in book.db.execute(
        "SELECT customer_id, id, name, title, is_primary, decision_role, weight FROM living_contacts"
        f" WHERE customer_id {AMONG} AND left IS NULL ORDER BY id",
        ids,
    ):
        people[row["customer_id"]][row["id"]] = dict(row)
    chosen = {customer: _first_choice(people[customer], person) for customer, person in promised.items()}
    chosen.update(_spoken_to(book, {customer: people[customer] for customer, person in chosen.items()
                                    if not person and people[customer]}))  # fmt: skip
    chosen.update(_another(book, {customer: people[customer] for customer in others}, chosen))
    channels = channels_of(book, promised)
    return {customer: _to_call(people[customer].get(person), channels[customer]) for customer, person in chosen.items()}


def _first_choice(people: Mapping[str, Mapping[str, Any]], promised_to: str) -> str:
    """The promise's person, else the primary, where there is one."""
    primary = next((row_id for row_id, row in people.items() if row["is_primary"]), "")
    return promised_to if promised_to in people else primary


def _another(book: Book, people: Mapping[str, Mapping[str, Mapping[str, Any]]], usual: Mapping[str, str]) -> dict[str, str]:
    """Of each customer's people who decides most, but for whom one spoke to or tried last; nobody where that is the only one."""
    last = _spoken_to(book, {customer: theirs for customer, theirs in people.items() if theirs})
    left = {customer: [row for row in theirs.values() if row["id"] not in (last.get(customer), usual[customer])]
            for customer, theirs in people.items()}  # fmt: skip
    return {customer: min(rows, key=_place_in_decision)["id"] for customer, rows in left.items() if rows}


def _place_in_decision(row: Mapping[str, Any]) -> tuple[int, int, str]:
    """Deciders first, then by weight, then who was added first."""
    role = row["decision_role"]
    return DECISION_ROLES.index(role) if role in DECISION_ROLES else len(DECISION_ROLES), -(row["weight"] or 0), row["id"]


def _spoken_to(book: Book, people: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Of each customer's people whom one spoke to last, else who was added first."""
    found = {customer: next(iter(theirs)) for customer, theirs in people.items()}
    rows = book.db.execute(
        f"SELECT customer_id, contact_id FROM interactions WHERE customer_id {AMONG} AND contact_id IS NOT NULL AND {COUNTS}"
        " ORDER BY at, interactions.id",
        {"ids": json.dumps(list(people))},
    ) if people else ()  # fmt: skip
    found.update((customer, contact) for customer, contact in rows if contact in people[customer])
    return found


def _to_call(person: dict[str, Any] | None, channels: Sequence[Mapping[str, Any]]) -> ToCall:
    there = [row for row in channels if not row["left"]]
    theirs = [row for row in there if person and row["contact_id"] == person["id"]]
    sound = [row for row in there if not row["doubtful_since"]]  # one that is nobody's is dialled last of all
    called = _called([row for row in theirs if row in sound]) or _called(sound) or _called(theirs) or _called(there)
    number, more = (shown_value(called), extension(called)) if called else ("", "")
    return ToCall(person, number, more, bool(called and called["doubtful_since"]))


def other_ways(book: Book, customer: str) -> list[dict[str, Any]]:
    """Numbers and accounts of a customer and its people that aren't doubtful, in the order of `CALLED`, then the others."""
    ways = (*CALLED, *(kind for kind in CHANNEL_KINDS if kind not in (*CALLED, "fax")))
    channels = [row for row in channels_at(book, customer) if not row["doubtful_since"]]
    return [row for kind in ways for row in channels if row["kind"] == kind]


def _called(channels: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    return next((channel for kind in CALLED for channel in channels if channel["kind"] == kind), None)


def extras(book: Book, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What a list row shows beside the facts: phone, latest follow-up. By customer id."""
    wanted = set(ids)
    every = len(wanted) > 500
    marks = "" if every else f" AND customer_id IN ({','.join('?' * len(wanted))})"
    values = () if every else tuple(wanted)
    found: dict[str, dict[str, Any]] = {row_id: {"phone": "", "latest": "", "via": ""} for row_id in wanted}
    for row in book.db.execute(
        f"SELECT customer_id, kind, key, value FROM channels WHERE deleted_at IS NULL{marks} AND kind IN ('mobile', 'phone')"
        " AND (contact_id IS NULL OR contact_id NOT IN (SELECT id FROM contacts WHERE left IS NOT NULL))"
        " ORDER BY doubtful_since IS NULL, contact_id IS NULL, kind = 'mobile', main, id DESC", values):  # fmt: skip
        if row["customer_id"] in found:
            found[row["customer_id"]]["phone"] = shown_value(row)
    for row in book.db.execute(
        f"SELECT customer_id, text, outcome, max(at || id) FROM interactions WHERE {COUNTS}{marks} GROUP BY customer_id",
        values):  # fmt: skip
        if row["customer_id"] in found:
            found[row["customer_id"]].update(latest=row["text"], outcome=row["outcome"])
    return found


def links(row: Mapping[str, Any]) -> list[str]:
    """The links and attachments of an interaction."""
    return list(json.loads(row["links"])) if row["links"] else []
