"""WHO: which customer (and which person there) a rep means by a few letters (CONTRACT 2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from salescli.core.errors import CannotDo
from salescli.store.keys import fold, has_han, traditional
from salescli.store.pulse import COUNTS

if TYPE_CHECKING:
    from salescli.store.book import Book

ROW_DIGITS = 3  # a number of up to so many digits is a row of the list last shown
LEAST_PHONE_DIGITS = 4
LEAST_WHOLE_NUMBER = 7  # digits of a number that may be dialled from abroad
LEAST_INITIALS = 2
MOST_SHOWN = 20

_FROM = "SELECT c.id, NULL AS contact FROM customers c WHERE c.deleted_at IS NULL AND "
_FROM_CONTACTS = (
    "SELECT c.id, p.id AS contact FROM contacts p JOIN customers c ON c.id = p.customer_id"
    " WHERE c.deleted_at IS NULL AND p.deleted_at IS NULL AND "
)
_FROM_CHANNELS = (
    "SELECT c.id, ch.contact_id AS contact FROM channels ch JOIN customers c ON c.id = ch.customer_id"
    " LEFT JOIN contacts p ON p.id = ch.contact_id"
    " WHERE c.deleted_at IS NULL AND ch.deleted_at IS NULL AND p.deleted_at IS NULL AND "
)


class Found(NamedTuple):
    """A customer's id, and the id of the person by whom it was found, if any."""

    customer: str
    contact: str | None = None


def find(book: Book, text: str, last_list: Sequence[str] | None) -> list[Found]:
    """The hits of the first class that has any; `last_list` are ids of the list last shown, None if there is none."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) <= ROW_DIGITS:
        return _by_row(book, text, last_list)
    for look in (_by_code, _by_whole_name, _by_phone, _by_person, _by_pinyin, _by_part):
        found = list(look(book, text))
        if found:
            return found
    return []


def whole(book: Book, text: str) -> list[Found]:
    """Hits by code or whole name alone: what `delete`, `merge` and `forget` take (CONTRACT 2)."""
    return list(_by_code(book, text)) or list(_by_whole_name(book, text))


def people(book: Book, text: str) -> list[Found]:
    """Hits by a person's whole name, or surname and title."""
    return list(_by_person(book, text.strip()))


def person_by_id(book: Book, text: str) -> list[Found]:
    """The people whose id ends with the text (4 characters or more of it)."""
    tail = text.strip().lower().lstrip("#")
    if len(tail) < LEAST_PHONE_DIGITS or not all(char in "0123456789abcdef-" for char in tail):
        return []
    rows = book.db.execute(_FROM_CONTACTS + "substr(p.id, -length(?)) = ?", (tail, tail))
    return [Found(*row) for row in rows.fetchall()]


def _hits(rows: Iterable[Any]) -> Iterator[Found]:
    """One hit a customer, in the order of the rows; the person stays named only where it is one."""
    people: dict[str, set[str | None]] = {}
    for customer, contact in rows:
        people.setdefault(customer, set()).add(contact)
    for customer, found in people.items():
        yield Found(customer, next(iter(found)) if len(found) == 1 else None)


def _by_row(book: Book, text: str, last_list: Sequence[str] | None) -> list[Found]:
    place = int(text)
    if last_list is not None and 1 <= place <= len(last_list):
        customer = last_list[place - 1]
        if not book.db.execute(_FROM + "c.id = ?", (customer,)).fetchone():
            raise CannotDo("row_gone", row=place)
        return [Found(customer)]
    found = list(_by_whole_name(book, text))
    if found:
        return found
    raise CannotDo("row_no_list" if last_list is None else "row_not_there", row=place, rows=len(last_list or ()))


def _by_code(book: Book, text: str) -> Iterator[Found]:
    code = re.fullmatch(r"([A-Za-z])(\d{1,9})", text)
    if code:
        sql = "SELECT id, deleted_at, merged_into FROM customers WHERE "
        row = book.db.execute(sql + "code_letter = ? AND code_number = ?", (code[1].lower(), int(code[2]))).fetchone()
        while row and row["deleted_at"]:  # the code of one that was merged into another finds that other one
            row = book.db.execute(sql + "id = ?", (row["merged_into"],)).fetchone()
        if row:
            yield Found(row["id"])


