"""The filter of `--where`, from text to typed conditions (CONTRACT 3, EXPR); looking them up is the store's affair."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

from salescli.core.errors import WrongUsage
from salescli.core.language.dates import read_bare_length, read_day
from salescli.core.language.flags import read_flag
from salescli.core.spelling import nearest

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

_LIKELY = 0.6
"""How much alike two names of fields must be for one to be named for the other."""
_SHOWN = 40  # characters of a wrong word that a message repeats


MOST, DEEPEST = 200, 20
"""Comparisons, and parentheses one inside the other: SQLite refuses expressions that are a thousand deep."""


class Condition(NamedTuple):
    """One comparison. `value` has the field's type; None means "empty" (only with = and !=).

    `older` and `within` have the day that is so long ago, with days to come so far ahead.
    Text is as typed; money is whole minor units (amount times 100); days are dates; flags are bool.
    """

    field: str
    op: str
    value: object


class Either(NamedTuple):
    """Any of these has to hold: in each, all of its conditions."""

    ways: tuple[Conditions, ...]


Conditions = tuple["Condition | Either", ...]
"""All of these have to hold."""


def leaves(conditions: Iterable[Condition | Either]) -> Iterator[Condition]:
    """The comparisons, however deep they stand."""
    for one in conditions:
        yield from (each for way in one.ways for each in leaves(way)) if isinstance(one, Either) else (one,)


def changed(conditions: Iterable[Condition | Either], change: Callable[[Condition], Condition]) -> Conditions:
    """The same with another in place of each comparison."""
    return tuple(Either(tuple(changed(way, change) for way in one.ways)) if isinstance(one, Either) else change(one)
                 for one in conditions)  # fmt: skip


def holds(conditions: Iterable[Condition | Either], met: Callable[[Condition], bool]) -> bool:
    """Whether they hold, by whether each comparison is `met`."""
    return all(any(holds(way, met) for way in one.ways) if isinstance(one, Either) else met(one) for one in conditions)


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
) -> Conditions:
    """The conditions of TEXT, all of which must hold; anything else in it is WrongUsage.

    `and` binds more than `or`; parentheses part them; a value with spaces may stand in quotes.

    `fields`: accepted name -> text, int, money, rate (a fraction), day, flag, choice, past_day, future_day or talk (what was
    said: a text, or a day where earlier or later is asked); own fields as `own.NAME`.
    `choice`: the key of a closed value from its field and word, or WrongUsage.
    """
    known = _Known(fields, now, choice, country)
    reader = _Reader(text)
    found = reader.either()
    if reader.rest():
        raise WrongUsage("where_bad_parenthesis", text=reader.rest()[:_SHOWN])
    return changed(found, lambda written: _condition(written.field, written.op, str(written.value), known))


# ---------------------------------------------------------------- the form


_AND = re.compile(r"\s*(?:and|且|并且|並且)(?=[\s(（]|$)", re.I)
_OR = re.compile(r"\s*(?:or|或|或者)(?=[\s(（]|$)", re.I)
_NEXT = re.compile(r"\s(?:and|or|且|并且|並且|或|或者)(?=[\s(（]|$)", re.I)
_OPEN, _CLOSE = "(（", ")）"


class _Reader:
    """Reads a text from its beginning: comparisons as they are written, joined by `and` and `or`, in parentheses or not."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = self.depth = self.count = 0

    def rest(self) -> str:
        """What is still to be read."""
        return self.text[self.at :].strip()

    def either(self) -> Conditions:
        """One or several ways, joined by `or`, which binds less than `and`."""
        ways = [self._all()]
        while self._took(_OR):
            ways.append(self._all())
        return ways[0] if len(ways) == 1 else (Either(tuple(ways)),)

    def _all(self) -> Conditions:
        found = self._one()
        while self._took(_AND):
            found = (*found, *self._one())
        return found

    def _one(self) -> Conditions:
        """A comparison, or what stands in parentheses."""
        start, rest = self.at, self.rest()
        if not rest:
            raise WrongUsage("where_incomplete")
        if rest[0] not in _OPEN:
            self._mind(count=1)
            return (self._comparison(),)
        self.at = self.text.index(rest[0], self.at) + 1
        self._mind(depth=1)
        found = self.either()
        self._mind(depth=-1)
        if self.rest()[:1] not in (*_CLOSE,):
            raise WrongUsage("where_bad_parenthesis", text=self.text[start:].strip()[:_SHOWN])
        self.at = self.text.index(self.rest()[0], self.at) + 1
        return found

    def _mind(self, *, count: int = 0, depth: int = 0) -> None:
        self.count, self.depth = self.count + count, self.depth + depth
        if self.count > MOST or self.depth > DEEPEST:
            raise WrongUsage("where_too_long", most=MOST, deepest=DEEPEST)

    def _took(self, word: re.Pattern[str]) -> bool:
        found = word.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found is not None

    def _comparison(self) -> Condition:
        """Field, operator and value, the value as text."""
        text = self.text[self.at :]
        if by_span := _BY_SPAN.match(text):
            self.at += by_span.end()
            return Condition(by_span[1].strip(), _SPANS[(by_span[2] or by_span[3]).lower()], self._unquoted())
        found = re.match(rf"([^{_SYMBOLS}]*)([{_SYMBOLS}]+)", text)
        if not found or not found[1].strip():
            raise WrongUsage("where_not_understood", text=text.strip()[:_SHOWN])
        op = _OPERATORS.get(unicodedata.normalize("NFKC", found[2]))
        if op is None:
            raise WrongUsage("where_bad_operator", field=found[1].strip()[:_SHOWN], op=found[2][:_SHOWN])
        self.at += found.end()
        quoted = self.rest().startswith(tuple(_QUOTES))
        return Condition(found[1].strip(), op, self._quoted() if quoted else self._unquoted())

    def _unquoted(self) -> str:
        """Up to `and`, `or` or the end of a parenthesis; a further operator is a forgotten word and must not pass for a value."""
        value = self.text[self.at : self._end()]
        if re.search(f"[{_SYMBOLS.replace('!', '').replace('！', '')}]", value):
            raise WrongUsage("where_not_understood", text=value.strip()[:_SHOWN])
        self.at += len(value)
        return value.strip()

    def _end(self) -> int:
        """Where a value ends that has no quotes; parentheses that open in it are its own: 华星(深圳)."""
        depth = 0
        for at in range(self.at, len(self.text)):
            sign = self.text[at]
            if not depth and (sign in _CLOSE or (sign.isspace() and _NEXT.match(self.text, at))):
                return at
            depth += (sign in _OPEN) - (sign in _CLOSE)
        return len(self.text)

    def _quoted(self) -> str:
        text = self.rest()
        value, closed, after = text[1:].partition(_QUOTES[text[0]])
        self.at = len(self.text.rstrip()) - len(after) if closed else len(self.text)
        follows = not self.rest() or self.rest()[0] in _CLOSE or _AND.match(self.text, self.at) or _OR.match(self.text, self.at)
        if not closed or not follows:
            raise WrongUsage("where_bad_quote", text=text[:_SHOWN])
        return value


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
    return Condition(field, op, _compared_value(field, kind, op, value, known))


