"""Files as other programs export them (tests/forms/) → every column in its field, once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Crm

from salescli.core.records.measures import MEASURES

FORMS = Path(__file__).parent / "forms"
EXPECTED: dict[str, Any] = yaml.safe_load((FORMS / "expected.yaml").read_text("utf-8"))
BOOKKEEPING = {"id", "code", "customer", "created_at", "updated_at", "channels", "contacts", "interactions", "promises", "own",
               "tags", "former", "warnings", "ask", "verified", "was", "last_contact", "next", "touches", "trend", "primary",
               "also", "phone", "office_phone", "home_phone", "mobile", "fax", "email", "wechat", "qq",
               "measures", *MEASURES}  # fmt: skip


def filled(record: dict[str, Any]) -> dict[str, Any]:
    """What a record holds; nearly every one is of the kind `customer`."""
    known = ((name, value) for name, value in record.items() if (name, value) != ("kind", "customer"))
    return {name: value for name, value in known if name not in BOOKKEEPING and value not in (None, False, [], {})}


def reached(record: dict[str, Any], whose: str | None) -> list[str]:
    return [f"{c['kind']}{'/' + c['label'] if c['label'] else ''} {c['value']}{'-' + c['extension'] if c['extension'] else ''}"
            for c in record["channels"] if c["contact"] == whose]  # fmt: skip


def told(customer: dict[str, Any]) -> dict[str, Any]:
    """All that a file has put into the book of one customer, without what is empty."""
    said = {
        **filled(customer), "reach": reached(customer, None), "tags": customer["tags"],
        "people": [{**filled(p), "reach": reached(customer, p["name"])} for p in customer["contacts"]],
        "talks": [" ".join(filter(None, (t["at"][:16], t["via"], t["outcome"], t["text"], t["author"] and f"by {t['author']}")))
                  for t in customer["interactions"]],
        "next": [" ".join(filter(None, (p["day"], p.get("time"), p["text"]))) for p in customer["promises"]],
        "own": customer["own"],
        "also": [" of ".join(filter(None, (one["field"], one["contact"]))) + f": {one['value']}" for one in customer["also"]],
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}


def book(crm: Crm) -> list[dict[str, Any]]:
    return [told(crm.show(row["code"])) for row in sorted(crm.json("list"), key=lambda row: int(row["code"][1:]))]


@pytest.mark.parametrize("name", EXPECTED)
def test_each_column_becomes_its_field(crm: Crm, name: str) -> None:
    file, (country, customers) = FORMS / name, EXPECTED[name]
    assert crm("import", str(file), "--country", country).code == 0
    assert book(crm) == customers
    again = crm.json("import", str(file), "--country", country)
    assert {row["outcome"] for row in again} <= {"same", "skipped"}
    assert book(crm) == customers


def test_every_form_is_looked_at() -> None:
    assert {file.name for file in FORMS.iterdir()} - {"expected.yaml", "README.md"} == set(EXPECTED)
