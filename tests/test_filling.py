"""A book that an import fills has the same indexes, triggers and change log as any other, whether it is kept or not."""

from __future__ import annotations

import pytest
from conftest import Crm

from salescli.store.importing.filling import ASIDE


def shape(crm) -> dict[str, str]:
    return dict(crm.sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))


@pytest.mark.parametrize("option", ["", " --dry-run"])
def test_the_first_import_leaves_every_index_and_trigger(crm, tmp_path, option: str) -> None:
    file = tmp_path / "cards.csv"
    file.write_text("Name,Company,Mobile\n" + "".join(f"P{at},Firm {at // 2},1380013{at:04}\n" for at in range(50)))
    crm.ok("add 甲")
    before = shape(crm)
    crm.book.unlink()
    crm.ok(f"import {file}{option}")
    crm.ok("add 乙")
    assert set(ASIDE) < set(before) and shape(crm) == before
    assert crm.sql("PRAGMA integrity_check") == [("ok",)]


def test_a_first_import_that_fails_leaves_every_index_and_trigger(crm, tmp_path, monkeypatch) -> None:
    from salescli.store.importing.cards import Importer

    def fail(importer: Importer) -> None:
        raise OSError

    file = tmp_path / "cards.csv"
    file.write_text("Name,Company\nA,B\n")
    crm.ok("add 甲")
    before = shape(crm)
    crm.book.unlink()
    with monkeypatch.context() as patch:
        patch.setattr(Importer, "flush", fail)
        assert crm(f"import {file}").code != 0
    crm.ok("add 乙")
    assert shape(crm) == before


CARDS = """Name,Company,Mobile,Color,Tags,Last contact,Next step
A,Firm,13800138000,red,vip,2026-01-05 called,
A,Firm,13800138000,blue,,,
B,Firm,13900139000,red,,,
王总,华星,13800138002,,,,
王建国,华星,13800138002,,,,
"""


def logged(crm) -> list[tuple[object, ...]]:
    """The change log with records by their place among all: what was put in or changed, and how."""
    return sorted(
        crm.sql(
            "SELECT at, tbl, kind, field, (SELECT count(*) FROM changes b"
            " WHERE b.tbl = ch.tbl AND b.run = ch.run AND b.kind = 'insert' AND b.row < ch.row) FROM changes ch"
            " WHERE run = (SELECT max(id) FROM runs WHERE command = 'import')"
        ),
        key=repr,
    )


def test_the_first_import_is_logged_as_any_other(crm, tmp_path) -> None:
    file = tmp_path / "cards.csv"
    file.write_text(CARDS, encoding="utf-8")
    crm.ok(f"import {file}")
    used = Crm(tmp_path / "used")
    used.ok("add 甲")
    used.ok("undo --yes")
    used.ok(f"import {file}")
    assert logged(crm) == logged(used)
    assert {entry[1] for entry in logged(crm)} >= {"customers", "contacts", "channels", "own"}
    assert {entry[2] for entry in logged(crm)} == {"insert", "update"}


def test_the_first_import_is_undone_and_redone_whole(crm, tmp_path) -> None:
    file = tmp_path / "cards.csv"
    file.write_text(CARDS, encoding="utf-8")
    crm.ok(f"import {file}")
    before = crm.ok("list -f json").out
    crm.ok("undo --yes")
    assert crm.sql("SELECT count(*) FROM customers UNION ALL SELECT count(*) FROM channels") == [(0,), (0,)]
    crm.ok("redo --yes")
    assert crm.ok("list -f json").out == before
