"""`crm why`: how a score adds up, or why somebody is not on the list, and the day they surface."""

from __future__ import annotations

import typer

from salescli.commands import asking
from salescli.core.model import CUSTOMER
from salescli.core.ranking.action import Gate
from salescli.core.ranking.answering import best
from salescli.core.ranking.rank import judge, surfaces
from salescli.core.reports.why import FILTERS, why_report
from salescli.core.text import say
from salescli.run import Run
from salescli.store.ranking import pulse, tries


def why_command(ctx: typer.Context, who: str = typer.Argument(..., metavar="WHO")) -> None:
    run: Run = ctx.obj
    book = run.book
    with book.reading():
        facts = pulse.facts_of(book, asking.customer(run, book, who).customer)
        action = judge(facts, run.rules, run.today)
        gates = list(action.gates)
        mine = run.config.name
        if mine and facts.owner and facts.owner.casefold() != mine.casefold():
            gates.append(Gate("other_owner", None, say("gate.other_owner", owner=facts.owner)))
        if facts.kind != CUSTOMER:
            gates.append(Gate("other_kind", None, say("gate.other_kind", kind=say(f"kind.{facts.kind}"), word=facts.kind)))
        others = any(gate.gate in FILTERS for gate in gates)
        when = None if others else surfaces(facts, run.rules, run.today)
        found = best(tries.of_customer(book, facts.id), tries.of_everybody(book))
        then = judge(facts, run.rules, when) if when and when > run.today else None
    run.show(why_report(action, when, gates, run.rules, then, found))
