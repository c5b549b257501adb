"""What a command looked up before it wrote, changed by another program in between: one of the two says so, nothing is lost."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from salescli.store.base import door


@pytest.fixture
def meanwhile(crm, monkeypatch):
    """`meanwhile(words)`: this line runs between the next command's lookups and its transaction, with a connection of its own.

    As another process would run it: `tests/test_races.py` has those.
    """
    waiting: list[str] = []
    begin = door.transaction

    @contextmanager
    def late(*args, **more):
        if waiting:
            line = waiting.pop()
            done = crm(line)
            assert done.code == 0 or "check" in line, done  # check has found something
        with begin(*args, **more):
            yield

    crm.given(
        "add 华星电子",
        "contact add c1 王建国 --mobile 13800138000 --title 总经理",
        "log c1 报价 --next 2026-03-20",
        "add 海天贸易",
        "contact add c2 李敏",
        "tag c1 vip",
    )
    monkeypatch.setattr(door, "transaction", late)
    return waiting.append


def table(crm, name: str) -> list[tuple]:
    return crm.sql(f"SELECT * FROM {name} ORDER BY id")


OF_C1 = [
    "log c1 再谈", "log 13800138000 再谈", "next c1 2026-03-30 发样", "next c1 off", "snooze c1 2026-03-30",
    "edit c1 --city 深圳", "tag c1 fair", "verify c1 mobile", "contact add c1 陈工", "contact edit 王建国 --title 董事长",
    "contact delete 王建国", "contact move 李敏 c1", "contact move 王建国 c2", "merge c2 c1", "merge c1 c2",
    "duplicates --different c1 c2", "delete c1", "log c1 --retract last", "log c1 改 --correct last",
]  # fmt: skip


@pytest.mark.parametrize("words", OF_C1)
def test_a_customer_who_was_deleted_in_between_is_written_no_more(crm, meanwhile, words):
    meanwhile("delete c1")
    answer = crm(words)
    assert answer.code == 3, answer
    assert "Another program was quicker (run 7, crm delete)" in answer.err
    assert "Nothing was changed" in answer.err
    assert [run["command"] for run in crm.json("history -n 1")] == ["delete"]
    crm.ok("undo -y")
    assert crm(words).code == 0


OF_A_PERSON = [
    "log 李敏 好", "contact edit 李敏 --title 采购", "contact delete 李敏", "log c2 好 --with 李敏",
    "next c2 2026-03-30 --with 李敏", "verify c1 --with 王建国 mobile", "contact move 李敏 c1",
]  # fmt: skip


@pytest.mark.parametrize("words", OF_A_PERSON)
def test_a_person_who_was_deleted_in_between_is_written_no_more(crm, meanwhile, words):
    meanwhile(f"contact delete {'王建国' if '王建国' in words else '李敏'}")
    answer = crm(words)
    assert (answer.code, "Another program was quicker" in answer.err) == (3, True), answer
    assert crm.sql("SELECT count(*) FROM interactions") == [(1,)]


@pytest.mark.parametrize(
    ("words", "other"),
    [
        ("log c1 --retract last", "log c1 --retract last"),
        ("log c1 改 --correct last", "log c1 又改 --correct last"),
        ("log --retract last", "log c2 新的一条"),  # the last one is another now
        ("add 新客户 --mobile 13900139000", "add 新客户 --mobile 13900139000"),  # a certain twin
        ("undo -y", "undo -y 6"),
        ("undo 6 -y", "undo 6 -y"),
        ("log c1 再谈", "undo 1 -y"),
    ],
)
def test_two_who_want_the_same_one_says_so(crm, meanwhile, words, other):
    if other == "undo 1 -y":  # its customer is gone for good, not only marked
        for _ in range(5):
            crm.ok("undo -y")
    meanwhile(other)
    answer = crm(words)
    assert answer.code == 3, answer
    assert len(crm.sql("SELECT id FROM customers WHERE name = '新客户'")) == ("新客户" in words)
    assert crm.sql("SELECT count(*) - count(DISTINCT replaces) FROM interactions WHERE replaces NOT NULL") == [(0,)]
    assert crm.sql("PRAGMA foreign_key_check") == []


def test_two_redos_at_once_bring_back_one_run(crm, meanwhile):
    crm.ok("undo -y")
    meanwhile("redo -y")
    answer = crm("redo -y")
    assert (answer.code, "nothing to redo" in answer.err.lower()) == (3, True), answer


@pytest.mark.parametrize("words", ["log c1 再谈", "edit c1 --city 深圳", "tag c1 fair", "next c1 off"])
def test_what_another_program_did_elsewhere_is_no_hindrance(crm, meanwhile, words):
    meanwhile("log c2 好")
    crm.ok(words)
    assert [run["command"] for run in crm.json("history -n 2")] == [words.split()[0], "log"]


@pytest.mark.parametrize(("words", "other"), [("delete c1", "log c1 急事"), ("contact delete 王建国", "log 王建国 急事")])
def test_what_was_agreed_on_in_a_terminal_is_what_is_deleted(crm, meanwhile, words, other):
    meanwhile(other)
    answer = crm(words, typed="y\n")
    assert (answer.code, "Another program was quicker" in answer.err) == (3, True), answer
    assert crm.show("c1")["interactions"][0]["text"] == "急事"


def test_a_reply_compares_with_what_was_there_when_it_wrote(crm, meanwhile):
    meanwhile("edit c1 --city 广州")
    assert "广州 → 深圳" in crm.ok("edit c1 --city 深圳").out


def test_figures_of_two_checks_at_once_are_both_kept(crm, meanwhile):
    meanwhile("--today 2026-03-12 check")
    assert crm("check").code in (0, 1)
    kept = crm.sql("SELECT value FROM meta WHERE key = 'checks'")[0][0]
    assert "2026-03-11" in kept and "2026-03-12" in kept
