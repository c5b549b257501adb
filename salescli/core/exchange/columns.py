"""The columns of salescli's own tables and cards: what each is called, a dossier's text in them, and back again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from salescli.core.exchange.card import read_day, typed
from salescli.core.exchange.dossier import ALSO, Dossier, Reach, Record, lines_text, pairs_of, posts_of
from salescli.core.model import CHANNEL_KINDS, CONTACT_FIELDS, CUSTOMER_FIELDS, LANGUAGES, Field
from salescli.core.patterns import pattern
from salescli.core.text import Text, say

CUSTOMER_ID, CONTACT_ID, TAGS, EXACT, OWN, WAS = "salescli_id", "contact_id", "tags", "exact", "own.", "was"
"""`exact` holds what a format can't: its cell shows such a value as well as it can (`packed`)."""
CONTACT = "contact_"
_PREFIXES = {"en": "Contact ", "zh-CN": "联系人", "zh-TW": "聯絡人"}
_LABEL_WORDS = {"en": "label", "zh-CN": "标签", "zh-TW": "標籤"}
_DOUBT_WORDS = {"en": "doubtful", "zh-CN": "存疑", "zh-TW": "存疑"}
_MORE = {
    CUSTOMER_ID: ("salescli ID", "salescli ID", "salescli ID"), "code": ("Code", "编码", "編碼"),
    TAGS: ("Tags", "标签", "標籤"), "stage_since": ("Stage since", "阶段开始", "階段開始"),
    "snoozed_until": ("Snoozed until", "搁置至", "擱置至"), "created_at": ("Added", "添加时间", "新增時間"),
    "updated_at": ("Changed", "修改时间", "修改時間"),
    WAS: ("Was at", "曾任职", "曾任職"), ALSO: ("Other values", "其他取值", "其他取值"),
    "source_at": ("Card date", "名片日期", "名片日期"), "id": ("ID", "ID", "ID"), "phone": ("Phone", "电话", "電話"),
    EXACT: ("exact", "exact", "exact"), "last_contact": ("Last contact", "上次联系", "上次聯絡"),
    "next": ("Next contact", "下次联系", "下次聯絡"),
}  # fmt: skip
_ALSO = {"编号": "code", "編號": "code"}
"""What stood above a column of ours before."""
_TYPES = {f.name: f for f in (*CUSTOMER_FIELDS, *CONTACT_FIELDS)}
TALK_ID = "talk_id"
"""What the sheet of talks begins with, in every language."""
TOLD = ("last_contact", "next")
"""What is worked out for whoever reads a table; it says nothing to the book that the table comes back into."""
_LAST = ("source_at", "created_at", "updated_at", "stage_since", "snoozed_until")


class Slot(NamedTuple):
    """One column: `record` c or p; `part` id, field, channel, label, doubtful, tags, told, own or exact.

    `number` is that of a repeated channel.
    """

    record: str
    part: str
    name: str
    number: int = 1


class Shape(NamedTuple):
    """What the columns of a table depend on.

    `channels`: (record, kind) -> how many at most, and which of them (from 1) have a label; `own`: names of own fields;
    `doubted`: (record, kind, number) of channels that are doubtful somewhere; `held`: names of the other columns that hold
    something, None for all there are.
    """

    channels: Mapping[tuple[str, str], tuple[int, frozenset[int]]]
    own: Sequence[str] = ()
    doubted: Container[tuple[str, str, int]] = ()
    held: Container[str] | None = None


# --- names ------------------------------------------------------------------------------------------------------------


def for_people(names: Sequence[str]) -> list[str]:
    """Columns in the order of a reader: who it is first, what only the book itself needs last."""
    first, last = ("name", "code"), (*_LAST, CONTACT + "source_at", CUSTOMER_ID, CONTACT_ID)
    between = [name for name in names if name not in (*first, *last)]
    return [*(name for name in first if name in names), *between, *(name for name in last if name in names)]


def columns(shape: Shape) -> list[str]:
    """The names of a table's columns, in English: the customer's, the person's, own fields, bookkeeping."""
    first = [CUSTOMER_ID, "code", *_of_fields("c", CUSTOMER_FIELDS, shape), ALSO, TAGS, *TOLD]
    person = [CONTACT_ID, *(CONTACT + name for name in (*_of_fields("p", CONTACT_FIELDS, shape), ALSO, WAS))]
    names = [*first, *person, *(OWN + name for name in shape.own), *_LAST, CONTACT + "source_at"]
    return names if shape.held is None else [name for name in names if name in shape.held or _is_held_by_itself(name)]


def _is_held_by_itself(name: str) -> bool:
    """Whether a column is only there because something holds it: a channel, an own field."""
    found = slot_of(name)
    return found is not None and found.part in ("channel", LABEL, DOUBT, "own")


