"""Customers and their people: what reaches them, tags, own fields, what is kept beside fields, and where people were before."""

from __future__ import annotations

from salescli.core.model import CHANNEL_KINDS, CHOICES, CONTACT_FIELDS, CUSTOMER_FIELDS, Field
from salescli.core.records.declaring import CONTACT, CUSTOMER, Attribute, Only, Table, needed, yearly

_KINDS = {"int": "number", "money": "number", "flag": "flag"}
_COLUMNS = {"primary": "is_primary"}
_KEYS = (needed("name_key"), needed("pinyin"), needed("initials"))


_YEARLY = {"birthday": "birthday", "founded": "founded", "special_days": "special_day"}
"""Fields that say a day of the year, which may lack its year or be of the lunar calendar; special days are a text of several."""


def _of_fields(fields: tuple[Field, ...], only: Only) -> tuple[Attribute, ...]:
    """A column for each field but channels, which are rows of their own; a day of a card may lack its year."""
    return tuple(Attribute(_COLUMNS.get(f.name, f.name), _KINDS.get(f.kind, "text"), allowed=CHOICES.get(f.name, ()),
                           tells=yearly(_YEARLY[f.name], only=only) if f.name in _YEARLY else None)
                 for f in fields if f.kind != "channel" and f.name != "source")  # fmt: skip


CUSTOMERS = Table("customers", (
    needed("code_letter"), needed("code_number", "number"), *_KEYS, *_of_fields(CUSTOMER_FIELDS, {}),
    needed("stage_since", "day"), Attribute("snoozed_until", "day"), Attribute("merged_into", "record", "customers"),
))  # fmt: skip
CONTACTS = Table("contacts", (
    CUSTOMER, *_KEYS, *_of_fields(CONTACT_FIELDS, {"left": ("",)}), Attribute("merged_into", "record", "contacts"),
), told=True)  # fmt: skip
CHANNELS = Table("channels", (
    CUSTOMER, CONTACT, needed("kind")._replace(allowed=CHANNEL_KINDS), Attribute("label", default=""), needed("value"),
    needed("key"), needed("main", "flag"), Attribute("doubtful_since", "day"),
), told=True)  # fmt: skip
TAGS = Table("tags", (CUSTOMER, needed("tag")), merge="union", union=("tag",), told=True)
OWN = Table("own", (CUSTOMER, needed("name"), needed("value")), told=True)
ALTERNATIVES = Table("alternatives", (CUSTOMER, CONTACT, needed("field"), needed("value")))
APART = Table("apart", (CUSTOMER, needed("one", "record"), needed("other", "record")), story=True)
POSTS = Table("posts", (
    CUSTOMER._replace(default=None), CONTACT, needed("firm"), Attribute("title"), Attribute("department"), needed("until", "day"),
))  # fmt: skip
