"""The call sheet: today's list with blanks, to print, or to fill in as a table that `crm log --from` reads back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from salescli.core.records.declaring import Labels
from salescli.core.reports import Column, Report, Row

BLANKS = ("outcome", "note", "next_day")
KEPT = ("rank", "customer", "grade", "person", "phone", "why", "aim", "ask")
"""What a printed sheet has beside its blanks: one line a call, on paper of A4."""
HEADS: dict[str, Labels] = {
    "day": ("day", "日期", "日期"), "code": ("code", "编码", "編碼"), "name": ("customer", "客户", "客戶"),
    "contact": ("person", "联系人", "聯絡人"), "phone": ("phone", "电话", "電話"), "why": ("why", "原因", "原因"),
    "aim": ("aim", "目标", "目標"), "via": ("how", "方式", "方式"), "outcome": ("outcome", "结果", "結果"),
    "note": ("note", "备注", "備註"), "next": ("next", "下次联系", "下次聯絡"),
}  # fmt: skip
"""The columns of a sheet to fill in, with their headers in three languages; the blank ones come last."""
LANGUAGES = ("en", "zh-CN", "zh-TW")


def with_blanks(report: Report) -> Report:
    """The list as it is printed."""
    places = [place for place, column in enumerate(report.columns) if column.key in KEPT]
    columns = (*(report.columns[place] for place in places), *(Column(key, tint="blank") for key in BLANKS))
    return report._replace(columns=columns, rows=tuple(_row(row, places) for row in report.rows))


def _row(row: Row, places: Sequence[int]) -> Row:
    return row._replace(cells=(*(row.cells[place] for place in places), *("" for _ in BLANKS)))


def header(language: str) -> list[str]:
    """The header of a sheet to fill in."""
    return [labels[LANGUAGES.index(language)] for labels in HEADS.values()]


def lines(report: Report, day: date, words: Callable[[object], str]) -> list[list[str]]:
    """A line of texts for each row of the list, blank where it is to be filled in."""
    told = [{**row.data, "day": day.isoformat()} for row in report.rows]
    return [[words(data.get(name) or "") for name in HEADS] for data in told]


def columns_of(cells: Sequence[str]) -> list[str]:
    """What each header means, by its key or in any language; "" for what is no column of a sheet."""
    known = {label.casefold(): name for name, labels in HEADS.items() for label in (name, *labels)}
    return [known.get(cell.strip().casefold(), "") for cell in cells]
