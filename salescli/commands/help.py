"""Help in the rep's language: all commands, or one with its options and examples (texts `help.*` of the locales)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from salescli.commandline import COMMANDS, GROUPS, ROOT_OPTIONS, VERBS, build, command_of, nouns, subcommands
from salescli.core.errors import WrongUsage
from salescli.core.records import BY_NAME, Attribute, Table, noun_of
from salescli.core.records.fields import FIELDS
from salescli.core.records.values import taken
from salescli.core.records.values import words as by_language
from salescli.core.text import Text, say
from salescli.run import Run

if TYPE_CHECKING:
    from typer.core import TyperCommand

GUTTER = 2


def help(run: Run, words: Sequence[str]) -> int:
    """Help on the command that the words name, else on all."""
    named = [word for word in words if not word.startswith("-")]
    if named and named[0] not in COMMANDS and named[0] not in GROUPS and named[0] in nouns() and named[1:2] == []:
        _noun(run, named[0])
        return 0
    if len(named) == 1 and named[0] in COMMANDS and COMMANDS[named[0]].noun:
        return _group(run, named[0])
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
        if part == "records":
            _table(run, ((f"crm {word}", run.words(_about_noun(table))) for word, table in nouns().items()))
    _say(run)
    _say(run, say("help.roots"))
    _table(run, ((option, run.words(say(f"help.root.{_long(option)}"))) for option in ROOT_OPTIONS))
    _say(run)
    _say(run, say("help.more"))


def _long(option: str) -> str:
    return option.split("--")[1].split(" ")[0]


def _print(run: Run, names: Iterable[str]) -> None:
    _table(run, ((f"crm {name}", run.words(summary(name))) for name in names))


def summary(name: str) -> Text:
    """What a command does, in a line."""
    noun, _, verb = name.partition(" ")
    if name in COMMANDS or noun not in nouns():
        return say(f"help.{name}")
    return say(f"help.noun.{verb}", many=by_language(noun_of(nouns()[noun]).many))


def _about_noun(table: Table) -> Text:
    noun = noun_of(table)
    return say("help.noun", about=by_language(noun.about), verbs="|".join(VERBS))


def _noun(run: Run, word: str) -> None:
    """What a noun means, what can be done with it, and the fields that it has."""
    table = nouns()[word]
    _say(run, _about_noun(table))
    _say(run)
    _print(run, subcommands(word))
    _say(run)
    _say(run, say("help.fields"))
    _table(run, ((column.option, run.words(of_field(column))) for column in table.fields))
    _say(run)
    _say(run, say("help.noun.more", command=f"crm {word}"))


def of_field(column: Attribute) -> Text | Mapping[str, str]:
    """What a field of a noun is for: its label, what it takes, its closed values."""
    label = by_language(column.label) if column.label else {}
    if column.kind == "choice":
        values = tuple(say("help.noun.value", value=key, label=by_language(words))
                       for key, words in zip(column.allowed, column.values, strict=True))  # fmt: skip
        return say("help.field", label=label, kind=say("help.noun.values", values=values))
    if column.kind == "record":
        pointed = BY_NAME[column.points_at].noun
        kind = by_language(pointed.one) if pointed else say(f"value_kind.{column.points_at}")
        return say("help.field", label=label, kind=kind)
    return label if column.kind in ("text", "currency") else say("help.field", label=label, kind=taken(column))


def _command(run: Run, name: str, command: TyperCommand) -> None:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option"]
    _say(run, say("help.usage", usage=" ".join([f"crm {name}", *(str(p.metavar) for p in arguments)])))
    _say(run)
    _say(run, summary(name))
    if examples := _examples(run, name):
        _say(run)
        _say(run, say("help.examples"))
        _say(run, examples)
    fields = [p for p in options if _is_field(name, p)]
    _options(run, name, "help.options", [p for p in options if p not in fields])
    _options(run, name, "help.fields", fields)
    _say(run)
    _say(run, say("help.roots_too"))


def _examples(run: Run, name: str) -> Text | str:
    """Command lines to copy; those of a noun are made from its own example."""
    if run.words.has(f"help.{name}.examples"):
        return say(f"help.{name}.examples")
    word, _, verb = name.partition(" ")
    table = nouns().get(word)
    if name in COMMANDS or not table or not noun_of(table).example:
        return ""
    noun = noun_of(table)
    code = f"{noun.letter}7" if noun.letter else noun.example.split(" ")[0]
    rest = {"add": noun.example, "edit": f"{code} {table.fields[-1].option} ''", "list": "--sort -added -n 10"}.get(verb, code)
    return f"  crm {word} {verb} {rest}"


def _is_field(name: str, option: Any) -> bool:
    word = name.split(" ")[0]
    if name not in COMMANDS and word in nouns():
        return option.name in {column.attribute for column in nouns()[word].fields}
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


def about(run: Run, name: str, option: Any) -> Text | Mapping[str, str]:
    """What an option is for, in words."""
    key = option.name.strip("_")
    noun, _, verb = name.partition(" ")
    if name not in COMMANDS and noun in nouns():
        column = next((one for one in nouns()[noun].fields if one.attribute == option.name), None)
        return of_field(column) if column else say(f"help.noun.{verb}.{key}")
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
