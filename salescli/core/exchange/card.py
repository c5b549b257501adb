"""What one row or card of a file says, before it is compared with the book; and the reading of its typed values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from salescli.core.model import CHOICES
from salescli.core.patterns import pattern
from salescli.core.records.fields import FIELDS, Field
from salescli.core.text import Text, say
from salescli.core.when import COUNTABLE

_UNSEEN = (
    r" \x00-\x09\x0b\x0c\x0e-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f"
    r"\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"
)
_LINE, _SIGN = r"(?:(?<=[\r\n])|\A)", rf"(?=['{_UNSEEN}]*[=+\-@＝＋－＠])"
_RUNS = pattern(rf"{_LINE}{_SIGN}|\A(?='*[\t\r])")
_ESCAPED = pattern(rf"{_LINE}'{_SIGN}|\A'(?='*[\t\r])")
"""Where a line begins that a spreadsheet takes for a formula, maybe behind signs that nobody sees or quotes that escape it;
full-width signs count where its language is an East Asian one."""


class CardChannel(NamedTuple):
    """A way to reach somebody: `record` is c (the customer) or p (the person); `kind` one of CHANNEL_KINDS."""

    record: str
    kind: str
    label: str
    value: str


class CardInteraction(NamedTuple):
    """A past contact that the row tells of; `at` is an ISO day or time, the rest as given, maybe empty.

    `mark` is what the thing itself is known by wherever it comes from: of an e-mail its id.
    """

    at: str
    text: str
    via: str = ""
    outcome: str = ""
    author: str = ""
    mark: str = ""


class CardNext(NamedTuple):
    """The next step that the row tells of: `at` is an ISO day or time, `text` what was promised, maybe empty."""

    at: str
    text: str = ""


class Also(NamedTuple):
    """A value that is none of its field, or not the one that counts: `record` is c (the customer) or p (the person)."""

    record: str
    field: str
    value: str


class CardStatus(NamedTuple):
    """How far a customer is, in the word of the file's column `header`; `also_status`: the header may mean `status` too."""

    header: str
    word: str
    also_status: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One card: the firm's fields, the person's fields and what reaches them, as text (trimmed, NFC).

    `row` counts as Excel does (header 1, a quoted newline is no new row); in a vCard file it is the card's number.
    `customer["name"]` is the firm and missing when there is none. `own` holds the columns that are no field of ours,
    `also` what is kept beside its field.
    Day fields are ISO where they could be read. `country` is the ISO code of the country it names, or whose script it is
    in. `id` and `person_id` are record ids of an earlier export. `statuses` are words that mean a stage, `dealt` the day of
    the deal, `since` the day since when the customer is in its stage, where the card tells it.
    """

    row: int
    customer: dict[str, str]
    contact: dict[str, str]
    channels: tuple[CardChannel, ...] = ()
    interactions: tuple[CardInteraction, ...] = ()
    tags: tuple[str, ...] = ()
    own: dict[str, str] = field(default_factory=dict)
    id: str = ""
    person_id: str = ""
    dated: str = ""
    warnings: tuple[Text, ...] = ()
    next: CardNext | None = None
    country: str = ""
    statuses: tuple[CardStatus, ...] = ()
    dealt: str = ""
    since: str = ""
    also: tuple[Also, ...] = ()

    @property
    def has_id(self) -> bool:
        """Whether an id says which record it is; a person's is nobody's on a card that names no person."""
        return bool(self.id or (self.person_id and self.contact.get("name")))


class Rejected(NamedTuple):
    """A row that can't become a card, with its cells as they were read."""

    row: int
    reason: Text
    cells: tuple[str, ...]


class Skipped(NamedTuple):
    """A row that holds no card and is no fault: blank, a total, a line before the header."""

    row: int
    reason: Text


def escaped(value: str) -> str:
    """A cell of which no spreadsheet runs any line as a formula; `unescaped` gives exactly `value` back."""
    if value[:1].isalnum() and "\n" not in value and "\r" not in value:
        return value
    return _RUNS.sub("'", value)


def unescaped(cell: str) -> str:
    """The value of a cell that `escaped`, or another program in the same way, has written."""
    return _ESCAPED.sub("", cell) if "'" in cell else cell


# --- typed values ---------------------------------------------------------------------------------------------------

BY_NAME = {f.name: f for f in FIELDS}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero", "feb february februar février febrero", "mar march märz mars marzo",
            "apr april avril abril", "may mai mayo", "jun june juni juin junio", "jul july juli juillet julio",
            "aug august août agosto", "sep sept september septembre septiembre", "oct october oktober octobre octubre",
            "nov november novembre noviembre", "dec december dezember décembre diciembre",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_CLOCK = pattern(r"[T\s,]+(?:(?:上午|下午|AM|PM)\s*)?\d{1,2}(?::\d\d){0,2}(?:\.\d+)?\s*(?:[ap]\.?m\.?)?"
                    r"\s*(?:Z|UTC|GMT|[+-]\d\d:?\d\d)?$", re.I)  # fmt: skip
