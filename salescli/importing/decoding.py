"""Bytes → text: which encoding a file is in, judged by what becomes readable (CONTRACT 8)."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from salescli.core.errors import CannotDo, WrongUsage
from salescli.core.patterns import pattern
from salescli.importing.hangul import chinese_or_korean

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
CANDIDATES = ("gb18030", "big5", "cp932", "euc-jp", "cp949", "cp1252", "cp1251")
HOME = {"CN": "gb18030", "SG": "gb18030", "TW": "big5", "HK": "big5", "MO": "big5", "JP": "cp932", "KR": "cp949",
        "RU": "cp1251", "UA": "cp1251", "BY": "cp1251", "BG": "cp1251", "KZ": "cp1251"}  # fmt: skip
_READ_AS = {"big5": ("cp950", "big5hkscs")}
"""Codecs that hold what programs write under a name: Taiwan's Excel writes 碁, 恒, 裏 and €, Hong Kong's 啲 and 喺 too."""
SAMPLE = 1 << 14  # bytes an encoding is judged by; the whole file is then decoded with it
STRAY = pattern("[\ud800-\udfff]")
"""Bytes that are no character of the encoding: `surrogateescape` leaves them as lone surrogates."""


class Decoded(NamedTuple):
    """The text, in NFC, with lone surrogates where a byte is no character; `encoding` as users name it."""

    text: str
    encoding: str
    damaged: bool = False


def decode(
    data: bytes, *, encoding: str = "", country: str = "CN", known: Callable[[str], int] | None = None
) -> Decoded:
    """The bytes as text. `encoding` forces one; `known` counts a text's known words: the more, the better it reads."""
    if encoding:
        return _forced(data, encoding)
    for mark, name in BOMS:
        if data.startswith(mark):
            return _strictest(data[len(mark) :] if name == "utf-8" else data, name)
    if name := utf16_by_nuls(data):
        return _strictest(data, name)
    try:
        return _decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        place = error.start
    head = _sample(data, place)
    return _strictest(data, "utf-8" if mostly_utf8(head) else _judged(head, country, known))


def codec_named(encoding: str) -> str:
    """The codec that a user's word for an encoding names; for GB2312, GBK and Big5 the one that holds them. Of no word, none."""
    if not encoding:
        return ""
    try:
        name = codecs.lookup(encoding).name
        "".encode(name)
    except (LookupError, ValueError):
        raise WrongUsage("encoding_unknown", encoding=encoding) from None
    return {"gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950"}.get(name, name)


def _forced(data: bytes, encoding: str) -> Decoded:
    name = codec_named(encoding)
    if name == "cp950":
        return _strictest(data, "big5")._replace(encoding=codecs.lookup(encoding).name)
    return _strictest(data.removeprefix(codecs.BOM_UTF8) if name == "utf-8" else data, name)


def nfc(text: str) -> str:
    """The text with its accents composed, as everything is stored."""
    if text.isascii():
        return text
    import unicodedata

    return unicodedata.normalize("NFC", text)


def _decoded(text: str, name: str, damaged: bool = False) -> Decoded:
    text = nfc(text).removeprefix("\ufeff")
    if "\ufeff" in text:  # files that were put one behind the other, each with its mark
        text = re.sub(r"(?<=[\r\n])\ufeff+", "", text)
    return Decoded(text, name, damaged)


def _strictest(data: bytes, name: str) -> Decoded:
    """The text without loss: strict, else with the bytes that don't fit kept apart so that only their rows suffer."""
    for codec in _READ_AS.get(name, (name,)):
        try:
            return _decoded(data.decode(codec), _exact(data, name, codec))
        except UnicodeError:
            pass
    name = _READ_AS.get(name, (name,))[0]
    try:
        return _decoded(data.decode(name, "surrogateescape"), name, damaged=True)
    except (UnicodeError, LookupError):
        pass
    if name.startswith(("utf-16", "utf-32")):  # codecs that know no surrogateescape
        return _decoded(data.decode(name, "replace").replace("\ufffd", "\udcff"), name, damaged=True)
    raise CannotDo("encoding_wrong", encoding=name)


def _exact(data: bytes, name: str, codec: str) -> str:
    """The name of an encoding, that of its larger relative only where the text needs it."""
    if name == codec:
        return name
    try:
        data.decode(name)
    except UnicodeError:
        return codec
    return name


