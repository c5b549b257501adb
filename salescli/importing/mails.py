"""E-mails → people and their stories: who wrote to the rep, whom the rep wrote to, and what the two said, each message once."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from salescli.core.exchange.card import Card, CardChannel, CardInteraction, Rejected, Skipped
from salescli.core.matching.providers import is_private_address
from salescli.core.text import say
from salescli.importing.columns import is_firm
from salescli.importing.mailboxes import Mail, Opened, mails
from salescli.importing.mailtext import Address, Signature, addresses, short, signature, text_of, words
from salescli.importing.reading import Options, Reading, RowRead

if TYPE_CHECKING:
    from email.message import Message

AT_ONCE = 20_000
"""Messages that are read before their people are told: one card for all that one person wrote among them."""
MOST_RECIPIENTS = 30
"""People whom one message is written to; what goes to more is a circular."""
ENOUGH = 3
"""Messages that tell whose a box is by who is in nearly all of them."""
NEARLY_ALL = 0.9
_RECIPIENTS = ("To", "Cc")
_DELIVERED = ("Delivered-To", "X-Delivered-To", "X-Original-To", "Envelope-To")
_NOBODY = re.compile(
    r"(?:no|do[-_.]?not|donot|never)[-_.]?reply|noreply.*|.*[-_.]no-?reply|(?:auto|bounces?|mailer)(?:[-_.+].*)?|newsletters?|notifications?"
    r"|notify|alerts?|updates?|digest|mailing|marketing[-_.]?mail",
    re.I,
)
_BOUNCES = frozenset(("mailer-daemon", "postmaster"))
_LISTS = ("List-Id", "List-Unsubscribe", "List-Post", "List-Help", "X-Mailing-List")
_UNSENT = re.compile(r"\b(?:spam|junk|drafts?)\b|垃圾邮件|垃圾郵件|草稿", re.I)
_OFFICE = frozenset(("info", "sales", "office", "contact", "hello", "service", "support", "admin", "export", "enquiry",
                     "enquiries", "inquiry", "mail", "marketing", "hr", "kontakt"))  # fmt: skip


class Correspondent(NamedTuple):
    """Whom an address is known to belong to: a person at a customer, or (no name) the customer itself."""

    name: str
    customer: str


Knows = Callable[[str], Correspondent | None]
"""Whose an address is in the book, if it is one's alone."""
Firms = Callable[[str], str]
"""The one customer whose people write from a domain, or nothing."""


class Circle(NamedTuple):
    """What is known of the people in a box: the rep's own addresses, and who is in the book."""

    mine: frozenset[str]
    knows: Knows
    firm_at: Firms

    def is_ours(self, address: str) -> bool:
        """Whether it is the rep's own address or a colleague's."""
        if address in self.mine:
            return True
        domain = _domain(address)
        return not is_private_address(address) and any(domain == _domain(own) for own in self.mine)


