"""`list` with its filters, order and saved views, and `find` everywhere."""

from __future__ import annotations

import json

import pytest

BOOK = (
    "add 华星电子 --grade A --stage needs --owner 张三 --source 广交会 --city 深圳 --employees 350 --budget 5万"
    " --founded 1998-05-12 --mobile 13800138000 --email wang@huaxing.com --tag vip --tag fair --set 仓库=深圳",
    "add 北方重工 --grade S --owner 李四 --source 转介绍 --city 沈阳 --employees 1200 --phone 024-25801234 --tag vip"
    " --notes 要付款计划 --set 仓库=北京",
    "add 臺灣積體電路 --grade C --stage dormant --owner 张三 --source 广交会 --country TW --do-not-contact yes --employees 80",
    "add Acme --notes 'R and D buyer'",
)
"""c1, c2, c3, c4, all added on the fixture's day but c4."""


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """A book to ask; nobody writes into it."""
    from conftest import Crm

    crm = Crm(tmp_path_factory.mktemp("list") / "home", today="2025-12-01")
    crm.ok(BOOK[0])
    crm.ok("log c1 寒暄了解需求")
    crm.today = "2026-03-01"
    for words in BOOK[1:3]:
        crm.ok(words)
    crm.ok("contact add c2 赵铁柱 --title 采购经理 --mobile 13900139000 --notes 喜欢钓鱼")
    crm.ok("log c2 已报价")
    crm.ok("next c2 2026-03-13 送样品册")
    crm.today = "2026-03-11"
    crm.ok(BOOK[3])
    crm.ok("log c2 未接")
    crm.ok("log c1 客訴處理中")
    return crm


def codes(crm, *words) -> str:
    return " ".join(row["code"] for row in crm.json("list", *words))


