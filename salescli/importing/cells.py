"""What the text of one cell says: trimmed, without what only other programs need, nothing where it stands for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable

from salescli.core.exchange.card import unescaped
from salescli.core.patterns import pattern
from salescli.importing.entities import without_entities
from salescli.importing.nested import inner_values

_NOUGHTS = (
    ("0", "0", "00"), ("0", "0", "0"), ("0", "0", "0000"), ("00", "00", "00"), ("00", "00", "0000"), ("0000", "00", "00"),
    ("1900", "01", "00"), ("1900", "1", "0"), ("1", "0", "1900"), ("1899", "12", "30"), ("30", "12", "1899"),
    ("12", "30", "1899"), ("0001", "01", "01"), ("01", "01", "0001"), ("1", "1", "0001"),
)  # fmt: skip
"""Days that programs write for an empty cell: the first that they can count to, of spreadsheets and of .NET."""
_MIDNIGHTS = ("", " 00:00", " 0:00", " 00:00:00", " 0:00:00", "T00:00:00", " 12:00:00 AM", "T00:00:00Z")
_EMPTY = frozenset(("", "-", "--", "---", "—", "——", "N/A", "n/a", "#N/A", "NULL", "null", "\\N", "nan", "NaN", "1899年12月30日",
                   *(sign.join(day) + time for sign in "/-." for day in _NOUGHTS for time in _MIDNIGHTS),
                   "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"))  # fmt: skip
FALSE = frozenset(("FALSE", "False", "false"))
"""How programs write that a field is empty which is no yes or no."""
_FORMULA_TEXT = pattern(r'="(.*)"', re.S)


def cleaned(record: Iterable[str]) -> list[str]:
    """The cells trimmed; what stands for nothing (-, N/A ...) is empty."""
    return [value if (value := cell.strip()) not in _EMPTY else "" for cell in record]


def plain(cell: str) -> str:
    """A cell without what only other programs need: a formula's escape, `="00123"` around a number, HTML entities."""
    if cell[:1] == "'" or "\n" in cell:
        cell = unescaped(cell).strip()
    elif cell[:2] == '="' and (found := _FORMULA_TEXT.fullmatch(cell)):
        cell = found[1].strip()
    return without_entities(cell) if "&" in cell and ";" in cell else cell


def in_words(cell: str, kept: bool) -> str:
    """The values of a cell that is a list, parted by commas; any other cell as it is, and one of objects that is kept."""
    found = inner_values(cell) if not (kept and "{" in cell) else None
    return cell if found is None else ", ".join(part.value for part in found)
