"""People who leave a firm, and maybe go to another: what goes with them, what stays, and who is called instead (R1.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from salescli.core.language.phones import is_chinese_mobile
from salescli.core.matching.providers import is_private_address
from salescli.store.base.rows import delete, insert, update
from salescli.store.records import alternatives, channels, people, ties, view
from salescli.store.records.promises import open_promises

if TYPE_CHECKING:
    from salescli.store.base.book import Book

OF_POST = ("title", "department", "position_level", "decision_authority", "reporting_line", "decision_role", "weight")
"""What is said of a person's place in one firm, and of no other."""
OF_FIRM = ("country", "dialling_code", "province", "area_code", "city", "postcode", "address", "home_page")
"""What a person goes by as long as it is the firm's, too."""


class Moved(NamedTuple):
    """What a move came to: the firm that was left, the channels that stay there, the days of promises that do, and the
    names of who is called there instead and of somebody so called at the new firm ("" for nobody).
    """

    old: str
    stayed: list[dict[str, Any]]
    promises: list[str]
    heir: str
    namesake: str


def move(book: Book, contact: str, customer: str, day: date) -> Moved:
    """The person goes to `customer`: the story, open promises and the firm's own channels stay, a former post is noted."""
    row = view.one(book, "contacts", contact)
    old, firm = row["customer_id"], view.one(book, "customers", row["customer_id"])
    namesake = next((one["name"] for one in people.people(book, customer) if one["name_key"] == row["name_key"]), "")
    insert(book, "posts", {"customer_id": old, "contact_id": contact, "firm": firm["name"], "title": row["title"],
                           "department": row["department"], "until": day.isoformat()})  # fmt: skip
    stayed = _part_channels(book, row, customer, day)
    _part_stamps(book, row, customer, stayed)
    values: dict[str, Any] = dict.fromkeys((*OF_POST, *(name for name in OF_FIRM if row[name] == firm[name])))
    _move_alternatives(book, row, customer)
    ties.follow(book, contact, customer)
    first = not people.staying(book, customer)
    update(book, "contacts", contact, {**values, "customer_id": customer, "left": None, "is_primary": int(first)})
    promises = _leave_promises(book, old, contact)
    heir = people.pass_on(book, old) if row["is_primary"] else ""
    book.touched.update((old, customer))
    return Moved(old, stayed, promises, heir, namesake)


def _part_channels(book: Book, person: Mapping[str, Any], customer: str, day: date) -> list[dict[str, Any]]:
    """Their own go with them; the firm's become its own, with the name of whose they were, an e-mail in doubt."""
    old, stayed = person["customer_id"], []
    rows = book.db.execute("SELECT * FROM living_channels WHERE contact_id = ? ORDER BY main DESC, id",
                           (person["id"],)).fetchall()  # fmt: skip
    for row in map(dict, rows):
        if is_own(row):
            update(book, "channels", row["id"], {"customer_id": customer})
            continue
        stayed.append(row)
        _leave_channel(book, row, person, day)
    for kind in {row["kind"] for row in rows}:
        channels.keep_a_main(book, customer, person["id"], kind)
        channels.keep_a_main(book, old, None, kind)
    return stayed


def _leave_channel(book: Book, row: Mapping[str, Any], person: Mapping[str, Any], day: date) -> None:
    known = book.db.execute(
        "SELECT 1 FROM living_channels WHERE customer_id = ? AND contact_id IS NULL AND kind = ? AND key = ?",
        (row["customer_id"], row["kind"], row["key"])).fetchone()  # fmt: skip
    if known:
        delete(book, "channels", row["id"])
        return
    doubt = day.isoformat() if row["kind"] == "email" else row["doubtful_since"]
    update(book, "channels", row["id"], {"contact_id": None, "label": person["name"], "main": 0, "doubtful_since": doubt})


def is_own(channel: Mapping[str, Any]) -> bool:
    """Whether a channel is the person's, wherever they work: no fax, no number at an office, no address of a firm."""
    kind = channel["kind"]
    if kind == "email":
        return is_private_address(channel["value"])
    if kind == "phone":
        return channel["label"] == "home" or is_chinese_mobile(channel["key"])
    return bool(kind != "fax")


def _part_stamps(book: Book, person: Mapping[str, Any], customer: str, stayed: list[dict[str, Any]]) -> None:
    """What was checked goes with what it was checked of; a stamp on what stays says nothing of the person any more."""
    from salescli.store.records.verified import channel_field

    gone = {*OF_POST, *(channel_field(row["kind"], row["label"], person["id"]) for row in stayed)}
    rows = book.db.execute("SELECT id, field FROM living_verified WHERE contact_id = ?", (person["id"],))
    for row in rows.fetchall():
        if row["field"] in gone:
            delete(book, "verified", row["id"])
        else:
            update(book, "verified", row["id"], {"customer_id": customer})


def _move_alternatives(book: Book, person: Mapping[str, Any], customer: str) -> None:
    """What else was said of the person goes with them, settled or not; of their post it says nothing any more, own fields
    are the firm's."""
    rows = book.db.execute("SELECT id, field, deleted_at FROM alternatives WHERE contact_id = ?", (person["id"],)).fetchall()
    for row in rows:
        if row["field"] in OF_POST and not row["deleted_at"]:
            delete(book, "alternatives", row["id"])
        own = row["field"].startswith(alternatives.OWN)
        update(book, "alternatives", row["id"], {"contact_id": None} if own else {"customer_id": customer})


def _leave_promises(book: Book, customer: str, contact: str) -> list[str]:
    """Open promises stay with the firm, without the person; returns their days."""
    theirs = [row for row in open_promises(book, customer) if row["contact_id"] == contact]
    for row in theirs:
        update(book, "promises", row["id"], {"contact_id": None})
    return [row["day"] for row in theirs]
