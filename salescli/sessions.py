"""The list last shown in a terminal session, for the numbers of its rows (CONTRACT 2)."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from salescli import files

FORGOTTEN = timedelta(days=7)
"""After so long a session's list is taken away."""


def keep_list(data: Path, today: date, now: float, ids: Sequence[str]) -> None:
    """Remember the customers of a list just shown on the rep's day; `now` is a time stamp."""
    file = _file(data)
    if file is None or not data.is_dir():
        return
    try:
        file.parent.mkdir(exist_ok=True, mode=0o700)
        for old in file.parent.glob("*.json"):
            if old != file and old.stat().st_mtime < now - FORGOTTEN.total_seconds():
                old.unlink(missing_ok=True)
    except OSError:
        return
    files.write_private(file, json.dumps({"day": today.isoformat(), "ids": list(ids)}))


def last_list(data: Path, today: date) -> list[str] | None:
    """The customers of the list last shown on that day; None if there is none."""
    try:
        kept = json.loads((_file(data) or Path("/nowhere")).read_text(encoding="utf-8"))
        return list(kept["ids"]) if kept["day"] == today.isoformat() else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _file(data: Path) -> Path | None:
    session = _session()
    return data / "sessions" / f"{session}.json" if session else None


def _session() -> str:
    """A name for this terminal session that can be a file's: SALESCLI_SESSION, else the session leader and terminal."""
    named = os.environ.get("SALESCLI_SESSION")
    if named:
        safe = "".join(char if char.isalnum() else "_" for char in named)[:80]
        return f"named-{safe}"
    if not hasattr(os, "getsid"):
        return f"parent-{os.getppid()}"
    try:
        return f"sid-{os.getsid(0)}"
    except OSError:
        return ""
