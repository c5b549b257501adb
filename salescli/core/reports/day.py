"""The day's reports: today's call list, why somebody is or isn't on it, and the agenda."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple

from salescli.core.language.grouping import grouped
from salescli.core.language.shortnames import short_names
from salescli.core.quality.judging import Problem, field_of, short
from salescli.core.ranking.action import Action, Reason
from salescli.core.ranking.agenda import Planned
from salescli.core.ranking.wording import Near, dated, plain
from salescli.core.reports import Column, Layout, Parts, Report, Row, Value
from salescli.core.rules.rule import Rules
from salescli.core.text import Text, say

NOTHING: Mapping[str, Text] = MappingProxyType({})
WEEK, MONTH, QUARTER = 7, 31, 92  # days; the urgency classes of R3.15
FOLD, NARROW = 120, 100  # cells below which the aim stands beneath, and stage and touches are left to `crm why`
TODAY_COLUMNS = (
    Column("rank", fixed=True, right=True),
    Column("customer"),
    Column("grade"),
    Column("person"),
    Column("phone", fixed=True),
    Column("stage"),
    Column("why"),
    Column("aim"),
    Column("touches", right=True),
    Column("ask"),
)
CAN_WAIT_NOT, NEW_LEAD = "●", "○"
_PLACE, _GRADE, _PHONE = Column("rank", fixed=True), Column("grade", fixed=True), Column("phone", fixed=True)
_FIRM, _PERSON, _WHY = Column("customer", most=40), Column("person", most=36, cut=True), Column("why", most=56)
_BRIEFLY, _MOSTLY = Column("person", most=20, cut=True, loose=True), Column("why", most=56, loose=True)
_STATE, _AIM = Column("state", most=30, tint="dim"), Column("aim", most=48)


def _row(person: Column = _PERSON, *more: Column) -> tuple[Column, ...]:
    return (_PLACE, _FIRM, _GRADE, person, _PHONE, *more)


TODAY_LAYOUTS = (
    *(Layout(_row(_PERSON, _WHY, _STATE, _AIM), (), short, FOLD) for short in (False, True)),
    *(Layout(_row(person, _WHY, _AIM), (), True, FOLD) for person in (_PERSON, _BRIEFLY)),
    *(Layout(_row(_PERSON, _WHY, _STATE), ("goal", "ask"), short, NARROW) for short in (False, True)),
    Layout(_row(_PERSON, _WHY), ("goal", "ask")),
    *(Layout(_row(*pair), ("goal", "ask"), True) for pair in ((_PERSON, _WHY), (_BRIEFLY, _WHY), (_BRIEFLY, _MOSTLY))),
    Layout(_row(), ("why", "goal", "ask")),
    *(Layout(_row(person), ("why", "goal", "ask"), True) for person in (_PERSON, _BRIEFLY)),
    Layout((_PLACE, _FIRM, _GRADE, _PHONE), ("person", "why", "goal", "ask"), True),
)
"""The more a screen holds, the richer: what is left out first is the aim's own column, then stage and touches, then
the firms' legal forms and long titles, then the reason's place beside the number, and last the person's.
"""


def in_language(words: Mapping[str, str]) -> Text:
    """Text that a rule file gives by language."""
    return say("as_is", text=dict(words))


def why_text(reasons: Iterable[Reason]) -> tuple[Text, ...]:
    """All reasons in words."""
    return tuple(reason.text for reason in reasons)


def aim(action: Action, rules: Rules) -> Value:
    """What to go for: what was promised, else the aim of the weightiest rule that has one, else the stage's."""
    for reason in action.reasons:
        if reason.aim:
            return reason.aim if isinstance(reason.aim, str) else in_language(reason.aim)
    return in_language(rules.stages[action.stage].aim)


def ask_data(problem: Problem) -> dict[str, Value]:
    """Something to ask, in JSON."""
    return {"field": problem.field, "problem": problem.problem, "since": problem.since, "text": short(problem)}


def reason_data(reason: Reason) -> dict[str, Value]:
    """A reason in JSON (CONTRACT 3)."""
    return {"rule": reason.rule, "kind": reason.kind, "points": reason.points, "times": reason.times, "due": reason.due,
            "text": reason.text}  # fmt: skip


class Numbers(NamedTuple):
    """What the head of the call list counts: the day's customers, those of them touched already, those who wait beyond
    the rows, and how many of these can't.
    """

    day: date
    listed: int
    done: int
    waiting: int
    musts: int = 0
    works: bool = True


