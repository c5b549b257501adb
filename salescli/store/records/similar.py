"""Customers of one industry who were won, with what was said up to then: what a similar case is looked for in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from salescli.core.talk.similar import Said, Won
from salescli.store.base.rows import AMONG
from salescli.store.ranking.pulse import COUNTS

if TYPE_CHECKING:
    from salescli.store.base.book import Book

MOST = 20
"""Cases that are looked at, the latest won."""
_WON = (
    "SELECT c.id, c.code_letter || c.code_number AS code, c.name, c.industry, coalesce(c.city, '') AS city,"
    " coalesce(c.type, '') AS type, max(interactions.at) AS at FROM customers c CROSS JOIN interactions"
    f" ON interactions.customer_id = c.id AND interactions.outcome = 'won' AND {COUNTS}"
    " WHERE c.deleted_at IS NULL AND c.kind = 'customer' AND c.id != :customer AND c.industry != ''"
    " AND (instr(lower(c.industry), lower(:industry)) OR instr(lower(:industry), lower(c.industry)))"
    " GROUP BY c.id ORDER BY at DESC, c.id LIMIT :most"
)
_STORY = (
    f"SELECT customer_id, at, outcome, text FROM interactions WHERE customer_id {AMONG} AND outcome != 'no_answer' AND {COUNTS}"
    " ORDER BY at, id"
)


def won_in(book: Book, industry: str, customer: str) -> list[Won]:
    """The customers of an industry - of one whose name holds the other's - who were won last, but for one (an id)."""
    if not industry:
        return []
    asked = {"customer": customer, "industry": industry, "most": MOST}
    found = {row["id"]: row for row in book.db.execute(_WON, asked).fetchall()}
    stories: dict[str, list[Said]] = {row_id: [] for row_id in found}
    for one, at, outcome, text in book.db.execute(_STORY, {"ids": json.dumps([*found])}) if found else ():
        if at <= found[one]["at"]:
            stories[one].append(Said(book.day_of(at), outcome, text))
    return [Won(row["code"], row["name"], row["industry"], row["city"], row["type"], _to_the_win(stories[row_id]))
            for row_id, row in found.items()]  # fmt: skip


def _to_the_win(story: list[Said]) -> tuple[Said, ...]:
    last = max(place for place, said in enumerate(story) if said.outcome == "won")
    return tuple(story[: last + 1])
