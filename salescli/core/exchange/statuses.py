"""What another program's status word, or a list's own, says of a customer's stage (CONTRACT 8)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from salescli.core.exchange.card import Card, CardStatus
from salescli.core.model import STAGES
from salescli.core.patterns import pattern
from salescli.core.rules.rule import Stage

NO_STAGE = "-"
"""What a rep says of a word that is no stage: it is kept, and asked about no more."""
BOUGHT = ("onboarding", "active", "long_term")
_ORDER = ("first_contact", "needs", "evaluation", "dormant", "lost", *BOUGHT)
"""Of several words on one card the furthest counts: a lifecycle stage says less than a lead's status."""
_SHARE = pattern(r"[(（\[【]?\s*\d+\s*[%％]\s*[)）\]】]?")
_NUMBERED = pattern(r"\d+(?=\D)|[a-z][类類级級]?(?=[\u4e00-\u9fff])")
_OF = pattern("^(?:客户|客戶)|(?:的?客户|的?客戶|阶段|階段|状态|狀態)$")
_DONE = pattern("^(?:已经|已經|已|正在)|(?:中|了|期)$")


class Words(NamedTuple):
    """How stages are written: plain word -> stage (`NO_STAGE`: none), `said` by the rep before all others; `rules` are the
    stages as the rules have them."""

    stages: Mapping[str, str]
    rules: Mapping[str, Stage]
    said: Mapping[str, str] = {}

    def stage(self, word: str) -> str:
        """The stage that a status word means, `NO_STAGE`, or nothing where nobody has said."""
        return next((found for way in ways(word) if (found := self.stages.get(way))), "")


NO_WORDS = Words({}, {})


def plain(word: str) -> str:
    """A word without case, width, spaces and signs."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", word).casefold())


def ways(word: str) -> Iterator[str]:
    """A status word, then with less and less around it: its percentage, its number, 客户 and 阶段, 已 and 中."""
    text = plain(_SHARE.sub(" ", word))
    yield plain(word)
    yield text
    text = _NUMBERED.sub("", text, count=1) if _NUMBERED.match(text) else text
    yield text
    for around in (_OF, _DONE, _OF, _DONE):
        text = around.sub("", text)
        yield text


def furthest(stages: Iterable[str]) -> str:
    """What several words say together: who has bought and is lost once more stays a customer, a long-term one."""
    found = sorted(set(stages), key=_ORDER.index)
    if found and found[-1] in BOUGHT and "lost" in found:
        return "long_term"
    return found[-1] if found else ""


def by_date(stage: str, since: str, today: date, rules: Mapping[str, Stage]) -> tuple[str, str]:
    """Where time has brought a stage that began on an ISO day, and since when: who bought last year is no new customer."""
    began = date.fromisoformat(since)
    while (then := rules[stage].then) and (moved := then[1].add_to(began)) <= today:
        stage, began = then[0], moved
    return stage, began.isoformat()


def staged(card: Card, words: Words, today: date) -> Card:
    """The card with the stage that its status words mean; a word that means none is kept where it came from."""
    meant = {status: words.stage(status.word) for status in card.statuses}
    stage = furthest(found for found in meant.values() if found in STAGES)
    kept = [status for status, found in meant.items() if found not in STAGES]
    customer = {**card.customer, "stage": stage} if stage else dict(card.customer)
    own = dict(card.own)
    for status in kept:
        _keep(status, customer, own)
    card = replace(card, customer=customer, own=own)
    since = _bought_on(card, today) if stage == "onboarding" else ""
    if not since:
        return card
    stage, since = by_date(stage, since, today, words.rules)
    return replace(card, customer={**customer, "stage": stage}, since=since)


def _bought_on(card: Card, today: date) -> str:
    """The day of the deal, if the card tells one that has been; else the last contact's, which was no earlier."""
    won = [item.at[:10] for item in card.interactions if item.outcome == "won"]
    for day in (card.dealt, max(won, default=""), max((item.at[:10] for item in card.interactions), default="")):
        if day and day <= today.isoformat():
            return day
    return ""


def _keep(status: CardStatus, customer: dict[str, str], own: dict[str, str]) -> None:
    """A word that is no stage, in the customer's field `status` where the header means that too, else as an own field."""
    record, name = (customer, "status") if status.also_status else (own, status.header)
    record.setdefault(name, status.word)
