"""vCards of every version, workbooks and MECARDs → the same cards as a CSV would make."""

from __future__ import annotations

import io
import json
import zipfile
from xml.sax.saxutils import escape

import pytest

from salescli.core.errors import CannotDo
from salescli.core.exchange.card import Card
from salescli.importing import Reading, read_file
from salescli.importing.sheets import cell_text


def vcard(*lines: str, version: str = "3.0", encoding: str = "utf-8") -> bytes:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""]).encode(encoding)


def read(data: bytes, **options: str) -> Reading:
    return read_file(data, "cards", **options)  # type: ignore[arg-type]


def only(data: bytes, **options: str) -> Card:
    (card,) = read(data, **options).cards
    return card


def channels(card: Card) -> list[str]:
    return [f"{c.kind}{'/' + c.label if c.label else ''} {c.value}" for c in card.channels]


# --- vCard --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0;=E4=B8=89;;;",), "张三"),
        (("FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=E5=BC=", "=A0=E4=B8=89"), "张三"),
        (("FN:=E5=BC=A0=E4=B8=89",), "张三"),
        (("FN;CHARSET=windows-1252;QUOTED-PRINTABLE:=93Chip=94 M=FCller",), "“Chip” Müller"),
        (("FN;ENCODING=QUOTED-PRINTABLE:J=FCrgen M=FCller",), "Jürgen Müller"),
        (("FN;ENCODING=B:5byg5LiJ",), "张三"),
        (("FN:建国 王", "N:王;建国;;;"), "王建国"),
        (("FN:安藤 ロイド", "N:安藤;ロイド;;;"), "安藤 ロイド"),
        (("N:Smith;John;Q.,R.;Dr.;Jr.",), "Dr. John Q. R. Smith Jr."),
        (("FN:Peter", "  Bui"), "Peter Bui"),
        (("FN:A\\, B\\; C\\\\D",), "A, B; C\\D"),
        (("item1.FN:Grouped",), "Grouped"),
        (("NICKNAME:Nick", "TEL:13800138000"), "Nick"),
        (("N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D5=C5;=C8=FD",), "张三"),
        (("FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D5=C5=C8=FD", "NOTE;CHARSET=GBK;QUOTED-PRINTABLE:=BA=C3"), "张三"),
        (("FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=8D=8E=E6=98",), "华"),
        (("FN;ENCODING=QUOTED-PRINTABLE:=E5=8D=8E=E6=98=9F=E7",), "华星"),
        (("FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Acme =E5=8D",), "Acme"),
        (("FN;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:=D5=C5=C8",), "张"),
        (("FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Caf=E9",), "Café"),
    ],
)
def test_vcard_names(lines: tuple[str, ...], name: str) -> None:
    assert only(vcard(*lines)).contact["name"] == name


def test_one_value_in_another_encoding_than_it_says_leaves_the_others_alone() -> None:
    how = ";CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:"
    data = vcard(f"FN{how}=D5=C5=C8=FD", f"ORG{how}=E5=8D=8E=E6=98=9F", "NOTE:René", f"TITLE{how}=BE=AD=C0=ED")
    card = only(data)
    assert (card.contact["name"], card.customer["name"]) == ("张三", "华星")
    assert (card.contact["title"], card.contact["notes"]) == ("经理", "René")


def test_a_byte_that_is_in_no_encoding_is_seen() -> None:
    assert only(vcard("FN;ENCODING=QUOTED-PRINTABLE:Ann =81"), encoding="cp1252").contact["name"] == "Ann \\x81"


