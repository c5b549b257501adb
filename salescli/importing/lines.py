"""Plain lines of a name, numbers, addresses, a firm in any order → rows of a table: each part is what it looks like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from salescli.core.language.phones import fold_digits
from salescli.core.patterns import pattern
from salescli.importing.columns import (
    EMAIL,
    PHONE,
    SAMPLE_ROWS,
    Column,
    field_target,
    is_firm_like,
    is_person,
    is_title,
    named,
    with_examples,
)
from salescli.importing.headers import FIRM, FULL, Target, look_up

NAME, COMPANY, TITLE, NUMBERS, ADDRESSES, REST = range(6)
_TARGETS = (FULL, FIRM, Target("field", "title", "p"), PHONE, EMAIL, Target("field", "notes"))
REACHED = 0.6
"""Share of the lines with a number or an address, from which a text is a list of people."""
LONGEST = 500
"""Characters of a line that may be somebody."""
_MAIL = pattern(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.A)
_NUMBER = pattern(
    r"(?<![\d.])(?:(?:\+|00)\d[\d ()-]{6,17}\d|1[3-9]\d[ -]?\d{4}[ -]?\d{4}|\(?0\d{1,4}\)?[ -]?\d{3,4}[ -]?\d{3,5}(?:-\d{1,5})?"
    r"|\d{3}-\d{3,4}-\d{4}|400[ -]?\d{3}[ -]?\d{4}|[2-9]\d{6,7})(?![\d.])"
)
_COUNTED = pattern(r"^[(（]?\d{1,4}(?:[.、)）]|\s)\s*(?=\D)")
_PARTS = pattern(r"[\0\t,，、;；|｜]+|\s{2,}|\s*/\s*|\s+-\s+")
_HAN = pattern("[\u3400-\u9fff]")
_LABEL = pattern(r"([^\W\d_]{1,12})\s*[:：]\s*")


class Listed(NamedTuple):
    """A list of lines as a table: its columns, by letter as `--map` names them, how many lines leave a doubt, and how many
    stand above it."""

    columns: tuple[Column, ...]
    doubtful: int
    above: int


def listed(lines: Sequence[str], mapping: Mapping[str, str]) -> Listed | None:
    """The table that a text of lines is, if most of them reach somebody."""
    rows = [row for line in lines if (row := row_of(line))]
    reached = sum(1 for row in rows if row[NUMBERS] or row[ADDRESSES])
    if not rows or reached < REACHED * len(rows) or not any(row[NAME] or row[COMPANY] for row in rows):
        return None
    said = {place: field_target(word) for place, word in named([""] * len(_TARGETS), mapping).items() if word}
    columns = [Column(place, "", said.get(place, target), 0, "map" if place in said else "content")
               for place, target in enumerate(_TARGETS)]  # fmt: skip
    doubtful = sum(1 for row in rows if row[REST] and not (row[NAME] and row[COMPANY]))
    above = next(place for place, line in enumerate(lines) if any(row_of(line)[:REST]))
    return Listed(with_examples(columns, rows[:SAMPLE_ROWS]), doubtful, above)


def labelled(lines: Sequence[str]) -> bool:
    """Whether most lines say before each of their parts what it is: 姓名：王伟 电话：…"""
    some = [line for line in lines[:SAMPLE_ROWS] if line.strip()]
    return sum(1 for line in some if len(list(_labelled(line[:LONGEST]))) > 2) > len(some) / 2


def row_of(line: str) -> list[str]:
    """What a line says, as name, firm, title, numbers, addresses and what is left; nothing for a blank one."""
    if len(line) > LONGEST:
        return ["", "", "", "", "", line]
    line = _COUNTED.sub("", fold_digits(line).replace("\u3000", " ").strip())
    row: list[list[str]] = [[] for _ in _TARGETS]
    for label, text in _labelled(line):
        _sort(row, label, text)
    return [("; " if place in (NUMBERS, ADDRESSES) else " ").join(cells) for place, cells in enumerate(row)] if line else []


def _labelled(line: str) -> Iterable[tuple[str, str]]:
    """The line in pieces, each with the header that stands before it, as far as one does: 姓名：王伟 电话：…"""
    found = [label for label in _LABEL.finditer(line) if look_up(label[1])]
    ends = [*(label.start() for label in found), len(line)]
    yield "", line[: ends[0]]
    for label, end in zip(found, ends[1:], strict=True):
        yield label[1], line[label.end() : end].strip(" \t,，;；、|")


def _sort(row: list[list[str]], label: str, text: str) -> None:
    """Put what a piece says where it belongs."""
    known = look_up(label) if label else None
    target = known.targets[0] if known else None
    place = next((place for place, one in enumerate(_TARGETS) if target and one[:2] == target[:2]), None)
    if target and place in (NAME, COMPANY, TITLE) and text:
        row[place].append(text)
        return
    text = _taken(row[ADDRESSES], _MAIL, text)
    text = _taken(row[NUMBERS], _NUMBER, text)
    for part in _pieces(text):
        place = _column_of(part, row) if not label else REST
        row[place].append(f"{label}：{part}" if label else part)


def _taken(cells: list[str], pattern: re.Pattern[str], text: str) -> str:
    """The text without what the pattern finds in it, which goes into the cells."""
    cells += [found.strip() for found in pattern.findall(text)]
    return pattern.sub("\0", text)


def _pieces(text: str) -> Iterable[str]:
    """Parts between separators; among Chinese words a blank is one, in Latin names it isn't."""
    for part in _PARTS.split(text):
        words = part.split() if _HAN.search(part) else [part.strip()]
        yield from (word.strip(" :：.()（）-") for word in words if word.strip(" :：.()（）-"))


def _column_of(part: str, row: list[list[str]]) -> int:
    if is_person(part) and not is_firm_like(part) and not row[NAME]:
        return NAME
    if is_title(part) and not row[TITLE]:
        return TITLE
    return COMPANY if is_firm_like(part) and not row[COMPANY] else REST
