"""Numbers of a workbook come in as they are seen in its cells, where their format shows more than the number."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from conftest import Crm
from test_importing_formats import MAIN, Cell, channels, only, read, workbook

from salescli.importing.formats import look_of


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
