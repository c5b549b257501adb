"""How a message speaks to somebody: in which language, and what they are called in it."""

from __future__ import annotations

from collections.abc import Iterable

from salescli.core.language.names import TITLE_VARIANTS, TITLE_WORDS, is_eastern, surname
from salescli.core.language.script import plain
from salescli.core.model import LANGUAGES

_OF_COUNTRY = {"CN": "zh-CN", "SG": "en", "TW": "zh-TW", "HK": "zh-TW", "MO": "zh-TW"}
_OF_NUMBER = {"+886": "zh-TW", "+852": "zh-TW", "+853": "zh-TW", "+86": "zh-CN"}
_SAID = {"中文": "zh-CN", "简体": "zh-CN", "简体中文": "zh-CN", "普通话": "zh-CN", "chinese": "zh-CN", "繁體": "zh-TW",
         "繁體中文": "zh-TW", "繁体": "zh-TW", "繁体中文": "zh-TW",
         "english": "en", "英文": "en", "英语": "en", "英語": "en"}  # fmt: skip
_TITLES = sorted((word for word in (*TITLE_WORDS, *TITLE_VARIANTS) if not word.isascii()), key=len, reverse=True)
_COURTEOUS = ("先生", "女士", "小姐", "太太", "夫人")


def language_for(said: str, countries: Iterable[str], number: str, name: str, usual: str) -> str:
    """The language of a message: as a field of theirs says, else their country's, else their number's, else their name's.

    `countries`: ISO codes, the nearest first; `usual` is the rep's own, where nothing tells.
    """
    if found := _said(said):
        return found
    if country := next(filter(None, countries), ""):
        return _OF_COUNTRY.get(country, "en")
    if found := next((language for code, language in _OF_NUMBER.items() if number.startswith(code)), ""):
        return found
    if is_eastern(name):
        return "zh-TW" if plain(name) != name else usual if usual.startswith("zh") else "zh-CN"
    return "en" if number.startswith("+") else usual


def _said(text: str) -> str:
    word = text.strip().casefold()
    known = {language.casefold(): language for language in LANGUAGES} | _SAID
    return known.get(word, "")


def called(name: str, title: str, address: str, language: str) -> str:
    """What somebody is called to their face: 王总, 林經理, Mr Smith; by the whole name where nothing says how."""
    family = surname(name) if name else ""
    if is_eastern(name) and language == "en":
        return name
    if not is_eastern(name) or not family:
        return f"{address} {family}" if address and address.isascii() and family != name else name
    if address and not address.isascii():
        return address if address.startswith(family) else f"{family}{address}"
    word = next((one for one in _TITLES if plain(title).endswith(plain(one))), "") if title else ""
    if not word or word in _COURTEOUS:
        return name
    short = TITLE_VARIANTS.get(word, word) if language == "zh-CN" else title[-len(word) :]
    return f"{family}{short}"
