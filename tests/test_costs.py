"""What a command costs grows no faster than what it is about: counted in statements, steps of SQLite and calls, never in time."""

from __future__ import annotations

import cProfile
import csv
import io
import pstats
import signal
import sqlite3
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import Crm

from salescli.importing import read_file
from salescli.store.base import door

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
        self.statements = self.steps = 0

    def watch(self, db: sqlite3.Connection) -> None:
        """Count what this connection does from now on."""
        db.set_trace_callback(self._stated)
        db.set_progress_handler(self._stepped, STEP)

    def _stated(self, _: str) -> None:
        self.statements += 1

    def _stepped(self) -> int:
        self.steps += 1
        return 0

    def of(self, run: Callable[[], object], *, calls: bool = False) -> Cost:
        """What one run costs."""
        before = self.statements, self.steps
        profile = cProfile.Profile(builtins=False)
        if calls:
            profile.runcall(run)
        else:
            run()
        return Cost(self.statements - before[0], self.steps - before[1], _ours(profile) if calls else 0)


def _ours(profile: cProfile.Profile) -> int:
    """How often functions of the program were called."""
    return sum(row[1] for (file, _, _), row in pstats.Stats(profile).stats.items() if "salescli" in file)  # type: ignore[attr-defined]


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


@pytest.fixture(scope="module")
def ten_and_forty(tmp_path_factory: pytest.TempPathFactory) -> list[Crm]:
    """A book of ten customers and one of forty, all talked to once, as they are some weeks later."""
    folder = tmp_path_factory.mktemp("lists")
    made = []
    for count in (10, 40):
        crm = Crm(folder / f"home{count}")
        (folder / "cards.csv").write_bytes(people(count))
        crm.ok("import", str(folder / "cards.csv"))
        for row in crm.json("list"):
            crm.ok(f"log {row['code']} 报价单发了 --next 3d")
        crm.today = "2026-04-20"
        made.append(crm)
    return made


