"""Measures: fields of a record that are computed when they are asked for, each declared once."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from salescli.core.reports.rate import Rate

YEAR = 365
"""Days up to today that measures look back, unless they say otherwise."""
HALF = 180
"""Days up to today in which people count as reached (R1.4)."""
Sums = Mapping[str, Any]
"""What is to be known of one record, by name: `salescli.store.records.sums` reads it."""
Words = Mapping[str, str]
"""A text by language."""


class Measure(NamedTuple):
    """A computed field of a kind of record.

    `unit` is count, days, rate (a fraction; the value is a `Rate`) or yes_no. `needs` are the tables that it is worked out from,
    `sums` what of them: `of` makes the value of these and of today, None where there is none. `group`: over many records
    it is the share of yes among those that have a value.
    """

    name: str
    unit: str
    label: Words
    formula: Words
    source: str
    needs: tuple[str, ...]
    sums: tuple[str, ...]
    of: Callable[[Sums, date], Any]
    record: str = "customer"
    group: bool = False

    @property
    def kind(self) -> str:
        """By which a condition on it is read (`salescli.core.language.where`)."""
        return {"rate": "rate", "yes_no": "flag"}.get(self.unit, "int")


def _words(en: str, cn: str, tw: str) -> Words:
    return {"en": en, "zh-CN": cn, "zh-TW": tw}


def _days_since(sums: Sums, today: date) -> int | None:
    last = sums["last_contact"]
    return (today - date.fromisoformat(last)).days if last else None


MEASURES: Mapping[str, Measure] = {one.name: one for one in (
    Measure(
        "touches", "count", _words("Touches", "次数", "次數"),
        _words("all talks with the customer, tries that nobody answered among them; retracted ones don't count",
               "与客户的全部跟进次数，含未接通的；已撤回的不计", "與客戶的全部跟進次數，含未接通的；已撤回的不計"),
        "R1.5", ("interactions",), ("touches",), lambda sums, _: sums["touches"],
    ),
    Measure(
        "reached", "count", _words("Talks that reached somebody", "接通次数", "接通次數"),
        _words("talks of the last 365 days in which somebody was spoken to",
               "近 365 天内接通的跟进次数", "近 365 天內接通的跟進次數"),
        "R1.5", ("interactions",), ("reached",), lambda sums, _: sums["reached"],
    ),
    Measure(
        "answer_rate", "rate", _words("Answer rate", "接通率", "接通率"),
        _words("talks that reached somebody / those and the tries that nobody answered, of the last 365 days;"
               " what was only sent counts for neither",
               "近 365 天：接通次数 ÷（接通次数 + 未接次数）；只发送资料的不计",
               "近 365 天：接通次數 ÷（接通次數 + 未接次數）；只寄送資料的不計"),
        "R1.5", ("interactions",), ("reached", "tried"), lambda sums, _: Rate.of(sums["reached"], sums["tried"]),
    ),
    Measure(
        "days_since", "days", _words("Days since the last contact", "距上次联系天数", "距上次聯絡天數"),
        _words("today − day of the last contact; none where there was no contact",
               "今天 − 上次联系日期；从未联系的没有此值", "今天 − 上次聯絡日期；從未聯絡的沒有此值"),
        "R3.1", ("interactions",), ("last_contact",), _days_since,
    ),
    Measure(
        "breadth", "count", _words("Breadth of contact", "接触广度", "接觸廣度"),
        _words("different departments + different position levels of the people reached in the last 180 days",
               "近 180 天接通过的人：不同部门数 + 不同职位级别数", "近 180 天接通過的人：不同部門數 + 不同職位級別數"),
        "R1.4", ("interactions", "contacts"), ("departments", "levels"), lambda sums, _: sums["departments"] + sums["levels"],
    ),
    Measure(
        "single_tie", "yes_no", _words("Only one tie", "单线联系", "單線聯絡"),
        _words("yes: all talks that reached somebody in the last 180 days were with one person; none where nobody was reached"
               " or nobody is named",
               "是：近 180 天接通的跟进都是同一个人；没有接通过或没有记下是谁的，没有此值",
               "是：近 180 天接通的跟進都是同一個人；沒有接通過或沒有記下是誰的，沒有此值"),
        "R1.4", ("interactions", "contacts"), ("people",), lambda sums, _: sums["people"] == 1 if sums["people"] else None,
    ),
    Measure(
        "missed", "yes_no", _words("Missed lead", "漏单", "漏單"),
        _words("of leads added in the last 365 days whose first contact was due by the rules: yes where nobody touched them until"
               " 7 days after; of a group the share of yes",
               "近 365 天新增、按规则已到首次联系期限的线索：期限后 7 天内仍无人跟进的为是；一组客户为其占比（漏单率）",
               "近 365 天新增、依規則已到首次聯絡期限的名單：期限後 7 天內仍無人跟進的為是；一組客戶為其占比（漏單率）"),
        "R5.11", ("interactions", "rules"), ("missed",), lambda sums, _: sums["missed"], group=True,
    ),
)}  # fmt: skip
"""All measures by name, in the order in which they are listed."""

_SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def plain(value: Any) -> Any:
    """The bare value of a measure: of a rate its fraction."""
    return value.value if isinstance(value, Rate) else value


def meets(value: Any, op: str, wanted: object) -> bool:
    """Whether a value meets a condition; what is empty only meets != and the condition that it be so."""
    value = plain(value)
    if value is None or wanted is None:
        return (op == "=") == (value is wanted) if op in ("=", "!=") else False
    return _SIGNS[op](value, wanted)
