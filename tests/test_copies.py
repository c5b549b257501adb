"""Copies of the book: backup and restore there and back, and the automatic copy of the day."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import stat
from datetime import datetime
from pathlib import Path

import pytest

from salescli.store.base import copies, door, schema, takeover


def records(crm):
    return [row["name"] for row in crm.json("list")], crm.json("history")


def test_backup_and_restore_there_and_back(crm, tmp_path):
    crm.ok("add 甲 --mobile 13800138000")
    crm.ok("log c1 x --next fri")
    before = records(crm), crm.show("c1")
    made = crm.json("backup", str(tmp_path / "copy.db"))
    assert (made["file"], made["bytes"]) == (str(tmp_path / "copy.db"), (tmp_path / "copy.db").stat().st_size)
    crm.ok("add 乙")
    crm.ok("delete c1")
    later = records(crm)
    restored = crm.json("restore", str(tmp_path / "copy.db"), "--yes")
    assert (records(crm), crm.show("c1")) == before
    crm.ok("restore", restored["kept"], "-y")
    assert records(crm) == later


def test_a_restored_book_goes_on_and_can_be_undone(crm, tmp_path):
    crm.ok("add 甲")
    crm.ok("backup copy.db")
    crm.ok("add 乙")
    crm.ok("restore copy.db --yes")
    assert crm.json("add 丙")["code"] == "c2"
    crm.ok("undo -y")
    crm.ok("undo -y")
    assert crm.json("list") == []


def test_a_backup_without_a_name_goes_beside_the_book(crm):
    crm.ok("add 甲")
    first, second = (crm.json("backup")["file"] for _ in range(2))
    assert first != second
    assert {path.name for path in crm.home.glob("data/backups/crm-*")} == {
        first.rsplit("/")[-1],
        second.rsplit("/")[-1],
    }
    assert sqlite3.connect(first).execute("SELECT name FROM customers").fetchall() == [("甲",)]


def test_a_backup_overwrites_nothing(crm, tmp_path):
    crm.ok("add 甲")
    (tmp_path / "there.db").write_bytes(b"mine")
    for target in ("there.db", "missing/x.db/y.db/../../../there.db"):
        answer = crm("backup", target)
        assert (answer.code, answer.out) == (3, ""), target
    assert (tmp_path / "there.db").read_bytes() == b"mine"


def test_a_folder_gets_a_dated_name(crm, tmp_path):
    crm.ok("add 甲")
    (tmp_path / "stick").mkdir()
    first, second = crm.json("backup stick"), crm.json("backup stick/")
    names = sorted(path.name for path in (tmp_path / "stick").iterdir())
    assert names == sorted(made["file"].rsplit("/")[-1] for made in (first, second)) and len(names) == 2
    assert all(name.startswith("crm-20260311-") and name.endswith(".db") for name in names)
    answer = crm.ok("backup stick --lang zh-CN")
    assert f"{tmp_path}/stick/crm-20260311-" in answer.out and "KiB" in answer.out


@pytest.mark.parametrize("target", ["stick/", "stick/copy.db", "a/b/c.db"])
def test_a_folder_that_is_not_there_is_refused_and_never_made(crm, tmp_path, target):
    crm.ok("add 甲")
    answer = crm("-f", "json", "backup", target)
    assert (answer.code, answer.out, answer.error["error"]) == (3, "", "folder_missing")
    assert str(tmp_path / target.rpartition("/")[0]) in answer.error["message"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home"]


def test_there_is_nothing_to_back_up_in_an_empty_home(crm):
    answer = crm("backup")
    assert (answer.code, answer.out) == (3, "")
    assert not crm.home.exists()


def test_a_book_restored_into_an_empty_home(crm, tmp_path):
    crm.ok("add 甲")
    crm.ok("backup copy.db")
    crm.home = tmp_path / "fresh"
    crm.ok("restore copy.db -y")
    assert [row["name"] for row in crm.json("list")] == ["甲"]


def bad_file(kind, tmp_path, good):
    path = tmp_path / f"{kind}.db"
    if kind == "empty":
        path.write_bytes(b"")
    elif kind == "text":
        path.write_text("this is no database\n" * 500)
    elif kind == "folder":
        path.mkdir()
    elif kind == "cut":
        path.write_bytes(good[: len(good) // 2])
    elif kind == "scribbled":
        path.write_bytes(good[:5000] + b"\xff" * 4096 + good[9096:])
    elif kind != "missing":
        path.write_bytes(good)
        with sqlite3.connect(path) as db:
            db.execute({"newer": "PRAGMA user_version = 99", "foreign": "PRAGMA application_id = 7"}[kind])
        db.close()
    return path


@pytest.mark.parametrize("kind", ["missing", "empty", "text", "folder", "cut", "scribbled", "newer", "foreign"])
def test_what_is_no_whole_book_is_not_restored(crm, tmp_path, kind):
    crm.given("add 甲")
    path = bad_file(kind, tmp_path, crm.book.read_bytes())
    before = crm.book.read_bytes()
    answer = crm("restore", str(path), "--yes")
    assert (answer.code, answer.out) == (3, ""), answer
    assert path.name in answer.err
    assert crm.book.read_bytes() == before
    assert not list(crm.home.glob("data/backups/before-restore*"))


@pytest.mark.parametrize("kind", ["text", "cut", "scribbled", "foreign"])
def test_a_book_that_can_not_be_read_is_moved_aside_byte_for_byte(crm, tmp_path, kind):
    crm.ok("add 甲 --mobile 13800138000")
    crm.ok("log c1 x --next fri")
    crm.ok("backup copy.db")
    before = crm.show("c1")
    bad = bad_file(kind, tmp_path, crm.book.read_bytes()).read_bytes()
    crm.book.write_bytes(bad)
    restored = crm.json("restore", "copy.db", "--yes")
    assert Path(restored["kept"]).read_bytes() == bad
    assert crm.show("c1") == before
    assert stat.S_IMODE(crm.book.stat().st_mode) == 0o600
    crm.ok("undo -y")
    assert sorted(path.name.split("-")[0] for path in crm.home.glob("data/backups/*")) in (["damaged"], ["daily", "damaged"])
    assert not list(crm.home.glob("data/*.new*"))


def changed(path, statement):
    """A copy of a book, with a hostile hand in it."""
    with sqlite3.connect(path) as db:
        db.executescript(statement)
    db.close()


def test_nothing_but_rows_of_known_tables_comes_along(crm, tmp_path):
    crm.ok("add 甲 --mobile 13800138000")
    crm.ok("log c1 x --next fri")
    before, history = crm.show("c1"), crm.json("history")
    shape = crm.sql("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2")
    crm.ok("backup copy.db")
    changed("copy.db", """
        CREATE TRIGGER bad AFTER INSERT ON interactions BEGIN UPDATE customers SET name = 'gone'; END;
        CREATE VIEW spy AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n;
        CREATE TABLE more (x); DROP TABLE lists; DROP TABLE apart; ALTER TABLE customers ADD COLUMN surplus TEXT;
        UPDATE pulse SET tries = 99, lane = 'x';
        DROP INDEX customers_by_name;""")  # fmt: skip
    crm.ok("restore copy.db --yes")
    assert (crm.show("c1"), crm.json("history")) == (before, history)
    assert crm.sql("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2") == shape
    crm.ok("log c1 y")
    assert crm.show("c1")["name"] == "甲"


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE customers SET stage = 'whatever'", "customers.stage holds “whatever”"),
        ("UPDATE customers SET stage_since = 'soon'", "customers.stage_since holds “soon”"),
        ("UPDATE customers SET name = x'00ff'", "customers.name holds “b'\\x00\\xff'”"),
        ("UPDATE customers SET notes = CAST(x'ff41e5' AS TEXT)", "customers.notes holds “\\xffA\\xe5”"),
        ("UPDATE customers SET employees = 'many'", "customers.employees holds “many”"),
        ("UPDATE interactions SET at = 'now'", "interactions.at holds “now”"),
        ("UPDATE interactions SET outcome = 'x'", "interactions.outcome holds “x”"),
        ("UPDATE promises SET time = '25:00'", "promises.time holds “25:00”"),
        ("UPDATE channels SET kind = 'pigeon'", "channels.kind holds “pigeon”"),
        ("UPDATE interactions SET at = '0001-01-01T00:00:00Z'", "interactions.at holds “0001-01-01T00:00:00Z”"),
        ("UPDATE promises SET day = '9999-12-31'", "promises.day holds “9999-12-31”"),
        ("UPDATE meta SET value = 'x' WHERE key = 'clock_ms'", "meta.value holds “x”"),
        ("UPDATE meta SET value = '999999999999999' WHERE key = 'clock_ms'", "meta.value holds “999999999999999”"),
        ("UPDATE meta SET value = '9223372036854775807' WHERE key = 'code_counter'", "meta.value holds “9223372036854775807”"),
        ("UPDATE runs SET at = 'x' WHERE id = 1", "runs.at holds “x”"),
        ("UPDATE runs SET kind = 'x' WHERE id = 1", "runs.kind holds “x”"),
        ("UPDATE runs SET id = 9223372036854775807 WHERE id = 2", "runs.id holds “9223372036854775807”"),
        ("UPDATE changes SET seq = 9223372036854775807 WHERE seq = 2", "changes.seq holds “9223372036854775807”"),
        ("UPDATE changes SET kind = '{}' WHERE seq = 2", "changes.kind holds “{}”"),
        ("PRAGMA foreign_keys=OFF; UPDATE channels SET customer_id = 'nobody'", "channels.customer_id points to “nobody”"),
        ("PRAGMA foreign_keys=OFF; PRAGMA writable_schema=ON; CREATE TABLE c2 AS SELECT * FROM customers; DROP TABLE customers;"
         " ALTER TABLE c2 RENAME TO customers; UPDATE customers SET name = NULL", "customers.name holds “”"),
    ],
)  # fmt: skip
def test_values_that_no_book_holds_are_refused_by_name(crm, statement, named):
    crm.given("add 甲 --mobile 13800138000", "log c1 x --next fri")
    crm.ok("backup copy.db")
    changed("copy.db", statement)
    before = crm.book.read_bytes()
    answer = crm("restore copy.db --yes")
    assert (answer.code, answer.out) == (3, ""), answer
    assert "copy.db" in answer.err and named in answer.err
    assert crm.book.read_bytes() == before
    assert not list(crm.home.glob("data/backups/before-restore*"))


def test_nobody_writes_between_the_copy_that_is_kept_and_the_book_that_comes(crm, monkeypatch):
    """What another program writes comes before the copy, or after the restored book; never in between, where it is lost."""
    monkeypatch.setattr(door, "PATIENCE", 0.3)
    crm.ok("add 甲")
    crm.ok("backup copy.db")
    real, answers = takeover.take_over, []

    def meanwhile(*words):
        answers.append(crm("add 乙"))
        real(*words)
        answers.append(crm("add 丙"))

    monkeypatch.setattr(takeover, "take_over", meanwhile)
    crm.ok("restore copy.db --yes")
    assert [answer.code for answer in answers] == [3, 3]
    assert [row["name"] for row in crm.json("list")] == ["甲"]


def test_a_book_of_an_older_program_is_taken_over_as_it_was_and_brought_up_to_date(crm, tmp_path):
    old = tmp_path / "old.db"
    changed(old, (Path(__file__).parent / "old_books" / "0001.sql").read_text("utf-8"))
    crm.ok("add 甲")
    crm.ok("restore", str(old), "--yes")
    assert "甲" not in [row["name"] for row in crm.json("list")]
    assert crm.sql("PRAGMA user_version") == [(schema.VERSION,)]
    assert crm.sql("PRAGMA foreign_key_check") == []


def test_a_full_disk_is_called_so_and_nothing_changes(crm, monkeypatch):
    crm.ok("add 甲")
    crm.ok("backup copy.db")
    before = crm.book.read_bytes()

    def full(*_):
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(copies.os, "fsync", full)
    for words in ("restore copy.db --yes", "backup other.db"):
        answer = crm("-f", "json", *words.split())
        assert (answer.code, answer.out, answer.error["error"]) == (3, "", "disk_full"), words
    assert crm.book.read_bytes() == before


def test_a_folder_whose_names_can_not_be_settled_takes_copies_all_the_same(crm, monkeypatch):
    """Some network drives know no fsync of a folder; what is in place by then must not be called undone."""
    settle = os.fsync

    def of_files_alone(handle):
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "no such thing here")
        settle(handle)

    monkeypatch.setattr(copies.os, "fsync", of_files_alone)
    crm.ok("add 甲")
    crm.ok("backup copy.db")
    crm.ok("restore copy.db -y")
    crm.book.write_text("no book")
    crm.ok("restore copy.db -y")
    assert [row["name"] for row in crm.json("list")] == ["甲"]


def test_a_damaged_book_that_can_not_be_replaced_stays_where_it_was(crm, monkeypatch):
    crm.ok("add 甲")
    crm.ok("backup copy.db")
    crm.book.write_bytes(b"no book" * 100)
    put = Path.replace

    def barred(self, target):
        if self.suffix == ".new" and Path(target) == crm.book:
            raise PermissionError(errno.EACCES, "held")
        return put(self, target)

    monkeypatch.setattr(Path, "replace", barred)
    answer = crm("-f", "json", "restore", "copy.db", "-y")
    assert (answer.code, answer.out, answer.error["error"]) == (3, "", "backup_failed")
    assert crm.book.read_bytes() == b"no book" * 100
    assert not list(crm.home.glob("data/backups/damaged-*"))
    assert sorted(path.name for path in crm.book.parent.glob("crm.db*")) == ["crm.db"]


@pytest.mark.parametrize("end", ["-journal", "-wal"])
def test_nothing_stays_beside_a_book_that_takes_the_place_of_a_damaged_one(crm, end):
    """A journal left there would be rolled back into it."""
    crm.ok("add 甲")
    crm.ok("backup copy.db")
    crm.book.write_bytes(b"no book")
    crm.book.with_name(f"crm.db{end}").write_bytes(crm.book.read_bytes() * 500)
    assert Path(crm.json("restore copy.db -y")["kept"]).read_bytes() == b"no book"
    assert sorted(path.name for path in crm.book.parent.glob("crm.db*")) == ["crm.db"]
    assert [row["name"] for row in crm.json("list")] == ["甲"]


def test_restore_asks_or_needs_yes(crm):
    crm.ok("add 甲")
    crm.ok("backup copy.db")
    crm.ok("add 乙")
    assert (crm("restore copy.db").code, crm("restore copy.db").out) == (3, "")
    assert crm("restore copy.db", typed="n\n").code == 3
    assert len(crm.json("list")) == 2
    crm.ok("restore copy.db", typed="y\n")
    assert len(crm.json("list")) == 1


def test_the_book_can_not_be_restored_from_itself(crm, monkeypatch):
    monkeypatch.setattr(door, "PATIENCE", 0.3)
    crm.ok("add 甲")
    before = crm.book.read_bytes()
    answer = crm("restore", str(crm.book), "-y")
    assert (answer.code, answer.out) == (3, "")
    assert crm.book.read_bytes() == before


def test_a_copy_that_can_not_be_written_leaves_nothing_half_done(crm, tmp_path):
    crm.ok("add 甲")
    (tmp_path / "file").write_text("no folder")
    answer = crm("backup", "file/copy.db")
    assert (answer.code, answer.out) == (3, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "home"]


# ---------------------------------------------------------------- the copy of the day


class Clock(datetime):
    """A real clock that a test sets; `--today` is another matter."""

    day = (2026, 3, 11)

    @classmethod
    def now(cls, tz=None):
        return cls(*cls.day, 9, 0)


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr(copies, "datetime", Clock)
    monkeypatch.setattr(Clock, "day", (2026, 3, 11))
    return Clock


def dailies(crm):
    return sorted(path.name for path in crm.home.glob("data/backups/daily-*"))


def names_in(path):
    db = sqlite3.connect(path)
    found = [row[0] for row in db.execute("SELECT name FROM customers ORDER BY code_number")]
    db.close()
    return found


def test_the_first_write_of_a_day_copies_the_book_as_it_was(crm, clock):
    crm.ok("add 甲")
    assert dailies(crm) == []  # nothing to keep yet
    crm.ok("today")
    assert dailies(crm) == []  # reading copies nothing
    crm.ok("add 乙")
    assert dailies(crm) == ["daily-20260311.db"]
    crm.ok("add 丙")
    clock.day = (2026, 3, 12)
    crm.today = "2027-01-01"  # the rep's day is not the machine's
    crm.ok("log c1 x")
    assert dailies(crm) == ["daily-20260311.db", "daily-20260312.db"]
    folder = crm.home / "data" / "backups"
    assert names_in(folder / "daily-20260311.db") == ["甲"]
    assert names_in(folder / "daily-20260312.db") == ["甲", "乙", "丙"]


def test_copies_of_days_are_thinned_and_no_others(crm, clock):
    crm.ok("add 甲")
    (crm.home / "config.yaml").write_text("backups: 3\n", encoding="utf-8")
    crm.ok("backup")
    for day in range(1, 7):
        clock.day = (2026, 4, day)
        crm.ok("log", "c1", f"{day}")
    assert dailies(crm) == ["daily-20260404.db", "daily-20260405.db", "daily-20260406.db"]
    assert len(list(crm.home.glob("data/backups/crm-*"))) == 1


def test_a_clock_that_was_wrong_takes_no_good_copy_away(crm, clock):
    """What was copied last is the newest, whatever the machine thought of the day."""
    (crm.home / "config.yaml").parent.mkdir()
    (crm.home / "config.yaml").write_text("backups: 3\n", encoding="utf-8")
    crm.ok("add 甲")
    for year, month, day in ((2031, 1, 1), (2031, 1, 2), (2031, 1, 3), (2026, 3, 12), (2026, 3, 13)):
        clock.day = (year, month, day)
        crm.ok("log", "c1", f"{day}")
    assert dailies(crm) == ["daily-20260312.db", "daily-20260313.db", "daily-20310103.db"]


def test_a_copy_that_fails_is_told_and_stops_nobody(crm, clock):
    crm.ok("add 甲")
    shutil.rmtree(crm.home / "data" / "backups")
    (crm.home / "data" / "backups").write_text("no folder")
    answer = crm.ok("log c1 订单")
    assert "Today's copy of the book could not be made" in answer.err
    assert crm.show("c1")["touches"] == 1


@pytest.mark.parametrize(
    ("where", "method", "told"),
    [
        ("backups", "mkdir", True),  # the folder may not even be looked into
        ("daily-20260301.db", "unlink", False),  # an old one that somebody holds open
        ("daily-20260302.db.7.new", "stat", False),  # what another crm takes away at that moment
    ],
)
def test_whatever_fails_about_the_copies_a_call_is_written_down(crm, clock, monkeypatch, where, method, told):
    crm.ok("add 甲")
    (crm.home / "config.yaml").write_text("backups: 1\n", encoding="utf-8")
    folder = crm.home / "data" / "backups"
    for name in ("daily-20260301.db", "daily-20260302.db.7.new"):
        (folder / name).write_text("x")
    real = getattr(Path, method)

    def fails(self, *words, **more):
        if self.name == where:
            raise PermissionError(errno.EACCES, "denied")
        return real(self, *words, **more)

    monkeypatch.setattr(Path, method, fails)
    answer = crm.ok("log c1 订单")
    assert crm.show("c1")["touches"] == 1
    assert ("could not be made" in answer.err) == told


def test_a_copy_of_the_day_can_be_restored(crm, clock):
    crm.ok("add 甲")
    crm.ok("add 乙")
    crm.ok("restore", str(next(crm.home.glob("data/backups/daily-*"))), "--yes")
    assert [row["name"] for row in crm.json("list")] == ["甲"]


def test_a_folder_of_copies_that_is_gone_is_made_again(crm, clock):
    crm.ok("add 甲")
    shutil.rmtree(crm.home / "data" / "backups")
    crm.ok("add 乙")
    assert dailies(crm) == ["daily-20260311.db"]


def test_a_folder_is_answered_with_the_copies_in_it(crm, tmp_path):
    folder = tmp_path / "copies"
    folder.mkdir()
    crm.ok("add Northwind")
    crm.ok("backup", str(folder / "b.db"))
    crm.ok("add Southwind")
    crm.ok("backup", str(folder / "a.db"))
    answer = crm("--lang", "en", "restore", str(folder), "--yes")
    assert (answer.code, "Copies in it, the newest first: a.db; b.db." in answer.err.replace("\n", " ")) == (3, True)
    assert f"crm restore {folder / 'a.db'}" in answer.err.replace("\n", "")


WRONG = [(16, 3), (18, 3), (19, 3), (44, 200), (47, 9), (56, 7), (59, 9), (68, 1), (100, 0), (105, 77)]


@pytest.mark.parametrize(("place", "byte"), WRONG)
def test_a_copy_comes_back_over_a_book_with_any_wrong_byte_in_its_head(crm, tmp_path, place, byte):
    """Whatever SQLite takes such a file for."""
    crm.given("add 甲")
    good = tmp_path / "good.db"
    crm.ok("backup", str(good))
    spoilt = bytearray(crm.book.read_bytes())
    spoilt[place] = byte
    crm.book.write_bytes(spoilt)
    crm.ok("restore", str(good), "-y")
    assert [row["name"] for row in crm.json("list")] == ["甲"]
    assert crm.sql("PRAGMA integrity_check") == [("ok",)]


UNREADABLE = "PRAGMA writable_schema=ON; UPDATE sqlite_master SET name = CAST(x'63c741' AS TEXT){} WHERE name = 'tags'"


@pytest.mark.parametrize("also", ["", ", sql = 'CREATE'", ", rootpage = 0"])
def test_a_schema_that_no_one_can_read_is_a_damaged_book_in_words(crm, also):
    """SQLite's own message has the wrong bytes in it."""
    crm.ok("add 甲 --mobile 13800138000")
    crm.ok("backup good.db")
    crm.ok("backup bad.db")
    changed("bad.db", UNREADABLE.format(also))
    changed("theirs.db", "CREATE TABLE contacts(name); CREATE TABLE tags(name); " + UNREADABLE.format(also))
    for words in ("restore bad.db -y", "import bad.db", "import theirs.db"):
        answer = crm(words)
        assert (answer.code, answer.out, words.split()[1] in answer.err, "inside" in answer.err) == (3, "", True, False), answer
    shutil.copy("bad.db", crm.book)
    for words in ("today", "add 乙", "backup other.db", "undo -y"):
        answer = crm("-f", "json", *words.split())
        assert answer.code in (0, 3) and (not answer.err or answer.error["error"] in ("book_damaged", "book_error")), answer
    crm.ok("restore good.db -y")
    assert [row["name"] for row in crm.json("list")] == ["甲"]


def test_a_link_that_leads_to_itself_is_no_place_for_a_copy(crm, tmp_path):
    crm.ok("add 甲")
    (tmp_path / "round.db").symlink_to("round.db")
    answer = crm("backup", "round.db")
    assert (answer.code, "round.db is there already" in answer.err) == (3, True)
