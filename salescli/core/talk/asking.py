"""What to ask on a call: what is wrong, missing or too old, and while somebody is sold to budget, authority, need and time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from salescli.core.quality.judging import Problem, field_of, short
from salescli.core.talk.track import Track
from salescli.core.text import Text, say

SELLING = ("first_contact", "needs", "evaluation")
"""Stages in which BANT is asked for (R4.7)."""
BANT = ("need", "authority", "time", "budget")
"""In the order in which one asks: money comes last."""
_COVERS = {"budget": "budget", "decision_role": "authority", "needs": "need", "pain_points": "need", "buying_cycle": "time"}
"""What else is asked for, and what of BANT is then asked with it."""
SAME = {"mobile": "mobile", "office_phone": "mobile", "wechat": "phone", "department": "title", "reporting_line": "decision_role"}
"""Fields that are asked for in the words of another."""
DECIDER = "decider"


class Ask(NamedTuple):
    """One thing to ask: the field or the part of BANT, what is the matter with it, since when, in words, and the question."""

    field: str | None
    problem: str
    since: date | None
    text: Text
    question: Mapping[str, str] | None


def asks(problems: Iterable[Problem], lacking: Iterable[str], questions: Mapping[str, Track]) -> list[Ask]:
    """What is wrong or missing, then BANT, and what is only old last; each thing once."""
    found = [_of_problem(one, questions) for one in problems]
    covered = {_COVERS.get(one.field or "") for one in found}
    wanted = [name for name in lacking if name not in covered]
    bant = [Ask(name, "missing", None, say(f"bant.{name}"), _question(name, questions)) for name in wanted]
    old = [one for one in found if one.problem == "stale"]
    return [*(one for one in found if one.problem != "stale"), *bant, *old]


def _of_problem(one: Problem, questions: Mapping[str, Track]) -> Ask:
    text, name = field_of(one) if one.problem == "missing" else None, one.field or ""
    return Ask(one.field, one.problem, one.since, text or short(one), _question(SAME.get(name, name), questions))


def _question(name: str, questions: Mapping[str, Track]) -> Mapping[str, str] | None:
    return questions[name].text if name in questions else None


def lacking(stage: str, record: Mapping[str, Any], people: Sequence[Mapping[str, Any]]) -> list[str]:
    """What of budget, authority, need and time isn't known of a customer who is being sold to."""
    if stage not in SELLING:
        return []
    here = [one for one in people if not one["left"]]
    known = {
        "need": record["needs"] or record["pain_points"],
        "authority": any(one["decision_role"] == DECIDER or one["decision_authority"] for one in here),
        "time": record["buying_cycle"],
        "budget": record["budget"],
    }
    return [name for name in BANT if not known[name]]
