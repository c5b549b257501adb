"""What goes wrong is told in words, with the right exit code, and changes nothing; pipes, signals and other processes."""

from __future__ import annotations

import ast
import ctypes
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time

import pytest

from salescli import files
from salescli.core.model import LANGUAGES
from salescli.files import PACKAGE
from salescli.store.base import door

WRITES = ("add 乙", "edit c1 --city X", "log c1 x", "next c1 fri", "snooze c1 2w", "tag c1 vip", "contact add c1 王",
"delete c1",
          "undo -y", "list --save x")  # fmt: skip
READS = ("today", "list", "show c1", "why c1", "find 甲", "agenda", "history", "contact list", "log c1 x", "backup")


def refused(answer, code=3) -> str:
    """The message of an answer that refused, which said nothing else."""
    assert (answer.code, answer.out) == (code, ""), answer
    assert answer.err.startswith("Error: "), answer.err
    assert "Traceback" not in answer.err
    assert "unexpected" not in answer.err.casefold()
    assert "inside salescli" not in answer.err
    return str(answer.err)


# ---------------------------------------------------------------- the command line is wrong


@pytest.mark.parametrize(
    "words",
    [
        "sing", "lits", "contact", "contact sing", "rules", "rules sing", "log", "show", "add", "edit", "edit c1", "delete",
        "tag", "next", "next c1",
        "snooze", "snooze c1", "restore", "import", "find", "why", "show c1 c2", "delete c1 c2", "list c1", "today c1",
        "undo x", "undo 1 2",
        "redo 1", "history c1 c2", "contact add c1", "contact edit", "contact delete", "today -n many", "today -n -1",
        "agenda --days soon",
        "history -n 0", "today --stage wild", "list --grade Z", "today --colour", "add A --colour red", "add A --stage wild",
        "add ''", "add '  '",
        "list -f xml", "list --lang fr", "list --today someday", "list --today 2026-02-30", "list --format", "list --home",
        "--lang", "path x",
        "init x", "contact list a b", "log c1 x --at", "snooze c1 soonish", "next c1 wed", "tag c1", "list --where",
        "import a.csv --encoding",
    ],
)  # fmt: skip
def test_a_wrong_command_line_exits_2(crm, words):
    crm.given("add 甲")
    before = crm.book.read_bytes()
    refused(crm(words), 2)
    as_json = crm(f"-f json {words}")
    assert (as_json.code, as_json.out) == (2, "")
    if "-f xml" not in words:
        assert set(as_json.error) == {"error", "message", "hint"}
        assert as_json.error["message"]
    assert crm.book.read_bytes() == before


def test_a_mistyped_command_or_option_is_put_right(crm):
    crm.ok("add 甲")
    assert "crm list" in crm("lits").err
    assert "--mobile" in crm("add 乙 --mobil 13800138000").err
    assert "--next" in crm("log c1 x --nxt fri").err


def test_errors_speak_the_reps_language(crm):
    messages = {lang: crm("sing", "--lang", lang).err for lang in ("en", "zh-CN", "zh-TW")}
    assert len(set(messages.values())) == 3
    crm.today = "never"
    assert not refused(crm("list", "--lang", "en"), 2).count("日")
    assert crm("list", "--lang", "zh-CN").err.startswith(messages["zh-CN"][:2])


@pytest.mark.parametrize(
    "words", [("show", "nobody"), ("undo",), ("restore", "no.db", "-y"), ("log", "1", "x"), ("next", "c1", "off")]
)
def test_errors_as_json_go_to_stderr_alone(crm, words):
    crm.given("add 甲")
    answer = crm("-f", "json", *words)
    assert (answer.code, answer.out) == (3, "")
    assert set(answer.error) == {"error", "message", "hint"}
    assert answer.error["error"].isascii()
    assert answer.error["error"].islower()
    chinese = crm("-f", "json", *words, "--lang", "zh-CN")
    assert chinese.error["error"] == answer.error["error"]
    assert not chinese.error["message"].isascii()


def test_what_a_stranger_typed_is_made_visible_in_errors(crm):
    answer = crm("show", "\x1b[31m\u202e[/red]")
    assert "\x1b" not in answer.err
    assert "\u202e" not in answer.err
    assert "[/red]" in answer.err
    as_json = crm("-f", "json", "show", "\x1b[31m\u202e")
    assert "\\u202e" in as_json.err
    assert "\u202e" in as_json.error["message"]


