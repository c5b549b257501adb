"""The columns of salescli's own tables and cards: what each is called, and which a header names."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from salescli.core.exchange.dossier import ALSO
from salescli.core.model import CHANNEL_KINDS, LANGUAGES
from salescli.core.patterns import pattern
from salescli.core.records.fields import CONTACT_FIELDS, CUSTOMER_FIELDS, Field

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
TYPES = {f.name: f for f in (*CUSTOMER_FIELDS, *CONTACT_FIELDS)}
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
    slot = slot_of(_SHOWN.get(_header_key(word), word))
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
    return TYPES[name].label(language)


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
    key = _header_key(header)
    if key in _known():
        return _known()[key]
    found = _NUMBERED.fullmatch(key)
    base = _known().get(found[1]) if found else None
    if not found or not base or base.part != "channel":
        return None
    return base._replace(number=int(found[2][:4] or 1), part=_PART_OF.get(found[3], "channel"))


def _header_key(header: str) -> str:
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
                    found.setdefault(_header_key(prefix + word), slot)
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
    if _header_key(CUSTOMER_ID) not in map(_header_key, headers):  # as in nearly all tables: no need of all our columns' names
        return False
    found = [slot_of(header) for header in headers]
    names = {slot.name for slot in found if slot}
    mostly = len(found) - found.count(None) > len(found) / 2
    return CUSTOMER_ID in names and (mostly or names.issuperset(("created_at", "updated_at", "stage_since")))
