"""Gifts: what a customer or one of its people was given, when, at what cost, and what they said to it (R3.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from salescli.core.records import noun
from salescli.core.records.declaring import Noun
from salescli.core.records.noun import Linked, Record, contact, currency, customer, declared, money, text


@dataclass(frozen=True, kw_only=True)
class Gift(Record):
    """A gift."""

    customer: Linked = customer()
    what: str = text("Gift", "礼品", "禮品", needed=True)
    day: date | None = noun.day("Given on", "赠送日期", "贈送日期", needed=True)
    contact: Linked | None = contact()
    occasion: str | None = text("Occasion", "场合", "場合")
    hobby: str | None = text("Fits the hobby", "投其所好", "投其所好")
    cost: int | None = money("Cost", "费用", "費用")
    currency: str | None = currency()
    thanks: str | None = text("Their thanks", "对方反馈", "對方回饋")
    notes: str | None = text("Notes", "备注", "備註")


GIFTS = declared(Gift, "gifts", Noun(
    "gift", "g", ("gift", "礼品", "禮品"), ("gifts", "礼品", "禮品"),
    ("what customers and their people were given", "送给客户及其联系人的礼品", "送給客戶及其聯絡人的禮品"),
    first=("customer", "what"), shown=("customer", "contact", "day", "what", "occasion", "cost", "thanks"), title="what",
    example="c17 '龙井茶两盒' --cost 300 --occasion 中秋"))  # fmt: skip
