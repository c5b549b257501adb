"""What is written in an e-mail: its header's words, its text without what it quotes, and what its signature surely says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import TYPE_CHECKING, NamedTuple

from salescli.core.language.phones import fold_digits, read_phone
from salescli.importing.columns import is_firm, is_title
from salescli.importing.decoding import decode, nfc, printable

if TYPE_CHECKING:
    from email.message import Message

LONGEST_TEXT = 300
"""Characters of a message's text that the story keeps."""
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "hz-gb-2312": "hz",
          "big5": "big5hkscs", "x-big5": "big5hkscs", "cn-big5": "big5hkscs", "shift_jis": "cp932", "ks_c_5601-1987": "cp949",
          "euc-kr": "cp949", "iso-8859-1": "cp1252", "us-ascii": "utf-8", "ascii": "utf-8"}  # fmt: skip
"""The encoding that programs write where they say a smaller one."""


class Address(NamedTuple):
    """Somebody at an address; `name` as they write it, maybe empty."""

    name: str
    address: str


def words(message: Message, field: str, country: str) -> str:
    """A field of the header in one line, whatever its words are encoded in; nothing if it isn't there."""
    return _decoded(str(message.get(field) or ""), country)


def addresses(message: Message, fields: Iterable[str], country: str) -> list[Address]:
    """Everybody whom the fields name, each address once; an address without @ is none."""
    from email.utils import getaddresses

    raw = [_unbroken(str(value)) for field in fields for value in message.get_all(field, [])]
    found: dict[str, Address] = {}
    for name, address in getaddresses(raw):
        address = address.strip().strip("<>'\"").lower()
        if "@" in address and not re.search(r"[\s<>(),;]", address):
            found.setdefault(address, Address(_name(_decoded(name, country), address), address))
    return list(found.values())


def _unbroken(value: str) -> str:
    return re.sub(r"\r?\n[ \t]*", " ", value)


def _decoded(value: str, country: str) -> str:
    """RFC 2047 words, also those cut within a character, and raw octets without any word of their encoding."""
    from email.errors import HeaderParseError
    from email.header import decode_header

    value = _unbroken(value)
    try:
        parts = decode_header(value) if "=?" in value else [(value, None)]
    except (HeaderParseError, ValueError):
        parts = [(value, None)]
    text = ""
    for part, charset in parts:
        if isinstance(part, str):
            part = part.encode("utf-8", "surrogateescape") if re.search("[\udc80-\udcff]", part) else part
        text += part if isinstance(part, str) else octets(part, charset or "", country)
    return nfc(printable(" ".join(text.split())))


def octets(data: bytes, charset: str, country: str) -> str:
    """Octets as the encoding that they are said to have, else as the one that they read best in."""
    name = charset.lower().strip("'\" ")
    if name and not name.startswith(("unknown", "x-unknown")):
        try:
            return data.decode(_WIDER.get(name, name))
        except (LookupError, UnicodeError):
            pass
    return decode(data, country=country).text if data else ""


_QUOTED = re.compile(r"^['\"“‘]+|['\"”’]+$")
_ASIDE = re.compile(r"\s*[(（\[【][^()（）\[\]【】]*[)）\]】]\s*$")
_LAST_FIRST = re.compile(r"([^\W\d_][^\W\d_'’ -]*), ([^\W\d_][^\W\d_'’. -]*)")


def _name(name: str, address: str) -> str:
    """A name as people say it: without quotes, without what stands in brackets behind it, first name first."""
    name = _QUOTED.sub("", _ASIDE.sub("", name.strip())).strip()
    if "@" in name or name.casefold() == address.partition("@")[0]:
        return ""
    found = _LAST_FIRST.fullmatch(name)
    return f"{found[2]} {found[1]}" if found else name[:100]


# --- the text ---------------------------------------------------------------------------------------------------------


def text_of(message: Message, country: str) -> str:
    """The text that a person wrote or reads: the first plain part, else the first HTML one; attachments are none."""
    html = ""
    for part in message.walk():
        kind = part.get_content_type()
        if part.is_multipart() or part.get_content_disposition() == "attachment" or kind not in ("text/plain", "text/html"):
            continue
        found = _part(part, country)
        if kind == "text/plain" and found.strip():
            return found
        html = html or (_of_html(found) if kind == "text/html" else "")
    return html


def _part(part: Message, country: str) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        charset = part.get_content_charset("")
    except (LookupError, UnicodeError, ValueError):
        charset = ""
    return octets(data, charset, country).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


