"""Import, where rows come from: the preview of columns, `--map` remembered, the fair form and back, other databases."""

from __future__ import annotations

import errno
import io
import os
import socket
import sqlite3
import stat
import threading
from pathlib import Path

import pytest
from conftest import Crm

from salescli import files
from salescli.core.model import LANGUAGES
from salescli.importing import header_key, read_file
from salescli.importing.columns import field_target
from salescli.importing.headers import dictionary, look_up, target

CARDS = """公司,姓名,直线,手机,星座
华星,王建国,0755-83781234,13800138000,狮子
宏达,李娜,010-66666666,13900139000,
"""


def put(crm: Crm, text: str, name: str = "a.csv") -> str:
    path = crm.home.parent / name
    path.write_text(text, "utf-8")
    return str(path)


# --- the preview ------------------------------------------------------------------------------------------------------


def test_a_dry_run_shows_what_each_column_becomes(crm: Crm) -> None:
    answer = crm("import", put(crm, CARDS), "--dry-run", "--map", "直线=office_phone")
    rows = [line.split() for line in answer.lines]
    assert ["C", "直线", "Office", "phone", "by", "--map", "0755-83781234"] in rows
    assert ["A", "公司", "Customer", "by", "its", "header", "华星"] in rows
    assert ["E", "星座", "Own", "field", "unknown", "狮子"] in rows
    assert "nothing was written" in answer.out and crm.json("list") == []


@pytest.mark.parametrize(("lang", "word"), [("zh-CN", "导入为"), ("zh-TW", "匯入為")])
def test_the_preview_speaks_the_reps_language(crm: Crm, lang: str, word: str) -> None:
    assert word in crm("--lang", lang, "-f", "table", "import", put(crm, CARDS), "--dry-run").out


def test_the_preview_has_words_for_all_that_a_column_may_become(crm: Crm) -> None:
    from salescli.core.reports.imports import becomes_text

    words = {language: files.load_json(f"locales/{language}.json") for language in LANGUAGES}
    for found in {one for targets in dictionary().values() for one in targets}:
        key = becomes_text(found).key
        assert key.startswith("field.") or all(key in known for known in words.values()), found


def test_an_import_tells_what_it_read_by_cells_and_what_it_kept(crm: Crm) -> None:
    text = "姓名,甲,乙\n王建国,13800138000,x\n李娜,13900139000,y\n"
    told = crm("import", put(crm, text)).err
    assert "甲 → Phone" in told and "Kept as own fields: 乙" in told


def test_a_long_list_of_remarks_is_cut_for_a_person_only(crm: Crm) -> None:
    rows = "".join(f"公司{n},重要\n" for n in range(70))
    file = put(crm, f"公司,等级\n{rows}")
    answer = crm("import", file, "--dry-run")
    assert answer.out.count("重要") == 51 and "20 more rows have remarks" in answer.err
    assert sum("重要" in row["why"] for row in crm("-f", "json", "import", file).json()) == 70


def test_a_program_is_told_which_rows_hold_no_card(crm: Crm) -> None:
    file = put(crm, "展会名单\n公司,手机\n华星,13800138000\n,\n合计,1\n")
    rows = crm("-f", "json", "import", file).json()
    assert [(row["row"], row["outcome"], row["why"]) for row in rows] == [
        (1, "skipped", "before the header"), (3, "new", None), (5, "skipped", "a total")]  # fmt: skip
    assert "3 blank or total rows" in crm("import", file).out


def test_other_sheets_with_contacts_are_named(crm: Crm, tmp_path: Path) -> None:
    from xlsxwriter import Workbook

    book = Workbook(tmp_path / "two.xlsx")
    for name, header in (("甲", ("公司", "姓名", "手机")), ("乙", ("姓名", "手机"))):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, header)
        sheet.write_row(1, 0, ("华星", "13800138000", "13800138000"))
    book.close()
    assert "“甲”" in (told := crm("import", str(tmp_path / "two.xlsx")).err) and "乙" in told
    crm.ok("undo --yes")
    assert crm("import", str(tmp_path / "two.xlsx"), "--query", "乙").code == 0
    assert [row["name"] for row in crm.json("list")] == ["华星"]
    assert crm("import", str(tmp_path / "two.xlsx"), "--query", "丙").code == 2


# --- what is no ordinary file, and where rejected rows go ---------------------------------------------------------------

ONE_REJECTED = "name,mobile,title\nEmma,13800138000,\n,,Buyer\n"


