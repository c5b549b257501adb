"""`crm backup` and `restore`."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from salescli import files
from salescli.core.errors import CannotDo
from salescli.core.text import Text, say
from salescli.run import Run
from salescli.store import copies


def backup_command(ctx: typer.Context, file: str = typer.Argument("", metavar="[FILE]")) -> None:
    run: Run = ctx.obj
    if not run.book_path.exists():
        raise CannotDo("no_book", home=str(run.home))
    folder = run.data / "backups"
    # resolved, or a way there through folders that backup makes would hide a file that is there
    target = Path(os.path.expanduser(file)).resolve() if file else copies.free_name(folder, "crm-", run.now)
    if target.exists():
        raise CannotDo("file_exists", file=str(target))
    copies.copy(run.book, target)
    size = target.stat().st_size
    run.done(say("done.backup", file=str(target), kib=-(-size // 1024)), {"file": str(target), "bytes": size})


def restore_command(ctx: typer.Context, file: str = typer.Argument(..., metavar="FILE")) -> None:
    from salescli.render import screen

    run: Run = ctx.obj
    source = files.given(file)
    if not source.is_file():
        raise CannotDo("file_missing", file=str(source))
    if not run.options.yes:
        if not screen.can_ask():
            raise CannotDo("restore_needs_yes")
        if not screen.confirm(run.words(Text("ask.restore", {"file": str(source)}))):
            raise CannotDo("left_alone")
    kept = copies.restore(run.writable(), source)
    data = {"file": str(source), "kept": str(kept)}
    run.done(say("done.restored", file=str(source), kept=str(kept)), data)
