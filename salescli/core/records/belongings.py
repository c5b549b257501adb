"""What belongs to customers and their people: ways to reach them, tags, own fields, what is kept beside fields, former posts."""

from __future__ import annotations

from salescli.core.model import CHANNEL_KINDS
from salescli.core.records.declaring import CONTACT, CUSTOMER, Attribute, Table, needed

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
