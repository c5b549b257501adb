"""`crm measures`: the computed fields, what each comes to and where it is from (CONTRACT 9)."""

from __future__ import annotations

import typer

from salescli.commands import fields
from salescli.core.errors import WrongUsage
from salescli.core.records.measures import MEASURES, Measure
from salescli.core.reports import Column, Report, Row, Value
from salescli.core.spelling import did_you_mean
from salescli.core.text import say
from salescli.run import Run


def measures_command(ctx: typer.Context, name: str = typer.Argument("", metavar="[NAME]")) -> None:
    run: Run = ctx.obj
    if name:
        run.show(_one(run, named(name)))
        return
    columns = (Column("name", fixed=True), Column("measure"), Column("record"), Column("unit"), Column("formula", most=70))
    run.show(Report("measures", columns, tuple(Row(_data(run, one), _cells(one)[:-2]) for one in MEASURES.values())))


def named(typed: str) -> Measure:
    """The measure of this name, or with this label in any language."""
    found = fields.measure_called(typed)
    if not found:
        raise WrongUsage("measure_unknown", name=typed, near=did_you_mean(typed, tuple(MEASURES)), known=", ".join(MEASURES))
    return MEASURES[found]


def _one(run: Run, measure: Measure) -> Report:
    columns = ("name", "measure", "record", "unit", "formula", "source", "needs")
    return Report("measures", tuple(map(Column, columns)), (Row(_data(run, measure), _cells(measure)),), single=True)


def _data(run: Run, measure: Measure) -> dict[str, Value]:
    words = {"formula": run.words(measure.formula), "source": run.words(_source(measure))}
    label = run.words(measure.label)
    return {"name": measure.name, "label": label, "record": measure.record, "unit": measure.unit, **words,
            "needs": list(measure.needs)}  # fmt: skip


def _cells(measure: Measure) -> tuple[Value, ...]:
    needs = tuple(say(f"needs.{one}") for one in measure.needs)
    return (measure.name, measure.label, say(f"record.{measure.record}"), say(f"unit.{measure.unit}"), measure.formula,
            _source(measure), say("as_is", text=needs))  # fmt: skip


def _source(measure: Measure) -> Value:
    return say("measure.source", place=measure.source)
