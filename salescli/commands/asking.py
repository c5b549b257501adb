"""What commands have in common when they read the command line: WHO, closed values, fields, dates."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from salescli.commands import closed
from salescli.core.errors import CannotDo, WrongUsage
from salescli.core.model import CUSTOMER, KINDS
from salescli.core.text import Text
from salescli.core.when import When
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.finding import who
from salescli.store.finding.asked import Found
from salescli.store.finding.by_number import is_code

if TYPE_CHECKING:
    from salescli.core.records.fields import Field

LONGEST_TEXT = 64 * 1024
"""Characters of a field that the book takes; more is a file, not a note."""


def customer(run: Run, book: Book, text: str, *, strict: bool = False) -> Found:
    """The one customer meant by WHO; asks in a terminal, else lists the hits with codes and gives up (CONTRACT 2).

    `strict`: only a code or a whole name will do, anything else is asked for.
    """
    found = who.find(book, text, run.last_list())
    if not found:
        raise CannotDo("who_nobody", who=text, near=_near(book, text))
    exact = who.whole(book, text) if strict else found
    hit = exact[0] if len(exact) == 1 else (_confirmed if strict else _choose)(run, book, text, found)
    look = who.whole if strict and len(exact) == 1 else partial(who.find, last_list=run.last_list())
    book.rely(text, lambda: hit in look(book, text))
    return hit


def is_nobody(run: Run, book: Book, text: str) -> bool:
    """Whether a text names nobody, nor is it near to a name."""
    return not who.find(book, text, run.last_list()) and not _near(book, text)


def _near(book: Book, text: str) -> Text | str:
    """Did you mean: who is nearest, people with the firm they are at, all with their codes."""
    from salescli.store.finding.suggest import nearest

    near = tuple(Text("who.at" if found.person else "who.code", found._asdict()) for found in nearest(book, text))
    return Text("word.did_you_mean", {"near": near}) if near else ""


def _choose(run: Run, book: Book, text: str, found: Sequence[Found]) -> Found:
    shown = found[: who.MOST_SHOWN]
    lines = [_line(run, book, hit) for hit in shown]
    if can_ask(run):
        return shown[picked(run, text, lines)]
    raise CannotDo("who_several", who=text, n=len(found), hits=_listed(lines, found))


def picked(run: Run, text: str, lines: Sequence[str]) -> int:
    """The index of the line that is meant: by its number, its code, or more of what it says until one is left."""
    from salescli.render import screen

    left = list(range(len(lines)))
    while True:
        answer = screen.choose(run.words(Text("ask.which", {"who": text})), [lines[at] for at in left])
        if answer is None:
            raise CannotDo("left_alone")
        if isinstance(answer, int):
            return left[answer]
        fitting = [at for at in left if _fits(lines[at], answer)]
        if len(fitting) == 1:
            return fitting[0]
        if not fitting:
            run.remark(Text("ask.which.none", {"text": answer}))
        left = fitting or left


def _fits(line: str, answer: str) -> bool:
    """Whether a candidate has a code, or every word of an answer, as written or as it sounds."""
    from salescli.store.finding.keys import fold, name_keys

    if is_code(answer):
        return line.split(" ")[0] == answer.lower()
    keys = name_keys(line)
    sound = keys.pinyin.replace(" ", "")
    return all(word in keys.name_key or word in sound for word in fold(answer).split())


def _listed(lines: Sequence[str], found: Sequence[Found]) -> str:
    """A line each, and dots where there are more."""
    return "\n".join([*lines, "…"] if len(found) > len(lines) else lines)


def _confirmed(run: Run, book: Book, text: str, found: Sequence[Found]) -> Found:
    from salescli.render import screen

    hit = found[0] if len(found) == 1 else None
    if not can_ask(run):
        raise CannotDo("who_not_exact", who=text, hits=_listed([_line(run, book, hit) for hit in found[: who.MOST_SHOWN]], found))
    hit = hit or _choose(run, book, text, found)
    if not screen.confirm(run.words(Text("ask.this_one", {"who": _line(run, book, hit)}))):
        raise CannotDo("left_alone")
    return hit


def _line(run: Run, book: Book, hit: Found) -> str:
    from salescli.store.records import reading, view

    row = view.one(book, "customers", hit.customer)
    contact = hit.contact or next((one["id"] for one in reading.contacts(book, hit.customer)), None)
    person = view.one(book, "contacts", contact) if contact else {"name": "", "title": ""}
    called = " ".join(filter(None, (person["name"], person["title"]))) if person["name"] != row["name"] else person["title"]
    what = Text(f"stage.{row['stage']}" if row["kind"] == CUSTOMER else f"kind.{row['kind']}")
    more = tuple(part for part in (called, what, row["city"] or row["province"]) if part)
    code = f"{row['code_letter']}{row['code_number']}"
    return run.words(Text("who.hit", {"code": code, "name": row["name"], "more": more}))


def missing(run: Run, command: str, argument: str) -> str:
    """What the command line lacks, asked for in a terminal; elsewhere, or unanswered, it is missing (exit 2)."""
    from salescli.render import screen

    key = f"ask.argument.{argument.strip('[. ]').lower()}"
    answer = screen.ask(run.words(Text(key))) if can_ask(run) and run.words.has(key) else ""
    if not answer:
        raise WrongUsage("argument_missing", argument=argument, command=command)
    return answer


def said(run: Run) -> str:
    """What was talked about, where `crm log` was told no more than nothing."""
    from salescli.render import screen

    return limited("text", screen.ask(run.words(Text("ask.log_text"))).strip())


def agreed(run: Run, question: Text) -> None:
    """Go on where the person at the terminal says yes; anything else leaves all as it is."""
    from salescli.render import screen

    if not screen.confirm(run.words(question)):
        raise CannotDo("left_alone")


KEYS = {"1": "no_answer", "2": "positive", "3": "objection", "4": "proposal", "5": "won", "6": "lost", "7": "refused",
        "8": "asked", "9": "complaint"}  # fmt: skip
"""The key of each outcome; Enter is what is logged by default, 0 the other of answered and info."""


def outcome(run: Run, usual: str) -> tuple[str, str]:
    """What happened, by one key; any other begins a note. Returns the outcome, or nothing, and the note."""
    from salescli.render import screen

    keys = {**KEYS, "0": "answered" if usual == "info" else "info"}
    shown = tuple(Text("ask.outcome.key", {"key": key, "outcome": Text(f"outcome.{name}")}) for key, name in keys.items())
    screen.remark(run.words(Text("ask.outcome", {"usual": Text(f"outcome.{usual}"), "keys": shown})))
    answer = screen.key_or_line(run.words(Text("ask.log_text")), keys)
    if not answer or answer in keys:
        return keys.get(answer, usual), ""
    return "", limited("text", answer)


def can_ask(run: Run) -> bool:
    """Whether a question may be put: somebody is there, and has not asked for JSON or to be left in peace (--yes)."""
    from salescli.render import screen

    return run.options.form != "json" and not run.options.yes and screen.can_ask()


def person(run: Run, book: Book, customer_id: str, text: str) -> str:
    """The id of the one person of a customer who is meant: by name, 王总, pinyin, part of it, or # and the end of an id."""
    from salescli.store.records import reading, view

    by_id = [found for found in who.person_by_id(book, text) if found.customer == customer_id]
    found = by_id or who.people(book, text, customer_id)
    if len(found) == 1:
        book.rely(text, lambda: who.is_there(book, found[0]))
        return str(found[0].contact)
    everybody = reading.contacts(book, customer_id)
    if found:
        ids = [str(one.contact) for one in found]
        fitting = tuple(Text("who.person", {"name": row["name"], "id": row["id"][-6:]}) for row in everybody if row["id"] in ids)
        raise CannotDo("person_several", who=text, people=fitting)
    if not everybody:
        raise CannotDo("person_none", who=text, code=view.code(book, customer_id))
    raise CannotDo("person_not_found", who=text, people=tuple(row["name"] for row in everybody))


