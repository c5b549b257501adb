"""`crm undo`, `redo` and `history`: what was written, and how to take it back."""

from __future__ import annotations

from typing import Any

import typer

from salescli.commands import asking
from salescli.core.errors import CannotDo
from salescli.core.reports.history import history_report
from salescli.core.text import Text, say
from salescli.run import Run
from salescli.store.base import changes
from salescli.store.base.book import Book

HISTORY_ROWS = 30


def undo_command(ctx: typer.Context, number: int = typer.Argument(None, metavar="[RUN]")) -> None:
    run: Run = ctx.obj
    _existing(run, "nothing_to_undo")
    target = changes.to_undo(run.book, number)
    if not target["changes"]:
        changes.pass_over(run.writable(), target)
        _tell(run, "passed_over", target["id"], target["command"], target["id"])
        return
    _agree(run, run.book, target["id"], target["command"], "ask.undo")
    what = _what(run.book, target["id"])  # before: an undone import leaves no names to tell
    changes.undo(run.writable(), target)
    _tell(run, "undone", target["id"], target["command"], target["id"], what)


def redo_command(ctx: typer.Context) -> None:
    run: Run = ctx.obj
    _existing(run, "nothing_to_redo")
    target = changes.to_redo(run.book)
    _agree(run, run.book, target["id"], target["command"], "ask.redo")
    changes.redo(run.writable(), target)
    _tell(run, "redone", target["target"], target["command"], target["id"], _what(run.book, target["target"]))


def _existing(run: Run, error: str) -> None:
    if not run.book_path.exists():
        raise CannotDo(error)


def _agree(run: Run, book: Book, row_id: int, command: str, question: str) -> None:
    """A terminal shows the run and asks; a pipe needs --yes (DESIGN 4)."""
    from salescli.render import screen

    if run.options.yes:
        return
    if not screen.can_ask():
        raise CannotDo("undo_needs_yes", command=run.command)
    run.remark(say("undo.run", run=row_id, command=command, what=_what(book, row_id)))
    if not screen.confirm(run.words(Text(question))):
        raise CannotDo("left_alone")


def _what(book: Book, run: int) -> Text:
    names, total = changes.customers_of(book, [run])[run]
    return say(
        "undo.what",
        names=tuple(names),
        n=total,
        more=say("undo.more", n=total - len(names)) if total > len(names) else "",
    )


def _tell(run: Run, line: str, number: int, command: str, of: int, what: Text | str = "") -> None:
    data = {"run": number, "command": command, "changes": changes.size(run.book, of)}
    run.done(say(f"done.{line}", run=number, command=command, what=what), data)


def history_command(
    ctx: typer.Context,
    who: str = typer.Argument(None, metavar="[WHO]"),
    number: int = typer.Option(HISTORY_ROWS, "-n", "--number", min=1, metavar="N"),
) -> None:
    run: Run = ctx.obj
    book = run.book
    with book.reading():
        customer = asking.customer(run, book, who).customer if who else ""
        rows: list[dict[str, Any]] = [
            {**row, "local": book.local(row["at"]).replace(microsecond=0)}
            for row in changes.history(book, customer, number)
        ]
    run.show(history_report(rows))
