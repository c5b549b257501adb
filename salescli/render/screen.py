"""The terminal itself: is there one, how wide, with colour or not; writing, remarks, questions and progress.

Answers go to stdout, remarks, questions and progress to stderr. The streams are looked up at every call.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from io import StringIO, TextIOWrapper
from typing import TYPE_CHECKING, TextIO

from salescli.render.clean import clean

if TYPE_CHECKING:
    from salescli.render.bar import Silent

YES = frozenset(("y", "yes", "j", "1", "是", "是的", "好", "好的", "对", "對", "嗯", "确定", "確定"))
LEAVES = frozenset(("", "q", "n", "no", "quit", "不", "否"))
FALLBACK = 80
"""Cells of a screen that doesn't tell its width."""


def prepare() -> None:
    """Make stdout and stderr UTF-8 with backslashreplace, whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and not stream.closed:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def answers() -> TextIO:
    """Where answers go; a page nobody reads where stdout is missing or closed."""
    return _open(sys.stdout)


def _open(stream: TextIO | None) -> TextIO:
    return StringIO() if stream is None or stream.closed else stream


def is_terminal(stream: TextIO | None = None) -> bool:
    """Whether a person reads `stream` (stdout)."""
    return _open(stream or sys.stdout).isatty()


def width() -> int:
    """Cells of a line: COLUMNS, else the terminal's, else 80."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told):
        return int(told)
    with suppress(OSError, ValueError, AttributeError):  # no terminal, or closed; shutil, which asks the same, takes long to load
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or FALLBACK  # type: ignore[union-attr]
    return FALLBACK


def colour() -> bool:
    """Whether answers may be coloured: on a terminal that understands it, unless NO_COLOR says no."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not is_terminal():
        return False
    return sys.platform != "win32" or any(os.environ.get(name) for name in ("WT_SESSION", "ANSICON", "TERM"))


def write(text: str) -> None:
    """Write an answer as it is; a closed pipe raises BrokenPipeError, as everywhere."""
    answers().write(text)


def say(line: str) -> None:
    """Write one line of an answer, cleaned."""
    write(clean(line, keep_lines=True) + "\n")


def remark(line: str) -> None:
    """Write a line to stderr, cleaned; nobody there to read it is no error."""
    with suppress(OSError):
        print(clean(line, keep_lines=True), file=_open(sys.stderr), flush=True)


def can_ask() -> bool:
    """Whether somebody is there to answer: stdin and stderr are terminals."""
    stdin = sys.stdin
    return stdin is not None and not stdin.closed and stdin.isatty() and is_terminal(sys.stderr or StringIO())


def _answer(prompt: str, begun: str = "") -> str:
    """What the person typed, behind what was `begun`; the end of input is an interruption, too."""
    with suppress(ImportError):
        import readline

        readline.set_startup_hook((lambda: readline.insert_text(begun)) if begun else None)
    try:
        if is_terminal():  # only then does input() know where its prompt stands
            answer = input(prompt).strip()
        else:
            print(prompt + begun, end="", file=_open(sys.stderr), flush=True)
            answer = (begun + input()).strip()
    except (EOFError, KeyboardInterrupt):
        print(file=_open(sys.stderr))
        raise KeyboardInterrupt from None
    follows = is_enter_of_a_key()  # asked at every line: the Enter behind a line is no key's own
    return answer if answer or not follows else _answer(prompt, begun)


def is_enter_of_a_key() -> bool:
    """Whether an Enter that was just read belongs to the key before it; no key was read, none does."""
    keys = sys.modules.get("salescli.render.keys")
    return bool(keys and keys.follows_key())


def ask(question: str, default: str = "") -> str:
    """A line of text; `default`, shown in brackets, for an empty one."""
    shown = f" [{clean(default)}]" if default else ""
    return _answer(f"{clean(question)}{shown}: ") or default


def confirm(question: str) -> bool:
    """Yes or no; anything that isn't plainly yes is no."""
    return _answer(f"{clean(question)} [y/N] ").casefold() in YES


def choose(question: str, options: list[str]) -> int | str | None:
    """The index of the option chosen by its number, counted from 1 on the screen; None for Enter, q or n; else what was typed."""
    for number, option in enumerate(options, 1):
        remark(f"{number:>3}  {clean(option)}")
    while True:
        answer = _answer(f"{clean(question)} [1-{len(options)}]: ")
        if not answer.isdecimal():
            return None if answer.casefold() in LEAVES else answer
        if 1 <= int(answer) <= len(options):
            return int(answer) - 1


def _key(prompt: str) -> str | None:
    """The key that is pressed at a prompt, "" for Enter; None where single keys can't be had."""
    from salescli.render.keys import read_key

    print(prompt, end="", file=_open(sys.stderr), flush=True)
    try:
        return read_key()
    except KeyboardInterrupt:
        print(file=_open(sys.stderr))
        raise


def key_or_line(question: str, keys: Iterable[str]) -> str:
    """One of `keys` or "" for Enter, at once; any other key begins a line, which is the answer.

    Where single keys can't be had a whole line is read: a key of `keys`, nothing, or a text.
    """
    prompt = f"{clean(question)} "
    key = _key(prompt)
    if key is None:
        return _answer("")
    if key == "" or key in keys:
        print(key, file=_open(sys.stderr), flush=True)
        return key
    print("\r", end="", file=_open(sys.stderr), flush=True)
    return _answer(prompt, key)


def one_key(question: str) -> str:
    """Any one key, "" for Enter; a whole line where single keys can't be had."""
    key = _key(f"{clean(question)} ")
    if key is None:
        return _answer("")
    print(key, file=_open(sys.stderr), flush=True)
    return key


@contextmanager
def progress(total: int | None, label: object, words: Callable[[object], str]) -> Iterator[Silent]:
    """Progress of a long job on stderr, with rows a second and the time left; silent where nobody watches."""
    from salescli.render.bar import Bar, Silent

    if not is_terminal(sys.stderr or StringIO()) or os.environ.get("TERM") == "dumb":
        yield Silent()
        return
    with Bar(total, clean(words(label)), words) as bar:
        yield bar
