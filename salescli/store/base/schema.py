"""The shape of the book: its tables, and the migrations that lead from any older shape to this one."""

from __future__ import annotations

import re
import sqlite3

APPLICATION_ID = 0x53434C49  # "SCLI"


def records() -> tuple[str, ...]:
    """Tables that the change log covers. Bookkeeping, which undo leaves alone, is in all the others.

    Asked for when they are needed: most commands write no table but those that they name.
    """
    from salescli.core.records import TABLES

    return tuple(table.name for table in TABLES)


_STAMPS = "source TEXT, source_at TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, deleted_at TEXT"
_OF_CUSTOMER = "customer_id TEXT NOT NULL REFERENCES customers(id) DEFERRABLE INITIALLY DEFERRED"
_OF_CONTACT = "contact_id TEXT REFERENCES contacts(id) DEFERRABLE INITIALLY DEFERRED"
_PLACE = "country TEXT, dialling_code TEXT, province TEXT, area_code TEXT, city TEXT, postcode TEXT, address TEXT"
_PERSON = """birthday TEXT, special_days TEXT, hobbies TEXT, personality TEXT, decision_style TEXT, interests TEXT,
  communication_style TEXT, preferred_channel TEXT, notes TEXT, home_page TEXT"""
_NAME_KEYS = "name_key TEXT NOT NULL, pinyin TEXT NOT NULL, initials TEXT NOT NULL"

