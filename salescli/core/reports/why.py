"""How a score adds up, or what keeps somebody off the list, as `crm why` shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from salescli.core.ranking.action import Action, Gate, Reason
from salescli.core.ranking.answering import Best
from salescli.core.ranking.workdays import Calendar
from salescli.core.reports import Column, Layout, Parts, Report, Row, Value
from salescli.core.reports.answering import best_data, best_text
from salescli.core.reports.day import aim, reason_data, why_text
from salescli.core.rules.rule import Rules
from salescli.core.text import Text, say


def gate_data(gate: Gate) -> dict[str, Value]:
    """A gate in JSON."""
    return {"gate": gate.gate, "until": gate.until, "text": gate.text}


def why_report(
    action: Action, surfaces: date | None, gates: Sequence[Gate], rules: Rules, then: Action | None = None,
    best: Sequence[Best] = (),
) -> Report:
    """How the score adds up, or what keeps the customer off the list, the day they surface and (`then`) for what, and
    when they are best reached.
    """
    facts = action.facts
    data = {
        "code": facts.code_text, "name": facts.name, "on_list": action.on_list and not _filtered(gates),
        "surfaces": surfaces, "score": action.score, "reasons": [reason_data(reason) for reason in action.reasons],
        "gates": [gate_data(gate) for gate in gates], "best": best_data(best),
    }  # fmt: skip
    columns = ("customer", "surfaces", "score", "gates", "stage", "aim", "best")
    stage, touches = say(f"stage.{action.stage}"), facts.pulse.touches
    named, adds_up = say("who.code", name=facts.name, code=facts.code_text), _sum(action)
    cells: tuple[Value, ...] = (
        named,
        (_surfaces_text(surfaces, action.day), *(why_text(then.reasons) if then else ())),
        tuple(line for line in adds_up if isinstance(line, Parts)),
        tuple(gate.text for gate in gates),
        say("today.state", stage=stage, n=touches) if touches else stage,
        aim(action, rules) if action.on_list else None,
        tuple(best_text(one) for one in best),
    )
    head = Parts((named, "bold"), *([(f" · {facts.grade}", "")] if facts.grade else []))
    layout = Layout(tuple(Column(key) for key in columns[1:]))
    row = Row(data, cells, screen={"score": adds_up})
    remarks = _guessed(facts.calendar, [*(reason.due for reason in (then or action).reasons), *([surfaces] if surfaces else [])])
    return Report("why", tuple(Column(key) for key in columns), (row,), head, remarks=remarks, single=True, layouts=(layout,))


def _guessed(calendar: Calendar, days: Sequence[date]) -> tuple[Text, ...]:
    """That days lie in a year whose days off are not published yet, where they do."""
    years = sorted({day.year for day in days if not calendar.is_published(day)})
    return (say("why.unpublished", year=years[0], country=calendar.country),) if years else ()


def _sum(action: Action) -> tuple[Value, ...]:
    """The reasons' points, one under the other, and how each comes about; what they come to."""
    wide = len(f"{action.score:.1f}")
    lines = [Parts((f"{reason.points:{wide}.1f}", "bold"), ("  ", ""), (reason.text, ""), ("  = ", "dim"),
                   (product_text(reason, action.facts.grade), "dim")) for reason in action.reasons]  # fmt: skip
    if len(lines) > 1:
        total = Parts((f"{action.score:{wide}.1f}", "bold"), ("  ", ""), (say("why.total"), ""))
        return (*lines, "─" * wide, total)
    return tuple(lines)


def product_text(reason: Reason, grade: str) -> Text:
    """How a reason's points come about: weight × urgency × factor."""
    product = f"{reason.weight:g} × {_figure(reason)}"
    if reason.times == 1:
        return say("as_is", text=product)
    grade_text: Value = grade or say("why.no_grade")
    return say("why.product", product=product, times=f"{reason.times:g}", grade=grade_text)


def _figure(reason: Reason) -> str:
    """The urgency in so many digits that the product comes out right."""
    figures = (f"{reason.urgency:.{digits}g}" for digits in (2, 3, 4, 5))
    fits = (one for one in figures if round(reason.weight * float(one) * reason.times, 1) == reason.points)
    return next(fits, f"{reason.urgency:.6g}")


FILTERS = ("other_owner", "other_kind")
"""Gates of a list that is of the rep's own customers."""


def _filtered(gates: Sequence[Gate]) -> bool:
    return any(gate.gate in FILTERS for gate in gates)


def _surfaces_text(surfaces: date | None, day: date) -> Text:
    if surfaces is None:
        return say("why.never")
    return say("why.today") if surfaces == day else say("why.on", day=surfaces, n=(surfaces - day).days)
