"""Each error of the program is provoked through the command line; docs/errors.md is made from what it then says.

A key `error.K` of the locales without a case here fails the test: add a line that provokes it.
"""

from __future__ import annotations

import errno
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import machines
import pytest
from conftest import Crm
from test_cells_as_seen import formatted
from test_extent import far, long_cell, sheet, with_sheet
from transcripts import HalfPastTen

import salescli
from salescli import run as runs
from salescli.files import PACKAGE

DOCS = Path(salescli.__file__).parent.parent / "docs"
ENGLISH = json.loads((PACKAGE / "locales" / "en.json").read_text("utf-8"))
KEYS = sorted(key.removeprefix("error.") for key in ENGLISH if key.startswith("error."))
Prepare = Callable[[Crm, pytest.MonkeyPatch], None]


class Case(NamedTuple):
    """How to provoke an error: `line` after the lines of `before`, with `files` beside the home.

    `do` prepares what a command line can't, and `when` says it in words. `typed`: what a person answers at a terminal.
    `shown` is for what is no error by itself: a text on the screen has the message in it.
    """

    line: str
    before: tuple[str, ...] = ()
    files: dict[str, bytes] = {}  # noqa: RUF012
    do: Prepare | None = None
    when: str = ""
    typed: str | None = None
    shown: bool = False


def spoil(content: bytes) -> Prepare:
    """Put something else in place of the book."""
    return lambda crm, _: crm.book.write_bytes(content) and None


def with_machines(crm: Crm, patch: pytest.MonkeyPatch) -> None:
    """Have the program know the records of tests/machines.py."""
    machines.declare_within(patch)


def with_two_machines(crm: Crm, patch: pytest.MonkeyPatch) -> None:
    """The same, with two machines that are called alike."""
    machines.declare_within(patch)
    for serial in ("a1", "a2"):
        crm.ok("machine", "add", "c1", serial)


def sql(statement: str) -> Prepare:
    """Change the book behind the program's back."""
    return lambda crm, _: crm.sql(statement) and None


def database(script: str) -> bytes:
    """A SQLite file of another program."""
    db = sqlite3.connect(":memory:")
    db.executescript(script)
    return db.serialize()


def workbook(crm: Crm, _: pytest.MonkeyPatch) -> None:
    """An Excel file with one sheet."""
    from xlsxwriter import Workbook

    book = Workbook(crm.home.parent / "cards.xlsx")
    book.add_worksheet("Cards").write_row(0, 0, ["Name", "Phone"])
    book.close()


THEIRS = {"their.db": database("CREATE TABLE leads (name, phone); INSERT INTO leads VALUES ('Emma', '+16505550100')")}


def newer(crm: Crm, _: pytest.MonkeyPatch) -> None:
    crm.sql("PRAGMA user_version = 999")


def config(text: str) -> Prepare:
    """Another config.yaml."""
    return lambda crm, _: (crm.home / "config.yaml").write_text(text) and None


def device(crm: Crm, _: pytest.MonkeyPatch) -> None:
    """Settings that are none."""
    (crm.home / "config.yaml").unlink()
    (crm.home / "config.yaml").symlink_to(os.devnull)


def own_rule(text: str) -> Prepare:
    """A rule file of the rep's own."""
    return lambda crm, _: (crm.home / "data" / "rules" / "mine.yaml").write_text(text) and None


def own_template(text: str) -> Prepare:
    """A file of templates of the rep's own."""
    return lambda crm, _: (crm.home / "data" / "templates" / "mine.yaml").write_text(text) and None


def no_templates(crm: Crm, _: pytest.MonkeyPatch) -> None:
    """None of those that ship."""
    names = [row["name"] for row in crm.json("draft --list")]
    (crm.home / "data" / "templates" / "mine.yaml").write_text("".join(f"{name}: off\n" for name in names))


def no_programs(_: Crm, patch: pytest.MonkeyPatch) -> None:
    """A machine without a desktop."""
    patch.setattr("shutil.which", lambda name: None)


def failing(target: str, error: Exception) -> Prepare:
    """Something that fails as it does on a machine in trouble."""

    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return lambda _, patch: patch.setattr(target, fail)


def no_new_file(_: Crm, patch: pytest.MonkeyPatch) -> None:
    """A folder that may be read, not written."""
    opened = os.open

    def refuse(path: Any, flags: int, *rest: Any, **more: Any) -> int:
        if flags & os.O_CREAT:
            raise DENIED
        return opened(path, flags, *rest, **more)

    patch.setattr("os.open", refuse)


