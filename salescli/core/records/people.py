"""Customers and their people: what reaches them, tags, own fields, what is kept beside fields, and where people were before."""

from __future__ import annotations

from salescli.core.model import CHANNEL_KINDS, CHOICES, CONTACT_FIELDS, CUSTOMER_FIELDS, Field
from salescli.core.records.declaring import CONTACT, CUSTOMER, REQUIRED, Attribute, Table

_KINDS = {"int": "number", "money": "number", "flag": "flag"}
_COLUMNS = {"primary": "is_primary"}
_KEYS = (Attribute("name_key", default=REQUIRED), Attribute("pinyin", default=REQUIRED), Attribute("initials", default=REQUIRED))


def _of_fields(fields: tuple[Field, ...]) -> tuple[Attribute, ...]:
    """A column for each field but channels, which are rows of their own; a day of a card may lack its year."""
    return tuple(Attribute(_COLUMNS.get(f.name, f.name), _KINDS.get(f.kind, "text"), allowed=CHOICES.get(f.name, ()))
                 for f in fields if f.kind != "channel" and f.name != "source")  # fmt: skip


CUSTOMERS = Table("customers", (
    Attribute("code_letter", default=REQUIRED), Attribute("code_number", "number", default=REQUIRED), *_KEYS,
    *_of_fields(CUSTOMER_FIELDS), Attribute("stage_since", "day", default=REQUIRED), Attribute("snoozed_until", "day"),
    Attribute("merged_into", "record", "customers"),
))  # fmt: skip
CONTACTS = Table("contacts", (
    CUSTOMER, *_KEYS, *_of_fields(CONTACT_FIELDS), Attribute("merged_into", "record", "contacts"),
), told=True)  # fmt: skip
CHANNELS = Table("channels", (
    CUSTOMER, CONTACT, Attribute("kind", allowed=CHANNEL_KINDS, default=REQUIRED), Attribute("label", default=""),
    Attribute("value", default=REQUIRED), Attribute("key", default=REQUIRED), Attribute("main", "flag", default=REQUIRED),
    Attribute("doubtful_since", "day"),
), told=True)  # fmt: skip
TAGS = Table("tags", (CUSTOMER, Attribute("tag", default=REQUIRED)), merge="union", union=("tag",), told=True)
OWN = Table("own", (CUSTOMER, Attribute("name", default=REQUIRED), Attribute("value", default=REQUIRED)), told=True)
ALTERNATIVES = Table("alternatives", (CUSTOMER, CONTACT, Attribute("field", default=REQUIRED), Attribute("value", default=REQUIRED)))
APART = Table("apart", (
    CUSTOMER, Attribute("one", "record", default=REQUIRED), Attribute("other", "record", default=REQUIRED),
), story=True)  # fmt: skip
POSTS = Table("posts", (
    CUSTOMER._replace(default=None), CONTACT, Attribute("firm", default=REQUIRED), Attribute("title"), Attribute("department"),
    Attribute("until", "day", default=REQUIRED),
))  # fmt: skip