def _of_fields(record: str, fields: Iterable[Field], shape: Shape) -> Iterator[str]:
    kinds = set()
    for f in fields:
        if f.kind != "channel":
            yield f.name
        elif f.channel[0] not in kinds:  # office and home phone are one kind: the label beside the number tells
            kinds.add(f.channel[0])
            yield from _of_channel(record, f.channel[0], shape)


def _of_channel(record: str, kind: str, shape: Shape) -> Iterator[str]:
    count, labelled = shape.channels.get((record, kind), (0, frozenset()))
    for number in range(1, max(count, int(shape.held is None)) + 1):
        name = numbered(kind, number)
        yield name
        if number in labelled:
            yield f"{name} {LABEL}"
        if (record, kind, number) in shape.doubted:
            yield f"{name} {DOUBT}"


def numbered(kind: str, number: int) -> str:
    """`mobile`, `mobile 2` ..."""
    return kind if number == 1 else f"{kind} {number}"


def every_column(shape: Shape) -> list[str]:
    """Every column there may be, whether or not it holds anything."""
    return columns(shape._replace(held=None))


def column_name(word: str) -> str | None:
    """The column that a word names, in any of the three languages; None for any other word."""
    slot = slot_of(_SHOWN.get(_plain(word), word))
    if slot is None or slot.part == EXACT:
        return None
    if slot.part == "id":
        return CUSTOMER_ID if slot.record == "c" else CONTACT_ID
    name = numbered(slot.name, slot.number) + (f" {slot.part}" if slot.part in (LABEL, DOUBT) else "")
    return (OWN if slot.part == "own" else CONTACT if slot.record == "p" else "") + name


_SHOWN = {"customer": "name", "客户": "name", "客戶": "name", "person": "contact_name", "contact": "contact_name",
          "联系人": "contact_name", "聯絡人": "contact_name"}  # fmt: skip
"""What lists write above a column of names."""


def heading(name: str, language: str) -> str:
    """The column's name as people of `language` write it."""
    if name.startswith(OWN):
        bare = name[len(OWN) :]
        return bare if bare.isprintable() and bare == bare.strip() != "" and slot_of(bare) is None else name
    found = slot_of(name)
    assert found is not None
    base = "id" if name == CONTACT_ID else found.name
    label = _label(base, language)
    words = [(_PREFIXES[language] if found.record == "p" else "") + label]
    words += [str(found.number)] if found.number > 1 else []
    return " ".join([*words, *(_PARTS[found.part][language] for part in (LABEL, DOUBT) if found.part == part)])


def _label(name: str, language: str) -> str:
    if name in _MORE:
        return _MORE[name][LANGUAGES.index(language)]
    return _TYPES[name].label(language)


PLACES = ("office", "home")
"""Labels of a number that have words in each language; any other is somebody's own."""
LABEL, DOUBT = "label", "doubtful"
"""What stands behind a channel's name over what else is known of it: its label, the day since which it is doubtful."""
_PARTS = {LABEL: _LABEL_WORDS, DOUBT: _DOUBT_WORDS}
_PART_OF = {word: part for part, words in _PARTS.items() for word in words.values()}
_NUMBERED = pattern(rf"(.+?)(\d*)({'|'.join(_PART_OF)})?")


@cache
def slot_of(header: str) -> Slot | None:
    """The column that a header of ours names, in any of the three languages; None for any other header."""
    if header.startswith(OWN):
        return Slot("c", "own", header[len(OWN) :])
    key = _plain(header)
    if key in _known():
        return _known()[key]
    found = _NUMBERED.fullmatch(key)
    base = _known().get(found[1]) if found else None
    if not found or not base or base.part != "channel":
        return None
    return base._replace(number=int(found[2][:4] or 1), part=_PART_OF.get(found[3], "channel"))


def _plain(header: str) -> str:
    return re.sub(r"[\s_]+", "", header).casefold()


@cache
def _known() -> dict[str, Slot]:
    found: dict[str, Slot] = {}
    for record, fields in (("c", CUSTOMER_FIELDS), ("p", CONTACT_FIELDS)):
        names = dict.fromkeys(f.channel[0] if f.kind == "channel" else f.name for f in fields)
        more = ("code", *TOLD, ALSO, TAGS, CUSTOMER_ID, EXACT) if record == "c" else ("id", ALSO, WAS)
        for name in (*names, *_LAST, *more):
            slot = Slot(record, _part(name), name)
            words = [name, *(_label(name, language) for language in LANGUAGES)]
            for word in words:
                for prefix in (CONTACT, *_PREFIXES.values()) if record == "p" else ("",):
                    found.setdefault(_plain(prefix + word), slot)
    return {**found, **{word: found[name] for word, name in _ALSO.items()}}


