"""`crm report`: figures of what was done and of who is in the book, in groups, and the records behind them (CONTRACT 9)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import typer

from salescli import files
from salescli.commands import asking, fields, listing
from salescli.commands.call_list import refresh_days
from salescli.commands.judged import Judged, Wanted
from salescli.core.errors import WrongUsage
from salescli.core.language.where import Condition
from salescli.core.model import LANGUAGES
from salescli.core.records.fields import FIELDS
from salescli.core.reports import Column, Report, Row, Value
from salescli.core.reports.activity import ACTIVITY
from salescli.core.reports.book import CONTACTS, CUSTOMERS
from salescli.core.reports.figures import Groups, Kind, Made, figures_report, heading, lines_report
from salescli.core.reports.neglected import NEGLECTED
from salescli.core.reports.period import Asked, Period, read_period
from salescli.core.spelling import did_you_mean
from salescli.core.text import say
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.ranking import listing as store_listing
from salescli.store.ranking import standing
from salescli.store.records import figures


class Read(NamedTuple):
    """A report, the records that it is made of, and what has to be found out before they are read."""

    kind: Kind
    source: figures.Source
    before: tuple[Callable[[Book], None], ...] = ()


READS = {read.kind.name: read for read in (
    Read(ACTIVITY, figures.TALKS), Read(NEGLECTED, figures.LATE, (standing.find_late, standing.find_leads)),
    Read(CUSTOMERS, figures.CUSTOMERS, (standing.find_moved_on, standing.find_leads)), Read(CONTACTS, figures.PEOPLE),
)}  # fmt: skip
COMPARED = ("previous", "year")
MOST = 200
"""Records that a report shows where nobody asks for its lines."""


class Whom(NamedTuple):
    """Whom a report is about: the kinds that are meant, and the ids of those that a filter leaves, None for all."""

    kinds: Sequence[str]
    ids: Sequence[str] | None = None


def report_command(
    ctx: typer.Context,
    name: str = typer.Argument("", metavar="[NAME]"),
    first: str = typer.Option("", "--from", metavar="DAY"),
    last: str = typer.Option("", "--to", metavar="DAY"),
    month: str = typer.Option("", "--month"),
    quarter: str = typer.Option("", "--quarter"),
    year: str = typer.Option("", "--year"),
    by: str = typer.Option("", "--by", metavar="FIELD"),
    compare: str = typer.Option("", "--compare", metavar="previous|year"),
    where: str = typer.Option("", "--where", metavar="EXPR"),
    owner: str = typer.Option("", "--owner"),
    kind_of: str = typer.Option("", "--kind"),
    lines: bool = typer.Option(False, "--lines"),
) -> None:
    run: Run = ctx.obj
    if not name:
        run.show(_all_reports(run))
        return
    read = READS[_named(run, "report", name, {one: f"report.{one}" for one in READS})]
    kind = read.kind
    group = _named(run, "--by", by, {one: _words_of(one) for one in kind.by if one}) if by else kind.by[0]
    asked = Asked(first, last, month, quarter, year)
    if not kind.days and (any(asked) or compare):
        raise WrongUsage("report_no_period", name=kind.name)
    compared = _named(run, "--compare", compare, dict.fromkeys(COMPARED, "")) if compare else ""
    period = read_period(asked, run.today, lambda text: asking.when(run, text, "back").day, kind.days) if kind.days else None
    before = period.before(compared) if compared and period and not lines else None
    made = Made(run.today, period, before, tuple(_filters(run, where, owner, kind_of)))
    book = run.book
    refresh_days(run, book, quiet=True)
    with book.reading():
        whom = _whom(run, book, where, owner, kind_of)
        for find in read.before:
            find(book)
        if lines or not group:
            meant = _asked(run, period, whom)
            number = figures.number(book, read.source, meant)
            found = list(figures.lines(book, read.source, meant, -1 if lines else MOST))
            shown = lines_report(kind, group, found, number, made)
        else:
            groups = _groups(run, read, period, whom, group)
            earlier = _groups(run, read, before, whom, group) if before else None
            shown = figures_report(kind, group, groups, earlier, made)
    run.show(shown)


def _asked(run: Run, period: Period | None, whom: Whom) -> figures.Asked:
    first, last = (period.first, period.last) if period else (run.today, run.today)
    return figures.Asked(first, last, whom.ids, whom.kinds)


def _groups(run: Run, read: Read, period: Period | None, whom: Whom, by: str) -> Groups:
    return figures.groups(run.book, read.source, _asked(run, period, whom), by, read.kind.sums)


def _filters(run: Run, where: str, owner: str, kind: str) -> Iterator[Value]:
    """What the title says of whom a report is about."""
    yield from (where,) if where else ()
    if owner:
        yield say("report.filter", label=say("field.owner"), value=owner)
    if kind:
        named = (run.words(say(f"kind.{one}")) for one in asking.kinds(run, kind))
        yield say("report.filter", label=say("field.kind"), value=run.words(say("word.listed")).join(named))


def _words_of(by: str) -> str:
    key = heading(by)
    return key if "." in key else f"column.{key}"


def _named(run: Run, option: str, word: str, known: Mapping[str, str]) -> str:
    """One of the words that an option takes, given as that or as its label in any language; `known`: with their labels' keys."""
    if word in known:
        return word
    spelled = {fields.fold(label): key for key, words in known.items() if words for label in _labels(words)}
    if found := spelled.get(fields.fold(word)) or next((key for key in known if key == fields.fold(word)), ""):
        return found
    shown = {key: key if run.language == "en" or not words else run.words(say(words)) for key, words in known.items()}
    listed = run.words(say("word.listed")).join(shown.values())
    near = did_you_mean(word, tuple(dict.fromkeys((*known, *shown.values()))))
    raise WrongUsage("choice_unknown", option=option, value=word, known=listed, near=near)


def _labels(key: str) -> list[str]:
    """What is called by this key in each language."""
    name = key.removeprefix("field.")
    if field := next((one for one in FIELDS if one.name == name and key != name), None):
        return [field.label(language) for language in LANGUAGES]
    labels = (str(files.load_json(f"locales/{language}.json").get(key, "")) for language in LANGUAGES)
    return [label.partition("（")[0] for label in labels]  # 周（起）


def _all_reports(run: Run) -> Report:
    rows = tuple(Row({"name": name, "about": run.words(say(f"report.{name}.about"))}, (name, say(f"report.{name}.about")))
                 for name in READS)  # fmt: skip
    return Report("report", (Column("name", fixed=True), Column("tells")), rows)


def _whom(run: Run, book: Book, where: str, owner: str, kind: str) -> Whom:
    """Those that a filter leaves, of the kinds that are meant."""
    conditions = listing.parse(run, book, where) if where else ()
    kinds = asking.kinds(run, kind) if kind else listing.kinds_meant(conditions)
    if not (where or owner):
        return Whom(kinds)
    conditions = (*conditions, *((Condition("owner", "=", owner),) if owner else ()))
    wanted = Wanted(book, conditions)
    if not wanted.left:
        return Whom(kinds, store_listing.ids_where(book, conditions))
    found = (Judged(run, book, facts) for facts in store_listing.facts_where(book, conditions, kinds))
    return Whom(kinds, [one.facts.id for one in found if one.meets(wanted)])
