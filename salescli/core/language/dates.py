"""Days and times as people type them, in three languages (CONTRACT 7)."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta

from salescli.core.errors import WrongUsage
from salescli.core.language.amounts import Amount, amount
from salescli.core.language.days import Asked, understood
from salescli.core.language.script import joined
from salescli.core.language.times import Unsure, read_clock
from salescli.core.text import say
from salescli.core.when import COUNTABLE, When

_LONGEST = 60  # characters; no way to write a day needs more

_TRADITIONAL = str.maketrans(
    "週後號點禮兩個這時鐘裡裏過內節國慶勞動聖誕聽尋晝間暦曆們兒農", "周后号点礼两个这时钟里里过内节国庆劳动圣诞听寻昼间历历们儿农"
)

_MONTH_FIRST = ("US", "CN", "TW", "JP", "KR")
"""Countries in which 5/3/2026 is a day of May (CONTRACT 7)."""


# ---------------------------------------------------------------- what is read


def read_when(text: str, now: datetime, direction: str, country: str = "CN") -> When:
    """The day, and time if given, that TEXT means on the rep's day `now` (aware, in the rep's zone).

    `direction` is "forward" (a promise) or "back" (something that happened); the other side of now is WrongUsage.
    """
    when = _read(text, now, direction, country)
    _refuse_other_side(text, when, now, direction)
    return when


def said_moment(text: str, now: datetime, direction: str, country: str = "CN") -> str:
    """The ISO day, or minute, that TEXT means as `read_when` has it, also on the other side of now; nothing in doubt."""
    if read_bare_length(text):
        return ""
    try:
        when = _read(text, now, direction, country)
    except WrongUsage:
        return ""
    return f"{when.day}T{when.time:%H:%M}" if when.time else when.day.isoformat()


def counts_from_now(text: str) -> bool:
    """Whether what TEXT means depends on the day it is said, by more than its year: 昨天, 周五, in 3 days."""
    return not re.search(_NUMBERED_DAY, _in_one_form(text))


def read_day(text: str, now: datetime, direction: str, country: str = "CN") -> date:
    """The day that TEXT means in a filter: `direction` only settles what has no side of its own (3d, 12-01, fri)."""
    when = _read(text, now, direction, country)
    if when.time is not None:
        raise WrongUsage("date_with_time", text=text.strip())
    return when.day


def read_any_day(text: str, today: date) -> date:
    """The day that TEXT means for `--today`: either side, the nearest where the year or week is left out."""
    return read_day(text, datetime.combine(today, time(), UTC), "any")


def read_bare_length(text: str) -> Amount | None:
    """A bare length of days, weeks, months or years - 30d, `2 weeks`, 三个月 - that says neither "ago" nor "in"; else None."""
    try:
        found = amount(_in_one_form(text)) if len(text) <= _LONGEST else None
    except ValueError:  # 十十天 only looks like a number
        return None
    return found if found and not found.sign and found.unit not in ("h", "min") else None


# ---------------------------------------------------------------- one reading


_NUMBERED_DAY = (
    r"(?<![下上这本])(?<!个)(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})月(?!后|前|以)|^[0-9]{1,4}[-/.][0-9]"
    "|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
)


def _read(text: str, now: datetime, direction: str, country: str) -> When:
    """What TEXT means, on whichever side of now; every mistake is a WrongUsage that quotes TEXT."""
    shown = text.strip()[:_LONGEST]
    if len(text) > _LONGEST:
        raise WrongUsage("date_not_understood", text=shown)
    try:
        words, doubtful = _ordered(_in_one_form(text), country)
        found = _understand(words, now, Asked(now.date(), direction, country))
        if found and found.day.year not in COUNTABLE:
            raise ValueError
    except Unsure as unsure:
        raise WrongUsage(unsure.key, text=shown, **unsure.params) from None
    except (ValueError, OverflowError):
        raise WrongUsage("date_no_such_day", text=shown) from None
    if found is None:
        raise WrongUsage("date_not_understood", text=shown)
    return found._replace(remarks=(say("done.day_order", text=shown, day=doubtful),)) if doubtful else found


_TODAYS = {
    "tonight": "today evening", "this morning": "today morning", "this afternoon": "today afternoon",
    "this evening": "today evening", "later today": "today",
}  # fmt: skip
_SHORT_DAYS = {"今": "今天", "明": "明天", "昨": "昨天", "听": "听日", "琴": "琴日"}


def _in_one_form(text: str) -> str:
    """TEXT in half-width lower case and simplified characters, without the spaces around Chinese."""
    words = " ".join(unicodedata.normalize("NFKC", text).lower().replace("’", "'").translate(_TRADITIONAL).split())
    if words.isascii():
        return _said_of_today(words)
    words = joined(words)
    day, part = _SHORT_DAYS.get(words[0]), words[1:2]
    if day and part in ("早", "晚", "朝"):
        return f"{day}{'晚上' if part == '晚' else '早上'}{words[2:].removeprefix('上')}"
    return words


def _said_of_today(words: str) -> str:
    if not any(said in words for said in _TODAYS):
        return words
    return re.sub("|".join(_TODAYS), lambda found: _TODAYS[found[0]], words)


def _ordered(words: str, country: str) -> tuple[str, date | None]:
    """`12/1/2026` as an ISO day, by the order of the country where both make one; and that day where they do.

    With dots (1.12.2026) the day is first everywhere: only those write them so who put it there.
    """
    may_be = any(words.count(mark) > 1 for mark in "-/.")
    found = may_be and re.search(r"(?<![0-9])([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})(?![0-9])", words)
    if not found:
        return words, None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    readings = [_calendar_day(year, first, second), _calendar_day(year, second, first)]
    month_first = country in _MONTH_FIRST and found[2] != "."
    meant = [day for day in (readings if month_first else readings[::-1]) if day]
    if not meant:
        raise ValueError
    doubtful = meant[0] if len(set(meant)) > 1 else None
    return words[: found.start()] + meant[0].isoformat() + words[found.end() :], doubtful


def _calendar_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _understand(words: str, now: datetime, asked: Asked) -> When | None:
    day = understood(words, asked)
    if day is not None:
        return When(day)
    return _instant(words, now) or _elapsed(words, now, asked.direction) or _day_and_time(words, now, asked)


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


# ---------------------------------------------------------------- with a time of day


def _instant(words: str, now: datetime) -> When | None:
    """A whole ISO date and time; one with an offset is moved to the rep's zone."""
    clock = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(z|[+-][0-9]{2}:?[0-9]{2})?"
    if ":" not in words or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[t ]" + clock, words):
        return None
    moment = datetime.fromisoformat(words.upper())
    if moment.tzinfo is not None:
        moment = moment.astimezone(now.tzinfo)
    return When(moment.date(), moment.time().replace(microsecond=0))


