"""The day's reports: today's call list, why somebody is or isn't on it, and the agenda."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from salescli.core.quality import Problem, ask_text, short
from salescli.core.rank import Action, Gate, Reason
from salescli.core.reports import Column, Report, Row, Value
from salescli.core.rules import Rules
from salescli.core.text import Text, say

WEEK, MONTH, QUARTER = 7, 31, 92  # days; the urgency classes of R3.15
FOLD, NARROW = 120, 100  # cells below which the aim is a second line, and stage and touches fold into why
TODAY_COLUMNS = (
    Column("rank", fixed=True, right=True),
    Column("customer"),
    Column("person"),
    Column("phone", fixed=True),
    Column("stage", drop_below=NARROW),
    Column("why"),
    Column("aim", drop_below=FOLD),
    Column("touches", right=True, drop_below=NARROW),
)


def in_language(words: Mapping[str, str]) -> Text:
    """Text that a rule file gives by language."""
    return say("as_is", text=dict(words))


def why_text(reasons: Iterable[Reason]) -> tuple[Text, ...]:
    """All reasons in words."""
    return tuple(reason.text for reason in reasons)


def aim(action: Action, rules: Rules) -> Value:
    """What to go for: what was promised, else the aim of the weightiest rule that has one, else the stage's."""
    for reason in action.reasons:
        if reason.kind == "promise" and action.facts.promise and action.facts.promise.text:
            return action.facts.promise.text
        if reason.aim:
            return in_language(reason.aim)
    return in_language(rules.stages[action.stage].aim)


def ask_data(problem: Problem) -> dict[str, Value]:
    """Something to ask, in JSON."""
    return {"field": problem.field, "problem": problem.problem, "since": problem.since, "text": short(problem)}


def reason_data(reason: Reason) -> dict[str, Value]:
    """A reason in JSON (CONTRACT 3)."""
    return {"rule": reason.rule, "kind": reason.kind, "points": reason.points, "times": reason.times, "due": reason.due,
            "text": reason.text}  # fmt: skip


def today_report(
    actions: Sequence[Action],
    people: Mapping[str, Mapping[str, str]],
    rules: Rules,
    remarks: tuple[Text, ...],
    asks: Mapping[str, Sequence[Problem]],
) -> Report:
    """The call list; `people` gives contact, title and phone of each customer's person to call, `asks` what to ask them,
    by customer id.
    """
    rows = [
        _today_row(rank, action, people[action.facts.id], rules, asks.get(action.facts.id, ()))
        for rank, action in enumerate(actions, 1)
    ]
    return Report("today", TODAY_COLUMNS, tuple(rows), remarks=remarks)


def called(number: str, extension: str) -> Text | str:
    """A number with the extension to ask for, if there is one."""
    return say("phone.extension", number=number, extension=extension) if extension else number


def _today_row(rank: int, action: Action, person: Mapping[str, str], rules: Rules, ask: Sequence[Problem]) -> Row:
    facts, goal = action.facts, aim(action, rules)
    touches, stage, why = facts.pulse.touches, say(f"stage.{action.stage}"), say("as_is", text=why_text(action.reasons))
    data = {
        "rank": rank, "code": facts.code_text, "name": facts.name, "contact": person["contact"] or None,
        "title": person["title"] or None, "phone": person["phone"] or None, "stage": action.stage,
        "grade": facts.grade or None, "score": action.score, "due": action.due, "days_late": action.days_late,
        "touches": touches, "why": why, "aim": goal,
        "reasons": [reason_data(reason) for reason in action.reasons], "ask": [ask_data(one) for one in ask],
    }  # fmt: skip
    if ask:
        goal = say("today.aim_ask", aim=goal, ask=ask_text(ask, person["contact"]))
    who = say("today.person", name=person["contact"], title=person["title"]) if person["title"] else person["contact"]
    number = called(person["phone"], person["extension"])
    cells = (rank, facts.name, who, number, stage, why, goal, touches)
    folded = say("today.folded", stage=stage, n=touches, why=why)
    return Row(data, cells, below={FOLD: goal}, narrow={NARROW: {"why": folded}}, style=_style(action))


def _style(action: Action) -> str:
    return "late" if action.days_late or action.must else ""


def gate_data(gate: Gate) -> dict[str, Value]:
    """A gate in JSON."""
    return {"gate": gate.gate, "until": gate.until, "text": gate.text}


def why_report(action: Action, surfaces: date | None, gates: Sequence[Gate]) -> Report:
    """How the score adds up, or what keeps the customer off the list, and the day they surface."""
    facts = action.facts
    data = {
        "code": facts.code_text, "name": facts.name, "on_list": action.on_list and not _filtered(gates),
        "surfaces": surfaces, "score": action.score, "reasons": [reason_data(reason) for reason in action.reasons],
        "gates": [gate_data(gate) for gate in gates],
    }  # fmt: skip
    lines = tuple(say("why.line", points=f"{reason.points:6.1f}", product=product_text(reason, facts.grade),
                      text=reason.text) for reason in action.reasons)  # fmt: skip
    total = say("why.total", points=f"{action.score:6.1f}") if len(lines) > 1 else None
    columns = ("customer", "surfaces", "score", "gates")
    cells: tuple[Value, ...] = (
        say("who.code", name=facts.name, code=facts.code_text),
        _surfaces_text(surfaces, action.day),
        (*lines, *((total,) if total else ())),
        tuple(gate.text for gate in gates),
    )
    return Report("why", tuple(Column(key) for key in columns), (Row(data, cells),), single=True)


def product_text(reason: Reason, grade: str) -> Text:
    """How a reason's points come about: weight × urgency × factor."""
    product = f"{reason.weight:g} × {reason.urgency:.3g}"
    if reason.times == 1:
        return say("as_is", text=product)
    grade_text: Value = grade or say("why.no_grade")
    return say("why.product", product=product, times=f"{reason.times:g}", grade=grade_text)


def _filtered(gates: Sequence[Gate]) -> bool:
    return any(gate.gate == "other_owner" for gate in gates)


def _surfaces_text(surfaces: date | None, day: date) -> Text:
    if surfaces is None:
        return say("why.never")
    return say("why.today") if surfaces == day else say("why.on", day=surfaces, n=(surfaces - day).days)


def urgency_class(day: date, today: date) -> str:
    """R3.15: act within a week, a month, a quarter, or later."""
    ahead = (day - today).days
    classes = ((WEEK, "week"), (MONTH, "month"), (QUARTER, "quarter"))
    return next((name for days, name in classes if ahead <= days), "later")


def agenda_report(actions: Sequence[Action], today: date, times: Mapping[str, Value]) -> Report:
    """Who comes up on which day; `times` gives the exact time of a promise that has one, by customer id."""
    columns = (Column("number", fixed=True, right=True), Column("day", fixed=True), Column("customer"), Column("why"),
               Column("urgency"))  # fmt: skip
    rows = []
    for number, action in enumerate(actions, 1):
        day, why = action.day, say("as_is", text=why_text(action.reasons))
        kind, urgency = action.reasons[0].kind, urgency_class(action.day, today)
        data = {"day": day, "code": action.facts.code_text, "name": action.facts.name, "kind": kind,
                "why": why, "urgency": urgency}  # fmt: skip
        when = times.get(action.facts.id, day)
        rows.append(Row(data, (number, when, action.facts.name, why, say(f"urgency.{urgency}")), style=_style(action)))
    return Report("agenda", columns, tuple(rows))


def last_day(today: date, days: int) -> date:
    """The last day of an agenda of so many days."""
    return today + timedelta(days=days)
