"""What was said and promised, and found to be still true."""

from __future__ import annotations

from salescli.core.model import OUTCOMES, SILENCES, STAGES, STALLS, VIAS
from salescli.core.records.declaring import CONTACT, CUSTOMER, Attribute, Table, needed

STATES = ("open", "kept", "dropped", "replaced")
"""What may have become of a promise."""

INTERACTIONS = Table("interactions", (
    CUSTOMER, CONTACT, needed("at", "moment"), Attribute("via", allowed=VIAS, default="phone"),
    Attribute("outcome", allowed=OUTCOMES, default="answered"), Attribute("text", default=""), Attribute("author"),
    Attribute("aim"), Attribute("found"), Attribute("links", "texts"), Attribute("stage_before", allowed=STAGES),
    Attribute("stage_since_before", "day"), Attribute("stage_after", allowed=STAGES),
    Attribute("replaces", "record", "interactions"), Attribute("retracted", "flag"),
    Attribute("silence", allowed=SILENCES), Attribute("stall", allowed=STALLS), Attribute("cost", "money"),
    Attribute("currency"), Attribute("minutes", "number"),
), merge="move", story=True, told=True)  # fmt: skip
PROMISES = Table("promises", (
    CUSTOMER, CONTACT, needed("day", "day"), Attribute("time", "clock", default=""), Attribute("text", default=""),
    Attribute("made_by", "record", "interactions"), Attribute("state", allowed=STATES, default="open"),
    Attribute("closed_by", "record", "interactions"), Attribute("every"), Attribute("since", "day"), Attribute("planned", "day"),
    Attribute("service"),
), merge="move", story=True, told=True)  # fmt: skip
"""One that comes again has how often (`1w`), the first day of all, the day planned for this time, and what was promised
in general: its own day and text may differ for once.
"""
VERIFIED = Table("verified", (
    CUSTOMER, CONTACT, needed("field", "field"), needed("at", "moment"), Attribute("checked_by"),
    Attribute("made_by", "record", "interactions"),
), merge="move", story=True, told=True)  # fmt: skip
