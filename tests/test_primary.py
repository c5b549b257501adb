"""Of several people of one file at one customer, one is the primary contact, however the rows fall into batches."""

from __future__ import annotations

import pytest

from salescli.store.importing import batch as batches

ROWS = """Name,Company,Mobile,Email
甲一,华星电子有限公司,13800138000,a@x.cn
乙二,华星电子有限公司,13800138000,
丙三,华星电子有限公司,13900139000,
丁四,,13900139000,
"""


@pytest.mark.parametrize("batch", [1, 2, 3, 2000])
def test_one_primary_contact_a_customer(crm, tmp_path, monkeypatch, batch: int) -> None:
    monkeypatch.setattr(batches, "FULL", batch)
    file = tmp_path / "cards.csv"
    file.write_text(ROWS, encoding="utf-8")
    crm(f"import {file}")
    found = crm.sql(
        "SELECT c.name, p.name, is_primary FROM contacts p JOIN customers c ON c.id = p.customer_id ORDER BY p.id"
    )
    firm = "华星电子有限公司"
    assert found == [(firm, "甲一", 1), (firm, "乙二", 0), (firm, "丙三", 0), ("丁四", "丁四", 1)]
    home = tmp_path / "other"
    crm.ok(f"export {tmp_path / 'own.csv'}")
    crm(f"import {tmp_path / 'own.csv'} --home {home}")
    assert crm(f"export {tmp_path / 'again.csv'} --home {home}").code == 0
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "own.csv").read_bytes()


def test_a_column_that_says_who_is_primary_comes_in_again(crm, tmp_path) -> None:
    """It settles nothing anew: the customer keeps the primary contact it has."""
    file = tmp_path / "cards.csv"
    file.write_text("姓名,公司,手机,主\n王小明,华星电子有限公司,13800138000,是\n", encoding="utf-8")
    crm(f"import {file} --map 主=primary")
    assert "1 the same" in crm(f"import {file}").out
    file.write_text("姓名,公司,手机,主,职务\n王小明,华星电子有限公司,13800138000,否,经理\n李四,华星电子有限公司,13900138000,是,\n",
                    encoding="utf-8")  # fmt: skip
    crm(f"import {file} --map 主=primary")
    assert crm.sql("SELECT name, is_primary, title FROM contacts ORDER BY id") == [("王小明", 1, "经理"), ("李四", 0, None)]
