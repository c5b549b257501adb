"""`crm draft` (R3.11): messages from templates in the customer's language, handed over, and logged as sent."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from conftest import Crm

from salescli import desktop, files
from salescli.core.model import LANGUAGES
from salescli.core.ranking.action import Action, Reason
from salescli.core.ranking.facts import Facts, Moment
from salescli.core.talk.addressing import called, language_for
from salescli.core.talk.filling import Recipient, values
from salescli.core.talk.reading import read_templates
from salescli.core.talk.template import Template, fill, unknown_name
from salescli.core.text import Text, say
from salescli.settings import shipped


@pytest.fixture
def crm(crm: Crm) -> Crm:
    crm.given(
        "add 华星电子 --mobile 0755-26880001 --grade S --source 广交会",
        "contact add c1 王建国 --title 总经理 --mobile 13800138000 --email wang@hx.example --wechat wjg_hx --hobbies 钓鱼",
    )
    (crm.home / "config.yaml").write_text("name: 张三\nlanguage: zh-CN\n", "utf-8")
    return crm


def text(crm: Crm, line: str) -> str:
    return str(crm.json(line)["text"])


# ---------------------------------------------------------------- which template


@pytest.mark.parametrize(
    ("done", "day", "template"),
    [
        ("", "2026-03-11", "thanks"), ("log c1 已报价", "2026-03-12", "proposal-follow-up"),
        ("log c1 --outcome asked 要报告", "2026-03-11", "answer"), ("log c1 投诉质量问题", "2026-03-11", "apology"),
        ("log c1 太贵了", "2026-03-11", "after-objection"), ("log c1 未接", "2026-03-12", "missed-you"),
        ("next c1 2026-03-11 送样品", "2026-03-11", "appointment"), ("log c1 成交", "2026-03-20", "after-sale"),
        ("edit c1 --stage dormant", "2026-03-11", "win-back"), ("log c1 有意向 --outcome positive", "2026-03-18", "summary"),
        ("edit c1 --stage evaluation", "2026-03-18", "decision"),
    ],
)  # fmt: skip
def test_the_template_follows_from_why_they_are_called(crm, done, day, template):
    if done:
        crm.ok(done)
    crm.today = day
    assert crm.json("draft c1")["template"] == template


def test_an_occasion_is_named_in_the_language_of_the_message():
    text = say("why.occasion", what=say("occasion.mid_autumn"), day=None)
    reason = Reason("mid-autumn", "occasion", 10, 1, date(2026, 9, 25), text, "", 10, 1)
    facts = Facts("1", ("c", 1), "华星", Moment(date(2026, 1, 1), "2026-01-01"))
    action = Action(facts, date(2026, 9, 24), "active", (reason,), (), None)
    to = Recipient(action, {"industry": None, "city": None}, {"name": "王建国", "title": "总经理"}, None, "", date(2026, 9, 24))
    found = values(to, "zh-CN", lambda value: value.key if isinstance(value, Text) else str(value))
    assert found["occasion"] == "occasion.mid_autumn"


def test_a_template_goes_by_its_name_or_its_title(crm):
    assert crm.json("draft c1 thanks")["template"] == crm.json("draft c1 致谢")["template"] == "thanks"
    assert crm.json("draft c1 Thank-you")["template"] == "thanks"
    assert crm("draft c1 thnaks").code == 2


# ---------------------------------------------------------------- what it says


def test_a_message_speaks_to_the_person_in_their_language(crm):
    draft = crm.json("draft c1 thanks")
    assert (draft["via"], draft["to"], draft["subject"], draft["language"]) == ("wechat", "wjg_hx", None, "zh-CN")
    assert draft["text"].startswith("王总，您好！\n") and draft["rooms"] == ["personal", "day"]
    email = crm.json("draft c1 thanks --via email")
    assert (email["to"], email["subject"]) == ("wang@hx.example", "感谢您的时间")
    assert email["text"].endswith("此致\n张三") and "\n\n\n" not in email["text"]
    crm.ok("edit c1 --set 语言=English")
    assert text(crm, "draft c1 thanks --via email").startswith("Dear 王建国,")
    assert "謝謝您撥冗" in text(crm, "draft c1 thanks --language zh-TW")


def test_a_text_message_is_one_paragraph(crm):
    draft = crm.json("draft c1 missed-you --via sms --personal 样品到了")
    assert draft["text"] == "王总，您好！刚才给您打过电话。样品到了您什么时间方便？" and draft["to"] == "+8613800138000"


def test_there_is_room_for_a_line_of_ones_own_that_stands_out(crm):
    answer = crm.ok("draft c1 thanks --lang zh-CN")
    assert "【一句只写给对方的话】" in answer.out and "【日期】" in answer.out
    assert "--set personal=…" in answer.err and "业余爱好：钓鱼" in answer.err
    filled = crm.ok("draft", "c1", "thanks", "--personal", "周日比赛加油！", "--set", "day=周四", "--lang", "zh-CN")
    assert "【" not in filled.out and "周日比赛加油！" in filled.out and "周四方便" in filled.out
    assert "personal" not in filled.err


def test_a_pipe_gets_the_text_alone(crm):
    assert crm.ok("draft c1 thanks").out == text(crm, "draft c1 thanks") + "\n"


def test_a_line_that_names_what_is_not_known_is_left_out_and_told(crm):
    (crm.home / "config.yaml").write_text("language: zh-CN\n", "utf-8")
    draft = crm.json("draft c1 win-back --via email")
    assert "${" not in draft["text"] and "聊过" not in draft["text"] and draft["lacking"] == ["last_day", "me"]
    assert "last_day" in crm.ok("draft c1 win-back --via email").err


def test_a_channel_without_an_address_is_told(crm):
    crm.ok("add 无名")
    assert crm.json("draft c2 thanks --via email")["to"] is None
    assert "No address" in crm.ok("draft c2 thanks --via email").err
    assert crm("draft c1 --via visit").code == 2


def test_what_others_wrote_fills_no_name_and_steers_nothing(crm):
    crm.ok("contact", "add", "c1", "Eve ${me}\u202e\nBcc: x@y.z", "--email", "eve@hx.example", "--title", "\x1b[31mBoss")
    crm.ok("edit", "c1", "--set", "language=en")
    draft = crm.json("draft c1 thanks --via email --with Eve")
    assert draft["text"].splitlines()[0] == "Dear Eve ${me} Bcc: x@y.z,"
    assert "\x1b" not in crm.ok("draft c1 thanks --via email --with Eve").out


# ---------------------------------------------------------------- where it goes


def program(folder: Path, name: str, writes: str) -> None:
    """A program that keeps what it was given."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{writes}\n")
    path.chmod(0o755)


