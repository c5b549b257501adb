"""`crm import`: cards from a file, each row with its fate, all in one run that can be undone."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import typer

from salescli.commands import closed, mailbox, sources, words
from salescli.core.errors import CannotDo, WrongUsage
from salescli.core.exchange.card import Card, Rejected, Skipped
from salescli.core.exchange.dossier import Dossier
from salescli.core.exchange.statuses import Words
from salescli.core.exchange.values import Spellings, fitted, spellings
from salescli.core.model import CHOICES
from salescli.core.reports.imports import (
    Meaning,
    column_remarks,
    import_report,
    preview_report,
    summary,
    word_remarks,
    words_report,
)
from salescli.core.spelling import did_you_mean
from salescli.core.text import Text, say
from salescli.importing import Reading, RowRead
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.finding.keys import fold
from salescli.store.importing.cards import Fate, Importer, remember_file

ON_MATCH = ("join", "skip")
LOOK = ("rejected", "maybe")
"""Outcomes that are something to look at: they make exit code 1."""
COUNTRY_OF = {"cp932": "JP", "euc-jp": "JP", "cp949": "KR", "big5": "TW", "cp950": "TW", "big5hkscs": "HK"}
"""Where files of an encoding come from, whose numbers are then read so first, unless --country says otherwise."""
AT_ONCE = 500
"""Rows that are read before they are placed: enough to be fast, few enough for the progress bar and for memory."""
MOST_SHOWN = 50
"""Rows that a person is shown of those with remarks, and of those to look at; a program gets them all."""


def import_command(
    ctx: typer.Context,
    file: str = typer.Argument("", metavar="FILE"),
    source: str = typer.Option("", "--source"),
    mapping: list[str] = typer.Option(None, "--map", metavar="COLUMN=FIELD"),
    word: list[str] = typer.Option(None, "--word", metavar="WORD=STAGE"),
    encoding: str = typer.Option("", "--encoding"),
    country: str = typer.Option("", "--country", metavar="CC"),
    dry_run: bool = typer.Option(False, "--dry-run"),
    on_match: str = typer.Option("join", "--on-match", metavar="join|skip"),
    query: str = typer.Option("", "--query", metavar="TABLE|SHEET|SQL"),
    template: str = typer.Option("", "--template", metavar="fair"),
    me: list[str] = typer.Option(None, "--me", metavar="EMAIL"),
    as_: str = typer.Option("", "--as", metavar="NOUN"),
) -> int:
    run: Run = ctx.obj
    if template:
        from salescli.commands.templates import write_template

        return write_template(run, file, template)
    if as_:
        from salescli.commands import grids

        return grids.read(run, Path(file), grids.meant(run, as_), dry_run=dry_run)
    if on_match not in ON_MATCH:
        near = did_you_mean(on_match, ON_MATCH)
        raise WrongUsage("choice_unknown", option="on-match", value=on_match, known=", ".join(ON_MATCH), near=near)
    where = country.upper() or run.country
    said = Said(_mapping(mapping or ()), words.said(run, word or ()))
    if not file:
        from salescli.commands import asking

        file = asking.missing(run, "crm import", "FILE")
    found = sources.read(run, file, query, encoding, said.columns, where,
                         me or ())  # fmt: skip
    how = {"source": source.strip(), "country": where, "on_match": on_match}
    local = "" if country else COUNTRY_OF.get(found.reading.encoding, "")
    hints = _hints(run, source.strip())
    done = _place_all(run, found, said, how, dry_run, local)
    _show(run, done, found.reading, said, dry_run)
    for text in hints:
        run.remark(text)
    return 1 if any(done.counts[outcome] for outcome in LOOK) else 0


def _hints(run: Run, source: str) -> tuple[Text, ...]:
    if not source:
        return ()
    from salescli.commands import checking

    return checking.source_hint(run, run.book, source)


class Said(NamedTuple):
    """What the command line says of the file: field by column, stage by status word."""

    columns: dict[str, str]
    words: dict[str, str]


def _mapping(pairs: list[str] | tuple[str, ...]) -> dict[str, str]:
    """Field by column; an empty field forgets what was remembered of the column."""
    found = {}
    for pair in pairs:
        column, equals, name = pair.rpartition("=")
        if not equals or not column.strip():
            raise WrongUsage("map_wrong", value=pair)
        found[column.strip()] = name.strip()
    return found


class _DryRun(Exception):
    """Ends the transaction of a dry run."""


class _Done:
    """What became of the rows: counts of all; the fates that are shown - a person is shown only those to look at."""

    def __init__(self, run: Run, reading: Reading, said: Said) -> None:
        self.counts: Counter[str] = Counter()
        self.fates: list[Fate] = []
        self.problems: list[Rejected] = []
        self.skipped = self.left_out = 0
        self.rejected = ""
        self.records = 0
        self.every = not run.for_a_person
        self.spellings = _spellings(run, words.in_force(run, reading, said.words))
        self.kept_words = words.remembered(run.book, reading)
        self.statuses = words.Counted(self.spellings.words, self.spellings.closed["stage"])

    def meanings(self, said: Said) -> tuple[Meaning, ...]:
        """What the status words of the file mean."""
        return self.statuses.meanings(self.kept_words, said.words)

    def add(self, fate: Fate) -> None:
        """One row's fate."""
        self.counts[fate.outcome] += 1
        look = fate.outcome in LOOK
        if self.every or (look and self.counts[fate.outcome] <= MOST_SHOWN):
            self.fates.append(fate)
        elif look or fate.why:
            shown = not look and len(self.fates) < MOST_SHOWN
            self.fates += [fate] if shown else []
            self.left_out += not shown

    def skip(self, entry: Skipped) -> None:
        """A row that holds no card: counted for a person, named to a program unless it is blank."""
        self.skipped += 1
        if self.every and entry.reason.key != "row.blank":
            self.fates.append(Fate(entry.row, "skipped", "", "", (entry.reason,)))


