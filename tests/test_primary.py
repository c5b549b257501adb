"""Of several people of one file at one customer, one is the primary contact, however the rows fall into batches."""

from __future__ import annotations

import pytest

from salescli.store import importer

ROWS = """Name,Company,Mobile,Email
甲一,华星电子有限公司,13800138000,a@x.cn
乙二,华星电子有限公司,13800138000,
丙三,华星电子有限公司,13900139000,
丁四,,13900139000,
"""


@pytest.mark.parametrize("batch", [1, 2, 3, 2000])
def test_one_primary_contact_a_customer(crm, tmp_path, monkeypatch, batch: int) -> None:
    monkeypatch.setattr(importer, "FULL", batch)
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
