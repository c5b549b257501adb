"""What every write tells: whom it changed, how, and the next contact day (CONTRACT 1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from salescli.core.ranking.facts import Facts
from salescli.core.ranking.rank import stage_on, surfaces
from salescli.core.text import Text, say
from salescli.core.when import When
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.ranking import pulse


def next_day(run: Run, facts: Facts) -> date | datetime | None:
    """The next contact: the open promise's day or time, else the first day on the list; None if never.

    A promise for a day on which the customer rests, or may not be contacted at all, brings nobody onto the list; one that
    was tried in vain on its day or later waits for the next try.
    """
    if facts.promise and not _resting(facts) and not _tried(facts):
        return run.at(facts.promise.day, facts.promise.time)
    return surfaces(facts, run.rules, run.today)


def _resting(facts: Facts) -> bool:
    snoozed, promise = facts.snoozed_until, facts.promise
    return facts.do_not_contact or bool(snoozed and promise and promise.day < snoozed)


def _tried(facts: Facts) -> bool:
    tried, promise = facts.pulse.last_try, facts.promise
    return bool(facts.pulse.tries and tried and promise and tried.day >= promise.day)


def told(run: Run, book: Book, customer: str, line: str, *also: Text, **params: object) -> None:
    """One line (`done.LINE` of the locales, with who and next) on what was done to a customer, or its JSON object."""
    facts = pulse.facts_of(book, customer)
    when = next_day(run, facts)
    stage, _ = stage_on(facts, run.rules, run.today)
    data: dict[str, object] = {"code": facts.code_text, "name": facts.name, "stage": stage, "next": when}
    extra = params.pop("data", {})
    if isinstance(extra, Mapping):
        data.update(extra)
    who = say("who.code", name=facts.name, code=facts.code_text)
    then = say("done.next", day=when) if when else say("done.no_next")
    run.done(say(f"done.{line}", who=who, next=then, stage=say(f"stage.{stage}"), **params), data, *also)


def day_off(run: Run, when: When | None, country: str) -> tuple[Text, ...]:
    """A remark where a day was chosen that is a day off; it is kept all the same (CONTRACT 7)."""
    if when is None or run.calendar_of(country).is_working_day(when.day):
        return ()
    return (say("done.day_off", day=when.day),)
