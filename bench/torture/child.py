"""Runs command lines as processes of their own, forked with the program already loaded, with limits to time and memory."""

from __future__ import annotations

import io
import os
import pkgutil
import resource
import signal
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import ClassVar, NamedTuple

MEMORY = 1 << 30  # bytes of address space, the loaded program's 150 MiB among them
CPU_SECONDS = 60
PATIENCE = 150.0  # seconds that a command may take on a busy machine; a lock is waited for 30 s
LARGEST_FILE = 1 << 29
ENDINGS = (signal.SIGINT, signal.SIGTERM)
LIBRARIES = (
    "yaml",
    "sqlite_utils",
    "pypinyin",
    "opencc",
    "phonenumbers",
    "rapidfuzz",
    "rapidfuzz.fuzz",
    "python_calamine",
    "xlsxwriter",
    "charset_normalizer",
    "rich.table",
    "typer.main",
    "dateutil.parser",
    "zipfile",
    "email",
)


class Ended(NamedTuple):
    """What a command came to; `ending` is the signal that we sent, or 0."""

    words: tuple[str, ...]
    code: int
    out: str
    err: str
    hung: bool
    ending: int
    seconds: float

    @property
    def done(self) -> bool:
        """Whether it said that it did something: exit 0, or a whole answer before its end."""
        return self.code == 0 or (self.ending != 0 and self.code < 0 and self.out.endswith("\n"))


class Place(NamedTuple):
    """Where commands run: the home, the folder, and more of the environment."""

    home: Path
    folder: Path
    environment: dict[str, str]


def preload() -> None:
    """Load the whole program, so that a fork begins with the command itself."""
    import salescli

    for module in pkgutil.walk_packages(salescli.__path__, "salescli."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    for name in LIBRARIES:
        import_module(name)


class Child:
    """A command that runs."""

    count = 0
    living: ClassVar[set[int]] = set()

    def __init__(self, words: Sequence[str], place: Place, stdin: bytes = b"", memory: int = MEMORY) -> None:
        Child.count += 1
        self.words = tuple(words)
        self.streams = [place.folder / f".{Child.count}.{name}" for name in ("in", "out", "err")]
        for path, content in zip(
            self.streams, (stdin, b"", b""), strict=True
        ):  # they are there even if it ends before it begins
            path.write_bytes(content)
        self.began = time.monotonic()
        self.ending = 0
        sys.stdout.flush()
        sys.stderr.flush()
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)  # until the new process has handlers of its own
        self.pid = os.fork()
        if not self.pid:
            _become(self.words, place, self.streams, memory)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
        Child.living.add(self.pid)

    def over(self) -> int | None:
        """The wait status once it has ended."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        return status if pid else None

    def end(self, ending: int) -> None:
        """Send it a signal; it must not have been waited for."""
        self.ending = ending
        os.kill(self.pid, ending)

    def wait(self, ending: int = 0, after: float = 0.0, patience: float = PATIENCE) -> Ended:
        """What it comes to, with a signal so many seconds after its beginning."""
        while (status := self.over()) is None:
            passed = time.monotonic() - self.began
            if passed > patience:
                return self.stuck()
            if ending and not self.ending and passed >= after:
                self.end(ending)
            time.sleep(0.001 if passed < 1 else 0.01)
        return self.ended(status)

    def stuck(self) -> Ended:
        """Kill what doesn't come to an end."""
        os.kill(self.pid, signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        return self.ended(status, hung=True)

    def ended(self, status: int, *, hung: bool = False) -> Ended:
        """What it came to, by its wait status."""
        out, err = (path.read_bytes()[:1_000_000].decode("utf-8", "replace") for path in self.streams[1:])
        for path in self.streams:
            path.unlink(missing_ok=True)
        Child.living.discard(self.pid)
        code = os.waitstatus_to_exitcode(status)
        hung = hung or (code in (-signal.SIGXCPU, -signal.SIGKILL) and not self.ending)
        return Ended(self.words, code, out, err, hung, self.ending, time.monotonic() - self.began)


def end_all() -> None:
    """Leave nothing behind that runs."""
    for pid in Child.living:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    Child.living.clear()


def _become(words: Sequence[str], place: Place, streams: Sequence[Path], memory: int) -> None:
    """The forked process: run the command and leave without what the parent would do at its end."""
    code = 99
    try:
        os.setsid()
        for number, path in enumerate(streams):
            handle = os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            os.dup2(handle, number)
            os.close(handle)
        for what, most in (
            (resource.RLIMIT_AS, memory),
            (resource.RLIMIT_CPU, CPU_SECONDS),
            (resource.RLIMIT_FSIZE, LARGEST_FILE),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(what, (most, most))
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
        os.chdir(place.folder)
        os.environ.update(place.environment | {"SALESCLI_HOME": str(place.home)})
        sys.stdin, sys.stdout, sys.stderr = map(_stream, range(3), "rww")
        code = _main(words)
        sys.stdout.flush()
    except KeyboardInterrupt:  # as salescli/__main__.py
        code = 130
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(code)


def _stream(number: int, mode: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.FileIO(number, mode), encoding="utf-8")


def _main(words: Sequence[str]) -> int:
    from salescli.cli import main

    return main(words)
