"""WHO (CONTRACT 2): whom a rep means by a code, a row, a name, digits, a title, pinyin or a part, in this order."""

from __future__ import annotations

import json
import re

import pytest

CUSTOMERS = (
    ("华星电子有限公司", "--phone 0755-83781234 --fax 0755-83781299"), ("北方重工", "--mobile 13900139000"),
    ("重庆长安机械", ""), ("臺灣積體電路", "--phone +886-2-2720-9000"), ("Siemens AG", "--phone +49-89-636-00"),
    ("Müller & Söhne", "--phone +44-20-7946-0958"), ("ＡＢＣ Trading", ""), ("单氏食品", ""),
)  # fmt: skip
PEOPLE = (
    ("c1", "王建国", "--title 总经理 --mobile 13800138000"), ("c2", "王芳", "--title 销售经理"), ("c3", "李四",
    "--title 工程师"),
    ("c5", "Peter Wang", "--title Director"), ("c6", "欧阳娜娜", ""), ("c7", "陈静", "--form-of-address 陈博士"),
    ("c8", "单雄信", ""),
)  # fmt: skip


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """A book to ask; nobody writes into it."""
    from conftest import Crm

    crm = Crm(tmp_path_factory.mktemp("who") / "home")
    for name, more in CUSTOMERS:
        crm.ok("add", name, *more.split())
    for customer, name, more in PEOPLE:
        crm.ok("contact", "add", customer, name, *more.split())
    return crm


def who(crm, text) -> str:
    """The code of the one customer meant."""
    return str(crm.json("show", text)["code"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        # a code
        ("c1", "c1"), ("C3", "c3"), (" c4 ", "c4"),
        # a whole name: in any width, case and spacing, simplified or traditional
        ("华星电子有限公司", "c1"), ("華星電子有限公司", "c1"), ("台湾积体电路", "c4"), ("臺灣積體電路", "c4"), ("siemens ag",
        "c5"),
        ("SIEMENS   AG", "c5"), ("abc trading", "c7"), ("ABC　TRADING", "c7"), ("müller & söhne", "c6"),
        # digits of a phone, however they are written
        ("83781234", "c1"), ("0755-83781234", "c1"), ("0755 8378 1234", "c1"), ("(0755)8378-1234", "c1"), ("+86 755 8378 1234",
        "c1"),
        ("1234", "c1"), ("13800138000", "c1"), ("138 0013 8000", "c1"), ("+86-138-0013-8000", "c1"), ("008613800138000", "c1"),
        ("１３８００１３８０００", "c1"), ("8000", "c1"), ("139-0013-9000", "c2"), ("27209000", "c4"), ("+44 (0)20 7946 0958",
        "c6"),
        ("020 7946 0958", "c6"), ("83781299", "c1"), ("0755-83781234-801", "c1"), ("138.0013.8000", "c1"), ("138–0013–8000",
        "c1"),
        # a person's name
        ("王建国", "c1"), ("王建國", "c1"), ("Peter Wang", "c5"), ("peter wang", "c5"), ("欧阳娜娜", "c6"), ("歐陽娜娜", "c6"),
        # surname and title
        ("王总", "c1"), ("王總", "c1"), ("王经理", "c2"), ("王經理", "c2"), ("李工", "c3"), ("李先生", "c3"), ("欧阳女士",
        "c6"),
        ("歐陽小姐", "c6"), ("Mr Li", "c3"), ("mr. li", "c3"), ("陈博士", "c7"), ("陳博士", "c7"), ("Ms Ouyang", "c6"),
        # pinyin, of syllables from any on, and initials from the first
        ("huaxing", "c1"), ("hua xing", "c1"), ("HuaXing", "c1"), ("dianzi", "c1"), ("hxdz", "c1"), ("hx", "c1"), ("hxdzyxgs",
        "c1"),
        ("chongqing", "c3"), ("cqca", "c3"), ("beifang", "c2"), ("zhonggong", "c2"), ("bfzg", "c2"), ("wangjianguo", "c1"),
        ("wjg", "c1"), ("lisi", "c3"), ("ouyang", "c6"), ("shanxiongxin", "c8"), ("sxx", "c8"),
        # part of a name
        ("华星", "c1"), ("華星", "c1"), ("电子", "c1"), ("积体", "c4"), ("Siem", "c5"), ("trading", "c7"), ("建国", "c1"),
        ("söhne", "c6"),
    ],
)  # fmt: skip
def test_one_is_meant(full, text, code):
    assert who(full, text) == code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("王", ("c1", "c2")),
        ("wang", ("c1", "c2")),
        ("王先生", ("c1", "c2")),
        ("Mr Wang", ("c1", "c2", "c5")),
        ("9000", ("c2", "c4")),
    ],
)
def test_several_are_listed_with_codes_and_nothing_is_done(full, text, codes):
    for words in (("show", text), ("log", text, "x"), ("edit", text, "--city", "x"), ("delete", text)):
        answer = full(*words)
        assert (answer.code, answer.out) == (3, ""), words
        for code in codes:
            assert f"{code} " in answer.err
        names = [name for number, (name, _) in enumerate(CUSTOMERS, 1) if f"c{number}" in codes]
        assert all(name in answer.err for name in names)
    as_json = full("-f", "json", "show", text)
    assert (as_json.code, as_json.out) == (3, "")
    assert set(as_json.error) == {"error", "message", "hint"}
    assert all(code in as_json.error["hint"] for code in codes)


