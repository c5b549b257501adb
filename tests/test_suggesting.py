"""`crm log`: what it says it has read, what it offers, one key in a terminal, and the last entry or the n-th corrected."""

from __future__ import annotations

import shlex

import pytest
from conftest import Crm
from terminal import crm_at_terminal


@pytest.fixture
def book(crm: Crm) -> Crm:
    """华星电子 with 王建国 (总经理), and 乙公司."""
    crm.given(
        "add 华星电子 --mobile 13800138000", "contact add c1 王建国 --title 总经理 --mobile 13900139000", "add 乙公司"
    )
    return crm


def offered(book: Crm, text: str, *more: str) -> list[dict[str, object]]:
    return list(book.json("log", "c1", text, *more)["suggests"])


# ---------------------------------------------------------------- what is told


def test_what_was_surely_read_is_taken_and_told(book: Crm) -> None:
    answer = book.ok("log", "c1", "成交了！")
    assert "won" in answer.out
    assert "Read as: won. If not: crm log --correct last --outcome answered" in answer.err
    book.ok("log --correct last --outcome answered")
    assert book.show("c1")["interactions"][0]["outcome"] == "answered"
    assert book.show("c1")["stage"] == "first_contact"


def test_where_nothing_was_read_it_says_so_and_offers_what_is_near(book: Crm) -> None:
    answer = book.ok("log", "c1", "客户那边说要再考虑一下")
    assert "answered" in answer.out
    assert "No outcome was read in it; logged as: answered." in answer.err
    assert "Outcome: objection? → crm log c1 --correct last --outcome objection" in answer.err


@pytest.mark.parametrize("lang", ["zh-CN", "zh-TW"])
def test_it_is_told_in_the_reps_language(book: Crm, lang: str) -> None:
    book.lang = lang
    answer = book.ok("log", "c1", "没接，下周二再打")
    assert {"zh-CN": "读作：未接", "zh-TW": "讀作：未接"}[lang] in answer.err
    assert "crm next c1 2026-03-17 '下周二再打'" in answer.err


def test_an_outcome_by_option_is_not_read(book: Crm) -> None:
    answer = book.ok("log", "c1", "成交了", "--outcome", "positive")
    assert "positive" in answer.out and "Read as" not in answer.err
    assert offered(book, "考虑一下", "--outcome", "answered") == []


def test_an_ordinary_talk_is_told_without_remarks(book: Crm) -> None:
    assert book.ok("log", "c1", "聊了聊近况").err == ""
    assert book.ok("log c1").err == ""


# ---------------------------------------------------------------- what is offered


def test_the_offers_in_json(book: Crm) -> None:
    promise, amount = offered(book, "报价20万，约了周五下午3点")
    assert promise == {
        "kind": "promise",
        "value": promise["value"],
        "text": "约了周五下午3点",
        "command": "crm next c1 '2026-03-13 15:00' '约了周五下午3点'",
    }
    assert str(promise["value"]).startswith("2026-03-13T15:00")
    assert (amount["kind"], amount["value"], amount["text"]) == ("amount", 200_000, "20万")
    assert offered(book, "下周再谈")[0]["value"] == "2026-03-16"


def test_a_chinese_mobile_is_one_wherever_the_rep_is(crm: Crm) -> None:
    crm.ok("init -y")
    (crm.home / "config.yaml").write_text("country: US\n", "utf-8")
    crm.ok("add Acme")
    (offer,) = offered(crm, "his new number 13912345678")
    assert (offer["kind"], offer["value"]) == ("phone", "+8613912345678")
    assert crm.ok(*shlex.split(offer["command"])[1:]) and crm.show("c1")["mobile"] == "+8613912345678"


@pytest.mark.parametrize(
    ("text", "kind", "check"),
    [
        ("客户说要再考虑一下", "outcome", lambda shown: shown["interactions"][0]["outcome"] == "objection"),
        ("下周二再谈", "promise", lambda shown: shown["promises"][0]["day"] == "2026-03-17"),
        ("3天后", "promise", lambda shown: shown["promises"][0]["day"] == "2026-03-14"),
        ("成交了！5万", "amount", lambda shown: "50000" in shown["own"].values()),
        ("预算30万左右", "amount", lambda shown: shown["budget"] == 300_000),
        ("新号13912345678", "phone", lambda shown: "+8613912345678" in [row["value"] for row in shown["channels"]]),
        ("王总离职了", "contact", lambda shown: shown["contacts"][0]["left"] == "2026-03-11"),
        ("张经理离职了", "contact", lambda shown: shown["interactions"][0]["found"] == "张经理离职了"),
        ("现在是李工负责", "contact", lambda shown: "李工" in [row["name"] for row in shown["contacts"]]),
        ("离职了", "contact", lambda shown: shown["contacts"][0]["left"] == "2026-03-11"),
        ("no longer works there", "contact", lambda shown: shown["contacts"][0]["left"] == "2026-03-11"),
        ("别再打了", "contact", lambda shown: shown["do_not_contact"] is True),
        ("do not call again", "contact", lambda shown: shown["do_not_contact"] is True),
    ],
)
def test_the_command_of_an_offer_does_it(book: Crm, text: str, kind: str, check: object) -> None:
    before = book.show("c1")
    (one,) = (each for each in offered(book, text) if each["kind"] == kind)
    assert set(one) == {"kind", "value", "text", "command"}
    after = book.show("c1")
    assert (after["promises"], after["own"], after["channels"], after["contacts"]) == (
        before["promises"], before["own"], before["channels"], before["contacts"])  # fmt: skip
    program, *words = shlex.split(str(one["command"]))
    assert program == "crm"
    book.ok(*words)
    assert check(book.show("c1"))  # type: ignore[operator]
    book.ok("undo --yes")


