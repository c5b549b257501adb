"""A box of e-mails (.mbox) or one (.eml) → its messages one after the other, each read no further than its text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from salescli.core.patterns import pattern

if TYPE_CHECKING:
    from email.message import Message
    from email.parser import BytesParser

Opened = Callable[[], BinaryIO]
"""Opens the box from its beginning; called once for each time it is read."""
LONGEST_HEADER = 256 * 1024
LONGEST_BODY = 256 * 1024
"""Octets of a message that are read: the text comes first, attachments after it."""
LONGEST_LINE = 64 * 1024
HEAD = 64 * 1024
"""Octets at the beginning of a file that tell whether it is a box."""
_PARTING = pattern(rb"From (?:\S+|\"[^\"]*\"\S*) +\w{3},? .{0,20}\d{1,2}:\d\d.{0,30}\d{2}")
_FIELD = pattern(rb"([!-9;-~]+)[ \t]*:")
_TELLING = frozenset((b"from", b"to", b"date", b"subject", b"message-id", b"received", b"return-path", b"mime-version",
                      b"delivered-to", b"content-type", b"reply-to", b"cc"))  # fmt: skip
_APPLE = pattern(rb"\A\d{1,12} *\r?\n")
_BLANKS = b"\xef\xbb\xbf \t\r\n"


class Mail(NamedTuple):
    """One message: its number in the box from 1, and its header with as much of its body as was read."""

    number: int
    message: Message


def is_box(head: bytes) -> bool:
    """Whether a file that begins so holds e-mails: the line that parts them, or a header with fields only mails have."""
    head = _bare(head)
    if _PARTING.match(head):
        return True
    known: set[bytes] = set()
    for line in head.splitlines():
        if not line:
            break
        found = _FIELD.match(line)
        if found:
            known.add(found[1].lower())
        elif line[:1] not in b" \t" or not known:
            return False
    return len(known & _TELLING) >= 3


def _bare(head: bytes) -> bytes:
    """The head without what Apple, and editors, write before the header."""
    return _APPLE.sub(b"", head.lstrip(_BLANKS), count=1).lstrip(_BLANKS)


def _parser() -> BytesParser:
    """A parser that leaves the fields of the header as they stand in the file, also octets of no encoding."""
    from email.parser import BytesParser
    from email.policy import Compat32

    class AsWritten(Compat32):
        def header_fetch_parse(self, name: str, value: str) -> str:
            return value

    return BytesParser(policy=AsWritten())


def mails(opened: Opened, *, headers: bool = False) -> Iterator[Mail]:
    """All messages of a box, or (`headers`) no more than their headers; of an attachment nothing is kept, however large."""
    parser = _parser()
    with opened() as box:
        for number, lines in enumerate(_apart(box, 0 if headers else LONGEST_BODY), 1):
            yield Mail(number, parser.parsebytes(b"".join(lines), headersonly=headers))


def _apart(box: BinaryIO, longest: int) -> Iterator[list[bytes]]:
    """The lines of each message that are worth reading: its header, and its body up to `longest` octets."""
    lines: list[bytes] = []
    room, in_body, whole = LONGEST_HEADER, False, True
    while line := box.readline(LONGEST_LINE):
        begins, whole = whole, line.endswith(b"\n")
        if begins and line.startswith(b"From ") and _PARTING.match(line):
            if lines:
                yield lines
            lines, room, in_body = [], LONGEST_HEADER, False
            continue
        if not lines and not (line := _bare(line)):
            continue
        if begins and not in_body and line in (b"\n", b"\r\n"):
            in_body, room = True, longest
        room -= len(line)
        if room >= 0:
            lines.append(line[1:] if line.startswith(b">From ") else line)
    if lines:
        yield lines
