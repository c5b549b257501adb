"""Phone numbers: what people write as a number, its E.164 form and the key by which two spellings are the same."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple


class Phone(NamedTuple):
    """A number that was read; `e164` is empty where it can't be one, `kind` is mobile, fixed or nothing."""

    e164: str
    valid: bool
    extension: str = ""
    kind: str = ""


NO_PHONE = Phone("", False)

_MOBILE = re.compile(r"(?:(?:\+|00)?86[ -]?)?(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})")
_SERVICE = re.compile(r"[48]00[ -]?\d{3,4}[ -]?\d{3,4}")
_EXTENSION = re.compile(
    r"\s*(?:转接?|轉接?|分机号?|分機|内线|內線|ext(?:ension|n)?\.?|extn|durchwahl|[x#,;])\s*[:：.]?\s*(\d{1,7})\s*$",
    re.I,
)
_LABEL = re.compile(r"^(?:tel|phone|mobile|mob|cell|fax|手机|手機|电话|電話|传真|傳真|[tmpf])\s*(?:号码|號碼|no)?"
                    r"\s*[.:：]\s*", re.I)  # fmt: skip
_SPLIT = re.compile(r"\s*(?::::|[;；、\n\r|]|/(?=\s*[+(（0-9０-９])|[,，](?=\s*[+(（0-9０-９]{3}))\s*")
_SCIENCE = re.compile(r"[+-]?\d+(?:[.,]\d+)?\s?[eE]\s?\+?\d{1,2}$")
_POINT_ZERO = re.compile(r"(\d{5,})[.,]0+$")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－ー"), "-")
_INVISIBLE = dict.fromkeys([0x200B, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060, 0xFEFF, 0xAD], "")
_FOLD = str.maketrans({**_DASHES, **_INVISIBLE, 0xA0: " ", 0x2009: " ", 0x202F: " "})


def fold_digits(raw: str) -> str:
    """`raw` with full-width signs, dashes and odd spaces made plain, a cell's apostrophe and its `.0` taken off."""
    text = raw if raw.isascii() else unicodedata.normalize("NFKC", raw.translate(_FOLD)).translate(_FOLD)
    text = text.strip().lstrip("'").strip()
    return _POINT_ZERO.sub(r"\1", text)


def is_scientific(raw: str) -> bool:
    """Whether a spreadsheet has turned the number into 1.38E+10: its digits are lost, it is no phone any more."""
    return bool(_SCIENCE.match(raw.strip()))


def split_phones(raw: str) -> tuple[str, ...]:
    """The numbers of one cell: `/ ; 、 ,`, newlines and Google's ` ::: ` part them, an extension stays with its own."""
    parts = []
    for part in _SPLIT.split(raw):
        if sum(map(str.isdigit, part)) <= 4 and parts and "/" not in raw:
            continue  # a rest like "ext 12" or a word
        if part:
            parts.append(part)
    return tuple(parts)


def chinese_mobile(text: str, country: str = "CN") -> str:
    """E.164 of a Chinese mobile number, however it is spaced, else nothing; plain digits count as one in China."""
    found = _MOBILE.fullmatch(text)
    if found and (country == "CN" or text[0] == "+" or text.startswith("0086")):
        return f"+86{found[1]}{found[2]}{found[3]}"
    return ""


def read_phone(raw: str, country: str = "CN") -> Phone:
    """The number in `raw`, dialled from `country`; Chinese mobiles without the number library (DESIGN 5)."""
    text = raw.strip()
    if mobile := chinese_mobile(text, country):
        return Phone(mobile, True, "", "mobile")
    text = _LABEL.sub("", fold_digits(raw))
    if mobile := chinese_mobile(text, country):
        return Phone(mobile, True, "", "mobile")
    if is_scientific(text) or not any(map(str.isdigit, text)):
        return NO_PHONE
    extension = ""
    if found := _EXTENSION.search(text):
        text, extension = text[: found.start()], found[1]
    if country == "CN" and _SERVICE.fullmatch(text) and len(re.sub(r"\D", "", text)) == 10:
        return Phone("+86" + re.sub(r"\D", "", text), True, extension, "fixed")
    return _by_library(text, country)._replace(extension=extension)


def _by_library(text: str, country: str) -> Phone:
    import phonenumbers

    text = text.replace("(0)", "") if text.startswith(("+", "00")) else text
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return NO_PHONE
    if not phonenumbers.is_possible_number(number):
        return NO_PHONE
    kind = phonenumbers.number_type(number)
    return Phone(
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        phonenumbers.is_valid_number(number),
        number.extension or "",
        {0: "fixed", 1: "mobile"}.get(kind, ""),
    )


def phone_key(raw: str, country: str = "CN") -> str:
    """What two spellings of one number share: E.164, else the folded digits; extensions aside, maybe nothing."""
    phone = read_phone(raw, country)
    if phone.e164:
        return phone.e164
    return "" if is_scientific(fold_digits(raw)) else re.sub(r"[^\d+]", "", fold_digits(raw))
