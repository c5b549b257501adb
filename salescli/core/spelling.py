"""Did you mean: the known word that a mistyped one is nearest to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from salescli.core.text import Text, say


def nearest(text: str, known: Iterable[str], limit: int = 3, least: float = 0.5) -> tuple[str, ...]:
    """The known words much like `text`, nearest first; `least` is the share of their letters that are the same, in order."""
    from rapidfuzz import fuzz, process

    found = process.extract(text, list(known), scorer=fuzz.ratio, limit=limit, score_cutoff=100 * least)
    return tuple(word for word, _, _ in found)


def did_you_mean(text: str, known: Mapping[str, str] | Iterable[str], limit: int = 1, least: float = 0.5) -> Text | str:
    """A question that names the nearest, or nothing; a mapping leads from a spelling to the word that is named for it."""
    named = known if isinstance(known, Mapping) else {word.casefold(): word for word in known}
    found = dict.fromkeys(named[key] for key in nearest(text.strip().casefold(), named, limit, least))
    return say("word.did_you_mean", near=tuple(found)) if found else ""
