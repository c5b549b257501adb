"""Folds the days that a customer's records tell of: what happened last, what comes, and what comes round each year."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from salescli.core.ranking.facts import Ahead, Dated, Moment

FIRST_DEAL = "first_deal"
"""The yearly day of the first `won`."""
LONGEST = 48
"""Characters that are kept of what is said of an event."""
SPECIAL_DAY, WEDDING = "special_day", "wedding"
_DAY = re.compile(r"(\d{4}|-)-(\d\d)-(\d\d)")


class Told(NamedTuple):
    """A day as a record tells it: `when` puts events in order, `record` is its id, `whose` a contact's, called `name`."""

    sort: str
    kind: str
    day: str
    when: Moment | None
    whose: str
    record: str
    text: str = ""
    name: str = ""


def events(told: Iterable[Told]) -> dict[str, Moment]:
    """The latest of each event."""
    found = ((one.kind, one.when) for one in told if one.sort == "happened" and one.when)
    return dict(sorted(found, key=lambda one: one[1]))


def kept(told: Sequence[Told]) -> str | None:
    """The days to come, those of each year, and what is said of events, as a pulse keeps them; nothing where there is none."""
    ahead = sorted(Ahead(one.kind, date.fromisoformat(one.day), one.whose, one.record) for one in told if one.sort == "comes")
    ahead.sort(key=lambda one: (one.day, one))
    yearly = sorted({day._replace(name=one.name) for one in told if one.sort == "yearly"
                     for day in days_of(one.kind, one.day, one.whose)})  # fmt: skip
    said = _said(told)
    if not ahead and not yearly and not said:
        return None
    return json.dumps([[(one.kind, one.day.isoformat(), *one[2:]) for one in ahead], yearly, said], ensure_ascii=False)


def _said(told: Iterable[Told]) -> dict[str, str]:
    """What the record of the latest of each event says of it."""
    found = sorted((one.kind, one.when, one.text) for one in told if one.sort == "happened" and one.when)
    return {kind: _short(text) for kind, _, text in found if text}


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def days_of(kind: str, text: str, whose: str) -> Iterator[Dated]:
    """The days that a field says: one, or of special days as many as are named in it."""
    if is_day(text):
        yield Dated(kind, text, whose)
    elif kind != SPECIAL_DAY:
        yield from _lunar(kind, text, whose)
    else:
        from salescli.core.language.anniversaries import named_days

        for name, day, is_wedding in named_days(text):
            yield Dated(WEDDING if is_wedding else kind, day, whose, not is_day(day), name)


def _lunar(kind: str, text: str, whose: str) -> Iterator[Dated]:
    from salescli.core.language.festivals import lunar_day

    if lunar_day(text):
        yield Dated(kind, text, whose, lunar=True)


def is_day(text: str) -> bool:
    """Whether a text is a day of our calendar, with its year or without."""
    found = _DAY.fullmatch(text)
    try:
        return bool(found and date(2000 if found[1] == "-" else int(found[1]), int(found[2]), int(found[3])))
    except ValueError:
        return False
