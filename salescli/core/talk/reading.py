"""Reads files of talk tracks and of templates into those in force, as rule files are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from salescli.core.model import OUTCOMES, VIAS
from salescli.core.records.fields import FIELDS
from salescli.core.rules.reader import Reader, RuleProblem
from salescli.core.talk.template import NAMES, WRITTEN, Template, unknown_name
from salescli.core.talk.track import AS_THINGS_STAND, PARTS, Track

if TYPE_CHECKING:
    from salescli.core.entry import Node

T = TypeVar("T")
CLOSED = {**dict.fromkeys(AS_THINGS_STAND, ()), "outcome": OUTCOMES, "via": VIAS}
"""The conditions beside those of rules, with the values that they may have; none listed: any."""
YES_NO = ("yes", "no")
BANT = ("budget", "authority", "need", "time")
ASKED_FOR = (*BANT, "person", *(f.name for f in FIELDS))
_KEYS = ("part", "when", "hears", "field", "title", "text", "see", "presses", "gentle")


def read_all(
    files: Iterable[tuple[str, Node]], read: Callable[[Reader, str, Node], T | None]
) -> tuple[dict[str, T], list[RuleProblem]]:
    """The entries of all files (name, entries) by name, a later one in place of an earlier of its name; `NAME: off` removes it.

    Those of later files stand first: what a firm adds goes before what ships.
    """
    found: dict[str, T] = {}
    problems: list[RuleProblem] = []
    for file, entry in files:
        reader = Reader(file)
        here: dict[str, T] = {}
        if not isinstance(entry.value, dict):
            reader.wrong(entry, "rules_not_a_map", what="file")
        for name, item in entry.items().items():
            found.pop(name, None)
            if item.text() != "off" and (one := read(reader, name, item)) is not None:
                here[name] = one
        found = {**here, **found}
        problems += reader.problems
    return found, problems


def read_tracks(files: Iterable[tuple[str, Node]]) -> tuple[dict[str, Track], list[RuleProblem]]:
    """The talk tracks in force; one that `see` names must be there."""
    tracks, problems = read_all(files, _track)
    for track in tracks.values():
        for name in track.see:
            if name not in tracks:
                known: dict[str, object] = {"what": f"{track.name} see", "name": name, "known": ", ".join(sorted(tracks))}
                problems.append(RuleProblem(track.file, track.line, "rules_unknown", known))
    return tracks, problems


def _track(reader: Reader, name: str, entry: Node) -> Track | None:
    items = reader.known(entry, _KEYS, name)
    part = reader.one_of(items["part"], PARTS, "part") if "part" in items else "say"
    needed = ("field", "text") if part == "ask" else ("title", "text")
    if not has_all(reader, name, entry, items, needed):
        return None
    return Track(
        name, part,
        when=reader.when(items["when"], CLOSED) if "when" in items else {},
        hears=texts(reader, items, "hears"),
        field=reader.one_of(items["field"], ASKED_FOR, "field") if "field" in items else "",
        title=reader.words(items["title"]) if "title" in items else {},
        text=reader.words(items["text"]),
        see=texts(reader, items, "see"),
        presses=_yes(reader, items, "presses"),
        gentle=_yes(reader, items, "gentle"),
        file=reader.file, line=entry.line,
    )  # fmt: skip


def has_all(reader: Reader, name: str, entry: Node, items: dict[str, Node], needed: Iterable[str]) -> bool:
    """Whether an entry has these keys; those that it lacks become a problem."""
    missing = [key for key in needed if key not in items]
    if missing:
        reader.wrong(entry, "rules_missing", name=name, missing=", ".join(missing))
    return not missing


def texts(reader: Reader, items: dict[str, Node], key: str) -> tuple[str, ...]:
    """A value, or a list of them."""
    return tuple(item.text() for item in reader.several(items[key])) if key in items else ()


def _yes(reader: Reader, items: dict[str, Node], key: str) -> bool:
    return key in items and reader.one_of(items[key], YES_NO, key) == "yes"


# ---------------------------------------------------------------- templates

_KEYS_OF_TEMPLATE = ("via", "when", "title", "subject", "text", "short")


def read_templates(files: Iterable[tuple[str, Node]]) -> tuple[dict[str, Template], list[RuleProblem]]:
    """The templates in force; each name in them is one of those that are allowed."""
    return read_all(files, _template)


def _template(reader: Reader, name: str, entry: Node) -> Template | None:
    items = reader.known(entry, _KEYS_OF_TEMPLATE, name)
    if not has_all(reader, name, entry, items, ("title", "text")):
        return None
    words = {key: _filled_in(reader, items[key]) for key in ("title", "subject", "text", "short") if key in items}
    via = tuple(reader.one_of(item, WRITTEN, "via") for item in reader.several(items["via"])) if "via" in items else WRITTEN
    when = reader.when(items["when"], CLOSED) if "when" in items else {}
    return Template(name, via, when, **words, file=reader.file, line=entry.line)


def _filled_in(reader: Reader, entry: Node) -> dict[str, str]:
    found = reader.words(entry)
    for text in found.values():
        if (name := unknown_name(text)) is not None:
            reader.wrong(entry, "template_name_unknown", name=f"${{{name}}}", known=", ".join(sorted(NAMES)))
    return found
