"""A person at a customer (R1.2, R1.3, R1.4). Their fields are declared here; what customers have as well, there."""

from __future__ import annotations

from dataclasses import dataclass

from salescli.core.model import DECISION_ROLES
from salescli.core.records.customers import KEYS, Customer
from salescli.core.records.declaring import CUSTOMER, Attribute, Table
from salescli.core.records.noun import as_in, channel, choice, flag, number, own_columns, rough_day, text

_THERE = {"left": ("",)}
"""Of whom a day is told to the rules: who hasn't left."""


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Contact:
    """A person as they are read, their channels the main ones of their kinds."""

    id: str
    name: str = as_in(Customer, "name")
    source: str | None = as_in(Customer, "source")
    # how to reach them
    office_phone: str | None = channel("phone", "Office phone", "办公电话", "辦公電話", place="office")
    mobile: str | None = as_in(Customer, "mobile")
    home_phone: str | None = channel("phone", "Home phone", "住宅电话", "住家電話", place="home")
    fax: str | None = as_in(Customer, "fax")
    email: str | None = as_in(Customer, "email")
    wechat: str | None = as_in(Customer, "wechat")
    qq: str | None = as_in(Customer, "qq")
    home_page: str | None = as_in(Customer, "home_page")
    # where they are
    country: str | None = as_in(Customer, "country")
    dialling_code: str | None = as_in(Customer, "dialling_code")
    province: str | None = as_in(Customer, "province")
    area_code: str | None = as_in(Customer, "area_code")
    city: str | None = as_in(Customer, "city")
    postcode: str | None = as_in(Customer, "postcode")
    address: str | None = as_in(Customer, "address")
    # what they do
    form_of_address: str | None = text("Form of address", "称呼", "稱呼", aliases=("salutation",))
    primary: bool = flag("Primary contact", "主联系人", "主要聯絡人", column="is_primary")
    department: str | None = text("Department", "部门", "部門")
    title: str | None = text("Title", "职务", "職稱", aliases=("job_title",))
    position_level: str | None = text("Position level", "职位级别", "職位級別")
    decision_authority: str | None = text("Decision authority", "决策权限", "決策權限")
    reporting_line: str | None = text("Reports to", "汇报对象", "匯報對象", aliases=("reports_to",))
    decision_role: str | None = choice("Decision role", "决策角色", "決策角色", values=DECISION_ROLES)
    weight: int | None = number("Weight in the purchase", "采购影响力", "採購影響力")
    cares_about: str | None = text("Cares about", "关注点", "關注點")
    ties: str | None = text("Ties", "人际关系", "人際關係")
    # what they are like
    birthday: str | None = as_in(Customer, "birthday", only=_THERE)
    special_days: str | None = as_in(Customer, "special_days", only=_THERE)
    hobbies: str | None = as_in(Customer, "hobbies")
    personality: str | None = as_in(Customer, "personality")
    decision_style: str | None = as_in(Customer, "decision_style")
    interests: str | None = as_in(Customer, "interests")
    communication_style: str | None = as_in(Customer, "communication_style")
    preferred_channel: str | None = as_in(Customer, "preferred_channel")
    left: str | None = rough_day("Left", "离职日期", "離職日期")
    notes: str | None = as_in(Customer, "notes")


CONTACTS = Table("contacts", (
    CUSTOMER, *KEYS, *own_columns(Contact), Attribute("merged_into", "record", "contacts"),
), told=True, record=Contact)  # fmt: skip
