"""Files made to do harm: bombs, endless views, triggers, links, pipes and devices in each place where a file is named."""

from __future__ import annotations

import io
import os
import random
import socket
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

from bench.torture import books
from bench.torture.trial import Trial

PATIENCE = 60.0
Maker = Callable[[Path, random.Random], object]
LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 13)) + "]>"
)
SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PART = f"<Relationships xmlns='{PACKAGE}/relationships'><Relationship Id='r1' Type='{RELS}/%s' Target='%s'/></Relationships>"
ODS = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def attack(trial: Trial) -> None:
    """One maker's file, given to import, restore, or put in a place that the program reads by itself."""
    trial.furnish()
    before = books.state(trial.book)
    number = int(trial.name.rpartition(":")[2])
    maker = MAKERS[number % len(MAKERS)]
    file = trial.place / f"{maker.__name__.strip('_')}{END.get(maker, '')}"
    trial.say(f"  {file.name}")
    maker(file, trial.dice)
    if maker is not _pipe:  # which waits, as it should, for what somebody will write
        if trial.crm("import", str(file), "-y", patience=PATIENCE).code in (0, 1):
            trial.crm("undo", "-y", patience=PATIENCE)
        for words in (("import", str(file), "--dry-run"), ("rules", "check", str(file))):
            trial.crm(*words, patience=PATIENCE)
        if books.state(trial.book) != before:
            trial.lost(f"undo didn't lead back after {file.name}")
        trial.crm("restore", str(file), "-y", patience=PATIENCE)
    trial.whole()
    _settle(trial, maker)


def _settle(trial: Trial, maker: Maker) -> None:
    """The same as rules, as config.yaml, as what is kept compiled, and as a place to write to."""
    data = trial.home / "data"
    for place in (
        data / "rules" / "own.yaml",
        trial.home / "config.yaml",
        data / ".compiled.json",
        data / "crm.db.writer",
    ):
        kept = place.read_bytes() if place.exists() else None
        place.unlink(missing_ok=True)
        maker(place, trial.dice)
        for words in (("today",), ("log", "c1", "x")):
            if not trial.found:
                trial.crm(*words, patience=PATIENCE)
        place.unlink(missing_ok=True)
        if kept is not None:
            place.write_bytes(kept)
    for words in (("export", "out.csv"), ("backup", "out.db")):
        target = trial.place / words[1]
        maker(target, trial.dice)
        trial.crm(*words, patience=PATIENCE)
        target.unlink(missing_ok=True)
    trial.whole()


# ---------------------------------------------------------------- no ordinary files


def _pipe(path: Path, dice: random.Random) -> None:
    os.mkfifo(path)


def _zeros_without_end(path: Path, dice: random.Random) -> None:
    path.symlink_to("/dev/zero")


def _full_device(path: Path, dice: random.Random) -> None:
    path.symlink_to("/dev/full")


def _circle(path: Path, dice: random.Random) -> None:
    path.symlink_to(path.name)


def _folder(path: Path, dice: random.Random) -> None:
    path.symlink_to("/")


def _nowhere(path: Path, dice: random.Random) -> None:
    path.symlink_to("/nowhere/at/all")


def _socket(path: Path, dice: random.Random) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the name of a socket may only be 100 bytes long
    try:
        socket.socket(socket.AF_UNIX).bind(path.name)
    finally:
        os.chdir(here)


# ---------------------------------------------------------------- bombs


