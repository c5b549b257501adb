"""Numbers of a workbook come in as they are seen in its cells, where their format shows more than the number."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType
from xml.sax.saxutils import quoteattr

import pytest
from conftest import Crm
from test_extent import spreadsheet
from test_importing_formats import MAIN, Cell, channels, only, read, workbook
from workbooks import xls
from xlsxwriter import Workbook

from salescli.importing import opendocument
from salescli.importing.formats import look_of
from salescli.importing.sheets import cell_text


def formatted(rows: list[list[Cell]], formats: Sequence[str], more: str = "") -> bytes:
    """A workbook whose columns have these formats, from the second row on; `more` stands in the list of formats."""
    source, out = zipfile.ZipFile(io.BytesIO(workbook(S=rows))), io.BytesIO()
    listed = "".join(f"<numFmt numFmtId='{164 + i}' formatCode={quoteattr(code)}/>" for i, code in enumerate(formats))
    styles = "".join(f'<xf numFmtId="{164 + i}" applyNumberFormat="1"/>' for i in range(len(formats)))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in source.namelist():
            text = source.read(part).decode()
            if part == "xl/styles.xml":
                text = (f'<styleSheet xmlns="{MAIN}"><numFmts>{listed}{more}</numFmts>'
                        '<cellStyleXfs><xf numFmtId="164"/></cellStyleXfs>'
                        f'<cellXfs count="9"><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>')  # fmt: skip
            if part == "xl/worksheets/sheet1.xml":
                for place in range(len(formats)):
                    for row in range(2, len(rows) + 1):
                        cell = f'<c r="{chr(65 + place)}{row}"'
                        text = text.replace(cell, f'{cell} s="{place + 1}"')
            packed.writestr(part, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("code", "value", "seen"),
    [
        ("00000", 123, "00123"), ("00000", -12, "-00012"), ("0000", 12345678, "12345678"), ("[$-804]000000", 50000, "050000"),
        ('"+49"0', 15112345678, "+4915112345678"), ('"K-"000', 7, "K-007"), ("K-000", 7, "K-007"), ('0"-A"', 7, "7-A"),
        ("\\D\\-00000", 1067, "D-01067"), ("000\\-00\\-0000", 12345678, "012-34-5678"), ("00\\ 00\\ 00", 12345, "01 23 45"),
        ("[<=9999999]###\\-####;\\(###\\)\\ ###\\-####", 5551234, "555-1234"),
        ("[<=9999999]###\\-####;\\(###\\)\\ ###\\-####", 2125551234, "(212) 555-1234"),
        ("[<=999]000;[<=9999]000\\-00;000\\-0000", 1000001, "100-0001"),
        ('0#" "##" "##" "##" "##', 612345678, "06 12 34 56 78"), ('"K-"General', 7, "K-7"), ('"K-"G/通用格式', 7.5, "K-7.5"),
        ('"ja";;"nein"', 1, "ja"), ('"ja";;"nein"', 0, "nein"), ('00000;-00000;""', 0, ""), ('00000;-00000;"-"', 0, "-"),
        ('"Herr "@', "Wang", "Herr Wang"), ('0;0;0;"K-"@', "7a", "K-7a"), ('"K-"@', 7, "K-7"),
        ('0" kg"', 5, "5 kg"), ('0.0" kg"', 5.25, "5.3 kg"), ('0"%"', 5, "5%"), ('0"万元"', 10, "10万元"),
        ("00000", 123.5, "00124"),
        # what the value itself says as well, or a day, a share, an amount
        ("0", 5, None), ("0.00", 5, None), ("#,##0", 5, None), ("#\\ ##0", 5000, None), ('#,##0.00\\ "€"', 5, None),
        ('0\\ "€"', 5, None), ("$0", 5, None), ("[$€-407]00000", 7, None), ("0%", 5, None), ("yyyy\\-mm", 5, None),
        ("[h]:mm", 1, None),
        ("0_);\\(0\\)", -5, None), ("0;[Red]-0", -5, None), ("_-* #,##0_-", 5, None), ("0.00E+00", 7, None), ("# ?/?", 7, None),
        ("[DBNum1]0", 7, None), ("General", 7, None), ("@", 7, None), (";;;", 7, None), ("###\\ ###\\ ####", 5, None),
        ("0;-0;\"-\"", 0, None), ('"+"0', 1.5e16, None), ('"+"0', True, None), ('"K-"000', "text", None),
        ('"', 7, None), ("\\", 7, None), ("[", 7, None), ("", 7, None), ("0" * 256, 7, None),
    ],
)  # fmt: skip
def test_what_a_format_shows(code: str, value: object, seen: str | None) -> None:
    look = look_of(code)
    assert (look.shown(value) if look else None) == seen


def test_numbers_are_read_as_they_are_seen(crm: Crm, tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["客户名称", "Mobile", "Postcode", "客户编号", "Employees", "Yearly revenue"],
        ["Raven", 15112345678, 1067, 7, 12, 10],
    ]
    (tmp_path / "a.xlsx").write_bytes(formatted(rows, ["@", '"+49"0', "00000", '"K-"000', '0" people at work"', '0"万"']))
    crm.ok("import a.xlsx")
    shown = crm.show("Raven")
    assert (shown["postcode"], shown["own"]["客户编号"], shown["employees"]) == ("01067", "K-007", 12)
    assert (shown["mobile"], shown["yearly_revenue"]) == ("+4915112345678", 100_000)
    assert "1 the same" in crm.ok("import a.xlsx").out


def test_cells_and_rows_stand_where_they_say() -> None:
    card = only(formatted([[], [], [None, "Name", "Mobile"], [], [None, "Ann Poe", 1234567]], ["", "", '"+49"0']))
    assert channels(card) == ["mobile +491234567"]


def test_merged_cells_are_filled_with_what_is_seen() -> None:
    data = formatted([["Customer", "No", "Name"], ["Raven", 7, "Ann"], ["Raven", None, "Bob"]], ["", '"K-"000'])
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for part in source.namelist():
            merged = '</sheetData><mergeCells><mergeCell ref="B2:B3"/></mergeCells>'
            packed.writestr(part, source.read(part).decode().replace("</sheetData>", merged))
    assert [card.own["No"] for card in read(out.getvalue()).cards] == ["K-007", "K-007"]


# --- XLS ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "seen"), [("00000", "00007"), ('"K-"000', "K-007"), ("0.00", "7"), ("#,##0", "7")])
def test_numbers_of_an_xls_sheet_are_read_as_they_are_seen(code: str, seen: str) -> None:
    cells = {(0, 0): "Name", (0, 1): "No", (3, 0): "Ann", (3, 1): 7.0, (4, 0): "Bob", (4, 1): 7.0, (6, 0): "Cid", (6, 1): 7.0}
    cards = read(xls(cells, [(3, 1), (6, 1)], code)).cards
    assert [card.own for card in cards] == [{"No": seen}, {"No": "7"}, {"No": seen}]


def test_numbers_of_one_record_are_read_as_they_are_seen() -> None:
    cells = {(0, 0): "Name", (0, 1): "No", (0, 2): "Code", (1, 0): "Ann", (1, 1): [7, 8]}
    assert read(xls(cells, [(1, 1)], '"K-"000')).cards[0].own == {"No": "K-007", "Code": "K-008"}


# --- OpenDocument -------------------------------------------------------------------------------------------------------

COVERED = "covered="
def ods_row(*cells: str, repeated: int = 1) -> str:
    """A row of an ODS table, of cells that are given by their attributes or as a text."""
    text = 'table-cell office:value-type="string"><text:p>'
    kinds = ["covered-table-cell/>" if cell == COVERED else f"table-cell {cell}{'>' if '</' in cell else '/>'}" if "=" in cell
             else f"{text}{cell}</text:p></table:table-cell>" for cell in cells]  # fmt: skip
    row = "".join(f"<table:{kind}" for kind in kinds)
    return f'<table:table-row table:number-rows-repeated="{repeated}">{row}</table:table-row>'


def ods(*rows: Sequence[str], styles: str = "", repeated: Mapping[int, int] = MappingProxyType({})) -> bytes:
    """An ODS file with these rows; `styles` stand before them, some rows are `repeated`."""
    table = "".join(ods_row(*row, repeated=repeated.get(place, 1)) for place, row in enumerate(rows))
    source, out = zipfile.ZipFile(io.BytesIO(spreadsheet(table))), io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for part in source.namelist():
            text = source.read(part).decode()
            named = 'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"><office:body>'
            packed.writestr(part, text.replace("><office:body>", f" {named}".replace("<office:body>", f"{styles}<office:body>")))
    return out.getvalue()


FORMATS = ('<office:automatic-styles><number:number-style><number:number number:min-integer-digits="5"/></number:number-style>'
           "</office:automatic-styles>")  # fmt: skip


def number(value: float | str, seen: str, more: str = "") -> str:
    """A cell of an ODS table: a number and how it looks."""
    return f'office:value-type="float" office:value="{value}"{more}><text:p>{seen}</text:p></table:table-cell'


def test_numbers_of_an_ods_table_are_read_as_they_are_seen() -> None:
    head = ["Company", "Mobile", "Postcode", "No", "Employees", "Yearly revenue", "Height"]
    cells = [number(15112345678, "+4915112345678"), number(1067, "01067"), number(7, "K-007"), number(12, "12 people at work"),
             number(10, "10万"), number(5, "5,0")]  # fmt: skip
    (card,) = read(ods(head, ["Raven", *cells], styles=FORMATS)).cards
    assert channels(card) == ["mobile +4915112345678"]
    assert (card.customer["postcode"], card.customer["employees"], card.customer["yearly_revenue"]) == ("01067", "12", "100000")
    assert card.own == {"No": "K-007", "Height": "5"}


def test_cells_that_repeat_and_those_with_a_note_look_alike() -> None:
    noted = number(7, "</text:p><office:annotation><text:p>K-9</text:p></office:annotation><text:p>K-007")
    seven = number(7, "K-007", ' table:number-columns-repeated="2"')
    rows = [["Name", "No", "Code", "Next"], [], ["Ann", seven, number(8, "K-008")], ["Bob", noted]]
    twice = ods(*rows, styles=FORMATS, repeated={2: 2})
    found = [card.own for card in read(twice).cards]
    assert found == [{"No": "K-007", "Code": "K-007", "Next": "K-008"}] * 2 + [{"No": "K-007"}]


@pytest.mark.parametrize(
    ("seen", "tells"),
    [("00123", True), ("+49151", True), ("K-007", True), ("5 kg", True), ("12-34", True), ("06 12 34", True), ("ja", True),
     ("0", False), ("5", False), ("-5", False), ("0.5", False), ("1,234", False), ("1 234", False), ("1.234 Stück", False),
     ("5,00 €", False), ("$5", False), ("(5)", False), ("1.2E+10", False), ("1 1/2", False), ("#DIV/0!", False),
     ("Err:502", False), ("-", False), ("", False)],
)  # fmt: skip
def test_which_looks_of_an_ods_cell_tell_more_than_the_number(seen: str, tells: bool) -> None:
    assert opendocument.tells(seen) == tells


def test_without_such_a_format_a_table_is_not_looked_through() -> None:
    assert read(ods(["Name", "No"], ["Ann", number(7, "K-007")])).cards[0].own == {"No": "7"}


def test_merged_cells_of_an_ods_table_are_filled_down_and_across_in_the_header() -> None:
    head = [spanned("Company", rows=2), spanned("Phone", columns=2), COVERED, spanned("Name", rows=2)]
    rows = [[COVERED, "Office", "Mobile", COVERED], [spanned("Raven", rows=2), "+441132345678", "+447700900001", "Ann"],
            [COVERED, spanned("+441132345679", columns=2), COVERED, "Bob"]]  # fmt: skip
    ann, bob = read(ods(head, *rows)).cards
    assert [(card.customer["name"], card.contact["name"]) for card in (ann, bob)] == [("Raven", "Ann"), ("Raven", "Bob")]
    assert channels(ann) == ["phone/office +441132345678", "mobile +447700900001"]
    assert channels(bob) == ["phone/office +441132345679"]


def spanned(text: str, rows: int = 1, columns: int = 1) -> str:
    """A cell of text that is merged over so many rows and columns."""
    over = f'table:number-rows-spanned="{rows}" table:number-columns-spanned="{columns}"'
    return f'office:value-type="string" {over}><text:p>{text}</text:p></table:table-cell'


# --- days and times -----------------------------------------------------------------------------------------------------

LAST = ["Name", "Phone", "Last contact", "Hours", "Next contact"]


def with_times(last: float | str, hours: float | str, code: str) -> bytes:
    """A workbook whose last contact is shown by the format `code`, its hours as [h]:mm."""
    out = io.BytesIO()
    with Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, LAST)
        sheet.write_row(1, 0, ["Ann Poe", "+441132345678"])
        sheet.write(1, 2, last, book.add_format({"num_format": code}))
        sheet.write(1, 3, hours, book.add_format({"num_format": "[h]:mm"}))
    return out.getvalue()


def date_of(value: str) -> str:
    return f'office:value-type="date" office:date-value="{value}"'


MIDNIGHTS = {
    "a.csv": (b"Name,Phone,Last contact,Hours\nAnn Poe,+441132345678,2026-01-05 24:00,24:00:00\n"),
    "seconds.csv": b"Name,Phone,Last contact,Hours\nAnn Poe,+441132345678,1/5/2026 24:00:00,24:00:00\n",
    "text.xlsx": with_times("2026-01-05 24:00", 1.0, "@"),
    "a.ods": ods(LAST[:4], ["Ann Poe", "+441132345678", date_of("2026-01-05T24:00:00"),
                            'office:value-type="time" office:time-value="PT24H00M00S"']),
    "a.xls": xls({(0, 0): "Name", (0, 1): "Phone", (0, 2): "Last contact", (0, 3): "Hours", (1, 0): "Ann Poe",
                  (1, 1): "+441132345678", (1, 2): "2026-01-05 24:00", (1, 3): 1.0}, [(1, 3)], "[h]:mm"),
}  # fmt: skip


@pytest.mark.parametrize("name", MIDNIGHTS)
def test_24_00_is_the_end_of_its_day(crm: Crm, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(MIDNIGHTS[name])
    crm.ok(f"import {name}")
    shown = crm.show("Ann Poe")
    (talk,) = shown["interactions"]
    assert (talk["at"][:16], shown["own"]) == ("2026-01-05T23:59", {"Hours": "24:00:00"})


NOUGHT = {
    "day.xlsx": with_times(0, 0, "yyyy-mm-dd"), "time.xlsx": with_times(0, 0, "yyyy-mm-dd hh:mm"),
    **{f"{value}.ods": ods(LAST[:3], ["Ann Poe", "+441132345678", date_of(value)])
       for value in ("1899-12-30", "1899-12-30T00:00:00", "1900-01-00", "1899-12-31")},
    **{f"{code}.{first}.xls": xls({(0, 0): "Name", (0, 1): "Phone", (0, 2): "Last contact", (1, 0): "Ann Poe",
                                   (1, 1): "+441132345678", (1, 2): 0.0}, [(1, 2)], code, first)
       for code in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm", "[h]:mm") for first in (False, True)},
}  # fmt: skip


@pytest.mark.parametrize("name", NOUGHT)
def test_a_day_of_nought_is_none_in_any_workbook(name: str) -> None:
    card = only(NOUGHT[name])
    assert (card.interactions, card.own, card.warnings) == ((), {}, ())


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.ods"])
def test_a_time_beside_a_day_of_nought_is_no_day(name: str) -> None:
    data = {"a.csv": b"Name,Phone,Last contact\nAnn Poe,+441132345678,1899-12-30 09:30\n",
            "a.xlsx": with_times(0.395834, 0, "h:mm"),
            "a.ods": ods(LAST[:3], ["Ann Poe", "+441132345678", date_of("1899-12-30T09:30:00")])}  # fmt: skip
    card = only(data[name])
    assert card.interactions == ()
    assert "09:30" in card.own["Last contact"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (timedelta(hours=26, minutes=30), "26:30:00"), (timedelta(hours=-1), "-01:00:00"), (timedelta(0), ""),
        ("PT26H30M05.25S", "26:30:05"), ("-PT1H00M00S", "-01:00:00"), ("PTS", "PTS"), ("GPS", "GPS"),
        (time(9, 30), "09:30:00"), (time(9, 29, 59, 999000), "09:30:00"), (time(23, 59, 59, 999999), "24:00:00"),
        (datetime(2026, 5, 1, 14, 29, 59, 999000), "2026-05-01 14:30"), (datetime(2026, 5, 1, 23, 59, 59, 991000), "2026-05-02"),
        (datetime.max, "9999-12-31 23:59"), (datetime(1899, 12, 30, 9, 30), "09:30:00"), (date(1850, 5, 1), "1850-05-01"),
    ],
)  # fmt: skip
def test_what_a_time_shows(cell: object, text: str) -> None:
    assert cell_text(cell) == text