def _by_whole_name(book: Book, text: str) -> Iterator[Found]:
    yield from _hits(book.db.execute(_FROM + "c.name_key = ? ORDER BY c.code_number", (fold(text),)))


def _by_phone(book: Book, text: str) -> Iterator[Found]:
    digits = _digits(text)
    if len(digits) >= LEAST_PHONE_DIGITS:
        where = " OR ".join(["instr(ch.key, ?)"] * 3)
        sql = f"{_FROM_CHANNELS}ch.kind IN ('phone', 'mobile', 'fax') AND ({where}) ORDER BY c.code_number"
        yield from _hits(book.db.execute(sql, _as_in_keys(book, text, digits)))


def _as_in_keys(book: Book, text: str, digits: str) -> tuple[str, str, str]:
    """How a number that is looked for may stand in a key: as it is, without the 0 in front of national ones, in E.164."""
    from salescli.core.phones import phone_key

    short = digits.lstrip("0") if len(digits.lstrip("0")) >= LEAST_PHONE_DIGITS else digits
    whole = phone_key(text, book.country).lstrip("+") if len(digits) >= LEAST_WHOLE_NUMBER else digits
    return digits, short, whole or digits


def _digits(text: str) -> str:
    """The digits of a text that is nothing but a number, however it is spaced; else nothing."""
    from salescli.core.phones import fold_digits

    if not any(map(str.isdigit, text)):
        return ""

    digits = re.sub(r"[\s()+\-./]", "", fold_digits(text))
    return digits if digits.isascii() and digits.isdigit() else ""


def _by_person(book: Book, text: str) -> Iterator[Found]:
    key = fold(text)
    found = list(_hits(book.db.execute(_FROM_CONTACTS + "p.name_key = ? ORDER BY c.code_number", (key,))))
    yield from found or _titled(book, key)


def _titled(book: Book, key: str) -> Iterator[Found]:
    """王总, Mr Wang: people of that family name whom the title fits, else those whose title nobody knows."""
    from salescli.core.names import title_fits, titled

    parts = titled(key)
    if not parts:
        return
    family, title = parts
    fitting, unknown = [], []
    for row in _of_family(book, family):
        job = fold(" ".join(filter(None, (row["title"], row["form_of_address"]))))
        if job and title_fits(title, job):
            fitting.append((row["customer_id"], row["id"], job))
        elif not job:
            unknown.append((row["customer_id"], row["id"]))
    # 王经理 is a 总经理 only where there is no plainer 经理
    plain = [hit for hit in fitting if title != "经理" or "总经理" not in hit[2]]
    yield from _hits([hit[:2] for hit in plain or fitting] or unknown)


def _of_family(book: Book, family: str) -> Iterator[Any]:
    from salescli.core.names import surname

    where, value = ("substr(p.name_key, 1, length(?)) = ?", family) if has_han(family) else ("1 OR ? = ?", family)
    rows = book.db.execute(
        "SELECT p.* FROM contacts p JOIN customers c ON c.id = p.customer_id"
        f" WHERE c.deleted_at IS NULL AND p.deleted_at IS NULL AND ({where}) ORDER BY c.code_number",
        (value, value),
    )
    for row in rows.fetchall():
        own = surname(row["name_key"])
        spoken = "".join(row["pinyin"].split(" ")[: len(own)]) if has_han(own) else ""
        if own == family or spoken == family.replace(" ", ""):
            yield row


def _by_pinyin(book: Book, text: str) -> Iterator[Found]:
    letters = "".join(fold(text).split())
    if not (letters.isascii() and letters.isalpha() and len(letters) >= LEAST_INITIALS):
        return
    where = "(instr(replace({t}.pinyin, ' ', ''), ?) OR substr({t}.initials, 1, ?) = ?) "
    for source, table in ((_FROM, "c"), (_FROM_CONTACTS, "p")):
        sql = (source + where + "ORDER BY c.code_number").replace("{t}", table)
        sql = sql.replace(" AS contact", f" AS contact, {table}.pinyin, {table}.initials, {table}.name_key")
        rows = book.db.execute(sql, (letters, len(letters), letters)).fetchall()
        found = list(_hits((row[0], row[1]) for row in rows if sounds(letters, row[2], row[3]) and has_han(row[4])))
        if found:
            yield from found
            return


