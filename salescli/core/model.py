"""The closed values that records may hold: stages, outcomes, channels ..., and the languages."""

from __future__ import annotations

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

OWNERSHIPS = ("owner", "tenant")
"""How a private person has the place they live in."""

TIES = ("parent", "household", "account_of", "referred", "supplier", "rival", "partner_for", "reports_to", "knows")
"""What two customers, or two people, are to each other (R1.4, R1.8, R1.12)."""
TIE_PLACES = ("none", "secondary", "main", "long_term", "strategic")
"""What place a supplier or a rival has at a customer."""

URGENCIES = ("week", "month", "quarter", "later")
"""R3.15: act within a week, a month, a quarter, or later."""

CHOICES = {
    "stage": STAGES, "grade": GRADES, "via": VIAS, "outcome": OUTCOMES, "decision_role": DECISION_ROLES,
    "urgency": URGENCIES, "kind": KINDS, "owner_or_tenant": OWNERSHIPS,
    "tie": TIES, "tie_place": TIE_PLACES, "silence": SILENCES, "stall": STALLS, "signal": SIGNALS,
}  # fmt: skip
