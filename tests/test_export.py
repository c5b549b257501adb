"""`crm export` and the way back: nothing is lost in any form, a known id is that record, nothing is overwritten."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import TODAY, Crm
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from salescli.core.exchange.cells import join_tags, split_tags
from salescli.core.exchange.columns import Shape, columns, heading, slot_of
from salescli.core.model import LANGUAGES
from salescli.core.records.fields import CONTACT_FIELDS, CUSTOMER_FIELDS, Field
from salescli.core.records.measures import MEASURES
from salescli.run import Options, Run
from salescli.store.records import customers, people, story

FORMS = ("csv", "xlsx", "vcf", "json")
PHASES = (Phase.explicit, Phase.generate)
"""Not shrinking: every example makes and fills homes."""
SOME_ID = "01890000-0000-7000-8000-00000000000f"


def thorough(examples: int) -> settings:
    return settings(max_examples=examples, deadline=None, phases=PHASES,
                    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])  # fmt: skip


def table(path: Path) -> list[dict[str, str]]:
    """The rows of an exported CSV."""
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def rewritten(path: Path, rows: list[dict[str, str]]) -> None:
    """The CSV as a person has changed it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def filled(crm: Crm) -> Crm:
    crm.given(
        "add 华星电子 --mobile 13800138000 --phone 010-82345678 --phone 010-82345679 --grade A --notes '=HYPERLINK(1)'"
        " --yearly-revenue 1200.50 --tag '展会;VIP' --set own=007",
        "contact add c1 王伟 --mobile 13900139000 --office-phone 0755-12345678 --title 经理",
        "contact add c1 李娜 --email li@hx.example --birthday 05-12",
        "add 'Plain Ltd'",
        "log c1 要报价 --with 王伟 --next 5d --aim 报价",
        "log c1 已报价 --found 价格敏感",
    )
    return crm


# ---------------------------------------------------------------- the round trip

NAUGHTY = st.sampled_from([
    "=1+1", "+1", "-1", "@x", "'=1", "''", "'", "\t=1", "\r", "00123", "1.0", "a\nb", "a\r\nb", " a ", '"', '""', ",;\t|", "\\n",
    "\\;", "\\", "N/A", "-", "null", "_x0041_", "_x005F_x0041_", "=E5=8D=8E", "合计", "[/foo]", "\x1b[31m", "\u202eabc",
    "\ufeff", "e\u0301", "é", "\n\u0301", "\u2028", "\x85", "\ufffd", "\ufffe", "😀", "BEGIN:VCARD", "salescli_id", "a" * 100,
    "长" * 90, "3/4", "2024-01-02",
])  # fmt: skip
TEXTS = st.one_of(NAUGHTY, st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12))
NAMES = st.one_of(st.sampled_from(["华星电子", "王伟", "Ann Lee", "Smith & Co., Ltd.", "=cmd|' /C calc'!A0"]), TEXTS)
DAYS = st.one_of(st.dates().map(str), st.sampled_from(["--05-12", "--02-29"]))


def values(f: Field) -> st.SearchStrategy[Any]:
    """What a column of the field may hold."""
    if f.kind == "channel":
        return st.lists(st.one_of(st.sampled_from(["13800138000", "010-82345678", "+1 415 555 2671", "a@b.example"]), TEXTS),
                        max_size=3, unique=True)  # fmt: skip
    numbers = st.integers(-(2**63), 2**63 - 1)
    return {"day": DAYS, "int": numbers, "money": numbers, "flag": st.integers(0, 1), "text": TEXTS}[f.kind]


def records(fields: tuple[Field, ...]) -> st.SearchStrategy[dict[str, Any]]:
    some = {f.name: values(f) for f in fields if f.kind != "choice" and f.name != "name"}
    return st.fixed_dictionaries({"name": NAMES}, optional=some)


@st.composite
def books(draw: st.DrawFn) -> list[dict[str, Any]]:
    one = st.fixed_dictionaries({
        "fields": records(CUSTOMER_FIELDS), "people": st.lists(records(CONTACT_FIELDS), max_size=3),
        "tags": st.lists(TEXTS, max_size=3, unique=True), "own": st.dictionaries(TEXTS, TEXTS, max_size=3),
        "story": st.lists(st.tuples(st.sampled_from(["answered", "no_answer", "proposal", "won"]), TEXTS), max_size=2),
    })  # fmt: skip
    return draw(st.lists(one, min_size=1, max_size=3))


