"""Rules and stages as values, and how they are read from entries: data for the named functions of `kinds`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from salescli.core.model import GRADES, LANGUAGES, OUTCOMES, STAGES
from salescli.core.when import Span, read_length, read_range, read_span

if TYPE_CHECKING:
    from salescli.core.entry import Entry
    from salescli.core.rules.standards import Standard

KINDS = ("cadence", "after", "retry", "waiting", "promise", "value")
STANDARDS = ("stale", "required")
"""Kinds of rule that never speak on the call list: what we want to know of customers (`standards`)."""
WHEN = ("stage", "grade", "tag", "type", "source", "owner", "country")
NO_GRADE = "none"
AT_ONCE = Span(0, "d")
SOME_DAY = date(2001, 1, 1)
"""From which lengths of time are compared."""
NOTHING: Mapping[str, Any] = MappingProxyType({})
_COMMON = frozenset({"kind", "points", "when", "aim"})
_KEYS = {
    "cadence": frozenset({"every"}),
    "after": frozenset({"event", "within", "until", "since", "for"}),
    "retry": frozenset({"after", "channel_from", "let_go"}),
    "waiting": frozenset({"event"}),
    "promise": frozenset[str](),
    "value": frozenset({"times"}),
}
_REQUIRED = {
    "cadence": ("every", "points"), "after": ("event", "within", "points"), "retry": ("after", "points"),
    "waiting": ("event", "points"), "promise": ("points",), "value": ("times",),
}  # fmt: skip
_CLOSED: dict[str, dict[str, tuple[str, ...]]] = {
    "after": {"event": ("first_contact", "added", *OUTCOMES), "until": ("touch", "reached"), "since": ("event", "open")},
    "waiting": {"event": ("asked", "complaint")},
}


class Rule(NamedTuple):
    """One rule of a rule file. `window` is its a..b; `lasts` how long an event is followed up (None: without end).

    `steps` are a retry's waits, `times` the factors of kind value by grade.
    """

    name: str
    kind: str
    points: float = 0.0
    when: Mapping[str, tuple[str, ...]] = NOTHING
    aim: Mapping[str, str] = NOTHING
    window: tuple[Span, Span] = (AT_ONCE, AT_ONCE)
    event: str = ""
    until: str = "touch"
    since: str = "event"
    lasts: Span | None = None
    steps: tuple[Span, ...] = ()
    channel_from: int = 0
    let_go_tries: int = 0
    let_go_for: Span = AT_ONCE
    times: Mapping[str, float] = NOTHING
    file: str = ""
    line: int = 0


class Stage(NamedTuple):
    """What stages.yaml says of one stage: label and aim by language, where outcomes and time move a customer."""

    name: str
    label: Mapping[str, str] = NOTHING
    aim: Mapping[str, str] = NOTHING
    moves: Mapping[str, str] = NOTHING
    moves_after_won: Mapping[str, str] = NOTHING
    then: tuple[str, Span] | None = None


class Rules(NamedTuple):
    """All rules in force by name, and the stages; `fingerprint` changes when any of them does.

    `wanted` is what we want to know of customers, as plain values that `standards.of` reads, `phrases` what is read in a
    note, for a `Lexicon`: the call list has no use for either, and is not to wait for them.
    """

    rules: Mapping[str, Rule]
    stages: Mapping[str, Stage]
    fingerprint: str = ""
    wanted: Mapping[str, Any] = NOTHING
    phrases: Mapping[str, str] = NOTHING


class Problem(NamedTuple):
    """What is wrong in a rule file: a locale key with its parameters, and where it stands."""

    file: str
    line: int
    key: str
    params: dict[str, object]


T = TypeVar("T")


class _Reader:
    """Reads one file's entries; problems are collected, so that `rules check` can list them all."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def wrong(self, entry: Entry, key: str, **params: object) -> None:
        self.problems.append(Problem(self.file, entry.line, key, params))

    def known(self, entry: Entry, allowed: Iterable[str], what: str) -> dict[str, Entry]:
        """The entries of a map whose keys are allowed; the others become problems."""
        allowed = tuple(allowed)
        if not isinstance(entry.value, dict):
            self.wrong(entry, "rules_not_a_map", what=what)
            return {}
        for name in entry.value:
            if name not in allowed:
                self.wrong(entry.value[name], "rules_unknown", what=what, name=name, known=", ".join(sorted(allowed)))
        return {name: item for name, item in entry.value.items() if name in allowed}

    def parsed(self, entry: Entry, read: Callable[[str], T], default: T) -> T:
        if not isinstance(entry.value, str):
            self.wrong(entry, "rules_not_plain")
            return default
        try:
            return read(entry.value)
        except (ValueError, OverflowError):
            self.wrong(entry, "rules_wrong_value", value=entry.text())
            return default

    def one_of(self, entry: Entry, allowed: tuple[str, ...], what: str) -> str:
        if not isinstance(entry.value, str):
            self.wrong(entry, "rules_not_plain")
        elif entry.value not in allowed:
            self.wrong(entry, "rules_unknown", what=what, name=entry.value, known=", ".join(allowed))
        return entry.text()

    def several(self, entry: Entry) -> tuple[Entry, ...]:
        """A plain value, or a list of them that isn't empty."""
        found = tuple(entry.value) if isinstance(entry.value, list) else (entry,)
        if found and all(isinstance(item.value, str) for item in found):
            return found
        self.wrong(entry, "rules_not_plain_or_list")
        return ()

    def words(self, entry: Entry) -> dict[str, str]:
        """A string, or a map by language, as a map by language; "" stands for any language."""
        if isinstance(entry.value, dict):
            known = self.known(entry, LANGUAGES, "language").items()
            return {name: self.parsed(item, str, "") for name, item in known}
        return {"": self.parsed(entry, str, "")}

    def span(self, entry: Entry) -> Span:
        return self.parsed(entry, read_span, Span(0, "d"))

    def number(self, entry: Entry) -> float:
        return self.parsed(entry, _points, 0.0)

    def when(self, entry: Entry) -> dict[str, tuple[str, ...]]:
        conditions = {}
        closed = {"stage": STAGES, "grade": (*GRADES, NO_GRADE)}
        for name, item in self.known(entry, WHEN, "when").items():
            values = self.several(item)
            conditions[name] = tuple(value.text().casefold() for value in values)
            for value in values if name in closed else ():
                self.one_of(value, closed[name], name)
        return conditions

    def rule(self, name: str, entry: Entry) -> Rule | None:
        items = entry.items()
        kind = items["kind"].text() if "kind" in items else ""
        if kind not in KINDS:
            self.wrong(items.get("kind", entry), "rules_unknown", what="kind", name=kind, known=", ".join((*KINDS, *STANDARDS)))
            return None
        items = self.known(entry, _allowed(kind), f"{name} ({kind})")
        missing = [key for key in _REQUIRED[kind] if key not in items]
        if missing:
            self.wrong(entry, "rules_missing", name=name, missing=", ".join(missing))
            return None
        values: dict[str, Any] = {"name": name, "kind": kind, "file": self.file, "line": entry.line}
        for key, item in items.items():
            values.update(self._value(kind, key, item))
        rule = Rule(**values)
        if rule.lasts and rule.lasts.add_to(SOME_DAY) <= rule.window[0].add_to(SOME_DAY):
            self.wrong(items["for"], "rules_for_short", name=name, value=items["for"].text())
        return rule

    def _value(self, kind: str, key: str, item: Entry) -> dict[str, Any]:
        if key in _CLOSED.get(kind, {}):
            return {key: self.one_of(item, _CLOSED[kind][key], key)}
        if key in ("every", "within"):
            return {"window": self.parsed(item, read_range, (Span(0, "d"), Span(0, "d")))}
        if key == "points":
            return {"points": self.number(item)}
        if key == "times":
            grades = self.known(item, (*GRADES, NO_GRADE), key)
            return {"times": {grade: self.number(factor) for grade, factor in grades.items()}}
        if key == "for":
            return {"lasts": self.parsed(item, read_length, None)}
        if key == "after":
            return {"steps": tuple(self.span(step) for step in self.several(item))}
        if key == "let_go":
            return self._let_go(item)
        if key == "channel_from":
            return {"channel_from": self.parsed(item, _count, 0)}
        if key == "when":
            return {"when": self.when(item)}
        return {"aim": self.words(item)} if key == "aim" else {}

    def _let_go(self, item: Entry) -> dict[str, Any]:
        items = self.known(item, ("tries", "for"), "let_go")
        if len(items) < 2:
            self.wrong(item, "rules_missing", name="let_go", missing="tries, for")
            return {}
        return {"let_go_tries": self.parsed(items["tries"], _count, 0), "let_go_for": self.span(items["for"])}

    def stage(self, name: str, entry: Entry) -> Stage:
        items = self.known(entry, ("label", "aim", "moves", "moves_after_won", "then"), name)
        moves = {key: self._moves(items[key]) if key in items else {} for key in ("moves", "moves_after_won")}
        words = {key: self.words(items[key]) if key in items else {} for key in ("label", "aim")}
        then = self._then(items["then"]) if "then" in items else None
        return Stage(name, words["label"], words["aim"], moves["moves"], moves["moves_after_won"], then)

    def _moves(self, entry: Entry) -> dict[str, str]:
        return {key: self.one_of(item, STAGES, key) for key, item in self.known(entry, OUTCOMES, "moves").items()}

    def _then(self, entry: Entry) -> tuple[str, Span] | None:
        found = [(target, self.span(item)) for target, item in self.known(entry, STAGES, "then").items()]
        if len(found) > 1:
            self.wrong(entry, "rules_then_several")
        return found[0] if found else None


