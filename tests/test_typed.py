"""What reps type that isn't quite the command: labels as options, a time behind a day, help as a word, choices in a terminal."""

from __future__ import annotations

import pytest


@pytest.fixture
def book(crm):
    crm.given("add 康乐", "add 华星 --city 深圳", "contact add c1 Emma", "contact add c2 Emma")
    return crm


@pytest.mark.parametrize(("option", "field", "value"), [("--等级", "grade", "B"), ("--備註", "notes", "x")])
def test_labels_are_options(book, option, field, value):
    book.ok("edit", "c1", option, value)
    assert book.show("c1")[field] == value
    book.ok("edit", "c1", f"{option}={value}")


def test_phones_by_their_label(book):
    book.ok("edit", "c1", "--电话", "0755-83781234")
    assert "83781234" in str(book.show("c1")["channels"])


def test_no_option_is_named_that_is_not_near(book):
    assert "Did you mean" not in book("edit c1 --宇宙 x").err
    assert "--grade" in book("edit c1 --grad B").err


@pytest.mark.parametrize(
    ("words", "said"),
    [(("contact", "add", "c1", "黄敏", "13622223333"), "--mobile 13622223333"), (("edit", "康乐", "等级", "B"), "--grade B")],
)
def test_what_was_meant_by_words_left_over_is_named(book, words, said):
    answer = book(*words)
    assert (answer.code, answer.out) == (2, "")
    assert f"Type {said} instead." in answer.err


@pytest.mark.parametrize(
    ("words", "at", "text"),
    [(("3天后", "上午10点", "带样品"), "2026-03-14T10:00", "带样品"), (("明天", "下午3点半", "见面"), "2026-03-12T15:30", "见面"),
     (("明天", "带样品"), "2026-03-12", "带样品")],
)  # fmt: skip
def test_a_time_behind_a_day_belongs_to_it(book, words, at, text):
    assert book.json("next", "c1", *words)["next"].startswith(at)
    assert book.show("c1")["promises"][0]["text"] == text


def test_snooze_takes_several_words(book):
    book.ok("snooze", "c1", "in", "2", "weeks")


@pytest.mark.parametrize("words", ["", "log", "contact add", "contact"])
def test_help_is_a_word_too(crm, words):
    assert crm.ok(*f"help {words}".split()).out == crm.ok(*words.split(), "--help").out


@pytest.mark.parametrize("typed", ["\n", "q\n", "n\n"])
def test_a_choice_can_be_left(book, typed):
    answer = book("edit emma --city x", typed=typed)
    assert answer.code == 3 and "Nothing was changed." in answer.err


@pytest.mark.parametrize("typed", ["2\n", "c2\n", "深圳\n", "huaxing\n", "zzz\n2\n"])
def test_a_choice_is_made_by_code_or_more_of_the_name(book, typed):
    book.ok("edit emma --notes chosen", typed=typed)
    assert book.show("c2")["notes"] == "chosen"
    assert book.show("c1")["notes"] is None


def test_people_are_listed_with_numbers_in_groups(book):
    book.ok("contact edit c2 --mobile 13900010009")
    assert "139 0001 0009" in book.ok("-f table contact list c2").out