def _part(name: str) -> str:
    if name in (CUSTOMER_ID, "id"):
        return "id"
    if name in TOLD:
        return "told"
    return name if name in (TAGS, EXACT) else "channel" if name in CHANNEL_KINDS else "field"


def are_ours(headers: Iterable[str]) -> bool:
    """Whether a table with these headers was written by `crm export`: it has our id, and most columns are ours, or the
    others stand beside those of our bookkeeping."""
    headers = [header for header in headers if header]
    if _plain(CUSTOMER_ID) not in map(_plain, headers):  # as in nearly all tables: no need of all our columns' names
        return False
    found = [slot_of(header) for header in headers]
    names = {slot.name for slot in found if slot}
    mostly = len(found) - found.count(None) > len(found) / 2
    return CUSTOMER_ID in names and (mostly or names.issuperset(("created_at", "updated_at", "stage_since")))


# --- a dossier as text ------------------------------------------------------------------------------------------------


def rows_of(dossier: Dossier) -> Iterator[dict[str, str]]:
    """One row a person, or one for a customer without people: texts by column name, without the empty ones."""
    common = {CUSTOMER_ID: dossier.customer.id, **_texts(dossier.customer, "")}
    if dossier.tags:
        common[TAGS] = join_tags(dossier.tags)
    common.update({OWN + name: value for name, value in dossier.own.items()})
    if not dossier.people:
        yield common
    for person in dossier.people:
        yield {**common, CONTACT_ID: person.id, **_texts(person, CONTACT)}


def _texts(record: Record, prefix: str) -> dict[str, str]:
    found = {prefix + name: _text(name, value) for name, value in record.fields.items()}
    counts: dict[str, int] = {}
    for reach in record.channels:
        counts[reach.kind] = counts.get(reach.kind, 0) + 1
        name = prefix + numbered(reach.kind, counts[reach.kind])
        found[name] = reach.value
        if reach.label:
            found[f"{name} {LABEL}"] = reach.label
        if reach.doubtful_since:
            found[f"{name} {DOUBT}"] = reach.doubtful_since
    return found