def test_a_pipe_is_read_once_and_its_rejected_rows_are_in_the_home(crm: Crm, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(ONE_REJECTED,))
    writer.start()
    answer = crm("import", str(pipe))
    writer.join()
    assert (answer.code, [row["name"] for row in crm.json("list")]) == (1, ["Emma"])
    assert [path.name for path in (crm.home / "data" / "rejected").iterdir()] == ["pipe.rejected.csv"]
    assert not list(tmp_path.glob("*.csv"))


def test_standard_input_may_be_a_pipe(crm: Crm) -> None:
    done = crm.process("import", "/dev/stdin", input="name,mobile\nEmma,13800138000\n")
    assert (done.returncode, [row["name"] for row in crm.json("list")]) == (0, ["Emma"]), done.stderr


def test_a_device_and_a_socket_are_refused(crm: Crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind("plug")
        for name in ("/dev/zero", "/dev/null", "plug"):
            answer = crm("-f", "json", "import", name)
            assert (answer.code, answer.error["error"]) == (3, "file_special")


def test_rejected_rows_for_which_there_is_no_room_beside_the_file_are_in_the_home(
    crm: Crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = open

    class Full(io.TextIOWrapper):
        def write(self, _: str) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    def opened(handle: int, *args: str, **options: str) -> object:
        beside = os.fstat(handle).st_ino in {path.stat().st_ino for path in tmp_path.glob("*.csv")}
        return Full(real(handle, "wb")) if beside else real(handle, *args, **options)  # type: ignore[call-overload]

    monkeypatch.setattr("salescli.commands.importing.open", opened, raising=False)
    assert crm("import", put(crm, ONE_REJECTED)).code == 1
    assert [path.name for path in (crm.home / "data" / "rejected").iterdir()] == ["a.rejected.csv"]
    assert [path.name for path in tmp_path.glob("*.csv")] == ["a.csv"]


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_a_note_for_whoever_waits_that_cannot_be_written_is_done_without(
    crm: Crm, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    real = Path.write_text

    def write_text(path: Path, text: str, **more: str) -> int:
        if path.name.endswith(".writer"):
            path.touch()
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(path, text, **more)  # type: ignore[arg-type]

    file = put(crm, CARDS)
    monkeypatch.setattr(Path, "write_text", write_text)
    assert crm("import", file, *options).code == 0
    assert not list((crm.home / "data").glob("*.writer"))


# --- --map is remembered ------------------------------------------------------------------------------------------------


def test_map_is_remembered_for_files_of_the_same_header(crm: Crm) -> None:
    told = crm("import", put(crm, CARDS), "--map", "直线=office_phone", "--map", "E=tags").err
    assert "remembered" in told
    crm.ok("undo --yes")
    other = CARDS.replace("公司,姓名", " 公司 ,姓 名").replace("华星", "明远").replace("13800138000", "13700137000")
    told = crm("import", put(crm, other, "b.csv")).err
    assert "直线 → Office phone" in told and "星座 → Tags" in told
    found = {row["name"]: row for row in crm.json("list")}
    assert found["明远"]["tags"] == ["狮子"]
    assert crm.show(found["明远"]["code"])["contacts"][0]["office_phone"] == "+8675583781234"


def test_what_is_said_now_goes_over_what_was_said_before(crm: Crm) -> None:
    file = put(crm, CARDS)
    crm("import", file, "--map", "E=tags")
    crm.ok("undo --yes")
    crm("import", file, "--map", "星座=notes")
    assert crm.show(crm.json("list")[0]["code"])["contacts"][0]["notes"] == "狮子"
    crm.ok("undo --yes")
    told = crm("import", file, "--map", "星座=").err
    assert "Kept as own fields: 星座" in told
    assert "As you said" not in crm("import", file).err


def test_a_dry_run_and_another_header_remember_nothing(crm: Crm) -> None:
    crm("import", put(crm, CARDS), "--dry-run", "--map", "E=tags")
    crm("import", put(crm, CARDS), "--map", "E=tags")
    crm.ok("undo --yes")
    told = crm("import", put(crm, CARDS.replace("直线", "分机"), "b.csv")).err
    assert "星座" in told and "As you said" not in told


def test_a_header_that_nobody_knows_is_found_again(crm: Crm) -> None:
    text = "甲,乙\n王建国,x1\n李娜,x2\n"
    assert crm("import", put(crm, text)).code == 3
    crm("import", put(crm, text), "--map", "甲=name")
    crm.ok("undo --yes")
    assert crm("import", put(crm, text)).code == 0
    assert [row["name"] for row in crm.json("list")] == ["王建国", "李娜"]


@pytest.mark.parametrize(("said", "field", "value"), [("C=grade", "grade", "A"), ("3=grade", "grade", "A"), ("C=-", "own", {})])
def test_map_does_not_take_a_person_for_a_header(crm: Crm, said: str, field: str, value: object) -> None:
    answer = crm("import", put(crm, "王建国,13800138000,A\n李芳,13900139000,B\n"), "--map", said)
    assert [row["name"] for row in crm.json("list")] == ["王建国", "李芳"]
    assert crm.show("c1")[field] == value and "remembered" not in answer.err


def test_a_column_is_no_field_that_is_forgotten(crm: Crm) -> None:
    assert "remembered" not in crm("import", put(crm, CARDS), "--map", "星座=").err


def test_one_header_however_it_is_spaced() -> None:
    assert header_key(["公司", "姓名", ""]) == header_key([" 公司", "姓 名"]) != header_key(["公司姓名"])


def test_every_column_says_what_map_would_take_for_it() -> None:
    """What `becomes` shows for any known header is a word that --map understands."""
    for found in {one for targets in dictionary().values() for one in targets}:
        assert field_target(str(found))[:2] == found[:2], found


# --- the fair form ------------------------------------------------------------------------------------------------------

FILLED = {
    "firm": "华星电子有限公司", "full": "王建国", "title": "采购经理", "mobile": "013800138000", "phone": "075583781234",
    "email": "w@x.cn", "wechat": "wx_1", "country": "CN", "industry": "电子", "needs": "200台", "product_preferences": "X1",
    "budget": "10万", "decision_authority": "能拍板", "grade": "A", "history.at": "2026-03-10", "history.text/event": "要报价",
    "history.author": "小李", "next.at": "2026-03-20", "next.text": "发报价", "owner": "小王", "source": "广交会", "tags": "急",
    "notes": "爱茶",
}  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_fair_form_comes_back_filled_in(crm: Crm, tmp_path: Path, lang: str, form: str) -> None:
    empty, filled = tmp_path / f"fair.{form}", tmp_path / f"filled.{form}"
    assert crm("--lang", lang, "import", "--template", "fair", str(empty)).code == 0
    header = read_file(empty.read_bytes(), empty.name).header
    row = {look_up(label).targets[0]: label for label in header if look_up(label)}  # type: ignore[union-attr]
    cells = {row[target(word)]: text for word, text in FILLED.items()}
    assert list(cells) == list(header)
    if form == "csv":
        filled.write_text(empty.read_text("utf-8") + ",".join(cells.values()) + "\n", "utf-8")
    else:
        from xlsxwriter import Workbook

        book = Workbook(filled)
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(cells))
        sheet.write_row(1, 0, list(cells.values()))
        book.close()
    assert [(row["outcome"], row["why"]) for row in crm("-f", "json", "import", str(filled)).json()] == [("new", None)]
    shown = crm.show("c1")
    (talk,), (promise,), (person,) = shown["interactions"], shown["promises"], shown["contacts"]
    assert (talk["via"], talk["text"], talk["author"], talk["at"][:10]) == ("event", "要报价", "小李", "2026-03-10")
    assert (promise["day"], promise["text"]) == ("2026-03-20", "发报价")
    assert (shown["grade"], shown["owner"], shown["source"], shown["needs"]) == ("A", "小王", "广交会", "200台")
    assert (person["name"], person["title"], shown["tags"], shown["own"]) == ("王建国", "采购经理", ["急"], {})
    assert [row["outcome"] for row in crm("-f", "json", "import", str(filled)).json()] == ["same"]


def test_an_empty_form_brings_nobody(crm: Crm, tmp_path: Path) -> None:
    crm.ok("import", "--template", "fair", str(tmp_path / "fair.xlsx"))
    answer = crm("import", str(tmp_path / "fair.xlsx"))
    assert (answer.code, crm.json("list")) == (0, [])


def test_a_form_never_takes_the_place_of_a_file(crm: Crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert crm("-f", "json", "import", "--template", "fair").json() == {"file": "fair.xlsx", "template": "fair"}
    assert stat.S_IMODE((tmp_path / "fair.xlsx").stat().st_mode) == 0o600
    before = (tmp_path / "fair.xlsx").read_bytes()
    assert crm("import --template fair").code == 3
    assert (tmp_path / "fair.xlsx").read_bytes() == before
    assert crm("import --template fair --yes").code == 0
    assert crm("import --template faire").code == 2
    assert crm("import form.pdf --template fair").code == 2


# --- other databases ----------------------------------------------------------------------------------------------------

SCHEMA = """
CREATE TABLE people (id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, company_name TEXT, phone_number TEXT, photo BLOB);
CREATE TABLE leads (name, phone);
CREATE TABLE colours (colour);
INSERT INTO people VALUES (1, '建国', '王', '华星电子', '13800138000', x'0102'), (2, NULL, NULL, NULL, NULL, NULL),
  (3, 'Ann', 'Lee', 'Acme', '+1 303-555-0101', NULL);
INSERT INTO leads VALUES ('李四', 13900139000);
"""


@pytest.fixture
def store(tmp_path: Path) -> str:
    """A database of another program."""
    db = sqlite3.connect(tmp_path / "their crm.db")
    db.executescript(SCHEMA)
    db.close()
    return str(tmp_path / "their crm.db")


def test_the_table_with_contacts_is_found(crm: Crm, store: str) -> None:
    answer = crm("import", store)
    assert (answer.code, [row["name"] for row in crm.json("list")]) == (1, ["华星电子", "Acme"])
    assert "leads" in answer.err and "colours" not in answer.err
    assert (Path(store).parent / "their crm.rejected.csv").exists()
    assert [row["outcome"] for row in crm("-f", "json", "import", store).json()] == ["same", "rejected", "same"]


@pytest.mark.parametrize(("query", "names"), [
    ("leads", ["李四"]), ("LEADS", ["李四"]),
    ("SELECT company_name AS company, phone_number AS phone FROM people WHERE id = 1", ["华星电子"]),
    ("with a as (select 'Bob' as name, 'b@b.com' as email) select * from a -- so", ["Bob"]),
])  # fmt: skip
@pytest.mark.parametrize("way", ["file", "address"])
def test_a_query_says_what(crm: Crm, store: str, way: str, query: str, names: list[str]) -> None:
    word = store if way == "file" else f"sqlite:///{store}"
    assert crm("import", word, "--query", query).code == 0
    assert [row["name"] for row in crm.json("list")] == names
    assert [row["row"] for row in crm("-f", "json", "import", word, "--query", query).json()] == [2]


@pytest.mark.parametrize("query", [
    "DELETE FROM people", "DROP TABLE leads", "ATTACH 'x.db' AS x", "PRAGMA user_version = 5", "INSERT INTO leads VALUES (1, 2)",
    "UPDATE people SET last_name = 'x'", "SELECT load_extension('x')", "SELECT 1; DELETE FROM people", "CREATE TABLE x (y)",
    "WITH a AS (SELECT 1) DELETE FROM people", "VACUUM INTO 'x.db'", "",
])  # fmt: skip
@pytest.mark.parametrize("way", ["file", "address"])
def test_nothing_there_is_ever_changed(crm: Crm, store: str, way: str, query: str) -> None:
    before = Path(store).read_bytes()
    answer = crm("import", store if way == "file" else f"sqlite:///{store}", "--query", query)
    assert answer.code in ((1, 2, 3) if not query else (3,))
    assert Path(store).read_bytes() == before
    assert {path.name for path in Path(store).parent.iterdir()} <= {"their crm.db", "home", "their crm.rejected.csv"}


def test_map_works_for_databases_too_and_is_remembered(crm: Crm, store: str) -> None:
    query = ("--query", "SELECT first_name AS a, last_name AS b FROM people WHERE id = 3")
    assert crm("import", store, *query).code == 3
    assert crm("import", store, *query, "--map", "a=given", "--map", "b=family").code == 0
    crm.ok("undo --yes")
    assert crm("import", store, *query).code == 0
    assert [row["name"] for row in crm.json("list")] == ["Ann Lee"]


def test_a_text_that_is_no_utf8_and_a_log_beside_the_file(crm: Crm, store: str) -> None:
    with sqlite3.connect(store) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("INSERT INTO leads VALUES (CAST(x'4173FFFF' AS TEXT), '13700137000')")
    folder = Path(store).parent
    folder.chmod(0o500)
    try:
        assert crm("import", store, "--query", "leads").code == 0
    finally:
        folder.chmod(0o700)
    assert [row["name"] for row in crm.json("list")] == ["李四", "As\\xff\\xff"]


GREEK = "x'" + "Ωμέγα".encode("cp1253").hex() + "'"


@pytest.mark.parametrize(("cell", "options", "name"), [
    ("CAST(x'CDF5BDA8B9FA' AS TEXT)", (), "王建国"),
    ("CAST(x'A4FDABD8B0EA' AS TEXT)", ("--encoding", "big5"), "王建國"),
    (f"CAST({GREEK} AS TEXT)", ("--encoding", "cp1253"), "Ωμέγα"),
    ("'王建国'", ("--encoding", "cp1253"), "王建国"),
    ("CAST('王建国' AS BLOB)", (), "王建国"),
])  # fmt: skip
def test_texts_of_a_database_in_any_encoding(
    crm: Crm, store: str, cell: str, options: tuple[str, ...], name: str
) -> None:
    crm.ok("import", store, "--query", f"SELECT {cell} AS name, '13800138000' AS phone", *options)
    assert [row["name"] for row in crm.json("list")] == [name]


@pytest.mark.parametrize("cell", ["x'0102'", "x'FFD8FFE0'", "x'CDF5'", "x''", "CAST('a' || char(0) || 'b' AS BLOB)"])
def test_bytes_that_are_no_text_are_nothing(crm: Crm, store: str, cell: str) -> None:
    crm.ok("import", store, "--query", f"SELECT 'Ann' AS name, '13800138000' AS phone, {cell} AS title")
    assert crm.show("c1")["contacts"][0]["title"] is None


def test_an_encoding_that_nobody_knows_is_refused_for_a_database_too(crm: Crm, store: str) -> None:
    answer = crm("-f", "json", "import", store, "--encoding", "klingon")
    assert (answer.code, answer.error["error"]) == (2, "encoding_unknown")


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_a_file_that_another_program_holds_is_not_read_half(
    crm: Crm, store: str, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("salescli.store.importing.elsewhere.PATIENCE", 0.05)
    holder = sqlite3.connect(store, isolation_level=None)
    holder.execute("PRAGMA locking_mode=EXCLUSIVE")
    holder.execute(f"PRAGMA journal_mode={mode}")
    holder.execute("BEGIN EXCLUSIVE")
    holder.execute("INSERT INTO leads VALUES ('Bob', '13700137000')")
    holder.execute("COMMIT")
    answer = crm("-f", "json", "import", store, "--query", "leads")
    assert (answer.code, answer.error["error"], crm.json("list")) == (3, "store_busy", [])
    holder.close()
    crm.ok("import", store, "--query", "leads")
    assert [row["name"] for row in crm.json("list")] == ["李四", "Bob"]


def test_where_no_log_can_be_made_the_file_is_read_as_it_is(
    crm: Crm, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sqlite3.connect

    class Refused(sqlite3.Connection):
        def execute(self, sql: str, *more: object) -> sqlite3.Cursor:
            error = sqlite3.OperationalError("unable to open database file")
            error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
            raise error

    def connect(name: str, **options: object) -> sqlite3.Connection:
        refused = str(name).endswith("crm.db?mode=ro") and "their" in str(name)
        return real(name, **{**options, **({"factory": Refused} if refused else {})})  # type: ignore[arg-type,no-any-return]

    monkeypatch.setattr(sqlite3, "connect", connect)
    crm.ok("import", store, "--query", "leads")


def test_nothing_is_left_beside_a_file_with_a_log(crm: Crm, store: str) -> None:
    with sqlite3.connect(store) as db:
        db.execute("PRAGMA journal_mode = WAL")
    db.close()
    before = Path(store).read_bytes()
    crm.ok("import", store, "--query", "leads")
    assert {path.name for path in Path(store).parent.iterdir()} == {"their crm.db", "home"}
    assert Path(store).read_bytes() == before


def test_the_log_of_a_program_that_is_at_work_is_left_to_it(crm: Crm, store: str) -> None:
    db = sqlite3.connect(store, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("INSERT INTO leads VALUES ('Bob', '13700137000')")
    crm.ok("import", store, "--query", "leads")
    assert [row["name"] for row in crm.json("list")] == ["李四", "Bob"]
    assert Path(f"{store}-wal").stat().st_size
    db.close()


def test_what_is_remembered_of_a_database_has_no_password(crm: Crm, store: str) -> None:
    crm("import", f"sqlite:///{store}", "--query", "leads")
    assert crm.sql("SELECT file FROM imports") == [(f"sqlite:///{store}",)]
    answer = crm("import", "postgresql+nodriver://me:secret@127.0.0.1:1/x", "--query", "t")
    assert answer.code == 3 and "secret" not in answer.err