def choice(run: Run, kind: str, text: str, option: str = "") -> str:
    """The English key of a closed value given as its key or its label in any of the three languages (CONTRACT 1)."""
    key = closed.key_of(run, kind, text)
    if not key:
        raise closed.refusal(run, kind, text, option)
    return key


ALL_KINDS = ("all", "全部", "所有")


def kinds(run: Run, text: str) -> tuple[str, ...]:
    """The kinds that a list is about: customers, unless `--kind` names one, several parted by commas, or all (CONTRACT 9)."""
    words = [word.strip() for word in re.split(r"[,，、;；]", text) if word.strip()]
    if any(word.casefold() in ALL_KINDS for word in words):
        return KINDS
    return tuple(dict.fromkeys(choice(run, "kind", word) for word in words)) or (CUSTOMER,)


def when(run: Run, text: str, direction: str) -> When:
    """A day, and time if given, forward or back from now (CONTRACT 7); what there is to say of the reading is mentioned."""
    from salescli.core.language.dates import read_when

    found = read_when(text, run.now, direction, run.country)
    for remark in found.remarks:
        run.mention(remark)
    if found.time is None:
        return found
    real = run.real(found.day, found.time)
    if (real.date(), real.time()) == (found.day, found.time):
        return found
    run.mention(Text("done.clock_change", {"text": text.strip(), "at": real}))
    return When(real.date(), real.time())


