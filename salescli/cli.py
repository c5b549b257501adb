"""Root options, command names, and the one place where errors become words and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from salescli import __version__
from salescli.core.errors import CrmError, WrongUsage
from salescli.core.near import did_you_mean
from salescli.core.text import Text
from salescli.run import FORMS, Options, Run

if TYPE_CHECKING:
    from typer.core import TyperCommand

COMMANDS = {
    # the day
    "today": "today", "why": "why", "log": "log", "next": "plan", "snooze": "plan", "agenda": "agenda",
    # the records
    "add": "records", "edit": "records", "show": "show", "list": "listing", "find": "listing", "delete": "records",
    "tag": "records", "contact add": "contact", "contact edit": "contact", "contact delete": "contact",
    "contact list": "contact", "contact move": "contact",
    # true data
    "verify": "verify", "check": "check", "cron": "cron",
    # in and out
    "import": "importing", "export": "exporting", "duplicates": "duplicates", "merge": "merge",
    # the book
    "undo": "undo", "redo": "undo", "history": "undo", "backup": "copies", "restore": "copies",
    "init": "home", "path": "home", "demo": "home", "rules list": "rules", "rules check": "rules",
    "completion": "completion",
}  # fmt: skip
"""Command -> module of salescli.commands; the function is named like the command."""
GROUPS = ("contact", "rules")
DEFAULT = "today"
LOOK = 1
"""Exit code where something was written, and there is something to look at: the telling of it failed."""
COMPLETE = "_complete"
"""What the shells' completion calls; no command of a rep's."""
_VALUED = {"--home": "home", "--today": "today", "--lang": "lang", "--format": "form", "-f": "form"}


def main(argv: Sequence[str]) -> int:
    """Run one command line; returns the exit code of CONTRACT 1, and never lets a traceback out."""
    from salescli.render import screen

    screen.prepare()
    if argv[:1] == [COMPLETE]:
        from salescli.commands.complete import complete

        return complete(argv[1:])
    return _answer(argv)


def _answer(argv: Sequence[str]) -> int:
    run: Run | None = None
    roots: dict[str, Any] = {}
    try:
        rest, roots = read_roots([printable(word) for word in argv])
        run = Run(Options(**{name: value for name, value in roots.items() if name in Options._fields}))
        if "lacking" in roots:
            raise WrongUsage("option_needs_value", option=roots["lacking"])
        if roots.get("form") and roots["form"] not in FORMS:
            near = did_you_mean(roots["form"], FORMS)
            raise WrongUsage("format_unknown", value=roots["form"], known=", ".join(FORMS), near=near)
        code = _dispatch(run, rest, roots)
        run.say_mentions()
        sys.stdout and sys.stdout.flush()
        return code
    except CrmError as error:
        return _tell(run or _homeless(roots), error)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _leave_pipe()
        return 0
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        return _tell(run or _homeless(roots), CrmError("system", reason=reason, file=error.filename or ""))
    except Exception as error:
        if os.environ.get("SALESCLI_DEBUG"):
            raise
        return _tell(run or _homeless(roots), _explained(run, error))
    finally:
        if run is not None:
            run.close()
        _leave_full()


def _explained(run: Run | None, error: Exception) -> CrmError:
    if isinstance(error, MemoryError):
        return CrmError("memory_full")
    known = run.explained(error) if run else None
    if run and not known:
        run.forget_compiled()
    return known or CrmError("unexpected", what=f"{type(error).__name__}: {error}")


def _homeless(roots: dict[str, Any]) -> Run:
    """A run that only tells an error: no folder can hold its home."""
    return Run(Options(home=os.devnull, lang=roots.get("lang", ""), form=roots.get("form", "")))


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


def _dispatch(run: Run, words: list[str], roots: dict[str, Any]) -> int:
    from salescli.render import screen

    if roots.get("v"):
        screen.say(f"salescli {__version__}")
        return 0
    if roots.get("h") or words[:1] == ["help"]:
        from salescli.commands.help import help

        return help(run, words[1:] if words[:1] == ["help"] else words)
    name, rest = command_of(words)
    run.command = name
    return int(_invoke(build(name), rest, run) or 0)


def command_of(words: list[str]) -> tuple[str, list[str]]:
    """The command that the words begin with, and the words after it; bare options are those of `today`."""
    if not words or words[0].startswith("-"):
        return DEFAULT, words
    name, rest = words[0], words[1:]
    if name in GROUPS:
        if not rest:
            raise WrongUsage("subcommand_missing", command=name, known=_subcommands(name))
        name, rest = f"{name} {rest[0]}", rest[1:]
    if name not in COMMANDS:
        raise WrongUsage("command_unknown", name=name, near=did_you_mean(name, _spellings(), 3))
    return name, rest


def _subcommands(group: str) -> str:
    return ", ".join(name.partition(" ")[2] for name in COMMANDS if name.startswith(f"{group} "))


def _spellings() -> dict[str, str]:
    return {name: f"crm {name}" for name in COMMANDS}


def function_of(name: str) -> Callable[..., Any]:
    """The function of a command; only its module is imported."""
    module = import_module(f"salescli.commands.{COMMANDS[name]}")
    found: Callable[..., Any] = getattr(module, name.replace(" ", "_") + "_command")
    return found


def build(name: str) -> TyperCommand:
    """The one command that was asked for, as Typer builds it."""
    from typer.main import get_command_from_info
    from typer.models import CommandInfo

    info = CommandInfo(name=f"crm {name}", callback=function_of(name), add_help_option=False)
    return get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)  # type: ignore[return-value]


def _invoke(command: TyperCommand, words: list[str], run: Run) -> int | None:
    """Run the command; what is missing is asked for in a terminal."""
    from typer._click import exceptions as wrong

    try:
        # not command.main(), which has exit codes of its own for a closed pipe and for Ctrl-C
        with command.make_context(command.name, list(words), obj=run) as context:
            return command.invoke(context)  # type: ignore[no-any-return]
    except wrong.NoSuchOption as error:
        from salescli.commands.fields import option_called

        known = {text: param for param in command.params for text in param.opts if text.startswith("--")}
        if meant := option_called(error.option_name, known):
            return _invoke(command, [_renamed(word, error.option_name, meant) for word in words], run)
        spelled = {text.lstrip("-"): text for text in (*known, *_VALUED, "--yes", "--help", "--version") if text[:2] == "--"}
        near = did_you_mean(error.option_name.lstrip("-"), spelled, least=0.65)
        raise WrongUsage("option_unknown", option=error.option_name, near=near, command=command.name) from None
    except wrong.BadOptionUsage as error:
        raise WrongUsage("option_needs_value", option=error.option_name) from None
    except wrong.MissingParameter as error:
        from salescli.commands.asking import missing

        name = str(error.param.metavar or error.param.name) if error.param else ""
        return _invoke(command, [*words, *([] if "--" in words else ["--"]), missing(run, command.name or "", name)], run)
    except wrong.BadParameter as error:
        name = (error.param.name if error.param else "") or ""
        raise WrongUsage("value_wrong", option=name.replace("_", "-"), command=command.name) from None
    except wrong.UsageError as error:
        from salescli.commands.fields import as_options

        known = {text: param for param in command.params for text in param.opts if text.startswith("--")}
        extra = error.message.partition(" (")[2].removesuffix(")")  # got unexpected extra arguments (等级 B)
        meant = as_options(extra.split(), known)
        if meant:
            raise WrongUsage("option_missing", command=command.name, options=meant) from None
        raise WrongUsage("arguments_extra", command=command.name) from None


def _renamed(word: str, name: str, meant: str) -> str:
    """An option by the name the command knows it by, its value kept."""
    before, equals, value = word.partition("=")
    return f"{meant}{equals}{value}" if before == name else word


def _tell(run: Run, error: CrmError) -> int:
    """Say what is wrong and what to type next; as JSON where that was asked for (CONTRACT 1)."""
    from salescli.render import screen

    try:
        words = run.words
    except CrmError:  # the language itself is what is wrong
        words = Run(Options(home=run.options.home, lang="en")).words
    message = words(Text(f"error.{error.key}", error.params))
    kept = run.kept()
    hint = words(kept or Text(f"hint.{error.key}", error.params)) if kept or words.has(f"hint.{error.key}") else ""
    if run.options.form == "json":
        from salescli.render.records import encoded

        screen.remark(encoded({"error": error.key, "message": message, "hint": hint}, words, ""))
    else:
        screen.remark(words(Text("error.line", {"message": message})))
        if hint:
            screen.remark(hint)
    return LOOK if kept else error.exit_code


def _leave_full() -> None:
    """What can't be written where stdout goes has been told: Python must not try again at its end."""
    try:
        sys.stdout and not sys.stdout.closed and sys.stdout.flush()
    except OSError:
        _leave_pipe()


def _leave_pipe() -> None:
    """The reader has gone: nothing more can be written, and Python must not try at its end."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
