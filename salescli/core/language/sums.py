"""Sums of money in a note: 20万, 1万2, 5k, ¥3,000, US$500 (CONTRACT 4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from salescli.core.language.numbers import read_number
from salescli.core.language.script import plain

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_TIMES = {
    "万": 10_000,
    "w": 10_000,
    "亿": 100_000_000,
    "k": 1000,
    "m": 1_000_000,
    "grand": 1000,
    "千": 1000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "百": 100,
}
_SIGNS = {
    "¥": "",
    "￥": "",
    "$": "",
    "us$": "USD",
    "usd": "USD",
    "nt$": "TWD",
    "ntd": "TWD",
    "hk$": "HKD",
    "hkd": "HKD",
    "€": "EUR",
    "eur": "EUR",
    "£": "GBP",
    "gbp": "GBP",
    "rmb": "CNY",
    "cny": "CNY",
    "人民币": "CNY",
    "美金": "USD",
    "美元": "USD",
    "刀": "USD",
    "港币": "HKD",
    "台币": "TWD",
    "欧元": "EUR",
    "日元": "JPY",
}
_LEAST = 100  # a bare number below it is seldom a sum


class Amount(NamedTuple):
    """A sum in major units, its currency's code where the note says one, and how it was written."""

    value: float
    currency: str
    text: str


_FIGURES = r"(?<![\w.])[0-9][0-9,]*(?:\.[0-9]+)?|(?<=[^0-9])[0-9][0-9,]*(?:\.[0-9]+)?"
_WRITTEN = "[一二两三四五六七八九十百千零]+(?=[万亿千百])"
_TIMES_MORE = "千万|百万|[万亿千百wkm]|grand"
_MORE = "[0-9一二三四五六七八九](?![0-9年月日号个])"


@cache
def _pattern() -> re.Pattern[str]:
    signs = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
    behind = f"{signs}|块钱?|[元圆]|dollars?|bucks"
    return re.compile(f"({signs})? ?({_FIGURES}|{_WRITTEN}) ?({_TIMES_MORE})?({_MORE})? ?({behind})?(?![a-z0-9])")


_NO_SUM = "台件套吨个箱只平米人家天年月周日号页%度公里斤单柜批条支瓶辆次点档位层期倍折:：-/"
_WORDS = (
    "pcs",
    "units",
    "seats",
    "days",
    "weeks",
    "hours",
    "people",
    "%",
    "kg",
    "km",
    "sqm",
    "years",
    "months",
    "users",
    "pm",
    "am",
    "th",
    "st",
    "nd",
    "rd",
    "boxes",
    "tons",
    "pieces",
    "am",
    "licenses",
    "x ",
)
_ASKS_FOR = (
    "报了",
    "报价",
    "签了",
    "成交",
    "年缴",
    "月缴",
    "报",
    "总价",
    "价格",
    "金额",
    "首单",
    "合同",
    "quoted",
    "quote of",
    "quote at",
    "signed",
    "price",
    "won",
    "order of",
    "po",
    "deal",
    "offer of",
    "at",
)


_ONE = "[台套件个只箱吨]"
_EACH = (
    f"(?:ea|each|apiece|a piece|per (?:unit|piece|seat|user|box)|/ ?(?:ea|unit|pc|piece|seat|user|{_ONE}))(?![a-z])|[一每]{_ONE}"
)
_EACH_BEFORE = f"(?:单价|[每一]{_ONE})(?:是|为|:)?$"
_COUNT = (
    rf"(?<![\w.])([0-9]{{1,6}}) ?(?:units?|pcs|pieces|seats?|sets?|boxes|licenses|{_ONE})? ?(@|x|\*|×|at|,)? ?(?:单价|每{_ONE})?$"
)


_CODE = r"[+-]?0\d|.*[人名个]$"
"""A code, or a number of people: neither is compared with sums."""


def whole_sum(text: str) -> float | None:
    """The number that TEXT is and no more than that, be it a sum of money: `$48,000.00`, `USD 18,000`, 1.2万; else None.

    What begins with a 0 is a code, not a number. `core.language.numbers` reads the digits.
    """
    words = plain(text).strip()
    for sign in sorted(_SIGNS, key=len, reverse=True):
        words = words.removeprefix(sign).removesuffix(sign).strip()
    words = re.sub("(?:块钱?|[元圆])$", "", words).strip()
    times = next((each for each in sorted(_TIMES, key=len, reverse=True) if words.endswith(each)), "")
    digits = words.removesuffix(times).strip().removeprefix("+")
    if re.match(_CODE, digits):
        return None
    value = read_number(digits)
    return None if value is None else float(value) * _TIMES.get(times, 1)


def currency_of(text: str) -> str:
    """The code of the currency that a sum is said to be of: US$500, 500美元; nothing where it says none, as ¥ and $ do."""
    words = plain(text).strip()
    found = (sign for sign in sorted(_SIGNS, key=len, reverse=True) if words.startswith(sign) or words.endswith(sign))
    return next((_SIGNS[sign] for sign in found), "")


def amounts(note: str) -> Iterator[Amount]:
    """The sums in a note, in their order."""
    text = plain(note)
    for found in _pattern().finditer(text):
        amount = _amount(found, text)
        if amount is not None:
            written = note[found.start() : found.end()].strip()
            yield amount._replace(text=written) if amount.text == found[0].strip() else amount


def _amount(found: re.Match[str], text: str) -> Amount | None:
    before, number, times, more, behind = found.groups()
    rest = text[found.end() :].lstrip()
    money = before or behind or (times and times in ("万", "亿", "w", "k", "grand", "千万", "百万"))
    if not (before or behind) and ((rest[:1] in _NO_SUM and rest[:1]) or rest.startswith(_WORDS)):
        return None
    if not money and not (number[0].isdigit() and _is_priced(text[: found.start()], number)):
        return None
    value = _number(number) * _TIMES.get(times or "", 1)
    if more and times in ("万", "亿", "千"):
        value += _number(more) * _TIMES[times] / 10
    sign = next((_SIGNS[each] for each in (before, behind) if _SIGNS.get(each)), "")
    return _whole(Amount(value, sign, found[0].strip()), text[: found.start()].rstrip(), rest) if value else None


def _whole(price: Amount, before: str, rest: str) -> Amount | None:
    """What so many cost where a price is of one: 3 units @ $4,500; None where nothing says how many."""
    count = re.search(_COUNT, before)
    if not (re.match(_EACH, rest) or re.search(_EACH_BEFORE, before) or (count and count[2] == "@")):
        return price
    return price._replace(value=int(count[1]) * price.value, text=f"{count[0]} {price.text}") if count else None


def _is_priced(before: str, number: str) -> bool:
    """Whether a bare number stands where a price does: 报了9800."""
    words = before.rstrip(" :是为了")
    return _number(number) >= _LEAST and (words + "了" if before.endswith("了") else words).endswith(
        _ASKS_FOR
    )


def _number(text: str) -> float:
    if text[0].isdigit():
        return float(read_number(text) or 0)
    total = digit = 0
    for char in text:
        if char in _TENS:
            total, digit = total + (digit or 1) * _TENS[char], 0
        else:
            digit = _DIGITS[char]
    return total + digit
