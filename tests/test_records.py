"""Customers and people as records: every field in, shown, changed and cleared; channels, tags, own fields; JSON keys."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest
from conftest import Crm

from salescli import files
from salescli.core.model import DECISION_ROLES, LANGUAGES
from salescli.core.records.fields import CONTACT_FIELDS, CUSTOMER_FIELDS, Field

TYPED = {
    "text": ("一些 text, “quoted” [bold]x[/bold]", "一些 text, “quoted” [bold]x[/bold]"),
    "int": ("1,200", 1200),
    "money": ("50000.50", 50000.5),
    "day": ("1998-5-12", "1998-05-12"),
    "flag": ("yes", True),
}
"""Kind of field -> what is typed, what JSON shows."""
OTHER = {
    "text": ("otherwise", "otherwise"), "int": ("7", 7), "money": ("5万", 50000), "day": ("2001年1月31日", "2001-01-31"),
    "flag": ("no", False),
}  # fmt: skip
NAMED = {"stage": ("needs", "needs"), "grade": ("b", "B"), "decision_role": ("decider", "decider"),
         "kind": ("合作伙伴", "partner"),
         "owner_or_tenant": ("tenant", "tenant")}  # fmt: skip
CHANNELS = {
    "phone": ("0755-83781234", "+8675583781234"), "office_phone": ("0755 8378 1235", "+8675583781235"),
    "home_phone": ("010-88886666", "+861088886666"), "mobile": ("138 0013 8000", "+8613800138000"),
    "fax": ("0755-83781239", "+8675583781239"), "email": ("Wang@huaxing.com", "Wang@huaxing.com"),
    "wechat": ("wx_wang", "wx_wang"), "qq": ("10001", "10001"),
}  # fmt: skip

CUSTOMERS = tuple(f for f in CUSTOMER_FIELDS if f.name != "name")
PEOPLE = tuple(f for f in CONTACT_FIELDS if f.name != "name")


def sample(field: Field) -> tuple[str, object]:
    """What is typed for a field, and what JSON shows."""
    return NAMED.get(field.name) or CHANNELS.get(field.name) or TYPED[field.kind]


def empty(field: Field) -> object:
    """What JSON shows for a field nothing is known of."""
    return False if field.kind == "flag" else None


def option(name: str) -> str:
    return "--" + name.replace("_", "-")


def names(fields) -> list[str]:
    return [f.name for f in fields]


# ---------------------------------------------------------------- every field


def test_add_takes_every_field_of_a_customer(crm):
    given = [word for f in CUSTOMERS for word in (option(f.name), sample(f)[0])]
    crm.ok("add", "华星电子", *given)
    shown = crm.show("c1")
    assert {f.name: shown[f.name] for f in CUSTOMERS} == {f.name: sample(f)[1] for f in CUSTOMERS}
    assert shown["name"] == "华星电子"


def test_add_takes_every_field_of_a_person(crm):
    crm.ok("add 华星电子")
    given = [word for f in PEOPLE for word in (option(f.name), sample(f)[0])]
    crm.ok("contact", "add", "c1", "王建国", *given)
    (person,) = crm.json("contact list c1")
    left = {"primary": False}  # whoever has left is not the one to call
    assert {f.name: person[f.name] for f in PEOPLE} == {f.name: sample(f)[1] for f in PEOPLE} | left
    assert person["role"] == "decider"


def test_a_record_without_fields_shows_nothing_but_null(crm):
    crm.ok("add 华星电子")
    crm.ok("contact add c1 王建国 --primary no")
    shown = crm.show("c1")
    always = {"stage": "first_contact", "kind": "customer"}
    assert {f.name: shown[f.name] for f in CUSTOMERS} == {f.name: empty(f) for f in CUSTOMERS} | always
    (person,) = shown["contacts"]
    assert {f.name: person[f.name] for f in PEOPLE} == {f.name: empty(f) for f in PEOPLE}


@pytest.mark.parametrize("field", CUSTOMERS, ids=names(CUSTOMERS))
def test_edit_sets_changes_and_clears_a_field_of_a_customer(crm, field):
    crm.given("add 华星电子")
    typed, wanted = sample(field)
    assert "华星电子 (c1)" in crm.ok("edit", "c1", option(field.name), typed).out
    assert crm.show("c1")[field.name] == wanted
    if field.kind in OTHER:
        crm.ok("edit", "c1", option(field.name), OTHER[field.kind][0])
        assert crm.show("c1")[field.name] == OTHER[field.kind][1]
    if field.name == "stage":
        assert crm("edit", "c1", "--stage", "").code == 2
        return
    crm.ok("edit", "c1", option(field.name), "")
    assert crm.show("c1")[field.name] == ("customer" if field.name == "kind" else empty(field))


@pytest.mark.parametrize("field", PEOPLE, ids=names(PEOPLE))
def test_edit_sets_and_clears_a_field_of_a_person(crm, field):
    crm.given("add 华星电子", "contact add c1 王建国")
    crm.ok("contact", "edit", "王建国", option(field.name), sample(field)[0])
    assert crm.json("contact list")[0][field.name] == sample(field)[1]
    crm.ok("contact", "edit", "王建国", option(field.name), "")
    assert crm.json("contact list")[0][field.name] == empty(field)


@pytest.mark.parametrize("field", [f for f in (*CUSTOMERS, *PEOPLE) if f.aliases], ids=lambda f: f.name)
def test_other_names_of_an_option(crm, field):
    crm.given("add 华星电子", "contact add c1 王建国")
    for alias in field.aliases:
        command = ("edit", "c1") if field in CUSTOMERS else ("contact", "edit", "王建国")
        crm.ok(*command, option(alias), sample(field)[0])
        record = crm.show("c1") if field in CUSTOMERS else crm.show("c1")["contacts"][0]
        assert record[field.name] == sample(field)[1]
        crm.ok(*command, option(field.name), "")


def test_a_persons_phone_is_the_office_phone(crm):
    crm.ok("add 华星电子")
    crm.ok("contact add c1 王建国 --phone 0755-83781235")
    assert crm.json("contact list")[0]["office_phone"] == "+8675583781235"


@pytest.mark.parametrize(
    ("option_", "typed", "wanted"),
    [
        ("--stage", "需求确认", "needs"), ("--stage", "需求確認", "needs"), ("--stage", "Needs", "needs"),
        ("--stage", "long-term", "long_term"), ("--stage", "Long_Term", "long_term"), ("--stage", "沉睡客戶", "dormant"),
        ("--stage", "成交首月", "onboarding"), ("--stage", "First month", "onboarding"), ("--grade", "s", "S"),
        ("--do-not-contact", "是", True), ("--do-not-contact", "YES", True), ("--do-not-contact", "0", False),
        ("--employees", "350人", 350), ("--yearly-revenue", "1.2亿", 120_000_000), ("--budget", "¥12,345.60", 12345.6),
        ("--founded", "5/12/1998", "1998-05-12"),
    ],
)  # fmt: skip
def test_values_in_the_words_people_use(crm, option_, typed, wanted):
    crm.ok("add", "A", option_, typed)
    assert crm.show("c1")[option_[2:].replace("-", "_")] == wanted


@pytest.mark.parametrize("role", DECISION_ROLES)
def test_the_decision_role_by_key_and_by_label_in_three_languages(crm, role):
    crm.given("add A", "contact add c1 王建国")
    labels = [files.load_json(f"locales/{language}.json")[f"decision_role.{role}"] for language in LANGUAGES]
    for typed in (role, role.replace("_", "-").upper(), *labels):
        crm.ok("contact", "edit", "王建国", "--decision-role", typed)
        assert crm.show("c1")["contacts"][0]["role"] == role
        crm.ok("contact", "edit", "王建国", "--decision-role", "")


@pytest.mark.parametrize(
    "words",
    [
        ("--stage", "wild"), ("--grade", "E"), ("--do-not-contact", "perhaps"), ("--employees", "many"),
        ("--employees", "3.5"), ("--budget", "lots"), ("--founded", "31.2.2020"), ("--set", "nothing"), ("--set", "=x"),
        ("--employees", "99999999999999999999"), ("--colour", "red"), ("--name", ""), ("--name", "   "), ("--stage", ""),
        (), ("stray",), ("--notes",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_can_not_be_a_value_is_wrong_usage_and_changes_nothing(crm, words):
    crm.given("add A")
    before = crm.book.read_bytes()
    answer = crm("edit", "c1", *words)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("Error: ")
    assert crm.book.read_bytes() == before


def test_a_birthday_may_lack_its_year(crm):
    crm.ok("add A --birthday 5月12日")
    assert crm.show("c1")["birthday"] == "--05-12"


# ---------------------------------------------------------------- own fields, channels, tags


def test_own_fields_are_set_shown_changed_and_cleared(crm):
    crm.ok("add", "A", "--set", "仓库=深圳", "--set", "Dock height=1.2 m = low")
    assert crm.show("c1")["own"] == {"Dock height": "1.2 m = low", "仓库": "深圳"}
    crm.ok("edit", "c1", "--set", "仓库=东莞", "--set", "Dock height=")
    assert crm.show("c1")["own"] == {"仓库": "东莞"}
    assert "仓库" in crm.ok("show c1").out


def test_channels_are_a_list_and_the_first_is_the_main_one(crm):
    crm.ok("add A --mobile 13800138000 --mobile 13900139000 --email a@x.cn --email b@x.cn --phone 0755-83781234")
    shown = crm.show("c1")
    rows = [(row["kind"], row["value"], row["main"]) for row in shown["channels"]]
    assert rows == [
        ("phone", "+8675583781234", True), ("mobile", "+8613800138000", True), ("mobile", "+8613900139000", False),
        ("email", "a@x.cn", True), ("email", "b@x.cn", False),
    ]  # fmt: skip
    assert (shown["mobile"], shown["email"], shown["phone"]) == ("+8613800138000", "a@x.cn", "+8675583781234")
    assert all(set(row) >= {"kind", "label", "value", "main"} for row in shown["channels"])


def test_one_value_replaces_the_main_channel_several_replace_all(crm):
    crm.ok("add A --mobile 13800138000 --mobile 13900139000")
    crm.ok("edit c1 --mobile 13700137000")
    assert mobiles(crm) == ["+8613700137000", "+8613900139000"]
    crm.ok("edit c1 --mobile 13600136000 --mobile 13500135000")
    assert mobiles(crm) == ["+8613600136000", "+8613500135000"]
    crm.ok("edit", "c1", "--mobile", "")
    assert mobiles(crm) == []


def test_a_second_number_that_becomes_the_main_one_is_not_there_twice(crm):
    crm.ok("add A --mobile 13800138000 --mobile 13900139000")
    crm.ok("edit c1 --mobile 13900139000")
    assert mobiles(crm) == ["+8613900139000"]
    assert [row["main"] for row in crm.show("c1")["channels"]] == [True]


def mobiles(crm) -> list[str]:
    return [row["value"] for row in crm.show("c1")["channels"] if row["kind"] == "mobile"]


def test_the_phone_that_is_left_becomes_the_main_one(crm):
    crm.ok("add A")
    crm.ok("contact add c1 王建国 --office-phone 0755-83781234 --home-phone 010-88886666")
    crm.ok("contact", "edit", "王建国", "--office-phone", "")
    (channel,) = crm.show("c1")["channels"]
    assert (channel["value"], channel["label"], channel["main"]) == ("+861088886666", "home", True)


def test_a_number_that_is_none_is_kept_and_told(crm):
    answer = crm.ok("add", "A", "--phone", "call Bob", "--email", "nobody")
    assert "call Bob" in answer.out + answer.err
    assert "nobody" in answer.out + answer.err
    shown = crm.show("c1")
    assert (shown["phone"], shown["email"]) == ("call Bob", "nobody")


def test_tags_with_and_without_plus(crm):
    crm.ok("add A")
    assert crm.json("tag", "c1", "+vip", "广交会", "2024 fair") == {
        **crm.json("tag", "c1", "vip"), "tags": ["vip", "广交会", "2024 fair"],
        "changed": [{"field": "tags", "old": None, "new": ["vip", "广交会", "2024 fair"]}],
    }  # fmt: skip
    crm.ok("tag", "c1", "+new", "--remove", "+vip", "--remove", "2024 fair")
    assert crm.show("c1")["tags"] == ["广交会", "new"]
    assert crm("tag c1").code == 2
    assert crm("tag", "c1", "+").code == 2


def test_add_with_tags(crm):
    crm.ok("add A --tag vip --tag +fair")
    assert crm.show("c1")["tags"] == ["vip", "fair"]


# ---------------------------------------------------------------- people


def test_people_added_edited_listed_deleted(crm):
    crm.ok("add 华星电子")
    crm.ok("add 北方机械")
    added = crm.json(
        "contact add c1 王建国 --title 总经理 --mobile 13800138000 --email w@x.cn --decision-role champion"
    )
    crm.ok("contact add c1 李梅 --title 采购经理")
    crm.ok("contact add c2 张三")
    listed = crm.json("contact list")
    keys = ("code", "customer", "name", "title", "role", "mobile", "email", "primary")
    assert [tuple(row[key] for key in keys) for row in listed] == [
        ("c1", "华星电子", "王建国", "总经理", "champion", "+8613800138000", "w@x.cn", True),
        ("c1", "华星电子", "李梅", "采购经理", None, None, None, False),
        ("c2", "北方机械", "张三", None, None, None, None, True),
    ]
    assert added["id"] == listed[0]["id"]
    assert [row["name"] for row in crm.json("contact list 华星")] == ["王建国", "李梅"]
    crm.ok("contact edit 李梅 --primary yes --name 李小梅")
    assert [(row["name"], row["primary"]) for row in crm.json("contact list c1")] == [
        ("李小梅", True),
        ("王建国", False),
    ]
    crm.ok("contact delete 王建国")
    assert [row["name"] for row in crm.json("contact list c1")] == ["李小梅"]
    assert crm.show("c1")["channels"] == []


def test_a_person_by_the_end_of_the_id_and_of_two_equal_names(crm):
    crm.ok("add A")
    crm.ok("add B")
    first, second = (crm.json("contact", "add", code, "王建国")["id"] for code in ("c1", "c2"))
    several = crm("contact delete 王建国")
    assert several.code == 3
    assert first[-6:] in several.err
    assert second[-6:] in several.err
    assert crm("contact", "delete", second[-6:]).code == 3, "it might be a name"
    crm.ok("contact", "delete", f"#{second[-6:]}")
    assert [row["id"] for row in crm.json("contact list")] == [first]
    assert crm("contact delete 赵六").code == 3


def test_the_end_of_an_id_is_none_without_its_sign(crm):
    """Dade and Abbe are names; whoever's id ends so is somebody else."""
    crm.ok("add A")
    crm.ok("contact add c1 'Emma Clarke'")
    crm.sql("UPDATE contacts SET id = '0190a6c8-0000-7000-8000-00000000dade'")  # ids are random: none ends so on purpose
    assert crm("contact edit Dade --title Buyer").code == 3
    assert crm("log c1 x --with dade").code == 3
    assert crm.show("c1")["contacts"][0]["title"] is None
    for spelling in ("#dade", "＃DADE", "0190a6c8-0000-7000-8000-00000000dade"):
        crm.ok("contact", "edit", spelling, "--title", spelling)
        assert crm.show("c1")["contacts"][0]["title"] == spelling
    crm.ok("log", "c1", "x", "--with", "#dade")
    crm.ok("next", "c1", "3d", "--with", "#dade")
    assert crm.show("c1")["interactions"][0]["contact"] == "Emma Clarke"
    assert crm.show("c1")["promises"][0]["contact"] == "Emma Clarke"
    crm.ok("contact add c1 Dade")
    crm.ok("contact edit Dade --title Mayor")
    assert [row["title"] for row in crm.json("contact list c1") if row["name"] == "Dade"] == ["Mayor"]