FIRST_TABLES = f"""
CREATE TABLE customers (
  id TEXT PRIMARY KEY, code_letter TEXT NOT NULL, code_number INTEGER NOT NULL,
  name TEXT NOT NULL, {_NAME_KEYS},
  stage TEXT NOT NULL, stage_since TEXT NOT NULL, grade TEXT, owner TEXT, status TEXT, type TEXT, industry TEXT,
  region TEXT, do_not_contact INTEGER, snoozed_until TEXT,
  {_PLACE}, {_PERSON},
  yearly_revenue INTEGER, currency TEXT, employees INTEGER, founded TEXT, business_scope TEXT, company_size TEXT,
  market_position TEXT, state_of_business TEXT, needs TEXT, pain_points TEXT, expectations TEXT,
  possible_solutions TEXT, purchase_history TEXT, product_preferences TEXT, buying_cycle TEXT, budget INTEGER,
  price_sensitivity TEXT, {_STAMPS}, UNIQUE (code_letter, code_number));
CREATE INDEX customers_by_name ON customers(name_key);
CREATE TABLE contacts (
  id TEXT PRIMARY KEY, {_OF_CUSTOMER},
  name TEXT NOT NULL, {_NAME_KEYS}, is_primary INTEGER, form_of_address TEXT, department TEXT, title TEXT,
  position_level TEXT, decision_authority TEXT, reporting_line TEXT, decision_role TEXT, weight INTEGER,
  cares_about TEXT, ties TEXT, {_PLACE}, {_PERSON}, {_STAMPS});
CREATE INDEX contacts_by_customer ON contacts(customer_id);
CREATE INDEX contacts_by_name ON contacts(name_key);
CREATE TABLE channels (
  id TEXT PRIMARY KEY, {_OF_CUSTOMER}, {_OF_CONTACT}, kind TEXT NOT NULL, label TEXT NOT NULL, value TEXT NOT NULL,
  key TEXT NOT NULL, main INTEGER NOT NULL, doubtful_since TEXT, {_STAMPS});
CREATE INDEX channels_by_customer ON channels(customer_id);
CREATE INDEX channels_by_key ON channels(key);
CREATE TABLE interactions (
  id TEXT PRIMARY KEY, {_OF_CUSTOMER}, {_OF_CONTACT}, at TEXT NOT NULL, via TEXT NOT NULL, outcome TEXT NOT NULL,
  text TEXT NOT NULL, author TEXT, aim TEXT, found TEXT, links TEXT,
  stage_before TEXT, stage_since_before TEXT, stage_after TEXT,
  replaces TEXT REFERENCES interactions(id) DEFERRABLE INITIALLY DEFERRED, retracted INTEGER NOT NULL, {_STAMPS});
CREATE INDEX interactions_by_customer ON interactions(customer_id, at);
CREATE INDEX interactions_replaced ON interactions(replaces) WHERE replaces IS NOT NULL;
CREATE TABLE promises (
  id TEXT PRIMARY KEY, {_OF_CUSTOMER}, {_OF_CONTACT}, day TEXT NOT NULL, time TEXT NOT NULL, text TEXT NOT NULL,
  made_by TEXT REFERENCES interactions(id) DEFERRABLE INITIALLY DEFERRED,
  state TEXT NOT NULL, closed_by TEXT REFERENCES interactions(id) DEFERRABLE INITIALLY DEFERRED, {_STAMPS});
CREATE INDEX promises_by_customer ON promises(customer_id);
CREATE TABLE tags (id TEXT PRIMARY KEY, {_OF_CUSTOMER}, tag TEXT NOT NULL, {_STAMPS});
CREATE INDEX tags_by_customer ON tags(customer_id);
CREATE INDEX tags_by_tag ON tags(tag);
CREATE TABLE own (id TEXT PRIMARY KEY, {_OF_CUSTOMER}, name TEXT NOT NULL, value TEXT NOT NULL, {_STAMPS});
CREATE INDEX own_by_customer ON own(customer_id);
CREATE TABLE pulse (
  customer_id TEXT PRIMARY KEY REFERENCES customers(id) DEFERRABLE INITIALLY DEFERRED,
  last_touch TEXT, last_contact TEXT, last_answer TEXT, last_try TEXT, tries INTEGER NOT NULL, touches INTEGER NOT NULL,
  events TEXT NOT NULL, promise_id TEXT, surfaces TEXT, lane TEXT, anchor TEXT, place TEXT, owner TEXT, awake TEXT)
  WITHOUT ROWID;
CREATE INDEX pulse_by_day ON pulse(surfaces, owner);
CREATE INDEX pulse_by_touch ON pulse(last_touch) WHERE last_touch IS NOT NULL;
CREATE INDEX pulse_by_lane ON pulse(lane, anchor, place, owner, awake);
CREATE TABLE changes (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL, at TEXT, tbl TEXT NOT NULL, row TEXT NOT NULL,
  kind TEXT NOT NULL, field TEXT, old, new);
CREATE INDEX changes_by_run ON changes(run);
CREATE INDEX changes_by_row ON changes(row);
CREATE TABLE runs (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, device TEXT NOT NULL, actor TEXT NOT NULL, command TEXT NOT NULL,
  kind TEXT NOT NULL, target INTEGER, undone_by INTEGER, changes INTEGER NOT NULL);
CREATE TABLE context (one INTEGER PRIMARY KEY CHECK (one = 1), run INTEGER NOT NULL);
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE lists (name TEXT PRIMARY KEY, options TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE imports (
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL, at TEXT NOT NULL, file TEXT NOT NULL, digest TEXT NOT NULL,
  rows INTEGER NOT NULL);
"""


VERIFIED = f"""
CREATE TABLE verified (
  id TEXT PRIMARY KEY, {_OF_CUSTOMER}, {_OF_CONTACT}, field TEXT NOT NULL, at TEXT NOT NULL, checked_by TEXT,
  made_by TEXT REFERENCES interactions(id) DEFERRABLE INITIALLY DEFERRED, {_STAMPS});
CREATE INDEX verified_by_customer ON verified(customer_id, field);
CREATE INDEX verified_by_interaction ON verified(made_by) WHERE made_by IS NOT NULL;
"""

MERGED = f"""
ALTER TABLE customers ADD COLUMN merged_into TEXT REFERENCES customers(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE contacts ADD COLUMN merged_into TEXT REFERENCES contacts(id) DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE apart (id TEXT PRIMARY KEY, {_OF_CUSTOMER}, one TEXT NOT NULL, other TEXT NOT NULL, {_STAMPS});
CREATE INDEX apart_by_customer ON apart(customer_id);
"""

