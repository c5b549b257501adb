"""What was said and promised, and found to be still true."""

from __future__ import annotations

from salescli.core.model import OUTCOMES, STAGES, VIAS
from salescli.core.records.declaring import CONTACT, CUSTOMER, REQUIRED, Attribute, Table

STATES = ("open", "kept", "dropped", "replaced")
"""What may have become of a promise."""

INTERACTIONS = Table("interactions", (
    CUSTOMER, CONTACT, Attribute("at", "moment", default=REQUIRED), Attribute("via", allowed=VIAS, default="phone"),
    Attribute("outcome", allowed=OUTCOMES, default="answered"), Attribute("text", default=""), Attribute("author"), Attribute("aim"),
    Attribute("found"), Attribute("links", "texts"), Attribute("stage_before", allowed=STAGES), Attribute("stage_since_before", "day"),
    Attribute("stage_after", allowed=STAGES), Attribute("replaces", "record", "interactions"), Attribute("retracted", "flag", default=""),
), merge="move", story=True, told=True)  # fmt: skip
PROMISES = Table("promises", (
    CUSTOMER, CONTACT, Attribute("day", "day", default=REQUIRED), Attribute("time", "clock", default=""), Attribute("text", default=""),
    Attribute("made_by", "record", "interactions"), Attribute("state", allowed=STATES, default="open"),
    Attribute("closed_by", "record", "interactions"),
), merge="move", story=True, told=True)  # fmt: skip
VERIFIED = Table("verified", (
    CUSTOMER, CONTACT, Attribute("field", "field", default=REQUIRED),
    Attribute("at", "moment", default=REQUIRED), Attribute("checked_by"), Attribute("made_by", "record", "interactions"),
), merge="move", story=True, told=True)  # fmt: skip
