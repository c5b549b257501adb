"""Reads the tests that stand beside rules: a customer in a few words, a day, and what the list is to say of it then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from salescli.core.model import CUSTOMER, GRADES, KINDS, OUTCOMES, STAGES, VIAS
from salescli.core.ranking.facts import Facts, Moment, Promised, Touch, fold
from salescli.core.ranking.workdays import Calendar
from salescli.core.rules.reader import Reader, RuleProblem
from salescli.core.rules.reading import TESTS
from salescli.core.rules.rule import Rules, Stage
from salescli.core.when import read_iso_day

if TYPE_CHECKING:
    from salescli.core.entry import Node

ENTERED, TALKED = "09:00", "09:30"
"""Times of day at which a customer is entered and spoken to, unless a talk says another."""
NEVER = "never"
_YES, _NO = ("yes", "true", "是"), ("no", "false", "否")
Talk = tuple[date, str, str, str]
"""Day, time of day, channel, outcome."""


class Expected(NamedTuple):
    """What the list is to say, and the line on which that stands."""

    value: Any
    line: int


class Case(NamedTuple):
    """One test: the customer's facts on a day, and by name what is expected of them."""

    name: str
    facts: Facts
    day: date
    expect: Mapping[str, Expected]
    file: str
    line: int


def read_cases(
    files: Iterable[tuple[str, Node]], rules: Rules, calendar_of: Callable[[str], Calendar]
) -> tuple[list[Case], list[RuleProblem]]:
    """The tests of these files (name, entries), and what is wrong with them; talks move a stage by these rules."""
    cases: list[Case] = []
    problems: list[RuleProblem] = []
    for file, entry in files:
        reader = Reader(file)
        block = entry.items().get(TESTS)
        if block is not None and not isinstance(block.value, dict):
            reader.wrong(block, "rules_not_a_map", what=TESTS)
        for name, item in block.items().items() if block else ():
            case = _case(reader, name, item, rules, calendar_of)
            cases += [case] if case and not reader.problems else []
        problems += reader.problems
    return cases, problems


def _case(
    reader: Reader, name: str, entry: Node, rules: Rules, calendar_of: Callable[[str], Calendar]
) -> Case | None:
    items = reader.known(entry, (*_FACTS, "day", "expect"), name)
    missing = [key for key in ("day", "expect") if key not in items]
    if missing:
        reader.wrong(entry, "rules_missing", name=name, missing=", ".join(missing))
        return None
    told = {key: read(reader, items[key], key) for key, read in _FACTS.items() if key in items}
    day = _day(reader, items["day"], "day")
    expected = reader.known(items["expect"], _EXPECTED, "expect")
    expect = {key: Expected(_EXPECTED[key](reader, item, key), item.line) for key, item in expected.items()}
    facts = facts_of(told, day, rules)._replace(calendar=calendar_of(told.get("country", "")))
    return Case(name, facts, day, expect, reader.file, entry.line)


# ---------------------------------------------------------------- values


def _day(reader: Reader, entry: Node, name: str) -> date:
    return reader.parsed(entry, _iso, date.min)


def _iso(text: str) -> date:
    day = read_iso_day(text)
    if day is None:
        raise ValueError(text)
    return day


def _yes(reader: Reader, entry: Node, name: str) -> bool:
    reader.one_of(entry, (*_YES, *_NO), name)
    return entry.text() in _YES


def _text(reader: Reader, entry: Node, name: str) -> str:
    return reader.parsed(entry, str, "")


def _texts(reader: Reader, entry: Node, name: str) -> tuple[str, ...]:
    return tuple(item.text() for item in reader.several(entry))


def _among(*allowed: str) -> Callable[[Reader, Node, str], str]:
    return lambda reader, entry, name: reader.one_of(entry, allowed, name)


def _talks(reader: Reader, entry: Node, name: str) -> list[Talk]:
    """`2026-03-02 answered`, `2026-03-02 15:30 visit positive`."""
    return [reader.parsed(item, _talk, (date.min, "", "", "")) for item in reader.several(entry)]