MET = """
ALTER TABLE pulse ADD COLUMN met TEXT;
UPDATE pulse SET met = (
  SELECT min(i.at || ' ' || i.id) FROM interactions i JOIN customers c ON c.id = i.customer_id
  WHERE i.customer_id = pulse.customer_id AND i.deleted_at IS NULL AND i.retracted = 0
    AND NOT EXISTS (SELECT 1 FROM interactions later WHERE later.replaces = i.id AND later.deleted_at IS NULL)
    AND (i.at < c.created_at OR i.via IN ('visit', 'event')
         AND i.at <= strftime('%Y-%m-%dT%H:%M:%SZ', c.created_at, '+1 hour')));
"""

MOVED = f"""
ALTER TABLE contacts ADD COLUMN left TEXT;
CREATE INDEX contacts_left ON contacts(id) WHERE left IS NOT NULL;
CREATE TABLE posts (
  id TEXT PRIMARY KEY, customer_id TEXT REFERENCES customers(id) DEFERRABLE INITIALLY DEFERRED, {_OF_CONTACT},
  firm TEXT NOT NULL, title TEXT, department TEXT, until TEXT NOT NULL, {_STAMPS});
CREATE INDEX posts_by_customer ON posts(customer_id);
CREATE INDEX posts_by_contact ON posts(contact_id);
ALTER TABLE runs ADD COLUMN author TEXT;
UPDATE runs SET author = (
  SELECT i.author FROM changes ch JOIN interactions i ON i.id = ch.row
  WHERE ch.run = runs.id AND ch.tbl = 'interactions' AND ch.kind = 'insert' AND i.author IS NOT runs.actor LIMIT 1)
  WHERE command = 'log';
"""

LEAST_KEPT = 64
"""Characters of a text from which on the change log keeps only what was put behind it, or taken away there."""
GROWING = ("notes",)
"""Fields to which more and more is added (CONTRACT 8: notes add up)."""


def _kept(old: str, new: str) -> str:
    """SQL for the length of the text that a longer one begins with; NULL where neither does."""
    def begins(short: str, long: str) -> str:
        return f"WHEN length({short}) >= {LEAST_KEPT} AND substr({long}, 1, length({short})) = {short} THEN length({short})"

    return f"CASE {begins(old, new)} {begins(new, old)} END"


ADDED = f"""
ALTER TABLE changes ADD COLUMN kept INTEGER;
UPDATE changes SET kept = {_kept("old", "new")} WHERE kind = 'update' AND field = 'notes';
UPDATE changes SET old = substr(old, kept + 1), new = substr(new, kept + 1) WHERE kept IS NOT NULL;
DROP INDEX channels_by_customer;
CREATE INDEX channels_by_customer ON channels(customer_id, contact_id, key);
DROP INDEX pulse_by_touch;
CREATE INDEX pulse_by_touch ON pulse(last_touch, place) WHERE last_touch IS NOT NULL;
"""

PARTED = f"""
CREATE TABLE alternatives (
  id TEXT PRIMARY KEY, {_OF_CUSTOMER}, {_OF_CONTACT}, field TEXT NOT NULL, value TEXT NOT NULL, {_STAMPS});
CREATE INDEX alternatives_by_customer ON alternatives(customer_id, field);
CREATE INDEX alternatives_by_contact ON alternatives(contact_id) WHERE contact_id IS NOT NULL;
"""

KINDS = """
ALTER TABLE customers ADD COLUMN kind TEXT NOT NULL DEFAULT 'customer';
ALTER TABLE customers ADD COLUMN household TEXT;
ALTER TABLE customers ADD COLUMN habits TEXT;
ALTER TABLE customers ADD COLUMN owner_or_tenant TEXT;
ALTER TABLE customers ADD COLUMN service_plan TEXT;
ALTER TABLE customers ADD COLUMN products TEXT;
ALTER TABLE customers ADD COLUMN prices TEXT;
ALTER TABLE customers ADD COLUMN position TEXT;
ALTER TABLE pulse ADD COLUMN kind TEXT NOT NULL DEFAULT 'customer';
DROP INDEX pulse_by_day;
CREATE INDEX pulse_by_day ON pulse(surfaces, owner, kind);
DROP INDEX pulse_by_touch;
CREATE INDEX pulse_by_touch ON pulse(last_touch, place, kind) WHERE last_touch IS NOT NULL;
CREATE INDEX pulse_of_others ON pulse(surfaces, owner) WHERE kind != 'customer';
"""

