"""`crm draft`: an email, a WeChat or a text message from a template; copied, opened in the mail program, logged as sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import typer

from salescli import desktop, files
from salescli.commands import asking
from salescli.commands.sayings import sayings, situation
from salescli.commands.telling import told
from salescli.core.errors import CannotDo, WrongUsage
from salescli.core.i18n import Words
from salescli.core.model import LANGUAGES
from salescli.core.quality.judging import looks_like_email
from salescli.core.ranking.rank import judge
from salescli.core.reports.drafts import Message, message_data, message_report, personal, remarks, templates_report
from salescli.core.spelling import did_you_mean
from salescli.core.talk.addressing import language_for
from salescli.core.talk.filling import Recipient, rooms, values
from salescli.core.talk.template import NAMES, WRITTEN, Template, fill, one_line, usual
from salescli.core.text import say
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.ranking import pulse
from salescli.store.records import customers, promises, reading, story, view

LANGUAGE_FIELDS = ("language", "语言", "語言")
"""Own fields in which a rep may have said what a customer reads."""
ADDRESS = {"email": "email", "wechat": "wechat", "sms": "mobile"}


def draft_command(
    ctx: typer.Context,
    who: str = typer.Argument("", metavar="WHO"),
    template: str = typer.Argument("", metavar="[TEMPLATE]"),
    via: str = typer.Option("", "--via"),
    with_: str = typer.Option("", "--with", metavar="CONTACT"),
    personal_: str = typer.Option("", "--personal", metavar="TEXT"),
    set_: list[str] = typer.Option(None, "--set", metavar="NAME=VALUE"),
    language: str = typer.Option("", "--language", metavar="en|zh-CN|zh-TW"),
    copy: bool = typer.Option(False, "--copy"),
    open_: bool = typer.Option(False, "--open"),
    sent: bool = typer.Option(False, "--sent"),
    templates: bool = typer.Option(False, "--list"),
) -> None:
    run: Run = ctx.obj
    if templates:
        run.show(templates_report(sayings(run).templates))
        return
    book = run.writable() if sent else run.book
    given, how = _given(set_ or (), personal_), _via(run, via) or ("email" if open_ else "")
    hit = asking.customer(run, book, who or asking.missing(run, "crm draft", "WHO"))
    contact = asking.person(run, book, hit.customer, with_) if with_ else hit.contact or ""
    with book.reading():
        to = _recipient(run, book, hit.customer, contact)
        chosen = _named(run, template) if template else _usual(run, book, to, how)
        message = _written(run, book, to, chosen, given, how, _language(language))
    _handed_over(run, message, copy=copy, opened=open_)
    if sent:
        _log(run, to, message, given)
    else:
        _show(run, to, message)


# ---------------------------------------------------------------- what was typed


def _given(pairs: Sequence[str], personal_line: str) -> dict[str, str]:
    """What the rep fills in by name; a name that no template may have is refused."""
    given = {**asking.own_fields(pairs), **({"personal": personal_line} if personal_line else {})}
    for name in given:
        if name not in NAMES:
            raise WrongUsage("draft_name_unknown", name=name, known=", ".join(sorted(NAMES)), near=did_you_mean(name, NAMES))
    return given


def _via(run: Run, text: str) -> str:
    via = asking.choice(run, "via", text) if text else ""
    if via and via not in WRITTEN:
        raise WrongUsage("choice_unknown", option="via", value=text, known=", ".join(WRITTEN), near="")
    return via


def _language(text: str) -> str:
    known = {one.casefold(): one for one in LANGUAGES}
    if text and text.casefold() not in known:
        raise WrongUsage("language_unknown", value=text, known=", ".join(LANGUAGES), near=did_you_mean(text, LANGUAGES))
    return known.get(text.casefold(), "")


def _named(run: Run, name: str) -> Template:
    """The template of a name, or with this title in any language."""
    spelled = {word.casefold(): one for one in sayings(run).templates for word in (*one.title.values(), one.name)}
    if name.casefold() not in spelled:
        near = did_you_mean(name, {word: one.name for word, one in spelled.items()})
        raise WrongUsage("template_unknown", name=name, near=near)
    return spelled[name.casefold()]


def _usual(run: Run, book: Book, to: Recipient, via: str) -> Template:
    """The template that follows from why they are on the list, what happened last and the stage."""
    row = view.one(book, "customers", to.action.facts.id)
    now = situation(to.action, row, story.interactions(book, to.action.facts.id), via)
    found = usual(sayings(run).templates, now)
    if found is None:
        raise CannotDo("template_none")
    return found


# ---------------------------------------------------------------- who it is for, and what it says


def _recipient(run: Run, book: Book, customer: str, contact: str) -> Recipient:
    facts = pulse.facts_of(book, customer)
    promised = facts.promise.contact if facts.promise else ""
    called = view.person_to_call(book, customer, contact or promised).person
    person = next((row for row in reading.contacts(book, customer) if called and row["id"] == called["id"]), {})
    first = next(iter(promises.open_promises(book, customer)), None)
    promise = {**first, "when": run.at(date.fromisoformat(first["day"]), first["time"])} if first else None
    record = reading.record(book, customer)
    return Recipient(judge(facts, run.rules, run.today), record, person, promise, run.config.name, run.today)


def _written(
    run: Run, book: Book, to: Recipient, template: Template, given: Mapping[str, str], via: str, language: str
) -> Message:
    language = language or _theirs(run, book, to)
    via = via or next((one for one in template.via if _address(to, one)), template.via[0])
    words, facts = _words(run, language), to.action.facts
    known = {**values(to, language, words), **given}
    room = rooms(known, words)
    filled = fill(template, via, language, {**known, **room})
    left = tuple(name for name, text in room.items() if text in f"{filled.subject}\n{filled.text}")
    return Message(facts.code_text, facts.name, template, via, language, to.name, _address(to, via), filled, left)


def _address(to: Recipient, via: str) -> str:
    """Where a message goes: the person's own address, else the firm's."""
    return one_line(str(to.person.get(ADDRESS[via]) or to.record[ADDRESS[via]] or ""))


def _theirs(run: Run, book: Book, to: Recipient) -> str:
    """The customer's language."""
    from salescli.importing.countries import country_code

    own = customers.own_fields(book, to.action.facts.id)
    said = next((own[name] for name in LANGUAGE_FIELDS if own.get(name)), "")
    countries = (country_code(one) or one.upper() for one in (to.said("country"), to.record["country"] or ""))
    number = to.said("mobile") or to.record["mobile"] or to.record["phone"] or ""
    return language_for(said, countries, number, to.name or to.action.facts.name, run.language)