@pytest.mark.parametrize("text", ["x" * 70_000, "好" * 70_000])
def test_a_text_that_is_a_whole_file_is_refused(crm, text):
    crm.ok("add 甲")
    for words in (("log", "c1", text), ("edit", "c1", "--notes", text), ("edit", "c1", "--set", f"x={text}"), ("tag",
    "c1", text),
                  ("next", "c1", "fri", text), ("add", text)):  # fmt: skip
        refused(crm(*words), 2)
    refused(crm("log", "c1", "-", stdin=text), 2)


# ---------------------------------------------------------------- the book can't be used


def spoilt(kind, path):
    if kind == "newer":
        change(path, "PRAGMA user_version = 99")
    elif kind == "foreign":
        path.unlink()
        change(path, "CREATE TABLE other (x)")
    elif kind == "foreign application":
        change(path, "PRAGMA application_id = 77")
    elif kind == "damaged":
        path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    elif kind == "text":
        path.write_text("my notes\n" * 300)
    else:
        path.write_bytes(path.read_bytes()[:3000])


def change(path, statement):
    db = sqlite3.connect(path)
    with db:
        db.execute(statement)
    db.close()


@pytest.mark.parametrize("kind", ["newer", "foreign", "foreign application", "damaged", "text", "cut"])
def test_a_file_that_is_no_book_of_this_program_is_left_alone(crm, kind):
    crm.given("add 甲")
    spoilt(kind, crm.book)
    before, around = crm.book.read_bytes(), sorted(crm.home.rglob("[!.]*"))
    for words in (*WRITES, *READS, "restore x.db -y", "init -y"):
        answer = crm(words)
        if words not in ("restore x.db -y", "init -y"):
            assert "crm.db" in refused(answer), words
        assert answer.code in (0, 3)
    assert crm.book.read_bytes() == before
    assert sorted(crm.home.rglob("[!.]*")) == around


def test_a_folder_in_place_of_the_book(crm):
    crm.book.mkdir(parents=True)
    for words in ("today", "add 甲"):
        refused(crm(words))


def test_a_file_in_place_of_the_home(crm, tmp_path):
    crm.home.write_text("a file")
    for words in ("add 甲", "init -y"):
        refused(crm(words))
    assert crm.home.read_text() == "a file"


@pytest.fixture
def held(crm, monkeypatch):
    """A book with 甲 in it, and a connection that can hold it; nobody waits long."""
    monkeypatch.setattr(door, "PATIENCE", 0.15)
    crm.ok("add 甲")
    crm.ok("add 丙")
    crm.ok("log c2 x")
    other = sqlite3.connect(crm.book, isolation_level=None, check_same_thread=False)
    yield crm, other
    other.close()


def test_a_book_that_another_program_writes_is_waited_for_then_told(held):
    crm, other = held
    other.execute("BEGIN IMMEDIATE")
    before = crm.book.read_bytes()
    for words in WRITES:
        assert "in use" in refused(crm(words)), words
    as_json = crm("-f json add 乙")
    assert (as_json.out, as_json.error["error"]) == ("", "book_locked")
    assert crm.book.read_bytes() == before
    for words in ("today", "list", "show c1", "history"):
        assert crm(words).code == 0, words
    other.execute("ROLLBACK")
    crm.ok("add 乙")


@pytest.mark.parametrize("words", [words for words in READS if not words.startswith("log")])
def test_a_book_that_is_being_committed_is_told_too(held, words):
    crm, other = held
    other.execute("BEGIN EXCLUSIVE")
    assert "in use" in refused(crm(words))


def test_readers_and_writers_wait_their_turn(held, monkeypatch):
    crm, other = held
    monkeypatch.setattr(door, "PATIENCE", 20)
    for words in ("list", "log c1 x", "show c1", "backup"):
        other.execute("BEGIN EXCLUSIVE")
        release = threading.Timer(0.4, lambda: other.execute("COMMIT"))
        release.start()
        assert crm(words).code == 0
        release.join()


# ---------------------------------------------------------------- rights


def without_rights() -> None:
    """Before the program begins: take from root the right to pass over the rights of files."""
    libc = ctypes.CDLL(None)
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        libc.prctl(24, capability, 0, 0, 0)


