"""`crm import`: cards from a file, each row with its fate, all in one run that can be undone."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import typer

from salescli.core.card import Card, Problem
from salescli.core.errors import CannotDo, WrongUsage
from salescli.core.reports.imports import import_report, summary
from salescli.core.text import say
from salescli.importing import Reading, read_file
from salescli.run import Run
from salescli.store.importer import Fate, Importer, remember_file

ON_MATCH = ("join", "skip")
LOOK = ("rejected", "maybe")
"""Outcomes that are something to look at: they make exit code 1."""


def import_command(
    ctx: typer.Context,
    file: str = typer.Argument(..., metavar="FILE"),
    source: str = typer.Option("", "--source"),
    mapping: list[str] = typer.Option(None, "--map", metavar="COLUMN=FIELD"),
    encoding: str = typer.Option("", "--encoding"),
    country: str = typer.Option("", "--country", metavar="CC"),
    dry_run: bool = typer.Option(False, "--dry-run"),
    on_match: str = typer.Option("join", "--on-match", metavar="join|skip"),
) -> int:
    run: Run = ctx.obj
    if on_match not in ON_MATCH:
        raise WrongUsage("choice_unknown", option="on-match", value=on_match, known=", ".join(ON_MATCH))
    path = Path(file).expanduser()
    data = _read(path)
    where = country.upper() or run.config.country
    reading = read_file(data, path.name, encoding=encoding, mapping=_mapping(mapping or ()), country=where)
    fates, problems, skipped = _place_all(run, reading, data, path, source.strip(), where, on_match, dry_run)
    rejected = None if dry_run or not problems else _write_rejected(run, path, reading, problems)
    report = import_report(fates)
    counts = Counter(fate.outcome for fate in fates)
    remarks = summary(counts, reading, dry_run=dry_run, rejected=str(rejected) if rejected else "",
                      skipped_rows=skipped)  # fmt: skip
    _show(run, report, fates, remarks, counts)
    return 1 if any(counts[outcome] for outcome in LOOK) else 0


def _read(path: Path) -> bytes:
    if not path.exists():
        raise CannotDo("file_missing", file=str(path))
    if path.is_dir():
        raise CannotDo("file_is_folder", file=str(path))
    try:
        return path.read_bytes()
    except OSError as error:
        import os

        raise CannotDo("file_unreadable", file=str(path), reason=os.strerror(error.errno or 0)) from None


def _mapping(pairs: list[str] | tuple[str, ...]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        column, equals, name = pair.rpartition("=")
        if not equals or not column.strip() or not name.strip():
            raise WrongUsage("map_wrong", value=pair)
        found[column.strip()] = name.strip()
    return found


class _DryRun(Exception):
    """Ends the transaction of a dry run."""


def _place_all(
    run: Run, reading: Reading, data: bytes, path: Path, source: str, country: str, on_match: str, dry_run: bool
) -> tuple[list[Fate], list[Problem], int]:
    from salescli.render import screen

    fates: list[Fate] = []
    problems: list[Problem] = []
    skipped = 0
    run.writable()
    try:
        with run.writing(long=True) as book, screen.progress(reading.rows, say("import.reading"), run.words) as bar:
            importer = Importer(book, source, country, on_match)
            for entry in reading.entries():
                bar.advance(1)
                if isinstance(entry, Card):
                    fates.append(importer.place(entry))
                elif isinstance(entry, Problem):
                    problems.append(entry)
                    fates.append(Fate(entry.row, "rejected", "", "", (entry.reason,)))
                else:
                    skipped += 1
            importer.finish()
            remember_file(book, path.name, hashlib.blake2b(data, digest_size=16).hexdigest(), len(fates))
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return fates, problems, skipped


def _write_rejected(run: Run, path: Path, reading: Reading, problems: list[Problem]) -> Path | None:
    """NAME.rejected.csv beside the input, or in HOME/data/rejected/ where that can't be written (CONTRACT 8)."""
    from salescli.importing.rejected import rejected_text

    text = rejected_text(reading, problems, lambda problem: run.words(problem.reason), run.words(say("import.reason")))
    for folder in (path.absolute().parent, run.data / "rejected"):
        target = _put(folder, f"{path.stem}.rejected", text)
        if target:
            return target
    raise CannotDo("rejected_not_writable", file=str(path))


def _put(folder: Path, stem: str, text: str) -> Path | None:
    import os

    for count in range(1, 1000):
        target = folder / f"{stem}{f'-{count}' if count > 1 else ''}.csv"
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        except OSError:
            return None
        with open(handle, "w", encoding="utf-8-sig", newline="") as file:
            file.write(text)
        return target
    return None


def _show(run: Run, report: object, fates: list[Fate], remarks: tuple[object, ...], counts: Counter[str]) -> None:
    """A person sees the rows that want a look and the sums; a program every row."""
    from salescli.core.reports import Report
    from salescli.render import screen

    assert isinstance(report, Report)
    if run.form in ("table", "plain"):
        notable = import_report([fate for fate in fates if fate.outcome in LOOK or fate.why])
        if notable.rows:
            run.show(notable)
        for text in remarks:
            screen.say(run.words(text))
        return
    run.show(report)
