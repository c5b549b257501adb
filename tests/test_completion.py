"""Completion: what Tab offers, in the program and in real shells, and that a customer's name can do no harm there."""

from __future__ import annotations

import os
import shlex
import shutil
import sqlite3
import stat
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from conftest import Crm
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from terminal import Terminal

from salescli.commandline import COMMANDS, build
from salescli.commands import complete

EVIL = ("$(touch PWNED)", "`touch PWNED`", "'; touch PWNED; '", '"; touch PWNED; "', "-rf", "~", "c99", "12", "!!", "Evil*",
        "Evil\\", "Evil;touch PWNED", "Evil|touch PWNED", "Evil>PWNED", "Evil #", "{a,b}", "“;touch PWNED;“",
        "Evil\nnewline", "Evil\ttab", "Evil \x1b[31mred", "Evil \u202ebidi")  # fmt: skip


FULL = (
    "add 华星电子 --city 深圳 --mobile 13800138000", "add 'Huaxing Trading' --city London", "add Northwind", "add Northgate",
    "add 'Smith & Sons (UK)'", "contact add c3 'Emma Clarke'", "list --grade A --save south", "list --save north",
)  # fmt: skip


@pytest.fixture
def full(crm: Crm) -> Crm:
    crm.given(*FULL)
    return crm


def words(crm: Crm, *typed: str, shell: str = "zsh") -> list[str]:
    """The words offered."""
    answer = crm.ok("_complete", shell, *typed)
    assert not answer.err
    return [line.partition("\t")[0] for line in answer.lines]


CASES = [
    (("lo",), ["log"]),
    (("con",), ["contact"]),
    (("contact", ""), ["add", "edit", "delete", "list", "move"]),
    (("rules", "c"), ["check"]),
    (("completion", ""), ["bash", "zsh", "fish", "powershell"]),
    (("today", "--st"), ["--stage"]),
    (("--st",), ["--stage"]),
    (("log", "--ou"), ["--outcome"]),
    (("log", "c1", "--next", "fri", "--vi"), ["--via"]),
    (("add", "X", "--gra"), ["--grade"]),
    (("show", "--lan"), ["--lang"]),
    (("today", "--stage", "e"), ["evaluation"]),
    (("today", "--stage=e"), ["--stage=evaluation"]),
    (("log", "c1", "--outcome", "no"), ["no_answer"]),
    (("log", "c1", "--via", "we"), ["wechat"]),
    (("log", "c1", "--silence", "w"), ["weighing", "wrong_channel"]),
    (("log", "c1", "--stall", "too_"), ["too_much", "too_little"]),
    (("signal", "North"), ["Northgate", "Northwind"]),
    (("signal", "c1", "x", "--kind", "s"), ["staff_change", "service_complaint", "soured_ties"]),
    (("edit", "c1", "--decision"), ["--decision-style"]),
    (("contact", "edit", "c1", "--decision-role", "ch"), ["champion"]),
    (("import", "x", "--on-match", ""), ["join", "skip"]),
    (("-f", "j"), ["json"]),
    (("today", "--format", "j"), ["json"]),
    (("--lang", "zh"), ["zh-CN", "zh-TW"]),
    (("log", "North"), ["Northgate", "Northwind"]),
    (("log", "north"), ["Northgate", "Northwind"]),
    (("log", "--via", "wechat", "Northw"), ["Northwind"]),
    (("log", "--via=wechat", "Northw"), ["Northwind"]),
    (("log", "Northwind", "Nor"), []),
    (("log", "c2"), ["c2"]),
    (("why", "华"), ["华星电子"]),
    (("why", "電"), ["c1"]),
    (("show", "hx"), ["c1"]),
    (("show", "8000"), ["c1"]),
    (("show", "emma"), ["c3"]),
    (("show", "Smith"), ["Smith & Sons (UK)"]),
    (("show", "nobody"), []),
    (("report", "neg"), ["neglected"]),
    (("report", "activity", "--by", "o"), ["owner", "outcome"]),
    (("report", "neglected", "--by", "o"), ["owner"]),
    (("report", "--by", "decision"), ["decision_role"]),
    (("measures", "answer"), ["answer_rate"]),
    (("list", "--sort", "days"), ["days_since"]),
    (("list", "--sort=-days"), ["--sort=-days_since"]),
    (("list", "--columns", "days"), ["days_since"]),
    (("list", "--columns", "grade,answer"), ["grade,answer_rate"]),
    (("list", "--view", ""), ["north", "south"]),
    (("list", "--view", "s"), ["south"]),
    (("nonsense", "x"), []),
    (("contact", "nonsense", "x"), []),
    (("today", "--nonsense", "x"), []),
    (("log", "--", "Northw"), ["Northwind"]),
]


