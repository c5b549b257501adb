"""Phone numbers: what people write as a number, its E.164 form and the key by which two spellings are the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NamedTuple

from salescli.core.patterns import pattern


class Phone(NamedTuple):
    """A number that was read; `e164` is empty where it can't be one, `kind` is mobile, fixed or nothing."""

    e164: str
    valid: bool
    extension: str = ""
    kind: str = ""


NO_PHONE = Phone("", False)
LONGEST = 250  # characters; more is no number, and slow to look through (the number library has the same limit)

_MOBILE = pattern(r"(?:(?:\+|00)?86[ -]?)?(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})")
_SERVICE = pattern(r"[48]00[ -]?\d{3,4}[ -]?\d{3,4}")
_EXTENSION = pattern(
    r"\s*(?:转接?|轉接?|分机号?|分機|内线|內線|ext(?:ension|n)?\.?|extn|durchwahl|[x#,;])\s*[:：.]?\s*(\d{1,7})\s*$",
    re.I,
)
_LABEL = pattern(
    r"^(?:(?:telephone|tel|phone|mobile|mob|cell|fax|手机|手機|电话|電話|传真|傳真)\s*(?:号码|號碼|no)?\s*[.:：]?|[tmpf]\s*[.:：])"
    r"\s*(?=[+(（\d])",
    re.I,
)
_WHOSE = pattern(r"\s*(?:[(（][^()（）\d]*[)）]|[\u4e00-\u9fff]+)$")
_NEXT = r"(?=[\s+(（]*\d(?:[\s()（）-]*\d){4})"  # five digits or more: a number of its own, no extension
_SPLIT = pattern(
    rf"\s*(?::::|[;；、\n\r|]|或者?|\bor\b|\band\b|&|/(?=[\s+(（]*[0-9０-９])|[,，]{_NEXT})\s*"
    r"|(?<=\d{8})\s+(?=1[3-9]\d{9})",
    re.I,
)
_AREA = pattern(r"(\(?0\d{2,3}\)?[- ])\d{7,8}")
_DASHED_EXTENSION = pattern(r"(0\d{2,3}-\d{7,8}|[48]00-\d{3}-\d{4})-(\d{1,6})")
_SCIENCE = pattern(r"[+-]?\d+(?:[.,]\d+)?\s?[eE]\s?\+?\d{1,2}$")
_POINT_ZERO = pattern(r"(?<=\d{5})[.,]0+$")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－ー"), "-")
_INVISIBLE = dict.fromkeys([0x200B, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060, 0xFEFF, 0xAD], "")
_FOLD = str.maketrans({**_DASHES, **_INVISIBLE, 0xA0: " ", 0x2009: " ", 0x202F: " "})


def fold_digits(raw: str) -> str:
    """`raw` with full-width signs, dashes and odd spaces made plain, a cell's apostrophe and its `.0` taken off."""
    text = raw if raw.isascii() else unicodedata.normalize("NFKC", raw.translate(_FOLD)).translate(_FOLD)
    text = text.strip().lstrip("'").strip()
    return _POINT_ZERO.sub("", text)


def is_scientific(raw: str) -> bool:
    """Whether a spreadsheet has turned the number into 1.38E+10: its digits are lost, it is no phone any more."""
    return bool(_SCIENCE.match(raw.strip()))


def split_phones(raw: str) -> tuple[str, ...]:
    """The numbers of one cell: `/ ; 、 ,`, newlines and Google's ` ::: ` part them, an extension stays with its own.

    What is left out the second time is put back, as on printed cards: 0755-83781234/5, 010-88888888/66666666.
    """
    parts: list[str] = []
    start, before = 0, ""
    for found in (*_SPLIT.finditer(raw), None):
        part = raw[start : found.start() if found else None].strip()
        if part and parts and before == "/" and sum(map(str.isdigit, parts[-1])) < 7:
            parts[-1] += "/" + part  # 089/1234567 is one number, as Germans write it
        elif part:
            parts.append(_completed(part, parts[-1]) if parts and part.isdecimal() else part)
        if found:
            start, before = found.end(), found[0].strip()
    return tuple(parts)


def _completed(part: str, before: str) -> str:
    if len(part) <= 4 and before[-len(part) :].isdecimal() and len(before) > 6:
        return before[: -len(part)] + part
    area = _AREA.match(before)
    return area[1] + part if area and len(part) in (7, 8) else part


def is_chinese_mobile(e164: str) -> bool:
    """Whether an E.164 number is a Chinese mobile number, which is one person's."""
    return e164.startswith("+861") and len(e164) == 14