def _zipped(path: Path, parts: dict[str, str | bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)


def _workbook(path: Path, sheet: str, strings: str = "", start: str = "") -> None:
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f"<Types xmlns='{PACKAGE}/content-types'/>",
        "_rels/.rels": PART % ("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f"<workbook {SHEET} xmlns:r='{RELS}'><sheets>"
        "<sheet name='S' sheetId='1' r:id='r1'/></sheets></workbook>",
        "xl/_rels/workbook.xml.rels": PART % ("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f"{start}<worksheet {SHEET}><sheetData>{sheet}</sheetData></worksheet>",
    }
    if strings:
        parts["xl/sharedStrings.xml"] = strings
    _zipped(path, parts)


def _row(number: int, *texts: str) -> str:
    cells = "".join(
        f"<c r='{'ABCDEFGH'[at]}{number}' t='inlineStr'><is><t>{text}</t></is></c>" for at, text in enumerate(texts)
    )
    return f"<row r='{number}'>{cells}</row>"


def _zeros_in_a_workbook(path: Path, dice: random.Random) -> None:
    size = dice.choice((100, 400)) << 20
    _workbook(path, _row(1, "name") + f"<row r='2'><c r='A2' t='inlineStr'><is><t>{'0' * size}</t></is></c></row>")


def _far_cell(path: Path, dice: random.Random) -> None:
    place = dice.choice(("XFD1048576", "A1048576", "XFD3", "ZZZZ9", "A99999999999"))
    _workbook(
        path,
        _row(1, "name") + _row(2, "Emma") + f"<row r='{place.lstrip('ABCDEFXZ')}'><c r='{place}'><v>1</v></c></row>",
    )


def _laughing_workbook(path: Path, dice: random.Random) -> None:
    strings = f"{LAUGHS}<sst {SHEET}><si><t>name</t></si><si><t>&a12;</t></si></sst>"
    _workbook(
        path,
        "<row r='1'><c r='A1' t='s'><v>0</v></c></row><row r='2'><c r='A2' t='s'><v>1</v></c></row>",
        strings,
        LAUGHS,
    )


def _many_strings(path: Path, dice: random.Random) -> None:
    _workbook(
        path,
        _row(1, "name"),
        f"<sst {SHEET} count='999999999' uniqueCount='999999999'>{'<si><t/></si>' * 2_000_000}</sst>",
    )


def _repeated_rows(path: Path, dice: random.Random) -> None:
    content = (
        f"<office:document-content {ODS}>"
        '<office:body><office:spreadsheet><table:table table:name="T"><table:table-row table:number-rows-repeated="1048576">'
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p></table:table-cell>'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    _zipped(
        path,
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<m/>",
            "content.xml": content,
        },
    )


def _zip_of_zips(path: Path, dice: random.Random) -> None:
    inner = b"name\n" + b"0" * (50 << 20)
    for depth in range(4):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
            for number in range(3):
                file.writestr(f"{depth}-{number}.zip" if depth else f"{number}.csv", inner)
        inner = packed.getvalue()
    path.write_bytes(inner)


# ---------------------------------------------------------------- texts


def _one_line(path: Path, dice: random.Random) -> None:
    path.write_bytes(
        b"name,mobile\n" + dice.choice((b"a", b"\xff", b'"', b",", b"\0", "王".encode())) * (dice.choice((5, 30)) << 20)
    )


def _blank_lines(path: Path, dice: random.Random) -> None:
    path.write_bytes(b"name,mobile\nEmma,13800138000\n" + b"\n" * 10_000_000)


def _deep_json(path: Path, dice: random.Random) -> None:
    path.write_text(dice.choice(("[", '{"a":')) * 200_000)


def _numbers_of_json(path: Path, dice: random.Random) -> None:
    number = dice.choice(("1e99999", "9" * 5000, "NaN", "-Infinity", "1" + "0" * 4400))
    path.write_text(f'[{{"name": "Emma", "employees": {number}, "mobile": {number}, "founded": {number}}}]')


def _parameters(path: Path, dice: random.Random) -> None:
    path.write_text("BEGIN:VCARD\nFN:Emma\nTEL" + ";TYPE=X" * 500_000 + ":1\nEND:VCARD\n")


def _folded(path: Path, dice: random.Random) -> None:
    path.write_text("BEGIN:VCARD\nFN:Emma\nNOTE:" + "x\n " * 2_000_000 + "\nEND:VCARD\n")


def _nested_cards(path: Path, dice: random.Random) -> None:
    path.write_text("BEGIN:VCARD\n" * 200_000 + "FN:Emma\n" + "END:VCARD\n" * 200_000)


def _nested_mail(path: Path, dice: random.Random) -> None:
    parts = "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(dice.choice((500, 20_000)))
    )
    path.write_text(f"From: a@b.cn\nSubject: x\n{parts}Content-Type: text/plain\n\nhello\n")


def _long_header(path: Path, dice: random.Random) -> None:
    path.write_text("From: a@b.cn\nTo: " + "=?utf-8?B?546L?= <a@b.cn>, " * 100_000 + "\n\nhello\n")