@pytest.mark.parametrize(("typed", "offers"), CASES, ids=[" ".join(typed) for typed, _ in CASES])
def test_what_is_offered(full, typed, offers):
    assert words(full, *typed) == offers


def test_labels_of_the_reps_language_complete_too(full):
    full.lang = "zh-CN"
    assert words(full, "today", "--stage", "方") == ["方案评估"]
    assert full.ok("_complete", "fish", "today", "--stage", "eval").out == "evaluation\t方案评估\n"
    assert full.ok("today --stage 方案评估").code == 0


def test_nothing_typed_offers_the_list_last_shown_else_who_was_touched_last(full):
    full.ok("log c3 hello")
    assert words(full, "log", "") == ["c3"]
    shown = full.ok("list --sort name", typed="")
    assert shown.code == 0
    full_list = words(full, "log", "")
    assert sorted(full_list) == ["c1", "c2", "c3", "c4", "c5"]


@pytest.mark.parametrize(
    "typed", [("import", "x"), ("restore", ""), ("--home", "x"), ("rules", "check", "x"), ("backup", "x")]
)
def test_files_are_left_to_the_shell(full, typed):
    assert (full("_complete", "zsh", *typed).code, full("_complete", "zsh", *typed).out) == (complete.FILES, "")


def test_few_are_offered(crm):
    crm.ok("add A")
    for number in range(22):
        crm.ok(f"add 'North {number}'")
    assert len(words(crm, "log", "North")) == complete.MOST < 20


def test_two_customers_of_one_name_are_offered_by_code(crm):
    crm.ok("add Twin")
    crm.ok("add Twin")
    assert words(crm, "show", "Tw") == ["c1", "c2"]


# ---------------------------------------------------------------- never writes, never complains


def snapshot(home: Path) -> dict[str, tuple[int, bytes]]:
    return {str(p): (p.stat().st_mtime_ns, p.read_bytes()) for p in home.rglob("*") if p.is_file()}


def test_completion_never_writes(full):
    (full.home / "data" / ".compiled.json").unlink()
    before = snapshot(full.home)
    for typed, _ in CASES:
        full("_complete", "zsh", *typed)
    assert snapshot(full.home) == before


def test_completion_makes_no_home(crm):
    assert words(crm, "log", "x") == []
    assert words(crm, "today", "--stage", "ev") == ["evaluation"]
    assert not crm.home.exists()


def test_a_damaged_or_foreign_or_newer_book_offers_nothing(crm):
    crm.ok("add Northwind")
    whole = crm.book.read_bytes()
    for content in (b"", b"not a book", whole[:5000], whole[:60] + b"\0\0\xff\xff" + whole[64:]):
        crm.book.write_bytes(content)
        assert crm("_complete", "zsh", "log", "North") == type(crm("path"))(0, "", "")
        assert crm.book.read_bytes() == content


def test_a_book_that_is_being_written_is_not_waited_for_long(crm):
    crm.ok("add Northwind")
    db = sqlite3.connect(crm.book, isolation_level=None)
    db.execute("BEGIN EXCLUSIVE")
    assert words(crm, "log", "North") == []
    db.close()


def test_a_broken_config_is_no_trouble(full):
    (full.home / "config.yaml").write_text("language: [")
    assert words(full, "log", "Northw") == ["Northwind"]
    assert words(full, "lo") == ["log"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    shell=st.sampled_from([*complete.SHELLS, "bash:63", "", "tcsh"]),
    typed=st.lists(
        st.sampled_from(
            [
                *COMMANDS,
                "contact",
                "rules",
                "--",
                "-",
                "=",
                "--stage",
                "--stage=",
                "c1",
                "'",
                '"',
                "\\",
                "-n",
                "--lang",
                "fr",
                "--home",
                "\0",
                "\udc80",
                "North",
                "$(x)",
            ]
        )
        | st.text(max_size=8),
        max_size=5,
    ),
)
def test_whatever_is_typed_completion_stays_quiet(crm, shell, typed):
    answer = crm("_complete", shell, *[word.replace("\0", "") for word in typed])
    assert answer.code in (0, complete.FILES) and not answer.err
    assert len(answer.lines) < 21


