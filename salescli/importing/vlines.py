"""vCard bytes → cards of properties: unfolding, soft line breaks, encodings and escapes of versions 2.1 to 4.0."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from salescli.importing.decoding import decode, nfc

_LINE_END = re.compile(rb"\r*\n|\r")
_PROPERTY = re.compile(rb'(?:([\w-]+)\.)?([A-Za-z][\w-]*)((?:[;,](?:[^":]++|"[^"]*+")*+)?):(.*)', re.S)
_UNQUOTED = re.compile(rb"(?:([\w-]+)\.)?([A-Za-z][\w-]*)((?:[;,][^:]*)?):(.*)", re.S)
_PARAMETER = re.compile(rb'(?:[^;"]++|"[^"]*+")++')
MOST_PARAMETERS = 100
"""Of a property's parameters, and of the values of one, these are read: no more mean anything."""
_SOFT = re.compile(rb"QUOTED-PRINTABLE", re.I)
_END = re.compile(rb"\s*(?:END|BEGIN)\s*:\s*VCARD\s*$", re.I)
_LOOKS_QUOTED = re.compile(rb"(?:=[0-9A-F]{2}){2}")
_ESCAPE = re.compile(r'\\([nN,;:\\"])')
BINARY = frozenset(("PHOTO", "LOGO", "SOUND", "KEY", "AGENT", "X-MS-OL-DESIGN", "X-MS-CARDPICTURE"))
_CODECS = {
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "gb2312": "gb18030",
    "gbk": "gb18030", "big5": "cp950", "big-5": "cp950", "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "utf-8",
    "ascii": "utf-8",
}  # fmt: skip


@dataclass(slots=True)
class _Raw:
    """A property whose value is still bytes; of a picture's it only says that there are some."""

    group: str
    name: str
    params: dict[str, list[str]]
    value: bytes
    more: list[bytes] = field(default_factory=list)
    """Lines that belong to a note, though nothing says so."""


class Property(NamedTuple):
    """One property: `name` in upper case, `types` in lower case, `value` decoded but with its escapes."""

    group: str
    name: str
    params: dict[str, list[str]]
    value: str

    @property
    def types(self) -> list[str]:
        """TYPE values and 2.1's bare ones: home, cell, pref ..."""
        return self.params.get("TYPE", [])

    @property
    def preferred(self) -> bool:
        """Whether the card calls this one of several the main one."""
        return "pref" in self.types or self.params.get("PREF", [""])[0] == "1"

    def text(self) -> str:
        """The value as one text, trimmed, its escapes undone."""
        return unescape(self.value).strip()

    def parts(self, separator: str = ";") -> list[str]:
        """The components between unescaped separators."""
        return [unescape(part).strip() for part in _split_at(self.value, separator)]


def unescape(text: str) -> str:
    r"""`\n`, `\,`, `\;`, `\:` and `\\` as what they stand for; other backslashes stay."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def _split_at(value: str, separator: str) -> list[str]:
    """The parts with their escapes; a doubled backslash before a separator is no escape of it."""
    if "\\" not in value:
        return value.split(separator)
    parts = [""]
    for piece in re.findall(rf"\\.|[^\\{separator}]+|.", value, re.S):
        if piece == separator:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


class CardLines(NamedTuple):
    """One card: its properties, and the lines that are none."""

    properties: list[Property]
    unread: tuple[str, ...]


def read_cards(data: bytes, encoding: str = "", country: str = "CN") -> tuple[list[CardLines], str]:
    """The cards of the file and the encoding of what they don't declare."""
    raw = list(_cards(data))
    for item in (item for items, _ in raw for item in items if item.more):
        item.value = b"\\n".join((item.value, *item.more))
    fallback = encoding or _fallback(data, raw, country)
    cards = [CardLines([_decoded(item, fallback, encoding) for item in items], unread) for items, unread in raw]
    return cards, fallback


def _cards(data: bytes) -> Iterator[tuple[list[_Raw], tuple[str, ...]]]:
    """Cards from BEGIN to END, to the next BEGIN or to the end of the file; a card within a card is passed over."""
    items: list[_Raw] = []
    unread: list[str] = []
    inside = nested = 0
    for line in _apart(_logical(_LINE_END.split(data))):
        word = line.strip().upper().replace(b" ", b"")
        if word == b"BEGIN:VCARD":
            if inside and items and items[-1].name == "AGENT" and not items[-1].value.strip():
                nested += 1
                continue
            if inside and (items or unread):
                yield items, tuple(unread)
            items, unread, inside = [], [], 1
        elif word == b"END:VCARD":
            if nested:
                nested -= 1
                continue
            if inside:
                yield items, tuple(unread)
            items, unread, inside = [], [], 0
        elif inside and not nested:
            _gather(line, items, unread)
    if inside and items:
        yield items, tuple(unread)


_EDGE = re.compile(rb"[\s\xef\xbb\xbf]*((?:END|BEGIN)\s*:\s*VCARD)(?=\s|[\xef\xbb\xbf]|END:|BEGIN:|[A-Z-]+[;:]|$)", re.I)


