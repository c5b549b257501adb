"""What a note says beside its outcome, offered as commands: told, or in a terminal taken by one key (CONTRACT 4)."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import typer

from salescli.commands import asking
from salescli.core.dates import When
from salescli.core.language.notes import Note
from salescli.core.language.sums import Amount
from salescli.core.reports import Value
from salescli.core.text import Text, say
from salescli.run import Run
from salescli.store import customers, story, view, who
from salescli.store.book import Book

MOST_ASKED = 9
"""So many can be chosen from by one key."""


class Offer(NamedTuple):
    """One thing to take: its kind and value as CONTRACT 4 has them, where it was read, and the words of the command."""

    kind: str
    value: Value
    text: str
    words: tuple[str, ...]

    @property
    def command(self) -> str:
        """What to type."""
        return f"crm {shlex.join(self.words)}"

    @property
    def data(self) -> dict[str, Value]:
        """The offer in JSON (CONTRACT 4)."""
        return {"kind": self.kind, "value": self.value, "text": self.text, "command": self.command}


def offers(
    run: Run, book: Book, customer: str, contact: str | None, note: Note, *, outcome: bool, day: bool
) -> list[Offer]:
    """What a note offers about a customer; `outcome`, `day`: whether these are still open."""
    code = view.code(book, customer)
    found = [_outcome(code, key, note) for key in note.heard.likely] if outcome else []
    if day and note.when and not _is_promised(book, customer, note.when):
        found.append(_promise(run, code, note))
    if note.amount:
        found.append(_amount(run, code, note, note.amount))
    found += _numbers(book, customer, contact, code, note)
    return [*found, *_people(run, book, customer, code, note)]


def remarks(run: Run, found: Sequence[Offer]) -> list[Text]:
    """A line each, where nobody is asked."""
    if _is_asked(run):
        return []
    return [say("suggest.line", what=_what(one), command=one.command) for one in found]


def ask(ctx: typer.Context, found: Sequence[Offer], take: Callable[[Offer], None]) -> None:
    """In a terminal: which of these to take, one key each, until Enter."""
    from salescli.render import screen

    run: Run = ctx.obj
    left = list(found[:MOST_ASKED]) if _is_asked(run) else []
    while left:
        for number, one in enumerate(left, 1):
            screen.remark(f"{number:>3}  {run.words(_what(one))}")
        key = screen.key_or_line(run.words(say("suggest.ask")), [str(number) for number in range(1, len(left) + 1)])
        if not (key.isdecimal() and 1 <= int(key) <= len(left)):
            return
        taken = left.pop(int(key) - 1)
        take(taken)
        left = [one for one in left if one.kind != "outcome" or taken.kind != "outcome"]


def _is_asked(run: Run) -> bool:
    return run.config.suggest == "ask" and run.form in ("table", "plain") and asking.can_ask(run)


def _what(one: Offer) -> Text:
    value = say(f"outcome.{one.value}") if one.kind == "outcome" else one.value
    return say(f"suggest.{one.kind}", value=value, text=one.text)


# ---------------------------------------------------------------- the kinds


def _outcome(code: str, key: str, note: Note) -> Offer:
    return Offer("outcome", key, note.text, ("log", code, "--correct", "last", "--outcome", key))


def _is_promised(book: Book, customer: str, when: When) -> bool:
    return any(row["day"] == when.day.isoformat() for row in story.open_promises(book, customer))


def _promise(run: Run, code: str, note: Note) -> Offer:
    when = note.when
    assert when is not None
    typed = f"{when.day} {when.time:%H:%M}" if when.time else str(when.day)
    value: date | datetime = run.at(when.day, f"{when.time:%H:%M}" if when.time else "")
    dashes = ("--",) if note.step.startswith("-") else ()
    return Offer("promise", value, note.step, ("next", code, typed, *dashes, note.step))


def _amount(run: Run, code: str, note: Note, amount: Amount) -> Offer:
    """A budget is a field; other sums are kept beside, under what they are."""
    value = int(amount.value) if amount.value == int(amount.value) else amount.value
    if "budget" in note.text.lower() or any(word in note.text for word in ("预算", "預算")):
        return Offer("amount", value, amount.text, ("edit", code, "--budget", str(value)))
    name = run.words(say(f"suggest.sum.{note.heard.outcome if note.heard.outcome in ('won', 'proposal') else 'other'}"))
    shown = f"{value} {amount.currency}".strip()
    return Offer("amount", value, amount.text, ("edit", code, "--set", f"{name}={shown}"))


def _numbers(book: Book, customer: str, contact: str | None, code: str, note: Note) -> list[Offer]:
    """A number that is nobody's here yet; those that are known and not doubtful stay."""
    if not note.phone:
        return []
    from salescli.core.phones import read_phone

    phone = read_phone(note.phone, customers.country_of(book, customer, contact))
    value = phone.e164 if phone.valid else note.phone
    channels = [row for row in customers.channels(book, customer) if row["kind"] in ("mobile", "phone")]
    if not phone.valid or value in (row["key"] for row in channels):
        return []
    kind = "phone" if phone.kind == "fixed" else "mobile"
    kept = [
        row["value"]
        for row in channels
        if row["kind"] == kind and row["contact_id"] == contact and not row["doubtful_since"]
    ]
    options = [part for number in (note.phone, *kept) for part in (f"--{kind}", number)]
    target = ("contact", "edit", contact[-6:]) if contact else ("edit", code)
    return [Offer("phone", value, note.phone, (*target, *options))]


def _people(run: Run, book: Book, customer: str, code: str, note: Note) -> list[Offer]:
    """Who is new is added; who left is marked so, or noted where nobody of that name is known."""
    found = []
    for name, joined in note.changes:
        known = next((hit.contact for hit in who.people(book, name, customer) if hit.contact), "")
        words: tuple[str, ...] = ("log", code, "--correct", "last", "--found", note.text)
        if joined:
            words = () if known else ("contact", "add", code, name)
        elif known:
            words = ("contact", "edit", known[-6:], "--left", run.today.isoformat())
        if words:
            found.append(Offer("contact", name, note.text, words))
    return found


def taker(ctx: typer.Context) -> Callable[[Offer], None]:
    """What carries out an offer: the command itself, by the words that were shown."""

    def take(one: Offer) -> None:
        from salescli.commands import contact, plan, records
        from salescli.commands.log import log_command

        words = [word for word in one.words if word != "--"]
        if one.kind == "outcome" or words[0] == "log":
            log_command(
                ctx,
                words[1],
                [],
                "",
                _of(words, "--outcome"),
                "",
                "",
                "",
                "",
                "",
                "",
                _of(words, "--found"),
                [],
                [],
                "last",
                "",
            )
        elif one.kind == "promise":
            plan.next_command(ctx, words[1], words[2], words[3:], "")
        elif words[:2] == ["contact", "add"]:
            contact.contact_add_command(ctx, words[2], words[3])
        elif words[0] == "contact":
            contact.contact_edit_command(ctx, words[2], **_given(words[3:]))
        else:
            given = _given(words[2:])
            records.edit_command(ctx, words[1], given.pop("set", None), **given)

    return take


def _of(words: Sequence[str], option: str) -> str:
    return words[words.index(option) + 1] if option in words else ""


def _given(words: Sequence[str]) -> dict[str, Any]:
    """Options and values as a command's parameters: numbers and own fields may be several."""
    found: dict[str, Any] = {}
    for option, value in zip(words[::2], words[1::2], strict=True):
        name = option.removeprefix("--")
        if name in ("budget", "left"):
            found[name] = value
        else:
            found.setdefault(name, []).append(value)
    return found
