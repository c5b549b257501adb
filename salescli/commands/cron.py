"""`crm cron`: the lines that run the weekly check and the monthly report by themselves (R2.5)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from salescli.core.crontab import JOBS, MORNING, Job, cron_line, installed, task_line
from salescli.core.errors import CannotDo
from salescli.core.reports import Column, Report, Row
from salescli.core.text import say
from salescli.run import Run

NONE_YET = ("no crontab", "no such file")
"""What `crontab -l` says where there is none yet; anything else it fails with must not cost a crontab."""


def cron_command(
    ctx: typer.Context,
    install: bool = typer.Option(False, "--install"),
    morning: bool = typer.Option(False, "--morning"),
) -> None:
    run: Run = ctx.obj
    command = [*_program(), "--home", str(run.home), "--lang", run.language]
    jobs = (*JOBS, MORNING) if morning else JOBS
    if sys.platform == "win32":
        lines = [task_line(job, command, str(run.home)) for job in jobs]
    else:
        lines = [cron_line(job, command) for job in jobs]
    if install:
        changed = _have_tasks(lines) if sys.platform == "win32" else _have_lines(run, jobs, lines)
        run.done(say("done.cron" if changed else "done.cron_same", n=len(lines)), {"installed": lines, "changed": changed})
        return
    _show(run, jobs, lines)


def _program() -> list[str]:
    """This crm by its absolute path."""
    called = Path(sys.argv[0]).absolute()
    for path in (called, Path(sys.executable).with_name("crm"), Path(sys.executable).with_name("crm.exe")):
        if path.stem == "crm" and path.is_file():
            return [str(path)]
    return [sys.executable, "-m", "salescli"]


def _about(run: Run, jobs: Sequence[Job]) -> list[str]:
    return [f"# {run.words(say(f'cron.{job.name}'))}" for job in jobs]


def _show(run: Run, jobs: Sequence[Job], lines: Sequence[str]) -> None:
    from salescli.render import screen

    if not run.for_a_person:
        rows = (Row({"name": job.name, "line": line}, (job.name, line)) for job, line in zip(jobs, lines, strict=True))
        run.show(Report("cron", (Column("name"), Column("line")), tuple(rows)))
        return
    for about, line in zip(_about(run, jobs), lines, strict=True):
        screen.say(line if sys.platform == "win32" else f"{about}\n{line}")


def _have_lines(run: Run, jobs: Sequence[Job], lines: Sequence[str]) -> bool:
    """Put the lines into the user's crontab; returns whether it had to change."""
    block = [part for pair in zip(_about(run, jobs), lines, strict=True) for part in pair]
    now = _crontab("-l")
    said = now.stderr.decode(errors="replace").strip()
    if now.returncode and not any(words in said.lower() for words in NONE_YET):
        raise CannotDo("cron_failed", reason=said)
    old = "" if now.returncode else now.stdout.decode("utf-8", "surrogateescape")
    new = installed(old, str(run.home), block)
    if new == old:
        return False
    done = _crontab("-", new.encode("utf-8", "surrogateescape"))
    if done.returncode:
        raise CannotDo("cron_failed", reason=done.stderr.decode(errors="replace").strip())
    return True


def _crontab(option: str, text: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "LC_ALL": "C"}
    try:
        return subprocess.run(["crontab", option], input=text, capture_output=True, env=environment, check=False)
    except FileNotFoundError:
        raise CannotDo("cron_missing") from None


def _have_tasks(lines: Sequence[str]) -> bool:
    for line in lines:
        done = subprocess.run(line, capture_output=True, check=False)
        if done.returncode:
            raise CannotDo("cron_failed", reason=done.stderr.decode(errors="replace").strip())
    return True
