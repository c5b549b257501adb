"""A table for people: headers and values in the rep's language, from which `crm import` reads back what they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable

from salescli.core.card import read_day
from salescli.core.model import FIELDS
from salescli.core.slots import DOUBT, slot_of
from salescli.core.text import say

Words = Callable[[object], str]
_KINDS = {f.name: f.kind for f in FIELDS}
_ISO = re.compile(r"(\d{4}|-)-(\d\d)-(\d\d)")
_DAYS = ("stage_since", "snoozed_until", "source_at", "last_contact", "next")


def labelled(name: str, text: str, words: Words) -> str:
    """The text of a column as people read it: closed values, yes and no, days."""
    slot = slot_of(name)
    if slot is None or not text or slot.part not in ("field", "told", DOUBT):
        return text
    kind = "day" if slot.name in _DAYS or slot.part == DOUBT else _KINDS.get(slot.name, "")
    if kind == "choice":
        return words(say(f"{slot.name}.{text}")) if slot.name != "grade" else text
    if kind == "flag":
        return words(text == "yes")
    return day(text, words) if kind == "day" else text


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
