"""Regular expressions that are compiled when a text first asks for them: a command needs few of those that it loads."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _Pattern:
    """Stands for a compiled pattern; what it is once asked for is its own from then on."""

    def __init__(self, source: str | bytes, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, found)
        return found


def pattern(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As `re.compile`, later; give it to no function of `re`, which know their own patterns alone."""
    return cast("re.Pattern[AnyStr]", _Pattern(source, flags))