MOST_WORDS_OF_WHEN = 5


def longest_when(run: Run, words: Sequence[str]) -> tuple[str, list[str]]:
    """The longest run of the first words that is a WHEN - 3天后 上午10点 - and the words after it."""
    from salescli.core.errors import CrmError
    from salescli.core.language.dates import read_when

    for size in range(min(len(words), MOST_WORDS_OF_WHEN), 1, -1):
        with suppress(CrmError):
            read_when(" ".join(words[:size]), run.now, "forward", run.country)
            return " ".join(words[:size]), list(words[size:])
    return words[0], list(words[1:])


def typed_fields(run: Run, fields: Iterable[Field], given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of field options, typed; an empty text clears, what isn't a value exits 2."""
    values: dict[str, Any] = {}
    for f in fields:
        if f.kind == "channel" and given.get(f.name):
            values[f.name] = [part for part in (limited(f.name, text.strip()) for text in given[f.name]) if part]
        elif f.kind != "channel" and given.get(f.name) is not None:
            values[f.name] = _typed(run, f, given[f.name].strip())
    return values


def _typed(run: Run, f: Field, text: str) -> Any:
    from salescli.core.errors import CrmError
    from salescli.core.exchange.card import typed

    if not text:
        return None
    if f.kind == "choice":
        return choice(run, f.name, text, f.name.replace("_", "-"))
    if f.name == "left":
        return read_past(run, text).isoformat()
    value = typed(f, limited(f.name, text))
    if f.kind == "day" and isinstance(value, Text):
        from salescli.core.language.dates import read_day

        try:
            return read_day(text, run.now, "back", run.country).isoformat()
        except CrmError:
            pass
    if isinstance(value, Text) or (isinstance(value, int) and abs(value) >= 2**63):
        raise WrongUsage("field_wrong", option=f.name.replace("_", "-"), value=text, kind=Text(f"value_kind.{f.kind}"))
    return int(value) if isinstance(value, bool) else value


def read_past(run: Run, text: str) -> date:
    """A day that has come; one that is still to come is wrong."""
    from salescli.core.language.dates import read_when

    when = read_when(text, run.now, "back")
    if when.time is not None:
        raise WrongUsage("date_with_time", text=text.strip())
    return when.day


def name_typed(text: str) -> str:
    """A name as it was typed, in one line; it can't be nothing."""
    if name := " ".join(limited("name", text).split()):
        return name
    raise WrongUsage("name_empty")


def limited(name: str, text: str) -> str:
    """The text, unless it is far too long for a field."""
    if len(text) > LONGEST_TEXT:
        raise WrongUsage("text_too_long", field=name, most=LONGEST_TEXT)
    return text


def own_fields(given: Iterable[str]) -> dict[str, str]:
    """`--set NAME=VALUE` pairs."""
    found = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise WrongUsage("set_wrong", value=pair)
        found[name.strip()] = limited(name, value.strip())
    return found


def spoken(words: Sequence[str] | None) -> str:
    """TEXT from its words; `-` alone reads standard input (CONTRACT 4)."""
    text = " ".join(words or ())
    if text == "-":
        text = sys.stdin.buffer.read().decode("utf-8", "backslashreplace") if sys.stdin else ""
    return limited("text", text.strip())
