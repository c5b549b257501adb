"""Import, what people have reported of other programs: each kind of trouble with its right values, through `crm`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import Crm


def rows_of(crm: Crm, text: str, country: str = "CN", *, name: str = "a.csv") -> list[dict[str, Any]]:
    """The fates of a file's rows; a second import adds and changes nothing."""
    path = crm.home.parent / name
    path.write_text(text, "utf-8")
    found = list(crm("-f", "json", "import", str(path), "--country", country).json())
    again = crm("-f", "json", "import", str(path), "--country", country).json()
    assert {row["outcome"] for row in again} <= {"same", "skipped", "rejected"}
    return found


# --- numbers ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("country", "cell", "budget"), [
    ("DE", "12,50", 12.5), ("DE", "0,5", 0.5), ("DE", "1.050,00", 1050), ("DE", "105.000", 105_000),
    ("DE", "10,5万", 105_000),
    ("DE", "12.500", 12_500), ("DE", "1.050.000", 1_050_000), ("DE", "1.050,00 €", 1050), ("CN", "1,050.00", 1050),
    ("CN", "10,5万", 105_000), ("CN", "12,500", 12_500), ("CN", "1，050", 1050), ("CH", "1’050.50", 1050.5),
    ("CH", "CHF 1'050.–", 1050), ("FR", "1\u202f050,00", 1050), ("FR", "1\xa0050 €", 1050),
    ("IN", "1,00,000.50", 100_000.5),
    ("US", "$1,234.50", 1234.5), ("US", "12,5", 12.5), ("BR", "R$ 1.050,00", 1050), ("SE", "10 500,75", 10_500.75),
])  # fmt: skip
def test_numbers_are_read_by_their_signs_and_their_country(crm: Crm, country: str, cell: str, budget: float) -> None:
    rows_of(crm, f'Company;Budget\nAlpha;"{cell}"\n', country)
    shown = crm.show("c1")
    assert (shown["budget"], shown["own"]) == (budget, {})


@pytest.mark.parametrize(("country", "cells", "budgets", "told"), [
    ("US", ["12,50", "12.500"], [12.5, 12_500], 0), ("DE", ["12.50", "12,500"], [12.5, 12_500], 0),
    ("DE", ["12.500"], [12_500], 0), ("GB", ["12.500"], [12.5], 1), ("GB", ["12,500"], [12_500], 0),
    ("DE", ["12,500"], [12.5], 1),
    ("DE", ["1.050.000", "1.234"], [1_050_000, 1234], 0),
])  # fmt: skip
def test_what_has_two_readings_is_read_by_its_column_or_told(
    crm: Crm, country: str, cells: list[str], budgets: list[float], told: int
) -> None:
    rows = rows_of(crm, "Company;Budget\n" + "".join(f'Firm {cell};"{cell}"\n' for cell in cells), country)
    assert [crm.show(row["code"])["budget"] for row in rows] == budgets
    assert sum("two numbers" in (row["why"] or "") for row in rows) == told


@pytest.mark.parametrize(("country", "cell", "employees", "also"), [
    ("DE", "12,5", None, {"employees": ["12,5"]}), ("DE", "1.200", 1200, {}), ("GB", "1.200", 1200, {}),
    ("DE", "1,200", 1200, {}), ("CH", "1'200", 1200, {}), ("GB", "1,2,0", None, {"employees": ["1,2,0"]}),
])  # fmt: skip
def test_people_are_counted_whole(crm: Crm, country: str, cell: str, employees: int | None, also: Any) -> None:
    rows_of(crm, f'Company;Employees\nAlpha;"{cell}"\n', country)
    shown = crm.show("c1")
    assert (shown["employees"], crm.also("c1")) == (employees, also)


def test_a_decimal_comma_typed_is_no_sign_of_thousands(crm: Crm) -> None:
    crm("add", "Alpha", "--budget", "12,5")
    assert crm.show("c1")["budget"] == 12.5