def test_a_whole_vcard() -> None:
    card = only(
        vcard(
            "FN:王建国", "N:王;建国;;;先生", "ORG:华星电子;市场部", "TITLE:总经理", "TEL;TYPE=CELL,VOICE:13800138000",
            "TEL;TYPE=WORK,FAX:0755-83781235", "item1.TEL:0755-83781234", "item1.X-ABLabel:_$!<HomeFax>!$_",
            "EMAIL;TYPE=work:w@hx.cn", "EMAIL;TYPE=home,pref:h@hx.cn", "ADR;TYPE=WORK:;;科技路1号\\n2栋;深圳;广东;518000;中国",
            "ADR;TYPE=HOME:;;花园街2号;深圳;;;", "URL:https://hx.cn", "NOTE:一\\n二\\, 三", "BDAY:1980-05-01", "X-QQ:12345",
            "CATEGORIES:VIP,展会", "REV:20260901T010203Z", "X-SPOUSE:李娜", "UID:urn:uuid:01890a5d-ac96-774b-bcce-b302099a8057",
            "PHOTO;ENCODING=b:AAAA", " BBBB",
        )
    )  # fmt: skip
    assert card.customer == {
        "name": "华星电子", "address": "科技路1号\n2栋", "city": "深圳", "province": "广东", "postcode": "518000",
        "country": "中国", "home_page": "https://hx.cn",
    }  # fmt: skip
    assert card.contact == {
        "name": "王建国", "form_of_address": "先生", "department": "市场部", "title": "总经理", "birthday": "1980-05-01",
        "notes": "一\n二, 三", "address": "花园街2号", "city": "深圳",
    }  # fmt: skip
    assert channels(card) == [
        "email/home h@hx.cn", "mobile 13800138000", "fax/office 0755-83781235", "fax/home 0755-83781234",
        "email/office w@hx.cn", "qq 12345",
    ]  # fmt: skip
    assert (card.tags, card.dated, card.own) == (("VIP", "展会"), "2026-09-01", {"Spouse": "李娜"})
    assert card.person_id == "01890a5d-ac96-774b-bcce-b302099a8057"


@pytest.mark.parametrize(
    ("lines", "order"),
    [
        (
            ("TEL;TYPE=HOME:+14155552671", "TEL;TYPE=PAGER:+14155552672", "TEL;TYPE=WORK:+14155552673"),
            "office home pager",
        ),
        (("TEL;TYPE=WORK:+14155552671", "TEL;TYPE=HOME,PREF:+14155552672", "TEL:+14155552673"), "home office "),
        (("TEL;TYPE=OTHER:+14155552671", "TEL;TYPE=HOME;PREF=1:+14155552672", "TEL:+14155552673"), "home  other"),
    ],
)
def test_a_card_says_which_number_is_the_main_one_else_it_is_the_one_at_work(
    lines: tuple[str, ...], order: str
) -> None:
    assert [channel.label for channel in only(vcard("FN:Al Poe", *lines)).channels] == order.split(" ")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("IMPP;X-SERVICE-TYPE=WeChat:x-apple:xm_wechat", "wechat xm_wechat"),
        ("X-SOCIALPROFILE;type=wechat;x-user=xmw2:x-apple:xmw2", "wechat xmw2"),
        ("X-SOCIALPROFILE;type=QQ:x-apple:112233", "qq 112233"),
        ("IMPP;X-SERVICE-TYPE=QQ;type=pref:qq:112233", "qq 112233"),
        ("item1.IMPP:x-apple:xm_1\r\nitem1.X-ABLabel:微信", "wechat xm_1"),
        ("X-WECHAT-ID:wxid_1", "wechat wxid_1"),
    ],
)
def test_chat_ids_of_telephones(line: str, found: str) -> None:
    card = only(vcard("FN:A B", line))
    assert (channels(card), card.own) == ([found], {})