# ---------------------------------------------------------------- filters


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ((), "c1 c2 c3 c4"), (("--stage", "needs"), "c1"), (("--stage", "需求确认"), "c1"), (("--stage", "方案評估"), "c2"),
        (("--stage", "lost"), ""), (("--grade", "s"), "c2"), (("--tag", "vip"), "c1 c2"), (("--tag", "VIP"), "c1 c2"),
        (("--owner", "张三"), "c1 c3"), (("--owner", "張三"), "c1 c3"), (("--source", "广交会"), "c1 c3"),
        (("--tag", "vip", "--owner", "张三", "--grade", "A"), "c1"),
        (("--tag", "vip", "--where", "employees>1000"), "c2"),
    ],
)  # fmt: skip
def test_filters(full, words, found):
    assert codes(full, *words) == found


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("stage=needs", "c1"), ("stage!=needs", "c2 c3 c4"), ("阶段=需求确认", "c1"), ("階段=沉睡客戶", "c3"),
        ("Stage = Evaluation", "c2"),
        ("grade=A", "c1"), ("grade!=A", "c2 c3 c4"), ("grade=", "c4"), ("grade!=", "c1 c2 c3"), ("owner=张三", "c1 c3"),
        ("owner~三", "c1 c3"), ("owner=", "c4"), ("负责人=李四", "c2"), ("employees>80", "c1 c2"), ("employees>=80",
        "c1 c2 c3"),
        ("employees<350", "c3"), ("employees<=350", "c1 c3"), ("employees!=350", "c2 c3 c4"), ("employees=1,200", "c2"),
        ("budget>=50000", "c1"), ("budget<5万", ""), ("预算=50000", "c1"), ("founded<2000-01-01", "c1"), ("founded=1998-05-12",
        "c1"),
        ("city~圳", "c1"), ("city=沈阳 and grade=S", "c2"), ("CITY=深圳 AND employees>100 and tag=vip", "c1"),
        ("name~電子", "c1"), ("name~台湾", "c3"), ("name=acme", "c4"), ("name>A and name<B", "c4"), ("tag=fair", "c1"),
        ("tag!=fair", "c2 c3 c4"),
        ("tag=", "c3 c4"), ("tags~v", "c1 c2"), ("do_not_contact=yes", "c3"), ("do_not_contact=no", "c1 c2 c4"),
        ("do-not-contact=是", "c3"), ("mobile=138 0013 8000", "c1"), ("mobile~1390", "c2"), ("phone~2580", "c2"),
        ("email~huaxing", "c1"),
        ("email=", "c2 c3 c4"), ("mobile!=", "c1 c2"), ("own.仓库=深圳", "c1"), ("仓库~京", "c2"), ("仓库!=深圳", "c2 c3 c4"),
        ("notes~付款", "c2"), ("notes~'R and D'", "c4"), ('notes="要付款计划"', "c2"), ("code=c3", "c3"), ("touches=0",
        "c3 c4"),
        ("touches>=2", "c1 c2"), ("last_contact older 5d", "c2 c3 c4"), ("last_contact within 5d", "c1"),
        ("上次联系 within 5d", "c1"), ("上次聯絡超過5天", "c2 c3 c4"),
        ("阶段=成交首月 and 上次联系 不超过 一周", ""), ("編碼=c3", "c3"),
        ("次数>=2", "c1 c2"), ("下次联系=2026-03-13", "c2"),
        ("下次 within 1w", "c1 c2 c4"), ("next within 1w", "c1 c2 c4"),
        ("next within 0d", "c4"),
        ("標籤=", "c3 c4"), ("客户~华星", "c1"), ("Last contact=today", "c1"), ("last_contact=today", "c1"),
        ("last_contact=", "c3 c4"),
        ("added older 30d", "c1"), ("added within 1d", "c4"),
        ("added=today", "c4"), ("added>2026-01-01 and added<today", "c2 c3"), ("next=2026-03-13", "c2"),
        ("next<=周五", "c2 c4"), ("next=", "c3"), ("changed=today", "c4"), ("country=TW", "c3"),
        ("source=广交会 and owner=張三", "c1 c3"),
        ("Latest~客訴", "c1"), ("最近跟进~报价", ""), ("最近跟進 older 5d", "c2 c3 c4"), ("最近跟进 within 5d", "c1"),
        ("latest=", "c3 c4"), ("latest!=", "c1 c2"), ("联系人=赵铁柱", "c2"), ("person~趙", "c2"), ("contact=", "c1 c3 c4"),
        ("职务=采购经理", "c2"), ("Title!=", "c2"), ("role=decider", ""), ("角色=", "c1 c2 c3 c4"), ("主联系人=是", "c2"),
        ("primary=no", "c1 c3 c4"), ("日期=2026-03-13", "c2"), ("Why~promise", "c2"), ("紧急程度=一周内", "c1 c2 c4"),
        ("urgency=week and grade=S", "c2"), ("urgency=", "c3"), ("原因~样品册", "c2"), ("目標=", "c3"), ("ask=", "c3"),
        ("Company~华星", "c1"), ("客户名称~电子", "c1"), ("姓名~赵", "c2"), ("E-mail Address~huaxing", "c1"),
        ("employees＞80", "c1 c2"), ("revenue=", "c1 c2 c3 c4"),
        # what is empty compares with nothing but for = and !=
        ("city<龥", "c1 c2"), ("city<=z", ""), ("title<龥", "c2"), ("title<z", ""),
        ("city>a", "c1 c2"), ("owner<z", ""), ("owner<龥", "c1 c2 c3"),
        ("city!=深圳", "c2 c3 c4"), ("city=", "c3 c4"), ("city=' '", "c3 c4"), ("city~' '", ""), ("tag~'　'", ""),
        ("founded<2030-01-01", "c1"), ("founded>1900-01-01", "c1"), ("budget<1亿", "c1"), ("next>2000-01-01", "c1 c2 c4"),
        ("last_contact<tomorrow", "c1 c2"), ("last_contact<today", "c2"), ("mobile<z", "c1 c2"), ("own.仓库<龥", "c1 c2"),
        ("email<z", "c1"),
        # or, and, parentheses; what the book knows beside what is worked out
        ("stage=needs or grade=S", "c1 c2"), ("grade=S 或 grade=C", "c2 c3"), ("owner=张三 and (grade=A or grade=C)", "c1 c3"),
        ("owner=张三 and grade=A or name=acme", "c1 c4"), ("(city=深圳 or tag=vip) and employees>1000", "c2"),
        ("stage=needs or next=2026-03-13", "c1 c2"), ("city=沈阳 or stage=dormant or name=acme", "c2 c3 c4"),
        ("(next= or city=沈阳) and (stage=dormant or grade=S)", "c2 c3"), ("(stage!=needs and grade=A) or why~promise", "c2"),
        ("touches=0 and (next= or added=today)", "c3 c4"), ("(tag=vip)", "c1 c2"), ("budget>=50k or employees=1,200", "c1 c2"),
    ],
)  # fmt: skip
def test_where(full, expression, found):
    assert codes(full, "--where", expression) == found


