"""One command line from its words to its exit code, and the one place where errors become words."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

from salescli import __version__
from salescli.commandline import perform, printable, read_roots
from salescli.core.errors import CrmError, WrongUsage
from salescli.core.spelling import did_you_mean
from salescli.core.text import Text
from salescli.run import FORMS, Options, Run

LOOK = 1
"""Exit code where something was written, and there is something to look at: the telling of it failed."""
COMPLETE = "_complete"
"""What the shells' completion calls; no command of a rep's."""


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
        return _interrupted(run)
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


def _interrupted(run: Run | None) -> int:
    """Says what stays of a command that was told to stop too late."""
    from salescli.render import screen

    if run and (kept := run.kept()):
        screen.remark(run.words(kept))
    return 130


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


def _dispatch(run: Run, words: list[str], roots: dict[str, Any]) -> int:
    from salescli.render import screen

    if roots.get("v"):
        screen.say(f"salescli {__version__}")
        return 0
    if roots.get("h") or words[:1] == ["help"]:
        from salescli.commands.help import help

        return help(run, words[1:] if words[:1] == ["help"] else words)
    return perform(run, words)


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
