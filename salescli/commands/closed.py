"""Closed values as people write them: their labels, and what to say where a word is none of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from salescli import files
from salescli.core.errors import WrongUsage
from salescli.core.model import CHOICES, LANGUAGES
from salescli.core.spelling import nearest
from salescli.core.text import Text, say
from salescli.run import Run

_LOCALES = tuple(f"locales/{language}.json" for language in LANGUAGES)
_KINDS = {*CHOICES, "place"}


def labels(run: Run, kind: str, key: str) -> set[str]:
    """A closed value's labels in all languages, casefolded."""
    if kind == "stage":
        return {label.casefold() for label in run.rules.stages[key].label.values()}
    return set(_labels().get(f"{kind}.{key}", ()))


@cache
def _labels() -> dict[str, list[str]]:
    sources = [files.PACKAGE / name for name in (*_LOCALES, "core/model.py")]
    return files.kept("labels", [*sources, Path(__file__)], _compiled)  # type: ignore[no-any-return]


def _compiled() -> dict[str, list[str]]:
    """The labels of all closed values but the stages, whose labels the rules may change."""
    found: dict[str, list[str]] = {}
    for name in _LOCALES:
        for key, label in files.load_json(name).items():
            if key.partition(".")[0] in _KINDS and isinstance(label, str) and label:
                found.setdefault(key, []).append(label.casefold())
    return found


def key_of(run: Run, kind: str, text: str) -> str:
    """The key of a closed value given as its key or a label of any language, or nothing."""
    word = text.strip().casefold()
    plain = word.replace(" ", "_").replace("-", "_")
    return next((key for key in CHOICES[kind] if plain == key.casefold() or word in labels(run, kind, key)), "")


def refusal(run: Run, kind: str, text: str, option: str = "") -> WrongUsage:
    """The error for a word that is no value of that kind: all values in the rep's language, and which of them was meant."""
    known = run.words(say("word.listed")).join(_called(run, kind, key) for key in CHOICES[kind])
    meant = next(_meant(run, kind, text), "")
    if meant:
        near: Text | str = say("word.means", text=text.strip(), meant=_shown(run, kind, meant))
    else:
        found = _nearest(run, kind, text)
        near = say("word.did_you_mean", near=_shown(run, kind, found)) if found else ""
    return WrongUsage("choice_unknown", option=option or kind, value=text, known=known, near=near)


def _called(run: Run, kind: str, key: str) -> str:
    """A value as the rep would type it: its label, or in English its key, which needs no quotes."""
    return key if run.language == "en" else run.words(say(f"{kind}.{key}")) if kind != "grade" else key


def _shown(run: Run, kind: str, key: str) -> Text | str:
    called = _called(run, kind, key)
    return called if called == key else Text("word.with_key", {"label": called, "key": key})


def _meant(run: Run, kind: str, text: str) -> Iterator[str]:
    """What a word of another kind comes to here: the stage that an outcome leads to, the outcome that leads to a stage."""
    moves = run.rules.stages["first_contact"].moves
    if kind == "stage":
        outcome = key_of(run, "outcome", text)
        yield from filter(None, (moves.get(outcome, ""),))
        yield from filter(None, (_status(text),))
    elif kind == "outcome":
        stage = key_of(run, "stage", text)
        yield from (outcome for outcome, leads_to in moves.items() if stage and leads_to == stage)


def _status(text: str) -> str:
    """The stage that other programs and spreadsheets call so: 意向, 谈判中, Unqualified."""
    from salescli.core.exchange.statuses import NO_STAGE, Words
    from salescli.importing.headers import status_words

    found = Words(status_words(), {}).stage(text)
    return "" if found == NO_STAGE else found


def _nearest(run: Run, kind: str, text: str) -> str:
    spelt = {word: key for key in CHOICES[kind] for word in (*labels(run, kind, key), key.casefold())}
    found = nearest(text.strip().casefold(), spelt, 1)
    return spelt[found[0]] if found else ""
