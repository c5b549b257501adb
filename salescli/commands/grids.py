"""`crm export FILE --as NOUN` and `crm import FILE --as NOUN`: records of a kind as a table, and back."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from salescli import files
from salescli.commands import noun_fields, typed
from salescli.commands.fields import fold
from salescli.core.errors import CannotDo, CrmError, WrongUsage
from salescli.core.records import Attribute, Table, noun_of, nouns
from salescli.core.records.noun import Linked, Record
from salescli.core.records.values import heading, words, written
from salescli.core.reports.imports import import_report
from salescli.core.reports.records import value
from salescli.core.spelling import did_you_mean
from salescli.core.text import Text, say
from salescli.importing.grid import read_grid
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.importing.cards import Fate
from salescli.store.records import declared

ID, NAME = "id", "customer_name"
WHOLE_ID = 36  # characters


def meant(run: Run, word: str) -> Table:
    """The kind of record that --as names, by its noun in any language."""
    found = {fold(label): table for noun, table in nouns().items() for label in (noun, *noun_of(table).one, *noun_of(table).many)}
    if fold(word) not in found:
        raise WrongUsage("choice_unknown", option="as", value=word, known=run.words(say("word.listed")).join(nouns()),
                         near=did_you_mean(fold(word), {name: noun_of(table).word for name, table in found.items()}))  # fmt: skip
    return found[fold(word)]


# out


def export(run: Run, path: Path, form: str, table: Table, where: str, *, labels: bool) -> None:
    """Write the records that meet a condition as a table."""
    from salescli.exporting.grid import FORMS, grid

    if form not in FORMS:
        raise WrongUsage("export_option", option="as", form=form, forms=", ".join(f".{one}" for one in FORMS))
    book = run.book
    with book.reading():
        records = noun_fields.records(run, book, table, where)
    rows = [_head(run, table, labels), *(_row(table, record) for record in records)]
    files.hand_over(path, grid(form, rows, noun_of(table).word))
    what = say("belongs.records", n=len(records), what=words(noun_of(table).one if len(records) == 1 else noun_of(table).many))
    run.done(say("done.exported_as", what=what, file=str(path)), {"file": str(path), "records": len(records)})


def _head(run: Run, table: Table, labels: bool) -> list[str]:
    fields = [run.words(heading(one.label)) if labels and one.label else one.field for one in table.fields]
    return [ID, "code", *fields, *([NAME] if table.of_customer else [])]


def _row(table: Table, record: Record) -> list[str]:
    cells = [written(column, value(column, record)) for column in table.fields]
    customer = getattr(record, "customer", None)
    return [record.id, record.code, *cells, *([customer.name if customer else ""] if table.of_customer else [])]


# in


class _Read(NamedTuple):
    """A row that was read: its place, its id if it brings one, the record that has it, and the values of its fields."""

    row: int
    id: str
    known: Record | None
    values: dict[str, Any]


def read(run: Run, path: Path, table: Table, *, dry_run: bool) -> int:
    """Put in what is new of a table and change what differs; all in one run. Returns the exit code."""
    book = run.book if dry_run else run.writable()
    try:
        rows = read_grid(path.read_bytes(), path.name, run.country)
    except OSError as error:
        raise CannotDo("file_unreadable", file=str(path), reason=os.strerror(error.errno or 0)) from None
    columns = _columns(table, rows[0], path.name)
    entries = [_entry(run, book, table, columns, place, row) for place, row in enumerate(rows[1:], 2) if any(row)]
    fates = [one if isinstance(one, Fate) else _fate(one) for one in entries]
    if not dry_run:
        with run.writing():
            fates = [one if isinstance(one, Fate) else _written(book, table, one) for one in entries]
    counts = Counter(fate.outcome for fate in fates)
    if run.for_a_person:
        run.show(import_report([fate for fate in fates if fate.outcome == "rejected"])) if counts["rejected"] else None
    else:
        run.show(import_report(fates))
    run.remark(say("import.as", n=len(fates), new=counts["new"], changed=counts["joined"], same=counts["same"],
                   rejected=counts["rejected"]))  # fmt: skip
    return 1 if counts["rejected"] else 0


def _columns(table: Table, header: Sequence[str], file: str) -> list[str]:
    """The field of each column, nothing where it is none of the record's."""
    known = {**noun_fields.names(table), ID: ID, NAME: NAME}
    found = [known.get(fold(word), "") for word in header]
    if not {column.field for column in table.fields} & {*found}:
        raise CannotDo("import_no_columns", file=file, columns=" | ".join(header))
    return found


def _entry(run: Run, book: Book, table: Table, columns: Sequence[str], place: int, row: Sequence[str]) -> _Read | Fate:
    cells = {name: cell.strip() for name, cell in zip(columns, row, strict=False) if name and cell.strip()}
    if not cells.get("customer") and cells.get(NAME):
        cells["customer"] = cells[NAME]
    try:
        known = _known(book, table, cells.get(ID, ""))
        values = typed.values(run, book, table, {column.attribute: _given(column, cells[column.field]) for column in table.fields
                                                 if column.field in cells and not _is_same(known, column, cells)})  # fmt: skip
        if known is None:
            values = typed.complete(run, book, table, values, "crm import")
            known = _twin(book, table, values) if not cells.get(ID) else None
        return _Read(place, cells.get(ID, ""), known, values)
    except CrmError as error:
        return Fate(place, "rejected", cells.get("code", ""), cells.get(NAME, ""), (Text(f"error.{error.key}", error.params),))


def _known(book: Book, table: Table, row_id: str) -> Record | None:
    found = declared.select(book, table, "t.id = ?", (row_id,)) if row_id else []
    return found[0] if found else None


def _given(column: Attribute, cell: str) -> str | list[str]:
    return cell.split("\n") if column.kind in ("texts", "lines") else cell


def _is_same(known: Record | None, column: Attribute, cells: dict[str, str]) -> bool:
    """Whether a cell still says what the record holds, in its code or name too."""
    if known is None:
        return False
    held = value(column, known)
    return cells[column.field] in ({written(column, held), held.name} if isinstance(held, Linked) else {written(column, held)})


def _twin(book: Book, table: Table, values: dict[str, Any]) -> Record | None:
    """A record that has all of these values already."""
    where = "t.customer_id = ?" if table.of_customer else "1"
    theirs = declared.select(book, table, where, (values["customer"].id,) if table.of_customer else ())
    alike = (one for one in theirs if all(_equal(value(table.field(name), one), found) for name, found in values.items()))
    return next(alike, None)


def _equal(held: Any, found: Any) -> bool:
    return bool(held.id == found.id) if isinstance(held, Linked) and isinstance(found, Linked) else bool(held == found)


def _fate(entry: _Read) -> Fate:
    """What would become of a row."""
    if entry.known is None:
        return Fate(entry.row, "new")
    changed = any(not _equal(getattr(entry.known, name, None), found) for name, found in entry.values.items())
    return Fate(entry.row, "joined" if changed else "same", entry.known.code)


def _written(book: Book, table: Table, entry: _Read) -> Fate:
    if entry.known is not None:
        changed = declared.edit(book, table, entry.known, entry.values)
        return Fate(entry.row, "joined" if changed else "same", entry.known.code)
    twin = _twin(book, table, entry.values) if not entry.id else None
    if twin is not None:
        return Fate(entry.row, "same", twin.code)
    row_id = declared.add(book, table, entry.values, row_id=entry.id if len(entry.id) == WHOLE_ID else "")
    return Fate(entry.row, "new", declared.one(book, table, row_id).code)
