"""A program at a terminal of its own: what a test types there, and what it sees."""

from __future__ import annotations

import codecs
import os
import re
import select
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pytest

pty = pytest.importorskip("pty")
CONTROLS = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[()][A-B0-2]|\x1b[=>]|\x1b\][^\x07\x1b]*(\x07|\x1b\\)|\r")
PATIENCE = 20.0
AGAIN = 5.0  # seconds


class Terminal:
    """`with Terminal([...]) as t: t.type("x"); t.until("y")`; the child is ended with the block."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str], cwd: Path | str) -> None:
        self.seen = ""
        self._mark = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.pid, self._fd = pty.fork()
        if not self.pid:
            try:
                os.chdir(cwd)
                os.execve(argv[0], list(argv), dict(env))
            finally:
                os._exit(127)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def type(self, text: str) -> None:
        """Type; what is waited for next must come after this."""
        self._mark = len(self.seen)
        os.write(self._fd, text.encode())

    def interrupt(self, wanted: str) -> None:
        """Ctrl-C until a text comes: readline hears none that arrives just before it waits for a key."""
        for _ in range(int(PATIENCE / AGAIN)):
            self.type("\x03")
            end = time.monotonic() + AGAIN
            while time.monotonic() < end and wanted not in self.since():
                self._more(0.5)
            if wanted in self.since():
                return
        raise AssertionError(f"{wanted!r} never came; seen: {self.since()!r}")

    def until(self, wanted: str) -> str:
        """Wait for a text; what was seen since the last typing, without the terminal's controls."""
        end = time.monotonic() + PATIENCE
        while wanted not in self.since():
            if time.monotonic() > end or not self._more(0.5):
                raise AssertionError(f"{wanted!r} never came; seen: {self.since()!r}")
        return self.since()

    def since(self) -> str:
        """What was seen since the last typing."""
        return CONTROLS.sub("", self.seen[self._mark :])

    def rest(self) -> int:
        """Wait for the end; the exit code."""
        end = time.monotonic() + PATIENCE
        while self._more(0.5):
            if time.monotonic() > end:
                raise AssertionError(f"it did not end; seen: {self.since()!r}")
        _, status = os.waitpid(self.pid, 0)
        self.pid = 0
        return os.waitstatus_to_exitcode(status)

    def _more(self, seconds: float) -> bool:
        """Read what has come; False once the program has ended."""
        ready, _, _ = select.select([self._fd], [], [], seconds)
        if not ready:
            return True
        try:
            got = os.read(self._fd, 65536)
        except OSError:  # Linux: the other end is closed
            return False
        self.seen += self._decoder.decode(got)
        return bool(got)

    def end(self) -> None:
        """End the program, if it has not ended by itself."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.pid = 0
        os.close(self._fd)


def crm_at_terminal(crm: object, *words: str, columns: int = 100) -> Terminal:
    """`crm WORDS` as a process of its own at a terminal."""
    env = {**os.environ, **crm.environment, "TERM": "xterm", "COLUMNS": str(columns)}  # type: ignore[attr-defined]
    return Terminal([sys.executable, "-m", "salescli", *words], env, crm.home.parent)  # type: ignore[attr-defined]