class _Plain(HTMLParser):
    """The text of a page: blocks are lines, scripts and styles nothing, a quoted message the end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style", "head", "title", "blockquote")
        if tag in ("br", "p", "div", "tr", "li", "h1", "h2", "h3", "table"):
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "head", "title", "blockquote"):
            self.silent = max(0, self.silent - 1)

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(re.sub(r"\s+", " ", data))


def _of_html(text: str) -> str:
    reader = _Plain()
    reader.feed(text)
    reader.close()
    return "".join(reader.parts)


_QUOTES = re.compile(
    r"^\s*(?:>|-{3,} ?(?:original message|forwarded message|原始邮件|原始郵件|转发邮件|轉寄|回复的原邮件|ursprüngliche nachricht)"
    r"|_{20,}|on .{4,200}\bwrote:|am .{4,200}\bschrieb|le .{4,200}\ba écrit|在 ?.{4,200}写道[：:]"
    r"|.{0,200}(?:于|於).{4,100}(?:写道|寫道)[：:]"
    r"|(?:from|发件人|寄件者|von|de)\s*[:：].*(?:@|\S))",
    re.I,
)
_END = re.compile(r"^--\s*$|^(?:sent from my|从我的.{0,12}发送|發自我的|发自我的|get outlook for)", re.I)


def own_lines(text: str) -> list[str]:
    """The lines that its sender wrote, up to the first that quotes another message."""
    lines = []
    for line in text.split("\n"):
        line = printable(line.replace("\u00a0", " ").replace("\u3000", " ")).strip()
        if _QUOTES.match(line):
            break
        lines.append(line)
    return lines


def short(subject: str, text: str, name: str) -> str:
    """What the story keeps of a message: its subject and the beginning of its own text, without the signature of `name`."""
    lines = own_lines(text)
    end = next((place for place, line in enumerate(lines) if _END.match(line)), len(lines))
    end = min(end, max(_signed(lines, name), default=end) or end)
    said = nfc(" ".join(" ".join(lines[:end]).split()))
    said = said if len(said) <= LONGEST_TEXT else f"{said[:LONGEST_TEXT]}…"
    return ": ".join(filter(None, (subject[:LONGEST_TEXT], said)))


# --- the signature ----------------------------------------------------------------------------------------------------

_LABELLED = re.compile(
    r"(?:^|[\s|｜·,，;；/])(?P<what>m|mob|mobile|cell|cellphone|手机|手機|移动电话|行動電話|行動|t|tel|phone|telephone|ph|office|direct|电话|電話|座机"
    r"|直线|市話)\.?\s*[:：]\s*(?P<number>\+?[\d(][\d ()./-]{5,22}\d)",
    re.I,
)
_MOBILE = frozenset(("m", "mob", "mobile", "cell", "cellphone", "手机", "手機", "移动电话", "行動電話", "行動"))
LONGEST_SIGNATURE = 10  # lines
LONGEST_FIRM = 60  # characters


class Signature(NamedTuple):
    """What a signature surely says: (kind, number) pairs, the title, the firm."""

    numbers: tuple[tuple[str, str], ...] = ()
    title: str = ""
    firm: str = ""


def signature(text: str, name: str, country: str) -> Signature:
    """What stands below the sender's own name at the end of the message, as far as each line says what it is."""
    lines = [line for line in own_lines(text) if line]
    starts = _signed(lines, name)
    if not starts:
        return Signature()
    block = lines[starts[-1] :]
    after = [part.strip() for part in re.split(r"\s*[|｜·,，]\s*", block[0])[1:] + block[1:3]]
    title = next((part for part in after if is_title(part)), "")
    firm = next((line for line in block[1:] if len(line) <= LONGEST_FIRM and is_firm(line)), "")
    return Signature(tuple(_numbers(block, country)), title, firm)


def _signed(lines: list[str], name: str) -> list[int]:
    """Which of the last lines are the sender's name."""
    return [place for place, line in enumerate(lines) if place >= len(lines) - LONGEST_SIGNATURE and _is_name(line, name)]


def _is_name(line: str, name: str) -> bool:
    """Whether a line is the sender's name, alone or before what else is said of them."""
    first = re.split(r"\s*[|｜·,，]\s*", line)[0].strip(" -—*")
    return bool(name) and first.casefold() in (name.casefold(), name.casefold().replace(" ", ""))


def _numbers(block: list[str], country: str) -> Iterable[tuple[str, str]]:
    for line in block:
        for found in _LABELLED.finditer(fold_digits(line)):
            if read_phone(found["number"], country).valid:
                yield ("mobile" if found["what"].lower() in _MOBILE else "phone", found["number"])
