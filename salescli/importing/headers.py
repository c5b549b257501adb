"""The header dictionary: what a column's header, in any language and program's spelling, becomes in the book."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from salescli import files
from salescli.core.exchange.statuses import plain
from salescli.core.patterns import pattern
from salescli.core.records.fields import FIELDS, Field
from salescli.core.text import short

DICTIONARIES = ("headers/en.yaml", "headers/zh.yaml", "headers/other.yaml", "headers/programs.yaml")
STATUSES = "headers/stages.yaml"
NAME_PARTS = ("full", "given", "middle", "family", "prefix", "suffix")
ADDRESS_PARTS = ("address", "street", "extended", "box", "city", "province", "postcode", "country")
CHANNELS = {"phone", "mobile", "fax", "email", "wechat", "qq"}


_GROUPS = ("label", "pair", "birthday", "history", "next", "deal")
"""Targets of which each column is one part."""


class Target(NamedTuple):
    """What a column becomes.

    `part` is name, firm, is_firm (whether the name is a firm's), channel, address, label, pair (a value that its label
    names), field, tags, dated, id, person_id, birthday, history, next, deal, keep or drop. `record` is c or p where the
    header says whose it is, else nothing. `label` is a channel's label (office, home ...), an address's block (work, home,
    other, or its number), the way of a past contact (event), of a stage the field that keeps words that mean none (status),
    + for a further part of a text.
    """

    part: str
    name: str = ""
    record: str = ""
    label: str = ""

    def __str__(self) -> str:
        word = f"{self.part}.{self.name}" if self.part in _GROUPS else self.name or self.part
        word = {"full": "name", "firm": "company"}.get(word, word)
        whose = {"c": "customer.", "p": "contact."}.get(self.record, "")
        sign = "@" if self.part == "address" else "/"
        return f"{whose}{word}{sign + self.label if self.label not in ('', '#') else ''}"


KEEP = Target("keep")
DROP = Target("drop")
FIRM = Target("firm")
FULL = Target("name", "full")
GIVEN = Target("name", "given")


class Meaning(NamedTuple):
    """A header that was found: its targets, the first that is free counts, and the number in it (0: none)."""

    targets: tuple[Target, ...]
    number: int = 0


@cache
def normalised(header: str) -> str:
    """The header without case, width, spaces and signs; letters, digits and # are left."""
    text = header if header.isascii() else unicodedata.normalize("NFKC", header)
    return re.sub(r"[^\w#]|_", "", text.casefold())


def _channel(word: str, record: str) -> Target:
    kind, _, label = word.partition("/")
    kind, _, numbered = kind.partition("@")
    return Target("channel", kind, record, label or numbered)


def target(word: str) -> Target:
    """The target that a word of the dictionary names; KeyError where it names none."""
    record = ""
    for prefix, whose in (("firm.", "c"), ("customer.", "c"), ("contact.", "p")):
        if word.startswith(prefix):
            word, record = word[len(prefix) :], whose
    base, _, block = word.partition("@")
    group, _, rest = word.partition(".")
    if word in ("firm", "is_firm", "tags", "dated", "id", "person_id", "keep", "drop"):
        return Target(word)
    if group in _GROUPS and rest:
        name, _, label = rest.partition("/")
        return Target(group, name.rstrip("#"), "", label)
    if word in NAME_PARTS:
        return Target("name", word)
    if word == "stage/status":
        return Target("field", "stage", "c", "status")
    if re.split("[/@]", word)[0] in CHANNELS:
        return _channel(word, record)
    if base in ADDRESS_PARTS:
        return Target("address", base, record, block)
    found = _of_field(_FIELDS[word.removesuffix("+")], record)
    return found._replace(label="+") if word.endswith("+") else found


def _of_field(field: Field, record: str = "") -> Target:
    """A field of the model as a target: the same name in both records is whoever's the row is about."""
    if field.name == "name":
        return {"c": FIRM, "p": FULL}.get(record, FULL)
    if field.kind == "channel":
        return Target("channel", field.channel[0], record, field.channel[1])
    if field.name in ADDRESS_PARTS:
        return Target("address", field.name, record)
    whose = record if record and record in field.records else field.records if len(field.records) == 1 else ""
    return Target("field", field.name, whose)


_FIELDS = {field.name: field for field in FIELDS}
_WHOSE = {"c": ("customer", "客户", "客戶", "公司", "firm"), "p": ("contact", "联系人", "聯絡人", "person")}


def _model_headers() -> Iterable[tuple[str, tuple[Target, ...]]]:
    """Names and labels of our own fields, alone and with whose they are before them (as exports write them)."""
    for field in FIELDS:
        words = (field.name, *field.labels, *field.aliases)
        for word in words:
            if field.name != "name":
                yield normalised(word), (_of_field(field),)
            for record in field.records:
                for whose in _WHOSE[record]:
                    yield normalised(whose + word), (_of_field(field, record),)


