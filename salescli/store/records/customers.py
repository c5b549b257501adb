"""Customers: adding, changing, marking as deleted, with tags and own fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from salescli.core.model import CUSTOMER
from salescli.core.ranking.rank import stage_on
from salescli.core.records.fields import CUSTOMER_FIELDS
from salescli.store.base.rows import delete, insert, storable, update
from salescli.store.finding.keys import name_keys
from salescli.store.ranking.pulse import facts_of
from salescli.store.records.alternatives import OWN, settle
from salescli.store.records.channels import read_again, set_channels
from salescli.store.records.fields import Values, change, columns
from salescli.store.records.verified import stamp_changed

if TYPE_CHECKING:
    from salescli.store.base.book import Book



def add(book: Book, values: Values, *, code: str = "") -> str:
    """A new customer with its channels; returns its id. A first stage, a code and the keys of its name come by themselves."""
    letter, number = next_code(book)
    row = columns(CUSTOMER_FIELDS, values)
    row.update(name_keys(str(row["name"]))._asdict())
    row.setdefault("stage", "first_contact")
    row.setdefault("kind", CUSTOMER)
    row.update(code_letter=letter, code_number=number, stage_since=book.today.isoformat())
    customer = insert(book, "customers", row)
    book.touched.add(customer)
    set_channels(book, customer, None, CUSTOMER_FIELDS, values)
    return customer


def next_code(book: Book) -> tuple[str, int]:
    """A code that was never used; the counter is bookkeeping, so an undone customer's code is not given again."""
    number = int(book.meta("code_counter", "0")) + 1
    book.set_meta("code_counter", str(number))
    return book.meta("code_letter", "c"), number


def edit(book: Book, customer: str, values: Values) -> bool:
    """Change fields of a customer; a stage that changes starts today. Returns whether anything did.

    The stage it has is the one that time has brought it to: it can be put back where it was.
    """
    row = columns(CUSTOMER_FIELDS, values)
    if "name" in row:
        row.update(name_keys(str(row["name"]))._asdict())
    if "stage" in row and stage_on(facts_of(book, customer), book.rules, book.today)[0] == row["stage"]:
        del row["stage"]
    if "stage" in row:
        row["stage_since"] = book.today.isoformat()
    book.touched.add(customer)
    changed = change(book, "customers", customer, row)
    if "country" in changed:
        read_again(book, customer)
    changed += set_channels(book, customer, None, CUSTOMER_FIELDS, values)
    stamp_changed(book, customer, None, (name for name in changed if values.get(name)))
    return settle(book, customer, None, values) or bool(changed)


def remove(book: Book, customer: str) -> None:
    """Mark a customer as deleted; what belongs to it stays, and comes back with `crm undo`."""
    delete(book, "customers", customer)
    book.touched.add(customer)


def tag(book: Book, customer: str, wanted: Iterable[str], unwanted: Iterable[str]) -> bool:
    """Put tags on a customer and take others off. Returns whether anything changed."""
    have = {row[1]: row[0] for row in book.db.execute(
        "SELECT id, tag FROM living_tags WHERE customer_id = ?", (customer,))}  # fmt: skip
    new = [text for text in dict.fromkeys(map(storable, wanted)) if text not in have]
    gone = [have[text] for text in dict.fromkeys(unwanted) if text in have]
    for text in new:
        insert(book, "tags", {"customer_id": customer, "tag": text})
    for row_id in gone:
        delete(book, "tags", row_id)
    book.touched.add(customer)
    return bool(new or gone)


def tags(book: Book, customer: str) -> list[str]:
    """A customer's tags in the order in which they were put on."""
    rows = book.db.execute("SELECT tag FROM living_tags WHERE customer_id = ? ORDER BY id", (customer,))
    return [row[0] for row in rows]


def own_fields(book: Book, customer: str) -> dict[str, str]:
    """Fields of one's own by name."""
    rows = book.db.execute(
        "SELECT name, value FROM living_own WHERE customer_id = ? ORDER BY name", (customer,)
    )
    return dict(rows.fetchall())


def set_own(book: Book, customer: str, values: Mapping[str, str]) -> bool:
    """Fields of one's own (R1.7): an empty value clears. Returns whether anything changed."""
    changed = False
    for name, value in values.items():
        row = book.db.execute(
            "SELECT id FROM living_own WHERE customer_id = ? AND name = ?", (customer, name)
        ).fetchone()
        if row:
            done = update(book, "own", row[0], {"value": value}) if value else delete(book, "own", row[0])
            done = settle(book, customer, None, (f"{OWN}{name}",)) or done
        elif value:
            done = bool(insert(book, "own", {"customer_id": customer, "name": name, "value": value}))
        else:
            done = False
        changed = changed or done
    book.touched.add(customer)
    return changed
