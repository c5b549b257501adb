"""WHO in a book of 200 mixed names (tests/people): who is found, who is asked about, who is named as near (CONTRACT 2).

Never the wrong person without a question: what finds one customer may mean no other in the book.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import Crm

from salescli.run import Options, Run
from salescli.store.base.book import Book
from salescli.store.records import customers, people

HERE = Path(__file__).parent / "people"
CODE = re.compile(r"\bc\d+\b")


class Ask(NamedTuple):
    """What is typed, the codes that are meant (none: nobody), and one that is named as near."""

    text: str
    codes: frozenset[str]
    near: str


def lines(file: str) -> Iterator[list[str]]:
    """The lines of a table, cut into its cells."""
    for line in (HERE / file).read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield [cell.strip() for cell in line.split("|")]


def asks() -> Iterator[Ask]:
    for text, codes, *near in lines("asked.txt"):
        yield Ask(text, frozenset(CODE.findall(codes)), near[0] if near else "")


ASKED = tuple(asks())


def enter(book: Book, cells: list[str]) -> None:
    """A customer with its tags and people."""
    code, name, city, reach, tags, staff = [*cells, "", ""][:6]
    kind = "email" if "@" in reach else "phone"
    customer = customers.add(book, {"name": name, "city": city, kind: [reach] if reach else []})
    assert code == "c" + str(book.db.execute("SELECT code_number FROM customers WHERE id = ?", (customer,)).fetchone()[0])
    customers.tag(book, customer, tags.split(), ())
    for person in filter(None, map(str.strip, staff.split(";"))):
        who, title, address, more = (cell.strip() for cell in [*person.split("/"), "", "", ""][:4])
        given: dict[str, Any] = {"name": who, "title": title or None, "form_of_address": address or None}
        for each in filter(None, map(str.strip, more.split(","))):
            given["email" if "@" in each else "mobile"] = [each]
        people.add_contact(book, customer, given)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Crm:
    """The book of 200 names; nobody writes into it."""
    crm = Crm(tmp_path_factory.mktemp("people") / "home")
    run = Run(Options(home=str(crm.home), today=crm.today, yes=True))
    with run.writing() as book:
        for cells in lines("book.txt"):
            enter(book, cells)
    run.book.close()
    return crm


def test_the_tables_are_what_they_say(full: Crm) -> None:
    names = full.sql("SELECT count(*) FROM (SELECT name FROM customers UNION ALL SELECT name FROM contacts)")[0][0]
    assert names >= 200
    assert len({ask.text for ask in ASKED}) == len(ASKED) >= 200


@pytest.mark.parametrize("ask", ASKED, ids=lambda ask: ask.text)
def test_whom_it_means(full: Crm, ask: Ask) -> None:
    answer = full("-f", "json", "show", ask.text)
    if len(ask.codes) == 1:
        assert answer.code == 0, answer.err
        assert {answer.json()["code"]} == ask.codes
        return
    assert (answer.code, answer.out) == (3, "")
    told = f"{answer.error['message']}\n{answer.error['hint']}"
    if ask.codes:
        assert set(re.findall(r"^(c\d+)  ", told, re.M)) == ask.codes
    else:
        assert answer.error["error"] == "who_nobody"
        assert ask.near in CODE.findall(told) or not ask.near
