"""What the names in a template stand for with one customer, in the language of the message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from salescli.core.model import CUSTOMER
from salescli.core.ranking.action import Action
from salescli.core.ranking.wording import plain
from salescli.core.talk.addressing import called
from salescli.core.talk.template import ROOM
from salescli.core.text import Text, say


class Recipient(NamedTuple):
    """Who a message is for: the customer today, its record, the person there (nothing where there is nobody), the earliest open
    promise with its `when`, and the rep's own name.
    """

    action: Action
    record: Mapping[str, Any]
    person: Mapping[str, Any]
    promise: Mapping[str, Any] | None
    me: str
    today: date

    @property
    def name(self) -> str:
        """The person's name; a private person is a customer under their own."""
        own = "" if self.action.facts.kind == CUSTOMER else self.action.facts.name
        return str(self.person.get("name") or own)

    def said(self, name: str) -> str:
        """A field of the person's."""
        return str(self.person.get(name) or "")


def values(to: Recipient, language: str, words: Callable[[object], str]) -> dict[str, str]:
    """The value of every name that the book knows; nothing where it doesn't."""
    facts = to.action.facts
    address = called(to.name, to.said("title"), to.said("form_of_address"), language)
    events = facts.pulse.events
    days = {"last_day": facts.pulse.last_answer, "quote_day": events.get("proposal"), "won_day": events.get("won")}
    when: date | datetime | None = to.promise["when"] if to.promise else None
    return {
        "greeting": words(say("draft.greeting", called=address) if address else say("draft.greeting.nobody")),
        "name": to.name, "called": address, "customer": facts.name, "title": to.said("title"),
        "industry": to.record["industry"] or "", "city": to.record["city"] or "", "me": to.me, "today": words(to.today),
        **{name: words(at.day) if at else "" for name, at in days.items()},
        "promise": to.promise["text"] if to.promise else "", "promise_day": words(when) if when else "",
        "occasion": words(_occasion(to.action)),
    }  # fmt: skip


def _occasion(action: Action) -> object:
    """What is celebrated, where that is why they are on the list."""
    said = (plain(one.text)[0] for one in action.reasons if one.kind == "occasion")
    return next((one.params.get("what") for one in said if isinstance(one, Text)), None)


def rooms(known: Mapping[str, str], words: Callable[[object], str]) -> dict[str, str]:
    """What stands for that which only the rep can know, and hasn't said."""
    return {name: words(say(f"draft.room.{name}")) for name in ROOM if not known.get(name)}
