"""The values of declared fields: what is typed becomes a value, a value what the book keeps, JSON has, a person reads."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from salescli.core.errors import WrongUsage
from salescli.core.model import LANGUAGES
from salescli.core.money import amount, grouped
from salescli.core.records import lines
from salescli.core.records.declaring import REQUIRED, Attribute, Labels
from salescli.core.records.noun import columns
from salescli.core.spelling import did_you_mean
from salescli.core.text import Text, say


class Typed(NamedTuple):
    """By what typed texts are read: the rep's day, country and language."""

    now: datetime
    country: str
    language: str


def words(labels: Labels) -> Mapping[str, str]:
    """What something is called, by language."""
    return dict(zip(LANGUAGES, labels, strict=True))


def heading(labels: Labels) -> Mapping[str, str]:
    """The same as it stands above a column or before a line."""
    return {language: f"{text[:1].upper()}{text[1:]}" for language, text in words(labels).items()}


# what is typed


def typed(column: Attribute, text: str, how: Typed) -> Any:
    """The value that TEXT is for a field, a list of lines or texts for one of theirs; WrongUsage says what it takes instead."""
    if column.kind == "choice":
        return _choice(column, text, how)
    try:
        return _read_by_kind(column, text, how)
    except WrongUsage:
        raise
    except ValueError:
        raise WrongUsage("field_wrong", option=column.option.lstrip("-"), value=text, kind=taken(column)) from None


def taken(column: Attribute) -> Text:
    """What a field takes, in words."""
    if column.kind == "lines":
        return say("value_kind.lines", form=asked(column))
    return say(f"value_kind.{_KINDS.get(column.kind, column.kind)}")


_KINDS = {"number": "int", "texts": "text"}


def _read_by_kind(column: Attribute, text: str, how: Typed) -> Any:
    if column.kind == "day":
        from salescli.core.language.dates import read_day

        return read_day(text, how.now, "forward" if column.ahead else "back", how.country)
    if column.kind in ("money", "number"):
        return _number(text, 100 if column.kind == "money" else 1)
    if column.kind == "flag":
        return _flag(text)
    if column.kind == "currency":
        return _currency(text)
    if column.kind == "lines":
        return lines.typed(column, text, lambda one, part: typed(one, part, how))
    return text


def asked(column: Attribute) -> str:
    """How a line is typed, in capitals as arguments are: PART:QUANTITY[@PRICE]."""
    return column.form.replace("{", "").replace("}", "").upper()


def _number(text: str, unit: int) -> int:
    from salescli.core.language.numbers import in_units

    found = in_units(text, unit)
    if found is None:
        raise ValueError(text)
    return found


def _flag(text: str) -> bool:
    from salescli.core.language.flags import read_flag

    found = read_flag(text)
    if found is None:
        raise ValueError(text)
    return found


def _currency(text: str) -> str:
    from salescli.core.language.sums import currency_of

    code = currency_of(text) or text.strip().upper()
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise ValueError(text)
    return code


def _choice(column: Attribute, text: str, how: Typed) -> str:
    """The key of a closed value, given as that or as its label in any language."""
    found = spellings(column).get(_folded(text))
    if found is None:
        shown = {_folded(word): word for word in (called(column, key, how.language) for key in column.allowed)}
        raise WrongUsage("choice_unknown", option=column.option.lstrip("-"), value=text, known=", ".join(shown.values()),
                         near=did_you_mean(_folded(text), shown))  # fmt: skip
    return found


def spellings(column: Attribute) -> dict[str, str]:
    """The key of a closed value by all that it may be called, folded."""
    labels = {_folded(label): key for key, found in zip(column.allowed, column.values, strict=True) for label in found}
    return {**labels, **{_folded(key): key for key in column.allowed}}


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).strip().casefold().replace(" ", "_").replace("-", "_")


def called(column: Attribute, key: str, language: str) -> str:
    """A closed value as the rep would type it: its label, or in English its key, which needs no quotes."""
    return key if language == "en" else words(column.values[column.allowed.index(key)])[language]


# what is kept


