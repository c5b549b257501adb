"""The progress bar of a long job, drawn by Rich."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import monotonic
from typing import Any

from salescli.core.text import Text
from salescli.render.clean import clean

PATIENCE = 0.4
"""Seconds a job may take before a bar (and Rich) is worth its while."""
STEP = 0.1
"""Seconds between two looks at the bar."""


class Silent:
    """Progress that nobody sees."""

    def advance(self, n: int = 1) -> None:
        """Count `n` more rows."""


class Bar(Silent):
    """Counts rows; the bar appears once the job takes longer than `PATIENCE` and goes away with it."""

    def __init__(self, total: int | None, label: str, words: Callable[[object], str]) -> None:
        self.total, self.label, self.words = total, label, words
        self.count = 0
        self.shown: Any = None
        self.task: Any = None
        self.next_look = monotonic() + PATIENCE

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self.shown is not None:
            self._look()
            self.shown.stop()

    def advance(self, n: int = 1) -> None:
        """Count `n` more rows."""
        self.count += n
        if monotonic() >= self.next_look:
            self._look()

    def _look(self) -> None:
        if self.shown is None:
            self.shown = drawing(self.words)
            self.task = self.shown.add_task(self.label, total=self.total)
            self.shown.start()
        self.shown.update(self.task, completed=self.count)
        self.next_look = monotonic() + STEP


def drawing(words: Callable[[object], str]) -> Any:
    """Rich's bar with the columns label, bar, share, rows a second, time left; none of them reads markup."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn
    from rich.text import Text as Styled

    class Pace(ProgressColumn):
        """How fast it goes and how long it still takes, in the rep's language."""

        def render(self, task: Task) -> Styled:
            return Styled(clean(words(pace(task.speed, task.time_remaining))), "dim")

    console = Console(file=sys.stderr, legacy_windows=False, highlight=False, markup=False, emoji=False)
    label, share = TextColumn("{task.description}", markup=False), TextColumn("{task.percentage:>3.0f}%", markup=False)
    return Progress(label, BarColumn(), share, Pace(), console=console, transient=True)


def pace(speed: float | None, left: float | None) -> Text:
    """Rows a second, and seconds left as `m:ss` where they can be known."""
    if speed is None:
        return Text("progress.wait")
    rate = round(speed)
    if left is None:
        return Text("progress.rate", {"n": rate})
    return Text("progress.pace", {"n": rate, "left": f"{int(left) // 60}:{int(left) % 60:02d}"})
