"""MECARD and BIZCARD lines, the text of a scanned contact QR code → cards."""

from __future__ import annotations

import re
from collections.abc import Iterator

from salescli.core.exchange.card import Skipped, read_day
from salescli.core.language.names import full_name
from salescli.core.text import say
from salescli.importing.channels import add_emails, add_phones
from salescli.importing.decoding import decode, printable
from salescli.importing.drafts import Draft, finish, is_page
from salescli.importing.reading import Options, Reading, RowRead

START = re.compile(r"\s*(MECARD|BIZCARD):", re.I)
_FIELD = re.compile(r"([A-Z]+):((?:\\.|[^;\\])*)(?:;|$)", re.I | re.S)
# BIZCARD's letters → MECARD's words
_BIZCARD = {"N": "GIVEN", "X": "FAMILY", "T": "TITLE", "C": "ORG", "A": "ADR", "B": "TEL", "M": "TEL", "F": "FAX",
            "E": "EMAIL"}  # fmt: skip


def read_mecards(data: bytes, options: Options) -> Reading:
    """One card a line; an entry's row is its line."""
    decoded = decode(data, encoding=options.encoding, country=options.country)
    lines = printable(decoded.text.replace("\ufffd", "?")).splitlines()

    def entries() -> Iterator[RowRead]:
        for row, line in enumerate(lines, 1):
            found = START.match(line)
            if found:
                yield _card(line[found.end() :], found[1].upper() == "BIZCARD", row, options.country)
            else:
                yield Skipped(row, say("row.before_header" if line.strip() else "row.blank"))

    return Reading(entries, "mecard", decoded.encoding, rows=len(lines))


def _card(text: str, biz: bool, row: int, country: str) -> RowRead:
    draft = Draft()
    parts: dict[str, str] = {}
    for word, raw in _FIELD.findall(text):
        word = _BIZCARD.get(word.upper(), word.upper()) if biz else word.upper()
        if not (value := _unescaped(raw)):
            continue
        if word in ("GIVEN", "FAMILY"):
            parts[word] = value
        elif word == "N":
            parts["FULL"] = _name(raw)
        else:
            _field(draft, word, value, country)
    draft.name = parts.get("FULL") or full_name(parts.get("FAMILY", ""), parts.get("GIVEN", ""))
    return finish(draft, row, (text,))


def _unescaped(raw: str) -> str:
    return re.sub(r"\\(.)", r"\1", raw).strip()


def _name(raw: str) -> str:
    """`Family,Given`, where the comma isn't escaped, else the whole name."""
    parts = re.split(r"(?<!\\),", raw, maxsplit=1)
    return full_name(*map(_unescaped, parts)) if len(parts) == 2 else _unescaped(raw)


def _field(draft: Draft, word: str, value: str, country: str) -> None:
    if word in ("TEL", "TEL-AV", "FAX"):
        add_phones(draft, value, "fax" if word == "FAX" else "phone", "", "", word, country)
    elif word == "EMAIL":
        add_emails(draft, value, "", "")
    elif word == "ORG":
        draft.firm = draft.firm or value
    elif word == "ADR":
        draft.places.setdefault("work", {"address": value.strip(", ")})
    elif word == "BDAY" and (day := read_day(value)):
        draft.either["birthday"] = day
    elif word in _TEXTS and (word != "URL" or is_page(value)):
        whose, field = _TEXTS[word]
        draft.put(draft.record(whose), field, value, word)
    elif word != "URL":
        draft.keep(word.capitalize(), value)


_TEXTS = {"TITLE": ("p", "title"), "URL": ("c", "home_page"), "NOTE": ("e", "notes"), "MEMO": ("e", "notes")}
