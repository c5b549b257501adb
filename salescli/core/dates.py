"""Days and times as people type them, in three languages (CONTRACT 7), and the spans of rule windows (CONTRACT 5)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from salescli.core.errors import WrongUsage

_LONGEST = 60  # characters; no way to write a day needs more

_TRADITIONAL = str.maketrans("週後號點禮兩個這時鐘裡裏", "周后号点礼两个这时钟里里")

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_N = "[0-9]{1,4}|[零〇一二两三四五六七八九十]{1,4}"

_NEAR_DAYS = {
    "today": 0, "tomorrow": 1, "yesterday": -1, "day after tomorrow": 2, "the day after tomorrow": 2,
    "day before yesterday": -2, "the day before yesterday": -2,
    "今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "后日": 2, "大后天": 3,
    "昨天": -1, "昨日": -1, "前天": -2, "前日": -2, "大前天": -3,
}  # fmt: skip

_WEEKDAYS = {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6,
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    "一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6,
    "1": 0, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5, "7": 6,
}  # fmt: skip

_MONTH_NAMES = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10,
    "nov": 11, "dec": 12, "january": 1, "february": 2, "march": 3, "april": 4, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12,
}  # fmt: skip

_MONTH_END_WORDS = ("月底", "月末", "end of month", "end of the month", "month end", "eom")

_STEPS = {"上上": -2, "上": -1, "last": -1, "本": 0, "这": 0, "当": 0, "this": 0, "下": 1, "next": 1, "下下": 2}
"""Weeks or months from the present one."""

_YEARS = {"前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}

_COUNT_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip

_UNITS = {
    "天": "d", "日": "d", "周": "w", "星期": "w", "礼拜": "w", "月": "m", "年": "y",
    "小时": "h", "钟头": "h", "分钟": "min",
}  # fmt: skip

_HALVES = {"年": (6, "m"), "月": (15, "d"), "小时": (30, "min"), "钟头": (30, "min")}

_DAY_PARTS = {
    "am": (0, 11), "pm": (12, 23),
    "凌晨": (0, 5), "清晨": (4, 9), "早上": (4, 11), "早晨": (4, 11), "早": (4, 11), "上午": (5, 12),
    "中午": (11, 14), "下午": (12, 19), "傍晚": (16, 20), "晚上": (17, 23), "晚": (17, 23), "夜里": (19, 23),
}  # fmt: skip
"""A part of the day and its first and last hour: what `3` means in 下午3点."""

_SMALL_HOURS = range(1, 7)
"""3点 is seldom meant for the night, but a promise must not rest on a guess: such an hour is asked back."""


class When(NamedTuple):
    """A day and, where one was typed, a time of day in the rep's zone."""

    day: date
    time: time | None = None


