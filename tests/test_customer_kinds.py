"""Who is no customer: private persons, households, partners and competitors, and which lists mean them (R1.11, R1.12)."""

from __future__ import annotations

import csv

import pytest

LABELS = {
    "en": ("Customer", "Private person", "Household", "Partner", "Competitor"),
    "zh-CN": ("客户", "个人", "家庭", "合作伙伴", "竞争对手"),
    "zh-TW": ("客戶", "個人", "家庭", "合作夥伴", "競爭對手"),
}
KINDS = ("customer", "person", "household", "partner", "competitor")


@pytest.fixture
def book(crm):
    """One of each kind, c1 to c5."""
    for kind, name in zip(KINDS, ("华星电子", "张三", "张家", "渠道通", "迅捷电源"), strict=True):
        crm.ok("add", name, "--kind", kind)
    return crm


def codes(rows):
    return [row["code"] for row in rows]


@pytest.mark.parametrize("language", LABELS)
def test_a_kind_goes_by_its_key_or_its_label(crm, language):
    crm.lang = language
    for kind, label in zip(KINDS, LABELS[language], strict=True):
        for word in (kind, label):
            code = crm.json("add", f"{word}甲", "--kind", word)["code"]
            assert crm.show(code)["kind"] == kind
            if kind != "customer":
                assert label in crm.ok("show", code).out


def test_the_fields_of_private_people_and_competitors(crm):
    crm.ok("add", "张三", "--kind", "person", "--household", "三口之家", "--habits", "早睡", "--owner-or-tenant", "租户",
           "--service-plan", "每季一次保养")  # fmt: skip
    crm.ok("add 迅捷 --kind competitor --products 电源模块 --prices 低两成 --position 中低端")
    shown = crm.show("c1")
    assert [shown[name] for name in ("household", "habits", "owner_or_tenant", "service_plan")] == [
        "三口之家", "早睡", "tenant", "每季一次保养"]
    assert [crm.show("c2")[name] for name in ("products", "prices", "position")] == ["电源模块", "低两成", "中低端"]
    crm.ok("edit c1 --habits '' --kind household")
    assert (crm.show("c1")["habits"], crm.show("c1")["kind"]) == (None, "household")
    crm.ok("edit c1 --kind ''")
    assert crm.show("c1")["kind"] == "customer"
    answer = crm("edit c1 --kind friend")
    assert answer.code == 2 and "competitor" in answer.err


def test_only_a_customer_is_a_lead_that_can_be_missed(book):
    book.today = "2026-12-31"
    assert [row["missed"] for row in book.json("list --kind all --columns missed")] == [True, None, None, None, None]
    assert book.show("c5")["missed"] is None


def test_a_report_names_its_kinds_in_words(book):
    book.lang = "zh-CN"
    page = book.ok("-f", "md", "report", "customers", "--kind", "partner,竞争对手").out
    assert "对象类别 合作伙伴、竞争对手" in page and "partner" not in page


def test_lists_and_counts_mean_customers(book):
    assert codes(book.json("list")) == ["c1"]
    assert codes(book.json("list --kind partner")) == ["c4"] == codes(book.json("list", "--where", "kind = partner"))
    assert codes(book.json("list --kind all")) == ["c1", "c2", "c3", "c4", "c5"]
    assert codes(book.json("list", "--kind", "个人,家庭")) == ["c2", "c3"]
    assert codes(book.json("list", "--where", "kind != customer and name ~ 张")) == ["c2", "c3"]
    assert codes(book.json("list", "--where", "对象类别 = 竞争对手")) == ["c5"]
    book.ok("list --kind partner --save 伙伴")
    assert codes(book.json("list --view 伙伴")) == ["c4"]
    assert book("list --kind nobody").code == 2
    for command in ("today --all", "agenda", "check"):
        assert {*codes(book("-f", "json", *command.split()).json())} == {"c1"}, command
    assert codes(book.json("today --all --kind all")) == ["c1", "c2", "c3", "c4"]
    assert codes(book.json("today --kind person")) == ["c2"] == codes(book.json("agenda --kind person"))
    assert {row["code"] for row in book("-f json check --kind partner").json()} == {"c4"}
    for code in ("c1", "c4"):
        book.ok("log", code, "谈了合作")
    assert [row["talks"] for row in book.json("report activity")] == [1]
    assert [row["talks"] for row in book.json("report activity --kind all")] == [2]
    assert sum(row["customers"] for row in book.json("report customers")) == 1
    assert sum(row["customers"] for row in book.json("report", "customers", "--where", "kind = partner")) == 1
    assert codes(book.json("report customers --lines --kind household")) == ["c3"]


