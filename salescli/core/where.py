"""The filter of `--where`, from text to typed conditions (CONTRACT 3, EXPR); looking them up is the store's affair."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from salescli.core.dates import read_bare_length, read_day
from salescli.core.errors import WrongUsage

_OPERATORS = {
    "=": "=", "==": "=", "!=": "!=", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "~": "~",
    "≠": "!=", "≤": "<=", "≥": ">=",
}  # fmt: skip
_SYMBOLS = "=!<>~≠≤≥＝！＜＞～"  # also the full-width ones a Chinese keyboard writes
_QUOTES = {"'": "'", '"': '"', "“": "”", "‘": "’", "「": "」", "『": "』"}

_SPANS = {"older": "older", "within": "within", "早于": "older", "早於": "older", "超过": "older", "超過": "older",
          "不超过": "within", "不超過": "within"}  # fmt: skip
"""Operators that take a length of time."""
_BY_SPAN = re.compile(rf"([^{_SYMBOLS}]*?)(?:\s+(older|within)(?:\s+than)?\s+|\s*(早[于於]|不?超[过過])\s*)(?=\S)", re.I)

_ALLOWED = {
    "text": "= != < <= > >= ~", "choice": "= !=", "flag": "= !=", "day": "= != < <= > >= older within",
    "past_day": "= != < <= > >= older within", "future_day": "= != < <= > >= within",
    "talk": "= != < <= > >= ~ older within",
}  # fmt: skip
"""Operators by kind of field; numbers take the rest."""

_YES = ("yes", "y", "true", "1", "是", "有")
_NO = ("no", "n", "false", "0", "否", "无", "無")
_SCALES = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_LARGEST = 2**63 - 1  # what a column of whole numbers holds
_SHOWN = 40  # characters of a wrong word that a message repeats


class Condition(NamedTuple):
    """One comparison. `value` has the field's type; None means "empty" (only with = and !=).

    `older` and `within` have the day that is so long ago, with days to come so far ahead.
    Text is as typed; money is whole minor units (amount times 100); days are dates; flags are bool.
    """

    field: str
    op: str
    value: object


class _Known(NamedTuple):
    """What conditions are read by."""

    fields: Mapping[str, str]
    now: datetime
    choice: Callable[[str, str], str]
    country: str


def parse_where(
    text: str,
    fields: Mapping[str, str],
    now: datetime,
    choice: Callable[[str, str], str] = lambda field, value: value,
    country: str = "CN",
) -> tuple[Condition, ...]:
    """The conditions of TEXT, all of which must hold; anything else in it is WrongUsage.

    `fields`: accepted name -> text, int, money, day, flag, choice, past_day, future_day or talk (what was said: a text,
    or a day where earlier or later is asked); own fields as `own.NAME`.
    `choice`: the key of a closed value from its field and word, or WrongUsage.
    """
    known = _Known(fields, now, choice, country)
    found: list[Condition] = []
    rest: str | None = text
    while rest is not None:
        name, op, value, rest = _comparison(rest)
        found.append(_condition(name, op, value, known))
    return tuple(found)


# ---------------------------------------------------------------- the form


def _comparison(text: str) -> tuple[str, str, str, str | None]:
    """Field, operator and value at the beginning of TEXT, and what follows `and` (None where nothing does)."""
    if not text.strip():
        raise WrongUsage("where_incomplete")
    if by_span := _BY_SPAN.match(text):
        value, rest = _unquoted(text[by_span.end() :])
        return by_span[1].strip(), _SPANS[(by_span[2] or by_span[3]).lower()], value, rest
    found = re.match(rf"([^{_SYMBOLS}]*)([{_SYMBOLS}]+)", text)
    if not found or not found[1].strip():
        raise WrongUsage("where_not_understood", text=text.strip()[:_SHOWN])
    op = _OPERATORS.get(unicodedata.normalize("NFKC", found[2]))
    if op is None:
        raise WrongUsage("where_bad_operator", field=found[1].strip()[:_SHOWN], op=found[2][:_SHOWN])
    after = text[found.end() :]
    value, rest = _quoted(after) if after.lstrip().startswith(tuple(_QUOTES)) else _unquoted(after)
    return found[1].strip(), op, value, rest


def _unquoted(text: str) -> tuple[str, str | None]:
    """Up to `and`; a further operator in it is a forgotten `and` or an `or`, which must not pass for a value."""
    value, rest = _split_and(text)
    if re.search(f"[{_SYMBOLS.replace('!', '').replace('！', '')}]", value):
        raise WrongUsage("where_not_understood", text=value.strip()[:_SHOWN])
    return value.strip(), rest


def _quoted(text: str) -> tuple[str, str | None]:
    text = text.lstrip()
    value, closed, after = text[1:].partition(_QUOTES[text[0]])
    between, rest = _split_and(after)
    if not closed or between.strip():
        raise WrongUsage("where_bad_quote", text=text.strip()[:_SHOWN])
    return value, rest


def _split_and(text: str) -> tuple[str, str | None]:
    """TEXT before and after its first free-standing `and`."""
    found = re.search(r"\s(?:and|且)(?=\s|$)", text, re.IGNORECASE)
    return (text[: found.start()], text[found.end() :]) if found else (text, None)


# ---------------------------------------------------------------- the meaning


def _condition(name: str, op: str, value: str, known: _Known) -> Condition:
    field = _known(name, known.fields)
    kind = known.fields[field]
    if op not in _ALLOWED.get(kind, "= != < <= > >=").split() or (not value and op not in ("=", "!=")):
        raise WrongUsage("where_bad_operator", field=field, op=op)
    if not value:
        return Condition(field, op, None)
    if op in ("older", "within"):
        return Condition(field, op, _so_long(field, op, value, kind, known))
    return Condition(field, op, _value(field, kind, op, value, known))


def _known(name: str, fields: Mapping[str, str]) -> str:
    """The accepted field that NAME means: as it is, in any case or width, or an own field's bare name."""
    by_fold = {_fold(field): field for field in reversed(tuple(fields))}  # keys stand first, and are named
    folded = _fold(name)
    for each in (name, by_fold.get(folded), by_fold.get("own." + folded)):
        if each in fields:
            return str(each)
    raise _unknown_field(name[:_SHOWN], by_fold)