def _headers_of(source: Mapping[str, Any]) -> Iterable[tuple[str, tuple[Target, ...]]]:
    for words, headers in source["columns"].items():
        targets = tuple(target(word) for word in words.split("|"))
        for header in headers:
            plain = header.removesuffix(SECOND)
            yield normalised(plain) + (SECOND if plain != header else ""), targets


def _file_headers(name: str) -> Iterable[tuple[str, tuple[Target, ...]]]:
    for source in files.load_data(name):
        if "when" not in source:
            yield from _headers_of(source)


SECOND = " [2]"
"""Behind a header of a program's form: the second column that has it."""


class Form(NamedTuple):
    """The form of a program's file: headers by which it is known, and what its columns become."""

    when: frozenset[str]
    columns: Mapping[str, tuple[Target, ...]]


def _forms() -> Iterable[Form]:
    for source in files.load_data(DICTIONARIES[-1]):
        for when in source.get("when", ()):
            yield Form(frozenset(map(normalised, when)), dict(_headers_of(source)))


@cache
def forms() -> tuple[Form, ...]:
    """All forms in which headers mean what they don't mean elsewhere."""
    return tuple(Form(frozenset(when), _with_targets(columns)) for when, columns in _kept()["forms"])


def of_form(header: Sequence[str]) -> dict[int, Meaning]:
    """By place, what the columns of a file are that is in a program's form; its first form goes before a later one."""
    keys = [normalised(_BARE.sub("", cell.strip())) for cell in header]
    have = frozenset(keys)
    columns = {key: targets for form in reversed(forms()) if form.when <= have for key, targets in form.columns.items()}
    found = {}
    for place, key in enumerate(keys if columns else ()):
        again = key + SECOND if key in keys[:place] else key
        word = next((word for word in (again, key, re.sub(r"\d+", "#", key)) if word in columns), "")
        if word:
            found[place] = Meaning(columns[word])
    return found


def _dictionary() -> dict[str, tuple[Target, ...]]:
    """The files come before the model, an earlier file before a later one."""
    found: dict[str, tuple[Target, ...]] = {}
    for headers in (*map(_file_headers, DICTIONARIES), _model_headers()):
        for header, targets in headers:
            found.setdefault(header, targets)
    return found


@cache
def dictionary() -> dict[str, tuple[Target, ...]]:
    """Normalised header → targets."""
    return _with_targets(_kept()["dictionary"])


def _statuses() -> dict[str, str]:
    found: dict[str, str] = {}
    for source in files.load_data(STATUSES):
        for stage, words in source["words"].items():
            for word in words:
                found.setdefault(plain(word), stage)
    return found


def status_words() -> dict[str, str]:
    """How other programs and people's lists write a stage: plain word → stage; an earlier source comes before a later one."""
    return _kept()["statuses"]  # type: ignore[no-any-return]


# --- as it is kept compiled -------------------------------------------------------------------------------------------

_MAKERS = ("importing/headers.py", "core/model.py", "core/records/customers.py", "core/records/contacts.py",
           "core/exchange/statuses.py")  # fmt: skip


@cache
def _kept() -> dict[str, Any]:
    sources = [files.PACKAGE / name for name in (*DICTIONARIES, STATUSES, *_MAKERS)]
    return files.kept("headers", sources, _compiled)  # type: ignore[no-any-return]


def _compiled() -> dict[str, Any]:
    """The dictionary, the forms and the words of stages; each column's targets by their place among all that there are."""
    places: dict[tuple[Target, ...], int] = {}

    def placed(columns: Mapping[str, tuple[Target, ...]]) -> dict[str, int]:
        return {header: places.setdefault(targets, len(places)) for header, targets in columns.items()}

    found = placed(_dictionary())
    known = [(sorted(form.when), placed(form.columns)) for form in _forms()]
    return {"dictionary": found, "forms": known, "statuses": _statuses(), "targets": list(places)}


@cache
def _targets() -> list[tuple[Target, ...]]:
    return [tuple(Target(*parts) for parts in targets) for targets in _kept()["targets"]]


def _with_targets(columns: Mapping[str, int]) -> dict[str, tuple[Target, ...]]:
    known = _targets()
    return {header: known[place] for header, place in columns.items()}


# --- looked up --------------------------------------------------------------------------------------------------------

_DAMAGED = "\ufffd"
_BARE = pattern(r"[(（\[【][^)）\]】]*[)）\]】]|[*＊]$")