# --- numbers that lost their + ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("country", "cell", "number", "told"), [
    ("DE", "4915123456780", "+4915123456780", True), ("DE", "49 (0)151 23456780", "+4915123456780", False),
    ("DE", "4930123456", "+4930123456", False), ("ID", "62812345678", "+62812345678", True),
    ("XK", "38343201234", "+38343201234", True), ("SE", "46701234567", "+46701234567", False),
    ("FR", "33612345678", "+33612345678", False), ("IT", "3912345678", "+393912345678", False),
    ("CN", "861012345678", "+861012345678", False), ("DE", "015123456780", "+4915123456780", False),
    ("AT", "4915123456780", "4915123456780", False), ("SE", "468123456", "+46468123456", True),
])  # fmt: skip
def test_a_number_without_its_plus_is_read_with_its_calling_code(
    crm: Crm, country: str, cell: str, number: str, told: bool
) -> None:
    (row,) = rows_of(crm, f"Name,Phone\nEva Lang,{cell}\n", country)
    assert crm.show(row["code"])["phone"] == number
    assert ("calling code" in (row["why"] or "")) is told


# --- customers of one name ----------------------------------------------------------------------------------------------


def of_one_name(crm: Crm, name: str, *each: list[str]) -> None:
    for options in each:
        crm("add", name, *options, "--anyway")


@pytest.mark.parametrize(("header", "cells", "code"), [
    ("客户名称,手机", "Ann Li,13900139002", "c2"), ("客户名称,手机", "Ann Li,13800138001", "c1"),
    ("Company,Email", "Ann Li,two@li.example", "c2"), ("Company,City", "Ann Li,bath", "c2"),
    ("Company,Phone,Contact", "Ann Li,+441225345678,Cid Three", "c2"),
])  # fmt: skip
def test_of_two_of_one_name_the_talk_is_with_the_one_it_tells(crm: Crm, header: str, cells: str, code: str) -> None:
    of_one_name(crm, "Ann Li", ["--mobile", "+8613800138001", "--city", "Leeds"],
                ["--mobile", "+8613900139002", "--email", "two@li.example", "--city", "Bath",
                 "--phone", "+441225345678"])  # fmt: skip
    (row,) = rows_of(crm, f"{header},沟通时间,沟通内容\n{cells},2026-02-02,second talk\n")
    assert (row["outcome"], row["code"]) == ("joined", code)
    assert [len(crm.show(each)["interactions"]) for each in ("c1", "c2")] == [int(code == "c1"), int(code == "c2")]


@pytest.mark.parametrize("cells", ["Ann Li,,,", "Ann Li,,2026-02-02,a talk", "Ann Li,Eve Five,2026-02-02,a talk"])
def test_where_nothing_tells_two_of_one_name_nobody_is_joined(crm: Crm, cells: str) -> None:
    of_one_name(crm, "Ann Li", ["--mobile", "+8613800138001"], ["--mobile", "+8613900139002"])
    (row,) = rows_of(crm, f"Company,Contact,沟通时间,沟通内容\n{cells}\n")
    assert (row["outcome"], row["code"]) == ("maybe", "c3") and "which one" in row["why"]
    assert [crm.show(each)["interactions"] for each in ("c1", "c2")] == [[], []]


# --- calling codes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("header", "cells", "numbers"), [
    ("Dialling code,Mobile", "+49,15123456780", ["+4915123456780"]),
    ("Dialling code,Mobile", "49,015123456780", ["+4915123456780"]),
    ("Mobile,Mobile Code,Phone,Phone Code", "15123456780,+49,2125551234,+1", ["+4915123456780", "+12125551234"]),
    ("Country Code,Mobile", "0049,15123456780", ["+4915123456780"]),
    ("国家区号,手机", "Germany (+49),15123456780", ["+4915123456780"]),
    ("Indicatif,Téléphone", "+33,0612345678", ["+33612345678"]),
    ("Ländervorwahl,Handy", "+43,6641234567", ["+436641234567"]),
    ("Dialling code,Mobile", "+49,4915123456780", ["+4915123456780"]),
    ("Dialling code,Mobile", "+49,+12125551234", ["+12125551234"]),
    ("国际区号,手机", "86,13800138000", ["+8613800138000"]),
    ("Country,Mobile", "Germany,15123456780", ["+4915123456780"]),
    ("Dialling code,Mobile", '+49,"15123456780; 030 123456"', ["+4915123456780", "+4930123456"]),
])  # fmt: skip
def test_a_calling_code_beside_a_number_belongs_to_it(crm: Crm, header: str, cells: str, numbers: list[str]) -> None:
    rows_of(crm, f"Name,{header}\nAnn One,{cells}\n")
    assert sorted(channel["value"] for channel in crm.show("c1")["channels"]) == sorted(numbers)


