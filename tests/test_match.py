"""One person or two, one firm or two: how names, days, addresses and whole records are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salescli.core.language.names import firm_key, is_whole, looks_like_person, name_words
from salescli.core.matching import closeness
from salescli.core.matching.decide import CROWD, CardKeys, InBook, Person, decide
from salescli.core.matching.evidence import Commonness, Profile, likeness, parts_of
from salescli.core.matching.firms import alike
from salescli.core.matching.pairs import passed_on
from salescli.core.matching.settle import outcomes
from salescli.core.records.fields import CONTACT_FIELDS, CUSTOMER_FIELDS


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("华星电子有限公司", "华星电子", "same"), ("深圳市华星电子有限公司", "华星电子", "place"),
        ("深圳市华星电子有限公司", "华星电子（深圳）有限公司", "place"),
        ("华星电子（北京）有限公司", "华星电子（上海）有限公司", "branch"),
        ("华星电子有限公司深圳分公司", "华星电子有限公司", "branch"), ("中国工商银行深圳支行", "中国工商银行", "branch"),
        ("华星电子", "华兴电子", "near"), ("华星电子", "华星机械", "other"), ("华星", "华兴", "other"),
        ("华星电子1号厂", "华星电子2号厂", "other"), ("华星电子", "华星电子科技", "part"),
        ("Acme Electronics Ltd", "ACME Electronics Inc.", "same"), ("Acme Electronics", "Acmee Electronics", "near"),
        ("Acme", "Acmo", "other"), ("Acme 1", "Acme 2", "other"), ("Acme", "Zenith", "other"),
        ("Siemens", "Siemens Healthineers", "part"),
    ],
)  # fmt: skip
def test_firms(a: str, b: str, level: str) -> None:
    assert alike(firm_key(a), firm_key(b)) == alike(firm_key(b), firm_key(a)) == level


FIRM_NAMES = st.text("华星电子深圳北京分公司1 acme", min_size=1, max_size=10)


@given(FIRM_NAMES, FIRM_NAMES)
def test_firms_are_compared_both_ways_alike(a: str, b: str) -> None:
    assert alike(a, b) == alike(b, a)
    assert alike(a, a) == "same"


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("smith", "smith", "same"), ("smith", "smiht", "near"), ("smith", "smyth", "near"), ("robert", "rob", "far"),
        ("r", "robert", "far"), ("smith", "jones", "other"), ("li", "lu", "other"), ("thompson", "thomson", "near"),
    ],
)  # fmt: skip
def test_words_of_names(a: str, b: str, level: str) -> None:
    assert closeness.word(a, b) == closeness.word(b, a) == level


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("1980-03-05", "1980-03-05", "same"), ("1980-03-05", "1980-05-03", "near"), ("1980-03-05", "1980-03-06", "near"),
        ("1980-03-05", "1980-11-05", "far"), ("1980-03-05", "1980-03-31", "far"), ("1980-03-05", "1980-11-27", "year"),
        ("1980-03-05", "1992-11-27", "other"), ("--03-05", "1980-03-05", "near"), ("--03-05", "1980-03-06", "other"),
        ("not a day", "1980-03-05", "other"),
    ],
)  # fmt: skip
def test_days(a: str, b: str, level: str) -> None:
    assert closeness.day(a, b) == closeness.day(b, a) == level


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("li@huaxing.com", "li@huaxing.com", "same"), ("jon.smith@acme.com", "john.smith@acme.com", "near"),
        ("john.smith@acme.com", "john.smith@acme.co", "near"), ("john.smith@acme.com", "john.smith@gmail.com", "far"),
        ("li21@qq.com", "li22@qq.com", "far"), ("li@huaxing.com", "wang@huaxing.com", "other"),
    ],
)  # fmt: skip
def test_addresses(a: str, b: str, level: str) -> None:
    assert closeness.email(a, b) == closeness.email(b, a) == level


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("12 high street camden", "12 high street camden", "same"), ("camden 12 high street", "12 high street camden", "near"),
        ("12 hihg street camden", "12 high street camden", "near"), ("12 high street", "7 mill lane", "other"),
        ("深圳市南山区科技园", "深圳市南山区科技圆", "near"),
    ],
)  # fmt: skip
def test_places(a: str, b: str, level: str) -> None:
    assert closeness.place(a, b) == closeness.place(b, a) == level


@pytest.mark.parametrize(
    ("name", "person", "whole"),
    [("王建国", True, True), ("王伟", True, True), ("王总", True, False), ("欧阳娜娜", True, True), ("华星电子", False, True),
     ("John Smith", True, True), ("Smith", False, False), ("Mr Smith", False, False), ("Acme Ltd", False, True)],
)  # fmt: skip
def test_what_reads_like_a_person(name: str, person: bool, whole: bool) -> None:
    assert (looks_like_person(name), is_whole(name)) == (person, whole)


# ---------------------------------------------------------------- whole records


def someone(number: int, name: str, firm: str = "", **more: object) -> Profile:
    return Profile(f"p{number}", f"c{number}", name, firm, name_words(name), **more)  # type: ignore[arg-type]


NAMED = [f"{first} {last}" for first in ("Anna", "Peter", "Maria") for last in ("Brown", "Green", "White")]
STRANGERS = [someone(n, name, births=(f"19{n + 50}-0{n % 9 + 1}-11",)) for n, name in enumerate(NAMED)]


def sure(a: Profile, b: Profile) -> float:
    return likeness(a, b, Commonness([*STRANGERS, a, b])).confidence


@pytest.mark.parametrize(
    ("a", "b", "low", "high"),
    [
        # all that identifies is equal
        (someone(90, "John Smith", emails=("js@acme.com",)), someone(91, "John Smith", emails=("js@acme.com",)), 0.95, 1),
        (someone(90, "王建国", phones=("+8613800138000",)), someone(91, "王总", phones=("+8613800138000",)), 0.7, 1),
        (someone(90, "John Smith", births=("1980-03-05",), fields={"member": ("8812345",)}),
         someone(91, "Jon Smyth", births=("1980-03-05",), fields={"member": ("8812345",)}), 0.95, 1),
        # a slip of the pen in each
        (someone(90, "John Smith", births=("1980-03-05",), emails=("john.smith@acme.com",)),
         someone(91, "Smith Jhon", births=("1980-03-06",), emails=("jon.smith@acme.com",)), 0.9, 1),
        # a name alone, a couple, colleagues
        (someone(90, "John Smith"), someone(91, "John Smith"), 0.1, 0.9),
        (someone(90, "John Smith", births=("1950-03-05",), fields={"address": ("12 high street camden",)}),
         someone(91, "Mary Smith", births=("1952-11-27",), fields={"address": ("12 high street camden",)}), 0, 0.1),
        (someone(90, "王建国", "华星电子", phones=("+8675588880000",)),
         someone(91, "李娜", "华星电子", phones=("+8675588880000",)), 0, 0.5),
        # nothing in common
        (someone(90, "John Smith"), someone(91, "Peter Jones"), 0, 0.01), (someone(90, "王建国"), someone(91, "李娜"), 0, 0.01),
    ],
)  # fmt: skip
def test_how_likely_two_people_are_one(a: Profile, b: Profile, low: float, high: float) -> None:
    assert low <= sure(a, b) <= high


def firm(number: int, name: str, **more: object) -> Profile:
    return Profile(f"c{number}", f"c{number}", name, firm_key(name), **more)  # type: ignore[arg-type]


FIRMS = [firm(n, f"{name}有限公司") for n, name in enumerate(("宏达机械", "鑫源包装", "恒泰照明", "瑞丰塑料", "永盛仪表"))]


@pytest.mark.parametrize(
    ("a", "b", "low", "high"),
    [
        (firm(90, "华星电子有限公司"), firm(91, "华星电子股份有限公司"), 0.5, 1),
        (firm(90, "华星电子（北京）有限公司"), firm(91, "华星电子（上海）有限公司"), 0, 0.05),
        (firm(90, "华星电子有限公司"), firm(91, "华兴电子有限公司"), 0, 0.7),
        (firm(90, "华星电子有限公司", phones=("+8675588880000",)),
         firm(91, "华兴电子有限公司", phones=("+8675588880000",)), 0.9, 1),
        (firm(90, "华星电子有限公司", people=frozenset({"王建国"})),
         firm(91, "华兴电子", people=frozenset({"王建国"})), 0.8, 1),
        (firm(90, "华星电子有限公司"), firm(91, "大成物流有限公司"), 0, 0.01),
    ],
)  # fmt: skip
def test_how_likely_two_firms_are_one(a: Profile, b: Profile, low: float, high: float) -> None:
    assert low <= likeness(a, b, Commonness([*FIRMS, a, b])).confidence <= high


NAMES = st.sampled_from(("John Smith", "Jon Smith", "Smith", "J Smith", "Mary Jones", "van der Berg",
                         "王建国", "王总", "王建园", "李娜"))  # fmt: skip
VALUES = st.fixed_dictionaries({}, optional={
    "births": st.sampled_from((("1980-03-05",), ("1980-05-03",), ("1992-01-01", "1980-03-05"))),
    "emails": st.sampled_from((("js@acme.com",), ("js@acme.co",), ("x@y.org",))),
    "phones": st.sampled_from((("+8613800138000",), ("+8613800138001",))),
    "fields": st.sampled_from(({"city": ("london",)}, {"city": ("lodnon",), "id": ("8812345",)},
                               {"address": ("12 high street",)})),
})  # fmt: skip
PEOPLE = st.builds(lambda name, more: someone(0, name, **more), NAMES, VALUES)


@given(PEOPLE, PEOPLE)
def test_likeness_is_the_same_both_ways(a: Profile, b: Profile) -> None:
    common = Commonness([*STRANGERS, a, b])
    one, other = (sum(part.bits for part in parts_of(x, y, common)) for x, y in ((a, b), (b, a)))
    assert one == pytest.approx(other)


@given(PEOPLE, PEOPLE)
def test_nobody_is_more_like_one_than_one_is_oneself(a: Profile, b: Profile) -> None:
    common = Commonness([*STRANGERS, a, b])
    if a.words == b.words:
        assert likeness(a, b, common).confidence <= likeness(a, a, common).confidence + 1e-9


@given(st.integers(0, 50), st.integers(1, 50))
def test_a_value_says_less_the_more_share_it(holders: int, more: int) -> None:
    def bits(count: int) -> float:
        everybody = [someone(n, "Anna Brown", fields={"city": ("london" if n < count else "paris",)}) for n in range(200)]
        return Commonness(everybody).bits("city", "london")

    assert bits(holders + more) <= bits(holders)
    assert bits(holders + 5) < bits(0)


def test_father_and_son_are_less_likely_one_than_twice_the_father() -> None:
    home: dict[str, object] = {"fields": {"address": ("12 high street camden",)}}
    father, again, son = (someone(n, "John Smith", births=(day,), **home)
                          for n, day in ((90, "1950-03-05"), (91, "1950-03-05"), (92, "1981-11-27")))  # fmt: skip
    common = Commonness([*STRANGERS, father, again, son])
    assert sum(part.bits for part in parts_of(father, son, common)) + 10 < sum(
        part.bits for part in parts_of(father, again, common))  # fmt: skip


def test_likeness_is_passed_on_while_it_is_likely_enough() -> None:
    links = {(0, 1): 0.9, (1, 2): 0.9, (2, 3): 0.6}
    assert {pair: (conf, by) for pair, conf, by in passed_on(links, 0.5)} == {
        (0, 2): (0.81, 1), (1, 3): (0.54, 2)}  # fmt: skip


def test_likeness_is_not_passed_on_in_a_crowd() -> None:
    assert not list(passed_on({(n, n + 1): 1.0 for n in range(60)}, 0.5))


# ---------------------------------------------------------------- what joins by itself (CONTRACT 8)


def known(*cards: CardKeys) -> InBook:
    book = InBook()
    for number, card in enumerate(cards):
        book.add_firm(card.firm, f"c{number}")
        if card.name:
            book.add_person(Person(f"c{number}", f"p{number}", card.name, card.firm), card)
    return book


def card(name: str = "", firm: str = "", **more: object) -> CardKeys:
    more = {key: (value,) if key in ("mobiles", "emails", "phones", "handles") else value for key, value in more.items()}
    return CardKeys(firm_key(firm), name, name.casefold(), **more)  # type: ignore[arg-type]


M, E, T = "+8613800138000", "li@huaxing.com", "+8675588880000"


@pytest.mark.parametrize(
    ("had", "comes", "what", "why"),
    [
        (card("王建国", "华星电子", mobiles=M), card("王总", "别家", mobiles=M), "person", "mobile"),
        (card("王建国", "华星电子", emails=E), card("王建国", emails=E), "person", "email"),
        (card("王建国", "华星电子有限公司"), card("王建国", "华星电子"), "person", "firm_name"),
        (card("John Smith", birthday="1980-03-05"), card("John Smith", birthday="1980-03-05"), "person", "name_and"),
        (card("John Smith", address="12 high street"), card("John Smith", address="12 high street"), "person", "name_and"),
        (card("", "华星电子有限公司"), card("", "华星电子股份有限公司"), "firm", "firm"),
        # strangers, or doubt
        (card("王建国", mobiles=M), card("李娜", mobiles=M), "maybe", "other_name"),
        (card("王建国", emails=E), card("李娜", emails=E), "maybe", "other_name"),
        (card("John Smith", phones=T), card("J. Smith", phones=T), "maybe", "phone_name"),
        (card("John Smith", phones=T), card("Mary Jones", phones=T), "new", "line"),
        (card("王建国", handles="wx_1"), card("李娜", handles="wx_1"), "maybe", "other_name"),
        (card("John Smith"), card("John Smith"), "maybe", "name_only"),
        (card("Smith"), card("Smith"), "new", ""),
        (card("Smith", birthday="1980-03-05"), card("Smith", birthday="1980-03-05"), "new", ""),
        (card("John Smith", birthday="1980-03-05"), card("John Smith", birthday="1961-11-27"), "new", ""),
        (card("John Smith", address="12 high street", birthday="1950-03-05"),
         card("John Smith", address="12 high street", birthday="1981-11-27"), "new", ""),
        (card("John Smith", birthday="1980-03-05"), card("John Smith", birthday="1980-03-05", emails=E),
         "maybe", "name_only"),
        (card("John Smith", "Acme", birthday="1980-03-05"), card("John Smith", birthday="1980-03-05"), "new", ""),
        (card("John Smith", "Acme", address="12 high street"), card("John Smith", address="12 high street"), "new", ""),
        (card("王建国", "华星电子（北京）"), card("王建国", "华星电子（上海）"), "new", ""),
        (card("", "深圳市华星电子有限公司"), card("", "华星电子"), "maybe", "near_firm"),
        (card("", "华星电子"), card("", "华星电子有限公司深圳分公司"), "new", ""),
        (card("王建国"), card("王建国", "华星电子"), "new", ""),
    ],
)  # fmt: skip
def test_what_joins_by_itself(had: CardKeys, comes: CardKeys, what: str, why: str) -> None:
    verdict = decide(comes, known(had))
    assert verdict.what == what
    assert (verdict.why.key if verdict.why else "") == (f"match.{why}" if why else "")


def test_a_name_that_many_have_is_no_doubt() -> None:
    assert decide(card("王伟"), known(*[card("王伟", birthday=f"19{n}-01-01") for n in range(60, 70)])).what == "new"


# ---------------------------------------------------------------- fields side by side


@pytest.mark.parametrize(
    ("field", "kept", "other", "what", "wins"),
    [
        ("city", None, "Shenzhen", "filled", "Shenzhen"), ("city", "Shenzhen", None, None, None),
        ("city", "Shenzhen", "Shenzhen", None, None), ("city", "Shenzhen", "Guangzhou", "alternative", "Shenzhen"),
        ("notes", "met at fair", "likes tea", "added", "met at fair\nlikes tea"),
        ("notes", "met; likes tea", "likes tea", None, None),
        ("do_not_contact", 0, 1, "safer", 1), ("do_not_contact", 1, 0, None, None), ("stage", "needs", "active", None, None),
        ("name", "王总", "王建国", "whole", "王建国"), ("name", "王建国", "王总", "alternative", "王建国"),
    ],
)  # fmt: skip
def test_what_becomes_of_a_field(field: str, kept: object, other: object, what: str | None, wins: object) -> None:
    blank = {f.name: None for f in CUSTOMER_FIELDS}
    found = outcomes(CUSTOMER_FIELDS, {**blank, field: kept}, {**blank, field: other})
    assert [(one.field, one.what, one.wins) for one in found] == ([(field, what, wins)] if what else [])


def test_money_of_another_currency_is_no_filling() -> None:
    blank = {f.name: None for f in CUSTOMER_FIELDS}
    found = outcomes(CUSTOMER_FIELDS, {**blank, "currency": "CNY"}, {**blank, "currency": "USD", "budget": 100})
    assert {one.field: one.what for one in found} == {"currency": "alternative", "budget": "alternative"}


def test_people_have_fields_of_their_own() -> None:
    blank = {f.name: None for f in CONTACT_FIELDS}
    (found,) = outcomes(CONTACT_FIELDS, {**blank, "primary": 0}, {**blank, "primary": 1, "title": "CEO"})
    assert (found.field, found.what) == ("title", "filled")


def test_a_firms_fax_makes_nobody_the_same() -> None:
    known = InBook()
    known.add_own("fax", "+8675583781234", "1", "甲厂")
    assert decide(CardKeys("", "王强", "王强", phones=("+8675583781234",)), known).like == ""
    known.add_own("phone", "+8675583781234", "1", "甲厂")
    assert decide(CardKeys("", "王强", "王强", phones=("+8675583781234",)), known).like == "1"


def test_of_very_many_with_one_address_the_one_who_is_named_so_is_meant() -> None:
    known = InBook()
    for at in range(3 * CROWD):
        name = f"wang{at:03}"
        known.add_person(Person(f"c{at:03}", f"p{at:03}", name, ""), CardKeys("", name, name, emails=("info@huaxing.cn",)))
    last = f"wang{3 * CROWD - 1:03}"
    verdict = decide(CardKeys("", last, last, emails=("info@huaxing.cn",)), known)
    assert (verdict.what, verdict.contact) == ("person", f"p{3 * CROWD - 1:03}")


@pytest.mark.parametrize(("city", "what", "customer"), [("shenzhen", "firm", "c2"), ("foshan", "firm", "c1"), ("", "maybe", "")])
def test_of_several_firms_of_a_name_the_one_of_that_city_is_meant(city: str, what: str, customer: str) -> None:
    known = InBook()
    for one in ("c1", "c2"):
        known.add_firm("huaxing", one)
    for one, place in (("c1", "foshan"), ("c2", "shenzhen")):
        known.add_branch("huaxing", place, one)
    verdict = decide(CardKeys("huaxing", "li", "li", city=city), known)
    assert (verdict.what, verdict.customer) == (what, customer)