def kept(column: Attribute, value: Any) -> Any:
    """A value as the book keeps it."""
    if value is None or value == ():
        return None
    if column.kind in ("texts", "lines"):
        found = list(value) if column.kind == "texts" else [lines.plain(one, kept) for one in value]
        return json.dumps(found, ensure_ascii=False)
    if column.kind == "record":
        return value.id
    if column.kind == "flag":
        return int(value)
    return value.isoformat() if column.kind == "day" else value


def as_read(column: Attribute, value: Any) -> Any:
    """What the book keeps as a value of the record; what a pointer leads to is the store's affair."""
    if column.kind in ("texts", "lines"):
        found = json.loads(value) if value else []
        return tuple(found) if column.kind == "texts" else tuple(lines.as_read(column, one, as_read) for one in found)
    if column.kind == "flag":
        return bool(value)
    if value in (None, ""):
        return None
    return date.fromisoformat(value) if column.kind == "day" else value


def of_plain(column: Attribute, found: Any) -> Any:
    """What JSON has of an amount or of lines as the book keeps it; ValueError or TypeError for what is none."""
    if found in (None, []):
        return None
    if column.kind == "money":
        return _number(str(found), 100)
    return json.dumps([_plain_line(column, one) for one in found], ensure_ascii=False)


def _plain_line(column: Attribute, found: Mapping[str, Any]) -> dict[str, Any]:
    line = {}
    for one in columns(column.of) if column.of else ():
        given = found.get(one.name)
        if missing(one, given):
            raise ValueError(one.name)
        if given is not None:
            line[one.name] = of_plain(one, given) if one.kind == "money" else _checked(one, given)
    return line


def _checked(column: Attribute, found: Any) -> Any:
    """A value of a line, which must be of its kind; ValueError for others."""
    if column.kind == "number":
        if not isinstance(found, int) or isinstance(found, bool):
            raise ValueError(found)
    elif not isinstance(found, str) or (column.allowed and found not in column.allowed):
        raise ValueError(found)
    elif column.kind == "day":
        date.fromisoformat(found)
    return found


def whole(column: Attribute, value: Any) -> Any:
    """What the book keeps as the JSON of the whole book has it: amounts in whole units, cents as text, as no float holds them."""
    if column.kind == "money":
        return value // 100 if value % 100 == 0 else amount(value)
    found = json.loads(value)
    if column.kind != "lines" or not column.of:
        return found
    kinds = {one.name: one for one in columns(column.of)}
    return [{name: whole(kinds[name], part) if kinds[name].kind == "money" else part for name, part in line.items()}
            for line in found]  # fmt: skip


# what is told


def plain(column: Attribute, value: Any) -> Any:
    """A value in JSON: an amount in whole units, what it points at by code, name or id."""
    if value is None:
        return None
    if column.kind == "money":
        return value // 100 if value % 100 == 0 else value / 100
    if column.kind == "lines":
        return [lines.plain(one, plain) for one in value]
    if column.kind == "record":
        return value.code or (value.name if column.points_at == "contacts" else value.id)
    return list(value) if column.kind == "texts" else value


def shown(column: Attribute, value: Any, currency: str | None = None) -> Any:
    """A value as a person reads it, in words of any language; an amount with its currency."""
    if value is None:
        return None
    if column.kind == "choice":
        return words(column.values[column.allowed.index(value)])
    if column.kind == "money":
        return f"{grouped(value)} {currency or ''}".rstrip()
    if column.kind == "record":
        return say("who.code", name=value.name, code=value.code) if value.code not in ("", value.name) else value.name
    if column.kind == "lines":
        return tuple(lines.shown(column, one, written) for one in value)
    if column.kind == "flag":
        return value or None
    return value


def written(column: Attribute, value: Any) -> str:
    """A value as a table holds it and as it may be typed again; several, a line each."""
    if value is None:
        return ""
    if column.kind == "money":
        return amount(value)
    if column.kind == "flag":
        return "yes" if value else "no"
    if column.kind in ("texts", "lines"):
        return "\n".join(lines.shown(column, one, written) if column.kind == "lines" else one for one in value)
    return value.isoformat() if column.kind == "day" else str(plain(column, value))


def missing(column: Attribute, value: Any) -> bool:
    """Whether a value lacks that has to be there."""
    return column.default == REQUIRED and value in (None, "")