def test_the_only_person_of_a_customer_may_be_named_by_the_customer(crm):
    crm.ok("add A")
    crm.ok("contact add c1 王建国")
    crm.ok("contact edit c1 --title 厂长")
    assert crm.json("contact list")[0]["title"] == "厂长"


# ---------------------------------------------------------------- what is told, and in which form


def test_writes_print_one_line_with_whom_how_and_the_next_day(crm):
    lines = {
        ("add", "华星电子"): "Added 华星电子 (c1): First contact; next contact Wed 11 Mar.\n",
        ("edit", "c1", "--city", "深圳"): "Changed 华星电子 (c1): City: – → 深圳; next contact Wed 11 Mar.\n",
        ("tag", "c1", "vip"): "华星电子 (c1): Tags: – → vip; next contact Wed 11 Mar.\n",
        ("contact", "add", "c1", "王建国"): "Added 王建国 at 华星电子 (c1); next contact Wed 11 Mar.\n",
        ("log", "c1", "寒暄"): "Logged 华星电子 (c1): answered (phone); next contact Mon 16 Mar.\n",
        ("next", "c1", "fri", "样品"): "华星电子 (c1): Promise: – → Fri 13 Mar 样品; next contact Fri 13 Mar.\n",
        ("snooze", "c1", "2w"): "华星电子 (c1): Rests until: – → Wed 25 Mar; next contact Wed 25 Mar.\n",
        ("delete", "c1"): "Deleted 华星电子 (c1), and with it 1 person (王建国); 1 talk; 1 promise; 1 tag (vip)."
                          " crm undo brings it back.\n",
    }
    for words, line in lines.items():
        assert crm.ok(*words).out == line


