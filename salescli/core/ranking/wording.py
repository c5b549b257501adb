"""Says in plain words why a rule speaks: what happened when, what it asks for, and how often or how late that is."""

from __future__ import annotations

from datetime import date, datetime

from salescli.core.text import Text, say

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


def reason_text(phrase: Text, aside: Text | None, due: date, day: date, *, rolled: bool, quietly: bool = False) -> Text:
    """A reason: a phrase, what is said aside, and a due day that was moved on (`rolled`), out of a quiet time (`quietly`)."""
    said = say("why.with", why=phrase, aside=say("why.aside", text=aside), late=day > due) if aside else phrase
    # a week past the day it no longer matters to anybody that the day was moved
    if not rolled or (day - due).days > ROLLED_TOLD:
        return said
    return say("why.rolled.quiet" if quietly else "why.rolled", why=said, due=due)


def plain(text: Text) -> tuple[object, object, bool]:
    """A reason taken apart for a list: phrase, what is said aside (or nothing), and whether that is late."""
    if text.key in ("why.rolled", "why.rolled.quiet") and isinstance(text.params["why"], Text):
        text = text.params["why"]
    if text.key != "why.with":
        return text, None, False
    return text.params["why"], text.params["aside"], bool(text.params["late"])
