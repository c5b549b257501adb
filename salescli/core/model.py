"""The one list of fields, and the closed values (stages, outcomes, channels ...) that records may hold.

Options, JSON keys, the import dictionary, export columns and help are derived from `FIELDS`.
"""

from __future__ import annotations

from typing import NamedTuple

LANGUAGES = ("en", "zh-CN", "zh-TW")

STAGES = ("first_contact", "needs", "evaluation", "onboarding", "active", "long_term", "dormant", "lost")
GRADES = ("S", "A", "B", "C", "D")
VIAS = ("phone", "visit", "wechat", "email", "video", "event", "social", "sms", "survey", "chat", "official", "letter",
        "gift", "other")  # fmt: skip
"""The channels of an interaction (R1.5)."""

REACHED = ("answered", "positive", "objection", "refused", "proposal", "won", "lost", "complaint", "asked")
OUTCOMES = (*REACHED, "no_answer", "info")
QUIET_VIAS = ("email", "wechat", "sms", "social", "survey", "chat", "official", "letter", "gift")
"""Channels on which we send something: their default outcome is `info`, elsewhere `answered` (CONTRACT 4)."""

SILENCES = ("weighing", "not_now", "decider_changed", "wrong_channel", "need_missed")
"""Why a customer doesn't answer (R3.9): weighing others, no matter now, a new decider, the wrong channel or the wrong offer."""
STALLS = ("risk", "pressure", "too_much", "too_little", "other_priorities")
"""Why a customer puts off deciding (R3.10): fear of risk, pressure, too much or too little information, other priorities."""

SIGNALS = ("new_product", "purchasing_time", "staff_change", "quality_trouble", "service_complaint", "weak_ties", "soured_ties",
           "cost_cutting", "news", "achievement", "opened", "visited")  # fmt: skip
"""What is heard of a customer: the eight openings at a firm that buys elsewhere (R4.5), news, achievements, and what mails and
pages tell (R3.17)."""

DECISION_ROLES = ("decider", "influencer", "user", "technical_evaluator", "champion", "inside_contact")
"""Places in a customer's decision map (R1.4)."""

CHANNEL_KINDS = ("phone", "mobile", "fax", "email", "wechat", "qq")
PHONE_KINDS = ("phone", "mobile", "fax")

KINDS = ("customer", "person", "household", "partner", "competitor")
"""What somebody in the book is to us (R1.11, R1.12); who isn't called otherwise is a customer."""
CUSTOMER, COMPETITOR = KINDS[0], KINDS[-1]

TIES = ("parent", "household", "account_of", "referred", "supplier", "rival", "partner_for", "reports_to", "knows")
"""What two customers, or two people, are to each other (R1.4, R1.8, R1.12)."""
TIE_PLACES = ("none", "secondary", "main", "long_term", "strategic")
"""What place a supplier or a rival has at a customer."""

URGENCIES = ("week", "month", "quarter", "later")
"""R3.15: act within a week, a month, a quarter, or later."""

CHOICES = {
    "stage": STAGES, "grade": GRADES, "via": VIAS, "outcome": OUTCOMES, "decision_role": DECISION_ROLES,
    "urgency": URGENCIES, "kind": KINDS, "owner_or_tenant": ("owner", "tenant"),
    "tie": TIES, "tie_place": TIE_PLACES, "silence": SILENCES, "stall": STALLS, "signal": SIGNALS,
}  # fmt: skip


class Field(NamedTuple):
    """One field of a record.

    `kind` is text, int, money (whole minor units of the customer's currency), day, flag, choice (see `CHOICES`) or
    channel (a row of its own, see `channel`). `records` says where it lives: c customer, p contact (a person), cp both.
    """

    name: str
    kind: str
    en: str
    zh_cn: str
    zh_tw: str
    records: str = "c"
    aliases: tuple[str, ...] = ()
    channel: tuple[str, str] = ("", "")  # kind and label of the channel row

    def label(self, language: str) -> str:
        """The field's name as people of `language` write it."""
        return self.zh_cn if language == "zh-CN" else self.zh_tw if language == "zh-TW" else self.en


def _channel(kind: str, en: str, zh_cn: str, zh_tw: str, records: str = "cp", name: str = "", label: str = "") -> Field:
    return Field(name or kind, "channel", en, zh_cn, zh_tw, records, channel=(kind, label))


