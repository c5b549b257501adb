"""Runs the tests that state properties with examples that no run has had before."""

from __future__ import annotations

import os
import subprocess
import sys

from bench.torture.child import MEMORY
from bench.torture.trial import ROOT, Trial

PATIENCE = 600
EXAMPLES = {"EXAMPLES": "15", "ORACLE_EXAMPLES": "40"}


def attack(trial: Trial) -> None:
    """One file of tests, each file in turn."""
    files = sorted(path for path in (ROOT / "tests").glob("test_*.py") if "@given" in path.read_text("utf-8"))
    file = files[int(trial.name.rpartition(":")[2]) % len(files)]
    _run(trial, str(file.relative_to(ROOT)), trial.dice.randrange(10**9))


def _run(trial: Trial, file: str, seed: int) -> None:
    words = [
        sys.executable,
        "-m",
        "pytest",
        file,
        "-q",
        "-m",
        "hypothesis",
        "-p",
        "no:cacheprovider",
        f"--hypothesis-seed={seed}",
        f"--basetemp={trial.place / 'pytest'}",
    ]
    trial.tally.runs += 1
    trial.say(f"SEEDS=random {' '.join(words[1:])}")
    try:
        done = subprocess.run(
            words,
            cwd=ROOT,
            env={**os.environ, **EXAMPLES, "SEEDS": "random"},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            preexec_fn=_limited,
        )
    except subprocess.TimeoutExpired:
        trial.tally.hangs += 1
        trial.report(f"no end: {file} with seed {seed}")
        return
    trial.say(done.stdout)
    if done.returncode not in (0, 5):
        failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))] or [
            done.stdout[-500:]
        ]
        trial.lost(f"SEEDS=random --hypothesis-seed={seed}: " + "; ".join(failed)[:600])


def _limited() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (4 * MEMORY, 4 * MEMORY))
