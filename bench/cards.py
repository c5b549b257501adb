"""Writes a CSV of business cards from a seed: one in ten is a card that was there before."""

from __future__ import annotations

import csv
import random
from pathlib import Path

from bench.book import FAMILIES, GIVEN, PLACES, TRADES

HEADER = ("公司", "姓名", "职务", "手机", "电话", "邮箱", "地址", "城市", "行业", "备注")
TITLES = ("总经理", "采购经理", "工程师", "厂长", "")


def write(path: Path, rows: int, seed: int = 5) -> None:
    """So many cards at `path`."""
    dice = random.Random(seed)
    known: list[list[str]] = []
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for number in range(rows):
            again = known and dice.random() < 0.1
            row = list(dice.choice(known)) if again else _card(dice, number)
            if not again and len(known) < 5000:
                known.append(row)
            out.writerow(row)


def _card(dice: random.Random, number: int) -> list[str]:
    firm = f"{dice.choice(PLACES)}{dice.choice(GIVEN)}{dice.choice(GIVEN)}{dice.choice(TRADES)}{dice.randrange(30000)}有限公司"
    name = dice.choice(FAMILIES) + dice.choice(GIVEN) + dice.choice(GIVEN)
    mobile = f"1{dice.choice('35789')}{dice.randrange(10**9):09}"
    phone = f"0755-{dice.randrange(10**8):08}" if dice.random() < 0.4 else ""
    email = f"u{number}@ex{dice.randrange(9999)}.com" if dice.random() < 0.6 else ""
    note = "展会" if dice.random() < 0.3 else ""
    street = f"科技路{dice.randrange(999)}号"
    return [
        firm,
        name,
        dice.choice(TITLES),
        mobile,
        phone,
        email,
        street,
        dice.choice(PLACES),
        dice.choice(TRADES),
        note,
    ]