@pytest.mark.parametrize(
    ("line", "own"),
    [
        ("item1.X-ABDATE:2012-05-05\r\nitem1.X-ABLabel:wedding", {"wedding": "2012-05-05"}),
        ("item1.X-ABRELATEDNAMES:李小红\r\nitem1.X-ABLabel:_$!<Spouse>!$_", {"Spouse": "李小红"}),
        ("X-FOO:bar", {"Foo": "bar"}),
        ("X-FOO;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=E7=8E=8B", {"Foo": "王"}),
        ("X-HUAWEI-GROUP:客户", {"Huawei-group": "客户"}),
        ("IMPP;X-SERVICE-TYPE=Skype:skype:a.b", {"Skype": "skype:a.b"}),
        ("X-SOCIALPROFILE;type=linkedin:https://x.org/in/a", {"Linkedin": "https://x.org/in/a"}),
        ("X-ANDROID-CUSTOM:vnd.android.cursor.item/relation;王;14;;;;", {"Relation": "王"}),
        ("SOUND;X-IRMC-N:a;b;;;", {}),
        ("X-IRMC-LUID:17", {}),
        ("X-GENERATOR:some program", {}),
        ("X-KADDRESSBOOK-X-AssistantsName:Ann", {"Assistantsname": "Ann"}),
        ("item1.ADR:;;x;;;;\r\nitem1.X-ABADR:cn", {}),
        ("X-ABShowAs:COMPANY", {}),
        ("X-PICTURE;ENCODING=b:AAAA", {}),
        ("PRODID:-//Apple Inc.//iPhone OS 17.5//EN", {}),
    ],
)
def test_what_is_no_field_of_ours_is_kept_and_bookkeeping_is_not(line: str, own: dict[str, str]) -> None:
    assert only(vcard("FN:A B", line)).own == own


def test_a_profile_in_a_network_is_the_persons_page() -> None:
    card = only(vcard("FN:A B", "ORG:Raven", "URL:https://www.linkedin.com/in/ab", "URL:https://raven.com"))
    assert (card.contact["home_page"], card.customer["home_page"]) == (
        "https://www.linkedin.com/in/ab",
        "https://raven.com",
    )


def test_apples_anniversary() -> None:
    card = only(vcard("FN:A B", "item1.X-ABDATE;type=pref:2015-06-18", "item1.X-ABLabel:_$!<Anniversary>!$_"))
    assert (card.contact["special_days"], card.own) == ("2015-06-18", {})


def test_a_company_card_is_no_person() -> None:
    card = only(vcard("N:;;;;", "FN:华星电子", "ORG:华星电子;", "TEL;TYPE=WORK:0755-83781234"))
    assert (card.customer, card.contact, card.channels[0].record) == ({"name": "华星电子"}, {}, "c")


def test_version_4_values() -> None:
    card = only(vcard("FN:A B", 'TEL;VALUE=uri;TYPE="voice,cell":tel:+44-555-555-6666', "TEL:tel:+44-555-555-5555;ext=12",
                      "TEL:sip:a@b.c", "IMPP:weixin:wx_1", version="4.0"))  # fmt: skip
    assert channels(card) == ["mobile +44-555-555-6666", "phone +44-555-555-5555 ext. 12", "wechat wx_1"]
    assert card.own == {"SIP": "sip:a@b.c"}


def test_one_bad_card_never_fails_the_others() -> None:
    data = (
        b"junk before\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nFN:First\r\nthis line has no colon\r\n:no name\r\nEND:VCARD\r\n"
        b"BEGIN:VCARD\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Ren=C3=A9=\r\nEND:VCARD\r\n"
        b"BEGIN:VCARD\r\nNOTE:nobody\r\nEND:VCARD\r\nBEGIN:VCARD\r\nKIND:group\r\nFN:All\r\nEND:VCARD\r\n"
        b"BEGIN:VCARD\r\nFN:Unfinished\r\nBEGIN:VCARD\r\nFN:Last\r\nNOTE:one\r\ntwo\r\n"
    )
    reading = read(data)
    assert [(card.row, card.contact["name"]) for card in reading.cards] == [
        (1, "First"), (2, "René"), (5, "Unfinished"), (6, "Last")]  # fmt: skip
    assert [text.key for text in reading.cards[0].warnings] == ["row.line_unread", "row.line_unread"]
    assert reading.cards[-1].contact["notes"] == "one\ntwo"
    assert [(e.row, e.reason.key) for e in (*reading.problems, *reading.skipped)] == [
        (3, "row.nobody"),
        (4, "row.group"),
    ]


@pytest.mark.parametrize("version", ["2.1", "3.0"])
def test_shift_jis_whose_second_bytes_are_backslashes(version: str) -> None:
    data = vcard("FN;CHARSET=SHIFT_JIS:伊能 圭一 予", version=version, encoding="cp932")
    assert only(data).contact["name"] == "伊能 圭一 予"


