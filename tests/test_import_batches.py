"""What an import makes of a file does not depend on how its rows fall into batches, or into files."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import Crm

from salescli.commands import importing
from salescli.store.importing import batch as batches

HEADER = "姓名,公司,职务,手机,邮箱,微信,标签,自编,最近联系,跟进内容,下次跟进"
PEOPLE = ("王建国", "王总", "李娜", "Ann Lee", "A. Lee", "Mr Lee", "张伟")
FIRMS = ("华星电子有限公司", "深圳市华星电子有限公司", "Acme Inc", "ACME", "光明厂", "")
TABLES = {
    "customers": "name, name_key, pinyin, stage, source, code_number",
    "contacts": "(SELECT name FROM customers c WHERE c.id = customer_id), name, title, is_primary, form_of_address",
    "channels": "(SELECT name FROM customers c WHERE c.id = customer_id),"
    " (SELECT name FROM contacts p WHERE p.id = contact_id), kind, key, main",
    "interactions": "(SELECT name FROM customers c WHERE c.id = customer_id), at, text, outcome",
    "promises": "(SELECT name FROM customers c WHERE c.id = customer_id), day, text, state",
    "tags": "(SELECT name FROM customers c WHERE c.id = customer_id), tag",
    "own": "(SELECT name FROM customers c WHERE c.id = customer_id), name, value",
    "pulse": "(SELECT name FROM customers c WHERE c.id = customer_id), touches, events, surfaces, lane, anchor, place",
}


def rows(seed: int, count: int, people: Sequence[str]) -> list[str]:
    """Rows in which people and firms meet again."""
    dice = random.Random(seed)
    found = []
    for _ in range(count):
        number = dice.randrange(6)
        found.append(",".join((
            dice.choice(people), dice.choice(FIRMS), dice.choice(("经理", "总经理", "")),
            dice.choice(("", f"1380013800{number}")), dice.choice(("", f"u{number}@x.cn")), dice.choice(("", "", f"wx_{number}")),
            dice.choice(("", "", "VIP")), dice.choice(("", "", "红", "蓝")),
            *dice.choice((("", "", ""), ("", "", ""), ("2026-01-05", "谈过价格", ""), ("2026-02-06", "没接", "2026-04-01"))),
        )))  # fmt: skip
    return found


def imported(crm: Crm, *files: Path) -> tuple[list[object], dict[str, list[object]]]:
    """Each row's fate, and what is in the book then."""
    fates = [(row["outcome"], row["code"]) for file in files for row in crm("-f", "json", "import", str(file)).json()]
    return fates, {table: sorted(map(without_ids, crm.sql(f"SELECT {columns} FROM {table}")), key=repr)
                   for table, columns in TABLES.items()}  # fmt: skip


def without_ids(row: tuple[object, ...]) -> tuple[object, ...]:
    """A row without the ids of records, which no two imports make alike."""
    return tuple(re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", cell) if isinstance(cell, str) else cell
                 for cell in row)  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_batches_make_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    given = rows(seed, 40, (*PEOPLE, "", "合计"))
    file = tmp_path / "all.csv"
    file.write_text("\n".join((HEADER, *given)), encoding="utf-8")
    wanted = imported(Crm(tmp_path / "whole"), file)
    for at_once, full in ((1, 1), (3, 2), (7, 5)):
        monkeypatch.setattr(importing, "AT_ONCE", at_once)
        monkeypatch.setattr(batches, "FULL", full)
        assert imported(Crm(tmp_path / f"{at_once}-{full}"), file) == wanted


@pytest.mark.parametrize("seed", range(4, 8))
def test_one_file_or_several_make_no_difference(tmp_path: Path, seed: int) -> None:
    given = rows(seed, 40, PEOPLE)
    pieces = [given, *(given[at : at + 10] for at in range(0, 40, 10))]
    files = [tmp_path / f"{at}.csv" for at in range(len(pieces))]
    for file, piece in zip(files, pieces, strict=True):
        file.write_text("\n".join((HEADER, *piece)), encoding="utf-8")
    assert imported(Crm(tmp_path / "one"), files[0]) == imported(Crm(tmp_path / "several"), *files[1:])