class Span(NamedTuple):
    """A length of calendar time: a number of h, d, w or m."""

    number: int
    unit: str

    def add_to(self, day: date) -> date:
        """The day that much later: hours round up to whole days, months clip to the month's end.

        Past the calendar's end it is the calendar's last day, so that no rule can stop a list.
        """
        try:
            if self.unit == "h":
                return day + timedelta(days=-(-self.number // 24))
            return _shift(day, self.number, self.unit)
        except (OverflowError, ValueError):
            return date.max


class _Doubt(Exception):
    """Two readings; the caller knows what was typed and raises the error."""

    def __init__(self, key: str, first: object, second: object) -> None:
        super().__init__(key)
        self.key, self.first, self.second = key, first, second


# ---------------------------------------------------------------- what is read


def read_when(text: str, now: datetime, direction: str) -> When:
    """The day, and time if given, that TEXT means on the rep's day `now` (aware, in the rep's zone).

    `direction` is "forward" (a promise) or "back" (something that happened); the other side of now is WrongUsage.
    """
    when = _read(text, now, direction)
    _refuse_other_side(text, when, now, direction)
    return when


def read_day(text: str, now: datetime, direction: str) -> date:
    """The day that TEXT means in a filter: `direction` only settles what has no side of its own (3d, 12-01, fri)."""
    when = _read(text, now, direction)
    if when.time is not None:
        raise WrongUsage("date_with_time", text=text.strip())
    return when.day


def read_any_day(text: str, today: date) -> date:
    """The day that TEXT means for `--today`: either side, the nearest where the year or week is left out."""
    return read_day(text, datetime.combine(today, time(), UTC), "any")


def read_span(text: str) -> Span:
    """`3d`, `24h`, `2w`, `1m`; else ValueError without words (the rules reader names file and line)."""
    found = re.fullmatch(r"([0-9]{1,4})([hdwm])", text.strip())
    if not found:
        raise ValueError
    return Span(int(found[1]), found[2])


def read_length(text: str) -> Span:
    """A span that is longer than nothing; ValueError without words for any other text."""
    span = read_span(text)
    if span.number <= 0:
        raise ValueError
    return span


def read_range(text: str) -> tuple[Span, Span]:
    """`3d..7d`; ValueError without words where it is none, or where some day would close it before it opens."""
    first, dots, last = text.partition("..")
    if not dots:
        raise ValueError
    opens, closes = read_span(first), read_span(last)
    if _may_close_early(opens, closes):
        raise ValueError
    return opens, closes


# ---------------------------------------------------------------- one reading


_COUNTABLE = range(1000, 9000)  # four digits, and room to count from any day in both directions


def _read(text: str, now: datetime, direction: str) -> When:
    """What TEXT means, on whichever side of now; every mistake is a WrongUsage that quotes TEXT."""
    try:
        found = _understand(_plain(text), now, direction) if len(text) <= _LONGEST else None
        if found and found.day.year not in _COUNTABLE:
            raise ValueError
    except _Doubt as doubt:
        raise WrongUsage(doubt.key, text=text.strip(), first=doubt.first, second=doubt.second) from None
    except (ValueError, OverflowError):
        raise WrongUsage("date_no_such_day", text=text.strip()) from None
    if found is None:
        raise WrongUsage("date_not_understood", text=text.strip()[:_LONGEST])
    return found


def _plain(text: str) -> str:
    """TEXT in half-width lower case and simplified characters, without the spaces around Chinese."""
    words = " ".join(unicodedata.normalize("NFKC", text).lower().translate(_TRADITIONAL).split())
    if not words.isascii() and " " in words:
        words = re.sub("(?<=[〇一-鿿]) | (?=[〇一-鿿])", "", words)
    if words[:1] in ("今", "明", "昨") and words[1:2] in ("早", "晚"):
        return f"{words[0]}天{words[1]}上{words[2:].removeprefix('上')}"
    return words


def _understand(words: str, now: datetime, direction: str) -> When | None:
    day = _day(words, now.date(), direction)
    if day is not None:
        return When(day)
    return _instant(words, now) or _elapsed(words, now, direction) or _day_and_time(words, now.date(), direction)


def _refuse_other_side(text: str, when: When, now: datetime, direction: str) -> None:
    present = now.time().replace(second=0, microsecond=0)
    clock = (when.time or present).replace(second=0, microsecond=0)
    here, there = (now.date(), present), (when.day, clock)
    if here == there or (there > here) == (direction == "forward"):
        return
    side = "past" if direction == "forward" else "future"
    if when.day != now.date():
        raise WrongUsage(f"date_{side}", text=text.strip(), day=when.day, today=now.date())
    raise WrongUsage(f"time_{side}", text=text.strip(), time=f"{clock:%H:%M}", now=f"{present:%H:%M}")


# ---------------------------------------------------------------- times of day


def _instant(words: str, now: datetime) -> When | None:
    """A whole ISO date and time; one with an offset is moved to the rep's zone."""
    clock = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(z|[+-][0-9]{2}:?[0-9]{2})?"
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[t ]" + clock, words):
        return None
    moment = datetime.fromisoformat(words.upper())
    if moment.tzinfo is not None:
        moment = moment.astimezone(now.tzinfo)
    return When(moment.date(), moment.time().replace(microsecond=0))


def _elapsed(words: str, now: datetime, direction: str) -> When | None:
    """`2h`, `in 30 minutes`, 半小时后: counted in real time, also across a change of the clocks."""
    amount = _amount(words, direction)
    if amount is None or amount[1] not in ("h", "min"):
        return None
    length = timedelta(minutes=amount[0] * (60 if amount[1] == "h" else 1))
    moment = (now.astimezone(UTC) + length).astimezone(now.tzinfo)
    return When(moment.date(), moment.time().replace(second=0, microsecond=0))


def _day_and_time(words: str, today: date, direction: str) -> When | None:
    """A day and a time in either order; a time alone is today's. The earliest cut where both make sense counts."""
    for cut in range(len(words) + 1):
        if re.fullmatch("[0-9]{2}", words[max(0, cut - 1) : cut + 1]):
            continue  # never inside a number
        head, tail = words[:cut].strip(" ,"), words[cut:].strip(" ,")
        for day_words, time_words in ((head, tail), (tail, head)):
            when = _both(day_words, time_words, today, direction)
            if when is not None:
                return when
    return None


def _both(day_words: str, time_words: str, today: date, direction: str) -> When | None:
    parts = _time_parts(time_words)
    if parts is None:
        return None
    day = _day(day_words, today, direction) if day_words else today
    return None if day is None else When(day, _clock(*parts))


def _time_parts(words: str) -> tuple[str, int, int] | None:
    """Part of the day (`:` where 24 hours were written), hour and minute; None where it is no time that exists."""
    if words in ("noon", "at noon", "中午"):
        return ":", 12, 0
    parts = _chinese_time(words) or _western_time(words)
    if parts is None or not (0 <= parts[1] <= 23 and 0 <= parts[2] <= 59):
        return None
    part, hour, minute = parts
    if part in _DAY_PARTS:
        return _in_part(part, hour, minute)
    return parts


def _western_time(words: str) -> tuple[str, int, int] | None:
    found = re.fullmatch(r"(?:at )?([0-9]{1,2})(?::([0-9]{2})(?::[0-9]{2})?)?(?: ?([ap])\.?m\.?)?", words)
    if not found or not (found[2] or found[3]):
        return None
    return (f"{found[3]}m" if found[3] else ":"), int(found[1]), int(found[2] or 0)


def _chinese_time(words: str) -> tuple[str, int, int] | None:
    if words.isascii():
        return None
    parts = "|".join(part for part in _DAY_PARTS if not part.isascii())
    found = re.fullmatch(
        rf"({parts})?({_N})(?::([0-9]{{2}})|[点时](?:钟|整|(半)|({_N})刻|({_N})分?)?)", words
    )
    if not found:
        return None
    part, hour, colon, half, quarter, minute = found.groups()
    if half:
        minutes = 30
    elif quarter:
        minutes = 15 * _number(quarter)
    else:
        minutes = _number(colon or minute or "0")
    return part or "", _number(hour), minutes


def _in_part(part: str, hour: int, minute: int) -> tuple[str, int, int] | None:
    """The hour of 24 that `hour` is in that part of the day: 下午3 and 下午15 are 15; 上午15 is none."""
    first, last = _DAY_PARTS[part]
    meant = [hour, hour + 12, hour - 12] if hour <= 12 else [hour]
    fitting = [each for each in meant if first <= each <= last]
    return (":", fitting[0], minute) if fitting else None


def _clock(part: str, hour: int, minute: int) -> time:
    if part != ":" and hour in _SMALL_HOURS:
        raise _Doubt("time_ambiguous", f"{hour:02}:{minute:02}", f"{hour + 12}:{minute:02}")
    return time(hour, minute)


# ---------------------------------------------------------------- days


def _day(words: str, today: date, direction: str) -> date | None:
    """The day that WORDS mean, None where they are no day; ValueError for 30 February."""
    if words in _NEAR_DAYS:
        return today + timedelta(days=_NEAR_DAYS[words])
    if words in _MONTH_END_WORDS:
        return _nearest((_month_end(today, step) for step in (-1, 0, 1)), today, direction)
    readers = _ENGLISH_READERS if words.isascii() else _CHINESE_READERS
    for read in readers:
        day = read(words, today, direction)
        if day is not None:
            return day
    return None


def _digits_day(words: str, today: date, direction: str) -> date | None:
    """`2026-12-01`, `2026/12/1`, `2026.12.1`, `20261201`, `12-01`, `12/1`."""
    found = re.fullmatch(r"(?:([0-9]{4})([-/.]))?([0-9]{1,2})([-/.])([0-9]{1,2})", words)
    if found and found[2] in (None, found[4]) and (found[2] or found[4] != "."):
        return _year_or_nearest(found[1], int(found[3]), int(found[5]), today, direction)
    if re.fullmatch("[0-9]{8}", words):
        return date(int(words[:4]), int(words[4:6]), int(words[6:]))
    return None


def _english_weekday(words: str, today: date, direction: str) -> date | None:
    """`fri`, `on Friday`, `this fri`, `fri next week`; `next fri` and a doubtful `last fri` are asked back."""
    found = re.fullmatch(r"(?:on )?(?:(this|next|last) )?([a-z]+)(?: (this|next|last) week)?", words)
    if not found or found[2] not in _WEEKDAYS or (found[1] and found[3]):
        return None
    weekday, near, week = _WEEKDAYS[found[2]], found[1], found[3]
    if week or near == "this":
        return _in_week(today, _STEPS[week or near], weekday)
    if near:
        return _next_or_last(today, near, weekday)
    return _bare_weekday(today, weekday, direction)


def _next_or_last(today: date, word: str, weekday: int) -> date:
    """Both readings of `next fri` are shown; `last fri` is taken where its two readings are one day."""
    step = 1 if word == "next" else -1
    nearest = _beside(today, weekday, step)
    other = nearest + timedelta(days=7) if step > 0 else _in_week(today, -1, weekday)
    if nearest != other:
        raise _Doubt("date_ambiguous", *sorted((nearest, other)))
    return nearest


def _english_step(words: str, today: date, direction: str) -> date | None:
    found = re.fullmatch("(next|last) (week|month)", words)
    return _shift(today, _STEPS[found[1]], found[2][0]) if found else None


def _english_month_day(words: str, today: date, direction: str) -> date | None:
    """`Dec 1`, `1 December`, `1st Dec 2026`, `Dec 1, 2026`."""
    found = re.fullmatch(r"([a-z]+)\.? ([0-9]{1,2})(?:st|nd|rd|th)?(?:,? ([0-9]{4}))?", words)
    month, day = (found[1], found[2]) if found else ("", "")
    if not found:
        found = re.fullmatch(r"([0-9]{1,2})(?:st|nd|rd|th)? ([a-z]+)\.?(?:,? ([0-9]{4}))?", words)
        month, day = (found[2], found[1]) if found else ("", "")
    if not found or month not in _MONTH_NAMES:
        return None
    return _year_or_nearest(found[3], _MONTH_NAMES[month], int(day), today, direction)


def _chinese_weekday(words: str, today: date, direction: str) -> date | None:
    """周四, 星期天, 本周五, 下礼拜三; 下周 alone is a week on."""
    found = re.fullmatch("(上上|上|本|这|下下|下)?(?:个?(?:周|星期|礼拜))([一二三四五六日天1-7])?", words)
    if not found or not (found[1] or found[2]):
        return None
    step, weekday = _STEPS.get(found[1]), found[2]
    if step is None:
        return _bare_weekday(today, _WEEKDAYS[weekday], direction)
    if weekday:
        return _in_week(today, step, _WEEKDAYS[weekday])
    return _shift(today, step, "w") if step else None


def _chinese_month(words: str, today: date, direction: str) -> date | None:
    """15号, 下月5号, 本月底, 下个月; 31号 skips the months that have none, 下月31号 must exist."""
    found = re.fullmatch(rf"(?:(上上|上|本|这|当|下下|下)个?月)?(?:({_N})[号日]|([底末]))?", words)
    if not found or not any(found.groups()):
        return None
    step, number, end = _STEPS.get(found[1]), found[2], found[3]
    if step is None:
        return _monthly(_number(number), today, direction) if number else None
    if number:
        return _shift(today.replace(day=1), step, "m").replace(day=_number(number))
    if end:
        return _month_end(today, step)
    return _shift(today, step, "m") if step else None


def _chinese_month_day(words: str, today: date, direction: str) -> date | None:
    """12月1日, 12月1号, 12月1, 十二月底, with 2026年 or 明年 before it."""
    found = re.fullmatch(rf"(?:({_N})年|(.年))?({_N})月(?:({_N})[日号]|([0-9]{{1,2}})|[底末])", words)
    if not found or (found[2] and found[2] not in _YEARS):
        return None
    year, named, month, day = found[1], found[2], _number(found[3]), found[4] or found[5]
    if year and len(year) < 4:
        return None
    if named:
        year = str(today.year + _YEARS[named])
    if day is None:
        return _end_of(_number(year) if year else None, month, today, direction)
    return _year_or_nearest(year, month, _number(day), today, direction)


def _counted(words: str, today: date, direction: str) -> date | None:
    """`3d`, `in 2 weeks`, `3 days ago`, 3天后, 三个月后."""
    amount = _amount(words, direction)
    if amount is None or amount[1] in ("h", "min"):
        return None
    count, unit = amount
    return _shift(today, count * 12, "m") if unit == "y" else _shift(today, count, unit)


Reader = Callable[[str, date, str], "date | None"]
_ENGLISH_READERS: tuple[Reader, ...] = (
    _digits_day, _counted, _english_weekday, _english_step, _english_month_day,
)  # fmt: skip
_CHINESE_READERS: tuple[Reader, ...] = (_chinese_weekday, _counted, _chinese_month_day, _chinese_month)


# ---------------------------------------------------------------- amounts


def _amount(words: str, direction: str) -> tuple[int, str] | None:
    """A signed count and its unit (h d w m y min); without "ago" or "in" the direction gives the sign."""
    found = _english_amount(words) if words.isascii() else _chinese_amount(words)
    if found is None:
        return None
    count, unit, sign = found
    return count * (sign or (-1 if direction == "back" else 1)), unit


def _english_amount(words: str) -> tuple[int, str, int] | None:
    found = re.fullmatch(
        r"(in )?(?:([0-9]{1,4}) ?|([a-z]+) )(d|w|m|y|h|min|days?|weeks?|months?|years?|hours?|minutes?|mins?)"
        r"( ago| later| from now)?",
        words,
    )
    if not found or (found[1] and found[5]) or (found[3] and found[3] not in _COUNT_WORDS):
        return None
    count = int(found[2]) if found[2] else _COUNT_WORDS[found[3]]
    unit = "min" if found[4].startswith("min") else found[4][0]
    sign = -1 if found[5] == " ago" else int(bool(found[1] or found[5]))
    return count, unit, sign


def _chinese_amount(words: str) -> tuple[int, str, int] | None:
    """三个月后 and 3天; but 3日 alone is a day of the month, and 三月后 might be after March."""
    found = re.fullmatch(rf"(半|{_N})(个?)({'|'.join(_UNITS)})(?:[以之]?([后前]))?", words)
    if not found:
        return None
    number, measure, unit, side = found.groups()
    if (unit == "月" and not measure) or (unit == "日" and not side):
        return None
    sign = {"后": 1, "前": -1}.get(side, 0)
    if number == "半":
        return (*_HALVES[unit], sign) if unit in _HALVES else None
    return _number(number), _UNITS[unit], sign


def _number(text: str) -> int:
    """15, 十五, 二十, 二〇二六; ValueError for what only looks like a number."""
    if text.isascii():
        return int(text)
    if "十" not in text:
        return int("".join(str(_DIGITS[digit]) for digit in text))
    found = re.fullmatch("([一二三四五六七八九])?十([一二三四五六七八九])?", text)
    if not found:
        raise ValueError
    return 10 * _DIGITS[found[1] or "一"] + _DIGITS[found[2] or "零"]


# ---------------------------------------------------------------- the calendar


def _shift(day: date, count: int, unit: str) -> date:
    """COUNT d, w or m later (earlier when negative); months clip to the month's end."""
    if unit != "m":
        return day + timedelta(days=count * (7 if unit == "w" else 1))
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, _month_length(year, month + 1)))


