"""Reports on an import: what each column becomes, the fate of each row, and the sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from salescli.core.exchange.statuses import NO_STAGE, plain
from salescli.core.reports import Column, Report, Row
from salescli.core.text import Text, say, short

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


class Target(Protocol):
    """What a column becomes: the part of a card, in it a field or kind, and the label of it."""

    @property
    def part(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...


class Placed(Protocol):
    """A column of the file; `how` is map, remembered, header, content or nothing."""

    @property
    def letter(self) -> str: ...
    @property
    def header(self) -> str: ...
    @property
    def target(self) -> Target: ...
    @property
    def becomes(self) -> str: ...
    @property
    def how(self) -> str: ...
    @property
    def example(self) -> str: ...


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


LONGEST_EXAMPLE = 40  # characters
MOST_COLUMNS = 8
"""Columns that a remark names."""
_OF_A_FIELD = frozenset(("field", "channel", "address"))


def preview_report(columns: Sequence[Placed]) -> Report:
    """What each column that isn't empty throughout becomes, how that was found, and an example of its cells."""
    shown = (Column("letter", fixed=True), Column("header"), Column("becomes"), Column("how"), Column("example"))
    rows = [_column_row(column) for column in columns if column.example]
    return Report("columns", shown, tuple(rows), title=say("import.preview"))


def _column_row(column: Placed) -> Row:
    becomes, how = becomes_text(column.target), say(f"import.how.{column.how or 'kept'}")
    data = {"letter": column.letter, "header": column.header, "becomes": column.becomes, "how": column.how or "kept",
            "example": column.example}  # fmt: skip
    style = "" if column.how else "dim"
    example = column.example if len(column.example) <= LONGEST_EXAMPLE else f"{column.example[:LONGEST_EXAMPLE]}…"
    return Row(data, (column.letter, short(column.header), becomes, how, example.replace("\n", " ")), style=style)


def becomes_text(target: Target) -> Text:
    """What a column becomes in words: a field, its part or label."""
    part, name, label = target.part, target.name, target.label
    if (part, name) == ("field", "stage"):
        return say("field.stage")
    if part in _OF_A_FIELD:
        if (part, name) == ("channel", "phone") and label in ("office", "home"):
            return say(f"field.{label}_phone")
        word = say(f"field.{name}") if part != "address" or name not in _LINES else say("field.address")
        return say("target.labelled", what=word, label=label) if label and label != "#" else word
    return say(f"target.{part}.{name}" if name else f"target.{part}")


_LINES = frozenset(("street", "extended", "box"))


def column_remarks(columns: Sequence[Placed], *, new: bool) -> tuple[Text, ...]:
    """Which columns were read by their cells, by what was said before, or are kept as own fields; `new`: whether
    `--map` said something that is remembered now."""
    filled = [column for column in columns if column.example]
    found = []
    for how in ("content", "remembered"):
        if some := [column for column in filled if column.how == how]:
            found.append(say(f"import.columns.{how}", columns=_named(some)))
    if new:
        found.append(say("import.columns.new"))
    if kept := [column for column in filled if not column.how]:
        names = tuple(short(column.header) or column.letter for column in kept[:MOST_COLUMNS])
        found.append(say("import.columns.kept", columns=(*names, "…") if len(kept) > MOST_COLUMNS else names))
    return tuple(found)


class Meaning(NamedTuple):
    """A status word of a column: the stage it means (nothing: unknown), in how many rows, and how that is known: by
    --word, as remembered, or by itself."""

    header: str
    word: str
    stage: str
    rows: int
    how: str = ""


def words_report(meanings: Sequence[Meaning]) -> Report:
    """What became of each status word."""
    columns = (Column("header"), Column("word"), Column("becomes"), Column("rows", right=True))
    rows = tuple(
        Row({"header": one.header, "word": one.word, "becomes": one.stage or None, "rows": one.rows},
            (short(one.header), one.word, _meant(one), one.rows), style="" if one.stage else "late")
        for one in meanings
    )  # fmt: skip
    return Report("words", columns, rows, title=say("import.words"))


def _meant(one: Meaning) -> Text:
    if one.stage and one.stage != NO_STAGE:
        return say(f"stage.{one.stage}")
    return say("import.word_kept" if one.stage else "import.word_unknown")


MOST_WORDS = 8
"""Words that a remark names."""


def word_remarks(
    meanings: Sequence[Meaning], said: Mapping[str, str], *, remembers: bool, shown: bool
) -> tuple[Text, ...]:
    """What the status words became, unless the preview has `shown` it; those that nobody knows, once, with how to say
    what they mean; what of `said` was not met or is remembered now."""
    found = [] if shown else _known(meanings)
    if unknown := [one for one in meanings if not one.stage]:
        words = tuple(say("import.word", word=one.word, n=one.rows) for one in unknown[:MOST_WORDS])
        more = ("…",) if len(unknown) > MOST_WORDS else ()
        found.append(say("import.words.unknown", words=(*words, *more), header=_quoted(unknown[0].header),
                         word=_quoted(unknown[0].word)))  # fmt: skip
    met = {plain(one.word) for one in meanings}
    if missing := tuple(word for word in said if said[word] and plain(word) not in met):
        found.append(say("import.words.not_met", words=missing))
    if remembers and any(said.values()):
        found.append(say("import.words.new"))
    return tuple(found)


def _known(meanings: Sequence[Meaning]) -> list[Text]:
    found = []
    for key, hows in (("import.words.read", ("", "word")), ("import.words.remembered", ("remembered",))):
        some = [one for one in meanings if one.stage not in ("", NO_STAGE) and one.how in hows]
        words = tuple(say("import.word_means", word=one.word, stage=say(f"stage.{one.stage}"), n=one.rows)
                      for one in some[:MOST_WORDS])  # fmt: skip
        if words:
            found.append(say(key, words=(*words, "…") if len(some) > MOST_WORDS else words))
    return found


def _quoted(word: str) -> str:
    """A word as a shell takes it."""
    return f"'{word}'" if any(not (char.isalnum() or char in "-_.") for char in word) else word


def _named(columns: Sequence[Placed]) -> tuple[Text, ...]:
    return tuple(say("import.column", column=short(column.header) or column.letter, becomes=becomes_text(column.target))
                 for column in columns[:MOST_COLUMNS])  # fmt: skip


def summary(
    counts: Mapping[str, int], source: Source, *, dry_run: bool, rejected: str, skipped_rows: int
) -> tuple[Text, ...]:
    """How many rows became what, how the file was read, where the rejected ones are, and how to take it back."""
    sums = tuple(say(f"import.count.{name}", n=counts[name]) for name in OUTCOMES if counts.get(name))
    people = source.form == "mail"
    key = "import.sums.mail" if people else "import.sums"
    lines = [say(key, n=sum(counts.values()), sums=sums) if sums else say("import.nothing")]
    lines.append(say("import.read_as" if source.encoding else "import.read_as.bare", form=source.form,
                     encoding=source.encoding))  # fmt: skip
    if skipped_rows and not people:  # of e-mails it is said why
        lines.append(say("import.blank", n=skipped_rows))
    if rejected:
        lines.append(say("import.rejected_file", file=rejected))
    if dry_run:
        lines.append(say("import.dry_run"))
    elif counts.get("new") or counts.get("joined") or counts.get("maybe"):
        lines.append(say("import.undo"))
    return tuple(lines)