def made(crm: Crm, book: list[dict[str, Any]]) -> None:
    """The customers in the rep's book, written past the command line, which would tidy their texts."""
    from salescli.core.when import When

    run, told = Run(Options(home=str(crm.home), today=TODAY), "add"), []
    try:
        with run.writing() as into:
            for one in book:
                customer = customers.add(into, one["fields"])
                ids = [people.add_contact(into, customer, person) for person in one["people"]]
                customers.tag(into, customer, one["tags"], ())
                customers.set_own(into, customer, one["own"])
                told.append((customer, ids[0] if ids else None, one["story"]))
        with run.writing() as into:
            for customer, person, lines in told:
                for outcome, text in lines:
                    story.log(into, customer, story.Entry(outcome, run.now, text, contact=person, next=When(run.today),
                                                          links=("a.pdf",)))  # fmt: skip
    finally:
        run.close()


def shown(crm: Crm, form: str) -> list[dict[str, Any]]:
    """Every customer as `crm show` has it; without what the form doesn't carry: the story, and ties but as texts, of which those
    that name somebody are ties where they come in."""
    codes = [row["code"] for row in crm.json("list --kind all")]
    found = [crm.show(code) for code in codes]
    if form != "json":
        for one in found:
            for name in ("interactions", "promises", "last_contact", "next", "trend", "warnings", "verified", "ask", "measures",
                         "ties", *MEASURES):  # fmt: skip
                one.pop(name, None)
            for person in one["contacts"]:
                for name in ("last_contact", "reports_to", "reports_to_id"):
                    person.pop(name)
                person.pop("updated_at")  # the moment at which this book got the person, as such a file doesn't tell it
    return found


