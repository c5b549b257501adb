"""Which outcome a note says: surely, where a known phrase is the clause that begins it, or likely (CONTRACT 4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from salescli.core.language.clauses import Clause, clauses
from salescli.core.language.lexicon import Found, Lexicon, ends, is_edge
from salescli.core.patterns import pattern

MOST_LIKELY = 2
"""Outcomes that are offered for one note, where none was surely read."""
_EVENTS = frozenset(("won", "lost", "proposal", "info"))
"""What has happened or has not: wanting or planning it is another thing."""
_OURS = frozenset(("proposal", "info"))
"""What we do: where it is they who say it, it may be somebody else's."""
_WHOSE = frozenset(("won", "positive", "proposal", "info", "answered"))
"""What somebody else may do as well, which is nothing to us."""
_GLAD = frozenset(("won", "positive"))
"""What a later `not` turns round."""
_ON_A_DAY = pattern("(?:on |before |this |next )?(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|周[一二三四五六日天末]|星期")
_DEEPEST = 6  # words before a phrase, and clauses of a note
_LONGEST_MORE = 60  # characters that may follow a phrase as what it is about
_HAN = "\u3400"
"""No character before it is Chinese."""
_SAYS = ("说", "讲", "话", "称", "表示", "反馈", "回复", "said", "says", "told")
_SUM = (
    "(?:rmb|cny|usd|us\\$|nt\\$|hk\\$|eur|gbp|[¥$€£])? ?"
    "(?:[0-9][0-9,.]*|[一二三四五六七八九十两几百千]+) ?[多几]?(?:[万亿千百kmw]|grand)?多?"
    "(?:块钱|[元块圆刀套台件箱吨个只单份平人年月张柜支瓶辆次]|units?|pcs|seats?|rmb|usd|eur|dollars?|%)?"
)
_SUM_BEGINS = frozenset("0123456789¥$€£一二三四五六七八九十两几百千rcunheg")
_NAME = r"(?:(?:mr|mrs|ms|dr|miss)\.? )?[A-Z][A-Za-z'-]+(?: [A-Z][a-z'-]+)?(?= )"


class Heard(NamedTuple):
    """What a note says: `outcome` surely (None: nothing), at most two others likely; `wrong_number`: it is nobody's."""

    outcome: str | None = None
    likely: tuple[str, ...] = ()
    wrong_number: bool = False


NOTHING = Heard()


class _Match(NamedTuple):
    """A phrase in a clause: from where to where, and what stood before it."""

    found: Found
    first: int
    last: int


def hear(note: str, lexicon: Lexicon) -> Heard:
    """What TEXT says of the outcome."""
    return hear_clauses(clauses(note, lexicon.spellings), lexicon)


def hear_clauses(said: Sequence[Clause], lexicon: Lexicon) -> Heard:
    """The same of a note that is in clauses already."""
    if not said:
        return NOTHING
    outcome, wrong = _surely(said, lexicon)
    return Heard(outcome, tuple(_likely(said, lexicon)) if outcome in (None, "answered") else (), wrong)


def sure_outcome(note: str, lexicon: Lexicon) -> str | None:
    """The outcome that TEXT surely says."""
    return hear(note, lexicon).outcome if note else None


# ---------------------------------------------------------------- surely


def _surely(said: Sequence[Clause], lexicon: Lexicon) -> tuple[str | None, bool]:
    """The first clause that says more than who was called or that they answered; one that says anything else ends it."""
    answered = None
    for place, clause in enumerate(said[:_DEEPEST]):
        match = _opening(clause, lexicon)
        if match is None:
            return answered, False
        outcome = match.found.outcome
        if outcome == "wrong_number":
            return "no_answer", True
        if outcome == "before":
            continue
        if outcome != "answered":
            return (None, False) if _goes_on(said[place + 1 :], outcome, lexicon) else (outcome, False)
        answered = outcome
    return answered, False


