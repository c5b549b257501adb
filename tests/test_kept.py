"""What was written stays written, and is said to be, when the answer about it fails."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from salescli.store.base import door

WRITES = ["log c1 报价", "add 海天贸易", "edit c1 --city 深圳", "tag c1 vip", "next c1 3d", "snooze c1 3d",
          "contact add c1 王建国", "delete c1", "import cards.csv", "undo -y", "merge c1 c2"]  # fmt: skip


def kept(answer, run: int) -> None:
    assert answer.code == 1, answer  # 3 would say that nothing changed (CONTRACT 1)
    assert f"Run {run} was written before that and is kept" in answer.err
    assert "Nothing" not in answer.err and "Traceback" not in answer.err


@pytest.fixture
def book(crm, tmp_path):
    crm.given("add 华星电子", "add 北方重工")
    (tmp_path / "cards.csv").write_text("Name,Company\nEmma Clarke,Northwind\n", encoding="utf-8")
    return crm


@pytest.mark.parametrize("words", WRITES)
@pytest.mark.parametrize("form", ["plain", "json"])
def test_an_answer_that_can_not_be_drawn(book, monkeypatch, words, form):
    from salescli.render import screen

    def fail(*_):
        raise ZeroDivisionError("drawing")

    monkeypatch.setattr(screen, "say", fail)
    monkeypatch.setattr("salescli.render.draw", fail)
    answer = book("-f", form, *words.split()) if form == "json" else book(words)
    if form == "json":
        error = answer.error
        assert (answer.code, error["error"], "Run 3 was written" in error["hint"]) == (1, "unexpected", True)
    else:
        kept(answer, 3)
    assert book.sql("SELECT max(id) FROM runs") == [(3,)]


@pytest.mark.parametrize("words", WRITES)
def test_an_answer_for_which_there_is_no_room(book, monkeypatch, words):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("salescli.render.screen.write", full)
    answer = book(words)
    kept(answer, 3)
    assert "No space left" in answer.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="of Linux alone")
@pytest.mark.parametrize(
    ("words", "code"), [("log c1 报价", 1), ("-f json add 海天贸易", 1), ("import cards.csv", 1), ("list", 3)]
)
def test_a_process_whose_output_is_full(book, words, code):
    with open("/dev/full", "w") as full:
        done = subprocess.run([sys.executable, "-m", "salescli", *words.split()], stdout=full, stderr=subprocess.PIPE,
                              env={**os.environ, **book.environment}, text=True, timeout=60, check=False)  # fmt: skip
    assert (done.returncode, "No space left" in done.stderr, "was written" in done.stderr) == (code, True, code == 1)
    assert "Exception ignored" not in done.stderr
    assert len(book.json("history")) == 2 + (code == 1)


@pytest.mark.skipif(sys.platform == "win32", reason="a shell is needed")
@pytest.mark.parametrize("end", [">&-", "2>&- >&-", "| true"])
def test_a_closed_output_is_quiet_and_all_is_written(book, end):
    line = f'"{sys.executable}" -m salescli tag c1 vip {end}'
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {line}"], env={**os.environ, **book.environment},
                          capture_output=True, timeout=60, check=False)  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert book.show("c1")["tags"] == ["vip"]


@pytest.mark.parametrize("words", ["backup copy.db", "export out.csv", "restore copy.db -y"])
def test_what_leaves_no_run_is_done_all_the_same(book, monkeypatch, words):
    book.ok("backup copy.db" if "restore" in words else "list")

    def fail(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr("salescli.render.screen.say", fail)
    answer = book(words)
    assert (answer.code, "stays done" in answer.err, "Nothing" in answer.err) == (1, True, False), answer


def test_what_is_worked_out_after_a_write_may_fail_too(book, monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr("salescli.commands.telling.next_day", fail)
    kept(book("log c1 报价"), 3)


@pytest.mark.parametrize("words", WRITES)
def test_an_interruption_that_is_heard_as_the_commit_ends_says_what_is_kept(book, monkeypatch, words):
    @contextmanager
    def heard(*given, **more):
        with transaction(*given, **more):
            yield
        raise KeyboardInterrupt

    transaction = door.transaction
    monkeypatch.setattr(door, "transaction", heard)
    answer = book(words)
    assert (answer.code, "Run 3 was written before that and is kept" in answer.err) == (130, True), answer


def test_an_interruption_before_the_commit_says_nothing_of_the_kind(book, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("salescli.store.records.story.log", interrupted)
    answer = book("log c1 报价")
    assert (answer.code, "kept" in answer.err, book.show("c1")["interactions"]) == (130, False, [])


def test_what_fails_before_the_write_keeps_its_own_words(book):
    answer = book("log c9 报价")
    assert (answer.code, "kept" in answer.err) == (3, False)


def test_a_command_taken_from_an_offer_that_fails_leaves_the_log(book, monkeypatch):
    from salescli.core.errors import CannotDo

    def fail(*_, **__):
        raise CannotDo("no_promise")

    monkeypatch.setattr("salescli.commands.plan.next_command", fail)
    monkeypatch.setattr("salescli.render.screen.one_key", lambda _: "2")  # the promise
    answer = book("-f", "table", "log", "c1", "约了3月20号再谈", typed="\n")
    kept(answer, 3)
    assert len(book.show("c1")["interactions"]) == 1