def _month_length(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _month_end(today: date, step: int) -> date:
    first = _shift(today.replace(day=1), step, "m")
    return first.replace(day=_month_length(first.year, first.month))


def _end_of(year: int | None, month: int, today: date, direction: str) -> date:
    years = [year] if year else range(today.year - 1, today.year + 2)
    return _nearest((date(each, month, _month_length(each, month)) for each in years), today, direction, bool(year))


def _nearest(days: Iterable[date], today: date, direction: str, only: bool = False) -> date:
    """The one of `days` nearest to today on that side, today included; `only`: there is just one, on any side."""
    allowed = [
        day for day in days
        if only or direction == "any" or day == today or (day > today) == (direction == "forward")
    ]  # fmt: skip
    return min(allowed, key=lambda day: (abs((day - today).days), day < today))


def _year_or_nearest(year: str | None, month: int, day: int, today: date, direction: str) -> date:
    """That day of the year; without one, the nearest on that side (29 February may be eight years off)."""
    if year:
        return date(_number(year), month, day)
    years = range(max(1, today.year - 8), min(9999, today.year + 8) + 1)
    fitting = (date(each, month, day) for each in years if day <= _month_length(each, month))
    return _nearest(fitting, today, direction)


def _monthly(day: int, today: date, direction: str) -> date:
    firsts = (_shift(today.replace(day=1), step, "m") for step in range(-2, 3))
    fitting = (first.replace(day=day) for first in firsts if day <= _month_length(first.year, first.month))
    return _nearest(fitting, today, direction)


def _in_week(today: date, step: int, weekday: int) -> date:
    """That day of the Monday-Sunday week `step` weeks from this one."""
    return today + timedelta(days=7 * step + weekday - today.weekday())


def _beside(today: date, weekday: int, step: int) -> date:
    """The nearest such weekday after (step 1) or before (step -1) today, never today."""
    away = (step * (weekday - today.weekday())) % 7 or 7
    return today + timedelta(days=step * away)


def _bare_weekday(today: date, weekday: int, direction: str) -> date:
    """Never today: on that weekday it is asked back, with both days."""
    step = -1 if direction == "back" else 1
    found = _beside(today, weekday, step)
    if today.weekday() == weekday:
        raise _Doubt("date_ambiguous", *sorted((today, found)))
    if direction == "any":
        return _nearest((found, _beside(today, weekday, -1)), today, direction)
    return found


def _may_close_early(opens: Span, closes: Span) -> bool:
    """Whether a window counted from some day would close before it opens: 1m..30d does, from 1 January."""
    if "m" not in (opens.unit, closes.unit):
        start = date(2000, 1, 1)
        return closes.add_to(start) < opens.add_to(start)
    if opens.unit == closes.unit:
        return closes.number < opens.number
    days = (date(2027, 1, 1) + timedelta(days=each) for each in range(4 * 365 + 1))
    return any(closes.add_to(day) < opens.add_to(day) for day in days)
