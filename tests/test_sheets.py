"""The call sheet: printed with blanks, or filled in as a table that is read back once, with nothing lost."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook


@pytest.fixture
def book(crm):
    crm.given("add 华星电子 --mobile 13800138000 --grade S", "add 佛山顺德 --grade A", "add 鼎立 --grade B", "add =cmd --grade C")
    return crm


def rows(path="calls.csv"):
    return list(csv.reader(io.StringIO(Path(path).read_text("utf-8-sig"))))


def fill(rows, **said):
    """A row's blanks, by code."""
    for row in rows[1:]:
        row[-3:] = said.get(row[1], row[-3:])
    return rows


def write_csv(rows, path="calls.csv", encoding="utf-8-sig"):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    Path(path).write_bytes(out.getvalue().encode(encoding))


def write_xlsx(rows, path="calls.xlsx"):
    with Workbook(path) as made:
        sheet = made.add_worksheet()
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)


def talks(crm, who):
    return [(row["outcome"], row["text"]) for row in crm.show(who)["interactions"]]


def test_the_printed_list_has_blanks(book):
    page = book.ok("today -f html").out
    assert page.count('<td class="blank"></td>') == 12 and "华星电子" in page and "<th class=\"blank\">Note</th>" in page
    assert "| Result | Note | Next |" in book.ok("today -f md").out
    assert "| 结果 | 备注 | 下次联系 |" in book.ok("today -f md --lang zh-CN").out
    assert "outcome" not in book.json("today")[0]


@pytest.mark.parametrize("lang", ["en", "zh-CN", "zh-TW"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_filled_in_sheet_is_read_back_once(book, lang, form):
    book.ok("today", "--sheet", f"calls.{form}", "--lang", lang)
    found = rows() if form == "csv" else CalamineWorkbook.from_path("calls.xlsx").get_sheet_by_index(0).to_python()
    assert [row[1] for row in found[1:]] == ["c1", "c2", "c3", "c4"] and found[1][0] == "2026-03-11"
    fill(found, c1=["有意向", "要样品", "周五 15:00"], c2=["no_answer", "", ""], c3=["", "下单了", ""])
    (write_csv if form == "csv" else write_xlsx)(found)
    answer = book("log", "--from", f"calls.{form}")
    assert answer.code == 0 and "3 logged, 0 known already, 0 rejected, 1 left blank" in answer.out
    assert talks(book, "c1") == [("positive", "要样品")] and book.show("c1")["next"].startswith("2026-03-13T15:00")
    assert talks(book, "c2") == [("no_answer", None)] and talks(book, "c3") == [("won", "下单了")] and talks(book, "c4") == []
    assert "0 logged, 3 known already" in book.ok("log", "--from", f"calls.{form}").out
    book.ok("undo -y")
    book.ok("undo -y")
    assert talks(book, "c1") == []


def test_rows_that_fail_are_written_beside_and_the_others_are_logged(book):
    write_csv([["code", "outcome", "note", "next"], ["c1", "won", "x", ""], ["c99", "won", "y", ""], ["c2", "gone", "z", ""],
               ["c3", "", "t", "someday"], ["", "won", "", ""], ["c4", "won", "=1+1", ""]])  # fmt: skip
    answer = book("log --from calls.csv")
    assert answer.code == 1 and "2 logged, 0 known already, 4 rejected" in answer.out and "calls.rejected.csv" in answer.err
    beside = rows("calls.rejected.csv")
    assert [row[0] for row in beside[1:]] == ["c99", "c2", "c3", ""] and all(row[-1] for row in beside[1:])
    fill_in = [beside[0][:4], ["c2", "won", "z", ""]]
    write_csv(fill_in, "mended.csv")
    assert "1 logged" in book.ok("log --from mended.csv").out and talks(book, "c2") == [("won", "z")]


def test_a_sheet_of_yesterday_counts_from_its_day(book):
    book.ok("today --sheet calls.csv")
    write_csv(fill(rows(), c1=["answered", "聊了", "明天"]))
    book.today = "2026-03-12"
    [row] = book.json("log --from calls.csv")
    assert (row["code"], row["fate"], row["outcome"], row["next"]) == ("c1", "new", "answered", "2026-03-12")
    assert book.show("c1")["last_contact"] == "2026-03-11"


def test_a_corrected_row_is_not_read_again(book):
    write_csv([["code", "outcome", "note"], ["c1", "answered", "x"]])
    book.ok("log --from calls.csv")
    book.ok("log c1 --correct last --outcome won")
    assert "1 known already" in book.ok("log --from calls.csv").out


def test_a_sheet_that_is_there_is_not_replaced(book):
    book.ok("today --sheet calls.csv")
    assert book("today --sheet calls.csv").code == 3
    assert book("log c1 --from calls.csv").code == 2
