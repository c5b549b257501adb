"""Text → records of cells: which delimiter a file uses, and splitting that a stray quote can't derail."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

DELIMITERS = (",", ";", "\t", "|", "，")
HEAD = 1 << 16  # characters by which the delimiter is judged
_SEP_LINE = re.compile(r'"?sep=(.)"?\r?\n', re.I)
_LARGEST_CELL = 1 << 30
PIECE = 1 << 20  # characters, and the rest of their line


def sep_line(text: str) -> tuple[str, str]:
    """Excel's own first line `sep=;`, which it does not count as a row: the delimiter it names, and the rest."""
    found = _SEP_LINE.match(text)
    return (found[1], text[found.end() :]) if found else ("", text)


def split(text: str, delimiter: str) -> Iterator[list[str]]:
    """The records of the text, an empty list for an empty line."""
    csv.field_size_limit(_LARGEST_CELL)
    return csv.reader(_lines(text), delimiter=delimiter)


def _lines(text: str) -> Iterator[str]:
    """The lines with their ends, piece by piece: StringIO takes four bytes for each character that it holds."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + PIECE) + 1 or len(text)
        yield from io.StringIO(text[start:end], newline="")
        start = end


def split_again(record: Sequence[str], delimiter: str) -> list[list[str]]:
    """The lines of a record that an unclosed quote has glued together, each split by itself."""
    lines = delimiter.join(record).splitlines()
    return [next(split(line, delimiter), []) for line in lines]


def head_records(text: str, delimiter: str, count: int) -> list[list[str]]:
    """The first records; what the cut at HEAD characters spoils is left out."""
    head = text[:HEAD]
    if len(text) > HEAD:
        head = head[: head.rfind("\n") + 1] or head
    return [record for record, _ in zip(split(head, delimiter), range(count), strict=False)]


def delimiter_of(text: str, known: Callable[[Sequence[str]], int]) -> str:
    """The delimiter by which a record has the most known headers (`known`), then the one that splits most evenly."""
    best, best_score = ",", (0, 0.0, 0)
    for delimiter in DELIMITERS:
        if delimiter not in text[:HEAD]:
            continue
        records = [record for record in head_records(text, delimiter, 60) if any(record)]
        widths = Counter(map(len, records))
        width, times = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        score = (max(map(known, records[:20]), default=0), times / len(records) if width > 1 else 0.0, width)
        if score > best_score:
            best, best_score = delimiter, score
    return best
