"""One trial: a home of its own, dice of its own, and what was found out by it."""

from __future__ import annotations

import random
import shutil
import signal
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from bench.torture import books
from bench.torture.child import PATIENCE, Child, Ended, Place
from salescli import files

ROOT = Path(__file__).parents[2]
TODAY = "2026-03-11"
CODES = (0, 1, 2, 3, 130)


@dataclass
class Tally:
    """The figures of one kind of attack."""

    kind: str
    trials: int = 0
    runs: int = 0
    kills: int = 0
    losses: int = 0
    tracebacks: int = 0
    hangs: int = 0
    seconds: float = 0.0

    @property
    def findings(self) -> int:
        """How often something went wrong."""
        return self.losses + self.tracebacks + self.hangs


@dataclass
class Trial:
    """`template`: a home with cards and history, copied where a trial asks for one; `place`: a folder for this trial alone."""

    name: str
    place: Path
    template: Path
    dice: random.Random
    tally: Tally
    say: Callable[[str], None]
    found: list[str] = field(default_factory=list)

    @property
    def home(self) -> Path:
        """Its home."""
        return self.place / "home"

    @property
    def book(self) -> Path:
        """Its book."""
        return self.home / "data" / "crm.db"

    def where(self) -> Place:
        """Where its commands run."""
        return Place(
            self.home,
            self.place,
            {
                "SALESCLI_TODAY": TODAY,
                "SALESCLI_LANG": "en",
                "HOME": str(self.place / "user"),
                "LANG": "zh_CN.UTF-8",
                "TERM": "xterm",
                "USER": "rep",
            },
        )

    def furnish(self) -> None:
        """Put the sample book into the home."""
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self.template, self.home)

    def child(self, *words: str, **more: Any) -> Child:
        """Begin a command."""
        self.tally.runs += 1
        return Child([word.replace("\0", "0") for word in words], self.where(), **more)

    def crm(
        self, *words: str, stdin: bytes = b"", ending: int = 0, after: float = 0.0, patience: float = PATIENCE
    ) -> Ended:
        """Run a command to its end, and judge it."""
        return self.judged(self.child(*words, stdin=stdin).wait(ending, after, patience))

    def judged(self, ended: Ended) -> Ended:
        """Count what no command may come to: a traceback, an exit code of no meaning, no end at all."""
        self.say(
            f"  {ended.code:4} {'crm ' + ' '.join(ended.words)!r:.300}"
            + (f"\n{ended.err:.3000}" if ended.code > 1 else "")
        )
        if ended.ending and ended.code == -ended.ending:
            self.tally.kills += 1
        elif ended.hung:
            self.tally.hangs += 1
            self.report(f"no end: {_line(ended)}")
        elif ended.code not in CODES or _fell(ended.err) or (ended.ending and _interrupted_badly(ended)):
            self.tally.tracebacks += 1
            self.report(f"exit {ended.code}: {_line(ended)}: {ended.err.strip()[-300:]}")
        return ended

    def lost(self, what: str) -> None:
        """Something was lost, or is there that shouldn't be."""
        self.tally.losses += 1
        self.report(what)

    def report(self, what: str) -> None:
        """A finding, with how to repeat it."""
        self.found.append(what)
        self.say(f"FOUND {what}")

    def whole(self) -> bool:
        """Whether the book and all its copies are."""
        flaws = [f"{path.name}: {flaw}" for path in (self.book, *books.copies(self.home)) for flaw in books.flaws(path)]
        for flaw in flaws[:3]:
            self.lost(flaw)
        return not flaws

    def pulse_is_true(self) -> None:
        """What was worked out from the records at each write is what would be worked out from all of them now."""
        before = set(books.rows(self.book, "SELECT * FROM pulse"))
        _rebuild(self.home)
        if books.flaws(self.book) or set(books.rows(self.book, "SELECT * FROM pulse")) != before:
            self.lost("the pulse isn't what the records say")


def _rebuild(home: Path) -> None:
    from salescli.run import Options, Run
    from salescli.store.ranking import pulse

    run = Run(Options(home=str(home), today=TODAY), "rebuild")
    try:
        pulse.rebuild(run.writable())
    finally:
        run.close()


def _line(ended: Ended) -> str:
    return f"{'crm ' + ' '.join(ended.words)!r:.200}"


@cache
def _inside() -> tuple[str, ...]:
    """How an error begins that nobody had thought of, in each language."""
    keys = (files.load_json(f"locales/{name}.json")["error.unexpected"] for name in ("en", "zh-CN", "zh-TW"))
    return ("Traceback (most recent", "Exception ignored", "MemoryError", *(text.partition("{")[0] for text in keys))


def _fell(err: str) -> bool:
    return any(text in err for text in _inside())


def _interrupted_badly(ended: Ended) -> bool:
    """After Ctrl-C it may be done, refuse, or be interrupted; SIGTERM and SIGKILL just end it."""
    return ended.ending == signal.SIGINT and ended.code not in CODES


def attempt(attack: Callable[[Trial], None], trial: Trial) -> None:
    """Run one trial; a mistake of the attack itself is a finding too."""
    trial.place.mkdir(parents=True)
    try:
        attack(trial)
    except Exception:
        trial.tally.tracebacks += 1
        trial.report(traceback.format_exc()[-1500:])