def test_what_is_so_already_is_told_and_changes_nothing(crm):
    crm.ok("add A --city 深圳 --tag vip")
    crm.ok("contact add c1 王建国 --title 厂长")
    before, runs = crm.show("c1"), crm.json("history")
    for words in ("edit c1 --city 深圳", "tag c1 vip", "tag c1 --remove none", "contact edit 王建国 --title 厂长"):
        assert "already so" in crm.ok(words).out
    assert crm.show("c1") == before
    assert [row["changes"] for row in crm.json("history")] == [0] * 4 + [row["changes"] for row in runs]


def test_the_keys_of_show(crm):
    crm.ok("add 华星电子 --mobile 13800138000 --tag vip")
    crm.ok("contact add c1 王建国")
    crm.ok("log c1 寒暄 --with 王建国 --next 周五")
    shown = crm.show("c1")
    fields = {f.name for f in CUSTOMER_FIELDS}
    assert set(shown) >= fields | {"code", "channels", "contacts", "interactions", "promises", "last_contact", "next",
                                   "touches", "tags"}  # fmt: skip
    (said,) = shown["interactions"]
    assert set(said) >= {"id", "at", "via", "outcome", "text", "contact", "author"}
    assert (said["via"], said["outcome"], said["text"], said["contact"]) == ("phone", "answered", "寒暄", "王建国")
    assert (shown["last_contact"], shown["next"], shown["touches"]) == ("2026-03-11", "2026-03-13", 1)
    assert datetime.fromisoformat(said["at"]).utcoffset() is not None
    assert datetime.fromisoformat(shown["created_at"]).utcoffset() is not None
    assert date.fromisoformat(shown["last_contact"])
    assert not [path for path, value in leaves(shown) if value == ""]