def test_numbers_that_are_known_stay_when_a_new_one_is_taken(book: Crm) -> None:
    (one,) = offered(book, "新号13912345678")
    book.ok(*shlex.split(str(one["command"]))[1:])
    values = {row["value"] for row in book.show("c1")["channels"]}
    assert values == {"+8613800138000", "+8613900139000", "+8613912345678"}
    assert offered(book, "打的是13912345678") == []


def test_somebody_new_comes_with_the_number(book: Crm) -> None:
    (one,) = offered(book, "王总离职前说，现在是李娜负责 13633334444")[-1:]
    assert one["command"] == "crm contact add c1 '李娜' --mobile 13633334444"
    kinds = [each["kind"] for each in offered(book, "现在是李娜负责 13633334444")]
    assert kinds == ["contact"]
    book.ok(*shlex.split(str(one["command"]))[1:])
    assert "+8613633334444" in [row["value"] for row in book.show("c1")["channels"]]


def test_a_sum_goes_under_one_name_and_tells_what_it_replaces(book: Crm) -> None:
    for text in ("报价20万", "成交了！5万"):
        (one,) = (each for each in offered(book, text) if each["kind"] == "amount")
        assert str(one["command"]).startswith("crm edit c1 --set Amount=")
    book.ok(*shlex.split(str(one["command"]))[1:])
    assert "Amount: 8万? (replaces 50000)" in book.ok("log", "c1", "成交了！8万").err


def test_commands_are_told_with_the_labels_of_the_language(book: Crm) -> None:
    book.lang = "zh-CN"
    assert "crm log c1 --correct last --outcome '有异议'" in book.ok("log", "c1", "客户说要再考虑一下").err


def test_what_others_wrote_is_safe_to_type(book: Crm) -> None:
    text = "下周二再谈 $(rm -rf ~); `x` 'y' --home /tmp"
    (one,) = (each for each in offered(book, text) if each["kind"] == "promise")
    book.ok(*shlex.split(str(one["command"]))[1:])
    assert book.show("c1")["promises"][0]["text"] == one["text"]


def test_a_day_is_not_offered_where_one_is_set(book: Crm) -> None:
    assert [one["kind"] for one in offered(book, "下周二再谈", "--next", "周五")] == []
    book.ok("next c1 2026-03-17")
    assert offered(book, "下周二再谈") == []


@pytest.mark.parametrize(("setting", "told"), [("tell", True), ("off", False)])
def test_offers_may_be_told_or_left_out(book: Crm, setting: str, told: bool) -> None:
    config = book.home / "config.yaml"
    config.write_text(config.read_text("utf-8").replace("suggest: ask", f"suggest: {setting}"), "utf-8")
    assert ("crm next c1 2026-03-17" in book.ok("log", "c1", "下周二再谈").err) is told
    assert bool(offered(book, "下周二再谈")) is told


# ---------------------------------------------------------------- one key


def test_with_nothing_said_a_terminal_asks_by_one_key(book: Crm) -> None:
    with crm_at_terminal(book, "log", "c2") as t:
        seen = t.until("What happened? (a key, or a note)")
        assert "1 no answer" in seen and "5 won" in seen
        t.type("1")
        t.until("Logged 乙公司 (c2): no answer")
        assert t.rest() == 0


def test_enter_is_what_is_logged_by_default(book: Crm) -> None:
    with crm_at_terminal(book, "log", "c2", "--via", "wechat") as t:
        t.until("Enter: info sent")
        t.type("\n")
        t.until("Logged 乙公司 (c2): info sent (WeChat)")
        assert t.rest() == 0


def test_any_other_key_begins_a_note(book: Crm) -> None:
    with crm_at_terminal(book, "log", "c2") as t:
        t.until("What happened? (a key, or a note)")
        t.type("要样品\n")
        t.until("Logged 乙公司 (c2): asked (phone)")
        assert t.rest() == 0
    assert book.show("c2")["interactions"][0]["text"] == "要样品"


