"""Every kind of rule that there is, each in a module of its name; loaded when a rule of it is met."""

from __future__ import annotations

from importlib import import_module

from salescli.core.rules.kind import Kind

NAMES = ("cadence", "after", "retry", "waiting", "promise", "occasion", "signal", "play", "value", "stale", "required")


class _Kinds(dict[str, Kind]):
    """The kinds met so far: `crm today` has no use for those that no rule in force is of."""

    def __missing__(self, name: str) -> Kind:
        kind: Kind = import_module(f"{__name__}.{name}").KIND
        self[name] = kind
        return kind


KINDS = _Kinds()


def names() -> tuple[str, ...]:
    """The names of all kinds."""
    return tuple(dict.fromkeys((*NAMES, *KINDS)))
