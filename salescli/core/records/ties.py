"""Ties: how customers belong together and what they are to each other, to whom people report and whom they know (R1.4, R1.8)."""

from __future__ import annotations

from salescli.core.model import TIE_PLACES, TIES
from salescli.core.records.declaring import CONTACT, CUSTOMER, Attribute, Table, needed

OF_PEOPLE = ("reports_to", "knows")
"""Kinds of tie between people; all others are between customers."""
KINDRED = ("parent", "household", "account_of")
"""Kinds by which several customers are one: the tie leads to the group, the household, or whoever has several accounts."""
ONE_WAY = (*KINDRED, "reports_to")
"""Kinds that may not lead back, over others, to where they begin."""
BOTH_WAYS = ("knows",)
"""Kinds that say the same from either end."""

TIED = Table("ties", (
    CUSTOMER, CONTACT, needed("kind")._replace(allowed=TIES), needed("other_id", "record")._replace(points_at="customers"),
    CONTACT._replace(name="other_contact_id"), Attribute("share", "number"), Attribute("place", allowed=TIE_PLACES),
    Attribute("since", "day"), Attribute("note"),
), story=True, told=True)  # fmt: skip
"""`A parent B`: B (`other_id`) is A's parent. A tie between people has them beside the customers they are at."""
