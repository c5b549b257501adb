"""Days as people type them, in three languages (CONTRACT 7): each reader knows one way to say a day."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import NamedTuple

from salescli.core.language.amounts import N, amount, number
from salescli.core.language.festivals import festival_days
from salescli.core.language.times import Unsure
from salescli.core.when import shift

_NEAR_DAYS = {
    "today": 0, "tomorrow": 1, "yesterday": -1, "day after tomorrow": 2, "the day after tomorrow": 2,
    "day before yesterday": -2, "the day before yesterday": -2,
    "eod": 0, "end of day": 0, "end of the day": 0, "cob": 0, "tmr": 1, "tmrw": 1, "tmw": 1, "tomo": 1, "2moro": 1,
    "今天": 0, "今日": 0, "今儿": 0, "明天": 1, "明日": 1, "明儿": 1, "听日": 1, "后天": 2, "后日": 2, "后儿": 2, "大后天": 3,
    "大后日": 3, "昨天": -1, "昨日": -1, "昨儿": -1, "琴日": -1, "寻日": -1, "前天": -2, "前日": -2, "前儿": -2, "大前天": -3,
}  # fmt: skip

_WEEKDAYS = {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6,
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    "一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6,
    "1": 0, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5, "7": 6,
}  # fmt: skip
_FRIDAY, _SATURDAY = 4, 5

_MONTH_NAMES = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10,
    "nov": 11, "dec": 12, "january": 1, "february": 2, "march": 3, "april": 4, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12,
}  # fmt: skip
_ALSO_WORDS = ("may", "march", "mar")
"""Names of months that are words of their own: they want `in` before them, or a year."""

_STEPS = {"上上": -2, "上": -1, "last": -1, "本": 0, "这": 0, "当": 0, "this": 0, "下": 1, "next": 1, "下下": 2}
"""Weeks or months from the present one."""

_YEARS = {"前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}

_WEEK = "(?:周|星期|礼拜)"

_PARTS = {"初": 1, "上旬": 1, "中": 15, "中旬": 11, "下旬": 21, "底": 0, "末": 0}
"""A part of a month and its day, 0 for the last one."""
_ENGLISH_PARTS = {"beginning of": "初", "start of": "初", "early": "初", "mid": "中", "middle of": "中", "end of": "底"}
_PART = "(" + "|".join(sorted(_PARTS, key=len, reverse=True)) + ")"


class Asked(NamedTuple):
    """What a day is read by: the rep's day, the side that is meant (forward, back, any), the book's country."""

    today: date
    direction: str
    country: str


def understood(words: str, asked: Asked) -> date | None:
    """The day that WORDS (lower case, simplified characters) mean, None where they are no day.

    ValueError for 30 February, `Unsure` for two readings.
    """
    if words in _NEAR_DAYS:
        return asked.today + timedelta(days=_NEAR_DAYS[words])
    for signs, read in _ENGLISH_READERS if words.isascii() else _CHINESE_READERS:
        if not signs or any(sign in words for sign in signs):
            day = read(words, asked)
            if day is not None:
                return day
    return None


# ---------------------------------------------------------------- in any language


def _digits_day(words: str, asked: Asked) -> date | None:
    """`2026-12-01`, `2026/12/1`, `2026.12.1`, `20261201`, `12-01`, `12/1`, `12.1`."""
    found = re.fullmatch(r"(?:([0-9]{4})([-/.]))?([0-9]{1,2})([-/.])([0-9]{1,2})", words)
    if found and found[2] in (None, found[4]):
        return _year_or_nearest(found[1], int(found[3]), int(found[5]), asked)
    if re.fullmatch("[0-9]{8}", words):
        return date(int(words[:4]), int(words[4:6]), int(words[6:]))
    return None


def _counted(words: str, asked: Asked) -> date | None:
    """`3d`, `in 2 weeks`, `3 days ago`, 3天后, 三个月后, 过两天."""
    found = amount(words)
    if found is None or found.unit in ("h", "min"):
        return None
    count = found.towards(asked.direction)
    return shift(asked.today, count * 12, "m") if found.unit == "y" else shift(asked.today, count, found.unit)


def _festival(words: str, asked: Asked) -> date | None:
    days = festival_days(words, asked.today, asked.country)
    return _nearest(days, asked, only=len(days) == 1) if days else None


# ---------------------------------------------------------------- English


def _english_weekday(words: str, asked: Asked) -> date | None:
    """`fri`, `by Friday`, `this fri`, `fri next week`; `next fri` and a doubtful `last fri` are asked back."""
    found = re.fullmatch(r"(?:(this|next|last) |(?:this )?coming )?([a-z]+)(?: (this|next|last) week)?", words)
    if not found or found[2] not in _WEEKDAYS or (found[1] and found[3]):
        return None
    weekday, near, week = _WEEKDAYS[found[2]], found[1], found[3]
    if week or near == "this":
        return _in_week(asked.today, _STEPS[week or near], weekday)
    if near:
        return _next_or_last(asked.today, near, weekday)
    return _bare_weekday(weekday, asked)


def _next_or_last(today: date, word: str, weekday: int) -> date:
    """Both readings of `next fri` are shown; `last fri` is taken where its two readings are one day."""
    step = 1 if word == "next" else -1
    nearest = _beside(today, weekday, step)
    other = nearest + timedelta(days=7) if step > 0 else _in_week(today, -1, weekday)
    if nearest != other:
        raise _unsure(nearest, other)
    return nearest


def _english_step(words: str, asked: Asked) -> date | None:
    """`next week` is its Monday, `next month` the same day of it, `next year` its first day; `last week` is seven days ago."""
    found = re.fullmatch("(next|last) (week|month)|(next year)", words)
    if not found:
        return None
    if found[3]:
        return date(asked.today.year + 1, 1, 1)
    return _week_or_month(asked.today, _STEPS[found[1]], found[2][0])


def _english_weekend(words: str, asked: Asked) -> date | None:
    found = re.fullmatch(r"(?:(?:at|over) )?(?:(the|this|next|last) )?week-?end", words)
    if not found:
        return None
    if found[1] in ("next", "last"):
        return _next_or_last(asked.today, found[1], _SATURDAY)
    return _weekend(0 if found[1] == "this" else None, asked)


def _english_part(words: str, asked: Asked) -> date | None:
    """`end of week`, `eom`, `end of next month`, `early December`, `mid-March 2027`."""
    words = {"eow": "end of week", "eom": "end of month", "eoy": "end of year", "month end": "end of month",
             "year end": "end of year", "mid-month": "mid month"}.get(words, words)  # fmt: skip
    found = re.fullmatch(
        rf"({'|'.join(_ENGLISH_PARTS)})[ -](?:the )?(?:(this|next|last) )?(week|month|year|[a-z]+)(?: ([0-9]{{4}}))?", words
    )
    if not found:
        return None
    part, step, name, year = _ENGLISH_PARTS[found[1]], found[2], found[3], found[4]
    if name == "week":
        return _week_end(_STEPS.get(step), asked) if part == "底" and not year else None
    if name == "year":
        return _part_of_year(part, _STEPS.get(step), asked) if not year else None
    if name == "month":
        return _part_of_month(part, _STEPS.get(step), asked) if not year else None
    return _part_of_named(part, year, _MONTH_NAMES[name], asked) if name in _MONTH_NAMES and not step else None


def _english_month_day(words: str, asked: Asked) -> date | None:
    """`Dec 1`, `1 December`, `the 1st of Dec 2026`, `Dec 1, 2026`."""
    found = re.fullmatch(r"([a-z]+)\.? (?:the )?([0-9]{1,2})(?:st|nd|rd|th)?(?:,? ([0-9]{4}))?", words)
    month, day = (found[1], found[2]) if found else ("", "")
    if not found:
        found = re.fullmatch(r"(?:the )?([0-9]{1,2})(?:st|nd|rd|th)? (?:of )?([a-z]+)\.?(?:,? ([0-9]{4}))?", words)
        month, day = (found[2], found[1]) if found else ("", "")
    if not found or month not in _MONTH_NAMES:
        return None
    return _year_or_nearest(found[3], _MONTH_NAMES[month], int(day), asked)


def _english_month(words: str, asked: Asked) -> date | None:
    """`15th`, `the 15th`, and a month alone, which is its first day: `December`, `in March`, `March 2027`."""
    if found := re.fullmatch("(?:the )?([0-9]{1,2})(?:st|nd|rd|th)", words):
        return _monthly(int(found[1]), asked)
    found = re.fullmatch(r"(in )?([a-z]+)(?: ([0-9]{4}))?", words)
    if not found or found[2] not in _MONTH_NAMES or (found[2] in _ALSO_WORDS and not (found[1] or found[3])):
        return None
    return _year_or_nearest(found[3], _MONTH_NAMES[found[2]], 1, asked)


def _english_before(words: str, asked: Asked) -> date | None:
    """`on`, `by` and `until` before a day, and the day of the week beside it: `Fri 27 Nov`."""
    first, _, rest = words.partition(" ")
    if rest and first in ("on", "by", "until", "til", "till", "before"):
        return understood(rest, asked)
    weekday = first[:-1] if first.endswith((".", ",")) else first
    if not rest or not weekday.isalpha() or weekday not in _WEEKDAYS:
        return None
    return _checked(_digits_day(rest, asked) or _english_month_day(rest, asked), _WEEKDAYS[weekday])


# ---------------------------------------------------------------- Chinese


def _chinese_weekday(words: str, asked: Asked) -> date | None:
    """周四, 星期天, 本周五, 下礼拜三; 下周 alone is its Monday, 上周 seven days ago."""
    found = re.fullmatch(f"(上上|上|本|这|下下|下)?个?{_WEEK}([一二三四五六日天1-7])?", words)
    if not found or not (found[1] or found[2]):
        return None
    step, weekday = _STEPS.get(found[1]), found[2]
    if step is None:
        return _bare_weekday(_WEEKDAYS[weekday], asked)
    if weekday:
        return _in_week(asked.today, step, _WEEKDAYS[weekday])
    return _week_or_month(asked.today, step, "w") if step else None


def _chinese_week(words: str, asked: Asked) -> date | None:
    """周末, 下周末, and 本周内, which is its Friday."""
    found = re.fullmatch(f"(本|这|下)?个?{_WEEK}(末|之?内)", words)
    if not found:
        return None
    step = _STEPS.get(found[1])
    if found[2] != "末":
        return _week_end(step, asked)
    return _in_week(asked.today, 1, _SATURDAY) if step else _weekend(step, asked)


def _chinese_month(words: str, asked: Asked) -> date | None:
    """15号, 下月5号, 本月底, 月初, 下个月; 31号 skips the months that have none, 下月31号 must exist."""
    found = re.fullmatch(rf"(?:(上上|上|本|这|当|下下|下)?(个?)(月)份?)?(?:({N})[号日]|{_PART})?", words)
    if not found or not any(found.groups()) or (found[2] and not found[1]):
        return None
    step, month, day, part = _STEPS.get(found[1]), found[3], found[4], found[5]
    if part:
        return _part_of_month(part, step, asked) if month else None
    if day and step is not None:
        return shift(asked.today.replace(day=1), step, "m").replace(day=number(day))
    if day:
        return None if month else _monthly(number(day), asked)
    return _week_or_month(asked.today, step, "m") if step else None


def _chinese_month_day(words: str, asked: Asked) -> date | None:
    """12月1日, 12月1号, 12月1, 十二月底, with 2026年 or 明年 before it; 3月 and 明年3月 are the first day."""
    found = re.fullmatch(rf"(?:({N})年|(.年))?({N})月份?(?:({N})[日号]|([0-9]{{1,2}})|{_PART})?", words)
    if not found or (found[1] and len(found[1]) < 4) or (found[2] and found[2] not in _YEARS):
        return None
    month, day, part = number(found[3]), found[4] or found[5], found[6]
    year = str(asked.today.year + _YEARS[found[2]]) if found[2] else found[1]
    if part:
        return _part_of_named(part, year, month, asked)
    return _year_or_nearest(year, month, number(day or "1"), asked)


def _chinese_year(words: str, asked: Asked) -> date | None:
    """年底, 年初, 明年底; 明年 alone is its first day."""
    found = re.fullmatch("(去|今|本|明|后)?年([底末初])?", words)
    if not found or not (found[2] or found[1] in ("明", "后")):
        return None
    return _part_of_year(found[2] or "初", _YEARS[found[1] + "年"] if found[1] else None, asked)


def _chinese_before(words: str, asked: Asked) -> date | None:
    """周五前, 今天内: by then, where a promise is meant; and the day of the week beside a day: 11月27日 周五."""
    found = re.fullmatch("(.+?)(?:[以之]?前|之?内)", words)
    if found and asked.direction == "forward" and amount(words) is None:
        return understood(found[1], asked)
    found = re.fullmatch(rf"{_WEEK}([一二三四五六日天])[,(]?(.+月.+?[日号])\)?", words)
    if found:
        return _checked(_chinese_month_day(found[2], asked), _WEEKDAYS[found[1]])
    found = re.fullmatch(rf"(.+月.+?[日号])[,(]?{_WEEK}([一二三四五六日天])\)?", words)
    return _checked(_chinese_month_day(found[1], asked), _WEEKDAYS[found[2]]) if found else None


Signs = tuple[str, ...]
"""What a reader finds nothing without: to look for these costs less than to compile its patterns. None: it looks itself."""
Reader = Callable[[str, Asked], "date | None"]
_DAYS_OF_WEEK, _MONTHS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun"), tuple(name for name in _MONTH_NAMES if len(name) == 3)
_ENGLISH_READERS: tuple[tuple[Signs, Reader], ...] = (
    (tuple("0123456789"), _digits_day), ((), _counted), (_DAYS_OF_WEEK, _english_weekday),
    (("week", "month", "year"), _english_step), (("end",), _english_weekend),
    (("of ", "early", "mid", "eo", "end"), _english_part), (_MONTHS, _english_month_day),
    ((*_MONTHS, "st", "nd", "rd", "th"), _english_month),
    (("year", "holiday", "festival", "cny", "mas", "national", "golden", "autumn"), _festival), ((" ",), _english_before),
)  # fmt: skip
_WEEK_SIGNS = ("周", "星期", "礼拜")
_CHINESE_READERS: tuple[tuple[Signs, Reader], ...] = (
    (_WEEK_SIGNS, _chinese_weekday), (_WEEK_SIGNS, _chinese_week), ((), _counted), (("月",), _chinese_month_day),
    (("月", "号", "日"), _chinese_month), (("年",), _chinese_year),
    (("旦", "节", "年", "宵", "明", "一", "动", "午", "秋", "庆", "十", "诞"), _festival), (("前", "内", "月"), _chinese_before),
)  # fmt: skip


# ---------------------------------------------------------------- the calendar


def _part_day(first: date, part: str) -> date:
    """The day of a part of the month that begins on `first`."""
    return first.replace(day=_PARTS[part] or monthrange(first.year, first.month)[1])


def _part_of_month(part: str, step: int | None, asked: Asked) -> date:
    """That part of the month `step` months from this one; without a step the nearest, today included."""
    first = asked.today.replace(day=1)
    if step is not None:
        return _part_day(shift(first, step, "m"), part)
    return _nearest((_part_day(shift(first, each, "m"), part) for each in (-1, 0, 1)), asked)


def _part_of_named(part: str, year: str | None, month: int, asked: Asked) -> date:
    years = [number(year)] if year else range(asked.today.year - 1, asked.today.year + 2)
    return _nearest((_part_day(date(each, month, 1), part) for each in years), asked, only=bool(year))


def _part_of_year(part: str, step: int | None, asked: Asked) -> date | None:
    ends = {"初": (1, 1), "底": (12, 31), "末": (12, 31)}
    if part not in ends:
        return None
    steps = [step] if step is not None else (-1, 0, 1)
    return _nearest((date(asked.today.year + each, *ends[part]) for each in steps), asked, only=step is not None)


def _nearest(days: Iterable[date], asked: Asked, only: bool = False) -> date:
    """The one of `days` nearest to today on that side, today included; `only`: there is just one, on any side."""
    today, direction = asked.today, asked.direction
    allowed = [
        day for day in days
        if only or direction == "any" or day == today or (day > today) == (direction == "forward")
    ]  # fmt: skip
    return min(allowed, key=lambda day: (abs((day - today).days), day < today))


def _year_or_nearest(year: str | None, month: int, day: int, asked: Asked) -> date:
    """That day of the year; without one, the nearest on that side (29 February may be eight years off)."""
    if year:
        return date(number(year), month, day)
    years = range(max(1, asked.today.year - 8), min(9999, asked.today.year + 8) + 1)
    fitting = (date(each, month, day) for each in years if day <= monthrange(each, month)[1])
    return _nearest(fitting, asked)


def _monthly(day: int, asked: Asked) -> date:
    firsts = (shift(asked.today.replace(day=1), step, "m") for step in range(-2, 3))
    fitting = (first.replace(day=day) for first in firsts if day <= monthrange(first.year, first.month)[1])
    return _nearest(fitting, asked)


def _week_or_month(today: date, step: int, unit: str) -> date:
    """下周 is its Monday; 下个月 the same day of it; 上周 seven days ago, a day of that week."""
    return _in_week(today, step, 0) if unit == "w" and step > 0 else shift(today, step, unit)


def _in_week(today: date, step: int, weekday: int) -> date:
    """That day of the Monday-Sunday week `step` weeks from this one."""
    return today + timedelta(days=7 * step + weekday - today.weekday())


def _week_end(step: int | None, asked: Asked) -> date:
    """The Friday of that week; of this one the nearest, today included."""
    if step:
        return _in_week(asked.today, step, _FRIDAY)
    return _nearest((_in_week(asked.today, each, _FRIDAY) for each in (-1, 0, 1)), asked)


def _weekend(step: int | None, asked: Asked) -> date:
    """Its Saturday, on a Sunday of this week that day; at the weekend itself a bare 周末 is asked back, as a weekday is."""
    today = asked.today
    if today.weekday() < _SATURDAY:
        return _in_week(today, 0, _SATURDAY) if step == 0 else _bare_weekday(_SATURDAY, asked)
    if step == 0:
        return today
    raise _unsure(today, _beside(today, _SATURDAY, -1 if asked.direction == "back" else 1))


def _beside(today: date, weekday: int, step: int) -> date:
    """The nearest such weekday after (step 1) or before (step -1) today, never today."""
    away = (step * (weekday - today.weekday())) % 7 or 7
    return today + timedelta(days=step * away)


def _bare_weekday(weekday: int, asked: Asked) -> date:
    """Never today: on that weekday it is asked back, with both days."""
    found = _beside(asked.today, weekday, -1 if asked.direction == "back" else 1)
    if asked.today.weekday() == weekday:
        raise _unsure(asked.today, found)
    if asked.direction == "any":
        return _nearest((found, _beside(asked.today, weekday, -1)), asked)
    return found


def _checked(day: date | None, weekday: int) -> date | None:
    """The day, which must be of the weekday that stood beside it."""
    if day is not None and day.weekday() != weekday:
        raise Unsure("date_weekday", day=day)
    return day


def _unsure(first: date, second: date) -> Unsure:
    first, second = sorted((first, second))
    return Unsure("date_ambiguous", first=first, second=second)
