"""What we want to know of a customer and how long it stays true, as data: the rule kinds `stale` and `required`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from salescli.core.model import FIELDS
from salescli.core.when import Span, read_length

if TYPE_CHECKING:
    from salescli.core.entry import Entry
    from salescli.core.rules.rule import Rules, _Reader

ANY = "any"
"""In `fields` of kind stale: whatever of the customer was checked last (R2.4: each customer once a quarter)."""
PERSON = "person"
"""In `fields` of kind required: at least one contact."""
OR = "/"
"""Parts alternatives in `fields` of kind required: phone/mobile/email."""
CODED = ("type", "industry", "status", "region")
"""Fields that hold nothing but codes as soon as the rep has put a list in force (R1.10)."""
SUGGESTED = ("source",)
"""Free text, for which a list only makes suggestions."""
CODES_FILE = "codes.yaml"

Codes = Mapping[str, Mapping[str, Sequence[str]]]
"""Field -> code -> other spellings that mean it."""
NO_WHEN: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_UNCHECKED = frozenset({"stage", "grade", "owner", "source", "do_not_contact", "primary", "notes", "weight", "ties", "left"})
CHECKED = tuple(f.name for f in FIELDS if f.name not in _UNCHECKED)
"""Fields that somebody can say are still true; the others are our own doing."""
CHANNELS = {f.name: f.channel for f in FIELDS if f.kind == "channel"}
_FIELDS = {
    "stale": (*CHECKED, ANY),
    "required": (*(f.name for f in FIELDS), PERSON),
}


class Standard(NamedTuple):
    """One rule of kind stale (`fields` stay true for `life` after they were given or checked) or required."""

    name: str
    kind: str
    fields: tuple[str, ...]
    life: Span = Span(0, "d")
    when: Mapping[str, tuple[str, ...]] = NO_WHEN
    file: str = ""
    line: int = 0


def read_standard(reader: _Reader, name: str, entry: Entry) -> Standard | None:
    """The rule in an entry of kind stale or required; what is wrong with it goes to the reader's problems."""
    kind = entry.items()["kind"].text()
    needed = ("fields", "life") if kind == "stale" else ("fields",)
    items = reader.known(entry, ("kind", "when", *needed), f"{name} ({kind})")
    missing = [key for key in needed if key not in items]
    if missing:
        reader.wrong(entry, "rules_missing", name=name, missing=", ".join(missing))
        return None
    fields = tuple(_fields(reader, kind, items["fields"]))
    life = reader.parsed(items["life"], read_length, Span(0, "d")) if "life" in items else Span(0, "d")
    when = reader.when(items["when"]) if "when" in items else NO_WHEN
    return Standard(name, kind, fields, life, when, reader.file, entry.line)


def _fields(reader: _Reader, kind: str, entry: Entry) -> Iterator[str]:
    for item in reader.several(entry):
        parts = item.text().split(OR) if kind == "required" else [item.text()]
        for part in parts:
            reader.one_of(item._replace(value=part), _FIELDS[kind], "fields")
        yield item.text()


def read_codes(reader: _Reader, entry: Entry) -> dict[str, dict[str, tuple[str, ...]]]:
    """The code lists of a codes.yaml: FIELD: [code, code], or FIELD: {code: [other spelling], code: }."""
    lists = {}
    for field, item in reader.known(entry, (*CODED, *SUGGESTED), CODES_FILE).items():
        codes = dict(_codes(reader, item))
        _refuse_twice(reader, item, codes)
        lists[field] = codes
    return lists


def _codes(reader: _Reader, entry: Entry) -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(entry.value, dict):
        for code, others in entry.value.items():
            named = reader.several(others) if others.value else ()
            yield code.strip(), tuple(item.text().strip() for item in named)
    elif entry.value:
        for item in reader.several(entry):
            yield item.text().strip(), ()


def _refuse_twice(reader: _Reader, entry: Entry, codes: Mapping[str, tuple[str, ...]]) -> None:
    """One spelling can't mean two codes."""
    spellings = [text.casefold() for code, others in codes.items() for text in {code, *others}]
    for text in sorted({text for text in spellings if spellings.count(text) > 1}):
        reader.wrong(entry, "codes_twice", value=text)


class Wanted(NamedTuple):
    """All that we want to know of customers: standards in the order of their files, and the code lists in force."""

    standards: tuple[Standard, ...]
    codes: Codes


def plain(standards: Iterable[Any], codes: Codes) -> dict[str, Any]:
    """Plain values that JSON gives back as they are; `of` reads them."""
    rows = [[row.name, row.kind, list(row.fields), list(row.life), {key: list(of) for key, of in row.when.items()},
             row.file, row.line] for row in standards]  # fmt: skip
    lists = {field: {code: list(others) for code, others in codes[field].items()} for field in codes}
    return {"standards": rows, "codes": {field: found for field, found in lists.items() if found}}


def of(rules: Rules) -> Wanted:
    """What these rules want to be known."""
    standards = tuple(
        Standard(name, kind, tuple(fields), Span(*life), {key: tuple(values) for key, values in when.items()}, file, line)
        for name, kind, fields, life, when, file, line in rules.wanted.get("standards", ())
    )
    return Wanted(standards, rules.wanted.get("codes", {}))


def without(wanted: Wanted, field: str) -> Wanted:
    """The same without one required field."""
    kept = (one._replace(fields=tuple(name for name in one.fields if name != field)) for one in wanted.standards)
    return wanted._replace(standards=tuple(kept))
