"""Settings and rules, read from their files and kept compiled, so that YAML is read only after a change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from salescli import files
from salescli.calendars import OWN, SHIPPED, days_off, own_files, shipped_bytes
from salescli.config import Config, read_config
from salescli.core.errors import CannotDo
from salescli.core.rules.kept import to_json
from salescli.core.text import Text

if TYPE_CHECKING:
    from salescli.core.entry import Node
    from salescli.core.rules.reader import RuleProblem
    from salescli.core.rules.rule import Rules
    from salescli.core.talk.template import Template
    from salescli.core.talk.track import Track

T = TypeVar("T")


def settings(config: Path, data: Path, *, keep: bool) -> dict[str, Any]:
    """The settings of config.yaml and the rules in force, as plain values: `config`, `rules`, `problems`, and a `digest` of the
    rules that days are worked out from. `keep`: whether what was read may be kept, in the folder of the data.
    """
    own, shipped = files.yaml_files(data / "rules"), files.yaml_files(files.PACKAGE / "rules")
    events = own_files(data / "rules")
    sources = [config, data / "rules", *shipped, *own, *events, files.PACKAGE / SHIPPED, *_makers()]

    def build() -> dict[str, Any]:
        found = read_config(files.read_yaml(config), str(config)) if config.exists() else Config()
        rules, problems = load_rules([*shipped, *own, *events])
        plain = to_json(rules)
        return {"config": found._asdict(), "rules": plain, "digest": _digest(rules), "problems": list(map(list, problems))}

    return files.compiled(data / ".compiled.json", sources, build, keep=keep)  # type: ignore[no-any-return]


def _makers() -> list[Path]:
    """The modules that make the compiled form of settings and rules."""
    core = files.PACKAGE / "core"
    folders = (core / "rules", core / "rules" / "kinds")
    return [Path(__file__), core / "language" / "phrases.py", *(path for one in folders for path in files.files_of(one, ".py"))]


def _digest(rules: Rules) -> str:
    """Of what days are worked out from: not of what is wanted to be known, or how notes are read."""
    import hashlib
    import json

    plain = to_json(rules._replace(wanted={}, phrases={}))
    of_all = json.dumps(plain, ensure_ascii=False).encode() + shipped_bytes()
    return hashlib.blake2b(of_all, digest_size=12).hexdigest()


def load_rules(paths: Sequence[Path]) -> tuple[Rules, list[RuleProblem]]:
    """The rules of these files, and what is wrong with them."""
    from salescli.core.rules.reading import read_rules

    return _load(paths, read_rules)


def _load(
    paths: Sequence[Path], read: Callable[[list[tuple[str, Node]]], tuple[T, list[RuleProblem]]]
) -> tuple[T, list[RuleProblem]]:
    """What `read` makes of these files, and what is wrong with them; one that can't be read is left out."""
    from salescli.core.rules.reader import RuleProblem

    entries, problems = [], []
    for path in paths:
        try:
            entries.append((str(path), _entries(path)))
        except CannotDo as error:
            params = dict(error.params)
            problems.append(RuleProblem(str(path), int(str(params.get("line", 1))), error.key, params))
    found, more = read(entries)
    return found, problems + more


TALK, TEMPLATES = "talk", "templates"
"""Folders of the rep's data with talk tracks and with templates."""
_SHIPPED = {TALK: "talk", TEMPLATES: "drafts"}


def sayings(data: Path) -> dict[str, Any]:
    """The talk tracks and templates in force, as plain values that `core.talk.kept` reads: `tracks`, `templates`, `problems`."""
    core = files.PACKAGE / "core"
    makers = [Path(__file__), core / "model.py", core / "rules" / "reader.py", *files.files_of(core / "talk", ".py")]
    sources = [*makers, *(data / folder for folder in _SHIPPED), *_files_of(data, TALK), *_files_of(data, TEMPLATES)]

    def build() -> dict[str, Any]:
        from salescli.core.talk.kept import to_json as plain

        (tracks, wrong), (templates, wrong_too) = load_tracks(_files_of(data, TALK)), load_templates(_files_of(data, TEMPLATES))
        return {"tracks": plain(tracks.values()), "templates": plain(templates.values()),
                "problems": [list(one) for one in (*wrong, *wrong_too)]}  # fmt: skip

    return files.kept("sayings", sources, build)  # type: ignore[no-any-return]


def _files_of(data: Path, folder: str) -> list[Path]:
    """The files that ship, and behind them the rep's own."""
    return [*shipped(folder), *files.yaml_files(data / folder)]


def shipped(folder: str) -> list[Path]:
    """The files of talk tracks or of templates that ship."""
    return files.yaml_files(files.PACKAGE / _SHIPPED[folder])


def load_tracks(paths: Sequence[Path]) -> tuple[dict[str, Track], list[RuleProblem]]:
    """The talk tracks of these files, and what is wrong with them."""
    from salescli.core.talk.reading import read_tracks

    return _load(paths, read_tracks)


def load_templates(paths: Sequence[Path]) -> tuple[dict[str, Template], list[RuleProblem]]:
    """The same for templates of messages."""
    from salescli.core.talk.reading import read_templates

    return _load(paths, read_templates)


def _entries(path: Path) -> Node:
    """What a file says; a calendar file, as holidays.yaml would."""
    country = OWN.fullmatch(path.name)
    if not country:
        return files.read_yaml(path)
    from salescli.core.entry import Node

    days = [Node(day, 1) for day in days_off(path)]
    return Node({country[1]: Node({"off": Node(days, 1)}, 1)}, 1)


def problem_text(file: str, line: int, key: str, params: dict[str, object]) -> Text:
    """What is wrong in a rule file, in words, with file and line."""
    what = Text(f"error.{key}", params)
    if "file" in params:  # what could not be read at all names its place itself
        return what
    return Text("rules.problem", {"file": file, "line": line, "what": what})
