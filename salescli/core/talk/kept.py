"""Talk tracks and templates as JSON keeps them, so that files are read only after a change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from salescli.core.talk.template import Template
from salescli.core.talk.track import Track


class Sayings(NamedTuple):
    """All talk tracks and templates in force, those of the firm's own before those that ship."""

    tracks: tuple[Track, ...]
    templates: tuple[Template, ...]


def to_json(rows: Iterable[tuple[Any, ...]]) -> list[list[Any]]:
    """Plain values that JSON can keep; `from_json` is the inverse."""
    return [[dict(value) if isinstance(value, Mapping) else value for value in row] for row in rows]


def from_json(kept: Mapping[str, Any]) -> Sayings:
    """The sayings from what `to_json` made of them, after a trip through JSON (tuples come back as lists)."""
    return Sayings(tuple(Track(*map(_back, row)) for row in kept["tracks"]),
                   tuple(Template(*map(_back, row)) for row in kept["templates"]))  # fmt: skip


def _back(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: tuple(one) if isinstance(one, list) else one for key, one in value.items()}
    return tuple(value) if isinstance(value, list) else value
