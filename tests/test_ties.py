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


def test_a_group_is_added_up(book):
    """R1.8: a group of firms from the top down, wherever one asks from."""
    book.ok("tie c1 parent c2")
    book.ok("tie c4 parent c2")
    book.ok("tie c3 supplier c2")
    book.ok("log c1 谈了 --next fri")
    book.ok("log c4 x --outcome no_answer")
    for who in ("c1", "c2", "c4"):
        whole = book.json("show", "--group", who)
        assert (whole["code"], whole["name"]) == ("c2", "华星集团")
        assert [(one["code"], one["level"]) for one in whole["members"]] == [("c2", 0), ("c1", 1), ("c4", 1)]
        assert whole["totals"] == {"members": 3, "touches": 2, "reached": 1, "promises": 1}
    assert {*whole["members"][1]} >= {"code", "name", "kind", "stage", "last_contact", "next", "touches"}
    assert "└ 华星电子" in book.ok("show --group c2").out
    assert [one["code"] for one in book.json("show --group c3")["members"]] == ["c3"]
    codes = [row["code"] for row in book.json("list", "--where", "group = 乙公司 and touches > 0")]
    assert codes == ["c1", "c4"]
    assert [row["code"] for row in book.json("list", "--where", "group != c1")] == ["c3"]
    assert [row["code"] for row in book.json("list", "--where", "group =")] == ["c3"]
    assert book("list --where 'group = nobody'").code == 0


def test_a_household_and_its_accounts_are_added_up(book):
    book.ok("add 张家 --kind household")
    book.ok("add 张三 --kind person")
    book.ok("add 张三 --kind person --anyway")
    book.ok("tie c6 household c5")
    book.ok("tie c7 account_of c6")
    whole = book.json("show --group c7")
    assert [(one["code"], one["kind"], one["level"]) for one in whole["members"]] == [
        ("c5", "household", 0), ("c6", "person", 1), ("c7", "person", 2)]  # fmt: skip
    assert [row["code"] for row in book.json("list", "--where", "group = c5")] == ["c5", "c6", "c7"]


def test_show_tells_what_others_are_to_a_customer(book):
    book.ok("edit c3 --kind competitor --products 电源 --prices 低一成")
    book.ok("tie c1 parent c2 --since 2024-05-01")
    book.ok("tie c4 referred c1")
    book.ok("tie c1 rival c3 --share 30 --place main")
    book.ok("tie 王一 knows 赵三")
    shown = book.show("c1")
    assert [row["kind"] for row in shown["ties"]] == ["parent", "rival", "knows", "referred"]
    assert shown["competitors"] == [{"code": "c3", "name": "迅捷电源", "share": 30, "place": "main", "note": None, "since": None,
                                     "products": "电源", "prices": "低一成", "position": None}]  # fmt: skip
    out = book.ok("show c1").out
    assert "Parent: 华星集团 (c2)" in out and "Recommended by: 乙公司 (c4)" in out and "王一 knows 赵三 at 华星集团 (c2)" in out
    assert "Competitors: 迅捷电源 (c3)  30% share; main supplier; Products sold: 电源; Price level: 低一成" in out
    book.lang = "zh-CN"
    assert "母公司：华星集团（c2）" in book.ok("show c1").out and "子公司：华星电子（c1）" in book.ok("show c2").out
    book.lang = "zh-TW"
    assert "推薦人：乙公司（c4）" in book.ok("show c1").out and "競爭客戶：華" not in book.ok("show c3").out


def test_the_decision_map_says_who_reports_to_whom(book):
    """R1.4: from the top down, who decides, and who has not been spoken to."""
    book.ok("contact add c1 陈工 --decision-role user")
    book.ok("contact add c1 赵会计")
    book.ok("tie 陈工 reports_to 王一")
    book.ok("tie 王一 reports_to 李二")
    book.ok("log c1 谈了 --with 王一")
    lines = [line.removeprefix("People: ") for line in book.ok("show c1").out.splitlines() if line.startswith("People: ")]
    assert [line.split("  ")[0] or line[:5] for line in lines] == ["李二", "└ 王一 ★", "  └ 陈", "赵会计"]
    assert "decider" in lines[0] and "not spoken to yet" in lines[0] and "last spoken to today" in lines[1]
    told_of = {row["name"]: (row["reports_to"], row["last_contact"]) for row in book.show("c1")["contacts"]}
    assert told_of == {"李二": (None, None), "王一": ("李二", "2026-03-11"), "陈工": ("王一", None), "赵会计": (None, None)}
    book.ok("contact edit 李二 --left 昨天")
    assert "└ 王一" in book.ok("show c1").out


def test_without_anybody_above_people_stand_as_ever(book):
    assert "spoken to" not in book.ok("show c1").out


@pytest.mark.parametrize("columns", [60, 80, 100])
@pytest.mark.parametrize("language", LABELS)
def test_the_map_fits_the_screen(book, columns, language, monkeypatch):
    from salescli.render.clean import width

    book.lang = language
    book.ok("tie 王一 reports_to 李二")
    book.ok("tie c1 parent c2")
    monkeypatch.setenv("COLUMNS", str(columns))
    for words in ("show c1", "show --group c1", "tie list"):
        assert all(width(line) <= columns for line in book.ok(f"{words} -f table").lines), words


def test_texts_of_a_file_become_ties_where_they_name_somebody_for_sure(crm, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("公司,姓名,汇报对象,人际关系\n华星,王一,李二,认识赵三、钱四\n华星,李二,老板,\n华星,赵三,王一,\n"
                    "华星,孙五,孙五,与行业协会熟\n乙,李二,王一,\n", encoding="utf-8")  # fmt: skip
    crm.ok("import", str(file))
    assert told(crm) == [("王一", "reports_to", "李二"), ("王一", "knows", "赵三"), ("赵三", "reports_to", "王一")]
    people = {row["name"]: row for row in crm.show("c1")["contacts"]}
    assert (people["王一"]["reporting_line"], people["王一"]["ties"]) == ("李二", "认识赵三、钱四"), "the texts are kept"
    assert people["李二"]["reporting_line"] == "老板" and "老板" in crm.ok("show c1").out
    assert {row["outcome"] for row in crm.json("import", str(file))} == {"same"}
    crm.ok("tie", "delete", crm.json("tie list")[0]["id"])
    crm.ok("import", str(file))
    assert told(crm) == [("王一", "knows", "赵三"), ("赵三", "reports_to", "王一")], "what a rep took out stays out"
    for _ in range(4):
        crm.ok("undo -y")
    assert crm.tables()["ties"] == []


def test_a_file_makes_no_circle(crm, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("公司,姓名,汇报对象\n华星,王一,李二\n华星,李二,王一\n", encoding="utf-8")
    crm.ok("import", str(file))
    assert told(crm) == [("王一", "reports_to", "李二")]
