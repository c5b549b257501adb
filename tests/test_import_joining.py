"""Import, known customers: whom a row joins and names, whose numbers they are, and what happens to what differs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import Crm


def imp(crm: Crm, text: str, *more: str, name: str = "a.csv") -> list[dict[str, Any]]:
    path = crm.home.parent / name
    path.write_text(text, "utf-8")
    return list(crm("-f", "json", "import", str(path), *more).json())


def outcomes(crm: Crm, text: str) -> list[str]:
    return [row["outcome"] for row in imp(crm, text)]


# --- what differs ---------------------------------------------------------------------------------------------------------


def test_another_firm_is_kept_and_told(crm: Crm) -> None:
    imp(crm, "姓名,公司,手机\n王伟,甲公司,13800000001\n")
    (row,) = imp(crm, "姓名,公司,手机\n王伟,乙公司,13800000001\n")
    assert row["outcome"] == "joined" and "甲公司" in row["why"] and "乙公司" in row["why"]
    assert crm.also("c1") == {"name": ["乙公司"]}
    assert outcomes(crm, "姓名,公司,手机\n王伟,乙公司,13800000001\n") == ["same"]


def test_a_firm_that_was_not_known_is_filled_in(crm: Crm) -> None:
    imp(crm, "姓名,手机\n王伟,13800000001\n")
    assert outcomes(crm, "姓名,公司,手机\n王伟,甲公司,13800000001\n李娜,甲公司,13800000002\n") == ["joined", "joined"]
    shown = crm.show("c1")
    assert (shown["name"], [person["name"] for person in shown["contacts"]], shown["own"]) == ("甲公司", ["王伟", "李娜"], {})
    assert crm("show", "jiagongsi").code == 0


def test_a_firm_that_is_a_customer_already_is_not_made_twice(crm: Crm) -> None:
    imp(crm, "姓名,公司,手机\n王伟,,13800000001\n李娜,甲公司,13800000002\n")
    assert outcomes(crm, "姓名,公司,手机\n王伟,甲公司,13800000001\n") == ["joined"]
    assert [row["name"] for row in crm.json("list")] == ["王伟", "甲公司"]
    assert crm.also("c1") == {"name": ["甲公司"]}


@pytest.mark.parametrize(("known", "comes", "name", "own"), [
    ("王总", "王伟", "王伟", {}), ("A. Lee", "Ann Lee", "Ann Lee", {}), ("王伟", "王总", "王伟", {}),
    ("Ann Lee", "A. Lee", "Ann Lee", {}), ("Lee, Ann", "Ann Lee", "Lee, Ann", {}),
])  # fmt: skip
@pytest.mark.parametrize("firm", ["甲公司", ""])
def test_the_fuller_name_stays(crm: Crm, known: str, comes: str, name: str, own: dict[str, str], firm: str) -> None:
    imp(crm, f'姓名,公司,手机\n"{known}",{firm},13800000001\n')
    text = f'姓名,公司,手机\n"{comes}",{firm},13800000001\n'
    imp(crm, text)
    shown = crm.show("c1")
    assert ([person["name"] for person in shown["contacts"]], shown["own"]) == ([name], own)
    assert shown["name"] == (firm or name)
    assert outcomes(crm, text) == ["same"]


def test_own_columns_of_colleagues_say_whose_they_are(crm: Crm) -> None:
    text = "公司,姓名,手机,星座,职务\n甲公司,王伟,13800000001,狮子,总监\n甲公司,李娜,13800000002,白羊,\n"
    imp(crm, text)
    assert crm.show("c1")["own"] == {"星座": "狮子"}
    assert crm.show("c1")["also"] == [{"field": "own.星座", "value": "白羊", "contact": "李娜"}]
    assert outcomes(crm, text) == ["same", "same"]
    imp(crm, "公司,姓名,手机,职务\n甲公司,王伟,13800000001,总经理\n")
    assert {"field": "title", "value": "总经理", "contact": "王伟"} in crm.show("c1")["also"]


# --- the country of a row -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("country", "number", "e164"), [
    ("United States", "415-555-2672", "+14155552672"), ("USA", "(310) 820-7130", "+13108207130"),
    ("美國", "4155552672", "+14155552672"),
    ("Japan", "03-1234-5678", "+81312345678"), ("德国", "0171 1234567", "+491711234567"), ("HK", "2345 6789", "+85223456789"),
    ("中国香港", "23456789", "+85223456789"), ("", "13800138000", "+8613800138000"), ("US", "13800138000", "+8613800138000"),
    ("Atlantis", "13800138000", "+8613800138000"), ("China/中国", "0755-83781234", "+8675583781234"),
])  # fmt: skip
def test_a_number_is_read_by_the_rows_own_country(crm: Crm, country: str, number: str, e164: str) -> None:
    text = f"Name,Company,Phone,Country/Region\nAmy Fox,Acme,{number},{country}\n"
    (row,) = imp(crm, text)
    assert row["why"] is None
    (person,) = crm.show("c1")["contacts"]
    assert e164 in (person["mobile"], person["office_phone"], person.get("phone"), crm.json("list")[0]["phone"])
    assert outcomes(crm, text) == ["same"]


@pytest.mark.parametrize(("name", "number", "e164"), [
    ("山田 たろう", "090-1234-5678", "+819012345678"), ("홍길동", "010-1234-5678", "+821012345678"),
    ("山田たろう", "13800138000", "+8613800138000"), ("张伟", "0901-2345678", "+869012345678"),
    ("山田たろう", "0755-83781234", "+8675583781234"),
])  # fmt: skip
def test_a_name_in_kana_or_hangul_tells_whose_number_it_is(crm: Crm, name: str, number: str, e164: str) -> None:
    imp(crm, f"姓名,手机\n{name},{number}\n")
    assert {row[0] for row in crm.sql("SELECT key FROM channels")} == {e164}


@pytest.mark.parametrize(("encoding", "text", "e164"), [
    ("cp932", "氏名,会社名,電話番号\n山田花子,商事株式会社,090-1234-5678\n", "+819012345678"),
    ("big5", "姓名,公司,手機\n王建國,華星電子有限公司,0912-345-678\n", "+886912345678"),
    ("big5", "姓名,公司,手機\n王建國,華星電子有限公司,13800138000\n", "+8613800138000"),
])  # fmt: skip
def test_an_encoding_tells_where_a_file_is_from(crm: Crm, encoding: str, text: str, e164: str) -> None:
    (crm.home.parent / "a.csv").write_bytes(text.encode(encoding))
    crm.ok("import", str(crm.home.parent / "a.csv"))
    assert {row[0] for row in crm.sql("SELECT key FROM channels")} == {e164}
    crm.ok("import", str(crm.home.parent / "a.csv"), "--country", "CN")


# --- near customers are named -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("add", "text", "outcome"), [
    ("甲公司 --phone 0755-83001122", "姓名,公司,电话\n李娜,甲电子厂,0755-83001122\n", "new"),
    ("甲公司 --mobile 13800138000", "姓名,公司,手机\n李娜,乙公司,13800138000\n", "maybe"),
    ("'Foo Ltd' --email info@foo.com", "Company,Email\nBar Inc,INFO@foo.com\n", "maybe"),
    ("甲公司 --wechat wx_abc", "姓名,公司,微信\n李娜,乙公司,WX_abc\n", "maybe"),
])  # fmt: skip
def test_whoever_is_reached_the_same_way_is_named_and_whose_that_is(crm: Crm, add: str, text: str, outcome: str) -> None:
    crm.ok(f"add {add} --owner 张伟")
    (row,) = imp(crm, text)
    assert row["outcome"] == outcome and "(c1)" in row["why"] and "张伟" in row["why"]
    assert len(crm.json("list")) == 2
    if outcome == "maybe":
        (pair,) = crm("-f", "json", "duplicates").json()
        assert {pair["code"], pair["other"]} == {"c1", "c2"}


def test_a_private_person_is_known_by_the_number_that_was_entered(crm: Crm) -> None:
    crm.ok("add 王建国 --mobile 13800138000")
    assert outcomes(crm, "姓名,手机\n王建国,13800138000\n") == ["joined"]
    assert len(crm.json("list")) == 1


@pytest.mark.parametrize("text", ["姓名,微信\n小王,WX_abc\n王小二,wx_ABC\n", "姓名,QQ\n小王,12345678\n",
                                  "姓名,公司,微信\n王小二,甲,WX_1\n王小二,乙,wx_1\n王小二,,wx_1\n"])  # fmt: skip
def test_a_person_with_nothing_but_a_chat_comes_in_once(crm: Crm, text: str) -> None:
    imp(crm, text)
    assert set(outcomes(crm, text)) == {"same"}


def test_two_people_of_one_chat_are_doubtful(crm: Crm) -> None:
    rows = imp(crm, "姓名,公司,微信\n王小二,甲公司,WX_abc\n李老四,乙公司,wx_ABC\n")
    assert [row["outcome"] for row in rows] == ["new", "maybe"]
    assert len(crm("-f", "json", "duplicates").json()) == 1


@pytest.mark.parametrize("text", [
    "公司,姓名,手机\n永安贸易,张伟,13911110005\n永安贸易,刘洋,13911110005\n",
    "Company,Name,Email\nFoo,Ann Lee,info@foo.com\nFoo,Bob Ray,info@foo.com\n",
])  # fmt: skip
def test_doubt_within_a_firm_is_listed_and_one_of_them_is_first(crm: Crm, text: str) -> None:
    assert outcomes(crm, text) == ["new", "maybe"]
    (pair,) = crm("-f", "json", "duplicates").json()
    assert {pair["name"], pair["other_name"]} == {row.split(",")[1] for row in text.splitlines()[1:]}
    assert [person["primary"] for person in crm.show("c1")["contacts"]] == [True, False]


def test_colleagues_of_one_switchboard_are_no_pair(crm: Crm) -> None:
    imp(crm, "公司,姓名,电话\n永安贸易,张伟,0755-83001122\n永安贸易,刘洋,0755-83001122\n")
    assert crm("-f", "json", "duplicates").json() == []


# --- names that phones write apart ----------------------------------------------------------------------------------------


def test_a_name_written_apart_is_one_name(crm: Crm) -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:王 小明\nN:王;小明;;;\nORG:上海云图\nTEL:13800138000\nEND:VCARD\n"
    (crm.home.parent / "a.vcf").write_text(card, "utf-8")
    crm("import", str(crm.home.parent / "a.vcf"))
    assert crm("show", "王小明").code == 0 and crm("find", "王小明").code == 0
    assert outcomes(crm, "姓名,公司,邮箱\n王小明,上海云图,new@yuntu.cn\n") == ["joined"]
    (person,) = crm.show("c1")["contacts"]
    assert (person["name"], person["email"]) == ("王小明", "new@yuntu.cn")


# --- extensions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "e164", "extension"), [
    ("010-62345679-801", "+861062345679", "801"), ("0755-83781234 转 802", "+8675583781234", "802"),
    ("+1 415 555 2671 ext 5", "+14155552671", "5"), ("0755-83781234", "+8675583781234", None),
])  # fmt: skip
def test_an_extension_is_shown_beside_its_number(crm: Crm, number: str, e164: str, extension: str | None) -> None:
    imp(crm, f"公司,姓名,电话\n永安贸易,张伟,{number}\n")
    (found,) = crm.show("c1")["channels"]
    assert (found["value"], found["extension"]) == (e164, extension)
    shown = f"{e164} ext. {extension}" if extension else e164
    assert shown in crm("show c1").out and shown in crm("today --all").out
    assert crm.json("today --all")[0]["phone"] == e164
    assert not extension or crm("find", extension).code == 0


# --- strangers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("header", "cell"), [
    *(("邮箱", cell) for cell in ("无", "没有", "none", "0", ".", "na@na.com", "test@test.com", "none@none.com", "no@email.com")),
    *(("手机", cell) for cell in ("00000000000", "11111111111", "12345678", "400-820-8820")),
    *(("微信", cell) for cell in ("无", "none", "同上")),
])  # fmt: skip
def test_what_stands_for_no_number_or_address_joins_nobody(crm: Crm, header: str, cell: str) -> None:
    rows = imp(crm, f"公司,姓名,电话,{header}\n华星电子,李伟,0755-11111112,{cell}\n宏达贸易,李伟,010-22222223,{cell}\n")
    assert rows[1]["outcome"] in (("new", "maybe") if header == "手机" else ("new",))
    assert len(crm.json("list")) == 2


@pytest.mark.parametrize("cell", ["12", "无", "00000000000", "400-820-8820"])
def test_a_person_with_no_number_that_tells_comes_in_once(crm: Crm, cell: str) -> None:
    text = f"姓名,手机\n王建国,{cell}\n李娜,13800138000\n"
    imp(crm, text)
    assert outcomes(crm, text)[1] == "same" and len(crm.json("list")) <= 2


def test_a_wife_is_not_her_husband(crm: Crm) -> None:
    rows = imp(crm, "姓名,手机\n王建国,13800138000\n王太太,13800138000\n")
    assert [row["outcome"] for row in rows] == ["new", "maybe"]


@pytest.mark.parametrize("names", [("王建国", "王总"), ("王总", "王建国")])
def test_what_somebody_is_called_is_kept(crm: Crm, names: tuple[str, str]) -> None:
    text = "姓名,手机\n" + "".join(f"{name},13800138000\n" for name in names)
    assert outcomes(crm, text) == ["new", "joined"]
    assert outcomes(crm, text) == ["same", "same"]
    (person,) = crm.show("c1")["contacts"]
    assert (person["name"], person["form_of_address"]) == ("王建国", "王总")


def test_a_doubtful_person_at_a_known_firm_fills_in_the_firm(crm: Crm) -> None:
    text = ("公司,姓名,手机,等级,负责人,地址\n甲公司,张三,13144553440,,,\n乙公司,吴敏,13424675522,,,\n"
            "甲公司,李四,13424675522,A,李娜,深圳南山1号\n")  # fmt: skip
    assert outcomes(crm, text) == ["new", "new", "maybe"]
    shown = crm.show("c1")
    assert (shown["grade"], shown["owner"], shown["address"]) == ("A", "李娜", "深圳南山1号")
    assert outcomes(crm, text) == ["same"] * 3


@pytest.mark.parametrize("text", [
    "公司,姓名,手机\n华星电子,王建国,13800138000\n,,13800138000\n",
    "公司,姓名,手机\n" + "".join(f"公司{n}号,王{name},13800138000\n" for n, name in enumerate("一二三四五六七")),
])  # fmt: skip
def test_whoever_is_doubtful_is_listed(crm: Crm, text: str) -> None:
    doubtful = {row["code"] for row in imp(crm, text) if row["outcome"] == "maybe"}
    listed = {row[place] for row in crm("-f", "json", "duplicates").json() for place in ("code", "other")}
    assert doubtful and doubtful <= listed


def test_known_ones_that_are_skipped_were_known_before(crm: Crm) -> None:
    text = "公司,姓名,手机,沟通时间,沟通内容\n华星,王建国,13800138000,2026-01-05,一\n华星,王建国,13800138000,2026-01-06,二\n"
    assert [row["outcome"] for row in imp(crm, text, "--on-match", "skip")] == ["new", "joined"]
    assert [row["outcome"] for row in imp(crm, text, "--on-match", "skip")] == ["skipped", "skipped"]
    assert len(crm.show("c1")["interactions"]) == 2


def test_the_one_view_shows_what_is_known_of_people(crm: Crm) -> None:
    imp(crm, "公司,姓名,手机,备注,生日\n华星,王建国,13800138000,老客户 喜欢茶,1980-05-03\n")
    shown = crm("show c1").out
    assert "老客户 喜欢茶" in shown and "Birthday: 1980-05-03" in shown


def again(crm: Crm, file: Path) -> list[str]:
    return [row["outcome"] for row in crm("-f", "json", "import", str(file)).json()]


def test_a_firms_own_address_at_one_of_its_people_comes_in_again(crm: Crm, tmp_path: Path) -> None:
    file = tmp_path / "cards.csv"
    rows = "宏达8有限公司,,010-66660026,p26@x.com\n宏达8有限公司,李先生,,p26@x.com\n,李建国,,P26@X.com\n"
    file.write_text(f"公司,姓名,电话,邮箱\n{rows}", encoding="utf-8")
    crm(f"import {file}")
    assert again(crm, file) == ["same"] * 3


def test_a_number_is_read_where_the_known_customer_is(crm: Crm, tmp_path: Path) -> None:
    crm.ok("add", "Tokyo KK", "--country", "JP")
    crm.ok("contact", "add", "Tokyo KK", "Pat", "--mobile", "090-1234-5677")
    file = tmp_path / "cards.csv"
    file.write_text("公司,联系人,手机\nTokyo KK,Pat,090-1234-5677\nTokyo KK,Kim,090-1234-5678\n", encoding="utf-8")
    assert again(crm, file) == ["same", "joined"]
    assert again(crm, file) == ["same", "same"]
    assert crm.sql("SELECT key FROM channels ORDER BY id") == [("+819012345677",), ("+819012345678",)]


def test_what_a_later_card_replaces_is_kept_beside_and_told(crm: Crm, tmp_path: Path) -> None:
    file = tmp_path / "cards.csv"
    file.write_text("公司,地址,名片日期\n甲厂,老路1号,2026-01-01\n甲厂,新路2号,2026-05-01\n", encoding="utf-8")
    told = crm.json("import", str(file))[1]["why"]
    assert "新路2号" in told and "老路1号" in told
    assert again(crm, file) == ["same", "same"]
    assert crm.show("c1")["address"] == "新路2号"
    assert crm.also("c1") == {"address": ["老路1号"]}


def test_a_name_with_a_value_that_does_not_fit_comes_in_once(crm: Crm, tmp_path: Path) -> None:
    file = tmp_path / "cards.csv"
    file.write_text("姓名,手机,阶段,备注\n李伟先生,1.38E+10,意向,重要\nMr. Jones,,报价,\n", encoding="utf-8")
    again(crm, file)
    assert again(crm, file) == ["same", "same"]


@pytest.mark.parametrize(("day", "kept"), [("2026-03-01", "深圳"), ("2026-02-28", "深圳"), ("2026-03-02", "广州")])
def test_only_a_later_card_date_wins(crm, tmp_path, day: str, kept: str) -> None:
    """A card of the same day is no newer one: what it says otherwise is kept beside."""
    file = tmp_path / "card.vcf"
    for at, city in (("2026-03-01", "深圳"), (day, "广州")):
        file.write_text(f"BEGIN:VCARD\nVERSION:3.0\nFN:王建国\nORG:华星电子有限公司\nTEL;TYPE=CELL:13800138000\n"
                        f"ADR;TYPE=WORK:;;;{city};;;\nREV:{at}T09:00:00Z\nEND:VCARD\n", encoding="utf-8")  # fmt: skip
        rows = crm.json("import", str(file))
    assert rows[0]["outcome"] == "joined"
    assert crm.show("c1")["city"] == kept
    assert ({"深圳", "广州"} - {kept}).pop() in str(rows[0]["why"])
