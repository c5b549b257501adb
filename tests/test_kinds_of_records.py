"""Kinds of record as they are declared: the book's tables are as declared, and a kind that is new needs nothing but that."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import make_dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from conftest import Crm

from salescli.commandline import COMMANDS, GROUPS
from salescli.core.records import STAMPS, TABLES, contacts, customers
from salescli.core.records.declaring import Noun
from salescli.core.records.fields import FIELDS
from salescli.core.records.noun import declared, money, text


def test_the_tables_are_as_declared(crm: Crm) -> None:
    crm.ok("add 甲")
    stamps = {column.name for column in STAMPS}
    for table in TABLES:
        names = [row[1] for row in crm.sql(f"PRAGMA table_info({table.name})")]
        declared = {column.name for column in table.columns}
        assert {*names} - {"id"} - stamps == declared, f"{table.name}: the migration makes other columns than are declared"
        keys = {row[3]: row[2] for row in crm.sql(f"PRAGMA foreign_key_list({table.name})")}
        assert keys == table.pointers(), table.name


def test_every_field_is_listed_once() -> None:
    """In one line of one file; what customers and people both have is declared with customers, and people point at it."""
    lines = re.findall(r"^    (\w+): [^=\n]+ = (\w+)", "".join(source(one) for one in (customers, contacts)), re.M)
    listed = [name for name, kind in lines if kind != "as_in"]
    assert sorted(listed) == sorted({field.name for field in FIELDS})
    assert {name for name, kind in lines if kind == "as_in"} == {field.name for field in FIELDS if field.records == "cp"}


def source(module: ModuleType) -> str:
    return Path(str(module.__file__)).read_text("utf-8")


def test_each_table_has_its_view_of_what_lives(crm: Crm) -> None:
    crm.ok("add 甲 --tag vip")
    crm.ok("add 乙")
    crm.ok("delete c1 -y")
    views = {row[0] for row in crm.sql("SELECT name FROM sqlite_master WHERE type = 'view' AND name GLOB 'living_*'")}
    assert views == {f"living_{table.name}" for table in TABLES}
    for table in TABLES:
        columns = [row[1] for row in crm.sql(f"PRAGMA table_info({table.name})")]
        assert [row[1] for row in crm.sql(f"PRAGMA table_info(living_{table.name})")] == columns
    assert crm.sql("SELECT name FROM living_customers") == [("乙",)]


def test_codes_of_two_kinds_begin_with_two_letters() -> None:
    """c is the customers'."""
    letters = ["c", *(table.noun.letter for table in TABLES if table.noun and table.noun.letter)]
    assert len({*letters}) == len(letters), f"a letter is taken: {letters}"


def test_no_noun_is_a_command() -> None:
    """But one whose command says so, and leaves the noun its verbs."""
    own = {*COMMANDS, *GROUPS} - {name for name, row in COMMANDS.items() if row.noun}
    taken = own & {table.noun.word for table in TABLES if table.noun}
    assert not taken, f"a command is called so already: {taken}"


NAME = text("Name", "名称", "名稱")


@pytest.mark.parametrize(("fields", "noun", "flaw"), [
    ({"name": NAME, "code": text("Code", "代码", "代碼")}, {}, "code"),
    ({"name": NAME, "created_at": text("Made", "创建", "建立")}, {}, "created_at"),
    ({"name": NAME, "price": money("Price", "价格", "價格")}, {}, "currency"),
    ({"name": NAME}, {"first": ("nmae",)}, "nmae"), ({"name": NAME}, {"shown": ("nmae",)}, "nmae"),
    ({"name": NAME}, {"title": "nmae"}, "nmae"), ({"name": NAME}, {"letter": "c"}, "letter c"),
])  # fmt: skip
def test_a_declaration_that_would_fail_in_use_is_refused(fields: dict[str, Any], noun: dict[str, Any], flaw: str) -> None:
    made = make_dataclass("Depot", [(name, str, field) for name, field in fields.items()], frozen=True, kw_only=True)
    word = Noun("depot", "", ("depot",) * 3, ("depots",) * 3, ("depots",) * 3, first=("name",), shown=("name",), title="name")
    with pytest.raises(ValueError, match=flaw):
        declared(made, "depots", word._replace(**noun))


def test_each_stands_behind_what_it_points_at() -> None:
    seen: set[str] = set()
    for table in TABLES:
        assert {*table.pointers().values()} <= {*seen, table.name}
        seen.add(table.name)


