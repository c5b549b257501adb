"""Takes turns between the kinds of attack for some minutes, prints the table of figures, and how to repeat what it found."""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bench.torture import books, child, fuzz, hostile, kills, properties, races
from bench.torture.trial import ROOT, Tally, Trial, attempt

ATTACKS: dict[str, tuple[Callable[[Trial], None], int]] = {
    "kills": (kills.attack, 3),
    "races": (races.attack, 3),
    "fuzz files": (fuzz.files, 3),
    "fuzz words": (fuzz.words, 2),
    "fuzz settings": (fuzz.settings, 2),
    "fuzz books": (fuzz.damaged, 2),
    "hostile": (hostile.attack, 2),
    "properties": (properties.attack, 3),
}
"""Kind -> the attack, and its share of the time."""
MOST_SHOWN = 40
Found = list[tuple[str, list[str]]]


def main(argv: Sequence[str]) -> int:
    """1 where something was found."""
    asked = _asked(argv)
    os.nice(10)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that the folder goes then too
    child.preload()
    place = Path(tempfile.mkdtemp(prefix="crm-torture-"))
    try:
        template = _template(place)
        tallies, found = _repeated(asked, place, template) if asked.trial else _rounds(asked, place, template)
        _show(tallies)
        return _tell(found)
    finally:
        child.end_all()
        if not asked.keep:
            shutil.rmtree(place, ignore_errors=True)


def _asked(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.torture", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="how long (default: 10)")
    parser.add_argument(
        "--seed", type=int, default=random.SystemRandom().randrange(10**6), help="default: a new one each time"
    )
    parser.add_argument("--kind", choices=[*ATTACKS], action="append", help="only this kind (default: all)")
    parser.add_argument("--trial", metavar="KIND:SEED:NUMBER", help="one trial again, with every command it runs")
    parser.add_argument("--times", type=int, default=1, help="so often, as kills and races depend on the moment too")
    parser.add_argument("--keep", action="store_true", help="leave the folder behind")
    return parser.parse_args(argv)


def _template(place: Path) -> Path:
    """A home with the sample cards and some talks, and beside it what it exports."""
    trial = Trial("template", place / "template", place, random.Random(0), Tally("template"), lambda _: None)
    trial.place.mkdir()
    for name in ("fair-cards.zh-CN.csv", "new-cards.en.csv"):
        trial.crm("import", str(ROOT / "data" / name), "--country", "CN")
    for number in range(12):
        trial.crm("log", f"c{number % 8 + 1}", f"谈到样品 {number}", "--next", f"{number + 1}d")
    for end in ("csv", "xlsx", "vcf", "json"):
        trial.crm("export", f"all.{end}")
    if trial.found or books.count(trial.book, "interactions") != 12:
        raise SystemExit(f"no sample book: {trial.found}")
    return trial.home


def _rounds(asked: argparse.Namespace, place: Path, template: Path) -> tuple[list[Tally], Found]:
    print(f"seed {asked.seed}, {asked.minutes:g} minutes", flush=True)
    tallies = {kind: Tally(kind) for kind in asked.kind or ATTACKS}
    until = time.monotonic() + asked.minutes * 60
    found: Found = []
    while time.monotonic() < until:
        tally = min(tallies.values(), key=lambda one: one.seconds / ATTACKS[one.kind][1])
        name = f"{tally.kind}:{asked.seed}:{tally.trials}"
        if new := _one(name, tally, place, template, lambda _: None, asked.keep):
            print(f"{name}: {new[0].strip().splitlines()[-1]:.200}", flush=True)
            found.append((name, new))
    return [*tallies.values()], found


def _repeated(asked: argparse.Namespace, place: Path, template: Path) -> tuple[list[Tally], Found]:
    kind, _, _ = asked.trial.rsplit(":", 2)
    tally = Tally(kind)
    say = partial(print, flush=True)
    found = [_one(asked.trial, tally, place, template, say, asked.keep) for _ in range(asked.times)]
    return [tally], [(asked.trial, new) for new in found if new]


def _one(name: str, tally: Tally, place: Path, template: Path, say: Callable[[str], None], keep: bool) -> list[str]:
    kind, _, number = name.rsplit(":", 2)
    folder = place / f"{kind.replace(' ', '-')}-{number}-{tally.trials}"
    trial = Trial(name, folder, template, random.Random(name), tally, say)
    began = time.monotonic()
    attempt(ATTACKS[kind][0], trial)
    tally.trials += 1
    tally.seconds += time.monotonic() - began
    if not (keep and trial.found):
        shutil.rmtree(folder, ignore_errors=True)
    return trial.found


def _show(tallies: Sequence[Tally]) -> None:
    print(
        "| kind | trials | runs | kills | losses | tracebacks | hangs | seconds |\n|---|---:|---:|---:|---:|---:|---:|---:|"
    )
    columns = ("trials", "runs", "kills", "losses", "tracebacks", "hangs", "seconds")
    total = Tally("all", *(sum(getattr(tally, name) for tally in tallies) for name in columns))
    for tally in (*tallies, *([total] if len(tallies) > 1 else [])):
        print(f"| {tally.kind} | " + " | ".join(f"{getattr(tally, name):.0f}" for name in columns) + " |")


def _tell(found: Found) -> int:
    for name, what in found[:MOST_SHOWN]:
        print(f"\n{what[0]}\n    again: make torture TRIAL='{name}'")
    if len(found) > MOST_SHOWN:
        print(f"\n... and {len(found) - MOST_SHOWN} more")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
