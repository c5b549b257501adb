"""Ends commands at any moment: then the book is as before or as after, and what was said to be done is in it."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from bench.torture import books
from bench.torture.child import Ended
from bench.torture.trial import Trial

STEPS = 12
ENDINGS = (signal.SIGKILL, signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
MEANT = 0.75
"""The share of commands that are ended early."""
SECONDS: dict[str, float] = {}
"""What each command took the last time it was left alone."""


class Step(NamedTuple):
    """A command to end, and what must hold where the book has changed by it: an empty text, or what is wrong."""

    words: tuple[str, ...]
    right: Callable[[books.State, books.State], str]
    back: str = ""


def strangers(path: Path, rows: int, tag: str = "P") -> str:
    """A file of cards that are all somebody new, two to a firm."""
    lines = [f"{tag} {at},{tag} Firm {at // 2} Ltd,{tag}{at}@x.example,{'n' * 40}" for at in range(rows)]
    path.write_text("\n".join(["Name,Company,Email,Notes", *lines]), encoding="utf-8")
    return str(path)


def attack(trial: Trial) -> None:
    """A dozen commands in one home, most of them ended at some moment."""
    trial.furnish()
    past: list[books.State] = []
    ahead: list[books.State] = []
    saved = (trial.place / "saved.db", books.state(trial.book))
    trial.crm("backup", str(saved[0]))
    for number in range(STEPS):
        if trial.dice.random() < 0.4:  # so that the copy of the day is made again
            for copy in (trial.home / "data" / "backups").glob("daily-*"):
                copy.unlink()
        before = books.state(trial.book)
        step = _step(trial, number, past, ahead, *saved)
        ended = _ended(trial, step.words)
        if not trial.whole():
            return
        after = books.state(trial.book)
        _judge(trial, step, ended, before, after)
        if after != before:
            _remember(step.back, before, past, ahead)
    trial.pulse_is_true()


def _remember(back: str, before: books.State, past: list[books.State], ahead: list[books.State]) -> None:
    if back == "undo":
        past.pop()
        ahead.append(before)
    elif back == "restore":
        past.clear()
        ahead.clear()
    else:
        past.append(before)
        ahead.pop() if back == "redo" else ahead.clear()


def _ended(trial: Trial, words: tuple[str, ...]) -> Ended:
    dice = trial.dice
    if dice.random() > MEANT:
        ended = trial.crm("-f", "json", *words)
        SECONDS[words[0]] = ended.seconds
        return ended
    after = dice.random() * 1.2 * SECONDS.get(words[0], 0.2)
    return trial.crm("-f", "json", *words, ending=dice.choice(ENDINGS), after=after)


def _judge(trial: Trial, step: Step, ended: Ended, before: books.State, after: books.State) -> None:
    what = f"{ended.words[2:]} (exit {ended.code}, {'said to be done' if ended.done else 'not said'})"
    if step.words[0] == "backup":
        _judge_copy(trial, step, ended, before, after, what)
    elif after != before and ended.code in (2, 3):
        trial.lost(f"refused, but changed: {what}")
    elif after != before and (wrong := step.right(before, after)):
        trial.lost(f"{wrong}: {what}")
    elif ended.done and after == before and step.words[0] != "restore":
        trial.lost(f"said, but not in the book: {what}")


def _judge_copy(trial: Trial, step: Step, ended: Ended, before: books.State, after: books.State, what: str) -> None:
    target = Path(step.words[1])
    if after != before:
        trial.lost(f"a copy changed the book: {what}")
    if target.exists() and (books.flaws(target) or books.state(target) != before):
        trial.lost(f"a copy that isn't one: {what}")
    if ended.done and not target.exists():
        trial.lost(f"said, but no copy: {what}")


def _step(
    trial: Trial, number: int, past: list[books.State], ahead: list[books.State], saved: Path, held: books.State
) -> Step:
    choices = [*_forward(trial, number, saved, held)]
    if past:
        choices += [Step(("undo", "-y"), _is(past[-1]), "undo")] * 2
    if ahead:
        choices += [Step(("redo", "-y"), _is(ahead[-1]), "redo")] * 4
    return trial.dice.choice(choices)


def _forward(trial: Trial, number: int, saved: Path, held: books.State) -> Iterator[Step]:
    dice, text = trial.dice, f"said {number}"
    who = f"c{dice.randint(1, 5)}"
    rows = dice.choice((5, 60, 400))
    cards = trial.place / f"cards{number}.csv"
    strangers(cards, rows, f"N{number}x")
    talked = Step(("log", who, text, "--next", "3d"), _grown("interactions", 1))
    yield from (talked, talked)
    yield from [Step(("import", str(cards)), _grown("contacts", rows))] * 3
    yield Step(("add", f"Newcomer {number}"), _grown("customers", 1))
    yield Step(("tag", who, text), _grown("tags", 1))
    yield Step(("edit", who, "--city", text), _grown("customers", 0))
    yield Step(("delete", who, "-y"), _grown("customers", 0))
    yield Step(("backup", str(trial.place / f"copy{number}.db")), _grown("customers", 0))
    yield from [Step(("restore", str(saved), "-y"), _is(held), "restore")] * 2


def _is(expected: books.State) -> Callable[[books.State, books.State], str]:
    def right(before: books.State, after: books.State) -> str:
        return "" if after == expected else f"neither as before nor as it should be ({_differing(expected, after)})"

    return right


def _differing(one: books.State, other: books.State) -> str:
    return ", ".join(table for table in one if one[table] != other[table])


def _grown(table: str, by: int) -> Callable[[books.State, books.State], str]:
    """Every row that was there still is, by its id, and this table has so many more."""

    def right(before: books.State, after: books.State) -> str:
        ids = {name: ({row[0] for row in before[name]}, {row[0] for row in after[name]}) for name in before}
        gone = [name for name, (old, new) in ids.items() if old - new]
        more = len(ids[table][1]) - len(ids[table][0])
        return f"rows are gone from {gone}" if gone else f"{more} new {table} for {by}" if more != by else ""

    return right
