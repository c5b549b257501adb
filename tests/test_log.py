"""`log`, `next` and `snooze` through the command line: outcomes, promises, stage moves, corrections, and what is told."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta

import pytest

from salescli.core.model import OUTCOMES, QUIET_VIAS, VIAS

OUTCOME_WORDS = {
    "no_answer": "未接 没接 没人接 无人接听 未接听 打不通 没打通 占线 关机 拒接 空号 沒接 忙線 關機",
    "proposal": "已报价 已報價 proposal", "complaint": "投诉 客訴 complaint",
    "asked": "待回复 待回覆 待我方回复 待我方回覆 asked",
    "positive": "有意向 有意願 positive", "refused": "拒绝 拒絕 已拒绝 已拒絕 refused", "info": "已发资料 已寄資料 info",
    "answered": "已接通 answered", "objection": "有异议 有異議 objection", "won": "成交 won", "lost": "丢单 未成交 lost",
}  # fmt: skip
"""CONTRACT 4's words and the labels of CONTRACT 5, each alone the whole text."""

NOTES = (
    "未接受报价", "成交价谈不拢", "proposal next week, he said", "won the first round", "lost his number, will ask",
    "info@huaxing.com wants a quote", "拒绝了第一版但想看第二版", "已报价格偏高",
    "answered all questions",
    "no answers to that yet", "有意向书要签", "他说已报价", "未接入系统", "成交了吗", "下周签", "not signed yet",
)  # fmt: skip
WORDS_AND_MORE = {
    "未接，晚点再打": "no_answer", "未接 晚点再打": "no_answer", "no answer at the office": "no_answer",
    "No Answer": "no_answer",
    "已报价，周四答复": "proposal", "已报价 38万": "proposal", "proposal: sent by mail": "proposal", "PROPOSAL.": "proposal",
    "投诉：交货晚了": "complaint", "asked, when will it ship?": "asked",
    "成交，明天签": "won", "won, signed today": "won", "lost.": "lost", "已发资料（目录）": "info", "丢单": "lost",
    "成交": "won",
}  # fmt: skip


@pytest.fixture
def book(crm):
    """A book with 华星电子, 王建国 and 李梅 in it."""
    crm.given(
        "add 华星电子 --mobile 13800138000",
        "contact add c1 王建国 --title 总经理 --mobile 13900139000",
        "contact add c1 李梅 --title 采购经理",
    )
    return crm


def told(answer) -> str:
    """All that a command said."""
    return answer.out + answer.err


# ---------------------------------------------------------------- outcomes


@pytest.mark.parametrize("outcome", OUTCOME_WORDS)
def test_a_word_alone_is_its_outcome_which_the_reply_names(book, outcome):
    for word in OUTCOME_WORDS[outcome].split():
        assert book.json("log", "c1", word)["outcome"] == outcome, word
    answer = book.ok("log", "c1", "--lang", "zh-CN", "--outcome", outcome)
    assert label("zh-CN", outcome) in answer.out


def label(language, outcome):
    from salescli import files

    return files.load_json(f"locales/{language}.json")[f"outcome.{outcome}"]


@pytest.mark.parametrize("text", NOTES)
def test_a_sentence_is_a_note(book, text):
    assert book.json("log", "c1", *text.split(" "))["outcome"] == "answered"
    (said,) = book.show("c1")["interactions"]
    assert said["text"] == text


@pytest.mark.parametrize(("text", "outcome"), WORDS_AND_MORE.items())
def test_a_word_and_more_is_the_outcome_and_the_text_is_whole(book, text, outcome):
    logged = book.json("log", "c1", *text.split(" "))
    assert logged["outcome"] == outcome
    assert book.show("c1")["interactions"][0]["text"] == text


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_outcome_by_key_and_label_in_three_languages(book, outcome):
    for typed in (outcome, outcome.upper(), *(label(language, outcome) for language in ("en", "zh-CN", "zh-TW"))):
        assert book.json("log", "c1", "x", "--outcome", typed)["outcome"] == outcome