@pytest.mark.parametrize(
    "expression",
    ["stage", "colour=red", "stage=wild", "employees=many", "employees~1", "last_contact<soon", "grade>A",
    "stage=needs or", "(stage=needs", "stage=needs) or grade=A", "stage=needs grade=A",
     "stage=needs and", "and", "name='x", "do_not_contact=maybe", "=x", "own.colour=x", "budget=lots", "next<", "city>''"],
)  # fmt: skip
def test_a_wrong_condition_exits_2(full, expression):
    answer = full("list", "--where", expression)
    assert (answer.code, answer.out) == (2, "")
    assert len(answer.err.splitlines()) >= 2


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("code", "c1 c2 c3 c4"), ("-code", "c4 c3 c2 c1"), ("name", "c4 c2 c1 c3"), ("grade", "c2 c1 c3 c4"), ("-grade",
        "c3 c1 c2 c4"),
        ("stage", "c4 c1 c2 c3"), ("owner", "c1 c3 c2 c4"), ("last_contact", "c2 c1 c3 c4"), ("-last_contact", "c1 c2 c3 c4"),
        ("next", "c4 c2 c1 c3"), ("-Next", "c1 c2 c4 c3"), ("touches", "c3 c4 c1 c2"), ("-touches", "c1 c2 c3 c4"), ("tags",
        "c1 c2 c3 c4"),
        ("employees", "c3 c1 c2 c4"), ("-employees", "c2 c1 c3 c4"), ("city", "c2 c1 c3 c4"), ("城市", "c2 c1 c3 c4"),
        ("mobile", "c1 c2 c3 c4"), ("-mobile", "c2 c1 c3 c4"),
        ("-上次联系", "c1 c2 c3 c4"), ("上次聯絡", "c2 c1 c3 c4"), ("-次数", "c1 c2 c3 c4"), ("标签", "c1 c2 c3 c4"),
        ("编码", "c1 c2 c3 c4"),
        ("Customer", "c4 c2 c1 c3"), ("Last contact", "c2 c1 c3 c4"), ("下次聯絡", "c4 c2 c1 c3"),
        ("latest", "c2 c1 c3 c4"), ("-最近跟进", "c1 c2 c3 c4"), ("职务", "c2 c1 c3 c4"), ("Urgency", "c1 c2 c4 c3"),
        ("公司名称", "c4 c2 c1 c3"), ("added", "c1 c2 c3 c4"), ("-do-not-contact", "c3 c1 c2 c4"), ("revenue", "c1 c2 c3 c4"),
    ],
)  # fmt: skip
def test_sort(full, field, found):
    assert codes(full, "--sort", field) == found


HEADED = ("list", "today", "today --all", "agenda", "contact list", "find 1")


