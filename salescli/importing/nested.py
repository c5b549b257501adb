"""Cells that hold a list or an object, as programs write several values of a field into one cell → these values."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

LONGEST = 20_000  # characters; a longer cell is a text
DEEPEST = 6
_OPEN = {"[": "]", "{": "}"}
_VALUES = ("value", "number", "phone", "phone_number", "phonenumber", "email", "email_address", "emailaddress", "address",
           "name", "text", "url", "href", "id")  # fmt: skip
_LABELS = ("label", "type", "kind", "category")
_MAINS = ("primary", "is_primary", "isprimary", "main")
_CODES = ("callingcode", "calling_code", "dial_code", "dialcode", "countrycode", "country_code")


class Inner(NamedTuple):
    """One value of a cell, with what it says of its kind and its calling code."""

    value: str
    label: str = ""
    code: str = ""


def inner_values(cell: str) -> tuple[Inner, ...] | None:
    """The values of a cell written as JSON or as Python writes it, the main one first; None for any other cell."""
    if cell[:1] not in _OPEN or cell[-1:] != _OPEN[cell[:1]] or len(cell) > LONGEST:
        return None
    found = _read(cell)
    return None if found is None else tuple(dict.fromkeys(_inner(found, "", DEEPEST)))


def _read(cell: str) -> list[Any] | dict[Any, Any] | None:
    for read in (json.loads, ast.literal_eval):
        try:
            found = read(cell)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(found, (list, dict)):
            return found
    return None


def _inner(found: Any, label: str, depth: int) -> Iterator[Inner]:
    if isinstance(found, (str, int, float)) and not isinstance(found, bool):
        if text := str(found).strip():
            yield Inner(text, label)
    elif depth and isinstance(found, (list, tuple)):
        for item in sorted(found, key=lambda item: not _is_main(item)):
            yield from _inner(item, label, depth - 1)
    elif depth and isinstance(found, dict):
        yield from _of_object({str(key).casefold(): value for key, value in found.items()}, label, depth - 1)


def _is_main(item: Any) -> bool:
    return isinstance(item, dict) and any(item.get(key) is True for key in _MAINS)


def _of_object(found: dict[str, Any], label: str, depth: int) -> Iterator[Inner]:
    """{"value": ..., "type": ...} is one value; {"work": ..., "home": ...} has a value under each label."""
    value = next((found[key] for key in _VALUES if isinstance(found.get(key), (str, int)) and found[key]), None)
    if value is not None:
        said = next((found[key] for key in _LABELS if isinstance(found.get(key), str)), label)
        code = next((str(found[key]) for key in _CODES if found.get(key)), "")
        yield Inner(str(value).strip(), said, code)
        return
    for key, inner in found.items():
        if key not in (*_LABELS, *_MAINS, *_CODES, *_VALUES):
            yield from _inner(inner, label or ("" if isinstance(inner, (list, dict)) and depth else key), depth)
