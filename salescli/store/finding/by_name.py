"""Who is meant by a name: whole, by family name and title, spoken, or part of it (CONTRACT 2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from salescli.store.finding.asked import FROM, FROM_CONTACTS, SPOKEN, Asked, Hit, Name, in_syllables
from salescli.store.finding.keys import fold, has_han

if TYPE_CHECKING:
    from salescli.store.base.book import Book

_LEGAL_FORM = "(?:股份|控股|集团)?(?:有限)?(?:责任)?公司$"


def called_so(asked: Asked) -> list[Hit]:
    """Customers of this whole name."""
    rows = asked.book.db.execute(FROM + "c.name_key = ? ORDER BY c.code_number", (asked.key,)).fetchall()
    return [Hit(*row) for row in rows]


def by_whole_name(asked: Asked) -> list[Hit]:
    """Customers of this whole name; where it is a person's, their one contact of it, and all who bear it elsewhere too."""
    found = called_so(asked)
    if not found:
        return []
    from salescli.core.language.names import looks_like_person

    namesakes = _named(asked, (asked.key,)) if looks_like_person(asked.key) else []
    persons = {hit.customer for hit in namesakes}
    return [hit for hit in found if hit.customer not in persons] + namesakes


def by_person(asked: Asked) -> list[Hit]:
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
    sql = f"{FROM_CONTACTS}p.name_key IN ({marks}) ORDER BY c.code_number"
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


def by_sound(asked: Asked) -> list[Hit]:
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


def by_part(asked: Asked) -> list[Hit]:
    """Part of a customer's or a person's name; of one in letters, whatever the accents and the order of its words."""
    return [name.hit(int(not name.key.startswith(asked.key))) for name in asked.names if _holds(name, asked)]


def _holds(name: Name, asked: Asked) -> bool:
    if asked.key in name.key:
        return True
    return not has_han(name.key) and any(each in name.sound.replace(" ", "") for each in asked.letters)


def by_familiar(asked: Asked) -> list[Hit]:
    """小王, 老陈: everybody of the family name."""
    from salescli.core.language.called import familiar

    family = familiar(asked.key)
    return [name.hit() for name in _people_called(asked, family)] if family else []
