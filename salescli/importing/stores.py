"""Rows of another database → a Reading: their column names are the header, their values texts as a person would type them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from salescli.core.errors import CannotDo
from salescli.core.text import say
from salescli.importing.columns import SAMPLE_ROWS
from salescli.importing.reading import Options, Reading
from salescli.importing.sheets import cell_text
from salescli.importing.tables import find_table


def read_rows(
    name: str,
    header: Sequence[str],
    rows: Callable[[], Iterable[Sequence[Any]]],
    count: int,
    others: Sequence[str],
    options: Options,
) -> Reading:
    """The rows as a table whose header is row 1. `name` is the table's, `others` may hold contacts too."""

    def records() -> Iterator[list[str]]:
        yield list(header)
        for row in rows():
            yield [_text(value) for value in row]

    head = list(islice(records(), SAMPLE_ROWS + 1))
    if len(head) < 2:
        raise CannotDo("file_empty", file=name or options.name)
    notes = (say("row.other_tables", table=name, others=", ".join(others)),) if others else ()
    reading = find_table(records, head, options, place=0).reading()
    return replace(reading, form="database", sheet=name, rows=count, notes=notes)


def _text(value: Any) -> str:
    """Nothing for NULL and for bytes, which are pictures and the like, unless they read as UTF-8."""
    if isinstance(value, (bytes, memoryview)):
        value = _readable(bytes(value))
    return "" if value is None else cell_text(value)


def _readable(octets: bytes) -> str | None:
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if all(char.isprintable() or char in "\t\r\n\u3000\u00a0" for char in text) else None
