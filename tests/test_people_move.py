"""People who leave a firm and go to another: what goes along, what stays, who is called instead; there, back and out again."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Crm
from test_merge import dump

from salescli.core.exchange.dossier import Post, lines_text, posts_of
from salescli.core.matching.providers import is_private_address


@pytest.fixture
def firms(crm: Crm) -> Crm:
    """华星电子 with 王建国, who is called first, and 李娜; 比亚迪 with nobody."""
    crm.given(
        "add 华星电子 --address 科技路1号",
        "contact add c1 王建国 --title 采购经理 --department 采购部 --mobile 13800138000 --mobile 13700137000"
        " --email wjg@163.com --email wang@huaxing.com --wechat wjg88 --office-phone 0755-88880000"
        " --home-phone 010-66660000 --decision-role decider --address 科技路1号",
        "contact add c1 李娜 --mobile 13900139000",
        "add 比亚迪",
        "log c1 要报价 --with 王建国 --next 2026-03-20 --aim 发报价",
    )
    return crm


def people(crm: Crm, who: str) -> list[tuple[Any, ...]]:
    return [(row["name"], row["title"], row["primary"], row["left"]) for row in crm.show(who)["contacts"]]


def numbers(crm: Crm, who: str) -> list[tuple[Any, ...]]:
    return [(row["kind"], row["value"], row["contact"]) for row in crm.show(who)["channels"]]


def test_the_person_goes_and_the_story_stays(firms: Crm) -> None:
    firms.ok("contact move 王建国 比亚迪 --on 2026-03-06")
    old, new = firms.show("c1"), firms.show("c2")
    assert [(row["text"], row["contact"]) for row in old["interactions"]] == [("要报价", "王建国")]
    assert new["interactions"] == [] and (old["touches"], new["touches"]) == (1, 0)
    assert people(firms, "c1") == [("李娜", None, True, None)]
    assert people(firms, "c2") == [("王建国", None, True, None)]
    assert new["contacts"][0]["was"] == [
        {"code": "c1", "customer": "华星电子", "title": "采购经理", "department": "采购部", "until": "2026-03-06"}]  # fmt: skip
    assert [(row["name"], row["until"], row["code"]) for row in old["former"]] == [("王建国", "2026-03-06", "c2")]
    assert [(row["day"], row["text"], row["contact"]) for row in old["promises"]] == [("2026-03-20", "发报价", None)]
    assert new["contacts"][0]["address"] is None and new["contacts"][0]["decision_role"] is None


def test_their_own_numbers_go_and_the_firms_stay(firms: Crm) -> None:
    answer = firms.ok("contact move 王建国 c2")
    assert numbers(firms, "c2") == [
        ("phone", "+861066660000", "王建国"), ("mobile", "+8613800138000", "王建国"), ("mobile", "+8613700137000", "王建国"),
        ("email", "wjg@163.com", "王建国"), ("wechat", "wjg88", "王建国")]  # fmt: skip
    assert numbers(firms, "c1") == [("phone", "+8675588880000", None), ("email", "wang@huaxing.com", None),
                                    ("mobile", "+8613900139000", "李娜")]  # fmt: skip
    stayed = {row["kind"]: row for row in firms.show("c1")["channels"] if not row["contact"]}
    assert (stayed["email"]["doubtful_since"], stayed["phone"]["doubtful_since"]) == ("2026-03-11", None)
    assert answer.out == "王建国 moved from 华星电子 (c1) to 比亚迪 (c2); next contact Wed 11 Mar.\n"
    assert answer.err.splitlines() == [
        "Stays with 华星电子 (c1): +8675588880000; wang@huaxing.com", "The promise for Fri 20 Mar stays with 华星电子 (c1).",
        "李娜 is now the primary contact at 华星电子 (c1).",
    ]  # fmt: skip


def test_the_reply_for_programs(firms: Crm) -> None:
    done = firms.json("contact move 王建国 c2")
    wanted = {"code": "c2", "customer": "比亚迪", "name": "王建国", "mobile": "+8613800138000", "email": "wjg@163.com",
              "primary": True, "left": None, "from": "c1"}  # fmt: skip
    assert {name: done[name] for name in wanted} == wanted
    assert {"id", "title", "role", "was", "next"} <= done.keys()


def test_undo_and_redo_take_it_whole(firms: Crm) -> None:
    before = dump(firms)
    firms.ok("contact move 王建国 c2")
    after = dump(firms)
    firms.ok("undo --yes")
    assert dump(firms) == before and firms.sql("SELECT * FROM posts") == []
    firms.ok("redo --yes")
    assert {t: rows for t, rows in dump(firms).items() if t != "pulse"} == {t: r for t, r in after.items() if t != "pulse"}
    assert len(firms.sql("SELECT * FROM posts")) == 1


def test_show_says_it_in_words(firms: Crm) -> None:
    firms.ok("contact move 王建国 c2 --on 2026-03-06")
    assert "People: 王建国 采购经理: until Fri 6 Mar, now at 比亚迪 (c2)" in firms.ok("show c1").lines
    assert "was at 华星电子 采购经理 until Fri 6 Mar" in firms.ok("show c2").out
    firms.lang = "zh-CN"
    assert "王建国 采购经理：3月6日 周五 前在此，现在比亚迪（c2）" in firms.ok("show c1").out


def test_whoever_was_spoken_to_last_is_called_instead(firms: Crm) -> None:
    firms.ok("contact add c1 赵六")
    firms.ok("log c1 要样品 --with 赵六")
    firms.ok("contact move 王建国 c2")
    assert people(firms, "c1")[0] == ("赵六", None, True, None)


def test_at_a_firm_that_has_people_the_newcomer_is_not_the_first(firms: Crm) -> None:
    firms.ok("contact add c2 王总")
    answer = firms.ok("contact move 王建国 c2")
    assert [row[2] for row in people(firms, "c2")] == [True, False] and "crm merge" not in answer.err


def test_a_namesake_at_the_new_firm_is_told(firms: Crm) -> None:
    firms.ok("contact add c2 王建国 --title 总监")
    (there,) = (row["id"] for row in firms.show("c2")["contacts"])
    (mover,) = (row["id"] for row in firms.show("c1")["contacts"] if row["name"] == "王建国")
    answer = firms.ok("contact", "move", mover, "c2")
    assert f"crm merge '#{mover[-6:]}' '#{there[-6:]}'" in answer.err
    firms.ok("merge", f"#{there[-6:]}", f"#{mover[-6:]}", "--yes")
    (person,) = firms.show("c2")["contacts"]
    assert (person["title"], person["mobile"], [one["code"] for one in person["was"]]) == ("总监", "+8613800138000", ["c1"])


def test_there_and_back(firms: Crm) -> None:
    firms.ok("contact move 王建国 c2 --on 2026-03-02")
    firms.ok("contact move 王建国 c1 --on 2026-03-09")
    person = next(row for row in firms.show("c1")["contacts"] if row["name"] == "王建国")
    assert [(one["code"], one["until"]) for one in person["was"]] == [("c2", "2026-03-09"), ("c1", "2026-03-02")]
    assert firms.show("c1")["former"] == [] and len(firms.show("c2")["former"]) == 1


def test_one_who_had_left_comes_up_elsewhere(firms: Crm) -> None:
    firms.ok("contact edit 王建国 --left 2026-02-20")
    firms.ok("contact move 王建国 c2")
    assert people(firms, "c2") == [("王建国", None, True, None)]
    assert firms.show("c2")["contacts"][0]["was"][0]["until"] == "2026-02-20"


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [("contact move 王建国 c1", 3, "move_nowhere"), ("contact move 王建国 深圳鹏程", 3, "move_to_nobody"),
     ("contact move 赵六 c2", 3, "who_nobody"), ("contact move 王建国 c2 --on 2026-03-12", 2, "date_future"),
     ("contact move 王建国 c2 --on never", 2, "date_not_understood"), ("contact edit 王建国 --left 2026-03-12", 2, "date_future"),
     ("contact edit 王建国 --left 昨天 --primary yes", 3, "person_left"), ("contact move 王建国", 2, "argument_missing")],
)  # fmt: skip
def test_refused(firms: Crm, words: str, code: int, error: str) -> None:
    before = dump(firms)
    answer = firms("-f", "json", *words.split())
    assert (answer.code, answer.out, answer.error["error"]) == (code, "", error)
    assert dump(firms) == before
    if error == "move_to_nobody":
        assert "crm add 深圳鹏程" in answer.error["hint"]


def test_several_of_a_name_are_asked_for(firms: Crm) -> None:
    firms.ok("contact add c2 王建国")
    firms.ok("add 万科")
    assert firms("contact move 王建国 万科").code == 3
    assert "王建国" in firms.ok("contact move 王建国 万科", typed="1\n").out
    assert people(firms, "c3") == [("王建国", None, True, None)]


# ---------------------------------------------------------------- has left


def test_whoever_has_left_is_called_no_more(firms: Crm) -> None:
    answer = firms.ok("contact edit 王建国 --left 昨天")
    assert answer.out == (
        "Changed 王建国 at 华星电子 (c1): Primary contact: yes → –; Left: – → Tue 10 Mar; next contact Fri 20 Mar.\n")
    assert answer.err == "李娜 is now the primary contact at 华星电子 (c1).\n"
    assert people(firms, "c1") == [("李娜", None, True, None), ("王建国", "采购经理", False, "2026-03-10")]
    assert [row["contact"] for row in firms.show("c1")["interactions"]] == ["王建国"]
    (row,) = [row for row in firms.json("today --all --today 2026-03-20") if row["code"] == "c1"]
    assert (row["contact"], row["phone"]) == ("李娜", "+8613900139000"), "not even the one it was promised to"
    assert "王建国 (left Tue 10 Mar)" in firms.ok("show c1").out and "(left Tue 10 Mar)" in firms.ok("contact list").out
    assert [row["phone"] for row in firms.json("list") if row["code"] == "c1"] == ["+8613900139000"]


def test_left_is_cleared(firms: Crm) -> None:
    before = dump(firms)
    firms.ok("contact edit 王建国 --left 昨天")
    firms.ok("undo --yes")
    assert dump(firms) == before
    firms.ok("contact edit 李娜 --left 昨天")
    firms.ok("contact edit 王建国 --left 2026-03-09")
    assert [row[2] for row in people(firms, "c1")] == [False, False]
    firms.ok("contact", "edit", "李娜", "--left", "")
    assert people(firms, "c1")[0] == ("李娜", None, True, None)


def test_nobody_is_asked_about_who_has_left(firms: Crm) -> None:
    firms.ok("contact edit 李娜 --left 昨天")
    found = firms("check --all -f json --today 2028-03-11")
    assert found.code == 1 and "王建国" in found.out and "李娜" not in found.out
    assert "were with 王建国 alone" in str(firms.show("c1")["warnings"])


# ---------------------------------------------------------------- every number


def test_every_number_of_every_person_is_shown(firms: Crm) -> None:
    page, wide = firms.ok("show c1").out, firms.ok("contact list").out
    for number in ("+8613800138000", "+8613700137000", "+8675588880000", "+861066660000", "wjg@163.com", "wang@huaxing.com",
                   "wjg88", "+8613900139000"):  # fmt: skip
        assert number in page and number in wide
    assert {row["contact"] for row in firms.show("c1")["channels"]} == {"王建国", "李娜"}
    assert len(firms.json("contact list c1")[0]["channels"]) == 7


# ---------------------------------------------------------------- merging, and out and in again


def test_two_firms_between_which_somebody_moved_become_one(firms: Crm) -> None:
    firms.ok("contact move 王建国 c2")
    firms.ok("merge c1 c2 --yes")
    assert {row["name"]: row["was"] for row in firms.show("c1")["contacts"]} == {"王建国": [], "李娜": []}
    assert firms.show("c1")["former"] == []
    firms.ok("undo --yes")
    assert [one["code"] for one in firms.show("c2")["contacts"][0]["was"]] == ["c1"]


def test_the_firm_of_a_former_post_becomes_another(firms: Crm) -> None:
    firms.ok("contact move 王建国 c2")
    firms.ok("add 华星电子集团")
    firms.ok("merge c3 c1 --yes")
    assert [one["customer"] for one in firms.show("c2")["contacts"][0]["was"]] == ["华星电子集团"]
    assert [row["name"] for row in firms.show("c3")["former"]] == ["王建国"]


@pytest.mark.parametrize("form", ["csv", "xlsx", "vcf", "json"])
def test_all_of_it_comes_back(firms: Crm, form: str) -> None:
    from test_export import returned

    firms.ok("contact add c2 赵六 --mobile 13600136000")
    firms.ok("contact edit 赵六 --left 2026-03-01")
    firms.ok("contact move 王建国 c2 --on 2026-03-02")
    firms.ok("contact move 李娜 c2 --on 2026-03-03")
    returned(firms, form)
    other = Crm(firms.home.parent / "other")
    assert [row["name"] for row in other.show("c1")["former"]] == ["李娜", "王建国"]
    if form == "json":
        assert [row["contact"] for row in other.show("c1")["interactions"]] == ["王建国"]


def test_a_part_of_the_book_keeps_the_firms_name(firms: Crm) -> None:
    firms.ok("contact move 王建国 c2 --on 2026-03-02")
    firms.ok("export out.csv --where name=比亚迪")
    other = Crm(firms.home.parent / "other")
    other.ok("import out.csv")
    assert other.json("contact list")[0]["was"] == [
        {"code": None, "customer": "华星电子", "title": "采购经理", "department": "采购部", "until": "2026-03-02"}]  # fmt: skip


@pytest.mark.parametrize("text", ["a|b", "\\", "a\nb", "|", "\\n", "", "=1+1"])
def test_posts_in_a_cell(text: str) -> None:
    posts = (Post("2026-03-02", f"华星{text}", text, text, ""), Post("2025-01-01", "Acme"))
    assert posts_of(lines_text(posts)) == posts


@pytest.mark.parametrize(("address", "private"), [
    ("a@163.com", True), ("a@QQ.com", True), ("a@gmail.com", True), ("a@yahoo.com.tw", True), ("a@vip.163.com", True),
    ("a@huaxing.com", False), ("a@mail.huaxing.com", False), ("a@163.com.huaxing.cn", False), ("nobody", False),
])  # fmt: skip
def test_whose_address(address: str, private: bool) -> None:
    assert is_private_address(address) is private


def test_of_one_name_the_one_who_is_there_is_meant(firms: Crm) -> None:
    firms.ok("contact edit 王建国 --left 2026-03-06")
    assert firms.show("王建国")["code"] == "c1"  # nobody else bears the name
    firms.ok("contact add c2 王建国 --anyway")
    assert firms.show("王建国")["code"] == "c2"
    assert firms.show("王总")["code"] == "c2"


def test_who_is_there_comes_before_who_has_left(firms: Crm) -> None:
    firms.ok("contact edit 王建国 --left 2026-03-06")
    firms.ok("contact add c2 王建军")
    err = firms("show 王建").err
    assert 0 < err.index("c2  比亚迪") < err.index("c1  华星电子")
