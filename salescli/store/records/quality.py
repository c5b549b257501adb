"""Reads what is known of customers and how old it is, for the judging of its quality; keeps the figures of checks."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from salescli.core.errors import CannotDo
from salescli.core.model import PHONE_KINDS
from salescli.core.quality.judging import DAYS_A_YEAR, Figures, Flaw, KnownValue, Sheet, looks_like_email, percent
from salescli.core.ranking.facts import Facts
from salescli.core.rules.standards import CODED, OR, PERSON, Wanted
from salescli.store.finding.keys import fold
from salescli.store.ranking import pulse
from salescli.store.records.verified import channel_field

if TYPE_CHECKING:
    from salescli.store.base.book import Book

AT_A_TIME = 500  # customers whose records are read in one query
CHECKS, PAIRS, MOST_CHECKS = "checks", "check_pairs", 120
"""Where the bookkeeping (`meta`) keeps the figures of earlier checks, and of how many days."""
YOUNGEST = 30 / 365  # customer-years on the average, below which a rate of change says nothing


def everybody(book: Book, wanted: Wanted, kinds: Sequence[str]) -> Iterator[tuple[Facts, Sheet, bool]]:
    """All of these kinds in the order of their codes: facts, sheet, and whether they come up some day."""
    rows = book.db.execute(f"SELECT id FROM living_customers WHERE {pulse.of_kinds(kinds, 'kind')}"
                           " ORDER BY code_letter, code_number")  # fmt: skip
    ids = [row[0] for row in rows.fetchall()]
    rows = book.db.execute("SELECT customer_id FROM pulse WHERE surfaces IS NULL AND promise_id IS NULL")
    idle = {row[0] for row in rows.fetchall()}
    for start in range(0, len(ids), AT_A_TIME):
        some = ids[start : start + AT_A_TIME]
        found = sheets(book, wanted, some)
        for facts in pulse.facts_by_id(book, some):
            yield facts, found[facts.id], facts.id not in idle


def comes_up(book: Book, customer: str) -> bool:
    """Whether a customer will be on the list some day, or has a promise."""
    sql = "SELECT 1 FROM pulse WHERE customer_id = ? AND (surfaces IS NOT NULL OR promise_id IS NOT NULL)"
    return book.db.execute(sql, (customer,)).fetchone() is not None


def sheets(book: Book, wanted: Wanted, ids: Sequence[str]) -> dict[str, Sheet]:
    """What the book holds of these customers, by id."""
    found: dict[str, Sheet] = {}
    for start in range(0, len(ids), AT_A_TIME):
        reader = _Reader(book, wanted, ids[start : start + AT_A_TIME])
        found.update(reader.sheets())
    return found


class _Reader:
    """Reads the sheets of some customers in four queries."""

    def __init__(self, book: Book, wanted: Wanted, ids: Sequence[str]) -> None:
        self.book = book
        self.ids = ids
        self.codes = _spellings(wanted)
        self.ageing = {field for one in wanted.standards if one.life for field in one.fields}
        named = {part for one in wanted.standards for field in one.fields for part in field.split(OR)} | set(self.codes)
        self.of_customer = [name for name in wanted.columns.get("customers", ()) if name in named]
        self.of_person = [name for name in wanted.columns.get("contacts", ()) if name in named and name != "name"]
        self.known: dict[str, list[KnownValue]] = {row_id: [] for row_id in ids}
        self.flaws: dict[str, list[Flaw]] = {row_id: [] for row_id in ids}
        self.filled: dict[str, set[str]] = {row_id: set() for row_id in ids}
        self.checked: dict[str, date] = {}
        self.given: dict[str, tuple[str, date]] = {}  # of customers and people: when the row was made, and how old it is
        self.people: dict[str, str] = {}
        self.stamps: dict[tuple[str, str | None, str], date] = {}

    def sheets(self) -> Iterator[tuple[str, Sheet]]:
        self._read_stamps()
        for row in self._rows("customers", "id", self.of_customer):
            self._read_fields(row["id"], None, row, self.of_customer)
        for row in self._rows("contacts", "customer_id", [*self.of_person, "name"]):
            self.people[row["id"]] = row["name"]
            self.filled[row["customer_id"]].add(PERSON)
            self._read_fields(row["customer_id"], row["id"], row, self.of_person)
        self._read_channels()
        for row_id in self.checked:
            yield row_id, Sheet(self.known[row_id], self.flaws[row_id], frozenset(self.filled[row_id]), self.checked[row_id])

    def _rows(self, table: str, key: str, names: Iterable[str]) -> list[Any]:
        there = " AND left IS NULL" if table == "contacts" else ""  # who has left is asked nothing any more
        given = {"id": 1, key: 1, "created_at": 1, "source_at": 1} | dict.fromkeys(names)
        sql = f"SELECT {', '.join(given)} FROM living_{table} WHERE {key} IN ({self._marks}){there} ORDER BY id"
        return self.book.db.execute(sql, self.ids).fetchall()

    @property
    def _marks(self) -> str:
        return ",".join("?" * len(self.ids))

    def _read_stamps(self) -> None:
        rows = self.book.db.execute(
            f"SELECT customer_id, contact_id, field, max(at) FROM living_verified WHERE customer_id IN ({self._marks})"
            " GROUP BY customer_id, contact_id, field",
            self.ids,
        )
        for customer, contact, field, at in rows:
            self.stamps[customer, contact, field] = self.book.day_of(at)
            self._was_checked(customer, self.book.day_of(at))

    def _read_fields(self, customer: str, contact: str | None, row: Any, names: Iterable[str]) -> None:
        made = row["created_at"]
        day = min(filter(None, (self.book.day_of(made), pulse.card_day(row["source_at"]))))
        self.given[contact or customer] = made, day
        self._was_checked(customer, day)
        for name in names:
            if row[name] in (None, "", 0):
                continue
            self.filled[customer].add(name)
            self._hold(customer, contact, name, day)
            if name in self.codes and fold(str(row[name])) not in self.codes[name]:
                self.flaws[customer].append(Flaw("invalid", name, str(row[name]), None, reason="code"))

    def _read_channels(self) -> None:
        rows = self.book.db.execute(
            "SELECT customer_id, contact_id, kind, label, value, key, doubtful_since, created_at FROM living_channels"
            f" WHERE customer_id IN ({self._marks}) ORDER BY customer_id, main DESC, id",
            self.ids,
        )
        seen: set[tuple[str, str | None, str]] = set()
        for row in rows.fetchall():
            customer, contact = row["customer_id"], row["contact_id"]
            if customer not in self.given or (contact and contact not in self.people):
                continue
            field = channel_field(row["kind"], row["label"], contact)
            self.filled[customer].update((row["kind"], field))
            self._look_at(customer, field, row)
            if (customer, contact, field) not in seen:  # the others of a kind stand behind the main one
                seen.add((customer, contact, field))
                made, day = self.given[contact or customer]
                self._hold(customer, contact, field, day if row["created_at"] == made else self.book.day_of(row["created_at"]))

    def _look_at(self, customer: str, field: str, row: Any) -> None:
        person = self.people.get(row["contact_id"] or "", "")
        if row["doubtful_since"]:
            since = date.fromisoformat(row["doubtful_since"])
            self.flaws[customer].append(Flaw("doubtful", field, row["value"], since, person))
        odd = "phone" if row["kind"] in PHONE_KINDS and row["key"][:1] != "+" else ""
        if row["kind"] == "email" and not looks_like_email(row["value"]):
            odd = "email"
        if odd:
            since = self.book.day_of(row["created_at"])
            self.flaws[customer].append(Flaw("invalid", field, row["value"], since, person, odd))

    def _hold(self, customer: str, contact: str | None, field: str, day: date) -> None:
        day = max(day, self.stamps.get((customer, contact, field), day))
        self._was_checked(customer, day)
        if field in self.ageing:
            self.known[customer].append(KnownValue(field, day, self.people.get(contact or "", "")))

    def _was_checked(self, customer: str, day: date) -> None:
        self.checked[customer] = max(day, self.checked.get(customer, day))


def _spellings(wanted: Wanted) -> dict[str, set[str]]:
    """The codes in force of each field that takes nothing else, folded."""
    return {field: {fold(code) for code in codes} for field, codes in wanted.codes.items() if field in CODED}


def sources(book: Book) -> dict[str, int]:
    """The sources in the book, with the number of customers who came from each."""
    rows = book.db.execute(
        "SELECT source, count(*) FROM living_customers WHERE source IS NOT NULL GROUP BY source"
    )
    return dict(rows.fetchall())


# ---------------------------------------------------------------- figures


_NO_DATA = ("stage", "grade", "owner", "source", "notes", "primary", "do_not_contact")
"""Fields whose change says nothing of how long data stays true."""
_CHANGED = """
SELECT count(*) FROM (
  SELECT CASE ch.tbl WHEN 'customers' THEN ch.row WHEN 'contacts' THEN (SELECT customer_id FROM contacts WHERE id = ch.row)
    ELSE (SELECT customer_id FROM channels WHERE id = ch.row) END AS who
  FROM changes ch JOIN runs r ON r.id = ch.run AND r.kind = 'command' AND r.undone_by IS NULL
  WHERE ch.kind = 'update' AND r.at >= :since AND (coalesce(ch.old, '') != ''
      AND (ch.tbl IN ('customers', 'contacts') AND ch.field IN (SELECT value FROM json_each(:fields))
           OR ch.tbl = 'channels' AND ch.field = 'value')
    OR ch.tbl IN ('contacts', 'channels') AND ch.field IN ('left', 'deleted_at') AND ch.new != '' AND r.command != 'merge')
  GROUP BY who HAVING who IN (SELECT id FROM living_customers))"""


def changed_a_year(book: Book) -> int | None:
    """Percent of customers of whom something that was known changed or went, for a whole year (R2.4); None in a young book."""
    since = (datetime.now(UTC) - timedelta(days=DAYS_A_YEAR)).isoformat()  # the log of changes has the real clock
    rows = book.db.execute("SELECT substr(created_at, 1, 10), count(*) FROM living_customers GROUP BY 1")
    ages = [(min(max((book.today - date.fromisoformat(day)).days, 0), DAYS_A_YEAR) / DAYS_A_YEAR, n) for day, n in rows]
    customers, years = sum(n for _, n in ages), sum(share * n for share, n in ages)
    if not customers or years / customers < YOUNGEST:
        return None
    from salescli.core.records.fields import FIELDS, columns

    fields = json.dumps([name for name in columns(FIELDS) if name not in _NO_DATA])
    return percent(book.db.execute(_CHANGED, {"since": since, "fields": fields}).fetchone()[0], years)


def checks(book: Book) -> Mapping[str, Sequence[int | None]]:
    """The figures of earlier checks by ISO day."""
    found: Mapping[str, Sequence[int | None]] = json.loads(book.meta(CHECKS, "{}"))
    return {day: row for day, row in found.items() if len(row) == len(Figures._fields)}


def remember(book: Book, figures: Figures) -> None:
    """Keep the figures of today's check in the bookkeeping, for the trend; a book that can't be written does without."""
    _remember(book, CHECKS, checks, figures)


def pairs(book: Book) -> Mapping[str, int]:
    """How many pairs that may be one earlier reports have found, by ISO day."""
    found: Mapping[str, int] = json.loads(book.meta(PAIRS, "{}"))
    return found


def remember_pairs(book: Book, count: int) -> None:
    """Keep today's number of such pairs, as `remember` keeps the other figures."""
    _remember(book, PAIRS, pairs, count)


def _remember(book: Book, key: str, known: Callable[[Book], Mapping[str, object]], today: object) -> None:
    try:
        with book.keeping("check"):
            kept = {**known(book), book.today.isoformat(): today}
            book.set_meta(key, json.dumps({day: kept[day] for day in sorted(kept)[-MOST_CHECKS:]}))
    except (sqlite3.OperationalError, CannotDo):
        pass
