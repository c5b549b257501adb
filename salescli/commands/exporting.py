"""`crm export`: customers and people in a file that others can open, and that comes back in without loss."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import typer

from salescli import files
from salescli.commands import fields, listing
from salescli.commands.judged import Judged, Wanted
from salescli.core.errors import CannotDo, WrongUsage
from salescli.core.exchange.columns import CONTACT_ID, CUSTOMER_ID, OWN, Shape, column_name, every_column
from salescli.core.exchange.dossier import Dossier
from salescli.core.ranking.facts import Facts
from salescli.core.ranking.rank import stage_on
from salescli.core.spelling import did_you_mean
from salescli.core.text import say
from salescli.exporting import FORMS, written
from salescli.exporting.order import Order
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.ranking import listing as store_listing
from salescli.store.records import outgoing
from salescli.store.records.outgoing import Chosen

TABLES = ("csv", "xlsx")
VERSIONS = ("4.0", "3.0")


def export_command(
    ctx: typer.Context,
    file: str = typer.Argument(..., metavar="FILE"),
    where: str = typer.Option("", "--where", metavar="EXPR"),
    columns: list[str] = typer.Option(None, "--columns", metavar="F,F"),
    labels: bool = typer.Option(False, "--labels"),
    vcard: str = typer.Option("", "--vcard", metavar="4.0|3.0"),
    as_: str = typer.Option("", "--as", metavar="NOUN"),
) -> None:
    run: Run = ctx.obj
    path = Path(os.path.expanduser(file))
    form = _form(path, labels, vcard, columns or [])
    if not run.book_path.exists():
        raise CannotDo("no_book", home=str(run.home))
    if as_:
        from salescli.commands import grids

        _check(run, path)
        grids.export(run, path, form, grids.meant(run, as_), where, labels=labels)
        return
    book = run.book
    with book.reading():
        chosen = _chosen(run, book, where, told=form in TABLES)
        shape = outgoing.shape(book, chosen)
        names = _named(columns or [], shape)
        _check(run, path)
        _write(run, path, form, chosen, Order(
            lambda: outgoing.dossiers(book, chosen, whole=form == "json"), shape, vcard=vcard or VERSIONS[0], now=run.now,
            language=run.language if labels else "", words=run.words if labels else None, names=names,
            talks=lambda: outgoing.talks(book, chosen), records=lambda: outgoing.records(book)))  # fmt: skip
        people = outgoing.people(book, chosen)
    counts = {"customers": say("export.customers", n=len(chosen)), "people": say("export.people", n=people)}
    data = {"file": str(path), "customers": len(chosen), "contacts": people}
    run.done(say("done.exported", file=str(path), **counts), data)


def _named(texts: Sequence[str], shape: Shape) -> list[str]:
    """The columns that a rep names, by name or label in any language; `WrongUsage` for others."""
    words = [word.strip() for text in texts for word in re.split(r"[,，、;；]", text)]
    return list(dict.fromkeys(_name(word, shape) for word in words if word))


def _name(word: str, shape: Shape) -> str:
    found = column_name(word) or column_name(fields.named(word))
    if found is None and word in shape.own:
        return OWN + word
    if found is None:
        known = [name for name in every_column(shape) if name not in (CUSTOMER_ID, CONTACT_ID)]
        raise WrongUsage("export_column_unknown", column=word, near=did_you_mean(word, known), known=tuple(known))
    return found


def _form(path: Path, labels: bool, vcard: str, columns: Sequence[str]) -> str:
    """The form that the file's ending names; options that it has no use for are errors."""
    form = path.suffix.lower().removeprefix(".")
    if form not in FORMS:
        raise WrongUsage("export_form", file=path.name, known=", ".join(f".{one}" for one in FORMS))
    if vcard and vcard not in VERSIONS:
        raise WrongUsage("choice_unknown", option="vcard", value=vcard, known=", ".join(VERSIONS), near="")
    if vcard and form != "vcf":
        raise WrongUsage("export_option", option="vcard", form=form, forms=".vcf")
    if form not in TABLES and (labels or columns):
        option = "labels" if labels else "columns"
        raise WrongUsage("export_option", option=option, form=form, forms=", ".join(f".{one}" for one in TABLES))
    return form


def _check(run: Run, path: Path) -> None:
    if path.is_dir():
        raise CannotDo("file_is_folder", file=str(path))
    if os.path.lexists(path) and not run.options.yes:
        raise CannotDo("export_exists", file=str(path))


def _chosen(run: Run, book: Book, expression: str, *, told: bool) -> list[Chosen]:
    """The customers that meet the condition, each with its stage of today, in the order of their codes.

    `told`: with the days of the last contact and of the next.
    """
    wanted = listing.parse(run, book, expression) if expression else ()
    conditions, found = Wanted(book, wanted), []
    for facts in store_listing.facts_where(book, wanted):
        judged = Judged(run, book, facts)
        if judged.meets(conditions):
            stage, since = _stage(run, facts)
            found.append(Chosen(facts.id, stage, since.isoformat(), _told(facts, judged.next) if told else {}))
    return found


def _told(facts: Facts, when: date | datetime | None) -> dict[str, str]:
    """The days of the last contact and of the next one, as far as there are any."""
    last = facts.pulse.last_contact
    found = {"last_contact": last.day.isoformat()} if last else {}
    if when:
        found["next"] = f"{when:%Y-%m-%d %H:%M}" if isinstance(when, datetime) else when.isoformat()
    return found


def _stage(run: Run, facts: Facts) -> tuple[str, date]:
    """The stage that time has brought the customer to, and since when."""
    now, _ = stage_on(facts, run.rules, run.today)
    stage, since = facts.stage, facts.stage_since
    while stage != now and (then := run.rules.stages[stage].then):
        stage, since = then[0], then[1].add_to(since)
    return now, since


def _write(run: Run, path: Path, form: str, chosen: Sequence[Chosen], order: Order) -> None:
    """The file in one step, with a bar where it takes long; a workbook is gone through twice."""
    from salescli.render import screen

    total = len(chosen) * (2 if form == "xlsx" else 1)
    try:
        with screen.progress(total, say("export.writing"), run.words) as bar, files.in_place_of(path) as out:

            def counted() -> Iterator[Dossier]:
                for dossier in order.dossiers():
                    bar.advance(1)
                    yield dossier

            for piece in written(form, order._replace(dossiers=counted)):
                out.write(piece)
    except OSError as error:
        raise CannotDo("export_failed", file=str(path), reason=os.strerror(error.errno or 0)) from None