FIELDS: tuple[Field, ...] = (
    Field("name", "text", "Name", "名称", "名稱", "cp"),
    # who they are to us
    Field("kind", "choice", "Kind", "对象类别", "對象類別"),
    Field("stage", "choice", "Stage", "阶段", "階段"),
    Field("grade", "choice", "Grade", "等级", "等級"),
    Field("owner", "text", "Owner", "负责人", "負責人"),
    Field("source", "text", "Source", "来源", "來源", "cp"),
    Field("status", "text", "Status", "客户状态", "客戶狀態"),
    Field("type", "text", "Type", "客户类型", "客戶類型"),
    Field("industry", "text", "Industry", "行业", "行業"),
    Field("region", "text", "Region", "区域", "區域"),
    Field("do_not_contact", "flag", "Do not contact", "请勿联系", "請勿聯絡"),
    # how to reach them
    _channel("phone", "Phone", "电话", "電話", "c"),
    _channel("phone", "Office phone", "办公电话", "辦公電話", "p", "office_phone", "office"),
    _channel("mobile", "Mobile", "手机", "手機"),
    _channel("phone", "Home phone", "住宅电话", "住家電話", "p", "home_phone", "home"),
    _channel("fax", "Fax", "传真", "傳真"),
    _channel("email", "Email", "邮箱", "電子郵件"),
    _channel("wechat", "WeChat", "微信", "微信"),
    _channel("qq", "QQ", "QQ", "QQ"),
    Field("home_page", "text", "Home page", "网址", "網址", "cp", ("website", "homepage", "url")),
    # where they are
    Field("country", "text", "Country", "国家", "國家", "cp"),
    Field("dialling_code", "text", "Dialling code", "国际区号", "國際冠碼", "cp"),
    Field("province", "text", "Province", "省份", "省份", "cp"),
    Field("area_code", "text", "Area code", "区号", "區碼", "cp"),
    Field("city", "text", "City", "城市", "城市", "cp"),
    Field("postcode", "text", "Postcode", "邮编", "郵遞區號", "cp"),
    Field("address", "text", "Address", "地址", "地址", "cp"),
    # the firm (R1.1, R1.3)
    Field("yearly_revenue", "money", "Yearly revenue", "年收入", "年營收", "c", ("revenue",)),
    Field("currency", "text", "Currency", "币种", "幣別"),
    Field("employees", "int", "Employees", "员工数", "員工數"),
    Field("founded", "day", "Founded", "成立日期", "成立日期"),
    Field("business_scope", "text", "Business scope", "业务范围", "業務範圍"),
    Field("company_size", "text", "Company size", "企业规模", "企業規模"),
    Field("market_position", "text", "Market position", "市场地位", "市場地位"),
    Field("state_of_business", "text", "State of business", "经营状况", "經營狀況"),
    Field("needs", "text", "Needs", "需求", "需求"),
    Field("pain_points", "text", "Pain points", "痛点", "痛點"),
    Field("expectations", "text", "Expectations", "期望", "期望"),
    Field("possible_solutions", "text", "Possible solutions", "可行方案", "可行方案"),
    Field("purchase_history", "text", "Purchase history", "采购历史", "採購紀錄"),
    Field("product_preferences", "text", "Product preferences", "产品偏好", "產品偏好"),
    Field("buying_cycle", "text", "Buying cycle", "采购周期", "採購週期"),
    Field("budget", "money", "Budget", "预算", "預算"),
    Field("price_sensitivity", "text", "Price sensitivity", "价格敏感度", "價格敏感度"),
    # a private person or a household (R1.11), a competitor (R1.12)
    Field("household", "text", "Household", "家庭情况", "家庭狀況"),
    Field("habits", "text", "Living habits", "生活习惯", "生活習慣"),
    Field("owner_or_tenant", "choice", "Owner or tenant", "业主或租户", "屋主或租客"),
    Field("service_plan", "text", "Service plan", "服务计划", "服務計畫"),
    Field("products", "text", "Products sold", "主营产品", "主力產品"),
    Field("prices", "text", "Price level", "价格水平", "價格水準"),
    Field("position", "text", "Positioning", "市场定位", "市場定位"),
    # the person (R1.2, R1.3, R1.4)
    Field("form_of_address", "text", "Form of address", "称呼", "稱呼", "p", ("salutation",)),
    Field("primary", "flag", "Primary contact", "主联系人", "主要聯絡人", "p"),
    Field("department", "text", "Department", "部门", "部門", "p"),
    Field("title", "text", "Title", "职务", "職稱", "p", ("job_title",)),
    Field("position_level", "text", "Position level", "职位级别", "職位級別", "p"),
    Field("decision_authority", "text", "Decision authority", "决策权限", "決策權限", "p"),
    Field("reporting_line", "text", "Reports to", "汇报对象", "匯報對象", "p", ("reports_to",)),
    Field("decision_role", "choice", "Decision role", "决策角色", "決策角色", "p"),
    Field("weight", "int", "Weight in the purchase", "采购影响力", "採購影響力", "p"),
    Field("cares_about", "text", "Cares about", "关注点", "關注點", "p"),
    Field("ties", "text", "Ties", "人际关系", "人際關係", "p"),
    Field("birthday", "day", "Birthday", "生日", "生日", "cp"),
    Field("special_days", "text", "Special days", "特别纪念日", "特別紀念日", "cp"),
    Field("hobbies", "text", "Hobbies", "业余爱好", "興趣嗜好", "cp"),
    Field("personality", "text", "Personality", "性格", "性格", "cp"),
    Field("decision_style", "text", "Decision style", "决策风格", "決策風格", "cp"),
    Field("interests", "text", "Interests", "兴趣", "興趣", "cp"),
    Field("communication_style", "text", "Communication style", "沟通风格", "溝通風格", "cp"),
    Field("preferred_channel", "text", "Preferred channel", "偏好渠道", "偏好管道", "cp"),
    Field("left", "day", "Left", "离职日期", "離職日期", "p"),
    Field("notes", "text", "Notes", "备注", "備註", "cp"),
)

CUSTOMER_FIELDS = tuple(f for f in FIELDS if "c" in f.records)
CONTACT_FIELDS = tuple(f for f in FIELDS if "p" in f.records)


def columns(fields: tuple[Field, ...]) -> tuple[str, ...]:
    """The fields that are columns of the record's own table: all but the channels."""
    return tuple(f.name for f in fields if f.kind != "channel")