def _talk(text: str) -> Talk:
    first, *words = text.split()
    outcomes = [word for word in words if word in OUTCOMES]
    vias = [word for word in words if word in VIAS and word not in outcomes]
    times = [word for word in words if _is_time(word)]
    if len(outcomes) != 1 or len(vias) > 1 or len(times) > 1 or len(words) != len((*outcomes, *vias, *times)):
        raise ValueError(text)
    return _iso(first), times[0] if times else TALKED, vias[0] if vias else "phone", outcomes[0]


def _is_time(word: str) -> bool:
    hour, colon, minute = word.partition(":")
    return bool(colon) and hour.isdecimal() and minute.isdecimal() and len(word) == len(TALKED) and hour < "24" and minute < "60"


def _promised(reader: Reader, entry: Node, name: str) -> Promised:
    """`2026-03-12 send the samples`, with a time of day behind the day where there is one."""
    return reader.parsed(entry, _read_promised, Promised(date.min))


def _read_promised(text: str) -> Promised:
    first, _, rest = text.partition(" ")
    word, _, more = rest.strip().partition(" ")
    return Promised(_iso(first), word, more) if _is_time(word) else Promised(_iso(first), text=rest.strip())


_FACTS: Mapping[str, Callable[[Reader, Node, str], Any]] = {
    "stage": _among(*STAGES), "since": _day, "grade": _among(*GRADES), "tags": _texts, "type": _text, "source": _text,
    "owner": _text, "country": _text, "kind": _among(*KINDS), "added": _day, "card": _day, "talks": _talks, "promised": _promised,
    "snoozed_until": _day, "do_not_contact": _yes, "dead_number": _yes,
}  # fmt: skip
"""What a test may say of its customer."""


def _surfaces(reader: Reader, entry: Node, name: str) -> date | None:
    return None if entry.text() == NEVER else _day(reader, entry, name)


def _score(reader: Reader, entry: Node, name: str) -> float:
    return reader.parsed(entry, float, 0.0)


_EXPECTED: Mapping[str, Callable[[Reader, Node, str], Any]] = {
    "listed": _yes, "reason": _text, "reasons": _texts, "due": _day, "score": _score, "stage": _among(*STAGES), "gate": _text,
    "until": _day, "surfaces": _surfaces,
}  # fmt: skip
"""What a test may expect."""


# ---------------------------------------------------------------- the customer


def facts_of(told: Mapping[str, Any], day: date, rules: Rules) -> Facts:
    """The facts of a customer of whom no more is told than this; whatever else there is has its usual value."""
    talks = sorted(told.get("talks", ()))
    added = told.get("added") or (talks[0][0] if talks else day)
    entered = f"{added}T{ENTERED}:00+00:00"
    touches = [Touch(Moment(when, f"{when}T{at}:00+00:00 {number:05}"), outcome, via)
               for number, (when, at, via, outcome) in enumerate(talks)]  # fmt: skip
    stage, since = (told["stage"], added) if "stage" in told else _moved_by(touches, rules.stages, added)
    return Facts(
        id="test", code=("c", 1), name="test", added=Moment(added, f"{entered} test"), stage=stage,
        stage_since=told.get("since", since), grade=told.get("grade", ""), owner=told.get("owner", ""), type=told.get("type", ""),
        source=told.get("source", ""), country=told.get("country", ""), tags=frozenset(told.get("tags", ())),
        do_not_contact=told.get("do_not_contact", False), snoozed_until=told.get("snoozed_until"), pulse=fold(touches, entered),
        promise=told.get("promised"), carded=told.get("card"), dead_number=told.get("dead_number", False),
        kind=told.get("kind", CUSTOMER),
    )  # fmt: skip


def _moved_by(touches: Iterable[Touch], stages: Mapping[str, Stage], added: date) -> tuple[str, date]:
    """Where talks have brought somebody who began in the first stage, and since when."""
    stage, since = STAGES[0], added
    for moved, when in _moves(touches, stages):
        stage, since = moved, when
    return stage, since


def _moves(touches: Iterable[Touch], stages: Mapping[str, Stage]) -> Iterator[tuple[str, date]]:
    stage, won = STAGES[0], False
    for touch in touches:
        moved = stages[stage].moved(touch.outcome, won=won)
        won = won or touch.outcome == "won"
        if moved != stage:
            stage = moved
            yield stage, touch.when.day