_YMD = pattern(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$")
_COMPACT = pattern(r"(\d{4})(\d\d)(\d\d)$")
_MD = pattern(r"(?:--|0000-|1604-)?(\d{1,2})(?:月|-)(\d{1,2})日?$")
_MD_COMPACT = pattern(r"--(\d\d)(\d\d)$")
_NUMERIC = pattern(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4}|\d\d)$")
_WORDED = pattern(r"(?:(\d{1,2})(?:st|nd|rd|th)?[\s.-]+([^\W\d]+)|([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?)"
                     r"[\s.,-]+(\d{4})$", re.I)  # fmt: skip
MONTH_FIRST_COUNTRIES = frozenset({"US", "CN", "TW", "JP", "KR", "PH", "FM", "PW", "MH", "GU", "PR"})
"""Where 05/03 is the third of May (CONTRACT 8); elsewhere it is the fifth of March."""


_NO_DAY = "1899-12-30"
"""What spreadsheets make of an empty cell that is shown as a day."""


def _iso(year: int, month: int, day: int) -> str:
    """ISO for a day that exists and is meant, else nothing; year 0 means none was given (`--05-12`)."""
    from datetime import date

    try:
        found = date(year or 2000, month, day)
    except ValueError:
        return ""
    iso = found.isoformat() if year else f"--{month:02d}-{day:02d}"
    return iso if iso != _NO_DAY else ""


def day_order(text: str) -> str:
    """`dmy` or `mdy` where the numbers of a day like 25/12/2024 tell, `?` where they don't, else nothing."""
    found = _NUMERIC.match(_CLOCK.sub("", text.strip()))
    if not found:
        return ""
    first, second = int(found[1]), int(found[3])
    if found[2] == "." or (first > 12 >= second):
        return "dmy"
    if second > 12 >= first:
        return "mdy"
    return "?" if first != second else ""


def _numeric_day(found: re.Match[str], order: str) -> str:
    first, second = int(found[1]), int(found[3])
    if found[2] == "." or (first > 12 >= second) or (order == "dmy" and second <= 12):
        first, second = second, first
    year = int(found[4])
    if len(found[4]) == 2:
        if year < 30:  # 1925 or 2025: nobody can tell
            return ""
        year += 1900
    return _iso(year, first, second)


def _worded_day(found: re.Match[str]) -> str:
    day, month = (found[1], found[2]) if found[1] else (found[4], found[3])
    number = _MONTHS.get(month.lower(), 0)
    return _iso(int(found[5]), number, int(day)) if number else ""


def read_day(text: str, order: str = "") -> str:
    """ISO day, or `--MM-DD` where no year is known, or nothing where it can't be understood.

    `order` (dmy or mdy) decides days like 01/09/2008; without it month comes first. Clock times are left off.
    """
    text = text.strip()
    for attempt in (text, _CLOCK.sub("", text)):
        if found := _YMD.match(attempt) or _COMPACT.match(attempt):
            year = int(found[1])
            return _iso(0 if year == 1604 else year, int(found[2]), int(found[3])) if year else ""
        if found := _MD.match(attempt) or _MD_COMPACT.match(attempt):
            return _iso(0, int(found[1]), int(found[2]))
        if found := _NUMERIC.match(attempt):
            return _numeric_day(found, order)
        if found := _WORDED.match(attempt):
            return _worded_day(found)
    return ""


YEARLY = ("birthday",)
"""Days that come back each year, be it by the lunar calendar."""


def yearly_day(text: str, order: str = "") -> str:
    """A day as `read_day` has it, or one of the lunar calendar (农历八月十五) as it was written, without spaces; or nothing."""
    from salescli.core.language.festivals import lunar_day

    return read_day(text, order) or ("".join(text.split()) if lunar_day(text) else "")


_HOUR = pattern(r"(?:(上午|下午|am|pm)\s*)?(?<!\d)(\d{1,2}):(\d\d)(?::\d\d)?(?:\.\d+)?\s*(?:([ap])\.?m\.?)?", re.I)


_OFFSET = pattern(r"(Z|UTC|GMT)|(?:UTC|GMT)?([+-]\d\d):?(\d\d)", re.I)