def _known(name: str, fields: Mapping[str, str]) -> str:
    """The accepted field that NAME means: as it is, in any case or width, or an own field's bare name."""
    by_fold = {_fold(field): field for field in reversed(tuple(fields))}  # keys stand first, and are named
    folded = _fold(name)
    for each in (name, by_fold.get(folded), by_fold.get("own." + folded)):
        if each in fields:
            return str(each)
    raise _unknown_field(name[:_SHOWN], by_fold)


def _unknown_field(name: str, by_fold: Mapping[str, str]) -> WrongUsage:
    near = [by_fold[each] for each in nearest(_fold(name), by_fold, 3, _LIKELY)]
    if near:
        return WrongUsage("where_unknown_field", field=name, near=", ".join(near))
    return WrongUsage("where_no_such_field", field=name)


def _fold(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", unicodedata.normalize("NFKC", name).casefold().strip())


def _compared_value(field: str, kind: str, op: str, value: str, known: _Known) -> object:
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
    found = read_flag(value)
    if found is None:
        raise ValueError
    return found


def _whole(value: str, unit: int = 1) -> int:
    from salescli.core.language.numbers import in_units

    found = in_units(value, unit)
    if found is None:
        raise ValueError
    return found


def _minor_units(value: str) -> int:
    return _whole(value, 100)


def _fraction(value: str) -> float:
    """0.35, 35%."""
    from salescli.core.language.numbers import read_number

    found = read_number(value.rstrip("% "))
    if found is None:
        raise ValueError
    return float(found / 100 if value.endswith("%") else found)


_DAY_SIDES = {"day": "back", "past_day": "back", "future_day": "forward", "talk": "back"}
_READERS: dict[str, Callable[[str], object]] = {"flag": _flag, "int": _whole, "money": _minor_units,
                                                 "rate": _fraction}  # fmt: skip
