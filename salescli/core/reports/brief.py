"""One screen before a call: why they are called, what was said last, what to ask and say, who decides, how to prepare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from salescli.core.language.grouping import grouped
from salescli.core.ranking.action import Action
from salescli.core.ranking.wording import Near
from salescli.core.reports import Column, Layout, Parts, Report, Row, Value
from salescli.core.reports.day import aim, goal, in_language, why_parts, why_text
from salescli.core.reports.people import branch
from salescli.core.reports.values import closed
from salescli.core.rules.rule import Rules
from salescli.core.talk.asking import Ask
from salescli.core.talk.similar import Case, Said
from salescli.core.talk.track import Situation, Track, because, weight
from salescli.core.text import Text, by_language, say

COLUMNS = ("call", "why", "aim", "warnings", "last_words", "promises", "to_ask", "people", "talk", "case", "prepare", "offer")
LAST, ASKED, PEOPLE, FIRST_TRACK, FURTHER_TRACK = 3, 3, 5, 4, 2
"""How many of each a screen shows: interactions, questions, people, lines of the track at hand and of the one behind it."""
TRACKS = 2  # that a screen shows


class Briefing(NamedTuple):
    """All that is known before a call, times in the rep's zone. `action` is today's; `then` that of the next day, `when`, on
    which they come up. `person` is whom to call (name, title, phone, extension, doubtful), `mapped` whether there is a
    decision map, `language` that in which the rep reads.
    """

    action: Action
    then: Action
    when: date | datetime | None
    person: Mapping[str, str]
    last: Sequence[Mapping[str, Any]]
    promises: Sequence[Mapping[str, Any]]
    ask: Sequence[Ask]
    people: Sequence[Mapping[str, Any]]
    mapped: bool
    now: Situation
    talk: Sequence[Track]
    prepare: Sequence[Track]
    case: Case | None
    warnings: Sequence[Text]
    rules: Rules
    language: str
    country: str


def brief_report(brief: Briefing, *, everything: bool = False) -> Report:
    """The page, one record; a screen has the nearest of each, unless all is asked for."""
    cells = _cells(brief)
    screen = {"call": _call(brief, grouped(brief.person["phone"], brief.country)), **({} if everything else _shorter(brief))}
    columns = tuple(Column(key, cut=key == "last_words" and not everything) for key in COLUMNS)
    row = Row(_data(brief), tuple(cells[key] for key in COLUMNS), screen=screen)
    return Report("brief", columns, (row,), title=_title(brief), single=True, layouts=(Layout(columns),))


def _title(brief: Briefing) -> Parts:
    """深圳市华星电子有限公司（c1） · S · 方案评估 · 已联系 4 次"""
    facts, stage = brief.action.facts, say(f"stage.{brief.action.stage}")
    state = say("today.state", stage=stage, n=facts.pulse.touches) if facts.pulse.touches else stage
    named = say("who.code", name=facts.name, code=facts.code_text)
    return Parts((named, "bold"), *(piece for one in (facts.grade, state) if one for piece in ((" · ", ""), (one, ""))))


def _cells(brief: Briefing) -> dict[str, Value]:
    return {
        "call": _call(brief, brief.person["phone"]), "why": _why(brief), "aim": _aim(brief), "warnings": tuple(brief.warnings),
        "last_words": tuple(_last(row, brief) for row in brief.last), "promises": tuple(map(_promise, brief.promises)),
        "to_ask": tuple(map(_ask, brief.ask)), "people": tuple(_person(one, brief) for one in brief.people),
        "talk": tuple(line for one in brief.talk for line in _track(one, brief, None)),
        "case": _case(brief.case) if brief.case else None,
        "prepare": tuple(line for one in brief.prepare for line in _track(one, brief, None, bare=True)), "offer": None,
    }  # fmt: skip


def _shorter(brief: Briefing) -> dict[str, Value]:
    """What a screen shows of the longer parts."""
    hidden = len(brief.people) - PEOPLE
    promised = [one for one in _then(brief).reasons[:1] if one.kind == "promise"] and len(brief.promises) == 1
    more = (Parts((say("brief.more_people", n=hidden, code=brief.action.facts.code_text), "dim")),) if hidden > 0 else ()
    sizes = (FIRST_TRACK, FURTHER_TRACK)
    return {
        **({"promises": None, "aim": goal(_then(brief), brief.rules)} if promised else {}),
        "last_words": tuple(_last(row, brief) for row in brief.last[:LAST]), "to_ask": tuple(map(_ask, brief.ask[:ASKED])),
        "people": (*(_person(one, brief) for one in brief.people[:PEOPLE]), *more),
        "talk": tuple(line for one, size in zip(brief.talk[:TRACKS], sizes, strict=False) for line in _track(one, brief, size)),
    }  # fmt: skip


def _call(brief: Briefing, phone: str) -> Value:
    """Whom to call, on which number."""
    person = brief.person
    number: Value = say("phone.extension", number=phone, extension=person["extension"]) if person["extension"] else phone
    number = say("show.doubtful", value=number) if person["doubtful"] else number
    told = ((person["contact"], "bold"), (person["title"], "dim"), (number, ""))
    return _spaced(told)


def _spaced(pieces: Sequence[tuple[Value, str]]) -> Value:
    """Those of the pieces that say something, two spaces between them."""
    told = [piece for piece in pieces if piece[0]]
    return Parts(*(part for at, piece in enumerate(told) for part in ([("  ", ""), piece] if at else [piece]))) if told else None


def _why(brief: Briefing) -> Value:
    """Today's reasons; else what keeps them off the list, or the day on which they come up, and why."""
    if brief.action.on_list:
        return (why_parts(brief.action), *(one.text for one in brief.action.reasons[1:]))
    if brief.action.gates:
        return tuple(gate.text for gate in brief.action.gates)
    if not brief.when:
        return say("brief.never")
    return say("brief.not_today", day=Near(brief.when), why=say("as_is", text=why_text(brief.then.reasons)))