TIED = f"""
CREATE TABLE ties (
  id TEXT PRIMARY KEY, {_OF_CUSTOMER}, {_OF_CONTACT}, kind TEXT NOT NULL,
  other_id TEXT NOT NULL REFERENCES customers(id) DEFERRABLE INITIALLY DEFERRED,
  other_contact_id TEXT REFERENCES contacts(id) DEFERRABLE INITIALLY DEFERRED,
  share INTEGER, place TEXT, since TEXT, note TEXT, {_STAMPS});
CREATE INDEX ties_by_customer ON ties(customer_id, kind);
CREATE INDEX ties_by_other ON ties(other_id, kind);
CREATE INDEX ties_by_contact ON ties(contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX ties_by_other_contact ON ties(other_contact_id) WHERE other_contact_id IS NOT NULL;
"""

DAYS = "ALTER TABLE pulse ADD COLUMN days TEXT;\n"

SERIES = """
ALTER TABLE promises ADD COLUMN every TEXT;
ALTER TABLE promises ADD COLUMN since TEXT;
ALTER TABLE promises ADD COLUMN planned TEXT;
ALTER TABLE promises ADD COLUMN service TEXT;
"""

HEARD = f"""
CREATE TABLE signals (
  id TEXT PRIMARY KEY, code_letter TEXT NOT NULL, code_number INTEGER NOT NULL, {_OF_CUSTOMER}, text TEXT NOT NULL, kind TEXT,
  at TEXT NOT NULL, {_OF_CONTACT}, {_STAMPS}, UNIQUE (code_letter, code_number));
CREATE INDEX signals_by_customer ON signals(customer_id);
CREATE INDEX signals_by_contact ON signals(contact_id) WHERE contact_id IS NOT NULL;
CREATE TABLE gifts (
  id TEXT PRIMARY KEY, code_letter TEXT NOT NULL, code_number INTEGER NOT NULL, {_OF_CUSTOMER}, what TEXT NOT NULL,
  day TEXT NOT NULL, {_OF_CONTACT}, occasion TEXT, hobby TEXT, cost INTEGER, currency TEXT, thanks TEXT, notes TEXT,
  {_STAMPS}, UNIQUE (code_letter, code_number));
CREATE INDEX gifts_by_customer ON gifts(customer_id);
CREATE INDEX gifts_by_contact ON gifts(contact_id) WHERE contact_id IS NOT NULL;
ALTER TABLE interactions ADD COLUMN silence TEXT;
ALTER TABLE interactions ADD COLUMN stall TEXT;
ALTER TABLE interactions ADD COLUMN cost INTEGER;
ALTER TABLE interactions ADD COLUMN currency TEXT;
ALTER TABLE interactions ADD COLUMN minutes INTEGER;
"""

YEARLY = """
CREATE TABLE yearly(key TEXT NOT NULL, customer_id TEXT NOT NULL, PRIMARY KEY (key, customer_id)) WITHOUT ROWID;
CREATE INDEX yearly_by_customer ON yearly(customer_id);
"""

REACHED = """
ALTER TABLE pulse ADD COLUMN reached INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pulse ADD COLUMN missed INTEGER NOT NULL DEFAULT 0;
CREATE TEMP TABLE counted AS SELECT customer_id AS id, sum(outcome NOT IN ('no_answer', 'info')) AS reached,
  sum(outcome = 'no_answer') AS missed FROM main.interactions AS one WHERE deleted_at IS NULL AND retracted = 0
  AND NOT EXISTS (SELECT 1 FROM main.interactions later WHERE later.replaces = one.id AND later.deleted_at IS NULL) GROUP BY 1;
UPDATE pulse SET reached = counted.reached, missed = counted.missed FROM counted WHERE counted.id = pulse.customer_id;
DROP TABLE temp.counted;
"""


