"""What stops `add`, and is asked before `contact add`: somebody certainly is in the book already (R2.2, CONTRACT 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from salescli.commands import asking
from salescli.core.errors import CannotDo
from salescli.core.text import Text, say
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.matching import entry_check
from salescli.store.matching.entry_check import Twin


def twins_of(book: Book, values: Mapping[str, Any], *, at: str = "", anyway: bool) -> list[Twin]:
    """Those who certainly are somebody about to be entered, unless that is wanted `anyway`; the write looks again."""
    if anyway:
        return []
    found = entry_check.certain(book, values, at=at)
    book.rely(str(values["name"]), lambda: entry_check.certain(book, values, at=at) == found)
    return found


def stop_at(run: Run, found: Sequence[Twin]) -> None:
    """Name the twins of a new customer and whose they are: a terminal may go on, elsewhere --anyway is for that."""
    if found and not asking.can_ask(run):
        raise CannotDo("twin", hits=tuple(map(_line, found)), code=found[0].code)
    ask_about(run, found)


def ask_about(run: Run, found: Sequence[Twin]) -> list[Text]:
    """Whether a new person is entered all the same; where nobody can be asked, what there is to remark."""
    if not found:
        return []
    from salescli.render import screen

    hits = tuple(map(_line, found))
    if not asking.can_ask(run):
        return [say("done.twin", hits=hits)]
    if not screen.confirm(run.words(say("ask.anyway", hits=hits))):
        raise CannotDo("left_alone")
    return []


def _line(twin: Twin) -> Text:
    who = say("who.at" if twin.person and twin.person != twin.name else "who.code", **twin._asdict())
    whose = say("twin.owner", owner=twin.owner) if twin.owner else say("twin.no_owner")
    return say("twin.line", who=who, whose=whose, because=say(f"twin.{twin.why}"))