def _aim(brief: Briefing) -> Value:
    return aim(_then(brief), brief.rules)


def _then(brief: Briefing) -> Action:
    """The customer today, or on the day on which they come up."""
    return brief.action if brief.action.on_list else brief.then


def _last(row: Mapping[str, Any], brief: Briefing) -> Parts:
    """昨天 拜访 已报价  三台检测设备 48万  ★ 新发现：…"""
    by = ("" if row["person"] in (None, brief.person["contact"]) else row["person"], "dim")
    new = (say("show.story.found", found=row["found"]), "mark") if row["found"] else ("", "")
    text = "" if row["bare"] else row["text"]
    told = _spaced(((Near(row["local"].date(), brief=True), ""), (say(f"via.{row['via']}"), "dim"),
                    (say(f"outcome.{row['outcome']}"), ""), (text, ""), by, new))  # fmt: skip
    assert isinstance(told, Parts)
    return told


def _promise(row: Mapping[str, Any]) -> Value:
    return _spaced(((Near(row["when"]), "bold"), (row["text"], "")))


def _ask(one: Ask) -> Value:
    return _spaced(((one.text, ""), (in_language(one.question) if one.question else "", "dim")))


def _person(row: Mapping[str, Any], brief: Briefing) -> Value:
    """王建国 ★  总经理  决策人 60%  关注：投资回报  3天前谈过"""
    below: list[tuple[Value, str]] = [(branch(row["level"]), "dim")] if brief.mapped and row["level"] else []
    name = say("show.person.gone", name=row["name"], day=row["left"]) if row["left"] else row["name"]
    star = " ★" if row["primary"] and not row["left"] else ""
    role = closed("decision_role", row["decision_role"])
    weighs = say("brief.weight", n=row["weight"]) if row["weight"] is not None else ""
    cares = say("brief.cares", what=row["cares_about"]) if row["cares_about"] else ""
    about = _spaced(((row["title"], "dim"), (row["department"], "dim"), (role, ""), (weighs, ""), (cares, ""), _spoken(row)))
    more = [("  ", ""), *about.parts] if isinstance(about, Parts) else []
    return Parts(*below, (name, "dim" if row["left"] else "bold"), (star, ""), *more)


def _spoken(row: Mapping[str, Any]) -> tuple[Value, str]:
    """When they were last talked to; who never was stands out, unless they have left."""
    if row["last_contact"]:
        return say("show.map.last", day=Near(row["last_contact"], brief=True)), "dim"
    return ("", "") if row["left"] else (say("show.map.never"), "late")


def _track(track: Track, brief: Briefing, most: int | None, *, bare: bool = False) -> list[Value]:
    """A track: its title and why it is given, its lines - at most so many -, and where it goes on."""
    lines = [line for line in by_language(track.text, brief.language).splitlines() if line.strip()]
    title = in_language(track.title)
    if bare:
        return [_spaced(((title, "bold"), (one, ""))) if not at else one for at, one in enumerate(lines)]
    why = because(track, brief.now) if weight(track) > 1 else ""
    head = _spaced(((title, "bold"), (why, "dim"), (_see(track, 2) if most != FURTHER_TRACK else "", "dim")))
    return [head, *(Parts(("· ", "dim"), (line, "")) for line in lines[:most])]


def _see(track: Track, most: int = 9) -> Value:
    return say("brief.see", names="|".join(track.see[:most])) if track.see else ""


