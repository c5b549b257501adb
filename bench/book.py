"""Makes books to measure with: customers, people, phones and interactions from a seed, as a rep's book would hold them."""

from __future__ import annotations

import random
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from salescli.run import Options, Run
from salescli.store.base.book import Book
from salescli.store.base.ids import Ids

FAMILIES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
GIVEN = "伟芳娜敏静强磊军洋勇艳杰娟涛明超兰霞平刚"
PLACES = ("深圳", "广州", "上海", "北京", "苏州", "杭州", "成都", "武汉", "佛山", "东莞")
TRADES = ("电子", "机械", "包装", "照明", "塑料", "仪表", "家电", "物流", "软件", "轴承")
STAGES = ("first_contact", "needs", "evaluation", "onboarding", "active", "long_term", "dormant", "lost")
CADENCE = {
    "first_contact": 7,
    "needs": 10,
    "evaluation": 5,
    "onboarding": 7,
    "active": 31,
    "long_term": 92,
    "dormant": 180,
}
OUTCOMES = ("answered", "positive", "info", "objection", "answered", "proposal")
DAY = date(2026, 11, 23)
NAME_COLUMNS = "name, name_key, pinyin, initials"


def make(home: Path, customers: int, interactions: int, due: float, seed: int = 7) -> None:
    """A book at `home` in which about the share `due` of the customers has come up on `DAY`."""
    run = Run(Options(home=str(home), today=DAY.isoformat(), yes=True), "bench")
    run.make_home(run.config)
    book = run.book
    book.db.execute("PRAGMA synchronous=OFF")
    with book.writing("bench", long=True):
        _fill(book, random.Random(seed), customers, interactions // customers, due)
        book.touched = {row[0] for row in book.db.execute("SELECT id FROM customers")}
    book.db.execute("DELETE FROM changes")
    book.db.execute("VACUUM")
    run.close()


def _fill(book: Book, dice: random.Random, customers: int, each: int, due: float) -> None:
    ids = Ids()
    stamp = _at(DAY - timedelta(days=800))
    people, phones, talks, firms = [], [], [], []
    for number in range(1, customers + 1):
        customer, contact = ids(), ids()
        name = f"{dice.choice(PLACES)}{dice.choice(GIVEN)}{dice.choice(GIVEN)}{dice.choice(TRADES)}{number}号有限公司"
        person = dice.choice(FAMILIES) + dice.choice(GIVEN) + dice.choice(GIVEN)
        stage = dice.choices(STAGES, (10, 10, 5, 3, 25, 35, 8, 4))[0]
        firms.append((customer, "c", number, name, name, "", "", stage, _day(stage).isoformat(), dice.choice("SABCD") if
                      dice.random() < 0.8 else None, stamp, stamp))  # fmt: skip
        people.append((contact, customer, person, person, "", "", 1, "经理", stamp, stamp))
        mobile = f"13{dice.randrange(10**9):09}"
        phones.append((ids(), customer, contact, "mobile", "", mobile, f"+86{mobile}", 1, stamp, stamp))
        talks += _talks(ids, dice, customer, contact, each, stage, dice.random() < due)
    put = book.db.executemany
    put(f"INSERT INTO customers(id, code_letter, code_number, {NAME_COLUMNS}, stage, stage_since, grade, created_at,"
        " updated_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", firms)  # fmt: skip
    put(f"INSERT INTO contacts(id, customer_id, {NAME_COLUMNS}, is_primary, title, created_at, updated_at)"
        " VALUES (?,?,?,?,?,?,?,?,?,?)", people)  # fmt: skip
    put("INSERT INTO channels(id, customer_id, contact_id, kind, label, value, key, main, created_at, updated_at)"
        " VALUES (?,?,?,?,?,?,?,?,?,?)", phones)  # fmt: skip
    put("INSERT INTO interactions(id, customer_id, contact_id, at, via, outcome, text, retracted, created_at, updated_at)"
        " VALUES (?,?,?,?,?,?,?,?,?,?)", talks)  # fmt: skip
    book.set_meta("code_counter", str(customers))


def _talks(ids: Ids, dice: random.Random, customer: str, contact: str, each: int, stage: str, due: bool) -> list[tuple]:
    """So many talks, the last one long enough ago to be due, or too near to be."""
    last = CADENCE.get(stage, 30)
    ago = dice.randint(last, last * 6) if due else dice.randint(0, max(0, min(last // 4, 2)))
    days = [*sorted((ago + dice.randrange(1, 700) for _ in range(each - 1)), reverse=True), ago]
    rows = []
    for place, days_ago in enumerate(days):
        outcome = dice.choice(OUTCOMES) if place < each - 1 else "answered"
        at = _at(DAY - timedelta(days=days_ago))
        rows.append(
            (ids(), customer, contact, at, "phone", outcome, f"谈到{dice.choice(TRADES)}的需求，下次带样品", 0, at, at)
        )
    return rows


def _day(stage: str) -> date:
    """Since when a customer is in the stage: onboarding is young, or it would be over."""
    return DAY - timedelta(days=10 if stage == "onboarding" else 200)


def _at(day: date) -> str:
    return datetime(day.year, day.month, day.day, 2, 30, tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


if __name__ == "__main__":
    # a process of its own: what a child of the measuring process takes is never less than that process itself
    place, many, talks, share = sys.argv[1:]
    make(Path(place), int(many), int(talks), float(share))
