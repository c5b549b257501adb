"""What the command-line tests share: a `crm` to call, in a real home folder of its own, on a fixed day."""

from __future__ import annotations

import gc
import io
import json
import os
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as profiles

from salescli import run, settings
from salescli.cli import main
from salescli.store.base.schema import records

profiles.register_profile("gate", derandomize=True, database=None, deadline=None)
profiles.register_profile("random", database=None, deadline=None)
profiles.load_profile(os.environ.get("SEEDS", "gate"))  # SEEDS=random: new examples with each run, for long runs by hand

TODAY = "2026-03-11"
"""A Wednesday, far from any change of clocks."""
OURS = ("SALESCLI_HOME", "SALESCLI_LANG", "SALESCLI_TODAY", "SALESCLI_SESSION", "SALESCLI_DEBUG", "NO_COLOR", "COLUMNS")
MEMORY = "/dev/shm"
"""Files in memory, on Linux."""
KEPT: dict[object, Path] = {}
"""Homes by the command lines that made them, see `Crm.given`."""
KEPT_IN: list[Path] = []


@dataclass(frozen=True)
class Answer:
    """What a command line came to."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """Its standard output as JSON."""
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        """Its standard error as JSON, the form of an error."""
        return json.loads(self.err)

    @property
    def lines(self) -> list[str]:
        """Its standard output in lines."""
        return self.out.splitlines()


class Page(io.TextIOWrapper):
    """A standard stream in memory, which may pass for a terminal."""

    def __init__(self, content: bytes = b"", *, terminal: bool = False) -> None:
        super().__init__(io.BytesIO(content), encoding="utf-8", errors="strict", newline="\n", write_through=True)
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def text(self) -> str:
        """All that was written."""
        return self.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]


class Crm:
    """`crm("log c1 未接")` or `crm("log", "c1", "未接")`: one command line through `main`, in `home`, on `today`."""

    def __init__(self, home: Path, today: str = TODAY, lang: str = "en") -> None:
        self.home = home
        self.today = today
        self.lang = lang

    @property
    def environment(self) -> dict[str, str]:
        """What the program finds in its environment, beside the machine's own."""
        return {
            "SALESCLI_HOME": str(self.home),
            "SALESCLI_TODAY": self.today,
            "SALESCLI_LANG": self.lang,
            "USER": "rep",
        }

    @property
    def book(self) -> Path:
        """The book's file."""
        return self.home / "data" / "crm.db"

    def __call__(self, *words: str, stdin: str | bytes = b"", typed: str | None = None) -> Answer:
        """`typed`: what a person types at a terminal; None is a pipe."""
        argv = shlex.split(words[0]) if len(words) == 1 else list(words)
        given = (typed or "").encode() if typed is not None else stdin if isinstance(stdin, bytes) else stdin.encode()
        terminal = typed is not None
        pages = Page(given, terminal=terminal), Page(terminal=terminal), Page(terminal=terminal)
        kept = sys.stdin, sys.stdout, sys.stderr
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.environment.items():
                patch.setenv(name, value)
            sys.stdin, sys.stdout, sys.stderr = pages
            try:
                code = main(argv)
            finally:
                sys.stdin, sys.stdout, sys.stderr = kept
        return Answer(code, pages[1].text(), pages[2].text())

    def ok(self, *words: str, **streams: Any) -> Answer:
        """A command line that must succeed."""
        answer = self(*words, **streams)
        assert answer.code == 0, answer
        return answer

    def given(self, *lines: str) -> None:
        """This home, which isn't there yet, as these command lines leave it; they are run once a process, then it is copied.

        They may write nothing beside the home: that would be there the first time alone.
        """
        asked = (lines, self.today, self.lang, run.datetime, *(os.environ.get(name) for name in ("LANG", "TZ")))
        kept = KEPT.get(asked)
        if kept is None:
            beside = {*Path.cwd().iterdir()}
            for line in lines:
                self.ok(line)
            assert {*Path.cwd().iterdir()} - beside <= {Path.cwd() / self.home.name}
            kept = KEPT[asked] = Path(tempfile.mkdtemp(dir=KEPT_IN[-1])) / "home"
            shutil.copytree(self.home, kept)
        else:
            shutil.copytree(kept, self.home)

    def json(self, *words: str, **streams: Any) -> Any:
        """The JSON answer of a command line that must succeed."""
        argv = shlex.split(words[0]) if len(words) == 1 else list(words)
        return self.ok("-f", "json", *argv, **streams).json()

    def show(self, who: str) -> dict[str, Any]:
        """The one view of a customer."""
        return dict(self.json("show", who))

    def also(self, who: str) -> dict[str, list[Any]]:
        """What is kept beside the fields of a customer and its people, by field."""
        found: dict[str, list[Any]] = {}
        for one in self.show(who)["also"]:
            found.setdefault(one["field"], []).append(one["value"])
        return found

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Straight to the book, past the program."""
        db = sqlite3.connect(self.book)
        try:
            with db:
                return db.execute(statement, values).fetchall()
        finally:
            db.close()

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """All tables but the bookkeeping, row by row."""
        db = sqlite3.connect(self.book)
        try:
            return {table: sorted(db.execute(f"SELECT * FROM {table}"), key=repr) for table in (*records(), "pulse")}
        finally:
            db.close()

    def process(self, *argv: str, **more: Any) -> subprocess.CompletedProcess[str]:
        """The same as a process of its own, with pipes for streams; `env` adds to the environment."""
        env = {**os.environ, **self.environment, **more.pop("env", {})}
        env = {name: value for name, value in env.items() if value is not None}
        more = {"input": "", **more} if "stdin" not in more else more
        return subprocess.run([sys.executable, "-m", "salescli", *argv], capture_output=True, encoding="utf-8",
                              timeout=60, env=env, **more)  # fmt: skip


@pytest.fixture(scope="session", autouse=True)
def _rules_read_once() -> Iterator[None]:
    """The same files make the same rules: they are read once (0.1 s), not for the first command in each new home."""
    read, known = settings.load_rules, dict[tuple[tuple[str, bytes | None], ...], Any]()
    read_bytes = Path.read_bytes  # as it is before any test has it fail

    def load_rules(paths: Sequence[Path]) -> Any:
        files = tuple((str(path), read_bytes(path) if path.is_file() else None) for path in paths)
        if any(content is None for _, content in files):
            return read(paths)
        if files not in known:
            known[files] = read(paths)  # nobody can change them
        return known[files]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "load_rules", load_rules)
        yield


@pytest.fixture(scope="session", autouse=True)
def _homes_made_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    KEPT_IN.append(tmp_path_factory.mktemp("given"))


@pytest.fixture(autouse=True)
def _quiet_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine's own settings reaches a test."""
    for name in OURS:
        monkeypatch.delenv(name, raising=False)
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")  # whence the country of numbers; the language is each test's own
    monkeypatch.setenv("TERM", "xterm")