@pytest.mark.parametrize("line", LISTS)
def test_a_list_takes_as_many_statements_for_forty_as_for_ten(
    ten_and_forty: list[Crm], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, meter: Meter, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    taken, codes = [], []
    for crm in ten_and_forty:
        crm(line)  # what the first look of a day renews isn't the list's
        for path in tmp_path.glob("out.*"):
            path.unlink()
        taken.append(meter.of(lambda crm=crm: codes.append(crm(line).code)).statements)
    assert taken[0] == taken[1]
    assert codes == [line == "check"] * 2  # there is something to look at


# --- imports ------------------------------------------------------------------------------------------------------------


def apart(n: int) -> list[str]:
    """Two characters that no other number has: a given name."""
    return [chr(0x4E00 + n % 200), chr(0x5E00 + n // 200)]


GROWING: dict[str, tuple[tuple[str, ...], Callable[[int], Sequence[str]]]] = {
    "one name without a firm, e-mails": (("姓名", "邮箱"), lambda n: ("王建国", f"u{n}@ex.com")),
    "one name without a firm, mobiles": (("姓名", "手机"), lambda n: ("王建国", f"1390{n:07}")),
    "one name without a firm, landlines": (("姓名", "电话"), lambda n: ("王建国", f"0755-2{n:07}")),
    "one name without a firm, titles": (("姓名", "职务"), lambda n: ("王建国", f"{n}号技工")),
    "one name without a firm, notes": (("姓名", "备注"), lambda n: ("王建国", f"第{n}位")),
    "one name without a firm, columns of one's own": (("姓名", "工牌号码"), lambda n: ("王建国", f"甲{n}")),
    "one name at many firms": (("公司", "姓名", "手机"), lambda n: (f"佛山{''.join(apart(n))}有限公司", "王建国", f"1390{n:07}")),
    "one firm": (("公司", "姓名", "手机"), lambda n: ("华兴有限公司", f"王{''.join(apart(n))}", f"1390{n:07}")),
    "one firm, one switchboard": (("公司", "姓名", "电话"), lambda n: ("华兴公司", f"王{''.join(apart(n))}", "0755-22223333")),
    "one e-mail of all": (("姓名", "邮箱"), lambda n: (f"王{''.join(apart(n))}", "info@ex.com")),
    "one person's notes": (("公司", "姓名", "备注"), lambda n: ("华兴公司", "王建国", f"第{n}次来访，谈了报价、交货期和付款")),
}  # fmt: skip
FEW = 100


@pytest.mark.parametrize("what", GROWING)
@pytest.mark.parametrize("again", [False, True], ids=["new", "known"])
def test_an_import_costs_as_much_more_as_it_has_more_rows(
    tmp_path: Path, crm: Crm, meter: Meter, what: str, again: bool
) -> None:
    header, row = GROWING[what]
    taken = []
    for count in (FEW, 4 * FEW):
        crm.home = tmp_path / f"home{count}"
        crm("add 旧客户")
        (tmp_path / "cards.csv").write_bytes(table(header, map(row, range(count))))
        if again:
            crm("import cards.csv")
        taken.append(meter.of(lambda: crm("import cards.csv"), calls=True))
    assert all(many <= 5 * few + 400 for few, many in zip(*taken, strict=True)), taken


def test_what_a_person_is_told_over_and_over_is_kept_once(tmp_path: Path, crm: Crm) -> None:
    sizes, told = [], []
    for count in (200, 400):
        crm.home = tmp_path / f"home{count}"
        rows = [("华兴有限公司", "王建国", f"第{n}次来访，谈了报价、交货期和付款方式") for n in range(count)]
        told.append(sum(len(row[2].encode()) for row in rows))
        for start in range(0, count, 40):
            (tmp_path / "cards.csv").write_bytes(table(("公司", "姓名", "备注"), rows[start : start + 40]))
            crm.ok("import cards.csv")
        sizes.append(sum(len(str(text).encode()) for pair in crm.sql("SELECT old, new FROM changes") for text in pair))
        assert crm.show("c1")["contacts"][0]["notes"].split("\n") == [row[2] for row in rows]
        assert "Notes: … → … 第" in crm.ok("history c1").out
        crm.ok("undo -y")
        assert crm.show("c1")["contacts"][0]["notes"].split("\n") == [row[2] for row in rows[:-40]]
        crm.ok("redo -y")
        assert crm.show("c1")["contacts"][0]["notes"].split("\n") == [row[2] for row in rows]
    assert sizes[0] < 2 * told[0] + 20_000 and sizes[1] < 2 * told[1] + 20_000, (sizes, told)


def peak(run: Callable[[], object]) -> int:
    """The most memory that Python held at once meanwhile, in bytes."""
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "line",
    ["TEL" + ";TYPE=cell" * 50_000, "TEL;TYPE=" + ",".join(f"x{n}" for n in range(50_000)), "TEL" + ";X" * 50_000,
     "TEL" + ';X="a:b"' * 50_000],
    ids=["parameters", "values", "words", "quoted"],
)  # fmt: skip
def test_very_many_parameters_take_no_more_than_the_file_some_times_over(line: str) -> None:
    data = f"BEGIN:VCARD\nVERSION:3.0\nFN:王建国\n{line}:13900000000\nEND:VCARD\n".encode()
    read_file(b"BEGIN:VCARD\nFN:Ann Lee\nEND:VCARD\n", "first.vcf")  # what is loaded once isn't the file's
    cards: list[Any] = []
    assert peak(lambda: cards.extend(read_file(data, "cards.vcf").cards)) < 12 * len(data)
    assert [ch.value for ch in cards[0].channels] == ["13900000000"]


BLANK = pytest.mark.parametrize(
    "form", ["BEGIN:VCARD\nFN:Ann Lee\n{}END:VCARD\n", "name,mobile\nAnn,1390000000\n{}Bob,1390000001\n"], ids=["vcf", "csv"]
)


@BLANK
def test_blank_lines_take_no_more_than_the_file_some_times_over(form: str) -> None:
    data = form.format("\n" * 50_000).encode()
    assert peak(lambda: sum(1 for _ in read_file(data, "cards").entries())) < 40 * len(data)


@BLANK
def test_blank_lines_are_looked_through_once(form: str) -> None:
    """What a pattern does can't be counted: four times as many lines took it 16 times as long, seconds in place of hundredths."""

    def taken(lines: int) -> float:
        data = form.format("\n" * lines).encode()
        begun = time.thread_time()
        read_file(data, "cards")
        return time.thread_time() - begun

    assert taken(16_000) < 8 * taken(4_000) + 0.5


def test_lines_of_a_note_are_put_together_once() -> None:
    lines = [f"line {n} of the note" for n in range(20_000)]
    data = "\n".join(["BEGIN:VCARD", "FN:Ann Lee", "NOTE:first", *lines, "END:VCARD"]).encode()
    (card,) = read_file(data, "cards.vcf").cards
    assert card.contact["notes"].split("\n") == ["first", *lines]


@pytest.mark.parametrize("rows", ["", "WHERE n < 0"], ids=["rows without end", "never a row"])
def test_an_endless_view_is_left_by_one_ctrl_c(crm: Crm, tmp_path: Path, rows: str) -> None:
    db = sqlite3.connect(tmp_path / "endless.db")
    db.execute("CREATE VIEW contacts AS WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t)"
               f" SELECT n AS name, n AS email FROM t {rows}")  # fmt: skip
    db.close()
    press = threading.Timer(0.5, signal.raise_signal, (signal.SIGINT,))
    press.start()
    assert crm("import endless.db").code == 130
    press.join()
    assert crm.json("list") == []
