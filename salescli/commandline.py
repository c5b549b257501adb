"""The command registry, a row a command; the root options; and building and running the one command that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from salescli.core.errors import WrongUsage
from salescli.core.spelling import did_you_mean
from salescli.run import FORMS, Run

if TYPE_CHECKING:
    from typer.core import TyperCommand

    from salescli.core.records import Table


class Command(NamedTuple):
    """A command: the module of salescli.commands with its function, the part of `crm --help` in which it stands, and
    whether its first word is a WHO, a FILE or neither, so that Tab can complete it before the command is built.

    `noun`: the word is that of a kind of record, too, whose verbs may follow it.
    `bare`: the module whose `bare(run)` carries it out where no word follows, so that no parser need be loaded.
    """

    name: str
    module: str
    part: str
    first: str = "none"
    bare: str = ""
    noun: bool = False


_ROWS = (
    Command("today", "today", "day", bare="call_list"),
    Command("go", "go", "day"),
    Command("log", "log", "day", "who"),
    Command("why", "why", "day", "who"),
    Command("brief", "brief", "day", "who"),
    Command("draft", "draft", "day", "who"),
    Command("next", "plan", "day", "who"),
    Command("snooze", "plan", "day", "who"),
    Command("signal", "signals", "day", "who", noun=True),
    Command("agenda", "agenda", "day"),
    Command("calendar", "calendar", "day", "file"),
    Command("add", "records", "records"),
    Command("edit", "records", "records", "who"),
    Command("show", "show", "records", "who"),
    Command("list", "listing", "records"),
    Command("find", "listing", "records"),
    Command("tag", "records", "records", "who"),
    Command("contact add", "contact", "records", "who"),
    Command("contact edit", "contact", "records", "who"),
    Command("contact delete", "contact", "records", "who"),
    Command("contact list", "contact", "records", "who"),
    Command("contact move", "contact", "records", "who"),
    Command("tie", "ties", "records", "who"),
    Command("tie list", "ties", "records", "who"),
    Command("tie delete", "ties", "records"),
    Command("delete", "records", "records", "who"),
    Command("verify", "verify", "truth", "who"),
    Command("check", "check", "truth"),
    Command("cron", "cron", "truth"),
    Command("report", "report", "figures"),
    Command("measures", "measures", "figures"),
    Command("import", "importing", "data", "file"),
    Command("export", "exporting", "data", "file"),
    Command("duplicates", "duplicates", "data"),
    Command("merge", "merge", "data"),
    Command("undo", "undo", "book"),
    Command("redo", "undo", "book"),
    Command("history", "undo", "book", "who"),
    Command("backup", "copies", "book", "file"),
    Command("restore", "copies", "book", "file"),
    Command("init", "home", "book"),
    Command("path", "home", "book"),
    Command("demo", "home", "book"),
    Command("rules list", "rules", "book"),
    Command("rules check", "rules", "book", "file"),
    Command("rules test", "trying", "book", "file"),
    Command("rules simulate", "trying", "book", "file"),
    Command("completion", "completion", "book"),
)
COMMANDS = {row.name: row for row in _ROWS}
"""In the order in which a rep meets them."""
GROUPS = tuple(dict.fromkeys(name.partition(" ")[0] for name in COMMANDS if " " in name))
DEFAULT = "today"
ROOT_OPTIONS = ("--home DIR", "--today DATE", "--lang en|zh-CN|zh-TW", "-f, --format table|json|csv|md|html",
                "-y, --yes", "--version", "--help")  # fmt: skip
_VALUED = {"--home": "home", "--today": "today", "--lang": "lang", "--format": "form", "-f": "form"}


def printable(word: str) -> str:
    """An argument as text: bytes that are no UTF-8 become visible escapes, which can be stored and shown."""
    if word.isprintable():
        return word
    try:
        return word.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:  # halves of characters, which Windows lets through
        return word.encode("utf-8", "backslashreplace").decode()


def read_roots(argv: Sequence[str]) -> tuple[list[str], dict[str, Any]]:
    """The words without the root options, and the root options, wherever they stood before a `--`.

    `lacking` among them is an option at the end whose value is missing.
    """
    rest: list[str] = []
    roots: dict[str, Any] = {}
    words = iter(argv)
    for word in words:
        name, has_value, value = word.partition("=")
        if word == "--":
            return [*rest, word, *words], roots
        if name in _VALUED:
            given = value if has_value else next(words, None)
            roots.update({"lacking": name} if given is None else {_VALUED[name]: given})
        elif word[:2] == "-f" and word[2:] in FORMS:
            roots["form"] = word[2:]
        elif word in ("-y", "--yes"):
            roots["yes"] = True
        elif word in ("--help", "-h", "--version"):
            roots[word.lstrip("-")[0]] = True
        else:
            rest.append(word)
    return rest, roots


def command_of(words: list[str]) -> tuple[str, list[str]]:
    """The command that the words begin with, and the words after it; bare options are those of `today`."""
    if not words or words[0].startswith("-"):
        return DEFAULT, words
    name, rest = words[0], words[1:]
    if name in GROUPS and name in COMMANDS:  # without a word of the group it is a command itself: `tie c1 parent c2`
        within = f"{name} {rest[0]}" if rest else f"{name} list"
        name, rest = (within, rest[1:]) if within in COMMANDS else (name, rest)
    elif name in GROUPS:
        if not rest:
            known = ", ".join(one.removeprefix(f"{name} ") for one in subcommands(name))
            raise WrongUsage("subcommand_missing", command=name, known=known)
        name, rest = f"{name} {rest[0]}", rest[1:]
    if name not in COMMANDS or (COMMANDS[name].noun and _is_of_noun(rest)):
        if name in nouns():
            return _of_noun(name, rest)
        raise WrongUsage("command_unknown", name=name, near=did_you_mean(name, _spellings(), 3))
    return name, rest


VERBS = ("add", "edit", "show", "list", "delete")
"""What can be done with the records of every noun."""


def nouns() -> dict[str, Table]:
    """The kinds of record that have commands of their own, by their nouns; asked for where a word is no other command."""
    from salescli.core.records import nouns as declared

    return declared()


def _is_of_noun(rest: list[str]) -> bool:
    """Whether words after a noun that is a command as well go by the noun: a verb, or nothing but options."""
    return not rest or rest[0] in VERBS or rest[0].startswith("-")


def _of_noun(noun: str, rest: list[str]) -> tuple[str, list[str]]:
    """`deal add ...`; the bare noun, or with options alone, lists."""
    if not rest or rest[0].startswith("-"):
        return f"{noun} list", rest
    if rest[0] not in VERBS:
        near = did_you_mean(rest[0], {verb: f"crm {noun} {verb}" for verb in VERBS})
        raise WrongUsage("command_unknown", name=f"{noun} {rest[0]}", near=near)
    return f"{noun} {rest[0]}", rest[1:]


def row_of(name: str) -> Command:
    """The row of a command, be it in the registry or of a noun."""
    verb = name.rpartition(" ")[2]
    return COMMANDS.get(name) or Command(name, "noun", "records", "none" if verb == "list" else "record")


def subcommands(group: str) -> list[str]:
    """The names of the commands of a group, or of a noun."""
    return [name for name in COMMANDS if name.startswith(f"{group} ")] or [f"{group} {verb}" for verb in VERBS]


def _spellings() -> dict[str, str]:
    """Every command, and every noun by what it is called in any language."""
    called = {label.casefold(): f"crm {word}" for word, table in nouns().items() if table.noun
              for label in (word, *table.noun.one, *table.noun.many)}  # fmt: skip
    return {**called, **{name: f"crm {name}" for name in COMMANDS}}


def function_of(name: str) -> Callable[..., Any]:
    """The function of a command; only its module is imported."""
    if name not in COMMANDS:
        from salescli.commands.noun import function_of as made

        return made(name)
    module = import_module(f"salescli.commands.{COMMANDS[name].module}")
    found: Callable[..., Any] = getattr(module, name.replace(" ", "_") + "_command")
    return found


def build(name: str) -> TyperCommand:
    """The one command that was asked for, as Typer builds it."""
    from typer.main import get_command_from_info
    from typer.models import CommandInfo

    info = CommandInfo(name=f"crm {name}", callback=function_of(name), add_help_option=False)
    return get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)  # type: ignore[return-value]


def perform(run: Run, words: Sequence[str]) -> int:
    """Carry out a command line without root options; returns the exit code. A command may have further ones carried out."""
    run.command, rest = command_of(list(words))
    run.perform = partial(perform, run)
    if not rest and (lane := row_of(run.command).bare):
        import_module(f"salescli.commands.{lane}").bare(run)
        return 0
    return int(invoke(build(run.command), rest, run) or 0)


def invoke(command: TyperCommand, words: Sequence[str], run: Run) -> int | None:
    """Run the command; what is missing is asked for in a terminal, and an option by another of its names is taken."""
    from typer import TyperException

    try:
        # not command.main(), which has exit codes of its own for a closed pipe and for Ctrl-C
        with command.make_context(command.name, list(words), obj=run) as context:
            return command.invoke(context)  # type: ignore[no-any-return]
    except TyperException as error:
        again = _mended(error, command, words, run)
    return invoke(command, again, run)


def _mended(error: Exception, command: TyperCommand, words: Sequence[str], run: Run) -> list[str]:
    """The words as they were meant; else what is wrong with them. Typer's errors go by names alone: it exports few of them."""
    for kind in type(error).__mro__:
        if kind.__name__ in _MENDED:
            return _MENDED[kind.__name__](error, command, words, run)
    raise error


