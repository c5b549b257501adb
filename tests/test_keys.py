"""Keys of names: the same for two spellings, and read as the pinyin library reads the whole name."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC
from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT, RE_HANS

from salescli.store.finding import pinyin
from salescli.store.finding.keys import fold, name_keys

SIGNS = "重庆长银行明霞家电城有限公司王曾任乐中还差好一不了着朝阳〇龘㐀𠀀アイ가77aB·（）- é"
WORDS = ("重庆", "银行", "长城", "朝阳", "音乐", "会计", "参差不齐", "一行", "行长")
VARYING = st.lists(st.sampled_from(WORDS)).map("".join)
NAMES = st.one_of(st.text(SIGNS, max_size=20), st.tuples(VARYING, st.text(SIGNS, max_size=4), VARYING).map("".join))


@pytest.mark.parametrize(
    ("name", "person", "pinyin", "initials"),
    [
        ("重庆银行", False, "chong qing yin hang", "cqyh"), ("行长", False, "hang zhang", "hz"),
        ("长城77号", False, "chang cheng 77 hao", "cc7h"),
        ("曾重", True, "zeng zhong", "zz"), ("任乐", True, "ren le", "rl"), ("單先生", True, "shan xian sheng", "sxs"),
        ("José Á. Smith", True, "jose a smith", "jas"), ("·", False, "", ""),
    ],
)  # fmt: skip
def test_pinyin_and_initials(name: str, person: bool, pinyin: str, initials: str) -> None:
    assert name_keys(name, person=person)[1:] == (pinyin, initials)


@settings(max_examples=500)
@given(NAMES)
def test_names_are_read_as_the_library_reads_them(name: str) -> None:
    assert pinyin.syllables(fold(name)) == by_library(fold(name))


def by_library(key: str) -> list[str]:
    letters = ["".join(char if char.isalnum() else " " for char in part) for part in lazy_pinyin(key)]
    return " ".join(letters).split()


def test_phrases_and_characters_are_read_as_the_library_reads_them() -> None:
    texts = [text for text in [*PHRASES_DICT, *map(chr, PINYIN_DICT)] if RE_HANS.match(text)]
    assert not [text for text in texts[::23] if pinyin.syllables(text) != by_library(text)]


WORDS_CHANGED = ("瞭解", "沈香", "沈", "答覆", "藉口", "慰藉", "甦醒", "林甦", "毛坏", "坏", "海哩", "衹得", "想像", "乾隆",
                 "乾燥", "臺灣", "華星電子", "後發", "皇后", "里長", "公里", "製程", "﨎", "𡑩")  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.sampled_from([*WORDS_CHANGED, *WORDS, "a7", "（", "アイ"]), max_size=6).map("".join))
def test_names_are_made_simple_as_the_library_does_it(name: str) -> None:
    plain = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    assert fold(name) == OpenCC("t2s").convert(plain)
