"""Values kept beside a field: rows of their own that nothing a rep writes can be taken for, until somebody settles them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from conftest import Crm

from salescli.core.matching.settle import fate

FIRST = "姓名,公司,职位,城市,兴趣爱好,仓库,手机\n王伟,华星,经理,深圳,茶,一号 | 二号,13800000001\n"
SECOND = "姓名,公司,职位,城市,兴趣爱好,仓库,手机\n王伟,华星,总监 | 代理,广州,酒,三号,13800000001\n"
BESIDE = [("city", "广州", None), ("hobbies", "酒", "王伟"), ("own.仓库", "三号", "王伟"), ("title", "总监 | 代理", "王伟")]


def put(crm: Crm, name: str, text: str) -> str:
    (crm.home.parent / name).write_text(text, encoding="utf-8")
    return str(crm.home.parent / name)


def beside(crm: Crm, who: str = "c1") -> list[tuple[str, str, str | None]]:
    return sorted((one["field"], one["value"], one["contact"]) for one in crm.show(who)["also"])


@pytest.fixture
def differing(crm: Crm) -> Crm:
    """A person of whom two files say three things differently."""
    crm.ok("import", put(crm, "first.csv", FIRST))
    crm.ok("import", put(crm, "second.csv", SECOND))
    return crm


def test_nothing_a_rep_writes_is_taken_for_one(differing: Crm) -> None:
    differing.ok("edit", "c1", "--set", "city (2)=佛山 | 东莞")
    assert (beside(differing), differing.show("c1")["own"]) == (BESIDE, {"仓库": "一号 | 二号", "city (2)": "佛山 | 东莞"})
    assert {row["outcome"] for row in differing.json("import", str(differing.home.parent / "second.csv"))} == {"same"}
    assert {row["outcome"] for row in differing.json("import", str(differing.home.parent / "first.csv"))} == {"same"}


@pytest.mark.parametrize("form", ["csv", "xlsx", "vcf", "json"])
def test_they_leave_with_the_record_and_come_back(differing: Crm, form: str) -> None:
    differing.ok("edit", "c1", "--set", "city (2)=佛山 | 东莞")
    file = str(differing.home.parent / f"out.{form}")
    differing.ok("export", file)
    assert {row["outcome"] for row in differing.json("import", file)} == {"same"}
    own = differing.show("c1")["own"]
    differing.home = differing.home.parent / "other"
    differing.ok("import", file)
    assert (beside(differing), differing.show("c1")["own"]) == (BESIDE, own)


def test_they_are_shown_found_and_compared(differing: Crm) -> None:
    shown = differing.ok("show", "c1").out
    assert "Also said: City: 广州" in shown and "王伟 – 仓库: 三号" in shown
    assert [row["matched"][0] for row in differing.json("find", "广州")] == [{"where": "city", "text": "广州"}]
    assert "kept beside" in differing.ok("history", "c1").out


def test_whoever_says_what_holds_settles_the_others(differing: Crm) -> None:
    differing.ok("edit", "c1", "--city", "广州", "--set", "仓库=三号")
    differing.ok("verify", "c1", "title", "--with", "王伟")
    assert beside(differing) == [("hobbies", "酒", "王伟")]
    differing.ok("contact", "edit", "王伟", "--hobbies", "酒")
    again = {row["outcome"] for row in differing.json("import", str(differing.home.parent / "second.csv"))}
    assert (again, beside(differing)) == ({"same"}, []), "what was settled stays so"
    for _ in range(4):
        differing.ok("undo", "-y")
    assert beside(differing) == BESIDE


def test_what_is_settled_by_the_value_it_has_is_a_change(differing: Crm) -> None:
    reply = differing.ok("edit", "c1", "--city", "深圳").out
    assert "Also said: 广州, 三号 → 三号" in reply and ("city", "广州", None) not in beside(differing)


def test_they_go_with_whom_they_are_about(differing: Crm) -> None:
    differing.ok("add", "宏达")
    differing.ok("contact", "move", "王伟", "c2")
    assert (beside(differing), beside(differing, "c2")) == (
        [("city", "广州", None), ("own.仓库", "三号", None)], [("hobbies", "酒", "王伟")])  # fmt: skip
    differing.ok("undo", "-y")
    assert beside(differing) == BESIDE


def test_a_merge_takes_them_along_once(differing: Crm) -> None:
    differing.ok("add", "华星电子")
    differing.ok("contact", "add", "c2", "王伟", "--title", "经理")
    differing.ok("merge", "c2", "c1", "-y")
    assert beside(differing, "c2") == sorted([*BESIDE, ("name", "华星", None)], key=lambda one: one[:2])
    differing.ok("undo", "-y")
    assert (beside(differing), beside(differing, "c2")) == (BESIDE, [])


def test_two_people_of_one_firm_are_told_apart(crm: Crm) -> None:
    crm.ok("import", put(crm, "a.csv", "姓名,公司,职位,手机\n王伟,华星,经理,13800000001\n李娜,华星,会计,13800000002\n"))
    crm.ok("import", put(crm, "b.csv", "姓名,公司,职位,手机\n王伟,华星,总监,13800000001\n李娜,华星,总监,13800000002\n"))
    assert beside(crm) == [("title", "总监", "李娜"), ("title", "总监", "王伟")]


def test_a_book_of_before_has_them_parted(crm: Crm) -> None:
    """What `FIELD (2)` held comes over with the runs that brought it; what a rep wrote by that name stays."""
    old_book(crm)
    assert crm.show("c1")["own"] == {"仓库": "一号", "颜色": "红", "颜色 (2)": "蓝", "门牌 (2)": "8号 | 9号"}
    assert beside(crm) == [
        ("city", "东莞", None), ("city", "广州", None), ("grade", "B", None), ("name", "华星电子", None),
        ("next", "2025-01-05", None), ("own.仓库", "三号", "王伟"), ("own.仓库", "四号", None),
        ("title", "代理", "王伟"), ("title", "总监", "王伟")]  # fmt: skip
    assert crm.sql("PRAGMA foreign_key_check") == [] == crm.sql("SELECT * FROM changes WHERE run = 0")


def test_the_runs_of_before_can_be_taken_back_one_by_one(crm: Crm) -> None:
    old_book(crm)
    kept = [len(beside(crm))]
    for _ in range(6):
        crm.ok("undo", "-y")
        kept.append(len(beside(crm)))
    assert kept == [9, 9, 5, 5, 5, 3, 0]
    for _ in range(6):
        crm.ok("redo", "-y")
    assert (len(beside(crm)), crm.show("c1")["own"]["颜色 (2)"]) == (9, "蓝")


def old_book(crm: Crm) -> None:
    (crm.home / "data" / "backups").mkdir(parents=True)
    db = sqlite3.connect(crm.book)
    db.executescript((Path(__file__).parent / "old_books" / "alternatives" / "0006.sql").read_text("utf-8"))
    db.close()
    crm.book.chmod(0o600)


@pytest.mark.parametrize("gone", [["merge", "c2", "c1", "-y"], ["contact", "move", "王伟", "c2"]], ids=["merge", "move"])
def test_what_is_settled_stays_so_wherever_its_record_goes(differing: Crm, gone: list[str]) -> None:
    differing.ok("contact", "edit", "王伟", "--hobbies", "茶")
    differing.ok("add", "华星电子")
    differing.ok(*gone)
    differing.ok("import", str(differing.home.parent / "second.csv"))
    assert "hobbies" not in [field for who in ("c1", "c2") for field, _, _ in beside(differing, who)]
    assert differing.sql("SELECT a.id FROM alternatives a JOIN contacts p ON p.id = a.contact_id"
                         " WHERE a.customer_id != p.customer_id AND p.deleted_at IS NULL") == []  # fmt: skip


@pytest.mark.parametrize(
    ("old", "value", "newer", "what"),
    [("", "b", False, "filled"), (None, "b", True, "filled"), ("a", "b", False, "alternative"), ("a", "b", True, "newer"),
     ("a", "", True, ""), ("a", None, False, "")],
)  # fmt: skip
def test_one_rule_says_what_becomes_of_a_field(old: str | None, value: str | None, newer: bool, what: str) -> None:
    assert fate(old, value, newer=newer) == what


def test_what_a_newer_export_displaces_is_kept_beside(crm: Crm) -> None:
    """A record that comes back with a later card date wins, and what it displaces isn't lost."""
    crm.ok("add 华星电子 --city 佛山")
    crm.ok("export book.json")
    told = json.loads((crm.home.parent / "book.json").read_text("utf-8"))
    told["customers"][0].update(city="顺德", source_at="2099-01-01")
    again = put(crm, "newer.json", json.dumps(told, ensure_ascii=False))
    crm.ok("import", again)
    assert crm.show("c1")["city"] == "顺德" and beside(crm) == [("city", "佛山", None)]
    crm.ok("import", again)
    assert beside(crm) == [("city", "佛山", None)]
