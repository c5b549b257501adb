"""What customers, and people, are to each other: ties, seen from either end (R1.4, R1.8, R1.12; CONTRACT 9)."""

from __future__ import annotations

import json

import pytest

LABELS = {
    "en": ("Parent", "Household", "Account of", "Referred", "Supplier", "Rival", "Partner for", "Reports to", "Knows"),
    "zh-CN": ("母公司", "所属家庭", "账户归属", "推荐了", "供应商", "竞争对手", "协作服务于", "汇报给", "认识"),
    "zh-TW": ("母公司", "所屬家庭", "帳戶歸屬", "推薦了", "供應商", "競爭對手", "協力服務於", "匯報給", "認識"),
}
KINDS = ("parent", "household", "account_of", "referred", "supplier", "rival", "partner_for", "reports_to", "knows")


@pytest.fixture
def book(crm):
    """Four firms, c1 to c4; 王一 and 李二 at c1, 赵三 at c2."""
    for name in ("华星电子", "华星集团", "迅捷电源", "乙公司"):
        crm.ok("add", name)
    crm.ok("contact add c1 王一 --title 经理")
    crm.ok("contact add c1 李二 --title 总经理 --decision-role decider")
    crm.ok("contact add c2 赵三")
    return crm


def told(crm, *who):
    """Ties as (from, kind, to)."""
    return [(row["contact"] or row["customer"], row["kind"], row["other_contact"] or row["other"])
            for row in crm.json("tie", "list", *who)]  # fmt: skip


def test_a_tie_is_seen_from_either_end(book):
    told_once = book.json("tie c1 parent 华星集团 --since 2024-05-01 --note 全资")
    assert (told_once["code"], told_once["kind"], told_once["other"]) == ("c1", "parent", "c2")
    book.ok("tie c1 rival c3 --share 30% --place main")
    (parent, rival) = book.json("tie list c1")
    assert parent == {
        "id": parent["id"], "kind": "parent", "customer": "c1", "customer_name": "华星电子", "contact": None, "other": "c2",
        "other_name": "华星集团", "other_contact": None, "share": None, "place": None, "note": "全资", "since": "2024-05-01",
    }  # fmt: skip
    assert (rival["kind"], rival["other_name"], rival["share"], rival["place"]) == ("rival", "迅捷电源", 30, "main")
    assert told(book, "c2") == [("c1", "parent", "c2")] and told(book, "c3") == [("c1", "rival", "c3")]
    assert told(book) == told(book, "c1") and book.json("tie") == book.json("tie list")
    assert "华星集团 is the parent of 华星电子" in book.ok("history c2").out


@pytest.mark.parametrize("language", LABELS)
def test_a_kind_goes_by_its_key_or_its_label(book, language):
    book.lang = language
    for kind, label in zip(KINDS, LABELS[language], strict=True):
        one, other = ("王一", "李二") if kind in ("reports_to", "knows") else ("c1", "c4")
        assert book.json("tie", one, label, other)["kind"] == kind
        assert book.json("tie", one, kind, other)["kind"] == kind
        assert label in book.ok("tie list").out
    assert len(told(book)) == len(KINDS), "said twice it is one"


def test_people_are_tied_by_name(book):
    book.ok("tie 王经理 reports_to 李总")
    book.ok("tie 李二 knows 赵三")
    assert told(book, "c1") == [("王一", "reports_to", "李二"), ("李二", "knows", "赵三")]
    assert told(book, "c2") == [("李二", "knows", "赵三")]
    book.ok("tie 赵三 knows 李二")
    assert len(told(book)) == 2, "who knows somebody is known by them"


def test_said_again_it_says_more(book):
    book.ok("tie c1 rival c3 --share 30")
    assert book.json("tie c1 rival c3 --share 40 --place secondary")["share"] == 40
    (row,) = book.json("tie list")
    assert (row["share"], row["place"]) == (40, "secondary")
    assert "already so" in book.ok("tie c1 rival c3").out
    for _ in range(2):
        book.ok("undo -y")
    assert book.json("tie list")[0]["share"] == 30
    book.ok("undo -y")
    assert book.json("tie list") == []
    book.ok("redo -y")
    assert told(book) == [("c1", "rival", "c3")]


@pytest.mark.parametrize("given", [
    "tie c1 parent c1", "tie 王一 reports_to 王一", "tie c1 friend c2", "tie c1 rival c3 --share 101",
    "tie c1 rival c3 --share x", "tie c1 rival c3 --place first", "tie c1 rival c3 --since 2999-01-01",
    "tie c1 parent 没有这家", "tie c1 parent", "tie delete 4f", "tie delete 4f2a91", "tie 没有这人 knows 王一",
])  # fmt: skip
def test_what_makes_no_tie_changes_nothing(book, given):
    before = book.tables()
    answer = book(given)
    assert answer.code in (2, 3) and not answer.out and "inside salescli" not in answer.err
    assert book.tables() == before


def test_nothing_leads_round_in_a_circle(book):
    book.ok("tie c1 parent c2")
    book.ok("tie c2 parent c3")
    answer = book("-f json tie c3 parent c1")
    assert answer.code == 3 and answer.error["error"] == "tie_circle"
    assert "迅捷电源 → 华星电子 → 华星集团 → 迅捷电源" in answer.error["message"]
    book.ok("tie 王一 reports_to 李二")
    assert book("tie 李二 reports_to 王一").code == 3
    book.ok("tie c1 supplier c4")
    book.ok("tie c4 supplier c1")