# --- lists in cells -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("cell", "emails"), [
    ('["a@x.example", "b@x.example"]', ["a@x.example", "b@x.example"]),
    ("['a@x.example', 'b@x.example']", ["a@x.example", "b@x.example"]),
    ('[{"value":"a@x.example","label":"work"},{"value":"b@x.example"}]', ["a@x.example", "b@x.example"]),
    ('{"value":"a@x.example","label":"work"}', ["a@x.example"]),
    ('{"work":"a@x.example","home":"b@x.example"}', ["a@x.example", "b@x.example"]),
    ('{"primaryEmail":"a@x.example","additionalEmails":["b@x.example"]}', ["a@x.example", "b@x.example"]),
    ('[{"email":"a@x.example"},{"email":"b@x.example","primary":true}]', ["b@x.example", "a@x.example"]),
    ("[{'value': 'a@x.example', 'primary': True}]", ["a@x.example"]), ("[]", []), ('[{"value":null}]', []),
])  # fmt: skip
def test_a_list_in_a_cell_is_its_values(crm: Crm, cell: str, emails: list[str]) -> None:
    quoted = cell.replace('"', '""')
    (row,) = rows_of(crm, f'Name,Emails\nAnn One,"{quoted}"\n')
    assert row["why"] is None
    assert [channel["value"] for channel in crm.show("c1")["channels"]] == emails


def test_numbers_in_lists_have_their_kinds_and_codes(crm: Crm) -> None:
    cells = ('[{""value"":""15123456780"",""type"":""Mobile"",""callingCode"":""+49""}]', '[""VIP"",""fair""]', '[""a"",""b""]')
    rows_of(crm, "Name,Phone,Tags,Colours\n" + "Ann One," + ",".join(f'"{cell}"' for cell in cells) + "\n")
    shown = crm.show("c1")
    assert (shown["mobile"], shown["tags"], shown["own"]) == ("+4915123456780", ["VIP", "fair"], {"Colours": "a, b"})


# --- rows below a record ------------------------------------------------------------------------------------------------


def test_people_below_a_firm_are_the_firms(crm: Crm) -> None:
    text = "Name,Contacts/Name,Contacts/Phone\nAlpha BV,Ann One,+31612345671\n,Bob Two,+31612345672\nBeta BV,Cid Three,\n"
    rows_of(crm, text, "NL")
    people = [[person["name"] for person in crm.show(code)["contacts"]] for code in ("c1", "c2")]
    assert people == [["Ann One", "Bob Two"], ["Cid Three"]]


@pytest.mark.parametrize("text", [
    "First Name,Last Name,Number (Contact Numbers),Type (Contact Numbers)\nAnn,One,+31612345671,a\n,,+31201234571,b\n",
    "ID,Company,Contact,Phone\n1,Alpha BV,Ann One,+31612345671\n,,,+31201234571\n",
    "Name,Phone Numbers/Number,Phone Numbers/Kind\nAnn One,+31612345671,a\n,+31201234571,b\n",
    "编号,客户名称,联系人,电话\n1,华星,王建国,+31612345671\n,,,+31201234571\n",
])  # fmt: skip
def test_numbers_below_a_record_are_its_own(crm: Crm, text: str) -> None:
    rows = rows_of(crm, text, "NL")
    assert [row["outcome"] for row in rows] == ["new", "skipped"]
    assert [channel["value"] for channel in crm.show("c1")["channels"]] == ["+31612345671", "+31201234571"]