def _first(db: sqlite3.Connection) -> None:
    _execute_all(db, FIRST_TABLES)


def _verified(db: sqlite3.Connection) -> None:
    """What was found to be still true: which field, when, by whom, in which interaction (R2.4)."""
    _execute_all(db, VERIFIED)


def _merged(db: sqlite3.Connection) -> None:
    """Which record another one was merged into, so that its code still leads there; and pairs that a rep told apart."""
    _execute_all(db, MERGED)


def _met(db: sqlite3.Connection) -> None:
    """The earliest interaction that tells of the time before the customer was entered (R3.2)."""
    _execute_all(db, MET)


def _moved(db: sqlite3.Connection) -> None:
    """When a person left a firm, where they were before; and on whose behalf a run wrote (`log --by`)."""
    _execute_all(db, MOVED)


def _added(db: sqlite3.Connection) -> None:
    """Of a text that grew, what was added, also in what was logged before; channels by customer, person and number; who was
    talked to on a day, counted from an index alone.
    """
    _execute_all(db, ADDED)


def _parted(db: sqlite3.Connection) -> None:
    """Values kept beside a field in a table of their own; before, they shared an own field `FIELD (2)`."""
    from salescli.store.base.upgrading import part_alternatives

    _execute_all(db, PARTED)
    part_alternatives(db)


def _kinds(db: sqlite3.Connection) -> None:
    """What a customer is to us: everybody was a customer before (R1.11, R1.12)."""
    _execute_all(db, KINDS)


def _tied(db: sqlite3.Connection) -> None:
    """What customers, and people, are to each other (R1.4, R1.8)."""
    _execute_all(db, TIED)


def _days(db: sqlite3.Connection) -> None:
    """The days to come and of each year that records tell of; whoever opens an older book has them worked out (`opening`)."""
    _execute_all(db, DAYS)


def _series(db: sqlite3.Connection) -> None:
    """What is promised again and again: how often, since when, for which day, and what (R1.11)."""
    _execute_all(db, SERIES)


def _heard(db: sqlite3.Connection) -> None:
    """What is heard of customers, what they were given; why they are silent or stall, and what a talk cost (R3.5, R3.6, R3.9)."""
    _execute_all(db, HEARD)


def _living(db: sqlite3.Connection) -> None:
    """Views of what lives (`living`), which are made after all steps, as a book of before has none."""


def _yearly(db: sqlite3.Connection) -> None:
    """Who has which days, by what the calendar calls them; whoever opens an older book has them worked out (`opening`)."""
    _execute_all(db, YEARLY)


def _reached(db: sqlite3.Connection) -> None:
    """How many talks reached a customer, and how many tries did not (R3.7)."""
    _execute_all(db, REACHED)


def _execute_all(db: sqlite3.Connection, script: str) -> None:
    """Not `executescript`, which commits the transaction that all migrations share."""
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute(statement)


MIGRATIONS = (("0001_first", _first), ("0002_verified", _verified), ("0003_merged", _merged), ("0004_met", _met),
              ("0005_moved", _moved), ("0006_added", _added), ("0007_parted", _parted),
              ("0008_kinds", _kinds), ("0009_tied", _tied), ("0010_days", _days), ("0011_series", _series),
              ("0012_heard", _heard), ("0013_living", _living), ("0014_yearly", _yearly),
              ("0015_reached", _reached))  # fmt: skip
VERSION = len(MIGRATIONS)
"""PRAGMA user_version of a book of this program: the count of migrations."""


