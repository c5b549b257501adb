"""The lines that have a machine run crm by itself, as cron and as Windows' scheduler want them (R2.5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from salescli.core.errors import CannotDo


class Job(NamedTuple):
    """What to run when: `words` after the program and its root options; `daily`, weekly on a Monday, or monthly on the first."""

    name: str
    words: tuple[str, ...]
    minute: int
    weekly: bool
    daily: bool = False


JOBS = (Job("check", ("check",), 0, True), Job("report", ("check", "--report", "month"), 5, False))
MORNING = Job("morning", ("today",), 50, False, daily=True)
"""The day's list, before it begins: cron mails what it prints."""
HOUR = 8


def cron_line(job: Job, command: Sequence[str]) -> str:
    """A line of a crontab; `command` is the program with its root options, absolute paths only."""
    import shlex

    days = "* * *" if job.daily else "* * 1" if job.weekly else "1 * *"
    line = shlex.join([*command, *job.words])
    if not line.isprintable():
        raise CannotDo("cron_path", path=line)
    # cron takes a % for the end of the line unless a backslash stands before it - and that one not behind another
    line = line.replace("\\%", "\\''%").replace("%", "\\%")
    return f"{job.minute} {_hour(job)} {days} {line}"


def task_line(job: Job, command: Sequence[str], folder: str) -> str:
    """A schtasks command; nobody is mailed there, so the answer goes to a file in `folder`."""
    when = "/SC DAILY" if job.daily else "/SC WEEKLY /D MON" if job.weekly else "/SC MONTHLY /D 1"
    words = " ".join(_quoted(word) for word in (*command, *job.words))
    run = f'cmd /c "{words} > {_quoted(f"{folder}/crm-{job.name}.txt")}"'.replace('"', '\\"')
    return f'schtasks /Create /F /TN "crm {job.name}" {when} /ST {_hour(job):02}:{job.minute:02} /TR "{run}"'


def _hour(job: Job) -> int:
    return HOUR - job.daily


def _quoted(word: str) -> str:
    return f'"{word}"' if " " in word or not word else word


def marks(home: str) -> tuple[str, str]:
    """The lines that ours stand between in a crontab; each book has its own."""
    return f"# >>> crm {home} >>>", f"# <<< crm {home} <<<"


def installed(crontab: str, home: str, lines: Sequence[str]) -> str:
    """The crontab with these lines between their marks, in place of those that stood there; all else as it was."""
    first, last = marks(home)
    old = crontab.splitlines()
    begins, ends = [n for n, line in enumerate(old) if line == first], [n for n, line in enumerate(old) if line == last]
    if len(begins) != len(ends) or len(begins) > 1 or (begins and begins[0] > ends[0]):
        raise CannotDo("cron_marks", first=first, last=last)
    before, after = (old[: begins[0]], old[ends[0] + 1 :]) if begins else (old, [])
    return "\n".join([*before, first, *lines, last, *after]) + "\n"
