"""Options of a command that are made from the list of fields."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import typer

from salescli.core.records.fields import Field


def with_fields(fields: Sequence[Field], *taken: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command an option for each field of the model, in place of its `**given` parameter."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        signature = inspect.signature(function)
        kept = [p for p in signature.parameters.values() if p.kind is not inspect.Parameter.VAR_KEYWORD]
        added = [_option(f) for f in fields if f.name not in taken]
        positional = [p for p in kept if not isinstance(p.default, typer.models.OptionInfo)]
        rest = [p for p in kept if p not in positional]
        function.__signature__ = signature.replace(parameters=[*positional, *rest, *added])  # type: ignore[attr-defined]
        return function

    return decorate


def _option(f: Field) -> inspect.Parameter:
    names = [f"--{name.replace('_', '-')}" for name in (f.name, *f.aliases)]
    if f.name == "office_phone":
        names.append("--phone")
    kind: Any = list[str] if f.kind == "channel" else str
    default = typer.Option(None, *names)
    return inspect.Parameter(f.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
