"""`crm go` at a real terminal: each key does what it says, each step is written at once, and nothing is lost at the end."""

from __future__ import annotations

import os
import signal

import pytest
from terminal import crm_at_terminal


@pytest.fixture
def book(crm):
    """Three who are due, and nobody to ask for what a note offers."""
    crm.given("add 华星电子 --mobile 13800138000 --grade S", "add 佛山顺德 --grade A", "add 鼎立 --grade B")
    return crm


def talks(crm, who):
    return [(row["outcome"], row["text"]) for row in crm.show(who)["interactions"]]


def test_the_list_is_gone_through_by_single_keys(book):
    with crm_at_terminal(book, "go") as t:
        seen = t.until("c1>")
        assert "1 of 3" in seen and "华星电子" in seen and "9 complaint" in seen
        t.type("2")
        t.until("Note")
        t.type("要样品，下周三再谈\n")
        assert "2026-03-18" in t.until("]: ")  # the day that the note names
        t.type("\n")
        t.until("c2>")
        assert talks(book, "c1") == [("positive", "要样品，下周三再谈")] and "2026-03-18" in str(book.show("c1")["next"])
        t.type("1")
        t.until("Note")
        t.type("响了很久\n")  # Enter at once would belong to the key
        t.until("c3>")
        t.type("u")
        t.until("[y/N]")
        t.type("y\n")
        t.until("c2>")
        assert talks(book, "c2") == []
        t.type("s")
        t.until("c3>")
        t.type("b")
        t.until("c2>")
        t.type("z")
        t.until("Put off until")
        t.type("2w\n")
        t.until("c3>")
        t.type("\x1b[A")  # an arrow is nothing
        t.type("w")
        t.until("Surfaces")
        t.until("c3>")
        t.type("q")
        assert "2 done, 1 left" in t.until("crm go goes on")
        assert t.rest() == 0
    assert book.show("c2")["snoozed_until"] == "2026-03-25" and talks(book, "c3") == []


def test_a_wrong_day_is_asked_for_again_and_ctrl_c_leaves_the_row_alone(book):
    with crm_at_terminal(book, "go", "-n", "1", columns=60) as t:
        t.until("c1>")
        t.type("\n")
        t.until("Note")
        t.type("聊了聊\n")
        t.until("none): ")
        t.type("neverday\n")
        t.until("none): ")
        t.type("\x03")
        t.until("Nothing was logged")
        t.until("c1>")
        t.type("\n")
        t.until("Note")
        t.type("再聊\n")
        t.until("none): ")
        t.type("-\n")
        assert "1 done, 0 left" in t.until("goes on")
        assert t.rest() == 0
    assert talks(book, "c1") == [("answered", "再聊")]


@pytest.mark.parametrize("how", [signal.SIGHUP, signal.SIGINT])
def test_what_was_done_stays_when_the_window_closes(book, how):
    with crm_at_terminal(book, "go") as t:
        t.until("c1>")
        t.type("8")
        t.until("Note")
        t.type("要ROI对比\n")
        t.until("none): ")
        t.type("\n")
        t.until("c2>")
        os.kill(t.pid, signal.SIGWINCH)
        t.type("5")
        t.until("Note")
        if how == signal.SIGINT:
            t.until("keys): ")
            t.interrupt("c2>")
            t.type("\x03")
        else:
            os.kill(t.pid, how)
        assert t.rest() in (130, -how)
    assert talks(book, "c1") == [("asked", "要ROI对比")] and talks(book, "c2") == []
    assert book("check").code in (0, 1)


def test_a_pipe_is_told_kindly(book):
    answer = book("go")
    assert answer.code == 3 and "needs a terminal" in answer.err
    assert book("go -f json", typed="q").error["error"] == "go_no_terminal"


def test_an_empty_book_says_how_to_begin(crm):
    with crm_at_terminal(crm, "go") as t:
        assert t.rest() == 0
        assert "crm add" in t.since() or "crm import" in t.since()