@pytest.mark.parametrize(
    "text", ["c99", "赵六", "zzzz", "000000", "Mr Zhao", "王局长", "", "%", "_", "c1 c2", "'; drop table", "yxgs"]
)
def test_nobody_is_meant(full, text):
    answer = full("show", text)
    assert (answer.code, answer.out) == (3, "")
    assert answer.err.startswith("Error: ")


def test_something_near_is_offered(full):
    assert "Siemens AG" in full("show", "Seimens AG").err


def test_the_first_class_with_a_hit_decides(crm):
    for name in ("甲", "c1", "8000", "123", "华星", "华星电子", "hx", "王总"):
        crm.ok("add", name)
    crm.ok("edit c1 --mobile 13800138000")
    crm.ok("contact add 甲 王大山 --title 总经理")
    crm.ok("contact add 甲 华星电子")
    assert who(crm, "c1") == "c1"  # the code, not the customer of that name
    assert who(crm, "8000") == "c3"  # the name, not the phone
    assert who(crm, "123") == "c4"  # no list was shown: the name
    assert who(crm, "华星") == "c5"  # the whole name, not a part
    assert who(crm, "华星电子") == "c6"  # a customer before a person of that name
    assert who(crm, "hx") == "c7"  # the name, not the initials
    assert who(crm, "王总") == "c8"
    crm.ok("delete c8")
    assert who(crm, "王总") == "c1"


def test_a_general_manager_is_a_manager_where_nobody_else_is(crm):
    crm.ok("add 甲")
    crm.ok("contact add c1 王一 --title 總經理")
    assert who(crm, "王经理") == "c1"


def test_a_title_nobody_bears_is_everybody_of_the_name_those_first_whose_title_is_not_known(crm):
    crm.ok("add 甲")
    crm.ok("add 乙")
    crm.ok("contact add c1 王一 --title 会计")
    crm.ok("contact add c2 王二")
    answer = crm("show 王总")
    assert (answer.code, answer.out) == (3, "")
    assert answer.err.index("c2  乙") < answer.err.index("c1  甲")
    crm.ok("contact edit 王一 --title 副总裁")
    assert re.findall(r"^(c\d+) ", crm("show 王总").err, re.M) == ["c1", "c2"]
    crm.ok("contact edit 王二 --title 采购")
    assert who(crm, "王总") == "c1"  # that very title decides
    crm.ok("contact edit 王一 --title 会计")
    crm.ok("contact delete 王二")
    assert who(crm, "王总") == "c1"  # whatever the title that is known


