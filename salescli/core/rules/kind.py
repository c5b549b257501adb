"""What a kind of rule declares of itself, and the sorts of values that its keys take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from salescli.core.model import GRADES
from salescli.core.rules.rule import NO_GRADE, Rule
from salescli.core.when import Span, read_length, read_range

if TYPE_CHECKING:
    from salescli.core.entry import Node
    from salescli.core.ranking.action import Gate
    from salescli.core.ranking.facts import Facts
    from salescli.core.ranking.window import Window
    from salescli.core.rules.reader import Reader
    from salescli.core.text import Text

AT_ONCE = Span(0, "d")
Silence = Callable[["Facts", date, "date | None"], bool]
"""Whether something silences a rule of the kind on a day; the last is the day on which it is over, if there is one."""


class Key:
    """A key of a kind: how its value is read, what it is where none is given, and what it was before JSON kept it.

    `shown`: the value as `crm rules list` has it, for a key that says when the rule speaks.
    """

    __slots__ = ("back", "default", "read", "shown")

    def __init__(
        self,
        read: Callable[[Reader, Node, str], Any],
        default: Any = None,
        back: Callable[[Any], Any] | None = None,
        shown: Callable[[Any], str] | None = None,
    ) -> None:
        self.read = read
        self.default = default
        self.back = back
        self.shown = shown


def one_of(*allowed: str, default: str = "") -> Key:
    """A value of a closed list."""
    return Key(lambda reader, entry, name: reader.one_of(entry, allowed, name), default)


def span_back(kept: list[Any]) -> Span:
    """A length of time that JSON kept."""
    return Span(*kept)


def _spans_back(kept: list[list[Any]]) -> tuple[Span, ...]:
    return tuple(Span(*each) for each in kept)


RANGE = Key(
    lambda reader, entry, _: reader.parsed(entry, read_range, (AT_ONCE, AT_ONCE)),
    back=_spans_back,
    shown=lambda spans: "..".join(span.text() for span in spans),
)
"""From so long to so long: two spans."""
LENGTH = Key(lambda reader, entry, _: reader.parsed(entry, read_length, None), back=span_back, shown=Span.text)
"""A span that is longer than nothing."""
STEPS = Key(
    lambda reader, entry, _: tuple(reader.span(step) for step in reader.several(entry)),
    back=_spans_back,
    shown=lambda spans: ", ".join(span.text() for span in spans),
)
"""One span or several, one after the other."""
COUNT = Key(lambda reader, entry, _: reader.count(entry), 0)
"""How many times."""


def _share(text: str) -> float:
    """How much of something: from 0, nothing, to 1."""
    share = float(text)
    if not 0 <= share <= 1:
        raise ValueError(text)
    return share


SHARE = Key(lambda reader, entry, _: reader.parsed(entry, _share, 0.0), 0.0)
"""From 0 to 1."""


def _factors(reader: Reader, entry: Node, name: str) -> dict[str, float]:
    return {grade: reader.number(factor) for grade, factor in reader.known(entry, (*GRADES, NO_GRADE), name).items()}


FACTORS = Key(_factors)
"""A factor for each grade."""


class Said(NamedTuple):
    """Why a rule speaks: a phrase, what is said aside, and what the next contact is for where that is a matter of the
    customer's rather than of the rule's. `tells_aim`: the phrase says that already. `move`: what to do another way than
    before, such as to call another `person` there.
    """

    phrase: Text
    aside: Text | None = None
    aim: str = ""
    tells_aim: bool = False
    move: str = ""


def always(*names: str) -> Mapping[str, Silence]:
    """Silenced as long as these hold."""
    return dict.fromkeys(names, whenever)


def whenever(facts: Facts, day: date, until: date | None) -> bool:
    """As long as it holds."""
    return True


class Kind:
    """A kind of rule: everything that is to be known of it stands in its declaration.

    `keys` are those that it alone has, `required` those of them that a rule must have. One with a `window` speaks on the
    call list, `why` in these words; one with a `factor` multiplies the points of the others; one with neither says what
    we want to know of customers (`standards`).

    `must`: it is listed whatever the day's capacity, and no factor counts. `silenced_by`: the gates, and the kinds with a
    window for the customer, during which it does not speak; nobody speaks to a customer who must not be contacted. `gate`:
    what keeps the customer off the list because of this rule. `alone`: of several rules that hold, only the one with the
    most points speaks, of equals the first by name. `holds_stage`: while it is overdue, time moves nobody to another stage.
    `check`: what is wrong with a rule as a whole. `on_day`: the window as it is on a day, for a kind that speaks again by the
    calendar, without a new fact; `window` is then its first. Its customers are read for every list, but for one with a
    `lead`, the days ahead of a day that a rule speaks: they are found by the days that records tell of them, and where the day is
    `common`, everybody's, on its days alone. `promised`: it speaks for the earliest promise, so that beside its day what was
    promised says all. `idle`: facts of which no rule of the kind can say anything; most customers are soon done with by it.
    """

    __slots__ = ("alone", "check", "common", "factor", "gate", "holds_stage", "idle", "keys", "lead", "must", "name", "on_day",
                 "promised", "required", "silenced_by", "why", "window")  # fmt: skip

    def __init__(
        self,
        name: str,
        keys: Mapping[str, Key],
        required: tuple[str, ...] = (),
        *,
        window: Callable[[Rule, Facts], Window | None] | None = None,
        on_day: Callable[[Rule, Facts, date], Window | None] | None = None,
        why: Callable[[Rule, Facts, Window, date], Said] | None = None,
        factor: Callable[[Rule, Facts], float | None] | None = None,
        must: bool = False,
        silenced_by: Mapping[str, Silence] = always("snoozed"),
        gate: Callable[[Rule, Facts, Window, date], Gate | None] | None = None,
        alone: bool = False,
        holds_stage: bool = False,
        promised: bool = False,
        idle: Callable[[Facts], bool] | None = None,
        lead: Callable[[Rule], int] | None = None,
        common: Callable[[Rule, date, date], bool] | None = None,
        check: Callable[[Reader, Rule, Mapping[str, Node]], None] | None = None,
    ) -> None:
        self.name = name
        self.keys = keys
        self.required = (*required, "points") if window else required
        self.window = window
        self.on_day = on_day
        self.why = why
        self.factor = factor
        self.must = must
        self.silenced_by = silenced_by
        self.gate = gate
        self.alone = alone
        self.holds_stage = holds_stage
        self.promised = promised
        self.idle = idle
        self.lead = lead
        self.common = common
        self.check = check

    @property
    def is_standard(self) -> bool:
        """Whether its rules never speak on the call list, nor change what others say there."""
        return self.window is None and self.factor is None

    @property
    def allowed(self) -> frozenset[str]:
        """The keys that a rule may have; only one that speaks has points of its own."""
        return frozenset(("kind", "when", *(("points", "aim") if self.window else ()), *self.keys))
