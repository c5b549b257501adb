"""At a terminal, what is missing is asked for, in one place; a pipe is never asked. And: did you mean."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from conftest import Crm
from terminal import crm_at_terminal

from salescli.commandline import COMMANDS, build

MISSING = [
    ("add", "Name", "Northwind", "Added Northwind (c3)"),
    ("show", "Which customer?", "c1", "Huaxing"),
    ("why", "Which customer?", "c1", "Huaxing"),
    ("next c1", "When?", "2026-03-20", "next contact Fri 20 Mar"),
    ("snooze c1", "When?", "2w", "Rests until: – → Wed 25 Mar"),
    ("find", "What are you looking for?", "hua", "Huaxing"),
    ("contact add c1", "Name", "Emma", "Added Emma"),
    ("import", "Which file?", "cards.csv", "1 new"),
    ("completion", "Which shell?", "fish", "complete -c crm"),
]


@pytest.fixture
def book(crm: Crm) -> Crm:
    crm.given("add Huaxing", "add Beta")
    (crm.home.parent / "cards.csv").write_text("name,mobile\nZhou,13800138000\n")
    return crm


@pytest.mark.parametrize(("words", "question", "answer", "said"), MISSING)
def test_what_is_missing_is_asked_for(book, words, question, answer, said):
    with crm_at_terminal(book, *words.split()) as t:
        t.until(question)
        t.type(answer + "\n")
        t.until(said)
        assert t.rest() == 0


def test_two_things_missing_are_two_questions(book):
    with crm_at_terminal(book, "next") as t:
        t.until("Which customer?")
        t.type("c1\n")
        t.until("When?")
        t.type("2026-03-20\n")
        t.until("next contact Fri 20 Mar")
        assert t.rest() == 0


def test_an_answer_that_looks_like_an_option_is_an_answer(book):
    with crm_at_terminal(book, "add") as t:
        t.until("Name")
        t.type("--all\n")
        t.until("Added --all (c3)")
        assert t.rest() == 0


@pytest.mark.parametrize("answer", ["\n", "   \n"])
def test_no_answer_leaves_it_missing(book, answer):
    with crm_at_terminal(book, "next") as t:
        t.until("Which customer?")
        t.type(answer)
        t.until("WHO is missing")
        assert t.rest() == 2


@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_ctrl_c_and_ctrl_d_leave(book, key):
    before = book.book.read_bytes()
    with crm_at_terminal(book, "log") as t:
        t.until("Which customer?")
        time.sleep(0.5)  # as fast as nobody types, Ctrl-C may come between the prompt and readline's waiting for a key
        t.type(key)
        assert t.rest() == 130
    assert book.book.read_bytes() == before


def test_log_alone_shows_the_list_and_asks(book):
    with crm_at_terminal(book, "log") as t:
        shown = t.until("Which customer?")
        assert "Huaxing" in shown and "Beta" in shown
        t.type("2\n")
        t.until("What happened?")
        t.type("no answer\n")
        t.until("Logged Beta (c2): no answer (phone)")
        assert t.rest() == 0
    assert book.show("c2")["interactions"][0]["outcome"] == "no_answer"


def test_log_alone_keeps_what_was_given_as_options(book):
    with crm_at_terminal(book, "log", "--outcome", "won", "--via", "visit") as t:
        t.until("Which customer?")
        t.type("c1\n")
        t.until("What happened?")
        t.type("\n")
        t.until("Logged Huaxing (c1): won (visit)")
        assert t.rest() == 0


def test_log_alone_in_an_empty_home_says_how_to_begin(crm):
    with crm_at_terminal(crm, "log") as t:
        t.until("Your book is empty")
        t.until("Which customer?")
        t.type("\n")
        assert t.rest() == 2


def test_questions_are_in_the_reps_language(book):
    book.lang = "zh-TW"
    with crm_at_terminal(book, "next", "c1") as t:
        t.until("什麼時候？")
        t.type("明天\n")
        assert t.rest() == 0


@pytest.mark.parametrize(
    "words", [*dict.fromkeys(words for words, *_ in MISSING), "log", "next", "edit", "delete", "tag", "restore"]
)
@pytest.mark.parametrize("how", ["pipe", "json", "yes"])
def test_nobody_is_asked_in_a_pipe_or_for_json_or_with_yes(book, words, how):
    more = {"pipe": "", "json": " -f json", "yes": " --yes"}[how]
    answer = book(words + more, typed=None if how == "pipe" else "c1\nc1\n")
    assert answer.code == 2 and not answer.out
    assert "missing" in answer.err


def test_a_closed_stdin_is_not_asked(book):
    env = {**os.environ, **book.environment}
    done = subprocess.run(
        f"{sys.executable} -m salescli log <&-", shell=True, capture_output=True, encoding="utf-8", env=env, timeout=60
    )
    assert (done.returncode, done.stdout) == (2, "") and "WHO is missing" in done.stderr


# ---------------------------------------------------------------- did you mean


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("lgo", "crm go; crm log"),
        ("undoo", "crm undo"),
        ("contct", "crm contact add"),
        ("contact ad", "crm contact add"),
        ("rules lst", "crm rules list"),
        ("today --al", "--all"),
        ("list --stag needs", "--stage"),
        ("add X --grad A", "--grade"),
        ("add X --mobil 1", "--mobile"),
        ("today --stage need", "needs"),
        ("today --stage evaluaton", "evaluation"),
        ("today --stage 方案评", "evaluation"),
        ("log c1 x --outcome anwsered", "answered"),
        ("log c1 x --via wechta", "wechat"),
        ("list --grade AA", "A"),
        ("edit c1 --stage actve", "active"),
        ("contact add c1 X --decision-role dezider", "decider"),
        ("import cards.csv --on-match jion", "join"),
        ("list -f jsn", "json"),
        ("list --sort last_contct", "last_contact"),
        ("list --lang zh_C", "zh-CN"),
        ("completion zhs", "zsh"),
        ("list --where last_contct=today", "last_contact"),
    ],
)
def test_the_nearest_is_named(book, words, near):
    answer = book(words)
    assert answer.code == 2 and not answer.out
    assert f"Did you mean {near}" in answer.err


def test_a_saved_view_and_a_name_that_are_near(book):
    book.ok("list --stage needs --save south")
    assert "Did you mean south?" in book("list --view soth").err
    assert "Did you mean Huaxing (c1)?" in book("show Huaxign").err


@pytest.mark.parametrize(
    "words",
    ["zzzzqqqq", "today --zzzzqq", "today --stage zzzzqq", "list --sort zzzzvvvv", "show zzzzqqq", "list -f zzqq"],
)
def test_nothing_near_is_no_empty_question(book, words):
    answer = book(words)
    assert answer.code in (2, 3)
    assert "you mean" not in answer.err and "{" not in answer.err


def test_a_missing_argument_can_be_asked_for():
    """Each argument that some command must have has its question."""
    import json

    from salescli.files import PACKAGE

    words = json.loads((PACKAGE / "locales" / "en.json").read_text("utf-8"))
    needed = {
        str(p.metavar)
        for name in COMMANDS
        for p in build(name).params
        if p.param_type_name == "argument" and p.required
    }
    assert needed >= {"WHO", "NAME", "WHEN", "FILE", "TEXT", "CONTACT", "SHELL"}
    assert not [metavar for metavar in needed if f"ask.argument.{metavar.lower()}" not in words]


def test_two_people_of_one_name_at_one_customer_are_both_named(book):
    for _ in range(2):
        book.ok("contact add c1 'Emma Clarke'")
    answer = book("contact edit 'Emma Clarke' --title Buyer")
    assert answer.code == 3 and answer.err.count("Emma Clarke (") == 2
    ids = [row["id"] for row in book.json("contact list c1")]
    assert book("contact", "edit", f"#{ids[0][-6:]}", "--title", "Buyer").code == 0
