"""WHO: which customer (and which person there) a rep means by a few letters (CONTRACT 2)."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from salescli.core.errors import CannotDo
from salescli.store.finding.keys import fold, has_han

if TYPE_CHECKING:
    from salescli.store.base.book import Book

ROW_DIGITS = 3  # a number of up to so many digits is a row of the list last shown
LEAST_PHONE_DIGITS = 4
LEAST_WHOLE_NUMBER = 7  # digits of a number that may be dialled from abroad
WHOLE_ID = 36  # characters
LEAST_INITIALS = 2
LEAST_ADDRESS = 3  # characters of an e-mail address
MOST_SHOWN = 20
MOST_ORDERED = 500  # hits that are worth being put in the order of their codes
RANK_OF_LEFT = 10  # behind all ranks of those who are there
_LEGAL_FORM = "(?:股份|控股|集团)?(?:有限)?(?:责任)?公司$"
_MAY_BE_SPOKEN = r"[^\W\d_]+(?:(?:[\s'’,-]|\.\s)+[^\W\d_]+)*\.?"
"""Words of letters alone; li.na is part of an address."""
_CODE = r"([A-Za-z])(\d{1,9})"

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
# the inner scan reads no more than an index where it asks for no more than name_key
_NAMES = (
    "SELECT c.id, NULL, c.name, c.name_key, c.pinyin, c.initials, '', '' FROM customers c"
    " WHERE c.deleted_at IS NULL AND c.rowid IN (SELECT t.rowid FROM customers t WHERE {where}) ORDER BY c.code_number",
    "SELECT c.id, p.id, p.name, p.name_key, p.pinyin, p.initials, p.title, p.form_of_address FROM contacts p"
    " JOIN customers c ON c.id = p.customer_id WHERE c.deleted_at IS NULL AND p.deleted_at IS NULL"
    " AND p.rowid IN (SELECT t.rowid FROM contacts t WHERE {where}) ORDER BY c.code_number, p.id",
)
SPOKEN = "(t.pinyin LIKE ? AND instr(replace(t.pinyin, ' ', ''), ?))"
"""SQL: pinyin holds letters, spaces aside. The pattern before it costs half, and is enough for nearly all."""
_BREAKS = "(?<=.)(?=[^aeiouv])|(?<=[aeiouv])(?=[aeiouv])"


def is_code(text: str) -> bool:
    """Whether a text is a customer's code, or looks like one."""
    return re.fullmatch(_CODE, text) is not None


def in_syllables(letters: str) -> tuple[str, str]:
    """The values for `SPOKEN`: where syllables may break - before a consonant, between vowels - and the letters."""
    return f"%{re.sub(_BREAKS, '%', letters)}%", letters


class Found(NamedTuple):
    """A customer's id, and the id of the person by whom it was found, if any."""

    customer: str
    contact: str | None = None


class Hit(NamedTuple):
    """One way in which a customer was found; `rank` 0 is likelier than 1."""

    customer: str
    contact: str | None = None
    rank: int = 0


class Name(NamedTuple):
    """A customer's name (`contact` is None), or a person's with job and form of address as they were given."""

    customer: str
    contact: str | None
    name: str
    key: str
    sound: str
    initials: str
    title: str | None
    address: str | None

    def hit(self, rank: int = 0) -> Hit:
        """Found by this name."""
        return Hit(self.customer, self.contact, rank)


class Asked:
    """What was typed, and the names that have it in them: one look through the book for all classes that ask for names."""

    def __init__(self, book: Book, text: str, at: str = "") -> None:
        self.book = book
        self.text = text
        self.key = fold(text)
        self.at = at  # the one customer whose people are asked for

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """What may be pinyin, without spaces, in either order of its words; nothing for Chinese characters and numbers."""
        from salescli.core.language.called import orders

        if has_han(self.key) or not re.fullmatch(_MAY_BE_SPOKEN, self.key):
            return ()
        return tuple(each for each in orders(self.key) if len(each) >= LEAST_INITIALS)

    @cached_property
    def names(self) -> list[Name]:
        """Names that hold the text as it is written, or spoken from any letter on, or that have these initials."""
        tests, values = ["instr(t.name_key, ?)"], [self.key]
        for each in self.letters:
            tests.append(SPOKEN)
            values += in_syllables(each)
        if self.letters:
            tests.append("instr(t.initials, ?)")
            values.append(self.letters[0])
        return list(self.among(" OR ".join(tests), values)) if self.key else []

    def among(self, where: str, values: Sequence[object]) -> Iterator[Name]:
        """The names of customers, then of people, that meet a condition on `t`, in the order of the customers' codes."""
        for sql in _NAMES:
            rows = self.book.db.execute(sql.format(where=where), values).fetchall()
            yield from (Name(*row) for row in rows if not self.at or row[0] == self.at)