def test_ctrl_c_logs_nothing(book: Crm) -> None:
    with crm_at_terminal(book, "log", "c2") as t:
        t.until("What happened? (a key, or a note)")
        t.type("\x03")
        assert t.rest() == 130
    assert book.show("c2")["interactions"] == []


def test_a_terminal_takes_an_offer_by_its_number(book: Crm) -> None:
    with crm_at_terminal(book, "log", "c2", "没接，下周二再打") as t:
        t.until("Take one?")
        t.type("1")
        t.until("next contact Tue 17 Mar")
        assert t.rest() == 0
    assert book.show("c2")["promises"][0]["day"] == "2026-03-17"


@pytest.mark.parametrize(("keys", "taken"), [("y", True), ("n", False), ("xy", True), ("xx", False), ("x1", True)])
def test_the_keys_of_an_offer(book: Crm, keys: str, taken: bool) -> None:
    with crm_at_terminal(book, "log", "c2", "没接，下周二再打") as t:
        t.until("Take one? (1, Enter or n: none)")
        for place, key in enumerate(keys):
            if place:
                t.until("Press 1; Enter or n: none")
            t.type(key)
        assert t.rest() == 0
    assert bool(book.show("c2")["promises"]) is taken


def test_enter_behind_a_key_does_not_answer_what_comes_next(book: Crm) -> None:
    with crm_at_terminal(book, "log", "c2", "没接，下周二再打，上次说20万") as t:
        t.until("Take one? (1-2, Enter or n: none)")
        t.type("1\n")
        t.until("Take one? (1, Enter or n: none)")
        t.type("y")
        assert t.rest() == 0
    shown = book.show("c2")
    assert shown["promises"] and shown["own"]


def test_an_offer_that_moves_the_stage_says_so(book: Crm) -> None:
    book.ok("log", "c2", "发了报价单")
    assert "Stage: Evaluation → First contact" in book.ok("log c2 --correct last --outcome info").err


def test_enter_takes_none(book: Crm) -> None:
    with crm_at_terminal(book, "log", "c2", "没接，下周二再打") as t:
        t.until("Take one?")
        t.type("\n")
        assert t.rest() == 0
    assert book.show("c2")["promises"] == []


# ---------------------------------------------------------------- the last one, the n-th one


def story(book: Crm, who: str = "c1") -> list[tuple[int, str]]:
    return [(row["number"], row["text"]) for row in book.show(who)["interactions"]]


def test_lines_of_the_story_are_numbered_from_the_first_logged(book: Crm) -> None:
    for text in ("一", "二", "三"):
        book.ok("log", "c1", text)
    assert story(book) == [(3, "三"), (2, "二"), (1, "一")]
    shown = book.ok("show c1").out
    assert shown.index("3  ") < shown.index("2  ")


def test_a_number_never_means_another_line(book: Crm) -> None:
    for text in ("一", "二", "三"):
        book.ok("log", "c1", text)
    book.ok("log c1 --retract 2")
    book.ok("log", "c1", "旧事", "--at", "前天")
    book.ok("log", "c1", "三改", "--correct", "3")
    assert sorted(story(book)) == [(1, "一"), (3, "三改"), (4, "旧事")]
    assert book("log c1 --retract 2").code == 3


def test_the_last_of_a_customer_and_the_last_that_i_logged(book: Crm) -> None:
    book.ok("log", "c1", "一")
    book.ok("log", "c2", "二")
    book.ok("log", "c1", "太贵了", "--correct", "last")
    assert book.show("c1")["interactions"][0]["outcome"] == "objection"
    book.ok("log", "c2", "又", "--outcome", "positive")
    book.ok("log --correct last --outcome refused")
    assert [row["outcome"] for row in book.show("c2")["interactions"]] == ["refused", "answered"]
    book.ok("log --retract last")
    assert story(book, "c2") == [(1, "二")]
    book.ok("log c1 --retract last")
    assert story(book) == []


def test_words_of_a_correction_that_say_nothing_leave_the_outcome_without_a_word(book: Crm) -> None:
    book.ok("log", "c1", "有兴趣")
    answer = book.ok("log --correct last wrong person oops")
    assert answer.out.startswith("Corrected") and "positive" in answer.out and answer.err == ""


def test_without_who_the_words_are_the_text(book: Crm) -> None:
    book.ok("log", "c2", "聊了聊")
    book.ok("log", "--correct", "last", "成交了！8万")
    book.ok("log", "--correct", "last", "成交了！8万", "他说的")
    assert book.show("c2")["interactions"][0]["outcome"] == "won"
    assert book("log --correct last c1").code == 2