MACHINES = """
import sys
from salescli.core import records
from salescli.core.records.declaring import CONTACT, CUSTOMER, Attribute, Table, needed
MACHINES = Table("machines", (
    CUSTOMER, CONTACT, Attribute("told_in", "record", "interactions"), Attribute("price", "number"), needed("sold", "day"),
    Attribute("state", allowed=("new", "used"), default="new"), Attribute("parts", "texts"), needed("serial")),
    merge="move", story=True)
records.TABLES = (*records.TABLES, MACHINES)
records.BY_NAME["machines"] = MACHINES
from salescli.store.base import schema
def made(db):
    db.execute(f"CREATE TABLE machines (id TEXT PRIMARY KEY, {schema._OF_CUSTOMER}, {schema._OF_CONTACT}, told_in TEXT REFERENCES"
               " interactions(id) DEFERRABLE INITIALLY DEFERRED, price INTEGER, sold TEXT NOT NULL, state TEXT, parts TEXT,"
               f" serial TEXT NOT NULL, {schema._STAMPS})")
schema.MIGRATIONS = (*schema.MIGRATIONS, ("0999_machines", made))
schema.VERSION += 1
from salescli.cli import main
sys.exit(main(sys.argv[1:]))
"""
"""The program with one more kind of record, of which no other line of it knows."""


def test_a_kind_that_is_only_declared_is_kept_as_all_others_are(crm: Crm, tmp_path: Path) -> None:
    rep = Rep(crm.home)
    rep("add", "甲")
    rep("contact", "add", "c1", "王伟")
    rep("log", "c1", "看了样机", "--with", "王伟")
    rep("export", "book.json")
    told = json.loads((crm.home.parent / "book.json").read_text("utf-8"))
    (customer,) = told["customers"]
    machine = {
        "id": "01900000-0000-7000-8000-000000000001", "contact_id": customer["contacts"][0]["id"], "price": 120_000,
        "told_in": customer["interactions"][0]["id"], "sold": "2026-02-01", "parts": ["刀", "架"], "serial": "A1",
    }  # fmt: skip
    customer["machines"] = [machine]
    whole = put(tmp_path / "told.json", told)
    assert "joined" in rep("-f", "csv", "import", whole) and "same" in rep("-f", "csv", "import", whole)
    assert "new; used" in rep("import", put(tmp_path / "wrong.json", with_state(told, "broken")))
    assert machines(rep) == [{**machine, "state": "new"}]
    rep("undo", "-y"), rep("undo", "-y"), rep("undo", "-y")
    assert machines(rep) == []
    rep("redo", "-y")
    rep("add", "乙")
    rep("merge", "c2", "c1", "-y")
    assert machines(rep) == [{**machine, "state": "new"}]
    assert crm.sql("SELECT DISTINCT customer_id IN (SELECT id FROM customers WHERE name = '乙') FROM living_machines") == [(1,)]
    rep("backup", str(tmp_path / "copy.db"))
    rep("undo", "-y")
    assert crm.sql("SELECT DISTINCT customer_id IN (SELECT id FROM customers WHERE name = '甲') FROM machines") == [(1,)]
    rep("restore", str(tmp_path / "copy.db"), "-y")
    assert machines(rep) == [{**machine, "state": "new"}] and crm.sql("PRAGMA foreign_key_check") == []


class Rep:
    """Somebody with that program."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(self, *words: str) -> str:
        done = subprocess.run([sys.executable, "-c", MACHINES, "--home", str(self.home), "--today", "2026-03-11",
                               "--lang", "en", *words],
                              capture_output=True, encoding="utf-8", check=False, cwd=self.home.parent)  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout + done.stderr


def put(file: Path, told: object) -> str:
    file.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return str(file)


def with_state(told: dict[str, Any], state: str) -> dict[str, Any]:
    told = json.loads(json.dumps(told))
    told["customers"][0]["machines"][0].update(state=state, id="01900000-0000-7000-8000-000000000002")
    return told


def machines(rep: Rep) -> list[dict[str, Any]]:
    """What the export of the whole book has of them, without the time at which they came in."""
    (rep.home.parent / "again.json").unlink(missing_ok=True)
    rep("export", "again.json")
    told = json.loads((rep.home.parent / "again.json").read_text("utf-8"))
    rows = [row for customer in told["customers"] for row in customer["machines"]]
    return [{name: value for name, value in row.items() if name != "created_at"} for row in rows]
