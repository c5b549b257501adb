"""The filter of `--where` (CONTRACT 3, EXPR)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salescli.core.errors import WrongUsage
from salescli.core.language.where import Condition, Either, holds, leaves, parse_where

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)  # a Saturday
FIELDS = {
    "name": "text", "phone": "text", "source": "text", "stage": "choice", "grade": "choice", "employees": "int",
    "budget": "money", "founded": "day", "do_not_contact": "flag", "last_contact": "past_day", "next": "future_day",
    "own.colour": "text", "own.name": "text", "等级": "choice", "来源": "text", "最近聯絡": "past_day",
}  # fmt: skip
STAGES = {"needs": "needs", "Needs": "needs", "NEEDS": "needs", "需求确认": "needs", "需求確認": "needs", "lost": "lost"}


def stage(field: str, value: str) -> str:
    """A choice that knows two stages."""
    if value not in STAGES:
        raise WrongUsage("choice_unknown", option=field, value=value)
    return STAGES[value]


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("name=华星电子", [("name", "=", "华星电子")]),
        ("name = 华星 电子 ", [("name", "=", "华星 电子")]),
        ("name!=a", [("name", "!=", "a")]),
        ("name~O'Neil", [("name", "~", "O'Neil")]),
        ("name='R and D' and stage=needs", [("name", "=", "R and D"), ("stage", "=", "needs")]),
        ('name="a=b" AND source~广交会', [("name", "=", "a=b"), ("source", "~", "广交会")]),
        ("name=“a and b”", [("name", "=", "a and b")]),
        ("name=「甲 and 乙」 且 grade=S", [("name", "=", "甲 and 乙"), ("grade", "=", "S")]),
        ("name>M and name<=Z", [("name", ">", "M"), ("name", "<=", "Z")]),
        ("source=Brandt\nand\ngrade=A", [("source", "=", "Brandt"), ("grade", "=", "A")]),
        ("name=Sandand", [("name", "=", "Sandand")]),
        ("phone=", [("phone", "=", None)]),
        ("phone=''", [("phone", "=", None)]),
        ("phone!=", [("phone", "!=", None)]),
        ("next= and founded!=''", [("next", "=", None), ("founded", "!=", None)]),
        ("等级＝S", [("等级", "=", "S")]),
        ("employees≥200", [("employees", ">=", 200)]),
        ("employees>=1,200", [("employees", ">=", 1200)]),
        ("employees<-3", [("employees", "<", -3)]),
        ("budget=12.5", [("budget", "=", 1250)]),
        ("budget>=1.5万", [("budget", ">=", 1_500_000)]),
        ("budget<￥１，２００．０５", [("budget", "<", 120_005)]),
        ("do_not_contact=yes", [("do_not_contact", "=", True)]),
        ("do_not_contact!=否", [("do_not_contact", "!=", False)]),
        ("last_contact older 30d", [("last_contact", "older", date(2026, 10, 22))]),
        ("last_contact OLDER than 30 days and grade=S", [("last_contact", "older", date(2026, 10, 22)), ("grade", "=", "S")]),
        ("Last Contact within 7d", [("last_contact", "within", date(2026, 11, 14))]),
        ("最近聯絡超過30天", [("最近聯絡", "older", date(2026, 10, 22))]),
        ("最近聯絡 不超过 一周 且 grade=S", [("最近聯絡", "within", date(2026, 11, 14)), ("grade", "=", "S")]),
        ("founded older 10y", [("founded", "older", date(2016, 11, 21))]),
        ("next within 1w", [("next", "within", date(2026, 11, 28))]),
        ("name~older than 5", [("name", "~", "older than 5")]),
        ("last_contact=30d", [("last_contact", "=", date(2026, 10, 22))]),
        ("last_contact<30 days ago", [("last_contact", "<", date(2026, 10, 22))]),
        ("next<in 7 days", [("next", "<", date(2026, 11, 28))]),
        ("next<3天后", [("next", "<", date(2026, 11, 24))]),
        ("last_contact>=fri", [("last_contact", ">=", date(2026, 11, 20))]),
        ("last_contact=昨天", [("last_contact", "=", date(2026, 11, 20))]),
        ("最近聯絡>上週五", [("最近聯絡", ">", date(2026, 11, 13))]),
        ("founded<12-01", [("founded", "<", date(2025, 12, 1))]),
        ("next<today", [("next", "<", date(2026, 11, 21))]),
        ("next>=12-01", [("next", ">=", date(2026, 12, 1))]),
        ("next<2026-01-01", [("next", "<", date(2026, 1, 1))]),
        ("Last Contact<一个月前", [("last_contact", "<", date(2026, 10, 21))]),
        ("do-not-contact=no", [("do_not_contact", "=", False)]),
        ("NAME=a", [("name", "=", "a")]),
        ("colour=red", [("own.colour", "=", "red")]),
        ("own.colour=red", [("own.colour", "=", "red")]),
        ("own.name=x", [("own.name", "=", "x")]),
        ("name='; drop table customers --'", [("name", "=", "; drop table customers --")]),
    ],
)
def test_conditions(text: str, conditions: list[tuple[str, str, object]]) -> None:
    assert parse_where(text, FIELDS, NOW) == tuple(Condition(*each) for each in conditions)


def test_a_flag_is_no_number() -> None:
    assert parse_where("do_not_contact=1", FIELDS, NOW)[0].value is True


@pytest.mark.parametrize(
    ("text", "key"), [("stage=需求確認", "needs"), ("stage=NEEDS", "needs"), ("stage!=lost", "lost")]
)
def test_a_choice_takes_its_label_in_any_language(text: str, key: str) -> None:
    assert parse_where(text, FIELDS, NOW, stage)[0].value == key


@pytest.mark.parametrize(
    ("text", "key", "params"),
    [
        ("", "where_incomplete", {}),
        ("name=a and ", "where_incomplete", {}),
        ("name", "where_not_understood", {"text": "name"}),
        ("=a", "where_not_understood", {"text": "=a"}),
        ("name~R and D", "where_not_understood", {"text": "D"}),
        ("name='a", "where_bad_quote", {"text": "'a"}),
        ("name='a' b", "where_bad_quote", {"text": "'a' b"}),
        ("name=>a", "where_bad_operator", {"field": "name", "op": "=>"}),
        ("stage<needs", "where_bad_operator", {"field": "stage", "op": "<"}),
        ("next~2026", "where_bad_operator", {"field": "next", "op": "~"}),
        ("do_not_contact>no", "where_bad_operator", {"field": "do_not_contact", "op": ">"}),
        ("phone~", "where_bad_operator", {"field": "phone", "op": "~"}),
        ("employes=5", "where_unknown_field", {"field": "employes", "near": "employees"}),
        ("color=red", "where_unknown_field", {"field": "color", "near": "own.colour"}),
        ("zzzz=1", "where_no_such_field", {"field": "zzzz"}),
        ("name=a or ", "where_incomplete", {}),
        (" and ".join(["name=a"] * 201), "where_too_long", {}),
        ("(" * 5000 + "name=a", "where_too_long", {}),
        ("(name=a", "where_bad_parenthesis", {"text": "(name=a"}),
        ("name=a and (name=b or (name=c)", "where_bad_parenthesis", {"text": "(name=b or (name=c)"}),
        ("name=a) and name=b", "where_bad_parenthesis", {"text": ") and name=b"}),
        ("()", "where_not_understood", {}),
        ("(name='a' b)", "where_bad_quote", {}),
        ("name=a grade~S", "where_not_understood", {"text": "a grade~S"}),
        ("employees=many", "where_bad_int", {"field": "employees", "value": "many"}),
        ("employees=1.5", "where_bad_int", {"field": "employees", "value": "1.5"}),
        ("employees=12,34", "where_bad_int", {"field": "employees", "value": "12,34"}),
        ("employees=9223372036854775808", "where_bad_int", {"field": "employees", "value": "9223372036854775808"}),
        ("budget=1.005", "where_bad_money", {"field": "budget", "value": "1.005"}),
        ("do_not_contact=maybe", "where_bad_flag", {"field": "do_not_contact", "value": "maybe"}),
        ("founded=soon", "where_bad_day", {"field": "founded", "value": "soon"}),
        ("next=明天 15:00", "where_bad_day", {"field": "next", "value": "明天 15:00"}),
        ("last_contact<30d", "where_bare_span", {"text": "last_contact<30d", "first": "last_contact older 30d",
                                                 "second": "last_contact within 30d"}),
        ("最近聯絡>=兩週", "where_bare_span", {"first": "最近聯絡 older 兩週", "second": "最近聯絡 within 兩週"}),
        ("next<7d", "where_bare_span", {"first": "next within 7d", "second": "next>2026-11-28"}),
        ("next older 7d", "where_bad_operator", {"field": "next", "op": "older"}),
        ("employees within 7d", "where_bad_operator", {"field": "employees", "op": "within"}),
        ("last_contact older 2026-01-01", "where_bad_span", {"field": "last_contact", "op": "older", "value": "2026-01-01"}),
        ("last_contact within 2h", "where_bad_span", {"field": "last_contact", "op": "within", "value": "2h"}),
        ("last_contact older", "where_not_understood", {"text": "last_contact older"}),
        ("stage=nowhere", "choice_unknown", {"option": "stage", "value": "nowhere"}),
        (
            "last_contact=sat",
            "where_ambiguous_day",
            {"field": "last_contact", "text": "sat", "first": date(2026, 11, 14), "second": date(2026, 11, 21)},
        ),
    ],
)
def test_what_is_wrong_is_named(text: str, key: str, params: dict[str, object]) -> None:
    with pytest.raises(WrongUsage) as caught:
        parse_where(text, FIELDS, NOW, stage)
    assert caught.value.key == key
    assert params.items() <= caught.value.params.items()


NAMED = {name: Condition("name", "=", name) for name in "abcd"}


@pytest.mark.parametrize(("text", "ways"), [
    ("name=a or name=b", [["a"], ["b"]]), ("name=a 或 name=b 或者 name=c", [["a"], ["b"], ["c"]]),
    ("name=a and name=b or name=c", [["a", "b"], ["c"]]), ("name=a or name=b AND name=c", [["a"], ["b", "c"]]),
    ("name='a'or name=b", [["a"], ["b"]]), ("（name=a）or（name=b）", [["a"], ["b"]]), ("((name=a)or(name=b))", [["a"], ["b"]]),
])  # fmt: skip
def test_or_binds_less_than_and(text: str, ways: list[list[str]]) -> None:
    assert parse_where(text, FIELDS, NOW) == (Either(tuple(tuple(NAMED[name] for name in way) for way in ways)),)


def test_parentheses_bind_most() -> None:
    first, (second,) = parse_where("name=a and (name=b or name=c and (name=d))", FIELDS, NOW)[0], parse_where(
        "name=a and (name=b or name=c and (name=d))", FIELDS, NOW)[1:]  # fmt: skip
    assert first == NAMED["a"]
    assert second == Either(((NAMED["b"],), (NAMED["c"], NAMED["d"])))


@pytest.mark.parametrize(("text", "value"), [
    ("name=华星(深圳)", "华星(深圳)"), ("name~华星（深圳 or 上海）", "华星（深圳 or 上海）"), ("(name=华星(深圳))", "华星(深圳)"),
    ("name='a) or (b'", "a) or (b"), ("name=Order", "Order"), ("name=or", "or"), ("name=甲或乙", "甲或乙"),
])  # fmt: skip
def test_a_value_keeps_its_own_parentheses_and_words(text: str, value: str) -> None:
    ((_, _, found),) = parse_where(text, FIELDS, NOW)
    assert found == value


@pytest.mark.parametrize(("text", "value"), [
    ("budget>=5k", 500_000), ("budget>US$500", 50_000), ("budget<1.2亿", 12_000_000_000), ("budget=1,234.50", 123_450),
    ("employees>200人", 200),
])  # fmt: skip
def test_numbers_are_read_as_they_are_anywhere(text: str, value: int) -> None:
    assert parse_where(text, FIELDS, NOW)[0].value == value


# ---------------------------------------------------------------- properties

SIGNS = (" older ", " within ", "=", "!=", "<", ">", "<=", ">=", "~", "and", "且", "or", "或", "(", ")", "（", "'", '"', "“", "”",
         " ")  # fmt: skip
PIECES = st.sampled_from([*FIELDS, *SIGNS, "30d", "today", "周六", "1.5万", "yes", "12-01", "R", "x"])


@settings(max_examples=400)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join), st.lists(PIECES, max_size=12).map(" ".join)))
def test_whatever_is_typed_is_conditions_or_wrong_usage(text: str) -> None:
    try:
        found = parse_where(text, FIELDS, NOW, stage)
    except WrongUsage:
        return
    assert found
    for field, op, value in leaves(found):
        assert field in FIELDS
        assert op in ("=", "!=", "<", "<=", ">", ">=", "~", "older", "within")
        assert value is not None or op in ("=", "!=")


@given(st.sampled_from(["name", "phone", "own.colour"]), st.text(min_size=1).filter(lambda text: "'" not in text))
def test_a_quoted_value_is_taken_as_it_is(field: str, value: str) -> None:
    text = f"{field}='{value}' and employees>3"
    assert parse_where(text, FIELDS, NOW) == (Condition(field, "=", value), Condition("employees", ">", 3))


@given(st.integers(-(10**15), 10**15))
def test_every_amount_is_its_minor_units(cents: int) -> None:
    sign, whole, rest = "-" if cents < 0 else "", abs(cents) // 100, abs(cents) % 100
    assert parse_where(f"budget={sign}{whole}.{rest:02}", FIELDS, NOW)[0].value == cents
    assert parse_where(f"budget={sign}{whole:,}.{rest:02}", FIELDS, NOW)[0].value == cents


Tree = tuple[str, Callable[[set[str]], bool]]
"""A text, and whether it holds by which comparisons are true."""


def either(two: tuple[Tree, Tree]) -> Tree:
    (first, one), (second, other) = two
    return f"({first}) or ({second})", lambda true: one(true) or other(true)


def both(two: tuple[Tree, Tree]) -> Tree:
    (first, one), (second, other) = two
    return f"({first}) and ({second})", lambda true: one(true) and other(true)


LEAVES = st.sampled_from("abcd").map(lambda name: (f"name={name}", lambda true: name in true))
TREES = st.recursive(LEAVES, lambda inner: st.tuples(inner, inner).map(either) | st.tuples(inner, inner).map(both), max_leaves=9)


@given(TREES, st.sets(st.sampled_from("abcd")))
def test_any_mix_holds_as_its_words_say(tree: Tree, true: set[str]) -> None:
    text, wanted = tree
    assert holds(parse_where(text, FIELDS, NOW), lambda one: one.value in true) == wanted(true)
