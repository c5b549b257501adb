"""What a note says beside its outcome, offered as commands: told, or in a terminal taken by one key (CONTRACT 4)."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from salescli.commands import asking
from salescli.core.language.notes import Note
from salescli.core.language.sums import Amount
from salescli.core.reports import Value
from salescli.core.text import Text, say
from salescli.core.when import When
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.finding import who
from salescli.store.records import channels, customers, people, view
from salescli.store.records.promises import open_promises

MOST_ASKED = 9
"""So many can be chosen from by one key."""


class Offer(NamedTuple):
    """One thing to take: its kind and value as CONTRACT 4 has them, where it was read, and the words of the command.

    `there`: what stands already where it would be put.
    """

    kind: str
    value: Value
    text: str
    words: tuple[str, ...]
    there: str = ""

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
        found.append(_amount(run, book, customer, note, note.amount))
    numbers = _numbers(book, customer, contact, code, note)
    people = _people(run, book, customer, contact, code, note, numbers)
    if not any(option in one.words for one in people for option in ("--mobile", "--phone")):
        found += numbers
    return [*found, *people, *_no_contact(book, customer, code, note)]


def remarks(run: Run, found: Sequence[Offer]) -> list[Text]:
    """A line each, where nobody is asked."""
    if _is_asked(run):
        return []
    return [say("suggest.line", what=_what(one), command=_typed(run, one)) for one in found]


def ask(run: Run, found: Sequence[Offer]) -> None:
    """In a terminal: which of these to take, one key each, until Enter; each is carried out as the command that was shown."""
    from salescli.render import screen

    left = list(found[:MOST_ASKED]) if _is_asked(run) else []
    while left:
        for number, one in enumerate(left, 1):
            screen.remark(f"{number:>3}  {run.words(_what(one))}")
        key = _key(run, len(left))
        if not key:
            return
        taken = left.pop(int(key) - 1)
        run.perform(taken.words)
        left = [one for one in left if one.kind != "outcome" or taken.kind != "outcome"]


def _key(run: Run, count: int) -> str:
    """The number of the one to take, or nothing; a key that says neither is asked for once more."""
    from salescli.render import screen

    valid = {**{str(number): str(number) for number in range(1, count + 1)}, **dict.fromkeys("nN", "")}
    if count == 1:
        valid |= dict.fromkeys("yY", "1")
    for question in ("suggest.ask", "suggest.ask.again"):
        names = "1" if count == 1 else f"1-{count}"
        key = screen.one_key(run.words(say(question, keys=names)))
        if not key or key in valid:
            return valid.get(key, "")
    return ""


def _is_asked(run: Run) -> bool:
    return run.config.suggest == "ask" and run.for_a_person and asking.can_ask(run)


def _typed(run: Run, one: Offer) -> str:
    """The command with the outcome's name as the rep's language has it."""
    if one.kind != "outcome" or run.words(say(f"outcome.{one.value}")).isascii():
        return one.command
    return one._replace(words=(*one.words[:-1], run.words(say(f"outcome.{one.value}")))).command


def _what(one: Offer) -> Text:
    value = say(f"outcome.{one.value}") if one.kind == "outcome" else one.value
    key = f"{one.kind}.there" if one.there else one.kind
    if one.kind == "contact":
        key = "no_contact" if "--do-not-contact" in one.words else "left" if "--left" in one.words else key
    return say(f"suggest.{key}", value=value, text=one.text, there=one.there)


# ---------------------------------------------------------------- the kinds


def _outcome(code: str, key: str, note: Note) -> Offer:
    return Offer("outcome", key, note.text, ("log", code, "--correct", "last", "--outcome", key))


def _is_promised(book: Book, customer: str, when: When) -> bool:
    return any(row["day"] == when.day.isoformat() for row in open_promises(book, customer))


def _promise(run: Run, code: str, note: Note) -> Offer:
    when = note.when
    assert when is not None
    typed = f"{when.day} {when.time:%H:%M}" if when.time else str(when.day)
    value: date | datetime = run.at(when.day, f"{when.time:%H:%M}" if when.time else "")
    dashes = ("--",) if note.step.startswith("-") else ()
    return Offer("promise", value, note.step, ("next", code, typed, *dashes, note.step))


def _amount(run: Run, book: Book, customer: str, note: Note, amount: Amount) -> Offer:
    """A budget is a field; other sums are kept beside, under one name in the rep's language."""
    value = int(amount.value) if amount.value == int(amount.value) else amount.value
    code = view.code(book, customer)
    if "budget" in note.text.lower() or any(word in note.text for word in ("预算", "預算")):
        return Offer("amount", value, amount.text, ("edit", code, "--budget", str(value)))
    name = run.words(say("suggest.sum"))
    shown = f"{value} {amount.currency}".strip()
    there = str(customers.own_fields(book, customer).get(name, ""))
    return Offer("amount", value, amount.text, ("edit", code, "--set", f"{name}={shown}"), there)


