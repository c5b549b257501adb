"""Words to be: a message key with its parameters, which the run turns into a sentence of the rep's language."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """A key of the locales and its parameters: text, numbers, days, times, other Texts, or tuples of these."""

    key: str
    params: dict[str, object] = field(default_factory=dict)


def say(key: str, **params: object) -> Text:
    """A `Text`, short to write."""
    return Text(key, params)
