"""`crm today`: the options of the prioritised call list."""

from __future__ import annotations

import typer

from salescli.commands.call_list import show_list


def today_command(
    ctx: typer.Context,
    n: int | None = typer.Option(None, "-n", "--number", min=0, metavar="N"),
    everybody: bool = typer.Option(False, "--all"),
    stage: str = typer.Option("", "--stage"),
    owner: str = typer.Option("", "--owner"),
    kind: str = typer.Option("", "--kind"),
    sheet: str = typer.Option("", "--sheet", metavar="FILE.csv|FILE.xlsx"),
) -> None:
    show_list(ctx.obj, n, everybody, stage, owner, kind, sheet)
