"""Lets several processes at one customer of one book: each ends with a clear exit, and nothing acknowledged is lost."""

from __future__ import annotations

import json
import random
import signal
import time

from bench.torture import books
from bench.torture.child import PATIENCE, Child, Ended
from bench.torture.kills import strangers
from bench.torture.trial import Trial

WEIGHTS = {
    "log": 6,
    "undo -y": 3,
    "redo -y": 2,
    "add": 2,
    "edit": 1,
    "tag": 1,
    "next": 1,
    "delete": 1,
    "contact add": 1,
    "import": 1,
    "today": 1,
    "show": 1,
    "history": 1,
    "backup": 1,
    "merge": 1,
}


def attack(trial: Trial) -> None:
    """Three to six actors, each with some commands; now and then one restores a copy, or is ended."""
    trial.furnish()
    trial.crm("backup", str(trial.place / "saved.db"))
    for copy in (trial.home / "data" / "backups").glob("daily-*"):
        copy.unlink()
    restoring, ending = trial.dice.random() < 0.3, trial.dice.random() < 0.3
    before = {name: books.runs(trial.book, name) for name in ("log", "add", "tag")}
    scripts = [_script(trial, actor, restoring) for actor in range(trial.dice.randint(3, 6))]
    ended = _together(trial, scripts, ending)
    for one in ended:
        trial.judged(one)
    if not trial.whole():
        return
    _judge(trial, ended, before, restoring, ending)
    trial.pulse_is_true()


def _script(trial: Trial, actor: int, restoring: bool) -> list[tuple[str, ...]]:
    choices = WEIGHTS | ({"restore": 2} if restoring else {})
    names = trial.dice.choices([*choices], [*choices.values()], k=trial.dice.randint(3, 7))
    return [_words(trial, name, f"{actor}-{number}") for number, name in enumerate(names)]


def _words(trial: Trial, name: str, mark: str) -> tuple[str, ...]:
    who, other = (f"c{trial.dice.randint(1, 2)}" for _ in range(2))
    rest: dict[str, tuple[str, ...]] = {
        "log": (who, f"said {mark}."),
        "add": (f"Newcomer {mark}",),
        "edit": (who, "--city", mark),
        "tag": (who, f"t{mark}"),
        "next": (who, "3d", mark),
        "delete": (who, "-y"),
        "contact add": (who, f"Person {mark}"),
        "show": (who,),
        "import": (strangers(trial.place / f"{mark}.csv", 20, f"R{mark}"),),
        "backup": (str(trial.place / f"{mark}.db"),),
        "restore": (str(trial.place / "saved.db"), "-y"),
        "merge": (who, other, "-y"),
    }
    return (*name.split(), *rest.get(name, ()))


def _together(trial: Trial, scripts: list[list[tuple[str, ...]]], ending: bool) -> list[Ended]:
    """Each script's commands one after the other, the scripts side by side."""
    dice = random.Random(trial.dice.random())
    waiting = [iter(script) for script in scripts]
    running: dict[int, Child] = {}
    found: list[Ended] = []
    idle = set(range(len(scripts)))
    while idle or running:
        for actor in [*idle]:
            idle.discard(actor)
            if words := next(waiting[actor], None):
                running[actor] = trial.child("-f", "json", *words)
        for actor, child in [*running.items()]:
            status = child.over()
            stuck = status is None and time.monotonic() - child.began > PATIENCE
            if status is not None or stuck:
                found.append(child.ended(status) if status is not None else child.stuck())
                del running[actor]
                idle.add(actor)
            elif ending and not child.ending and dice.random() < 0.002:
                child.end(dice.choice((signal.SIGKILL, signal.SIGINT)))
        time.sleep(0.001)
    return found


def _judge(trial: Trial, ended: list[Ended], before: dict[str, int], restoring: bool, ending: bool) -> None:
    kept = [trial.book, *(path for path in books.copies(trial.home) if path.name.startswith("before-restore"))]
    for one in ended:
        if one.words[2] == "log" and one.done and not any(books.holds(path, one.words[4]) for path in kept):
            trial.lost(f"said, but nowhere kept: {one.words}")
    if restoring:
        return
    for name, count in before.items():
        said = sum(one.done for one in ended if one.words[2] == name)
        made = books.runs(trial.book, name) - count
        if said != made and not (ending and said < made):
            trial.lost(f"{said} times {name} was said to be done, {made} times it was")
    said = sum(one.done and "changed" not in one.err for one in ended if one.words[2] == "undo" and _took_back(one))
    made = books.undos(trial.book)
    if said > made:
        trial.lost(f"{said} times undo was said to be done, {made} times it was")


def _took_back(one: Ended) -> bool:
    """Whether an undo answers with changes that it took back, rather than passing over a run that had none."""
    try:
        return bool(json.loads(one.out).get("changes"))
    except (ValueError, AttributeError):
        return False