def find(book: Book, text: str, last_list: Sequence[str] | None) -> list[Found]:
    """The hits of the first class that has any; `last_list` are ids of the list last shown, None if there is none."""
    text = unicodedata.normalize("NFKC", text).strip()
    if text.isascii() and text.isdigit() and len(text) <= ROW_DIGITS:
        return _by_row(book, text, last_list)
    asked = Asked(book, text)
    for look in CLASSES:
        hits = list(look(asked))
        if hits:
            return _merged(book, _there_first(asked, hits, by_name=look in (_by_whole_name, _by_person)))
    return []


def _there_first(asked: Asked, hits: Sequence[Hit], *, by_name: bool) -> list[Hit]:
    """Who has left comes last; by a name that is more than a family name, only where nobody who is there bears it."""
    people = [hit.contact for hit in hits if hit.contact]
    sql = "SELECT id FROM contacts WHERE left IS NOT NULL AND id IN (SELECT value FROM json_each(?))"
    left = {row[0] for row in asked.book.db.execute(sql, (json.dumps(people),))} if people else ()
    if not left:
        return list(hits)
    from salescli.core.language.called import is_bare

    there = [hit for hit in hits if hit.contact not in left]
    if by_name and not is_bare(asked.key) and any(hit.contact for hit in there):
        return there
    return there + [hit._replace(rank=hit.rank + RANK_OF_LEFT) for hit in hits if hit.contact in left]


def whole(book: Book, text: str) -> list[Found]:
    """Hits by code or whole name of a customer alone: what `delete`, `merge` and `forget` take (CONTRACT 2)."""
    asked = Asked(book, unicodedata.normalize("NFKC", text).strip())
    return [Found(hit.customer) for hit in (*_by_code(asked),) or (*_called_so(asked),)]


def people(book: Book, text: str, at: str = "") -> list[Found]:
    """Everybody who may be meant, at a customer or anywhere: by name, surname, title, sound or part of the name."""
    asked = Asked(book, unicodedata.normalize("NFKC", text).strip(), at)
    for look in (_by_person, _by_sound, _by_part, _by_familiar):
        found = [Found(hit.customer, hit.contact) for hit in look(asked) if hit.contact and at in ("", hit.customer)]
        if found:
            return list(dict.fromkeys(found))
    return []


def person_by_id(book: Book, text: str) -> list[Found]:
    """The people whose id ends with what follows # (4 characters or more of it), or whose whole id the text is.

    Without # the end of an id may be a name: Dade, Fabe.
    """
    typed = unicodedata.normalize("NFKC", text).strip().lower()
    tail = typed.removeprefix("#")
    if len(tail) < (LEAST_PHONE_DIGITS if tail != typed else WHOLE_ID) or not all(char in "0123456789abcdef-" for char in tail):
        return []
    rows = book.db.execute(_FROM_CONTACTS + "substr(p.id, -length(?)) = ?", (tail, tail))
    return [Found(*row) for row in rows.fetchall()]


def is_there(book: Book, person: Found) -> bool:
    """Whether a person is at the customer where they were found."""
    return book.db.execute(_FROM_CONTACTS + "c.id = ? AND p.id = ?", person).fetchone() is not None


def _merged(book: Book, hits: Iterable[Hit]) -> list[Found]:
    """One of each customer, likeliest first, then by code; the person stays named only where it is one."""
    ranks: dict[str, int] = {}
    contacts: dict[str, set[str | None]] = {}
    for customer, contact, rank in hits:
        ranks[customer] = min(rank, ranks.get(customer, rank))
        contacts.setdefault(customer, set()).add(contact)
    found = [Found(customer, next(iter(who)) if len(who) == 1 else None) for customer, who in contacts.items()]
    numbers = _numbers(book, ranks) if 1 < len(found) <= MOST_ORDERED else {}
    return sorted(found, key=lambda each: (ranks[each.customer], numbers.get(each.customer, 0)))