def migrate(db: sqlite3.Connection, version: int = 0, *, logged: bool = True) -> None:
    """Bring the book to a version (0: `VERSION`): the steps, their records, the change log's triggers, the views of what
    lives and of the days that records tell of, in one transaction.

    The caller has begun it with BEGIN IMMEDIATE, and commits. Without `logged` there are no triggers.
    """
    version = version or VERSION
    import sqlite_utils
    from sqlite_utils.migrations import Migrations

    from salescli.store.base import dated, living

    db.execute(f"DROP VIEW IF EXISTS main.{dated.VIEW}")  # a table that it reads could not be made anew beside it
    living.drop(db)
    steps = Migrations("salescli")
    for name, change in MIGRATIONS:
        steps(name=name)(lambda wrapped, change=change: change(wrapped.conn))
    steps.apply(sqlite_utils.Database(db, execute_plugins=False), stop_before=[name for name, _ in MIGRATIONS[version:]])
    if logged:
        renew_triggers(db)
        dated.renew(db)
        living.renew(db)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {version}")


def renew_triggers(db: sqlite3.Connection) -> None:
    """Drop and create the change log's triggers: a migration that rebuilds a table loses them silently."""
    for table in records():
        for name, statement in triggers(db, table).items():
            db.execute(f"DROP TRIGGER IF EXISTS main.{name}")
            db.execute(statement)


def triggers(db: sqlite3.Connection, table: str) -> dict[str, str]:
    """The three triggers of a table by name, made from its columns (DESIGN 4, change log).

    An insert leaves the id, an update the old and new value of each changed field, a delete the old row as text. Of a
    field that grows both values begin behind what they have in common, `kept` characters.
    A write without a context belongs to run 0, "outside crm".
    """
    columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    run = "coalesce((SELECT run FROM context), 0)"
    at = "(SELECT strftime('%Y-%m-%dT%H:%M:%fZ') WHERE NOT EXISTS (SELECT 1 FROM context))"  # else that of the run
    into = "INSERT INTO changes(run, at, tbl, row, kind, field, old, new)"
    grows = any(name in GROWING for name in columns)
    fields = " UNION ALL ".join(
        f"SELECT '{name}' AS field, OLD.{name} AS old, NEW.{name} AS new{', NULL AS kept' if grows else ''}"
        f" WHERE OLD.{name} IS NOT NEW.{name}"
        if name not in GROWING
        else f"SELECT '{name}' AS field, substr(OLD.{name}, coalesce(kept, 0) + 1), substr(NEW.{name}, coalesce(kept, 0) + 1),"
        f" kept FROM (SELECT {_kept(f'OLD.{name}', f'NEW.{name}')} AS kept WHERE OLD.{name} IS NOT NEW.{name})"
        for name in columns
    )
    values = ", kept" if grows else ""
    return {
        f"{table}_insert": f"CREATE TRIGGER {table}_insert AFTER INSERT ON {table} BEGIN "
        f"{into} VALUES ({run}, {at}, '{table}', NEW.id, 'insert', NULL, NULL, NULL); END",
        f"{table}_update": f"CREATE TRIGGER {table}_update AFTER UPDATE ON {table} BEGIN "
        f"{into[:-1]}{values}) SELECT {run}, {at}, '{table}', NEW.id, 'update', field, old, new{values} FROM ({fields}); END",
        f"{table}_delete": f"CREATE TRIGGER {table}_delete AFTER DELETE ON {table} BEGIN "
        f"{into} VALUES ({run}, {at}, '{table}', OLD.id, 'delete', NULL, {_old_row(columns)}, NULL); END",
    }


def _old_row(columns: list[str]) -> str:
    """SQL for the old row as text, `name=literal,` for each column that isn't null; `literals` reads it.

    SQLite's JSON functions may not be used here: trusted_schema is off, and they are not marked as harmless.
    """
    return " || ".join(
        f"CASE WHEN OLD.{name} IS NULL THEN '' ELSE '{name}=' || quote(OLD.{name}) || ',' END" for name in columns
    )


def literals(text: str) -> dict[str, object]:
    """The row that a delete's trigger wrote down."""
    found = re.findall(r"(\w+)=(?:(-?\d+)|'((?:[^']|'')*)'),", text)
    return {name: int(number) if number else words.replace("''", "'") for name, number, words in found}
