"""Draws the README's picture: `crm today` on the demo book, exported by Rich. A Tuesday. Run by `make docs`."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from salescli import render
from salescli import run as running
from salescli.cli import main
from salescli.core.reports import Report
from salescli.run import Run

DAY = "2026-11-24"
WIDTH = 100
ZONES = {"en": "America/New_York", "zh-CN": "Asia/Shanghai"}
"""Where the rep of each picture sits: the list names the time at customers elsewhere."""


class Morning(datetime):
    """A clock that stands still at 9:40 of the rep's day."""

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        return datetime.fromisoformat(f"{DAY}T09:40").astimezone(tz)


def draw(language: str, target: Path) -> None:
    """Write the picture of today's list in one language."""
    os.environ["TZ"] = ZONES[language]
    time.tzset()
    kept: list[tuple[Report, Run]] = []
    show = Run.show
    Run.show = lambda run, report: kept.append((report, run))  # type: ignore[method-assign]
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            main(["demo", "--today", DAY, "--lang", language])
    finally:
        Run.show = show  # type: ignore[method-assign]
    report, run = kept[-1]
    target.write_text(render.svg(report, run.words, WIDTH, "crm today"), encoding="utf-8")


if __name__ == "__main__":
    os.environ["SALESCLI_HOME"] = tempfile.mkdtemp()
    running.datetime = Morning  # type: ignore[misc]
    os.environ["LC_ALL"] = "C.UTF-8"  # days as the demo's country writes them, whatever the machine
    here = Path(__file__).parent
    draw("en", here / "today.svg")
    draw("zh-CN", here / "today.zh-CN.svg")