@pytest.mark.parametrize("lang", ["en", "zh-CN", "zh-TW"])
@pytest.mark.parametrize("command", HEADED)
def test_every_printed_header_is_a_field(full, command, lang):
    """Whatever a list prints above a column can be asked for and sorted by, but the place of a row in it."""
    headers = full.ok(*command.split(), "-f", "md", "--lang", lang).out.splitlines()
    named = next(line for line in headers if line.startswith("|")).strip("| ").split(" | ")
    assert len(named) > 4
    for header in (header.strip() for header in named if header.strip() not in ("#", "\\#")):
        if header not in ("Found in", "匹配", "符合處", "Result", "结果", "結果"):  # what `find` looked for; a blank to fill in
            assert full("list", "--where", f"{header}!=", "--lang", lang).code == 0, header
            assert full("list", "--sort", f"-{header}", "--lang", lang).code == 0, header


def test_sort_by_what_is_no_field_exits_2(full):
    for field in ("colour", "-", "--"):
        answer = full("list", "--sort", field)
        assert (answer.code, answer.out) == (2, ""), field


@pytest.mark.parametrize("words", ["list --sort 颜色", "list --where 颜色=红"])
def test_an_unknown_field_is_told_in_the_reps_language(full, words):
    answer = full(*words.split(), "--lang", "zh-CN")
    assert (answer.code, answer.out) == (2, "")
    assert "颜色" in answer.err


@pytest.mark.parametrize(
    ("lang", "words", "message", "hint"),
    [
        ("zh-CN", ("--stage", "成交"), "stage 没有“成交”这个值。“成交”是指“成交首月”（onboarding）吗？",
         "初次接触、需求确认、方案评估、成交首月、合作中、长期客户、沉睡客户、已流失"),
        ("zh-TW", ("--where", "階段=已報價"), "階段 沒有「已報價」這個值。「已報價」是指「方案評估」（evaluation）嗎？",
         "初次接觸、需求確認、方案評估、成交首月、合作中、長期客戶、沉睡客戶、已流失"),
        ("zh-CN", ("--stage", "谈判中"), "“谈判中”是指“方案评估”（evaluation）吗？", "初次接触、"),
        ("zh-CN", ("--stage", "沉睡"), "是指“沉睡客户”（dormant）吗？", "初次接触、"),
        ("zh-CN", ("--where", "grade=特级"), "grade 没有“特级”这个值。", "S、A、B、C、D"),
        ("en", ("--stage", "won"), "“won” is no value of stage. Does “won” mean onboarding?", "first_contact, needs, "),
        ("en", ("--where", "stage=evalution"), "Did you mean evaluation?", "first_contact, needs, "),
    ],
)  # fmt: skip
def test_closed_values_are_named_where_they_are_refused(full, lang, words, message, hint):
    answer = full("list", *words, "--lang", lang)
    assert (answer.code, answer.out) == (2, "")
    assert message in answer.err
    assert hint in answer.err


@pytest.mark.parametrize(
    ("lang", "word", "message"),
    [("zh-CN", "成交首月", "“成交首月”是指“成交”（won）吗？"),
     ("zh-TW", "方案評估", "「方案評估」是指「已報價」（proposal）嗎？"),
     ("en", "onboarding", "Does “onboarding” mean won?")],
)  # fmt: skip
def test_a_stage_is_no_outcome(crm, lang, word, message):
    crm.ok("add 甲")
    answer = crm("log", "c1", "--outcome", word, "--lang", lang)
    assert answer.code == 2
    assert message in answer.err
    assert crm("log", "c1", "--via", "鸽子", "--lang", "zh-CN").err.count("电话") == 1


def test_the_keys_of_list(full):
    rows = full.json("list")
    keys = ["code", "name", "stage", "grade", "phone", "owner", "source", "tags", "last_contact", "next", "touches",
            "kind"]  # fmt: skip
    assert [set(row) for row in rows] == [set(keys)] * 4
    assert rows[0] == {
        "code": "c1", "name": "华星电子", "stage": "needs", "grade": "A", "phone": "+8613800138000", "owner": "张三",
        "source": "广交会",
        "tags": ["fair", "vip"], "last_contact": "2026-03-11", "next": rows[0]["next"], "touches": 2,
        "kind": "customer",
    }  # fmt: skip
    assert rows[2] == {
        "code": "c3", "name": "臺灣積體電路", "stage": "dormant", "grade": "C", "phone": None, "owner": "张三",
        "source": "广交会",
        "tags": [], "last_contact": None, "next": None, "touches": 0, "kind": "customer",
    }  # fmt: skip


