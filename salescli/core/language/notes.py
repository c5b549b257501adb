"""What a note says beside its outcome and could be put into the book: a day, a sum, a number, somebody new (CONTRACT 4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from salescli.core.dates import When
from salescli.core.language.clauses import Clause, clauses
from salescli.core.language.outcomes import Heard, hear_clauses
from salescli.core.language.people import Change, changes
from salescli.core.language.phrases import Lexicon
from salescli.core.language.promised import promised
from salescli.core.language.script import plain
from salescli.core.language.sums import Amount, amounts


class Note(NamedTuple):
    """All that was read in `text`: the outcome, `when` a day is promised and `step` what for, and what may be noted."""

    text: str
    heard: Heard
    when: When | None = None
    step: str = ""
    amount: Amount | None = None
    phone: str = ""
    changes: tuple[Change, ...] = ()


_PHONE = re.compile(r"(?<![0-9a-z.¥$,])\+?(?:\([0-9]{2,4}\)[ -]?)?[0-9](?:[ -]?[0-9]){6,13}(?![0-9a-z%])")


def read_note(text: str, lexicon: Lexicon, now: datetime) -> Note:
    """What TEXT says on the rep's day `now`."""
    said = clauses(text, lexicon.spellings)
    heard = hear_clauses(said, lexicon)
    day = promised(said, lexicon, now)
    phone = next(_phones(text), "")
    return Note(
        text,
        heard,
        day and day.when,
        day.text if day else "",
        _sum(text, phone, said, lexicon),
        phone,
        tuple(changes(text, lexicon)),
    )


def _phones(text: str) -> Iterator[str]:
    """What is written like a phone number; whether it is one, its country tells."""
    folded = plain(text)
    if sum(map(str.isdigit, folded)) < 7:
        return
    for found in _PHONE.finditer(folded):
        digits = re.sub(r"\D", "", found[0])
        if _is_date(found[0]) or not 7 <= len(digits) <= 14 or (len(digits) == 7 and found[0].isdigit()):
            continue
        yield text[found.start() : found.end()].strip()


def _is_date(text: str) -> bool:
    return bool(re.fullmatch("(?:19|20)[0-9]{2}[- ]?[01][0-9][- ]?[0-3][0-9]", text))


def _sum(text: str, phone: str, said: list[Clause], lexicon: Lexicon) -> Amount | None:
    """The first sum, unless it is somebody else's."""
    if not any(map(str.isdigit, text)) and not any(sign in plain(text) for sign in "万亿千百"):
        return None
    for clause in said:
        if not lexicon.has(clause.text, "others"):
            found = next(amounts(clause.original.replace(phone, "") if phone else clause.original), None)
            if found:
                return found
    return None
