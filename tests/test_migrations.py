"""Books of older programs: brought up to date whole, after a copy, with their change log; or left exactly as they were."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from salescli.core.records import TABLES
from salescli.run import Options, Run
from salescli.store.base import schema
from salescli.store.ranking import pulse

OLD = sorted((Path(__file__).parent / "old_books").glob("*.sql"))
"""Books that earlier programs wrote, named after the last migration that they knew."""
FIRST = OLD[0]
RECORDS_OF_FIRST = ("customers", "contacts", "channels", "interactions", "promises", "tags", "own")


def put(crm, dump: Path) -> None:
    """The home of a rep who used that program."""
    (crm.home / "data" / "backups").mkdir(parents=True)
    db = sqlite3.connect(crm.book)
    db.executescript(dump.read_text("utf-8"))
    db.close()
    crm.book.chmod(0o600)


def shape(crm) -> tuple[int, dict[str, str]]:
    """The version, and the SQL of each trigger by name."""
    (version,) = crm.sql("PRAGMA user_version")[0]
    return version, dict(crm.sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))


NEW = {"kind": "customer"}
"""What a migration says of everybody."""


def rows(crm, tables=RECORDS_OF_FIRST) -> dict[str, list[dict[str, object]]]:
    """All records, each with the columns it has something in, without what is said of everybody."""
    found = {}
    for table in tables:
        names = [row[1] for row in crm.sql(f"PRAGMA table_info({table})")]
        kept = crm.sql(f"SELECT * FROM {table} ORDER BY id")
        found[table] = [{n: v for n, v in zip(names, row, strict=True) if v is not None and (n, v) not in NEW.items()}
                        for row in kept]  # fmt: skip
    return found


def test_there_is_an_old_book_to_try():
    assert FIRST.stem == "0001" and len(schema.MIGRATIONS) > 1
    assert [name[:4] for name, _ in schema.MIGRATIONS] == [f"{n:04}" for n in range(1, schema.VERSION + 1)]


@pytest.mark.parametrize("dump", OLD, ids=lambda path: path.stem)
def test_an_old_book_is_brought_up_to_date_with_all_it_holds(crm, dump):
    put(crm, dump)
    before, (version, _) = rows(crm), shape(crm)
    assert version == int(dump.stem)
    names = {row["name"] for row in crm.json("list")}
    assert {"华星电子", "Acme Tools"} <= names and len(names) == 23
    assert rows(crm) == before
    assert shape(crm)[0] == schema.VERSION
    assert crm.sql("PRAGMA integrity_check") == [("ok",)] and crm.sql("PRAGMA foreign_key_check") == []


@pytest.mark.parametrize("dump", OLD, ids=lambda path: path.stem)
def test_everybody_was_a_customer(crm, dump):
    put(crm, dump)
    listed = crm.json("list --kind all")
    assert {row["kind"] for row in listed} == {"customer"} and listed == crm.json("list")
    assert crm.sql("SELECT DISTINCT kind FROM customers UNION SELECT DISTINCT kind FROM pulse") == [("customer",)]


def test_who_was_undone_before_comes_back_as_a_customer(crm):
    put(crm, OLD[-1])
    crm.ok("redo -y")
    assert crm.show("旧伙伴")["kind"] == "customer"


def test_it_is_the_same_shape_as_a_new_book(crm, tmp_path):
    put(crm, FIRST)
    crm.ok("list")
    migrated = shape(crm), {row[0] for row in crm.sql("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")}
    columns = {t: {row[1] for row in crm.sql(f"PRAGMA table_info({t})")} for t in schema.records()}
    crm.home = tmp_path / "new"
    crm.ok("add 甲")
    assert migrated == (shape(crm), {row[0] for row in crm.sql("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")})
    assert columns == {t: {row[1] for row in crm.sql(f"PRAGMA table_info({t})")} for t in schema.records()}


def test_the_change_log_loses_no_trigger(crm):
    put(crm, FIRST)
    before = shape(crm)[1]
    crm.ok("list")
    after = shape(crm)[1]
    assert len(before) == 3 * len(RECORDS_OF_FIRST) and len(after) == 3 * len(schema.records())
    assert before.keys() <= after.keys()
    unchanged = [t for t in RECORDS_OF_FIRST if columns_of(before[f"{t}_update"]) == columns_of(after[f"{t}_update"])]
    assert unchanged, "most tables are as they were"
    for table in unchanged:
        for kind in ("insert", "update", "delete"):
            assert after[f"{table}_{kind}"] == before[f"{table}_{kind}"]
    for table in schema.records():
        known = {row[1] for row in crm.sql(f"PRAGMA table_info({table})")}
        assert columns_of(after[f"{table}_update"]) == known, "every column is in the log"


def columns_of(trigger: str) -> set[str]:
    """The columns that an update's trigger looks at."""
    return {part.split("'")[0] for part in trigger.split("SELECT '")[1:]}