def _place_all(
    run: Run, found: sources.Source, said: Said, how: dict[str, Any], dry_run: bool, local: str
) -> _Done:
    """All rows in one transaction; the rejected ones are in their file before it is committed."""
    from salescli.render import screen

    done, reading = _Done(run, found.reading, said), found.reading
    book = run.book if dry_run else run.writable()
    try:
        with (
            book.writing(run.command, long=True),
            screen.progress(reading.rows, say("import.reading"), run.words) as bar,
        ):
            importer = Importer(book, **how)
            done.records = _other_records(book, reading)
            entries = reading.entries()
            while batch := list(islice(entries, AT_ONCE)):
                _take_in(importer, batch, done, local)
                bar.advance(len(batch))
            importer.finish()
            if how["country"] == run.country:
                run.tell_country(book)
            if dry_run:
                raise _DryRun
            done.rejected = write_rejected(run, found.path, reading, done.problems) if done.problems else ""
            sources.remember_columns(book, reading, said.columns)
            words.remember(book, reading, said.words)
            mailbox.remember(book, found.mine)
            remember_file(book, found.name, found.digest, sum(done.counts.values()))
    except _DryRun:
        pass
    return done


def _other_records(book: Book, reading: Reading) -> int:
    """Put in what a whole book has beside its customers, first: theirs may point at it."""
    if not reading.records:
        return 0
    from salescli.store.records import declared

    return declared.put_in(book, reading.records)


def _take_in(importer: Importer, batch: list[RowRead], done: _Done, local: str) -> None:
    cards = (_fitted(entry, done, local) for entry in batch if not isinstance(entry, (Rejected, Skipped)))
    fates = iter(importer.place(cards))
    for entry in batch:
        if isinstance(entry, Rejected):
            done.problems.append(entry)
            done.add(Fate(entry.row, "rejected", "", "", (entry.reason,)))
        elif isinstance(entry, Skipped):
            done.skip(entry)
        else:
            done.add(next(fates))


def _fitted(entry: Card | Dossier, done: _Done, local: str) -> Card | Dossier:
    """A card with the country that its file's encoding tells and closed values as our keys."""
    if not isinstance(entry, Card):
        return entry
    entry = replace(entry, country=local) if local and not entry.country else entry
    card = fitted(entry, done.spellings, fold)
    if card.statuses:
        done.statuses.add(card)
    return card


def _spellings(run: Run, known: Words) -> Spellings:
    """How closed values and codes may be written in a file, in any of our languages."""
    kept = {kind: {key: closed.labels(run, kind, key) for key in keys} for kind, keys in CHOICES.items()}
    return spellings(kept, run.rules.wanted.get("codes", {}), run.today, lambda: run.lexicon, known)


def write_rejected(run: Run, path: Path, reading: Reading, problems: list[Rejected]) -> str:
    """NAME.rejected.csv beside the input, or in HOME/data/rejected/ where that can't be written (CONTRACT 8)."""
    from salescli.importing.rejected import rejected_text

    text = rejected_text(reading, problems, lambda problem: run.words(problem.reason), run.words(say("import.reason")))
    for folder in (path.absolute().parent, run.data / "rejected"):
        target = _put(folder, f"{path.stem}.rejected", text)
        if target:
            return str(target)
    raise CannotDo("rejected_not_writable", file=str(path))


def _written(handle: int, text: str) -> bool:
    try:
        with open(handle, "w", encoding="utf-8-sig", newline="") as file:
            file.write(text)
    except OSError:  # no room for it there
        return False
    return True


def _put(folder: Path, stem: str, text: str) -> Path | None:
    for count in range(1, 1000):
        target = folder / f"{stem}{f'-{count}' if count > 1 else ''}.csv"
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        except OSError:
            return None
        if _written(handle, text):
            return target
        target.unlink(missing_ok=True)
        return None
    return None


def _show(run: Run, done: _Done, reading: Reading, said: Said, dry_run: bool) -> None:
    """A person sees the rows that want a look, the sums and what became of the columns; a program every row."""
    from salescli.render import screen

    person = run.for_a_person
    meanings = done.meanings(said)
    if person and dry_run and reading.columns:
        run.show(preview_report(reading.columns))
        if meanings:
            run.show(words_report(meanings))
    if done.fates or not person:
        run.show(import_report(done.fates))
    if person:
        for text in summary(done.counts, reading, dry_run=dry_run, rejected=done.rejected, skipped_rows=done.skipped):
            screen.say(run.words(text))
        left_out = (say("import.more_rows", n=done.left_out),) if done.left_out else ()
        new = any(said.columns.values()) and bool(reading.header)
        columns = () if dry_run else column_remarks(reading.columns, new=new)
        besides = (say("import.records", n=done.records),) if done.records else ()
        for text in (*left_out, *besides, *reading.notes, *columns):
            run.remark(text)
    for text in word_remarks(meanings, said.words, remembers=bool(reading.header) and not dry_run, shown=person and dry_run):
        run.remark(text)
