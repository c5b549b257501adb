"""The names by which the fields of a list go: key, label or printed header, in three languages (CONTRACT 3, EXPR)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from salescli import files
from salescli.core.errors import WrongUsage
from salescli.core.model import LANGUAGES
from salescli.core.records.fields import CUSTOMER_FIELDS, FIELDS
from salescli.core.records.measures import MEASURES
from salescli.core.reports import Value
from salescli.core.reports.day import AGENDA_COLUMNS, TODAY_COLUMNS
from salescli.core.reports.listed import LIST_COLUMNS, LIST_KEYS
from salescli.core.reports.people import PEOPLE_COLUMNS
from salescli.core.spelling import did_you_mean
from salescli.core.text import say
from salescli.run import Run

LEAST_NUMBER = 7  # digits of what can only be a phone number
KINDS = {
    **{f.name: {"channel": "text", "day": "past_day"}.get(f.kind, f.kind) for f in CUSTOMER_FIELDS},
    "code": "text", "tag": "text", "tags": "text", "touches": "int", "last_contact": "past_day", "next": "future_day",
    "added": "past_day", "changed": "past_day", "latest": "talk", "contact": "text", "title": "text",
    "decision_role": "choice", "primary": "flag", "why": "text", "aim": "text", "urgency": "choice", "ask": "text",
    "group": "text",
    **{measure.name: measure.kind for measure in MEASURES.values()},
}  # fmt: skip
"""Every field a condition may use, and its kind."""
_PRINTED = {"customer": "name", "person": "contact", "role": "decision_role", "day": "next"}
"""Columns of lists that are headed by another word than their field."""
PRINTED = tuple({column.key: column for column in (*LIST_COLUMNS, *TODAY_COLUMNS, *AGENDA_COLUMNS, *PEOPLE_COLUMNS)})
"""The columns of the lists of customers and people."""
GROUP = "group"
"""What a condition may ask of several customers together, and no list shows."""
_SHORT = {"集团": GROUP, "集團": GROUP, "上次": "last_contact", "下次": "next"}


def names() -> dict[str, str]:
    """Field by each of its names; none of them means two."""
    found = {name: name for name in KINDS} | {"tags": "tag"}
    for word, name in (*_of_fields(), *_headers(), *_of_measures(), *_SHORT.items()):
        found.setdefault(word, name)
    return found


def _of_fields() -> Iterator[tuple[str, str]]:
    for f in CUSTOMER_FIELDS:
        yield from ((word, f.name) for word in (*map(f.label, LANGUAGES), *f.aliases))


def _of_measures() -> Iterator[tuple[str, str]]:
    for measure in MEASURES.values():
        yield from ((word, measure.name) for word in measure.label.values())


def _headers() -> Iterator[tuple[str, str]]:
    columns = dict.fromkeys((*LIST_KEYS, *PRINTED))
    for language in LANGUAGES:
        words = files.load_json(f"locales/{language}.json")
        for key in columns:
            name = _PRINTED.get(key, key)
            if name in KINDS and f"column.{key}" in words:
                yield str(words[f"column.{key}"]), "tag" if name == "tags" else name


def of_headers(typed: str) -> str:
    """The field that a column of this name becomes when it comes in from a file (Company, 客户名称); nothing for others."""
    from salescli.importing.headers import look_up

    found = look_up(typed)
    target = found.targets[0] if found and not found.number else None
    if target is None or target.label:
        return ""
    name = {"firm": "name", "name": "contact", "tags": "tag"}.get(target.part, target.name)
    return name if name in KINDS and target.part not in ("keep", "drop", "history", "next", "deal") else ""


def measure_called(text: str) -> str:
    """The measure that goes by this name or label, or nothing."""
    known = {fold(word): name for word, name in (*((name, name) for name in MEASURES), *_of_measures())}
    return known.get(fold(text), "")


def named(text: str) -> str:
    """The field that goes by this name, or nothing."""
    return {fold(word): name for word, name in names().items()}.get(fold(text), "")


_ALSO = {"电话": "office_phone", "電話": "office_phone", "phone": "office_phone",
         "邮箱": "email", "備註": "notes", "备注": "notes"}


def _options() -> dict[str, str]:
    """Field by each of its folded names, those of people's fields too."""
    found = {fold(word): f.name for f in FIELDS for word in (f.name, *map(f.label, LANGUAGES), *f.aliases)}
    return {**found, **{fold(word): name for word, name in _ALSO.items()}}


