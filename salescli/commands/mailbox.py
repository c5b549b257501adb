"""`crm import` of a box of e-mails: whose it is, and who of its people is in the book."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from salescli.core.errors import WrongUsage
from salescli.core.text import Text
from salescli.importing import Reading
from salescli.importing.mailboxes import HEAD, Opened, is_box
from salescli.importing.reading import Options
from salescli.run import Run
from salescli.store.base.book import Book

MINE = "mail.mine"
"""Under which the book keeps the rep's own addresses."""


def is_mailbox(path: Path) -> bool:
    """Whether a file holds e-mails, by how it begins; one that can't be opened is left to whoever reads it."""
    try:
        with path.open("rb") as file:
            return is_box(file.read(HEAD))
    except OSError:
        return False


def digest(opened: Opened) -> str:
    """The same for the same octets."""
    import hashlib

    found = hashlib.blake2b(digest_size=16)
    with opened() as file:
        while octets := file.read(1 << 20):
            found.update(octets)
    return found.hexdigest()


def said(mine: Sequence[str]) -> tuple[str, ...]:
    """The addresses of --me; `WrongUsage` for what is none."""
    for address in mine:
        if address.count("@") != 1 or address.startswith("@") or address.endswith("@"):
            raise WrongUsage("mail_me_wrong", value=address)
    return tuple(address.strip().lower() for address in mine)


def read(run: Run, opened: Opened, options: Options, mine: Sequence[str]) -> tuple[Reading, frozenset[str]]:
    """The people in the box, and the rep's own addresses. WrongUsage where nobody can tell which of them is the rep."""
    from salescli.importing.mails import Circle, Correspondent, read_mails
    from salescli.store.importing import correspondents

    @lru_cache(maxsize=10_000)
    def knows(address: str) -> Correspondent | None:
        found = correspondents.owner(run.book, address)
        return Correspondent(*found) if found else None

    @lru_cache(maxsize=1)
    def domains() -> dict[str, str]:
        return correspondents.firms_by_domain(run.book)

    circle = Circle(_mine(run, opened, options, mine), knows, lambda domain: domains().get(domain, ""))
    return read_mails(opened, options, circle), circle.mine


def _mine(run: Run, opened: Opened, options: Options, mine: Sequence[str]) -> frozenset[str]:
    """The rep's own addresses: those said now and before, else as the box tells, else as the person at the terminal says."""
    from salescli.importing.mails import owners

    if known := frozenset(mine or json.loads(run.book.meta(MINE, "[]"))):
        return known
    found, most = owners(opened, run.config.name, options.country)
    if found:
        return found
    from salescli.commands import asking
    from salescli.render import screen

    answer = screen.ask(run.words(Text("ask.argument.me"))).strip() if asking.can_ask(run) else ""
    if not answer:
        me = most[0] if most else "you@firm.com"
        raise WrongUsage("mail_whose", file=options.name, addresses=", ".join(most) or me, me=me)
    return frozenset(said((answer,)))


def remember(book: Book, mine: Sequence[str]) -> None:
    """Keep whose a box was for all boxes to come; what --me says now goes in place of what was known."""
    if mine:
        book.set_meta(MINE, json.dumps(sorted(mine)))