def leaves(value, path=()):
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from leaves(item, (*path, place))
    else:
        yield path, value


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("log c1 寒暄", {"id", "code", "name", "stage", "outcome", "next"}),
        ("next c1 fri", {"code", "name", "next"}),
        ("snooze c1 3d", {"code", "name", "next"}),
        ("tag c1 vip", {"code", "name", "tags"}),
        ("edit c1 --city 深圳", {"code", "name", "stage", "next"}),
        ("add 乙", {"code", "name", "stage", "next"}),
        ("contact add c1 李", {"id", "code", "customer", "name", "title", "role", "mobile", "email", "primary"}),
        ("delete c1", {"code", "name"}),
        ("undo -y", {"run", "command", "changes"}),
    ],
)
def test_the_keys_of_writes_in_every_language(crm, words, keys):
    for lang in ("en", "zh-CN", "zh-TW"):
        crm.home, crm.lang = crm.home.with_name(f"home-{lang}"), lang
        crm.ok("add 甲")
        assert set(crm.json(words)) >= keys


@pytest.mark.parametrize("form", ["json", "csv", "md", "html", "table"])
@pytest.mark.parametrize(
    "words", ["show c1", "list", "contact list", "history", "find 华星", "edit c1 --city X", "path"]
)
def test_every_form_of_every_kind_of_answer(crm, form, words):
    crm.given("add 华星电子 --mobile 13800138000 --notes [/foo][bold]", "contact add c1 王建国")
    answer = crm.ok(f"{words} -f {form}")
    assert answer.out.strip()
    assert "\x1b[" not in answer.out
    if form == "json":
        answer.json()


