"""Times of day as people type them: 15:00, `3pm`, 下午3点半, and parts of the day that stand for an hour."""

from __future__ import annotations

import re
from datetime import time
from typing import NamedTuple

from salescli.core.language.amounts import is_number, number

_PARTS = {
    "am": (0, 11, 9), "pm": (12, 23, 14), "first thing": (8, 11, 9),
    "morning": (4, 11, 9), "noon": (11, 14, 12), "lunchtime": (11, 14, 12), "afternoon": (12, 19, 14),
    "evening": (17, 23, 19), "night": (17, 23, 19),
    "凌晨": (0, 5, None), "清晨": (4, 9, None), "早上": (4, 11, 9), "早晨": (4, 11, 9), "朝早": (4, 11, 9), "早": (4, 11, 9),
    "上午": (5, 12, 9), "上昼": (5, 12, 9), "中午": (11, 14, 12), "下午": (12, 19, 14), "下昼": (12, 19, 14),
    "傍晚": (16, 20, 18), "晚上": (17, 23, 19), "夜晚": (17, 23, 19), "晚": (17, 23, 19), "夜里": (19, 23, None),
}  # fmt: skip
"""A part of the day: its first and last hour - what `3` means in 下午3点 - and the hour it means by itself (CONTRACT 7)."""

_NEVER_ALONE = ("am", "pm", "早", "晚", "first thing")
"""Parts that say nothing without a day or an hour."""

_SMALL_HOURS = range(1, 7)
"""3点 is seldom meant for the night, but a promise must not rest on a guess: such an hour is asked back."""


class Unsure(Exception):
    """What was typed has two readings, or contradicts itself; the caller quotes it and raises the error."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key, self.params = key, params


class Clock(NamedTuple):
    """A time of day. `exact` where 24 hours were meant; `part` where only a part of the day was named."""

    hour: int
    minute: int = 0
    exact: bool = True
    part: str = ""

    def of_day(self) -> time:
        """The time; `Unsure` for a small hour that may be one of the afternoon."""
        if not self.exact and self.hour in _SMALL_HOURS:
            shown = f"{self.hour:02}:{self.minute:02}", f"{self.hour + 12}:{self.minute:02}"
            raise Unsure("time_ambiguous", first=shown[0], second=shown[1])
        return time(self.hour, self.minute)

    def still(self, now: time) -> bool:
        """Whether only a part of the day was named, and it is going on."""
        return bool(self.part) and _PARTS[self.part][0] <= now.hour <= _PARTS[self.part][1]


def read_clock(words: str, *, alone: bool = False) -> Clock | None:
    """The time that WORDS are, None where they are none that exists; `alone`: there is no day beside it."""
    found = _part_alone(words, alone) or _chinese(words) or _western(words)
    return found if found and 0 <= found.hour <= 23 and 0 <= found.minute <= 59 else None


def _part_alone(words: str, alone: bool) -> Clock | None:
    part = words.removeprefix("at ") if alone or words.startswith("at ") else words.removeprefix("in the ")
    if part not in _PARTS or (alone and part in _NEVER_ALONE):
        return None
    hour = _PARTS[part][2]
    return None if hour is None else Clock(hour, part=part)


def _western(words: str) -> Clock | None:
    if not any(map(str.isdigit, words)):
        return None
    found = re.fullmatch(
        r"(?:(morning|afternoon|evening) )?(at |@ ?)?([0-9]{1,2})(?:[:.]([0-9]{2})(?::[0-9]{2})?)?"
        r"(?: ?([ap])\.?m\.?| ?(o'?clock))?(?: (?:in the )?(morning|afternoon|evening))?",
        words,
    )
    if not found:
        return None
    before, at, hour, minute, half, oclock, after = found.groups()
    part = f"{half}m" if half else before or after
    if (not (minute or part or oclock or at)) or ("." in words.removesuffix(".m.") and minute and not half):
        return None
    if part:
        return _in_part(part, int(hour), int(minute or 0))
    return Clock(int(hour), int(minute or 0), exact=bool(minute))


def _chinese(words: str) -> Clock | None:
    if words.isascii():
        return None
    part = next((part for part in _PARTS if words.startswith(part) and not part.isascii()), "")
    for mark in ":点时":
        hour, found, rest = words.removeprefix(part).partition(mark)
        minutes = _minutes(rest, mark) if found and is_number(hour) else None
        if minutes is not None:
            return _in_part(part, number(hour), minutes) if part else Clock(number(hour), minutes, exact=False)
    return None


def _minutes(words: str, mark: str) -> int | None:
    """The minutes that stand behind an hour and its mark: 30 of 3:30, 3点30分, 3点半; None where it is anything else."""
    if mark == ":":
        return int(words) if len(words) == len("30") and words.isascii() and words.isdigit() else None
    if words in ("", "钟", "整", "半"):
        return 30 if words == "半" else 0
    if words.endswith("刻"):
        return 15 * number(words[:-1]) if is_number(words[:-1]) else None
    return number(words.removesuffix("分")) if is_number(words.removesuffix("分")) else None


def _in_part(part: str, hour: int, minute: int) -> Clock | None:
    """The hour of 24 that `hour` is in that part of the day: 下午3 and 下午15 are 15; 上午15 is none."""
    first, last, _ = _PARTS[part]
    meant = [hour, hour + 12, hour - 12] if hour <= 12 else [hour]
    fitting = next((each for each in meant if first <= each <= last), None)
    return None if fitting is None else Clock(fitting, minute)