def test_an_empty_list_is_no_failure(crm):
    answer = crm("list -f json")
    assert (answer.code, answer.out) == (0, "[]\n")
    assert crm("list").code == 0
    assert not crm.home.exists()


def test_the_list_shows_the_latest_follow_up(full):
    shown = full.ok("list")
    assert "客訴處理中" in shown.out
    assert "未接" in shown.out
    assert "寒暄了解需求" not in shown.out


# ---------------------------------------------------------------- saved views


def test_views_are_kept_and_narrowed(crm):
    for words in BOOK[:2]:
        crm.ok(words)
    crm.ok("list --tag vip --sort -code --save 大客户")
    assert codes(crm, "--view", "大客户") == "c2 c1"
    assert codes(crm, "--view", "大客户", "--grade", "A") == "c1"
    assert codes(crm, "--view", "大客户", "--sort", "code") == "c1 c2"
    crm.ok("list --view 大客户 --where grade=S --save 大客户")
    assert codes(crm, "--view", "大客户") == "c2"
    unknown = crm("list --view 小客户")
    assert (unknown.code, unknown.out) == (3, "")
    assert "大客户" in unknown.err


def test_that_no_view_is_kept_is_said(crm):
    assert "Saved views: none." in crm("list --view a").err


def test_a_view_may_be_the_first_thing_written(crm):
    crm.ok("list --grade A --save a")
    assert crm.json("list --view a") == []


def test_a_view_is_bookkeeping_that_undo_leaves_alone(crm):
    crm.ok("add A")
    crm.ok("list --grade A --save a")
    assert [run["command"] for run in crm.json("history")] == ["add"]
    crm.ok("undo -y")
    assert crm("list --view a").code == 0


# ---------------------------------------------------------------- find


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("华星", "c1"), ("華星", "c1"), ("台湾", "c3"), ("acme", "c4"), ("huaxing", "c1"), ("hxdz", "c1"), ("beifang", "c2"),
        ("13800138000", "c1"),
        ("138-0013", "c1"), ("2580 1234", "c2"), ("wang@", "c1"), ("WANG@HUAXING", "c1"), ("寒暄", "c1"), ("付款", "c2"),
        ("付款計劃", "c2"),
        ("客诉", "c1"), ("客訴", "c1"), ("样品册", "c2"), ("樣品冊", "c2"), ("钓鱼", "c2"), ("赵铁柱", "c2"), ("趙鐵柱", "c2"),
        ("zhaotiezhu", "c2"),
        ("r AND d", "c4"), ("vip", "c1 c2"), ("深圳", "c1"), ("北京", "c2"), ("転介紹", ""),
    ],
)  # fmt: skip
def test_find_looks_everywhere(full, text, found):
    answer = full("find", "-f", "json", text)
    if not found:
        assert (answer.code, answer.json()) == (1, [])
        return
    assert answer.code == 0
    assert " ".join(sorted(row["code"] for row in answer.json())) == found
    assert all(row["matched"] for row in answer.json())


def test_find_says_where(full):
    (row,) = full.json("find 寒暄了解需求")
    keys = [
        "code",
        "name",
        "stage",
        "grade",
        "phone",
        "owner",
        "source",
        "tags",
        "last_contact",
        "next",
        "touches",
        "kind",
        "matched",
    ]
    assert set(row) == set(keys)
    assert row["matched"] == [{"where": "interaction", "text": "寒暄了解需求"}]
    assert "寒暄了解需求" in full.ok("find 寒暄").out


