"""What is worked out when it is read - stage, next day, and what the rules say - as fields of conditions and orders."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from typing import Any

from salescli.commands.telling import next_day
from salescli.core.language.where import Condition, Conditions, holds, leaves
from salescli.core.model import CHOICES
from salescli.core.ranking.action import Action
from salescli.core.ranking.facts import Facts
from salescli.core.ranking.rank import judge, stage_on
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.finding.keys import fold
from salescli.store.ranking import listing


class Wanted:
    """Conditions, as far as the book alone can't tell whether they hold; who meets the others beside them is looked up once."""

    def __init__(self, book: Book, conditions: Conditions) -> None:
        self.left = tuple(one for one in conditions if any(leaf.field in listing.COMPUTED for leaf in leaves((one,))))
        plain = (leaf for leaf in leaves(self.left) if leaf.field not in listing.COMPUTED)
        self.meeting = {leaf: listing.meeting(book, leaf) for leaf in dict.fromkeys(plain)}


class Judged:
    """A customer as the lists print it."""

    def __init__(self, run: Run, book: Book, facts: Facts) -> None:
        self.run, self.book, self.facts = run, book, facts

    @cached_property
    def stage(self) -> str:
        """The stage that time has brought the customer to."""
        return stage_on(self.facts, self.run.rules, self.run.today)[0]

    @cached_property
    def next(self) -> date | datetime | None:
        """The next contact, as every write tells it."""
        return next_day(self.run, self.facts)

    def meets(self, wanted: Wanted) -> bool:
        """Whether the conditions hold, what is worked out among them, of a customer that may meet them."""
        return holds(wanted.left, lambda one: _meets(one, self.value(one.field)) if one.field in listing.COMPUTED
                     else self.facts.id in wanted.meeting[one])  # fmt: skip

    def value(self, field: str) -> Any:
        """What the list prints under this field; None where that is nothing."""
        return self.stage if field == "stage" else self.next if field == "next" else _PRINTED[field](self) or None

    def action(self) -> Action:
        """With the reasons of the day on which the customer comes up, of today where it never does."""
        day = self.next.date() if isinstance(self.next, datetime) else self.next
        return judge(self.facts, self.run.rules, day or self.run.today)


def _why(one: Judged) -> str:
    from salescli.core.reports.day import why_text

    return one.run.words(why_text(one.action().reasons))


def _aim(one: Judged) -> str:
    from salescli.core.reports.day import aim

    action = one.action()
    return one.run.words(aim(action, one.run.rules)) if action.on_list else ""


def _urgency(one: Judged) -> str:
    from salescli.core.reports.day import urgency_class

    action = one.action()
    return urgency_class(max(action.due or action.day, action.day), one.run.today) if action.on_list else ""


def _ask(one: Judged) -> str:
    from salescli.commands.call_list import people_called
    from salescli.commands.checking import asks
    from salescli.core.quality.judging import short
    from salescli.core.reports.day import one_ask

    action, customer = one.action(), one.facts.id
    found = one_ask(asks(one.run, one.book, [action], people_called(one.book, [action]))[customer])
    return one.run.words(short(found)) if found else ""


_PRINTED: dict[str, Callable[[Judged], str]] = {"why": _why, "aim": _aim, "urgency": _urgency, "ask": _ask}


def _meets(condition: Condition, value: Any) -> bool:
    _, op, wanted = condition
    if isinstance(wanted, date):
        return _day_meets(value.date() if isinstance(value, datetime) else value, op, wanted)
    if wanted is None or value is None:
        return bool(value == wanted) == (op == "=") if op in ("=", "!=") else False
    if condition.field in CHOICES:
        return bool(value == wanted) == (op == "=")
    text, sought = fold(value), fold(str(wanted))
    return sought in text if op == "~" else _SIGNS[op](text, sought)


def _day_meets(day: date | None, op: str, wanted: date) -> bool:
    if day is None:
        return op == "!="
    return _SIGNS["<=" if op == "within" else op](day, wanted)  # what is late is within any time


_SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
}  # fmt: skip