@pytest.mark.parametrize("name", COMMANDS)
def test_the_first_word_is_what_the_registry_says(name):
    arguments = [p for p in build(name).params if p.param_type_name == "argument"]
    metavar = str(arguments[0].metavar).strip("[]") if arguments else ""
    first = "who" if metavar in ("WHO", "CONTACT") else "file" if metavar.startswith("FILE") else "none"
    assert COMMANDS[name].first == first


# ---------------------------------------------------------------- names that mean something to a shell


@pytest.fixture
def evil(crm: Crm) -> Crm:
    for place, name in enumerate(EVIL, 1):
        crm.ok("add", f"E{place}")
        crm.sql("UPDATE customers SET name = ?, name_key = ? WHERE code_number = ?", name, name.casefold(), place)
    return crm


def test_a_name_that_a_shell_would_read_is_offered_by_code(evil):
    seen = set()
    for shell, name in product([*complete.SHELLS, "bash:63"], EVIL):
        typed = "." * (shell == "powershell") + "\\" * (shell[:4] == "bash") + name[:4].strip()
        for line in evil.ok("_complete", shell, "log", typed).lines:
            word = line.partition("  ")[0].partition("\t")[0].strip()
            assert word == "" or (word[0] == "c" and word[1:].isdigit())
            assert line.replace("\t", "").isprintable()
            seen.add(word)
    assert len(seen) > 15


@pytest.mark.parametrize(
    "name", ["Huaxing", "华星电子", "Smith & Sons (UK)", "A.B. Co., Ltd", "a_b-c", "王·李（深圳）"]
)
def test_a_plain_name_is_plain(name):
    assert complete.is_plain(name)


@pytest.mark.parametrize("name", [*EVIL, "", " x", "x ", "C1", "1", "O'Brien", "a\u00a0b\u2028"])
def test_any_other_name_is_not(name):
    assert not complete.is_plain(name)


# ---------------------------------------------------------------- real shells


def shell(name: str) -> str:
    return shutil.which(name) or pytest.skip(f"{name} is not installed")