def read_time(text: str, order: str = "") -> str:
    """ISO day, or ISO minute (`2024-03-12T09:14`) where a clock time stands beside the day, with its offset if it has one;
    nothing if unreadable, or too far off to count from. 24:00 is the day's last minute: the next day is not the one that was
    written."""
    day = read_day(text, order)
    if day[:1].isdigit() and int(day[:4]) not in COUNTABLE:
        return ""
    found = _HOUR.search(text)
    if not day or not found:
        return day
    hour, half = int(found[2]), (found[1] or found[4] or "").lower()
    if half in ("下午", "pm", "p") and hour < 12:
        hour += 12
    elif half in ("上午", "am", "a") and hour == 12:
        hour = 0
    minute = found[3]
    if (hour, minute) == (24, "00"):
        hour, minute = 23, "59"
    if hour > 23 or int(minute) > 59:
        return day
    zone = _OFFSET.fullmatch(text[found.end() :].strip())
    offset = "" if not zone else "+00:00" if zone[1] else f"{zone[2]}:{zone[3]}"
    return f"{day}T{hour:02d}:{minute}{offset}"


_SERIAL = pattern(r"(\d{5})(\.\d+)?")
_SERIALS = range(36526, 73051)
"""Days as Excel counts them, of this century's first hundred years."""
_MINGUO = pattern(r"(?:民[国國])?\s*(1[0-4]\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?!\d)")
_SHORT_YEAR_FIRST = pattern(r"(\d\d)(?:年(\d{1,2})月(\d{1,2})日?|([-/.])(\d{1,2})\4(\d)|-(\d\d)-(\d\d))(?!\d)")
_SHORT_YEAR_LAST = pattern(r"(\d{1,2})([-/.])(\d{1,2})\2(\d\d)(?!\d)")
_NO_YEAR = pattern(r"(\d{1,2})/(\d{1,2})(?![\d/])")
_WEEKDAY = pattern(
    r"[(（]?(?:(?:星期|[周週]|[礼禮]拜)[一二三四五六日天]|\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b\.?,?)[)）]?", re.I
)
_YEAR_FIRST_COUNTRIES = frozenset({"CN", "TW", "HK", "MO", "JP", "KR"})


def read_moment(text: str, order: str = "", country: str = "") -> str:
    """As `read_time`, for days of our own years: with two figures of the year or none, of Taiwan's years, as Excel counts
    days, with their weekday beside them."""
    if found := _SERIAL.fullmatch(text.strip()):
        return _of_serial(int(found[1]), float(found[2] or 0))
    text = " ".join(_WEEKDAY.sub(" ", text).split())
    if (found := _MINGUO.match(text)) and country in ("", "TW"):
        text = f"{int(found[1]) + 1911}-{found[2]}-{found[3]}{text[found.end() :]}"
    elif (found := _SHORT_YEAR_FIRST.match(text)) and (country in _YEAR_FIRST_COUNTRIES or found[2]):
        month, day = found[2] or found[5] or found[7], found[3] or found[6] or found[8]
        text = f"20{found[1]}-{month}-{day}{text[found.end() :]}"
    elif found := _SHORT_YEAR_LAST.match(text):
        text = f"{found[1]}{found[2]}{found[3]}{found[2]}20{found[4]}{text[found.end() :]}"
    elif found := _NO_YEAR.match(text):
        month, day = (found[2], found[1]) if order == "dmy" else (found[1], found[2])
        text = f"{month}-{day}{text[found.end() :]}"
    return read_time(text, order)


def _of_serial(days: int, share: float) -> str:
    """The day, and the minute if there is one, of a number by which Excel counts days."""
    from datetime import datetime, timedelta

    if days not in _SERIALS:
        return ""
    moment = datetime(1899, 12, 30) + timedelta(days=days, minutes=round(share * 1440))
    return moment.isoformat(timespec="minutes") if share else moment.date().isoformat()


def _choice(kind: str, text: str) -> str | None:
    word = text.strip().casefold().replace(" ", "_").replace("-", "_")
    return next((value for value in CHOICES[kind] if value.casefold() == word), None)


def typed(entry: Field | str, text: str, order: str = "") -> str | int | bool | Text:
    """The value of a field given as `text`: ISO day, whole number, minor units, flag or key; a Text says why not.

    Labels of closed values in the rep's language are known to the locales, not here: English keys alone are taken.
    """
    from salescli.core.language.flags import read_flag
    from salescli.core.language.numbers import in_units

    entry = BY_NAME[entry] if isinstance(entry, str) else entry
    found: str | int | bool | None
    if entry.kind == "day":
        found = (yearly_day(text, order) if entry.name in YEARLY else read_day(text, order)) or None
    elif entry.kind in ("int", "money"):
        found = in_units(text, 100 if entry.kind == "money" else 1)
    elif entry.kind == "flag":
        found = read_flag(text)
    elif entry.kind == "choice":
        found = _choice(entry.name, text)
    else:
        return text
    return found if found is not None else say("row.not_a_value", field=entry.name, kind=entry.kind, value=text)
