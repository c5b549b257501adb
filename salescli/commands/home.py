"""`crm init`, `path` and `demo`: where the book lives, and a throw-away one to try."""

from __future__ import annotations

from typing import Any

import typer

from salescli.commands.asking import can_ask
from salescli.config import ASKED, Config, read_setting
from salescli.core.errors import CrmError
from salescli.core.reports import Column, Report, Row
from salescli.core.text import Text, say
from salescli.run import Run


def init_command(ctx: typer.Context) -> None:
    run: Run = ctx.obj
    made = [path for path in (run.config_path, run.book_path) if not path.exists()]
    run.make_home(_asked(run) if run.config_path in made else run.config)
    data = {"home": str(run.home), "config": str(run.config_path), "book": str(run.book_path), "created": bool(made)}
    run.done(say("done.init" if made else "done.init_again", home=str(run.home), config=str(run.config_path)), data)


def _asked(run: Run) -> Config:
    """The settings that `init` asks for, in a terminal; elsewhere the defaults in the language that is spoken."""

    from salescli.render import screen

    config = Config()._replace(language=run.options.lang or "")
    if not can_ask(run):
        return config
    answers: dict[str, Any] = {}
    for name in ASKED:
        default = str(getattr(run if name in ("language", "country") else config, name))
        while name not in answers:
            text = screen.ask(run.words(Text(f"ask.{name}")), default)
            try:
                answers[name] = read_setting(name, text)
            except CrmError as error:
                run.remark(Text(f"error.{error.key}_short", error.params))
    return config._replace(**answers)


def path_command(ctx: typer.Context) -> None:
    run: Run = ctx.obj
    places = {"home": str(run.home), "config": str(run.config_path), "book": str(run.book_path)}
    why = say(f"path.{run.home_why}")
    data = {**places, "why": run.home_why, "exists": run.book_path.exists()}
    columns = (*(Column(f"column.place.{name}") for name in places), Column("column.place.why"))
    run.show(Report("path", columns, (Row(data, (*places.values(), why)),), single=True))


def demo_command(ctx: typer.Context) -> None:
    from salescli.commands.demo import demo

    demo(ctx.obj)
