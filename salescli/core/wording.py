"""Says in plain words why a rule speaks: what happened when, what it asks for, and how often or how late that is."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from salescli.core.text import Text, say

if TYPE_CHECKING:
    from salescli.core.ranking.facts import Facts
    from salescli.core.rules.kinds import Window
    from salescli.core.rules.rule import Rule

DAYS_SHOWN, MONTHS_SHOWN, YEAR = 60, 24, 365
"""Up to so many days an age is given in days, up to so many months in months."""
WEEK, MONTH, A_MONTH = 7, 30.4, (28, 31)  # days
NEAR = 6  # days before and after today that are called by their weekday
ROLLED_TOLD = 7  # days after which nobody cares any more that the due day was moved


def age(day: date, today: date) -> Text:
    """How long ago a day is, in the unit people would use."""
    days = max((today - day).days, 0)
    if days < DAYS_SHOWN:
        return say("age.days", n=days)
    months = 12 * (today.year - day.year) + today.month - day.month - (today.day < day.day)
    return say("age.months", n=months) if months <= MONTHS_SHOWN else say("age.years", n=days // YEAR)


def dated(key: str, day: date) -> Text:
    """A message that is made of the parts of a day: weekday, month, m, d, y."""
    return Text(key, {"weekday": Text(f"weekday.{day.weekday()}"), "month": Text(f"month.{day.month}"), "m": day.month,
                      "d": day.day, "y": day.year})  # fmt: skip


class Near:
    """A day, maybe with its time, to be called as one says it on the day it is read: today, yesterday, Monday.

    `brief`: a farther one, or one that is past, goes without its weekday.
    """

    __slots__ = ("brief", "when")

    def __init__(self, when: date, *, brief: bool = False) -> None:
        self.when, self.brief = when, brief

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Near) and (self.when, self.brief) == (other.when, other.brief)

    def __hash__(self) -> int:
        return hash(self.when)

    def __repr__(self) -> str:
        return f"Near({self.when!r})"


def said_on(near: Near, today: date) -> object:
    """The day in words on `today`; one that is farther than a week, by its date."""
    when = near.when
    day = when.date() if isinstance(when, datetime) else when
    away = (day - today).days
    if abs(away) > NEAR or (near.brief and away < -1):
        return dated("date.bare", day) if near.brief and day.year == today.year else when
    named = say(f"near.{away}") if abs(away) <= 1 else say(f"near.weekday.{day.weekday()}")
    return say("near.time", day=named, time=clock(when)) if isinstance(when, datetime) else named


def clock(when: datetime) -> Text:
    """A time of day."""
    half = say("time.am" if when.hour < 12 else "time.pm")
    return say("time.clock", time=f"{when:%H:%M}", hour=(when.hour - 1) % 12 + 1, minute=f"{when:%M}", half=half)


def how_often(first: int, last: int) -> Text:
    """A cadence of so many days: every week, every 1–3 months."""
    if first == last == WEEK:
        return say("every.week")
    if A_MONTH[0] <= first and last <= A_MONTH[1]:
        return say("every.month")
    if first == last:
        return say("every.days", n=last)
    if first >= A_MONTH[0] and last >= DAYS_SHOWN:
        return _in_months(max(round(first / MONTH), 1), round(last / MONTH))
    return say("every.range", first=first, last=last)


def _in_months(first: int, last: int) -> Text:
    return say("every.months", n=last) if first == last else say("every.range.months", first=first, last=last)


def how_soon(first: int, last: int) -> Text:
    """Within how many days after something one is to follow up."""
    if last <= 1:
        return say("within.day")
    return say("within.days", n=last) if first in (0, last) else say("within.range", first=first, last=last)


def why(rule: Rule, facts: Facts, window: Window, day: date, rests: bool) -> Text:
    """The reason in words (`why.KIND...` of the locales): a phrase, what is said aside, and a day that was rolled.

    `rests`: the rule has let the customer go for a while.
    """
    phrase, aside = _PHRASES[rule.kind](rule, facts, window, day) if not rests else (_rested(window, day), None)
    said = say("why.with", why=phrase, aside=say("why.aside", text=aside), late=day > window.due) if aside else phrase
    # a week past the day it no longer matters to anybody that the day was moved
    tells = window.rolled and (day - window.due).days <= ROLLED_TOLD
    return say("why.rolled", why=said, due=window.due) if tells else said


def plain(text: Text) -> tuple[object, object, bool]:
    """A reason taken apart for a list: phrase, what is said aside (or nothing), and whether that is late."""
    if text.key == "why.rolled" and isinstance(text.params["why"], Text):
        text = text.params["why"]
    if text.key != "why.with":
        return text, None, False
    return text.params["why"], text.params["aside"], bool(text.params["late"])


Said = tuple[Text, Text | None]


def _promise(rule: Rule, facts: Facts, window: Window, day: date) -> Said:
    promise = facts.promise
    assert promise is not None
    when = Near(promise.when)
    phrase = say("why.promise", when=when, what=promise.text) if promise.text else say("why.promise.bare", when=when)
    return phrase, say("why.late", age=age(window.due, day)) if day > window.due else None


def _waiting(rule: Rule, facts: Facts, window: Window, day: date) -> Said:
    key = f"why.waiting.{rule.event}"
    if (day - window.anchor).days <= 1:
        return say(f"{key}.near", day=Near(min(window.anchor, day))), None
    return say(key, age=age(window.anchor, day)), None


def _cadence(rule: Rule, facts: Facts, window: Window, day: date) -> Said:
    key = "why.cadence" if facts.pulse.last_contact else "why.cadence.new"
    return say(key, age=age(window.anchor, day)), how_often(window.first, window.last)


def _after(rule: Rule, facts: Facts, window: Window, day: date) -> Said:
    late, aside = day > window.due, how_soon(window.first, window.last)
    if rule.event in ("added", "first_contact"):
        key = "why.after.first.late" if facts.pulse.touches else "why.after.new.late"
        phrase = say(key, age=age(window.anchor, day)) if late else say("why.after.new", within=aside)
        return phrase, aside if late else None
    proposal, event = rule.event == "proposal", say(f"event.{rule.event}")
    if (day - window.anchor).days <= 1:
        key = "why.after.proposal.near" if proposal else "why.after.near"
        return say(key, event=event, day=Near(min(window.anchor, day))), aside
    return say("why.after.proposal" if proposal else "why.after", event=event, age=age(window.anchor, day)), aside


def _retry(rule: Rule, facts: Facts, window: Window, day: date) -> Said:
    if facts.dead_number:
        return say("why.retry.number"), None
    if 0 < rule.channel_from <= facts.pulse.tries:
        return say("why.retry.channel", n=facts.pulse.tries), None
    if facts.pulse.tries > 1:
        return say("why.retry", n=facts.pulse.tries), None
    return say("why.retry.once", day=Near(min(window.anchor, day))), None


def _rested(window: Window, day: date) -> Text:
    return say("why.retry.again", age=age(window.anchor, day))


_PHRASES = {"promise": _promise, "waiting": _waiting, "cadence": _cadence, "after": _after, "retry": _retry}
