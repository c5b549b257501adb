"""Who is meant by a code, a number or an address (CONTRACT 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from salescli.store.finding.asked import FROM_CHANNELS, LEAST_PHONE_DIGITS, Asked, Hit
from salescli.store.finding.keys import has_han

if TYPE_CHECKING:
    from salescli.store.base.book import Book

LEAST_WHOLE_NUMBER = 7  # digits of a number that may be dialled from abroad
LEAST_ADDRESS = 3  # characters of an e-mail address
_CODE = r"([A-Za-z])(\d{1,9})"


def is_code(text: str) -> bool:
    """Whether a text is a customer's code, or looks like one."""
    return re.fullmatch(_CODE, text) is not None


def by_code(asked: Asked) -> Iterator[Hit]:
    code = re.fullmatch(_CODE, asked.text)
    if code:
        db, sql = asked.book.db, "SELECT id, deleted_at, merged_into FROM customers WHERE "
        row = db.execute(sql + "code_letter = ? AND code_number = ?", (code[1].lower(), int(code[2]))).fetchone()
        while row and row["deleted_at"]:  # the code of one that was merged into another finds that other one
            row = db.execute(sql + "id = ?", (row["merged_into"],)).fetchone()
        if row:
            yield Hit(row["id"])


def by_record(asked: Asked) -> Iterator[Hit]:
    """Whose a record of another kind is, by its code: k7."""
    if is_code(asked.text):
        from salescli.store.records import declared

        meant = declared.by_code(asked.book, asked.text)
        if meant and meant.customer:
            yield Hit(meant.customer)


def by_phone(asked: Asked) -> list[Hit]:
    """By digits; a whole number before one that has it in it, an area code and what follows before digits within."""
    digits = digits_of(asked.text)
    if len(digits) < LEAST_PHONE_DIGITS:
        return []
    forms = as_in_keys(asked.book, asked.text, digits)
    test = " OR ".join(["instr(t.key, ?)"] * len(forms))
    sql = FROM_CHANNELS.replace("SELECT c.id, ch.contact_id AS contact", "SELECT c.id, ch.contact_id AS contact, ch.key")
    rows = asked.book.db.execute(f"{sql}ch.kind IN ('phone', 'mobile', 'fax') AND ch.rowid IN (SELECT t.rowid FROM channels t"
                                 f" WHERE {test}) ORDER BY c.code_number", forms).fetchall()  # fmt: skip
    hits = [Hit(row[0], row[1], _place_in_number(row[2], digits, forms)) for row in rows]
    best = min((hit.rank for hit in hits), default=0)
    return [hit._replace(rank=0) for hit in hits if hit.rank == best]


def _place_in_number(key: str, digits: str, forms: Sequence[str]) -> int:
    """0 for the number itself; for one that begins with 0, 1 where its area code is the number's; 2 for all others."""
    _, short, whole_number = forms
    if key.lstrip("+") == whole_number and len(digits) >= LEAST_WHOLE_NUMBER:
        return 0
    return 1 if digits != short and re.match(rf"\+\d{{1,3}}{short}", key) else 2


def as_in_keys(book: Book, text: str, digits: str) -> tuple[str, str, str]:
    """How a number that is looked for may stand in a key: as it is, without the 0 in front of national ones, in E.164."""
    from salescli.core.language.phones import phone_key

    short = digits.lstrip("0") if len(digits.lstrip("0")) >= LEAST_PHONE_DIGITS else digits
    whole = phone_key(text, book.country).lstrip("+") if len(digits) >= LEAST_WHOLE_NUMBER else digits
    return digits, short, whole or digits


def digits_of(text: str) -> str:
    """The digits of a text that is nothing but a number, however it is spaced; else nothing."""
    from salescli.core.language.phones import fold_digits

    if not any(map(str.isdigit, text)):
        return ""

    digits = re.sub(r"[\s()+\-./]", "", fold_digits(text))
    return digits if digits.isascii() and digits.isdigit() else ""


def by_address(asked: Asked) -> list[Hit]:
    """Part of an e-mail address, or a chat's name."""
    key = asked.key.replace(" ", "")
    if len(key) < LEAST_ADDRESS or has_han(key) or is_code(key):
        return []
    sql = (f"{FROM_CHANNELS}(ch.kind = 'email' OR (ch.kind = 'wechat' AND ch.key = ?))"
           " AND ch.rowid IN (SELECT t.rowid FROM channels t WHERE instr(t.key, ?)) ORDER BY c.code_number")  # fmt: skip
    return [Hit(*row) for row in asked.book.db.execute(sql, (key, key)).fetchall()]