def test_root_options_before_and_after_the_command(crm, tmp_path):
    crm.ok("add 甲")
    forms = ("-f json list", "list -f json", "list --format json", "--format=json list", "list -f=json", "list -fjson")
    answers = {crm.ok(words).out for words in forms}
    assert len(answers) == 1
    assert crm.ok("--lang zh-TW list").out == crm.ok("list --lang zh_TW").out
    assert "初次接觸" in crm.ok("list --lang=zh-TW").out
    other = tmp_path / "other"
    crm.ok("add", "乙", "--home", str(other), "--today", "2026-05-06")
    assert [row["name"] for row in crm.json("list", "--home", str(other))] == ["乙"]
    crm.ok("--home", str(other), "--today=2026-05-07", "log", "c1", "x")
    assert crm.json("--home", str(other), "show", "c1")["last_contact"] == "2026-05-07"
    assert crm("--version").out == crm("list --version").out != ""


def test_a_pipe_gets_plain_text_without_boxes_or_colour_a_terminal_a_table(crm):
    crm.ok("add 华星电子 --mobile 13800138000 --grade A")
    plain, asked, terminal = crm("list"), crm("list -f table"), crm("list", typed="")
    assert plain.lines == [
        "#  Code  Customer  Stage          Grade  Phone           Tags  Last contact  Latest  Next",
        "1  c1    华星电子  First contact  A      +8613800138000                              Wed 11 Mar",
    ]
    assert "\x1b" not in plain.out + asked.out
    assert re.search("[─━│]", asked.out)
    assert not re.search("[─━│┃┏]", plain.out)
    assert "\x1b[" in terminal.out


