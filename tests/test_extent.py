"""Workbooks that would take gigabytes are refused by what they say of themselves, with a way out; whole ones are read."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import Crm
from test_importing_formats import MAIN, workbook
from workbooks import SECTOR, xls, xlsb

from salescli.importing import extent

NAME = '<c r="A1" t="inlineStr"><is><t>name</t></is></c>'
CONTENT = "urn:oasis:names:tc:opendocument:xmlns:"


def with_sheet(xml: str, **sizes: int) -> bytes:
    """A workbook whose sheet S is this XML; `sizes` are put into the directory in place of the true ones."""
    source = zipfile.ZipFile(io.BytesIO(workbook(S=[["name"]])))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in source.namelist():
            packed.writestr(part, xml if part == "xl/worksheets/sheet1.xml" else source.read(part))
        for part, size in sizes.items():
            packed.getinfo(f"xl/worksheets/{part}.xml").file_size = size
    return out.getvalue()


def sheet(*rows: str) -> str:
    """A sheet's XML."""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'


def long_cell(mb: int, piece: str = "x") -> str:
    """A sheet with one cell of so many megabytes of text."""
    text = f"<t>{'x' * (mb << 20)}</t>" if piece == "x" else piece * ((mb << 20) // len(piece))
    return sheet(f'<row r="1">{NAME}</row><row r="2"><c r="A2" t="inlineStr"><is>{text}</is></c></row>')


def moved(data: bytes) -> bytes:
    """The workbook with its sheet in another folder than usual."""
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in source.namelist():
            packed.writestr(part.replace("xl/worksheets/", "xl/x/"), source.read(part).replace(b"worksheets/", b"x/"))
    return out.getvalue()


def damaged(data: bytes, part: str) -> bytes:
    """The workbook with one part more, or one of its own, whose checksum is wrong."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as packed:
        if part not in packed.namelist():
            packed.writestr(part, "<x/>")
        packed.getinfo(part).CRC ^= 1
        packed.writestr("last.txt", "")
    return out.getvalue()


def far(row: str, place: str) -> str:
    """A sheet of names in A1 and A2, and a value far off."""
    return sheet(f'<row r="1">{NAME}</row><row r="2"><c r="A2" t="inlineStr"><is><t>王建国</t></is></c></row>',
                 f'<row r="{row}"><c r="{place}"><v>1</v></c></row>')  # fmt: skip


def spreadsheet(cells: str) -> bytes:
    """An ODS file with one table."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{CONTENT}manifest:1.0"/>')
        names = " ".join(f'xmlns:{name}="{CONTENT}{name}:1.0"' for name in ("office", "table", "text"))
        packed.writestr("content.xml", f"<office:document-content {names}><office:body><office:spreadsheet>"
                        f'<table:table table:name="T">{cells}</table:table>'
                        "</office:spreadsheet></office:body></office:document-content>")  # fmt: skip
    return out.getvalue()


def ods_row(text: str, row: str = "", cell: str = "") -> str:
    """A row with a cell of text."""
    return (f'<table:table-row{row}><table:table-cell{cell} office:value-type="string"><text:p>{text}</text:p>'
            "</table:table-cell></table:table-row>")  # fmt: skip


TWICE = ' table:number-columns-repeated="16384"'
MANY = ' table:number-rows-repeated="1048570"'
OFTEN = ' table:number-rows-repeated="300"'


@pytest.mark.parametrize(
    ("name", "data", "rows", "columns"),
    [
        ("corner.xlsx", with_sheet(far("1048576", "XFD1048576")), 1048576, 16384),
        ("beyond.xlsx", with_sheet(far("1000", "ACOF1000")), 1000, 20000),
        ("row-says-otherwise.xlsx", with_sheet(far("3", "ZZ99999")), 99999, 702),
        ("no-places.xlsx", with_sheet(sheet(f'<row r="1">{"<c><v>1</v></c>" * 300}</row>',
                                             '<row r="900000"><c><v>1</v></c></row>')), 900000, 300),
        ("repeated.ods", spreadsheet(ods_row("name") + ods_row("x", OFTEN, TWICE)), 301, 16384),
    ],
)  # fmt: skip
def test_a_value_far_off_is_named_with_the_way_to_it(
    crm: Crm, tmp_path: Path, name: str, data: bytes, rows: int, columns: int
) -> None:
    (tmp_path / name).write_bytes(data)
    answer = crm("-f", "json", "import", name)
    assert (answer.code, answer.error["error"]) == (3, "workbook_far_cell")
    said = [int(number) for number in re.findall(r"\d{2,}", answer.error["message"].replace(",", ""))]
    assert [rows, columns] == said[:2]
    assert "Ctrl+End" in answer.error["hint"]


def test_the_far_sheet_alone_is_refused(crm: Crm, tmp_path: Path) -> None:
    good = workbook(S=[["name", "mobile"], ["王建国", "13900139000"]], T=[["x"]])
    source, out = zipfile.ZipFile(io.BytesIO(good)), io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for part in source.namelist():
            packed.writestr(part, far("1048576", "XFD1048576") if part.endswith("sheet2.xml") else source.read(part))
    (tmp_path / "two.xlsx").write_bytes(out.getvalue())
    assert "T" in crm("-f", "json", "import", "two.xlsx").error["message"]
    crm.ok("import two.xlsx --query S")
    assert crm.show("王建国")["mobile"] == "+8613900139000"


@pytest.mark.parametrize(
    "data",
    [
        with_sheet(sheet(f'<row r="1">{NAME}</row><row r="2"><c r="A2" t="inlineStr"><is><t>王建国</t></is></c></row>',
                         '<row r="1048576"><c r="XFD1048576" s="1"/></row>')),
        with_sheet(sheet('<row r="9"><c r="B9" t="inlineStr"><is><t>name</t></is></c></row>'
                         '<row r="10"><c r="B10" t="inlineStr"><is><t>王建国</t></is></c></row>')),
        spreadsheet(ods_row("name") + ods_row("王建国") + f"<table:table-row{MANY}><table:table-cell{TWICE}/></table:table-row>"),
    ],
    ids=["a cell that only has a look", "a table that begins further on", "empty rows to the end"],
)  # fmt: skip
def test_nothing_far_off_is_no_reason_to_refuse(crm: Crm, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "cards.xlsx").write_bytes(data)
    crm.ok("import cards.xlsx")
    assert crm.show("王建国")["code"] == "c1"


def test_what_unpacks_to_gigabytes_is_refused_by_its_directory(crm: Crm, tmp_path: Path) -> None:
    (tmp_path / "bomb.xlsx").write_bytes(with_sheet(far("2", "B2"), sheet1=3 << 30))
    answer = crm("import bomb.xlsx")
    assert (answer.code, answer.out) == (3, "")
    assert "bomb.xlsx unpacks to 3073 MB; crm reads workbooks up to 256 MB." in answer.err.replace(",", "")
    assert "CSV" in answer.err


def test_a_directory_that_says_less_than_there_is_is_not_believed(
    crm: Crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extent, "MOST_UNPACKED", 1 << 20)
    (tmp_path / "liar.xlsx").write_bytes(with_sheet(sheet("<row/>" * 400_000), sheet1=100))
    assert crm("-f", "json", "import", "liar.xlsx").error["error"] == "workbook_too_large"


def test_pictures_do_not_count(crm: Crm, tmp_path: Path) -> None:
    data = io.BytesIO(workbook(S=[["name", "mobile"], ["王建国", "13900139000"]]))
    with zipfile.ZipFile(data, "a") as packed:
        packed.writestr("xl/media/image1.png", b"x")
        packed.getinfo("xl/media/image1.png").file_size = 3 << 30
    (tmp_path / "cards.xlsx").write_bytes(data.getvalue())
    crm.ok("import cards.xlsx")
    assert crm.show("王建国")["code"] == "c1"


# --- the binary forms and OpenDocument -----------------------------------------------------------------------------------

CARDS = {(0, 0): "name", (0, 1): "mobile", (1, 0): "王建国", (1, 1): 13900139000.0}


def in_a_circle(data: bytes, sector: int) -> bytes:
    """An XLS file of which a sector is followed by itself."""
    place = SECTOR + 4 * sector
    return data[:place] + sector.to_bytes(4, "little") + data[place + 4 :]


def with_late_cells(data: bytes) -> bytes:
    """An XLS file whose sheet begins where no record of those before it ends."""
    late = xls({**CARDS, (65535, 16640): 1.0})
    at = late.index(b"\x09\x08\x10\x00\x00\x06\x10\x00")
    moved = late[:at] + b"\xff" + late[at:-1]
    return moved.replace((at - 3 * SECTOR).to_bytes(4, "little"), (at - 3 * SECTOR + 1).to_bytes(4, "little"), 1)


BOMBS = {
    "far.xls": (lambda: xls({**CARDS, (65535, 255): 1.0}), "workbook_far_cell"),
    "beyond-iv.xls": (lambda: xls({**CARDS, (65535, 16640): 1.0}), "workbook_far_cell"),
    "misplaced.xls": (lambda: with_late_cells(xls(CARDS)), "workbook_far_cell"),
    "folder-in-a-circle.xls": (lambda: in_a_circle(xls(CARDS), 1), "file_binary"),
    "stream-in-a-circle.xls": (lambda: in_a_circle(xls(CARDS), 3), "file_binary"),
    "far.xlsb": (lambda: xlsb({**CARDS, (1048575, 16383): 1.0}), "workbook_far_cell"),
    "far-rows.ods": (lambda: spreadsheet(ods_row("name") + '<table:table-row table:number-rows-repeated="1000000000"/>'
                                         + ods_row("x")), "workbook_far_cell"),
    "far-columns.ods": (lambda: spreadsheet(ods_row("name") + ods_row("x", "", ' table:number-columns-repeated = "999999999"')),
                        "workbook_far_cell"),
    "endless.ods": (lambda: spreadsheet(ods_row("x", "", f' table:number-columns-repeated="{"9" * 5000}"')), "file_binary"),
    "long.xlsx": (lambda: with_sheet(long_cell(64), sheet1=999), "workbook_long_cell"),
    "long-in-runs.xlsx": (lambda: with_sheet(long_cell(64, "<r><t>x</t></r>"), sheet1=999), "workbook_long_cell"),
    "long.ods": (lambda: spreadsheet(ods_row("x" * (8 << 20))), "workbook_long_cell"),
    "long.xlsb": (lambda: xlsb({**CARDS, (1, 0): "x" * (3 << 20)}), "workbook_long_cell"),
    "elsewhere.xlsx": (lambda: moved(with_sheet(far("1048576", "XFD1048576"))), "workbook_far_cell"),
    "damaged-aside.xlsx": (lambda: damaged(with_sheet(far("1048576", "XFD1048576")), "docProps/app.xml"), "workbook_far_cell"),
    "damaged.xlsx": (lambda: damaged(with_sheet(far("1048576", "XFD1048576")), "xl/worksheets/sheet1.xml"), "file_binary"),
}  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="limits of memory as POSIX has them")
@pytest.mark.parametrize("name", BOMBS)
def test_what_would_take_gigabytes_is_an_error_within_256_mib(tmp_path: Path, name: str) -> None:
    import resource

    make, key = BOMBS[name]
    (tmp_path / name).write_bytes(make())
    limit = 256 << 20
    done = subprocess.run(
        [sys.executable, "-m", "salescli", "--home", "h", "-f", "json", "import", name],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, env={**os.environ, "LANG": "C.UTF-8"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )  # fmt: skip
    assert (done.returncode, json.loads(done.stderr)["error"]) == (3, key)


@pytest.mark.parametrize("data", [xls(CARDS), xlsb(CARDS), xlsb(CARDS, (0, 1048575, 0, 16383)), in_a_circle(xls(CARDS), 20)],
                         ids=["xls", "xlsb", "xlsb that says it is large", "a circle of sectors that nobody reads"])  # fmt: skip
def test_small_binary_workbooks_are_read(crm: Crm, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "cards.bin").write_bytes(data)
    crm.ok("import cards.bin")
    assert crm.show("王建国")["mobile"] == "+8613900139000"
