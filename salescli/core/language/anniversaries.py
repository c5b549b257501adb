"""Days of each year as people note them down among others: `结婚纪念日 6月18日; 入职 2015-03-01`, `wedding 18 June`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from salescli.core.exchange.card import yearly_day

_PARTS = re.compile(r"[;；、,，\n/|]+(?!\d)")
_WEDDING = re.compile("结婚|結婚|婚礼|婚禮|婚庆|婚慶|婚|wedding|married|marriage", re.I)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_LUNAR = re.compile(r"(?:农历|農曆|阴历|陰曆|旧历|舊曆)\S*?月[初十廿二三四五六七八九一0-9]{1,3}[日号號]?|"
                    r"lunar ?\d{1,2}[-/]\d{1,2}",
                    re.I)  # fmt: skip
_WHOLE = re.compile(r"\d{4} ?[-/.年] ?\d{1,2} ?[-/.月] ?\d{1,2}日?")
_SHORT = re.compile(r"(?:--)?(?<!\d)(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?[日号號]?(?!\d)")
_DAY_FIRST = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)? {_MONTH}\.?", re.I)
_MONTH_FIRST = re.compile(rf"{_MONTH}\.? (\d{{1,2}})(?:st|nd|rd|th)?", re.I)


def named_days(text: str) -> Iterator[tuple[str, str, bool]]:
    """What each day in a text is called, the day as the book keeps it, and whether it is a wedding's; others are left out."""
    for part in _PARTS.split(unicodedata.normalize("NFKC", text)):
        found = _day(part)
        if found:
            day, place = found
            name = " ".join(f"{part[: place.start()]} {part[place.end() :]}".split()).strip(" :：-—()（）")
            yield name, day, bool(_WEDDING.search(name))


def _day(part: str) -> tuple[str, re.Match[str]] | None:
    """The day in a part, as kept, and where it stands."""
    for form in (_LUNAR, _WHOLE):
        if (found := form.search(part)) and (day := yearly_day(found[0].replace(" ", ""))):
            return day, found
    for form, month, day_of in ((_SHORT, 1, 2), (_DAY_FIRST, 2, 1), (_MONTH_FIRST, 1, 2)):
        if found := form.search(part):
            number = int(found[month]) if found[month].isdigit() else _MONTHS.index(found[month][:3].lower()) + 1
            return (f"--{number:02}-{int(found[day_of]):02}", found) if number <= 12 and 1 <= int(found[day_of]) <= 31 else None
    return None