def _numbers(book: Book, customers: Iterable[str]) -> dict[str, int]:
    """The numbers of the customers' codes."""
    ids = tuple(customers)
    sql = "SELECT id, code_number FROM customers WHERE id IN "
    return dict(book.db.execute(f"{sql}({','.join('?' * len(ids))})", ids).fetchall())


def _by_row(book: Book, text: str, last_list: Sequence[str] | None) -> list[Found]:
    place = int(text)
    if last_list is not None and 1 <= place <= len(last_list):
        customer = last_list[place - 1]
        if not book.db.execute(_FROM + "c.id = ?", (customer,)).fetchone():
            raise CannotDo("row_gone", row=place)
        return [Found(customer)]
    hits = list(_by_whole_name(Asked(book, text)))
    if hits:
        return _merged(book, hits)
    raise CannotDo("row_no_list" if last_list is None else "row_not_there", row=place, n=len(last_list or ()))


def _by_code(asked: Asked) -> Iterator[Hit]:
    code = re.fullmatch(_CODE, asked.text)
    if code:
        db, sql = asked.book.db, "SELECT id, deleted_at, merged_into FROM customers WHERE "
        row = db.execute(sql + "code_letter = ? AND code_number = ?", (code[1].lower(), int(code[2]))).fetchone()
        while row and row["deleted_at"]:  # the code of one that was merged into another finds that other one
            row = db.execute(sql + "id = ?", (row["merged_into"],)).fetchone()
        if row:
            yield Hit(row["id"])


def _called_so(asked: Asked) -> list[Hit]:
    """Customers of this whole name."""
    rows = asked.book.db.execute(_FROM + "c.name_key = ? ORDER BY c.code_number", (asked.key,)).fetchall()
    return [Hit(*row) for row in rows]


def _by_whole_name(asked: Asked) -> list[Hit]:
    """Customers of this whole name; where it is a person's, their one contact of it, and all who bear it elsewhere too."""
    found = _called_so(asked)
    if not found:
        return []
    from salescli.core.language.names import looks_like_person

    namesakes = _named(asked, (asked.key,)) if looks_like_person(asked.key) else []
    persons = {hit.customer for hit in namesakes}
    return [hit for hit in found if hit.customer not in persons] + namesakes


def _by_phone(asked: Asked) -> list[Hit]:
    """By digits; a whole number before one that has it in it, an area code and what follows before digits within."""
    digits = digits_of(asked.text)
    if len(digits) < LEAST_PHONE_DIGITS:
        return []
    forms = as_in_keys(asked.book, asked.text, digits)
    test = " OR ".join(["instr(t.key, ?)"] * len(forms))
    sql = _FROM_CHANNELS.replace("SELECT c.id, ch.contact_id AS contact", "SELECT c.id, ch.contact_id AS contact, ch.key")
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


def _by_person(asked: Asked) -> list[Hit]:
    """By a whole name in either order, a family name and a title, or a family name alone and whatever firm has it."""
    from salescli.core.language.called import is_bare

    if is_bare(asked.key):
        return _bearers(asked)
    named = _named(asked, _spellings(asked.key))
    return list(dict.fromkeys([*named, *titled(asked)])) if _is_polite(asked.key) else named or titled(asked)


def _is_polite(key: str) -> bool:
    """Whether a name is a family name and a polite title, as 陈总 is: besides one recorded so, others may be called so."""
    from salescli.core.language.called import called, courteous

    meant = called(key)
    return meant is not None and courteous(meant.title)


def _spellings(key: str) -> tuple[str, ...]:
    """A whole name as it may be kept: Emma Clarke, Clarke Emma, Clarke, Emma."""
    parts = key.replace(",", " ").split()
    if len(parts) < 2 or has_han(key):  # 王 建国
        return tuple(dict.fromkeys((key, key.replace(" ", ""))))
    turned = [" ".join(parts), " ".join([parts[-1], *parts[:-1]]), " ".join([*parts[1:], parts[0]])]
    commas = [f"{parts[-1]}, {' '.join(parts[:-1])}", f"{parts[0]}, {' '.join(parts[1:])}"]
    return tuple(dict.fromkeys((key, *turned, *commas)))