def chinese_mobile(text: str, country: str = "CN") -> str:
    """E.164 of a Chinese mobile number, however it is spaced, else nothing; plain digits count as one in China."""
    found = _MOBILE.fullmatch(text)
    if found and (country == "CN" or text[0] == "+" or text.startswith("0086")):
        return f"+86{found[1]}{found[2]}{found[3]}"
    return ""


def read_phone(raw: str, country: str = "CN") -> Phone:
    """The number in `raw`, dialled from `country`; Chinese mobiles without the number library (DESIGN 5)."""
    text = raw.strip()
    if len(text) > LONGEST:
        return NO_PHONE
    if mobile := chinese_mobile(text, country):
        return Phone(mobile, True, "", "mobile")
    if plain := _settled_by_plan(text, country):
        return plain
    text = _LABEL.sub("", fold_digits(raw))
    if mobile := chinese_mobile(text, country):
        return Phone(mobile, True, "", "mobile")
    if is_scientific(text) or not any(map(str.isdigit, text)):
        return NO_PHONE
    text, extension = _without_extension(_WHOSE.sub("", text))
    digits = re.sub(r"\D", "", text)
    if country == "CN" and len(digits) == 10 and _SERVICE.fullmatch(text):
        return Phone("+86" + digits, True, extension, "fixed")
    if _LOWER.search(text):  # 0812abc; 1-800-FLOWERS is for the library
        return NO_PHONE
    return _by_library(text, country)._replace(extension=extension)


_LOWER = pattern(r"[a-z]")
_DIALLED = pattern(r"(?:\(0([0-9]{1,4})\)|0([0-9]{1,4}))[ -]?([0-9]{4,9})")


def _settled_by_plan(text: str, country: str) -> Phone | None:
    """A number as it is dialled within a country, settled by the library's own patterns at a tenth of its time.

    None where it takes more than these to tell: the library then reads it whole.
    """
    found = _DIALLED.fullmatch(text)
    plan = _plan(country) if found else None
    if not found or not plan:
        return None
    number = (found[1] or found[2]) + found[3]
    if number[0] == "0" or not plan.is_trunk("0" + number):
        return None
    kind = next((kind for kind, pattern in plan.kinds if pattern.fullmatch(number)), "")
    return Phone(f"+{plan.code}{number}", True, "", kind) if kind else None


class _Plan(NamedTuple):
    """What settles the plain numbers of a country: calling code, dialling prefixes, and the pattern of each kind."""

    code: int
    abroad: re.Pattern[str]
    trunk: re.Pattern[str]
    kinds: tuple[tuple[str, re.Pattern[str]], ...]

    def is_trunk(self, number: str) -> bool:
        """Whether the number's first 0 is all that is dialled before the national number."""
        found = self.trunk.match(number)
        return bool(found and found.end() == 1 and not any(found.groups()) and not self.abroad.match(number))


@cache
def _plan(country: str) -> _Plan | None:
    plan = _plans[0](country)
    if not plan:
        return None
    code, abroad, trunk, kinds = plan
    return _Plan(code, pattern(abroad), pattern(trunk), tuple((kind, pattern(one)) for kind, one in kinds))


_OTHER_KINDS = ("premium_rate", "toll_free", "shared_cost", "voip", "personal_number", "pager", "uan", "voicemail")
_NONE = "(?!)"