def test_what_the_old_program_did_can_still_be_undone(crm):
    put(crm, FIRST)
    assert len(crm.json("list")) == 23
    assert "import" in crm.ok("undo -y").out
    assert len(crm.json("list")) == 2
    crm.ok("undo -y")
    assert "旧客户" in {row["name"] for row in crm.json("list")}
    crm.ok("redo -y")
    crm.ok("redo -y")
    assert len(crm.json("list")) == 23
    crm.ok("verify c1 --today 2025-02-01")
    crm.ok("undo -y")
    assert crm.show("c1")["verified"] == []


def test_a_copy_is_taken_before(crm):
    put(crm, FIRST)
    before = rows(crm)
    crm.ok("list")
    (copy,) = (crm.home / "data" / "backups").glob("before-migration-*.db")
    assert copy.stat().st_mode & 0o077 == 0
    crm.ok("add 新客户")
    crm.ok("restore", str(copy), "-y")
    assert rows(crm) == before
    crm.ok("list")
    assert (rows(crm), shape(crm)[0]) == (before, schema.VERSION), "what was restored is brought up to date again"


def test_a_book_that_is_up_to_date_is_left_alone(crm):
    put(crm, FIRST)
    crm.ok("list")
    crm.ok("list")
    assert len(list((crm.home / "data" / "backups").glob("before-migration-*"))) == 1


KILLED = """
import os, sys
from salescli.run import Options, Run
from salescli.store.base import schema
from salescli.store.ranking import pulse
if sys.argv[1] == "between":
    last, change = schema.MIGRATIONS[-1]
    def cut(db):
        change(db)
        db.execute("UPDATE customers SET name = 'broken'")
        os._exit(9)
    schema.MIGRATIONS = (*schema.MIGRATIONS[:-1], (last, cut))
elif sys.argv[1] == "before the triggers":
    schema.renew_triggers = lambda db: os._exit(9)
else:
    from salescli.store.base.door import Patient
    execute = Patient.execute
    Patient.execute = lambda db, sql, *more: os._exit(9) if sql == "COMMIT" else execute(db, sql, *more)
from salescli.cli import main
sys.exit(main(["list"]))
"""


@pytest.mark.parametrize("moment", ["between", "before the triggers", "before it is kept"])
def test_a_program_that_is_killed_in_the_middle_leaves_the_old_book(crm, moment):
    put(crm, FIRST)
    before = rows(crm), shape(crm)
    env = {**crm.environment, "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-c", KILLED, moment], env=env, capture_output=True, timeout=60, check=False)
    assert done.returncode == 9, done.stderr.decode()
    assert (rows(crm), shape(crm)) == before, "a reader finds the old book once the journal is rolled back"
    assert crm.sql("SELECT count(*) FROM sqlite_master WHERE name = 'verified'") == [(0,)]
    assert len(crm.json("list")) == 23
    assert (rows(crm), shape(crm)[0]) == (before[0], schema.VERSION)


def test_a_migration_that_fails_changes_nothing_and_says_so(crm, monkeypatch):
    put(crm, FIRST)
    before = rows(crm), shape(crm)

    def broken(db):
        db.execute("ALTER TABLE customers ADD COLUMN more TEXT")
        db.execute("ALTER TABLE customers ADD COLUMN more TEXT")

    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS[:-1], (schema.MIGRATIONS[-1][0], broken)))
    answer = crm("list")
    assert (answer.code, answer.out) == (3, "") and "more" in answer.err
    assert (rows(crm), shape(crm)) == before


def test_a_table_that_views_read_may_be_made_anew(crm, monkeypatch):
    crm.ok("add 甲 --tag vip")
    views = crm.sql("SELECT name, sql FROM sqlite_master WHERE type = 'view' ORDER BY name")

    def rebuilt(db):
        (made,) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'tags'").fetchone()
        db.execute(made.replace("tags", "more", 1))
        db.execute("INSERT INTO more SELECT * FROM tags")
        db.execute("DROP TABLE tags")
        db.execute("ALTER TABLE more RENAME TO tags")

    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, ("0999_rebuilt", rebuilt)))
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    assert crm.show("c1")["tags"] == ["vip"]
    assert shape(crm)[0] == schema.VERSION
    assert crm.sql("SELECT name, sql FROM sqlite_master WHERE type = 'view' ORDER BY name") == views


def test_a_step_at_a_time_comes_to_the_same(crm, monkeypatch):
    """Stopped after each migration, used, and finished later."""
    put(crm, FIRST)
    for count in range(2, schema.VERSION + 1):
        db = sqlite3.connect(crm.book, isolation_level=None)
        with monkeypatch.context() as patch:
            patch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:count])
            patch.setattr(schema, "VERSION", count)
            have = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            patch.setattr(schema, "records", lambda have=have: [table.name for table in TABLES if table.name in have])
            db.execute("BEGIN IMMEDIATE")
            schema.migrate(db)
            db.execute("COMMIT")
            db.execute("INSERT INTO tags(id, customer_id, tag, created_at, updated_at) SELECT ?, id, ?, 'x', 'x' FROM customers"
                       " LIMIT 1", (f"t{count}", f"step {count}"))  # fmt: skip
        db.close()
        assert shape(crm)[0] == count
    crm.ok("list")
    tags = {row[0] for row in crm.sql("SELECT tag FROM tags WHERE id LIKE 't%'")}
    assert tags == {f"step {count}" for count in range(2, schema.VERSION + 1)}
    assert crm.sql("SELECT count(*) FROM changes WHERE run = 0 AND tbl = 'tags'") == [(len(tags),)]