def _numbers(book: Book, customer: str, contact: str | None, code: str, note: Note) -> list[Offer]:
    """A number that is nobody's here yet; those that are known and not doubtful stay."""
    if not note.phone:
        return []
    from salescli.core.language.phones import Phone, chinese_mobile, read_phone

    phone, written = read_phone(note.phone, channels.country_of(book, customer, contact)), note.phone
    if not phone.valid and (mobile := chinese_mobile(note.phone)):  # of no country but China, wherever the rep is
        phone, written = Phone(mobile, True, "", "mobile"), mobile
    value = phone.e164
    have = [row for row in channels.channels_at(book, customer) if row["kind"] in ("mobile", "phone")]
    if not phone.valid or value in (row["key"] for row in have):
        return []
    kind = "phone" if phone.kind == "fixed" else "mobile"
    kept = [
        row["value"]
        for row in have
        if row["kind"] == kind and row["contact_id"] == contact and not row["doubtful_since"]
    ]
    options = [part for number in (written, *kept) for part in (f"--{kind}", number)]
    target = ("contact", "edit", f"#{contact[-6:]}") if contact else ("edit", code)
    return [Offer("phone", value, note.phone, (*target, *options))]


def _people(
    run: Run, book: Book, customer: str, contact: str | None, code: str, note: Note, numbers: Sequence[Offer]
) -> list[Offer]:
    """Who is new is added, with the number that came along; who left is marked so, or noted where nobody is known."""
    found = []
    for said, joined in note.changes:
        known = _known(book, customer, contact, said)
        name = said or (view.one(book, "contacts", known)["name"] if known else "")
        words: tuple[str, ...] = ("log", code, "--correct", "last", "--found", note.text) if said else ()
        if joined:
            words = () if known else ("contact", "add", code, name, *_with_number(numbers))
        elif known:
            words = ("contact", "edit", f"#{known[-6:]}", "--left", run.today.isoformat())
        if words:
            found.append(Offer("contact", name, note.text, words))
    return found


def _known(book: Book, customer: str, contact: str | None, name: str) -> str:
    """The one whom a note speaks of: of that name, or without one who was talked to, or the only one there."""
    if name:
        return next((str(hit.contact) for hit in who.people(book, name, customer) if hit.contact), "")
    staying = people.staying(book, customer)
    return contact or (str(staying[0]["id"]) if len(staying) == 1 else "")


def _with_number(numbers: Sequence[Offer]) -> tuple[str, ...]:
    return next(((f"--{_kind(one)}", one.text) for one in numbers), ())


def _kind(one: Offer) -> str:
    return "phone" if "--phone" in one.words else "mobile"


def _no_contact(book: Book, customer: str, code: str, note: Note) -> list[Offer]:
    """Who wants no more calls gets none."""
    if not note.no_contact or view.one(book, "customers", customer)["do_not_contact"]:
        return []
    return [Offer("contact", code, note.text, ("edit", code, "--do-not-contact", "yes"))]