def owners(opened: Opened, name: str, country: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Whose the box is, as far as it tells: by the rep's `name`, by where it was delivered, by who is in nearly all
    messages; and, where it doesn't, the addresses that are met most."""
    named: set[str] = set()
    delivered: Counter[str] = Counter()
    met: Counter[str] = Counter()
    sent: set[str] = set()
    count = 0
    for _, message in mails(opened, headers=True):
        count += 1
        found = addresses(message, ("From", *_RECIPIENTS), country)
        senders = addresses(message, ("From",), country)
        named |= {one.address for one in senders if name and one.name.casefold() == name.casefold()}
        sent.update(one.address for one in senders)
        delivered.update(one.address for one in addresses(message, _DELIVERED, country)[:1])
        met.update(one.address for one in found)
    most = tuple(address for address, _ in sorted(met.items(), key=lambda item: (-item[1], item[0] in sent))[:3])
    if named or delivered:
        return frozenset(named or (address for address, times in delivered.items() if times > count * 0.1)), most
    top = met.most_common(2)
    sure = count >= ENOUGH and top[0][1] >= NEARLY_ALL * count and (len(top) < 2 or top[1][1] < top[0][1])
    return (frozenset((top[0][0],)) if sure else frozenset()), most


def read_mails(opened: Opened, options: Options, circle: Circle) -> Reading:
    """The people of a box, as cards with their messages as past contacts.

    Left out and told: lists and newsletters, answers by machines, bounces, mail among colleagues, drafts.
    """
    reasons: Counter[str] = Counter()
    seen: set[bytes] = set()
    count = 0
    for mail in mails(opened, headers=True):
        count += 1
        reasons[_reason(mail.message, circle, options.country, seen)] += 1
    left = tuple(say("import.mail_left", reason=say(f"row.{reason}"), n=times)
                 for reason, times in sorted(reasons.items()) if reason and reason not in _WRONG)  # fmt: skip
    notes = (say("import.mails_left", reasons=left),) if left else ()
    mine = say("import.mails_of", addresses=", ".join(sorted(circle.mine)))
    return Reading(lambda: _entries(opened, options, circle), "mail", rows=count, notes=(mine, *notes))


def _entries(opened: Opened, options: Options, circle: Circle) -> Iterator[RowRead]:
    seen: set[bytes] = set()
    firms: dict[str, str] = {}
    people: dict[str, _Person] = {}
    for place, mail in enumerate(mails(opened), 1):
        reason = _reason(mail.message, circle, options.country, seen)
        if reason in _WRONG:
            yield Rejected(mail.number, say(f"row.{reason}"), tuple(str(mail.message.get(name, "")) for name in _SHOWN))
        elif reason:
            yield Skipped(mail.number, say(f"row.{reason}"))
        else:
            _take(mail, people, circle, options.country)
        if not place % AT_ONCE:
            yield from _cards(people, circle, firms)
            people.clear()
    yield from _cards(people, circle, firms)


def _cards(people: dict[str, _Person], circle: Circle, firms: dict[str, str]) -> Iterator[Card]:
    """The cards of the people met; what one of them signs with tells the firm of all at that domain."""
    for person in people.values():
        person.learn(circle, firms)
    for person in people.values():
        yield person.card(circle, firms)


_SHOWN = ("From", "To", "Date", "Subject")
_WRONG = frozenset(("mail_no_sender", "mail_undated"))


def _reason(message: Message, circle: Circle, country: str, seen: set[bytes]) -> str:
    """Why a message tells of no customer, or nothing; `seen` are the ids of those before it."""
    mark = hashlib.blake2b(_mark(message).encode("utf-8", "surrogateescape"), digest_size=8).digest()
    if mark in seen:
        return "mail_again"
    seen.add(mark)
    sender = next(iter(addresses(message, ("From", "Sender"), country)), None)
    if why := _by_machine(message, sender):
        return why
    if sender is None:
        return "mail_no_sender"
    if not circle.is_ours(sender.address) and any(name in message for name in _LISTS):
        return "mail_list"
    others = _others(message, circle, country)
    if not others:
        return "mail_ours"
    if len(others) > MOST_RECIPIENTS:
        return "mail_many"
    return "" if _when(message) else "mail_undated"


def _by_machine(message: Message, sender: Address | None) -> str:
    """Which kind of machine wrote a message, if one did."""
    local = sender.address.partition("@")[0] if sender else ""
    if local in _BOUNCES or message.get_content_type() == "multipart/report" or _said(message, "Return-Path") == "<>":
        return "mail_bounce"
    if _said(message, "Auto-Submitted") not in ("", "no") or "X-Autoreply" in message:
        return "mail_auto"
    if _said(message, "Precedence") in ("bulk", "list", "junk"):
        return "mail_list"
    if _NOBODY.fullmatch(local):
        return "mail_no_reply"
    unsent = _UNSENT.search(words(message, "X-Gmail-Labels", "")) or "X-Mozilla-Draft-Info" in message
    return "mail_unsent" if unsent or _said(message, "X-Spam-Flag") == "yes" else ""


def _said(message: Message, name: str) -> str:
    """A field of one word, in small letters."""
    return str(message.get(name, "")).split(";")[0].strip().lower()


def _others(message: Message, circle: Circle, country: str) -> list[Address]:
    """Who wrote to the rep, or whom the rep or a colleague wrote to."""
    senders = addresses(message, ("From",), country)[:1] or addresses(message, ("Sender",), country)[:1]
    if senders and not circle.is_ours(senders[0].address):
        return senders
    found = addresses(message, _RECIPIENTS, country)
    return [one for one in found if not circle.is_ours(one.address) and not _NOBODY.fullmatch(one.address.partition("@")[0])]


def _mark(message: Message) -> str:
    """What a message is known by in any box: its id, else what it says of itself (RFC 2392)."""
    found = re.search(r"<\s*([^<>\s]+)\s*>", str(message.get("Message-ID", "")))
    if found:
        return f"mid:{found[1]}"
    said = "\0".join(str(message.get(name, "")) for name in _SHOWN).encode("utf-8", "surrogateescape")
    return f"mid:{hashlib.blake2b(said, digest_size=12).hexdigest()}@none"


def _when(message: Message) -> str:
    """When it was sent, ISO with its offset; where it doesn't say, when it came in."""
    from email.utils import parsedate_to_datetime

    came = [str(value).rpartition(";")[2] for value in message.get_all("Received", [])]
    for text in (str(message.get("Date", "")), *came):
        try:
            moment = parsedate_to_datetime(text.strip())
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if 1990 <= moment.year < 2100:
            return _iso(moment)
    return ""


def _iso(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat()


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


# --- the people -------------------------------------------------------------------------------------------------------


@dataclass
class _Person:
    """One correspondent among some messages: what they are called, what was said, and what they sign with."""

    row: int
    address: str
    names: Counter[str] = field(default_factory=Counter)
    said: list[CardInteraction] = field(default_factory=list)
    numbers: dict[tuple[str, str], None] = field(default_factory=dict)
    title: str = ""
    firm: str = ""

    @property
    def name(self) -> str:
        """The name that is written most, of those the longest."""
        return max(self.names, key=lambda name: (self.names[name], len(name)), default="")

    def signs(self, found: Signature) -> None:
        """What a signature of theirs says; a later one goes before an earlier."""
        self.numbers.update(dict.fromkeys(found.numbers))
        self.title, self.firm = found.title or self.title, found.firm or self.firm

    def learn(self, circle: Circle, firms: dict[str, str]) -> None:
        """Note whose a domain is: what the book says, else what one of its people signs with."""
        domain = _domain(self.address)
        if not is_private_address(self.address) and not firms.get(domain):
            firms[domain] = circle.firm_at(domain) or self.firm or (self.name if is_firm(self.name) else "")

    def card(self, circle: Circle, firms: dict[str, str]) -> Card:
        """The card of who it is in the book, or of somebody new."""
        known = circle.knows(self.address)
        name, firm = (known.name, known.customer) if known else self._new(firms.get(_domain(self.address), ""))
        firm = "" if known and known.name == known.customer else firm
        customer, contact = {"name": firm} if firm else {}, {"name": name} if name else {}
        whose = "p" if name else "c"
        if name and self.title:
            contact["title"] = self.title
        reach = [CardChannel(whose, kind, "", value) for kind, value in (("email", self.address), *self.numbers)]
        return Card(self.row, customer, contact, tuple(reach), tuple(sorted(self.said)))

    def _new(self, at: str) -> tuple[str, str]:
        """The person's and the firm's name of somebody new; `at` is the firm of their domain, if it is known."""
        if is_firm(self.name):
            return "", at or self.name
        office = self.address.partition("@")[0] in _OFFICE and at and len(self.name.split()) < 2
        return "" if office else self.name, at or self.firm


def _take(mail: Mail, people: dict[str, _Person], circle: Circle, country: str) -> None:
    """Tell a message to everybody in it who is a customer."""
    message = mail.message
    sender = (addresses(message, ("From",), country) or addresses(message, ("Sender",), country))[0]
    theirs = not circle.is_ours(sender.address)
    text = text_of(message, country)
    said = CardInteraction(_when(message), short(words(message, "Subject", country), text, sender.name) or "—", "email",
                           "answered" if theirs else "info", mark=_mark(message))  # fmt: skip
    for other in _others(message, circle, country):
        person = people.setdefault(other.address, _Person(mail.number, other.address))
        person.said.append(said)
        if other.name:
            person.names[other.name] += 1
        if theirs:
            person.signs(signature(text, other.name, country))