def _named(asked: Asked, spellings: Sequence[str]) -> list[Hit]:
    marks = ",".join("?" * len(spellings))
    sql = f"{_FROM_CONTACTS}p.name_key IN ({marks}) ORDER BY c.code_number"
    rows = asked.book.db.execute(sql, spellings).fetchall()
    return [Hit(*row) for row in rows if not asked.at or row[0] == asked.at]


def _bearers(asked: Asked) -> list[Hit]:
    """Everybody of this family name, and every firm whose name has it (CONTRACT 2); nobody where no person bears it."""
    from salescli.core.language.called import families, words

    wanted = {asked.key, *words(asked.key)}
    bearing = [name for name in asked.names if name.contact and wanted & {name.key, *families(name.key, name.sound)}]
    having = [name for name in asked.names if not name.contact and _has(name, wanted)]
    return [name.hit() for name in bearing] + [name.hit(1) for name in having] if bearing else []


def _has(name: Name, wanted: Iterable[str]) -> bool:
    """Whether a firm has a family name in its own: as it is written, or as a whole word or one or two whole syllables."""
    syllables = name.sound.split(" ")
    runs = {"".join(syllables[start:end]) for start in range(len(syllables)) for end in range(start + 1, start + 3)}
    return any(each in runs or (not each.isascii() and each in name.key) for each in wanted)


def titled(asked: Asked) -> list[Hit]:
    """王总, Mr Wang: people of that name, those first who bear that very title - and they alone where it tells apart."""
    from salescli.core.language.called import called

    meant = called(asked.key)
    return _bearing(asked, *meant) if meant else []


def _bearing(asked: Asked, name: str, title: str, *, worst: int = 3) -> list[Hit]:
    from salescli.core.language.called import bears, called, courteous, decides

    fits: dict[int, list[tuple[Name, str]]] = {0: [], 1: [], 2: [], 3: []}
    for person in _people_called(asked, name):
        job, address = fold(person.title or ""), fold(person.address or "")
        if recorded := called(person.key):  # 陈总 is all that is known of the name
            address = f"{address} {recorded.title}".strip()
        fits[bears(title, job, address)].append((person, job))
    if title == "经理":  # 王经理 is a 总经理 only where there is no plainer 经理
        fits[0] = [each for each in fits[0] if "总经理" not in each[1]] or fits[0]
    if fits[0] and decides(title):
        worst = min(worst, int(courteous(title)))  # who has no title on record may be called 总; who has another isn't
    likely = [person.hit(rank) for rank in (0, 1, 2) if rank <= worst for person, _ in fits[rank]]
    return likely or [person.hit() for person, _ in fits[3] if worst == 3]


def _people_called(asked: Asked, name: str) -> Iterator[Name]:
    """People, and customers that are a person without contacts, who may be called by this name."""
    from salescli.core.language.called import is_called, words
    from salescli.core.language.names import is_eastern, looks_like_person

    longest = max(words(name), key=len, default="")
    eastern = is_eastern(name)
    test, values = ("instr(t.name_key, ?)", (name,)) if eastern else (SPOKEN, in_syllables(longest))
    for each in asked.among(test, values) if longest else ():
        if is_called(name, each.key, each.sound) and (each.contact or (looks_like_person(each.key) and _alone(asked.book, each))):
            yield each


def _alone(book: Book, name: Name) -> bool:
    """Whether a customer has no contacts."""
    sql = "SELECT 1 FROM contacts WHERE customer_id = ? AND deleted_at IS NULL"
    return book.db.execute(sql, (name.customer,)).fetchone() is None


