"""Lists without a header, as people jot them down: what each part of a line is, it tells by its own look."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Crm

from salescli.importing.columns import is_firm_like, is_person, is_title
from salescli.importing.lines import row_of

TWO = [("佛山陶瓷", "王伟", "+8613800138000"), ("顺德家具厂", "李娜", "+8613900139000")]


def people(crm: Crm, text: str, *words: str, country: str = "CN") -> list[tuple[str, str, str]]:
    Path("list.txt").write_text(text, "utf-8")
    assert crm("import", "list.txt", "--country", country, *words).code == 0
    found = crm.json("contact list")
    numbers = {c["contact"]: c["value"] for row in crm.json("list") for c in crm.show(row["code"])["channels"]}
    again = crm.json("import", "list.txt", "--country", country, *words)
    assert {row["outcome"] for row in again} <= {"same", "skipped"}
    assert crm.json("contact list") == found
    return sorted(((one["customer"], one["name"], numbers[one["name"]]) for one in found), key=lambda one: one[2])


@pytest.mark.parametrize(
    "text",
    [
        "王伟 13800138000 佛山陶瓷\n李娜 13900139000 顺德家具厂\n",
        "王伟,13800138000,佛山陶瓷\n李娜,13900139000,顺德家具厂\n",
        "王伟，13800138000，佛山陶瓷\n李娜，13900139000，顺德家具厂",
        "王伟、13800138000、佛山陶瓷\r\n李娜、13900139000、顺德家具厂\r\n",
        "王伟\t佛山陶瓷\t13800138000\n李娜\t顺德家具厂\t13900139000\n",
        "佛山陶瓷 王伟 13800138000\n顺德家具厂 李娜 13900139000\n",
        "13800138000 佛山陶瓷 王伟\n李娜 顺德家具厂 13900139000\n",
        "1. 王伟 138 0013 8000 佛山陶瓷\n2、李娜 139-0013-9000 顺德家具厂\n",
        "王伟13800138000佛山陶瓷\n李娜13900139000顺德家具厂\n",
        "姓名：王伟 电话：13800138000 公司：佛山陶瓷\n姓名：李娜，电话：13900139000，公司：顺德家具厂\n",
        "王伟　１３８００１３８０００　佛山陶瓷\n\n李娜　１３９００１３９０００　顺德家具厂\n",
        "王伟 | 佛山陶瓷 | 13800138000\n李娜 | 顺德家具厂 | 13900139000\n",
        "客户名单\n王伟 13800138000 佛山陶瓷\n李娜 13900139000 顺德家具厂\n",
    ],
)
def test_name_number_and_firm_in_any_order(crm: Crm, text: str) -> None:
    assert people(crm, text) == TWO


@pytest.mark.parametrize(
    ("text", "country", "found"),
    [
        ("Ann Smith +44 7911 123456 ACME Ltd\nBo Li, +44 7911 123457, Beta GmbH\n", "GB",
         [("ACME Ltd", "Ann Smith", "+447911123456"), ("Beta GmbH", "Bo Li", "+447911123457")]),
        ("陳怡君 0912-345-678 好木工業股份有限公司\n林志明 0922-345-678 台北設計\n", "TW",
         [("好木工業股份有限公司", "陳怡君", "+886912345678"), ("台北設計", "林志明", "+886922345678")]),
        ("王伟 13800138000\n", "CN", [("王伟", "王伟", "+8613800138000")]),
        ("王总 13800138000 佛山陶瓷\n李经理 13900139000 顺德家具厂\n", "CN",
         [("佛山陶瓷", "王总", "+8613800138000"), ("顺德家具厂", "李经理", "+8613900139000")]),
    ],
)  # fmt: skip
def test_lists_of_other_places(crm: Crm, text: str, country: str, found: list[tuple[str, str, str]]) -> None:
    assert people(crm, text, country=country) == found


def test_what_else_a_line_says(crm: Crm) -> None:
    people(crm, "王伟 采购经理 13800138000 0757-88001100 w@x.example 佛山陶瓷 要哑光的\n")
    person = crm.show("c1")["contacts"][0]
    assert (person["title"], person["email"], person["notes"]) == ("采购经理", "w@x.example", "要哑光的")
    assert {c["value"] for c in person["channels"]} == {"+8613800138000", "+8675788001100", "w@x.example"}


def test_the_preview_says_what_each_part_was_taken_for(crm: Crm) -> None:
    Path("list.txt").write_text("王伟 13800138000 佛山陶瓷\n李娜 13900139000\n", "utf-8")
    assert crm.ok("import list.txt --dry-run").out.splitlines()[:4] == [
        "Col  Header  Becomes   How           Example",
        "A            Person    by its cells  王伟",
        "B            Customer  by its cells  佛山陶瓷",
        "D            Phone     by its cells  13800138000",
    ]


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "2 lines have words that may be a name or a company, kept as notes; --map F=company takes them as the company."),
        ("zh-CN", "有 2 行里的词看不出是人名还是公司，已存为备注；--map F=company 可当作公司读入。"),
        ("zh-TW", "有 2 列的詞看不出是人名還是公司，已存為備註；--map F=company 可當作公司匯入。"),
    ],
)
def test_what_may_be_two_things_is_told_with_what_to_type(crm: Crm, lang: str, told: str) -> None:
    text = "王伟 13800138000 宏远\n李娜 13900139000 锦绣\n"
    Path("list.txt").write_text(text, "utf-8")
    assert told in crm.ok("--lang", lang, "import", "list.txt").err.splitlines()
    crm.ok("undo --yes")
    assert people(crm, text, "--map", "F=company") == [("宏远", "王伟", "+8613800138000"), ("锦绣", "李娜", "+8613900139000")]


@pytest.mark.parametrize(
    "text", ["Ann Smith\nBob Jones\n", "colour red\nsize 5\n", "今天天气好\n明天再说\n", "13800138000\nx\nx\nx\n"]
)
def test_a_text_that_lists_nobody_is_none(crm: Crm, text: str) -> None:
    Path("list.txt").write_text(text, "utf-8")
    assert crm("-f", "json", "import", "list.txt").error["error"] == "import_no_columns"


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("", []),
        ("王伟/佛山陶瓷/13800138000", ["王伟", "佛山陶瓷", "", "13800138000", "", ""]),
        ("王伟 13800138000/13900139000", ["王伟", "", "", "13800138000; 13900139000", "", ""]),
        ("王伟 0757-88001100-802", ["王伟", "", "", "0757-88001100-802", "", ""]),
        ("王伟 2026-03-01 13800138000", ["王伟", "", "", "13800138000", "", "2026-03-01"]),
        ("王伟 李娜 13800138000", ["王伟", "", "", "13800138000", "", "李娜"]),
        ("微信：abc_12 王伟 13800138000", ["", "", "", "13800138000", "", "微信：abc_12 微信：王伟"]),
        ("x" * 600, ["", "", "", "", "", "x" * 600]),
    ],
)
def test_the_parts_of_a_line(line: str, row: list[str]) -> None:
    assert row_of(line) == row


@pytest.mark.parametrize("text", ["王伟", "王总", "李经理", "陈小姐", "Ann Smith", "Ann B. Smith"])
def test_people(text: str) -> None:
    assert is_person(text)


@pytest.mark.parametrize("text", ["佛山陶瓷", "顺德家具厂", "ACME Ltd", "好木工業股份有限公司", "台北設計"])
def test_firms(text: str) -> None:
    assert is_firm_like(text)


@pytest.mark.parametrize("text", ["高级经理", "项目经理", "总经理", "Purchasing Manager", "CEO", "方案经理"])
def test_titles(text: str) -> None:
    assert is_title(text) and not is_person(text)