def _unknown_field(name: str, by_fold: Mapping[str, str]) -> WrongUsage:
    from difflib import get_close_matches

    near = [by_fold[each] for each in get_close_matches(_fold(name), by_fold, n=3)]
    if near:
        return WrongUsage("where_unknown_field", field=name, near=", ".join(near))
    return WrongUsage("where_no_such_field", field=name)


def _fold(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", unicodedata.normalize("NFKC", name).casefold().strip())


def _value(field: str, kind: str, op: str, value: str, known: _Known) -> object:
    if kind in _DAY_SIDES and not (kind == "talk" and op in ("=", "!=", "~")):
        return _day(field, op, value, _DAY_SIDES[kind], known)
    if kind == "choice":
        return known.choice(field, value)
    read = _READERS.get(kind)
    if read is None:
        return value
    try:
        return read(unicodedata.normalize("NFKC", value).strip().lower())
    except ValueError:
        raise WrongUsage(f"where_bad_{kind}", field=field, value=value[:_SHOWN]) from None


def _day(field: str, op: str, value: str, direction: str, known: _Known) -> date:
    """A day. A bare length is none where earlier or later is asked: `last_contact<30d` means one thing to half of all people."""
    try:
        day = read_day(value, known.now, direction, known.country)
    except WrongUsage as error:
        if error.key in ("date_ambiguous", "date_weekday"):
            raise WrongUsage("where_ambiguous_day" if "first" in error.params else error.key,
                             **{"field": field, **error.params}) from None  # fmt: skip
        raise WrongUsage("where_bad_day", field=field, value=value[:_SHOWN]) from None
    if op not in ("=", "!=") and read_bare_length(value):
        back = direction == "back"
        both = (f"{field} older {value}", f"{field} within {value}") if back else (f"{field} within {value}", f"{field}>{day}")
        raise WrongUsage("where_bare_span", text=f"{field}{op}{value}", first=both[0], second=both[1])
    return day


def _so_long(field: str, op: str, value: str, kind: str, known: _Known) -> date:
    """The day that lies the length VALUE back, or ahead."""
    if not read_bare_length(value):
        raise WrongUsage("where_bad_span", field=field, op=op, value=value[:_SHOWN])
    try:
        return read_day(value, known.now, _DAY_SIDES[kind])
    except WrongUsage:  # before the first day of the calendar
        raise WrongUsage("where_bad_span", field=field, op=op, value=value[:_SHOWN]) from None


def _flag(value: str) -> bool:
    if value not in _YES + _NO:
        raise ValueError
    return value in _YES


def _whole(value: str) -> int:
    return _number(value, 1)


def _minor_units(value: str) -> int:
    return _number(value.lstrip("¥$€£ "), 100)


def _number(value: str, minor: int) -> int:
    """1200, 1,200, -3, 1.5万: times `minor`; ValueError where that leaves a fraction or can't be stored."""
    found = re.fullmatch(r"([+-]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,19})(?:\.([0-9]{1,8}))? ?([万萬亿億]?)", value)
    if not found:
        raise ValueError
    sign, whole, fraction, scale = found.groups(default="")
    digits = int(whole.replace(",", "") + fraction) * _SCALES.get(scale, 1) * minor
    number, left = divmod(digits, int("1" + "0" * len(fraction)))
    if left or number > _LARGEST:
        raise ValueError
    return -number if sign == "-" else number


_DAY_SIDES = {"day": "back", "past_day": "back", "future_day": "forward", "talk": "back"}
_READERS: dict[str, Callable[[str], object]] = {"flag": _flag, "int": _whole, "money": _minor_units}
