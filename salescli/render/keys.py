"""One key of a terminal, without Enter: POSIX by termios, Windows by msvcrt, and where neither can, the line's own reader."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress

_ENDS = ("\x03", "\x04", "\x1b")
"""Ctrl-C, Ctrl-D and Escape."""

_SOON = 0.5
"""Seconds: who presses Enter so soon after a key means that key, not the next question."""
_pressed = [float("-inf")]
"""When a key was read last that an Enter may still follow."""


def read_key() -> str | None:
    """The next key: a character, "" for Enter; None where stdin can't give single keys. KeyboardInterrupt for Ctrl-C.

    An Enter right behind a key is that key's own.
    """
    key = _read_key()
    if key == "" and follows_key():
        key = _read_key()
    if key:
        _pressed[0] = time.monotonic()
    return key


def follows_key() -> bool:
    """Whether an Enter that was just read belongs to the key before it; asked once a key."""
    soon = time.monotonic() - _pressed[0] < _SOON
    _pressed[0] = float("-inf")
    return soon


def _read_key() -> str | None:
    try:
        key = _windows_key() if sys.platform == "win32" else _posix_key()
    except (ImportError, OSError, ValueError):  # no terminal, or a stream in memory
        return None
    if key is not None and (not key or key in _ENDS):
        raise KeyboardInterrupt
    return "" if key in ("\r", "\n") else key


def _posix_key() -> str | None:
    import termios
    import tty

    handle = sys.stdin.fileno()
    before = termios.tcgetattr(handle)
    try:
        tty.setcbreak(handle, termios.TCSADRAIN)
        while (key := _character(handle)) == "\x1b" and _goes_on(handle):
            _leave_out(handle)
        return key
    except termios.error:
        return None
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)


def _goes_on(handle: int) -> bool:
    """Whether an Escape begins what a special key sends, all at once."""
    import select

    return bool(select.select([handle], [], [], 0.03)[0])


def _leave_out(handle: int) -> None:
    """Read to its end what an arrow, Home or a function key sends: nothing is asked that it could answer."""
    read = os.read(handle, 1)
    if read in (b"[", b"O"):
        while (read := os.read(handle, 1)) and not 0x40 <= read[0] <= 0x7E:
            pass


def _character(handle: int) -> str:
    """One character of UTF-8, of which a key may send several bytes; what follows stays for the next reader."""
    found = os.read(handle, 1)
    while found and len(found) < 4:
        with suppress(UnicodeDecodeError):
            return found.decode("utf-8")
        found += os.read(handle, 1)
    return found.decode("utf-8", "replace")


def _windows_key() -> str:
    import msvcrt

    return str(msvcrt.getwch())  # type: ignore[attr-defined]