def _allowed(kind: str) -> frozenset[str]:
    """The keys of a kind; a factor has no points of its own."""
    return (_COMMON - {"points", "aim"} if kind == "value" else _COMMON) | _KEYS[kind]


def _points(text: str) -> float:
    number = float(text)
    if not 0 <= number <= 10_000:
        raise ValueError(text)
    return number


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 1000:
        raise ValueError(text)
    return number


def read_rules(files: Iterable[tuple[str, Entry]]) -> tuple[Rules, list[Problem]]:
    """All files (name, entries) in order, a later rule replacing an earlier one of its name; `NAME: off` removes it."""
    from salescli.core.language.phrases import PHRASES_FILE, Phrase, laid_out, read_phrases
    from salescli.core.rules.standards import CODES_FILE, plain, read_codes

    rules: dict[str, Rule | Standard] = {}
    stages: dict[str, Stage] = {name: Stage(name) for name in STAGES}
    codes: dict[str, Any] = {}
    phrases: list[Phrase] = []
    problems: list[Problem] = []
    for file, entry in files:
        reader = _Reader(file)
        name = file.replace("\\", "/").rpartition("/")[2]
        if name == "stages.yaml":
            for stage, item in reader.known(entry, STAGES, "stages").items():
                stages[stage] = _over(stages[stage], reader.stage(stage, item))
        elif name == CODES_FILE:
            codes.update(read_codes(reader, entry))
        elif name == PHRASES_FILE:
            phrases += read_phrases(reader, entry)
        elif not isinstance(entry.value, dict):
            reader.wrong(entry, "rules_not_a_map", what="file")
        else:
            _read_file(reader, entry.value, rules)
        problems += reader.problems
    ranked = {name: rule for name, rule in rules.items() if isinstance(rule, Rule)}
    wanted = plain((rules[name] for name in rules if name not in ranked), codes)
    return Rules(ranked, stages, wanted=wanted, phrases=laid_out(phrases)), problems


