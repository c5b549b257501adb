"""undo, redo and history: the book as it was, table by table; what refuses; what is bookkeeping; writes from outside."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from salescli.store.base import changes
from salescli.store.base.schema import records


def runs(crm) -> list[tuple]:
    return crm.sql("SELECT id, command, kind, undone_by IS NOT NULL FROM runs WHERE kind != 'bookkeeping' ORDER BY id")


# ---------------------------------------------------------------- one after the other


def test_a_second_undo_goes_one_further_back_and_redo_forward_again(crm):
    states = []
    for words in ("add 甲", "tag c1 vip", "log c1 x --next fri", "edit c1 --city 深圳"):
        crm.ok(words)
        states.append(crm.tables())
    for state in reversed(states[:-1]):
        crm.ok("undo -y")
        assert crm.tables() == state
    crm.ok("undo -y")
    assert crm.json("list") == []
    nothing = crm("undo -y")
    assert (nothing.code, nothing.out) == (3, "")
    for state in states:
        crm.ok("redo -y")
        assert crm.tables() == state
    assert crm("redo -y").code == 3


def test_undo_says_what_it_took_back(crm):
    crm.ok("add 华星电子")
    undone = crm.json("undo -y")
    assert (undone["run"], undone["command"]) == (1, "add")
    assert undone["changes"] > 0
    assert "华星电子" not in str(crm.json("list"))
    again = crm.ok("redo -y")
    assert "华星电子" in again.out
    assert "add" in again.out


def test_in_a_pipe_undo_needs_yes_in_a_terminal_it_shows_and_asks(crm):
    crm.ok("add 华星电子")
    for words in ("undo", "undo 1"):
        answer = crm(words)
        assert (answer.code, answer.out) == (3, "")
        assert "--yes" in answer.err
    refused = crm("undo", typed="n\n")
    assert refused.code == 3
    assert "华星电子" in refused.err
    assert len(crm.json("list")) == 1
    assert crm("undo", typed="y\n").code == 0
    assert crm.json("list") == []
    assert crm("redo").code == 3
    assert crm("redo", typed="y\n").code == 0


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ("add 乙", "log c2 x"), ("add 乙", "edit c2 --city X"), ("add 乙", "contact add c2 王"), ("add 乙", "tag c2 vip"),
        ("add 乙", "delete c2"),
        ("contact add c1 王", "log c1 x --with 王"), ("contact add c1 王", "contact edit 王 --title X"), ("contact add c1 王",
        "next c1 fri --with 王"),
        ("contact add c1 王", "contact delete 王"), ("log c1 x", "log c1 --retract last"),
        ("log c1 x", "log c1 y --correct last"),
        ("log c1 x --next fri", "log c1 y --next 1m"), ("log c1 x --next fri", "next c1 off"), ("edit c1 --city A",
        "edit c1 --city B"),
        ("edit c1 --city A", "edit c1 --city ''"), ("log c1 已报价", "log c1 成交"), ("edit c1 --mobile 13800138000",
        "edit c1 --mobile 13900139000"),
        ("snooze c1 1m", "snooze c1 off"), ("tag c1 vip", "tag c1 --remove vip"), ("next c1 fri", "next c1 1m"),
        ("next c1 today", "log c1 y"),
        ("contact add c1 王 --primary yes", "contact add c1 李 --primary yes"), ("edit c1 --stage needs", "log c1 已报价"),
    ],
)  # fmt: skip
def test_an_older_run_on_which_a_later_one_built_stays(crm, first, later):
    crm.ok("add 甲")
    crm.ok("contact add c1 老")
    crm.ok(first)
    number = runs(crm)[-1][0]
    crm.ok(later)
    before = crm.tables()
    answer = crm("undo", str(number), "--yes")
    assert (answer.code, answer.out) == (3, ""), answer
    assert str(number) in answer.err
    assert str(number + 1) in answer.err
    assert crm.tables() == before
    crm.ok("undo", str(number + 1), "--yes")
    crm.ok("undo", str(number), "--yes")


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ("add 乙", "add 丙"), ("add 乙", "log c1 x"), ("edit c1 --city A", "edit c1 --grade B"), ("edit c1 --city A",
        "log c1 已报价"), ("tag c1 vip", "tag c1 fair"),
        ("log c1 x", "edit c1 --city A"), ("log c1 x", "log c1 y"), ("contact add c1 王", "contact add c1 李"), ("next c1 fri",
        "edit c1 --city A"),
        ("edit c1 --set a=1", "edit c1 --set b=2"), ("log c1 x", "next c1 fri"),
    ],
)  # fmt: skip
def test_an_older_run_goes_where_nothing_was_built_on_it(crm, first, later):
    crm.ok("add 甲")
    crm.ok("contact add c1 老")
    crm.ok(first)
    number = runs(crm)[-1][0]
    crm.today = "2026-03-12"
    crm.ok(later)
    changed = crm.show("c1")["updated_at"]
    crm.ok("undo", str(number), "--yes")
    if "c1" in later:
        assert crm.show("c1")["updated_at"] == changed
    again = crm("undo", str(number), "--yes")
    assert (again.code, again.out) == (3, "")
    crm.ok("undo -y")
    assert [row["name"] for row in crm.json("list")] == ["甲"]


def test_redo_refuses_where_something_was_built_on_the_undone_state(crm):
    crm.ok("add 甲")
    crm.ok("edit c1 --city A")
    crm.ok("undo -y")
    crm.ok("edit c1 --city B")
    answer = crm("redo -y")
    assert (answer.code, answer.out) == (3, "")
    assert crm.show("c1")["city"] == "B"


def test_what_is_no_run_can_not_be_undone(crm):
    crm.ok("add 甲")
    crm.ok("undo -y")
    for number in ("1", "2", "99", "0", "-1"):
        answer = crm("undo", number, "--yes")
        assert answer.code == (2 if number == "-1" else 3)
        assert answer.out == ""


# ---------------------------------------------------------------- what leaves a run


@pytest.mark.parametrize("words", ["today", "list", "show c1", "why c1", "agenda", "find 甲", "history", "contact list",
"rules list", "path", "backup",
                                   "init", "list --save x", "log c1 x --at nonsense", "show c9"])  # fmt: skip
def test_what_does_not_write_leaves_no_run(crm, words):
    crm.ok("add 甲 --city A --tag vip")
    before = runs(crm)
    crm(words)
    assert runs(crm) == before


@pytest.mark.parametrize("words", ["edit c1 --city A", "tag c1 vip", "import cards.csv"])
def test_a_run_that_changed_nothing_is_passed_over(crm, words):
    Path("cards.csv").write_text("Name,Company,Mobile\nAnn Li,甲,13800138001\n", "utf-8")
    crm.ok("add 甲 --city A --tag vip")
    crm.ok("import cards.csv")
    before = crm.tables()
    crm.ok(words)
    assert runs(crm)[-1] == (3, words.split()[0], "command", 0)
    answer = crm("-f", "json", "undo")  # nothing is taken back, so nothing is asked
    assert (answer.code, answer.json()) == (0, {"run": 3, "command": words.split()[0], "changes": 0})
    assert crm.tables() == before
    assert "changed nothing" not in crm.ok("undo -y").out
    assert crm.json("list")[0]["phone"] is None
    assert crm("redo -y").code == 0
    assert crm.tables() == before


def test_the_number_of_a_run_is_never_used_again(crm):
    crm.ok("add 甲 --city A")
    crm.ok("edit c1 --city A")
    crm.ok("undo")
    crm.ok("edit c1 --city B")
    assert [row["run"] for row in crm.json("history")] == [3, 2, 1]


@pytest.mark.parametrize("kind", ["undo", "redo"])
def test_a_run_that_another_program_took_back_meanwhile_is_left_alone(crm, monkeypatch, kind):
    """Two at once: one of them says that it is done already."""
    look = getattr(changes, f"to_{kind}")

    def overtaken(*words):
        found = look(*words)
        monkeypatch.setattr(changes, f"to_{kind}", look)
        assert crm(f"{kind} --yes").code == 0
        return found

    crm.ok("add 甲")
    crm.ok("add 乙")
    if kind == "redo":
        crm.ok("undo -y")
    monkeypatch.setattr(changes, f"to_{kind}", overtaken)
    answer = crm("-f", "json", kind, "--yes")
    assert (answer.code, answer.error["error"]) == (3, {"undo": "run_undone", "redo": "nothing_to_redo"}[kind])
    assert [row["name"] for row in crm.json("list")] == {"undo": ["甲"], "redo": ["甲", "乙"]}[kind]


def test_history_names_commands_and_counts_and_no_argument(crm):
    crm.ok("add 华星电子 --mobile 13800138000")
    crm.ok("add 乙")
    crm.ok("log c1 秘密的话")
    rows = crm.json("history")
    assert [(row["run"], row["command"]) for row in rows] == [(3, "log"), (2, "add"), (1, "add")]
    assert all(set(row) >= {"run", "at", "by", "command", "changes"} for row in rows)
    assert all(row["by"] == "rep" and row["changes"] > 0 for row in rows)
    assert [row["run"] for row in crm.json("history 乙")] == [2]
    assert [row["run"] for row in crm.json("history c1")] == [3, 1]
    assert [row["run"] for row in crm.json("history -n 1")] == [3]
    kept = str(crm.sql("SELECT * FROM runs"))
    assert "秘密" not in kept
    assert "13800138000" not in kept
    crm.ok("undo -y")
    rows = crm.json("history")
    assert [(row["kind"], row["undone"]) for row in rows] == [
        ("undo", False),
        ("command", True),
        ("command", False),
        ("command", False),
    ]
    assert crm.ok("history").lines[1].split()[0] == "4"


def test_the_clock_of_the_log_is_the_real_one_and_never_goes_back(crm):
    crm.today = "2030-01-01"
    crm.ok("add 甲")
    crm.sql("UPDATE meta SET value = value + 1000000000 WHERE key = 'clock_ms'")  # as if the machine had been far ahead
    crm.ok("log c1 x")
    crm.ok("log c1 y")
    times = [row[0] for row in crm.sql("SELECT at FROM runs ORDER BY id")]
    assert times == sorted(times)
    assert not times[0].startswith("2030")
    ids = [row[0] for row in crm.sql("SELECT id FROM interactions ORDER BY rowid")]
    assert ids == sorted(ids)


# ---------------------------------------------------------------- writes from outside


def outside(crm, statement, *values):
    """A write by another program, which knows nothing of runs."""
    db = sqlite3.connect(crm.book)
    with db:
        db.execute(statement, values)
    db.close()


def test_a_write_from_outside_is_logged_as_run_0(crm):
    crm.ok("add 甲 --city A")
    row_id = crm.sql("SELECT id FROM customers")[0][0]
    outside(crm, "UPDATE customers SET city = 'B', notes = 'n'")
    outside(crm, "DELETE FROM pulse")
    outside(crm, "INSERT INTO tags VALUES ('t1', ?, 'vip', NULL, NULL, 'x', 'x', NULL)", row_id)
    outside(crm, "DELETE FROM tags")
    logged = crm.sql("SELECT tbl, kind, field, old, new FROM changes WHERE run = 0 ORDER BY seq")
    assert [row[:3] for row in logged] == [("customers", "update", "notes"), ("customers", "update", "city"), ("tags",
    "insert", None),
                                           ("tags", "delete", None)] or {row[:3] for row in logged} == {
        ("customers", "update", "notes"), ("customers", "update", "city"), ("tags", "insert", None), ("tags",
        "delete", None)}  # fmt: skip
    assert ("customers", "update", "city", "A", "B") in logged


def test_undo_does_not_run_over_a_write_from_outside(crm):
    crm.ok("add 甲")
    crm.ok("edit c1 --city A")
    outside(crm, "UPDATE customers SET city = 'B'")
    answer = crm("undo -y")
    assert (answer.code, answer.out) == (3, "")
    assert "0" in answer.err
    assert crm.show("c1")["city"] == "B"
    outside(crm, "UPDATE customers SET city = 'A'")


def test_the_context_of_a_run_is_gone_after_it(crm):
    for words in ("add 甲", "log c1 x", "undo -y", "log c1 x --at nonsense", "list --save x"):
        crm(words)
        assert crm.sql("SELECT * FROM context") == []


# ---------------------------------------------------------------- nothing is forgotten


def test_every_table_is_a_record_with_its_triggers_or_bookkeeping(crm):
    crm.ok("add 甲")
    names = set(crm.tables()) - {"pulse"}
    assert names == set(records())
    triggers = {row[0] for row in crm.sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    assert triggers == {f"{name}_{kind}" for name in records() for kind in ("insert", "update", "delete")}


def test_every_pointer_from_record_to_record_is_looked_at(crm):
    crm.ok("add 甲")
    keys = {(name, row[3]) for name in records() for row in crm.sql(f"PRAGMA foreign_key_list({name})")}
    assert keys == set(changes._POINTERS)


def test_what_was_built_on_a_run_is_looked_for_row_by_row(crm) -> None:
    """With all changes of a run gone through for each later one, two imports of a thousand rows took a minute to redo."""
    crm.ok("add 甲")
    plan = crm.sql(f"EXPLAIN QUERY PLAN {changes._LATER.replace(':run', '1').replace(':last', '1')}")
    steps = [step[3] for step in plan if " mine " in step[3]]
    assert len(steps) > 10 and all("changes_by_row" in step for step in steps)


def test_history_names_whom_a_talk_is_by_and_who_ran_it(crm):
    crm.ok("add 华星电子")
    crm.ok("log c1 要报价 --by 张三")
    crm.ok("log c1 要样品")
    crm.ok("undo -y")
    by = [(row["command"], row["by"], row["ran_by"]) for row in crm.json("history")]
    assert by == [("log", "rep", "rep"), ("log", "rep", "rep"), ("log", "张三", "rep"), ("add", "rep", "rep")]
    assert any("张三 (run by rep)" in line for line in crm.ok("history").lines)
    crm.ok("undo -y")
    assert crm.json("history")[3]["by"] == "张三", "whose it was stays known when it is taken back"


def test_history_names_customers_and_says_what_changed_nothing(crm, tmp_path):
    rows = "".join(f"{name},1380013800{number}\n" for number, name in enumerate("甲乙丙丁"))
    (tmp_path / "four.csv").write_text(f"company,mobile\n{rows}", "utf-8")
    crm.ok("import four.csv")
    crm.ok("log 乙 聊了聊")
    crm.ok("import four.csv")
    lines = crm.ok("history --lang zh-CN").lines
    assert "没有改动" in lines[1] and "没有改动" not in lines[2]
    assert " 乙 " in lines[2] and "甲" in lines[3] and "另有 1 位" in lines[3]
    assert [row["customers"] for row in crm.json("history")] == [[], ["乙"], ["甲", "乙", "丙"]]
    crm.ok("undo")
    assert "没有改动" in crm.ok("history --lang zh-CN").lines[1], "passed over, it has changed nothing all the same"


def test_history_of_a_customer_says_in_words_what_became_of_it(crm):
    crm.ok("add 华星电子 --mobile 13800138000")
    crm.ok("contact add c1 王建国 --title 经理")
    crm.ok("add 乙")
    crm.ok("edit c1 --owner 张三 --grade A --set 仓库=深圳")
    crm.ok("contact edit 王建国 --title 总监 --mobile 13900139000")
    crm.ok("log c1 要报价 --next 2026-03-20 --aim 发报价")
    crm.ok("tag c1 vip")
    crm.ok("tag c1 --remove vip")
    crm.ok("log c1 空号")
    crm.ok("next c1 off")
    crm.ok("verify c1 grade") if crm("verify c1 grade").code == 0 else None
    crm.ok("contact delete 王建国 -y")
    rows = {row["run"]: row for row in crm.json("history c1")}
    assert 3 not in rows
    said = [row["what"] for _, row in sorted(rows.items())]
    assert said[:8] == [
        ["华星电子 entered", "+ mobile 13800138000"], ["王建国 added"],
        ["Grade: – → A", "Owner: – → 张三", "仓库: – → 深圳"],
        ["王建国 – Title: 经理 → 总监", "王建国 – + mobile 13900139000"],
        ["phone, asked 要报价", "promised: Fri 20 Mar 发报价", "王建国 – checked: Mobile"],
        ["+ tag vip"], ["− tag vip"], ["phone, no answer 空号", "王建国 – mobile 13900139000 (doubtful)"],
    ]  # fmt: skip
    assert said[8] == ["promise dropped: Fri 20 Mar 发报价"]
    assert said[-1] == ["王建国 deleted", "王建国 – − mobile 13900139000"]
    assert all(isinstance(row["changes"], int) and row["changes"] for row in rows.values())
    crm.lang = "zh-CN"
    assert "负责人：– → 张三" in crm.ok("history c1").out


def test_history_of_one_of_many_in_an_import_is_about_that_one(crm, tmp_path):
    (tmp_path / "cards.csv").write_text("公司,手机\n甲公司,13800138000\n乙公司,13900139000\n", "utf-8")
    crm.ok("import cards.csv")
    (row,) = crm.json("history c2")
    assert row["what"] == ["乙公司 entered", "+ mobile 13900139000"] and row["changes"] == 2
    assert "甲公司" not in crm.ok("history c2").out


def test_undo_takes_the_time_of_the_last_change_back_too(crm):
    """Unless a later change to other fields of the row is the latest by now."""
    crm.ok("add 甲")
    times = [crm.show("c1")["updated_at"]]
    for day, words in (("12", "edit c1 --city 深圳"), ("13", "edit c1 --notes 老客户")):
        crm.today = f"2026-03-{day}"
        crm.ok(words)
        times.append(crm.show("c1")["updated_at"])
    assert [at[:10] for at in times] == ["2026-03-11", "2026-03-12", "2026-03-13"]
    crm.ok("undo -y")
    assert crm.show("c1")["updated_at"] == times[1]
    crm.ok("redo -y")
    crm.ok("undo 2 -y")
    shown = crm.show("c1")
    assert (shown["city"], shown["notes"], shown["updated_at"]) == (None, "老客户", times[2])
    crm.ok("undo 3 -y")
    crm.ok("redo -y")
    assert crm.show("c1")["notes"] == "老客户"