def _yaml_bomb(path: Path, dice: random.Random) -> None:
    lines = ["a0: &a0 [x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12))]
    path.write_text("\n".join(lines))


def _deep_yaml(path: Path, dice: random.Random) -> None:
    path.write_text(dice.choice(("[" * 100_000, "- " * 100_000, "{a: " * 60_000, "? " * 100_000)))


def _many_columns(path: Path, dice: random.Random) -> None:
    header = ",".join(f"name{n}" for n in range(50_000))
    path.write_text("\n".join([header, *([",".join(["x"] * 50_000)] * 20)]))


# ---------------------------------------------------------------- databases


def _with(path: Path, *statements: str) -> None:
    db = sqlite3.connect(path)
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()


def _endless_view(path: Path, dice: random.Random) -> None:
    _with(
        path,
        "CREATE VIEW contacts AS WITH RECURSIVE x(name) AS (SELECT 'a' UNION ALL SELECT name || 'a' FROM x) SELECT name FROM x",
    )


def _silent_view(path: Path, dice: random.Random) -> None:
    _with(
        path,
        "CREATE VIEW contacts AS WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x)"
        " SELECT 'a' AS name FROM x WHERE n < 0",
    )


def _huge_cell(path: Path, dice: random.Random) -> None:
    _with(path, "CREATE VIEW contacts AS SELECT 'Emma' AS name, printf('%.*c', 900000000, 'x') AS notes")


def _wrong_schema(path: Path, dice: random.Random) -> None:
    _with(
        path,
        "CREATE TABLE contacts(name, mobile)",
        "INSERT INTO contacts VALUES ('Emma', '13800138000')",
        "PRAGMA writable_schema=ON",
        "UPDATE sqlite_master SET sql = 'CREATE TABLE contacts(name, mobile AS (load_extension(1)))'",
    )


def _pretends(path: Path, dice: random.Random) -> None:
    """Says it is a book of the newest kind and has tables that aren't there, or are views."""
    from salescli.store.base.schema import APPLICATION_ID, VERSION

    _with(
        path,
        f"PRAGMA application_id={APPLICATION_ID}",
        f"PRAGMA user_version={dice.choice((1, VERSION - 1, VERSION))}",
        "CREATE VIEW customers AS WITH RECURSIVE x(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM x) SELECT id FROM x",
        "CREATE TABLE changes(seq, run)",
        "CREATE TABLE meta(key, value)",
        "CREATE TABLE contacts(id BLOB, name)",
        "INSERT INTO contacts VALUES (x'00', x'ff')",
        "CREATE VIEW runs AS SELECT * FROM runs2",
    )


def _triggered(path: Path, dice: random.Random) -> None:
    _with(
        path,
        "CREATE TABLE contacts(name, mobile)",
        "INSERT INTO contacts VALUES ('Emma', '13800138000')",
        "CREATE TABLE runs(id)",
        "CREATE TRIGGER t AFTER INSERT ON runs BEGIN DELETE FROM contacts; END",
        "CREATE VIRTUAL TABLE f USING fts5(x)",
        'CREATE TABLE "a]b\'c""d;--"(name, "x\'y""")',
        "INSERT INTO \"a]b'c\"\"d;--\" VALUES ('Tom', x'00ff')",
    )


MAKERS: tuple[Maker, ...] = (
    _pipe,
    _zeros_without_end,
    _full_device,
    _circle,
    _folder,
    _nowhere,
    _socket,
    _zeros_in_a_workbook,
    _far_cell,
    _laughing_workbook,
    _many_strings,
    _repeated_rows,
    _zip_of_zips,
    _one_line,
    _blank_lines,
    _deep_json,
    _numbers_of_json,
    _parameters,
    _folded,
    _nested_cards,
    _nested_mail,
    _long_header,
    _yaml_bomb,
    _deep_yaml,
    _many_columns,
    _endless_view,
    _silent_view,
    _huge_cell,
    _wrong_schema,
    _pretends,
    _triggered,
)
END: dict[Maker, str] = (
    dict.fromkeys((_zeros_in_a_workbook, _far_cell, _laughing_workbook, _many_strings), ".xlsx")
    | dict.fromkeys((_repeated_rows,), ".ods")
    | dict.fromkeys((_zip_of_zips,), ".zip")
    | dict.fromkeys((_one_line, _blank_lines, _many_columns), ".csv")
    | dict.fromkeys((_deep_json, _numbers_of_json), ".json")
    | dict.fromkeys((_parameters, _folded, _nested_cards), ".vcf")
    | dict.fromkeys((_nested_mail, _long_header), ".eml")
    | dict.fromkeys((_yaml_bomb, _deep_yaml), ".yaml")
    | dict.fromkeys((_endless_view, _silent_view, _huge_cell, _wrong_schema, _pretends, _triggered), ".db")
)
