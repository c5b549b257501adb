"""Which files of rules a command is about, and what they say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from salescli import files
from salescli.calendars import own_files
from salescli.core.errors import CannotDo
from salescli.core.ranking.workdays import ANYWHERE
from salescli.core.rules.cases import Case, read_cases
from salescli.core.rules.reader import RuleProblem
from salescli.core.rules.rule import Rules
from salescli.run import Run
from salescli.settings import load_rules, problem_text

T = TypeVar("T")


def shipped() -> list[Path]:
    """The files of rules that ship."""
    return files.yaml_files(files.PACKAGE / "rules")


def own(run: Run) -> list[Path]:
    """The rep's own, calendars among them."""
    return [*files.yaml_files(run.data / "rules"), *own_files(run.data / "rules")]


def given(file: str) -> Path:
    """The file that a word of the command line names."""
    path = files.given(file)
    if not path.is_file():
        raise CannotDo("file_not_plain" if path.exists() and not path.is_dir() else "file_missing", file=file)
    return path


def beside(run: Run, path: Path) -> list[Path]:
    """All files of rules, this one last, as if it stood among the rep's own."""
    return [*shipped(), *(one for one in own(run) if not one.samefile(path)), path]


def rules_of(paths: Sequence[Path]) -> Rules:
    """The rules of these files; `CannotDo` names the first thing that is wrong with them."""
    return _sound(load_rules(paths))


def cases_of(run: Run, paths: Iterable[Path], rules: Rules) -> list[Case]:
    """The tests in these files; `CannotDo` names the first thing that is wrong with them."""
    return _sound(read_tests(run, paths, rules))


def read_tests(run: Run, paths: Iterable[Path], rules: Rules) -> tuple[list[Case], list[RuleProblem]]:
    """The tests in these files, and what is wrong with them; a file that can't be read is a problem of the rules already."""
    entries = []
    for path in (one for one in paths if one.suffix == ".yaml"):
        with suppress(CannotDo):
            entries.append((str(path), files.read_yaml(path)))
    return read_cases(entries, rules, lambda country: run.calendar_of(country) if country else ANYWHERE)


def _sound(read: tuple[T, Sequence[RuleProblem]]) -> T:
    found, problems = read
    for one in problems:
        raise CannotDo("rules_broken", problem=problem_text(*one))
    return found