def test_an_entry_that_is_no_place_and_no_id_is_explained(book: Crm) -> None:
    answer = book("log", "c1", "--correct", "下周三再打")
    assert answer.code == 2
    assert "--correct takes last, the number that show prints, or an id" in answer.err


def test_a_correction_is_not_late_where_the_talk_was_logged_on_time(book: Crm) -> None:
    book.ok("log", "c1", "聊了聊")
    for day in ("2026-03-13", "2026-03-16"):
        book.today = day
        assert "24 hours" not in book.ok("log", "c1", "有兴趣", "--correct", "last").err


@pytest.mark.parametrize(
    ("text", "via"),
    [("微信发了报价单", "wechat"), ("emailed brochure", "email"), ("texted him the specs", "sms"), ("微信没回", "phone"),
     ("邮件没回", "phone")],
)  # fmt: skip
def test_how_it_was_written_is_read_where_the_note_begins_with_it(book: Crm, text: str, via: str) -> None:
    book.ok("log", "c1", text)
    assert book.show("c1")["interactions"][0]["via"] == via


@pytest.mark.parametrize(
    "words",
    ["log --correct 3 --outcome won", "log --retract 3", "log c1 --correct 9 --outcome won", "log c2 --retract last",
     "log c1 --correct last"],
)  # fmt: skip
def test_what_can_not_be_meant_changes_nothing(book: Crm, words: str) -> None:
    book.ok("log", "c1", "一")
    before = book.show("c1")
    assert book(words).code in (2, 3)
    assert book.show("c1") == before


# ---------------------------------------------------------------- a number that is nobody's


def test_the_only_number_is_marked_where_it_is_in_doubt(crm: Crm) -> None:
    crm.ok("add 华星电子 --mobile 13800138000 --stage needs")
    crm.ok("log c1 空号")
    crm.today = "2026-03-12"
    (row,) = crm.json("today")
    assert row["phone"] == "+8613800138000"
    assert "+8613800138000（存疑）" in crm.ok("today --lang zh-CN").out
    crm.ok("edit c1 --phone 0755-83781234")
    assert crm.json("list")[0]["phone"] == "+8675583781234" == crm.json("today")[0]["phone"]


def test_after_a_dead_number_the_next_try_is_by_another_way(book: Crm) -> None:
    before = book.json("today")[0]["phone"]
    answer = book.ok("log", "c1", "空号")
    assert f"{before} is marked as doubtful. Next time: mobile" in answer.err
    book.today = "2026-03-12"
    (row,) = (row for row in book.json("today") if row["code"] == "c1")
    assert row["phone"] not in (before, None)
    assert "another" in row["why"]


def test_a_dead_number_that_is_the_only_one_says_so(crm: Crm) -> None:
    crm.ok("add 甲公司 --mobile 13800138000")
    assert "no other way is known. Find a new number first: crm edit c1 --mobile ..." in crm.ok("log", "c1", "wrong number").err
    assert "another time" not in crm.ok("show c1").out + crm.ok("why c1").out
    crm.ok("edit c1 --wechat jia888")
    assert "WeChat jia888" in crm.ok("log", "c1", "打错了").err


# ---------------------------------------------------------------- phrases of one's own


def own(book: Crm, text: str) -> None:
    (book.home / "data" / "rules" / "outcomes.yaml").write_text(text, "utf-8")


OWN = """
won: [上车了]
positive:
  sure: {en: [green light], zh-CN: [(大|老)板点头(了|)…]}
  likely: [加了群]
answered: [挂了]
"""


def test_a_firm_adds_phrases_and_replaces_shipped_ones(book: Crm) -> None:
    own(book, OWN)
    book.ok("rules check")
    wanted = {"上车了": "won", "green light!": "positive", "老板点头了，等合同": "positive", "挂了": "answered",
              "没接": "no_answer"}  # fmt: skip
    assert {text: book.json("log", "c1", text)["outcome"] for text in wanted} == wanted
    assert [one["value"] for one in offered(book, "他加了群")] == ["positive"]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("won: [上车了]\nwin: [x]\n", 2, "win"),
        ("won:\n  sure: [x]\n  perhaps: [y]\n", 3, "perhaps"),
        ("won:\n  zh: [x]\n", 2, "zh"),
        ("won:\n  - signed (up\n", 2, "signed (up"),
        ("won:\n  - (a|b|)\n", 2, "(a|b|)"),
        ("won:\n  - {a: b}\n", 2, ""),
    ],
)
def test_what_is_wrong_with_them_is_told_by_file_and_line(book: Crm, text: str, line: int, said: str) -> None:
    own(book, text)
    answer = book("rules check")
    assert answer.code == 1
    assert "outcomes.yaml" in answer.out and str(line) in answer.out and said in answer.out
    assert book("log c1 x").code == 3
