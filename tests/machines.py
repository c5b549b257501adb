"""The program with two more kinds of record, of which no other line of it knows: machines, and the depots they come from.

Run as a program it carries out one command line, or with `-` each of those that come in as JSON, a line each.
"""

from __future__ import annotations

import contextlib
import io
import json
import sqlite3
import sys
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from salescli.core import records
from salescli.core.records.declaring import Noun, comes, happened
from salescli.core.records.noun import (
    Linked,
    Record,
    choice,
    contact,
    currency,
    customer,
    day,
    declared,
    flag,
    lines,
    money,
    number,
    pointer,
    text,
    texts,
)


@dataclass(frozen=True, kw_only=True)
class Depot(Record):
    """A depot: nobody's record, which goes by its name."""

    name: str = text("Name", "名称", "名稱", needed=True)
    city: str | None = text("City", "城市", "城市")


DEPOTS = declared(Depot, "depots", Noun(
    "depot", "", ("depot", "仓库", "倉庫"), ("depots", "仓库", "倉庫"),
    ("where machines come from", "设备的来源仓库", "設備的來源倉庫"),
    first=("name",), shown=("name", "city"), title="name", example="Foshan --city 佛山"))  # fmt: skip


@dataclass(frozen=True)
class Part:
    """What was built into a machine."""

    part: str = text("Part", "零件", "零件", needed=True)
    quantity: int = number("Quantity", "数量", "數量", needed=True)
    price: int | None = money("Price", "价格", "價格")


@dataclass(frozen=True, kw_only=True)
class Machine(Record):
    """A machine that a customer has."""

    customer: Linked = customer()
    serial: str = text("Serial number", "序列号", "序號", needed=True)
    contact: Linked | None = contact()
    told_in: Linked | None = pointer("interactions", "Told in", "来自沟通", "來自聯絡")
    depot: Linked | None = pointer("depots", "Depot", "仓库", "倉庫")
    price: int | None = money("Price", "价格", "價格")
    currency: str | None = currency()
    sold: date | None = day("Sold", "售出日期", "售出日期", tells=happened("machine_sold", "the sale", "售出", "售出"))
    due: date | None = day("Next service", "下次保养", "下次保養", ahead=True, tells=comes("service", only={"state": ("new",)}))
    hours: int | None = number("Hours run", "运行小时", "運轉時數")
    state: str = choice("State", "状态", "狀態", default="new",
                        values={"new": ("New", "全新", "全新"), "used": ("Used", "二手", "中古")})  # fmt: skip
    leased: bool = flag("Leased", "租赁", "租賃")
    marks: tuple[str, ...] = texts("Marks", "标记", "標記")
    parts: tuple[Part, ...] = lines(Part, "{part}:{quantity}[@{price}]", "Parts", "零件", "零件")
    notes: str | None = text("Notes", "备注", "備註")


MACHINES = declared(Machine, "machines", Noun(
    "machine", "k", ("machine", "设备", "設備"), ("machines", "设备", "設備"),
    ("machines that customers have", "客户拥有的设备", "客戶擁有的設備"),
    first=("customer", "serial"), shown=("customer", "serial", "state", "price", "sold"), title="serial",
    example="c17 A1 --price 20万"))  # fmt: skip
KINDS = (DEPOTS, MACHINES)


def made(db: sqlite3.Connection) -> None:
    """The migration, by hand."""
    from salescli.store.base import schema

    db.execute(f"CREATE TABLE depots (id TEXT PRIMARY KEY, name TEXT NOT NULL, city TEXT, {schema._STAMPS})")
    db.execute(
        f"CREATE TABLE machines (id TEXT PRIMARY KEY, code_letter TEXT NOT NULL, code_number INTEGER NOT NULL,"
        f" {schema._OF_CUSTOMER}, {schema._OF_CONTACT}, serial TEXT NOT NULL,"
        " told_in_id TEXT REFERENCES interactions(id) DEFERRABLE INITIALLY DEFERRED,"
        " depot_id TEXT REFERENCES depots(id) DEFERRABLE INITIALLY DEFERRED,"
        " price INTEGER, currency TEXT, sold TEXT, due TEXT, hours INTEGER, state TEXT, leased INTEGER, marks TEXT, parts TEXT,"
        f" notes TEXT, {schema._STAMPS}, UNIQUE (code_letter, code_number))"
    )


def declare() -> None:
    """Make the program know them; before anything else of it is imported."""
    records.TABLES = (*records.TABLES, *KINDS)
    records.BY_NAME.update({table.name: table for table in KINDS})
    from salescli.store.base import schema

    schema.MIGRATIONS = (*schema.MIGRATIONS, ("0999_machines", made))
    schema.VERSION += 1


def declare_within(patch: Any) -> None:
    """Make a program that runs already know them for a while, as far as commands and the book's shape go."""
    root = Path(records.__file__).parents[2]
    for path in root.rglob("*.py"):
        if "TABLES" in path.read_text("utf-8"):  # it may keep the tables that it meets first
            import_module(".".join(("salescli", *path.relative_to(root).with_suffix("").parts)).removesuffix(".__init__"))
    from salescli.store.base import door, schema

    patch.setattr(door, "VERSION", schema.VERSION + 1)
    patch.setattr(records, "TABLES", (*records.TABLES, *KINDS))
    for table in KINDS:
        patch.setitem(records.BY_NAME, table.name, table)
    patch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, ("0999_machines", made)))
    patch.setattr(schema, "VERSION", schema.VERSION + 1)


def answered(argv: list[str]) -> tuple[int, str, str]:
    """Exit code, answer and remarks of one command line."""
    from salescli.cli import main

    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n", write_through=True) for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(argv)
    return code, *(page.buffer.getvalue().decode() for page in (out, err))  # type: ignore[attr-defined]


if __name__ == "__main__":
    declare()
    if sys.argv[1:] == ["-"]:
        for line in sys.stdin:
            print(json.dumps(answered(json.loads(line))), flush=True)
    else:
        from salescli.cli import main

        sys.exit(main(sys.argv[1:]))
