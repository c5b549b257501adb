"""A customer: the firm, or a private person (R1.1, R1.3, R1.11, R1.12). Its fields are declared here, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from salescli.core.model import GRADES, KINDS, OWNERSHIPS, STAGES
from salescli.core.records.declaring import Attribute, Table, needed, yearly
from salescli.core.records.noun import channel, choice, currency, flag, money, number, own_columns, rough_day, text

KEYS = (needed("name_key"), needed("pinyin"), needed("initials"))
"""What a name is found by, beside the name."""


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Customer:
    """A customer as it is read, its channels the main ones of their kinds.

    Nobody prints or compares it, and without that it is made in half the time, at the start of every command that reads it.
    """

    id: str
    code: str
    name: str = text("Name", "名称", "名稱")
    # who they are to us
    kind: str = choice("Kind", "对象类别", "對象類別", values=KINDS)
    stage: str = choice("Stage", "阶段", "階段", values=STAGES)
    grade: str | None = choice("Grade", "等级", "等級", values=GRADES)
    owner: str | None = text("Owner", "负责人", "負責人")
    source: str | None = text("Source", "来源", "來源")
    status: str | None = text("Status", "客户状态", "客戶狀態")
    type: str | None = text("Type", "客户类型", "客戶類型")
    industry: str | None = text("Industry", "行业", "行業")
    region: str | None = text("Region", "区域", "區域")
    do_not_contact: bool = flag("Do not contact", "请勿联系", "請勿聯絡")
    # how to reach them
    phone: str | None = channel("phone", "Phone", "电话", "電話")
    mobile: str | None = channel("mobile", "Mobile", "手机", "手機")
    fax: str | None = channel("fax", "Fax", "传真", "傳真")
    email: str | None = channel("email", "Email", "邮箱", "電子郵件")
    wechat: str | None = channel("wechat", "WeChat", "微信", "微信")
    qq: str | None = channel("qq", "QQ", "QQ", "QQ")
    home_page: str | None = text("Home page", "网址", "網址", aliases=("website", "homepage", "url"))
    # where they are
    country: str | None = text("Country", "国家", "國家")
    dialling_code: str | None = text("Dialling code", "国际区号", "國際冠碼")
    province: str | None = text("Province", "省份", "省份")
    area_code: str | None = text("Area code", "区号", "區碼")
    city: str | None = text("City", "城市", "城市")
    postcode: str | None = text("Postcode", "邮编", "郵遞區號")
    address: str | None = text("Address", "地址", "地址")
    # the firm
    yearly_revenue: int | None = money("Yearly revenue", "年收入", "年營收", aliases=("revenue",))
    currency: str | None = currency()
    employees: int | None = number("Employees", "员工数", "員工數")
    founded: str | None = rough_day("Founded", "成立日期", "成立日期", tells=yearly("founded"))
    business_scope: str | None = text("Business scope", "业务范围", "業務範圍")
    company_size: str | None = text("Company size", "企业规模", "企業規模")
    market_position: str | None = text("Market position", "市场地位", "市場地位")
    state_of_business: str | None = text("State of business", "经营状况", "經營狀況")
    needs: str | None = text("Needs", "需求", "需求")
    pain_points: str | None = text("Pain points", "痛点", "痛點")
    expectations: str | None = text("Expectations", "期望", "期望")
    possible_solutions: str | None = text("Possible solutions", "可行方案", "可行方案")
    purchase_history: str | None = text("Purchase history", "采购历史", "採購紀錄")
    product_preferences: str | None = text("Product preferences", "产品偏好", "產品偏好")
    buying_cycle: str | None = text("Buying cycle", "采购周期", "採購週期")
    budget: int | None = money("Budget", "预算", "預算")
    price_sensitivity: str | None = text("Price sensitivity", "价格敏感度", "價格敏感度")
    # a private person or a household
    household: str | None = text("Household", "家庭情况", "家庭狀況")
    habits: str | None = text("Living habits", "生活习惯", "生活習慣")
    owner_or_tenant: str | None = choice("Owner or tenant", "业主或租户", "屋主或租客", values=OWNERSHIPS)
    service_plan: str | None = text("Service plan", "服务计划", "服務計畫")
    # a competitor
    products: str | None = text("Products sold", "主营产品", "主力產品")
    prices: str | None = text("Price level", "价格水平", "價格水準")
    position: str | None = text("Positioning", "市场定位", "市場定位")
    # a private person, as people at firms have it too
    birthday: str | None = rough_day("Birthday", "生日", "生日", tells=yearly("birthday"))
    special_days: str | None = text("Special days", "特别纪念日", "特別紀念日", tells=yearly("special_day"))
    hobbies: str | None = text("Hobbies", "业余爱好", "興趣嗜好")
    personality: str | None = text("Personality", "性格", "性格")
    decision_style: str | None = text("Decision style", "决策风格", "決策風格")
    interests: str | None = text("Interests", "兴趣", "興趣")
    communication_style: str | None = text("Communication style", "沟通风格", "溝通風格")
    preferred_channel: str | None = text("Preferred channel", "偏好渠道", "偏好管道")
    notes: str | None = text("Notes", "备注", "備註")


CUSTOMERS = Table("customers", (
    needed("code_letter"), needed("code_number", "number"), *KEYS, *own_columns(Customer),
    needed("stage_since", "day"), Attribute("snoozed_until", "day"), Attribute("merged_into", "record", "customers"),
), record=Customer)  # fmt: skip
