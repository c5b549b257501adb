"""Odd text, odd surroundings, odd clocks: shown harmlessly, stored as given, told kindly, never a traceback."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
import time
import unicodedata
from pathlib import Path

import pytest

from salescli.commandline import printable
from salescli.core.language.names import firm_key
from salescli.core.language.phones import fold_digits, read_phone
from salescli.render.clean import ZWJ

NAUGHTY = [
    "[/foo]", "[red]x[/red]", "[link=http://x]y[/link]", "[/]", "[", "\\[x]", ":smile:", "{}", "{0}", "{who}", "%s", "${x}",
    "\x1b[2Jcleared", "\x1b]0;title\x07", "\x1b]52;c;aGk=\x07copied", "\x1b[31m", "\x1b", "\x9b2Jc1", "\x9d52;c;x\x9c", "a\x85b",
    "a\u202egnp.exe", "\u2066x\u2069", "\u200bzero\u200bwidth", "soft\u00adhyphen", "\ufeffbom", "\u2028sep\u2029", "a\x7fb",
    "two\nlines", "a\r\nb", "a\rb", "tab\tbed", "\x08\x08back", "\ue000", "\ufffe", "\U000e0041tag",
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "'=1", '=HYPERLINK("http://x")',
    "👩‍👩‍👧‍👦", "🏳️‍🌈", "e\u0301" * 3, "Z̸̡̢̧a̸l̵g̵o̸", "ﷺ", "𠮷野家", "İ", "ß", "١٢٣", "①",
    "<script>alert(1)</script>", "a|b`c`", "**x**", "&amp;", "'; DROP TABLE customers; --", "%", "_", "*", "a and b", "x=y",
    "--", "--home", "-n", "c1", "1", "null", "NaN", "a,b;c", '"quoted"', "\\", "\\u001b", "王" * 300, "a" * 2000,
    b"bytes \xff\xfe".decode("utf-8", "surrogateescape"), "half \ud83d",
]  # fmt: skip
BAD = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
FORMS = ("", "table", "json", "csv", "md", "html")
READS = ("today --all", "list", "find a", "show c1", "show c13", "why c15", "agenda", "history", "contact list", "history c13",
         "list --sort -name", "contact list c20")  # fmt: skip


def steering(text: str, *, colour: bool = False) -> set[str]:
    """What in `text` could steer a terminal, Rich's own colours aside where they may be."""
    if colour:
        import re

        text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    return {char for char in text if char not in ("\n", ZWJ) and unicodedata.category(char) in BAD}


def harmless(answer, *, colour: bool = False, codes: tuple[int, ...] = (0, 1, 2, 3)) -> None:
    """An answer that steers nothing and knows what it is talking about."""
    assert answer.code in codes, answer
    assert not steering(answer.out, colour=colour), answer.out[:300]
    assert not steering(answer.err, colour=colour), answer.err[:300]
    assert "Traceback" not in answer.err
    assert "inside salescli" not in answer.err, answer.err


# ---------------------------------------------------------------- text


@pytest.fixture(scope="module")
def naughty_home(tmp_path_factory, request):
    """A book in which every text stands in every place, and what was said to be stored."""
    from conftest import Crm

    crm = Crm(tmp_path_factory.mktemp("naughty") / "home")
    stored = {}
    for text in NAUGHTY:
        added = crm(
            "-f",
            "json",
            "add",
            f"--notes={text}",
            f"--set=own={text}",
            f"--industry={text}",
            f"--tag={text}",
            "--",
            text,
        )
        assert added.code == 0, added
        code = added.json()["code"]
        for words in (
            ["log", code, "--next=3d", f"--aim={text}", "--", text],
            ["contact", "add", code, f"--title={text}", "--", text],
        ):
            harmless(crm(*words), codes=(0,))
        stored[code] = text
    return crm, stored


