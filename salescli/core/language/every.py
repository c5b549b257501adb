"""How often something comes again, as people type it: 1w, `every two weeks`, monthly, 每周, 每半年."""

from __future__ import annotations

from salescli.core.language.amounts import amount
from salescli.core.language.script import plain
from salescli.core.when import Span

_WORDS = {
    "day": "1d", "week": "1w", "fortnight": "2w", "month": "1m", "quarter": "3m", "year": "12m", "half year": "6m",
    "daily": "1d", "weekly": "1w", "fortnightly": "2w", "biweekly": "2w", "monthly": "1m", "quarterly": "3m", "yearly": "12m",
    "annually": "12m", "half-yearly": "6m", "other day": "2d", "other week": "2w", "other month": "2m",
    "天": "1d", "日": "1d", "周": "1w", "星期": "1w", "礼拜": "1w", "双周": "2w", "隔周": "2w", "隔天": "2d", "隔日": "2d",
    "月": "1m", "个月": "1m", "隔月": "2m", "季": "3m", "季度": "3m", "半年": "6m", "年": "12m",
}  # fmt: skip
_BEFORE = ("every ", "each ", "once a ", "每隔", "每")
LONGEST = 9999
"""Steps of more days, weeks or months than that are no service."""


def read_every(text: str) -> Span:
    """So many d, w or m; ValueError for anything else."""
    words = plain(" ".join(text.casefold().split()))
    for before in _BEFORE:
        words = words.removeprefix(before)
    if words in _WORDS:
        return Span(int(_WORDS[words][:-1]), _WORDS[words][-1])
    found = amount(words)
    if found is None or found.unit not in ("d", "w", "m", "y") or found.sign or not 0 < found.many <= LONGEST:
        raise ValueError(text)
    return Span(found.many * 12, "m") if found.unit == "y" else Span(found.many, found.unit)
