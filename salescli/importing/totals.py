"""Rows that end a report: sums (`Grand Total: 4`, `合计3人`, `共 3 条记录`) and who made it when (`制表人：张三`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from salescli.core.patterns import pattern

_UNIT = r"(?:人|位|名|家|户|戶|个|個|条|條|件|笔|筆|项|項|行|元|rows?|records?|contacts?|customers?|entries)(?:记录|紀錄|資料)?"
_COUNT = rf"\d[\d,]*(?:\.\d+)?\s*(?:{_UNIT})?"
_WORD = r"""(?:(?:grand|sub|overall)?[\s-]*totals?(?:\s+(?:count|number|amount|rows|records|contacts|customers|entries))?
|sum|summe|gesamt|gesamtsumme|totale|totaal|suma|итого|[合总總小共][计計]|[总總]数|總數|합계|총계)"""
_TOTAL = pattern(
    rf"{_WORD}\s*[:：]?\s*(?:{_COUNT})?|(?:[总總一]?共有?|[合总總][计計]共)\s*[:：]?\s*{_COUNT}", re.I | re.X
)
_NUMBERS = pattern(rf"[\d\s.,%¥￥$€£()+-]*(?:{_UNIT})?", re.I)
_MADE = pattern(r"""(?:制表|製表|填表|打印|列印|导出|匯出|生成|產生|统计|統計|审核|審核|复核|複核|截止|截至)
(?:人|者|员|員|日期|时间|時間|单位|單位)?\s*[:：].*|日期\s*[:：].*|report\s+date\b.*
|(?:printed|generated|exported|prepared)(?:\s+(?:on|by|at|from)\b|\s*[:：]).*""", re.I | re.X | re.S)
_MAKES = frozenset("制製填打列导匯生產统統审審复複截日PpGgEeRr")
_STARTS = frozenset("gGsStToOиИ合总總小共一합총")
_LONGEST = 40
_PHONE_DIGITS = 7


def is_total(cells: Sequence[str], numbers: Iterable[int]) -> bool:
    """Whether a row sums others up: its first words say so, the rest are numbers, and none is one to call.

    `numbers` are the columns of phones: a firm may be called Total.
    """
    first = cells[0] or next(filter(None, cells), "")
    if first[:1] not in _STARTS or len(first) > _LONGEST or not _TOTAL.fullmatch(first):
        return False
    if any(sum(map(str.isdigit, cells[place])) >= _PHONE_DIGITS for place in numbers):
        return False
    rest = cells[cells.index(first) + 1 :]
    return all(map(_NUMBERS.fullmatch, rest))


def is_footer(cells: Sequence[str]) -> bool:
    """Whether a row only says who made the report and when."""
    first = cells[0] or next(filter(None, cells), "")
    if first[:1] not in _MAKES or len(first) > _LONGEST:
        return False
    filled = list(filter(None, cells))
    return len(filled) <= 3 and all(map(_MADE.fullmatch, filled))
