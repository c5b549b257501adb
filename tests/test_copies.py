"""Copies of the book: backup and restore there and back, and the automatic copy of the day."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import datetime

import pytest

from salescli.store import copies, door


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
    crm.ok("add 甲")
    path = bad_file(kind, tmp_path, crm.book.read_bytes())
    before = crm.book.read_bytes()
    answer = crm("restore", str(path), "--yes")
    assert (answer.code, answer.out) == (3, ""), answer
    assert path.name in answer.err
    assert crm.book.read_bytes() == before
    assert not list(crm.home.glob("data/backups/before-restore*"))


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
