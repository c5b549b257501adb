"""Who in the book is nearest to a name or code that nobody has: mistyped, or written with characters that sound alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from salescli.store.finding.by_number import is_code
from salescli.store.finding.keys import fold, name_keys

if TYPE_CHECKING:
    from salescli.store.base.book import Book

LEAST_CODE, LEAST_WRITTEN, LEAST_SPOKEN = 60, 55, 80
"""Likeness in per cent from which something is worth naming."""
SHORTEST = 0.6
"""A name much shorter than what was typed is not what was meant."""
_NAMES = (
    "SELECT c.code_letter || c.code_number, c.name, '', c.name_key, replace(c.pinyin, ' ', '') FROM customers c"
    " WHERE c.deleted_at IS NULL ORDER BY c.code_number",
    "SELECT c.code_letter || c.code_number, c.name, p.name, p.name_key, replace(p.pinyin, ' ', '') FROM contacts p"
    " JOIN customers c ON c.id = p.customer_id WHERE c.deleted_at IS NULL AND p.deleted_at IS NULL"
    " AND p.name_key != c.name_key ORDER BY c.code_number",
)


class Near(NamedTuple):
    """A customer by code and name, and the person there whose name is near, if it is a person's."""

    code: str
    name: str
    person: str = ""


def nearest(book: Book, text: str, limit: int = 3) -> list[Near]:
    """Customers and people whose code or name is much like `text`, nearest first."""
    key = fold(text)
    rows = [tuple(row) for sql in _NAMES for row in book.db.execute(sql).fetchall()]
    scores: dict[Near, float] = {}
    for place, score in (*_codes(key, rows), *_written(key, rows), *_spoken(key, rows)):
        near = Near(*rows[place][:3])
        scores[near] = max(score, scores.get(near, 0))
    return sorted(scores, key=lambda near: -scores[near])[:limit]


def _codes(key: str, rows: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, float]]:
    from rapidfuzz import fuzz, process

    if is_code(key):
        codes = [row[0] if not row[2] else None for row in rows]
        found = process.extract(key, codes, scorer=fuzz.ratio, score_cutoff=LEAST_CODE, limit=3)
        yield from ((place, score) for _, score, place in found)


def _written(key: str, rows: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, float]]:
    from rapidfuzz import fuzz, process

    found = process.extract(key, [row[3] for row in rows], scorer=fuzz.ratio, score_cutoff=LEAST_WRITTEN, limit=5)
    yield from ((place, score) for _, score, place in found)


def _spoken(key: str, rows: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, float]]:
    """Names that sound like it, or have a part that does: 华兴 for 华星电子. A name as long as what was typed comes first."""
    from rapidfuzz import fuzz, process

    letters = name_keys(key).pinyin.replace(" ", "")
    if len(letters) < 3 or letters.isdigit():
        return
    sounds = [row[4] if len(row[4]) >= SHORTEST * len(letters) else None for row in rows]
    found = process.extract(letters, sounds, scorer=fuzz.partial_ratio, score_cutoff=LEAST_SPOKEN, limit=20)
    for sound, score, place in found:
        yield place, (score + fuzz.ratio(letters, sound)) / 2
