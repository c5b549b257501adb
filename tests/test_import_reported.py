"""Import, what people have reported of other programs: each kind of trouble with its right values, through `crm`."""

from __future__ import annotations

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
    ("DE", "12,50", 12.5), ("DE", "0,5", 0.5), ("DE", "1.050,00", 1050), ("DE", "105.000", 105_000), ("DE", "10,5万", 105_000),
    ("DE", "12.500", 12_500), ("DE", "1.050.000", 1_050_000), ("DE", "1.050,00 €", 1050), ("CN", "1,050.00", 1050),
    ("CN", "10,5万", 105_000), ("CN", "12,500", 12_500), ("CN", "1，050", 1050), ("CH", "1’050.50", 1050.5),
    ("CH", "CHF 1'050.–", 1050), ("FR", "1\u202f050,00", 1050), ("FR", "1\xa0050 €", 1050), ("IN", "1,00,000.50", 100_000.5),
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


@pytest.mark.parametrize(("country", "cell", "employees", "own"), [
    ("DE", "12,5", None, {"employees (2)": "12,5"}), ("DE", "1.200", 1200, {}), ("GB", "1.200", 1200, {}),
    ("DE", "1,200", 1200, {}), ("CH", "1'200", 1200, {}), ("GB", "1,2,0", None, {"employees (2)": "1,2,0"}),
])  # fmt: skip
def test_people_are_counted_whole(crm: Crm, country: str, cell: str, employees: int | None, own: dict[str, str]) -> None:
    rows_of(crm, f'Company;Employees\nAlpha;"{cell}"\n', country)
    shown = crm.show("c1")
    assert (shown["employees"], shown["own"]) == (employees, own)


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