@cache
def look_up(header: str) -> Meaning | None:
    """What the dictionary knows of a header: as it is, with its number as #, without its number, without its (…)."""
    known = dictionary()
    if _DAMAGED in header:
        return _look_up_damaged(header)
    bare = _BARE.sub("", header)
    for text in dict.fromkeys((header, bare)):
        key = normalised(text)
        if not key:
            continue
        digits = re.findall(r"\d+", key)
        number = int(digits[0][:4]) if digits else 0
        for attempt in (key, re.sub(r"\d+", "#", key), re.sub(r"\d+", "", key)):
            if attempt and (targets := known.get(attempt)):
                return Meaning(targets, 0 if attempt == key else number)
    return _look_up_of_customer(bare) or _look_up_of_child(bare) or _look_up_parts(bare)


_OF_CHILD = pattern(
    r"[^/]*(?:\bcontacts?\b|\bchild(?:ren|_ids)?\b|\bpersons?\b|\bpeople\b|联系人|聯絡人|ansprechpartner|担当者|\bcontactos?\b)"
    r"[^/]*/\s*(.+)", re.I
)  # fmt: skip


def _look_up_of_child(header: str) -> Meaning | None:
    """A column of people that a firm has: Child Contacts/Name."""
    found = _OF_CHILD.fullmatch(header)
    known = look_up(found[1]) if found else None
    return Meaning((FULL,)) if known and FULL in known.targets else known


_OF_CUSTOMER = pattern(
    r"^(?:客户|客戶|顾客|顧客|线索|線索|商机|商機)(?=.)"
    r"|^(?:customer|client|lead|deal|contact|opportunity|account)\s*[:-]?\s+",
    re.I,
)


def _look_up_of_customer(header: str) -> Meaning | None:
    """How far a customer is and when they are contacted, with whose it is in front: 客户跟进状态, Lead - Last contacted."""
    word = _OF_CUSTOMER.sub("", header, count=1)
    found = dictionary().get(normalised(word)) if word != header else None
    return Meaning(found) if found and (found[0].part in ("history", "next", "deal") or found[0].name == "stage") else None


_HAN = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_SEPARATED = pattern(rf"\s*[/／|\n]\s*|(?<=[{_HAN}\d])\s+(?=[^\W\d{_HAN}])|(?<=[^\s{_HAN}])\s+(?=[{_HAN}])")
_GLUED = pattern(rf"(?<=[{_HAN}])(?=[A-Za-z])|(?<=[A-Za-z])(?=[{_HAN}])")
_LETTER = pattern("[A-Za-z]")
_ABBREVIATION = pattern("[A-Z]{2,4}")


def _may_separate(char: str) -> bool:
    """Few cells hold such a character, and the sets of all Chinese ones take milliseconds to compile."""
    return char in "/／|" or char.isspace()


def _parts(header: str, between: re.Pattern[str]) -> list[str]:
    return [part for part in between.split(header) if part]


def _look_up_parts(header: str) -> Meaning | None:
    """A header in two languages, or of two words: 公司名称 Company, 姓名/Name, E-mail邮箱, Phone/Mobile.

    The first known part counts. Parts of one language, and parts with nothing between them (IP地址), must all be known.
    """
    parts = _parts(header, _SEPARATED) if any(map(_may_separate, header)) else [header]
    together = len(parts) < 2
    parts = _parts(header, _GLUED) if together and _LETTER.search(header) and not header.isascii() else parts
    if len(parts) != 2 or len(header) > 60:
        return None
    found = [look_up(part) for part in parts]
    if all(found):
        return found[0]
    bilingual = bool(re.search(f"[{_HAN}]", parts[0])) != bool(re.search(f"[{_HAN}]", parts[1]))
    if together or not bilingual or any(map(_ABBREVIATION.fullmatch, parts)):
        return None
    return next((Meaning(known.targets[:1], known.number) for known in found if known), None)


def _look_up_damaged(header: str) -> Meaning | None:
    """A header whose letters were lost to U+FFFD before it came to us: `Stra�e privat`."""
    key = re.sub(r"\d+", "", normalised(header.replace(_DAMAGED, "ZZFFFDZZ")))
    pattern = re.compile(key.replace("zzfffdzz", ".{0,2}"))
    digits = re.search(r"\d+", header.replace(_DAMAGED, ""))
    return next((Meaning(targets, int(digits[0]) if digits else 0)
                 for known, targets in dictionary().items() if pattern.fullmatch(known)), None)  # fmt: skip


def known_headers(cells: Iterable[str]) -> int:
    """How many different known headers are among the cells: the measure by which a header row is found."""
    return len({normalised(cell) for cell in cells if cell and len(cell) < 60 and look_up(cell.strip())})


MOST_NAMES = 30


def briefly(names: Iterable[str], between: str) -> str:
    """Names of columns in a message, shortened where they are long or many."""
    said = [short(name) for name in names if name.strip()]
    return between.join(said if len(said) <= MOST_NAMES else [*said[:MOST_NAMES], "…"])
