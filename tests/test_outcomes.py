"""The outcome word at the beginning of a log's text (CONTRACT 4)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salescli.core.model import OUTCOMES
from salescli.core.outcomes import WHOLE_ONLY, WORDS, marks_number_doubtful, read_outcome

ALL_WORDS = [(word, outcome) for outcome, words in WORDS.items() for word in words]
LABELS = {
    "answered": "已接通", "positive": "有意向 有意願", "objection": "有异议 有異議", "refused": "已拒绝 已拒絕",
    "proposal": "已报价 已報價", "won": "成交", "lost": "丢单 未成交", "complaint": "投诉 客訴",
    "asked": "待回复 待回覆 待我方回复 待我方回覆", "info": "已发资料 已寄資料",
    "no_answer": "未接 没接 没人接 无人接听 未接听 打不通 没打通 占线 关机 拒接 空号 沒接 忙線 關機",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "outcome"),
    [(key, key) for key in OUTCOMES] + [(word, key) for key, words in LABELS.items() for word in words.split()],
)
def test_every_promised_word(text: str, outcome: str) -> None:
    assert read_outcome(text) == read_outcome(f"  {text}\n") == outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("未接", "no_answer"),
        ("未接，下午再打", "no_answer"),
        ("未接 下午再打", "no_answer"),
        ("未接　下午再打", "no_answer"),
        ("未接听，下午再打", "no_answer"),
        ("关机。", "no_answer"),
        ("空号", "no_answer"),
        ("No answer", "no_answer"),
        ("no answer left a message", "no_answer"),
        ("no  answer; again", "no_answer"),
        ("no_answer", "no_answer"),
        ("ＰＲＯＰＯＳＡＬ", "proposal"),
        ("Proposal: 30k", "proposal"),
        ("proposal, sent by mail", "proposal"),
        ("已报价（3万）", "proposal"),
        ("已報價 3 萬", "proposal"),
        ("拒绝 太贵", "refused"),
        ("已拒绝、太贵", "refused"),
        ("待我方回复：价格", "asked"),
        ("asked?", "asked"),
        ("Answered. Wants prices", "answered"),
        ("WON", "won"),
        ("成交", "won"),
    ],
)
def test_outcomes(text: str, outcome: str) -> None:
    assert read_outcome(text) == outcome


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "要ROI对比，周四给", "未接受报价", "未接受，再谈", "成交价谈不拢", "成交，周五签", "成交 了",
        "proposal next week, he said",
        "won the tender, he says", "lost, maybe", "未成交 原因不明", "丢单，价格", "info@huaxing.com is her address",
        "proposal.pdf opened", "proposal's too long", "answered my questions", "positive-minded man",
        "asked for prices",
        "refused/declined", "no answers yet", "投诉处理完了", "已报价3万", "他说未接", "，未接",
    ],
)  # fmt: skip
def test_notes(text: str) -> None:
    assert read_outcome(text) is None


def test_the_longest_word_counts() -> None:
    assert read_outcome("未成交") == "lost"
    assert read_outcome("没人接听 再打") == "no_answer"


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("空号", True),
        ("空號，換人", True),
        ("空号 找前台", True),
        ("空号码簿", False),
        ("未接", False),
        ("不是空号", False),
    ],
)
def test_a_dead_number(text: str, doubtful: bool) -> None:
    assert marks_number_doubtful(text) is doubtful


def test_every_outcome_has_its_key_as_a_word_and_no_word_has_two() -> None:
    assert set(WORDS) == set(OUTCOMES)
    assert all(outcome in words for outcome, words in WORDS.items())
    assert len({word for word, _ in ALL_WORDS}) == len(ALL_WORDS)


LETTERS = st.characters(whitelist_categories=["Lo"], min_codepoint=0x4E00, max_codepoint=0x9FFF)


@given(st.sampled_from(ALL_WORDS), LETTERS, st.text(max_size=5))
def test_a_character_right_after_the_word_makes_it_a_note(word: tuple[str, str], letter: str, rest: str) -> None:
    text = word[0] + letter
    if not any(longer.startswith(text) for longer, _ in ALL_WORDS):
        assert read_outcome(text + rest) is None


@given(st.sampled_from(ALL_WORDS), st.sampled_from("，。；：、！？,;:!?"), st.text(max_size=5))
def test_punctuation_right_after_the_word_ends_it(word: tuple[str, str], mark: str, rest: str) -> None:
    expected = None if word[1] in WHOLE_ONLY else word[1]
    assert read_outcome(word[0] + mark + rest) == expected


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert read_outcome(text) in (*OUTCOMES, None)
    assert marks_number_doubtful(text) in (True, False)
    assert read_outcome("，" + text) is None