def sqlite_fails(code: int, message: str) -> Prepare:
    error = sqlite3.OperationalError(message)
    error.sqlite_errorcode = code
    return failing("salescli.store.records.customers.add", error)


def quicker(crm: Crm, patch: pytest.MonkeyPatch) -> None:
    """Another program deletes c1 after it was looked up."""
    from salescli.store.base import door

    begin = door.transaction

    def late(*args: Any, **more: Any) -> Any:
        patch.setattr(door, "transaction", begin)
        assert crm.process("delete", "c1").returncode == 0
        return begin(*args, **more)

    patch.setattr(door, "transaction", late)


def copied_and_spoilt(statement: str) -> Prepare:
    """A copy `x.db` of the book, in which somebody has changed something."""

    def prepare(crm: Crm, _: pytest.MonkeyPatch) -> None:
        crm.ok("backup x.db")
        with closing(sqlite3.connect("x.db", isolation_level=None)) as db:
            db.execute(statement)

    return prepare


def locked(crm: Crm, patch: pytest.MonkeyPatch) -> None:
    patch.setattr("salescli.store.base.door.PATIENCE", 0.0)
    other = sqlite3.connect(crm.book, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    crm.book.with_name("crm.db.writer").write_text(
        json.dumps({"pid": 4711, "command": "import", "since": 9_999_999_999})
    )
    patch.setattr("salescli.store.base.door._refuse_dead", lambda pid: None)
    patch.setattr("salescli.store.base.door.time.time", lambda: 9_999_999_999 + 120)
    patch.setattr(crm, "held", other, raising=False)


def held(crm: Crm, patch: pytest.MonkeyPatch) -> None:
    patch.setattr("salescli.store.importing.elsewhere.PATIENCE", 0.0)
    other = sqlite3.connect(crm.home.parent / "their.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    patch.setattr(crm, "held", other, raising=False)


def homeless(crm: Crm, patch: pytest.MonkeyPatch) -> None:
    import pwd

    def nobody(_: int) -> None:
        raise KeyError

    patch.setattr(pwd, "getpwuid", nobody)
    patch.delenv("HOME")
    crm.home = ""  # type: ignore[assignment]


def closed_list(crm: Crm, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("SALESCLI_SESSION", "catalogue")


def shown_list(crm: Crm, patch: pytest.MonkeyPatch) -> None:
    closed_list(crm, patch)
    crm.ok("list")


def gone_from_list(crm: Crm, patch: pytest.MonkeyPatch) -> None:
    shown_list(crm, patch)
    crm.ok("delete c1")


def unwritable(crm: Crm, patch: pytest.MonkeyPatch) -> None:
    real = os.access
    patch.setattr(os, "access", lambda path, mode: mode != os.W_OK and real(path, mode))


def twin_ids(crm: Crm, _: pytest.MonkeyPatch) -> None:
    crm.sql("UPDATE interactions SET id = 'a-' || rowid || '-4f2a91'")


def twin_ties(crm: Crm, _: pytest.MonkeyPatch) -> None:
    crm.sql("UPDATE ties SET id = 'a-' || rowid || '-4f2a91'")


def person_id(crm: Crm, _: pytest.MonkeyPatch) -> None:
    crm.sql("PRAGMA foreign_keys=OFF")
    crm.sql("UPDATE contacts SET id = 'x-4f2a9' || (CASE name WHEN 'Emma' THEN 1 ELSE 0 END)")


def codes(text: str) -> Prepare:
    return lambda crm, _: (crm.home / "data" / "rules" / "codes.yaml").write_text(text) and None


def crontab(code: int, said: bytes, listed: bytes = b"") -> Prepare:
    """What the machine's crontab answers."""
    done = subprocess.CompletedProcess([], code, listed, said)
    return lambda _, patch: patch.setattr("subprocess.run", lambda *a, **k: done)


def half_marked(crm: Crm, patch: pytest.MonkeyPatch) -> None:
    crontab(0, b"", f"# >>> crm {crm.home} >>>\n".encode())(crm, patch)


def odd_home(crm: Crm, patch: pytest.MonkeyPatch) -> None:
    patch.setattr("salescli.commands.cron._program", lambda: ["/usr/bin/crm"])
    crm.home = crm.home.with_name("two\nlines")


DENIED = PermissionError(errno.EACCES, "Permission denied")
ONE = ("add Northwind",)
TWO = ("add Northwind", "add Northgate")
PERSON = ("add Northwind", "contact add c1 Emma")
TIED = (*TWO, "tie c1 parent c2")
LOGGED = ("add Northwind", "log c1 hello")
MAIL = {"mail.eml": b"From: Ann <ann@acme.example>\nTo: me@firm.example\nDate: Mon, 2 Mar 2026 09:30:00 +0800\n\nHello\n"}
CARDS = {"cards.csv": b"name,mobile\nEmma,13800138000\n"}
SHORT_RULES = "not on its own: it is part of what `crm rules check` or another message says"

CASES = {
    # the command line
    "argument_missing": Case("log"),
    "arguments_extra": Case("show c1 c2", ONE),
    "option_missing": Case("edit c1 grade B", ONE),
    "command_unknown": Case("lgo"),
    "subcommand_missing": Case("contact"),
    "option_unknown": Case("today --al"),
    "option_needs_value": Case("list --where"),
    "value_wrong": Case("today -n many"),
    "choice_unknown": Case("today --stage need"),
    "format_unknown": Case("list -f xml", shown=True),
    "language_unknown": Case("list --lang fr"),
    "name_empty": Case("add ''"),
    "nothing_given": Case("edit c1", ONE),
    "field_wrong": Case("add Northwind --employees many"),
    "set_wrong": Case("add Northwind --set warehouse"),
    "text_too_long": Case("log c1 -", ONE, when="with a text of more than 65536 characters on standard input"),
    "sort_unknown": Case("list --sort colour"),
    "view_not_found": Case("list --view south"),
    "line": Case("lgo", shown=True, when="any error: this is the line that says it"),
    # days and times
    "date_ambiguous": Case("next c1 wed", ONE),
    "date_future": Case("log c1 hello --at 2026-03-12", ONE),
    "date_no_such_day": Case("next c1 2026-02-30", ONE),
    "date_weekday": Case("next c1 'Fri 28 Nov'", ONE),
    "date_not_understood": Case("next c1 someday", ONE),
    "date_past": Case("next c1 2026-03-01", ONE),
    "date_with_time": Case("list --today '2026-03-11 15:00'"),
    "time_ambiguous": Case("next c1 '明天 3点'", ONE),
    "time_future": Case("log c1 hello --at 'today 15:00'", ONE),
    "time_past": Case("next c1 'today 9:00'", ONE),
    # who
    "template_unknown": Case("draft c1 thnaks", ONE),
    "template_none": Case("draft c1", ONE, do=no_templates, when="where every template was taken away"),
    "draft_name_unknown": Case("draft c1 thanks --set dya=Thursday", ONE),
    "clipboard_none": Case("draft c1 thanks --copy", ONE, do=no_programs, when="where there is none"),
    "draft_open_what": Case("draft c1 thanks --via sms --open", ONE),
    "draft_no_email": Case("draft c1 thanks --open", ONE),
    "mail_not_opened": Case(
        "draft c1 thanks --open", ("add Northwind --email info@northwind.example",), do=no_programs, when="where there is none"
    ),
    "number_unknown": Case("brief 139 9999 9999", ONE),
    "talk_unknown": Case("brief --talk spinn", ONE),
    "who_nobody": Case("show Nortwind", ONE),
    "who_not_exact": Case("delete north", ONE),
    "who_several": Case("show north", TWO),
    "record_unknown": Case("machine show k9", ONE, do=with_machines, when="where machines are kept"),
    "record_several": Case("machine show a", ONE, do=with_two_machines, when="where machines are kept"),
    "twin": Case("add Northwind --mobile 13800138000", ("add 'Northwind Ltd' --mobile 13800138000 --owner Lin",)),
    "row_no_list": Case("show 1", ONE, do=closed_list),
    "row_not_there": Case("show 7", ONE, do=shown_list, when="after `crm list` has shown fewer rows"),
    "row_gone": Case("show 1", TWO, do=gone_from_list, when="after the customer in row 1 of the list was deleted"),
    "person_none": Case("log c1 hello --with Emma", ONE),
    "person_not_found": Case("log c1 hello --with Emma", (*ONE, "contact add c1 Liam")),
    "person_several": Case(
        "contact edit 'Emma Clarke' --title Buyer",
        ("add Northwind", "contact add c1 'Emma Clarke'", "contact add c1 'Emma Clarke'"),
    ),
    "interaction_id_short": Case("log --retract 4f", LOGGED),
    "correct_what": Case("log c1 --correct 下周三再打", LOGGED),
    "interaction_not_found": Case("log --retract 4f2a91", LOGGED),
    "interaction_several": Case(
        "log --retract 4f2a91",
        (*LOGGED, "log c1 again"),
        do=twin_ids,
        when="where two contacts end with the same characters",
    ),
    "tie_id_short": Case("tie delete 4f", TIED),
    "tie_not_found": Case("tie delete 4f2a91", TIED),
    "tie_several": Case("tie delete 4f2a91", (*TIED, "tie c1 supplier c2"), do=twin_ties, when="where two ties end alike"),
    "tie_itself": Case("tie c1 parent c1", ONE),
    "tie_circle": Case("tie c2 parent c1", TIED),
    "share_wrong": Case("tie c1 rival c2 --share 120", TWO),
    "story_empty": Case("log c1 --retract last", ONE),
    "story_number": Case("log c1 --correct 7 --outcome won", LOGGED),
    "story_whose": Case("log --correct 2 --outcome won", LOGGED),
    "story_none_yours": Case("log --correct last --outcome won", ONE),
    "no_promise": Case("next c1 off", ONE),
    "not_snoozed": Case("snooze c1 off", ONE),
    # conditions
    "where_ambiguous_day": Case("list --where 'last_contact<wed'", ONE),
    "where_bad_span": Case("list --where 'last_contact older soon'"),
    "where_bare_span": Case("list --where 'last_contact<30d'"),
    "where_bad_day": Case("list --where 'last_contact<soon'"),
    "where_bad_flag": Case("list --where do_not_contact=perhaps"),
    "where_bad_int": Case("list --where 'employees>many'"),
    "where_bad_money": Case("list --where 'budget>lots'"),
    "where_bad_rate": Case("list --where 'answer_rate<half'"),
    "where_bad_operator": Case("list --where 'stage<needs'"),
    "where_bad_quote": Case("""list --where "name='North" """),
    "where_bad_parenthesis": Case("list --where '(stage=needs or grade=S'"),
    "where_too_long": Case(f"list --where '{'(' * 21}stage=needs{')' * 21}'"),
    "where_incomplete": Case("list --where 'stage=needs and'"),
    "where_no_such_field": Case("list --where zzzz=1"),
    "where_not_understood": Case("list --where needs"),
    "where_unknown_field": Case("list --where employes=5"),
    # reports
    "report_two_periods": Case("report activity --month 10 --year 2026"),
    "report_bad_month": Case("report activity --month 13"),
    "report_bad_quarter": Case("report activity --quarter 5"),
    "report_bad_year": Case("report activity --year 2099"),
    "report_backwards": Case("report activity --from 2026-03-10 --to 2026-03-01"),
    "report_no_period": Case("report neglected --month 3"),
    "list_column_unknown": Case("list --columns grade,employes"),
    "measure_unknown": Case("measures answerrate"),
    # taking back
    "left_alone": Case("undo", ONE, typed="n\n", when="in a terminal, where the question is answered with no"),
    "nothing_to_redo": Case("redo"),
    "nothing_to_undo": Case("undo"),
    "run_not_found": Case("undo 99 --yes", ONE),
    "run_undone": Case("undo 1 --yes", (*ONE, "undo --yes")),
    "undo_built_on": Case("undo 1 --yes", LOGGED),
    "undo_impossible": Case(
        "undo --yes",
        ONE,
        do=sql("UPDATE changes SET tbl = 'no_more'"),
        when="where the run changed something that this version has no more",
    ),
    "changed_meanwhile": Case("log c1 hello", ONE, do=quicker, when="where another crm deletes the customer at that moment"),
    "undo_needs_yes": Case("undo", ONE),
    "move_nowhere": Case("contact move c1 c1", (*ONE, "contact add c1 'Emma Clarke'")),
    "move_to_nobody": Case("contact move c1 Fabrikam", (*ONE, "contact add c1 'Emma Clarke'")),
    "person_left": Case(
        "contact edit c1 --primary yes", (*ONE, "contact add c1 'Emma Clarke'", "contact edit c1 --left 2026-02-02")
    ),
    # the home and the book
    "home_not_writable": Case(
        "add Northwind", do=failing("pathlib.Path.mkdir", DENIED), when="in a folder that may not be written"
    ),
    "home_unknown": Case("list", do=homeless, when="where there is neither a home folder nor SALESCLI_HOME"),
    "no_book": Case("backup"),
    "book_damaged": Case("list", ONE, do=spoil(b"SQLite format 3\0" + b"\1" * 4096), when="where the file was damaged"),
    "book_not_ours": Case(
        "list", ONE, do=sql("PRAGMA application_id = 1"), when="where crm.db belongs to another program"
    ),
    "book_newer": Case("list", ONE, do=newer, when="where a newer salescli made the book"),
    "book_not_writable": Case("add Northgate", ONE, do=unwritable, when="where the book may not be written"),
    "book_locked": Case("add Northgate", ONE, do=locked, when="while another crm writes for more than 30 seconds"),
    "book_error": Case(
        "add Northgate",
        ONE,
        do=sqlite_fails(sqlite3.SQLITE_ERROR, "no such table: customers"),
        when="where SQLite reports something unforeseen",
    ),
    "disk_full": Case(
        "add Northgate", ONE, do=sqlite_fails(sqlite3.SQLITE_FULL, "database or disk is full"), when="on a full disk"
    ),
    "unexpected": Case(
        "add Northgate",
        ONE,
        do=failing("salescli.store.records.customers.add", ZeroDivisionError("division by zero")),
        when="where the program itself is wrong",
    ),
    "memory_full": Case(
        "add Northgate",
        ONE,
        do=failing("salescli.store.records.customers.add", MemoryError()),
        when="where the machine has no memory left for it",
    ),
    "system": Case(
        "path",
        do=failing("salescli.commands.home.Report", OSError(errno.EMFILE, "Too many open files")),
        when="where the machine refuses something",
    ),
    # settings and rules
    "config_unknown": Case("list", ONE, do=config("colour: red\n"), when="with `colour: red` in config.yaml"),
    "config_wrong": Case("list", ONE, do=config("capacity: many\n"), when="with `capacity: many` in config.yaml"),
    "config_wrong_short": Case(
        "init",
        typed="klingon\nen\nCN\n\n\n",
        shown=True,
        when="in a terminal, where `klingon` is answered to the question for the language",
    ),
    "rules_broken": Case(
        "today", ONE, do=own_rule("vip: {kind: wild}\n"), when="with a mistake in a rule file of your own"
    ),
    "rules_for_short": Case(
        "rules check r.yaml",
        files={"r.yaml": b"thanks: {kind: after, event: won, within: 5d..9d, for: 3d, points: 5}\n"}, shown=True,
    ),
    "outcomes_phrase": Case("rules check outcomes.yaml", files={"outcomes.yaml": b"won: ['signed (up']\n"}, shown=True),
    "rules_missing": Case("rules check r.yaml", files={"r.yaml": b"vip: {kind: cadence, points: 5}\n"}, shown=True),
    "rules_no_tests": Case("rules test r.yaml", files={"r.yaml": b"needs: off\n"}),
    "rules_not_a_map": Case("rules check r.yaml", files={"r.yaml": b"- vip\n"}, shown=True),
    "rules_not_plain": Case(
        "rules check r.yaml", files={"r.yaml": b"vip: {kind: cadence, every: [3d], points: 5}\n"}, shown=True
    ),
    "rules_not_plain_or_list": Case(
        "rules check r.yaml",
        files={"r.yaml": b"vip: {kind: cadence, every: 3d..5d, points: 5, when: {tag: {a: b}}}\n"},
        shown=True,
    ),
    "rules_then_several": Case(
        "rules check stages.yaml", files={"stages.yaml": b"active: {then: {lost: 1d, needs: 2d}}\n"}, shown=True
    ),
    "rules_unknown": Case("rules check r.yaml", files={"r.yaml": b"vip: {kind: wild}\n"}, shown=True),
    "rules_no_country": Case(
        "rules check holidays.yaml", files={"holidays.yaml": b"Germany: {off: 2026-12-24}\n"}, shown=True
    ),
    "rules_wrong_value": Case(
        "rules check r.yaml", files={"r.yaml": b"vip: {kind: cadence, every: often, points: 5}\n"}, shown=True
    ),
    "template_name_unknown": Case(
        "rules check", ONE, do=own_template("hi: {title: Hi, text: 'Dear ${frist_name}'}\n"), shown=True,
        when="with such a file in data/templates",
    ),
    "yaml_alias": Case(
        "rules check r.yaml", files={"r.yaml": b"a: &x {kind: promise, points: 1}\nb: *x\n"}, shown=True
    ),
    "yaml_broken": Case("rules check r.yaml", files={"r.yaml": b"vip: {kind: [\n"}, shown=True),
    "yaml_repeated": Case("rules check r.yaml", files={"r.yaml": b"vip: {kind: promise, kind: promise}\n"}, shown=True),
    "yaml_too_large": Case(
        "rules check r.yaml",
        files={"r.yaml": b"# " + b"x" * 3_000_000},
        shown=True,
        when="where r.yaml has more than 256 KiB",
    ),
    # files in and out
    "file_missing": Case("import cards.csv"),
    "go_no_terminal": Case("go", ONE),
    "sheet_form": Case("today --sheet calls.doc", ONE),
    "sheet_no_columns": Case("log --from calls.csv", ONE, files={"calls.csv": b"a,b\n1,2\n"}),
    "sheet_whose": Case("log --from calls.csv", ONE, files={"calls.csv": b"code,outcome\n,won\n"}, shown=True),
    "every_wrong": Case("next c1 2026-03-18 filter --every now", ONE),
    "every_with_off": Case("next c1 off --every 1w", ONE),
    "no_series": Case("next c1 skip", ONE),
    "calendar_form": Case("calendar crm.txt"),
    "calendar_not_ours": Case("calendar own.ics", files={"own.ics": b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"}),
    "calendar_unreadable": Case("calendar crm.ics --with own.ics", files={"own.ics": b"Thursday 15:00\n"}),
    "file_is_folder": Case("import ."),
    "file_special": Case("import /dev/zero"),
    "file_not_plain": Case("today", ONE, do=device, when="where config.yaml is a link to /dev/null"),
    "file_unreadable": Case(
        "import cards.csv",
        files=CARDS,
        do=failing("pathlib.Path.read_bytes", DENIED),
        when="where the file may not be read",
    ),
    "file_empty": Case("import cards.csv", files={"cards.csv": b""}),
    "file_binary": Case("import cards.bin", files={"cards.bin": bytes(range(256)) * 8}),
    "workbook_too_large": Case("import cards.xlsx", files={"cards.xlsx": with_sheet(sheet(), sheet1=3 << 30)}),
    "workbook_far_cell": Case("import cards.xlsx", files={"cards.xlsx": with_sheet(far("1048576", "XFD1048576"))}),
    "workbook_long_cell": Case("import cards.xlsx", files={"cards.xlsx": with_sheet(long_cell(6))}),
    "workbook_formats": Case("import cards.xlsx", files={"cards.xlsx": formatted([["name"]], ["0"], "<numFmt />" * 100_001)}),
    "file_encrypted": Case(
        "import cards.xlsx",
        files={
            "cards.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + b"\0" * 600
            + "EncryptedPackage".encode("utf-16-le")
            + b"\0" * 600
        },
    ),
    "encoding_unknown": Case("import cards.csv --encoding klingon", files=CARDS),
    "encoding_wrong": Case(
        "import cards.csv --encoding punycode", files={"cards.csv": "姓名,手机\n王,1\n".encode("gbk")}
    ),
    "import_no_columns": Case("import cards.csv", files={"cards.csv": b"colour,size\nred,5\nblue,6\n"}),
    "map_column_unknown": Case("import cards.csv --map Colour=name", files=CARDS),
    "map_field_unknown": Case("import cards.csv --map mobile=colour", files=CARDS),
    "mail_me_wrong": Case("import mail.eml --me ours", files=MAIL),
    "mail_whose": Case("import mail.eml", files=MAIL),
    "map_wrong": Case("import cards.csv --map mobile", files=CARDS),
    "word_wrong": Case("import cards.csv --word warm", files=CARDS),
    "query_of_no_database": Case("import cards.csv --query contacts", files=CARDS),
    "sheet_unknown": Case("import cards.xlsx --query Leads", do=workbook, when="where cards.xlsx has one sheet, Cards"),
    "import_own_book": Case("import home/data/crm.db", ONE),
    "store_without_contacts": Case("import their.db", files={"their.db": database("CREATE TABLE colours (colour)")}),
    "store_damaged": Case("import their.db", files={"their.db": b"SQLite format 3\0" + b"\1" * 4096}),
    "store_busy": Case("import their.db", files=THEIRS, do=held, when="while another program keeps their.db to itself"),
    "query_failed": Case("import their.db --query 'SELECT tel FROM leads'", files=THEIRS),
    "query_reads_only": Case("import their.db --query 'DELETE FROM leads'", files=THEIRS),
    "query_missing": Case("import postgresql://host/sales"),
    "database_extra": Case(
        "import postgresql://host/sales --query contacts",
        do=lambda _, patch: patch.setitem(sys.modules, "sqlalchemy", None),
        when="where SQLAlchemy is not installed",
    ),
    "database_driver": Case(
        "import postgresql+psycopg2://host/sales --query contacts",
        do=lambda _, patch: patch.setitem(sys.modules, "psycopg2", None),
        when="where the driver psycopg2 is not installed",
    ),
    "database_unknown": Case("import paper://host/sales --query contacts"),
    "database_failed": Case("import sqlite:///their.db --query nowhere", files=THEIRS),
    "vcard_empty": Case("import cards.vcf", files={"cards.vcf": b"BEGIN:VCARD\n"}),
    "rejected_not_writable": Case(
        "import cards.csv",
        files={"cards.csv": b"name,mobile\nEmma,1\n,\nx\n,,,\n"},
        do=lambda _, patch: patch.setattr("salescli.commands.importing._put", lambda *a: None),
        when="with rows that are rejected, and no folder that may be written",
    ),
    "monica_broken": Case("import book.json", files={"book.json": b'{"app_version": "4.0.0", "exported_by": "", "account": {'}),
    "file_sql": Case("import dump.sql", files={"dump.sql": b"# dump of data\nINSERT IGNORE INTO `contacts` VALUES\n (1);\n"}),
    "json_broken": Case("import book.json", files={"book.json": b'{"salescli": "0.1.0", '}),
    "json_newer": Case("import book.json", files={"book.json": b'{"salescli": "9.9", "format": 999, "customers": []}'}),
    "export_exists": Case("export cards.csv", ONE, CARDS),
    "export_failed": Case("export x/cards.csv", ONE),
    "export_form": Case("export cards.doc", ONE),
    "export_option": Case("export cards.json --labels", ONE),
    "export_too_large": Case(
        "export cards.xlsx",
        ONE,
        do=lambda _, patch: patch.setattr("salescli.exporting.workbook.MOST_ROWS", 0),
        when="with more rows than a workbook can hold",
    ),
    # duplicates, checks, cron
    "merge_kinds": Case("merge c1 '#4f2a91'", PERSON, do=person_id),
    "merge_people_apart": Case(
        "merge '#4f2a90' '#4f2a91'", (*PERSON, "add Northgate", "contact add c2 Anna"), do=person_id
    ),
    "same_twice": Case("merge c1 c1", ONE),
    "two_needed": Case("duplicates c1 --different", ONE),
    "verify_empty": Case("verify c1 mobile", ONE),
    "verify_field_unknown": Case("verify c1 mobil", ONE),
    "verify_nothing": Case(
        "verify c1",
        ONE,
        do=lambda _, patch: patch.setattr("salescli.store.records.verified.known", lambda *a: []),
        when="where nothing is known of the customer",
    ),
    "code_unknown": Case(
        "add Northgate --industry retial",
        ONE,
        do=codes("industry: [retail, trade]\n"),
        when="with `industry: [retail, trade]` in data/rules/codes.yaml of the home",
    ),
    "codes_twice": Case(
        "rules check codes.yaml", files={"codes.yaml": b"industry: {retail: [shop], trade: [shop]}\n"}, shown=True
    ),
    "cron_failed": Case(
        "cron --install",
        ONE,
        do=crontab(1, b"you are not allowed to use this program"),
        when="where the machine's crontab refuses",
    ),
    "cron_marks": Case(
        "cron --install",
        ONE,
        do=half_marked,
        when="where the crontab has only one of the lines that ours stand between",
    ),
    "cron_missing": Case(
        "cron --install",
        ONE,
        do=failing("subprocess.run", FileNotFoundError(errno.ENOENT, "crontab")),
        when="on a machine without crontab",
    ),
    "cron_path": Case("cron", do=odd_home, when="where the name of the home has a line break in it"),
    # copies
    "file_exists": Case("backup cards.csv", ONE, CARDS),
    "export_column_unknown": Case("export out.csv --columns nmae", ONE),
    "folder_missing": Case("backup stick/", ONE),
    "backup_failed": Case(
        "backup x.db", ONE, do=no_new_file, when="into a folder that may not be written"
    ),
    "backup_damaged": Case("restore x.db --yes", ONE, {"x.db": b"SQLite format 3\0" + b"\1" * 4096}),
    "backup_bad_value": Case(
        "restore x.db --yes",
        ONE,
        do=copied_and_spoilt("UPDATE customers SET stage = 'hot'"),
        when="where x.db was changed by hand",
    ),
    "backup_dangling": Case(
        "restore x.db --yes", ONE, do=copied_and_spoilt("INSERT INTO tags(id, customer_id, tag, created_at, updated_at)"
        " VALUES ('t', 'nobody', 'vip', '2026-03-11T00:00:00Z', '2026-03-11T00:00:00Z')"), when="where x.db was changed by hand"
    ),
    "restore_itself": Case("restore home/data/crm.db --yes", ONE),
    "restore_folder": Case("restore . --yes", ONE, do=lambda crm, _: crm.ok("backup x.db"), when="where the folder has a copy"),
    "restore_no_copies": Case("restore home --yes", ONE),
    "restore_needs_yes": Case("restore cards.csv", ONE, CARDS),
}


def provoke(crm: Crm, case: Case, monkeypatch: pytest.MonkeyPatch, *root: str) -> Any:
    """Set the scene and run the line."""
    for name, content in case.files.items():
        (crm.home.parent / name).write_bytes(content)
    if case.before and not case.files:
        crm.given(*case.before)
    for line in case.before if case.files else ():
        crm.ok(line)
    crm.home = Path(crm.home)
    with monkeypatch.context() as patch:
        if case.do:
            case.do(crm, patch)
        return crm(" ".join((*root, case.line)), typed=case.typed, stdin="x" * 65537)


def pattern(key: str) -> str:
    """The message of an error as a regular expression; a {near} may be nothing."""
    message = ENGLISH[f"error.{key}"]
    parts = re.split(r"(\s*\{\w+\})", message)
    return "".join(".*" if part.strip().startswith("{") else re.escape(part).replace(r"\ ", r"\s+") for part in parts)


@pytest.fixture
def scene(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> Crm:
    monkeypatch.setattr(runs, "datetime", HalfPastTen)
    monkeypatch.setenv("COLUMNS", "400")
    return crm


@pytest.mark.parametrize("key", KEYS)
def test_the_error_can_be_met(scene, key, monkeypatch):
    assert key in CASES, f"error.{key} has no case in CASES: add a command line that provokes it"
    case = CASES[key]
    if case.shown:
        answer = provoke(scene, case, monkeypatch)
        assert re.search(pattern(key), answer.out + answer.err, re.S), answer
        return
    answer = provoke(scene, case, monkeypatch, *(() if case.typed else ("-f", "json")))
    assert answer.code in (2, 3), answer
    assert case.typed or (answer.out == "" and answer.error["error"] == key), answer
    assert not case.typed or re.search(pattern(key), answer.err), answer


def test_no_case_is_for_an_error_that_is_gone():
    assert not set(CASES) - set(KEYS)


HEAD = """# Errors

Every error that crm knows, as somebody meets it: the command line, the message, and what it says to type next. Made by
`make docs`; the tests provoke each of them. With `-f json` an error is `{"error", "message", "hint"}` on stderr, and `error`
is the name given here. Exit codes: 2 the command line is wrong, 3 it could not be done and nothing changed; 1 says that
there is something to look at.
"""


def entry(crm: Crm, key: str, case: Case, monkeypatch: pytest.MonkeyPatch) -> str:
    """One error on the page."""
    root = crm.home.parent
    answer = provoke(crm, case, monkeypatch)
    said = (answer.err if answer.err.strip() and case.line != "init" else answer.out + answer.err).strip("\n")
    if case.line == "init":
        said = re.search(pattern(key), answer.out + answer.err)[0]  # type: ignore[index]
    ids = iter(("4f2a91", "4f2a92"))
    said = re.sub(r"(?<=\('#)[0-9a-f]{6}(?='\))", lambda _: next(ids), said)
    said = said.replace(str(root / "home"), "~/.local/share/salescli").replace(f"{root}/", "").replace(str(root), ".")
    said = "\n".join(part.rstrip() for part in said.splitlines())
    when = f"\n{case.when[0].upper()}{case.when[1:]}:\n" if case.when else ""
    content = [f"\nWhere `{name}` is `{data.decode().strip()}`:\n" for name, data in case.files.items()
               if case.shown and len(data) < 200]  # fmt: skip
    return (
        f"## {key}\n{when}{''.join(content)}\n```\n$ crm {case.line.strip()}\n{said}\n```\nExit code {answer.code}.\n"
    )


def test_the_catalogue_is_true(tmp_path, monkeypatch, settle):
    monkeypatch.setattr(runs, "datetime", HalfPastTen)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("HOME", str(tmp_path))
    made = [HEAD]
    for place, key in enumerate(key for key in CASES if key in KEYS):
        folder = tmp_path / str(place)
        folder.mkdir()
        monkeypatch.chdir(folder)
        made.append(entry(Crm(folder / "home"), key, CASES[key], monkeypatch))
    settle(DOCS / "errors.md", "\n".join(made))