def today_report(
    actions: Sequence[Action],
    people: Mapping[str, Mapping[str, str]],
    rules: Rules,
    numbers: Numbers,
    asks: Mapping[str, Sequence[Problem]],
    country: str,
    times_there: Mapping[str, Text] = NOTHING,
    remarks: Sequence[Text] = (),
    told: Sequence[Text] = (),
) -> Report:
    """The call list; `people` gives contact, title and phone of each customer's person to call, `asks` what to ask them,
    by customer id. `country`: where the rep calls from; `times_there` the time at those in another zone. `told` are
    remarks that the title says already.
    """
    names = names_in_list([(action.facts.name, action.facts.code_text) for action in actions])
    wide = len(str(len(actions)))
    rows, before = [], None
    for rank, action in enumerate(actions, 1):
        person, ask, there = people[action.facts.id], asks.get(action.facts.id, ()), times_there.get(action.facts.id)
        row = _at_their_time(_today_row(rank, action, person, rules, ask, grouped(person["phone"], country)), there)
        said, wanted = goal(action, rules), _asked(ask)
        once = None if said == before else said
        beneath = {"aim": _dim(there, once, wanted), "goal": _dim(there, once), "ask": _dim(wanted)}
        screen = {**row.screen, "rank": _marked_rank(rank, wide, action), **beneath}
        name, short = names[rank - 1]
        rows.append(row._replace(screen={**screen, "customer": name}, short={"customer": short}))
        before = said
    return Report("today", TODAY_COLUMNS, tuple(rows), _today_title(numbers), tuple(remarks), untitled=tuple(told),
                  layouts=TODAY_LAYOUTS, bare=True)  # fmt: skip


def _at_their_time(row: Row, there: Text | None) -> Row:
    """A row that says what the clock shows where the customer is."""
    cells = tuple((there, cell) if there and column.key == "aim" else cell
                  for column, cell in zip(TODAY_COLUMNS, row.cells, strict=True))  # fmt: skip
    return row._replace(data={**row.data, "there": there}, cells=cells)


def names_in_list(firms: Sequence[tuple[str, str]]) -> list[tuple[Value, Value]]:
    """Names of (name, code), whole and shortened; two firms of one name are told apart by their codes."""
    names = [name for name, _ in firms]
    shorts, counts = short_names(names), Counter(name.casefold() for name in names)
    return [
        (name, short) if counts[name.casefold()] == 1 else (say("who.code", name=name, code=code),) * 2
        for (name, code), short in zip(firms, shorts, strict=True)
    ]


def _today_title(numbers: Numbers) -> Parts:
    """周四 11月26日 · 今天 12 位 · 已联系 0 · 另有 8 位在等"""
    parts: list[tuple[Value, str]] = [(dated("date.head", numbers.day), "bold")]
    told = [say("today.head.listed", n=numbers.listed), say("today.head.done", n=numbers.done)]
    told += [say("today.head.waiting", n=numbers.waiting)] if numbers.waiting else []
    told += [say("today.head.beyond", n=numbers.musts)] if numbers.musts else []
    told += [] if numbers.works else [say("today.head.off")]
    for one in told:
        parts += [(" · ", ""), (one, "")]
    return Parts(*parts)


def _marked_rank(rank: int, wide: int, action: Action) -> Parts:
    new = not action.facts.pulse.touches
    mark, tint = (CAN_WAIT_NOT, "mark") if action.must else (NEW_LEAD, "new") if new else (" ", "")
    return Parts((f"{mark} ", tint), (f"{rank:>{wide}}", ""))


def goal(action: Action, rules: Rules) -> Value:
    """The aim, where the reason doesn't say it already."""
    return None if action.reasons[0].tells_aim else aim(action, rules)


def _dim(*values: Value) -> Value:
    told = [value for value in values if value]
    parts = [part for value in told for part in ((" · ", "dim"), (value, "dim"))]
    return Parts(*parts[1:]) if parts else None


def why_parts(action: Action) -> Value:
    """The strongest reason in words, how often or how late that is in a tint of its own."""
    phrase, aside, late = plain(action.reasons[0].text)
    return Parts((phrase, ""), (aside, "late" if late else "dim")) if aside else phrase


def called(number: str, extension: str) -> Text | str:
    """A number with the extension to ask for, if there is one."""
    return say("phone.extension", number=number, extension=extension) if extension else number


def _to_dial(phone: str, person: Mapping[str, str]) -> Text | str:
    """The number with its extension; marked where it is nobody's and there is no other."""
    number = called(phone, person["extension"])
    return say("show.doubtful", value=number) if person.get("doubtful") else number


