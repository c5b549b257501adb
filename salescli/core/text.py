"""Words to be: a message key with its parameters, which the run turns into a sentence of the rep's language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

NO_PARAMS: Mapping[str, object] = MappingProxyType({})


class Text:
    """A key of the locales and its parameters: text, numbers, days, times, other Texts, or tuples of these.

    A plain class: every command makes some, and a dataclass takes longer to define than all of them to use.
    """

    __slots__ = ("key", "params")

    def __init__(self, key: str, params: Mapping[str, object] = NO_PARAMS) -> None:
        self.key = key
        self.params = params

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and (self.key, self.params) == (other.key, other.params)

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return f"Text({self.key!r}, {dict(self.params)!r})"


def say(key: str, **params: object) -> Text:
    """A `Text`, short to write."""
    return Text(key, params)


LONGEST_NAME = 60


def short(name: str) -> str:
    """The name of a column in a message: a file without a header, or of one huge line, has a whole text in its place."""
    name = " ".join(name.split())
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"


def by_language(words: Mapping[str, str], language: str) -> str:
    """Of a text given by language the one for `language`, else the one for any language, else English, else any at all."""
    return words.get(language) or words.get("") or words.get("en") or next(iter(words.values()), "")