@pytest.fixture
def guarded(crm):
    """A book, and what runs a command as somebody without special rights."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if is_root and sys.platform != "linux":
        pytest.skip("root may do anything here")
    crm.ok("add 甲")
    crm.ok("add 丙")
    yield crm, lambda *words: crm.process(*words, **({"preexec_fn": without_rights} if is_root else {}))
    crm.home.chmod(0o700)
    for path in crm.home.rglob("*"):
        path.chmod(0o700)


@pytest.mark.skipif(sys.platform == "win32", reason="rights are kept otherwise there")
@pytest.mark.parametrize("what", ["file", "folder", "both"])
def test_a_book_that_may_only_be_read_is_read_and_nothing_else(guarded, what):
    crm, run = guarded
    before = crm.book.read_bytes()
    if what != "folder":
        crm.book.chmod(0o400)
    if what != "file":
        for folder in (crm.home / "data" / "backups", crm.home / "data", crm.home):
            folder.chmod(0o500)
    for words in (["add", "乙"], ["log", "c1", "x"], ["undo", "-y"]):
        answer = run(*words)
        assert (answer.returncode, answer.stdout) == (3, ""), answer
        assert "can't be written" in answer.stderr
        assert str(crm.home) in answer.stderr
    assert crm.book.read_bytes() == before
    for words in (["list"], ["today"], ["show", "c1"]):
        answer = run(*words)
        assert answer.returncode == 0, answer
        assert "甲" in answer.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="rights are kept otherwise there")
def test_a_folder_where_no_home_can_be_made(guarded):
    crm, run = guarded
    crm.home.chmod(0o500)
    for words in (["add", "乙"], ["init", "-y"]):
        answer = run("--home", str(crm.home / "new"), *words)
        assert (answer.returncode, answer.stdout) == (3, "")
        assert str(crm.home / "new") in answer.stderr
    assert not (crm.home / "new").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="rights are kept otherwise there")
def test_a_home_that_may_not_be_looked_into(guarded):
    crm, run = guarded
    crm.home.chmod(0)
    for words in (["list"], ["add", "乙"]):
        answer = run(*words)
        assert answer.returncode == 3, answer
        assert "Traceback" not in answer.stderr
        assert str(crm.home) in answer.stderr


# ---------------------------------------------------------------- processes, pipes, signals


def test_exit_codes_of_the_process(crm):
    assert crm.process("add", "甲").returncode == 0
    assert crm.process("list").returncode == 0
    assert crm.process("find", "nothing").returncode == 1
    assert crm.process("sing").returncode == 2
    assert crm.process("show", "c9").returncode == 3
    answer = crm.process("-f", "json", "show", "c9")
    assert answer.stdout == ""
    assert json.loads(answer.stderr)["error"] == "who_nobody"


def test_output_is_utf_8_whatever_the_locale(crm):
    answer = crm.process("add", "华星😀", env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.startswith("Added 华星😀 (c1)")
    assert crm.show("c1")["name"] == "华星😀"


@pytest.mark.skipif(sys.platform == "win32", reason="arguments are text there")
def test_an_argument_that_is_no_text_is_kept_visibly(crm):
    crm.ok("add 甲")
    words = [sys.executable, "-m", "salescli", "log", "c1", b"caf\xe9"]
    answer = subprocess.run(words, env={**os.environ, **crm.environment}, capture_output=True, check=False)
    assert answer.returncode == 0
    assert crm.show("c1")["interactions"][0]["text"] == "caf\\xe9"


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """A book whose list is longer than a pipe holds; nobody writes into it."""
    from conftest import Crm

    folder = tmp_path_factory.mktemp("many")
    rows = "\n".join(f"公司{number}" for number in range(1500))
    (folder / "many.csv").write_text(f"公司\n{rows}\n", encoding="utf-8")
    crm = Crm(folder / "home")
    crm.ok("import", str(folder / "many.csv"))
    return crm


@pytest.mark.skipif(sys.platform == "win32", reason="a shell is needed")
@pytest.mark.parametrize(
    "command",
    ["list | head -1", "list | true", "today -f json | true", "list >&-", "list 2>&- >&-", "show nobody 2>&-"],
)
def test_a_closed_pipe_is_quiet(many, command):
    crm = many
    line = f'"{sys.executable}" -m salescli {command}'
    answer = subprocess.run(["bash",
    "-c", f"set -o pipefail; {line}"], env={**os.environ, **crm.environment}, capture_output=True,
                            timeout=60, check=False)  # fmt: skip
    assert answer.stderr == b""
    assert answer.returncode == (3 if "nobody" in command else 0)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
def test_an_interruption_leaves_nothing_half_done(crm):
    crm.ok("add 甲")
    before = crm.book.read_bytes()  # not later: closing the file would give up this process's lock on it
    other = sqlite3.connect(crm.book, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = subprocess.Popen([sys.executable, "-m", "salescli", "add", "乙"], env={**os.environ, **crm.environment},
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))  # fmt: skip
    time.sleep(1.2)
    waiting.send_signal(signal.SIGINT)
    out, err = waiting.communicate(timeout=20)
    other.execute("ROLLBACK")
    other.close()
    assert (waiting.returncode, out) == (130, b"")
    assert b"Traceback" not in err
    assert crm.book.read_bytes() == before


@pytest.mark.parametrize("there", [True, False], ids=["book", "empty home"])
def test_several_processes_writing_at_once_all_succeed(crm, there):
    if there:
        crm.ok("add 甲")
    words = [sys.executable, "-m", "salescli", "add"]
    environment = {**os.environ, **crm.environment}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    running = [subprocess.Popen([*words, f"公司{n}"], env=environment, **streams) for n in range(4)]
    told = [process.communicate(timeout=60) for process in running]
    assert [process.returncode for process in running] == [0] * 4, told
    names = {row["name"] for row in crm.json("list")}
    assert names >= {f"公司{n}" for n in range(4)}
    codes = [row["code"] for row in crm.json("list")]
    assert len(set(codes)) == len(codes) == 4 + there
    assert len(crm.json("history")) == 4 + there


@pytest.mark.parametrize(("columns", "no_colour"), [("60", ""), ("200", "1")])
def test_columns_and_no_color_are_honoured(crm, monkeypatch, columns, no_colour):
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("NO_COLOR", no_colour)
    crm.ok("add", "华星电子" * 30, "--notes", "x" * 300)
    crm.ok("log", "c1", "长长的记录" * 40)
    crm.ok("add", "北方" * 60, "--mobile", "13800138000")
    from salescli.render.clean import width

    for words in ("list", "today", "show c1"):
        answer = crm(words, typed="")
        assert ("\x1b[" in answer.out) == (not no_colour)
        plain = crm(f"{words} -f table")
        assert max(width(line) for line in plain.lines) <= int(columns)


def test_an_unknown_failure_is_told_without_a_traceback(crm, monkeypatch):
    from salescli.store.ranking import listing

    monkeypatch.setattr(listing, "facts_where", lambda *_: 1 / 0)
    answer = crm("list")
    assert (answer.code, answer.out) == (3, "")
    assert "ZeroDivisionError" in answer.err
    monkeypatch.setenv("SALESCLI_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        crm("list")


@pytest.mark.skipif(sys.platform != "linux", reason="of Linux alone")
def test_a_machine_without_a_home_folder(crm, monkeypatch, tmp_path):
    import pwd

    def nobody(_):
        raise KeyError

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    monkeypatch.delenv("HOME")
    crm.home = ""
    assert "SALESCLI_HOME" in refused(crm("list"))
    assert crm("-f", "json", "list").error["error"] == "home_unknown"
    assert crm("list", "--home", str(tmp_path / "x")).code == 0


def test_the_disk_is_full(crm, monkeypatch):
    crm.ok("add 甲")
    before = crm.book.read_bytes()
    plain = door.connect

    def small(path):
        db = plain(path)
        db.execute(f"PRAGMA max_page_count = {db.execute('PRAGMA page_count').fetchone()[0]}")
        return db

    monkeypatch.setattr(door, "connect", small)
    assert "full" in refused(crm("log", "c1", "好" * 20_000))
    assert crm.book.read_bytes() == before


# ---------------------------------------------------------------- every error has its words


def raised():
    """Every WrongUsage and CannotDo of the source whose key is written out: (file, key, names of its parameters)."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if name not in ("WrongUsage", "CannotDo", "CrmError") or any(word.arg is None for word in node.keywords):
                continue
            first = node.args[0] if node.args else None
            keys = [first] if not isinstance(first, ast.IfExp) else [first.body, first.orelse]
            for key in keys:
                if isinstance(key, ast.Constant):
                    yield path.name, key.value, {word.arg for word in node.keywords}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_a_message_that_needs_no_more_than_is_given(language):
    messages = files.load_json(f"locales/{language}.json")
    found = list(raised())
    assert len(found) > 60
    assert not [(file, key) for file, key, _ in found if f"error.{key}" not in messages]
    lacking = [(file, key, kind) for file, key, given in found for kind in ("error", "hint")
               if not placeholders(messages.get(f"{kind}.{key}", "")) <= given]  # fmt: skip
    assert not lacking


def placeholders(message: str | list[str]) -> set[str]:
    """The names of the parameters that a message shows."""
    return set(re.findall(r"{(\w+)}", " ".join(message) if isinstance(message, list) else message))
