"""Reports on an import: the fate of each row, and the sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from salescli.core.reports import Column, Report, Row
from salescli.core.text import Text, say

OUTCOMES = ("new", "joined", "same", "maybe", "rejected", "skipped")


class Fate(Protocol):
    """What became of one row."""

    @property
    def row(self) -> int: ...
    @property
    def outcome(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def why(self) -> tuple[Text, ...]: ...


class Source(Protocol):
    """What is said of the file that was read."""

    @property
    def form(self) -> str: ...
    @property
    def encoding(self) -> str: ...
    @property
    def delimiter(self) -> str: ...


def import_report(fates: Sequence[Fate]) -> Report:
    """Each row with its fate."""
    columns = (Column("row", fixed=True, right=True), Column("outcome"), Column("code", fixed=True), Column("name"),
               Column("why"))  # fmt: skip
    return Report("import", columns, tuple(_row(fate) for fate in fates))


def _row(fate: Fate) -> Row:
    why = say("as_is", text=fate.why) if fate.why else None
    data = {"row": fate.row, "outcome": fate.outcome, "code": fate.code or None, "name": fate.name or None, "why": why}
    style = "late" if fate.outcome in ("rejected", "maybe") else ""
    return Row(data, (fate.row, say(f"fate.{fate.outcome}"), fate.code, fate.name, why), style=style)


def summary(
    counts: Mapping[str, int], source: Source, *, dry_run: bool, rejected: str, skipped_rows: int
) -> tuple[Text, ...]:
    """How many rows became what, how the file was read, where the rejected ones are, and how to take it back."""
    sums = tuple(say(f"import.count.{name}", n=counts[name]) for name in OUTCOMES if counts.get(name))
    lines = [say("import.sums", n=sum(counts.values()), sums=sums) if sums else say("import.nothing")]
    lines.append(say("import.read_as", form=source.form, encoding=source.encoding))
    if skipped_rows:
        lines.append(say("import.blank", n=skipped_rows))
    if rejected:
        lines.append(say("import.rejected_file", file=rejected))
    if dry_run:
        lines.append(say("import.dry_run"))
    elif counts.get("new") or counts.get("joined") or counts.get("maybe"):
        lines.append(say("import.undo"))
    return tuple(lines)
