"""The language a rep is spoken to in, and its words from locales/ (CONTRACT 1)."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from salescli import files, machine
from salescli.core.errors import WrongUsage
from salescli.core.i18n import language_of
from salescli.core.model import LANGUAGES
from salescli.core.spelling import did_you_mean
from salescli.core.text import by_language

if TYPE_CHECKING:
    from salescli.config import Config


def language_in_use(asked: str, config: Callable[[], Config]) -> str:
    """--lang, else SALESCLI_LANG, else the config's, else the locale's."""
    if asked := asked or os.environ.get("SALESCLI_LANG", ""):
        return _known(asked)
    with suppress(Exception):  # a broken config.yaml is told by whoever needs more of it than a language
        if found := config().language:
            return found
    return language_of(machine.locale())


def _known(asked: str) -> str:
    known = {language.lower(): language for language in LANGUAGES}.get(asked.lower().replace("_", "-"))
    if not known:
        near = did_you_mean(asked.replace("_", "-"), LANGUAGES)
        raise WrongUsage("language_unknown", value=asked, known=", ".join(LANGUAGES), near=near)
    return known


def messages(language: str, country: Callable[[], str]) -> dict[str, Any]:
    """What there is to say, the names of fields included; English days and times as Americans write them where they do."""
    found = files.load_json(f"locales/{language}.json")
    found.update(_field_labels(language))
    if language == "en" and _american(country):
        found.update(files.load_json("locales/en_US.json"))
    return found  # type: ignore[no-any-return]


def _field_labels(language: str) -> dict[str, str]:
    """What the fields are called, kept: to import their declarations takes longer than all else that a logged call does."""
    sources = [files.PACKAGE / "core" / "records" / name for name in ("customers.py", "contacts.py")]
    return files.kept(f"fields-{language}", sources, lambda: _declared(language))  # type: ignore[no-any-return]


def _declared(language: str) -> dict[str, str]:
    from salescli.core.records.fields import FIELDS

    return {f"field.{field.name}": field.label(language) for field in FIELDS}


def _american(country: Callable[[], str]) -> bool:
    """An English locale's country decides, else the book's."""
    tag = machine.locale().replace("-", "_")
    if tag.startswith("en_"):
        return tag.startswith("en_US")
    with suppress(Exception):  # a broken config.yaml is told by whoever needs more of it than this
        return country() == "US"
    return False


def stage_labels(stages: Sequence[Sequence[Any]], language: str) -> dict[str, str]:
    """What the stages of the compiled rules are called."""
    return {f"stage.{row[0]}": by_language(row[1], language) or row[0] for row in stages}


def english() -> dict[str, Any]:
    """What is said where a language lacks words."""
    return files.load_json("locales/en.json")  # type: ignore[no-any-return]
