"""What a command costs grows no faster than what it is about: counted in statements, steps of SQLite and calls, never in time."""

from __future__ import annotations

import csv
import io
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import Crm

from salescli.store import door

STEP = 100
"""Instructions of SQLite's machine between two counts."""


class Cost(NamedTuple):
    """Statements that SQLite was given, its machine's instructions (in `STEP`s), and calls of Python functions."""

    statements: int
    steps: int
    calls: int


class Meter:
    """Counts what the program does with its book, and how much it calls."""

    def __init__(self) -> None:
        self.statements = self.steps = self.calls = 0

    def watch(self, db: sqlite3.Connection) -> None:
        """Count what this connection does from now on."""
        db.set_trace_callback(self._stated)
        db.set_progress_handler(self._stepped, STEP)

    def _stated(self, _: str) -> None:
        self.statements += 1

    def _stepped(self) -> int:
        self.steps += 1
        return 0

    def _called(self, frame: Any, event: str, _: Any) -> None:
        self.calls += event == "call" and "salescli" in frame.f_code.co_filename

    def of(self, run: Callable[[], object], *, calls: bool = False) -> Cost:
        """What one run costs."""
        before = Cost(self.statements, self.steps, self.calls)
        sys.setprofile(self._called if calls else None)
        try:
            run()
        finally:
            sys.setprofile(None)
        return Cost(self.statements - before.statements, self.steps - before.steps, self.calls - before.calls)


@pytest.fixture
def meter(monkeypatch: pytest.MonkeyPatch) -> Iterator[Meter]:
    """A meter at every book that is opened."""
    meter, connect = Meter(), door.connect

    def watched(path: Path) -> Any:
        db = connect(path)
        meter.watch(db)
        return db

    monkeypatch.setattr(door, "connect", watched)
    yield meter


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode()


def people(count: int) -> bytes:
    """So many customers with a person each, who have a mobile, an e-mail, a tag and a talk."""
    return table(("公司", "姓名", "手机", "邮箱", "标签", "备注"),
                 [(f"华{chr(0x4E00 + n)}有限公司", f"王{chr(0x5E00 + n)}", f"1390{n:07}", f"u{n}@ex.com", "老客户", "展会")
                  for n in range(count)])  # fmt: skip


LISTS = (
    "contact list", "list", "list --where name~华 --sort name", "find 有限", "find 王", "today --all", "today", "agenda", "check",
    "duplicates", "history", "export out.csv", "export out.vcf", "export out.json", "history c1", "show c1",
)  # fmt: skip


@pytest.mark.parametrize("line", LISTS)
def test_a_list_takes_as_many_statements_for_forty_as_for_ten(tmp_path: Path, crm: Crm, meter: Meter, line: str) -> None:
    taken = []
    for count in (10, 40):
        crm.home = tmp_path / f"home{count}"
        (tmp_path / "cards.csv").write_bytes(people(count))
        crm.ok("import cards.csv")
        for number in range(1, count + 1):
            crm(f"log c{number} 报价单发了 --next 3d")
        crm.today = "2026-04-20"
        crm(line)  # what the first look of a day renews isn't the list's
        taken.append(meter.of(lambda: crm(line)).statements)
        crm.today = "2026-03-11"
    assert taken[0] == taken[1]