@pytest.mark.parametrize("via", VIAS)
def test_the_default_outcome_follows_the_channel(book, via):
    wanted = "info" if via in QUIET_VIAS else "answered"
    assert book.json("log", "c1", "hello", "--via", via)["outcome"] == wanted
    assert book.show("c1")["interactions"][0]["via"] == via
    assert book.json("log", "c1", "有意向", "--via", via)["outcome"] == "positive"


def test_the_channel_is_a_phone_call_unless_told(book):
    book.ok("log c1 x")
    book.ok("log c1 y --via 微信")
    assert [said["via"] for said in book.show("c1")["interactions"]] == ["wechat", "phone"]


@pytest.mark.parametrize(
    "words",
    [
        ("--via", "pigeon"), ("--outcome", "maybe"), ("--stage", "gone"), ("--at", "someday"), ("--next", "whenever"),
        ("--at", "明天"), ("--next", "昨天"), ("--at", "2026-02-30"), ("--next", "周三"), ("--colour", "x"), ("-5%",),
        ("--with",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_words_exit_2_and_log_nothing(book, words):
    before = book.book.read_bytes()
    answer = book("log", "c1", "x", *words)
    assert (answer.code, answer.out) == (2, "")
    assert book.book.read_bytes() == before


def test_an_unknown_option_names_the_two_dashes(book):
    answer = book("-f", "json", "log", "c1", "--discount", "5%")
    assert (answer.code, answer.out) == (2, "")
    assert set(answer.error) == {"error", "message", "hint"}
    assert "--discount" in answer.error["message"]
    assert " -- " in answer.error["hint"]
    book.ok("log", "c1", "--", "--discount", "5%", "-y")
    assert book.show("c1")["interactions"][0]["text"] == "--discount 5% -y"


# ---------------------------------------------------------------- text, people, times


def test_a_dash_reads_standard_input(book):
    book.ok("log", "c1", "-", stdin="要ROI对比\n第二行 [/x] 'q'\n")
    assert book.show("c1")["interactions"][0]["text"] == "要ROI对比\n第二行 [/x] 'q'"
    assert book.json("log", "c1", "-", stdin="未接\n")["outcome"] == "no_answer"
    book.ok("log", "c1", "-", stdin=b"\xff\xfe ok")
    assert book.show("c1")["interactions"][0]["text"].endswith(" ok")


def test_with_whom_and_by_whom(book):
    book.ok("log c1 x --with 李梅 --by 张三")
    book.ok("log c1 y --with 王总")
    book.ok("log 李梅 z")
    said = [(row["text"], row["contact"], row["author"]) for row in book.show("c1")["interactions"]]
    assert said == [("z", "李梅", None), ("y", "王建国", None), ("x", "李梅", "张三")]
    nobody = book("log c1 x --with 赵六")
    assert nobody.code == 3
    assert "王建国" in nobody.err


def test_what_was_found_out_and_links(book):
    book.ok("log", "c1", "x", "--found", "想换供应商", "--link", "https://x.cn/a", "--link", "报价.pdf")
    (said,) = book.show("c1")["interactions"]
    assert (said["found"], said["links"]) == ("想换供应商", ["https://x.cn/a", "报价.pdf"])


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("昨天 15:00", "2026-03-10T15:00:00"), ("3-9 9:30", "2026-03-09T09:30:00"), ("上周五 下午3点半", "2026-03-06T15:30:00"),
     ("2026-01-02 08:05", "2026-01-02T08:05:00")],
)  # fmt: skip
def test_at_is_when_it_happened_in_the_reps_zone(book, typed, wanted):
    book.ok("log", "c1", "x", "--at", typed)
    (said,) = book.show("c1")["interactions"]
    assert said["at"][:19] == wanted
    assert said["at"] == datetime.fromisoformat(wanted).astimezone().isoformat(timespec="seconds")


def test_a_late_log_says_so_and_keeps_both_times(book):
    answer = book.ok("log c1 拜访 --via visit --at 前天")
    assert "24 hours" in told(answer)
    assert len(answer.lines) == 1
    (said,) = book.show("c1")["interactions"]
    assert (said["at"][:10], said["logged_at"][:10]) == ("2026-03-09", "2026-03-11")
    assert "24" not in told(book.ok("log c1 x --at today"))
    assert "24" in told(book.ok("log c1 x --at 前天 --lang zh-TW"))


def test_the_story_is_told_newest_first(book):
    for text, at in (("b", "3-8 9:00"), ("c", "3-9 9:00"), ("a", "3-7 9:00")):
        book.ok("log", "c1", text, "--at", at)
    assert [row["text"] for row in book.show("c1")["interactions"]] == ["c", "b", "a"]
    plain = book.ok("show c1").out
    assert plain.index("answered  c") < plain.index("answered  b") < plain.index("answered  a")


# ---------------------------------------------------------------- what a log moves


@pytest.mark.parametrize(
    ("start", "outcome", "end"),
    [
        *((stage, "proposal", "evaluation") for stage in ("first_contact", "needs", "dormant", "lost", "active")),
        *((stage, "won", "onboarding") for stage in ("first_contact", "needs", "evaluation", "dormant", "lost", "long_term")),
        *((stage, "lost", "lost") for stage in ("first_contact", "needs", "evaluation", "dormant")),
        *((stage, "lost", "long_term") for stage in ("onboarding", "active", "long_term")),
        *(("needs", outcome, "needs") for outcome in OUTCOMES if outcome not in ("proposal", "won", "lost")),
    ],
)  # fmt: skip
def test_outcomes_move_the_stage(crm, start, outcome, end):
    crm.ok("add", "A", "--stage", start)
    answer = crm.ok("log", "c1", "x", "--outcome", outcome)
    assert crm.show("c1")["stage"] == end
    assert ("Stage:" in told(answer)) == (start != end)


def test_lost_after_a_deal_is_a_long_term_customer(crm):
    crm.ok("add A --stage evaluation")
    crm.ok("log c1 成交")
    crm.ok("log c1 谈新项目 --stage needs")
    assert crm.json("log c1 丢单")["stage"] == "long_term"


def test_a_stage_by_option_wins_over_the_outcome(book):
    assert book.json("log c1 已报价 --stage 需求确认")["stage"] == "needs"


# ---------------------------------------------------------------- promises


def promised(crm):
    return [(row["day"][:10], row["text"]) for row in crm.show("c1")["promises"]]


def test_next_is_kept_with_its_aim_and_named_where_it_stays(book):
    logged = book.json("log", "c1", "要ROI对比", "--next", "周五 15:00", "--aim", "给ROI对比", "--with", "李梅")
    assert datetime.fromisoformat(logged["next"]) == datetime(2026, 3, 13, 15).astimezone()
    assert book.show("c1")["promises"] == [
        {"day": logged["next"], "text": "给ROI对比", "state": "open", "contact": "李梅"}
    ]
    answer = book.ok("log c1 又聊了聊")
    assert "给ROI对比" in told(answer)
    assert promised(book) == [("2026-03-13", "给ROI对比")]
    book.ok("log c1 x --next 下周一")
    assert promised(book) == [("2026-03-16", None)]


@pytest.mark.parametrize(
    ("outcome", "kept"), [(outcome, outcome != "no_answer") for outcome in OUTCOMES]
)  # fmt: skip
def test_what_closes_a_promise_that_is_due(book, outcome, kept):
    book.ok("next c1 fri 样品")
    book.ok("log", "c1", "x", "--outcome", outcome)  # early: it is for a later day
    assert promised(book) == [("2026-03-13", "样品")]
    book.today = "2026-03-13"
    book.ok("log", "c1", "x", "--outcome", outcome)
    assert promised(book) == ([] if kept else [("2026-03-13", "样品")])


def test_a_log_of_an_earlier_day_keeps_the_promise_of_a_later_one(book):
    book.ok("next c1 fri 样品")
    book.today = "2026-03-16"
    book.ok("log c1 x --at 2026-03-12")
    assert promised(book) == [("2026-03-13", "样品")]
    book.ok("log c1 x --at 2026-03-13")
    assert promised(book) == []


def test_no_answer_keeps_the_promise_unless_next_replaces_it(book):
    book.ok("next c1 today 样品")
    book.ok("log c1 未接")
    assert promised(book) == [("2026-03-11", "样品")]
    book.ok("log c1 未接 --next 明天")
    assert promised(book) == [("2026-03-12", None)]


def test_next_makes_replaces_and_drops_a_promise(book):
    assert book.json("next", "c1", "5/1", "送", "样品")["next"] == "2026-05-01"
    assert promised(book) == [("2026-05-01", "送 样品")]
    book.ok("next c1 3d")
    assert promised(book) == [("2026-03-14", None)]
    book.ok("next c1 off")
    assert promised(book) == []
    again = book("next c1 off")
    assert (again.code, again.out) == (3, "")
    for wrong in ("yesterday", "昨天", "31-31", "wed", "soonish"):
        assert book("next", "c1", wrong).code == 2


def test_a_day_off_is_kept_with_a_remark(book):
    for words in ("next c1 周六", "snooze c1 周日", "log c1 x --next 3-14"):
        answer = book.ok(words)
        assert len(answer.lines) == 1
        assert "day off" in answer.err
    assert "day off" not in told(book.ok("next c1 周五"))


def test_snooze_until_a_day_and_off(book):
    assert book.json("snooze c1 2w")["next"] == "2026-03-25"
    shown = book.show("c1")
    assert (shown["snoozed_until"], shown["next"]) == ("2026-03-25", "2026-03-25")
    assert book.json("today") == []
    assert book.json("why c1")["gates"][0] == {
        **book.json("why c1")["gates"][0],
        "gate": "snoozed",
        "until": "2026-03-25",
    }
    assert book.json("snooze c1 off")["next"] == "2026-03-11"
    assert book("snooze c1 off").code == 3
    assert book("snooze c1 昨天").code == 2
    assert book.show("c1")["snoozed_until"] is None


def test_a_promise_while_somebody_rests_is_not_the_next_contact(book):
    book.ok("next c1 fri 样品")
    assert book.json("snooze c1 2w")["next"] == "2026-03-25"
    assert book.json("list")[0]["next"] == "2026-03-25"
    book.ok("snooze c1 off")
    assert book.json("list")[0]["next"] == "2026-03-13"
    book.ok("edit c1 --do-not-contact yes")
    assert book.json("list")[0]["next"] is None


# ---------------------------------------------------------------- a number that is nobody's


def test_a_dead_number_is_doubtful(book):
    book.ok("log c1 空号 --with 王建国")
    doubtful = {row["value"]: row["doubtful_since"] for row in book.show("c1")["channels"]}
    assert doubtful == {"+8613800138000": None, "+8613900139000": "2026-03-11"}
    assert book.show("c1")["interactions"][0]["outcome"] == "no_answer"


def test_the_number_that_was_called_is_the_one_the_list_shows(book):
    (row,) = book.json("today")
    book.ok("log c1 空號")
    assert [row["value"] for row in book.show("c1")["channels"] if row["doubtful_since"]] == [row["phone"]]
    book.ok("edit c1 --mobile 13700137000")
    book.ok("contact edit 王建国 --mobile 13600136000")
    assert [row for row in book.show("c1")["channels"] if row["doubtful_since"]] == []


def test_a_dead_number_by_mistake_is_trusted_again(book):
    for words in (("--retract",), ("已接通", "--correct")):
        book.ok("log c1 空号")
        (said, *_) = book.show("c1")["interactions"]
        book.ok("log", *words, said["id"])
        assert [row for row in book.show("c1")["channels"] if row["doubtful_since"]] == []


# ---------------------------------------------------------------- corrections


def state(crm, who="c1"):
    """All that a log may change, but for ids and the log itself."""
    shown, why = crm.show(who), crm.json("why", who)
    return {
        **{key: shown[key] for key in ("stage", "promises", "last_contact", "next", "touches", "snoozed_until")},
        "said": [(row["text"], row["outcome"], row["via"], row["contact"]) for row in shown["interactions"]],
        "score": why["score"], "surfaces": why["surfaces"], "pulse": pulse(crm, who),
    }  # fmt: skip


def pulse(crm, who):
    """The stored pulse without the ids in it, which put the moments of one second in order."""
    (row,) = crm.sql("SELECT last_touch, last_contact, last_answer, last_try, tries, touches, events, surfaces, stage_since"
                     " FROM pulse JOIN customers ON id = customer_id WHERE code_number = ?", int(who[1:]))  # fmt: skip
    events = {outcome: when[:10] for outcome, when in json.loads(row[6]).items()}
    return [value[:10] if isinstance(value, str) else value for value in row[:6]] + [events, *row[7:]]


def last(crm, who="c1") -> str:
    return crm.show(who)["interactions"][0]["id"]


STARTS = {
    "plain": (), "promise due": ("next WHO 2026-03-11 样品",), "promise later": ("next WHO 2026-03-13 样品",),
    "tried": ("log WHO 未接",), "customer": ("log WHO 成交",), "long ago": ("edit WHO --stage dormant",),
}  # fmt: skip
PAIRS = [("proposal", "answered"), ("won", "lost"), ("lost", "won"), ("no_answer", "answered"), ("answered", "no_answer"),
         ("answered", "proposal"), ("asked", "info"), ("proposal", "won")]  # fmt: skip
MORE = ((), ("--next", "3-20", "--aim", "回访"))


@pytest.mark.parametrize("start", STARTS)
def test_a_correction_is_as_if_it_had_been_so(crm, start):
    crm.today = "2026-03-10"
    crm.ok("init -y")
    for number, ((wrong, right), more) in enumerate(
        itertools.product(PAIRS[: None if start == "plain" else 4], MORE if start.startswith("p") else MORE[:1]), 1
    ):
        who = f"c{number}"
        crm.today = "2026-03-10"
        crm.ok("add", "A", "--stage", "evaluation")
        for words in STARTS[start]:
            crm.ok(*(word.replace("WHO", who) for word in words.split()))
        crm.today = "2026-03-11"
        before = state(crm, who)
        crm.ok("log", who, "x", "--outcome", wrong, *more)
        crm.ok("log", "--correct", last(crm, who)[-8:], "x", "--outcome", right)
        corrected = state(crm, who)
        crm.ok("log", "--retract", last(crm, who))
        assert state(crm, who) == before, (wrong, right, more)
        crm.ok("log", who, "x", "--outcome", right, *more)
        assert corrected == state(crm, who), (wrong, right, more)


def test_a_correction_keeps_what_it_does_not_name(book):
    book.ok("log", "c1", "oops", "--via", "visit", "--outcome", "positive", "--at", "昨天 10:00", "--with", "李梅", "--by",
    "张三",
            "--next", "周五 9:00", "--aim", "样品", "--stage", "needs", "--found", "新需求", "--link", "a.pdf")  # fmt: skip
    before = book.show("c1")
    book.ok("log", "--correct", last(book), "带了新图册")
    after = book.show("c1")
    changed = {"id", "text", "logged_at"}
    for old, new in zip(before["interactions"], after["interactions"], strict=True):
        assert {k: v for k, v in new.items() if k not in changed} == {k: v for k, v in old.items() if k not in changed}
    assert after["interactions"][0]["text"] == "带了新图册"
    assert (after["stage"], after["promises"]) == (before["stage"], before["promises"])
    assert (after["stage"], len(after["promises"])) == ("needs", 1)


def test_a_correction_may_change_anything(book):
    book.ok("log c1 x --next fri")
    book.ok(
        "log",
        "--correct",
        last(book),
        "--via",
        "visit",
        "--at",
        "昨天 9:00",
        "--next",
        "3-18",
        "--with",
        "李梅",
        "--outcome",
        "asked",
    )
    (said,) = book.show("c1")["interactions"]
    assert (said["via"], said["at"][:16], said["contact"], said["outcome"], said["text"]) == (
        "visit", "2026-03-10T09:00", "李梅", "asked", "x",
    )  # fmt: skip
    assert promised(book) == [("2026-03-18", None)]


def test_a_correction_of_an_older_log_leaves_what_came_later(crm):
    crm.ok("add A --stage needs")
    first = crm.json("log c1 寒暄")["id"]
    crm.ok("log c1 成交")
    crm.ok("log", "--correct", first, "已报价")
    assert crm.show("c1")["stage"] == "onboarding"
    crm.ok("log", "--retract", last(crm))
    crm.ok("edit c1 --stage dormant")
    crm.ok("log", "--correct", crm.show("c1")["interactions"][-1]["id"], "又已报价")
    assert crm.show("c1")["stage"] == "dormant"


def test_retracting_from_the_middle_and_then_the_end_leads_back_to_the_beginning(crm):
    crm.ok("add A --stage needs")
    before = state(crm)
    first = crm.json("log c1 已报价")["id"]
    second = crm.json("log c1 丢单")["id"]
    crm.ok("log", "--retract", first)
    assert crm.show("c1")["stage"] == "lost"
    crm.ok("log", "--retract", second)
    assert state(crm) == before


def test_a_promise_that_a_later_log_kept_stays_kept(book):
    book.ok("next c1 today 样品")
    first = book.json("log c1 聊")["id"]
    book.ok("log c1 送了样品")
    book.ok("log", "--correct", first, "未接")
    assert promised(book) == []
    book.ok("log", "--retract", last(book))
    assert book.json("why c1")["on_list"] is not None


def test_what_stopped_counting_is_found_nowhere_and_can_not_be_corrected_again(book):
    book.ok("log c1 错误的话")
    wrong = last(book)
    book.ok("log", "--correct", wrong, "正确的话")
    assert [row["text"] for row in book.show("c1")["interactions"]] == ["正确的话"]
    assert book("find 错误的话").code == 1
    for option in ("--correct", "--retract"):
        assert book("log", option, wrong, *(["x"] if option == "--correct" else [])).code == 3
    book.ok("log", "--retract", last(book))
    assert (book.show("c1")["interactions"], book.show("c1")["touches"]) == ([], 0)
    assert book("find 正确的话").code == 1
    # append-only: all three rows are there still
    assert book.sql("SELECT count(*) FROM interactions WHERE deleted_at IS NULL")[0][0] == 3


def test_the_log_of_a_deleted_customer_is_out_of_reach(book):
    book.ok("log c1 x")
    wanted = last(book)
    book.ok("delete c1")
    for words in (("--retract", wanted), ("--correct", wanted, "y")):
        assert (book("log", *words).code, book("log", *words).out) == (3, "")


def test_which_interaction_is_named_exactly(book):
    book.ok("log c1 x")
    for wrong, code in (("ab", 2), ("zzzzzzzz", 3), ("", 2)):
        answer = book("log", "--retract", wrong)
        assert (answer.code, answer.out) == (code, ""), wrong
    assert book("log", "--correct", last(book)).code == 2
    assert book("log", "c1", "text", "--retract", last(book)).code == 2
    assert len(book.show("c1")["interactions"]) == 1


# ---------------------------------------------------------------- time goes on


def test_one_rep_on_the_other_side_of_the_world(book):
    config = book.home / "config.yaml"
    text = config.read_text(encoding="utf-8").replace('time_zone: ""', "time_zone: Asia/Shanghai")
    assert "Asia/Shanghai" in text
    config.write_text(text, encoding="utf-8")
    book.ok("log", "c1", "x", "--at", "3-10 0:30")
    (said,) = book.show("c1")["interactions"]
    assert said["at"] == "2026-03-10T00:30:00+08:00"
    assert book.sql("SELECT at FROM interactions") == [("2026-03-09T16:30:00Z",)]
    assert book.show("c1")["last_contact"] == "2026-03-10"
    at = datetime.fromisoformat(said["at"])
    assert at.astimezone(UTC) + timedelta(hours=8) == datetime(2026, 3, 10, 0, 30, tzinfo=UTC)