def test_text_that_looks_like_markup_or_steers_a_terminal_is_shown_and_kept(crm):
    evil = "[/foo] [red]x[/red] \x1b[31m\u202e\t{name} %s"
    crm.ok("add", evil, "--notes", evil, "--set", f"own={evil}", "--tag", evil)
    crm.ok("contact", "add", "c1", evil, "--title", evil)
    crm.ok("log", "c1", evil)
    for form in ("table", "csv", "md", "html", "json"):
        for words in ("show c1", "list", "contact list", "today", "find foo"):
            answer = crm.ok(f"{words} -f {form}")
            assert form == "csv" or ("\x1b[31m" not in answer.out and "\u202e" not in answer.out)
    assert "\x1b" not in crm.ok("show c1").out
    shown = crm.show("c1")
    assert "\\u202e" in crm.ok("show c1 -f json").out
    assert (shown["notes"], shown["interactions"][0]["text"]) == (evil, evil)
    assert shown["name"] == shown["contacts"][0]["name"] == " ".join(evil.split())


def test_an_equal_name_or_number_is_told_on_entry(crm):
    crm.ok("add 华星电子有限公司 --mobile 13800138000 --owner 张三")
    for words in ("add 華星電子", "add 别的 --mobile +86-138-0013-8000"):
        answer = crm.ok(words)
        assert "华星电子有限公司" in answer.out + answer.err
        assert "c1" in answer.out + answer.err
        assert "张三" in answer.out + answer.err