def test_every_text_is_kept_as_given(naughty_home):
    crm, stored = naughty_home
    for code, text in stored.items():
        shown, kept = crm.show(code), printable(text)
        assert shown["name"] == " ".join(kept.split())
        for value in (shown["notes"], shown["industry"], shown["own"]["own"], shown["interactions"][0]["text"]):
            assert value == kept.strip(), code


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("terminal", [False, True])
def test_every_text_is_shown_harmlessly(naughty_home, form, terminal):
    crm, _ = naughty_home
    for words in READS:
        options = ["-f", form] if form else []
        answer = crm(*options, *words.split(), typed="" if terminal else None)
        if form == "csv" and not terminal:  # lossless into a pipe
            assert answer.code == 0
        else:
            harmless(answer, colour=terminal or form == "table", codes=(0,))


@pytest.mark.parametrize(
    "text", ["[/foo]", "\x1b]52;c;aGk=\x07", "\u202ex", "{who}", "a\rb", "-1", "half \ud83d", "x" * 70_000, "%"]
)
def test_errors_about_every_text_are_harmless(crm, text):
    crm.given("add 甲")
    for words in (
        ["show", "--", text], ["log", "--", text], ["log", "c1", "x", f"--at={text}"], ["log", "c1", "x", f"--outcome={text}"],
        ["next", "c1", "--", text], ["list", f"--where={text}"], ["list", f"--where=name~{text}"], ["list", f"--sort={text}"],
        ["find", "--", text], ["import", "--", text], ["restore", "-y", "--", text], ["rules", "check", "--", text],
        ["undo", "--", text], ["-f", text, "list"], ["--today", text, "list"], ["--lang", text, "list"], [text, "list"],
        ["log", f"--retract={text}"], ["add", "x", f"--set={text}"], ["delete", "--", text], ["list", f"--view={text}"],
    ):  # fmt: skip
        harmless(crm(*words))
        harmless(crm("-f", "json", *words))


def test_a_file_of_every_text_is_imported_and_known_again(crm, tmp_path):
    import csv

    texts = [text for text in NAUGHTY if text == text.encode("utf-8", "ignore").decode()]
    with open(tmp_path / "all.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Name", "Company", "Email", "Notes", "[/foo]\x1b[2J"])
        writer.writerows(
            [text, f"Firm {at}", f"a{at}@x.example", f"{text} noted", text] for at, text in enumerate(texts)
        )
    harmless(crm("import", "all.csv"), codes=(0, 1))
    notes = " ".join(
        row[0] or "" for row in crm.sql("SELECT notes FROM contacts UNION ALL SELECT notes FROM customers")
    )
    assert all(
        f"{text} noted".strip() in notes
        for text in ("[/foo]", "\x1b]52;c;aGk=\x07copied", "a\u202egnp.exe", "@SUM(A1)")
    )
    again = crm("-f", "json", "import", "all.csv")
    assert {row["outcome"] for row in again.json()} <= {"same", "rejected"}
    for form in ("table", "md", "html", "json"):
        harmless(crm("-f", form, "contact", "list"), colour=True, codes=(0,))


LONG = 30_000


@pytest.mark.parametrize(
    ("header", "cell"),
    [("Phone", "1" * LONG), ("Phone", "1 " * LONG), ("Phone", " " * LONG + "1"), ("Email", "a" * LONG + "@x.example"),
     ("Email", "/" * LONG), ("Email", "<a" * LONG), ("Company", "公司" * LONG), ("Company", "a." * LONG), ("Name", "王" * LONG),
     ("Birthday", "1" * LONG), ("Address", "a " * LONG), ("Notes", "x" * 10_000_000), ("Notes", "\x1b[2J" * LONG)],
    ids=lambda value: f"{value[:6]!r}",
)  # fmt: skip
def test_an_endless_cell_takes_no_endless_time(crm, tmp_path, header, cell):
    (tmp_path / "long.csv").write_text(f'Name,Company,{header}\nA,甲,"{cell}"\nB,乙,\n', encoding="utf-8")
    began = time.process_time()
    answer = crm("import", "long.csv")
    assert time.process_time() - began < 8  # seconds; by the square of its length it would take minutes
    harmless(answer, codes=(0, 1))
    assert len(crm.json("list")) == 2