def test_a_number_alone_is_a_card_of_its_own_where_nothing_says_otherwise(crm: Crm) -> None:
    rows = rows_of(crm, "Company,Contact,Phone\nAlpha BV,Ann One,+31612345671\n,,+31201234571\n", "NL")
    assert [row["outcome"] for row in rows] == ["new", "new"]


# --- merged cells -------------------------------------------------------------------------------------------------------


def workbook(crm: Crm, cells: Sequence[Sequence[object]], *merged: tuple[int, int, int, int]) -> str:
    """A workbook with merged ranges (first row, first column, last row, last column)."""
    from xlsxwriter import Workbook

    path = str(crm.home.parent / "a.xlsx")
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, texts in enumerate(cells):
            sheet.write_row(row, 0, texts)
        for place in merged:
            sheet.merge_range(*place, cells[place[0]][place[1]])
    return path


def test_a_merged_cell_counts_for_all_its_rows(crm: Crm) -> None:
    cells = [["公司", "联系人", "手机", "等级"], ["华星电子", "王建国", "13800138001", "A"], ["", "李芳", "13800138002", ""],
             ["", "赵六", "13800138003", ""], ["宏达", "孙七", "13800138004", "B"], ["", "", "", ""]]  # fmt: skip
    file = workbook(crm, cells, (1, 0, 3, 0), (1, 3, 3, 3), (4, 0, 5, 0))
    assert [row["outcome"] for row in crm("-f", "json", "import", file).json()] == ["new", "joined", "joined", "new"]
    shown = [crm.show(code) for code in ("c1", "c2")]
    assert [(each["grade"], [person["name"] for person in each["contacts"]]) for each in shown] == [
        ("A", ["王建国", "李芳", "赵六"]), ("B", ["孙七"])]  # fmt: skip
    assert {row["outcome"] for row in crm("-f", "json", "import", file).json()} == {"same"}


@pytest.mark.parametrize(("head", "merged"), [
    ([["Customers 2026", "", "", ""], ["Company", "Contact", "Phone", "Phone"]], [(0, 0, 0, 3)]),
    ([["Company", "Contact", "Phone", ""]], [(0, 2, 0, 3)]),
    ([["Company", "Contact", "Phone", ""], ["", "", "Mobile", "Office"]], [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3)]),
    ([["Company", "Person", "", ""], ["", "Name", "Mobile", "Phone"]], [(0, 0, 1, 0), (0, 1, 0, 3)]),
])  # fmt: skip
def test_a_header_merged_over_columns_or_rows_names_them_all(
    crm: Crm, head: list[list[str]], merged: list[tuple[int, int, int, int]]
) -> None:
    file = workbook(crm, [*head, ["Alpha BV", "Ann One", "+31612345671", "+31201234571"]], *merged)
    assert [row["outcome"] for row in crm("-f", "json", "import", file).json() if row["outcome"] != "skipped"] == ["new"]
    shown = crm.show("c1")
    assert (shown["name"], [person["name"] for person in shown["contacts"]], shown["own"]) == ("Alpha BV", ["Ann One"], {})
    assert {channel["value"] for channel in shown["channels"]} == {"+31612345671", "+31201234571"}