def test_codes_count_on_and_are_never_given_twice(crm):
    for name in "甲乙丙":
        crm.ok("add", name)
    crm.ok("delete c3")
    assert crm.json("add 丁")["code"] == "c4"
    crm.ok("undo -y")
    assert crm.json("add 戊")["code"] == "c5"
    assert [row["code"] for row in crm.json("list")] == ["c1", "c2", "c5"]


def test_deleted_customers_are_nowhere(crm):
    crm.ok("add 华星电子 --mobile 13800138000 --set x=y")
    crm.ok("contact add c1 王建国")
    crm.ok("delete c1")
    for words in ("list", "contact list", "today"):
        assert crm.json(words) == []
    assert crm("find 王建国").code == 1
    for who in ("c1", "华星电子", "13800138000", "王建国"):
        assert crm("show", who).code == 3


def test_the_day_something_was_changed(crm):
    crm.ok("add A")
    crm.today = "2026-04-01"
    crm.ok("edit c1 --city 深圳")
    shown = crm.show("c1")
    assert shown["created_at"][:10] == "2026-03-11"
    assert shown["updated_at"][:10] == "2026-04-01"


def test_warns_when_one_person_is_the_only_tie(crm):
    crm.ok("add A")
    crm.ok("contact add c1 王建国")
    crm.ok("log c1 x")
    assert "王建国" in "".join(crm.show("c1")["warnings"])
    crm.ok("contact add c1 李梅")
    assert crm.show("c1")["warnings"] == []


def test_the_owner_of_who_has_a_name(crm):
    crm.ok("init -y")
    config = crm.home / "config.yaml"
    config.write_text(re.sub("(?m)^name:.*$", "name: 张三", config.read_text(encoding="utf-8")), encoding="utf-8")
    crm.ok("add A")
    crm.ok("add B --owner 李四")
    assert [row["owner"] for row in crm.json("list")] == ["张三", "李四"]
    crm.ok("log c1 x")
    assert crm.show("c1")["interactions"][0]["author"] == "张三"
    assert crm.json("history")[0]["by"] == "张三"


NEW_YORK = "(212) 555-2368"


def keys(crm: Crm) -> list[str]:
    return [row[0] for row in crm.sql("SELECT key FROM channels WHERE deleted_at IS NULL ORDER BY id")]


def test_numbers_are_read_as_of_the_customers_country(crm: Crm, tmp_path: Path) -> None:
    assert NEW_YORK not in crm.ok("add", "Acme", "--country", "United States", "--phone", NEW_YORK).err
    crm.ok("contact", "add", "c1", "Ann Lee", "--mobile", "212 555 2369")
    crm.ok("edit", "c1", "--phone", "212-555-2370")
    assert keys(crm) == ["+12125552370", "+12125552369"]
    file = tmp_path / "cards.csv"
    file.write_text('Name,Country,Mobile\nAnn Lee,USA,"+1 (212) 555-2369"\n')
    assert crm.json("import", str(file))[0]["code"] == "c1"


def test_numbers_are_read_again_when_the_country_is_known(crm: Crm) -> None:
    """021 2555 2368 is a number in Shanghai."""
    crm.ok("add", "Acme", "--phone", NEW_YORK, "--phone", "010-62345679")
    assert keys(crm) == ["+862125552368", "+861062345679"]
    crm.ok("edit", "c1", "--country", "US")
    assert keys(crm) == ["+12125552368", "+861062345679"]
    crm.ok("undo", "--yes")
    assert keys(crm) == ["+862125552368", "+861062345679"]


def test_who_has_the_number_is_told_by_the_country_given(crm: Crm) -> None:
    crm.ok("add", "Acme", "--country", "US", "--phone", NEW_YORK)
    assert "Acme" in crm.ok("add", "Ace", "--country", "美国", "--phone", "2125552368").err
