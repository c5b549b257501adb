"""`crm merge`: what goes over, what wins, and that undo gives both back whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Crm

DUMPED = ("customers", "contacts", "channels", "interactions", "promises", "tags", "own", "verified", "apart", "pulse")


def dump(crm: Crm) -> dict[str, list[tuple[object, ...]]]:
    return {table: crm.sql(f"SELECT * FROM {table} ORDER BY 1") for table in DUMPED}


@pytest.fixture
def twice(crm: Crm) -> Crm:
    """One firm twice, each with people, phones, story, promises, tags and own fields."""
    crm.given(
        "add 华星电子有限公司 --phone 0755-88880000 --grade A --city 深圳 --notes 展会认识 --tag 重点 --set 仓库=深圳",
        "contact add c1 王建国 --mobile 13800138000 --title 经理",
        "log c1 要报价 --next 2026-03-20",
        "add 深圳华星电子 --phone 0755-88880000 --phone 0755-66660000 --grade B --industry 电子 --notes 爱喝茶"
        " --tag 重点 --tag 华南 --set 仓库=东莞 --set 门牌=8号",
        "contact add c2 王总 --mobile 13800138000 --email wjg@huaxing.com",
        "contact add c2 李娜 --mobile 13900139000",
        "log c2 寄样品 --next 2026-03-16 --with 李娜",
    )
    return crm


def test_all_goes_over(twice: Crm) -> None:
    done = twice.json("merge c1 c2")
    assert list(done)[:2] == ["code", "name"]
    assert (done["code"], done["other"], done["other_name"], done["next"]) == ("c1", "c2", "深圳华星电子", "2026-03-16")
    assert done["confidence"] > 0.9 and "same phone" in done["why"]
    assert {table: n for table, n in done["moved"].items() if n and table != "verified"} == {
        "contacts": 1, "channels": 3, "interactions": 1, "promises": 1, "tags": 1, "own": 1}  # fmt: skip
    shown = twice.show("c1")
    assert [shown[name] for name in ("name", "grade", "industry", "notes")] == [
        "华星电子有限公司", "A", "电子", "展会认识\n爱喝茶"]  # fmt: skip
    assert shown["own"] == {"仓库": "深圳", "门牌": "8号"}
    assert twice.also("c1") == {"own.仓库": ["东莞"], "grade": ["B"], "name": ["深圳华星电子", "王总"]}
    assert sorted(shown["tags"]) == sorted(["重点", "华南"])
    assert [row["text"] for row in shown["interactions"]] == ["寄样品", "要报价"]
    assert [row["day"] for row in shown["promises"]] == ["2026-03-16", "2026-03-20"]
    assert [(row["name"], row["title"], row["mobile"], row["email"], row["primary"]) for row in shown["contacts"]] == [
        ("王建国", "经理", "+8613800138000", "wjg@huaxing.com", True), ("李娜", None, "+8613900139000", None, False)]  # fmt: skip
    numbers = [(row["kind"], row["value"]) for row in shown["channels"]]
    assert len(numbers) == len(set(numbers)) == 5
    assert [row["value"] for row in shown["channels"] if row["kind"] == "phone" and row["main"]] == ["+8675588880000"]
    assert shown["touches"] == 2


def test_the_person_spoken_to_stays_the_person(twice: Crm) -> None:
    twice.ok("log c2 请回电 --with 王总")
    twice.ok("merge c1 c2")
    assert [row["contact"] for row in twice.show("c1")["interactions"]][:2] == ["王建国", "李娜"]


def test_the_other_code_leads_to_the_one_that_stays(twice: Crm) -> None:
    twice.ok("merge c1 c2")
    assert twice.show("c2")["code"] == "c1"
    twice.ok("add Acme")
    twice.ok("merge c3 c2")
    assert twice.show("c1")["code"] == twice.show("c2")["code"] == "c3"
    assert [row["code"] for row in twice.json("list")] == ["c3"]
    twice.ok("delete c3")
    assert twice("show c2").code == 3


def test_undo_gives_both_back_whole_and_redo_merges_again(twice: Crm) -> None:
    before = dump(twice)
    twice.ok("merge c1 c2")
    after = dump(twice)
    assert after != before
    twice.ok("undo --yes")
    assert dump(twice) == before
    twice.ok("redo --yes")
    assert {table: rows for table, rows in dump(twice).items() if table != "pulse"} == {
        table: rows for table, rows in after.items() if table != "pulse"}  # fmt: skip


def test_what_was_entered_before_can_only_be_undone_after_the_merge(crm: Crm) -> None:
    crm.ok("add Acme")
    crm.ok("add Acme")
    crm.ok("merge c1 c2")
    run = crm.sql("SELECT min(id) FROM runs WHERE command = 'add'")[0][0]
    assert crm("undo", str(run), "--yes").code == 3


def test_a_dry_run_changes_nothing(twice: Crm) -> None:
    before, runs = dump(twice), twice.sql("SELECT count(*) FROM runs")
    answer = twice.ok("merge c1 c2 --dry-run")
    assert "Nothing changed." in answer.lines[-1]
    assert any("kept stays" in line for line in answer.lines)
    assert twice.json("merge c1 c2 --dry-run")["dry_run"] is True
    assert (dump(twice), twice.sql("SELECT count(*) FROM runs")) == (before, runs)


def test_field_by_field(twice: Crm) -> None:
    fields = {row["field"]: row for row in twice.json("merge c1 c2")["fields"] if row["field"] != "name"}
    assert {name: row["outcome"] for name, row in fields.items()} == {
        "grade": "alternative", "industry": "filled", "notes": "added"}  # fmt: skip
    assert (fields["grade"]["kept"], fields["grade"]["other"]) == ("A", "B")


@pytest.mark.parametrize(
    ("line", "code", "error"),
    [("merge c1 c1", 2, "same_twice"), ("merge c1 c99", 3, "who_nobody"), ("merge c1 深圳华", 3, "who_not_exact"),
     ("merge c1", 2, "argument_missing"), ("merge c1 #{li}", 2, "merge_kinds"), ("merge #{wang} #{li}", 3, "merge_people_apart")],
)  # fmt: skip
def test_refused(twice: Crm, line: str, code: int, error: str) -> None:
    ids = dict(twice.sql("SELECT name, id FROM contacts"))
    before = dump(twice)
    answer = twice("-f", "json", *line.replace("{li}", ids["李娜"][-8:]).replace("{wang}", ids["王建国"][-8:]).split())
    assert (answer.code, answer.error["error"], answer.out) == (code, error, "")
    assert dump(twice) == before


def test_a_merged_one_is_itself_by_any_code(twice: Crm) -> None:
    twice.ok("merge c1 c2")
    assert twice("merge c1 c2").code == 2


def test_a_wish_not_to_be_contacted_counts_whoever_noted_it(crm: Crm) -> None:
    crm.ok("add Acme")
    crm.ok("add Acme --do-not-contact yes")
    crm.ok("merge c1 c2")
    assert crm.show("c1")["do_not_contact"] is True


def test_the_stage_of_the_only_one_that_was_contacted_counts(crm: Crm) -> None:
    crm.ok("add Acme")
    crm.ok("add Acme")
    crm.ok("log c2 --outcome won")
    assert {row["field"]: row["outcome"] for row in crm.json("merge c1 c2")["fields"]}["stage"] == "touched"
    assert crm.show("c1")["stage"] == "onboarding"


def test_another_stage_is_kept_beside_and_the_longer_rest_counts(crm: Crm) -> None:
    crm.ok("add Acme")
    crm.ok("add Acme")
    crm.ok("log c1 hello")
    crm.ok("log c2 --outcome won")
    crm.ok("snooze c2 2026-12-10")
    fates = {row["field"]: row["outcome"] for row in crm.json("merge c1 c2")["fields"]}
    assert (fates["stage"], fates["snoozed_until"]) == ("alternative", "rests")
    shown = crm.show("c1")
    assert (shown["stage"], crm.also("c1"), shown["snoozed_until"]) == ("first_contact", {"stage": ["onboarding"]}, "2026-12-10")
    crm.ok("undo --yes")
    assert crm.show("c1")["snoozed_until"] is None and crm.show("c2")["snoozed_until"] == "2026-12-10"


@pytest.mark.parametrize(("kept", "gone", "until"), [
    ("2026-12-10", "2026-11-30", "2026-12-10"), ("", "2026-03-12", "2026-03-12"),
])  # fmt: skip
def test_a_rest_that_ends_sooner_changes_nothing(crm: Crm, kept: str, gone: str, until: str) -> None:
    for code, day in (("c1", kept), ("c2", gone)):
        crm.ok("add Acme")
        _ = day and crm.ok("snooze", code, day)
    answer = crm("merge c1 c2 -f table")
    assert answer.code == 0 and crm.show("c1")["snoozed_until"] == until


def test_private_people_become_one_person(crm: Crm, tmp_path: Path) -> None:
    (tmp_path / "cards.csv").write_text(
        "name,email,birthday\nJohn Smith,john.smith@acme.com,\nJon Smith,jon.smith@acme.com,1980-03-05\n", "utf-8")  # fmt: skip
    crm("import cards.csv")
    crm.ok("merge c1 c2")
    (person,) = crm.show("c1")["contacts"]
    assert (person["name"], person["birthday"]) == ("John Smith", "1980-03-05")
    emails = [row["value"] for row in crm.show("c1")["channels"]]
    assert sorted(emails) == ["john.smith@acme.com", "jon.smith@acme.com"]


def test_two_people_of_one_customer(crm: Crm) -> None:
    crm.ok("add 华星电子")
    crm.ok("contact add c1 王总 --mobile 13800138000")
    crm.ok("contact add c1 王建国 --mobile 13800138000 --email wjg@huaxing.com")
    crm.ok("log c1 hello --with 王建国")
    before = dump(crm)
    first, second = (row["id"] for row in sorted(crm.show("c1")["contacts"], key=lambda row: row["id"]))
    done = crm.json("merge", f"#{first[-8:]}", f"#{second[-8:]}")
    assert [(row["field"], row["outcome"]) for row in done["fields"]] == [("name", "whole")]
    shown = crm.show("c1")
    assert [(row["name"], row["email"], row["primary"]) for row in shown["contacts"]] == [("王建国", "wjg@huaxing.com", True)]
    assert len(shown["channels"]) == 2
    assert shown["interactions"][0]["contact"] == "王建国"
    assert crm.show("王建国")["code"] == "c1"
    crm.ok("undo --yes")
    assert dump(crm) == before


def test_pairs_told_apart_stay_so(crm: Crm) -> None:
    for _ in range(3):
        crm.ok("add Acme")
    crm.ok("duplicates --different c2 c3")
    crm.ok("merge c1 c2")
    assert crm("duplicates").code == 0


# ---------------------------------------------------------------- asked before, and told the truth after


def test_a_terminal_shows_all_and_asks(twice: Crm) -> None:
    before = dump(twice)
    answer = twice("merge c1 c2", typed="n\n")
    assert answer.code == 3 and dump(twice) == before and twice.json("history")[0]["command"] != "merge"
    assert "kept stays; the other is kept beside" in answer.out
    assert ("深圳华星电子 (c2) becomes 华星电子有限公司 (c1): 1 person (李娜); 3 numbers and addresses; 1 talk; 1 promise;"
            " 1 tag (华南); 1 own field; 王总 and 王建国 become one; filled in: Industry; Notes; kept beside: ") in answer.out
    done = twice.ok("merge c1 c2", typed="y\n")
    assert "深圳华星电子 (c2) is now 华星电子有限公司 (c1): 1 person (李娜); 3 numbers and addresses; 1 talk;" in done.out
    assert twice.show("c2")["code"] == "c1"


def test_two_people_are_asked_for_too(crm: Crm) -> None:
    crm.ok("add 华星电子")
    crm.ok("contact add c1 王总 --mobile 13800138000")
    crm.ok("contact add c1 王建国 --mobile 13800138000 --email wjg@huaxing.com")
    first, second = (f"#{row['id'][-8:]}" for row in sorted(crm.show("c1")["contacts"], key=lambda row: row["id"]))
    assert crm("merge", first, second, typed="\n").code == 3
    assert len(crm.show("c1")["contacts"]) == 2
    answer = crm.ok("merge", first, second, typed="是\n")
    assert "1 number or address" in answer.out, "the mobile was there already"
    assert len(crm.show("c1")["contacts"]) == 1


@pytest.mark.parametrize("how", ["-y", "-f json"])
def test_nobody_is_asked_with_yes_or_for_json(twice: Crm, how: str) -> None:
    assert twice(f"merge c1 c2 {how}", typed="").code == 0
    assert twice(f"delete c1 {how}", typed="").code == 0
    assert twice.json("list") == []


def test_delete_names_what_goes_with_it_and_asks(twice: Crm) -> None:
    before = dump(twice)
    answer = twice("delete c2", typed="n\n")
    assert (answer.code, dump(twice)) == (3, before)
    what = "2 people (王总; 李娜); 5 numbers and addresses; 1 talk; 1 promise; 2 tags (重点; 华南); 2 own fields"
    assert f"Delete 深圳华星电子 (c2), and with it {what}?" in answer.out
    done = twice.ok("delete c2")
    assert done.out == f"Deleted 深圳华星电子 (c2), and with it {what}. crm undo brings it back.\n"
    twice.ok("undo -y")
    assert twice.json("delete c2")["with"]["contacts"] == 2


def test_a_part_of_a_name_is_asked_about_once(twice: Crm) -> None:
    assert twice("delete 深圳华").code == 3
    answer = twice.ok("delete 深圳华", typed="y\n")
    assert answer.out.count("[y/N]") == 1 and twice.show("c1")["code"] == "c1"
    assert len(twice.json("list")) == 1


def test_a_person_is_deleted_with_a_question(twice: Crm) -> None:
    assert twice("contact delete 李娜", typed="n\n").code == 3
    answer = twice.ok("contact delete 李娜", typed="y\n")
    assert "Delete 李娜 at 深圳华星电子 (c2)? 1 number or address" in answer.out
    assert "Deleted 李娜 at 深圳华星电子 (c2), and 1 number or address;" in answer.out
