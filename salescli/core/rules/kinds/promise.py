"""`promise`: we gave our word for a day."""

from __future__ import annotations

from datetime import date

from salescli.core.ranking.facts import Facts, Promised
from salescli.core.ranking.window import Window, on
from salescli.core.ranking.wording import Near, age
from salescli.core.rules.kind import Kind, Said, always
from salescli.core.rules.rule import Rule
from salescli.core.text import Text, say


def window(rule: Rule, facts: Facts) -> Window | None:
    """From the day of the earliest open promise on; never rolled."""
    return on(facts.promise.day) if facts.promise else None


def why(rule: Rule, facts: Facts, window: Window, day: date) -> Said:
    promise = facts.promise
    assert promise is not None
    when, late = Near(promise.when), day > window.due
    phrase = say("why.promise", when=when, what=_what(promise)) if promise.text else say("why.promise.bare", when=when)
    aside = say("why.late", age=age(window.due, day)) if late else None
    return Said(phrase, aside, aim=promise.text, tells_aim=True)


def _what(promise: Promised) -> Text | str:
    if not promise.every:
        return promise.text
    from salescli.core.series import how_often

    return say("why.promise.every", what=promise.text, every=how_often(promise.every))


def tried(facts: Facts, day: date, until: date | None) -> bool:
    """Whether nobody answered on its day or later: the next try keeps it, and it waits for that (CONTRACT 6.4)."""
    last, promise = facts.pulse.last_try, facts.promise
    return bool(promise and last and until and last.day >= promise.day and day < until)


KIND = Kind(
    "promise",
    {},
    window=window,
    why=why,
    must=True,
    promised=True,
    silenced_by={**always("snoozed", "promised_later"), "retry": tried},
)