def test_the_rest_of_today_is_of_customers_too(book):
    book.ok("log c4 谈了合作")
    answer = book.ok("today")
    assert "0 of 12" in answer.err and "2 of other kinds are due" in answer.err
    assert "1 of 12" in book.ok("today --kind all").err
    why = book.json("why c2")
    assert (why["on_list"], why["surfaces"], [gate["gate"] for gate in why["gates"]]) == (False, None, ["other_kind"])
    book.ok("edit c2 --kind customer")
    assert codes(book.json("today")) == ["c1", "c2"]
    book.ok("undo -y")
    assert codes(book.json("today")) == ["c1"]


def test_nobody_courts_a_competitor_but_what_was_promised_holds(book):
    assert book.json("list --kind competitor")[0]["next"] is None
    assert book("-f json check --kind competitor").json() == []
    book.ok("next c5 today 打听报价")
    assert codes(book.json("today --kind competitor")) == ["c5"]


def test_a_rule_may_be_of_a_kind(book):
    rules = book.home / "data" / "rules" / "rivals.yaml"
    rules.parent.mkdir(exist_ok=True)
    rules.write_text("watch: {kind: cadence, when: {kind: competitor}, every: 7d..7d, points: 10}\n", encoding="utf-8")
    assert book.json("list --kind competitor")[0]["next"] == "2026-03-18"
    rules.write_text("watch: {kind: cadence, when: {kind: rivals}, every: 7d..7d, points: 10}\n", encoding="utf-8")
    assert "rivals" in book("rules check").out


def test_who_and_find_know_every_kind_and_say_which(book):
    assert book.show("迅捷")["code"] == "c5"
    (found,) = book.json("find 迅捷")
    assert (found["code"], found["kind"]) == ("c5", "competitor")
    assert "Competitor" in book.ok("find 迅捷").out
    answer = book("show 张")
    assert answer.code == 3 and "Private person" in answer.err and "Household" in answer.err


def test_kinds_go_out_and_come_back(book, tmp_path):
    for form in ("csv", "xlsx", "json", "vcf"):
        out = tmp_path / f"book.{form}"
        book.ok("export", str(out))
        assert {row["outcome"] for row in book.json("import", str(out))} == {"same"}, form
        there = type(book)(tmp_path / form)
        there.ok("import", str(out))
        assert [row["kind"] for row in there.json("list --kind all")] == [*KINDS], form


def test_an_export_of_customers_alone_has_no_column_for_it(crm, tmp_path):
    crm.ok("add 甲")
    crm.ok("export", str(tmp_path / "one.csv"))
    crm.ok("add 乙 --kind partner")
    crm.ok("export", str(tmp_path / "two.csv"))
    with (tmp_path / "one.csv").open(encoding="utf-8-sig") as one, (tmp_path / "two.csv").open(encoding="utf-8-sig") as two:
        assert "kind" not in next(csv.reader(one))
        assert [row["kind"] for row in csv.DictReader(two)] == ["customer", "partner"]


@pytest.mark.parametrize("header,word", [("Kind", "Partner"), ("对象类别", "合作伙伴"), ("對象類別", "合作夥伴")])
def test_a_file_may_say_the_kind(crm, tmp_path, header, word):
    file = tmp_path / "cards.csv"
    file.write_text(f"公司,{header}\n渠道通,{word}\n乙,胡说\n", encoding="utf-8")
    assert [row["outcome"] for row in crm.json("import", str(file))] == ["new", "new"]
    assert [row["kind"] for row in crm.json("list --kind all")] == ["partner", "customer"]
    assert crm.also("c2")["kind"] == ["胡说"]
    assert {row["outcome"] for row in crm.json("import", str(file))} == {"same"}


def test_a_person_without_a_firm_is_a_customer(crm, tmp_path):
    file = tmp_path / "cards.csv"
    file.write_text("姓名,手机\n李四,13800138000\n", encoding="utf-8")
    crm.ok("import", str(file))
    assert codes(crm.json("list")) == ["c1"]
    assert crm.show("c1")["kind"] == "customer"