@pytest.mark.parametrize("text", ["zzz", "%", "_", "不存在", "00000"])
def test_find_nothing_is_a_no(full, text):
    answer = full("find", text)
    assert answer.code == 1
    assert answer.err.strip()
    assert full("find", text, "-f", "json").json() == []


@pytest.mark.parametrize("words", [("find",), ("find", ""), ("find", "  ")])
def test_find_needs_a_text(full, words):
    assert full(*words).code == 2


def test_words_of_find_are_one_text(full):
    assert [row["code"] for row in full.json("find R and D")] == ["c4"]


def test_find_puts_names_first_and_says_when_it_cuts(crm):
    rows = "\n".join(f"公司{number},1380013{number:04},要报价" for number in range(60))
    (crm.home.parent / "cards.csv").write_text(f"公司,手机,备注\n{rows}\n", encoding="utf-8")
    crm.ok("import cards.csv")
    crm.ok("add 报价软件")
    for form in ("table", "json"):
        answer = crm("find", "报价", "-f", form)
        assert answer.code == 0
        assert "61" in answer.err
        assert "50" in answer.err
    rows = answer.json()
    assert len(rows) == 50
    assert rows[0]["name"] == "报价软件"
    assert json.loads(crm("find 公司59 -f json").out)[0]["name"] == "公司59"


def test_the_day_something_was_added_is_the_reps_own(crm):
    crm.ok("add 甲")
    crm.ok("add 乙")
    (crm.home / "config.yaml").write_text("time_zone: Asia/Shanghai\n", encoding="utf-8")
    crm.sql("UPDATE customers SET created_at = '2026-03-10T16:30:00Z', updated_at = '2026-03-11T16:30:00Z' WHERE name = '甲'")
    crm.sql("UPDATE customers SET created_at = '2026-03-10T15:30:00Z', updated_at = '2026-03-11T15:30:00Z' WHERE name = '乙'")
    assert codes(crm, "--where", "added=2026-03-11") == "c1"
    assert codes(crm, "--where", "changed<=2026-03-11") == "c2"


def test_a_phone_is_asked_for_as_the_list_shows_it(crm):
    """The list's phone is a mobile where there is one, so that is a phone too."""
    crm.ok("add 华星 --mobile 13800138000")
    crm.ok("add 明辉 --phone 010-82345678")
    crm.ok("add 佳美")
    for where, names in (("phone~138", ["华星"]), ("电话~8234", ["明辉"]), ("phone=13800138000", ["华星"]), ("phone=", ["佳美"])):
        assert [row["name"] for row in crm.json("list", "--where", where)] == names, where


@pytest.fixture
def priced(crm):
    for name, amount in (("Big", "$48,000.00"), ("Mid", "USD 30,001"), ("Low", "9,000"), ("Chinese", "1.2万")):
        crm.ok("add", name, "--set", f"Amount={amount}")
    return crm


@pytest.mark.parametrize(("where", "names"), [
    ("Amount>30000", "Big Mid"), ("Amount<=9000", "Low"), ("Amount=48000", "Big"), ("Amount>1万", "Big Mid Chinese"),
    ("amount!=9000", "Big Mid Chinese"), ("own.Amount~9", "Low"),
])  # fmt: skip
def test_own_fields_compare_as_numbers_where_a_number_is_asked_for(priced, where, names):
    assert [row["name"] for row in priced.json("list", "--where", where)] == names.split()
    priced.ok("add", "Odd", "--set", "Amount=tbd")
    assert [row["name"] for row in priced.json("list", "--where", "Amount>0")] == ["Big", "Mid", "Low", "Chinese"]


def test_own_fields_sort_by_number_where_all_are_numbers(priced):
    assert [row["name"] for row in priced.json("list", "--sort=-amount")] == ["Big", "Mid", "Chinese", "Low"]
    assert [row["name"] for row in priced.json("list", "--sort", "Amount")] == ["Low", "Chinese", "Mid", "Big"]
    answer = priced("--lang", "en", "list", "--sort", "amont")
    assert (answer.code, "Amount" in answer.err) == (2, True)
