"""Values of fields as a person reads them, or as JSON has them: closed ones by their labels, amounts, days."""

from __future__ import annotations

from datetime import date
from typing import Any

from salescli.core.records.fields import Field
from salescli.core.reports import Value
from salescli.core.text import say


def closed(kind: str, value: str | None) -> Value:
    """The label of a closed value, or nothing."""
    return say(f"{kind}.{value}") if value else None


def money(minor: int | None) -> Value:
    """An amount in whole units of its currency, with cents only where there are any."""
    if minor is None:
        return None
    return minor // 100 if minor % 100 == 0 else minor / 100


def field_value(f: Field, value: Any) -> Value:
    """A field's value in JSON: money in whole units, flags as true and false."""
    if f.kind == "money":
        return money(value)
    return bool(value) if f.kind == "flag" else value


def shown_field(f: Field, value: Any) -> Value:
    """A field's value as a person reads it."""
    if f.kind == "choice":
        return closed(f.name, value)
    if f.kind == "flag":
        return True if value else None
    if f.name == "left":
        return as_day(value)
    if f.kind == "money" and value is not None:
        whole = money(value)
        return f"{whole:,}" if isinstance(whole, (int, float)) else None
    return value


def as_day(text: str | None) -> Value:
    """A day in words; one without its year, as a file may have it, as it is."""
    return date.fromisoformat(text) if text and text[0].isdigit() else text
