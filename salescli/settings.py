"""Settings and rules, read from their files and kept compiled, so that YAML is read only after a change."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salescli import files
from salescli.config import Config, read_config
from salescli.core.errors import CannotDo
from salescli.core.rules.kept import to_json
from salescli.core.text import Text

if TYPE_CHECKING:
    from salescli.core.rules.reader import RuleProblem
    from salescli.core.rules.rule import Rules


def settings(config: Path, data: Path, *, keep: bool) -> dict[str, Any]:
    """The settings of config.yaml and the rules in force, as plain values: `config`, `rules`, `problems`, and a `digest` of the
    rules that days are worked out from. `keep`: whether what was read may be kept, in the folder of the data.
    """
    own, shipped = files.yaml_files(data / "rules"), files.yaml_files(files.PACKAGE / "rules")
    sources = [config, data / "rules", *shipped, *own, *_makers()]

    def build() -> dict[str, Any]:
        found = read_config(files.read_yaml(config), str(config)) if config.exists() else Config()
        rules, problems = load_rules([*shipped, *own])
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
    return hashlib.blake2b(json.dumps(plain, ensure_ascii=False).encode(), digest_size=12).hexdigest()


def load_rules(paths: Sequence[Path]) -> tuple[Rules, list[RuleProblem]]:
    """The rules of these files, and what is wrong with them."""
    from salescli.core.rules.reader import RuleProblem
    from salescli.core.rules.reading import read_rules

    entries, problems = [], []
    for path in paths:
        try:
            entries.append((str(path), files.read_yaml(path)))
        except CannotDo as error:
            params = dict(error.params)
            problems.append(RuleProblem(str(path), int(str(params.get("line", 1))), error.key, params))
    rules, more = read_rules(entries)
    return rules, problems + more


def problem_text(file: str, line: int, key: str, params: dict[str, object]) -> Text:
    """What is wrong in a rule file, in words, with file and line."""
    what = Text(f"error.{key}", params)
    if "file" in params:  # what could not be read at all names its place itself
        return what
    return Text("rules.problem", {"file": file, "line": line, "what": what})
