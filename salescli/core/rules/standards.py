"""What we want to know of a customer and how long it stays true, as data: the rule kinds `stale` and `required`."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from salescli.core.rules.kind import Key
from salescli.core.rules.rule import NOTHING, Conditions
from salescli.core.when import Span

if TYPE_CHECKING:
    from salescli.core.entry import Node
    from salescli.core.rules.reader import Reader
    from salescli.core.rules.rule import Rule, Rules

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
OUR_OWN = frozenset((
    "kind", "stage", "grade", "owner", "source", "do_not_contact", "primary", "notes", "weight", "ties", "left",
))  # fmt: skip
"""Fields that are our own doing; of all others somebody can say that they are still true."""


class Standard(NamedTuple):
    """What one rule wants: that `fields` are filled or, where it gives them a `life`, that they are no older than that since
    they were given or checked.
    """

    name: str
    kind: str
    fields: tuple[str, ...]
    life: Span | None = None
    when: Conditions = NOTHING
    file: str = ""
    line: int = 0


def fields_of(*allowed: str, parted: str = "") -> Key:
    """The key `fields` of a kind: one name or several; `parted` is what may stand between alternatives."""

    def read(reader: Reader, entry: Node, name: str) -> tuple[str, ...]:
        found = reader.several(entry)
        for item in found:
            for part in item.text().split(parted) if parted else [item.text()]:
                reader.one_of(item._replace(value=part), allowed, name)
        return tuple(item.text() for item in found)

    return Key(read, back=tuple)


def read_codes(reader: Reader, entry: Node) -> dict[str, dict[str, tuple[str, ...]]]:
    """The code lists of a codes.yaml: FIELD: [code, code], or FIELD: {code: [other spelling], code: }."""
    lists = {}
    for field, item in reader.known(entry, (*CODED, *SUGGESTED), CODES_FILE).items():
        codes = dict(_codes(reader, item))
        _refuse_twice(reader, item, codes)
        lists[field] = codes
    return lists


def _codes(reader: Reader, entry: Node) -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(entry.value, dict):
        for code, others in entry.value.items():
            named = reader.several(others) if others.value else ()
            yield code.strip(), tuple(item.text().strip() for item in named)
    elif entry.value:
        for item in reader.several(entry):
            yield item.text().strip(), ()


def _refuse_twice(reader: Reader, entry: Node, codes: Mapping[str, tuple[str, ...]]) -> None:
    """One spelling can't mean two codes."""
    spellings = [text.casefold() for code, others in codes.items() for text in {code, *others}]
    for text in sorted({text for text in spellings if spellings.count(text) > 1}):
        reader.wrong(entry, "codes_twice", value=text)


class Wanted(NamedTuple):
    """All that we want to know of customers: standards in the order of their files, the code lists in force, and the columns
    that both are about, by table.
    """

    standards: tuple[Standard, ...]
    codes: Codes
    columns: Mapping[str, Sequence[str]] = NOTHING


def plain(rules: Iterable[Rule], codes: Codes) -> dict[str, Any]:
    """Plain values that JSON gives back as they are; `of` reads them."""
    rows = [_row(rule.name, rule.kind, rule.own["fields"], rule.own.get("life"), rule.when, rule.file, rule.line)
            for rule in rules]  # fmt: skip
    lists = {field: {code: list(others) for code, others in codes[field].items()} for field in codes}
    named = {part for row in rows for field in row[2] for part in field.split(OR)} | {*lists}
    return {"standards": rows, "codes": {field: found for field, found in lists.items() if found}, "columns": _columns(named)}


def _columns(named: Container[str]) -> dict[str, list[str]]:
    from salescli.core.records.fields import CONTACT_FIELDS, CUSTOMER_FIELDS, columns

    of_table = {"customers": columns(CUSTOMER_FIELDS), "contacts": columns(CONTACT_FIELDS)}
    return {table: [name for name in names if name in named] for table, names in of_table.items()}


def _row(name: str, kind: str, fields: Iterable[str], life: Span | None, when: Conditions, *place: object) -> list[Any]:
    conditions = {key: list(values) for key, values in when.items()}
    return [name, kind, list(fields), list(life) if life else None, conditions, *place]


def of(rules: Rules) -> Wanted:
    """What these rules want to be known."""
    found = rules.wanted
    return Wanted(tuple(_standard(*row) for row in found.get("standards", ())), found.get("codes", {}), found.get("columns", {}))


def _standard(name: str, kind: str, fields: Iterable[str], life: Any, when: Mapping[str, Any], *place: Any) -> Standard:
    conditions = {key: tuple(values) for key, values in when.items()}
    return Standard(name, kind, tuple(fields), Span(*life) if life else None, conditions, *place)


def without(wanted: Wanted, field: str) -> Wanted:
    """The same without one required field."""
    kept = (one._replace(fields=tuple(name for name in one.fields if name != field)) for one in wanted.standards)
    return wanted._replace(standards=tuple(kept))