def test_a_tie_is_taken_out(book):
    row = book.json("tie c1 parent c2")
    book.ok("tie delete", f"#{row['id'][-6:]}")
    assert told(book) == []
    book.ok("undo -y")
    book.ok("tie", "delete", row["id"])
    assert told(book) == [] and "is the parent of" in book.ok("history c1").out


def test_who_is_deleted_takes_the_ties_along(book):
    book.ok("tie c1 parent c2")
    book.ok("tie 王一 reports_to 李二")
    assert "1 tie" in book.ok("delete c2 -y").out
    assert told(book) == [("王一", "reports_to", "李二")]
    book.ok("contact delete 李二 -y")
    assert told(book) == []
    book.ok("undo -y")
    book.ok("undo -y")
    assert len(told(book)) == 2


def test_a_merge_takes_ties_along(book):
    book.ok("tie c1 parent c2")
    book.ok("tie c1 rival c3")
    book.ok("tie c4 rival c3 --share 20")
    book.ok("tie c4 supplier c1")
    before = book.tables()
    book.ok("merge c1 c4 -y")
    assert told(book) == [("c1", "parent", "c2"), ("c1", "rival", "c3")], "doubles are one, and nothing is tied to itself"
    assert book.json("tie list")[1]["share"] == 20, "what only the double told is kept"
    book.ok("undo -y")
    assert book.tables() == before
    book.ok("merge c2 c1 -y")
    assert told(book) == [("c2", "rival", "c3"), ("c4", "rival", "c3"), ("c4", "supplier", "c2")]


def test_a_merge_leaves_no_circle(book):
    book.ok("tie c1 parent c2")
    book.ok("tie c2 parent c3")
    book.ok("merge c1 c3 -y")
    assert told(book) == [("c1", "parent", "c2")]


def test_people_who_become_one_keep_their_ties(book):
    book.ok("contact add c1 王大")
    book.ok("tie 王大 reports_to 李二")
    book.ok("tie 王一 reports_to 李二")
    book.ok("tie 王一 knows 王大")
    book.ok("tie 赵三 knows 王大")
    people = {row["name"]: row["id"][-6:] for row in book.show("c1")["contacts"]}
    book.ok("merge", f"#{people['王一']}", f"#{people['王大']}", "-y")
    assert {*told(book)} == {("王一", "reports_to", "李二"), ("赵三", "knows", "王一")} and len(told(book)) == 2


def test_who_moves_on_keeps_whom_they_know(book):
    book.ok("tie 王一 reports_to 李二")
    book.ok("tie 王一 knows 赵三")
    book.ok("contact move 王一 c4")
    assert told(book) == [("王一", "knows", "赵三")] == told(book, "c4")
    assert told(book, "c1") == []
    book.ok("undo -y")
    assert len(told(book, "c1")) == 2


def test_the_whole_book_takes_ties_along_both_ways(book, tmp_path):
    book.ok("tie c3 parent c4")
    book.ok("tie c4 rival c1 --share 5 --place none --note 试用中")
    book.ok("tie 王一 reports_to 李二")
    book.ok("tie 王一 knows 赵三 --since 2020-01-02")
    whole = tmp_path / "book.json"
    book.ok("export", str(whole))
    assert {row["outcome"] for row in book.json("import", str(whole))} == {"same"}
    there = type(book)(tmp_path / "there")
    there.ok("import", str(whole))
    assert there.json("tie list") == book.json("tie list")
    assert {row["outcome"] for row in there.json("import", str(whole))} == {"same"}
    there.ok("undo -y"), there.ok("undo -y")
    assert there.tables()["ties"] == []
    book.ok("backup", str(tmp_path / "copy.db"))
    rows = book.json("tie list")
    book.ok("tie delete", rows[0]["id"])
    book.ok("restore", str(tmp_path / "copy.db"), "-y")
    assert book.json("tie list") == rows


def test_ties_to_who_is_not_in_the_file_stay_out(book, tmp_path):
    book.ok("tie c1 parent c2")
    book.ok("tie 王一 knows 赵三")
    book.ok("tie 王一 reports_to 李二")
    some = tmp_path / "some.json"
    book.ok("export", str(some), "--where", "code = c1")
    there = type(book)(tmp_path / "there")
    there.ok("import", str(some))
    assert told(there) == [("王一", "reports_to", "李二")]
    told_wrong = json.loads(some.read_text("utf-8"))
    told_wrong["customers"][0]["ties"][0]["kind"] = "friend"
    some.write_text(json.dumps(told_wrong, ensure_ascii=False), encoding="utf-8")
    assert there("import", str(some)).code == 1


def test_tab_offers_what_may_come_next(book):
    def offered(*words):
        return book("_complete", "zsh", *words).out

    book.lang = "zh-CN"
    assert "list" in offered("tie", "") and "华星集团" in offered("tie", "华")
    assert "parent" in offered("tie", "c1", "") and "母公司" in offered("tie", "c1", "母")
    assert "华星集团" in offered("tie", "c1", "parent", "华")
    assert "strategic" in offered("tie", "c1", "rival", "c2", "--place", "")


def test_a_customer_may_be_called_list(book):
    book.ok("add list")
    book.ok("tie -- list parent c2")
    assert told(book) == [("c5", "parent", "c2")]
    assert "crm tie delete" in book.ok("tie --help").out
