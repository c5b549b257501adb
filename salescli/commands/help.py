"""Help in the rep's language: all commands, or one with its options and examples (texts `help.*` of the locales)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from salescli.core.errors import WrongUsage
from salescli.core.model import FIELDS
from salescli.core.text import Text, say
from salescli.run import Run

if TYPE_CHECKING:
    from typer.core import TyperCommand

PARTS = {
    "day": ("today", "log", "why", "next", "snooze", "agenda"),
    "records": ("add", "edit", "show", "list", "find", "tag", "contact add", "contact edit", "contact move",
                "contact delete", "contact list", "delete"),
    "truth": ("verify", "check", "cron"),
    "data": ("import", "export", "duplicates", "merge"),
    "book": ("undo", "redo", "history", "backup", "restore", "init", "path", "demo", "rules list", "rules check",
             "completion"),
}  # fmt: skip
"""The commands in the order in which a rep meets them."""
ROOT_OPTIONS = ("--home DIR", "--today DATE", "--lang en|zh-CN|zh-TW", "-f, --format table|json|csv|md|html",
                "-y, --yes", "--version", "--help")  # fmt: skip
GUTTER = 2


def help(run: Run, words: Sequence[str]) -> int:
    """Help on the command that the words name, else on all."""
    from salescli import cli

    named = [word for word in words if not word.startswith("-")]
    if named and named[0] in cli.GROUPS and (len(named) == 1 or f"{named[0]} {named[1]}" not in cli.COMMANDS):
        _print(run, [name for name in cli.COMMANDS if name.startswith(f"{named[0]} ")])
        return 0
    if not named:
        _overview(run)
        return 0
    name, _ = cli.command_of(named)
    _command(run, name, cli.build(name))
    return 0


def _say(run: Run, value: object = "") -> None:
    from salescli.render import screen

    screen.say(run.words(value))


def _table(run: Run, rows: Iterable[tuple[str, str]]) -> None:
    """Two columns, the second one wrapped beneath itself."""
    from salescli.render import screen
    from salescli.render.clean import width
    from salescli.render.layout import wrap

    rows = list(rows)
    left = min(max((width(first) for first, _ in rows), default=0), 30)
    room = max(screen.width() - left - 2 * GUTTER, 20)
    for first, second in rows:
        lines = wrap(second, room) or [""]
        if width(first) > left:
            screen.say(" " * GUTTER + first)
            first = ""
        for line in lines:
            screen.say(f"{' ' * GUTTER}{first}{' ' * (left - width(first) + GUTTER)}{line}".rstrip())
            first = ""


def _overview(run: Run) -> None:
    _say(run, say("help.about"))
    for part, names in PARTS.items():
        _say(run)
        _say(run, say(f"help.part.{part}"))
        _print(run, names)
    _say(run)
    _say(run, say("help.roots"))
    _table(run, ((option, run.words(say(f"help.root.{_long(option)}"))) for option in ROOT_OPTIONS))
    _say(run)
    _say(run, say("help.more"))


def _long(option: str) -> str:
    return option.split("--")[1].split(" ")[0]


def _print(run: Run, names: Iterable[str]) -> None:
    _table(run, ((f"crm {name}", run.words(say(f"help.{name}"))) for name in names))


def _command(run: Run, name: str, command: TyperCommand) -> None:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option"]
    _say(run, say("help.usage", usage=" ".join([f"crm {name}", *(str(p.metavar) for p in arguments)])))
    _say(run)
    _say(run, say(f"help.{name}"))
    if run.words.has(f"help.{name}.examples"):
        _say(run)
        _say(run, say("help.examples"))
        _say(run, say(f"help.{name}.examples"))
    fields = [p for p in options if _is_field(name, p)]
    _options(run, name, "help.options", [p for p in options if p not in fields])
    _options(run, name, "help.fields", fields)
    _say(run)
    _say(run, say("help.roots_too"))


def _is_field(name: str, option: Any) -> bool:
    known = {f.name for f in FIELDS}
    return option.name in known and name.split(" ")[-1] in ("add", "edit")


def _options(run: Run, name: str, title: str, options: Sequence[Any]) -> None:
    if not options:
        return
    _say(run)
    _say(run, say(title))
    _table(run, ((_names(option), run.words(about(run, name, option))) for option in options))


def _names(option: Any) -> str:
    names = ", ".join(option.opts[:2] if option.opts[0] == "-n" else option.opts[:1])
    value = "" if option.is_flag else f" {option.metavar or option.name.strip('_').upper().replace('_', '-')}"
    return names + value


def about(run: Run, name: str, option: Any) -> Text:
    """What an option is for, in words."""
    key = option.name.strip("_")
    for candidate in (f"help.{name}.{key}", f"help.option.{key}"):
        if run.words.has(candidate):
            return say(candidate)
    field = next((f for f in FIELDS if f.name == key), None)
    if field is None:
        raise WrongUsage("unexpected", what=f"help.{name}.{key}")
    label = say(f"field.{key}")
    if field.kind in ("text", "channel"):
        return label
    return say("help.field", label=label, kind=say(f"kind.{field.kind}"))