def test_a_newer_book_is_refused_untouched(crm):
    put(crm, FIRST)
    crm.sql(f"PRAGMA user_version = {schema.VERSION + 1}")
    before = crm.book.read_bytes()
    answer = crm("-f", "json", "list")
    assert (answer.code, answer.out, json.loads(answer.err)["error"]) == (3, "", "book_newer")
    assert crm.book.read_bytes() == before


@pytest.mark.parametrize("dump", [dump for dump in OLD if dump.stem < "0004"], ids=lambda path: path.stem)
def test_the_first_contact_is_known_from_what_was_logged(crm, dump):
    """R3.2: what is dated before the customer was entered, or a meeting up to an hour after."""
    put(crm, dump)
    talks = [(row[0], row[1]) for row in crm.sql("SELECT i.id, c.created_at FROM interactions i JOIN customers c"
                                                 " ON c.id = i.customer_id ORDER BY i.id")]  # fmt: skip
    for number, (talk, entered) in enumerate(talks):
        back, via = ((-40, "phone"), (3599, "visit"), (3601, "event"), (10, "phone"), (0, "event"))[number % 5]
        at = (datetime.fromisoformat(entered) + timedelta(seconds=back)).strftime("%Y-%m-%dT%H:%M:%SZ")
        crm.sql("UPDATE interactions SET at = ?, via = ? WHERE id = ?", at, via, talk)
    crm.ok("list")
    kept = crm.sql("SELECT customer_id, met FROM pulse ORDER BY customer_id")
    assert any(met for _, met in kept)
    crm.sql("UPDATE meta SET value = 'other' WHERE key = 'fingerprint'")
    assert "anew" in crm.ok("today").err
    assert crm.sql("SELECT customer_id, met FROM pulse ORDER BY customer_id") == kept


@pytest.mark.parametrize("dump", OLD, ids=lambda path: path.stem)
def test_who_was_reached_is_counted_from_what_was_logged(crm, dump):
    """R3.7: as the pulse counts it when it is worked out anew; what was retracted or replaced counts for nothing."""
    put(crm, dump)
    talks = [row[0] for row in crm.sql("SELECT id FROM interactions ORDER BY id")]
    for number, talk in enumerate(talks):
        crm.sql("UPDATE interactions SET outcome = ? WHERE id = ?", ("no_answer", "answered")[number % 2], talk)
    crm.sql("UPDATE interactions SET retracted = 1 WHERE id = ?", talks[-1])
    crm.ok("list")
    counted = crm.sql("SELECT customer_id, reached, missed FROM pulse ORDER BY customer_id")
    assert any(reached or missed for _, reached, missed in counted)
    with closing(Run(Options(home=str(crm.home), today=crm.today))) as run, run.writing() as book:
        pulse.refresh(book, [row[0] for row in counted])
    assert crm.sql("SELECT customer_id, reached, missed FROM pulse ORDER BY customer_id") == counted


def test_notes_that_grew_are_logged_by_what_was_added_and_can_be_taken_back(crm):
    put(crm, OLD[-1])
    full = crm.show("c1")["contacts"][-1]["notes"].split("\n")
    logged = crm.sql("SELECT kept, old, new FROM changes WHERE field = 'notes' AND kind = 'update' ORDER BY seq")
    assert logged == [(None, full[0], "\n".join(full[:2])), (len("\n".join(full[:2])), "", f"\n{full[2]}")]
    crm.ok("undo -y")
    assert "赵六" not in crm.ok("show c1").out
    crm.ok("redo -y")
    assert crm.show("c1")["contacts"][-1]["notes"].split("\n") == full


def test_what_was_promised_before_comes_once(crm):
    put(crm, OLD[-1])
    assert OLD[-1].stem == "0010" and crm.sql("SELECT 1 FROM promises")
    crm.ok("find 华星")
    assert crm.sql("SELECT DISTINCT every, since, planned, service FROM promises") == [(None, None, None, None)]


def test_days_that_were_kept_before_are_seen_by_rules_at_once(crm):
    """Birthdays, and the first deal, without anything being written to the customer since."""
    put(crm, OLD[-1])
    db = sqlite3.connect(crm.book)
    ((who,),) = db.execute("SELECT customer_id FROM contacts WHERE deleted_at IS NULL ORDER BY id LIMIT 1").fetchall()
    db.execute("UPDATE contacts SET birthday = '1980-06-18' WHERE customer_id = ?", (who,))
    db.commit()
    db.close()
    crm.ok("list")
    ((days,),) = crm.sql("SELECT days FROM pulse WHERE customer_id = ?", who)
    assert ["birthday", "1980-06-18"] in [day[:2] for day in json.loads(days)[1]]