def test_the_person_by_whom_a_customer_was_named_is_the_one_spoken_to(crm):
    crm.ok("add 甲")
    crm.ok("contact add c1 王一 --title 总经理 --mobile 13800138000")
    crm.ok("contact add c1 李二 --mobile 13900139000")
    for text in ("王总", "王一", "13800138000", "wangyi"):
        crm.ok("log", text, "x")
        assert crm.show("c1")["interactions"][0]["contact"] == "王一", text
    crm.ok("log c1 x")
    assert crm.show("c1")["interactions"][0]["contact"] is None


# ---------------------------------------------------------------- rows of the list last shown


@pytest.fixture
def three(crm):
    """A book of three, whose list runs c3, c1, c2."""
    crm.given("add 甲 --grade A", "add 乙 --grade C", "add 丙 --grade S")
    return crm


def test_a_row_needs_a_list_that_was_shown(three):
    answer = three("log 1 x")
    assert (answer.code, answer.out) == (3, "")
    assert three("list").code == 0  # into a pipe: nothing is kept
    assert three("log 1 x").code == 3
    assert not list(three.home.glob("data/sessions/*"))


def test_a_row_of_the_list_last_shown_in_this_session(three, monkeypatch):
    monkeypatch.setenv("SALESCLI_SESSION", "a/../b")
    assert [row["code"] for row in three.json("today")] == ["c3", "c1", "c2"]
    assert [who(three, text) for text in ("1", "2", "03")] == ["c3", "c1", "c2"]
    three.ok("list")
    assert [who(three, text) for text in "123"] == ["c1", "c2", "c3"]
    three.ok("find 乙")
    assert who(three, "1") == "c2"
    for text in ("2", "0", "999"):
        answer = three("show", text)
        assert (answer.code, answer.out) == (3, "")
    monkeypatch.setenv("SALESCLI_SESSION", "other")
    assert three("show 1").code == 3
    monkeypatch.setenv("SALESCLI_SESSION", "a/../b")
    assert who(three, "1") == "c2"


def test_a_list_of_another_day_counts_no_more(three, monkeypatch):
    monkeypatch.setenv("SALESCLI_SESSION", "s")
    three.ok("list")
    three.today = "2026-03-12"
    answer = three("show 1")
    assert (answer.code, answer.out) == (3, "")
    assert "crm today" in answer.err
    three.today = "2026-03-11"
    assert who(three, "1") == "c1"


def test_a_row_whose_customer_was_deleted(three, monkeypatch):
    monkeypatch.setenv("SALESCLI_SESSION", "s")
    three.ok("list")
    three.ok("delete c2")
    assert three("show 2").code == 3
    assert who(three, "3") == "c3"


def test_the_list_is_kept_outside_the_book_for_the_rep_alone(three, monkeypatch):
    monkeypatch.setenv("SALESCLI_SESSION", "s")
    before = three.book.read_bytes()
    three.ok("list")
    (kept,) = three.home.glob("data/sessions/*")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert json.loads(kept.read_text())["day"] == "2026-03-11"
    assert three.book.read_bytes() == before
    kept.write_text("{broken")
    assert three("show 1").code == 3


def test_in_a_terminal_a_list_is_kept_without_a_session_of_its_own(three):
    three.ok("list", typed="")
    assert who(three, "2") == "c2"


# ---------------------------------------------------------------- asking, and what is never guessed


def test_a_terminal_chooses_among_several(three):
    three.ok("add 甲骨文")
    three.ok("add 甲壳虫")
    answer = three("log", "甲", "x", typed="")  # the whole name decides
    assert answer.code == 0
    chosen = three("log", "甲骨", "x", typed="")
    assert "甲骨文 (c4)" in chosen.out
    three.ok("delete c1")
    assert "甲壳虫 (c5)" in three("log", "甲", "x", typed="2\n").out
    assert "甲骨文 (c4)" in three("log", "甲", "x", typed="nonsense\n9\n1\n").out
    assert three("log", "甲", "x", typed="").code == 130