def _case(case: Case) -> tuple[Value, ...]:
    """宁波海川塑料（c9） 5月成交  同行业（塑料），也嫌过贵"""
    won = case.won
    named, day = say("who.code", name=won.name, code=won.code), say("brief.won", day=Near(won.day, brief=True))
    head = _spaced(((named, "bold"), (day, ""), (say("as_is", text=case.because), "dim")))
    said = [piece for one in case.said if one.text for piece in ((" → ", "dim"), (one.text, ""))]
    return (head, Parts(*said[1:])) if said else (head,)


# ---------------------------------------------------------------- for programs


def _data(brief: Briefing) -> dict[str, Value]:
    action, person = brief.action, brief.person
    why = why_text(action.reasons) or tuple(gate.text for gate in action.gates) or why_text(brief.then.reasons)
    return {
        "code": action.facts.code_text, "name": action.facts.name, "stage": action.stage, "grade": action.facts.grade or None,
        "on_list": action.on_list, "next": brief.when, "contact": person["contact"] or None, "title": person["title"] or None,
        "phone": person["phone"] or None, "why": say("as_is", text=why) if why else None, "aim": _aim(brief),
        "warnings": list(brief.warnings), "last": [_last_data(row) for row in brief.last],
        "promises": [{"day": row["when"], "text": row["text"] or None, "contact": row["person"]} for row in brief.promises],
        "people": [_person_data(row) for row in brief.people], "ask": [_ask_data(one) for one in brief.ask],
        "talk": [track_data(one, brief.language, because(one, brief.now)) for one in brief.talk],
        "case": _case_data(brief.case) if brief.case else None,
        "prepare": [track_data(one, brief.language, None) for one in brief.prepare], "offer": None,
    }  # fmt: skip


def _last_data(row: Mapping[str, Any]) -> dict[str, Value]:
    return {"at": row["local"], "via": row["via"], "outcome": row["outcome"], "text": row["text"] or None,
            "found": row["found"], "contact": row["person"]}  # fmt: skip


def _person_data(row: Mapping[str, Any]) -> dict[str, Value]:
    return {"id": row["id"], "name": row["name"], "title": row["title"], "role": row["decision_role"],
            **{name: row[name] for name in ("department", "weight", "cares_about", "reports_to", "last_contact", "left")},
            "primary": row["primary"]}  # fmt: skip


def _ask_data(one: Ask) -> dict[str, Value]:
    question = in_language(one.question) if one.question else None
    return {"field": one.field, "problem": one.problem, "since": one.since, "text": one.text, "question": question}


def track_data(track: Track, language: str, why: Text | None) -> dict[str, Value]:
    """A track in JSON."""
    lines = [line for line in by_language(track.text, language).splitlines() if line.strip()]
    return {"name": track.name, "part": track.part, "title": in_language(track.title) if track.title else None, "because": why,
            "lines": lines, "see": list(track.see)}  # fmt: skip


def _case_data(case: Case) -> dict[str, Value]:
    said = [_said_data(one) for one in case.said]
    return {"code": case.won.code, "name": case.won.name, "industry": case.won.industry, "won": case.won.day,
            "because": list(case.because), "said": said}  # fmt: skip


def _said_data(one: Said) -> dict[str, Value]:
    return {"day": one.day, "outcome": one.outcome, "text": one.text or None}


# ---------------------------------------------------------------- the tracks themselves


def tracks_report(tracks: Sequence[Track], language: str) -> Report:
    """All talk tracks that there are."""
    columns = (Column("name", fixed=True), Column("part"), Column("talk_when", most=40), Column("talk_title"))
    rows = tuple(Row({**track_data(one, language, None), "when": {key: list(values) for key, values in one.when.items()},
                      "hears": list(one.hears), "file": one.file, "line": one.line},
                     (one.name, say(f"talk.part.{one.part}"), _when(one), _called(one))) for one in tracks)  # fmt: skip
    return Report("brief", columns, rows)


def _called(track: Track) -> Value:
    return in_language(track.title) if track.title else in_language(track.text)


def _when(track: Track) -> Value:
    named = [say(f"{key}.{value}") if key in ("stage", "outcome", "via") else value
             for key, values in track.when.items() for value in values]  # fmt: skip
    said = [say("talk.hears", words=", ".join(track.hears[:3]))] if track.hears else []
    return say("as_is", text=(*named, *said, *([say(f"bant.{track.field}")] if track.field in BANT else [])))


BANT = ("budget", "authority", "need", "time")


def track_report(track: Track, language: str) -> Report:
    """One track in whole."""
    lines = tuple(line for line in by_language(track.text, language).splitlines() if line.strip())
    see = _see(track) or None
    row = Row(track_data(track, language, None), (lines, see))
    return Report("brief", (Column("talk"), Column("talk_see")), (row,), title=_called(track), single=True)
