"""Templates of messages: `${name}` from an allowed list alone, filled for one customer, with room for a line of one's own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from salescli.core.rules.rule import NOTHING, Conditions
from salescli.core.talk.track import Situation, holds, weight_of
from salescli.core.text import by_language

WRITTEN = ("email", "wechat", "sms")
"""The channels for which there are drafts."""
SHORT = ("wechat", "sms")
"""Channels that take a template's `short` text, where it has one."""
ROOM = ("personal", "answer", "day", "place")
"""Names that the rep fills: where nothing was given for them, the text has room that stands out."""
NAMES = (*ROOM, "greeting", "name", "called", "customer", "title", "industry", "city", "me", "today", "last_day", "quote_day",
         "won_day", "promise", "promise_day", "occasion")  # fmt: skip
"""All that may stand in a template as `${name}`; a line that names what isn't known is left out."""
USUAL = "keep-in-touch"
"""The template where no other fits."""
_NAME = re.compile(r"\$\{([^}]*)\}?")
_UNSAFE = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))


class Template(NamedTuple):
    """One message, its texts by language. `via`: the channels it is for, likeliest first; `short` goes where little is read."""

    name: str
    via: tuple[str, ...] = WRITTEN
    when: Conditions = NOTHING
    title: Mapping[str, str] = NOTHING
    subject: Mapping[str, str] = NOTHING
    text: Mapping[str, str] = NOTHING
    short: Mapping[str, str] = NOTHING
    file: str = ""
    line: int = 0


class Filled(NamedTuple):
    """A message: its subject (nothing but for an email), its text, and the names for want of which lines were left out."""

    subject: str
    text: str
    lacking: tuple[str, ...]


def unknown_name(text: str) -> str | None:
    """The first name in a template that isn't allowed; None where all are."""
    return next((name for name in _NAME.findall(text) if name not in NAMES), None)


def usual(templates: Sequence[Template], now: Situation) -> Template | None:
    """The template that is nearest to how things stand; where none is meant for that, the `USUAL` one, else the first of all."""
    meant = [one for one in templates if one.when and holds(one.when, now)]
    nearest = sorted(meant, key=lambda one: weight_of(one.when), reverse=True)
    return next(iter((*nearest, *(one for one in templates if one.name == USUAL), *templates)), None)


def fill(template: Template, via: str, language: str, values: Mapping[str, str]) -> Filled:
    """The message in a language, each value on one line and without anything that could steer a screen or a mail program."""
    known = {name: one_line(value) for name, value in values.items()}
    body = template.short if via in SHORT and template.short else template.text
    lines, lacking = _filled(by_language(body, language), known)
    subject, more = _filled(by_language(template.subject, language), known) if via == "email" else ([], [])
    text = _as_one(lines, language) if via == "sms" else re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    return Filled(" ".join(subject), text, tuple(dict.fromkeys((*lacking, *more))))


def _filled(text: str, known: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """The lines of a text that have all that they name, and the names that were lacking in the others."""
    lines, lacking = [], []
    for line in text.splitlines():
        missing = [name for name in _NAME.findall(line) if not known.get(name)]
        lacking += missing
        if not missing:
            lines.append(_NAME.sub(lambda found: known[found[1]], line))
    return lines, lacking


def _as_one(lines: Iterable[str], language: str) -> str:
    return ("" if language.startswith("zh") else " ").join(line for line in lines if line)


def one_line(text: str) -> str:
    """A text on one line, without control, format, bidi and private characters."""
    return " ".join("".join(char for char in text if char in "\t\n" or unicodedata.category(char) not in _UNSAFE).split())
