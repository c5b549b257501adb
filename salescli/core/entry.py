"""A value read from a YAML file together with the line it stands on, so that errors can name it."""

from __future__ import annotations

from typing import NamedTuple


class Node(NamedTuple):
    """`value` is a raw string, a list of entries, or a dict of entries; `line` counts from 1."""

    value: str | list[Node] | dict[str, Node]
    line: int

    def text(self) -> str:
        """The value as a string; empty for lists and maps."""
        return self.value if isinstance(self.value, str) else ""

    def texts(self) -> tuple[str, ...]:
        """One string, or a list of them, as a tuple."""
        if isinstance(self.value, list):
            return tuple(item.text() for item in self.value)
        return (self.text(),)

    def items(self) -> dict[str, Node]:
        """The map; empty for strings and lists."""
        return self.value if isinstance(self.value, dict) else {}
