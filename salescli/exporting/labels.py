"""A table for people: headers and values in the rep's language, from which `crm import` reads back what they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from salescli.core.exchange.card import read_day
from salescli.core.exchange.columns import DOUBT, LABEL, PLACES, slot_of
from salescli.core.records.fields import FIELDS
from salescli.core.text import say

if TYPE_CHECKING:
    from salescli.exporting.order import Order

Words = Callable[[object], str]
_KINDS = {f.name: f.kind for f in FIELDS}
_ISO = re.compile(r"(\d{4}|-)-(\d\d)-(\d\d)")
_TIMES = ("created_at", "updated_at")
_DAYS = ("stage_since", "snoozed_until", "source_at", "last_contact", "next")


def labelled(name: str, text: str, order: Order) -> str:
    """The text of a column as people read it: closed values, yes and no, days and times."""
    slot, words = slot_of(name), order.words
    if words is None or slot is None or not text or slot.part not in ("field", "told", LABEL, DOUBT):
        return text
    if slot.name in _TIMES:
        return _moment(text, words, order.now)
    if slot.part == LABEL:
        return words(say(f"place.{text}")) if text in PLACES else text
    kind = "day" if slot.name in _DAYS or slot.part == DOUBT else _KINDS.get(slot.name, "")
    if kind == "choice":
        return words(say(f"{slot.name}.{text}")) if slot.name != "grade" else text
    if kind == "flag":
        return words(text == "yes")
    return day(text, words) if kind == "day" else text


def _moment(text: str, words: Words, now: datetime | None) -> str:
    """A time of the book in words, in the rep's zone; as it is where the words would not be read as that time again."""
    at = datetime.fromisoformat(text)
    local = at.astimezone(now.tzinfo if now else None)
    shown = f"{day(f'{local:%Y-%m-%d}', words)} {local:%H:%M:%S}"
    return shown if read_day(shown) == f"{local:%Y-%m-%d}" and local.replace(fold=0) == at else text


def day(text: str, words: Words) -> str:
    """An ISO day, maybe with a time behind it, in words; as it is where the words would not be read as that day again."""
    iso, _, time = text.partition(" ")
    found = _ISO.fullmatch(iso)
    if not found:
        return text
    month, number = int(found[2]), int(found[3])
    key = "date.yearly" if found[1] == "-" else "date.year"
    shown = words(say(key, month=say(f"month.{month}"), m=month, d=number, y=found[1]))
    return f"{shown} {time}".rstrip() if read_day(shown) == iso else text