def utf16_by_nuls(data: bytes) -> str:
    """UTF-16 without a mark: half of an ASCII text's bytes, and those of line ends and commas in any, are NUL."""
    head = data[: SAMPLE // 4 * 4]
    if len(head) < 4 or b"\0" not in head:
        return ""
    for name, signs in (("utf-16-le", (b"\n\0", b",\0", b"\t\0")), ("utf-16-be", (b"\0\n", b"\0,", b"\0\t"))):
        at = 1 if name.endswith("le") else 0
        nuls = head[at::2].count(0)
        if nuls * 20 > len(head) // 2 and head[1 - at :: 2].count(0) * 20 < nuls and any(s in head for s in signs):
            try:
                head[: len(head) // 2 * 2].decode(name)
            except UnicodeDecodeError as error:
                if error.end < len(head) - 3:
                    continue
            return name
    return ""


def printable(text: str) -> str:
    """The text with bytes that are no character, and NULs, written as \\xNN, so that it can be stored and shown."""
    if text.isascii() and "\0" not in text:
        return text
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace").replace("\0", "\\x00")


# --- judging --------------------------------------------------------------------------------------------------------

_CHANCE = 4  # continuation bytes of UTF-8: so many in whole lines are no accident of another encoding


def mostly_utf8(head: bytes) -> bool:
    """Whether the text is UTF-8 but for some lines: half of those beyond ASCII are, and too much of it for chance.

    In GB18030 one character in five is by chance one of UTF-8, a whole name seldom; a letter of cp1252 alone never is.
    """
    whole = broken = signs = 0
    for line in head.splitlines():
        if not line.isascii():
            try:
                signs += len(line) - len(line.decode("utf-8"))
                whole += 1
            except UnicodeDecodeError:
                broken += 1
    return whole >= broken and signs >= _CHANCE


_CLEAR = 0.5  # a candidate this much ahead needs no adviser


def _sample(data: bytes, place: int) -> bytes:
    """The file's first lines and those around `place`, where it stops being UTF-8."""
    head = data[:SAMPLE]
    if len(data) > SAMPLE:
        head = head[: head.rfind(b"\n") + 1] or head
    if place < len(head):
        return head
    start = data.rfind(b"\n", max(0, place - SAMPLE // 2), place) + 1
    near = data[start : start + SAMPLE]
    return head + (near[: near.rfind(b"\n") + 1] or near)


def _judged(head: bytes, country: str, known: Callable[[str], int] | None) -> str:
    """The candidate in which most words are known, then most characters are everyday ones.

    UTF-8 is one again: a few bad bytes, as when two programs wrote one file, are no reason to misread the rest.
    """
    scores = {name: _score(head, name, country, known) for name in ("utf-8", *CANDIDATES)}
    if plausible := chinese_or_korean(head):
        scores[plausible] += _CLEAR
    first, second = sorted(scores.values(), reverse=True)[:2]
    if first - second < _CLEAR and (adviser := _advised(head)) in scores:
        scores[adviser] += 0.1
    return max(scores, key=scores.__getitem__)


def _score(head: bytes, name: str, country: str, known: Callable[[str], int] | None) -> float:
    text = head.decode(_READ_AS.get(name, (name,))[0], "replace")
    at_home = 0.2 if name == HOME.get(country, "cp1252") else 0.0
    return (known(text) if known else 0) + 2 * everyday(text, name) + at_home


def _advised(head: bytes) -> str:
    """charset-normalizer's opinion: one voice among others, for it is often wrong about short Chinese texts."""
    from charset_normalizer import from_bytes

    best = from_bytes(head[:8192], cp_isolation=list(CANDIDATES), enable_fallback=False).best()
    name = best.encoding if best else ""
    return {"shift_jis": "cp932", "euc_jp": "euc-jp", "gbk": "gb18030"}.get(name, name)


_KANA = ("\u3041", "\u30ff")


def everyday(text: str, name: str) -> float:
    """Share of the non-ASCII characters, 1 at most, that people of this encoding use every day; others cost."""
    counted = Counter(char for char in text if char > "\x7f")
    if not counted:
        return 0.0
    good = sum(count for char, count in counted.items() if _is_everyday(char, name))
    wrong = sum(count for char, count in counted.items() if _is_wrong(char))
    mixed = len(_LONE_LETTER.findall(text)) if name in ("cp1252", "cp1251") else 0
    return max(-2.0, (good - 4 * wrong - 2 * mixed) / counted.total())


def _is_wrong(char: str) -> bool:
    return char == "\ufffd" or "\x80" <= char <= "\x9f" or "\ue000" <= char <= "\uf8ff"


_LONE_LETTER = pattern(r"[À-ÿ¡-¿‚-™]{3,}|[а-яё][А-ЯЁ]|[A-Za-z][Ѐ-ӿ]|[Ѐ-ӿ][A-Za-z]")
_LEVEL_ONE = {"gb18030": ("gb2312", 0xB0, 0xD7), "big5": ("cp950", 0xA4, 0xC6), "euc-jp": ("euc-jp", 0xB0, 0xCF),
              "cp932": ("shift_jis", 0x88, 0x98), "cp949": ("euc_kr", 0xB0, 0xC8)}  # fmt: skip
_MICROSOFTS = frozenset("碁銹裏墻恒粧嫺€╔╦╗╠╬╣╚╩╝╒╤╕╞╪╡╘╧╛╓╥╖╟╫╢╙╨╜║═╭╮╰╯▓")
_SIGNS = frozenset("，。、；：（）「」『』《》“”‘’！？·〒－～…　―ー々〇")


def _is_everyday(char: str, name: str) -> bool:
    if name == "utf-8":
        return not _is_wrong(char)
    if name in ("cp1252", "cp1251"):
        low, high = ("À", "ÿ") if name == "cp1252" else ("Ё", "ё")
        return (low <= char <= high and char not in "×÷") or char in "“”‘’–€«»№ß°é"
    if char in _SIGNS or (name == "big5" and char in _MICROSOFTS):
        return True
    if name in ("cp932", "euc-jp") and _KANA[0] <= char <= _KANA[1]:
        return True
    codec, low_byte, high_byte = _LEVEL_ONE[name]
    try:
        return low_byte <= char.encode(codec)[0] <= high_byte
    except UnicodeEncodeError:
        return False
