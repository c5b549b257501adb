"""Lines of a record as they are typed and shown, by the form that its declaration has: `{part}:{quantity}[@{price}]`."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from salescli.core.records.declaring import Attribute
from salescli.core.records.noun import columns

_PIECES = re.compile(r"\{(\w+)\}|([\[\]])|([^{\[\]]+)")
_GROUPS = re.compile(r"\[(.*?)\]|([^\[]+)")
_NAME = re.compile(r"\{(\w+)\}")


@cache
def _pattern(form: str) -> re.Pattern[str]:
    made = (f"(?P<{name}>.+?)" if name else {"[": "(?:", "]": ")?"}[bracket] if bracket else re.escape(sign)
            for name, bracket, sign in _PIECES.findall(form))  # fmt: skip
    return re.compile("".join(made), re.S)


def typed(column: Attribute, text: str, read: Callable[[Attribute, str], Any]) -> Any:
    """The line that TEXT is, each of its parts `read` as its own field declares; ValueError where it has another form."""
    found = _pattern(column.form).fullmatch(text.strip())
    if not found or column.of is None:
        raise ValueError(text)
    given = found.groupdict()
    return column.of(**{one.name: read(one, given[one.name].strip()) if given.get(one.name) else None
                        for one in columns(column.of)})  # fmt: skip


def shown(column: Attribute, line: Any, written: Callable[[Attribute, Any], str]) -> str:
    """The line as it would be typed: what is optional and missing is left out."""
    parts = {one.name: written(one, value) for one in columns(type(line)) if (value := getattr(line, one.name)) is not None}
    pieces = (may_lack or always for may_lack, always in _GROUPS.findall(column.form)
              if not may_lack or all(name in parts for name in _NAME.findall(may_lack)))  # fmt: skip
    return _NAME.sub(lambda found: parts.get(found[1], ""), "".join(pieces))


def plain(line: Any, kept: Callable[[Attribute, Any], Any]) -> dict[str, Any]:
    """The line as an object of JSON, each of its parts as `kept` has it."""
    return {one.name: kept(one, value) for one in columns(type(line)) if (value := getattr(line, one.name)) is not None}


def as_read(column: Attribute, found: dict[str, Any], read: Callable[[Attribute, Any], Any]) -> Any:
    """The line that such an object is."""
    assert column.of
    return column.of(**{one.name: read(one, found.get(one.name)) for one in columns(column.of)})