def test_long_numbers_and_firms_cost_what_they_are_long():
    began = time.process_time()
    assert not read_phone("1" * 100_000).valid
    assert fold_digits("1" * 100_000) == "1" * 100_000
    assert fold_digits("13800001111.00") == "13800001111"
    assert firm_key("公司" * 50_000).startswith("公司")
    assert firm_key("华星电子有限公司") == "华星电子"
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "name", ["[/foo].csv", "a\nb.csv", "\x1b[2J.csv", "\u202ex.csv", "'q\".csv", "=1.csv", b"\xd6\xd0.csv"]
)
def test_files_of_any_name_are_read(crm, tmp_path, name):
    name = os.fsdecode(name) if isinstance(name, bytes) else name
    try:
        (tmp_path / name).write_text("Name,Phone\nA,13800001111\n,\nx\n", encoding="utf-8")
    except OSError:
        pytest.skip("this system has no such names")
    harmless(crm("import", "--", str(tmp_path / name)), codes=(0, 1))
    assert [row["name"] for row in crm.json("list")] == ["A"]
    harmless(crm("backup", "--", str(tmp_path / f"{name}.db")), codes=(0,))
    harmless(crm("rules", "check", "--", str(tmp_path / name)), codes=(1,))


@pytest.mark.parametrize("name", ["a\nb", "a'b\"c", "?x#y%20", "[/foo]", "\x1b[2J", "~x", "a" * 200, b"\xd5\xc5"])
def test_a_home_of_any_name(crm, tmp_path, name):
    name = os.fsdecode(name) if isinstance(name, bytes) else name
    crm.home = tmp_path / name
    try:
        crm.home.mkdir(parents=True)
    except OSError:
        pytest.skip("this system has no such names")
    for words in ("add 甲", "log c1 x", "today", "path", "backup", "history"):
        harmless(crm(words), codes=(0,))
    assert (tmp_path / name / "data" / "crm.db").exists()


def test_standard_input_may_hold_anything(crm):
    crm.ok("add 甲")
    harmless(crm("log", "c1", "-", stdin=b"a\x00b \xff \x1b[2J \xe2\x80\xae"), codes=(0,))
    text = crm.show("c1")["interactions"][0]["text"]
    assert "\x00" not in text and "\x1b[2J" in text
    harmless(crm("show", "c1", typed=""), colour=True, codes=(0,))


# ---------------------------------------------------------------- surroundings


