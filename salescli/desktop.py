"""The rep's desktop: its clipboard, and the program that writes mail."""

from __future__ import annotations

import os
import sys

CLIPBOARDS = (("pbcopy",), ("wl-copy",), ("xclip", "-selection", "clipboard"), ("clip.exe",))
"""Programs that take what is to be copied on their standard input; the first that is there and takes it does."""
OPENERS = (("open",),) if sys.platform == "darwin" else (("xdg-open",), ("wslview",))
PATIENCE = 10  # seconds


def copy(text: str) -> bool:
    """Put a text on the clipboard; False where no program for that is there, or none would."""
    return any(_given(command, _for(command[0], text)) for command in CLIPBOARDS)


def _for(program: str, text: str) -> bytes:
    """Windows takes UTF-16 alone for what isn't of its own code page."""
    return text.encode("utf-16") if program == "clip.exe" else text.encode()


def _given(command: tuple[str, ...], content: bytes) -> bool:
    """Whether a program is there and took this; its own output is nobody's."""
    import shutil
    import subprocess

    program = shutil.which(command[0])
    if program is None:
        return False
    try:
        done = subprocess.run([program, *command[1:]], input=content, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              timeout=PATIENCE, check=False)  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def mailto(to: str, subject: str, body: str) -> str:
    """The address of a message to be written: every character that could mean something in it is encoded (RFC 6068)."""
    from urllib.parse import quote

    lines = body.replace("\n", "\r\n")
    return f"mailto:{quote(to, safe='@')}?subject={quote(subject, safe='')}&body={quote(lines, safe='')}"


def open_mail(address: str) -> bool:
    """Have the mail program show a message; False where none would."""
    if os.name == "nt":
        getattr(os, "startfile")(address)  # noqa: B009 - of Windows alone
        return True
    return any(_given((*command, address), b"") for command in OPENERS)
