"""What `crm log` takes beside a talk: why they are silent or stall, and what it cost in money and in minutes."""

from __future__ import annotations

import re
from typing import Any

from salescli.commands import asking
from salescli.core.errors import WrongUsage
from salescli.core.text import say
from salescli.run import Run

_MINUTES = re.compile(r"(?:(\d{1,3})\s*(?:h|小时|小時))?\s*(?:(\d{1,4})\s*(?:m|min|minutes|分|分钟|分鐘)?)?", re.I)
A_DAY = 24 * 60


def read(run: Run, silence: str, stall: str, cost: str, minutes: str) -> dict[str, Any]:
    """The values of the options that were given, as an entry of the story has them."""
    found: dict[str, Any] = {}
    if silence:
        found["silence"] = asking.choice(run, "silence", silence)
    if stall:
        found["stall"] = asking.choice(run, "stall", stall)
    if cost:
        found["cost"], found["currency"] = _cost(run, cost)
    if minutes:
        found["minutes"] = _minutes(minutes)
    return found


def _cost(run: Run, text: str) -> tuple[int, str]:
    """Minor units, and the currency that the amount names, else the rep's."""
    from salescli.core.language.numbers import in_units
    from salescli.core.language.sums import currency_of

    found = in_units(text, 100)
    if found is None or found < 0:
        raise WrongUsage("field_wrong", option="cost", value=text, kind=say("value_kind.money"))
    return found, currency_of(text) or run.config.currency


def _minutes(text: str) -> int:
    """45, 45m, 1h30."""
    found = _MINUTES.fullmatch(text.strip())
    total = int(found[1] or 0) * 60 + int(found[2] or 0) if found else 0
    if not 0 < total <= A_DAY:
        raise WrongUsage("field_wrong", option="minutes", value=text, kind=say("value_kind.minutes"))
    return total
