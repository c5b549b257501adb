"""`crm find` looks at every place of the book, at each text once, and finds just what looking at all of it finds."""

from __future__ import annotations

import sqlite3

import pytest
from conftest import Crm
from hypothesis import example, given
from hypothesis import strategies as st

from salescli.store.finding.keys import fold, traditional
from salescli.store.finding.search import Needles


@pytest.fixture
def book(crm: Crm) -> Crm:
    """Customers who have 佛山 or Leeds in one place each."""
    crm.ok("add 华星电子 --city 佛山 --province 广东 --address 工业大道8号")
    crm.ok("add 宏达五金 --address 佛山大道1号")
    crm.ok("add 'Acme Tools' --city Leeds --email info@acme-tools.co.uk")
    crm.ok("contact add c3 'Emma Clarke' --city Bath --address '12 Leeds Road' --mobile +447400123456")
    crm.ok("add 锐进五金 --tag 佛山展会")
    crm.ok("add 金宇科技 --set 门店=佛山店")
    crm.ok("add 第六家")
    crm.ok("log c6 下周去佛山看样")
    return crm


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("佛山", {"c1": ["city"], "c2": ["address"], "c4": ["tag"], "c5": ["门店"], "c6": ["interaction"]}),
        ("佛", {"c1": ["city"], "c2": ["address"], "c4": ["tag"], "c5": ["门店"], "c6": ["interaction"]}),
        ("foshan", {"c1": ["city"]}),
        ("廣東", {"c1": ["province"]}),
        ("工业大道", {"c1": ["address"]}),
        ("leeds", {"c3": ["address", "city"]}),
        ("LEEDS road", {"c3": ["address", "city"]}),
        ("bath", {"c3": ["city"]}),
        ("ACME-tools", {"c3": ["email", "name"]}),
        ("7400 123456", {"c3": ["mobile"]}),
        ("佛山 华星", {"c1": ["city", "name"]}),
        ("100%", {}),
        ("_", {}),
    ],
)
def test_every_place_is_looked_at(book: Crm, text: str, found: dict[str, list[str]]) -> None:
    rows = book("-f", "json", "find", text).json()
    assert {row["code"]: sorted({hit["where"] for hit in row["matched"]}) for row in rows} == found


LETTERS = st.text("aAbB李华華电電%_\\ 1éÉİ", max_size=8)


@given(kept=LETTERS, typed=LETTERS.filter(str.strip))
@example(kept="ROI对比", typed="roi对比")
@example(kept="50%", typed="0%")
@example(kept="É", typed="é")
def test_the_tests_in_sql_find_what_looking_finds(kept: str, typed: str) -> None:
    key = fold(typed)
    lower = "".join(char.lower() if char.isascii() else char for char in kept)
    needles = Needles.of(typed, key, traditional(key))
    db = sqlite3.connect(":memory:")
    found = db.execute(f"SELECT {needles.test('t.text')} FROM (SELECT :kept AS text) t", {**needles.values, "kept": kept})
    assert bool(found.fetchone()[0]) == (typed in kept or key in lower or traditional(key) in lower)
    db.close()