def _by_sound(asked: Asked) -> list[Hit]:
    """Pinyin from the beginning of some syllable on, or initials; beside them names in letters that begin so.

    wang dong may be 王东 or 王董: who bears the title is there beside him, and alone where nobody is named so.
    """
    if not asked.letters:
        return []
    from salescli.core.language.called import said

    spoken = [name for name in asked.names if has_han(name.key) and any(sounds(each, name.sound, name.initials)
                                                                        for each in asked.letters)]  # fmt: skip
    known = set(spoken)
    within = [name for name in asked.names if name not in known and initialled(name, asked)]
    titled = said(asked.key)
    if not spoken and not within:
        return _bearing(asked, *titled) if titled and not any(_holds(name, asked) for name in asked.names) else []
    written = [name for name in asked.names if not has_han(name.key) and any(sounds(each, name.sound, "")
                                                                             for each in asked.letters)]  # fmt: skip
    very = _bearing(asked, *titled, worst=0) if titled else []
    told = [name for name in spoken if _before_legal_form(name, asked.letters)]
    return [*(name.hit(_rank(name, asked.letters)) for name in (*(told or spoken), *written)), *very,
            *(name.hit(2) for name in within)]  # fmt: skip


def initialled(name: Name, asked: Asked) -> bool:
    """Whether a firm's own name has the initials behind its first: hx in 佛山市华星食品, but not gs in all that is 公司."""
    legal = re.search(_LEGAL_FORM, name.key)
    own = name.initials[: -len(legal[0])] if legal else name.initials
    return not name.contact and has_han(name.key) and any(each in own for each in asked.letters)


def _before_legal_form(name: Name, letters: Sequence[str]) -> bool:
    """Whether a firm has the sound in its own name: xian is 西安 or 先锋 before it is 有限公司, which nearly all are."""
    legal = re.search(_LEGAL_FORM, name.key)
    own = " ".join(name.sound.split(" ")[: -len(legal[0])]) if legal else name.sound
    return any(sounds(each, own, name.initials) for each in letters)


def _rank(name: Name, letters: Sequence[str]) -> int:
    return int(name.sound.replace(" ", "") not in letters)


def sounds(letters: str, pinyin: str, initials: str) -> bool:
    """Whether letters are the first of the initials, or pinyin from the beginning of some syllable on."""
    if initials.startswith(letters):
        return True
    syllables = pinyin.split(" ")
    return any("".join(syllables[start:]).startswith(letters) for start in range(len(syllables)))


def _by_part(asked: Asked) -> list[Hit]:
    """Part of a customer's or a person's name; of one in letters, whatever the accents and the order of its words."""
    return [name.hit(int(not name.key.startswith(asked.key))) for name in asked.names if _holds(name, asked)]


def _holds(name: Name, asked: Asked) -> bool:
    if asked.key in name.key:
        return True
    return not has_han(name.key) and any(each in name.sound.replace(" ", "") for each in asked.letters)


def _by_address(asked: Asked) -> list[Hit]:
    """Part of an e-mail address, or a chat's name."""
    key = asked.key.replace(" ", "")
    if len(key) < LEAST_ADDRESS or has_han(key) or is_code(key):
        return []
    sql = (f"{_FROM_CHANNELS}(ch.kind = 'email' OR (ch.kind = 'wechat' AND ch.key = ?))"
           " AND ch.rowid IN (SELECT t.rowid FROM channels t WHERE instr(t.key, ?)) ORDER BY c.code_number")  # fmt: skip
    return [Hit(*row) for row in asked.book.db.execute(sql, (key, key)).fetchall()]


def _by_words(asked: Asked) -> list[Hit]:
    """Several words, all of which the customer or its people have, in names, places, titles, tags, numbers, addresses."""
    from salescli.store.finding.words import split, with_all

    if "." in asked.key and " " not in asked.key:  # wang.jianguo, where it is no address
        return _by_sound(Asked(asked.book, asked.key.replace(".", " ")))
    parts = split(asked.key)
    return with_all(asked.book, parts) if len(parts) > 1 else []


def _by_familiar(asked: Asked) -> list[Hit]:
    """小王, 老陈: everybody of the family name."""
    from salescli.core.language.called import familiar

    family = familiar(asked.key)
    return [name.hit() for name in _people_called(asked, family)] if family else []


CLASSES: tuple[Callable[[Asked], Iterable[Hit]], ...] = (
    _by_code, _by_whole_name, _by_phone, _by_person, _by_sound, _by_part, _by_address, _by_words, _by_familiar,
)  # fmt: skip
"""In this order: the first with a hit decides (CONTRACT 2)."""
BY_WORD = (_by_phone, _by_person, _by_sound, _by_part, _by_address)
"""What one of several words may find, all of it."""
