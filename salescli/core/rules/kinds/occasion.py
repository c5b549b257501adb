"""`occasion`: a day that comes round - a birthday, the founding day, a festival - and is thought of in time (R3.5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from salescli.core.calendar.feasts import FEASTS, LUNAR, SOLAR, Yearly, as_lunar, of_lunar_text, read_yearly
from salescli.core.ranking.facts import Dated, Facts
from salescli.core.ranking.window import Window
from salescli.core.ranking.wording import Near
from salescli.core.ranking.workdays import ONE_DAY
from salescli.core.rules.kind import Key, Kind, Said, always, one_of, span_back
from salescli.core.rules.rule import Rule
from salescli.core.text import Text, say
from salescli.core.when import Span, read_span

if TYPE_CHECKING:
    from salescli.core.entry import Node
    from salescli.core.rules.reader import Reader

OWN = ("birthday", "wedding", "special_day", "founded", "first_deal", "supplier_review", "executive_visit")
"""Days that records tell of a customer and its people."""
SINCE = ("founded", "first_deal")
"""Those of which one says how many years ago they were."""
LONGEST = 60  # days ahead
SOME_DAY = date(2001, 1, 1)


class Occasion(NamedTuple):
    """A day on which there is something, and what a record tells of it; nothing of a festival."""

    day: date
    told: Dated | None = None


def coming(rule: Rule, facts: Facts, day: date) -> Iterator[Occasion]:
    """From a day on the next of each thing that the rule thinks of."""
    what, calendar = rule.own["what"], rule.own["calendar"]
    if what not in OWN:
        return (Occasion(when) for when in (_feast(rule).coming(day),) if when)
    days = [(yearly(told, calendar).coming(day), told) for told in facts.days if told.kind == what]
    days += [(one.day, Dated(what, one.day.isoformat(), one.whose)) for one in facts.ahead if one.kind == what and one.day >= day]
    return (Occasion(when, told) for when, told in days if when)


def yearly(told: Dated, calendar: str) -> Yearly:
    """A day as a record tells it; by the lunar calendar where it was written so, or where the rule counts so."""
    if told.lunar:
        return of_lunar_text(told.day)
    found = read_yearly(told.day)
    return as_lunar(found) if calendar == LUNAR else found


def on_day(rule: Rule, facts: Facts, day: date) -> Window | None:
    """The window of the next occasion that no touch was in."""
    found = (window for one in coming(rule, facts, day) if (window := _untouched(rule, facts, one)))
    return min(found, key=lambda window: (window.open, window.due), default=None)


def window(rule: Rule, facts: Facts) -> Window | None:
    return on_day(rule, facts, facts.added.day)


def _untouched(rule: Rule, facts: Facts, occasion: Occasion) -> Window | None:
    """Its window, or that of the year after where they were thought of in it."""
    found, touch = around(rule, facts, occasion.day), facts.pulse.last_touch
    if not touch or not found.open <= touch.day <= occasion.day:
        return found
    later = (one for one in coming(rule, facts, occasion.day + ONE_DAY) if one.told == occasion.told)
    return next((around(rule, facts, one.day) for one in later), None)


def around(rule: Rule, facts: Facts, day: date) -> Window:
    """From `lead` before a day on; due on its last working day, and silent once the day has gone."""
    opens = day - lead(rule) * ONE_DAY
    due = max(facts.calendar.roll_back(day), opens)
    return Window(opens, opens, due, 0, (due - opens).days, ends=day + ONE_DAY, dated=True)


def lead(rule: Rule) -> int:
    """How many days ahead of the day it is thought of."""
    span: Span = rule.own["lead"]
    return span.days_from(SOME_DAY)


def common(rule: Rule, first: date, last: date) -> bool:
    """Whether it is everybody's day, and thought of on one of these."""
    if rule.own["what"] in OWN:
        return False
    day = _feast(rule).coming(first)
    return day is not None and day - lead(rule) * ONE_DAY <= last


def _feast(rule: Rule) -> Yearly:
    return FEASTS.get(rule.own["what"]) or read_yearly(rule.own["what"], lunar=rule.own["calendar"] == LUNAR)


def why(rule: Rule, facts: Facts, window: Window, day: date) -> Said:
    """Whose day, and which."""
    assert window.ends
    when = window.ends - ONE_DAY
    told = next((one.told for one in coming(rule, facts, when) if one.day == when), None)
    what, near = _what(rule, told), Near(when)
    if told is None or not (told.name or told.whose):
        return Said(say("why.occasion", what=what, day=near), _aside(told, when))
    return Said(say("why.occasion.whose", whose=told.name, what=what, day=near), _aside(told, when))


def _what(rule: Rule, told: Dated | None) -> Text:
    if told and told.text:
        return say("as_is", text=told.text)
    what = rule.own["what"]
    return say(f"occasion.{what}") if what in OWN or what in FEASTS else say("as_is", text=rule.name)


def _aside(told: Dated | None, when: date) -> Text | None:
    """The day as it was written where it is of the lunar calendar; else how many years it has been."""
    if told is None:
        return None
    if told.lunar:
        return say("as_is", text=told.day)
    year = read_yearly(told.day).year
    return say("occasion.years", n=when.year - year) if told.kind in SINCE and 0 < year < when.year else None


def _read_what(reader: Reader, entry: Node, name: str) -> str:
    text = entry.text()
    if text in OWN or text in FEASTS:
        return text
    try:
        read_yearly(text)
    except ValueError:
        reader.wrong(entry, "rules_unknown", what=name, name=text, known=", ".join((*OWN, *FEASTS, "MM-DD")))
        return OWN[0]
    return text


def _read_lead(text: str) -> Span:
    span = read_span(text)
    if span.days_from(SOME_DAY) > LONGEST:
        raise ValueError
    return span


def check(reader: Reader, rule: Rule, items: Mapping[str, Node]) -> None:
    """A day that the calendar hasn't can't come."""
    what = rule.own["what"]
    if what in OWN or what in FEASTS:
        return
    try:
        read_yearly(what, lunar=rule.own["calendar"] == LUNAR)
    except ValueError:
        reader.wrong(items["what"], "rules_wrong_value", value=what)


KIND = Kind(
    "occasion",
    {
        "what": Key(_read_what),
        "lead": Key(lambda reader, entry, _: reader.parsed(entry, _read_lead, Span(3, "d")), Span(3, "d"), span_back, Span.text),
        "calendar": one_of(SOLAR, LUNAR, default=SOLAR),
    },
    required=("what",),
    window=window,
    on_day=on_day,
    why=why,
    silenced_by=always("snoozed", "let_go"),
    common=common,
    lead=lead,
    check=check,
)
