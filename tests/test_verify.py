"""`crm verify`, `log --verified` and the calls that prove a number: what was checked, when and by whom."""

from __future__ import annotations

import pytest


@pytest.fixture
def book(crm):
    """A firm with two people, a year before it is looked at."""
    crm.today = "2025-03-11"
    crm.given(
        "add 华星电子 --phone 0755-83781234 --address 深圳南山 --source 广交会",
        "contact add c1 王伟 --title 采购经理 --mobile 13900139000 --email wang@huaxing.cn",
        "contact add c1 李明 --title 工程师 --mobile 13700137000 --wechat liming",
    )
    crm.today = "2026-03-11"
    return crm


def stamps(crm, who="c1"):
    return {(row["field"], row["contact"]): (row["at"][:10], row["by"]) for row in crm.show(who)["verified"]}


NOW = ("2026-03-11", "rep")


@pytest.mark.parametrize(("line", "fields"), [
    ("verify c1 title", {("title", "王伟")}),
    ("verify c1 title mobile", {("title", "王伟"), ("mobile", "王伟")}),
    ("verify c1 职务 手机,地址", {("title", "王伟"), ("mobile", "王伟"), ("address", None)}),
    ("verify c1 wechat", {("wechat", "李明")}),
    ("verify c1 phone", {("phone", None)}),
    ("verify 李明 title", {("title", "李明")}),
    ("verify c1 title --with 李明", {("title", "李明")}),
    ("verify 李明 address", {("address", None)}),
    ("verify 李明", {("name", "李明"), ("title", "李明"), ("mobile", "李明"), ("wechat", "李明")}),
])  # fmt: skip
def test_fields_are_stamped(book, line, fields):
    book.ok(line)
    assert stamps(book) == dict.fromkeys(fields, NOW)


def test_without_fields_all_that_is_known_is_checked(book):
    book.ok("verify c1")
    fields = {field for field, _ in stamps(book)}
    assert fields == {"name", "phone", "address", "title", "mobile", "email", "wechat"}
    assert book("check").code == 0


def test_the_answer(book):
    answer = book.json("verify c1 职务 mobile")
    assert (answer["code"], answer["name"], answer["field"]) == ("c1", "华星电子", ["title", "mobile"])
    assert book.ok("verify c1 title").out.startswith("Checked 华星电子 (c1): Title; ")


@pytest.mark.parametrize(("line", "code", "word"), [
    ("verify c1 titel", 2, "title"), ("verify c1 stage", 2, "stage"), ("verify c1 qq", 3, "QQ"), ("verify c9", 3, "c9"),
    ("verify", 2, "WHO"), ("log c1 hi --verified nonsense", 2, "nonsense"), ("log c1 hi --verified fax", 3, "Fax"),
])  # fmt: skip
def test_what_cannot_be_checked(book, line, code, word):
    before = book.show("c1")
    answer = book(line)
    assert (answer.code, answer.out) == (code, "") and word.casefold() in answer.err.casefold()
    assert book.show("c1") == before


def test_undo_and_redo(book):
    before = book.show("c1")
    book.ok("verify c1 title")
    after = book.show("c1")
    book.ok("undo -y")
    assert book.show("c1") == before
    book.ok("redo -y")
    assert book.show("c1") == after
    assert "checked fields" in book.ok("history").out


def test_a_checked_number_is_no_longer_doubtful(book):
    book.ok("log c1 空号")
    assert [row["value"] for row in book.show("c1")["channels"] if row["doubtful_since"]] == ["+8613900139000"]
    book.ok("verify c1 mobile")
    assert not [row for row in book.show("c1")["channels"] if row["doubtful_since"]]
    book.ok("undo -y")
    assert [row for row in book.show("c1")["channels"] if row["doubtful_since"]]


# ---------------------------------------------------------------- a call proves the number