@pytest.fixture
def crm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crm]:
    """A rep with an empty home, whose own folders are elsewhere too."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    yield Crm(tmp_path / "home")


def pytest_configure() -> None:
    """Ctrl-C means something in what tests start, also where a shell without job control runs them in the background.

    What they write is in memory, where there is room: thousands of commits wait for no disk.
    """
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if "TMPDIR" not in os.environ and _is_roomy(MEMORY):
        os.environ["TMPDIR"] = tempfile.tempdir = MEMORY


def _is_roomy(folder: str) -> bool:
    """Whether it takes some gigabytes, programs among them."""
    try:
        found = os.statvfs(folder)
    except (OSError, AttributeError):
        return False
    return found.f_bavail * found.f_frsize > 4 << 30 and not found.f_flag & os.ST_NOEXEC and os.access(folder, os.W_OK)


def pytest_collection_finish() -> None:
    """What was loaded to this point stays to the end: it needn't be looked through again and again for what to free."""
    gc.collect()
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest tests/test_docs.py tests/test_error_catalogue.py --update-docs` writes docs/ anew instead of comparing."""
    parser.addoption(
        "--update-docs", action="store_true", help="rewrite the pages of docs/ that are made from the program"
    )


@pytest.fixture
def settle(request: pytest.FixtureRequest) -> Any:
    """Compare a page of docs/ with what the program makes of it, or rewrite it where that was asked for."""

    def settle(page: Path, made: str) -> None:
        if request.config.getoption("--update-docs") and (not page.exists() or page.read_text("utf-8") != made):
            page.write_text(made, encoding="utf-8")
        assert page.read_text("utf-8") == made, "make docs writes it anew"

    return settle
