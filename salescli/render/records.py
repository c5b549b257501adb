"""JSON and CSV: the data of a report for programs, lossless."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from json import dumps
from json.encoder import encode_basestring
from typing import TextIO

from salescli.core.reports import Report
from salescli.core.text import Text
from salescli.render.cells import Words
from salescli.render.clean import clean, is_unsafe


def draw_json(report: Report, words: Words, out: TextIO) -> None:
    """An array of objects, or one object for a single record; ends in one newline."""
    if report.single:
        out.write("".join(encoded(dict(row.data), words, "") for row in report.rows[:1]) + "\n")
        return
    if not report.rows:
        out.write("[]\n")
        return
    before = "[\n  "
    for row in report.rows:
        out.write(before + encoded(row.data, words, "  "))
        before = ",\n  "
    out.write("\n]\n")


def encoded(value: object, words: Words, indent: str) -> str:
    """JSON text of any value of a report; `indent` is that of the line it begins on."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Mapping):
        parts = [f"{quoted(key)}: {encoded(part, words, indent + '  ')}" for key, part in value.items()]
        return bracketed("{}", parts, indent)
    if isinstance(value, tuple | list):
        return bracketed("[]", [encoded(part, words, indent + "  ") for part in value], indent)
    if value is None or isinstance(value, int | float):
        return dumps(value, allow_nan=False)
    return quoted(scalar(value, words))


def bracketed(pair: str, parts: list[str], indent: str) -> str:
    if not parts:
        return pair
    inside = f",\n{indent}  ".join(parts)
    return f"{pair[0]}\n{indent}  {inside}\n{indent}{pair[1]}"


def quoted(text: str) -> str:
    r"""A JSON string whose control, format, bidi and surrogate characters are `\uXXXX`, in pairs beyond plane 0."""
    if not text.isprintable():
        text = encode_basestring(text)
        return text if text.isprintable() else "".join(dumps(c)[1:-1] if is_unsafe(c) else c for c in text)
    return encode_basestring(text)


def scalar(value: object, words: Words) -> str:
    """A day or time in ISO (times with their offset), a sentence in the rep's language."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return words(value) if isinstance(value, Text) else str(value)


def draw_csv(report: Report, words: Words, out: TextIO) -> None:
    """RFC 4180 with bare newlines and the JSON keys as header; nested values as JSON text, nothing else changed.

    On a terminal what could steer it is made visible: only a pipe gets every byte.
    """
    from csv import DictWriter

    keys = list(dict.fromkeys(key for row in report.rows for key in row.data))
    if not keys:
        return
    seen = clean if out.isatty() else str
    page = DictWriter(out, keys, lineterminator="\n")
    page.writeheader()
    page.writerows({key: seen(flat(value, words)) for key, value in row.data.items()} for row in report.rows)


def flat(value: object, words: Words) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return dumps(value)
    if isinstance(value, Mapping | tuple | list):
        return dumps(value, ensure_ascii=False, default=lambda part: nested(part, words), separators=(", ", ": "))
    return scalar(value, words)


def nested(value: object, words: Words) -> object:
    """What `dumps` doesn't know inside a nested value."""
    return dict(value) if isinstance(value, Mapping) else scalar(value, words)