def _apart(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The lines, each BEGIN and END in one of its own, however they are glued together: after END, a BOM, a blank."""
    for line in lines:
        end = 0
        while found := _EDGE.match(line, end):
            yield found[1]
            end = found.end()
        yield line[end:] if end else line


def _gather(line: bytes, items: list[_Raw], unread: list[str]) -> None:
    """Add a line's property; one that is none belongs to the note before it, or is told."""
    found = _PROPERTY.fullmatch(line) or _UNQUOTED.fullmatch(line)
    if found:
        group, name, params, value = found.groups()
        word, given = _latin(name).upper(), _parameters(params)
        items.append(_Raw(_latin(group or b"").lower(), word, given, _octets(word, given, value)))
    elif line.strip() and not line.startswith(b"#"):
        if items and items[-1].name == "NOTE":
            items[-1].more.append(line.strip())
        elif not (items and items[-1].name in BINARY):
            unread.append(_latin(line.strip())[:80])


@lru_cache(maxsize=4096)
def _latin(word: bytes) -> str:
    return word.decode("utf-8", "replace").replace("\ufffd", "?")


def _logical(lines: list[bytes]) -> Iterator[bytes]:
    """Physical lines put together: folded ones, and those that a quoted-printable value breaks off with `=`."""
    index, count = 0, len(lines)
    while index < count:
        line = lines[index]
        index += 1
        head = line.partition(b":")[0]
        if _SOFT.search(head):
            pieces = [line]
            while pieces[-1].rstrip(b" \t").endswith(b"=") and index < count and not _END.match(lines[index]):
                pieces[-1] = pieces[-1].rstrip(b" \t")[:-1]
                pieces.append(lines[index])
                index += 1
            pieces[-1] = pieces[-1][:-1] if pieces[-1].endswith(b"=") else pieces[-1]
            line = b"".join(pieces)
        pieces = [line]
        while index < count and lines[index][:1] in (b" ", b"\t"):
            pieces.append(lines[index][1:])
            index += 1
        yield b"".join(pieces)


@lru_cache(maxsize=1024)
def _parameters(text: bytes) -> dict[str, list[str]]:
    """Parameters by name in upper case; 2.1's bare words are types or the encoding."""
    found: dict[str, list[str]] = {}
    for match in islice(_PARAMETER.finditer(text), MOST_PARAMETERS):
        name, sign, value = match[0].strip(b", ").partition(b"=")
        key, words = _latin(name).strip().upper(), _latin(value if sign else name).strip().strip('"')
        if not sign:
            key = "ENCODING" if key in ("QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT", "B") else "TYPE"
        for word in words.split(",", MOST_PARAMETERS)[:MOST_PARAMETERS] if key == "TYPE" else [words]:
            found.setdefault(key, []).append(word.strip('" ').lower() if key == "TYPE" else word)
    return found


# --- values ---------------------------------------------------------------------------------------------------------


def _octets(name: str, params: dict[str, list[str]], value: bytes) -> bytes:
    """The value's bytes after its transfer encoding; quoted-printable is also undone where nobody declared it."""
    if name in BINARY:
        return b"-" if value.strip() else b""
    how = params["ENCODING"][0].upper() if "ENCODING" in params else ""
    if how == "QUOTED-PRINTABLE" or (b"=" in value and _LOOKS_QUOTED.search(value)):
        return binascii.a2b_qp(value)
    if how in ("B", "BASE64"):
        try:
            return base64.b64decode(value, validate=False)
        except (binascii.Error, ValueError):
            return value
    return value


def _fallback(data: bytes, cards: list[tuple[list[_Raw], tuple[str, ...]]], country: str) -> str:
    """The encoding of values that are neither in the one they declare nor UTF-8: another value's, else judged by all."""
    odd: list[bytes] = []
    for items, _ in cards:
        for item in items:
            if not item.value.isascii() and _strictly(item.value, (_declared(item), "utf-8")) is None:
                odd.append(item.value)
    if not odd:
        return "utf-8"
    declared = re.search(rb"CHARSET=\"?(?!utf-?8)([\w-]+)", data[: 1 << 20], re.I)
    if declared and (codec := _codec(_latin(declared[1]))):
        return codec
    return decode(b"\n".join(odd), country=country).encoding


@lru_cache(maxsize=256)
def _codec(name: str) -> str:
    import codecs

    name = _CODECS.get(name.lower(), name)
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""


def _declared(item: _Raw) -> str:
    return _codec(item.params["CHARSET"][0]) if "CHARSET" in item.params else ""


def _decoded(item: _Raw, fallback: str, forced: str) -> Property:
    text = _text(item.value, (_declared(item), forced, "utf-8", fallback, "cp1252"))
    if not text.isascii() or "\r" in text or "\0" in text:
        text = nfc(text.replace("\r\n", "\n").replace("\0", "").replace("\ufffd", "?"))
    return Property(item.group, item.name, item.params, text)


def _text(octets: bytes, codecs: tuple[str, ...]) -> str:
    """The octets in the first of the encodings that they are in; bytes that are in none are shown as they are."""
    text = _strictly(octets, codecs)
    return octets.decode("utf-8", "backslashreplace") if text is None else text


def _strictly(octets: bytes, codecs: tuple[str, ...]) -> str | None:
    for codec in codecs:
        if codec:
            try:
                return octets.decode(codec)
            except (UnicodeError, LookupError):
                if (text := _cut(octets, codec)) is not None:
                    return text
    return None


def _cut(octets: bytes, codec: str) -> str | None:
    """The text without its last character, where a program that counted bytes cut that in two; else None.

    A single odd byte after ASCII is rather a letter of a code page.
    """
    import codecs

    try:
        text = codecs.getincrementaldecoder(codec)().decode(octets, final=False)
        rest = len(octets) - len(text.encode(codec))
    except (UnicodeError, LookupError):
        return None
    return text if text and rest > 0 and (rest > 1 or not text.isascii()) else None
