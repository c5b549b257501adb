"""`crm show --group`: several customers that are one - a group of firms, a household, somebody's accounts - added up (R1.8)."""

from __future__ import annotations

from typing import Any

from salescli.commands.judged import Judged
from salescli.core.reports.group import group_data, group_report
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.ranking import pulse
from salescli.store.records import ties


def show_group(run: Run, book: Book, customer: str) -> None:
    """The whole group of a customer: all above and all below it."""
    with book.reading():
        levels = dict(ties.group(book, customer))
        counts = ties.counted(book, list(levels))
        members = [_member(run, book, facts, levels[facts.id], counts[facts.id]) for facts in pulse.facts_by_id(book, [*levels])]
    run.keep_list([one["id"] for one in members])
    run.show(group_data(members) if run.form == "json" else group_report(members, summed=run.form != "csv"))


def _member(run: Run, book: Book, facts: Any, level: int, counts: tuple[int, int]) -> dict[str, Any]:
    one, contacted = Judged(run, book, facts), facts.pulse.last_contact
    return {"id": facts.id, "code": facts.code_text, "name": facts.name, "kind": facts.kind, "level": level, "stage": one.stage,
            "last_contact": contacted.day if contacted else None, "next": one.next, "touches": facts.pulse.touches,
            "reached": counts[0], "promises": counts[1]}  # fmt: skip
