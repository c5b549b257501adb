"""What a record holds before and after a write, so that the reply can say what has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from salescli.core.ranking.rank import stage_on
from salescli.core.records.fields import CONTACT_FIELDS, CUSTOMER_FIELDS, Field
from salescli.core.reports.changes import Change, differences
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.ranking import pulse
from salescli.store.records import alternatives, customers, reading, view


class State(NamedTuple):
    """The fields of the model, a channel field with all its values, `also` what is kept beside them; and own fields."""

    fields: Mapping[str, Any]
    own: Mapping[str, str]


def of_customer(run: Run, book: Book, customer: str) -> State:
    """A customer, with the stage that time has brought it to."""
    record = reading.record(book, customer)
    channels = [row for row in record["channels"] if row["contact_id"] is None]
    fields = {f.name: _held(f, record, channels) for f in CUSTOMER_FIELDS}
    stage, _ = stage_on(pulse.facts_of(book, customer), run.rules, run.today)
    return State({**fields, "stage": stage, **_also(book, customer, None)}, customers.own_fields(book, customer))


def of_person(book: Book, customer: str, contact: str) -> State:
    """A person of a customer."""
    row = next(row for row in reading.contacts(book, customer) if row["id"] == contact)
    return State({f.name: _held(f, row, row["channels"]) for f in CONTACT_FIELDS} | _also(book, customer, contact), {})


def _also(book: Book, customer: str, contact: str | None) -> dict[str, Any]:
    return {"also": tuple(row["value"] for row in alternatives.of_customer(book, customer)
                          if row["contact_id"] == contact or row["field"].startswith(alternatives.OWN))}  # fmt: skip


def _held(field: Field, row: Mapping[str, Any], channels: Iterable[Mapping[str, Any]]) -> Any:
    if field.kind != "channel":
        return row[field.name]
    kind, label = field.channel
    return tuple(view.shown_value(one) for one in channels if one["kind"] == kind and label in ("", one["label"]))


def changes(before: State, after: State) -> list[Change]:
    """What has changed from one to the other."""
    return [*differences(before.fields, after.fields), *differences(before.own, after.own, own=True)]
