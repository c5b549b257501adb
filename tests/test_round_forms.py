"""What other programs' forms do to a value, and what of it comes in: escapes, number formats, times, odd cards."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest
from conftest import Crm
from xlsxwriter import Workbook

# --- formulas ---------------------------------------------------------------------------------------------------------

FORMULAS = (
    "=1+1", "＝1+1", "＋1", "－1", "＠SUM(A1)", "\u200b=1+1", "\ufeff=1+1", "\u00a0=1", " =1+1", "\u2060\u200e@x",
    "gut\n=1+1", "gut\n\u200b＝1+1", "gut\r=1", "'=1", "'\u200b=1", "gut\n'=1", "''＝1", "\u00ad-1",
)  # fmt: skip
RUNS = "=+-@＝＋－＠"


def lines_that_run(cell: str) -> list[str]:
    """Lines whose first visible sign begins a formula."""
    import unicodedata

    found = []
    for line in cell.replace("\r", "\n").split("\n"):
        shown = "".join(c for c in line if unicodedata.category(c) not in ("Cf", "Cc", "Zs", "Mn"))
        found += [line] if shown[:1] and shown[0] in RUNS else []
    return found


@pytest.mark.parametrize("text", FORMULAS)
def test_no_line_of_an_exported_cell_runs_and_the_text_comes_back(crm, tmp_path, text: str) -> None:
    crm.ok("add", "甲", "--set", f"备注一={text}", "--needs", text)
    kept = crm.show("甲")
    crm.ok(f"export {tmp_path}/a.csv")
    for record in csv.reader((tmp_path / "a.csv").open(encoding="utf-8-sig", newline="")):
        assert [lines_that_run(cell) for cell in record if lines_that_run(cell)] == []
    other = Crm(tmp_path / "other")
    other.ok(f"import {tmp_path}/a.csv")
    shown = other.show("甲")
    assert (shown["own"], shown["needs"]) == (kept["own"], kept["needs"])
    assert [row["outcome"] for row in other.json(f"import {tmp_path}/a.csv")] == ["same"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_piped_list_and_rejected_rows_run_nothing(crm, tmp_path, text: str) -> None:
    file = tmp_path / "in.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([["Name", "Phone", "Notes"], ["A", "13800138000", "x"], ["", "", text]])
    crm(f"import {file}")
    for record in csv.reader((tmp_path / "in.rejected.csv").open(encoding="utf-8-sig", newline="")):
        assert [lines_that_run(cell) for cell in record if lines_that_run(cell)] == []


# --- cards ------------------------------------------------------------------------------------------------------------


def vcf(tmp_path: Path, *lines: str) -> Path:
    file = tmp_path / "card.vcf"
    file.write_text("\r\n".join(("BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD", "")), encoding="utf-8", newline="")
    return file


@pytest.mark.parametrize(
    ("org", "firm", "department"),
    [
        (r"Acme\\;Sales", "Acme\\", "Sales"),
        (r"Acme\;Sales", "Acme;Sales", None),
        (r"Acme\\\;Sales", "Acme\\;Sales", None),
        (r"Acme\\\\;Sales", r"Acme\\", "Sales"),
        (r"Acme\\;Sales\\", "Acme\\", "Sales\\"),
    ],
)
def test_a_doubled_backslash_parts_a_firm_from_its_department(crm, tmp_path, org: str, firm: str, department: str | None) -> None:
    crm.ok(f"import {vcf(tmp_path, 'FN:Ann Lee', 'N:Lee;Ann;;;', f'ORG:{org}')}")
    shown = crm.show("c1")
    assert (shown["name"], shown["contacts"][0].get("department")) == (firm, department)


def test_a_doubled_backslash_parts_tags_and_addresses(crm, tmp_path) -> None:
    file = vcf(tmp_path, "FN:Ann Lee", "ORG:Acme", r"CATEGORIES:a\\,b\,c", r"ADR;TYPE=WORK:;;Dock\\;Leeds;;;")
    crm.ok(f"import {file}")
    shown = crm.show("c1")
    assert sorted(shown["tags"]) == ["a\\", "b,c"]
    assert [(shown["address"], shown["city"])] == [("Dock\\", "Leeds")]


def test_a_second_name_of_a_card_is_kept(crm, tmp_path) -> None:
    file = vcf(tmp_path, "FN:王建国", "FN:Wang Jianguo", "ORG:华星", "TEL;TYPE=CELL:13800138000")
    crm.ok(f"import {file}")
    shown = crm.show("c1")
    assert shown["contacts"][0]["name"] == "王建国"
    assert "Wang Jianguo" in json.dumps(shown, ensure_ascii=False)
    assert [row["outcome"] for row in crm.json(f"import {file}")] == ["same"]


def test_the_preferred_of_two_names_is_the_name(crm, tmp_path) -> None:
    crm.ok(f"import {vcf(tmp_path, 'FN:Wang Jianguo', 'FN;PREF=1:王建国', 'ORG:华星')}")
    shown = crm.show("c1")
    assert shown["contacts"][0]["name"] == "王建国" and "Wang Jianguo" in json.dumps(shown, ensure_ascii=False)


TAGS = ("VIP", "vip", "ＶＩＰ", "大客户", "大客戶", "é", "e\u0301", "A", "Ａ")


@pytest.mark.parametrize("form", ["vcf", "csv", "xlsx", "json"])
def test_tags_that_differ_in_form_only_come_back(crm, tmp_path, form: str) -> None:
    crm.ok("add", "甲")
    crm.ok("contact", "add", "甲", "王总")
    for tag in TAGS:
        crm.ok("tag", "甲", tag)
    kept = crm.show("甲")["tags"]
    crm.ok(f"export {tmp_path}/a.{form}")
    other = Crm(tmp_path / "other")
    other.ok(f"import {tmp_path}/a.{form}")
    assert other.show("甲")["tags"] == kept
    assert {row["outcome"] for row in other.json(f"import {tmp_path}/a.{form}")} == {"same"}
    assert {row["outcome"] for row in crm.json(f"import {tmp_path}/a.{form}")} == {"same"}


# --- tables ---


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
@pytest.mark.parametrize("header", ["Name,Phone,Notes", '"Name","Phone","Notes"', "姓名,电话,备注"])
def test_a_header_repeated_behind_a_mark_is_no_person(crm, tmp_path, header: str, encoding: str) -> None:
    text = f"\ufeff{header}\r\nA,+441132345678,x\r\n\ufeff{header}\r\nB,+441225345678,y\r\n"
    (tmp_path / "in.csv").write_bytes(text.encode(encoding))
    outcomes = [(row["outcome"], row["name"]) for row in crm.json(f"import {tmp_path}/in.csv")]
    assert outcomes == [("new", "A"), ("skipped", None), ("new", "B")]


def test_exports_one_behind_the_other_come_in_as_one(crm, tmp_path) -> None:
    for name in ("甲", "乙"):
        crm.ok("add", name)
        crm.ok(f"export {tmp_path}/{name}.csv --where name={name}")
    (tmp_path / "both.csv").write_bytes((tmp_path / "甲.csv").read_bytes() + (tmp_path / "乙.csv").read_bytes())
    other = Crm(tmp_path / "other")
    other.ok(f"import {tmp_path}/both.csv")
    assert sorted(row["name"] for row in other.json("list")) == ["乙", "甲"]


@pytest.mark.parametrize(
    "day",
    [
        "1899-12-30", "1899-12-30 00:00:00", "30/12/1899", "12/30/1899", "1899/12/30",
        "0001-01-01", "0001-01-01 00:00:00", "0001-01-01T00:00:00", "1/1/0001 12:00:00 AM", "01/01/0001 00:00:00", "01.01.0001",
    ],
)  # fmt: skip
def test_the_day_of_an_empty_cell_is_none(crm, tmp_path, day: str) -> None:
    (tmp_path / "in.csv").write_text(f"Name,Phone,Last contact,Next contact,Birthday\nA,+441132345678,{day},{day},{day}\n")
    crm.ok(f"import {tmp_path}/in.csv")
    shown = crm.show("c1")
    assert (shown["interactions"], shown["promises"], shown["own"], shown["contacts"][0]["birthday"]) == ([], [], {}, None)


@pytest.mark.parametrize("day", ["0999-05-06", "9999-12-31", "9500-05-06 10:00", "0002-01-01T00:00:00Z"])
def test_a_day_from_which_none_can_count_is_kept_as_it_was_written(crm, tmp_path, day: str) -> None:
    (tmp_path / "in.csv").write_text(f"Name,Phone,Last contact,Next contact\nA,+441132345678,{day},{day}\n")
    crm.ok(f"import {tmp_path}/in.csv")
    shown = crm.show("c1")
    assert (shown["interactions"], shown["promises"]) == ([], [])
    assert set(shown["own"].values()) == {day}
    crm.ok("today --all")


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "0001-01-01"])
def test_a_time_from_which_none_can_count_is_none(crm, tmp_path, time: str) -> None:
    crm.ok("add 甲 --mobile 13800138000")
    crm.ok(f"export {tmp_path}/a.csv")
    text = (tmp_path / "a.csv").read_text("utf-8")
    made = crm.show("c1")["created_at"].replace("+00:00", "Z")
    (tmp_path / "a.csv").write_text(text.replace(crm.sql("SELECT created_at FROM customers")[0][0], time), "utf-8")
    other = Crm(tmp_path / "other")
    other.ok(f"import {tmp_path}/a.csv")
    assert made[:4] == "2026" and other.show("c1")["created_at"][:2] == "20"


def test_a_day_of_nought_in_a_workbook_is_none(crm, tmp_path) -> None:
    with Workbook(tmp_path / "in.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Name", "Phone", "Last contact", "Birthday"])
        sheet.write_row(1, 0, ["A", "+441132345678"])
        sheet.write_number(1, 2, 0, book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_number(1, 3, 0, book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
    crm.ok(f"import {tmp_path}/in.xlsx")
    shown = crm.show("c1")
    assert (shown["interactions"], shown["own"], shown["contacts"][0]["birthday"]) == ([], {}, None)


# --- a dry run --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("made", [True, False])
def test_a_dry_run_leaves_no_file_anywhere(tmp_path, monkeypatch, made: bool) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    crm = Crm(tmp_path / "home")
    if made:
        crm.ok("init --yes")
        crm.ok("add 甲")
    (here / "in.csv").write_text("Name,Phone,Notes\nA,13800138000,x\n,,nobody\n", encoding="utf-8")
    before = everything(tmp_path) - ({"home"} if not made else set())
    assert crm("import in.csv --dry-run").code in (0, 1)
    assert crm("import --dry-run in.csv -f json").code in (0, 1)
    assert everything(tmp_path) == before


def test_a_dry_run_without_a_book_has_nothing_beside_it_meanwhile(tmp_path, monkeypatch) -> None:
    from salescli.store.importing.cards import Importer

    here, seen, finish = tmp_path / "here", [], Importer.finish
    here.mkdir()
    monkeypatch.chdir(here)

    def look(importer: Importer) -> None:
        seen.append([path.name for path in here.iterdir()])
        finish(importer)

    monkeypatch.setattr(Importer, "finish", look)
    (here / "in.csv").write_text("Name,Phone\nA,13800138000\n", encoding="utf-8")
    Crm(tmp_path / "home").ok("import in.csv --dry-run")
    assert seen == [["in.csv"]]


def everything(folder: Path) -> set[str]:
    return {str(Path(base, name).relative_to(folder)) for base, folders, files in os.walk(folder) for name in (*folders, *files)}