@pytest.mark.parametrize(
    ("name", "encoding", "country"),
    [
        ("张三丰", "gb18030", "CN"),
        ("München Falk", "cp1252", "DE"),
        ("王建國", "big5", "TW"),
        ("王恒裏", "cp950", "TW"),
        ("张三丰", "utf-16", "CN"),
    ],
)
def test_raw_bytes_without_a_charset(name: str, encoding: str, country: str) -> None:
    assert only(vcard(f"FN:{name}", "TEL:13800138000", encoding=encoding), country=country).contact["name"] == name


def test_a_fold_in_the_middle_of_a_character() -> None:
    raw = "FN:张三".encode()
    data = b"BEGIN:VCARD\r\n" + raw[:4] + b"\r\n " + raw[4:] + b"\r\nEND:VCARD"
    assert only(data).contact["name"] == "张三"


def test_a_card_within_a_card_is_passed_over() -> None:
    card = only(vcard("FN:Boss", "AGENT:", "BEGIN:VCARD", "FN:Secretary", "END:VCARD", "TEL:+1 303-555-0100"))
    assert (card.contact["name"], channels(card)) == ("Boss", ["phone +1 303-555-0100"])


def test_base64_pictures_with_and_without_indent() -> None:
    card = only(vcard("PHOTO;BASE64:", "  /9j/4AAQ", "AAAA/9j=", "", "FN:张三", version="2.1"))
    assert (card.contact, card.warnings) == ({"name": "张三"}, ())


# --- workbooks ----------------------------------------------------------------------------------------------------------

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
Cell = str | int | float | None


