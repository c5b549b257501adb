"""Views: what a list was asked for, kept under a name and asked for again. Bookkeeping, which undo leaves alone."""

from __future__ import annotations

import json
from collections.abc import Mapping

from salescli.core.errors import CannotDo
from salescli.core.spelling import did_you_mean
from salescli.core.text import say
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.ranking import listing

Given = Mapping[str, str]
"""Options of a list by name, each maybe empty."""


def names(book: Book, noun: str = "") -> list[str]:
    """The views of a kind of record ("": customers)."""
    begin = _kept(noun, "")
    kept = (name.removeprefix(begin) for name, _ in listing.saved(book) if name.startswith(begin))
    return [name for name in kept if "\x1f" not in name]


def applied(book: Book, name: str, given: Given, noun: str = "") -> dict[str, str]:
    """What the view asks for, but for what is given beside it."""
    views = dict(listing.saved(book))
    known = tuple(names(book, noun))
    if name not in known:
        raise CannotDo("view_not_found", name=name, known=known or say("word.none"), near=did_you_mean(name, known))
    kept: dict[str, str] = json.loads(views[_kept(noun, name)])
    return {**dict.fromkeys(given, ""), **kept, **{key: value for key, value in given.items() if value}}


def keep(run: Run, name: str, given: Given, noun: str = "") -> None:
    """Keep what was asked for, and say so."""
    book = run.writable()
    with book.keeping(run.command):
        listing.save(book, _kept(noun, name), json.dumps(given, ensure_ascii=False))
    run.remark(say("done.view_saved", name=name, command=" ".join(filter(None, ("crm", noun, "list")))))


def _kept(noun: str, name: str) -> str:
    """The name under which a view is kept: no rep can type one that is another kind's."""
    return f"{noun}\x1f{name}" if noun else name
