"""`crm backup` and `restore`."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import typer

from salescli import files
from salescli.core.errors import CannotDo
from salescli.core.text import Text, say
from salescli.run import Run
from salescli.store.base import copies

NAME = "crm-"
"""What the names of copies begin with that were asked for."""
SEPARATORS = tuple(filter(None, (os.sep, os.altsep)))


def backup_command(ctx: typer.Context, file: str = typer.Argument("", metavar="[FILE|FOLDER]")) -> None:
    run: Run = ctx.obj
    if not run.book_path.exists():
        raise CannotDo("no_book", home=str(run.home))
    target = _target(run, file) if file else copies.free_name(run.data / "backups", NAME, run.now)
    copies.copy(run.book, target)
    size = target.stat().st_size
    run.done(say("done.backup", file=str(target), kib=-(-size // 1024)), {"file": str(target), "bytes": size})


def _target(run: Run, file: str) -> Path:
    """Where the copy goes: a folder gets a name with the day and time in it; one that isn't there is never made."""
    # resolved, or a way there over folders that aren't there would hide a file that is
    target = Path(os.path.realpath(os.path.expanduser(file)))
    if target.is_dir():
        return copies.free_name(target, NAME, run.now)
    folder = target if file.endswith(SEPARATORS) else target.parent
    if not folder.is_dir():
        raise CannotDo("folder_missing", folder=str(folder))
    if os.path.lexists(target):  # also a link that leads to itself
        raise CannotDo("file_exists", file=str(target))
    return target


def restore_command(ctx: typer.Context, file: str = typer.Argument(..., metavar="FILE")) -> None:
    from salescli.render import screen

    run: Run = ctx.obj
    source = files.given(file)
    if source.is_dir():
        raise _choose(source)
    if not source.is_file():
        raise CannotDo("file_missing", file=str(source))
    if run.book_path.exists() and source.samefile(run.book_path):
        raise CannotDo("restore_itself", file=str(source))
    if not run.options.yes:
        if not screen.can_ask():
            raise CannotDo("restore_needs_yes")
        if not screen.confirm(run.words(Text("ask.restore", {"file": str(source)}))):
            raise CannotDo("left_alone")
    kept = run.restore(source)
    data = {"file": str(source), "kept": str(kept)}
    run.done(say("done.restored", file=str(source), kept=str(kept)), data)


MOST_LISTED = 10
"""Copies of a folder that are named."""


def _choose(folder: Path) -> CannotDo:
    """A folder is no copy: which ones are in it, the newest first."""
    found = copies.listed(folder)
    if not found:
        return CannotDo("restore_no_copies", folder=str(folder))
    more = ("…",) if len(found) > MOST_LISTED else ()
    names = tuple(path.name for path in found[:MOST_LISTED])
    return CannotDo("restore_folder", folder=str(folder), copies=(*names, *more), newest=shlex.quote(str(found[0])))
