"""Reads what stages.yaml says of the stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salescli.core.model import OUTCOMES, STAGES
from salescli.core.rules.rule import Stage
from salescli.core.when import Span

if TYPE_CHECKING:
    from salescli.core.entry import Node
    from salescli.core.rules.reader import Reader

STAGES_FILE = "stages.yaml"


def read_stages(reader: Reader, entry: Node, stages: dict[str, Stage]) -> None:
    """Put the stages of one file in the place of those that are there."""
    for name, item in reader.known(entry, STAGES, "stages").items():
        stages[name] = _stage(reader, name, item).over(stages[name])


def _stage(reader: Reader, name: str, entry: Node) -> Stage:
    items = reader.known(entry, ("label", "aim", "moves", "moves_after_won", "then"), name)
    moves = {key: _moves(reader, items[key]) if key in items else {} for key in ("moves", "moves_after_won")}
    words = {key: reader.words(items[key]) if key in items else {} for key in ("label", "aim")}
    return Stage(name, **words, **moves, then=_then(reader, items["then"]) if "then" in items else None)


def _moves(reader: Reader, entry: Node) -> dict[str, str]:
    return {key: reader.one_of(item, STAGES, key) for key, item in reader.known(entry, OUTCOMES, "moves").items()}


def _then(reader: Reader, entry: Node) -> tuple[str, Span] | None:
    found = [(target, reader.span(item)) for target, item in reader.known(entry, STAGES, "then").items()]
    if len(found) > 1:
        reader.wrong(entry, "rules_then_several")
    return found[0] if found else None
