"""The prioritised call list, worked out and shown; without a parser of options, which takes longer to load than that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from salescli.commands.checking import asks
from salescli.core.language.grouping import may_be_abroad
from salescli.core.ranking.action import Action
from salescli.core.ranking.rank import cut, day_list, judge, rank
from salescli.core.ranking.shortlist import shortlist
from salescli.core.reports import Report
from salescli.core.reports.day import Numbers, today_report
from salescli.core.text import Text, say
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.ranking import pulse
from salescli.store.ranking.candidates import Candidates
from salescli.store.records import view

MANY = 2000
"""Places from which on it is quicker to look at everybody."""


def bare(run: Run) -> None:
    """`crm` and `crm today` with no word behind."""
    show_list(run)


def show_list(run: Run, n: int | None = None, everybody: bool = False, stage: str = "", owner: str = "",
              kind: str = "", sheet: str = "") -> list[str]:  # fmt: skip
    """The list of N places, or of as many as the day has left; or everybody who has come up. Returns whom it lists."""
    wanted_stage = _stage(run, stage) if stage else ""
    kinds = _kinds(run, kind) if kind else pulse.ONES
    book = run.book
    refresh_days(run, book)
    with book.reading():
        if pulse.is_empty(book):
            _how_to_begin(run)
            return []
        mine = (owner or run.config.name).casefold()
        done = pulse.touched_today(book, kinds)
        places = max(0, run.config.capacity - done) if n is None else n
        if everybody or wanted_stage or kind or places > MANY or not pulse.may_skip(book) or pulse.is_feast(book):
            found = _actions(run, book, wanted_stage, mine, kinds)
            due = sum(action.on_list for action in found)
        else:
            found = shortlist(Candidates(book, mine), lambda facts: judge(facts, run.rules, run.today), places)
            due = pulse.due_today(book, mine, found)
        ranked = rank(found)
        listed = day_list if n is None else cut
        shown = ranked[:n] if everybody else listed(ranked, places)
        people = people_called(book, shown)
        ask = asks(run, book, shown, people)
        theirs = _times_there(run, book, shown, people)
        left = Left(due, due - len(shown), sum(action.must for action in ranked) - sum(action.must for action in shown),
                    0 if kind or wanted_stage else pulse.others_due(book, mine))  # fmt: skip
    listed_ids = [action.facts.id for action in shown]
    run.keep_list(listed_ids)
    by_capacity = n is None and not everybody
    numbers = Numbers(run.today, len(shown) + done * by_capacity, done, left.waiting, left.musts, _works(run))
    remarks, told = _remarks(run, left, done if by_capacity else None)
    report = today_report(shown, people, run.rules, numbers, ask, run.country, theirs, remarks, told)
    if sheet:
        _write_sheet(run, report, sheet)
        return listed_ids
    run.show(_printed(report) if run.form in ("md", "html") else report)
    return listed_ids


def _printed(report: Report) -> Report:
    """The list as a call sheet with blanks to fill in by hand."""
    from salescli.core.reports.sheet import with_blanks

    return with_blanks(report)


def _write_sheet(run: Run, report: Report, file: str) -> None:
    from salescli.commands.sheets import write

    write(run, report, file)


def _stage(run: Run, text: str) -> str:
    from salescli.commands.asking import choice

    return choice(run, "stage", text)


def _kinds(run: Run, text: str) -> Sequence[str]:
    from salescli.commands.asking import kinds

    return kinds(run, text)


def _actions(run: Run, book: Book, stage: str, mine: str, kinds: Sequence[str]) -> list[Action]:
    """Everybody who has come up: the whole list, or that of one stage."""
    owned = (facts for facts in pulse.coming(book, run.today, kinds) if not mine or facts.owner.casefold() in ("", mine))
    actions = (judge(facts, run.rules, run.today) for facts in owned)
    return [action for action in actions if not stage or action.stage == stage]


def people_called(book: Book, shown: Sequence[Action]) -> dict[str, dict[str, str]]:
    """The person to call at each of the customers with title, phone, extension and `doubtful`, each maybe empty; where
    the strongest reason says so, another one than was tried last.
    """
    promised = {one.facts.id: one.facts.promise.contact if one.facts.promise else "" for one in shown}
    others = [one.facts.id for one in shown if one.reasons and one.reasons[0].move == "person"]
    found = view.people_to_call(book, promised, others)
    return {customer: {"contact": contact["name"] if contact else "", "title": (contact["title"] or "") if contact else "",
                       "phone": phone, "extension": extension, "doubtful": "yes" if doubtful else ""}
            for customer, (contact, phone, extension, doubtful) in found.items()}  # fmt: skip


def _times_there(run: Run, book: Book, shown: Sequence[Action], people: Mapping[str, Mapping[str, str]]) -> dict[str, Text]:
    """The time at customers in another zone, in words."""
    away = [one for one in shown if may_be_abroad(one.facts.country, people[one.facts.id]["phone"], run.country)]
    if not away:
        return {}
    from salescli.commands.abroad import times_there
    from salescli.core.calendar.zones import in_words

    return {one: in_words(time, run.now) for one, time in times_there(run, book, away, people).items()}


class Left(NamedTuple):
    """How many are due, how many of them the list leaves out, how many of those can't wait, and how many are due that
    are no customers.
    """

    due: int
    waiting: int
    musts: int
    others: int = 0


def _works(run: Run) -> bool:
    return run.calendar_of(run.country).is_working_day(run.today)


def _remarks(run: Run, left: Left, done: int | None) -> tuple[list[Text], list[Text]]:
    """What there is to say beside the list, and what its title says where it has one.

    `done`: how many were touched today, where the capacity gives the places.
    """
    told = [] if _works(run) else [say("today.day_off", day=run.today)]
    if done is not None:
        told.append(say("today.done", n=done, of=run.config.capacity))
    if left.waiting:
        told.append(say("today.waiting", n=left.waiting))
    if left.musts:
        told.append(say("today.beyond", n=left.musts))
    if left.others:
        told.append(say("today.other_kinds", n=left.others))
    return ([] if left.due else [say("today.nobody")]), told


def _how_to_begin(run: Run) -> None:
    if not run.for_a_person:
        run.show(Report("today", (), ()))
        return
    from salescli.render import screen

    screen.say(run.words(say("today.begin")))


def refresh_days(run: Run, book: Book, *, quiet: bool = False) -> None:
    """Bring the days that were derived from other rules up to date, with a remark; or do without, where it can't write."""
    if pulse.is_current(book) or not run.book_path.exists():
        return
    from salescli.core.errors import CannotDo

    try:
        run.writable()
        pulse.rebuild(book)
        if not quiet:
            run.remark(say("today.rebuilt"))
    except CannotDo:
        pass