def _today_row(
    rank: int, action: Action, person: Mapping[str, str], rules: Rules, ask: Sequence[Problem], phone: str
) -> Row:
    facts, goal = action.facts, aim(action, rules)
    touches, stage, why = facts.pulse.touches, say(f"stage.{action.stage}"), say("as_is", text=why_text(action.reasons))
    data = {
        "rank": rank, "code": facts.code_text, "name": facts.name, "contact": person["contact"] or None,
        "title": person["title"] or None, "phone": person["phone"] or None, "stage": action.stage,
        "grade": facts.grade or None, "score": action.score, "due": action.due, "days_late": action.days_late,
        "touches": touches, "why": why, "aim": goal,
        "reasons": [reason_data(reason) for reason in action.reasons], "ask": [ask_data(one) for one in ask],
    }  # fmt: skip
    who = say("today.person", name=person["contact"], title=person["title"]) if person["title"] else person["contact"]
    screen = {
        "phone": _to_dial(phone, person), "why": why_parts(action),
        "state": say("today.state", stage=stage, n=touches) if touches else stage,
    }  # fmt: skip
    number, first = _to_dial(person["phone"], person), one_ask(ask)
    wanted = short(first) if first else None
    cells = (rank, facts.name, facts.grade, who, number, stage, _strongest(action), goal, touches, wanted)
    return Row(data, cells, screen=screen)


def _strongest(action: Action) -> Value:
    phrase, aside, late = plain(action.reasons[0].text)
    return say("why.with", why=phrase, aside=aside, late=late) if aside else phrase


def one_ask(problems: Sequence[Problem]) -> Problem | None:
    """The one thing to ask on this call: what is wrong, else missing; what is only old can wait."""
    return next((one for one in problems if one.problem != "stale"), None)


def _asked(problems: Sequence[Problem]) -> Value:
    problem = one_ask(problems)
    if problem is None:
        return None
    key = "today.ask.missing" if problem.problem == "missing" else "today.ask.wrong"
    return say(key, field=field_of(problem), value=problem.value)


def urgency_class(day: date, today: date) -> str:
    """R3.15: act within a week, a month, a quarter, or later."""
    ahead = (day - today).days
    classes = ((WEEK, "week"), (MONTH, "month"), (QUARTER, "quarter"))
    return next((name for days, name in classes if ahead <= days), "later")


AGENDA_COLUMNS = (
    Column("number", fixed=True, right=True),
    Column("day", fixed=True),
    Column("customer"),
    Column("why"),
    Column("urgency"),
)
_NUMBER, _URGENCY = Column("number", fixed=True, right=True), Column("urgency", fixed=True, tint="dim")
_MOSTLY_WHY = Column("why", most=72, loose=True)
AGENDA_LAYOUTS = (
    *(Layout((_NUMBER, _FIRM, _GRADE, _MOSTLY_WHY, _URGENCY), (), short) for short in (False, True)),
    *(Layout((_NUMBER, _FIRM, _GRADE, _MOSTLY_WHY), (), short) for short in (False, True)),
    Layout((_NUMBER, _FIRM, _GRADE), ("why",), True),
)


def agenda_report(planned: Sequence[Planned], today: date, times: Mapping[str, Value], remarks: Sequence[Text] = ()) -> Report:
    """Who comes up on which day; `times` gives the exact time of a promise that has one, by customer id."""
    names = names_in_list([(one.action.facts.name, one.action.facts.code_text) for one in planned])
    count = Counter(one.day for one in planned)
    rows, before = [], ""
    for number, (one, (whole, brief)) in enumerate(zip(planned, names, strict=True), 1):
        urgency = urgency_class(one.wanted, today)
        row = _agenda_row(number, one, urgency, times.get(one.action.facts.id, one.day))
        row = row._replace(screen={**row.screen, "urgency": None}) if urgency == before else row
        before = urgency
        group = Parts((dated("date.head", one.day), "bold"), (say("agenda.count", n=count[one.day]), "dim"))
        rows.append(row._replace(screen={**row.screen, "customer": whole}, short={"customer": brief}, group=group))
    return Report("agenda", AGENDA_COLUMNS, tuple(rows), remarks=tuple(remarks), layouts=AGENDA_LAYOUTS, bare=True)


def _agenda_row(number: int, one: Planned, urgency: str, when: Value) -> Row:
    facts, reasons = one.action.facts, one.action.reasons
    moved = say("agenda.moved", day=Near(one.first)) if one.first != one.day else None
    why = say("as_is", text=(*why_text(reasons), *([moved] if moved else [])))
    data = {"day": one.day, "code": facts.code_text, "name": facts.name, "kind": reasons[0].kind, "why": why,
            "urgency": urgency}  # fmt: skip
    cells = (number, when, facts.name, why, say(f"urgency.{urgency}"))
    return Row(data, cells, screen={"grade": facts.grade, "why": _with(why_parts(one.action), moved)})


def _with(why: Value, moved: Text | None) -> Value:
    if moved is None:
        return why
    parts = why.parts if isinstance(why, Parts) else ((why, ""),)
    return Parts(*parts, (" · ", "dim"), (moved, "dim"))


def last_day(today: date, days: int) -> date:
    """The last day of an agenda of so many days."""
    return today + timedelta(days=days)