def _read_file(reader: _Reader, entries: dict[str, Entry], rules: dict[str, Rule | Standard]) -> None:
    from salescli.core.rules.standards import read_standard

    for name, item in entries.items():
        if item.text() == "off":
            rules.pop(name, None)
            continue
        kind = item.items()["kind"].text() if "kind" in item.items() else ""
        rule = read_standard(reader, name, item) if kind in STANDARDS else reader.rule(name, item)
        if rule is not None:
            rules[name] = rule


def _over(old: Stage, new: Stage) -> Stage:
    """The new stage, with what it leaves out taken from the old one."""
    return Stage(
        new.name,
        new.label or old.label,
        new.aim or old.aim,
        new.moves or old.moves,
        new.moves_after_won or old.moves_after_won,
        new.then or old.then,
    )


def to_json(rules: Rules) -> dict[str, Any]:
    """Plain values that JSON can keep; `from_json` is its inverse."""
    return {
        "rules": [_plain(rule) for rule in rules.rules.values()],
        "stages": [_plain(stage) for stage in rules.stages.values()],
        "wanted": dict(rules.wanted),
        "phrases": dict(rules.phrases),
    }


def _plain(row: Iterable[Any]) -> list[Any]:
    return [dict(value) if isinstance(value, Mapping) else value for value in row]


def from_json(kept: dict[str, Any], fingerprint: str = "") -> Rules:
    """Rules from what `to_json` made of them, after a trip through JSON (tuples come back as lists)."""
    rules = [_rule(dict(zip(Rule._fields, row, strict=True))) for row in kept["rules"]]
    stages = [_stage(dict(zip(Stage._fields, row, strict=True))) for row in kept["stages"]]
    wanted, phrases = kept.get("wanted", NOTHING), kept.get("phrases", NOTHING)
    return Rules({rule.name: rule for rule in rules}, {stage.name: stage for stage in stages}, fingerprint, wanted, phrases)


def _stage(row: dict[str, Any]) -> Stage:
    then = row.pop("then")
    return Stage(**row, then=(then[0], Span(*then[1])) if then else None)


def _rule(row: dict[str, Any]) -> Rule:
    first, last = row["window"]
    row["window"] = (Span(*first), Span(*last))
    row["steps"] = tuple(Span(*step) for step in row["steps"])
    row["let_go_for"] = Span(*row["let_go_for"])
    row["lasts"] = Span(*row["lasts"]) if row["lasts"] else None
    row["when"] = {key: tuple(values) for key, values in row["when"].items()}
    return Rule(**row)


def by_language(words: Mapping[str, str], language: str) -> str:
    """The text for `language`, else the one for any language, else English, else any at all."""
    return words.get(language) or words.get("") or words.get("en") or next(iter(words.values()), "")