def option_called(typed: str, known: Mapping[str, object], function: object = None) -> str:
    """The option of a command that a label in any language means, `--电话`; nothing where it has none.

    What is said to be done by a `function` that brings labels of its own is asked for these first.
    """
    labels: Mapping[str, str] = getattr(function, "labels", {})
    name = labels.get(fold(typed)) or _options().get(fold(typed), "")
    return next((each for each in _spelled(name) if each in known), "") if name else ""


def _spelled(name: str) -> tuple[str, ...]:
    return ("--phone", "--office-phone") if name == "office_phone" else (f"--{name.replace('_', '-')}",)


def as_options(words: Sequence[str], known: Mapping[str, object]) -> str:
    """What to type for words that were left over: `--mobile 13622223333` for a number, `--grade B` for 等级 B."""
    found, rest = [], iter(words)
    for word in rest:
        option = option_called(word, known)
        if option:
            value = next(rest, "")
            found.append(f"{option} {value}".strip())
        elif option := _of_value(word, known):
            found.append(f"{option} {word}")
    return " ".join(found)


def _of_value(word: str, known: Mapping[str, object]) -> str:
    digits = re.sub(r"[\s()+\-.]", "", word)
    if "@" in word.strip("@"):
        wanted = "--email"
    elif digits.isdecimal() and len(digits) >= LEAST_NUMBER:
        wanted = "--mobile" if re.fullmatch(r"(?:00)?(?:86)?1[3-9]\d{9}", digits) else "--phone"
    else:
        return ""
    return wanted if wanted in known else ""


def sort_field(run: Run, typed: str, own: Sequence[str] = ()) -> str:
    """The field to sort by, `-` in front of it kept, an own one as `own.NAME`; nothing where nothing was typed."""
    bare = typed.removeprefix("-")
    if not typed:
        return ""
    if name := listed_field(bare, own):
        return f"-{name}" if typed.startswith("-") else name
    raise _unknown(run, "sort_unknown", typed, own)


def column_fields(run: Run, typed: str, own: Sequence[str] = ()) -> list[str]:
    """The fields that a list is to have as columns, each once."""
    words = [word.strip() for word in re.split(r"[,，、;；]", typed) if word.strip()]
    for word in words:
        if not listed_field(word, own):
            raise _unknown(run, "list_column_unknown", word, own)
    return list(dict.fromkeys(listed_field(word, own) for word in words))


def listed_field(typed: str, own: Sequence[str]) -> str:
    """A field of the list by any of its names, an own one as `own.NAME`; nothing where there is none."""
    known = {fold(word): "tags" if name == "tag" else name for word, name in names().items() if name != GROUP}
    for each in own:
        known.setdefault(fold(each), f"own.{each}")
        known.setdefault(fold(f"own.{each}"), f"own.{each}")
    return known.get(fold(typed)) or {"tag": "tags"}.get(header := of_headers(typed), header)


def _unknown(run: Run, key: str, typed: str, own: Sequence[str]) -> WrongUsage:
    shown = [*(_called(run, name) for name in LIST_KEYS), *own]
    labels = (measure.label[run.language] for measure in MEASURES.values())
    spelled = {fold(word): word for word in (*shown, *labels, *MEASURES)}
    near = did_you_mean(fold(typed), spelled)
    return WrongUsage(key, value=typed, known=run.words(say("word.listed")).join(shown), near=near)


def title(name: str) -> Value:
    """How a field of the list is headed."""
    if name in MEASURES:
        return MEASURES[name].label
    if name.startswith("own."):
        return name.removeprefix("own.")
    return say(f"field.{name}" if any(f.name == name for f in FIELDS) else f"column.{name}")


def _called(run: Run, name: str) -> str:
    """A field as the rep would type it: the header that the list prints, in English its key."""
    return name if run.language == "en" else run.words(say(f"column.{name}"))


def fold(name: str) -> str:
    """A name without case, width and the signs between its words."""
    return re.sub(r"[\s_-]+", "_", unicodedata.normalize("NFKC", name).casefold().strip().strip("_-"))