def sounds(letters: str, pinyin: str, initials: str) -> bool:
    """Whether letters are the first of the initials, or pinyin from the beginning of some syllable on."""
    if initials.startswith(letters):
        return True
    syllables = pinyin.split(" ")
    return any("".join(syllables[start:]).startswith(letters) for start in range(len(syllables)))


def _by_part(book: Book, text: str) -> Iterator[Found]:
    key = fold(text)
    if not key:
        return
    found = list(_hits(book.db.execute(_FROM + "instr(c.name_key, ?) ORDER BY c.code_number", (key,))))
    yield from found or _hits(book.db.execute(_FROM_CONTACTS + "instr(p.name_key, ?) ORDER BY c.code_number", (key,)))


def near(book: Book, text: str, limit: int = 3) -> list[str]:
    """Names much like `text`, for "did you mean"."""
    from difflib import get_close_matches

    names = {row[0]: row[1] for row in book.db.execute("SELECT name_key, name FROM customers WHERE deleted_at IS NULL")}
    return [names[key] for key in get_close_matches(fold(text), names, n=limit, cutoff=0.5)]


def search(book: Book, text: str) -> Iterator[tuple[str, str, str]]:
    """(customer, where, what) for every place that has the text: `crm find` (CONTRACT 3)."""
    key = fold(text)
    digits = _digits(text)
    forms = dict(zip(("digits", "short", "whole"), _as_in_keys(book, text, digits), strict=True))
    wanted = {"key": key, "raw": text, "traditional": traditional(key), **forms}
    for hit in _by_pinyin(book, text):
        yield hit.customer, "pinyin", text
    for sql, where in _PLACES:
        for row in book.db.execute(sql, wanted).fetchall():
            yield row[0], where or row[2], row[1]


def _in(text: str) -> str:
    """SQL: a text that is kept as it was typed holds what is looked for, in simplified or traditional characters."""
    return f"(instr({text}, :raw) OR instr(lower({text}), :key) OR instr(lower({text}), :traditional))"


_ALIVE = "c.deleted_at IS NULL"
_OF = "JOIN customers c ON c.id = t.customer_id WHERE c.deleted_at IS NULL AND t.deleted_at IS NULL"
_PLACES = (
    (f"SELECT c.id, c.name FROM customers c WHERE {_ALIVE} AND instr(c.name_key, :key)", "name"),
    (f"SELECT c.id, t.name FROM contacts t {_OF} AND instr(t.name_key, :key)", "contact"),
    (f"SELECT c.id, t.value, t.kind FROM channels t {_OF} AND (instr(t.key, :key) OR (length(:digits) >= 4 AND"
     " (instr(t.key, :digits) OR instr(t.key, :short) OR instr(t.key, :whole))) OR instr(t.value, :raw))", ""),
    (f"SELECT c.id, text FROM interactions JOIN customers c ON c.id = customer_id WHERE {_ALIVE} AND {COUNTS} AND"
     f" {_in('text')}", "interaction"),
    (f"SELECT c.id, t.text FROM promises t {_OF} AND t.state = 'open' AND {_in('t.text')}", "promise"),
    (f"SELECT c.id, c.notes FROM customers c WHERE {_ALIVE} AND {_in('c.notes')}", "notes"),
    (f"SELECT c.id, t.notes FROM contacts t {_OF} AND {_in('t.notes')}", "notes"),
    (f"SELECT c.id, t.value, t.name FROM own t {_OF} AND {_in('t.value')}", ""),
    (f"SELECT c.id, t.tag FROM tags t {_OF} AND {_in('t.tag')}", "tag"),
    (f"SELECT c.id, c.address FROM customers c WHERE {_ALIVE} AND {_in('c.address')}", "address"),
)  # fmt: skip