def test_copy_takes_the_first_clipboard_that_works(crm, tmp_path, monkeypatch):
    folder = tmp_path / "bin"
    folder.mkdir()
    program(folder, "wl-copy", "exit 1")
    program(folder, "xclip", f"cat > {tmp_path}/copied")
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    answer = crm.ok("draft c1 thanks --personal 好 --set day=周四 --copy")
    assert (tmp_path / "copied").read_text("utf-8") + "\n" == answer.out and "Copied" in answer.err


def test_open_hands_an_encoded_address_to_the_mail_program(crm, monkeypatch):
    opened = []
    monkeypatch.setattr("salescli.desktop.open_mail", lambda address: opened.append(address) or True)
    crm.ok("edit", "c1", "--set", "language=en")
    draft = crm.json("draft", "c1", "thanks", "--open", "--personal", "100% & more? #1", "--set", "day=Thursday")
    (address,) = opened
    parts = urlsplit(address)
    fields = parse_qs(parts.query, strict_parsing=True)
    assert (parts.scheme, unquote(parts.path), {*fields}) == ("mailto", "wang@hx.example", {"subject", "body"})
    assert fields["subject"] == [draft["subject"]] and fields["body"] == [draft["text"].replace("\n", "\r\n")]


@pytest.mark.parametrize("to", ["a@b.cn?bcc=x@y.z", "a@b.cn&cc=x@y.z", "a@b.cn,x@y.z", "a@b.cn%0ABcc:x@y.z", "é@b.cn"])
def test_an_address_is_never_more_than_an_address(to):
    address = desktop.mailto(to, "Hi\nBcc: x", "?&=")
    parts = urlsplit(address)
    assert unquote(parts.path) == to and not {",", "&", "?"} & {*parts.path}
    assert {*parse_qs(parts.query)} == {"subject", "body"}


# ---------------------------------------------------------------- sent


def test_sent_is_logged_as_log_does_and_can_be_taken_back(crm):
    crm.today = "2026-03-12"
    answer = crm.json("draft c1 thanks --via email --personal 周日加油 --sent --lang zh-CN")
    assert (answer["outcome"], answer["code"], answer["template"]) == ("info", "c1", "thanks")
    (row,) = crm.show("c1")["interactions"]
    assert (row["via"], row["outcome"], row["text"], row["contact"]) == ("email", "info", "致谢: 感谢您的时间", "王建国")
    assert crm.sql("SELECT source FROM interactions") == [("draft thanks",)]
    assert crm.show("c1")["last_contact"] == "2026-03-12"
    crm.ok("undo -y")
    assert crm.show("c1")["interactions"] == []


def test_a_message_without_a_subject_is_logged_with_its_own_line(crm):
    crm.ok("draft c1 missed-you --via sms --personal 样品到了 --sent")
    assert crm.show("c1")["interactions"][0]["text"] == "Missed you: 样品到了"


def test_a_draft_that_is_not_sent_writes_nothing(crm):
    before = crm.tables()
    crm.ok("draft c1 thanks")
    assert crm.tables() == before