def _options(command: TyperCommand) -> dict[str, Any]:
    """The long options of a command, each with its parameter."""
    return {text: param for param in command.params for text in param.opts if text.startswith("--")}


def _unknown_option(error: Any, command: TyperCommand, words: Sequence[str], run: Run) -> list[str]:
    from salescli.commands.fields import option_called

    known = _options(command)
    if meant := option_called(error.option_name, known, command.callback):
        return [_renamed(word, error.option_name, meant) for word in words]
    spelled = {text.lstrip("-"): text for text in (*known, *_VALUED, "--yes", "--help", "--version") if text[:2] == "--"}
    near = did_you_mean(error.option_name.lstrip("-"), spelled, least=0.65)
    raise WrongUsage("option_unknown", option=error.option_name, near=near, command=command.name)


def _option_without_value(error: Any, command: TyperCommand, words: Sequence[str], run: Run) -> NoReturn:
    raise WrongUsage("option_needs_value", option=error.option_name)


def _missing(error: Any, command: TyperCommand, words: Sequence[str], run: Run) -> list[str]:
    from salescli.commands.asking import missing

    name = str(error.param.metavar or error.param.name) if error.param else ""
    return [*words, *([] if "--" in words else ["--"]), missing(run, command.name or "", name)]


def _wrong_value(error: Any, command: TyperCommand, words: Sequence[str], run: Run) -> NoReturn:
    name = (error.param.name if error.param else "") or ""
    raise WrongUsage("value_wrong", option=name.replace("_", "-"), command=command.name)


def _extra_words(error: Any, command: TyperCommand, words: Sequence[str], run: Run) -> NoReturn:
    from salescli.commands.fields import as_options

    extra = error.message.partition(" (")[2].removesuffix(")")  # got unexpected extra arguments (等级 B)
    if meant := as_options(extra.split(), _options(command)):
        raise WrongUsage("option_missing", command=command.name, options=meant)
    raise WrongUsage("arguments_extra", command=command.name)


_MENDED: dict[str, Callable[[Any, TyperCommand, Sequence[str], Run], list[str]]] = {
    "NoSuchOption": _unknown_option,
    "BadOptionUsage": _option_without_value,
    "MissingParameter": _missing,
    "BadParameter": _wrong_value,
    "UsageError": _extra_words,
}


def _renamed(word: str, name: str, meant: str) -> str:
    """An option by the name the command knows it by, its value kept."""
    before, equals, value = word.partition("=")
    return f"{meant}{equals}{value}" if before == name else word
