"""Several processes at one book, and processes that are ended at any moment: nothing lost, nothing half done."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from salescli.store.base import door

ROWS = 3000
ENDINGS = [signal.SIGINT, signal.SIGTERM, *([signal.SIGKILL] if hasattr(signal, "SIGKILL") else [])]


def cards(path: Path, rows: int = ROWS, tag: str = "P") -> str:
    """A file of cards that are all somebody new."""
    lines = [f"{tag} {at},{tag} Firm {at // 2} Ltd,{tag}{at}@x.example,{'n' * 40}" for at in range(rows)]
    path.write_text("\n".join(["Name,Company,Email,Notes", *lines]), encoding="utf-8")
    return str(path)


def sound(crm) -> tuple[int, ...]:
    """Whole, with nothing left over from a write; returns how many rows the tables of records have."""
    db = sqlite3.connect(crm.book)
    try:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("SELECT count(*) FROM context").fetchone()[0] == 0
        assert db.execute("SELECT count(*) FROM changes WHERE run = 0").fetchone()[0] == 0
        tables = ("customers", "contacts", "channels", "interactions", "pulse")
        return tuple(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables)
    finally:
        db.close()


# ---------------------------------------------------------------- together


def test_writers_and_readers_beside_an_import(crm, tmp_path):
    """Each succeeds or waits; what was said to be done is in the book, once."""
    writers, logs = 3, 4
    for at in range(writers):
        crm.ok(f"add Writer{at}")
    crm.ok("today")
    file = cards(tmp_path / "a.csv")
    done = threading.Event()

    def write(at: int) -> list[int]:
        return [crm.process("log", f"c{at + 1}", f"note {n}").returncode for n in range(logs)]

    def read(words: str) -> list[int]:
        codes = []
        while not done.is_set():
            codes.append(crm.process(*words.split()).returncode)
        return codes

    with ThreadPoolExecutor(8) as pool:
        importing = pool.submit(crm.process, "import", file)
        writing = [pool.submit(write, at) for at in range(writers)]
        reading = [pool.submit(read, words) for words in ("today", "find Writer")]
        codes = [code for future in writing for code in future.result()]
        imported = importing.result()
        done.set()
        assert {code for future in reading for code in future.result()} == {0}
    assert codes == [0] * writers * logs
    assert imported.returncode == 0, imported.stderr
    assert sound(crm)[1:4:2] == (ROWS, writers * logs)
    runs = crm.json("history -n 100")
    assert [run["run"] for run in runs] == list(range(len(runs), 0, -1))
    assert len(runs) == writers + writers * logs + 1
    assert sum(run["changes"] for run in runs) == crm.sql("SELECT count(*) FROM changes")[0][0]


def test_two_imports_at_once_both_count(crm, tmp_path):
    crm.ok("add 甲")
    files = [cards(tmp_path / f"{tag}.csv", 300, tag) for tag in "AB"]
    with ThreadPoolExecutor(2) as pool:
        assert [done.returncode for done in pool.map(lambda file: crm.process("import", file), files)] == [0, 0]
    assert sound(crm)[1] == 600
    codes = [row["code"] for row in crm.json("list")]
    assert len(set(codes)) == len(codes) == 301


def test_a_new_home_made_by_two_at_once(crm):
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda at: crm.process("add", f"甲{at}"), range(3)))
    assert [one.returncode for one in done] == [0, 0, 0], done
    assert sorted(row["code"] for row in crm.json("list")) == ["c1", "c2", "c3"]


@pytest.mark.parametrize(
    "words", ["today --all", "list", "show c1", "find 甲", "log c1 x", "why c1", "history", "backup", "undo -y"]
)
def test_a_lock_between_any_two_statements_is_waited_for(crm, words):
    """Another program commits again and again, so that every statement may find the book locked."""
    crm.ok("add 甲")
    crm.ok("log c1 y")
    other = sqlite3.connect(crm.book, isolation_level=None, check_same_thread=False, timeout=20)
    done = threading.Event()

    def hold() -> None:
        while not done.is_set():
            other.execute("BEGIN EXCLUSIVE")
            time.sleep(0.15)  # longer than SQLite itself waits
            other.execute("COMMIT")
            time.sleep(0.001)  # of 150 ms; with much less a statement may miss every gap until its patience ends

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        answer = crm(words)
    finally:
        done.set()
        holder.join()
        other.close()
    assert answer.code == 0, answer.err


def test_readers_go_on_until_a_long_write_is_committed(crm):
    """Up to as much as it may keep: 16 MB are more than SQLite keeps in memory by itself."""
    crm.ok("add 甲")
    book = door.connect(crm.book)
    with door.transaction(book, crm.book, "import", long=True):
        book.executemany("INSERT INTO lists(name, options) VALUES (?, ?)", ((str(at), "x" * 1000) for at in range(4_000)))
        reader = sqlite3.connect(crm.book, timeout=0)
        assert reader.execute("SELECT count(*) FROM lists").fetchone() == (0,)
        reader.close()
    book.close()


# ---------------------------------------------------------------- for whom one waits


@pytest.fixture
def held(crm, monkeypatch):
    """A book that another connection holds, and a rep with little patience."""
    crm.ok("add 甲")
    monkeypatch.setattr(door, "PATIENCE", 0.1)
    other = sqlite3.connect(crm.book, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield crm
    other.close()


def note(crm, text: str) -> None:
    crm.book.with_name("crm.db.writer").write_text(text)


def test_who_waits_in_vain_is_told_for_whom(held):
    note(held, f'{{"pid": {os.getpid()}, "command": "import", "since": {int(time.time()) - 130}}}')
    answer = held("log c1 x")
    assert answer.code == 3
    assert f"crm import (process {os.getpid()}) has been writing for 2 min" in answer.err


@pytest.mark.parametrize(
    "text", ["", "no json", "[]", "{}", '{"pid": "x"}', '{"pid": 1e400}', '{"pid": 999999999999999999999}']
)
def test_a_note_that_says_nothing_is_no_trouble(held, text):
    note(held, text)
    answer = held("log c1 x")
    assert (answer.code, "another program" in answer.err) == (3, True)


@pytest.mark.skipif(os.name != "posix", reason="only there can one see that a process is gone")
def test_a_writer_that_is_gone_is_not_named(held):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    note(held, f'{{"pid": {gone.pid}, "command": "import", "since": 0}}')
    answer = held("log c1 x")
    assert (answer.code, "another program" in answer.err) == (3, True)


def test_the_next_writers_note_is_left_alone(crm, tmp_path):
    crm.ok("add 甲")
    book = door.connect(crm.book)
    with door.transaction(book, crm.book, "import", long=True):
        assert crm.book.with_name("crm.db.writer").exists()
        note(crm, '{"pid": 1, "command": "undo", "since": 0}')
    assert crm.book.with_name("crm.db.writer").exists()
    note(crm, "")
    with door.transaction(book, crm.book, "import", long=True):
        pass
    assert not crm.book.with_name("crm.db.writer").exists()
    book.close()


# ---------------------------------------------------------------- ended


def end_inside(crm, ending: signal.Signals, wait: float, *words: str) -> tuple[int, str, bool]:
    """Begin a command, end it `wait` seconds after its transaction has begun; exit code, stderr, whether it was inside."""
    journal = crm.book.with_name("crm.db-journal")
    command = [sys.executable, "-m", "salescli", *words]
    process = subprocess.Popen(
        command,
        env={**os.environ, **crm.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    until = time.monotonic() + 20
    while not journal.exists() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.001)
    time.sleep(wait)
    inside = journal.exists() and process.poll() is None
    process.send_signal(ending)
    _, err = process.communicate(timeout=30)
    return process.returncode, err, inside


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.name)
@pytest.mark.parametrize("command", ["import", "undo"])
def test_an_end_inside_a_write_leaves_the_book_as_it_was(crm, tmp_path, ending, command):
    first, second = cards(tmp_path / "a.csv", 1200, "A"), cards(tmp_path / "b.csv", ROWS, "B")
    crm.ok("import", first)
    before, seed = sound(crm), random.Random(ending)
    words, back = (["import", second], "undo -y") if command == "import" else (["undo", "-y"], "redo -y")
    crm.ok(*words)
    done = sound(crm)
    crm.ok(back)
    for attempt in range(6):
        code, err, inside = end_inside(crm, ending, seed.random() * 0.12 / (attempt + 1), *words)
        assert "Traceback" not in err
        left = sound(crm)
        if inside and left == before:
            break
        if left != before:  # it was done before its end, wholly, and says so where it was there to hear of it
            assert left == done and (code != 130 or "is kept" in err)
            crm.ok(back)
    assert inside and left == before, "no ending was in time"
    assert code == (130 if ending == signal.SIGINT else -ending)
    crm.ok("log c1 x")
    assert sound(crm)[3] == before[3] + 1


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_an_interruption_while_waiting_is_heard(crm):
    crm.ok("add 甲")
    other = sqlite3.connect(crm.book, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    command = [sys.executable, "-m", "salescli", "log", "c1", "x"]
    process = subprocess.Popen(command, env={**os.environ, **crm.environment}, stderr=subprocess.PIPE, text=True)
    time.sleep(1.5)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    other.close()
    assert (process.returncode, "Traceback" in err) == (130, False)
    assert time.monotonic() - began < 3
