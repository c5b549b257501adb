"""Signals: what is heard or seen of a customer that opens a door - news, trouble with a supplier, a mail opened (R3.6, R4.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from salescli.core.records import noun
from salescli.core.records.declaring import Noun, happened
from salescli.core.records.noun import Linked, Record, choice, contact, customer, declared, text

SIGNALS = {
    "new_product": ("new product", "新产品", "新產品"),
    "purchasing_time": ("purchasing time", "采购时机", "採購時機"),
    "staff_change": ("staff change", "人事变动", "人事異動"),
    "quality_trouble": ("quality trouble", "质量问题", "品質問題"),
    "service_complaint": ("service complaint", "服务投诉", "服務客訴"),
    "weak_ties": ("weak ties", "关系松散", "關係鬆散"),
    "soured_ties": ("soured ties", "关系恶化", "關係惡化"),
    "cost_cutting": ("cost cutting", "压缩成本", "壓縮成本"),
    "news": ("news", "行业或企业动态", "產業或企業動態"),
    "achievement": ("achievement", "喜事与成绩", "喜事與成就"),
    "opened": ("mail opened", "打开了邮件", "開啟了郵件"),
    "visited": ("page visited", "访问了网页", "造訪了網頁"),
}
"""What each kind is called."""


@dataclass(frozen=True, kw_only=True)
class Signal(Record):
    """Something heard or seen of a customer."""

    customer: Linked = customer()
    text: str = text("Text", "内容", "內容", needed=True)
    kind: str = choice("Kind of signal", "信号类别", "訊號類別", values=SIGNALS, default="news")
    at: date | None = noun.day("On", "日期", "日期", needed=True, tells=happened(by="kind", text="text"))
    contact: Linked | None = contact()


HEARD = declared(Signal, "signals", Noun(
    "signal", "s", ("signal", "信号", "訊號"), ("signals", "信号", "訊號"),
    ("what is heard of customers and opens a door", "客户动态：值得联系的信号", "客戶動態：值得聯絡的訊號"),
    first=("customer", "text"), shown=("customer", "at", "kind", "text", "contact"), title="text",
    example="c17 '换了采购总监' --kind staff_change"))  # fmt: skip
