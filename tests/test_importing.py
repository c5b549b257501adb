"""CSV → cards: encodings, delimiters, headers, rows that are no cards, and what becomes of every cell."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salescli.core.errors import CannotDo, CrmError, WrongUsage
from salescli.core.exchange.card import Card, escaped, read_day, read_time, typed, unescaped
from salescli.core.text import Text
from salescli.importing import Reading, read_file
from salescli.importing.headers import dictionary, look_up, target


def read(text: str | bytes, **options: str) -> Reading:
    data = text if isinstance(text, bytes) else text.encode()
    return read_file(data, "cards.csv", **options)  # type: ignore[arg-type]


def only(text: str | bytes, **options: str) -> Card:
    (card,) = read(text, **options).cards
    return card


def channels(card: Card) -> list[str]:
    """Channels as `p mobile/office 138...`."""
    return [f"{c.record} {c.kind}{'/' + c.label if c.label else ''} {c.value}" for c in card.channels]


def names(cards: Iterable[Card]) -> list[str]:
    return [card.contact.get("name") or card.customer.get("name", "") for card in cards]


def reasons(reading: Reading) -> list[tuple[int, str]]:
    return [(entry.row, entry.reason.key) for entry in (*reading.problems, *reading.skipped)]


# --- encodings ------------------------------------------------------------------------------------------------------

CHINESE = "姓名,公司,手机\n王建国,华星电子有限公司,13800138000\n"
TEXTS = [
    ("gb18030", CHINESE),
    ("gb18030", "姓名,手机\n张三,13800138000\n"),
    ("gb18030", "名称;电话\n鑫淼贸易;13811112222\n昊晟;13811113333\n"),
    ("gb18030", "王建国,13800138000\n李娜,13900139000\n"),
    ("big5", "姓名,公司,手機\n王建國,華星電子有限公司,0912345678\n"),
    ("big5", "客戶名稱,聯絡人,電子郵件,地址\n鴻海精密,林志玲,a@b.tw,台北市信義區\n"),
    ("cp950", "客戶名稱,聯絡人,地址\n宏碁股份有限公司,王恒裏,台北市墻街1號\n"),
    ("cp950", "公司,聯絡人,報價\n恒昌貿易,粧佳玲,€1200\n"),
    ("cp950", "╔═══╗\n公司,聯絡人\n恒昌,林志玲\n"),
    ("big5hkscs", "公司,聯絡人,備註\n華星,陳嫺,佢喺深水埗，啲貨未到\n"),
    ("cp932", "氏名,会社名,電話番号\n山田花子,テスト商事株式会社,03-1234-5678\n"),
    ("cp932", "宛名,住所\n能村八重子,東京都千代田区ソ連\n"),
    ("cp932", "Name,Email\n小田翔,a@b.com\n加村直郎,c@d.com\n村中直樹,e@f.com\n"),
    ("euc-jp", "氏名,メール\n佐藤太郎,a@b.jp\n"),
    ("cp949", "이름,휴대폰\n홍길동,01012345678\n"),
    ("cp949", "Name,Company,Email,Phone\n김민수,한국무역,u@ex.com,\n이영희,삼성물산,v@ex.com,\n박지성,,w@ex.com,\n"),
    ("cp949", "Name,Mobile\n박지성,01012345678\n"),
    ("gb18030", "Name,Mobile\n陈刚,13800138000\n"),
    ("gb18030", "Name,Company,Mobile\n李丽芳,大连海港,13800138000\n何海波,,13800138001\n高敏,,13800138002\n"),
    ("cp1252", "Vorname,Nachname,Straße\nJürgen,Müller,Hauptstraße 5\n"),
    ("cp1252", "Name;Phone\nÅsa Öberg;+46 70 123 45 67\n"),
    ("cp1251", "ФИО,Почта\nМарина Иванова,m@i.ru\n"),
    ("utf-8", CHINESE),
    ("utf-16", CHINESE),
    ("utf-16-le", CHINESE),
    ("utf-16-be", CHINESE),
    ("utf-8-sig", CHINESE),
]


@pytest.mark.parametrize("country", ["CN", "TW", "JP", "DE"])
@pytest.mark.parametrize(("encoding", "text"), TEXTS)
def test_the_encoding_is_found_wherever_the_rep_lives(encoding: str, text: str, country: str) -> None:
    reading = read(text.encode(encoding), country=country)
    assert reading.encoding == {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    assert reading.cards == read(text, country=country).cards


def test_a_late_odd_byte_does_not_hide_in_ascii() -> None:
    text = "Name,Phone\n" + "John Smith,+1 303-555-0100\n" * 3000 + "王建国,13800138000\n"
    reading = read(text.encode("gb18030"))
    assert (reading.encoding, names(reading.cards)[-1]) == ("gb18030", "王建国")


def test_a_few_bad_bytes_cost_their_rows_alone() -> None:
    data = "姓名,手机\n张三,13800138000\n李四,13900139000\n王五,13700137000\n".encode().replace(
        "李".encode(), b"\xff\xfe"
    )
    reading = read(data)
    assert (reading.encoding, names(reading.cards)) == ("utf-8", ["张三", "王五"])
    (problem,) = reading.problems
    assert (problem.row, problem.reason.key, problem.cells[0]) == (3, "row.bad_bytes", "\\xff\\xfe四")


LATE_LATIN = "Name,Company,Email\n" + "François Côté,Société Générale,f{}@x.fr\n" * 12


@pytest.mark.parametrize(
    ("good", "bad", "stored"),
    [(LATE_LATIN.format(*range(12)), "Jörg Bär,Bär AG,j@x.de\n", "Société Générale"),
     ("Name,Company,Email\n李雷,北京公司,l@x.cn\n", "Jörg Bär,Bär AG,j@x.de\n", "北京公司")],
)  # fmt: skip
@pytest.mark.parametrize("country", ["CN", "DE", "RU"])
def test_one_row_of_another_encoding_does_not_garble_the_file(good: str, bad: str, stored: str, country: str) -> None:
    reading = read(good.encode() + bad.encode("cp1252"), country=country)
    assert (reading.encoding, {card.customer["name"] for card in reading.cards}) == ("utf-8", {stored})
    assert [(problem.row, problem.reason.key) for problem in reading.problems] == [
        (good.count("\n") + 1, "row.bad_bytes")
    ]


@pytest.mark.parametrize("name", ["big5", "cp950", "Big5", "ms950"])
def test_taiwans_excel_writes_more_than_big5(name: str) -> None:
    reading = read("公司,聯絡人\n宏碁,王恒裏\n╬,€\n".encode("cp950"), encoding=name)
    assert [(card.customer["name"], card.contact["name"]) for card in reading.cards] == [("宏碁", "王恒裏"), ("╬", "€")]
    assert reading.encoding == ("big5" if name.lower() == "big5" else "cp950")


def test_encoding_can_be_forced() -> None:
    assert names(read("Имя,Почта\nИван,i@i.ru\n".encode("koi8-r"), encoding="koi8-r").cards) == ["Иван"]
    with pytest.raises(WrongUsage, match="encoding_unknown"):
        read(CHINESE, encoding="klingon")


def test_text_is_composed() -> None:
    assert only(unicodedata.normalize("NFD", "Name,Email\nJürgen Weiß,j@w.de\n")).contact["name"] == "Jürgen Weiß"


# --- what is no file of contacts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "file_empty"),
        (b"\xef\xbb\xbf \r\n", "file_empty"),
        (b"\x89PNG\r\n\x1a\n0000", "file_binary"),
        (bytes(range(256)) * 40, "file_binary"),
        (b"PK\x03\x04 no workbook", "file_binary"),
        ("甲,乙\n1,2\n".encode(), "import_no_columns"),
        (b"BEGIN:VCARD", "vcard_empty"),
    ],
)
def test_files_that_hold_no_contacts(data: bytes, key: str) -> None:
    with pytest.raises(CannotDo) as error:
        read(data)
    assert error.value.key == key


def test_a_header_alone_is_no_error() -> None:
    reading = read("姓名,公司,手机\n")
    assert (reading.cards, reading.problems, reading.header) == ((), (), ("姓名", "公司", "手机"))


# --- delimiters, quotes, rows -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([["姓名", "公司", "备注"], ["王, 建国", "华星; 电子", "a|b\tc"]])
    card = only(out.getvalue())
    assert (card.contact, card.customer) == ({"name": "王, 建国", "notes": "a|b\tc"}, {"name": "华星; 电子"})


def test_excels_sep_line_is_no_row() -> None:
    reading = read("sep=;\r\nName;Email\r\nA, B;a@b.com\r\n")
    assert (reading.delimiter, reading.header_row, reading.cards[0].row) == (";", 1, 2)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_quoted_newlines_count_as_excel_does(end: str) -> None:
    text = end.join(["姓名,备注,手机", '张三,"两"', "李四,长,,,1", "王五,好,13700137000", ""]).replace(
        '"两"', f'"两{end}行",'
    )
    reading = read(text)
    assert [(card.row, card.contact["name"]) for card in reading.cards] == [(2, "张三"), (4, "王五")]
    assert reading.problems[0].row == 3


def test_every_row_has_one_fate() -> None:
    reading = read(
        "客户资料,,,\n,,,\n姓名,公司,手机,备注\n张三,华星,13800138000,好\n,,,\n , ,-,N/A\n合计,,1,\n姓名,公司,手机,备注\n"
        "短\n多,出,13900139000,一,格\n坏\0,行,13900139000,x\n,,,只有备注\n李四,,13900139001,\n"
    )
    assert [(card.row, names([card])[0]) for card in reading.cards] == [(4, "张三"), (13, "李四")]
    assert sorted(reasons(reading)) == [
        (1, "row.before_header"), (2, "row.blank"), (5, "row.blank"), (6, "row.blank"), (7, "row.total"),
        (8, "row.header_again"), (9, "row.ragged"), (10, "row.ragged"), (11, "row.nul"), (12, "row.nobody"),
    ]  # fmt: skip


TOTALS = ["Grand Total", "Grand total: 4", "Total: 3", "TOTAL 3 contacts", "Sub-total", "合计：3", "合计3人", "共3人",
          "共 3 条记录", "合計：3", "共計 3 筆", "总共3家", "合计,3", ",合计,,3", "Total,12,3,$1.50", "Summe,7"]  # fmt: skip


@pytest.mark.parametrize("row", TOTALS)
def test_rows_that_sum_others_up_are_no_customers(row: str) -> None:
    reading = read(f"公司,姓名,手机,预算\n华星,张三,13800138000,1\n{row}{',' * (3 - row.count(','))}\n")
    assert (len(reading.cards), reasons(reading)) == (1, [(3, "row.total")])


@pytest.mark.parametrize(
    "row",
    ["合计科技有限公司,,,", "Total Energies SE,,+33 1 47 44 45 46,", "Total,,+33 1 47 44 45 46,", "共创科技,,,", "Total,Ann,,",
     "Total 24 Ltd,,,", "一共网络3号店,,,", "Summer,,,"],
)  # fmt: skip
def test_customers_whose_names_begin_like_a_sum(row: str) -> None:
    assert names(read(f"公司,姓名,手机,预算\n{row}\n").cards) == [row.split(",")[1] or row.split(",")[0]]


def test_a_long_run_of_short_rows_is_read_row_by_row() -> None:
    rows = "".join(f"P{'x' * (place % 7)},Firm{',' * (place % 2)}\n" for place in range(2500))
    reading = read(f"Name,Company,Email,Fax,Notes\n{rows}")
    assert [entry.row for entry in reading.entries()] == list(range(2, 2502))
    assert reading.problems == ()


def test_surplus_delimiters_are_harmless_and_missing_last_columns_where_all_rows_lack_them() -> None:
    assert names(read("Name,Email\nA B,a@b.com,,,\nC D,c@d.com\n").cards) == ["A B", "C D"]
    reading = read("Name,Email,Fax,Notes\nA B,a@b.com\nC D,c@d.com\n")  # as Outlook leaves them out
    assert names(reading.cards) == ["A B", "C D"]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("Bob Ray,Bar Inc\nAnn Poe,Foo,a@b.com,+1 303 555 0100", ["Bob Ray", "Ann Poe"]),
        (
            "Bob Ray,Bar Inc\nCy Coe,Baz\nAnn Poe,Foo,a@b.com\nDi Doe,Qux,d@b.com,",
            ["Bob Ray", "Cy Coe", "Ann Poe", "Di Doe"],
        ),
        ("Bob Ray,Bar Inc\nGrand Total\nAnn Poe,Foo,a@b.com,", ["Bob Ray", "Ann Poe"]),
    ],
)
def test_rows_that_lack_their_last_cells_are_whole(rows: str, found: list[str]) -> None:
    reading = read(f"Name,Company,Email,Phone\n{rows}\n")
    assert (names(reading.cards), reading.problems) == (found, ())


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ("Bob Ray,Bar\n Inc,bob@x.com,+1 303 555 0100", [2, 3]),
        ("Bob Ray,Bar Inc,bob@\nx.com,+1 303 555 0100", [2, 3]),
        ("Bob\n Ray,Bar\nInc,bob@x.com,+1 303 555 0100", [2, 3, 4]),
        ("Bob Ray,Bar Inc,bob@x.com,+1 303 555 0100\nhe said so", [3]),
        ("Bob Ray,Bar Inc,bob@x.com,+1 303 555 0100,lost", [2]),
    ],
)
def test_pieces_of_a_broken_row_are_no_customers(rows: str, wrong: list[int]) -> None:
    reading = read(f"Name,Company,Email,Phone\n{rows}\nAnn Poe,Foo,a@b.com,+1 303 555 0101\n")
    assert reasons(reading) == [(row, "row.ragged") for row in wrong]
    assert names(reading.cards)[-1] == "Ann Poe"


def test_an_unclosed_quote_spoils_its_line_alone() -> None:
    reading = read('姓名,备注,手机\n张三,"没关上,13800138000\n李四,好,13900139000\n王五,好,13700137000\n')
    assert [(card.row, names([card])[0]) for card in reading.cards] == [(2, "张三"), (3, "李四"), (4, "王五")]


def test_rows_below_a_mended_one_keep_their_lines_numbers() -> None:
    rows = '张三,"没关上,13800138000\n李四,好,13900139000\n"王五",好,13700137000\n,,\n赵六,好,13600136000\n短\n'
    reading = read(f"姓名,备注,手机\n{rows}")
    assert [(card.row, names([card])[0].strip('"')) for card in reading.cards] == [
        (2, "张三"), (3, "李四"), (4, "王五"), (6, "赵六")]  # fmt: skip
    assert reasons(reading) == [(7, "row.ragged"), (5, "row.blank")]


def test_a_quote_closed_in_the_same_column_below_swallows_nobody() -> None:
    """The record has as many cells as the header: nothing but its lines tells that it is three people."""
    rows = '张三,"大客户,13800138000\n李四,好,13900139000\n王五,"二手,13700137000\n赵六,"真的\n两行",13600136000\n'
    reading = read(f"姓名,备注,手机\n{rows}")
    assert [(card.row, names([card])[0]) for card in reading.cards] == [(2, "张三"), (3, "李四"), (4, "王五"), (5, "赵六")]
    assert [card.contact["notes"].strip('"') for card in reading.cards] == ["大客户", "好", "二手", "真的\n两行"]


@pytest.mark.parametrize("note", ["A,3,100\nB,2,50", "好\nB,2,50", "1,2,3\n4,13800138001,6", "a\nb"])
def test_a_note_of_lines_with_commas_stays_a_note(note: str) -> None:
    assert only(f'姓名,手机,备注\n张三,13800138000,"买过:\n{note}"\n').contact["notes"] == f"买过:\n{note}"


def test_a_cell_of_ten_megabytes() -> None:
    card = only('姓名,备注\n张三,"' + "很长\n" * 2_500_000 + '"\n')
    assert len(card.contact["notes"]) == 7_499_999


def test_rows_are_read_again_on_each_call() -> None:
    reading = read(CHINESE)
    assert list(reading.entries()) == list(reading.entries()) != []


# --- the header ---------------------------------------------------------------------------------------------------------


def test_the_header_is_found_below_other_lines() -> None:
    text = 'Notes:\r\n"Some words, quoted."\r\n\r\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\r\n'
    reading = read(text + "Ada,Lovelace,https://www.linkedin.com/in/ada,,Acme,CTO,1 Jan 2026\r\n,,,,,,2 Jan 2026\r\n")
    card = reading.cards[0]
    assert (reading.header_row, card.row, card.contact) == (
        4, 5, {"name": "Ada Lovelace", "title": "CTO", "home_page": "https://www.linkedin.com/in/ada"})  # fmt: skip
    assert (card.customer, card.own) == ({"name": "Acme"}, {"Connected On": "1 Jan 2026"})
    assert reasons(reading)[0] == (6, "row.nobody")


@pytest.mark.parametrize(
    ("header", "becomes"),
    [
        ("手机号码（必填）", "mobile"),
        ("☎ Mobile", "mobile"),
        ("E-MAIL ADDRESS", "email"),
        ("Phone 2", "phone"),
        ("电子邮件 2 地址", "email"),
        ("商务地址 - 邮箱", "box@work"),
        ("Stra\ufffde privat 2", "street@home"),
        ("客户邮箱", "customer.email"),
        ("contact mobile", "contact.mobile"),
        ("携帯電話", "mobile"),
        ("Организация", "company"),
        ("聯絡人", "name"),
        ("decision_role", "contact.decision_role"),
        ("痛点", "customer.pain_points"),
    ],
)
def test_known_headers(header: str, becomes: str) -> None:
    known = look_up(header)
    assert known and str(known.targets[0]) == becomes


@pytest.mark.parametrize(
    ("header", "becomes"),
    [
        ("公司名称 Company", "company"), ("职务 Title", "contact.title"), ("手机 Mobile", "mobile"), ("姓名/Name", "name"),
        ("E-mail邮箱", "email"), ("Company 公司名称", "company"), ("姓名\nFull name", "name"), ("电话2 Tel.", "phone"),
        ("公司 Firmenwortlaut", "company"), ("Gesprächspartner / 姓名", "name"), ("Mobile/Cell", "mobile"),
        ("微信号/QQ", "wechat"),
        ("IP地址", ""), ("IP 地址", ""), ("VIP客户", ""), ("Ja/Nein", ""), ("Name/Farbe", ""), ("甲 Foo", ""),
    ],
)  # fmt: skip
def test_headers_in_two_languages(header: str, becomes: str) -> None:
    known = look_up(header)
    assert (str(known.targets[0]) if known else "") == becomes


def test_every_word_of_the_dictionary_can_be_said_again() -> None:
    for targets in dictionary().values():
        for found in targets:
            if found.part not in ("label", "keep") and found.label != "#":
                word = str(found)
                known = look_up(word)
                assert word in ("company", "drop") or target(word) == found or (known and known.targets[0] == found), (
                    word
                )


def test_headers_of_two_meanings_settle_by_their_neighbours_and_their_cells() -> None:
    assert only("Title,Name,Job Title\nDr.,Ada B,CTO\n").contact == {
        "form_of_address": "Dr.", "name": "Ada B", "title": "CTO"}  # fmt: skip
    assert only("Title,Name\nCTO,Ada B\n").contact == {"name": "Ada B", "title": "CTO"}
    assert only("客户,联系人\n华星,王建国\n").customer == {"name": "华星"}
    assert names(read("客户,电话\n张三,1\n李四,2\n").cards) == ["张三", "李四"]
    assert read("客户,电话\n张三,1\n").cards[0].customer == {}
    assert read("Name,Phone\n华星电子有限公司,0755-83781234\n").cards[0].customer == {"name": "华星电子有限公司"}


def test_a_header_that_its_cells_belie() -> None:
    card = only("name,Name,phone\nJohn,john@dup.com,555-800-1234\n")
    assert (card.contact["name"], channels(card)) == ("John", ["p email john@dup.com", "p phone 555-800-1234"])


def test_content_decides_where_the_header_is_unknown() -> None:
    card = only("姓名,甲,乙,丙\n张三,zhang@x.cn,13800138000,7\n")
    assert (channels(card), card.own) == (["p email zhang@x.cn", "p mobile 13800138000"], {"丙": "7"})
    reading = read("张三,13800138000\n李四,13900139000\n")
    assert (names(reading.cards), reading.header, reading.cards[0].row) == (["张三", "李四"], (), 1)


@pytest.mark.parametrize(
    "text",
    [
        "王伟,13812340021,华为技术有限公司\n", "华为技术有限公司,13812340021,王伟\n",
        "手机,甲,乙\n13812340021,王伟,华为技术有限公司\n", "col1,col2,col3\n13812340021,王伟,华为技术有限公司\n",
        "甲,乙,丙\n华为技术有限公司,王伟,13812340021\n" + "腾讯科技有限公司,李娜,13812340022\n" * 9,
    ],
)  # fmt: skip
def test_content_tells_who_it_is_where_no_header_does(text: str) -> None:
    card = read(text).cards[0]
    assert (card.contact["name"], card.customer["name"], card.own) == ("王伟", "华为技术有限公司", {})


def test_a_header_of_unknown_words() -> None:
    text = "col1,col2,col3,col4\n+1 303-555-0100,Ann Poe,a@b.com,Raven Inc\n+1 303-555-0101,Bo Ray,c@d.com,Crow Ltd\n"
    reading = read(text, country="US")
    assert (reading.header, [column.becomes for column in reading.columns]) == (
        ("col1", "col2", "col3", "col4"), ["phone", "name", "email", "company"])  # fmt: skip
    assert (names(reading.cards), reading.cards[0].customer["name"]) == (["Ann Poe", "Bo Ray"], "Raven Inc")


def test_a_first_row_without_a_number_is_no_header() -> None:
    assert names(read("张三,\n李四,13900139000\n王五,13900139001\n").cards) == ["张三", "李四", "王五"]
    assert names(read("张三,无\n" + "李四,13900139000\n" * 9).cards) == ["张三", *["李四"] * 9]


def test_a_column_of_firms_under_a_word_of_its_own_is_not_the_customer() -> None:
    assert only("姓名,甲,手机\n王伟,华为技术有限公司,13812340021\n").own == {"甲": "华为技术有限公司"}


def test_ids_and_ages_are_no_phones() -> None:
    card = only("0,First Name,Last Name,Age,Date,Id\n1,Dulce,Abril,32,15/10/2017,1562\n")
    assert (card.channels, card.own) == ((), {"0": "1", "Age": "32", "Date": "15/10/2017", "Id": "1562"})


def test_map_decides_always() -> None:
    text = "姓名,甲,备注,乙\n张三,zs_1,秘密,采购部\n"
    card = only(text, mapping={"甲": "微信", "C": "-", "4": "department"})
    assert (card.contact, channels(card), card.own) == (
        {"name": "张三", "department": "采购部"}, ["p wechat zs_1"], {})  # fmt: skip
    assert names(read("A,B\nx,y\n", mapping={"A": "name"}).cards) == ["x"]
    for mapping, key in (({"丙": "name"}, "map_column_unknown"), ({"甲": "没有这个"}, "map_field_unknown")):
        with pytest.raises(WrongUsage) as error:
            read(text, mapping=mapping)  # type: ignore[arg-type]
        assert error.value.key == key


def test_columns_tell_what_became_of_them() -> None:
    reading = read("姓名,甲,丙\n张三,zhang@x.cn,7\n", mapping={"丙": "title"})  # type: ignore[arg-type]
    assert [(c.letter, c.header, c.becomes, c.how) for c in reading.columns] == [
        ("A", "姓名", "name", "header"), ("B", "甲", "email", "content"), ("C", "丙", "contact.title", "map")]  # fmt: skip


# --- what becomes of the cells ----------------------------------------------------------------------------------------


def test_a_business_card() -> None:
    card = only(
        "姓名,公司,职务,部门,手机,电话,公司电话,邮箱,微信,地址,城市,网址,备注,标签,来源,甲\n"
        "王建国,华星电子,总经理,总经办,138 0013 8000,0755-83781234转801,0755-83780000,w@hx.cn,手机同号,科技路1号,深圳,"
        "hx.cn,要报价,VIP;展会,广交会,乙\n"
    )
    assert card.customer == {
        "name": "华星电子",
        "address": "科技路1号",
        "city": "深圳",
        "home_page": "hx.cn",
        "source": "广交会",
    }
    assert card.contact == {"name": "王建国", "title": "总经理", "department": "总经办", "notes": "要报价"}
    assert channels(card) == [
        "p mobile 138 0013 8000", "p phone 0755-83781234转801", "c phone 0755-83780000", "p email w@hx.cn",
        "p wechat 138 0013 8000",
    ]  # fmt: skip
    assert (card.tags, card.own, card.warnings) == (("VIP", "展会"), {"甲": "乙"}, ())


def test_without_a_person_everything_is_the_firms() -> None:
    card = only("公司,职务,电话,邮箱,备注\n华星,经理,0755-83781234,w@hx.cn,好\n")
    assert (card.customer, card.contact, card.own) == ({"name": "华星", "notes": "好"}, {}, {"title": "经理"})
    assert channels(card) == ["c phone 0755-83781234", "c email w@hx.cn"]


def test_without_a_firm_the_customer_has_no_name_yet() -> None:
    card = only("姓名,手机,公司电话,地址\n张三,13800138000,010-88888888,花园街2号\n")
    assert (card.customer, card.contact) == ({"address": "花园街2号"}, {"name": "张三"})
    assert channels(card) == ["p mobile 13800138000", "p phone 010-88888888"]


def test_google_labels_and_joined_values() -> None:
    card = only(
        "First Name,Last Name,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,"
        "Phone 2 - Value,Labels,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Custom Field 1 - Value\n"
        "Jo,Do,* Work,a@b.com ::: c@d.com,Mobile,+1 303-555-0100 ::: +1 303-555-0101,Work Fax,+1 303-555-0102,"
        "* myContacts ::: VIP ::: Friend,x,1 Main St,Denver,blue\n"
    )
    assert channels(card) == [
        "p email/office a@b.com", "p email/office c@d.com", "p mobile +1 303-555-0100", "p mobile +1 303-555-0101",
        "p fax/office +1 303-555-0102",
    ]  # fmt: skip
    assert (card.tags, card.customer) == (("VIP", "Friend"), {"address": "1 Main St", "city": "Denver"})
    assert card.own == {"Custom Field 1 - Value": "blue"}


@pytest.mark.parametrize(
    ("kind", "label", "value", "found", "own"),
    [
        ("Custom Field 1 - Label", "微信", "zs_1", ["p wechat zs_1"], {}),
        ("Custom Field 1 - Label", "QQ", "112233", ["p qq 112233"], {}),
        ("Custom Field 1 - Label", "爱好", "茶", [], {"爱好": "茶"}),
        ("Custom Field 1 - Type", "Shoe size", "42", [], {"Shoe size": "42"}),
        ("Custom Field 1 - Label", "", "42", [], {"Custom Field 1 - Value": "42"}),
        ("Relation 1 - Label", "Spouse", "Ann", [], {"Spouse": "Ann"}),
        ("IM 1 - Service", "WeChat", "zs_1", ["p wechat zs_1"], {}),
    ],
)
def test_google_names_its_own_fields_in_another_cell(
    kind: str, label: str, value: str, found: list[str], own: dict[str, str]
) -> None:
    card = only(f"Name,{kind},{kind.rpartition(' ')[0]} Value\nJo Do,{label},{value}\n")
    assert (channels(card), card.own) == (found, own)


def test_chinese_outlook() -> None:
    card = only(
        "英文称谓,名,中间名,姓,中文称谓,单位,商务地址 街道,商务地址 街道 2,商务地址 市/县,住宅地址 街道,住宅地址 - 邮箱,"
        "电子邮件地址\n"
        ",建国,,王,先生,华星,科技路1号,2栋,深圳,花园街2号,信箱5,w@x.cn\n"
    )
    assert card.customer == {"name": "华星", "address": "科技路1号\n2栋", "city": "深圳"}
    assert card.contact == {"name": "王建国", "form_of_address": "先生", "address": "花园街2号\n信箱5"}
    assert channels(card) == ["p email w@x.cn"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Name,Given Name,Family Name\nAndo,Ando,Roid", "Ando Roid"),
        ("Name,Vorname\nMuster,Max", "Max Muster"),
        ("Nombre,Apellidos\nJosé,Núñez", "José Núñez"),
        ("Customer,Company,First Name,Last Name\nDown Under,Down Under,Bruce,Lee", "Bruce Lee"),
        ("First Name,Middle Name,Last Name,Suffix\nJohn,Q.,Public,Jr.", "John Q. Public Jr."),
        ("姓,名\n欧阳,娜娜", "欧阳娜娜"),
        ("Display Name,First Name,Last Name\nThe Boss,Ada,B", "The Boss"),
        ('Name\n"Mary ""Molly"" Smith, Jr."', 'Mary "Molly" Smith, Jr.'),
        ('姓名\n"王\n建国"', "王建国"),
    ],
)
def test_names(text: str, name: str) -> None:
    assert only(f"{text}\n").contact["name"] == name


def test_a_given_name_that_could_be_a_whole_one_beside_both() -> None:
    card = only("名字,姓氏,顯示名稱,組織,手機號碼\n大同,林,林大同,大同公司,0921222333\n", country="TW")
    assert (card.customer, card.contact) == ({"name": "大同公司"}, {"name": "林大同"})
    assert only("名字,联系人\n华星,王建国\n").customer == {"name": "华星"}
    assert only("姓氏,名字\n王,建国\n").contact == {"name": "王建国"}


def test_duplicate_headers_are_all_kept() -> None:
    card = only("姓名,标题,标题,手机,手机,备注,备注,公司,公司\n张三,甲,乙,13800138000,13900139000,一,二,华星,腾飞\n")
    assert (card.own, card.contact["notes"]) == ({"公司": "腾飞", "标题": "甲", "标题 2": "乙"}, "一\n二")
    assert channels(card) == ["p mobile 13800138000", "p mobile 13900139000"]


@pytest.mark.parametrize(
    ("cell", "found", "own", "warning"),
    [
        ("1.38E+10", [], "1.38E+10", "row.phone_scientific"),
        ("13800138000.0", ["p mobile 13800138000"], "", ""),
        ("'+86 138 0013 8000", ["p mobile +86 138 0013 8000"], "", ""),
        ("1088888888", ["p mobile 1088888888"], "", "row.phone_lost_zero"),
        ("010-88888888", ["p phone 010-88888888"], "", ""),
        ("13800138000/18600001111", ["p mobile 13800138000", "p mobile 18600001111"], "", ""),
        ("联系王总", [], "联系王总", "row.phone_no_number"),
        ("wxid_abc12", [], "wxid_abc12", "row.phone_no_number"),
        ("w@hx.cn", ["p email w@hx.cn"], "", ""),
        ("10010", ["p mobile 10010"], "", ""),
        ("4008208820", ["p mobile 4008208820"], "", ""),
        ("8008208820", ["p mobile 8008208820"], "", ""),
        ("95588", ["p mobile 95588"], "", ""),
    ],
)
def test_phone_cells(cell: str, found: list[str], own: str, warning: str) -> None:
    card = only(f"姓名,手机\n张三,{cell}\n")
    assert (channels(card), card.own) == (found, {"手机": own} if own else {})
    assert [text.key for text in card.warnings] == ([warning] if warning else [])


@pytest.mark.parametrize(
    ("header", "order"),
    [
        (
            "Assistant's Phone,Pager,Car Phone,Other Phone,Home Phone,Business Phone",
            "office home other car pager assistant",
        ),
        ("Home Phone,Primary Phone,Business Phone", " office home"),
        ("Business Phone,Primary Phone,Home Phone", "office  home"),
    ],
)
def test_the_number_at_work_comes_first_whatever_the_order_of_columns(header: str, order: str) -> None:
    numbers = ",".join(f"+1 415 555 267{place}" for place in range(header.count(",") + 1))
    for who in ("Name", "Company"):
        card = only(f"{who},{header},E-mail Address\nAl Poe,{numbers},a@b.com\n", country="US")
        assert [channel.label for channel in card.channels if channel.kind == "phone"] == order.split(" ")


def test_area_code_in_a_column_of_its_own() -> None:
    assert channels(only("姓名,区号,电话\n张三,0755,83781234\n")) == ["p phone 0755-83781234"]
    assert channels(only("姓名,区号,电话\n张三,0755,13800138000\n")) == ["p mobile 13800138000"]


def test_doubtful_emails_are_told() -> None:
    card = only("Name,Email\nA,not-an-email\n")
    assert (channels(card), card.warnings) == (
        ["p email not-an-email"],
        (Text("row.email_doubtful", {"value": "not-an-email"}),),
    )
    assert channels(only('Name,Email\nA,"Ann <a@b.com>; mailto:c@d.com e@f.com"\n')) == [
        "p email a@b.com", "p email c@d.com", "p email e@f.com"]  # fmt: skip


def test_past_contacts() -> None:
    card = only("客户名称,最近沟通时间,沟通内容,沟通人,沟通方式\n华星,2024/3/5 14:30,聊了报价,小李,电话\n")
    (past,) = card.interactions
    assert (past.at, past.text, past.author, past.via) == ("2024-03-05T14:30", "聊了报价", "小李", "电话")
    card = only("客户名称,最近沟通时间,沟通内容\n华星,,聊了报价\n")
    assert (card.interactions, card.own) == ((), {"沟通内容": "聊了报价"})


def test_a_column_of_days_tells_their_order() -> None:
    assert [c.contact["birthday"] for c in read("Name,Birthday\nA B,01/09/2008\nC D,25/12/1990\n").cards] == [
        "2008-09-01", "1990-12-25"]  # fmt: skip
    for country, day in (("US", "2008-01-09"), ("CN", "2008-01-09"), ("GB", "2008-09-01"), ("DE", "2008-09-01")):
        card = only("Name,Birthday\nA B,01/09/2008\n", country=country)
        assert (card.contact["birthday"], [text.key for text in card.warnings]) == (day, ["row.day_ambiguous"])
    card = only("Name,Birthday\nA B,2008-25-1\n")
    assert ("birthday" in card.contact, card.own) == (False, {"Birthday": "2008-25-1"})


@pytest.mark.parametrize("nothing", ["0/0/00", "0-0-0", "0.0.00", "00/00/0000", "0000-00-00", "1900-01-00", "1/0/1900"])
def test_days_that_programs_write_for_none(nothing: str) -> None:
    card = only(f"Name,Birthday,Anniversary,Foo\nA B,{nothing},{nothing},{nothing}\n")
    assert (card.contact, card.customer, card.own, card.warnings) == ({"name": "A B"}, {}, {}, ())


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_within_a_cell_end_alike(end: str) -> None:
    card = only(f'Customer,Billing Address,Note{end}Raven,"1 Main St{end}Denver","a{end}b"{end}')
    assert card.customer == {"name": "Raven", "address": "1 Main St\nDenver", "notes": "a\nb"}


def test_thunderbirds_birthday_in_three_columns() -> None:
    assert only("Display Name,Birth Year,Birth Month,Birth Day\nA B,1970,11,15\n").contact["birthday"] == "1970-11-15"
    assert only("Display Name,Birth Year,Birth Month,Birth Day\nA B,,11,15\n").contact["birthday"] == "--11-15"


def test_scripts_are_no_home_page_and_html_stays_text() -> None:
    card = only("Name,URL\n<b>A</b>,javascript:alert(1)\n")
    assert (card.contact["name"], "home_page" in card.customer) == ("<b>A</b>", False)


def test_a_mended_file_of_rejected_rows_comes_back() -> None:
    assert only("姓名,手机,row,reason\n张三,13800138000,5,no name\n").own == {}


def test_ids_of_ours_and_of_others() -> None:
    ours = "01890a5d-ac96-774b-bcce-b302099a8057"
    card = only(f"salescli id,customer_id,姓名\n{ours},17,张三\n")
    assert (card.id, card.own) == (ours, {"customer_id": "17"})


# --- cells that spreadsheets guard ------------------------------------------------------------------------------------


@given(st.text(max_size=20))
def test_escaping_is_lossless_and_no_formula(value: str) -> None:
    assert unescaped(escaped(value)) == value
    assert escaped(value)[:1] not in tuple("=+-@\t\r") or len(value.strip("'")) == 0


def test_import_strips_the_escape() -> None:
    assert names(read("Name,Email\n'=1+1,a@b.com\n'O'Brien,c@d.com\n=\"0012\",e@f.com\n").cards) == [
        "=1+1",
        "'O'Brien",
        "0012",
    ]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("L&#039;agap&eacute; Marie", "L'agapé Marie"), ("Acme &amp; C", "Acme & C"),
        ("Wei&szlig; &#x26; S&#246;hne", "Weiß & Söhne"),
        ("L&amp;#039;agap", "L&#039;agap"), ("AT&T; R&D", "AT&T; R&D"), ("A&copy=1 &eacute", "A&copy=1 &eacute"),
        ("&lt;b&gt;A&nbsp;", "<b>A"), ("A&#0;B&#27;&#xd800;C", "ABC"), ("&#39;=1+1", "'=1+1"),
    ],
)  # fmt: skip
def test_html_entities_are_undone_once(cell: str, value: str) -> None:
    assert names(read(f'Name,Email\n"{cell}",a@b.com\n').cards) == [value]


def test_addresses_of_pages_keep_their_parameters() -> None:
    card = only("Company,URL,Note\nA,https://x.org/?a=1&copy=2&reg=3,&eacute;\n")
    assert card.customer["home_page"] == "https://x.org/?a=1&copy=2&reg=3"


def test_firms_written_with_and_without_entities_are_one(crm, tmp_path: Path) -> None:
    file = tmp_path / "cards.csv"
    file.write_text("name,company,email\nTom,Acme &amp; C,tom@acme.com\nJim,Acme & C,jim@acme.com\n", "utf-8")
    crm("import", str(file))
    assert [row["name"] for row in crm.json("list")] == ["Acme & C"]


# --- properties -------------------------------------------------------------------------------------------------------

CELL = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=8))
def test_any_csv_that_python_writes_is_read_row_by_row(rows: list[tuple[str, str, str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([("姓名", "公司", "甲"), *rows])
    reading = read(out.getvalue())
    assert [entry.row for entry in reading.entries()] == list(range(2, len(rows) + 2))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=120), st.sampled_from([b"", "姓名,手机\n".encode(), b"BEGIN:VCARD\nFN:A\n", b"MECARD:"]))
def test_no_bytes_make_it_fall(data: bytes, head: bytes) -> None:
    try:
        entries = list(read(head + data).entries())
    except CrmError:
        return
    assert "\\udc" not in repr(entries).encode("utf-8", "backslashreplace").decode()


# --- days and numbers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2008-9-1", "2008-09-01"), ("20080901", "2008-09-01"), ("2008年9月1日", "2008-09-01"), ("1.2.1999", "1999-02-01"),
        ("01.01.99", "1999-01-01"), ("01.01.25", ""), ("September 12, 2008", "2008-09-12"), ("1 Jan 2026", "2026-01-01"),
        ("5月12日", "--05-12"), ("--0512", "--05-12"), ("1604-05-12", "--05-12"), ("2024-03-12 09:14", "2024-03-12"),
        ("3/15/2024 2:30 PM", "2024-03-15"), ("25/12/2024", "2024-12-25"), ("2023-02-30", ""), ("0.0.00", ""),
        ("1955-07-19T00:00:00Z", "1955-07-19"), ("29.2.", ""), ("Fnord 5, 2008", ""), ("", ""),
    ],
)  # fmt: skip
def test_days(text: str, day: str) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize(
    ("text", "at"),
    [("2024/3/5 14:30", "2024-03-05T14:30"), ("3/15/2024 2:30 PM", "2024-03-15T14:30"), ("2024-03-05", "2024-03-05"),
     ("2024-03-05 下午3:05", "2024-03-05T15:05"), ("12:30", "")],
)  # fmt: skip
def test_times(text: str, at: str) -> None:
    assert read_time(text) == at


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [("employees", "1,200", 1200), ("employees", "300人", 300), ("budget", "3.5万", 3_500_000), ("budget", "¥500", 50_000),
     ("primary", "是", True), ("do_not_contact", "no", False), ("founded", "1998-03-02", "1998-03-02"), ("grade", "a", "A"),
     ("stage", "first contact", "first_contact"), ("title", "经理", "经理")],
)  # fmt: skip
def test_typed_values(field: str, text: str, value: object) -> None:
    assert typed(field, text) == value


@pytest.mark.parametrize(
    ("field", "text"), [("employees", "many"), ("employees", "1.5"), ("founded", "soon"), ("grade", "Z")]
)
def test_values_that_do_not_fit(field: str, text: str) -> None:
    found = typed(field, text)
    assert isinstance(found, Text) and (found.key, found.params["value"]) == ("row.not_a_value", text)


def test_rows_without_any_name_are_the_same_the_second_time(crm, tmp_path: Path) -> None:
    file = tmp_path / "cards.csv"
    file.write_text("姓名,公司,手机,邮箱\n,,13800138000,\n,,,nobody@example.com\n,,,nobody@example.com\n", "utf-8")
    assert [row["outcome"] for row in crm.json("import", str(file))] == ["new", "new", "same"]
    assert [row["outcome"] for row in crm.json("import", str(file))] == ["same", "same", "same"]
    assert len(crm.json("list")) == 2


@pytest.mark.parametrize("footer", ["填表日期：2026-01-01,,", "制表人：张三,,日期：2026-01-01", "Printed on 2026-01-01,,",
                                    ",导出时间: 2026-01-01 10:00,"])  # fmt: skip
def test_who_made_a_report_is_no_customer(footer: str) -> None:
    reading = read(f"公司,姓名,手机\n华星,王建国,13800138000\n{footer}\n")
    assert (len(reading.cards), [entry.reason.key for entry in reading.skipped]) == (1, ["row.footer"])


@pytest.mark.parametrize("firm", ["制表科技有限公司", "Printed Matter Inc", "日期食品厂", "Exported Goods Ltd"])
def test_a_firm_that_is_called_like_a_footer_is_one(firm: str) -> None:
    assert len(read(f"公司,姓名,手机\n华星,王建国,13800138000\n{firm},,\n").cards) == 2


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("科技路1号, 5楼, 邮编518000", []),
        ("13900000001,上海路1号", ["13900000001"]),
        ("0755-83781234 转 802", ["0755-83781234 转 802"]),
        ("内线 8021", ["内线 8021"]),
    ],
)
def test_a_text_with_digits_in_it_is_no_number(cell: str, numbers: list[str]) -> None:
    card = only(f'公司,姓名,手机\n甲厂,王强,"{cell}"\n')
    assert [channel.value for channel in card.channels] == numbers
    assert numbers == [cell] or card.own == {"手机": cell}
