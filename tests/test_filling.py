"""A book that an import fills has the same indexes as any other, whether the import is kept or not."""

from __future__ import annotations

import pytest

from salescli.store.filling import ASIDE


def indexes(crm) -> dict[str, str]:
    return dict(crm.sql("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"))


@pytest.mark.parametrize("option", ["", " --dry-run"])
def test_the_first_import_leaves_every_index(crm, tmp_path, option: str) -> None:
    file = tmp_path / "cards.csv"
    file.write_text("Name,Company,Mobile\n" + "".join(f"P{at},Firm {at // 2},1380013{at:04}\n" for at in range(50)))
    crm.ok("add 甲")
    before = indexes(crm)
    crm.book.unlink()
    crm.ok(f"import {file}{option}")
    crm.ok("add 乙")
    assert set(ASIDE) < set(before) and indexes(crm) == before
    assert crm.sql("PRAGMA integrity_check") == [("ok",)]


def test_a_first_import_that_fails_leaves_every_index(crm, tmp_path, monkeypatch) -> None:
    from salescli.store.importer import Importer

    def fail(importer: Importer) -> None:
        raise OSError

    file = tmp_path / "cards.csv"
    file.write_text("Name,Company\nA,B\n")
    crm.ok("add 甲")
    before = indexes(crm)
    crm.book.unlink()
    with monkeypatch.context() as patch:
        patch.setattr(Importer, "flush", fail)
        assert crm(f"import {file}").code != 0
    crm.ok("add 乙")
    assert indexes(crm) == before