@pytest.mark.parametrize(("line", "proven"), [
    ("log c1 hello", ("mobile", "王伟")),
    ("log c1 已接通", ("mobile", "王伟")),
    ("log c1 x --with 李明", ("mobile", "李明")),
    ("log 李明 x", ("mobile", "李明")),
    ("log c1 x --outcome refused", ("mobile", "王伟")),
    ("log c1 x --via email --outcome answered", ("email", "王伟")),
    ("log c1 x --via wechat --outcome answered --with 李明", ("wechat", "李明")),
    ("log c1 未接", None),
    ("log c1 x --via email", None),
    ("log c1 x --via visit", None),
    ("log c1 x --via wechat --outcome answered", None),
])  # fmt: skip
def test_who_answers_proves_the_number(book, line, proven):
    book.ok(line)
    assert stamps(book) == ({proven: NOW} if proven else {})


def test_a_call_of_another_day_and_rep(book):
    book.ok("log c1 x --at 2026-03-01 --by li")
    assert stamps(book) == {("mobile", "王伟"): ("2026-03-01", "li")}
    book.ok("log c1 x --at 2026-02-01 --by chen")
    assert stamps(book) == {("mobile", "王伟"): ("2026-03-01", "li")}, "the latest counts"


def test_a_firms_own_number(crm):
    crm.ok("add 甲 --phone 0755-83781234")
    crm.ok("log c1 hello")
    assert set(stamps(crm)) == {("phone", None)}


def test_the_person_who_was_promised_a_call(book):
    book.ok("log c1 x --with 李明 --next 2026-03-11 --at 2026-03-01")
    book.ok("log c1 done")
    assert stamps(book)["mobile", "李明"] == NOW and ("mobile", "王伟") not in stamps(book)


def test_fields_checked_in_a_talk(book):
    answer = book.ok("log c1 hello --verified title,email")
    assert answer.err == "Checked: Title; Email\nNo outcome was read in it; logged as: answered.\n"
    assert set(stamps(book)) == {("title", "王伟"), ("email", "王伟"), ("mobile", "王伟")}
    book.ok("undo -y")
    assert stamps(book) == {}


def test_a_retracted_call_proves_nothing(book):
    made = book.json("log c1 hello --verified title")["id"]
    book.ok(f"log --retract {made}")
    assert stamps(book) == {}
    book.ok("undo -y")
    assert set(stamps(book)) == {("title", "王伟"), ("mobile", "王伟")}


def test_a_corrected_call(book):
    made = book.json("log c1 hello --verified title")["id"]
    made = book.json(f"log --correct {made} --with 李明")["id"]
    assert set(stamps(book)) == {("title", "王伟"), ("mobile", "李明")}
    book.ok(f"log --correct {made} 未接")
    assert stamps(book) == {}


def test_an_edit_is_as_good_as_a_check(book):
    book.ok("edit c1 --address 深圳福田 --stage needs --owner li")
    assert stamps(book) == {("address", None): NOW}
    book.ok("contact edit 王伟 --mobile 13900139001")
    assert stamps(book) == {("address", None): NOW, ("mobile", "王伟"): NOW}
    book.ok("edit c1 --address 深圳福田")
    book.ok("edit c1 --address ''")
    assert set(stamps(book)) == {("address", None), ("mobile", "王伟")}


def test_a_person_who_has_gone_takes_their_stamps_along(book):
    book.ok("verify 李明 title")
    book.ok("contact delete 李明")
    assert stamps(book) == {}


def test_in_chinese(book):
    book.lang = "zh-TW"
    assert book.ok("verify c1 職稱 手機").out.startswith("已核實 华星电子（c1）：職稱；手機；")
    assert "職稱" in book.ok("show c1").out


def test_every_person_says_when_they_were_last_changed(book):
    before = book.json("contact list c1")[0]
    book.ok("contact edit 王伟 --title 总监")
    after = book.json("contact list c1")[0]
    assert (before["updated_at"][:10], after["updated_at"][:10]) == ("2025-03-11", "2026-03-11")