def differing(got: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> list[Any]:
    """Whose which field differs, what it came to and what it should be."""
    assert [one["code"] for one in got] == [one["code"] for one in wanted]
    return [(want["code"], name, one[name], want[name]) for one, want in zip(got, wanted, strict=True) for name in want
            if one[name] != want[name]]  # fmt: skip


def returned(crm: Crm, form: str, *options: str) -> None:
    """Out, into an empty home and out again: all is equal; and nothing new comes in a second time, here or there."""
    folder = crm.home.parent
    file, again = folder / f"out.{form}", folder / f"again.{form}"
    crm.ok("export", str(file), *options)
    other = Crm(folder / "other")
    assert {row["outcome"] for row in other.json("import", str(file))} <= {"new"}
    assert not differing(shown(other, form), shown(crm, form))
    for home in (crm, other):
        changed = home.sql("SELECT count(*) FROM changes")
        assert {row["outcome"] for row in home.json("import", str(file))} <= {"same"}
        assert home.sql("SELECT count(*) FROM changes") == changed
    if form in ("csv", "vcf"):
        other.ok("export", str(again), *options)
    if form == "vcf":
        assert again.read_bytes().split(b"\r\n") == file.read_bytes().split(b"\r\n")
    if form == "csv":  # the talks stay behind, and so what they come to
        assert list(map(untold, table(again))) == list(map(untold, table(file)))


def untold(row: dict[str, str]) -> dict[str, str]:
    """A row without what is only worked out for whoever reads it."""
    return {name: cell for name, cell in row.items() if (slot := slot_of(name)) is None or slot.part != "told"}


@pytest.mark.parametrize("form", FORMS)
@thorough(10)
@given(book=books())
def test_a_book_comes_back_as_it_was(_quiet_environment: None, form: str, book: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        crm = Crm(Path(folder) / "home")
        made(crm, book)
        returned(crm, form)


@pytest.mark.parametrize("form", FORMS)
def test_an_everyday_book_comes_back(filled: Crm, form: str) -> None:
    returned(filled, form)


@pytest.mark.parametrize("version", ["4.0", "3.0"])
def test_vcards_of_both_versions_come_back(filled: Crm, version: str) -> None:
    returned(filled, "vcf", "--vcard", version)
    assert f"VERSION:{version}\r\n".encode() in (filled.home.parent / "out.vcf").read_bytes()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_headers_in_the_reps_language_come_back(filled: Crm, form: str, language: str) -> None:
    returned(filled, form, "--labels", "--lang", language)


def test_what_was_deleted_replaced_or_doubted_comes_back_in_json(filled: Crm) -> None:
    first = filled.show("c1")["interactions"][-1]["id"]
    filled.ok("log", "--correct", first[-6:], "要样品")
    filled.ok("log", "c1", "空号")
    filled.ok("contact", "delete", "王伟", "--yes")
    returned(filled, "json")
    story = 'SELECT id, at, text, replaces, retracted, contact_id, stage_after FROM interactions ORDER BY id'
    assert Crm(filled.home.parent / "other").sql(story) == filled.sql(story)
    assert len(filled.sql(story)) == 4


def test_the_stage_of_today_comes_along(crm: Crm) -> None:
    crm.ok("add", "华星电子", "--stage", "onboarding", "--today", "2026-01-01")
    crm.ok("log", "c1", "已接通", "--today", "2026-01-28")
    assert crm.show("c1")["stage"] != "onboarding"
    for form in FORMS:
        returned(crm, form)
        shutil.rmtree(crm.home.parent / "other")


def test_numbers_of_abroad_are_read_as_the_same_again(crm: Crm, tmp_path: Path) -> None:
    (tmp_path / "us.csv").write_text("Company,Mobile\nAcme,(415) 555-2671\n", "utf-8")
    crm.ok("import", str(tmp_path / "us.csv"), "--country", "US")
    for form in FORMS:
        returned(crm, form)
        shutil.rmtree(crm.home.parent / "other")


# ---------------------------------------------------------------- ids (CONTRACT 8)


@pytest.mark.parametrize("form", ["csv", "xlsx", "vcf", "json"])
def test_a_name_that_is_a_dash_and_an_extension_of_abroad_come_back(crm: Crm, form: str) -> None:
    made(crm, [{"fields": {"name": "-"}, "people": [{"name": "-", "wechat": ["w"]}], "tags": [], "own": {}, "story": []}])
    cards = crm.home.parent / "cards.csv"
    cards.write_text("Name,Company,Phone,Country\nAnn Lee,Acme,415-555-2671 ext 5,United States\n", "utf-8")
    crm.ok("import", str(cards))
    assert crm.show("c2")["channels"][0]["extension"] == "5"
    returned(crm, form)


def test_changed_values_are_kept_beside_and_blanks_filled(filled: Crm, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    filled.ok("export", str(file))
    rows = table(file)
    rows[0]["contact_title"], rows[0]["city"], rows[0]["contact_mobile"] = "总监", "深圳", "13700137000"
    rewritten(file, rows)
    found = filled.json("import", str(file))
    assert [row["outcome"] for row in found] == ["joined", "same", "same"]
    assert "总监" in found[0]["why"] and "经理" in found[0]["why"]
    view = filled.show("c1")
    assert (view["city"], filled.also("c1"), view["contacts"][0]["title"]) == ("深圳", {"title": ["总监"]}, "经理")
    assert [row["value"] for row in view["channels"] if row["contact"] == "王伟" and row["kind"] == "mobile"] == [
        "+8613900139000", "+8613700137000"]  # fmt: skip
    assert {row["outcome"] for row in filled.json("import", str(file))} == {"same"}


def test_a_later_card_date_wins(filled: Crm, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    filled.ok("export", str(file))
    rows = table(file)
    rows[0].update({"contact_title": "总监", "contact_source_at": "2026-03-10"})
    rewritten(file, rows)
    filled.ok("import", str(file))
    assert filled.show("c1")["contacts"][0]["title"] == "总监"


def test_an_unknown_id_is_a_new_record_however_alike(filled: Crm, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    filled.ok("export", str(file))
    row = {**table(file)[0], "salescli_id": SOME_ID, "contact_id": SOME_ID[:-1] + "e"}
    rewritten(file, [row])
    assert [one["outcome"] for one in filled.json("import", str(file))] == ["new"]
    assert filled.sql("SELECT name, code_letter || code_number FROM customers WHERE id = ?", SOME_ID) == [("华星电子", "c3")]
    assert filled.sql("SELECT name FROM contacts WHERE id = ?", SOME_ID[:-1] + "e") == [("王伟",)]
    assert {one["outcome"] for one in filled.json("import", str(file))} == {"same"}


def test_a_foreign_card_with_a_uid_is_never_joined_to_another(filled: Crm, tmp_path: Path) -> None:
    file = tmp_path / "phone.vcf"
    file.write_text(f"BEGIN:VCARD\nVERSION:3.0\nUID:{SOME_ID.upper()}\nFN:王伟\nORG:华星电子\nTEL;TYPE=CELL:13900139000\nEND:VCARD\n")
    assert [one["outcome"] for one in filled.json("import", str(file))] == ["new"]
    assert filled.sql("SELECT name FROM contacts WHERE id = ?", SOME_ID) == [("王伟",)]
    assert [one["outcome"] for one in filled.json("import", str(file))] == ["same"]
    file.write_text(file.read_text().replace("END:", "TITLE:CEO\nEND:"))
    assert [one["outcome"] for one in filled.json("import", str(file))] == ["joined"]


@pytest.mark.parametrize("lines", ["TEL;TYPE=CELL:13700137000", "EMAIL:a@b.cn", "ORG:新公司", "ORG:华星电子\nTEL:0755-26880001"])
def test_a_foreign_card_of_nobody_comes_in_once(filled: Crm, tmp_path: Path, lines: str) -> None:
    """Its UID would be the person's, whom nobody knows."""
    file = tmp_path / "phone.vcf"
    file.write_text(f"BEGIN:VCARD\nVERSION:3.0\nUID:{SOME_ID}\n{lines}\nEND:VCARD\n")
    [first] = filled.json("import", str(file))
    [second] = filled.json("import", str(file))
    assert (second["outcome"], second["code"]) == ("same", first["code"])


def test_a_row_that_somebody_added_is_read_as_any_other(filled: Crm, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    filled.ok("export", str(file))
    rows = table(file)
    new = {"name": "新公司", "contact_name": "赵六", "contact_mobile": "137 0013 7000"}
    rewritten(file, [*rows, {**dict.fromkeys(rows[0], ""), **new}])
    assert [row["outcome"] for row in filled.json("import", str(file))] == ["same", "same", "same", "new"]
    view = filled.show("新公司")
    assert [(row["name"], row["mobile"]) for row in view["contacts"]] == [("赵六", "+8613700137000")]
    assert view["own"] == {}


def test_a_table_that_excel_saved_again_is_still_ours(filled: Crm, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    filled.ok("export", str(file), "--labels", "--lang", "zh-CN")
    text = file.read_text("utf-8-sig")
    with file.open("w", encoding="gb18030", newline="") as again:
        csv.writer(again, delimiter=";").writerows(csv.reader(io.StringIO(text, newline="")))
    assert {row["outcome"] for row in filled.json("import", str(file))} == {"same"}


def test_what_was_deleted_comes_back_under_its_own_id(filled: Crm, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    filled.ok("export", str(file))
    before = filled.show("c1")
    filled.ok("delete", "c1", "--yes")
    assert filled.json("import", str(file))[0]["outcome"] == "new"
    after = filled.show("c1")
    assert [after[name] for name in ("contacts", "channels", "interactions")] == [
        before[name] for name in ("contacts", "channels", "interactions")]  # fmt: skip


def test_skipping_known_ids(filled: Crm, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    filled.ok("export", str(file))
    assert {row["outcome"] for row in filled.json("import", str(file), "--on-match", "skip")} == {"skipped"}


def test_an_import_of_ids_is_undone_whole(filled: Crm, tmp_path: Path) -> None:
    filled.ok("export", str(tmp_path / "book.json"))
    other = Crm(tmp_path / "other")
    other.ok("import", str(tmp_path / "book.json"))
    other.ok("undo", "--yes")
    assert other.json("list") == []
    assert {row["outcome"] for row in other.json("import", str(tmp_path / "book.json"))} == {"new"}
    assert other.show("华星电子")["code"] == "c3"  # codes of before the undo are not given again


@pytest.mark.parametrize(
    "customer",
    [{}, {"name": 1}, {"name": "x", "id": "1"}, {"name": "x", "founded": 3}, {"name": "x", "channels": [{}]}, "x", None,
     {"name": "x", "interactions": [{"id": SOME_ID, "at": "never"}]}, {"name": "x", "employees": "many"},
     {"name": "x", "interactions": [{"id": SOME_ID, "at": TODAY, "outcome": "?"}]}, {"name": "x", "own": {"a": 1}}],
)  # fmt: skip
def test_a_customer_of_json_that_is_broken_is_rejected_alone(crm: Crm, tmp_path: Path, customer: Any) -> None:
    file = tmp_path / "book.json"
    file.write_text(json.dumps({"salescli": "0", "format": 1, "customers": [customer, {"name": "Good"}]}))
    answer = crm("import", str(file), "-f", "json")
    assert (answer.code, [row["outcome"] for row in answer.json()]) == (1, ["rejected", "new"])


OURS = {"salescli": "0", "format": 1}
_TALK = {"id": SOME_ID, "at": TODAY}
_STAMP = {"id": SOME_ID, "at": TODAY, "field": "phone"}


@pytest.mark.parametrize(
    ("customer", "field", "allowed"),
    [({"founded": "soon"}, "founded", "a day"), ({"birthday": "someday"}, "birthday", "a day"),
     ({"stage": "new"}, "stage", "needs"),
     ({"contacts": [{"name": "w", "left": "long ago"}]}, "left", "a day"), ({"stage_since": "then"}, "stage_since", "a day"),
     ({"contacts": [{"name": "w", "primary": "maybe"}]}, "primary", "yes or no"), ({"source_at": "zz"}, "source_at", "a day"),
     ({"do_not_contact": "perhaps"}, "do_not_contact", "yes or no"), ({"kept_stage": "x"}, "kept_stage", "needs"),
     ({"interactions": [{**_TALK, "stage_before": "x"}]}, "stage_before", "needs"),
     ({"interactions": [{**_TALK, "stage_after": "x"}]}, "stage_after", "needs"),
     ({"interactions": [{**_TALK, "stage_since_before": "x"}]}, "stage_since_before", "a day"),
     ({"interactions": [{**_TALK, "source_at": "x"}]}, "source_at", "a day"),
     ({"interactions": [{**_TALK, "retracted": "perhaps"}]}, "retracted", "yes or no"),
     ({"interactions": [{**_TALK, "outcome": "x"}]}, "outcome", "refused"),
     ({"interactions": [{**_TALK, "at": "x"}]}, "at", "a day and time"),
     ({"interactions": [{**_TALK, "at": "0001-01-01T00:00:00Z"}]}, "at", "a day and time"),
     ({"interactions": [{**_TALK, "at": "9999-12-31T23:59:59-12:00"}]}, "at", "a day and time"),
     ({"stage_since": "0001-01-01"}, "stage_since", "a day"), ({"snoozed_until": "9999-12-31"}, "snoozed_until", "a day"),
     ({"promises": [{"id": SOME_ID, "day": "x"}]}, "day", "a day"),
     ({"promises": [{"id": SOME_ID, "day": TODAY, "state": "x"}]}, "state", "dropped"),
     ({"verified": [{**_STAMP, "field": "x"}]}, "field", "the name of a field"),
     ({"channels": [{"kind": "qq", "value": "12345", "main": "perhaps"}]}, "main", "yes or no")],
)  # fmt: skip
def test_a_value_of_json_that_does_not_fit_is_named(crm: Crm, tmp_path: Path, customer: Any, field: str, allowed: str) -> None:
    (tmp_path / "book.json").write_text(json.dumps({**OURS, "customers": [{"name": "x", **customer}]}))
    answer = crm(f"import {tmp_path}/book.json -f json")
    assert (answer.code, [row["outcome"] for row in answer.json()], crm.json("list")) == (1, ["rejected"], [])
    reason = json.dumps(answer.json(), ensure_ascii=False)
    assert f" does not fit {field}, which holds: " in reason and allowed in reason


@pytest.mark.parametrize(("given", "kept"), [("no", False), ("yes", True), (False, False), (1, True)])
def test_a_flag_of_json_means_what_it_says(crm: Crm, tmp_path: Path, given: Any, kept: bool) -> None:
    (tmp_path / "book.json").write_text(json.dumps({**OURS, "customers": [{"name": "x", "do_not_contact": given}]}))
    crm.ok(f"import {tmp_path}/book.json")
    assert bool(crm.show("x")["do_not_contact"]) is kept


@pytest.mark.parametrize(
    ("text", "key"),
    [('{"salescli": "9", "format": 99, "customers": []}', "json_newer"), ('{"salescli": "9", "customers": []}', "json_broken"),
     ('{"salescli": ', "json_broken")],
)  # fmt: skip
def test_json_of_others_is_refused(crm: Crm, tmp_path: Path, text: str, key: str) -> None:
    (tmp_path / "book.json").write_text(text)
    answer = crm("import", str(tmp_path / "book.json"), "-f", "json")
    assert (answer.code, answer.error["error"]) == (3, key)


# ---------------------------------------------------------------- the command


def test_the_answer_counts_customers_and_people(filled: Crm, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    assert filled.ok("export", str(file)).out == f"2 customers and 2 people in {file}\n"
    found = filled.json("export", str(file), "--yes")
    assert found == {"file": str(file), "customers": 2, "contacts": 2}
    assert filled.json("history") and "export" not in {row["command"] for row in filled.json("history")}


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_the_reps_alone_and_never_overwritten(filled: Crm, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"out.{form}"
    file.write_text("mine")
    answer = filled("export", str(file), "-f", "json")
    assert (answer.code, answer.out, answer.error["error"], file.read_text()) == (3, "", "export_exists", "mine")
    os.umask(0o022)
    filled.ok("export", str(file), "--yes")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", f"out.{form}"]


def test_where_chooses(filled: Crm, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    filled.ok("export", str(file), "--where", "grade=A and stage=evaluation")
    assert [row["contact_name"] for row in table(file)] == ["王伟", "李娜"]
    filled.ok("export", str(file), "--where", "stage=dormant", "--yes")
    assert table(file) == []
    assert filled("export", str(file), "--where", "colour=red", "--yes").code == 2


@pytest.mark.parametrize(
    ("words", "code", "key"),
    [
        (["out.pdf"], 2, "export_form"), (["out"], 2, "export_form"), (["out.vcf", "--vcard", "2.1"], 2, "choice_unknown"),
        (["out.csv", "--vcard", "3.0"], 2, "export_option"),
        (["out.json", "--columns", "name"], 2, "export_option"), (["out.csv", "--columns", "nmae"], 2, "export_column_unknown"),
        (["out.vcf", "--labels"], 2, "export_option"),
        (["nowhere/out.csv"], 3, "export_failed"), (["folder.csv"], 3, "file_is_folder"), ([], 2, "argument_missing"),
    ],
)  # fmt: skip
def test_what_cannot_be_exported(filled: Crm, tmp_path: Path, words: list[str], code: int, key: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    answer = filled("export", *words, "-f", "json")
    assert (answer.code, answer.out, answer.error["error"]) == (code, "", key)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.csv", "home"]


def test_without_a_book_there_is_nothing_to_export(crm: Crm) -> None:
    assert crm("export", "out.csv").code == 3


FORMULA_STARTS = frozenset("=+-@＝＋－＠\t\r")


def cells(path: Path) -> Iterator[str]:
    for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")):
        yield from row


@thorough(5)
@given(book=books())
def test_no_cell_is_a_formula(_quiet_environment: None, book: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        crm = Crm(Path(folder) / "home")
        made(crm, book)
        crm.ok("export", f"{folder}/out.csv")
        assert not [cell for cell in cells(Path(folder) / "out.csv") if cell[:1] in FORMULA_STARTS and cell]


def test_cards_hold_what_phones_need(filled: Crm, tmp_path: Path) -> None:
    file = tmp_path / "out.vcf"
    filled.ok("export", str(file))
    text = file.read_bytes()
    assert text.count(b"BEGIN:VCARD") == 3
    assert max(map(len, text.split(b"\r\n"))) <= 75
    lines = text.decode().replace("\r\n ", "").split("\r\n")
    ids = dict(filled.sql("SELECT name, id FROM contacts"))
    for line in (f"UID:urn:uuid:{ids['王伟']}", "FN:王伟", "N:王;伟;;;", "ORG:华星电子", "TITLE:经理",
                 "TEL;TYPE=cell:13900139000", "TEL;TYPE=voice;TYPE=work:0755-12345678", "EMAIL:li@hx.example", "BDAY:--0512",
                 "KIND:org"):  # fmt: skip
        assert line in lines


# ---------------------------------------------------------------- columns


@pytest.mark.parametrize("language", ["", *LANGUAGES])
def test_every_heading_is_known_again(language: str) -> None:
    kinds = [(record, kind) for record in "cp" for kind in ("phone", "mobile", "email")]
    shape = Shape({kind: (3, frozenset({1, 3})) for kind in kinds}, ["a", " 2 "])
    names = columns(shape)
    headings = [heading(name, language) if language else name for name in names]
    assert len(set(headings)) == len(names)
    assert [slot_of(one) or slot_of(f"own.{one}") for one in headings] == [slot_of(name) for name in names]
    assert None not in [slot_of(name) for name in names]


@given(st.lists(TEXTS, unique=True))
def test_tags_of_a_cell(tags: list[str]) -> None:
    assert split_tags(join_tags(tags)) == tags


def test_tags_as_people_type_them() -> None:
    assert split_tags("展会；VIP, A、B|C;; A ") == ["展会", "VIP", "A", "B", "C"]


def test_the_id_of_a_merged_record_leads_to_the_one_that_was_kept(filled: Crm, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    filled.ok("contact", "add", "c2", "赵六")
    filled.ok("export", str(file))
    filled.ok("merge", "c1", "c2", "--yes")
    assert {row["code"] for row in filled.json("import", str(file))} == {"c1"}
    assert [row["code"] for row in filled.json("list")] == ["c1"]
    assert {row["outcome"] for row in filled.json("import", str(file))} == {"same"}


# ---------------------------------------------------------------- for the boss


def sheets(path: Path) -> dict[str, list[list[str]]]:
    """The sheets of a workbook by name, their cells as text."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    return {name: [list(map(str, row)) for row in book.get_sheet_by_name(name).iter_rows()] for name in book.sheet_names}


def test_only_columns_that_hold_something(filled: Crm, tmp_path: Path) -> None:
    filled.ok("export out.csv")
    header = list(table(tmp_path / "out.csv")[0])
    assert header == [
        "salescli_id", "code", "name", "stage", "grade", "phone", "phone 2", "mobile", "yearly_revenue", "notes", "tags",
        "last_contact", "next", "contact_id", "contact_name", "contact_phone", "contact_phone label", "contact_mobile",
        "contact_email", "contact_primary", "contact_title", "contact_birthday", "own.own", "created_at", "updated_at",
        "stage_since"]  # fmt: skip
    filled.ok("export one.csv --where name~Plain")
    assert list(table(tmp_path / "one.csv")[0]) == ["salescli_id", "code", "name", "stage", "next", "created_at", "updated_at",
                                                   "stage_since"]  # fmt: skip


def test_the_last_contact_and_the_next_are_told(filled: Crm, tmp_path: Path) -> None:
    filled.ok("next c1 '2026-03-20 15:00'")
    filled.ok("export out.csv")
    rows = table(tmp_path / "out.csv")
    assert {(row["name"], row["last_contact"], row["next"]) for row in rows} == {
        ("华星电子", "2026-03-11", "2026-03-20 15:00"), ("Plain Ltd", "", "2026-03-11")}  # fmt: skip


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_coming_back_it_makes_no_talk_and_no_promise(filled: Crm, tmp_path: Path, form: str, language: str) -> None:
    story = "SELECT (SELECT count(*) FROM interactions), (SELECT count(*) FROM promises)"
    filled.ok("export", f"out.{form}", "--labels", "--lang", language)
    before = filled.sql(story)
    assert {row["outcome"] for row in filled.json("import", f"out.{form}")} == {"same"}
    assert filled.sql(story) == before
    other = Crm(tmp_path / "other")
    for told in ("Numbers without a country code", ""):
        answer = other("import", f"out.{form}", "-f", "json")
        assert answer.err.startswith(told) and len(answer.err.splitlines()) == bool(told)
        assert other.sql(story) == [(0, 0)]


def test_labels_put_values_into_the_reps_language(filled: Crm, tmp_path: Path) -> None:
    filled.ok("edit c1 --do-not-contact no --founded 1998-05-12")
    filled.ok("contact edit 王伟 --decision-role decider")
    filled.ok("export out.csv --labels --lang zh-CN")
    row = table(tmp_path / "out.csv")[0]
    wanted = {"阶段": "方案评估", "等级": "A", "请勿联系": "否", "成立日期": "1998年5月12日", "上次联系": "2026年3月11日",
              "下次联系": "2026年3月16日", "联系人决策角色": "关键决策者", "联系人主联系人": "是"}  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    assert table(tmp_path / "out.csv")[1]["联系人生日"] == "5月12日"


def test_a_table_for_people_begins_with_who_it_is_and_ends_with_what_the_book_needs(filled: Crm, tmp_path: Path) -> None:
    filled.ok("edit", "c1", "--set", "手机=第二部")
    filled.ok("export out.csv --labels --lang zh-CN")
    row = table(tmp_path / "out.csv")[0]
    header = list(row)
    assert header[:5] == ["名称", "编码", "阶段", "等级", "电话"]
    assert header[-7:] == ["own", "own.手机", "添加时间", "修改时间", "阶段开始", "salescli ID", "联系人ID"]
    assert row["own"] == "007" and row["own.手机"] == "第二部", "a name that is also a field's keeps its mark"
    assert row["添加时间"].startswith("2026年3月11日 ") and "T" not in row["修改时间"] and "Z" not in row["修改时间"]
    assert row["联系人电话 标签"] == "办公"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_a_labelled_table_is_called_an_own_field_that_is_none(
    filled: Crm, tmp_path: Path, form: str, language: str
) -> None:
    before = filled.sql("SELECT created_at, updated_at FROM customers ORDER BY id")
    filled.ok("export", f"out.{form}", "--labels", "--lang", language)
    told = filled.ok("import", f"out.{form}", "--lang", language).err
    assert [line for line in told.splitlines() if "own" in line or "自定义" in line or "自訂" in line] == [
        line for line in told.splitlines() if "--map" in line]  # fmt: skip
    assert not any(name in told for name in ("ID", "code", "next", "Added", "添加", "新增", "Next", "下次"))
    other = Crm(tmp_path / "other")
    assert {row["outcome"] for row in other.json("import", f"out.{form}")} == {"new"}
    assert other.sql("SELECT created_at, updated_at FROM customers ORDER BY id") == before
    assert other.show("c1")["own"] == {"own": "007"}


def test_an_export_that_a_spreadsheet_has_redated_keeps_its_times(filled: Crm, tmp_path: Path) -> None:
    filled.ok("export out.csv")
    rows = table(tmp_path / "out.csv")
    rewritten(tmp_path / "out.csv", [{**row, "created_at": "2025/6/9 19:19", "updated_at": "soon"} for row in rows])
    other = Crm(tmp_path / "other")
    other.ok("import out.csv")
    (created, updated), *_ = other.sql("SELECT created_at, updated_at FROM customers")
    assert created[:16] in ("2025-06-09T19:19", "2025-06-09T11:19") and updated.startswith("20")


def test_labels_of_the_reps_own_stages_come_back(filled: Crm, tmp_path: Path) -> None:
    folder = filled.home / "data" / "rules"
    shipped = (Path(__file__).parent.parent / "salescli" / "rules" / "stages.yaml").read_text("utf-8")
    (folder / "stages.yaml").write_text(shipped.replace("方案评估", "比价中"), "utf-8")
    filled.ok("export out.csv --labels --lang zh-CN")
    assert table(tmp_path / "out.csv")[0]["阶段"] == "比价中"
    other = Crm(tmp_path / "other")
    other.ok("init -y")
    (other.home / "data" / "rules" / "stages.yaml").write_text(shipped.replace("方案评估", "比价中"), "utf-8")
    other.ok("import out.csv")
    assert other.show("c1")["stage"] == "evaluation"


def test_the_second_sheet_has_the_talks(filled: Crm, tmp_path: Path) -> None:
    filled.ok("log c1 =1+1 --by 张三 --via visit --at '2026-03-10 09:30'")
    filled.ok("log 'Plain Ltd' hello --at 2026-03-09")
    filled.ok("export out.xlsx --where grade=A")
    found = sheets(tmp_path / "out.xlsx")
    assert list(found) == ["customers", "talks"]
    header, *rows = found["talks"]
    assert header == ["talk_id", "day", "time", "code", "customer", "person", "via", "outcome", "text", "found", "author"]
    assert [row[3:] for row in rows] == [
        ["c1", "华星电子", "", "phone", "proposal", "已报价", "价格敏感", ""], ["c1", "华星电子", "王伟", "phone", "asked",
         "要报价", "", ""], ["c1", "华星电子", "", "visit", "answered", "=1+1", "", "张三"]]  # fmt: skip
    assert rows[2][1:3] == ["2026-03-10", "09:30"]
    filled.ok("export zh.xlsx --labels --lang zh-CN")
    found = sheets(tmp_path / "zh.xlsx")
    assert list(found) == ["客户", "跟进记录"]
    assert found["跟进记录"][0][1:] == ["日期", "时间", "编码", "客户", "联系人", "方式", "结果", "内容", "新发现", "跟进人"]
    assert found["跟进记录"][3][1:9] == ["2026年3月10日", "09:30", "c1", "华星电子", "", "拜访", "已接通", "=1+1"]


@pytest.mark.parametrize(
    ("columns", "header", "first"),
    [("name,owner,stage", ["name", "owner", "stage"], ["华星电子", "", "evaluation"]),
     ("名称，阶段，下次联系", ["name", "stage", "next"], ["华星电子", "evaluation", "2026-03-16"]),
     ("客户,联系人,联系人手机", ["name", "contact_name", "contact_mobile"], ["华星电子", "王伟", "13900139000"]),
     ("code,own,mobile", ["code", "own.own", "mobile"], ["c1", "007", "13800138000"]),
     ("名称,email", ["name", "email"], ["华星电子", ""])],
)  # fmt: skip
def test_columns_are_chosen(filled: Crm, tmp_path: Path, columns: str, header: list[str], first: list[str]) -> None:
    filled.ok("export", "out.csv", "--columns", columns)
    rows = list(csv.reader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig"), newline="")))
    assert rows[:2] == [header, first]
    assert len(rows) == 1 + (3 if "contact_name" in header else 2), "a row a customer where no person was asked for"


def test_a_customer_without_a_number_of_its_own_shows_its_persons(crm: Crm, tmp_path: Path) -> None:
    crm.ok("add 华星电子")
    crm.ok("contact add c1 王伟 --mobile 13900139000")
    crm.ok("export out.csv --columns name,phone,mobile")
    assert table(tmp_path / "out.csv") == [{"name": "华星电子", "phone": "13900139000", "mobile": "13900139000"}]


def test_chosen_columns_in_a_workbook(filled: Crm, tmp_path: Path) -> None:
    filled.ok("export out.xlsx --columns 客户,阶段 --labels --lang zh-CN")
    assert sheets(tmp_path / "out.xlsx")["客户"] == [["名称", "阶段"], ["华星电子", "方案评估"], ["Plain Ltd", "初次接触"]]


def test_the_real_days_are_meant_not_own_fields_of_their_name(crm: Crm, tmp_path: Path) -> None:
    crm.ok("add", "华星", "--set", "上次联系=有空再说")
    crm.ok("contact", "add", "c1", "王五", "--notes", "爱喝茶")
    crm.ok("log", "c1", "聊了报价", "--next", "2026-03-20")
    crm.ok("export", "out.csv", "--labels", "--columns", "客户,上次联系,下次联系,备注", "--lang", "zh-CN")
    text = (crm.home.parent / "out.csv").read_text("utf-8-sig")
    assert text.splitlines()[1] == "华星,2026年3月11日,2026年3月20日,爱喝茶"