@pytest.mark.parametrize("text", ["甲骨", "jiagu", "13800138000", "王总", "1", "王一"])
def test_delete_takes_a_code_or_a_whole_name_or_asks(three, monkeypatch, text):
    monkeypatch.setenv("SALESCLI_SESSION", "s")
    three.ok("add 甲骨文 --mobile 13800138000")
    three.ok("contact add c4 王一 --title 总经理")
    three.ok("find 甲骨文")
    before = three.book.read_bytes()
    for words in (("delete", text), ("delete", text, "--yes"), ("-f", "json", "delete", text)):
        answer = three(*words)
        assert (answer.code, answer.out) == (3, "")
    assert three("delete", text, typed="n\n").code == 3
    assert three.book.read_bytes() == before
    assert "甲骨文" in three("delete", text, typed="y\n").out
    assert [row["code"] for row in three.json("list")] == ["c1", "c2", "c3"]


@pytest.mark.parametrize(
    "text", ["c4", "C4", "甲骨文有限公司", "甲骨文有限公司 ", "甲骨文有限公司".replace("国", "國")]
)
def test_delete_by_code_or_whole_name(three, text):
    three.ok("add 甲骨文有限公司")
    three.ok("delete", text)
    assert three("show c4").code == 3


def test_two_customers_of_one_name_are_not_deleted_by_it(three):
    three.ok("add 甲")
    answer = three("delete 甲")
    assert (answer.code, answer.out) == (3, "")
    assert "c1" in answer.err
    assert "c4" in answer.err


@pytest.mark.parametrize("typed", ["01066668888", "010 66668888", "(010) 6666-8888", "+86 10 6666 8888", "66668888"])
def test_a_number_is_found_however_it_is_written(crm, typed: str) -> None:
    crm.ok("add", "甲公司", "--phone", "010-66668888")
    crm.ok("add", "Tokyo KK", "--country", "JP", "--phone", "090-1234-5678")
    assert [row["code"] for row in crm.json("find", typed)] == ["c1"]
    assert [row["code"] for row in crm.json("find", "09012345678")] == ["c2"]


# ---------------------------------------------------------------- people at one customer, searching, ordering


def test_with_means_somebody_at_that_customer_alone(crm):
    crm.ok("add 甲")
    crm.ok("add 乙")
    crm.ok("contact add c1 王建国 --title 会计")
    crm.ok("contact add c1 李娜")
    crm.ok("contact add c1 王芳")
    crm.ok("contact add c2 王总 --title 总经理")
    for text, name in (("lina", "李娜"), ("建国", "王建国"), ("王会计", "王建国"), ("wf", "王芳"), ("李总", "李娜")):
        crm.ok("log", "c1", "x", "--with", text)
        assert crm.show("c1")["interactions"][0]["contact"] == name, text
    several = crm("log c1 x --with 王总")  # he of c2 is not meant
    assert (several.code, several.out) == (3, "")
    ids = {row["name"]: row["id"][-6:] for row in crm.show("c1")["contacts"]}
    assert f"王建国 ('#{ids['王建国']}'); 王芳 ('#{ids['王芳']}')" in several.err
    crm.ok("log", "c1", "x", "--with", f"#{ids['王芳']}")
    assert crm.show("c1")["interactions"][0]["contact"] == "王芳"


def test_who_is_named_by_a_word_is_the_one_spoken_to(crm):
    crm.ok("add 甲 --city 佛山")
    crm.ok("contact add c1 陈伟 --title 厂长 --email cw@huaxing.com")
    crm.ok("contact add c1 李娜")
    for text in ("陈总", "佛山 陈", "chen foshan", "甲 陈厂长", "cw@huaxing", "小陈", "陈"):
        crm.ok("log", text, "said")
        assert crm.show("c1")["interactions"][0]["contact"] == "陈伟", text


def test_the_likeliest_is_listed_first(crm):
    for name in ("陈皮食品", "陈皮饮料", "乙", "丙"):
        crm.ok("add", name)
    crm.ok("contact add c3 陈伟")
    crm.ok("contact add c4 陈静 --title 总经理")
    crm.ok("log c2 x --at 昨天")
    shown = [line.split()[0] for line in crm("show 陈").err.splitlines() if line.startswith("c")]
    assert shown[:2] == ["c3", "c4"]  # who bears it, before the firms that have it
    assert shown[2:] == ["c1", "c2"]  # the same each time, whoever was touched since
    asked = crm("show 陈总").err  # 陈伟 may be called so too: nobody wrote down what he is
    assert re.findall(r"^(c\d+) ", asked, re.M) == ["c4", "c3"]


