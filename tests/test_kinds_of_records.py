"""Kinds of record as they are declared: the book's tables are as declared, and a kind that is new needs nothing but that."""

from __future__ import annotations

from conftest import Crm

from salescli.core.records import STAMPS, TABLES


def test_the_tables_are_as_declared(crm: Crm) -> None:
    crm.ok("add 甲")
    stamps = {column.name for column in STAMPS}
    for table in TABLES:
        names = [row[1] for row in crm.sql(f"PRAGMA table_info({table.name})")]
        assert {*names} - {"id"} - stamps == {column.name for column in table.columns}, table.name
        keys = {row[3]: row[2] for row in crm.sql(f"PRAGMA foreign_key_list({table.name})")}
        assert keys == table.pointers(), table.name


def test_each_stands_behind_what_it_points_at() -> None:
    seen: set[str] = set()
    for table in TABLES:
        assert {*table.pointers().values()} <= {*seen, table.name}
        seen.add(table.name)
