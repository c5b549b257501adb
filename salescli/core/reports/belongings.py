"""What goes with a customer or a person, in words: `2 people (王建国; 李娜)`, `3 numbers`, `5 talks`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from salescli.core.text import Text, say

MOST_NAMED = 5
"""People or tags that are named; of more only the number is told."""
_TOLD = ("contacts", "channels", "interactions", "promises", "tags", "own", "ties")


class Counted(Protocol):
    """Rows by table, some of them with a name."""

    def counts(self) -> Mapping[str, int]: ...
    def named(self, table: str) -> Sequence[str]: ...


def parts(found: Counted) -> tuple[Text, ...]:
    """A piece of a sentence for each kind of thing there is any of."""
    told = ((table, n) for table, n in found.counts().items() if n and (table in _TOLD or _noun(table)))
    return tuple(_part(table, n, found.named(table)) for table, n in told)


def _part(table: str, n: int, names: Sequence[str]) -> Text:
    count = _noun(table, n) or say(f"belongs.{table}", n=n)
    return say("belongs.named", what=count, names=tuple(names)) if names and len(names) <= MOST_NAMED else count


def _noun(name: str, n: int = 2) -> Text | None:
    """So many records of a kind that has a noun."""
    from salescli.core.records import BY_NAME
    from salescli.core.records.values import words

    noun = BY_NAME[name].noun if name in BY_NAME else None
    return say("belongs.records", n=n, what=words(noun.one if n == 1 else noun.many)) if noun else None