def _opening(clause: Clause, lexicon: Lexicon) -> _Match | None:
    """The phrase that is the whole clause, but for who and when before it and what it is about behind it.

    Of several the longest, of equal ones the last: a firm's own come behind those that ship.
    """
    for part in _parts(clause):
        fitting = [match for match in _at_start(part, lexicon) if match.found.sure and _is_whole(part, match, lexicon)]
        if fitting:
            return max(reversed(fitting), key=lambda match: (match.last, match.found.outcome == "wrong_number"))
        if _is_lead(part, lexicon):
            return _Match(_LEAD, 0, len(part.text))
    return None


_LEAD = Found("before", True, (), True)


def _parts(clause: Clause) -> tuple[Clause, ...]:
    """A clause, and what stands in it before a space between Chinese words."""
    words = clause.original.split(maxsplit=1)
    if len(words) < 2 or (words[0][-1] < _HAN and words[1][0] < _HAN):
        return (clause,)
    length = len(words[0])
    return clause, Clause(clause.text[:length], words[0])


def _at_start(clause: Clause, lexicon: Lexicon) -> Iterator[_Match]:
    """The phrases of a clause that begin it, or stand behind who, when and how."""
    places, seen = {0}, set[int]()
    for _ in range(_DEEPEST):
        places -= seen
        seen |= places
        behind: set[int] = set()
        for place in sorted(places):
            for found in lexicon.at(clause.text, place):
                last = ends(found, clause.text, place)
                if last < 0:
                    continue
                if found.outcome == "before":
                    behind.add(_past_space(clause.text, last))
                else:
                    yield _Match(found, place, last)
            behind.update(_past_name(clause, place, lexicon))
        places = behind
        if not places:
            return


def _past_space(text: str, place: int) -> int:
    return place + 1 if text[place : place + 1] == " " else place


def _past_name(clause: Clause, place: int, lexicon: Lexicon) -> Iterator[int]:
    """Where somebody's name ends that begins at a place: 王总, 小李, Dana Lee."""
    text = clause.text
    if text[place : place + 1] > _HAN:
        if text[place] in "小老阿" and text[place + 1 : place + 2] > _HAN:
            yield place + 2
        if text[place] in lexicon.words("surnames"):
            for size in (1, 2):
                for title in lexicon.words("titles"):
                    if text.startswith(title, place + size):
                        yield place + size + len(title)
    elif len(text) == len(clause.original) and (name := re.match(_NAME, clause.original[place:])):
        first = name[0].split(" ")[0].lower()
        if not any(first in lexicon.words(list_) for list_ in ("not", "others", "plan", "if", "question")):
            for end in {place + name.end(), place + len(first)}:
                yield _past_space(text, end)


