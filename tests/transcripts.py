"""Runs the transcripts of docs/: each `$ crm ...` of a ```console block, and what the program answers to it.

A page is read from top to bottom in one temporary home. Its comments set the scene for what follows them:

    <!-- today: 2026-11-23 -->   <!-- lang: zh-CN -->   <!-- columns: 100 -->   <!-- home: fresh -->
    <!-- file: cards.csv -->     the next block is the content of that file, beside the home

The present time is 10:30; stdout is a terminal without colour, stderr stands in between, and stdin is none (so nothing is
asked).
In what is shown, the home is written ~/.local/share/salescli and the folder it is in ~; spaces at line ends go.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import Page

from salescli import run as runs
from salescli.cli import main

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
SCENE = re.compile(r"<!-- (today|lang|columns|home|file): (.+?) -->")
HOME = "~/.local/share/salescli"


class HalfPastTen(datetime):
    """A clock that stands still: transcripts show times of day."""

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        real = datetime.now(tz)
        return real.replace(hour=10, minute=30, second=0, microsecond=0)


class Piece(NamedTuple):
    """A part of a page: text as it is, a comment's setting, or a block."""

    kind: str  # text, scene or block
    text: str
    name: str = ""
    value: str = ""


def pieces(page: str) -> Iterator[Piece]:
    """A page, part by part; together they are the page."""
    place = 0
    for found in re.finditer(f"{FENCE.pattern}|{SCENE.pattern}", page, re.M | re.S):
        yield Piece("text", page[place : found.start()])
        language, body, setting, value = found.groups()
        yield Piece("scene", found[0], setting, value) if setting else Piece("block", found[0], language, body)
        place = found.end()
    yield Piece("text", page[place:])


class Stage:
    """Where the commands of a page are run."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.set = {"today": "2026-11-23", "lang": "en", "columns": "100", "file": ""}
        self.homes = 0
        monkeypatch.chdir(folder)
        monkeypatch.setattr(runs, "datetime", HalfPastTen)
        monkeypatch.setenv("HOME", str(folder))
        monkeypatch.setenv("NO_COLOR", "1")
        monkeypatch.setenv("SALESCLI_SESSION", "transcript")
        self._setenv = monkeypatch.setenv

    @property
    def home(self) -> Path:
        return self.folder / f"home{self.homes}"

    def scene(self, name: str, value: str) -> None:
        """What a comment says."""
        if name == "home":
            self.homes += 1
        else:
            self.set[name] = value

    def crm(self, line: str) -> str:
        """What the terminal shows after one command line."""
        for name, value in (("HOME", str(self.home)), ("TODAY", self.set["today"]), ("LANG", self.set["lang"])):
            self._setenv(f"SALESCLI_{name}", value)
        self._setenv("COLUMNS", self.set["columns"])
        kept, screen = (sys.stdin, sys.stdout, sys.stderr), Page(terminal=True)
        beside = io.TextIOWrapper(screen.buffer, encoding="utf-8", newline="\n", write_through=True)
        sys.stdin, sys.stdout, sys.stderr = io.StringIO(), screen, beside
        try:
            main(shlex.split(line)[1:])
        finally:
            sys.stdin, sys.stdout, sys.stderr = kept
        text = self._plain(screen.text())
        beside.detach()
        return text

    def _plain(self, text: str) -> str:
        text = text.replace(str(self.home), HOME).replace(str(self.folder), "~")
        return "\n".join(part.rstrip() for part in text.split("\n"))

    def block(self, language: str, body: str) -> str:
        """A block as it should be."""
        file, self.set["file"] = self.set["file"], ""
        if file:
            path = Path(os.path.normpath(str(self.folder / file).replace("HOME", self.home.name)))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body, encoding="utf-8")
        return self._console(body) if language == "console" else body

    def _console(self, body: str) -> str:
        shown = []
        for line in commands(body):
            shown.append(f"$ {line}\n{self.crm(line)}".rstrip("\n"))
        return "\n".join(shown) + "\n"


def commands(body: str) -> Iterator[str]:
    """The command lines of a block: what stands behind `$ `."""
    for line in body.splitlines():
        if line.startswith("$ "):
            assert line.startswith("$ crm"), f"only crm can be run here: {line}"
            yield line[2:]


def played(page: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The page with every answer as the program gives it now."""
    stage = Stage(folder, monkeypatch)
    made = []
    for piece in pieces(page):
        if piece.kind == "scene":
            stage.scene(piece.name, piece.value)
        if piece.kind == "block":
            made.append(f"```{piece.name}\n{stage.block(piece.name, piece.value)}```")
        else:
            made.append(piece.text)
    return "".join(made)
