"""Help in the rep's language: all commands, or one with its options and examples (texts `help.*` of the locales)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from salescli.commandline import COMMANDS, GROUPS, ROOT_OPTIONS, build, command_of, subcommands
from salescli.core.errors import WrongUsage
from salescli.core.model import FIELDS
from salescli.core.text import Text, say
from salescli.run import Run

if TYPE_CHECKING:
    from typer.core import TyperCommand

GUTTER = 2


def help(run: Run, words: Sequence[str]) -> int:
    """Help on the command that the words name, else on all."""
    named = [word for word in words if not word.startswith("-")]
    if named and named[0] in GROUPS and (len(named) == 1 or f"{named[0]} {named[1]}" not in COMMANDS):
        return _group(run, named[0])
    if not named:
        _overview(run)
        return 0
    name, _ = command_of(named)
    _command(run, name, build(name))
    return 0


def _group(run: Run, name: str) -> int:
    """The commands of a group; before them, where it is a command itself, that one."""
    if name in COMMANDS:
        _command(run, name, build(name))
        _say(run)
    _print(run, subcommands(name))
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
    for part, rows in groupby(COMMANDS.values(), key=lambda row: row.part):
        _say(run)
        _say(run, say(f"help.part.{part}"))
        _print(run, [row.name for row in rows])
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
    return say("help.field", label=label, kind=say(f"value_kind.{field.kind}"))
