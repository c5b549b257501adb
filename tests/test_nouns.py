"""Records of kinds that are declared in a test alone: all that a noun can do, with no other line of the program changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import machines
import pytest
from conftest import Answer, Crm

from salescli.core.records import Attribute, Table, noun_of


class Rep:
    """Somebody with a program that knows machines and depots; one process for all that they do."""

    def __init__(self, crm: Crm) -> None:
        self.crm = crm
        self.at = subprocess.Popen(
            [sys.executable, machines.__file__, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
            env={**os.environ, **crm.environment}, cwd=crm.home.parent)  # fmt: skip

    def __call__(self, *words: str) -> Answer:
        assert self.at.stdin and self.at.stdout
        self.at.stdin.write(json.dumps(words) + "\n")
        self.at.stdin.flush()
        answer = Answer(*json.loads(self.at.stdout.readline()))
        assert "Traceback" not in answer.err and "unexpected" not in answer.err, answer
        return answer

    def ok(self, *words: str) -> str:
        """What is answered to a command line that must succeed."""
        answer = self(*words)
        assert answer.code == 0, answer
        return answer.out

    def json(self, *words: str) -> Any:
        """The same as JSON."""
        return json.loads(self.ok("-f", "json", *words))

    def codes(self, where: str, *words: str) -> list[str]:
        """The machines that meet a condition."""
        return [row["code"] for row in self.json("machine", "list", "--where", where, *words)]


def fill(rep: Rep) -> None:
    rep.ok("add", "华星电子", "--grade", "A")
    rep.ok("contact", "add", "c1", "王建国", "--title", "总经理")
    rep.ok("log", "c1", "看了样机", "--with", "王建国")
    rep.ok("depot", "add", "Foshan", "--city", "佛山")
    told = ("--told-in", "1", "--depot", "foshan", "--contact", "王总", "--mark", "red", "--due", "3d")
    sold = ("--price", "20万", "--sold", "2026-02-01", "--state", "二手", "--part", "刀:2@85", "--part", "架:1")
    rep.ok("machine", "add", "c1", "A1", *sold, *told)


KEPT: list[Path] = []
"""The home that `fill` leaves, copied for each test after the first."""


@pytest.fixture
def rep(crm: Crm, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rep]:
    if KEPT:
        shutil.copytree(KEPT[0], crm.home)
    one = Rep(crm)
    if not KEPT:
        fill(one)
        KEPT.append(Path(shutil.copytree(crm.home, tmp_path_factory.mktemp("machines") / "home")))
    yield one
    assert one.at.stdin and one.at.stdout
    one.at.stdin.close()
    one.at.wait(30)
    one.at.stdout.close()


def test_it_is_shown_with_each_field_under_its_name(rep: Rep) -> None:
    shown = rep.json("machine", "show", "k1")
    assert {name: shown[name] for name in ("code", "customer", "customer_name", "serial", "contact", "depot", "price", "currency",
                                           "sold", "due", "hours", "state", "leased", "marks", "parts", "notes")} == {
        "code": "k1", "customer": "c1", "customer_name": "华星电子", "serial": "A1", "contact": "王建国", "depot": "Foshan",
        "price": 200_000, "currency": "CNY", "sold": "2026-02-01", "due": "2026-03-14", "hours": None, "state": "used",
        "leased": False, "marks": ["red"], "notes": None,
        "parts": [{"part": "刀", "quantity": 2, "price": 85}, {"part": "架", "quantity": 1}]}  # fmt: skip
    assert shown["told_in"] == rep.json("show", "c1")["interactions"][0]["id"]
    assert rep.ok("show", "k1") == rep.ok("machine", "show", "A1")
    assert rep.json("show", "c1")["machines"] == [shown]
    assert "k1  A1  Used; 200,000 CNY" in rep.ok("show", "c1")


def test_it_is_edited_field_by_field(rep: Rep) -> None:
    done = rep.json("machine", "edit", "k1", "--price", "US$1,234.50", "--state", "New", "--part", "轴:3", "--due", "")
    assert (done["price"], done["currency"], done["state"], done["due"]) == (1234.5, "USD", "new", None)
    assert done["parts"] == [{"part": "轴", "quantity": 3}]
    assert {one["field"] for one in done["changed"]} == {"price", "currency", "state", "parts", "due"}
    assert "already so" in rep.ok("machine", "edit", "k1", "--state", "全新")
    assert rep("machine", "edit", "k1", "--serial", "").code == 2
    assert rep("machine", "edit", "k1").code == 2


@pytest.mark.parametrize("words", [
    ("--price", "12x"), ("--sold", "2026-02-31"), ("--state", "broken"), ("--hours", "1.5"), ("--part", "knife"),
    ("--leased", "perhaps"), ("--currency", "florins"), ("--told-in", "zz")])  # fmt: skip
def test_what_is_no_value_is_refused_and_says_what_is(rep: Rep, words: tuple[str, ...]) -> None:
    answer = rep("machine", "edit", "k1", *words)
    assert answer.code == 2 and words[1] in answer.err and len(answer.err.splitlines()) == 2
    assert rep("machine", "add", "c1", "A2", *words).code == 2


def test_conditions_are_over_its_fields_and_those_of_its_customer(rep: Rep) -> None:
    rep.ok("add", "Northwind")
    rep.ok("machine", "add", "c2", "B7", "--price", "5k", "--hours", "90", "--leased", "yes")
    assert rep.codes("price>=20万") == rep.codes("状态=二手") == rep.codes("customer~华星") == rep.codes("parts~刀") == ["k1"]
    assert rep.codes("grade=A") == rep.codes("sold<2026-03-01") == rep.codes("marks=red") == rep.codes("depot=Foshan") == ["k1"]
    assert rep.codes("hours=90 or (state=used and price<1亿)") == ["k1", "k2"]
    assert rep.codes("leased=yes") == rep.codes("contact=") == rep.codes("code=k2") == rep.codes("price=5,000") == ["k2"]
    assert rep.codes("stage=first_contact", "--sort", "-price") == ["k1", "k2"]
    assert rep.codes("due within 1w") == ["k1"]
    assert rep("machine", "list", "--where", "foo=1").code == 2
    listed = rep.ok("machine", "list", "--columns", "序列号,price", "--sort", "price", "-n", "1").split()
    assert listed[-3:] == ["B7", "5,000", "CNY"]
    assert rep.ok("machine") == rep.ok("machine", "list")


def test_a_list_of_records_has_views_of_its_own(rep: Rep) -> None:
    told = rep("machine", "list", "--columns", "price", "--sort=-price", "-n", "1", "--save", "dear")
    assert "crm machine list --view dear" in told.err
    assert rep.ok("machine", "list", "--view", "dear") == rep.ok("machine", "list", "--columns", "price", "--sort=-price")
    assert rep("list", "--view", "dear").code == 3 and "dear" in rep("machine", "list", "--view", "?").err


def test_who_means_its_customer_and_find_its_texts(rep: Rep) -> None:
    assert rep.json("log", "k1", "再谈")["code"] == "c1"
    (found,) = rep.json("find", "刀")
    assert (found["code"], found["matched"]) == ("c1", [{"where": "machine", "text": "k1 刀:2@85 架:1"}])
    assert "Foshan" in rep("find", "佛山").err
    assert rep("delete", "k1").code == 3
    assert "k1 (A1)" in rep.ok("history", "c1") and "machines +1" in rep.ok("history")


def test_it_goes_where_its_customer_goes_and_comes_back(rep: Rep) -> None:
    before = rep.json("machine", "show", "k1")
    rep.ok("add", "乙")
    assert "1 machine" in rep.ok("merge", "c2", "c1", "-y")
    assert rep.json("machine", "show", "k1")["customer"] == "c2"
    rep.ok("undo", "-y")
    assert "1 machine" in rep.ok("delete", "c1", "-y")
    assert rep.json("machine") == []
    rep.ok("undo", "-y")
    rep.ok("machine", "delete", "k1", "-y")
    assert rep.json("machine") == [] and rep("machine", "show", "k1").code == 3
    rep.ok("undo", "-y"), rep.ok("redo", "-y"), rep.ok("undo", "-y")
    assert rep.json("machine", "show", "k1") == before
    rep.ok("machine", "add", "c1", "A2")
    assert [row["code"] for row in rep.json("machine")] == ["k1", "k2"]


def test_the_whole_book_takes_it_along(rep: Rep, tmp_path: Path) -> None:
    rep.ok("export", "book.json")
    rep.ok("backup", str(tmp_path / "copy.db"))
    before = rep.json("machine", "show", "k1")
    other = Rep(Crm(tmp_path / "other"))
    other.ok("import", "book.json")
    assert {**other.json("machine", "show", "k1"), "updated_at": ""} == {**before, "updated_at": ""}
    assert [row["outcome"] for row in other.json("import", "book.json")] == ["same"]
    assert other.json("machine", "add", "c1", "A2")["code"] == "k2"
    other.ok("restore", str(tmp_path / "copy.db"), "-y")
    assert other.json("machine", "show", "k1") == before and other.json("depot")[0]["name"] == "Foshan"
    other.at.communicate(timeout=30)


def test_it_is_explained_and_completed(rep: Rep) -> None:
    assert "machines that customers have" in rep.ok("--help")
    for lang, word in (("en", "Serial number"), ("zh-CN", "序列号"), ("zh-TW", "序號")):
        assert word in rep.ok("machine", "--help", "--lang", lang)
        assert "crm machine add c17 A1" in rep.ok("machine", "add", "--help", "--lang", lang)
        assert "--where" in rep.ok("machine", "list", "--help", "--lang", lang)
    assert rep.ok("_complete", "zsh", "mach").startswith("machine\t")
    assert rep.ok("_complete", "zsh", "machine", "e").startswith("edit\t")
    assert rep.ok("_complete", "zsh", "machine", "edit", "").startswith("k1\tA1")
    assert rep.ok("_complete", "zsh", "--lang", "zh-CN", "machine", "edit", "k1", "--state", "二") == "二手\tused\n"
    assert rep.ok("_complete", "zsh", "export", "x.csv", "--as", "ma").startswith("machine\t")
    assert rep.ok("_complete", "zsh", "machine", "add", "华").startswith("华星电子\t")
    assert "Did you mean crm machine" in rep("machnie").err and "crm machine?" in rep("设备").err
    assert "crm machine list" in rep("machine", "lst").err
    assert rep.json("machine", "edit", "k1", "--价格", "300")["price"] == 300
    assert "--state" in rep("machine", "edit", "k1", "--stat", "new").err


# ---------------------------------------------------------------- every kind that has a noun


TEXTS = {"text": "Alpha", "number": "7", "money": "1.2亿", "currency": "EUR", "flag": "yes", "texts": "beta", "day": "2026-02-03"}


MEANT = {"customers": "c1", "contacts": "王建国", "interactions": "1", "depots": "Foshan", "machines": "k1"}


def example(table: Table, column: Attribute) -> str:
    """Something that a field takes."""
    if column.kind == "choice":
        return column.allowed[-1]
    if column.kind == "lines":
        from salescli.core.records.noun import columns

        assert column.of
        return column.form.replace("[", "").replace("]", "").format(**{one.name: TEXTS[one.kind] for one in columns(column.of)})
    if column.kind == "record":
        return MEANT[column.points_at]
    return TEXTS[column.kind]


KINDS = (*machines.KINDS, *(table for table in machines.records.TABLES if table.noun))


@pytest.mark.parametrize("table", KINDS, ids=lambda table: table.name)
def test_each_noun_does_everything(rep: Rep, table: Table) -> None:
    noun = noun_of(table)
    first = [example(table, table.field(name)) for name in noun.first]
    others = [column for column in table.fields if column.field not in noun.first]
    options = [part for column in others for part in (column.option, example(table, column))]
    made = rep.json(noun.word, "add", *first, *options)
    code = made["code"]
    assert all(made[column.field] not in (None, [], "") for column in table.fields)
    assert rep.json(noun.word, "show", code) == {name: value for name, value in made.items() if name != "next"}
    assert code in [row["code"] for row in rep.json(noun.word, "list", "--sort", f"-{table.fields[-1].field}")]
    for column in table.fields:
        if column.kind not in ("lines", "texts", "record"):
            found = rep.json(noun.word, "list", "--where", f"{column.field}='{example(table, column)}'")
            assert code in [row["code"] for row in found], column.field
    optional = [column for column in table.fields if column.default is None and column.kind == "text"]
    for column in optional:
        assert rep.json(noun.word, "edit", code, column.option, "")[column.field] is None
        rep.ok("undo", "-y")
    assert rep.ok(noun.word, "--help", "--lang", "zh-CN")
    rep.ok(noun.word, "delete", code, "-y")
    assert code not in [row["code"] for row in rep.json(noun.word)]
    rep.ok("undo", "-y")
    assert rep.json(noun.word, "show", code)["code"] == code


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_table_of_them_comes_back(rep: Rep, tmp_path: Path, form: str) -> None:
    before, file = rep.json("machine"), str(tmp_path / f"machines.{form}")
    assert rep.ok("export", file, "--as", "设备").startswith("1 machine in")
    assert [row["outcome"] for row in rep.json("import", file, "--as", "machine")] == ["same"]
    assert rep.json("machine") == before
    rep.ok("machine", "edit", "k1", "--price", "1", "--state", "new")
    assert [row["outcome"] for row in rep.json("import", file, "--as", "machine")] == ["joined"]
    assert [{**row, "updated_at": ""} for row in rep.json("machine")] == [{**row, "updated_at": ""} for row in before]


def test_new_rows_come_in_by_labels_once(rep: Rep, tmp_path: Path) -> None:
    file = tmp_path / "new.csv"
    file.write_text("客户,序列号,价格,状态\n华星,B1,20万,二手\nc1,B2,5k,\n谁,B3,1,\nc1,B4,x,\n", "utf-8")
    answer = rep("-f", "json", "import", str(file), "--as", "machine")
    assert answer.code == 1
    assert [row["outcome"] for row in answer.json()] == ["new", "new", "rejected", "rejected"]
    assert [row["code"] for row in answer.json()][:2] == ["k2", "k3"] and "谁" in answer.json()[2]["why"]
    again = rep("-f", "json", "import", str(file), "--as", "machine").json()
    assert [row["outcome"] for row in again] == ["same", "same", "rejected", "rejected"]
    assert rep.codes("serial~B") == ["k2", "k3"]
    rep.ok("undo", "-y"), rep.ok("undo", "-y")
    assert rep.codes("serial~B") == []
