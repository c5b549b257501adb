"""Whatever commands are mixed, in whatever order: the book stays sound, and undo leads back to the empty one, redo forward."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import Crm
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.torture import books
from salescli.run import Options, Run
from salescli.store.ranking import pulse

WHO = st.sampled_from(["c1", "c2", "c3", "c1", "c2", "c4"])
PERSON = st.sampled_from(["王一", "李二"])
WORD = st.sampled_from(["甲", "x'y", "华星", "[/a]", "ü\n2", "样品", "=1+1", ""])
FIELDS = st.sampled_from(["--city", "--notes", "--grade", "--employees", "--mobile", "--email", "--founded", "--do-not-contact",
                          "--stage", "--set", "--budget", "--phone", "--name"])  # fmt: skip
VALUES = {
    "--grade": ["A", "C", ""], "--employees": ["7", "12", ""], "--mobile": ["13800138000", "13900139000", "odd", ""],
    "--email": ["a@b.cn", ""], "--founded": ["1999-01-02", ""], "--do-not-contact": ["yes", "no", ""],
    "--stage": ["needs", "active", "lost"], "--set": ["k=v", "k=w", "k=", "仓库=深圳"], "--budget": ["100", ""],
    "--phone": ["0755-83781234", "010-88886666", ""], "--name": ["新名", "Other"],
}  # fmt: skip
OUTCOMES = st.sampled_from(
    ["answered", "no_answer", "info", "proposal", "won", "lost", "asked", "complaint", "refused"]
)
DAYS = st.sampled_from(["3d", "fri", "1m", "today"])
FILES = {
    "one.csv": "公司,姓名,手机,备注\n华星,王大,13800138001,老\n北方,李大,13800138002,\n",
    "two.csv": "公司,姓名,手机,备注,城市\n华星,王大,13800138001,新,深圳\n南方,赵大,13800138003,,\n",
    "three.csv": "公司,姓名,手机,阶段,下次联系,标签\n甲,王一,13500135000,报价,2026-04-01,vip\n,,,,,\n甲,李二,x,,,\n",
}


@st.composite
def field(draw):
    name = draw(FIELDS)
    return [name, draw(st.sampled_from(VALUES[name])) if name in VALUES else draw(WORD)]


def line(*parts):
    """A command line of fixed words and drawn ones; a drawn list is several words."""
    wrapped = [part if isinstance(part, st.SearchStrategy) else st.just(part) for part in parts]
    return st.tuples(*wrapped).map(
        lambda words: [w for word in words for w in (word if isinstance(word, list) else [word])]
    )


def maybe(*parts):
    return st.one_of(st.just([]), line(*parts))


ONE_OF = st.sampled_from
TIES = st.one_of(
    line("tie", WHO, ONE_OF(["parent", "household", "account_of", "rival", "referred"]), WHO,
         maybe("--share", ONE_OF(["5", "7%"])),
         maybe("--place", ONE_OF(["main", "none"])), maybe("--note", WORD)),
    line("tie", PERSON, ONE_OF(["reports_to", "knows"]), PERSON),
    line("tie", "王一", ONE_OF(["reports_to", "knows"]), ONE_OF(["王大", "李大", "赵大"])),
)  # fmt: skip
COMMANDS = st.one_of(
    line("add", ONE_OF(["丙", "丁", "甲"]), field().filter(lambda pair: pair[0] != "--name"), maybe("--tag", "vip")),
    line("edit", WHO, field(), maybe(field())),
    line("edit", WHO, "--mobile", "13700137000", "--mobile", "13600136000"),
    line("delete", WHO),
    line("tag", WHO, ONE_OF(["vip", "+fair"]), maybe("--remove", ONE_OF(["vip", "fair"]))),
    line("contact", "add", WHO, PERSON, "--mobile", "13500135000", maybe("--primary", "yes")),
    line("contact", "edit", PERSON, ONE_OF([["--title", "厂长"], ["--primary", "yes"], ["--mobile", ""], ["--primary", ""],
                                            ["--left", "yes"], ["--left", ""], ["--email", "a@qq.com"]])),
    line("contact", "delete", PERSON),
    line("contact", "move", PERSON, WHO, maybe("--on", "昨天")),
    line("log", WHO, WORD, "--outcome", OUTCOMES, maybe("--next", DAYS)),
    line("log", WHO, WORD, "--outcome", OUTCOMES, maybe("--next", DAYS), maybe("--at", ONE_OF(["昨天", "2026-03-01"])),
         maybe("--stage", "needs")),
    line("log", "c1", WORD, "--with", "王一", maybe("--next", DAYS)),
    line("log", WHO, ONE_OF(["空号", "已报价", "成交了！5万"])),
    line("log", WHO, WORD, "--correct", ONE_OF(["last", "1"]), "--outcome", OUTCOMES, maybe("--next", DAYS)),
    line("log", WHO, "--retract", ONE_OF(["last", "1"])),
    line("next", WHO, st.one_of(DAYS, st.just("off"))),
    line("next", WHO, DAYS, WORD, maybe("--with", PERSON)),
    line("snooze", WHO, st.one_of(DAYS, st.just("off"))),
    line("verify", WHO, maybe(ONE_OF(["mobile", "city"]))),
    line("import", ONE_OF([*FILES]), maybe("--on-match", "skip")),
    line("merge", WHO, WHO),
    line("merge", "王一", "李二"),
    line("duplicates", "--different", WHO, WHO),
    TIES,
    line("signal", WHO, "新厂", maybe("--kind", ONE_OF(["staff_change", "opened"])), maybe("--at", "2026-03-01")),
    line("signal", "delete", ONE_OF(["s1", "s2"])),
    line("gift", "add", WHO, "茶", maybe("--cost", "30")),
    line("log", WHO, WORD, "--outcome", OUTCOMES, ONE_OF([["--silence", "weighing"], ["--silence", "decider_changed"],
                                                          ["--stall", "risk"], ["--cost", "3.50"], ["--minutes", "5"]])),
    line("edit", WHO, ONE_OF([["--birthday", "1980-06-18"], ["--special-days", "婚 6月18日"], ["--birthday", ""]])),
    line("contact", "edit", PERSON, ONE_OF([["--birthday", "农历八月十五"], ["--special-days", ""], ["--left", "2026-03-01"]])),
    line("edit", WHO, "--kind", ONE_OF(["person", "household", "partner", "competitor", "customer", ""])),
)  # fmt: skip
OLDER = st.integers(1, 12).map(lambda number: ["undo", str(number)])
"""Any run, of which others may have made something since."""
BACK = ONE_OF([["undo"], ["redo"], ["undo"], ["backup", "copy.db"], ["restore", "copy.db"]])
TURNS = st.one_of(*[COMMANDS] * 4, BACK, OLDER)
EXAMPLES = int(os.environ.get("EXAMPLES", "10"))
SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
"""Hypothesis' usual bounds are for functions, not for command lines."""


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A folder with files, a home with three customers in it, and the book with which each example begins."""
    folder = tmp_path_factory.mktemp("mixed")
    crm = Crm(folder / "home", today="2026-03-10")
    crm.ok("add 甲 --mobile 13800138000 --grade A")
    crm.ok("contact add c1 王一 --title 总经理 --email w@firm.cn")
    crm.ok("add 乙 --stage active --tag vip --set k=v")
    crm.ok("contact add c2 李二 --mobile 13700137000")
    crm.ok("log c1 x --next fri --with 王一")
    crm.ok("add 丙 --city 深圳")
    shutil.copy(crm.book, folder / "first.db")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return crm.home


@pytest.fixture
def at_home(home, monkeypatch) -> Crm:
    """A rep whose files are in the current folder."""
    monkeypatch.chdir(home.parent)
    return Crm(home)


def begin(crm: Crm) -> None:
    shutil.copy("first.db", crm.book)
    Path("copy.db").unlink(missing_ok=True)


class Told(NamedTuple):
    """What `run` found: the tables before and after, and the exit code."""

    before: dict[str, list[tuple]]
    after: dict[str, list[tuple]]
    code: int

    @property
    def changed(self) -> bool:
        return self.before != self.after


def run(crm, words) -> Told:
    """Run a command line. What it refuses, it must not have begun; what it did must leave a sound book."""
    before, known = crm.tables(), numbers(crm)
    answer = crm(*words, "--yes")
    told = Told(before, crm.tables(), answer.code)
    assert answer.code in (0, 1, 2, 3), answer
    assert not any(words in answer.err for words in ("inside salescli", "constraint")), answer
    if answer.code > 1:
        assert (told.after, answer.out, numbers(crm)) == (before, "", known), (words, answer)
        return told
    if words[0] not in ("backup", "restore", "undo"):
        assert len(numbers(crm)) - len(known) in (told.changed, 1), words
    if words[0] != "restore":
        assert {number: row for number, row in numbers(crm).items() if number in known} == known, words
    sound(crm, words)
    return told


def numbers(crm) -> dict[int, tuple]:
    """When each run was, and of which command: never another one of the same number."""
    rows = books.rows(crm.book, "SELECT id, at, command, kind FROM runs WHERE kind != 'bookkeeping' ORDER BY id")
    return {int(row[0]): row[1:] for row in rows}


def sound(crm, words):
    assert books.flaws(crm.book) == [], words
    kept = crm.tables()["pulse"]
    made = Run(Options(home=str(crm.home), today=crm.today), "rebuild")
    try:
        pulse.rebuild(made.writable())
    finally:
        made.close()
    assert crm.tables()["pulse"] == kept, words


class Course:
    """What undo and redo must lead to, as far as a series of commands foretells it."""

    def __init__(self, crm: Crm) -> None:
        self.crm = crm
        self.past: list[dict] = []
        self.future: list[dict] = []
        self.copied: dict | None = None

    def turn(self, words: list[str]) -> None:
        told = run(self.crm, words)
        if told.code > 1:
            return
        if words[0] == "undo" and words[1:]:
            self._older(words, told)
        else:
            getattr(self, f"_{words[0]}", self._command)(told)

    def _older(self, words: list[str], told: Told) -> None:
        assert run(self.crm, ["redo"]).after == told.before
        assert run(self.crm, words).after == told.after
        self.past, self.future = [], [told.before]

    def _command(self, told: Told) -> None:
        if told.changed:
            self.past.append(told.before)
            self.future = []

    def _undo(self, told: Told) -> None:
        if not told.changed:  # it passed over a run that changed nothing
            return
        if self.past:
            assert told.after == self.past.pop()
        self.future.append(told.before)

    def _redo(self, told: Told) -> None:
        if self.future:
            assert told.after == self.future.pop()
            self.past.append(told.before)
        else:  # of something undone before other commands: undo takes these back first
            self.past = []

    def _backup(self, told: Told) -> None:
        self.copied = told.after

    def _restore(self, told: Told) -> None:
        assert told.after == self.copied
        self.past, self.future = [], []


MERGED = st.one_of(TIES, TIES, TIES, line("merge", WHO, WHO), line("merge", "王一", "李二"), line("delete", WHO),
                   line("contact", "move", PERSON, WHO), line("contact", "add", WHO, PERSON), line("contact", "delete", PERSON),
                   st.just(["undo"]), st.just(["redo"]))  # fmt: skip


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=SLOW)
@given(turns=st.lists(MERGED, min_size=4, max_size=8))
def test_ties_dangle_nowhere_whatever_becomes_of_their_ends(at_home, turns):
    crm = at_home
    begin(crm)
    crm.today = "2026-03-11"
    course = Course(crm)
    for words in turns:
        course.turn(words)
    codes = {row["code"] for row in crm.json("list --kind all")}
    rows = crm.json("tie list")
    assert all({row["customer"], row["other"]} <= codes for row in rows)
    assert all(bool(row["contact"]) == bool(row["other_contact"]) == (row["kind"] in ("reports_to", "knows")) for row in rows)
    for code in codes & {"c1"}:
        members = {one["code"] for one in crm.json("show", "--group", code)["members"]}
        assert code in members <= codes
        crm.ok("show", code)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=SLOW)
@given(turns=st.lists(st.tuples(TURNS, st.sampled_from([0, 0, 1, 3])), min_size=5, max_size=12))
def test_the_book_is_sound_after_any_command_and_undo_leads_back_to_an_empty_one(at_home, turns):
    crm, day = at_home, 11
    begin(crm)
    course = Course(crm)
    for words, later in turns:
        day += later
        crm.today = f"2026-03-{min(day, 31)}"
        course.turn(words)
    states = [crm.tables()]
    while crm("undo -y").code == 0:
        if crm.tables() != states[-1]:
            states.append(crm.tables())
            assert not course.past or states[-1] == course.past.pop()
    assert states[-1] == {table: [] for table in states[0]}
    for after in reversed(states[:-1]):
        crm.ok("redo -y")
        assert crm.tables() == after
    sound(crm, "redo of everything")