def test_many_hits_are_cut_with_dots(crm):
    for number in range(22):
        crm.ok("add", f"北方{number:02}")
    answer = crm("show 北方")
    assert "could be 22 customers" in answer.err
    assert "\n…\n" in answer.err


def test_find_takes_words_parts_of_addresses_and_titles(crm):
    crm.ok("add 华星电子 --city 佛山 --email info@huaxing.com --notes '谈过 ROI 和对比'")
    crm.ok("add 北方重工 --city 佛山 --notes 对比")
    crm.ok("contact add c2 王建国 --title 总经理 --email wang@north.cn")

    def found(*words: str) -> list[str]:
        answer = crm("-f", "json", "find", *words)
        return [row["code"] for row in answer.json()]

    assert found("对比") == ["c1", "c2"]
    assert found("对比", "ROI") == ["c1"]
    assert found("@huaxing") == ["c1"]
    assert found("星") == ["c1"]
    assert found("王总") == ["c2"]
    assert found("jianguo wang") == ["c2"]
    assert found("wang@north 对比") == ["c2"]
    assert found("对比 nothing") == []


def test_tab_offers_people_by_their_sound_and_by_an_address(crm):
    from salescli.store.finding.hints import hints

    crm.ok("add 华星电子")
    crm.ok("contact add c1 王建国 --email wjg@x.cn")
    crm.ok("add 北方重工")
    for typed in ("wangjian", "jianguo", "wjg", "wjg@", "建国"):
        assert [hint.code for hint in hints(crm.book, typed, None)] == ["c1"], typed


# ---------------------------------------------------------------- what reps met in a week


@pytest.fixture(scope="module")
def week(tmp_path_factory):
    """A book of people whose names or titles are half known."""
    from conftest import Crm

    crm = Crm(tmp_path_factory.mktemp("week") / "home")
    people = (
        ("甲厂", "老莫", ""), ("乙厂", "莫经理", ""), ("丙厂", "陈一", "总经理"), ("丁厂", "陈二", ""),
        ("戊厂", "黄一", "总经理"), ("己厂", "黄二", "采购"), ("庚厂", "周总", ""),
        ("辛厂", "周二", ""), ("壬厂", "小王", ""), ("癸厂", "王三", "")
    )  # fmt: skip
    for firm, person, title in people:
        crm.ok("add", firm)
        crm.ok("contact", "add", firm, person, *(("--title", title) if title else ()))
    crm.ok("add", "佛山市华星食品有限公司")
    crm.ok("add", "华星电子有限公司")
    crm.ok("add", "Panadería Hernández")
    crm.ok("contact", "add", "c13", "José Núñez")
    return crm


@pytest.mark.parametrize(
    ("text", "codes"),
    [("莫总", "c1 c2"), ("莫老师", "c1 c2"), ("莫", "c1 c2"), ("陈总", "c3 c4"), ("黄总", "c5"), ("周总", "c7 c8"),
     ("王总", "c9 c10"), ("老王", "c9 c10"), ("hx", "c12 c11"), ("hxsp", "c11"), ("hxdz", "c12"),
     ("gs", ""), ("hernandez", "c13"), ("nunez", "c13"),
     ("jose nunez", "c13"), ("老莫", "c1")],
)  # fmt: skip
def test_half_known_names_are_asked_about(week, text, codes):
    answer = week("show", text)
    if " " in codes:
        assert re.findall(r"^(c\d+) ", answer.err, re.M) == codes.split()
    else:
        assert answer.code == (0 if codes else 3), answer
        assert not codes or who(week, text) == codes


def test_find_folds_accents(week):
    assert [row["code"] for row in week.json("find hernandez")] == ["c13"]
    assert [row["code"] for row in week.json("find nunez")] == ["c13"]
    assert [row["code"] for row in week.json("find hern")] == ["c13"]
