"""What commands do about data that is checked: which fields a rep names, what a call proves, what to ask next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from salescli.core.errors import CannotDo, WrongUsage
from salescli.core.model import LANGUAGES, REACHED
from salescli.core.text import Text, say
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.records import verified, view
from salescli.store.records.verified import Place

if TYPE_CHECKING:
    from salescli.core.quality.judging import Problem
    from salescli.core.ranking.action import Action
    from salescli.core.rules.standards import Wanted

PROVEN = ("phone", "email", "wechat")
"""Channels of an interaction that prove a number or an address right when they answer on it."""


def field_names(texts: Iterable[str]) -> list[str]:
    """The fields that a rep names, by name or label, one a word or several parted by commas; `WrongUsage` for others."""
    words = [part.strip() for text in texts for part in re.split(r"[,，、;；]", text)]
    return list(dict.fromkeys(map(_field_named, filter(None, words))))


def _field_named(word: str) -> str:
    from salescli.core.spelling import did_you_mean

    known = _checked()
    if word.casefold() not in known:
        raise WrongUsage("verify_field_unknown", field=word, near=did_you_mean(word, known))
    return known[word.casefold()]


@cache
def _checked() -> dict[str, str]:
    """Fields that somebody can say are still true, by each of their names."""
    from salescli.core.records.fields import FIELDS
    from salescli.core.rules.standards import OUR_OWN

    return {word.casefold(): f.name for f in FIELDS if f.name not in OUR_OWN
            for word in (f.name, f.name.replace("_", "-"), *f.aliases, *map(f.label, LANGUAGES))}  # fmt: skip


def places(run: Run, book: Book, customer: str, contact: str | None, names: Sequence[str]) -> list[Place]:
    """Where the named fields are: at the person named, else at the one to call, the customer or anybody; all if none."""
    known = verified.known(book, customer)
    if not names:
        every = [place for place in known if contact is None or place.contact == contact]
        if not every:
            raise CannotDo("verify_nothing")
        return every
    persons = [contact, None] if contact else [_to_call(book, customer)[0], None]
    found = []
    for name in names:
        place = verified.find(known, name, persons)
        if place is None:
            raise CannotDo("verify_empty", field=say(f"field.{name}"))
        found.append(place)
    return found


def _to_call(book: Book, customer: str, contact: str | None = None) -> tuple[str | None, str]:
    """The person to call (an id, or None) and the number."""
    from salescli.store.records.promises import open_promises

    promised = next((row["contact_id"] for row in open_promises(book, customer)), None)
    called = view.person_to_call(book, customer, contact or promised or "")
    return (called.person["id"] if called.person else None), called.number


def proven(book: Book, customer: str, contact: str | None, via: str, outcome: str) -> list[Place]:
    """What an interaction proves: they were reached on the number, e-mail or WeChat id that we used (R2.4)."""
    if outcome not in REACHED or via not in PROVEN:
        return []
    person, number = _to_call(book, customer, contact)
    place = verified.reached_at(book, customer, via, number, person) or (
        verified.reached_at(book, customer, via, number, None) if contact is None else None
    )
    return [place] if place else []


def labels(found: Iterable[Place]) -> tuple[object, ...]:
    """The fields in words."""
    return tuple(say(f"field.{name}") for name in dict.fromkeys(place.field for place in found))


def coded_fields(run: Run, values: dict[str, Any]) -> dict[str, Any]:
    """The values with codes in place of other spellings; one that is on no list in force is `WrongUsage` (R1.10)."""
    codes = run.rules.wanted.get("codes")
    if not codes:
        return values
    from salescli.core.quality.codes import Unlisted, coded
    from salescli.store.finding.keys import fold

    for name, value in values.items():
        found = coded(codes, name, value, fold) if isinstance(value, str) and value else value
        if isinstance(found, Unlisted):
            raise WrongUsage("code_unknown", field=say(f"field.{name}"), value=value, near=found.near, known=found.known)
        values[name] = found
    return values


def source_hint(run: Run, book: Book, source: str | None) -> tuple[Text, ...]:
    """Did they mean a source that is in the book or on the list of sources? It is free text, so it is only asked."""
    if not source:
        return ()
    from salescli.core.quality.codes import likely
    from salescli.store.finding.keys import fold
    from salescli.store.records.quality import sources

    listed = run.rules.wanted.get("codes", {}).get("source", ())
    found = likely(source, sources(book), listed, fold)
    return (say("done.near_source", source=source, near=found[0], n=found[1]),) if found else ()


def wanted(run: Run) -> Wanted:
    """What the rules want to be known; nobody need be named responsible in the book of a rep who works alone."""
    from salescli.core.rules.standards import of, without

    found = of(run.rules)
    return found if run.config.name else without(found, "owner")


def asks(run: Run, book: Book, shown: Sequence[Action], people: Mapping[str, Mapping[str, str]]) -> dict[str, list[Problem]]:
    """What to ask each of these customers and the person to call there, by customer id."""
    from salescli.core.quality.judging import Judge, to_ask
    from salescli.store.records import quality

    what = wanted(run)
    judge = Judge(what, run.today)
    sheets = quality.sheets(book, what, [action.facts.id for action in shown])
    found = {}
    for action in shown:
        row_id = action.facts.id
        problems = judge.problems(action.facts, action.stage, sheets[row_id])
        found[row_id] = to_ask(problems, action.facts, action.stage, [people[row_id]["contact"] or "-"])
    return found