# ---------------------------------------------------------------- templates as data


def test_the_templates_that_ship_are_in_three_languages():
    templates, problems = read_templates((str(path), files.read_yaml(path)) for path in shipped("templates"))
    assert not problems and len(templates) >= 15
    for one in templates.values():
        assert one.title.keys() == one.subject.keys() == one.text.keys() == {*LANGUAGES}, one.name
        assert one.short.keys() in ({*LANGUAGES}, set()), one.name


def own(crm: Crm, text: str) -> None:
    (crm.home / "data" / "templates" / "mine.yaml").write_text(text, "utf-8")


def test_a_template_of_ones_own_replaces_and_adds(crm):
    ours = "ours: {when: {rule: first-touch, grade: S}, title: Ours, text: Hi}\n"
    own(crm, "thanks: {title: Danke, text: 'Danke, ${name}!'}\n" + ours)
    assert text(crm, "draft c1 thanks") == "Danke, 王建国!"
    assert crm.json("draft c1")["template"] == "ours"
    assert {"ours", "thanks"} <= {row["name"] for row in crm.json("draft --list")}


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        ("a:\n  title: x\n  text: 'Hi ${frist}'\n", 3, "${frist}"), ("a: {title: x, text: 'Hi ${name'}\n", 1, "known"),
        ("a: {title: x}\n", 1, "text"), ("a: {title: x, text: y, via: pigeon}\n", 1, "pigeon"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_template_is_told_with_its_place(crm, content, line, told):
    own(crm, content)
    if told == "known":
        assert text(crm, "draft c1 a") == "Hi 王建国"  # an open brace at the end of a line is as good as a closed one
        return
    answer = crm("draft c1 a")
    assert answer.code == 3 and f"mine.yaml, line {line}" in answer.err and told in answer.err


@pytest.mark.parametrize(
    ("text", "name"),
    [("${name}", None), ("US$500 $name", None), ("${ name }", " name "), ("${}", ""), ("${name} ${x", "x"),
     ("${__class__}", "__class__")],
)  # fmt: skip
def test_only_allowed_names_are_filled(text, name):
    assert unknown_name(text) == name


def test_filling_leaves_out_lines_and_never_fills_twice():
    template = Template("a", text={"": "Hi ${name}\n\nOn ${last_day}\n\n\nBye ${me}"})
    found = fill(template, "email", "en", {"name": "${me}", "me": "x\u202ey\n z"})
    assert (found.text, found.lacking) == ("Hi ${me}\n\nBye xy z", ("last_day",))


# ---------------------------------------------------------------- how one is spoken to


@pytest.mark.parametrize(
    ("name", "title", "address", "language", "expected"),
    [
        ("王建国", "总经理", "", "zh-CN", "王总"), ("王建国", "总经理", "先生", "zh-CN", "王先生"),
        ("王建国", "", "王总", "zh-CN", "王总"),
        ("欧阳雪", "采购总监", "", "zh-CN", "欧阳总监"), ("周凯", "设备工程师", "", "zh-CN", "周工"),
        ("李敏", "财务", "", "zh-CN", "李敏"),
        ("林怡君", "採購經理", "", "zh-TW", "林經理"), ("吳大同", "總經理", "", "zh-TW", "吳總經理"),
        ("王总", "", "", "zh-CN", "王总"),
        ("John Smith", "CEO", "Mr", "en", "Mr Smith"), ("John Smith", "CEO", "", "en", "John Smith"), ("", "", "", "en", ""),
        ("王建国", "总经理", "", "en", "王建国"),
    ],
)  # fmt: skip
def test_what_somebody_is_called(name, title, address, language, expected):
    assert called(name, title, address, language) == expected


@pytest.mark.parametrize(
    ("said", "countries", "number", "name", "expected"),
    [
        ("English", ("CN",), "+86138", "王", "en"), ("繁體中文", (), "", "", "zh-TW"), ("", ("", "TW"), "+86138", "王", "zh-TW"),
        ("", ("DE",), "", "Weber", "en"), ("", (), "+886912", "林怡君", "zh-TW"), ("", (), "+86138", "Peter", "zh-CN"),
        ("", (), "+4930", "Weber", "en"), ("", (), "", "林經理", "zh-TW"), ("", (), "", "王建国", "zh-CN"),
        ("", (), "", "Weber", "zh-CN"),
    ],
)  # fmt: skip
def test_the_language_of_a_message(said, countries, number, name, expected):
    assert language_for(said, countries, number, name, "zh-CN") == expected


def test_tab_completes_templates_and_tracks(crm):
    assert "thanks" in crm.ok("_complete", "fish", "draft", "c1", "tha").out
    assert "tco" in crm.ok("_complete", "fish", "brief", "--talk", "t").out
    assert "wechat" in crm.ok("_complete", "fish", "draft", "c1", "--via", "we").out