@pytest.fixture
def rep(crm: Crm, tmp_path: Path) -> Crm:
    """A rep with `crm` on the path, which notes the words it was called with, one a line."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "crm"
    program.write_text(f"#!/bin/sh\n[ \"$1\" = _complete ] || {{ for w in \"$@\"; do printf '%s\\n' \"$w\"; done >called; }}\n"
                       f"exec {sys.executable} -m salescli \"$@\"\n")  # fmt: skip
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    evil = ("Zed$(touch PWNED)", "Zed`touch PWNED`", "Zed'; touch PWNED; '", "Evil & touch PWNED")
    crm.given(*FULL, *(shlex.join(("add", name)) for name in evil))
    return crm


def environment(rep: Crm) -> dict[str, str]:
    path = f"{rep.home.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return {
        **os.environ,
        **rep.environment,
        "PATH": path,
        "TERM": "xterm",
        "LC_ALL": "C.UTF-8",
        "PS1": "ready> ",
        "COLUMNS": "120",
    }


def at_shell(rep: Crm, name: str, typed: str) -> list[str]:
    """The words that crm was called with after `typed` and Tab and Enter at an interactive shell."""
    quiet = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"]}[name]
    called = rep.home.parent / "called"
    called.unlink(missing_ok=True)
    with Terminal([shell(name), *quiet], environment(rep), rep.home.parent) as t:
        t.type(f"PS1='ready''> '; source <(crm completion {name}); rm -f called\n")
        t.until("ready> ")
        t.type("echo loa''ded\n")
        t.until("loaded")
        t.type(typed)
        t.type("\n")
        t.type("echo do''ne\n")
        t.until("done")
    assert not (rep.home.parent / "PWNED").exists()
    return called.read_text().splitlines() if called.exists() else []


SHELL_CASES = [
    ("crm pa\t", ["path"]),
    ("crm show Northw\t", ["show", "Northwind"]),
    ("crm show 华\t", ["show", "华星电子"]),
    ("crm show Smith\t", ["show", "Smith & Sons (UK)"]),
    ("crm show Evil\t", ["show", "Evil & touch PWNED"]),
    ('crm show "Smith\t', ["show", "Smith & Sons (UK)"]),
    ("crm show hx\t", ["show", "c1"]),
    ("crm today --stage eval\t", ["today", "--stage", "evaluation"]),
    ("crm today --stage=eval\t", ["today", "--stage=evaluation"]),
    ("crm show 'Zed$\t", ["show", "c6"]),
    ("crm show 'Zed`\t", ["show", "c7"]),
]


@pytest.mark.parametrize("name", ["bash", "zsh"])
@pytest.mark.parametrize(("typed", "called"), SHELL_CASES, ids=[c[0].strip() for c in SHELL_CASES])
def test_tab_at_a_real_shell(rep, name, typed, called):
    closing = {'"': '"', "'": "'"}
    got = at_shell(rep, name, typed)
    if not got:  # the quote is still open
        got = at_shell(rep, name, typed + closing["'" if "'" in typed else '"'])
    assert got == called


@pytest.mark.parametrize("name", ["bash", "zsh"])
def test_what_was_typed_stays_where_several_fit(rep, name):
    assert at_shell(rep, name, "crm -y show Nort\t") == ["-y", "show", "North"]


def test_bash_keeps_what_no_offer_begins_with(rep):
    assert at_shell(rep, "bash", "crm -y show zed\t") == ["-y", "show", "zed"]


def test_fish_lists_the_offers(rep):
    def offers(line: str) -> str:
        script = f"crm completion fish | source; complete -C '{line}'"
        done = subprocess.run([shell("fish"), "--no-config", "-c", script], capture_output=True, encoding="utf-8", timeout=60,
                              env=environment(rep), cwd=rep.home.parent)  # fmt: skip
        assert not done.stderr
        return done.stdout

    assert offers("crm pa") == "path\twhere the book is, and why there\n"
    assert offers("crm show Northw") == "Northwind\tc3\n"
    assert offers("crm show c1") == "c1\t华星电子 深圳\n"
    assert offers("crm today --stage eval") == "evaluation\tEvaluation\n"
    assert "Zed$(touch PWNED)" in offers("crm show c6")
    assert not (rep.home.parent / "PWNED").exists()


def test_powershell_gets_words_in_quotes(full):
    assert full.ok("_complete", "powershell", "show", ".Smith").out == "'Smith & Sons (UK)'\tc5\n"
    assert full.ok("_complete", "powershell", ".pa").out.startswith("path\t")
    assert words(full, "show", ".'Smith", shell="powershell") == ["'Smith & Sons (UK)'"]


# ---------------------------------------------------------------- the scripts


@pytest.mark.parametrize("name", complete.SHELLS)
def test_the_script_is_printed(crm, name):
    answer = crm.ok("completion", name)
    assert "_complete" in answer.out and not answer.err
    assert not crm.home.exists()


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_the_shell_can_read_its_script(crm, name, tmp_path):
    script = tmp_path / "script"
    script.write_text(crm.ok("completion", name).out)
    subprocess.run([shell(name), "-n", str(script)], check=True, timeout=60)


@pytest.mark.parametrize("name", complete.SHELLS)
def test_installing_twice_changes_nothing_more(crm, name, monkeypatch, tmp_path):
    for variable in ("XDG_CONFIG_HOME", "ZDOTDIR"):
        monkeypatch.delenv(variable, raising=False)
    user = tmp_path / "user"
    user.mkdir()
    (user / ".bashrc").write_text("alias ll='ls -l'")
    first = crm.ok("completion", name, "--install")
    assert len(first.lines) == 1 and not first.err
    before = snapshot(user)
    again = crm.ok("completion", name, "--install")
    assert snapshot(user) == before
    assert "already" in again.out
    assert (user / ".bashrc").read_text().startswith("alias ll='ls -l'" + ("\n. '" if name == "bash" else ""))
    if name == "bash":
        (line,) = (user / ".bashrc").read_text().splitlines()[1:]
        subprocess.run([shell("bash"), "-c", f"{line}\ncomplete -p crm"], check=True, timeout=60, capture_output=True)


def test_an_unknown_shell_is_named(crm):
    answer = crm("completion bsh")
    assert answer.code == 2 and "Did you mean bash?" in answer.err
