"""`crm duplicates`, and what `add` and `import` say of who is known already, through the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Crm

KEYS = ["code", "name", "other", "other_name", "confidence", "why"]


def pairs(crm: Crm, *more: str) -> list[dict[str, object]]:
    answer = crm("-f", "json", "duplicates", *more)
    found = answer.json()
    assert answer.code == (1 if found else 0)
    return list(found)


def codes(crm: Crm) -> set[tuple[object, object]]:
    return {(pair["code"], pair["other"]) for pair in pairs(crm)}


@pytest.fixture
def firms(crm: Crm) -> Crm:
    """One firm twice, its branch, and another firm."""
    crm.given(
        "add 深圳市华星电子有限公司 --phone 0755-88880000 --city 深圳",
        "add 华星电子有限公司深圳分公司",
        "add 大成物流有限公司 --phone 0755-66660000",
        "add 華星電子股份有限公司 --phone 0755-88880000 --city 深圳",
    )
    return crm


def test_one_firm_written_twice(firms: Crm) -> None:
    (pair,) = pairs(firms)
    assert list(pair)[:6] == KEYS
    assert (pair["code"], pair["name"], pair["other"], pair["other_name"]) == (
        "c1", "深圳市华星电子有限公司", "c4", "華星電子股份有限公司")  # fmt: skip
    assert 0.9 < float(str(pair["confidence"])) < 1
    assert "same phone +8675588880000" in str(pair["why"])


def test_nothing_to_look_at(crm: Crm) -> None:
    assert crm("duplicates").code == 0
    crm.ok("add Acme")
    crm.ok("add Zenith")
    answer = crm("duplicates")
    assert (answer.code, answer.err) == (0, "No two customers look like one.\n")
    assert crm("-f", "json", "duplicates").out == "[]\n"


def test_the_one_that_was_touched_is_the_one_to_keep(firms: Crm) -> None:
    firms.ok("log c4 hello")
    assert codes(firms) == {("c4", "c1")}


def test_numbers_and_the_cut(firms: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    firms.ok("add Zenith")
    firms.ok("add Zenith")
    monkeypatch.setenv("SALESCLI_SESSION", "one")
    answer = firms("duplicates -n 1")
    assert answer.code == 1
    assert len(answer.lines) == 2
    assert answer.err == "1 of 2 pairs are shown; crm duplicates -n 2 shows all.\n"
    assert firms.show("1")["code"] == "c1"
    assert len(pairs(firms, "-n", "1")) == 1
    confidences = [float(str(pair["confidence"])) for pair in pairs(firms)]
    assert confidences == sorted(confidences, reverse=True)


def test_told_apart_until_undone(firms: Crm) -> None:
    done = firms.json("duplicates --different c4 c1")
    assert done == {"code": "c4", "name": "華星電子股份有限公司", "other": "c1", "other_name": "深圳市华星电子有限公司"}
    assert pairs(firms) == []
    assert "nothing was changed" in firms.ok("duplicates --different c1 c4").out
    firms.ok("undo --yes")  # the run that changed nothing
    firms.ok("undo --yes")
    assert codes(firms) == {("c1", "c4")}
    firms.ok("redo --yes")
    assert pairs(firms) == []


@pytest.mark.parametrize(
    ("line", "code", "error"),
    [("duplicates --different c1 c1", 2, "same_twice"), ("duplicates --different c1", 2, "two_needed"),
     ("duplicates c1 c2", 2, "arguments_extra"), ("duplicates --different c1 c99", 3, "who_nobody"),
     ("duplicates -n 0", 2, "value_wrong")],
)  # fmt: skip
def test_wrong_lines(firms: Crm, line: str, code: int, error: str) -> None:
    answer = firms("-f", "json", *line.split())
    assert (answer.code, answer.error["error"], answer.out) == (code, error, "")


def test_two_people_of_one_customer(crm: Crm) -> None:
    crm.ok("add 华星电子")
    crm.ok("contact add c1 王建国 --mobile 13800138000")
    crm.ok("contact add c1 王总 --mobile 13800138000")
    crm.ok("contact add c1 李娜 --mobile 13900139000")
    (pair,) = pairs(crm)
    assert (pair["code"], pair["other"]) == ("c1", "c1")
    assert {pair["name"], pair["other_name"]} == {"王建国", "王总"}
    crm.ok("duplicates", "--different", f"#{str(pair['id'])[-8:]}", f"#{str(pair['other_id'])[-8:]}")
    assert pairs(crm) == []


def test_a_private_person_and_a_firms_person(crm: Crm) -> None:
    crm.ok("add 华星电子")
    crm.ok("contact add c1 王建国 --mobile 13800138000")
    crm.ok("add 王建国 --mobile 13800138000 --anyway")
    assert codes(crm) == {("c1", "c2")}


def test_people_who_share_a_desk_are_not_one(crm: Crm) -> None:
    crm.ok("add Acme --phone 02079460000")
    for name in ("Anna Brown", "Peter Green", "Maria White", "John Black", "Jane Grey"):
        crm.ok("contact", "add", "c1", name, "--phone", "02079460000")
    assert pairs(crm) == []


CARDS = """姓名,公司,手机,邮箱
王建国,华星电子,13800138000,
李娜,,13800138000,
赵敏,大成物流,,zm@dacheng.com
赵敏,,13700137000,
Mary Jones,,,mj@acme.com
Mary Jones,,,
,深圳市华星电子有限公司,,
"""


def test_every_maybe_of_an_import_is_listed(crm: Crm, tmp_path: Path) -> None:
    (tmp_path / "cards.csv").write_text(CARDS, "utf-8")
    answer = crm("-f", "json", "import", "cards.csv")
    assert answer.code == 1
    doubtful = {row["code"] for row in answer.json() if row["outcome"] == "maybe"}
    assert doubtful == {"c2", "c6", "c7"}
    listed = {code for pair in codes(crm) for code in pair}
    assert doubtful <= listed


def test_an_import_names_whom_a_doubtful_row_may_be_and_whose_that_is(crm: Crm, tmp_path: Path) -> None:
    crm.ok("add 华星电子 --owner 李雷")
    crm.ok("contact add c1 王建国 --mobile 13800138000")
    (tmp_path / "cards.csv").write_text("姓名,手机\n韩梅梅,13800138000\n", "utf-8")
    (row,) = crm("-f", "json", "import", "cards.csv").json()
    assert row["why"] == "number, email or chat id of 王建国, but another name; may be 华星电子 (c1), 李雷’s"


def test_a_bare_name_is_not_somebody_of_whom_more_is_known(crm: Crm, tmp_path: Path) -> None:
    rows = "姓名,邮箱,生日,会员号\nJohn Smith,js@acme.com,1980-03-05,\nJohn Smith,,,778899\n"
    (tmp_path / "cards.csv").write_text(rows, "utf-8")
    first = crm("-f", "json", "import", "cards.csv").json()
    assert [row["outcome"] for row in first] == ["new", "maybe"]
    again = crm("-f", "json", "import", "cards.csv").json()
    assert [row["outcome"] for row in again] == ["same", "same"]


def test_who_has_only_an_address_keeps_the_birthday(crm: Crm, tmp_path: Path) -> None:
    (tmp_path / "cards.csv").write_text("姓名,邮箱,生日\n,js@acme.com,1980-03-05\n", "utf-8")
    crm("import cards.csv")
    assert crm.show("c1")["birthday"] == "1980-03-05"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("add 华星电子股份有限公司", "华星电子有限公司 (c1) 李雷 – same name"),
        ("add 深圳市华星电子", "(c1) 李雷 – almost the same name"),
        ("add 华兴电子", "(c1) 李雷 – almost the same name"),
        ("add 王建国", "(c1) 李雷 – a person there has this name"),
        ("add Anything --mobile '138 0013 8000'", "(c1) 李雷 – same mobile"), ("add Acmee-Electronics", "(c2)"),
    ],
)  # fmt: skip
def test_add_names_who_is_known_already(crm: Crm, line: str, said: str) -> None:
    crm.given("add 华星电子有限公司 --owner 李雷", "contact add c1 王建国 --mobile 13800138000", "add 'Acme Electronics Ltd'")
    assert said in crm.ok(line).err


@pytest.mark.parametrize("line", ["add 大成物流", "add 华星电子有限公司深圳分公司", "add Zenith", "add 王建设"])
def test_add_keeps_quiet_about_others(crm: Crm, line: str) -> None:
    crm.ok("add 华星电子有限公司 --owner 李雷")
    crm.ok("contact add c1 王建国")
    assert "Already" not in crm.ok(line).err


FEW_SLIPS = [
    ("Rebecca Underwood", "1971-06-24", "r.underwood@smith.net", "Rebeca Underwood", "1971-06-24", "r.underwood@smith.net"),
    ("Oliver Griffiths", "1991-10-26", "o.griffiths90@reyes.com", "Griffiths Oliver", "1991-10-26", ""),
    ("Theodore Morris", "1978-08-19", "t.morris@brooks.com", "Theodore Morris", "1978-08-18", "t.moris@brooks.com"),
    ("Charlotte Whitfield", "1985-02-07", "", "Charlote Whitfield", "1985-02-07", "cw@harris.org"),
]


FIRST = ("Anna", "Peter", "Maria", "James", "Sophie", "Daniel")
LAST = ("Brown", "Green", "White", "Walker", "Hughes", "Mills")


def test_slips_of_the_pen_are_found_and_strangers_left_alone(crm: Crm, tmp_path: Path) -> None:
    names = [(first, last) for first in FIRST for last in LAST]
    strangers = [f"{first} {last},19{50 + n % 40}-0{n % 9 + 1}-{10 + n % 18},{first}.{last}{n}@example.org"
                 for n, (first, last) in enumerate(names)]  # fmt: skip
    rows = [*strangers, *(",".join(row[:3]) for row in FEW_SLIPS), *(",".join(row[3:]) for row in FEW_SLIPS)]
    (tmp_path / "cards.csv").write_text("\n".join(["name,birthday,email", *rows]) + "\n", "utf-8")
    crm("import cards.csv")
    joined = crm.sql("SELECT count(*) FROM customers")[0][0]
    found = {frozenset((str(pair["name"]), str(pair["other_name"]))) for pair in pairs(crm)}
    assert found <= {frozenset((row[0], row[3])) for row in FEW_SLIPS}
    assert len(found) + len(rows) - joined >= len(FEW_SLIPS)


# --- what is no evidence ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("one", "other"), [
    ("010-82345678 转 801", "010-82345678 转 802"), ("0755-83781234-801", "0755-83781234-802"),
    ("020 7946 0000 ext. 801", "020 7946 0000 x802"), ("+86 10 8234 5678 分机 8001", "010-82345678 转 8002"),
])  # fmt: skip
@pytest.mark.parametrize(("name", "namesake"), [("李娜", "李纳"), ("陈明", "陈总"), ("Tom Brown", "Tim Brown")])
def test_extensions_of_one_switchboard_are_no_evidence(
    crm: Crm, tmp_path: Path, one: str, other: str, name: str, namesake: str
) -> None:
    (tmp_path / "cards.csv").write_text(f"姓名,公司,电话\n{name},宏达贸易,{one}\n{namesake},安达物流,{other}\n", "utf-8")
    assert [(row["outcome"], row["why"]) for row in crm("-f", "json", "import", "cards.csv").json()] == [("new", None)] * 2
    assert pairs(crm) == []


def test_one_extension_and_a_switchboard_alone(crm: Crm, tmp_path: Path) -> None:
    text = "姓名,电话\n陈明,010-82345678 转 801\n陈总,010-82345678-801\n王丽,0755-83781234\n王莉,0755-83781234 转 805\n"
    (tmp_path / "cards.csv").write_text(text, "utf-8")
    assert [row["outcome"] for row in crm("-f", "json", "import", "cards.csv").json()] == ["new", "maybe", "new", "new"]
    first, second = pairs(crm)
    assert (first["code"], first["other"], second["code"], second["other"]) == ("c1", "c2", "c3", "c4")
    assert "same phone +861082345678-801" in str(first["why"]) and "same switchboard" in str(second["why"])


@pytest.mark.parametrize("day", ["2026-05-01", "2026/5/1", "2026年5月1日", "20260501", "5月1日", "2026-05-01 14:30",
                                 "1 May 2026"])  # fmt: skip
def test_equal_days_in_own_fields_are_no_evidence(crm: Crm, tmp_path: Path, day: str) -> None:
    text = f"姓名,邮箱,验厂日\n李娜,ln@a.com,{day}\n李纳,x@b.com,{day}\n安娜,a@c.com,{day}\n"
    (tmp_path / "cards.csv").write_text(text, "utf-8")
    crm("import", "cards.csv")
    assert pairs(crm) == []


def test_an_equal_number_of_ones_own_is_evidence(crm: Crm, tmp_path: Path) -> None:
    (tmp_path / "cards.csv").write_text("姓名,会员号\n李娜,88127345\n李纳,88127345\n", "utf-8")
    crm("import", "cards.csv")
    assert len(pairs(crm)) == 1