def _is_lead(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether a clause says no more than who, when and how."""
    places, seen = {0}, set[int]()
    while places - seen:
        place = min(places - seen)
        seen.add(place)
        if place >= len(clause.text):
            return True
        for found in lexicon.at(clause.text, place):
            if found.outcome == "before" and (last := ends(found, clause.text, place)) >= 0:
                places.add(_past_space(clause.text, last))
        places.update(_past_name(clause, place, lexicon))
    return False


def _is_whole(clause: Clause, match: _Match, lexicon: Lexicon) -> bool:
    """Whether what follows a phrase in its clause leaves it what it is."""
    outcome, before, rest = match.found.outcome, clause.text[: match.first], clause.text[match.last :].strip()
    if outcome in _OURS and any(word in before for word in _SAYS):
        return False
    if outcome != "asked" and (clause.mark == "?" or lexicon.asks(clause.text, rest) or lexicon.has(clause.text, "if")):
        return False
    rest = _without_usual(rest, lexicon)
    if not rest or lexicon.starts(rest, "reason"):
        return True
    return match.found.open and len(rest) <= _LONGEST_MORE and not _turned_behind(outcome, rest, lexicon)


def _turned_behind(outcome: str, rest: str, lexicon: Lexicon) -> bool:
    if lexicon.has(rest, "but") or lexicon.undone(rest):
        return True
    if outcome == "refused" and _turned_refusal(rest, lexicon):
        return True
    return outcome in _GLAD and lexicon.has(rest, "not")


def _turned_refusal(rest: str, lexicon: Lexicon) -> bool:
    """Not interested in something, or not to be called on a day."""
    return bool(_ON_A_DAY.match(rest)) or (rest.startswith("in ") and not lexicon.starts(rest[3:], "whole"))


def _without_usual(rest: str, lexicon: Lexicon) -> str:
    """What is left without 了, an amount, and other words that may follow any phrase."""
    while rest:
        usual = max(
            (word for word in lexicon.words("after") if rest.startswith(word) and is_edge(rest, len(word))),
            key=len,
            default="",
        )
        amount = re.match(_SUM, rest) if rest[0] in _SUM_BEGINS else None
        size = max(len(usual), amount.end() if amount and is_edge(rest, amount.end()) else 0)
        if not size:
            return rest
        rest = rest[size:].strip()
    return ""


def _goes_on(later: Sequence[Clause], outcome: str, lexicon: Lexicon) -> bool:
    """Whether the note turns round behind the phrase: but, later, and then another outcome."""
    for clause in later[:_DEEPEST]:
        if lexicon.starts(clause.text, "but"):
            return any(
                match.found.outcome not in (outcome, "before", "answered") for match in _anywhere(clause, lexicon)
            )
    return False


# ---------------------------------------------------------------- likely


def _likely(said: Sequence[Clause], lexicon: Lexicon) -> list[str]:
    """Outcomes near to what a note says, the nearest first."""
    best: dict[str, tuple[int, int, int]] = {}
    for place, clause in enumerate(said[: 2 * _DEEPEST]):
        for match in _anywhere(clause, lexicon):
            outcome = match.found.outcome
            rank = (-_weight(clause, match, lexicon), place, match.first - match.last)
            if rank[0] and outcome not in ("before", "answered") and rank < best.get(outcome, (0, 0, 0)):
                best[outcome] = rank
    return sorted(best, key=lambda outcome: (best[outcome], outcome))[:MOST_LIKELY]


def _anywhere(clause: Clause, lexicon: Lexicon) -> Iterator[_Match]:
    """Sure phrases where a clause begins, likely ones at every word."""
    yield from (
        match for match in _at_start(clause, lexicon) if match.found.sure and match.found.outcome != "wrong_number"
    )
    for place in range(len(clause.text)):
        if is_edge(clause.text, place):
            for found in lexicon.at(clause.text, place):
                if not found.sure and (last := ends(found, clause.text, place)) >= 0:
                    yield _Match(found, place, last)


def _weight(clause: Clause, match: _Match, lexicon: Lexicon) -> int:
    """How near a phrase is to be surely meant: 3 the whole clause, 2 a part of it, 0 where it is turned round."""
    if match.found.sure and _is_whole(clause, match, lexicon):
        return 3
    return 0 if _is_turned(clause, match, lexicon) else 2


def _is_turned(clause: Clause, match: _Match, lexicon: Lexicon) -> bool:
    outcome, before, behind = match.found.outcome, clause.text[: match.first], clause.text[match.last :].strip()
    if outcome != "asked" and (
        clause.mark == "?" or lexicon.asks(clause.text, behind) or lexicon.has(clause.text, "if")
    ):
        return True
    if lexicon.negated(before) or lexicon.undone(behind):
        return True
    if outcome in _WHOSE and lexicon.has(before, "others"):
        return True
    if outcome == "lost" and (before.endswith(tuple(lexicon.words("still"))) or lexicon.starts(behind, "us")):
        return True
    return outcome in _EVENTS and lexicon.has(before, "plan")
