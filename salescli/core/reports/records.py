"""Records of the kinds that have a noun: their list, one of them, and one line of it, from the declarations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from salescli.core.records import Attribute, Table, noun_of
from salescli.core.records.noun import Record
from salescli.core.records.values import heading, plain, shown, words
from salescli.core.reports import Column, Report, Row, Value
from salescli.core.reports.changes import LONGEST, shortened
from salescli.core.text import Text, say


def value(column: Attribute, record: Record) -> Any:
    """The value of a field."""
    return getattr(record, column.attribute)


def cell(column: Attribute, record: Record) -> Value:
    """The value as a person reads it."""
    found: Value = shown(column, value(column, record), getattr(record, "currency", None))
    return found


def record_data(table: Table, record: Record) -> dict[str, Value]:
    """A record in JSON: its code, each field under its name, and what its customer is called."""
    fields: dict[str, Value] = {}
    for column in table.fields:
        found = value(column, record)
        fields[column.field] = plain(column, found)
        if column.field == "customer":
            fields["customer_name"] = found.name if found else None
    return {"code": record.code, **fields, "source": record.source, "id": record.id, "created_at": record.created_at,
            "updated_at": record.updated_at}  # fmt: skip


def head(column: Attribute) -> Value:
    """What stands above a column."""
    return words(column.label) if column.label else column.field


def _column(column: Attribute) -> Column:
    number = column.kind in ("money", "number")
    return Column(column.field, fixed=number or column.kind == "day", right=number, head=head(column))


def records_report(table: Table, records: Sequence[Record], columns: Sequence[Attribute]) -> Report:
    """Records in rows, numbered as a list is."""
    heads = (Column("number", fixed=True, right=True), *((Column("code", fixed=True),) if noun_of(table).letter else ()))
    rows = []
    for number, record in enumerate(records, 1):
        first = (number, record.code) if noun_of(table).letter else (number,)
        rows.append(Row(record_data(table, record), (*first, *(cell(column, record) for column in columns))))
    return Report(f"{noun_of(table).word} list", (*heads, *map(_column, columns)), tuple(rows))


def record_report(table: Table, record: Record) -> Report:
    """One record with every field."""
    title = say("record.called", noun=words(noun_of(table).one), code=record.code, name="")
    fields = [(_column(column), cell(column, record)) for column in table.fields]
    columns = (Column("code", head=heading(noun_of(table).one)), *(column for column, _ in fields))
    cells = (record.code if noun_of(table).letter else None, *(found for _, found in fields))
    return Report(f"{noun_of(table).word} show", columns, (Row(record_data(table, record), cells),), title=title, single=True)


def record_line(table: Table, record: Record) -> Text:
    """One line on a record: its code, what it is called, and what its list shows besides."""
    noun = noun_of(table)
    others = [table.field(name) for name in noun.shown if name not in (noun.title, "customer")]
    more = tuple(found for column in others if (found := cell(column, record)) not in (None, "", ()))
    title = cell(table.field(noun.title), record)
    return say("who.hit", code=record.code, name=title if title != record.code else "", more=more)


def called(table: Table, record: Record) -> Text:
    """What a record is called in a sentence: machine k1 (A1)."""
    title = cell(table.field(noun_of(table).title), record)
    short = shortened(title) if isinstance(title, str) and len(title) > LONGEST else title
    return say("record.called" if title == record.code else "record.named", noun=words(noun_of(table).one), code=record.code,
               name=short)  # fmt: skip


def differences(table: Table, before: Record, after: Record) -> list[tuple[Attribute, Any, Any]]:
    """The fields that have changed, with what they held and hold."""
    pairs = ((column, value(column, before), value(column, after)) for column in table.fields)
    return [(column, old, new) for column, old, new in pairs if old != new]


def change_lines(table: Table, before: Record, after: Record) -> tuple[Text, ...]:
    """A piece of a sentence for each field that has changed."""
    return tuple(
        say("change.line", field=head(column), old=_brief(cell(column, before)), new=_brief(cell(column, after)))
        for column, _, _ in differences(table, before, after)
    )


def change_data(table: Table, before: Record, after: Record) -> list[Value]:
    """The changes in JSON."""
    return [{"field": column.field, "old": plain(column, old), "new": plain(column, new)}
            for column, old, new in differences(table, before, after)]  # fmt: skip


def _brief(found: Value) -> Value:
    if found in (None, "", ()):
        return say("change.nothing")
    return shortened(found) if isinstance(found, str) else found


def with_records(report: Report, theirs: Sequence[tuple[Table, Sequence[Record]]]) -> Report:
    """The one view of a customer with their records of each kind, under the table's name."""
    (row,) = report.rows
    columns = tuple(Column(table.name, head=heading(noun_of(table).many)) for table, _ in theirs)
    cells = tuple(tuple(record_line(table, record) for record in records) for table, records in theirs)
    data = {table.name: [record_data(table, record) for record in records] for table, records in theirs}
    return report._replace(columns=(*report.columns, *columns),
                           rows=(row._replace(data={**row.data, **data}, cells=(*row.cells, *cells)),))  # fmt: skip
