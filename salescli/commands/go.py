"""`crm go`: through today's list in a terminal, a row at a time: brief, call, one key for what happened, a note, the next day."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import typer

from salescli.commands import asking
from salescli.commands.brief import briefing
from salescli.commands.call_list import show_list
from salescli.core.errors import CannotDo, CrmError
from salescli.core.text import Text, say
from salescli.run import Run
from salescli.store.records import view

NOT_REACHED = "no_answer"
NONE = ("-", "0", "no", "不", "无", "無")
"""What declines the day that a note offers."""


def go_command(
    ctx: typer.Context,
    n: int | None = typer.Option(None, "-n", "--number", min=1, metavar="N"),
) -> None:
    run: Run = ctx.obj
    from salescli.render import screen

    if not asking.can_ask(run) or not screen.is_terminal() or not run.for_a_person:
        raise CannotDo("go_no_terminal")
    Walk(run, show_list(run, n)).through()


class Walk:
    """The rows of a list from the first on; each step is a command of its own, written at once, which undo takes back."""

    def __init__(self, run: Run, ids: Sequence[str]) -> None:
        self.run = run
        self.ids = ids
        self.at = 0
        self.code = ""
        self.logged: list[int] = []

    def through(self) -> None:
        """Row after row until the end, or until the rep has enough."""
        while 0 <= self.at < len(self.ids):
            if not self._row():
                break
        left = len(self.ids) - len({*self.logged})
        if self.ids:
            self.run.remark(say("go.end", n=len({*self.logged}), left=left))

    def _row(self) -> bool:
        """One customer: shown, then a key. Returns whether to go on."""
        run, who = self.run, self.ids[self.at]
        self.code = view.code(run.book, who)
        run.remark(say("go.place", at=self.at + 1, n=len(self.ids)))
        run.show(briefing(run, run.book, who))
        while True:
            key = self._key()
            if key in ("q", "Q"):
                return False
            done = self._logged(key) if key == "" or key in self._outcomes() else self._other(key)
            if done:
                return True

    def _outcomes(self) -> dict[str, str]:
        return {**asking.KEYS, "0": "info", "": "answered"}

    def _key(self) -> str:
        from salescli.render import screen

        keys = tuple(Text("ask.outcome.key", {"key": key, "outcome": say(f"outcome.{name}")})
                     for key, name in self._outcomes().items() if key)  # fmt: skip
        self.run.remark(say("ask.outcome", usual=say("outcome.answered"), keys=keys))
        self.run.remark(say("go.keys"))
        return screen.one_key(self.run.words(say("go.key", code=self.code)))

    # ---------------------------------------------------------------- what happened

    def _logged(self, key: str) -> bool:
        """Log the outcome with a note and the next day; Ctrl-C at either leaves the row as it was."""
        outcome = self._outcomes()[key]
        try:
            note = self._asked("go.note")
            when = self._next(note) if outcome != NOT_REACHED else ""
        except KeyboardInterrupt:
            self.run.remark(say("go.nothing"))
            return False
        text = note or self.run.words(say(f"outcome.{outcome}"))
        line = ["log", self.code, "--outcome", outcome, *(["--next", when] if when else []), "--", text]
        if not self._done(line):
            return False
        self.logged.append(self.at)
        self.at += 1
        return True

    def _asked(self, key: str, default: str = "") -> str:
        from salescli.render import screen

        return asking.limited("text", screen.ask(self.run.words(say(key)), default).strip())

    def _next(self, note: str) -> str:
        """The next contact as it is typed: a day that can be read, that which the note names, or nothing."""
        offered = self._offered(note)
        while True:
            text = self._asked("go.next", offered)
            if not text or text.casefold() in NONE:
                return ""
            if self._said(lambda: asking.when(self.run, text, "forward")):  # noqa: B023
                return text

    def _offered(self, note: str) -> str:
        from salescli.core.language.notes import read_note

        when = read_note(note, self.run.lexicon, self.run.now, self.run.country).when if note else None
        if when is None:
            return ""
        return f"{when.day} {when.time:%H:%M}" if when.time else str(when.day)

    # ---------------------------------------------------------------- other keys

    def _other(self, key: str) -> bool:
        """Skip, back, snooze, undo, why, all of the customer; another key says what there is. Returns whether the row is left."""
        if key in ("s", "S", " "):
            self.at += 1
        elif key in ("b", "B"):
            self.at = max(0, self.at - 1)
        elif key in ("u", "U"):
            return self._undone()
        elif key in ("z", "Z"):
            return self._snoozed()
        else:
            looks = {"w": ["why", self.code], "o": ["show", self.code]}
            if key.lower() in looks:
                self._done(looks[key.lower()])
            return False
        return True

    def _undone(self) -> bool:
        """Take the last step back, and go where it was made."""
        if not self.logged:
            self.run.remark(say("go.no_undo"))
            return False
        if self._done(["undo"]):
            self.at = self.logged.pop()
            return True
        return False

    def _snoozed(self) -> bool:
        try:
            when = self._asked("go.snooze")
        except KeyboardInterrupt:
            return False
        if when and self._done(["snooze", self.code, *when.split()]):
            self.logged.append(self.at)
            self.at += 1
            return True
        return False

    def _done(self, line: Sequence[str]) -> bool:
        """Carry out a command line; what is wrong with it is said, and the list goes on."""
        return self._said(lambda: self.run.perform(line))

    def _said(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except CrmError as error:
            self.run.remark(say("error.line", message=Text(f"error.{error.key}", error.params)))
            if self.run.words.has(f"hint.{error.key}"):
                self.run.remark(Text(f"hint.{error.key}", error.params))
            return False
        finally:
            self.run.say_mentions()
        return True