# --- headers in other languages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "country"), [
    ("Nom du tiers* (s.nom);Téléphone (s.phone);Code pays (s.fk_pays)\nAlpha;+33320123456;FR\n", "FR"),
    ("Raison sociale;Téléphone;Pays\nAlpha;+33320123456;France\n", "FR"),
    ("Firma;Telefon;Land\nAlpha;+33320123456;Frankreich\n", "DE"),
    ("Razón social;Teléfono;País\nAlpha;+33320123456;Francia\n", "ES"),
    ("Ragione sociale;Telefono;Paese\nAlpha;+33320123456;Francia\n", "IT"),
    ("Razão social;Telefone;País\nAlpha;+33320123456;França\n", "BR"),
    ("Bedrijfsnaam;Telefoon;Land\nAlpha;+33320123456;Frankrijk\n", "NL"),
    ("Företag;Telefon;Land\nAlpha;+33320123456;Frankrike\n", "SE"),
    ("Kontrahent;Telefon;Kraj\nAlpha;+33320123456;Francja\n", "PL"),
    ("取引先名;電話番号;国名\nAlpha;+33320123456;フランス\n", "JP"),
    ("거래처명;전화번호;국가\nAlpha;+33320123456;프랑스\n", "KR"),
])  # fmt: skip
def test_a_firm_and_its_country_are_known_by_their_headers(crm: Crm, text: str, country: str) -> None:
    rows_of(crm, text, country)
    shown = crm.show("c1")
    assert (shown["contacts"], shown["phone"], bool(shown["country"]), shown["own"]) == ([], "+33320123456", True, {})


@pytest.mark.parametrize("kind", ["workbook", "csv"])
def test_an_untrue_value_is_none_of_a_text(crm: Crm, kind: str) -> None:
    """Programs write FALSE where a text is empty; where a yes or no is asked, it is one."""
    header = ["Name", "Company", "Phone", "Mobile", "Email", "Job Position", "City", "Notes", "Tags", "Do not contact", "Fan"]
    rows = [["Ann One", False, False, "+31612345672", False, False, False, False, False, False, False],
            ["Bob Two", False, False, "+31612345673", False, False, False, False, False, True, True]]  # fmt: skip
    if kind == "csv":
        path = crm.home.parent / "a.csv"
        path.write_text("\n".join(",".join(map(str, row)) for row in (header, *rows)), "utf-8")
        name = str(path)
    else:
        name = workbook(crm, [header, *rows])
    answer = crm("import", name, "--country", "NL")
    assert "kept" not in answer.out + answer.err, answer
    shown = [crm("-f", "json", "show", code).json() for code in ("c1", "c2")]
    assert [(c["name"], c["do_not_contact"], c["tags"], c["notes"], c["city"]) for c in shown] == [
        ("Ann One", False, [], None, None), ("Bob Two", True, [], None, None)]  # fmt: skip
    assert [list(c["own"]) for c in shown] == [["Fan"], ["Fan"]]
    assert [c["own"]["Fan"].casefold() for c in shown] == ["false", "true"]
    assert [(p["name"], p["title"]) for c in shown for p in c["contacts"]] == [("Ann One", None), ("Bob Two", None)]


def test_a_no_that_was_written_is_kept(crm: Crm) -> None:
    crm.ok(f"import {workbook(crm, [['Name', 'Mobile', 'Notes'], ['Ann One', '13800138000', 'no']])}")
    assert [p["notes"] for p in crm("-f", "json", "show", "c1").json()["contacts"]] == ["no"]


LONG = "x" * 3000


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x" * 300_000, ""), (f"{'x' * 300_000}\ny\n", "--map Nope=name"), (f"{LONG}\ny\n", "--map 9=name"),
        (",".join(f"{n}{LONG}" for n in range(99)) + "\n1" + ",2" * 98 + "\n", ""),
        (f"Name,Mobile,{LONG},Status {LONG}\nAnn Poe,+447700900001,zz,已报价\n", ""),
        (f"Name,Mobile,{LONG},Status {LONG}\nAnn Poe,+447700900001,zz,已报价\n", "--dry-run"),
        (f"Name,Mobile,{LONG}\nAnn Poe,+447700900001,zz\n", "--map 3=notes --dry-run"),
    ],
)  # fmt: skip
def test_a_text_in_place_of_a_columns_name_is_not_printed_whole(crm: Crm, tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "in.csv").write_text(text, encoding="utf-8")
    answer = crm(f"import {tmp_path}/in.csv {words}")
    assert len(answer.out + answer.err) < 3000 + len(str(tmp_path))
    assert "…" in answer.out + answer.err