@pytest.mark.parametrize("words", ["today", "show c1", "log c1 x", "--help", "nosuch"])
def test_a_bare_or_broken_environment(crm, words):
    crm.given("add 华星")
    bare = {"SALESCLI_HOME": str(crm.home), "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    import subprocess

    command = [sys.executable, "-m", "salescli", *words.split()]
    done = subprocess.run(command, env=bare, capture_output=True, stdin=subprocess.DEVNULL, timeout=60, check=False)
    assert done.returncode == (2 if words == "nosuch" else 0), done
    assert b"Traceback" not in done.stderr
    done.stdout.decode("utf-8")
    done.stderr.decode("utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize(
    "streams", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", "> /dev/full", "2> /dev/full", "| head -n 1"]
)
def test_streams_that_are_closed_or_full(crm, streams):
    import shlex
    import subprocess

    crm.ok("add 华星")
    for words, unheard in (("list -f json", 3), ("log c1 x", 1)):  # 1: what was written is kept
        line = f"{shlex.quote(sys.executable)} -m salescli {words} {streams}"
        done = subprocess.run(
            ["sh", "-c", line], env={**os.environ, **crm.environment}, capture_output=True, timeout=60, check=False
        )
        full = streams == "> /dev/full"
        assert done.returncode == (unheard if full else 0), (words, done)
        assert (b"No space left" in done.stderr) == full
        assert b"Traceback" not in done.stderr and b"Exception ignored" not in done.stderr


@pytest.mark.parametrize("columns", ["1", "7", "20", "60", "80", "100", "120", "200", "10000", "0", "-5", "x"])
@pytest.mark.parametrize("term", ["xterm", "dumb"])
def test_any_width_of_screen(naughty_home, monkeypatch, columns, term):
    crm, _ = naughty_home
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("TERM", term)
    for words in ("today", "show c13", "history -n 3", "--help"):
        answer = crm(*words.split(), typed="")
        harmless(answer, colour=True, codes=(0,))
        assert term != "dumb" or "\x1b" not in answer.out


def _spoil(crm, what: str) -> None:
    crm.ok("today")
    data = crm.home / "data"
    kept = data / ".compiled.json"
    writes = {
        "config yaml": (crm.home / "config.yaml", "a: [\n b"),
        "config binary": (crm.home / "config.yaml", "\x00\x1b\x9b"),
        "config huge": (crm.home / "config.yaml", "#" * 400_000),
        "config deep": (crm.home / "config.yaml", "[" * 20_000),
        "config zone": (crm.home / "config.yaml", "time_zone: ../../etc/passwd\n"),
        "rules yaml": (data / "rules" / "own.yaml", "x: {kind: [/foo], points: \x1b[2J}\n"),
        "rules kind": (data / "rules" / "own.yaml", 'x: {kind: "[/foo]", points: "[red]"}\n'),
        "kept text": (kept, "no json"),
        "kept list": (kept, "[1, 2]"),
        "kept deep": (kept, "[" * 100_000),
        "kept cut": (kept, kept.read_text()[:500]),
        "kept other": (kept, json.dumps({**json.loads(kept.read_text()), "value": {"config": {"x": 1}, "rules": {}}})),
        "sessions": (data / "sessions", "a file"),
        "note": (data / "crm.db.writer", "\x00"),
    }
    path, text = writes[what]
    if path.is_dir():
        shutil.rmtree(path)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("what", ["config yaml", "config binary", "config huge", "config deep", "config zone", "rules yaml",
                                  "rules kind"])  # fmt: skip
def test_broken_settings_and_rules_are_told_with_their_file(crm, what):
    crm.given("add 甲")
    _spoil(crm, what)
    for words in ("today", "log c1 x", "list", "agenda"):
        answer = crm(words)
        harmless(answer, codes=(3,))
        assert ("config.yaml" if "config" in what else "own.yaml") in answer.err
    harmless(crm("path"), codes=(0, 3))


@pytest.mark.parametrize("what", ["kept text", "kept list", "kept deep", "kept cut", "sessions", "note"])
def test_what_only_saves_time_is_done_without(crm, monkeypatch, what):
    crm.ok("add 甲")
    monkeypatch.setenv("SALESCLI_SESSION", "mine")
    _spoil(crm, what)
    for words in ("list", "log c1 x", "today"):
        harmless(crm(words), codes=(0,))


def test_settings_kept_by_another_program_are_made_anew(crm):
    crm.ok("add 甲")
    _spoil(crm, "kept other")
    answer = crm("list")
    assert "Traceback" not in answer.err
    assert answer.code in (0, 3)
    harmless(crm("list"), codes=(0,))


# ---------------------------------------------------------------- time


@pytest.mark.parametrize(
    "day", ["2024-02-29", "2025-12-31", "2026-01-01", "2026-03-08", "2026-11-01", "1970-01-01", "2099-12-31"]
)
@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Shanghai", "Pacific/Apia", "Africa/Casablanca"])
def test_any_day_in_any_zone(crm, monkeypatch, day, zone):
    """Also hours that the clock skips or has twice: --today is the present time of day on that day."""
    if not hasattr(time, "tzset"):
        pytest.skip("the zone of the process can't be set here")
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        crm.today = day
        crm.ok("add 甲")
        crm.ok("log c1 x --next 1m")
        crm.ok("log", "c1", "y", "--at", f"{day} 00:00")
        for words in ("today", "why c1", "agenda", "list", "history"):
            harmless(crm(words), codes=(0,))
        assert [row["at"][:10] for row in crm.show("c1")["interactions"]] == [day, day]
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(("day", "hour"), [("2026-03-08", "02:30"), ("2026-11-01", "01:30")])
def test_an_hour_that_is_skipped_or_comes_twice(crm, day, hour):
    (crm.home).mkdir()
    (crm.home / "config.yaml").write_text("time_zone: America/New_York\n")
    crm.today = "2026-12-24"
    crm.ok("add 甲")
    crm.ok("log", "c1", "x", "--at", f"{day} {hour}")
    shown = crm.show("c1")
    assert shown["interactions"][0]["at"][:10] == day
    assert shown["last_contact"][:10] == day
    crm.today = "2026-02-02"
    crm.ok("log", "c1", "y", "--next", f"{day} {hour}")
    harmless(crm("agenda --days 300"), codes=(0,))


def test_days_that_go_back_and_forth_keep_the_log_in_order(crm):
    crm.ok("add 甲")
    for day in ("2026-03-11", "2026-05-01", "2026-02-28", "2027-01-01", "2026-03-12"):
        crm.today = day
        crm.ok(f"log c1 on-{day}")
    at = [row["at"] for row in crm.show("c1")["interactions"]]
    assert at == sorted(at, reverse=True)
    ids = [row[0] for row in crm.sql("SELECT id FROM interactions ORDER BY rowid")]
    assert ids == sorted(ids)
    assert crm.sql("SELECT count(DISTINCT at) = count(*) FROM runs") == [(1,)]
    for day in ("2026-01-01", "2026-03-12", "2028-02-29"):
        crm.today = day
        harmless(crm("today"), codes=(0,))
        harmless(crm("why c1"), codes=(0,))
    crm.today = "2026-03-12"
    crm.ok("undo -y")
    assert len(crm.show("c1")["interactions"]) == 4


def test_a_zone_that_changes_between_runs_moves_no_instant(crm):
    crm.ok("add 甲")
    crm.ok("log", "c1", "x", "--at", "2026-03-10 09:00")
    kept = crm.sql("SELECT at FROM interactions")
    for zone in ("Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati"):
        (crm.home / "config.yaml").write_text(f"time_zone: {zone}\n")
        harmless(crm("today"), codes=(0,))
        harmless(crm("why c1"), codes=(0,))
        crm.ok("show c1")
    assert crm.sql("SELECT at FROM interactions") == kept


@pytest.mark.parametrize("value", ["garbage", "[/foo]", "2026-02-30", "\x1b[2J", "99999-01-01", "0"])
def test_a_wrong_day_or_language_in_the_environment(crm, value):
    crm.today = value
    harmless(crm("today"), codes=(2,))
    crm.today, crm.lang = "2026-03-11", value
    harmless(crm("today"), codes=(2,))


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "9999-01-01"])
def test_the_ends_of_time_are_told_or_worked_with(crm, day):
    crm.ok("add 甲")
    crm.today = day
    for words in (
        "today",
        "list",
        "why c1",
        "agenda",
        "show c1",
        "log c1 x",
        "log c1 y --next 1m",
        "next c1 3d",
        "add 乙",
        "history",
    ):
        harmless(crm(words), codes=(0, 2, 3))


def test_a_clock_set_back_never_takes_a_run_back(crm, monkeypatch):
    crm.ok("add 甲")
    later = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: later() - 86_400 * 3 * 10**9)
    crm.ok("log c1 x")
    monkeypatch.undo()
    book = sqlite3.connect(crm.book)
    at = [row[0] for row in book.execute("SELECT at FROM runs ORDER BY id")]
    book.close()
    assert at == sorted(at)


def test_copies_that_were_cut_short_are_swept_up_a_day_later(crm):
    crm.ok("add 甲")
    backups = crm.home / "data" / "backups"
    old, young, mine = backups / "daily-20260101.db.77.new", backups / "crm-1.db.78.new", backups / "my.new"
    for path in (old, young, mine):
        path.write_text("half")
    for path in (old, mine):
        os.utime(path, (0, 0))
    crm.ok("log c1 x")
    assert [path.exists() for path in (old, young, mine)] == [False, True, True]