def _words(run: Run, language: str) -> Words:
    """The words of a message's language, which need not be the rep's."""
    if language == run.language:
        return run.words
    return Words(language, files.load_json(f"locales/{language}.json"), dict, run.today)


# ---------------------------------------------------------------- where it goes


def _handed_over(run: Run, message: Message, *, copy: bool, opened: bool) -> None:
    """To the clipboard and to the mail program, as far as that was asked for."""
    if opened:
        _open(message)
        run.remark(say("draft.opened"))
    if copy:
        if not desktop.copy(message.filled.text):
            raise CannotDo("clipboard_none", programs=", ".join(one[0] for one in desktop.CLIPBOARDS))
        run.remark(say("draft.copied"))


def _open(message: Message) -> None:
    if message.via != "email":
        raise WrongUsage("draft_open_what", via=say(f"via.{message.via}"))
    if not looks_like_email(message.to):
        raise CannotDo("draft_no_email", code=message.code)
    if not desktop.open_mail(desktop.mailto(message.to, message.filled.subject, message.filled.text)):
        raise CannotDo("mail_not_opened")


def _show(run: Run, to: Recipient, message: Message) -> None:
    """On a screen and in a pipe the text alone, ready to be taken; all about it on stderr."""
    if not run.for_a_person:
        run.show(message_report(message))
        return
    from salescli.render import screen

    about, *others = remarks(message, personal(to.person))
    run.remark(about)
    for line in message.filled.text.splitlines():
        screen.say(line)
    for one in others:
        run.remark(one)


def _log(run: Run, to: Recipient, message: Message, given: Mapping[str, str]) -> None:
    """As `crm log` has it: what was sent by which template, and the line that was only for them."""
    title = run.words(dict(message.template.title))
    text = one_line(": ".join(filter(None, (title, message.filled.subject or given.get("personal", "")))))
    contact: Any = to.person.get("id")
    source = f"draft {message.template.name}"
    entry = story.Entry("info", run.now, text, message.via, contact, author=run.config.name, source=source)
    customer = to.action.facts.id
    with run.writing() as book:
        logged = story.log(book, customer, entry)
    data = {**message_data(message), "id": logged.id, "outcome": "info"}
    told(run, run.book, customer, "logged", outcome=say("outcome.info"), via=say(f"via.{message.via}"), data=data)
