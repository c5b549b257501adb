"""Text → records of cells: which delimiter a file uses, and splitting that a stray quote can't derail."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator

DELIMITERS = (",", ";", "\t", "|", "，")
_SEP_LINE = re.compile(r'"?sep=(.)"?\r?\n', re.I)
_LARGEST_CELL = 1 << 30
HEAD = 1 << 16  # characters the delimiter is judged by


def sep_line(text: str) -> tuple[str, str]:
    """Excel's own first line `sep=;`, which it does not count as a row: the delimiter it names, and the rest."""
    found = _SEP_LINE.match(text)
    return (found[1], text[found.end() :]) if found else ("", text)


def split(text: str, delimiter: str) -> Iterator[list[str]]:
    """The records of the text; an unclosed quote spoils its own line and not the rest of the file."""
    csv.field_size_limit(_LARGEST_CELL)
    start = 0
    while True:
        rest = text[start:] if start else text
        last = yield from _records(rest, delimiter)
        if last < 0:
            return
        start += last


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """Records until the end, or until the quote that is never closed: then the place where to go on, else -1."""
    if '"' not in text:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE)
        return -1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    before = 0
    held: list[str] | None = None
    for record in reader:
        if held is not None:
            yield held
            before = lines
        held, lines = record, reader.line_num
    if held is None:
        return -1
    if lines - before > 1 and (place := _unclosed(text, before)) >= 0:
        yield from csv.reader([text[place[0] : place[1]]], delimiter=delimiter, quoting=csv.QUOTE_NONE)
        return place[1]
    yield held
    return -1