def _text(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if name in (WAS, ALSO):
        return lines_text(value)
    kind = _TYPES[name].kind
    if kind == "flag":
        return "yes" if value else "no"
    return amount(value) if kind == "money" else str(value)


def amount(minor: int) -> str:
    """Minor units as whole ones, with cents only where there are any: 1200, -0.50."""
    sign, (whole, cents) = "-" * (minor < 0), divmod(abs(minor), 100)
    return f"{sign}{whole}.{cents:02d}" if cents else f"{sign}{whole}"


_SEPARATOR = ";；,，、|\n"
_MARKED = pattern(rf"[\\{_SEPARATOR}]|^\s|\s$")
_TAG = pattern(rf"(?:\\.|[^\\{_SEPARATOR}])+", re.S)


def join_tags(tags: Iterable[str]) -> str:
    r"""Tags in one cell, parted by `; `; a separator or outer space inside a tag is marked by a backslash."""
    return "; ".join(_MARKED.sub(lambda found: "\\" + found[0], tag) for tag in tags)


def split_tags(cell: str) -> list[str]:
    """The tags of a cell, parted by any of the usual separators; each once."""
    found = []
    for part in _TAG.findall(cell):
        part = part.lstrip()
        marked_end = re.search(r"\\\s$", part)
        part = part if marked_end else part.rstrip()
        found.append(re.sub(r"\\(.)", r"\1", part, flags=re.S))
    return [tag for tag in dict.fromkeys(found) if tag]


# --- and back ---------------------------------------------------------------------------------------------------------


Closed = Mapping[str, Mapping[str, str]]
"""Field -> label in any language, casefolded -> key."""
NO_LABELS: Closed = MappingProxyType({})


class _Half:
    """The customer or the person of a row in the making."""

    def __init__(self) -> None:
        self.id = ""
        self.fields: dict[str, Any] = {}
        self.values: dict[tuple[str, int], str] = {}
        self.labels: dict[tuple[str, int], str] = {}
        self.doubts: dict[tuple[str, int], str] = {}

    def take(self, name: str, text: str, value: Any) -> None:
        """A field's value; a Text says that the text is none, which is kept beside then."""
        also = ((name, text),) if isinstance(value, Text) else value if name == ALSO else ()
        if also:
            self.fields[ALSO] = (*self.fields.get(ALSO, ()), *also)
        elif name != ALSO:
            self.fields[name] = value

    def record(self) -> Record:
        """The record, its channels in the order of their columns."""
        reach = (Reach(kind, self.labels.get((kind, number), ""), value, doubtful_since=self.doubts.get((kind, number), ""))
                 for (kind, number), value in sorted(self.values.items(), key=lambda item: item[0][1]))  # fmt: skip
        return Record(self.id, self.fields, tuple(reach))


def dossier_of(row: int, cells: Iterable[tuple[Slot, str]], closed: Closed = NO_LABELS) -> Dossier:
    """The customer, and the person if there is one, of a row of ours; a value that can't be read is kept and told.

    `closed`: the labels of closed values.
    """
    halves = {"c": _Half(), "p": _Half()}
    own: dict[str, str] = {}
    tags: list[str] = []
    warnings: list[Text] = []
    for slot, text in cells:
        half = halves[slot.record]
        if slot.part == "field":
            value = _value(slot.name, closed.get(slot.name, {}).get(text.strip().casefold(), text))
            half.take(slot.name, text, value)
            warnings += [value] if isinstance(value, Text) else []
        elif slot.part == "channel":
            half.values[slot.name, slot.number] = text
        elif slot.part == LABEL:
            half.labels[slot.name, slot.number] = closed.get(LABEL, {}).get(text.strip().casefold(), text)
        elif slot.part == DOUBT:
            half.doubts[slot.name, slot.number] = read_day(text)
        elif slot.part == "id":
            half.id = text.lower()
        elif slot.part == "own":
            own[slot.name] = text
        elif slot.part == "tags":
            tags = split_tags(text)
    customer, person = halves["c"].record(), halves["p"].record()
    people = (person,) if person.id or person.fields.get("name") else ()
    return Dossier(row, customer, people, tuple(tags), own, warnings=tuple(warnings))


def _value(name: str, text: str) -> Any:
    """The typed value of a field's text; a Text says why there is none. Spreadsheets rewrite days, so these are read."""
    if name in ("stage_since", "snoozed_until", "source_at"):
        value: Any = typed("founded", text)
        return "" if isinstance(value, Text) else value
    if name in (WAS, ALSO):
        return posts_of(text) if name == WAS else pairs_of(text)
    if name not in _TYPES or (_TYPES[name].kind == "day" and is_iso(text)):
        return text
    value = typed(_TYPES[name], text)
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return say("row.not_a_value", field=name, kind=_TYPES[name].kind, value=text)
    return int(value) if isinstance(value, bool) else value


def is_iso(text: str) -> bool:
    """Whether the day is as we wrote it: then 1604 is a year, not Apple's word for none."""
    try:
        return len(text) == len("2026-01-01") and bool(date.fromisoformat(text))
    except ValueError:
        return False


# --- what a format can't hold -----------------------------------------------------------------------------------------

MOST_IN_CELL = 16_000  # characters: a workbook's cell holds 32,767 units, and one character may be two of them
_SHEET_ESCAPE = pattern(r"_x(?=[0-9a-fA-F]{4}_)")
_NO_XML = pattern("[\ufffe\uffff]")


def on_sheet(text: str) -> str:
    """The text as a workbook's cell can show it."""
    text = _NO_XML.sub("?", text) if not text.isprintable() else text
    text = _SHEET_ESCAPE.sub("_ x", text) if "_x" in text else text
    return text if len(text) <= MOST_IN_CELL else text[:MOST_IN_CELL] + "…"


_CONTROLS = pattern("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_QUOTED = pattern("=(?=[0-9A-F]{2}=)")


def on_card(text: str) -> str:
    """The text as a vCard's property can hold it: composed, lines parted by newlines, no control characters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffd", "?"))
    text = _CONTROLS.sub(" ", text) if not text.isprintable() else text
    text = re.sub(r"\n(?=[\u0300-\u036f])", "\n ", text)  # an accent would compose with the n that stands for the line
    return _QUOTED.sub("= ", text).strip()


def packed(texts: Mapping[str, str]) -> str:
    """Values that a format can't hold, by column name, in letters that any format holds."""
    import base64
    import json

    return base64.b64encode(json.dumps(texts).encode()).decode() if texts else ""


def unpacked(text: str) -> dict[str, str]:
    """What `packed` has packed; nothing where it was damaged."""
    import base64
    import json

    try:
        found = json.loads(base64.b64decode(text, validate=True))
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


def restored(texts: Mapping[str, str]) -> dict[str, str]:
    """The row with its exact values in place of those shown for them, as far as nobody has changed these since."""
    exact = unpacked(texts[EXACT]) if EXACT in texts else {}
    row = {name: text for name, text in texts.items() if name != EXACT}
    row.update({name: text for name, text in exact.items() if _stands_for(name, row.get(name, ""), text)})
    return row


def _stands_for(name: str, shown: str, exact: str) -> bool:
    """Whether what was shown is all that a format could show of the exact text; of tags that look alike it shows one."""
    if name == TAGS and split_tags(shown) == list(dict.fromkeys(filter(None, map(on_card, split_tags(exact))))):
        return True
    return _loose(exact).startswith(_loose(shown))


def _loose(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))