def workbook(**sheets: list[list[Cell]]) -> bytes:
    """A small XLSX; a number given as `date:33000` is shown as a day."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        kinds = "".join(
            f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="application/vnd.openxmlformats-officedocument'
            '.spreadsheetml.worksheet+xml"/>' for i in range(1, len(sheets) + 1)
        )  # fmt: skip
        file.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                      '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
                      f'spreadsheetml.sheet.main+xml"/>{kinds}</Types>')  # fmt: skip
        relations = "http://schemas.openxmlformats.org/package/2006/relationships"
        file.writestr("_rels/.rels", f'<Relationships xmlns="{relations}"><Relationship Id="r1" Target="xl/workbook.xml" '
                      f'Type="{RELATION}/officeDocument"/></Relationships>')  # fmt: skip
        file.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><sheets>'
            + "".join(f'<sheet name="{name}" sheetId="{i}" r:id="r{i}"/>' for i, name in enumerate(sheets, 1))
            + "</sheets></workbook>",
        )
        file.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{relations}">' + "".join(
            f'<Relationship Id="r{i}" Type="{RELATION}/worksheet" Target="worksheets/sheet{i}.xml"/>'
            for i in range(1, len(sheets) + 1)) + f'<Relationship Id="s" Type="{RELATION}/styles" Target="styles.xml"/>'
            "</Relationships>")  # fmt: skip
        file.writestr("xl/styles.xml", f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/>'
                      '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>')  # fmt: skip
        for i, rows in enumerate(sheets.values(), 1):
            file.writestr(f"xl/worksheets/sheet{i}.xml", _sheet(rows))
    return out.getvalue()


def _sheet(rows: list[list[Cell]]) -> str:
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(_cell(f"{chr(65 + place)}{number}", cell) for place, cell in enumerate(row) if cell is not None)
        lines.append(f'<row r="{number}">{cells}</row>')
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _cell(place: str, cell: Cell) -> str:
    if isinstance(cell, str) and cell.startswith("date:"):
        return f'<c r="{place}" s="1"><v>{cell[5:]}</v></c>'
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    return f'<c r="{place}"><v>{cell!r}</v></c>'


def test_numbers_keep_their_digits_and_days_are_days() -> None:
    reading = read(workbook(Sheet1=[["姓名", "手机", "电话", "生日", "邮编", "甲"],
                                    ["张三", 13800138000, 1088888888, "date:29342", "050000", 1.5],
                                    ["李四", 13900139000.0, 1.2345678901234567e17, None, 518000, None]]))  # fmt: skip
    first, second = reading.cards
    assert (reading.form, reading.sheet, first.row) == ("xlsx", "Sheet1", 2)
    assert channels(first) == ["mobile 13800138000", "phone 1088888888"]
    assert [text.key for text in first.warnings] == ["row.phone_lost_zero"]
    assert (first.contact["birthday"], first.customer["postcode"], first.own) == ("1980-05-01", "050000", {"甲": "1.5"})
    assert (channels(second), [text.key for text in second.warnings]) == (
        ["mobile 13900139000"],
        ["row.phone_scientific"],
    )


def test_the_sheet_with_contacts_is_found_and_others_are_named() -> None:
    reading = read(workbook(说明=[["怎样填写"], ["请勿修改"]],
                            客户=[[None, None], [None, "姓名", "手机"], [None, "张三", 13800138000]],
                            旧=[["姓名", "手机"], ["李四", 13900139000]], 空=[]))  # fmt: skip
    assert (reading.sheet, reading.header_row, reading.cards[0].row) == ("客户", 2, 3)
    assert [(c.letter, c.becomes) for c in reading.columns] == [("A", "keep"), ("B", "name"), ("C", "mobile")]
    assert [(text.key, text.params["others"]) for text in reading.notes] == [("row.other_sheets", "旧")]


def test_lines_within_a_cell_of_a_sheet_end_alike() -> None:
    card = read(workbook(S=[["Company", "Address"], ["Raven", "1 Main St&#13;\nDenver"]])).cards[0]
    assert card.customer["address"] == cell_text("1 Main St\r\nDenver") == "1 Main St\nDenver"


def test_short_rows_of_a_sheet_are_whole_and_nothing_right_of_the_header_is_lost() -> None:
    reading = read(workbook(S=[["姓名", "手机", "备注"], ["张三"], ["李四", None, None, "旁注"], []]))
    assert [card.contact["name"] for card in reading.cards] == ["张三", "李四"]
    assert reading.cards[1].own == {"D": "旁注"}


def test_workbooks_that_cannot_be_read() -> None:
    good = workbook(S=[["姓名"], ["张三"]])
    for data, key in (
        (good[:200], "file_binary"),
        (workbook(S=[]), "file_empty"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "file_binary"),
    ):
        with pytest.raises(CannotDo) as error:
            read(data)
        assert error.value.key == key


# --- MECARD ---------------------------------------------------------------------------------------------------------------


def test_scanned_codes() -> None:
    reading = read(
        "MECARD:N:Doe,John;ORG:Example\\; Corp;TEL:+12125551212;EMAIL:j@e.com;URL:http\\://e.com;NOTE:booth 12\\, left;;\n\n"
        "MECARD:N:山田,太郎;TEL:09012345678;;\nMECARD:N:Doe\\, Jr.,John;;\n"
        "BIZCARD:N:Sean;X:Doe;T:Engineer;C:Example;B:+12125551212;;\n".encode()
    )
    first = reading.cards[0]
    assert (first.customer, first.contact) == (
        {"name": "Example; Corp", "home_page": "http://e.com"}, {"name": "John Doe", "notes": "booth 12, left"})  # fmt: skip
    assert channels(first) == ["phone +12125551212", "email j@e.com"]
    assert [(card.row, card.contact["name"]) for card in reading.cards[1:]] == [
        (3, "山田太郎"), (4, "John Doe, Jr."), (5, "Sean Doe")]  # fmt: skip
    assert [(e.row, e.reason.key) for e in reading.skipped] == [(2, "row.blank")]


ANN = "BEGIN:VCARD\nVERSION:3.0\nFN:Ann One\nTEL:+4915123450001\nEND:VCARD"
BOB = "BEGIN:VCARD\nVERSION:3.0\nFN:Bob Two\nEMAIL:bob@x.example\nEND:VCARD"


@pytest.mark.parametrize("glue", ["\n", "\r\n", "", " ", "\n ", "\n\t", "\n  ", "\n\ufeff", "\ufeff", "\r", "\n\n \n"])
@pytest.mark.parametrize("ends", ["\n", ""])
def test_cards_that_are_glued_together_are_two(glue: str, ends: str) -> None:
    cards = read_file((ANN + glue + BOB + glue + ANN.replace("One", "Three") + ends).encode(), "a.vcf").cards
    assert [(card.contact["name"], channels(card)) for card in cards] == [
        ("Ann One", ["phone +4915123450001"]), ("Bob Two", ["email bob@x.example"]),
        ("Ann Three", ["phone +4915123450001"])]  # fmt: skip


def test_a_note_about_cards_stays_a_note() -> None:
    (card,) = read_file(ANN.replace("TEL:", "NOTE:say END:VCARD BEGIN:VCARD\nTEL:").encode(), "a.vcf").cards
    assert card.contact["notes"] == "say END:VCARD BEGIN:VCARD"


# --- databases of other programs ----------------------------------------------------------------------------------------

MONICA = '{"version": "1.0-preview.1", "app_version": "4.0.0", "exported_by": "x", "account": %s}'
ANN_POE = {"properties": {"first_name": "Ann", "last_name": "Poe"}}


def of_monica(*contacts: object) -> Reading:
    return read((MONICA % json.dumps({"data": [{"type": "contact", "values": contacts}]})).encode())


@pytest.mark.parametrize(
    "odd",
    [
        None, 7, "x", [], {}, {"properties": 7}, {"properties": ANN_POE["properties"], "data": 7},
        {"properties": {"first_name": ["x"]}}, {"properties": {"birthdate": "1980"}}, {"properties": {"tags": 7}},
        {"properties": {}, "data": [{"type": "contact_field", "values": [None]}]},
        {"properties": {}, "data": [{"type": "conversation", "values": [{"properties": {"messages": "x"}}]}]},
    ],
)  # fmt: skip
def test_one_odd_contact_of_monica_never_fails_the_others(odd: object) -> None:
    reading = of_monica(odd, ANN_POE)
    assert [card.contact["name"] for card in reading.cards] == ["Ann Poe"]
    assert [problem.row for problem in reading.problems] == [1]


@pytest.mark.parametrize("account", ["{", "7", "null", "[]", '{"data": 7}', '{"data": [7]}', "[" * 100_000])
def test_a_damaged_export_of_monica_is_told(account: str) -> None:
    with pytest.raises(CannotDo) as error:
        read((MONICA % account).encode()).cards  # noqa: B018  what is read when it is asked for
    assert error.value.key in ("monica_broken", "file_empty")


@pytest.mark.parametrize(
    "dump",
    [
        "# ****\n# Ann Poe dump of data\n\nSET FOREIGN_KEY_CHECKS=0;\n\nINSERT IGNORE INTO `contacts` (`id`) VALUES\n (1);",
        "-- MySQL dump 10.13\n\nDROP TABLE IF EXISTS `people`;\nCREATE TABLE `people` (`name` text);\n",
        "--\n-- PostgreSQL database dump\n--\n\nCOPY public.people (id, name) FROM stdin;\n1\tAnn\n\\.\n",
        "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE people (name text);\nINSERT INTO people VALUES('Ann');\n",
        "\ufeffINSERT INTO people VALUES (1, 'Ann');\n",
    ],
    ids=["Monica", "MySQL", "PostgreSQL", "SQLite", "inserts alone"],
)
def test_a_database_written_out_as_sql_is_refused_with_a_way(dump: str) -> None:
    with pytest.raises(CannotDo) as error:
        read(dump.encode())
    assert error.value.key == "file_sql"


def test_a_list_that_speaks_of_sql_is_a_list() -> None:
    text = "#,Name,Mobile,Notes\n1,Ann Poe,+447700900001,wants INSERT INTO in his course\n"
    assert read(text.encode()).cards[0].contact["name"] == "Ann Poe"
