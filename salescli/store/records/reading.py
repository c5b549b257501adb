"""Customers and their people, read whole for the one view and for lists of people, in few queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from salescli.core.records.fields import CONTACT_FIELDS, CUSTOMER_FIELDS
from salescli.store.records.channels import KIND_ORDER, channels_at
from salescli.store.records.view import extension, one, shown_value

if TYPE_CHECKING:
    from salescli.store.base.book import Book

_ANY_PHONE = tuple(f for f in CUSTOMER_FIELDS if f.name == "phone")
"""A person's phone that isn't said to be at work or at home is no field of its own, but is shown."""


def record(book: Book, customer: str) -> dict[str, Any]:
    """Every field of a customer with its channels; phone, mobile, email ... are the main ones, the firm's own first."""
    row = one(book, "customers", customer)
    channels = channels_at(book, customer)
    reached = sorted(channels, key=lambda one: bool(one["doubtful_since"] or one["left"]))  # stable: in doubt is the last resort
    found = {
        f.name: main_value(reached, f.channel[0]) if f.kind == "channel" else row[f.name] for f in CUSTOMER_FIELDS
    }
    kept = ("created_at", "updated_at", "source_at", "snoozed_until", "stage_since")
    return {**found, **{name: row[name] for name in kept}, "channels": channels}


def contacts(book: Book, customer: str = "") -> list[dict[str, Any]]:
    """People, the primary first, with their channels as fields; of one customer, or of all."""
    rows = book.db.execute(
        "SELECT p.*, c.name AS customer, c.code_letter || c.code_number AS code FROM contacts p"
        " JOIN customers c ON c.id = p.customer_id WHERE c.deleted_at IS NULL AND p.deleted_at IS NULL"
        + (" AND c.id = ?" if customer else "")
        + " ORDER BY c.code_letter, c.code_number, p.left IS NOT NULL, p.is_primary DESC, p.id",
        (customer,) if customer else (),
    ).fetchall()
    posts, channels = _former_posts(book), _channels_of_people(book, customer)
    return [{**_with_channels(dict(row), channels.get(row["id"], [])), "was": posts.get(row["id"], [])} for row in rows]


def _with_channels(row: dict[str, Any], theirs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A person's row with their channels, main ones first, as fields."""
    row["primary"] = bool(row.pop("is_primary"))
    row["extensions"] = {}
    row["channels"] = [{**one, "person": row["name"], "shown": shown_value(one), "extension": extension(one)}
                       for one in sorted(theirs, key=lambda one: KIND_ORDER.get(one["kind"], 9))]  # fmt: skip
    for f in (*CONTACT_FIELDS, *_ANY_PHONE):
        if f.kind == "channel":
            channel = main_channel(theirs, *f.channel)
            row[f.name] = shown_value(channel) if channel else None
            row["extensions"][f.name] = extension(channel) if channel else ""
    return row


def main_channel(channels: Sequence[Mapping[str, Any]], kind: str, label: str = "") -> Mapping[str, Any] | None:
    """The main channel of a kind (and label, where the field has one); channels come main ones first."""
    return next((one for one in channels if one["kind"] == kind and (not label or one["label"] == label)), None)


def main_value(channels: Sequence[Mapping[str, Any]], kind: str) -> str | None:
    """How the main channel of a kind is shown."""
    channel = main_channel(channels, kind)
    return shown_value(channel) if channel else None


def _channels_of_people(book: Book, customer: str) -> dict[str, list[dict[str, Any]]]:
    """People's channels, main ones first, by the person's id; at one customer, or of all."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in book.db.execute(
        "SELECT * FROM channels WHERE contact_id IS NOT NULL AND deleted_at IS NULL"
        + (" AND customer_id = ?" if customer else "")
        + " ORDER BY main DESC, id",
        (customer,) if customer else (),
    ):
        found.setdefault(row["contact_id"], []).append(dict(row))
    return found


def _former_posts(book: Book) -> dict[str, list[dict[str, Any]]]:
    """Where people were before, the latest first, by the person's id."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in book.db.execute(
        "SELECT posts.*, coalesce(c.name, posts.firm) AS customer, c.code_letter || c.code_number AS code FROM posts"
        " LEFT JOIN customers c ON c.id = posts.customer_id AND c.deleted_at IS NULL WHERE posts.deleted_at IS NULL"
        " ORDER BY posts.until DESC, posts.id DESC"
    ):
        found.setdefault(row["contact_id"], []).append(dict(row))
    return found


def moved_on(book: Book, customer: str) -> list[dict[str, Any]]:
    """Who was at a customer and is elsewhere now: person, title then, until when, and the present firm with its code."""
    rows = book.db.execute(
        "SELECT p.id, p.name, posts.title, posts.until, c.name AS customer, c.code_letter || c.code_number AS code FROM posts"
        " JOIN contacts p ON p.id = posts.contact_id JOIN customers c ON c.id = p.customer_id WHERE posts.customer_id = ?"
        " AND posts.deleted_at IS NULL AND p.deleted_at IS NULL AND c.deleted_at IS NULL AND p.customer_id != ?"
        " ORDER BY posts.until DESC, posts.id DESC",
        (customer, customer),
    )
    return [dict(row) for row in rows.fetchall()]