def library_plan(country: str) -> tuple[int, str, str, list[tuple[str, str]]] | None:
    """The numbering plan of a country that has its calling code for itself and dials 0 first, as texts; else None."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

    data: Any = PhoneMetadata.metadata_for_region(country)
    if not data or data.same_mobile_and_fixed_line_pattern or len(COUNTRY_CODE_TO_REGION_CODE[data.country_code]) > 1:
        return None
    sides = (("fixed", data.fixed_line, data.mobile), ("mobile", data.mobile, data.fixed_line))
    others = tuple(getattr(data, name) for name in _OTHER_KINDS)
    kinds = [(kind, _alone(data.general_desc, desc, (*others, other))) for kind, desc, other in sides]
    return data.country_code, data.international_prefix or _NONE, data.national_prefix_for_parsing or _NONE, kinds


_plans: list[Callable[[str], Any]] = [library_plan]


def plans_from(source: Callable[[str], Any]) -> None:
    """Say who knows the plan of a country without loading the library, which takes longer than all else of a command."""
    _plans[0] = source


def _alone(general: Any, desc: Any, others: Iterable[Any]) -> str:
    """A pattern of the numbers that are of one kind (`desc`), and of none of the others, whatever their lengths."""
    lengths = set(desc.possible_length) & set(general.possible_length) if desc and desc.national_number_pattern else ()
    if not lengths:
        return _NONE
    long = "|".join(f"\\d{{{length}}}" for length in sorted(lengths))
    no = "|".join(other.national_number_pattern for other in others if other and other.national_number_pattern)
    yes = f"(?=(?:{long})$)(?=(?:{general.national_number_pattern})$)(?:{desc.national_number_pattern})"
    return f"(?!(?:{no})$){yes}" if no else yes


def _without_extension(text: str) -> tuple[str, str]:
    found = _DASHED_EXTENSION.fullmatch(text)
    if found:
        return found[1], found[2]
    found = _EXTENSION.search(text)
    return (text[: found.start()], found[1]) if found else (text, "")


_SCRIPT = pattern("([\u3041-\u30ff])|([\uac00-\ud7a3])|([\u0e01-\u0e5b])")


def country_of_script(text: str) -> str:
    """The country whose own letters stand in a text: kana for Japan, hangul for Korea, Thai; nothing for all others."""
    found = None if text.isascii() else _SCRIPT.search(text)
    return "JP" if found and found[1] else "KR" if found and found[2] else "TH" if found else ""


def extension_of(raw: str) -> str:
    """The extension in a number as it was given: 802 of 010-62345679 转 802."""
    return _without_extension(_WHOSE.sub("", _LABEL.sub("", fold_digits(raw))))[1]


def line_of(key: str, raw: str) -> str:
    """A number's key with its extension behind a semicolon: behind one switchboard sit many people."""
    if raw.endswith(key[-4:]):  # as nearly all do: there is nothing behind the number
        return key
    extension = extension_of(raw)
    return f"{key};{extension}" if extension else key


def _by_library(text: str, country: str) -> Phone:
    """What phonenumbers makes of it; 00 begins an international number also where people dial something else for it.

    A number that begins with the country's own calling code may have lost its + in a spreadsheet (CONTRACT 8).
    """
    found = _parsed(text.replace("(0)", "") if text.startswith(("+", "00")) else text, country)
    if not found.valid and text.startswith("00"):
        abroad = _parsed("+" + text[2:], country)
        return abroad if abroad.valid else found
    whole = _with_plus(text, country)
    return whole if whole.valid and (whole.kind == "mobile" or not found.valid) else found


def _with_plus(text: str, country: str) -> Phone:
    """The number read as if a + stood before it, where it has none and begins with the country's own calling code."""
    import phonenumbers

    digits = re.sub(r"\D", "", text.replace("(0)", ""))
    code = str(phonenumbers.country_code_for_region(country))
    begins = text[:1] not in ("+", "0") and not text.startswith("(0") and digits.startswith(code)
    return _parsed(f"+{digits}", country) if begins and code != "0" and len(digits) > len(code) else NO_PHONE


def two_readings(raw: str, country: str) -> str:
    """E.164 of what a number was read as, where it is valid both with its calling code and without; else nothing."""
    text = fold_digits(raw)
    if not text[:1].isdigit() or text[0] == "0" or chinese_mobile(text, country):
        return ""
    whole = _with_plus(text, country)
    alone = _parsed(text, country) if whole.valid else NO_PHONE
    return read_phone(raw, country).e164 if alone.valid and alone.e164 != whole.e164 else ""


def _parsed(text: str, country: str) -> Phone:
    import phonenumbers

    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return NO_PHONE
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return NO_PHONE
    kind = phonenumbers.number_type(number)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    named = {phonenumbers.PhoneNumberType.FIXED_LINE: "fixed", phonenumbers.PhoneNumberType.MOBILE: "mobile"}
    return Phone(e164, phonenumbers.is_valid_number(number), number.extension or "", named.get(kind, ""))


def kept_key(raw: str, country: str = "CN") -> str:
    """The key that is stored with a number: E.164 (with its +) of a valid one, else its digits, maybe nothing."""
    if mobile := chinese_mobile(raw, country):
        return mobile
    phone = read_phone(raw, country)
    return phone.e164 if phone.valid else phone_key(raw, country).lstrip("+")


def phone_key(raw: str, country: str = "CN") -> str:
    """What two spellings of one number share: E.164, else the folded digits; extensions aside, maybe nothing."""
    phone = read_phone(raw, country)
    if phone.e164:
        return phone.e164
    return "" if is_scientific(fold_digits(raw)) else re.sub(r"[^\d+]", "", fold_digits(raw))