def _elapsed(words: str, now: datetime, direction: str) -> When | None:
    """`2h`, `in 30 minutes`, 半小时后: counted in real time, also across a change of the clocks."""
    found = amount(words)
    if found is None or found.unit not in ("h", "min"):
        return None
    length = timedelta(minutes=found.towards(direction) * (60 if found.unit == "h" else 1))
    moment = (now.astimezone(UTC) + length).astimezone(now.tzinfo)
    return When(moment.date(), moment.time().replace(second=0, microsecond=0))


def _day_and_time(words: str, now: datetime, asked: Asked) -> When | None:
    """A day and a time in either order; a time alone is today's. The earliest cut where both make sense counts."""
    for cut in range(len(words) + 1):
        beside = words[max(0, cut - 1) : cut + 1]
        if len(beside) > 1 and beside.isascii() and (beside.isdigit() or beside.isalpha()):
            continue  # never inside a number or a word
        head, tail = words[:cut].strip(" ,"), words[cut:].strip(" ,")
        for day_words, time_words in ((head, tail), (tail, head)):
            when = _both(day_words, time_words, now, asked)
            if when is not None:
                return when
    return None


def _both(day_words: str, time_words: str, now: datetime, asked: Asked) -> When | None:
    """A part of the day that is going on is no time to wait for, and none to look back to: it is the day alone."""
    clock = read_clock(time_words, alone=not day_words)
    if clock is None:
        return None
    day = understood(day_words, asked) if day_words else now.date()
    if day is None:
        return None
    passed = (clock.of_day() <= now.time()) == (asked.direction == "forward")
    return When(day, None if day == now.date() and clock.still(now.time()) and passed else clock.of_day())
