"""What stops `add`, and is asked before `contact add`: somebody certainly is in the book already (R2.2, CONTRACT 2)."""

from __future__ import annotations

from collections.abc import Sequence

from salescli.commands import asking
from salescli.core.errors import CannotDo
from salescli.core.text import Text, say
from salescli.run import Run
from salescli.store.twins import Twin


def stop_at(run: Run, twins: Sequence[Twin]) -> None:
    """Name the twins of a new customer and whose they are: a terminal may go on, elsewhere --anyway is for that."""
    if twins and not asking.can_ask(run):
        raise CannotDo("twin", hits=tuple(map(_line, twins)), code=twins[0].code)
    ask_about(run, twins)


def ask_about(run: Run, twins: Sequence[Twin]) -> list[Text]:
    """Whether a new person is entered all the same; where nobody can be asked, what there is to remark."""
    if not twins:
        return []
    from salescli.render import screen

    hits = tuple(map(_line, twins))
    if not asking.can_ask(run):
        return [say("done.twin", hits=hits)]
    if not screen.confirm(run.words(say("ask.anyway", hits=hits))):
        raise CannotDo("left_alone")
    return []


def _line(twin: Twin) -> Text:
    who = say("who.at" if twin.person and twin.person != twin.name else "who.code", **twin._asdict())
    whose = say("twin.owner", owner=twin.owner) if twin.owner else say("twin.no_owner")
    return say("twin.line", who=who, whose=whose, because=say(f"twin.{twin.why}"))
